//! Private endpoints with their zone groups and their connections at the servers.

use std::collections::BTreeMap;

use pgreach_fixtures::topology::Topology;
use serde_json::{Value, json};

use super::{
    Done,
    command::Command,
    world::{add, delete, find, insert, is_there, name, parent, range, resource},
    zones::{add_address, delete_record},
};

pub(super) const ENDPOINTS: &str = "Microsoft.Network/privateEndpoints";

/// The lists of connections that an endpoint has.
pub(super) const CONNECTIONS: [&str; 2] = ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"];

/// The connection of an endpoint.
pub(super) fn connection(endpoint: &mut Value) -> Option<&mut Value> {
    let place = CONNECTIONS.iter().find(|it| endpoint["properties"][**it].get(0).is_some())?;
    endpoint["properties"][*place].get_mut(0)
}

/// The address of an endpoint: that of its network interface.
pub(super) fn address(topology: &mut Topology, endpoint: &str) -> Result<String, String> {
    let nic = find(topology, endpoint)?["properties"]["networkInterfaces"][0]["id"].clone();
    let nic = find(topology, nic.as_str().ok_or("no network interface")?)?;
    let address = nic["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"].as_str();
    address.map(str::to_owned).ok_or_else(|| "no address".to_owned())
}

pub(super) fn zone_group(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let (whole, own) = (command.one("--endpoint-name")?, command.one("-n")?);
    let endpoint = command.id(ENDPOINTS, &[whole])?;
    let kind = format!("{ENDPOINTS}/privateDnsZoneGroups");
    let id = command.id(&kind, &[whole, own])?;
    match verb {
        "create" | "add" => {
            command.takes(&["--endpoint-name", "-n", "--zone-name", "--private-dns-zone"])?;
            if is_there(topology, &id) == (verb == "create") {
                return Err(format!("{verb}, and whether {id} is there"));
            }
            let zone = command.one("--private-dns-zone")?.to_owned();
            find(topology, &zone)?;
            let server = connection(find(topology, &endpoint)?).ok_or("no connection")?;
            let server = name(server["properties"]["privateLinkServiceId"].as_str().unwrap_or_default()).to_owned();
            let address = address(topology, &endpoint)?;
            let record = format!("{zone}/A/{server}");
            if let Ok(set) = find(topology, &record) {
                set["properties"]["aRecords"] = json!([]);
            }
            add_address(topology, &record, &address)?;
            let config = json!({
                "name": command.one("--zone-name")?,
                "properties": {
                    "privateDnsZoneId": zone,
                    "recordSets": [{
                        "recordType": "A",
                        "recordSetName": server,
                        "fqdn": format!("{server}.{}", name(&zone)),
                        "ttl": 10,
                        "ipAddresses": [address],
                        "provisioningState": "Succeeded",
                    }],
                },
            });
            if verb == "create" {
                let properties = json!({ "provisioningState": "Succeeded", "privateDnsZoneConfigs": [config] });
                add(topology, resource(&id, &kind, properties));
                return Ok(());
            }
            let configs = &mut find(topology, &id)?["properties"]["privateDnsZoneConfigs"];
            configs.as_array_mut().ok_or("no zones")?.push(config);
            Ok(())
        }
        "delete" => {
            command.takes(&["--endpoint-name", "-n"])?;
            detach(topology, &id)
        }
        _ => Err(format!("no az network private-endpoint dns-zone-group {verb}")),
    }
}

/// Takes a zone group away, and the records that it has written.
pub(super) fn detach(topology: &mut Topology, id: &str) -> Done {
    let configs = find(topology, id)?["properties"]["privateDnsZoneConfigs"].clone();
    for config in configs.as_array().into_iter().flatten() {
        let zone = config["properties"]["privateDnsZoneId"].as_str().unwrap_or_default();
        for set in config["properties"]["recordSets"].as_array().into_iter().flatten() {
            let record = format!("{zone}/A/{}", set["recordSetName"].as_str().unwrap_or_default());
            if is_there(topology, &record) {
                delete_record(topology, &record)?;
            }
        }
    }
    delete(topology, id)
}

/// What a server's list says of its connection with an endpoint.
pub(super) fn server_side<'a>(topology: &'a mut Topology, server: &str, endpoint: &str) -> Option<&'a mut Value> {
    let list = find(topology, server).ok()?["properties"]["privateEndpointConnections"].as_array_mut()?;
    list.iter_mut().find(|it| {
        it["properties"]["privateEndpoint"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(endpoint))
    })
}

pub(super) fn endpoint(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let id = command.id(ENDPOINTS, &[command.one("-n")?])?;
    match verb {
        "create" => make_endpoint(topology, command, &id),
        "delete" => delete_endpoint(topology, command, &id),
        _ => Err(format!("no az network private-endpoint {verb}")),
    }
}

/// Takes an endpoint away with its network interface, its zone group and what the server lists of it.
pub(super) fn delete_endpoint(topology: &mut Topology, command: &Command, id: &str) -> Done {
    command.takes(&["-n"])?;
    let endpoint = find(topology, id)?;
    let nic = endpoint["properties"]["networkInterfaces"][0]["id"].clone();
    let server = connection(endpoint).map(|it| it["properties"]["privateLinkServiceId"].clone());
    let server = server.as_ref().and_then(Value::as_str).unwrap_or_default();
    let seen = server_side(topology, server, id).and_then(|it| it["id"].as_str().map(str::to_owned));
    let groups = topology.files.iter().flat_map(|it| &it.items).filter_map(|it| it["id"].as_str());
    let prefix = format!("{id}/privateDnsZoneGroups/").to_ascii_lowercase();
    let groups: Vec<String> =
        groups.filter(|it| it.to_ascii_lowercase().starts_with(&prefix)).map(str::to_owned).collect();
    for group in groups {
        detach(topology, &group)?;
    }
    for gone in seen.into_iter().chain(nic.as_str().map(str::to_owned)) {
        delete(topology, &gone)?;
    }
    delete(topology, id)
}

