//! Zones, their links and their records.

use serde_json::json;

use crate::topology::{
    File, Topology,
    breaks::Row,
    dns::{ZONE, links, record, with_record_sets, zone},
    id,
    names::cname,
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
        &["source/zone-group fail"],
    ),
    (
        private_to_vnet,
        "the zone is not linked to the target's network",
        |it| unlink(it, ZONE, "vnet-new", 1),
        &["source/zone-link-client fail"],
    ),
    (
        private_to_vnet,
        "the zone is not linked to the source's network",
        |it| unlink(it, ZONE, "vnet-old", 1),
        &["source/zone-link-endpoint fail"],
    ),
    (
        private_to_vnet,
        "the link is not finished",
        |it| {
            it.set(&format!("{ZONE}/virtualNetworkLinks/vnet-new"), "virtualNetworkLinkState", "InProgress");
        },
        &["source/zone-link-client unknown (zone-links privatelink.postgres.database.azure.com)"],
    ),
    (
        private_to_vnet,
        "the last change of the link failed",
        |it| it.set(&format!("{ZONE}/virtualNetworkLinks/vnet-new"), "provisioningState", "Failed"),
        &["source/zone-link-client unknown (zone-links privatelink.postgres.database.azure.com)"],
    ),
    (
        private_to_vnet,
        "the target's own zone is not linked to the source's network",
        |it| {
            unlink(it, "orders-new.private.postgres.database.azure.com", "vnet-old", 1);
        },
        &["target/server-zone-links fail"],
    ),
    (
        private_to_vnet,
        "the record is gone",
        |it| {
            it.add("records.json", record(ZONE, "stock-old", "10.1.0.5"));
            it.delete("A/orders-old");
            it.set(ZONE, "numberOfRecordSets", 2);
        },
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "an alias that leads nowhere stands in the record's place",
        |it| {
            it.delete("A/orders-old");
            it.add("records.json", cname(ZONE, "orders-old", &format!("gone.{ZONE}.")));
            it.set(ZONE, "numberOfRecordSets", 2);
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
        &["source/dns-servers unknown", "source/zone-link-client unknown"],
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
        private_to_vnet,
        "the zone is linked to another network of that name",
        |it| {
            let other = elsewhere(&id("Microsoft.Network/virtualNetworks", "vnet-new"));
            it.set(&format!("{ZONE}/virtualNetworkLinks/vnet-new"), "virtualNetwork.id", other);
        },
        &["source/zone-link-client fail"],
    ),
    (
        private_to_vnet,
        "the target's network is linked to another zone of that name, which has no record",
        |it| {
            unlink(it, ZONE, "vnet-new", 1);
            let mut items = links(ZONE, &["vnet-new"]);
            items.push(record(ZONE, "stock-old", "10.1.0.5"));
            items.push(with_record_sets(zone(ZONE, 1), 2));
            for mut item in items {
                item["id"] = elsewhere(item["id"].as_str().expect("an id")).into();
                let file = match item["type"].as_str().expect("a type") {
                    "Microsoft.Network/privateDnsZones" => "zones.json",
                    "Microsoft.Network/privateDnsZones/A" => "records-other.json",
                    _ => "links-other.json",
                };
                if it.files.iter().all(|it| it.name != file) {
                    it.files.push(File { name: file, items: Vec::new(), is_cut: false });
                }
                it.add(file, item);
            }
        },
        &["source/zone-group fail", "source/zone-link-endpoint fail", "source/a-record fail"],
    ),
    (
        private_to_vnet,
        "one of the record's two addresses is an old one",
        |it| it.insert("A/orders-old", "aRecords", json!({ "ipv4Address": "10.1.0.99" })),
        &["source/a-record fail"],
    ),
    (
        private_to_vnet,
        "the zone group was not written",
        |it| it.set("pe-old/privateDnsZoneGroups/default", "provisioningState", "Failed"),
        &["source/zone-group fail"],
    ),
    (
        private_to_endpoint,
        "the zone is not linked to the runtime's network",
        |it| unlink(it, ZONE, "vnet-mid", 2),
        &["source/zone-link-client fail", "target/zone-link-client fail"],
    ),
    (
        private_to_endpoint,
        "the runtime's own zone is not linked to the target's network",
        |it| {
            unlink(it, "mover.private.postgres.database.azure.com", "vnet-far", 2);
        },
        &["runtime/server-zone-links fail"],
    ),
    (
        private_to_endpoint,
        "the target's record is an old one",
        |it| it.set("A/orders-far", "aRecords", json!([{ "ipv4Address": "10.4.0.9" }])),
        &["target/a-record fail"],
    ),
    (
        private_to_endpoint,
        "the target's record is gone",
        |it| {
            it.delete("A/orders-far");
            it.set(ZONE, "numberOfRecordSets", 2);
        },
        &["target/a-record fail"],
    ),
];

fn unlink(topology: &mut Topology, zone: &str, vnet: &str, left: usize) {
    topology.delete(&format!("{zone}/virtualNetworkLinks/{vnet}"));
    topology.set(zone, "numberOfVirtualNetworkLinks", left);
}

/// The same in another resource group.
fn elsewhere(id: &str) -> String {
    id.replace("/rg-orders/", "/rg-stock/")
}
