//! A network in which every condition holds, for the tables beside the checks: each row breaks one thing.
//!
//! | server | what it is | where it answers |
//! |---|---|---|
//! | orders-old | single server, private | endpoint pe-old, 10.1.0.4, in vnet-old/endpoints |
//! | orders-new | flexible, VNet-integrated | vnet-new/db, 10.2.0.0/24 |
//! | orders-far | flexible, private endpoint only | endpoint pe-far, 10.4.0.4, in vnet-far/endpoints |
//! | mover | flexible, VNet-integrated | vnet-mid/runtime, 10.3.0.0/24 |
//!
//! vnet-new and vnet-mid are peered with vnet-old, vnet-mid with vnet-far too. Everything was read whole.
//!
//! Longer than 500 lines: what tests build networks of, a function for each kind.

use std::net::Ipv4Addr;

use crate::{
    Config, Finding, Status, StepKey, find,
    network::{
        ARecord, AzureFirewall, EndpointConnection, EndpointService, Fact, FirewallPolicy, Gateway, GatewayConnection,
        Id, InboundEndpoint, Listing, LocalGateway, Migration, MigrationSource, Network, NetworkRule, Nic, NicAddress,
        Origin, Peering, PortRange, PrivateEndpoint, RecordSet, Route, RoutePrefix, RouteTable, RuleCollection,
        RuleEnd, RuleGroup, SecurityGroup, Server, ServerKind, Subnet, TableListing, Vnet, Zone, ZoneGroup,
        ZoneGroupEntry, ZoneLink,
    },
};

pub(crate) use pgreach_network::testing::{default_rules, group_id, id, rule};

pub(crate) const ZONE: &str = "privatelink.postgres.database.azure.com";

pub(crate) fn origin(kind: &str, name: &str) -> Origin {
    Origin { id: id(kind, name), file: 0 }
}

pub(crate) fn vnet_id(name: &str) -> Id {
    id("Microsoft.Network/virtualNetworks", name)
}

pub(crate) fn subnet_id(vnet: &str, subnet: &str) -> Id {
    vnet_id(&format!("{vnet}/subnets/{subnet}"))
}

pub(crate) fn subnet(vnet: &str, name: &str, prefix: &str) -> Subnet {
    Subnet {
        origin: origin("Microsoft.Network/virtualNetworks", &format!("{vnet}/subnets/{name}")),
        provisioning: Fact::Known("Succeeded".to_owned()),
        prefixes: vec![prefix.parse().expect("a prefix")],
        security_group: Fact::None,
        route_table: Fact::None,
        delegations: Fact::Known(Vec::new()),
        service_endpoints: Fact::None,
        endpoint_policies: Fact::Known("Disabled".to_owned()),
        nat_gateway: Fact::None,
    }
}

/// One half of a peering, in order.
pub(crate) fn half(from: &str, to: &str, remote_prefix: &str) -> Peering {
    Peering {
        origin: origin("Microsoft.Network/virtualNetworks", &format!("{from}/virtualNetworkPeerings/to-{to}")),
        remote: Some(vnet_id(to)),
        state: Some("Connected".to_owned()),
        provisioning: Fact::Known("Succeeded".to_owned()),
        sync_level: Some("FullyInSync".to_owned()),
        allow_access: Fact::Known(true),
        allow_forwarded: Fact::Known(false),
        allow_gateway_transit: Fact::Known(false),
        use_remote_gateways: Fact::Known(false),
        remote_prefixes: Fact::Known(vec![remote_prefix.parse().expect("a prefix")]),
        complete_vnets: Fact::None,
        local_subnets: Vec::new(),
        remote_subnets: Vec::new(),
        only_ipv6: Fact::None,
    }
}

pub(crate) fn vnet(name: &str, prefix: &str, subnet: Subnet, peerings: Vec<Peering>) -> Vnet {
    Vnet {
        origin: origin("Microsoft.Network/virtualNetworks", name),
        provisioning: Fact::Known("Succeeded".to_owned()),
        location: Some("westeurope".to_owned()),
        prefixes: Fact::Known(vec![prefix.parse().expect("a prefix")]),
        dns_servers: Fact::None,
        subnets: Listing::all(vec![subnet]),
        peerings: Listing::all(peerings),
    }
}

