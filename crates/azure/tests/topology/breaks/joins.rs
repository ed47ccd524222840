//! What joins networks besides peerings.
//!
//! Longer than 500 lines: a row for each thing that a firewall, a hub or a mesh can have wrong.

use serde_json::{Value, json};

use crate::topology::{
    Topology,
    breaks::Row,
    id,
    joins::{
        AT_HUB, admin_rule, hub_connection, machine_through_firewall, mesh, private_to_vnet_in_a_mesh,
        private_to_vnet_over_wan, rule_group,
    },
    networks::{half, route, route_table, vnet},
    part,
};

const CONNECTION: &str = "hub-we/hubVirtualNetworkConnections/to-vnet-old";
const FORWARDED: &str = "virtualNetworkPeerings[to-vnet-hub].allowForwardedTraffic";

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        machine_through_firewall,
        "the firewall lets another port pass",
        |it| {
            it.delete("policy/ruleCollectionGroups/spokes");
            it.add("rule-groups.json", rule_group("policy", "spokes", "Allow", "443"));
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the firewall denies it",
        |it| {
            it.delete("policy/ruleCollectionGroups/spokes");
            it.add("rule-groups.json", rule_group("policy", "spokes", "Deny", "5432"));
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the first group of the firewall's policy denies it, and has the lowest number there is",
        |it| {
            it.delete("policy/ruleCollectionGroups/spokes");
            it.add("rule-groups.json", rule_group("policy", "spokes", "Deny", "5432"));
            it.set("policy/ruleCollectionGroups/spokes", "priority", 100);
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the hub's half to the source's VNet was never made",
        |it| {
            it.remove("vnet-hub", "virtualNetworkPeerings", "to-vnet-old");
            it.set("vnet-old", "virtualNetworkPeerings[to-vnet-hub].peeringState", "Initiated");
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the hub's half to the target's VNet was deleted",
        |it| {
            it.remove("vnet-hub", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-hub].peeringState", "Disconnected");
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the half of the source's VNet to the hub was never made",
        |it| {
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-hub");
            it.set("vnet-hub", "virtualNetworkPeerings[to-vnet-old].peeringState", "Initiated");
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "neither half of the hub was made, and the target's VNet takes nothing from beyond it",
        |it| {
            for spoke in ["vnet-old", "vnet-new"] {
                it.remove("vnet-hub", "virtualNetworkPeerings", &format!("to-{spoke}"));
                it.set(spoke, "virtualNetworkPeerings[to-vnet-hub].peeringState", "Initiated");
            }
            it.set("vnet-new", FORWARDED, false);
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the source's VNet takes nothing from beyond the hub",
        |it| it.set("vnet-old", FORWARDED, false),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the target's VNet takes nothing from beyond the hub",
        |it| it.set("vnet-new", FORWARDED, false),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the target's side of the peering to the hub is for its subnet and the firewall's",
        |it| of_subnets(it, "db"),
        &[],
    ),
    (
        machine_through_firewall,
        "the target's side of the peering to the hub is for another subnet",
        |it| of_subnets(it, "web"),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "nothing leads the replies back",
        |it| it.set("vnet-old", "subnets[machines].routeTable", Value::Null),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "nothing leads the replies back, and the table that would is of another region",
        |it| {
            it.set("vnet-old", "subnets[machines].routeTable", Value::Null);
            for table in ["rt-machines", "rt-db"] {
                it.resource(table)["location"] = "northeurope".into();
            }
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "no table leads to the firewall, on neither side",
        |it| {
            it.set("vnet-old", "subnets[machines].routeTable", Value::Null);
            it.set("vnet-new", "subnets[db].routeTable", Value::Null);
            it.lose("route-tables.json");
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "no table leads to the firewall, which denies it, and the spokes take nothing from beyond the hub",
        |it| {
            it.set("vnet-old", "subnets[machines].routeTable", Value::Null);
            it.set("vnet-new", "subnets[db].routeTable", Value::Null);
            it.set("vnet-old", FORWARDED, false);
            it.set("vnet-new", FORWARDED, false);
            it.lose("route-tables.json");
            it.delete("policy/ruleCollectionGroups/spokes");
            it.add("rule-groups.json", rule_group("policy", "spokes", "Deny", "5432"));
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "a route at the firewall's subnet drops what is for the source",
        |it| firewall_drops(it, "10.1.0.0/16"),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "a route at the firewall's subnet drops what no peering takes",
        |it| firewall_drops(it, "10.0.0.0/8"),
        &[],
    ),
    (
        machine_through_firewall,
        "two routes lead the replies back, one for each half of the target's range",
        |it| {
            halved(it, "rt-machines", [("VirtualAppliance", Some("10.9.0.4")), ("VirtualAppliance", Some("10.9.0.4"))]);
        },
        &[],
    ),
    (
        machine_through_firewall,
        "one half of the replies is led back, and the other one dropped",
        |it| halved(it, "rt-machines", [("VirtualAppliance", Some("10.9.0.4")), ("None", None)]),
        &["source/peering unknown"],
    ),
    (
        machine_through_firewall,
        "one half of the replies is led back, and the other one to another appliance",
        |it| {
            halved(it, "rt-machines", [("VirtualAppliance", Some("10.9.0.4")), ("VirtualAppliance", Some("10.9.0.5"))]);
        },
        &["source/peering unknown"],
    ),
    (
        machine_through_firewall,
        "both halves of the replies are dropped",
        |it| halved(it, "rt-machines", [("None", None), ("None", None)]),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "a route for the target's whole network drops the replies",
        |it| it.insert("rt-machines", "routes", route("rt-machines", "nowhere", "10.2.0.0/16", "None", None)),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "two routes at the firewall's subnet drop what is for the two halves of the target's range",
        |it| {
            firewall_drops(it, "10.2.0.0/25");
            it.insert("rt-firewall", "routes", route("rt-firewall", "rest", "10.2.0.128/25", "None", None));
        },
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "a route at the firewall's subnet drops what is for one half of the target's range",
        |it| firewall_drops(it, "10.2.0.0/25"),
        &["source/peering unknown (route-table rt-firewall)"],
    ),
    (
        machine_through_firewall,
        "the firewall has rules of its own, which are in no file",
        |it| {
            without_policy(it, "Allow");
            it.set("fw-hub", "networkRuleCollections", Value::Null);
        },
        &["source/peering unknown (firewall fw-hub)"],
    ),
    (
        machine_through_firewall,
        "the rule of the firewall's own that passes it did not work out",
        |it| {
            without_policy(it, "Allow");
            it.set("fw-hub", "networkRuleCollections[between-spokes].provisioningState", "Failed");
        },
        &["source/peering unknown (firewall fw-hub)"],
    ),
    (
        machine_through_firewall,
        "the firewall denies it, and is being changed",
        |it| {
            without_policy(it, "Deny");
            it.set("fw-hub", "provisioningState", "Updating");
        },
        &["source/peering unknown (firewall fw-hub)"],
    ),
    (
        machine_through_firewall,
        "the firewall's subnet is being changed",
        |it| it.set("vnet-hub", "subnets[AzureFirewallSubnet].provisioningState", "Updating"),
        &["source/peering unknown (vnet vnet-hub)"],
    ),
    (
        machine_through_firewall,
        "the firewall has rules of its own, which pass it",
        |it| without_policy(it, "Allow"),
        &[],
    ),
    (
        machine_through_firewall,
        "the firewall has rules of its own, which deny it",
        |it| without_policy(it, "Deny"),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the source's addresses lead nowhere",
        |it| it.insert("rt-db", "routes", route("rt-db", "nowhere", "10.1.0.0/16", "None", None)),
        &["source/peering fail", "source/route fail"],
    ),
    (
        machine_through_firewall,
        "a route for the machine's address alone leads nowhere",
        |it| it.insert("rt-db", "routes", route("rt-db", "nowhere", "10.1.1.5/32", "None", None)),
        &["source/peering fail", "source/route fail"],
    ),
    (
        machine_through_firewall,
        "a route for the target's subnet alone leads the replies to the internet",
        |it| it.insert("rt-machines", "routes", route("rt-machines", "out-db", "10.2.0.0/24", "Internet", None)),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "one half of the replies is led back, and the other one dropped, and nothing is led there",
        |it| {
            halved(it, "rt-machines", [("VirtualAppliance", Some("10.9.0.4")), ("None", None)]);
            it.insert("rt-db", "routes", route("rt-db", "nowhere", "10.1.0.0/16", "None", None));
        },
        &["source/peering fail", "source/route fail"],
    ),
    (
        private_to_vnet_over_wan,
        "the source's VNet propagates nowhere",
        |it| {
            let path = "routingConfiguration.propagatedRouteTables";
            it.set(CONNECTION, path, json!({ "labels": ["none"], "ids": [] }));
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet_over_wan,
        "the hub has a firewall, and whether it is used is not said",
        |it| {
            it.set(
                "hub-we",
                "azureFirewall",
                json!({ "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/azureFirewalls/fw" }),
            );
        },
        &["source/peering unknown (virtual-hub hub-we)"],
    ),
    (
        machine_through_firewall,
        "the target's VNet has the source's range too",
        |it| it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.2.0.0/16", "10.1.0.0/17"])),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the source's VNet has the target's range too",
        |it| it.set("vnet-old", "addressSpace.addressPrefixes", json!(["10.1.0.0/16", "10.2.0.0/24"])),
        &["source/peering fail"],
    ),
    (
        private_to_vnet_over_wan,
        "the target's VNet says that it was cut off from the hub",
        |it| it.set("vnet-new", &format!("virtualNetworkPeerings[to-{AT_HUB}].peeringState"), "Disconnected"),
        &["source/peering unknown (vnet vnet-new, virtual-hub hub-we)"],
    ),
    (
        private_to_vnet_over_wan,
        "the target's VNet is peered with another hub than the one that says that it is connected",
        |it| {
            let other =
                "/subscriptions/s/resourceGroups/RG_hub-us_99/providers/Microsoft.Network/virtualNetworks/HV_hub-us_99";
            it.set("vnet-new", &format!("virtualNetworkPeerings[to-{AT_HUB}].remoteVirtualNetwork.id"), other);
        },
        &["source/peering unknown (vnet vnet-new, virtual-hub hub-we)"],
    ),
    (
        private_to_vnet_over_wan,
        "the target's VNet has no peering to the hub, which says that it is connected",
        |it| it.set("vnet-new", "virtualNetworkPeerings", json!([])),
        &["source/peering unknown (vnet vnet-new, virtual-hub hub-we)"],
    ),
    (
        private_to_vnet_over_wan,
        "the target's VNet has the source's range too",
        |it| it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.2.0.0/16", "10.1.0.0/16"])),
        &["source/peering fail", "source/route unknown"],
    ),
    (
        private_to_vnet_over_wan,
        "the target's VNet has a wider range, which the hub's route beats",
        |it| it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.2.0.0/16", "10.0.0.0/15"])),
        &["source/route unknown"],
    ),
    (
        private_to_vnet_over_wan,
        "a VNet that the target's is peered with has the source's range too",
        |it| {
            it.insert("vnet-new", "virtualNetworkPeerings", half("vnet-new", "vnet-third", "10.1.0.0/24"));
            it.add(
                "vnets.json",
                vnet("vnet-third", "10.1.0.0/24", vec![], vec![half("vnet-third", "vnet-new", "10.2.0.0/16")]),
            );
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet_in_a_mesh,
        "the target's VNet has the source's range too",
        |it| it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.2.0.0/16", "10.1.0.0/16"])),
        &["source/peering fail", "source/route unknown"],
    ),
    (private_to_vnet_over_wan, "one VNet is not connected", unconnected, &["source/peering fail"]),
    (
        private_to_vnet_over_wan,
        "one VNet is not connected, and another one that is has addresses of its own",
        |it| {
            unconnected(it);
            third_at_hub(it, "10.3.0.0/16");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet_over_wan,
        "one VNet is not connected, and another one that is has its range",
        |it| {
            unconnected(it);
            third_at_hub(it, "10.1.0.0/16");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet_over_wan,
        "one VNet is not connected, and shares other addresses with the one that is",
        |it| {
            unconnected(it);
            it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.2.0.0/16", "10.1.128.0/17"]));
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet_over_wan,
        "one VNet is not connected, and has the range of the hub",
        |it| {
            unconnected(it);
            it.set("vnet-old", "addressSpace.addressPrefixes", json!(["10.1.0.0/16", "10.200.0.0/16"]));
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet_over_wan,
        "the hub is being changed",
        |it| it.set("hub-we", "provisioningState", "Updating"),
        &["source/peering unknown (virtual-hub hub-we)"],
    ),
    (
        private_to_vnet_over_wan,
        "the last change of the hub did not work out",
        |it| it.set("hub-we", "provisioningState", "Failed"),
        &["source/peering unknown (virtual-hub hub-we)"],
    ),
    (
        private_to_vnet_over_wan,
        "the hub is being deleted",
        |it| it.set("hub-we", "provisioningState", "Deleting"),
        &["source/peering fail"],
    ),
    (
        private_to_vnet_over_wan,
        "a connection to the hub is being changed",
        |it| it.set(CONNECTION, "provisioningState", "Updating"),
        &["source/peering unknown (virtual-hub hub-we)"],
    ),
    (
        private_to_vnet_over_wan,
        "the table of the hub was changed",
        |it| it.with("hub-tables.json", vec![hub_table("Succeeded")]),
        &[],
    ),
    (
        private_to_vnet_over_wan,
        "the hub is in no file",
        |it| {
            it.lose("hubs.json");
            it.lose("hub-connections.json");
        },
        &["source/peering unknown (virtual-hub hub-we)"],
    ),
    (
        private_to_vnet_in_a_mesh,
        "the mesh is planned, and perhaps not deployed",
        |it| {
            it.delete("avnm/connectivityConfigurations/mesh");
            it.add("effective-connectivity.json", mesh(false));
        },
        &["source/peering unknown (effective-connectivity vnet-new, effective-connectivity vnet-old)"],
    ),
    (
        private_to_vnet_in_a_mesh,
        "the last change of the mesh failed",
        |it| it.set("avnm/connectivityConfigurations/mesh", "provisioningState", "Failed"),
        &["source/peering unknown (effective-connectivity vnet-new, effective-connectivity vnet-old)"],
    ),
    (
        private_to_vnet_in_a_mesh,
        "one network is leaving the group of the mesh",
        |it| it.set("avnm/networkGroups/prod/staticMembers/vnet-old", "provisioningState", "Deleting"),
        &["source/peering unknown (effective-connectivity vnet-new, effective-connectivity vnet-old)"],
    ),
];

/// The default route table of the hub, after this change of it.
fn hub_table(state: &str) -> Value {
    let properties = json!({ "provisioningState": state, "labels": ["default"], "routes": [] });
    part("Microsoft.Network/virtualHubs", "hub-we", "hubRouteTables", "defaultRouteTable", properties)
}

/// The source's VNet is not connected to the hub.
fn unconnected(topology: &mut Topology) {
    topology.delete(CONNECTION);
    topology.set("vnet-old", "virtualNetworkPeerings", json!([]));
}

/// A third VNet is connected to the hub.
fn third_at_hub(topology: &mut Topology, range: &str) {
    let to_hub = half("vnet-third", AT_HUB, "10.200.0.0/23");
    topology.add("vnets.json", vnet("vnet-third", range, vec![], vec![to_hub]));
    topology.add("hub-connections.json", hub_connection("hub-we", "vnet-third"));
}

/// The target's side of the peering to the hub is for one subnet of its own and the firewall's.
fn of_subnets(topology: &mut Topology, own: &str) {
    let half = "virtualNetworkPeerings[to-vnet-hub]";
    topology.set("vnet-new", &format!("{half}.peerCompleteVnets"), false);
    topology.set("vnet-new", &format!("{half}.localSubnetNames"), json!([own]));
    topology.set("vnet-new", &format!("{half}.remoteSubnetNames"), json!(["AzureFirewallSubnet"]));
}

/// The only routes of a table: one for each half of the target's range.
fn halved(topology: &mut Topology, table: &str, hops: [(&str, Option<&str>); 2]) {
    let halves = ["10.2.0.0/25", "10.2.0.128/25"].into_iter().zip(hops).zip(["first", "second"]);
    let routes = halves.map(|((range, (hop, address)), name)| route(table, name, range, hop, address));
    topology.set(table, "routes", routes.collect::<Vec<Value>>());
}

/// A route at the firewall's subnet drops what goes to a range.
fn firewall_drops(topology: &mut Topology, range: &str) {
    let mut table = route_table("rt-firewall");
    table["properties"]["routes"] = json!([route("rt-firewall", "nowhere", range, "None", None)]);
    topology.add("route-tables.json", table);
    let table = json!({ "id": id("Microsoft.Network/routeTables", "rt-firewall") });
    topology.set("vnet-hub", "subnets[AzureFirewallSubnet].routeTable", table);
}

/// The firewall has a collection of its own in place of a policy.
fn without_policy(topology: &mut Topology, action: &str) {
    topology.lose("policies.json");
    topology.lose("rule-groups.json");
    topology.set("fw-hub", "firewallPolicy", Value::Null);
    let rule = json!({
        "name": "postgres",
        "protocols": ["TCP"],
        "sourceAddresses": ["10.2.0.0/16"],
        "destinationAddresses": ["10.1.0.0/16"],
        "destinationPorts": ["5432"],
        "sourceIpGroups": [],
        "destinationIpGroups": [],
        "destinationFqdns": [],
    });
    let properties = json!({
        "provisioningState": "Succeeded",
        "priority": 200,
        "action": { "type": action },
        "rules": [rule],
    });
    let collection = json!({ "name": "between-spokes", "properties": properties });
    topology.set("fw-hub", "networkRuleCollections", json!([collection]));
}

/// What is known of a manager or a hub by one list alone, so that without it networks are judged by themselves.
pub(crate) const ADMIN: &[Row] = &[
    (
        private_to_vnet_over_wan,
        "the table of the hub is being changed",
        |it| it.with("hub-tables.json", vec![hub_table("Updating")]),
        &["source/peering unknown (virtual-hub hub-we)"],
    ),
    (
        private_to_vnet_over_wan,
        "the hub lists no connection of the source's VNet, which says that there is one",
        |it| it.delete(CONNECTION),
        &["source/peering unknown (virtual-hub hub-we, vnet vnet-old)"],
    ),
    (
        private_to_vnet_in_a_mesh,
        "no mesh at all",
        |it| it.lose("effective-connectivity.json"),
        &["source/peering unknown (effective-connectivity vnet-new, effective-connectivity vnet-old)"],
    ),
    (
        private_to_vnet_in_a_mesh,
        "a security admin rule in effect denies it",
        |it| it.with("effective-rules.json", vec![admin_rule("Deny", true)]),
        &["target/subnet-needs fail", "source/nsg fail"],
    ),
    (
        private_to_vnet_in_a_mesh,
        "a security admin rule that is planned denies it",
        |it| it.with("rules.json", vec![admin_rule("Deny", false)]),
        &[
            "target/subnet-needs unknown (effective-admin-rules vnet-new)",
            "source/nsg unknown (effective-admin-rules vnet-new)",
        ],
    ),
    (
        private_to_vnet_in_a_mesh,
        "a security admin rule in effect allows it always",
        |it| it.with("effective-rules.json", vec![admin_rule("AlwaysAllow", true)]),
        &[],
    ),
];
