//! What was not exported.

use crate::topology::{
    breaks::Row,
    dns::{ZONE, record},
    whole::{machine_to_vnet, on_premises_to_vnet, private_to_public_via_runtime, private_to_vnet, public_to_vnet},
};

/// Files that are not there, and the export that would settle what depends on them.
pub(crate) const MISSING: &[Row] = &[
    (
        private_to_vnet,
        "security groups",
        |it| it.lose("security-groups.json"),
        &["target/subnet-needs unknown (security-group nsg-db)", "source/nsg unknown (security-group nsg-db)"],
    ),
    (private_to_vnet, "route tables", |it| it.lose("route-tables.json"), &["source/route unknown (route-table rt-db)"]),
    (
        private_to_vnet,
        "zone groups",
        |it| it.lose("zone-groups-old.json"),
        &["source/zone-group unknown (zone-groups pe-old)"],
    ),
    (
        private_to_vnet,
        "the zone's links",
        |it| it.lose("links.json"),
        &[
            "source/zone-link-client unknown (zone-links privatelink.postgres.database.azure.com)",
            "source/zone-link-endpoint unknown (zone-links privatelink.postgres.database.azure.com)",
        ],
    ),
    (
        private_to_vnet,
        "one of the zone's links",
        |it| it.delete(&format!("{ZONE}/virtualNetworkLinks/vnet-new")),
        &["source/zone-link-client unknown (zone-links privatelink.postgres.database.azure.com)"],
    ),
    (
        private_to_vnet,
        "the own zone's links",
        |it| it.lose("links-new.json"),
        &["target/server-zone-links unknown (zone-links orders-new.private.postgres.database.azure.com)"],
    ),
    (
        private_to_vnet,
        "the other network",
        |it| it.delete("vnet-old"),
        &["source/nsg unknown (vnet vnet-old)", "source/route unknown (vnet vnet-old)"],
    ),
    (
        public_to_vnet,
        "VNet rules",
        |it| it.lose("vnet-rules-old.json"),
        &["source/vnet-rule unknown (vnet-rules orders-old)"],
    ),
    (
        public_to_vnet,
        "every VNet rule",
        |it| it.file("vnet-rules-old.json").items.clear(),
        &["source/vnet-rule unknown (vnet-rules orders-old)"],
    ),
    (
        private_to_public_via_runtime,
        "firewall rules",
        |it| it.lose("firewall-rules-new.json"),
        &["target/firewall unknown (firewall-rules orders-new)"],
    ),
    (
        on_premises_to_vnet,
        "connections",
        |it| it.lose("connections.json"),
        &["source/hybrid-connection unknown (connections vnet-new)", "source/route unknown"],
    ),
    (
        on_premises_to_vnet,
        "local gateways",
        |it| it.lose("local-gateways.json"),
        &["source/hybrid-connection unknown (local-gateways office, connections vnet-new)", "source/route unknown"],
    ),
    (
        machine_to_vnet,
        "the card's security group",
        |it| it.delete("nsg-vm"),
        &["source/nsg unknown (security-group nsg-vm)"],
    ),
];

/// Lists of which only the first page was fetched, and did not hold what was looked for.
pub(crate) const CUT: &[Row] = &[
    (
        public_to_vnet,
        "VNet rules",
        |it| {
            it.delete("virtualNetworkRules/orders-new");
            it.file("vnet-rules-old.json").is_cut = true;
        },
        &["source/vnet-rule unknown (vnet-rules orders-old)"],
    ),
    (
        private_to_vnet,
        "records",
        |it| {
            it.add("records.json", record(ZONE, "stock-old", "10.1.0.5"));
            it.delete("A/orders-old");
            it.file("records.json").is_cut = true;
        },
        &["source/a-record unknown (zone-records privatelink.postgres.database.azure.com)"],
    ),
    (
        private_to_vnet,
        "links",
        |it| {
            it.delete(&format!("{ZONE}/virtualNetworkLinks/vnet-new"));
            it.file("links.json").is_cut = true;
        },
        &["source/zone-link-client unknown (zone-links privatelink.postgres.database.azure.com)"],
    ),
];