fn server(kind: ServerKind, name: &str) -> Server {
    let path = match kind {
        ServerKind::Single => "Microsoft.DBforPostgreSQL/servers",
        ServerKind::Flexible => "Microsoft.DBforPostgreSQL/flexibleServers",
    };
    Server {
        origin: origin(path, name),
        kind,
        host: Some(format!("{name}.postgres.database.azure.com")),
        location: Some("westeurope".to_owned()),
        tier: Some("GeneralPurpose".to_owned()),
        state: Some("Ready".to_owned()),
        replication_role: None,
        cluster_size: None,
        tls_enforced: if kind == ServerKind::Single { Fact::Known(true) } else { Fact::Unknown },
        public_access: Fact::Known(false),
        delegated_subnet: Fact::None,
        private_dns_zone: Fact::None,
        endpoint_connections: Listing::all(Vec::new()),
        firewall_rules: Listing::all(Vec::new()),
        vnet_rules: Listing::all(Vec::new()),
    }
}

/// A VNet-integrated server in a delegated subnet, with a zone of its own.
fn integrated(name: &str, vnet: &str, subnet: &str) -> Server {
    Server {
        delegated_subnet: Fact::Known(subnet_id(vnet, subnet)),
        private_dns_zone: Fact::Known(own_zone_id(name)),
        ..server(ServerKind::Flexible, name)
    }
}

pub(crate) fn own_zone_id(server: &str) -> Id {
    id("Microsoft.Network/privateDnsZones", &format!("{server}.private.postgres.database.azure.com"))
}

/// A server behind an approved private endpoint.
fn behind(endpoint: &str, server: Server) -> Server {
    let connection = EndpointConnection {
        origin: Origin {
            id: Id::parse(&format!("{}/privateEndpointConnections/{endpoint}-c", server.origin.id.text()))
                .expect("an id"),
            file: 0,
        },
        endpoint: Some(id("Microsoft.Network/privateEndpoints", endpoint)),
        status: Some("Approved".to_owned()),
        groups: Fact::Known(vec!["postgresqlServer".to_owned()]),
        provisioning: Fact::Known("Ready".to_owned()),
    };
    Server { endpoint_connections: Listing::all(vec![connection]), ..server }
}

fn endpoint(name: &str, server: &Server, subnet: Id, address: Ipv4Addr) -> PrivateEndpoint {
    PrivateEndpoint {
        origin: origin("Microsoft.Network/privateEndpoints", name),
        location: Some("westeurope".to_owned()),
        subnet: Some(subnet),
        provisioning: Fact::Known("Succeeded".to_owned()),
        services: vec![EndpointService {
            service: Some(server.origin.id.clone()),
            groups: Fact::Known(vec!["postgresqlServer".to_owned()]),
            status: Some("Approved".to_owned()),
        }],
        addresses: vec![address],
        nics: vec![id("Microsoft.Network/networkInterfaces", &format!("{name}-nic"))],
        groups: Fact::None,
        nic_name: Fact::None,
    }
}

fn zone_group(endpoint: &str, server: &str, address: Ipv4Addr) -> ZoneGroup {
    ZoneGroup {
        origin: origin("Microsoft.Network/privateEndpoints", &format!("{endpoint}/privateDnsZoneGroups/default")),
        state: Some("Succeeded".to_owned()),
        zones: vec![ZoneGroupEntry {
            zone: Some(id("Microsoft.Network/privateDnsZones", ZONE)),
            records: vec![(server.to_owned(), vec![address])],
        }],
    }
}

