//! What a server admits by its own rules.

use serde_json::json;

use crate::topology::{
    Topology,
    breaks::{Row, leaves_by, without_routes},
    id,
    servers::{firewall_rule, vnet_rule},
    whole::{private_to_public_via_runtime, public_to_endpoint, public_to_vnet},
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        public_to_vnet,
        "the source does not admit the subnet",
        |it| it.delete("virtualNetworkRules/orders-new"),
        &["source/vnet-rule fail"],
    ),
    (
        public_to_vnet,
        "the source admits another subnet",
        |it| {
            it.set(
                "virtualNetworkRules/orders-new",
                "virtualNetworkSubnetId",
                id("Microsoft.Network/virtualNetworks", "vnet-new/subnets/web"),
            );
        },
        &["source/vnet-rule fail"],
    ),
    (
        public_to_vnet,
        "the rule is not ready yet",
        |it| it.set("virtualNetworkRules/orders-new", "state", "Initializing"),
        &["source/vnet-rule unknown (vnet-rules orders-old)"],
    ),
    (
        public_to_vnet,
        "the rule is on its way out",
        |it| it.set("virtualNetworkRules/orders-new", "state", "Deleting"),
        &["source/vnet-rule fail"],
    ),
    (
        public_to_vnet,
        "the source admits a subnet of another network of that name",
        |it| {
            let other =
                id("Microsoft.Network/virtualNetworks", "vnet-new/subnets/db").replace("/rg-orders/", "/rg-stock/");
            it.set("virtualNetworkRules/orders-new", "virtualNetworkSubnetId", other);
        },
        &["source/vnet-rule fail"],
    ),
    (
        public_to_vnet,
        "the source is too small for VNet rules",
        |it| it.set("orders-old", "sku.tier", "Basic"),
        &["source/vnet-rule fail"],
    ),
    (
        public_to_vnet,
        "the source is in another region",
        |it| it.set("orders-old", "location", "northeurope"),
        &["source/vnet-rule fail"],
    ),
    (
        public_to_vnet,
        "the subnet says what it is, but not yet",
        |it| {
            let endpoint =
                json!({ "provisioningState": "Updating", "service": "Microsoft.Sql", "locations": ["westeurope"] });
            it.set("vnet-new", "subnets[db].serviceEndpoints", json!([endpoint]));
            without_routes(it);
        },
        &["source/service-endpoint unknown (vnet vnet-new)"],
    ),
    (
        public_to_vnet,
        "the subnet does not say what it is, and connects to through an appliance",
        |it| it.set("vnet-new", "subnets[db].serviceEndpoints", json!([])),
        &["source/service-endpoint unknown (firewall-rules orders-old)", "source/route unknown"],
    ),
    (
        public_to_vnet,
        "the subnet does not say what it is",
        |it| {
            it.set("vnet-new", "subnets[db].serviceEndpoints", json!([]));
            without_routes(it);
            leaves_by(it, "vnet-new", "db");
            admits_offices(it);
        },
        &["source/service-endpoint fail"],
    ),
    (
        public_to_vnet,
        "the subnet does not say what it is, and a rule may be for the address that it leaves with",
        |it| {
            it.set("vnet-new", "subnets[db].serviceEndpoints", json!([]));
            it.delete("virtualNetworkRules/orders-new");
            without_routes(it);
            admits_offices(it);
        },
        &["source/vnet-rule unknown", "source/service-endpoint unknown"],
    ),
    (
        public_to_vnet,
        "the address that the subnet leaves with is admitted, and the last change of its NAT gateway failed",
        |it| {
            it.set("vnet-new", "subnets[db].serviceEndpoints", json!([]));
            without_routes(it);
            leaves_by(it, "vnet-new", "db");
            it.delete("virtualNetworkRules/orders-new");
            it.set("nat", "provisioningState", "Failed");
            admits(it, "20.61.5.7", "20.61.5.7");
        },
        &["source/vnet-rule unknown", "source/service-endpoint unknown"],
    ),
    (
        public_to_vnet,
        "the subnet says it of storage only",
        |it| {
            it.set("vnet-new", "subnets[db].serviceEndpoints", json!([{ "provisioningState": "Succeeded", "service": "Microsoft.Storage", "locations": ["westeurope"] }]));
            without_routes(it);
            leaves_by(it, "vnet-new", "db");
            admits_offices(it);
        },
        &["source/service-endpoint fail"],
    ),
    (
        public_to_endpoint,
        "the source does not admit the runtime's subnet",
        |it| {
            it.delete("virtualNetworkRules/mover");
            it.add("vnet-rules-old.json", vnet_rule("orders-old", "offices", "vnet-offices", "desks"));
        },
        &["source/vnet-rule fail"],
    ),
    (
        private_to_public_via_runtime,
        "the target admits no address from Azure",
        |it| {
            it.set("firewallRules/AllowAllAzureIps", "startIpAddress", "203.0.113.1");
            it.set("firewallRules/AllowAllAzureIps", "endIpAddress", "203.0.113.9");
        },
        &["target/firewall unknown"],
    ),
];

/// Without the VNet the servers are judged by themselves, and what else needs it asks for it.
pub(crate) const BY_LESS: &[Row] = &[(
    public_to_vnet,
    "the target's subnet is delegated to web sites",
    |it| {
        it.set("vnet-new", "subnets[db].delegations[postgres].serviceName", "Microsoft.Web/serverFarms");
    },
    &["target/server-state unknown (vnet vnet-new)"],
)];

/// The source's firewall admits the addresses of some offices, and no other one.
fn admits_offices(topology: &mut Topology) {
    admits(topology, "203.0.113.1", "203.0.113.9");
}

/// The source, a single server, has one firewall rule.
fn admits(topology: &mut Topology, start: &str, end: &str) {
    let mut rule = firewall_rule("orders-old", "offices", start, end);
    for member in ["id", "type"] {
        rule[member] = rule[member].as_str().expect("a text").replace("flexibleServers", "servers").into();
    }
    topology.with("firewall-rules-old.json", vec![rule]);
}
