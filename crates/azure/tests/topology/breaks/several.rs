//! What several endpoints of one server do, and what a migration connects to in the place of a server's own name.

use serde_json::{Value, json};

use crate::topology::{
    Topology,
    breaks::Row,
    id,
    joins::machine_through_firewall,
    networks::{endpoint, machine_nic, nic, route, subnet, vnet},
    reference,
    security::rule,
    servers::firewall_rule,
    whole::{machine_to_vnet, private_to_endpoint, private_to_public_via_runtime, private_to_vnet},
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        private_to_vnet,
        "another endpoint stands in a network that nothing leads to, and the record is the first one's",
        |it| another_endpoint(it, "Approved"),
        &[],
    ),
    (private_to_vnet, "another endpoint was refused", |it| another_endpoint(it, "Rejected"), &[]),
    (
        private_to_vnet,
        "the endpoint leads to another server",
        |it| {
            let other = id("Microsoft.DBforPostgreSQL", "servers/stock-old");
            it.set("pe-old", "privateLinkServiceConnections[pe-old-c].privateLinkServiceId", other);
            it.set("orders-old", "privateEndpointConnections", json!([]));
        },
        // Of an endpoint that is not there, nothing else is known.
        &[
            "source/private-endpoint fail",
            "source/peering unknown (endpoint-connections orders-old)",
            "source/nsg unknown (endpoint-connections orders-old)",
            "source/route unknown (endpoint-connections orders-old)",
            "target/server-zone-links unknown (endpoint-connections orders-old)",
            "source/zone-group unknown (endpoint-connections orders-old)",
            "source/zone-link-client unknown (endpoint-connections orders-old)",
            "source/zone-link-endpoint unknown (endpoint-connections orders-old)",
            "source/a-record unknown (endpoint-connections orders-old)",
        ],
    ),
    (
        private_to_vnet,
        "the source is said to answer on a port that a single server does not have",
        |it| it.settings.push("source.port=6432"),
        &["source/port fail"],
    ),
    (
        private_to_vnet,
        "the target's own work is denied, and the connection is not",
        |it| {
            it.insert(
                "nsg-db",
                "securityRules",
                rule("nsg-db", "no-storage", 120, "Outbound", "Deny", ("*", "Storage", "*")),
            );
        },
        &["target/subnet-needs fail"],
    ),
    (
        private_to_vnet,
        "the target's subnet takes nothing in",
        |it| {
            it.insert("nsg-db", "securityRules", rule("nsg-db", "nothing-in", 120, "Inbound", "Deny", ("*", "*", "*")));
        },
        &["target/subnet-needs fail"],
    ),
    (
        private_to_endpoint,
        "the migration connects to the target by the endpoint's address, and the record is an old one",
        |it| {
            it.set("migrations/orders-move", "targetDbServerFullyQualifiedDomainName", "10.4.0.4");
            it.set("A/orders-far", "aRecords", json!([{ "ipv4Address": "10.4.0.9" }]));
        },
        &[
            "target/dns-servers not-applicable",
            "target/zone-link-client not-applicable",
            "target/a-record not-applicable",
        ],
    ),
    (
        private_to_endpoint,
        "the migration connects to the target by another address",
        |it| it.set("migrations/orders-move", "targetDbServerFullyQualifiedDomainName", "10.4.0.77"),
        // No endpoint in the files is there, so it is not known where the way leads.
        &[
            "target/peering unknown",
            "target/nsg unknown",
            "target/route unknown",
            "runtime/server-zone-links unknown",
            "target/zone-group unknown",
            "target/dns-servers not-applicable",
            "target/zone-link-client not-applicable",
            "target/zone-link-endpoint unknown",
            "target/a-record unknown",
        ],
    ),
    (
        private_to_endpoint,
        "the migration connects to the source by the endpoint's address",
        |it| it.set("migrations/orders-move", "sourceDbServerFullyQualifiedDomainName", "10.1.0.4"),
        &[
            "source/dns-servers not-applicable",
            "source/zone-link-client not-applicable",
            "source/a-record not-applicable",
            // The migration checks names, and the documents differ on what that does to an address.
            "source/certificate-name unknown",
        ],
    ),
    (
        private_to_endpoint,
        "the migration connects to the target by a name of another zone",
        |it| it.set("migrations/orders-move", "targetDbServerFullyQualifiedDomainName", "orders.contoso.com"),
        &["target/name unknown", "target/zone-link-client unknown", "target/a-record unknown"],
    ),
    (
        private_to_public_via_runtime,
        "two rules of the target's firewall admit one half of all addresses each",
        |it| {
            it.set("firewallRules/AllowAllAzureIps", "endIpAddress", "127.255.255.255");
            it.add("firewall-rules-new.json", firewall_rule("orders-new", "rest", "128.0.0.0", "255.255.255.255"));
        },
        &[],
    ),
    (
        machine_through_firewall,
        "a machine forwards in the place of the firewall",
        |it| appliance(it, true),
        &["source/peering unknown"],
    ),
    (
        machine_through_firewall,
        "a machine in the place of the firewall does not forward",
        |it| appliance(it, false),
        &["source/peering fail"],
    ),
    (
        machine_through_firewall,
        "the target's subnet has no route to the firewall",
        |it| it.set("vnet-new", "subnets[db].routeTable", Value::Null),
        &["source/peering fail"],
    ),
    (
        machine_to_vnet,
        "the machine has DNS servers of its own, which are not asked",
        |it| it.set("vm-old-nic", "dnsSettings.dnsServers", json!(["10.1.0.53"])),
        &[],
    ),
    (
        private_to_vnet,
        "the gateway's routes do not reach the target's subnet, which needs none",
        |it| it.set("rt-db", "disableBgpRoutePropagation", true),
        &[],
    ),
    (
        private_to_vnet,
        "the target's network has another range too, which leads nowhere",
        |it| {
            it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.2.0.0/16", "10.12.0.0/16"]));
            it.insert("rt-db", "routes", route("rt-db", "nowhere", "10.12.0.0/16", "None", None));
        },
        &[],
    ),
];