pub(crate) fn zone(name: &str, vnets: &[&str], records: &[(&str, Ipv4Addr)]) -> Zone {
    let link = |vnet: &&str| ZoneLink {
        origin: origin("Microsoft.Network/privateDnsZones", &format!("{name}/virtualNetworkLinks/{vnet}-link")),
        vnet: Some(vnet_id(vnet)),
        state: Some("Completed".to_owned()),
        provisioning: Fact::Known("Succeeded".to_owned()),
        resolution_policy: Fact::None,
        registers: Fact::None,
    };
    let record = |(record, address): &(&str, Ipv4Addr)| ARecord {
        origin: origin("Microsoft.Network/privateDnsZones", &format!("{name}/A/{record}")),
        addresses: vec![*address],
    };
    Zone {
        origin: origin("Microsoft.Network/privateDnsZones", name),
        provisioning: Fact::Known("Succeeded".to_owned()),
        links: Listing::all(vnets.iter().map(link).collect()),
        records: TableListing::all(records.iter().map(record).collect()),
        others: Listing::all(vec![record_set(name, "SOA", "@", None)]),
    }
}

/// A record set of another type than A.
pub(crate) fn record_set(zone: &str, kind: &str, name: &str, target: Option<&str>) -> RecordSet {
    RecordSet {
        origin: origin("Microsoft.Network/privateDnsZones", &format!("{zone}/{kind}/{name}")),
        target: target.map(str::to_owned),
        ttl: target.map(|_| 300),
    }
}

const OLD: Ipv4Addr = Ipv4Addr::new(10, 1, 0, 4);
const FAR: Ipv4Addr = Ipv4Addr::new(10, 4, 0, 4);

/// The network in which every condition holds.
pub(crate) fn all_right() -> Network {
    let old = behind("pe-old", server(ServerKind::Single, "orders-old"));
    let destination = behind("pe-far", server(ServerKind::Flexible, "orders-far"));
    let delegated = |vnet, name, prefix| Subnet {
        delegations: Fact::Known(vec!["Microsoft.DBforPostgreSQL/flexibleServers".to_owned()]),
        ..subnet(vnet, name, prefix)
    };
    Network {
        files: vec!["network.json".to_owned()],
        vnets: vec![
            vnet(
                "vnet-old",
                "10.1.0.0/16",
                subnet("vnet-old", "endpoints", "10.1.0.0/24"),
                vec![half("vnet-old", "vnet-new", "10.2.0.0/16"), half("vnet-old", "vnet-mid", "10.3.0.0/16")],
            ),
            vnet(
                "vnet-new",
                "10.2.0.0/16",
                delegated("vnet-new", "db", "10.2.0.0/24"),
                vec![half("vnet-new", "vnet-old", "10.1.0.0/16")],
            ),
            vnet(
                "vnet-mid",
                "10.3.0.0/16",
                delegated("vnet-mid", "runtime", "10.3.0.0/24"),
                vec![half("vnet-mid", "vnet-old", "10.1.0.0/16"), half("vnet-mid", "vnet-far", "10.4.0.0/16")],
            ),
            vnet(
                "vnet-far",
                "10.4.0.0/16",
                subnet("vnet-far", "endpoints", "10.4.0.0/24"),
                vec![half("vnet-far", "vnet-mid", "10.3.0.0/16")],
            ),
        ]
        .into(),
        endpoints: vec![
            endpoint("pe-old", &old, subnet_id("vnet-old", "endpoints"), OLD),
            endpoint("pe-far", &destination, subnet_id("vnet-far", "endpoints"), FAR),
        ]
        .into(),
        zone_groups: vec![zone_group("pe-old", "orders-old", OLD), zone_group("pe-far", "orders-far", FAR)].into(),
        zones: vec![
            zone(ZONE, &["vnet-old", "vnet-new", "vnet-mid", "vnet-far"], &[("orders-old", OLD), ("orders-far", FAR)]),
            zone(
                own_zone_id("orders-new").name(),
                &["vnet-new", "vnet-old"],
                &[("c7d7483a8ceb", Ipv4Addr::new(10, 2, 0, 4))],
            ),
            zone(
                own_zone_id("mover").name(),
                &["vnet-mid", "vnet-old", "vnet-far"],
                &[("a1b2c3d4e5f6", Ipv4Addr::new(10, 3, 0, 4))],
            ),
        ]
        .into(),
        servers: vec![
            old,
            integrated("orders-new", "vnet-new", "db"),
            destination,
            integrated("mover", "vnet-mid", "runtime"),
        ]
        .into(),
        ..Network::default()
    }
}

