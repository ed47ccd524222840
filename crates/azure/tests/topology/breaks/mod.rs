//! What can be wrong in a topology, one thing at a time, and what then changes.

mod access;
mod answers;
mod endpoints;
mod hybrid;
mod joins;
mod missing;
mod names;
mod peerings;
mod policies;
mod routes;
mod security;
mod servers;
mod several;

use serde_json::{Value, json};

use crate::topology::{Topology, reference, resource};

#[allow(unused_imports, reason = "one of the tests that share this uses the faults of other topologies only")]
pub(crate) use missing::{CUT, MISSING};

/// The topology, what is wrong, how, and the steps that are not as before.
pub(crate) type Row = (fn() -> Topology, &'static str, fn(&mut Topology), &'static [&'static str]);

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[&[Row]] = &[
    endpoints::FAULTS,
    peerings::FAULTS,
    security::FAULTS,
    routes::FAULTS,
    hybrid::FAULTS,
    joins::FAULTS,
    names::FAULTS,
    policies::FAULTS,
    access::FAULTS,
    servers::FAULTS,
    answers::FAULTS,
    several::FAULTS,
];

pub(crate) const ADMIN: &[Row] = joins::ADMIN;

/// Faults of which a part, left out, is asked for by another step than the one that it would settle.
pub(crate) const BY_LESS: &[&[Row]] = &[access::BY_LESS, answers::BY_LESS, several::CHOSEN];

/// What leaves a subnet has the address of a NAT gateway.
pub(crate) fn leaves_by(topology: &mut Topology, vnet: &str, subnet: &str) {
    const PUBLIC: &str = "Microsoft.Network/publicIPAddresses";
    let nat = json!({ "provisioningState": "Succeeded", "publicIpAddresses": [reference(PUBLIC, "nat-ip")] });
    let address =
        json!({ "provisioningState": "Succeeded", "ipAddress": "20.61.5.7", "publicIPAllocationMethod": "Static" });
    let mut nat = resource("Microsoft.Network/natGateways", "nat", nat);
    nat["sku"] = json!({ "name": "Standard" });
    topology.with("nats.json", vec![nat]);
    topology.with("addresses.json", vec![resource(PUBLIC, "nat-ip", address)]);
    let nat: Value = reference("Microsoft.Network/natGateways", "nat");
    topology.set(vnet, &format!("subnets[{subnet}].natGateway"), nat);
}

fn without_routes(topology: &mut Topology) {
    topology.lose("route-tables.json");
    topology.set("vnet-new", "subnets[db].routeTable", Value::Null);
}

/// What nothing else takes goes to an appliance, whose rules are in no file.
fn through_appliance(topology: &mut Topology) {
    topology.set("rt-db", "routes[out].nextHopType", "VirtualAppliance");
    topology.set("rt-db", "routes[out].nextHopIpAddress", "10.9.0.4");
}
