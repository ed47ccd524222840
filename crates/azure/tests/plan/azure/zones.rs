//! Private DNS zones: their links and their records.

use pgreach_fixtures::topology::Topology;
use serde_json::{Value, json};

use super::{
    Done,
    command::Command,
    world::{add, delete, find, flag, is_there, name, parent, resource},
};

pub(super) const ZONES: &str = "Microsoft.Network/privateDnsZones";

/// Counts what a zone has, as it prints it.
pub(super) fn count(topology: &mut Topology, zone: &str, member: &str, by: i64) -> Done {
    let count = &mut find(topology, zone)?["properties"][member];
    *count = (count.as_i64().unwrap_or_default() + by).into();
    Ok(())
}

pub(super) fn zone_link(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    const LINKS: &str = "numberOfVirtualNetworkLinks";
    let (zone, own) = (command.one("-z")?, command.one("-n")?);
    let whole = command.id(ZONES, &[zone])?;
    let kind = format!("{ZONES}/virtualNetworkLinks");
    let id = command.id(&kind, &[zone, own])?;
    match verb {
        "create" => {
            command.takes(&["-z", "-n", "-v", "-e", "--resolution-policy"])?;
            let vnet = command.one("-v")?.to_owned();
            find(topology, &vnet)?;
            let all = topology.files.iter().flat_map(|it| &it.items);
            let mut links = all.filter(|it| it["type"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&kind)));
            let taken = links.find(|it| {
                let id = it["id"].as_str().unwrap_or_default();
                let is_linked =
                    it["properties"]["virtualNetwork"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&vnet));
                is_linked && name(parent(id)).eq_ignore_ascii_case(zone)
            });
            if taken.is_some() || is_there(topology, &id) {
                return Err(format!("{vnet} is linked to a zone {zone}, or {id} is there"));
            }
            let properties = json!({
                "provisioningState": "Succeeded",
                "registrationEnabled": flag(command.one("-e")?)?,
                "resolutionPolicy": command.perhaps("--resolution-policy")?.unwrap_or("Default"),
                "virtualNetwork": { "id": vnet },
                "virtualNetworkLinkState": "Completed",
            });
            count(topology, &whole, LINKS, 1)?;
            add(topology, resource(&id, &kind, properties));
            Ok(())
        }
        "update" => {
            command.takes(&["-z", "-n", "--resolution-policy"])?;
            let policy = command.one("--resolution-policy")?;
            if policy == "NxDomainRedirect" && !zone.starts_with("privatelink.") {
                return Err(format!("{zone} is not of private endpoints"));
            }
            find(topology, &id)?["properties"]["resolutionPolicy"] = policy.into();
            Ok(())
        }
        "delete" => {
            command.takes(&["-z", "-n", "--yes"])?;
            delete(topology, &id)?;
            count(topology, &whole, LINKS, -1)
        }
        _ => Err(format!("no az network private-dns link vnet {verb}")),
    }
}

pub(super) fn record(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let (zone, own) = (command.one("-z")?, command.one("-n")?);
    let id = command.id(&format!("{ZONES}/A"), &[zone, own])?;
    match verb {
        "add-record" => {
            command.takes(&["-z", "-n", "-a"])?;
            add_address(topology, &id, command.one("-a")?)
        }
        "remove-record" => {
            command.takes(&["-z", "-n", "-a", "--keep-empty-record-set"])?;
            let address = command.one("-a")?;
            let records = find(topology, &id)?["properties"]["aRecords"].as_array_mut().ok_or("no records")?;
            let before = records.len();
            records.retain(|it| it["ipv4Address"] != address);
            if records.len() == before || command.list("--keep-empty-record-set").is_none() {
                return Err(format!("{id} has no {address}, or goes away"));
            }
            Ok(())
        }
        "delete" => {
            command.takes(&["-z", "-n", "--yes"])?;
            delete_record(topology, &id)
        }
        _ => Err(format!("no az network private-dns record-set a {verb}")),
    }
}

pub(super) fn alias(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let (zone, own) = (command.one("-z")?, command.one("-n")?);
    let id = command.id(&format!("{ZONES}/CNAME"), &[zone, own])?;
    match verb {
        "set-record" => {
            command.takes(&["-z", "-n", "-c"])?;
            find(topology, &id)?["properties"]["cnameRecord"] = json!({ "cname": command.one("-c")? });
            Ok(())
        }
        "delete" => {
            command.takes(&["-z", "-n", "--yes"])?;
            delete_record(topology, &id)
        }
        _ => Err(format!("no az network private-dns record-set cname {verb}")),
    }
}