/// A row of a table: what is different from [`all_right`], and what is then found.
pub(crate) type Row<'a> = (&'a str, fn(&mut Network), Status);

/// orders-old → orders-new, reached by orders-new.
pub(crate) fn direct() -> Config {
    config(&["source.name=orders-old", "target.name=orders-new", "runtime.used=false"])
}

/// orders-old → orders-far, both reached by mover.
pub(crate) fn via_runtime() -> Config {
    config(&["source.name=orders-old", "target.name=orders-far", "runtime.used=true", "runtime.name=mover"])
}

/// 20.1.2.3, a public address outside of Azure, → orders-new.
pub(crate) fn at_a_public_address() -> Config {
    config(&[
        "source.kind=edb",
        "source.access=public",
        "source.name=20.1.2.3",
        "target.name=orders-new",
        "runtime.used=false",
    ])
}

pub(crate) fn config(settings: &[&str]) -> Config {
    let mut config = Config::default();
    for setting in settings {
        let (path, value) = setting.split_once('=').expect("path=value");
        config.set(path, value).expect("a good setting");
    }
    config
}

/// What is found of a step.
pub(crate) fn finding(config: &Config, network: &Network, key: &str) -> Finding {
    let key = StepKey::parse(key).expect("a known step");
    find(config, network).steps.get(&key).expect("resources can decide this step").clone()
}

/// Asserts what each row of a table finds of a step.
#[track_caller]
pub(crate) fn found(config: &Config, key: &str, rows: &[Row<'_>]) {
    for (what, change, expected) in rows {
        let mut network = all_right();
        change(&mut network);
        let finding = finding(config, &network, key);
        assert_eq!(finding.status, *expected, "{key}, {what}: {finding:?}");
        match finding.status {
            Status::Unknown => assert!(finding.note.is_some(), "{key}, {what}: unknown has a reason"),
            _ => assert!(!finding.evidence.is_empty(), "{key}, {what}: decided by something"),
        }
    }
}

/// What is found of a step once something is changed, in one line: status, evidence, note.
pub(crate) fn entered(config: &Config, key: &str, change: fn(&mut Network)) -> String {
    let mut network = all_right();
    change(&mut network);
    let found = finding(config, &network, key);
    let evidence: Vec<String> =
        found.evidence.iter().map(|it| format!("{} {} = {}", it.resource, it.property, it.value)).collect();
    let note = found.note.map_or_else(String::new, |it| format!(" | {it}"));
    let needs: Vec<String> = found.needs.iter().map(|it| format!(" | needs {}", it.words())).collect();
    format!("{}: {}{note}{}", found.status.word(), evidence.join("; "), needs.concat())
}

pub(crate) fn vnet_mut<'a>(network: &'a mut Network, name: &str) -> &'a mut Vnet {
    network.vnets.iter_mut().find(|it| it.origin.id == vnet_id(name)).expect("a VNet")
}

/// The first subnet of a VNet; there is only one.
pub(crate) fn subnet_mut<'a>(network: &'a mut Network, vnet: &str) -> &'a mut Subnet {
    vnet_mut(network, vnet).subnets.items.first_mut().expect("a subnet")
}

pub(crate) fn half_mut<'a>(network: &'a mut Network, from: &str, to: &str) -> &'a mut Peering {
    let to = vnet_id(to);
    let halves = &mut vnet_mut(network, from).peerings.items;
    halves.iter_mut().find(|it| it.remote.as_ref() == Some(&to)).expect("a half")
}

/// Takes both sides of the peering between vnet-old and vnet-new away.
pub(crate) fn not_peered(network: &mut Network) {
    vnet_mut(network, "vnet-old").peerings.items.clear();
    vnet_mut(network, "vnet-new").peerings.items.clear();
}

