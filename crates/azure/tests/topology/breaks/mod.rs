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

use serde_json::Value;

use crate::topology::Topology;

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
pub(crate) const BY_LESS: &[&[Row]] = &[answers::BY_LESS, several::CHOSEN];

fn without_routes(topology: &mut Topology) {
    topology.lose("route-tables.json");
    topology.set("vnet-new", "subnets[db].routeTable", Value::Null);
}

/// What nothing else takes goes to an appliance, whose rules are in no file.
fn through_appliance(topology: &mut Topology) {
    topology.set("rt-db", "routes[out].nextHopType", "VirtualAppliance");
    topology.set("rt-db", "routes[out].nextHopIpAddress", "10.9.0.4");
}