/// Makes an alias anew.
pub(super) fn make_alias(topology: &mut Topology, command: &Command, id: &str, version: &str) -> Done {
    if (version, command.one("--method")?) != ("2024-06-01", "put") || is_there(topology, id) {
        return Err(format!("no such request of {id}, or it is there"));
    }
    let zone = parent(id).to_owned();
    if is_there(topology, &format!("{zone}/A/{}", name(id))) {
        return Err(format!("{} has addresses", name(id)));
    }
    let body: Value = serde_json::from_str(command.one("--body")?).map_err(|it| it.to_string())?;
    let mut properties = body["properties"].clone();
    if properties["ttl"].as_u64().is_none() || properties["cnameRecord"]["cname"].as_str().is_none() {
        return Err(format!("no alias: {properties}"));
    }
    properties["fqdn"] = format!("{}.{}.", name(id), name(&zone)).into();
    properties["isAutoRegistered"] = false.into();
    add(topology, resource(id, &format!("{ZONES}/CNAME"), properties));
    count(topology, &zone, SETS, 1)
}

pub(super) const SETS: &str = "numberOfRecordSets";

/// Adds an address to a record set, which is made where there is none.
pub(super) fn add_address(topology: &mut Topology, id: &str, address: &str) -> Done {
    let zone = parent(id);
    let alias = format!("{zone}/CNAME/{}", name(id));
    if is_there(topology, &alias) {
        return Err(format!("{} stands for another name", name(id)));
    }
    if !is_there(topology, id) {
        count(topology, zone, SETS, 1)?;
        let fqdn = format!("{}.{}.", name(id), name(zone));
        let set = json!({ "fqdn": fqdn, "ttl": 3600, "isAutoRegistered": false, "aRecords": [] });
        add(topology, resource(id, &format!("{ZONES}/A"), set));
    }
    let records = &mut find(topology, id)?["properties"]["aRecords"];
    let records = records.as_array_mut().ok_or("no records")?;
    if records.iter().any(|it| it["ipv4Address"] == address) {
        return Err(format!("{id} has {address} already"));
    }
    records.push(json!({ "ipv4Address": address }));
    Ok(())
}

/// Gives a record set that is there other addresses.
pub(super) fn set_record(topology: &mut Topology, command: &Command, id: &str, version: &str) -> Done {
    match (version, command.one("--method")?) {
        ("2024-06-01", "patch") => {}
        ("2024-06-01", "put") => return make_record(topology, command, id),
        _ => return Err(format!("no such request of {id}")),
    }
    let body: Value = serde_json::from_str(command.one("--body")?).map_err(|it| it.to_string())?;
    let records = body["properties"]["aRecords"].as_array().filter(|it| !it.is_empty()).ok_or("no records")?;
    let is_address = |it: &Value| it["ipv4Address"].as_str().is_some_and(|it| it.parse::<std::net::Ipv4Addr>().is_ok());
    if !records.iter().all(is_address) || body["properties"].as_object().is_none_or(|it| it.len() != 1) {
        return Err(format!("no addresses: {body}"));
    }
    find(topology, id)?["properties"]["aRecords"] = records.clone().into();
    Ok(())
}

/// Makes a record set whole, in the place of one that is there.
fn make_record(topology: &mut Topology, command: &Command, id: &str) -> Done {
    let body: Value = serde_json::from_str(command.one("--body")?).map_err(|it| it.to_string())?;
    let records = body["properties"]["aRecords"].as_array().ok_or("no records")?;
    if body["properties"]["ttl"].as_u64().is_none() {
        return Err(format!("no time to live: {body}"));
    }
    if is_there(topology, id) {
        delete_record(topology, id)?;
    }
    records.iter().try_for_each(|it| add_address(topology, id, it["ipv4Address"].as_str().unwrap_or_default()))
}

pub(super) fn delete_record(topology: &mut Topology, id: &str) -> Done {
    delete(topology, id)?;
    count(topology, parent(id), SETS, -1)
}