/// Makes orders-old a public single server without private endpoints.
pub(crate) fn public(network: &mut Network) {
    network.servers[0].public_access = Fact::Known(true);
    network.servers[0].endpoint_connections = Listing::all(Vec::new());
    network.endpoints.clear();
}

/// Gives the subnet of a VNet a security group, named `nsg-` and the VNet, with these rules and the default ones.
pub(crate) fn guard(network: &mut Network, vnet: &str, rules: &[&str]) {
    let group = security_group(&format!("nsg-{vnet}"), rules);
    subnet_mut(network, vnet).security_group = Fact::Known(group.origin.id.clone());
    network.security_groups.push(group);
}

pub(crate) fn security_group(name: &str, rules: &[&str]) -> SecurityGroup {
    let named = rules.iter().enumerate().map(|(index, short)| rule(&format!("r{index}"), short));
    SecurityGroup {
        origin: origin("Microsoft.Network/networkSecurityGroups", name),
        provisioning: Fact::Known("Succeeded".to_owned()),
        rules: Listing::all(named.collect()),
        default_rules: default_rules(),
    }
}

/// Gives the subnet of a VNet a route table, named `rt-` and the VNet, with these routes: `0.0.0.0/0 VirtualAppliance`.
pub(crate) fn route(network: &mut Network, vnet: &str, routes: &[&str]) {
    let routes = routes.iter().enumerate().map(|(index, short)| {
        let (to, hop) = short.split_once(' ').expect("a prefix and a hop");
        let destination = match to.parse() {
            Ok(net) => Some(RoutePrefix::Net(net)),
            Err(_) if to == "?" => None,
            Err(_) => Some(RoutePrefix::Tag(to.to_owned())),
        };
        let next_hop_address = (hop == "VirtualAppliance").then(|| "10.9.0.4".to_owned());
        Route { name: format!("u{index}"), destination, next_hop: Some(hop.to_owned()), next_hop_address }
    });
    let table = RouteTable {
        origin: origin("Microsoft.Network/routeTables", &format!("rt-{vnet}")),
        provisioning: Fact::Known("Succeeded".to_owned()),
        location: None,
        propagation_disabled: Fact::Known(false),
        routes: Listing::all(routes.collect()),
    };
    subnet_mut(network, vnet).route_table = Fact::Known(table.origin.id.clone());
    network.route_tables.push(table);
}

/// A virtual machine db-vm, 10.1.0.7, in vnet-old.
pub(crate) fn machine(network: &mut Network) {
    network.nics.push(Nic {
        origin: origin("Microsoft.Network/networkInterfaces", "db-nic"),
        provisioning: Fact::Known("Succeeded".to_owned()),
        machine: Some(id("Microsoft.Compute/virtualMachines", "db-vm")),
        addresses: vec![NicAddress {
            address: Some(Ipv4Addr::new(10, 1, 0, 7)),
            subnet: Some(subnet_id("vnet-old", "endpoints")),
            groups: Fact::None,
        }],
        security_group: Fact::None,
        dns_servers: Fact::None,
        ip_forwarding: Fact::None,
    });
}

/// db-vm → orders-new, reached by orders-new.
pub(crate) fn from_machine() -> Config {
    config(&[
        "source.kind=azure-vm",
        "source.access=private",
        "source.name=db-vm",
        "target.name=orders-new",
        "runtime.used=false",
    ])
}

/// A resolver at 10.3.0.5 in vnet-mid, which vnet-new is peered with.
pub(crate) fn resolver(network: &mut Network) {
    network.inbound_endpoints.push(InboundEndpoint {
        origin: origin("Microsoft.Network/dnsResolvers", "hub/inboundEndpoints/in"),
        addresses: vec![[10, 3, 0, 5].into()],
        subnet: Some(subnet_id("vnet-mid", "dns")),
        provisioning: Fact::Known("Succeeded".to_owned()),
    });
    vnet_mut(network, "vnet-new").peerings.items.push(half("vnet-new", "vnet-mid", "10.3.0.0/16"));
    let hub = vnet_mut(network, "vnet-mid");
    hub.peerings.items.push(half("vnet-mid", "vnet-new", "10.2.0.0/16"));
    hub.subnets.items.push(subnet("vnet-mid", "dns", "10.3.0.0/28"));
}

