//! Who answers for a name: what else stands in a zone, and which zones are linked beside the right one.

use serde_json::{Value, json};

use crate::topology::{
    Topology,
    breaks::Row,
    dns::{ZONE, links, record, with_record_sets, zone},
    id,
    networks::endpoint,
    part, resource,
    security::rule,
    servers::standing,
    whole::{private_to_public_via_runtime, private_to_vnet, public_to_vnet},
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        private_to_vnet,
        "a wildcard beside the record leads elsewhere",
        |it| it.add("records.json", record(ZONE, "*", "10.1.0.99")),
        &[],
    ),
    (
        private_to_vnet,
        "only a wildcard leads to the endpoint, and a text record has the name",
        |it| {
            it.delete("A/orders-old");
            it.add("records.json", record(ZONE, "*", "10.1.0.4"));
            it.add("records.json", another("TXT", "orders-old", json!({ "txtRecords": [{ "value": ["kept"] }] })));
        },
        &["source/a-record fail"],
    ),
    (private_to_vnet, "the name is another name of the endpoint's record", |it| alias(it, "10.1.0.4"), &[]),
    (
        private_to_vnet,
        "the name is another name of an old record",
        |it| alias(it, "10.1.0.99"),
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "the record has no address",
        |it| it.set("A/orders-old", "aRecords", json!([])),
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "the record is written in capitals",
        |it| {
            it.delete("A/orders-old");
            it.add("records.json", record(ZONE, "ORDERS-OLD", "10.1.0.4"));
        },
        &[],
    ),
    (
        private_to_vnet,
        "the link is written in capitals",
        |it| {
            let vnet = id("Microsoft.Network/virtualNetworks", "VNET-NEW");
            it.set(&format!("{ZONE}/virtualNetworkLinks/vnet-new"), "virtualNetwork.id", vnet);
        },
        &[],
    ),
    (
        private_to_vnet,
        "the link registers machines too",
        |it| it.set(&format!("{ZONE}/virtualNetworkLinks/vnet-new"), "registrationEnabled", true),
        &[],
    ),
    (
        private_to_vnet,
        "the record is gone, and the link falls back to the internet, where the server is not",
        |it| {
            it.add("records.json", record(ZONE, "stock-old", "10.1.0.5"));
            it.delete("A/orders-old");
            it.set(ZONE, "numberOfRecordSets", 2);
            it.set(&format!("{ZONE}/virtualNetworkLinks/vnet-new"), "resolutionPolicy", "NxDomainRedirect");
        },
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "a zone of the server's own name below privatelink has the same address",
        |it| linked(it, &format!("orders-old.{ZONE}"), Some("10.1.0.4")),
        &[],
    ),
    (
        private_to_vnet,
        "a zone of the server's public name has the same address",
        |it| linked(it, "orders-old.postgres.database.azure.com", Some("10.1.0.4")),
        &[],
    ),
    (
        public_to_vnet,
        "a zone of every server's public name has no record",
        |it| linked(it, "postgres.database.azure.com", None),
        &["source/shadowing-zone fail"],
    ),
    (
        public_to_vnet,
        "a zone of the server's public name has no record, and registers machines",
        |it| {
            linked(it, "orders-old.postgres.database.azure.com", None);
            let link = "orders-old.postgres.database.azure.com/virtualNetworkLinks/vnet-new";
            it.set(link, "registrationEnabled", true);
        },
        &["source/shadowing-zone fail"],
    ),
    (
        public_to_vnet,
        "a zone of the server's public name has no record",
        |it| linked(it, "orders-old.postgres.database.azure.com", None),
        &["source/shadowing-zone fail"],
    ),
    (
        public_to_vnet,
        "the zone of private endpoints has no record, and the server has none",
        |it| linked(it, ZONE, None),
        &[],
    ),
    (
        private_to_public_via_runtime,
        "a zone of the target's public name, linked to the runtime server's network, has no record",
        |it| linked_to(it, "vnet-mid", "orders-new.postgres.database.azure.com", None),
        &["target/shadowing-zone fail"],
    ),
    (
        private_to_public_via_runtime,
        "a zone of the target's public name, linked to the runtime server's network, leads elsewhere",
        |it| linked_to(it, "vnet-mid", "orders-new.postgres.database.azure.com", Some("10.3.0.99")),
        &["target/shadowing-zone fail"],
    ),
    (
        private_to_public_via_runtime,
        "a zone of the target's public name is linked to another network than the runtime server's",
        |it| linked_to(it, "vnet-old", "orders-new.postgres.database.azure.com", None),
        &[],
    ),
    (
        private_to_public_via_runtime,
        "the target waits for an endpoint, and the linked zone has no record of it",
        |it| {
            it.delete("orders-new");
            it.add("flexible-servers.json", standing("orders-new", "Enabled", &["pe-new"]));
            it.add("endpoints.json", endpoint("pe-new", "flexibleServers/orders-new", "vnet-old", "endpoints"));
            let state = "[pe-new-c].privateLinkServiceConnectionState.status";
            it.set("orders-new", &format!("privateEndpointConnections{state}"), "Pending");
            it.set("pe-new", &format!("privateLinkServiceConnections{state}"), "Pending");
        },
        &["target/shadowing-zone fail"],
    ),
    (
        private_to_vnet,
        "the target's subnet may ask Azure's DNS, and says so",
        |it| {
            let mut allow = not_to("AzurePlatformDNS");
            allow["properties"]["access"] = "Allow".into();
            it.insert("nsg-db", "securityRules", allow);
        },
        &[],
    ),
    (
        private_to_vnet,
        "the target's subnet may not ask the network's own DNS servers",
        |it| {
            it.set("vnet-new", "dhcpOptions", json!({ "dnsServers": ["10.9.0.53"] }));
            it.insert("nsg-db", "securityRules", not_to("10.9.0.53"));
        },
        &["source/dns-servers fail", "source/zone-link-client unknown"],
    ),
    (
        private_to_vnet,
        "the target's network asks a resolver in the source's network, which is linked",
        |it| asks_resolver(it, "vnet-old"),
        &[],
    ),
    (
        private_to_vnet,
        "the target's network asks a resolver in a network that is not linked",
        |it| {
            asks_resolver(it, "vnet-old");
            it.delete(&format!("{ZONE}/virtualNetworkLinks/vnet-old"));
            it.set(ZONE, "numberOfVirtualNetworkLinks", 1);
        },
        &["source/zone-link-client fail", "source/zone-link-endpoint fail"],
    ),
];

