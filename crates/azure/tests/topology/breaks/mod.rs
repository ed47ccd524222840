//! What can be wrong in a topology, one thing at a time, and what then changes.

mod access;
mod endpoints;
mod hybrid;
mod missing;
mod names;
mod peerings;
mod routes;
mod security;

use serde_json::Value;

use crate::topology::Topology;

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
    names::FAULTS,
    access::FAULTS,
];

fn without_routes(topology: &mut Topology) {
    topology.lose("route-tables.json");
    topology.set("vnet-new", "subnets[db].routeTable", Value::Null);
}

/// Rows whose step is right, but for which another one is not yet: what is in the way of a peering counts twice, and so on.
/// A row that is right must leave this list.
pub(crate) const NOT_YET: &[&str] = &[
    // Half of the connections go nowhere.
    "one of the record's two addresses is an old one",
];

/// Steps that less can still settle, after what: `changed, without what: before → after`.
pub(crate) const SETTLED_YET: &[&str] = &[
    "the target's network has DNS servers of its own, without",
    "the target's network is linked to another zone of that name, which knows nobody, without",
];

/// What nothing else takes goes to an appliance, whose rules nobody sees.
fn through_appliance(topology: &mut Topology) {
    topology.set("rt-db", "routes[out].nextHopType", "VirtualAppliance");
    topology.set("rt-db", "routes[out].nextHopIpAddress", "10.9.0.4");
}
