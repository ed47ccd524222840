//! Route tables and their routes.

use pgreach_fixtures::topology::Topology;
use serde_json::{Value, json};

use super::{
    Done,
    command::Command,
    world::{add, delete, find, insert, is_id, is_new, is_there, resource},
};

pub(super) const TABLES: &str = "Microsoft.Network/routeTables";

pub(super) fn route_table(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let id = command.id(TABLES, &[command.one("-n")?])?;
    if verb == "delete" {
        command.takes(&["-n"])?;
        let all = topology.files.iter().flat_map(|it| &it.items);
        let subnets = all.flat_map(|it| it["properties"]["subnets"].as_array().into_iter().flatten());
        let has_it =
            |it: &Value| it["properties"]["routeTable"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&id));
        if subnets.into_iter().any(has_it) {
            return Err(format!("{id} is at a subnet"));
        }
        return delete(topology, &id);
    }
    command.takes(&["-n", "--location"])?;
    if is_there(topology, &id) {
        return Err(format!("{id} is there already"));
    }
    let properties = json!({ "provisioningState": "Succeeded", "disableBgpRoutePropagation": false, "routes": [] });
    let mut table = resource(&id, TABLES, properties);
    table["location"] = command.one("--location")?.into();
    add(topology, table);
    Ok(())
}

pub(super) fn route(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let options = [
        "--route-table-name",
        "-n",
        "--address-prefix",
        "--next-hop-type",
        "--next-hop-ip-address",
        "--remove",
        "--yes",
    ];
    command.takes(&options)?;
    let (table, own) = (command.one("--route-table-name")?, command.one("-n")?);
    let whole = command.id(TABLES, &[table])?;
    let id = command.id(&format!("{TABLES}/routes"), &[table, own])?;
    if verb == "delete" {
        return delete(topology, &id);
    }
    let is_new = is_new(topology, &id, verb, "az network route-table route")?;
    let mut properties =
        if is_new { json!({ "provisioningState": "Succeeded" }) } else { find(topology, &id)?["properties"].clone() };
    let hops = ["VirtualNetworkGateway", "VnetLocal", "Internet", "VirtualAppliance", "None"];
    let hop = command.one("--next-hop-type")?;
    if !hops.contains(&hop) {
        return Err(format!("no next hop: {hop}"));
    }
    let address = command.perhaps("--next-hop-ip-address")?;
    match command.perhaps("--remove")? {
        None => {}
        Some("nextHopIpAddress") if !is_new => properties["nextHopIpAddress"] = Value::Null,
        Some(other) => return Err(format!("a route has no {other} to remove")),
    }
    // What is not given stays as it was.
    let has_address = address.is_some() || properties["nextHopIpAddress"].is_string();
    if (hop == "VirtualAppliance") != has_address {
        return Err(format!("an address belongs to an appliance, and to nothing else: {hop} {address:?}"));
    }
    let prefix = command.one("--address-prefix")?;
    let routes = find(topology, &whole)?["properties"]["routes"].clone();
    for other in routes.as_array().into_iter().flatten().filter(|it| !is_id(it, &id)) {
        if other["properties"]["addressPrefix"] == prefix {
            return Err(format!("{} leads {prefix} already", other["name"]));
        }
    }
    properties["addressPrefix"] = prefix.into();
    properties["nextHopType"] = hop.into();
    if let Some(address) = address {
        properties["nextHopIpAddress"] = address.into();
    }
    if is_new {
        insert(topology, &whole, "routes", resource(&id, &format!("{TABLES}/routes"), properties))
    } else {
        find(topology, &id)?["properties"] = properties;
        Ok(())
    }
}
