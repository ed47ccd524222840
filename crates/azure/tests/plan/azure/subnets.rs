//! Subnets, those that are there and new ones.

use pgreach_fixtures::topology::Topology;
use serde_json::{Value, json};

use super::{
    Done,
    command::Command,
    peerings::VNETS,
    world::{delete, find, insert, is_there, range, resource},
};

pub(super) fn subnet(topology: &mut Topology, command: &Command) -> Done {
    command.takes(&[
        "--vnet-name",
        "-n",
        "--service-endpoints",
        "--delegations",
        "--route-table",
        "--add",
        "--remove",
    ])?;
    let names = [command.one("--vnet-name")?, command.one("-n")?];
    let id = command.id(&format!("{VNETS}/subnets"), &names)?;
    let subnet = find(topology, &id)?;
    if let Some(services) = command.list("--service-endpoints") {
        let service =
            |it: &String| json!({ "provisioningState": "Succeeded", "service": it, "locations": ["westeurope"] });
        subnet["properties"]["serviceEndpoints"] = services.iter().map(service).collect();
    }
    if let Some(added) = command.list("--add") {
        let [property, service] = added else { return Err(format!("{added:?}")) };
        let service =
            service.strip_prefix("service=").filter(|_| property == "serviceEndpoints").ok_or("no service")?;
        let list =
            subnet["properties"]["serviceEndpoints"].as_array_mut().filter(|it| !it.is_empty()).ok_or("no list")?;
        list.push(json!({ "provisioningState": "Succeeded", "service": service, "locations": ["westeurope"] }));
    }
    if let Some(services) = command.list("--delegations") {
        let of = |(place, it): (usize, &String)| json!({ "id": format!("{id}/delegations/{place}"), "name": place.to_string(), "properties": { "serviceName": it } });
        subnet["properties"]["delegations"] = services.iter().enumerate().map(of).collect();
    }
    match command.perhaps("--remove")? {
        Some("routeTable") => subnet["properties"]["routeTable"] = Value::Null,
        Some(member @ ("serviceEndpoints" | "delegations")) => subnet["properties"][member] = json!([]),
        Some(other) => return Err(format!("{other} is not taken from a subnet")),
        None => {}
    }
    if let Some(table) = command.perhaps("--route-table")? {
        find(topology, table)?;
        find(topology, &id)?["properties"]["routeTable"] = json!({ "id": table });
    }
    Ok(())
}

pub(super) fn new_subnet(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let vnet = command.id(VNETS, &[command.one("--vnet-name")?])?;
    let id = format!("{vnet}/subnets/{}", command.one("-n")?);
    match verb {
        "create" => {
            command.takes(&["--vnet-name", "-n", "--address-prefixes"])?;
            let prefix = command.one("--address-prefixes")?;
            let (from, to) = range(prefix).ok_or("no range")?;
            let there = find(topology, &vnet)?["properties"].clone();
            let of_vnet = there["addressSpace"]["addressPrefixes"].as_array().into_iter().flatten();
            let is_inside = |it: &Value| it.as_str().and_then(range).is_some_and(|it| it.0 <= from && to <= it.1);
            let others = there["subnets"].as_array().into_iter().flatten();
            let is_shared = |it: &Value| {
                let it = it["properties"]["addressPrefix"].as_str().and_then(range);
                it.is_none_or(|(start, end)| start <= to && from <= end)
            };
            if !of_vnet.clone().any(is_inside) || others.clone().any(is_shared) || is_there(topology, &id) {
                return Err(format!("{prefix} is not free in {vnet}"));
            }
            let properties = json!({
                "provisioningState": "Succeeded",
                "addressPrefix": prefix,
                "serviceEndpoints": [],
                "delegations": [],
                "privateEndpointNetworkPolicies": "Disabled",
                "privateLinkServiceNetworkPolicies": "Enabled",
            });
            insert(topology, &vnet, "subnets", resource(&id, &format!("{VNETS}/subnets"), properties))
        }
        "delete" => {
            command.takes(&["--vnet-name", "-n"])?;
            let all = topology.files.iter().flat_map(|it| &it.items);
            let stands_in =
                |it: &Value| it["properties"]["subnet"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&id));
            if all.into_iter().any(stands_in) {
                return Err(format!("{id} is in use"));
            }
            delete(topology, &id)
        }
        _ => Err(format!("no az network vnet subnet {verb}")),
    }
}
