//! The topologies: each scenario with every condition met.
//!
//! | network | addresses | holds |
//! |---|---|---|
//! | vnet-old | 10.1.0.0/16 | pe-old, 10.1.0.4, the endpoint of orders-old; vm-old, 10.1.1.5 |
//! | vnet-new | 10.2.0.0/16 | orders-new in 10.2.0.0/24 |
//! | vnet-mid | 10.3.0.0/16 | mover in 10.3.0.0/24 |
//! | vnet-far | 10.4.0.0/16 | pe-far, 10.4.0.4, the endpoint of orders-far |
//! | vnet-hub | 10.9.0.0/16 | a VPN gateway |
//! | the person's own | 10.20.0.0/16 | a server at 10.20.0.15 |
//!
//! Longer than 500 lines: one function for each topology.

use serde_json::{Value, json};

use super::{
    Topology,
    dns::{ZONE, links, record, with_record_sets, zone, zone_group},
    hybrid::{connection, gateway, local_gateway},
    joins::{machine_through_firewall, private_to_vnet_in_a_mesh, private_to_vnet_over_wan},
    names::{
        private_to_vnet_by_alias, private_to_vnet_by_policy, private_to_vnet_by_rule, private_to_vnet_through_resolver,
    },
    networks::{
        delegated, endpoint, forced_table, guarded, half, machine_nic, nic, route_table, routed, serving, subnet, vnet,
    },
    security::{group, rule},
    servers::{firewall_rule, integrated, migration, single, standing, vnet_rule},
};

/// Every topology.
pub(crate) fn all() -> Vec<Topology> {
    vec![
        private_to_vnet(),
        private_to_vnet_in_one(),
        private_to_vnet_with_runtime(),
        public_endpoint_to_vnet(),
        machine_to_vnet(),
        on_premises_to_vnet(),
        on_premises_through_hub(),
        public_to_vnet(),
        private_to_endpoint(),
        machine_to_endpoint(),
        private_to_public_via_runtime(),
        private_to_public(),
        public_to_public(),
        public_to_endpoint(),
        unreachable_target(),
        flexible_to_vnet(),
        flexible_endpoint_to_vnet(),
        machine_through_firewall(),
        private_to_vnet_over_wan(),
        private_to_vnet_in_a_mesh(),
        private_to_vnet_by_alias(),
        private_to_vnet_through_resolver(),
        private_to_vnet_by_rule(),
        private_to_vnet_by_policy(),
    ]
}

