//! Route tables, on the way there and back.

use serde_json::{Value, json};

use crate::topology::{
    Topology,
    breaks::{Row, through_appliance},
    id,
    networks::{route, route_table},
    whole::{machine_to_vnet, on_premises_through_hub, on_premises_to_vnet, private_to_endpoint, private_to_vnet},
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        private_to_vnet,
        "the endpoint's network leads nowhere, but the endpoint has a route of its own",
        |it| {
            it.insert("rt-db", "routes", route("rt-db", "nowhere", "10.1.0.0/24", "None", None));
        },
        &[],
    ),
    (
        private_to_vnet,
        "the endpoint's network leads nowhere, and endpoints heed routes",
        |it| {
            it.insert("rt-db", "routes", route("rt-db", "nowhere", "10.1.0.0/24", "None", None));
            it.set("vnet-old", "subnets[endpoints].privateEndpointNetworkPolicies", "RouteTableEnabled");
        },
        &["source/route fail"],
    ),
    (
        private_to_vnet,
        "the endpoint's address leads nowhere",
        |it| {
            it.insert("rt-db", "routes", route("rt-db", "nowhere", "10.1.0.4/32", "None", None));
        },
        &["source/route fail"],
    ),
    (
        private_to_vnet,
        "the endpoint's address leads to an appliance",
        |it| {
            it.insert(
                "rt-db",
                "routes",
                route("rt-db", "firewall", "10.1.0.4/32", "VirtualAppliance", Some("10.9.0.4")),
            );
        },
        &["source/route unknown"],
    ),
    (
        machine_to_vnet,
        "what nothing else takes leads nowhere",
        |it| {
            it.set("rt-db", "routes[out].nextHopType", "None");
        },
        &[],
    ),
    (machine_to_vnet, "what nothing else takes goes to an appliance", through_appliance, &[]),
    (
        machine_to_vnet,
        "the machine's network leads nowhere",
        |it| {
            it.insert("rt-db", "routes", route("rt-db", "nowhere", "10.1.0.0/16", "None", None));
        },
        &["source/route fail"],
    ),
    (
        machine_to_vnet,
        "the machine's network leads to an appliance",
        |it| {
            it.insert(
                "rt-db",
                "routes",
                route("rt-db", "firewall", "10.1.0.0/16", "VirtualAppliance", Some("10.9.0.4")),
            );
        },
        &["source/route unknown"],
    ),
    (
        machine_to_vnet,
        "a part of the way is longer than the fault",
        |it| {
            it.insert("rt-db", "routes", route("rt-db", "nowhere", "10.0.0.0/8", "None", None));
        },
        &[],
    ),
    (
        machine_to_vnet,
        "the machine's answers lead nowhere",
        |it| {
            machines_table(it, json!([route("rt-machines", "nowhere", "10.2.0.0/16", "None", None)]));
        },
        &["source/route fail"],
    ),
    (
        machine_to_vnet,
        "both halves of the machine's answers lead nowhere",
        |it| {
            let half = |name, range| route("rt-machines", name, range, "None", None);
            machines_table(it, json!([half("first", "10.2.0.0/25"), half("second", "10.2.0.128/25")]));
        },
        &["source/route fail"],
    ),
    (
        machine_to_vnet,
        "one half of the machine's answers leads nowhere",
        |it| machines_table(it, json!([route("rt-machines", "first", "10.2.0.0/25", "None", None)])),
        &["source/route unknown"],
    ),
    (
        private_to_endpoint,
        "the remote endpoint's address leads nowhere",
        |it| {
            it.insert("rt-runtime", "routes", route("rt-runtime", "nowhere", "10.4.0.4/32", "None", None));
        },
        &["target/route fail"],
    ),
    (
        on_premises_to_vnet,
        "the gateway's routes are kept out",
        |it| it.set("rt-db", "disableBgpRoutePropagation", true),
        &["source/route fail"],
    ),
    (
        on_premises_through_hub,
        "the gateway's own subnet keeps the gateway's routes out",
        |it| {
            gateway_table(it, json!([]));
            it.set("rt-gw", "disableBgpRoutePropagation", true);
        },
        &["source/route fail"],
    ),
    (
        on_premises_through_hub,
        "the gateway's own subnet drops what comes back",
        |it| gateway_table(it, json!([route("rt-gw", "nowhere", "10.2.0.0/16", "None", None)])),
        &["source/route fail"],
    ),
    (
        machine_to_vnet,
        "the machine's network leads nowhere by a route whose last change failed",
        |it| {
            let mut failed = route("rt-db", "nowhere", "10.1.0.0/16", "None", None);
            failed["properties"]["provisioningState"] = "Failed".into();
            it.insert("rt-db", "routes", failed);
        },
        &["source/route unknown"],
    ),
];

/// Gives the subnet of the machines a table with these routes.
fn machines_table(topology: &mut Topology, routes: Value) {
    let mut table = route_table("rt-machines");
    table["properties"]["routes"] = routes;
    topology.add("route-tables.json", table);
    let table = json!({ "id": id("Microsoft.Network/routeTables", "rt-machines") });
    topology.set("vnet-old", "subnets[machines].routeTable", table);
}

/// Gives the subnet of the hub's gateway a table with these routes.
fn gateway_table(topology: &mut Topology, routes: Value) {
    let mut table = route_table("rt-gw");
    table["properties"]["routes"] = routes;
    topology.add("route-tables.json", table);
    topology.set(
        "vnet-hub",
        "subnets[GatewaySubnet].routeTable",
        json!({ "id": id("Microsoft.Network/routeTables", "rt-gw") }),
    );
}