/// The machine of [`machine`] in a spoke, the target in another one, and an Azure Firewall in the hub between them that lets
/// PostgreSQL pass. No peering joins the two spokes.
pub(crate) fn through_a_firewall(network: &mut Network) {
    machine(network);
    not_peered(network);
    let spokes = ["vnet-old", "vnet-new"];
    for spoke in spokes {
        let half = Peering { allow_forwarded: Fact::Known(true), ..half(spoke, "vnet-hub", "10.9.0.0/16") };
        vnet_mut(network, spoke).peerings.items.push(half);
        route(network, spoke, &["0.0.0.0/0 VirtualAppliance"]);
    }
    let halves = [half("vnet-hub", "vnet-old", "10.1.0.0/16"), half("vnet-hub", "vnet-new", "10.2.0.0/16")].to_vec();
    network.vnets.push(vnet(
        "vnet-hub",
        "10.9.0.0/16",
        subnet("vnet-hub", "AzureFirewallSubnet", "10.9.0.0/26"),
        halves,
    ));
    let policy = origin("Microsoft.Network/firewallPolicies", "policy");
    network.joins.firewalls.push(AzureFirewall {
        origin: origin("Microsoft.Network/azureFirewalls", "fw-hub"),
        addresses: vec![Ipv4Addr::new(10, 9, 0, 4)],
        subnet: Some(subnet_id("vnet-hub", "AzureFirewallSubnet")),
        hub: None,
        public_addresses: Vec::new(),
        policy: Fact::Known(policy.id.clone()),
        collections: Fact::None,
        private_ranges: Fact::None,
        provisioning: Fact::Known("Succeeded".to_owned()),
    });
    network.joins.policies.push(FirewallPolicy {
        origin: policy,
        base: Fact::None,
        dns_proxy: Fact::None,
        dns_servers: Fact::None,
        private_ranges: Fact::None,
        provisioning: Fact::Known("Succeeded".to_owned()),
        groups: Listing::all(vec![rule_group("own", 200, true, "10.2.0.0-10.2.0.255", 5432)]),
    });
}

/// A rule collection group of one rule: to anywhere, from a range, on a port.
pub(crate) fn rule_group(name: &str, priority: u32, allow: bool, from: &str, port: u16) -> RuleGroup {
    let (first, last) = from.split_once('-').expect("a range");
    let rule = NetworkRule {
        name: format!("{name}-rule"),
        protocols: Some(vec!["tcp".to_owned()]),
        sources: Some(vec![RuleEnd::Range(first.parse().expect("an address"), last.parse().expect("an address"))]),
        source_groups: Vec::new(),
        destinations: Some(vec![RuleEnd::Any]),
        destination_groups: Vec::new(),
        hosts: Vec::new(),
        ports: Some(vec![PortRange { from: port, to: port }]),
    };
    let collection = RuleCollection {
        name: "net".to_owned(),
        priority: Some(100),
        allow: Some(allow),
        rules: vec![rule],
        provisioning: Fact::None,
    };
    RuleGroup {
        origin: origin("Microsoft.Network/firewallPolicies", &format!("policy/ruleCollectionGroups/{name}")),
        priority: Some(priority),
        collections: Fact::Known(vec![collection]),
        provisioning: Fact::Known("Succeeded".to_owned()),
    }
}

