//! Zones, their links and their records.

use serde_json::json;

use crate::topology::{
    Topology,
    breaks::Row,
    dns::{ZONE, record},
    id,
    whole::{private_to_endpoint, private_to_vnet},
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        private_to_vnet,
        "the endpoint writes to another zone",
        |it| {
            let zone = id("Microsoft.Network/privateDnsZones", "privatelink.postgres.cosmos.azure.com");
            it.set(
                "pe-old/privateDnsZoneGroups/default",
                "privateDnsZoneConfigs[privatelink-postgres-database-azure-com].privateDnsZoneId",
                zone,
            );
        },
        &["source/zone-attached fail"],
    ),
    (
        private_to_vnet,
        "the zone is not linked to the target's network",
        |it| unlink(it, ZONE, "vnet-new", 1),
        &["source/zone-link-actor fail"],
    ),
    (
        private_to_vnet,
        "the zone is not linked to the source's network",
        |it| unlink(it, ZONE, "vnet-old", 1),
        &["source/zone-link-own fail"],
    ),
    (
        private_to_vnet,
        "the link is not finished",
        |it| {
            it.set(&format!("{ZONE}/virtualNetworkLinks/vnet-new"), "virtualNetworkLinkState", "InProgress");
        },
        &["source/zone-link-actor unknown (zone-links privatelink.postgres.database.azure.com)"],
    ),
    (
        private_to_vnet,
        "the target's own zone is not linked to the source's network",
        |it| {
            unlink(it, "orders-new.private.postgres.database.azure.com", "vnet-old", 1);
        },
        &["target/own-zone-links fail"],
    ),
    (
        private_to_vnet,
        "the record is gone",
        |it| {
            it.add("records.json", record(ZONE, "stock-old", "10.1.0.5"));
            it.delete("A/orders-old");
        },
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "the record is an old one",
        |it| it.set("A/orders-old", "aRecords", json!([{ "ipv4Address": "10.1.0.99" }])),
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "the record is a public address",
        |it| it.set("A/orders-old", "aRecords", json!([{ "ipv4Address": "20.61.99.7" }])),
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "the target's network has DNS servers of its own",
        |it| {
            it.set("vnet-new", "dhcpOptions", json!({ "dnsServers": ["10.9.0.53"] }));
        },
        &["source/dns-servers unknown", "source/zone-link-actor unknown"],
    ),
    (
        private_to_vnet,
        "the target's network names Azure's own DNS",
        |it| {
            it.set("vnet-new", "dhcpOptions", json!({ "dnsServers": ["168.63.129.16"] }));
        },
        &[],
    ),
    (
        private_to_endpoint,
        "the zone is not linked to the runtime's network",
        |it| unlink(it, ZONE, "vnet-mid", 2),
        &["source/zone-link-actor fail", "target/zone-link-actor fail"],
    ),
    (
        private_to_endpoint,
        "the runtime's own zone is not linked to the target's network",
        |it| {
            unlink(it, "mover.private.postgres.database.azure.com", "vnet-far", 2);
        },
        &["runtime/own-zone-links fail"],
    ),
    (
        private_to_endpoint,
        "the target's record is an old one",
        |it| it.set("A/orders-far", "aRecords", json!([{ "ipv4Address": "10.4.0.9" }])),
        &["target/a-record fail"],
    ),
    (private_to_endpoint, "the target's record is gone", |it| it.delete("A/orders-far"), &["target/a-record fail"]),
];

fn unlink(topology: &mut Topology, zone: &str, vnet: &str, left: usize) {
    topology.delete(&format!("{zone}/virtualNetworkLinks/{vnet}"));
    topology.set(zone, "numberOfVirtualNetworkLinks", left);
}