/// The same, of which less is judged by the zone of private endpoints alone, while the network's DNS servers or its
/// security group are asked for.
pub(crate) const BY_LESS: &[Row] = &[
    (
        private_to_vnet,
        "a zone of the server's own name below privatelink has an old address",
        |it| linked(it, &format!("orders-old.{ZONE}"), Some("10.1.0.99")),
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "a zone of the server's public name has an old address",
        |it| linked(it, "orders-old.postgres.database.azure.com", Some("10.1.0.99")),
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "a zone of every server's public name has no record",
        |it| linked(it, "postgres.database.azure.com", None),
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "the target's subnet may not ask Azure's DNS",
        |it| it.insert("nsg-db", "securityRules", not_to("AzurePlatformDNS")),
        &["source/dns-servers fail"],
    ),
];

/// A record set of another type.
fn another(kind: &str, name: &str, mut properties: Value) -> Value {
    properties["fqdn"] = format!("{name}.{ZONE}.").into();
    properties["ttl"] = 300.into();
    properties["isAutoRegistered"] = false.into();
    part("Microsoft.Network/privateDnsZones", ZONE, kind, name, properties)
}

/// The server's name stands for another one, which has an address.
fn alias(topology: &mut Topology, address: &str) {
    topology.delete("A/orders-old");
    topology.add("records.json", record(ZONE, "pe-old", address));
    let cname = json!({ "cnameRecord": { "cname": format!("pe-old.{ZONE}") } });
    topology.add("records.json", another("CNAME", "orders-old", cname));
}

/// Another zone is linked to the target's VNet: with this address at its top, or with the SOA record only.
fn linked(topology: &mut Topology, name: &str, address: Option<&str>) {
    linked_to(topology, "vnet-new", name, address);
}

/// The same for another virtual network.
fn linked_to(topology: &mut Topology, vnet: &str, name: &str, address: Option<&str>) {
    let records: Vec<Value> = address.into_iter().map(|it| record(name, "@", it)).collect();
    topology.add("zones.json", with_record_sets(zone(name, 1), 1 + records.len()));
    topology.with("links-other.json", links(name, &[vnet]));
    topology.with("records-other.json", records);
}

/// A rule that denies everything to some addresses.
fn not_to(whom: &str) -> Value {
    let mut rule = rule("nsg-db", "dns", 150, "Outbound", "Deny", ("*", whom, "*"));
    rule["properties"]["protocol"] = "*".into();
    rule
}

/// A Private Resolver in a VNet, which the target's VNet asks.
fn asks_resolver(topology: &mut Topology, vnet: &str) {
    const RESOLVERS: &str = "Microsoft.Network/dnsResolvers";
    let place = json!([{
        "subnet": { "id": id("Microsoft.Network/virtualNetworks", &format!("{vnet}/subnets/endpoints")) },
        "privateIpAddress": "10.1.0.53",
        "privateIpAllocationMethod": "Dynamic",
    }]);
    let endpoint = json!({ "provisioningState": "Succeeded", "ipConfigurations": place });
    let resolver = json!({
        "provisioningState": "Succeeded",
        "dnsResolverState": "Connected",
        "virtualNetwork": { "id": id("Microsoft.Network/virtualNetworks", vnet) },
    });
    topology.with("resolvers.json", vec![resource(RESOLVERS, "resolver", resolver)]);
    topology.with("inbound.json", vec![part(RESOLVERS, "resolver", "inboundEndpoints", "in", endpoint)]);
    topology.set("vnet-new", "dhcpOptions", json!({ "dnsServers": ["10.1.0.53"] }));
}
