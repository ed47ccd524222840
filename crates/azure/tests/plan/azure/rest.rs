//! Requests to Azure's API, for what no command of its own is for.

use pgreach_fixtures::topology::Topology;
use serde_json::{Value, json};

use super::{
    Done,
    command::Command,
    peerings::VNETS,
    world::{add, delete, find, insert, is_there, name, parent, resource},
    zones::{make_alias, set_record},
};

/// Makes a part of a firewall policy or of a hub, or takes it away.
pub(super) fn part_of_network(topology: &mut Topology, command: &Command, id: &str, version: &str, kind: &str) -> Done {
    find(topology, parent(id))?;
    match (command.one("--method")?, version) {
        ("delete", "2024-05-01") => {
            hub_side(topology, id, false)?;
            return delete(topology, id);
        }
        ("put", "2024-05-01") => {}
        other => return Err(format!("no such request: {other:?}")),
    }
    if is_there(topology, id) {
        return Err(format!("{id} is there already"));
    }
    let body: Value = serde_json::from_str(command.one("--body")?).map_err(|it| it.to_string())?;
    let mut properties = body["properties"].clone();
    if kind.starts_with("firewallPolicies") {
        let collections = properties["ruleCollections"].as_array().ok_or("no collections")?;
        let is_number = |it: &Value| it["priority"].as_u64().is_some_and(|it| (100..=65_000).contains(&it));
        if !is_number(&properties) || !collections.iter().all(is_number) {
            return Err(format!("no priority of a group, or of a collection: {properties}"));
        }
        for rule in collections.iter().flat_map(|it| it["rules"].as_array().into_iter().flatten()) {
            if rule["ruleType"] != "NetworkRule" || rule["ipProtocols"] != json!(["TCP"]) {
                return Err(format!("no rule: {rule}"));
            }
        }
        if collections.iter().any(|it| it["ruleCollectionType"] != "FirewallPolicyFilterRuleCollection") {
            return Err(format!("no collection: {properties}"));
        }
    } else {
        let vnet = properties["remoteVirtualNetwork"]["id"].as_str().ok_or("no VNet")?.to_owned();
        find(topology, &vnet)?;
        let is_it = |it: &Value| {
            let is_connection = it["id"].as_str().is_some_and(|it| it.contains("/hubVirtualNetworkConnections/"));
            is_connection
                && it["properties"]["remoteVirtualNetwork"]["id"]
                    .as_str()
                    .is_some_and(|it| it.eq_ignore_ascii_case(&vnet))
        };
        if topology.files.iter().flat_map(|it| &it.items).any(is_it) {
            return Err(format!("{vnet} is connected to a hub already"));
        }
        let table = json!({ "id": format!("{}/hubRouteTables/defaultRouteTable", parent(id)) });
        properties["routingConfiguration"] = json!({
            "associatedRouteTable": table,
            "propagatedRouteTables": { "labels": ["default"], "ids": [table] },
        });
    }
    properties["provisioningState"] = "Succeeded".into();
    add(topology, resource(id, &format!("Microsoft.Network/{kind}"), properties));
    hub_side(topology, id, true)
}

/// Makes what a connection to a hub is in its VNet, or takes it away.
pub(super) fn hub_side(topology: &mut Topology, connection: &str, is_made: bool) -> Done {
    let Some((hub, _)) = connection.split_once("/hubVirtualNetworkConnections/") else { return Ok(()) };
    let vnet = find(topology, connection)?["properties"]["remoteVirtualNetwork"]["id"].clone();
    let vnet = vnet.as_str().ok_or("no VNet")?.to_owned();
    let id = format!("{vnet}/virtualNetworkPeerings/RemoteVnetToHubPeering_{}", name(hub));
    if !is_made {
        return delete(topology, &id);
    }
    let remote = format!("/subscriptions/0/resourceGroups/RG_hub/providers/{VNETS}/HV_{}_4a7d", name(hub));
    let properties = json!({
        "provisioningState": "Succeeded",
        "peeringState": "Connected",
        "peeringSyncLevel": "FullyInSync",
        "remoteVirtualNetwork": { "id": remote },
        "remoteAddressSpace": { "addressPrefixes": ["10.200.0.0/23"] },
        "remoteVirtualNetworkAddressSpace": { "addressPrefixes": ["10.200.0.0/23"] },
        "peerCompleteVnets": true,
        "allowVirtualNetworkAccess": true,
        "allowForwardedTraffic": true,
        "allowGatewayTransit": false,
        "useRemoteGateways": false,
    });
    insert(topology, &vnet, "virtualNetworkPeerings", resource(&id, VNETS, properties))
}

pub(super) fn rest(topology: &mut Topology, command: &Command) -> Done {
    command.takes(&["--method", "--url", "--body"])?;
    let (id, version) = command.one("--url")?.split_once("?api-version=").ok_or("no version of an API")?;
    if id.contains("/CNAME/") {
        return make_alias(topology, command, id, version);
    }
    if id.contains("/privateDnsZones/") {
        return set_record(topology, command, id, version);
    }
    if let Some(kind) = ["firewallPolicies/ruleCollectionGroups", "virtualHubs/hubVirtualNetworkConnections"]
        .into_iter()
        .find(|it| id.contains(it.rsplit('/').next().unwrap_or_default()))
    {
        return part_of_network(topology, command, id, version, kind);
    }
    let kind = if id.contains("/flexibleServers/") { "flexibleServers" } else { "servers" };
    if version != if kind == "servers" { "2017-12-01" } else { "2024-08-01" } {
        return Err(format!("{kind} have no API of {version}"));
    }
    let part = name(id.rsplit_once('/').ok_or("no name")?.0);
    let kind = format!("Microsoft.DBforPostgreSQL/{kind}/{part}");
    find(topology, parent(id))?;
    match command.one("--method")? {
        "delete" => delete(topology, id),
        "put" => {
            let body: Value = serde_json::from_str(command.one("--body")?).map_err(|it| it.to_string())?;
            let mut properties = body["properties"].clone();
            match part {
                "firewallRules" => {
                    for member in ["startIpAddress", "endIpAddress"] {
                        let text = properties[member].as_str().unwrap_or_default();
                        text.parse::<std::net::Ipv4Addr>().map_err(|_| format!("no address: {text}"))?;
                    }
                }
                "virtualNetworkRules" => {
                    let subnet = properties["virtualNetworkSubnetId"].as_str().unwrap_or_default();
                    let services = find(topology, subnet)?["properties"]["serviceEndpoints"].clone();
                    let mut services = services.as_array().into_iter().flatten();
                    if !services.any(|it| it["service"] == "Microsoft.Sql") {
                        return Err(format!("{subnet} has no service endpoint"));
                    }
                    properties["state"] = "Ready".into();
                }
                _ => return Err(format!("no {part}")),
            }
            if let Ok(there) = find(topology, id) {
                there["properties"] = properties;
            } else {
                add(topology, resource(id, &kind, properties));
            }
            Ok(())
        }
        other => Err(format!("no method {other}")),
    }
}
