//! Faults that no step's own tests need, and a plan does: two security groups on one way, an address that is known.

use pgreach_fixtures::topology::{
    Topology,
    breaks::{Row, leaves_by},
    security::{deny, rule},
    whole::{machine_to_vnet, private_to_public_via_runtime, private_to_vnet},
};

/// Faults.
pub(crate) const FAULTS: &[Row] = &[
    (
        machine_to_vnet,
        "neither the machine's card nor its subnet lets it in",
        |it| {
            it.insert("nsg-vm", "securityRules", deny("nsg-vm", "Inbound", "*", "*"));
            it.remove("nsg-machines", "securityRules", "allow-postgres-in");
        },
        &[],
    ),
    (
        private_to_vnet,
        "the lowest number denies, and the next ones are taken",
        |it| {
            for (name, number) in [("no-1", 100), ("no-2", 101), ("no-3", 102)] {
                let deny = rule("nsg-db", name, number, "Outbound", "Deny", ("*", "10.1.0.4", "5432"));
                it.insert("nsg-db", "securityRules", deny);
            }
        },
        &[],
    ),
    (
        private_to_public_via_runtime,
        "the target does not admit the address that the runtime leaves with",
        leaves_by_nat,
        &[],
    ),
];

/// The runtime server leaves with the address of a NAT gateway, and the target admits another one.
fn leaves_by_nat(topology: &mut Topology) {
    leaves_by(topology, "vnet-mid", "runtime");
    topology.set("firewallRules/AllowAllAzureIps", "startIpAddress", "203.0.113.1");
    topology.set("firewallRules/AllowAllAzureIps", "endIpAddress", "203.0.113.9");
}