/// The same, of which less is judged by another endpoint: the nearest one that was read, while the record is asked for.
pub(crate) const CHOSEN: &[Row] = &[(
    private_to_vnet,
    "the record is that of an endpoint in a network that nothing leads to",
    |it| {
        another_endpoint(it, "Approved");
        it.set("A/orders-old", "aRecords", json!([{ "ipv4Address": "10.8.0.4" }]));
    },
    &[
        "source/peering fail",
        "target/server-zone-links fail",
        "source/zone-group unknown (zone-groups pe-hub)",
        "source/zone-link-endpoint fail",
    ],
)];

/// A second endpoint of the source, in a VNet that is peered with no other.
fn another_endpoint(topology: &mut Topology, state: &str) {
    let mut other = endpoint("pe-hub", "servers/orders-old", "vnet-hub", "endpoints");
    let path = "/properties/privateLinkServiceConnections/0/properties/privateLinkServiceConnectionState/status";
    *other.pointer_mut(path).expect("a state") = state.into();
    topology.add("endpoints.json", other);
    let hub = vnet("vnet-hub", "10.8.0.0/16", vec![subnet("vnet-hub", "endpoints", "10.8.0.0/24")], vec![]);
    topology.add("vnets.json", hub);
    topology.add("nics.json", nic("pe-hub-nic", "vnet-hub", "endpoints", "10.8.0.4"));
    let connection = json!({
        "id": id("Microsoft.DBforPostgreSQL/servers", "orders-old/privateEndpointConnections/pe-hub-c"),
        "properties": {
            "privateEndpoint": reference("Microsoft.Network/privateEndpoints", "pe-hub"),
            "privateLinkServiceConnectionState": { "status": state, "description": "", "actionsRequired": "None" },
            "provisioningState": "Ready",
        },
    });
    topology.insert("orders-old", "privateEndpointConnections", connection);
}

/// A virtual machine in the place of the firewall.
fn appliance(topology: &mut Topology, forwards: bool) {
    for file in ["firewalls.json", "policies.json", "rule-groups.json"] {
        topology.lose(file);
    }
    let mut card = machine_nic("nva-nic", "nva", "vnet-hub", "AzureFirewallSubnet", "10.9.0.4", "nsg-nva");
    card["properties"]["enableIPForwarding"] = forwards.into();
    topology.add("nics.json", card);
}
