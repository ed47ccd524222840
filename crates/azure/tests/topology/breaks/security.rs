//! Security groups, on the way out and on the way in.

use serde_json::json;

use crate::topology::{
    Topology,
    breaks::{Row, without_routes},
    id,
    security::{deny, rule},
    whole::{
        machine_to_endpoint, machine_to_vnet, private_to_endpoint, private_to_vnet, private_to_vnet_in_one,
        private_to_vnet_with_runtime,
    },
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        private_to_vnet,
        "the target may not connect",
        |it| it.insert("nsg-db", "securityRules", deny("nsg-db", "Outbound", "*", "5432")),
        &["target/subnet-needs fail", "source/nsg fail"],
    ),
    (
        private_to_vnet,
        "the group at the target's subnet is being deleted",
        |it| it.set("nsg-db", "provisioningState", "Deleting"),
        &["target/subnet-needs unknown (security-group nsg-db)", "source/nsg unknown (security-group nsg-db)"],
    ),
    (
        private_to_vnet,
        "the target may not connect to many ports",
        |it| {
            let mut deny = deny("nsg-db", "Outbound", "10.1.0.0/16", "");
            let properties = deny["properties"].as_object_mut().expect("an object");
            properties.remove("destinationPortRange");
            properties.insert("destinationPortRanges".to_owned(), json!(["443", "5000-6000"]));
            it.insert("nsg-db", "securityRules", deny);
        },
        &["source/nsg fail"],
    ),
    (
        private_to_vnet,
        "the target may not connect to its neighbours",
        |it| {
            it.insert("nsg-db", "securityRules", deny("nsg-db", "Outbound", "VirtualNetwork", "*"));
        },
        &["target/subnet-needs fail", "source/nsg fail"],
    ),
    (
        private_to_vnet,
        "the target may not connect to another port",
        |it| it.insert("nsg-db", "securityRules", deny("nsg-db", "Outbound", "*", "6432")),
        &[],
    ),
    (
        private_to_vnet,
        "the target may not be connected to",
        |it| it.insert("nsg-db", "securityRules", deny("nsg-db", "Inbound", "*", "*")),
        &["target/subnet-needs fail"],
    ),
    (
        private_to_vnet,
        "what is denied is allowed first",
        |it| {
            it.insert(
                "nsg-db",
                "securityRules",
                rule("nsg-db", "deny-later", 300, "Outbound", "Deny", ("*", "*", "*")),
            );
        },
        &["target/subnet-needs fail"],
    ),
    (
        private_to_vnet,
        "half of the subnet may not connect",
        |it| {
            it.insert(
                "nsg-db",
                "securityRules",
                rule("nsg-db", "deny-half", 110, "Outbound", "Deny", ("10.2.0.128/25", "*", "*")),
            );
        },
        &["target/subnet-needs unknown", "source/nsg unknown"],
    ),
    (
        private_to_vnet,
        "some client ports may not connect",
        |it| {
            let mut deny = deny("nsg-db", "Outbound", "*", "5432");
            deny["properties"]["sourcePortRange"] = "1024-40000".into();
            it.insert("nsg-db", "securityRules", deny);
        },
        &["target/subnet-needs unknown", "source/nsg unknown"],
    ),
    (
        private_to_vnet,
        "a deny rule does not say its ports",
        |it| {
            let mut deny = deny("nsg-db", "Outbound", "*", "5432");
            deny["properties"]["destinationPortRange"] = "".into();
            it.insert("nsg-db", "securityRules", deny);
        },
        &["target/subnet-needs unknown (security-group nsg-db)", "source/nsg unknown (security-group nsg-db)"],
    ),
    (
        private_to_vnet,
        "the peering keeps the far network out of the tag, and a rule names it",
        |it| {
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-old].allowVirtualNetworkAccess", false);
        },
        &[],
    ),
    (
        private_to_vnet,
        "the peering keeps the far network out of the tag",
        |it| {
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-old].allowVirtualNetworkAccess", false);
            it.set("nsg-db", "securityRules", json!([]));
            // What routes lead to may belong to the tag too.
            without_routes(it);
        },
        &["source/nsg fail"],
    ),
    (private_to_vnet, "the tag lets it out without a rule", |it| it.set("nsg-db", "securityRules", json!([])), &[]),
    (
        private_to_vnet,
        "the endpoint's subnet denies, but endpoints do not heed it",
        |it| {
            it.insert("nsg-endpoints", "securityRules", deny("nsg-endpoints", "Inbound", "*", "5432"));
        },
        &[],
    ),
    (
        private_to_vnet,
        "the endpoint's subnet denies, and endpoints heed it",
        |it| {
            it.insert("nsg-endpoints", "securityRules", deny("nsg-endpoints", "Inbound", "*", "5432"));
            it.set("vnet-old", "subnets[endpoints].privateEndpointNetworkPolicies", "NetworkSecurityGroupEnabled");
        },
        &["source/nsg fail"],
    ),
    (
        private_to_vnet,
        "the endpoint's subnet denies, and endpoints heed all",
        |it| {
            it.insert("nsg-endpoints", "securityRules", deny("nsg-endpoints", "Inbound", "*", "5432"));
            it.set("vnet-old", "subnets[endpoints].privateEndpointNetworkPolicies", "Enabled");
        },
        &["source/nsg fail"],
    ),
    (
        private_to_vnet,
        "the endpoint's subnet denies, and endpoints heed routes only",
        |it| {
            it.insert("nsg-endpoints", "securityRules", deny("nsg-endpoints", "Inbound", "*", "5432"));
            it.set("vnet-old", "subnets[endpoints].privateEndpointNetworkPolicies", "RouteTableEnabled");
        },
        &[],
    ),
    (
        private_to_vnet_in_one,
        "the subnets of one network keep apart",
        |it| {
            it.insert("nsg-db", "securityRules", deny("nsg-db", "Outbound", "VirtualNetwork", "*"));
        },
        &["target/subnet-needs fail", "source/nsg fail"],
    ),
    (
        private_to_endpoint,
        "the remote endpoint admits others only",
        |it| it.remove("nsg-far", "securityRules", "allow-mover-in"),
        &["target/nsg fail"],
    ),
    (
        private_to_endpoint,
        "the runtime may not connect to the target",
        |it| {
            it.insert("nsg-runtime", "securityRules", deny("nsg-runtime", "Outbound", "10.4.0.0/16", "*"));
        },
        &["target/nsg fail"],
    ),
    (
        private_to_endpoint,
        "the runtime may not connect to the source",
        |it| {
            it.insert("nsg-runtime", "securityRules", deny("nsg-runtime", "Outbound", "10.1.0.4/32", "*"));
        },
        &["source/nsg fail"],
    ),
    (
        private_to_vnet_with_runtime,
        "the target does not admit the runtime",
        |it| {
            it.insert("nsg-db", "securityRules", deny("nsg-db", "Inbound", "*", "5432"));
        },
        &["target/subnet-needs fail", "target/nsg fail"],
    ),
    (
        machine_to_vnet,
        "the machine's subnet admits others only",
        |it| it.remove("nsg-machines", "securityRules", "allow-postgres-in"),
        &["source/nsg fail"],
    ),
    (
        machine_to_vnet,
        "the machine's subnet admits another port",
        |it| {
            it.set("nsg-machines", "securityRules[allow-postgres-in].destinationPortRanges", json!(["6432"]));
        },
        &["source/nsg fail"],
    ),
    (
        machine_to_vnet,
        "the machine's card denies",
        |it| it.insert("nsg-vm", "securityRules", deny("nsg-vm", "Inbound", "*", "*")),
        &["source/nsg fail"],
    ),
    (
        machine_to_vnet,
        "the security group at the source's network interface denies the client",
        |it| it.insert("nsg-vm", "securityRules", deny("nsg-vm", "Outbound", "*", "*")),
        &[],
    ),
    (
        machine_to_vnet,
        "the machine is in a group that is denied",
        |it| {
            it.set(
                "vm-old-nic",
                "ipConfigurations[ipconfig1].applicationSecurityGroups",
                json!([{ "id": application_group("old") }]),
            );
            deny_application_group(it, "old");
        },
        &["source/nsg fail"],
    ),
    (
        machine_to_vnet,
        "another group is denied",
        |it| {
            it.set(
                "vm-old-nic",
                "ipConfigurations[ipconfig1].applicationSecurityGroups",
                json!([{ "id": application_group("old") }]),
            );
            deny_application_group(it, "web");
        },
        &[],
    ),
    (
        machine_to_endpoint,
        "the machine's subnet admits others only",
        |it| it.remove("nsg-machines", "securityRules", "allow-postgres-in"),
        &["source/nsg fail"],
    ),
];

fn application_group(name: &str) -> String {
    id("Microsoft.Network/applicationSecurityGroups", name)
}

fn deny_application_group(topology: &mut Topology, name: &str) {
    let mut deny = deny("nsg-vm", "Inbound", "", "5432");
    let properties = deny["properties"].as_object_mut().expect("an object");
    properties.remove("destinationAddressPrefix");
    properties.insert("destinationApplicationSecurityGroups".to_owned(), json!([{ "id": application_group(name) }]));
    topology.insert("nsg-vm", "securityRules", deny);
}