type Files = Vec<(&'static str, Vec<Value>)>;

const NEW_ZONE: &str = "orders-new.private.postgres.database.azure.com";
const MOVER_ZONE: &str = "mover.private.postgres.database.azure.com";

/// A private single server, and a VNet-integrated target in a peered VNet.
pub(crate) fn private_to_vnet() -> Topology {
    Topology::new("private-to-vnet", DIRECT, old_and_new("Disabled"))
}

/// The same with a source that is public too: the connection runs through its endpoint.
pub(crate) fn public_endpoint_to_vnet() -> Topology {
    Topology::new("public-endpoint-to-vnet", DIRECT, old_and_new("Enabled"))
}

const DIRECT: &[&str] = &["source.name=orders-old", "target.name=orders-new", "runtime.used=false"];

fn old_and_new(access: &str) -> Files {
    vec![
        ("servers.json", vec![single("orders-old", access, &["pe-old"])]),
        ("flexible-servers.json", vec![integrated("orders-new", "vnet-new", "db")]),
        (
            "vnets.json",
            vec![
                vnet(
                    "vnet-old",
                    "10.1.0.0/16",
                    vec![guarded(subnet("vnet-old", "endpoints", "10.1.0.0/24"), "nsg-endpoints")],
                    vec![half("vnet-old", "vnet-new", "10.2.0.0/16")],
                ),
                vnet(
                    "vnet-new",
                    "10.2.0.0/16",
                    vec![routed(guarded(delegated("vnet-new", "db", "10.2.0.0/24"), "nsg-db"), "rt-db")],
                    vec![half("vnet-new", "vnet-old", "10.1.0.0/16")],
                ),
            ],
        ),
        ("security-groups.json", vec![group("nsg-endpoints", vec![]), database_group("nsg-db", "10.1.0.0/24")]),
        ("route-tables.json", vec![route_table("rt-db")]),
        ("endpoints.json", vec![endpoint("pe-old", "servers/orders-old", "vnet-old", "endpoints")]),
        ("nics.json", vec![nic("pe-old-nic", "vnet-old", "endpoints", "10.1.0.4")]),
        ("zone-groups-old.json", vec![zone_group("pe-old", "orders-old", "10.1.0.4")]),
        ("zones.json", vec![zone(ZONE, 2), zone(NEW_ZONE, 2)]),
        ("links.json", links(ZONE, &["vnet-old", "vnet-new"])),
        ("links-new.json", links(NEW_ZONE, &["vnet-new", "vnet-old"])),
        ("records.json", vec![record(ZONE, "orders-old", "10.1.0.4")]),
        ("records-new.json", vec![record(NEW_ZONE, "c1d2e3f4a5b6", "10.2.0.4")]),
    ]
}

const SOURCE_ZONE: &str = "orders-src.private.postgres.database.azure.com";

/// A VNet-integrated flexible server as the source, and a target in a peered VNet.
pub(crate) fn flexible_to_vnet() -> Topology {
    let files = vec![
        (
            "flexible-servers.json",
            vec![integrated("orders-src", "vnet-old", "pg"), integrated("orders-new", "vnet-new", "db")],
        ),
        (
            "vnets.json",
            vec![
                vnet(
                    "vnet-old",
                    "10.1.0.0/16",
                    vec![guarded(delegated("vnet-old", "pg", "10.1.2.0/24"), "nsg-pg")],
                    vec![half("vnet-old", "vnet-new", "10.2.0.0/16")],
                ),
                vnet(
                    "vnet-new",
                    "10.2.0.0/16",
                    vec![routed(guarded(delegated("vnet-new", "db", "10.2.0.0/24"), "nsg-db"), "rt-db")],
                    vec![half("vnet-new", "vnet-old", "10.1.0.0/16")],
                ),
            ],
        ),
        ("security-groups.json", vec![group("nsg-pg", vec![]), database_group("nsg-db", "10.1.2.0/24")]),
        ("route-tables.json", vec![route_table("rt-db")]),
        ("zones.json", vec![zone(SOURCE_ZONE, 2), zone(NEW_ZONE, 2)]),
        ("links.json", links(SOURCE_ZONE, &["vnet-old", "vnet-new"])),
        ("links-new.json", links(NEW_ZONE, &["vnet-new", "vnet-old"])),
        ("records.json", vec![record(SOURCE_ZONE, "f0e1d2c3b4a5", "10.1.2.4")]),
        ("records-new.json", vec![record(NEW_ZONE, "c1d2e3f4a5b6", "10.2.0.4")]),
    ];
    Topology::new(
        "flexible-to-vnet",
        &["source.name=orders-src", "target.name=orders-new", "runtime.used=false"],
        files,
    )
}

/// A flexible server behind a private endpoint as the source.
pub(crate) fn flexible_endpoint_to_vnet() -> Topology {
    let mut files = old_and_new("Disabled");
    for (name, items) in &mut files {
        match *name {
            "servers.json" => *items = vec![standing("orders-old", "Disabled", &["pe-old"])],
            "endpoints.json" => {
                *items = vec![endpoint("pe-old", "flexibleServers/orders-old", "vnet-old", "endpoints")];
            }
            _ => {}
        }
    }
    Topology::new("flexible-endpoint-to-vnet", DIRECT, files)
}

/// The security group of a delegated subnet: it may connect to PostgreSQL at some addresses.
pub(crate) fn database_group(name: &str, far: &str) -> Value {
    group(
        name,
        vec![
            rule(name, "allow-postgres-out", 200, "Outbound", "Allow", ("VirtualNetwork", far, "5432")),
            rule(name, "allow-storage-out", 210, "Outbound", "Allow", ("*", "Storage", "443")),
        ],
    )
}

/// The source's endpoint and the target in two subnets of one VNet, where no peering is needed.
pub(crate) fn private_to_vnet_in_one() -> Topology {
    let vnet = vnet(
        "vnet-new",
        "10.2.0.0/16",
        vec![
            guarded(delegated("vnet-new", "db", "10.2.0.0/24"), "nsg-db"),
            subnet("vnet-new", "endpoints", "10.2.1.0/24"),
        ],
        vec![],
    );
    let files = vec![
        ("servers.json", vec![single("orders-old", "Disabled", &["pe-old"])]),
        ("flexible-servers.json", vec![integrated("orders-new", "vnet-new", "db")]),
        ("vnets.json", vec![vnet]),
        ("security-groups.json", vec![database_group("nsg-db", "10.2.1.0/24")]),
        ("endpoints.json", vec![endpoint("pe-old", "servers/orders-old", "vnet-new", "endpoints")]),
        ("nics.json", vec![nic("pe-old-nic", "vnet-new", "endpoints", "10.2.1.4")]),
        ("zone-groups-old.json", vec![zone_group("pe-old", "orders-old", "10.2.1.4")]),
        ("zones.json", vec![zone(ZONE, 1), zone(NEW_ZONE, 1)]),
        ("links.json", links(ZONE, &["vnet-new"])),
        ("links-new.json", links(NEW_ZONE, &["vnet-new"])),
        ("records.json", vec![record(ZONE, "orders-old", "10.2.1.4")]),
        ("records-new.json", vec![record(NEW_ZONE, "c1d2e3f4a5b6", "10.2.0.4")]),
    ];
    Topology::new("private-to-vnet-in-one", DIRECT, files)
}

/// The same with a runtime server that is not needed: it connects to both.
pub(crate) fn private_to_vnet_with_runtime() -> Topology {
    let settings = &["source.name=orders-old", "target.name=orders-new", "runtime.used=true", "runtime.name=mover"];
    let files = vec![
        ("servers.json", vec![single("orders-old", "Disabled", &["pe-old"])]),
        (
            "flexible-servers.json",
            vec![integrated("orders-new", "vnet-new", "db"), integrated("mover", "vnet-mid", "runtime")],
        ),
        (
            "vnets.json",
            vec![
                vnet(
                    "vnet-old",
                    "10.1.0.0/16",
                    vec![subnet("vnet-old", "endpoints", "10.1.0.0/24")],
                    vec![half("vnet-old", "vnet-mid", "10.3.0.0/16")],
                ),
                vnet(
                    "vnet-new",
                    "10.2.0.0/16",
                    vec![guarded(delegated("vnet-new", "db", "10.2.0.0/24"), "nsg-db")],
                    vec![half("vnet-new", "vnet-mid", "10.3.0.0/16")],
                ),
                vnet(
                    "vnet-mid",
                    "10.3.0.0/16",
                    vec![guarded(delegated("vnet-mid", "runtime", "10.3.0.0/24"), "nsg-runtime")],
                    vec![half("vnet-mid", "vnet-old", "10.1.0.0/16"), half("vnet-mid", "vnet-new", "10.2.0.0/16")],
                ),
            ],
        ),
        (
            "security-groups.json",
            vec![
                group(
                    "nsg-db",
                    vec![rule(
                        "nsg-db",
                        "allow-mover-in",
                        200,
                        "Inbound",
                        "Allow",
                        ("10.3.0.0/24", "10.2.0.0/24", "5000-6000"),
                    )],
                ),
                group("nsg-runtime", vec![]),
            ],
        ),
        ("endpoints.json", vec![endpoint("pe-old", "servers/orders-old", "vnet-old", "endpoints")]),
        ("nics.json", vec![nic("pe-old-nic", "vnet-old", "endpoints", "10.1.0.4")]),
        ("zone-groups-old.json", vec![zone_group("pe-old", "orders-old", "10.1.0.4")]),
        ("zones.json", vec![zone(ZONE, 2), zone(NEW_ZONE, 3), zone(MOVER_ZONE, 1)]),
        ("links.json", links(ZONE, &["vnet-old", "vnet-mid"])),
        ("links-new.json", links(NEW_ZONE, &["vnet-new", "vnet-old", "vnet-mid"])),
        ("links-mover.json", links(MOVER_ZONE, &["vnet-mid"])),
        ("records.json", vec![record(ZONE, "orders-old", "10.1.0.4")]),
        ("records-new.json", vec![record(NEW_ZONE, "c1d2e3f4a5b6", "10.2.0.4")]),
    ];
    Topology::new("private-to-vnet-with-runtime", settings, files)
}

/// A virtual machine, and a VNet-integrated target in a peered VNet.
pub(crate) fn machine_to_vnet() -> Topology {
    let settings = &["source.name=vm-old", "source.access=private", "target.name=orders-new", "runtime.used=false"];
    let files = vec![
        ("flexible-servers.json", vec![integrated("orders-new", "vnet-new", "db")]),
        (
            "vnets.json",
            vec![
                vnet(
                    "vnet-old",
                    "10.1.0.0/16",
                    vec![guarded(subnet("vnet-old", "machines", "10.1.1.0/24"), "nsg-machines")],
                    vec![half("vnet-old", "vnet-new", "10.2.0.0/16")],
                ),
                vnet(
                    "vnet-new",
                    "10.2.0.0/16",
                    vec![routed(guarded(delegated("vnet-new", "db", "10.2.0.0/24"), "nsg-db"), "rt-db")],
                    vec![half("vnet-new", "vnet-old", "10.1.0.0/16")],
                ),
            ],
        ),
        (
            "security-groups.json",
            vec![machines_group("10.2.0.0/24"), group("nsg-vm", vec![]), database_group("nsg-db", "10.1.1.0/24")],
        ),
        ("route-tables.json", vec![route_table("rt-db")]),
        ("nics.json", vec![machine_nic("vm-old-nic", "vm-old", "vnet-old", "machines", "10.1.1.5", "nsg-vm")]),
        ("zones.json", vec![zone(NEW_ZONE, 2)]),
        ("links-new.json", links(NEW_ZONE, &["vnet-new", "vnet-old"])),
        ("records-new.json", vec![record(NEW_ZONE, "c1d2e3f4a5b6", "10.2.0.4")]),
    ];
    Topology::new("machine-to-vnet", settings, files)
}

/// The security group of the machines: only some addresses may connect to PostgreSQL there.
fn machines_group(from: &str) -> Value {
    let name = "nsg-machines";
    let mut admit = rule(name, "allow-postgres-in", 300, "Inbound", "Allow", ("", "10.1.1.0/24", ""));
    // As Azure prints a rule of several ranges: the singular members are left out.
    let properties = admit["properties"].as_object_mut().expect("an object");
    properties.remove("sourceAddressPrefix");
    properties.remove("destinationPortRange");
    properties.insert("sourceAddressPrefixes".to_owned(), json!([from, "10.8.0.0/24"]));
    properties.insert("destinationPortRanges".to_owned(), json!(["5432", "6432"]));
    group(name, vec![admit, rule(name, "deny-rest-in", 4000, "Inbound", "Deny", ("*", "*", "*"))])
}

/// A server in the person's own network, over a VPN gateway in the target's VNet.
pub(crate) fn on_premises_to_vnet() -> Topology {
    let settings = &[
        "source.kind=on-premises",
        "source.access=private",
        "source.name=10.20.0.15",
        "target.name=orders-new",
        "runtime.used=false",
    ];
    let files = vec![
        ("flexible-servers.json", vec![integrated("orders-new", "vnet-new", "db")]),
        (
            "vnets.json",
            vec![vnet(
                "vnet-new",
                "10.2.0.0/16",
                vec![
                    routed(guarded(delegated("vnet-new", "db", "10.2.0.0/24"), "nsg-db"), "rt-db"),
                    subnet("vnet-new", "GatewaySubnet", "10.2.255.0/27"),
                ],
                vec![],
            )],
        ),
        ("security-groups.json", vec![database_group("nsg-db", "10.20.0.0/16")]),
        ("route-tables.json", vec![route_table("rt-db")]),
        ("gateways.json", vec![gateway("gw-new", "vnet-new")]),
        ("connections.json", vec![connection("to-office", "gw-new", "office")]),
        ("local-gateways.json", vec![local_gateway("office", "10.20.0.0/16")]),
        ("zones.json", vec![zone(NEW_ZONE, 1)]),
        ("links-new.json", links(NEW_ZONE, &["vnet-new"])),
        ("records-new.json", vec![record(NEW_ZONE, "c1d2e3f4a5b6", "10.2.0.4")]),
    ];
    Topology::new("on-premises-to-vnet", settings, files)
}

/// The same with the gateway in a hub, which the target's VNet uses through its peering.
pub(crate) fn on_premises_through_hub() -> Topology {
    let mut topology = on_premises_to_vnet();
    topology.name = "on-premises-through-hub";
    topology.file("gateways.json").items = vec![gateway("gw-hub", "vnet-hub")];
    topology.file("connections.json").items = vec![connection("to-office", "gw-hub", "office")];
    topology.remove("vnet-new", "subnets", "GatewaySubnet");
    topology.insert("vnet-new", "virtualNetworkPeerings", half("vnet-new", "vnet-hub", "10.9.0.0/16"));
    topology.set("vnet-new", "virtualNetworkPeerings[to-vnet-hub].useRemoteGateways", true);
    topology.add(
        "vnets.json",
        vnet(
            "vnet-hub",
            "10.9.0.0/16",
            vec![subnet("vnet-hub", "GatewaySubnet", "10.9.255.0/27")],
            vec![half("vnet-hub", "vnet-new", "10.2.0.0/16")],
        ),
    );
    topology.set("vnet-hub", "virtualNetworkPeerings[to-vnet-new].allowGatewayTransit", true);
    topology
}

/// A public single server without an endpoint, which admits the subnet of a VNet-integrated target.
pub(crate) fn public_to_vnet() -> Topology {
    let db = serving(routed(guarded(delegated("vnet-new", "db", "10.2.0.0/24"), "nsg-db"), "rt-db"), "Microsoft.Sql");
    let files = vec![
        ("servers.json", vec![single("orders-old", "Enabled", &[])]),
        (
            "vnet-rules-old.json",
            vec![
                vnet_rule("orders-old", "offices", "vnet-offices", "desks"),
                vnet_rule("orders-old", "orders-new", "vnet-new", "db"),
            ],
        ),
        ("flexible-servers.json", vec![integrated("orders-new", "vnet-new", "db")]),
        ("vnets.json", vec![vnet("vnet-new", "10.2.0.0/16", vec![db], vec![])]),
        ("security-groups.json", vec![database_group("nsg-db", "Sql")]),
        ("route-tables.json", vec![forced_table("rt-db")]),
        ("zones.json", vec![zone(NEW_ZONE, 1)]),
        ("links-new.json", links(NEW_ZONE, &["vnet-new"])),
        ("records-new.json", vec![record(NEW_ZONE, "c1d2e3f4a5b6", "10.2.0.4")]),
    ];
    Topology::new("public-to-vnet", DIRECT, files)
}

/// Both ends behind private endpoints, and a runtime server that connects to both. The migration names all three.
pub(crate) fn private_to_endpoint() -> Topology {
    let files = vec![
        ("migrations.json", vec![migration("orders-old", "orders-far", Some("mover"))]),
        ("servers.json", vec![single("orders-old", "Disabled", &["pe-old"])]),
        (
            "flexible-servers.json",
            vec![standing("orders-far", "Disabled", &["pe-far"]), integrated("mover", "vnet-mid", "runtime")],
        ),
        (
            "vnets.json",
            vec![
                vnet(
                    "vnet-old",
                    "10.1.0.0/16",
                    vec![guarded(subnet("vnet-old", "endpoints", "10.1.0.0/24"), "nsg-endpoints")],
                    vec![half("vnet-old", "vnet-mid", "10.3.0.0/16")],
                ),
                middle("vnet-old", "10.1.0.0/16"),
                far(),
            ],
        ),
        ("security-groups.json", vec![group("nsg-endpoints", vec![]), group("nsg-runtime", vec![]), far_group()]),
        ("route-tables.json", vec![route_table("rt-runtime")]),
        (
            "endpoints.json",
            vec![
                endpoint("pe-old", "servers/orders-old", "vnet-old", "endpoints"),
                asked_for(endpoint("pe-far", "flexibleServers/orders-far", "vnet-far", "endpoints")),
            ],
        ),
        (
            "nics.json",
            vec![
                nic("pe-old-nic", "vnet-old", "endpoints", "10.1.0.4"),
                nic("pe-far-nic", "vnet-far", "endpoints", "10.4.0.4"),
            ],
        ),
        ("zone-groups-old.json", vec![zone_group("pe-old", "orders-old", "10.1.0.4")]),
        ("zone-groups-far.json", vec![zone_group("pe-far", "orders-far", "10.4.0.4")]),
        ("zones.json", vec![with_record_sets(zone(ZONE, 3), 3), zone(MOVER_ZONE, 3)]),
        ("links.json", links(ZONE, &["vnet-old", "vnet-mid", "vnet-far"])),
        ("links-mover.json", links(MOVER_ZONE, &["vnet-mid", "vnet-old", "vnet-far"])),
        ("records.json", vec![record(ZONE, "orders-old", "10.1.0.4"), record(ZONE, "orders-far", "10.4.0.4")]),
        ("records-mover.json", vec![record(MOVER_ZONE, "a6b5c4d3e2f1", "10.3.0.4")]),
    ];
    Topology::new("private-to-endpoint", &[], files)
}

/// The VNet of the runtime server, peered with the source's and the target's.
fn middle(old: &str, prefix: &str) -> Value {
    vnet(
        "vnet-mid",
        "10.3.0.0/16",
        vec![routed(guarded(delegated("vnet-mid", "runtime", "10.3.0.0/24"), "nsg-runtime"), "rt-runtime")],
        vec![half("vnet-mid", old, prefix), half("vnet-mid", "vnet-far", "10.4.0.0/16")],
    )
}

/// The VNet of the target's endpoint, whose security group counts.
fn far() -> Value {
    let mut endpoints = guarded(subnet("vnet-far", "endpoints", "10.4.0.0/24"), "nsg-far");
    endpoints["properties"]["privateEndpointNetworkPolicies"] = "NetworkSecurityGroupEnabled".into();
    vnet("vnet-far", "10.4.0.0/16", vec![endpoints], vec![half("vnet-far", "vnet-mid", "10.3.0.0/16")])
}

fn far_group() -> Value {
    let admit = rule("nsg-far", "allow-mover-in", 150, "Inbound", "Allow", ("10.3.0.0/24", "10.4.0.4", "5432"));
    group("nsg-far", vec![admit, rule("nsg-far", "deny-rest-in", 4000, "Inbound", "Deny", ("*", "*", "*"))])
}

/// A private endpoint that somebody had to approve: Azure lists its connection elsewhere.
fn asked_for(mut endpoint: Value) -> Value {
    let properties = endpoint["properties"].as_object_mut().expect("an object");
    let connections = properties.insert("privateLinkServiceConnections".to_owned(), json!([]));
    properties.insert("manualPrivateLinkServiceConnections".to_owned(), connections.expect("connections"));
    endpoint
}

/// A virtual machine, a target behind a private endpoint, and a runtime server that connects to both.
pub(crate) fn machine_to_endpoint() -> Topology {
    let settings = &[
        "source.name=vm-old",
        "source.access=private",
        "target.name=orders-far",
        "runtime.used=true",
        "runtime.name=mover",
    ];
    let mut whole = private_to_endpoint();
    for file in ["migrations.json", "servers.json", "zone-groups-old.json"] {
        whole.lose(file);
    }
    whole.delete("pe-old");
    whole.delete("pe-old-nic");
    whole.delete("nsg-endpoints");
    whole.delete("A/orders-old");
    whole.add("nics.json", machine_nic("vm-old-nic", "vm-old", "vnet-old", "machines", "10.1.1.5", "nsg-vm"));
    whole.add("security-groups.json", machines_group("10.3.0.0/24"));
    whole.add("security-groups.json", group("nsg-vm", vec![]));
    let machines = guarded(subnet("vnet-old", "machines", "10.1.1.0/24"), "nsg-machines");
    whole.set("vnet-old", "subnets", json!([machines]));
    Topology { name: "machine-to-endpoint", settings: settings.to_vec(), ..whole }
}

/// A private single server, a public target, and a runtime server that connects to both.
pub(crate) fn private_to_public_via_runtime() -> Topology {
    let mut whole = private_to_endpoint();
    whole.file("migrations.json").items = vec![migration("orders-old", "orders-new", Some("mover"))];
    whole.delete("orders-far");
    whole.delete("pe-far");
    whole.delete("pe-far-nic");
    whole.lose("zone-groups-far.json");
    whole.add("flexible-servers.json", standing("orders-new", "Enabled", &[]));
    let rules = vec![firewall_rule("orders-new", "AllowAllAzureIps", "0.0.0.0", "0.0.0.0")];
    whole.files.push(super::File { name: "firewall-rules-new.json", items: rules, is_cut: false });
    // With a route table it may leave Azure from somewhere else than Azure's own addresses.
    whole.lose("route-tables.json");
    whole.set("vnet-mid", "subnets[runtime].routeTable", Value::Null);
    Topology { name: "private-to-public-via-runtime", ..whole }
}

/// A private single server and a public target: what every guide rules out.
pub(crate) fn private_to_public() -> Topology {
    let mut files = old_and_new("Disabled");
    files[1].1 = vec![standing("orders-new", "Enabled", &[])];
    Topology::new("private-to-public", DIRECT, files)
}

/// A public single server and a public target.
pub(crate) fn public_to_public() -> Topology {
    let files = vec![
        ("migrations.json", vec![migration("orders-old", "orders-new", None)]),
        ("servers.json", vec![single("orders-old", "Enabled", &[])]),
        ("flexible-servers.json", vec![standing("orders-new", "Enabled", &[])]),
    ];
    Topology::new("public-to-public", &["runtime.used=false"], files)
}

/// A public single server, a target behind a private endpoint, and a runtime server that connects to both.
pub(crate) fn public_to_endpoint() -> Topology {
    let mut whole = private_to_endpoint();
    whole.file("servers.json").items = vec![single("orders-old", "Enabled", &[])];
    let rules = vec![vnet_rule("orders-old", "mover", "vnet-mid", "runtime")];
    whole.files.push(super::File { name: "vnet-rules-old.json", items: rules, is_cut: false });
    let runtime = delegated("vnet-mid", "runtime", "10.3.0.0/24");
    let runtime = routed(guarded(serving(runtime, "Microsoft.Sql"), "nsg-runtime"), "rt-runtime");
    whole.set("vnet-mid", "subnets", json!([runtime]));
    for gone in ["pe-old", "pe-old-nic", "A/orders-old"] {
        whole.delete(gone);
    }
    whole.lose("zone-groups-old.json");
    Topology { name: "public-to-endpoint", ..whole }
}

/// A target in no subnet, with public access disabled and no endpoint.
pub(crate) fn unreachable_target() -> Topology {
    let mut files = old_and_new("Disabled");
    files[1].1 = vec![standing("orders-new", "Disabled", &[])];
    Topology::new("unreachable-target", DIRECT, files)
}