/// Makes an endpoint whose connection is approved at once, as for one who may do so.
pub(super) fn make_endpoint(topology: &mut Topology, command: &Command, id: &str) -> Done {
    let own = command.one("-n")?;
    command.takes(&[
        "-n",
        "--location",
        "--subnet",
        "--private-connection-resource-id",
        "--group-id",
        "--connection-name",
        "--ip-config",
        "--asg",
        "--nic-name",
    ])?;
    if is_there(topology, id) {
        return Err(format!("{id} is there already"));
    }
    let subnet_id = command.one("--subnet")?.to_owned();
    let location = find(topology, parent(&subnet_id))?["location"].clone();
    if location != command.one("--location")? {
        return Err(format!("{subnet_id} is in {location}"));
    }
    let subnet = &find(topology, &subnet_id)?["properties"];
    if subnet["delegations"].get(0).is_some() {
        return Err(format!("{subnet_id} is delegated"));
    }
    let prefix = subnet["addressPrefix"].as_str().and_then(range).ok_or("no addresses")?;
    let asked = command.list("--ip-config").into_iter().flatten().filter_map(|it| it.split_once('='));
    let asked: BTreeMap<&str, &str> = asked.collect();
    let address = match asked.get("private-ip-address") {
        Some(address) => (*address).to_owned(),
        None => std::net::Ipv4Addr::from(prefix.0 + 77).to_string(),
    };
    let is_taken = topology.files.iter().flat_map(|it| &it.items).any(|it| {
        let places = it["properties"]["ipConfigurations"].as_array().into_iter().flatten();
        places.into_iter().any(|it| it["properties"]["privateIPAddress"] == address.as_str())
    });
    if is_taken || !address.parse().is_ok_and(|it: std::net::Ipv4Addr| (prefix.0..=prefix.1).contains(&it.into())) {
        return Err(format!("{address} is taken, or not in {subnet_id}"));
    }
    let (server, group) = (command.one("--private-connection-resource-id")?, command.one("--group-id")?);
    if group != "postgresqlServer" {
        return Err(format!("a server has no {group}"));
    }
    let approved = json!({ "status": "Approved", "description": "Auto-approved", "actionsRequired": "None" });
    let nic = command.perhaps("--nic-name")?.map_or_else(|| format!("{own}.nic"), str::to_owned);
    let nic = format!("{}/networkInterfaces/{nic}", command.id("Microsoft.Network", &[])?);
    let card = json!([{
        "id": format!("{nic}/ipConfigurations/ip"),
        "name": "ip",
        "properties": { "privateIPAddress": address, "subnet": { "id": subnet_id }, "primary": true },
    }]);
    let card = json!({ "provisioningState": "Succeeded", "ipConfigurations": card });
    add(topology, resource(&nic, "Microsoft.Network/networkInterfaces", card));
    let connection = json!({
        "provisioningState": "Succeeded",
        "privateLinkServiceId": server,
        "groupIds": [group],
        "privateLinkServiceConnectionState": approved,
    });
    let place = format!("{id}/privateLinkServiceConnections/{}", command.one("--connection-name")?);
    // Only one that was asked for is printed here.
    let placed = match asked.get("private-ip-address") {
        Some(address) => json!([{ "name": "migration", "properties": { "privateIPAddress": address } }]),
        None => json!([]),
    };
    let mut endpoint = resource(
        id,
        ENDPOINTS,
        json!({
            "provisioningState": "Succeeded",
            "privateLinkServiceConnections": [resource(&place, ENDPOINTS, connection)],
            "manualPrivateLinkServiceConnections": [],
            "subnet": { "id": subnet_id },
            "ipConfigurations": placed,
            "networkInterfaces": [{ "id": nic }],
            "customDnsConfigs": [],
        }),
    );
    endpoint["location"] = location;
    let groups = command.list("--asg").unwrap_or_default().iter().map(|it| {
        let id = it.strip_prefix("id=").ok_or_else(|| format!("no group: {it}"))?;
        Ok(json!({ "id": id }))
    });
    endpoint["properties"]["applicationSecurityGroups"] = groups.collect::<Result<Vec<_>, String>>()?.into();
    endpoint["properties"]["customNetworkInterfaceName"] = command.perhaps("--nic-name")?.unwrap_or_default().into();
    add(topology, endpoint);
    let seen = json!({
        "privateEndpoint": { "id": id },
        "privateLinkServiceConnectionState": approved,
        "groupIds": [group],
        "provisioningState": "Succeeded",
    });
    let place = format!("{server}/privateEndpointConnections/{own}.1");
    insert(topology, server, "privateEndpointConnections", resource(&place, "", seen))
}

pub(super) fn approve(topology: &mut Topology, command: &Command) -> Done {
    command.takes(&["--id", "--description"])?;
    let id = command.one("--id")?;
    let seen = &mut find(topology, id)?["properties"];
    if seen["privateLinkServiceConnectionState"]["status"] != "Pending" {
        return Err(format!("{id} does not wait"));
    }
    seen["privateLinkServiceConnectionState"]["status"] = "Approved".into();
    let endpoint = seen["privateEndpoint"]["id"].as_str().unwrap_or_default().to_owned();
    // One of another subscription may be in no file.
    if let Ok(endpoint) = find(topology, &endpoint) {
        let own = connection(endpoint).ok_or("no connection")?;
        own["properties"]["privateLinkServiceConnectionState"]["status"] = "Approved".into();
    }
    Ok(())
}