/// A gateway in a VNet, and a connection of it to the network of 192.168.7.9.
pub(crate) fn site(network: &mut Network, vnet: &str) {
    let gateway = origin("Microsoft.Network/virtualNetworkGateways", &format!("gw-{vnet}"));
    let local = origin("Microsoft.Network/localNetworkGateways", "office");
    network.gateway_connections.push(GatewayConnection {
        origin: origin("Microsoft.Network/connections", "to-office"),
        provisioning: Fact::Known("Succeeded".to_owned()),
        kind: Some("IPsec".to_owned()),
        status: Some("Connected".to_owned()),
        gateway: Some(gateway.id.clone()),
        remote_gateway: None,
        local_gateway: Some(local.id.clone()),
        bgp: Fact::Known(false),
        circuit: None,
        selectors: Fact::None,
    });
    network.gateways.push(Gateway {
        clients: Fact::None,
        origin: gateway,
        provisioning: Fact::Known("Succeeded".to_owned()),
        subnet: Some(subnet_id(vnet, "GatewaySubnet")),
    });
    if let Some(vnet) = network.vnets.iter_mut().find(|it| it.origin.id == vnet_id(vnet)) {
        let name = vnet.origin.id.name().to_owned();
        vnet.subnets.items.push(subnet(&name, "GatewaySubnet", "10.99.0.0/27"));
    }
    network.local_gateways.push(LocalGateway {
        origin: local,
        provisioning: Fact::Known("Succeeded".to_owned()),
        prefixes: Fact::Known(vec!["192.168.0.0/16".parse().expect("a prefix")]),
    });
}

/// A VPN connection between vnet-new and vnet-old.
pub(crate) fn vpn(network: &mut Network) {
    let ends = ["vnet-new", "vnet-old"].map(|vnet| Gateway {
        clients: Fact::None,
        origin: origin("Microsoft.Network/virtualNetworkGateways", &format!("gw-{vnet}")),
        provisioning: Fact::Known("Succeeded".to_owned()),
        subnet: Some(subnet_id(vnet, "GatewaySubnet")),
    });
    network.gateway_connections.push(GatewayConnection {
        origin: origin("Microsoft.Network/connections", "new-to-old"),
        provisioning: Fact::Known("Succeeded".to_owned()),
        kind: Some("Vnet2Vnet".to_owned()),
        status: Some("Connected".to_owned()),
        gateway: Some(ends[0].origin.id.clone()),
        remote_gateway: Some(ends[1].origin.id.clone()),
        local_gateway: None,
        bgp: Fact::Known(false),
        circuit: None,
        selectors: Fact::None,
    });
    network.gateways.extend(ends);
    for (name, range) in [("vnet-new", "10.99.0.0/27"), ("vnet-old", "10.98.0.0/27")] {
        if let Some(vnet) = network.vnets.iter_mut().find(|it| it.origin.id == vnet_id(name)) {
            vnet.subnets.items.push(subnet(name, "GatewaySubnet", range));
        }
    }
}

/// 192.168.7.9, on premises, → orders-new, reached by orders-new.
pub(crate) fn from_office() -> Config {
    config(&[
        "source.kind=on-premises",
        "source.access=private",
        "source.name=192.168.7.9",
        "target.name=orders-new",
        "runtime.used=false",
    ])
}
/// What is shown of a step, as "resource property=value", and its note, where one thing is different from [`all_right`].
pub(crate) fn shown(config: &Config, key: &str, change: fn(&mut Network)) -> (Vec<String>, String) {
    let mut network = all_right();
    change(&mut network);
    let finding = finding(config, &network, key);
    let evidence = finding.evidence.iter().map(|it| format!("{} {}={}", it.resource, it.property, it.value));
    (evidence.collect(), finding.note.unwrap_or_default())
}

/// A migration from orders-old to orders-new, given this in place of the source's own name.
pub(crate) fn migration(source_host: Option<&str>) -> Migration {
    let flexible = "Microsoft.DBforPostgreSQL/flexibleServers";
    Migration {
        origin: origin(flexible, "orders-new/migrations/first"),
        source: Some(MigrationSource::Resource(id("Microsoft.DBforPostgreSQL/servers", "orders-old"))),
        source_host: source_host.map_or(Fact::None, |it| Fact::Known(it.to_owned())),
        target_host: Fact::None,
        source_type: Some("PostgreSQLSingleServer".to_owned()),
        target: Some(id(flexible, "orders-new")),
        runtime: Fact::None,
        state: Some("InProgress".to_owned()),
        error: None,
        ssl_mode: None,
        test: None,
    }
}
