//! Tests that every change of every network can be taken back exactly, and changes nothing where it does not fit.
//!
//! Longer than 500 lines: an item of each kind is drawn, listed and put elsewhere.

use std::slice::Iter;

use pgreach_network::{
    ARecord, AzureFirewall, Change, CloudKind, CloudResource, Edit, EffectiveRules, EndpointConnection, Fact,
    FirewallPolicy, FirewallRule, HubConnection, Id, Item, Listing, Migration, Network, Origin, Peering,
    PrivateEndpoint, RecordSet, Route, RoutePrefix, RouteTable, RuleCollection, RuleGroup, SecurityGroup, Server,
    ServerKind, ServiceEndpoint, Subnet, TableListing, VirtualHub, Vnet, VnetRule, Zone, ZoneGroup, ZoneLink, testing,
};
use proptest::{collection::vec, prelude::*};

const VNETS: &str = "Microsoft.Network/virtualNetworks";
const GROUPS: &str = "Microsoft.Network/networkSecurityGroups";
const TABLES: &str = "Microsoft.Network/routeTables";
const ENDPOINTS: &str = "Microsoft.Network/privateEndpoints";
const HUBS: &str = "Microsoft.Network/virtualHubs";
const POLICIES: &str = "Microsoft.Network/firewallPolicies";
const FIREWALLS: &str = "Microsoft.Network/azureFirewalls";
const ZONES: &str = "Microsoft.Network/privateDnsZones";
const SERVERS: &str = "Microsoft.DBforPostgreSQL/flexibleServers";

/// Choices, from numbers that proptest shrinks: at the end of the tape the first of everything.
struct Draw<'a>(Iter<'a, u8>);

impl Draw<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default()) % count
    }

    fn name(&mut self) -> &'static str {
        ["a", "b", "c"][self.below(3)]
    }

    fn word(&mut self) -> String {
        ["one", "two"][self.below(2)].to_owned()
    }

    fn id(&mut self, kind: &str) -> Id {
        testing::id(kind, self.name())
    }

    /// A part of one of three resources.
    fn origin(&mut self, kind: &str, parts: &str) -> Origin {
        let name = format!("{}/{parts}/{}", self.name(), self.name());
        Origin { id: testing::id(kind, &name), file: 0 }
    }

    fn words(&mut self) -> Fact<Vec<String>> {
        match self.below(3) {
            0 => Fact::None,
            1 => Fact::Unknown,
            _ => Fact::Known(vec![self.word()]),
        }
    }

    fn flag(&mut self) -> Fact<bool> {
        [Fact::None, Fact::Known(true), Fact::Known(false)][self.below(3)]
    }

    /// Up to four of a kind, each once.
    fn some<T: PartialEq>(&mut self, mut draw: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut all: Vec<T> = Vec::new();
        for _ in 0..self.below(5) {
            let it = draw(self);
            if !all.contains(&it) {
                all.push(it);
            }
        }
        all
    }
}

/// How many kinds of items there are.
const KINDS: usize = 26;

/// A service endpoint of a name.
fn served(service: String) -> ServiceEndpoint {
    ServiceEndpoint { service, state: None, locations: Vec::new() }
}

/// An item of a kind.
fn item(draw: &mut Draw<'_>, kind: usize) -> Item {
    match kind {
        0 => Item::Connection(EndpointConnection {
            origin: draw.origin(SERVERS, "privateEndpointConnections"),
            endpoint: Some(draw.id(ENDPOINTS)),
            status: Some(draw.word()),
            groups: draw.words(),
            provisioning: Fact::None,
        }),
        1 => Item::Endpoint(Box::new(PrivateEndpoint {
            origin: Origin { id: draw.id(ENDPOINTS), file: 0 },
            provisioning: Fact::None,
            location: Some(draw.word()),
            subnet: None,
            services: Vec::new(),
            addresses: Vec::new(),
            nics: Vec::new(),
            groups: Fact::None,
            nic_name: Fact::None,
        })),
        2 => Item::Peering(Peering {
            origin: draw.origin(VNETS, "virtualNetworkPeerings"),
            remote: Some(draw.id(VNETS)),
            state: Some(draw.word()),
            provisioning: Fact::None,
            sync_level: None,
            allow_access: draw.flag(),
            allow_forwarded: draw.flag(),
            allow_gateway_transit: Fact::None,
            use_remote_gateways: Fact::None,
            remote_prefixes: Fact::None,
            complete_vnets: Fact::None,
            local_subnets: Vec::new(),
            remote_subnets: Vec::new(),
            only_ipv6: Fact::None,
        }),
        3 => {
            let rule = ["200 out deny tcp * * > * 5432", "300 in allow * * * > * *"][draw.below(2)];
            Item::SecurityRule(draw.id(GROUPS), testing::rule(draw.name(), rule))
        }
        4 => Item::EffectiveRules(EffectiveRules {
            file: draw.below(2),
            security_group: Some(draw.id(GROUPS)),
            subnet: None,
            nic: None,
            has_admin_rules: false,
            rules: Vec::new(),
        }),
        5 => Item::Route(
            draw.id(TABLES),
            Route {
                name: draw.name().to_owned(),
                destination: Some(RoutePrefix::Tag(draw.word())),
                next_hop: Some(draw.word()),
                next_hop_address: None,
            },
        ),
        6 => Item::ZoneLink(ZoneLink {
            origin: draw.origin(ZONES, "virtualNetworkLinks"),
            vnet: Some(draw.id(VNETS)),
            state: Some(draw.word()),
            provisioning: Fact::None,
            resolution_policy: Fact::None,
            registers: Fact::None,
        }),
        7 => Item::ZoneGroup(ZoneGroup {
            origin: draw.origin(ENDPOINTS, "privateDnsZoneGroups"),
            state: Some(draw.word()),
            zones: Vec::new(),
        }),
        8 => Item::Ungrouped(Origin { id: draw.id(ENDPOINTS), file: draw.below(2) }),
        9 => Item::Record(ARecord {
            origin: draw.origin(ZONES, "A"),
            addresses: vec![[10, 0, 0, u8::try_from(draw.below(2)).expect("a byte")].into()],
        }),
        10 => {
            let start = [10, 0, 0, u8::try_from(draw.below(2)).expect("a byte")].into();
            let origin = draw.origin(SERVERS, "firewallRules");
            Item::FirewallRule(FirewallRule { origin, start, end: [10, 0, 0, 9].into() })
        }
        11 => Item::VnetRule(VnetRule {
            origin: draw.origin(SERVERS, "virtualNetworkRules"),
            subnet: None,
            state: Some(draw.word()),
        }),
        12 => {
            let services = draw.words().map(|it| it.into_iter().map(served).collect::<Vec<_>>());
            Item::ServiceEndpoints(draw.origin(VNETS, "subnets").id, services)
        }
        13 => Item::Delegations(draw.origin(VNETS, "subnets").id, draw.words()),
        14 => Item::RouteTable(
            draw.origin(VNETS, "subnets").id,
            [Fact::None, Fact::Known(draw.id(TABLES))][draw.below(2)].clone(),
        ),
        15 => flag_or_servers(draw),
        16 => Item::ServerState(draw.id(SERVERS), [None, Some(draw.word())][draw.below(2)].clone()),
        _ => resource(draw, kind),
    }
}

fn flag_or_servers(draw: &mut Draw<'_>) -> Item {
    match draw.below(2) {
        0 => Item::DnsServers(draw.id(VNETS), draw.words()),
        _ => Item::Propagation(draw.id(TABLES), [Fact::None, Fact::Known(true)][draw.below(2)]),
    }
}

/// A resource of a kind that is made whole, or taken away.
fn resource(draw: &mut Draw<'_>, kind: usize) -> Item {
    match kind {
        17 => {
            let origin = draw.origin(VNETS, "subnets");
            Item::Subnet(Box::new(subnet(draw, origin)))
        }
        18 => Item::HubConnection(HubConnection {
            origin: draw.origin(HUBS, "hubVirtualNetworkConnections"),
            vnet: Some(draw.id(VNETS)),
            provisioning: Fact::None,
            associated: Fact::None,
            propagated: Fact::None,
            labels: draw.words(),
            takes_default_route: Fact::None,
            has_routes: Fact::None,
        }),
        19 => Item::RuleGroup(RuleGroup {
            origin: draw.origin(POLICIES, "ruleCollectionGroups"),
            priority: u32::try_from(draw.below(4)).ok(),
            collections: Fact::None,
            provisioning: Fact::None,
        }),
        20 => {
            let origin = draw.origin(SERVERS, "migrations");
            let source_host = [Fact::None, Fact::Known(draw.word())][draw.below(2)].clone();
            Item::Migration(Box::new(Migration { source_host, ..migration(origin) }))
        }
        21 => Item::Cloud(CloudResource {
            kind: CloudKind::AwsRouteTable,
            file: draw.below(2),
            json: serde_json::json!({ "RouteTableId": draw.word() }),
        }),
        22 => Item::Alias(RecordSet {
            origin: draw.origin(ZONES, "CNAME"),
            target: Some(draw.word()),
            ttl: [None, Some(300)][draw.below(2)],
        }),
        23 => Item::Table(Box::new(RouteTable {
            origin: Origin { id: draw.id(TABLES), file: 0 },
            provisioning: Fact::None,
            location: Some(draw.word()),
            propagation_disabled: draw.flag(),
            routes: Listing::default(),
        })),
        24 => {
            let (firewall, place) = (draw.id(FIREWALLS), draw.below(4));
            let priority = u32::try_from(draw.below(4)).ok();
            let collection = RuleCollection {
                name: draw.name().to_owned(),
                priority,
                allow: Some(true),
                rules: Vec::new(),
                provisioning: Fact::None,
            };
            Item::RuleCollection(firewall, place, collection)
        }
        _ => {
            let host = [Fact::None, Fact::Unknown, Fact::Known(draw.word())][draw.below(3)].clone();
            Item::SourceHost(draw.origin(SERVERS, "migrations").id, host)
        }
    }
}

fn subnet(draw: &mut Draw<'_>, origin: Origin) -> Subnet {
    Subnet {
        origin,
        provisioning: Fact::None,
        prefixes: Vec::new(),
        security_group: Fact::None,
        route_table: Fact::None,
        delegations: draw.words(),
        service_endpoints: Fact::None,
        endpoint_policies: Fact::None,
        nat_gateway: Fact::None,
    }
}

fn migration(origin: Origin) -> Migration {
    Migration {
        origin,
        source: None,
        source_host: Fact::None,
        target_host: Fact::None,
        source_type: None,
        target: None,
        runtime: Fact::None,
        state: None,
        error: None,
        ssl_mode: None,
        test: None,
    }
}

/// A network with two of everything that has parts, which are drawn.
fn network(draw: &mut Draw<'_>) -> Network {
    let mut network = Network { files: vec!["all.json".to_owned()], ..Network::default() };
    for name in ["a", "b"] {
        let origin = |kind: &str| Origin { id: testing::id(kind, name), file: 0 };
        network.servers.push(Server {
            origin: origin(SERVERS),
            kind: ServerKind::Flexible,
            host: None,
            location: None,
            tier: None,
            state: Some(draw.word()),
            replication_role: None,
            cluster_size: None,
            tls_enforced: Fact::None,
            public_access: Fact::None,
            delegated_subnet: Fact::None,
            private_dns_zone: Fact::None,
            endpoint_connections: Listing::default(),
            firewall_rules: Listing::default(),
            vnet_rules: Listing::default(),
        });
        let part = |draw: &mut Draw<'_>, part: &str| {
            subnet(draw, Origin { id: testing::id(VNETS, &format!("{name}/subnets/{part}")), file: 0 })
        };
        network.vnets.push(Vnet {
            origin: origin(VNETS),
            provisioning: Fact::None,
            location: None,
            prefixes: Fact::None,
            dns_servers: draw.words(),
            subnets: Listing::all(vec![part(draw, "a"), part(draw, "b")]),
            peerings: Listing::default(),
        });
        network.security_groups.push(SecurityGroup {
            origin: origin(GROUPS),
            provisioning: Fact::None,
            rules: Listing::default(),
            default_rules: testing::default_rules(),
        });
        network.route_tables.push(RouteTable {
            origin: origin(TABLES),
            provisioning: Fact::None,
            location: None,
            routes: Listing::default(),
            propagation_disabled: Fact::None,
        });
        network.zones.push(Zone {
            origin: origin(ZONES),
            provisioning: Fact::None,
            links: Listing::default(),
            records: TableListing::default(),
            others: Listing::default(),
        });
        network.joins.hubs.push(VirtualHub {
            origin: origin(HUBS),
            wan: None,
            sku: None,
            routing_state: None,
            firewall: Fact::None,
            is_announced_to: Fact::None,
            connections: Listing::default(),
            tables: Listing::default(),
            intents: Listing::default(),
            provisioning: Fact::None,
        });
        network.joins.policies.push(FirewallPolicy {
            origin: origin(POLICIES),
            base: Fact::None,
            dns_proxy: Fact::None,
            dns_servers: Fact::None,
            private_ranges: Fact::None,
            groups: Listing::default(),
            provisioning: Fact::None,
        });
        network.joins.firewalls.push(AzureFirewall {
            origin: origin(FIREWALLS),
            addresses: Vec::new(),
            subnet: None,
            hub: None,
            public_addresses: Vec::new(),
            policy: Fact::None,
            collections: [Fact::Known(Vec::new()), Fact::None][draw.below(2)].clone(),
            private_ranges: Fact::None,
            provisioning: Fact::None,
        });
        let there = Origin { id: testing::id(SERVERS, &format!("{name}/migrations/a")), file: 0 };
        network.migrations.push(migration(there));
    }
    // What is in lists is put there one by one; what finds no place is left out.
    for kind in (0..12).chain(18..20).chain([21, 22, 24]) {
        for it in draw.some(|draw| item(draw, kind)) {
            network = Change::from(Edit::create(it)).apply(&network).unwrap_or(network);
        }
    }
    network
}

/// Everything of a network that a change can take away, or make another of.
fn items(network: &Network) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for it in &network.servers {
        let id = || it.origin.id.clone();
        items.extend(it.endpoint_connections.iter().cloned().map(Item::Connection));
        items.extend(it.firewall_rules.iter().cloned().map(Item::FirewallRule));
        items.extend(it.vnet_rules.iter().cloned().map(Item::VnetRule));
        items.push(Item::ServerState(id(), it.state.clone()));
    }
    for it in &network.vnets {
        items.extend(it.peerings.iter().cloned().map(Item::Peering));
        items.push(Item::DnsServers(it.origin.id.clone(), it.dns_servers.clone()));
        for it in &it.subnets {
            items.push(Item::Subnet(Box::new(it.clone())));
            items.push(Item::ServiceEndpoints(it.origin.id.clone(), it.service_endpoints.clone()));
            items.push(Item::Delegations(it.origin.id.clone(), it.delegations.clone()));
            items.push(Item::RouteTable(it.origin.id.clone(), it.route_table.clone()));
        }
    }
    for it in &network.security_groups {
        items.extend(it.rules.iter().map(|rule| Item::SecurityRule(it.origin.id.clone(), rule.clone())));
    }
    for it in &network.route_tables {
        items.push(Item::Table(Box::new(it.clone())));
        items.push(Item::Propagation(it.origin.id.clone(), it.propagation_disabled));
        items.extend(it.routes.iter().map(|route| Item::Route(it.origin.id.clone(), route.clone())));
    }
    for it in &network.zones {
        items.extend(it.links.iter().cloned().map(Item::ZoneLink));
        items.extend(it.records.iter().cloned().map(Item::Record));
        items.extend(it.others.iter().cloned().map(Item::Alias));
    }
    items.extend(network.effective_rules.iter().cloned().map(Item::EffectiveRules));
    items.extend(network.endpoints.iter().cloned().map(|it| Item::Endpoint(Box::new(it))));
    items.extend(network.zone_groups.iter().cloned().map(Item::ZoneGroup));
    items.extend(network.ungrouped.iter().cloned().map(Item::Ungrouped));
    items.extend(network.joins.hubs.iter().flat_map(|it| &it.connections).cloned().map(Item::HubConnection));
    items.extend(network.joins.policies.iter().flat_map(|it| &it.groups).cloned().map(Item::RuleGroup));
    for it in &network.joins.firewalls {
        let collections = it.collections.known().into_iter().flatten().cloned().enumerate();
        items.extend(collections.map(|(place, of)| Item::RuleCollection(it.origin.id.clone(), place, of)));
    }
    items.extend(network.clouds.iter().cloned().map(Item::Cloud));
    items.extend(network.migrations.iter().map(|it| Item::Migration(Box::new(it.clone()))));
    items.extend(network.migrations.iter().map(|it| Item::SourceHost(it.origin.id.clone(), it.source_host.clone())));
    items
}

/// An edit: mostly one that fits the network.
fn edit(draw: &mut Draw<'_>, network: &Network) -> Edit {
    let all = items(network);
    let kind = draw.below(KINDS);
    let made = item(draw, kind);
    let like: Vec<&Item> =
        all.iter().filter(|it| std::mem::discriminant(*it) == std::mem::discriminant(&made)).collect();
    let there = like.get(draw.below(1 + like.len())).map(|it| (*it).clone());
    match (draw.below(4), there) {
        (0, Some(there)) => Edit::Delete(there),
        (1, Some(there)) => Edit::Update { from: there, to: made },
        (2, Some(there)) => Edit::Update { to: with_id_of(&there, made), from: there },
        (_, _) => Edit::Create { item: made, at: [None, Some(draw.below(4))][draw.below(2)] },
    }
}

/// An item at the place of another one.
fn with_id_of(other: &Item, mut item: Item) -> Item {
    match (&mut item, other) {
        (Item::Connection(it), Item::Connection(other)) => it.origin = other.origin.clone(),
        (Item::Endpoint(it), Item::Endpoint(other)) => it.origin = other.origin.clone(),
        (Item::Peering(it), Item::Peering(other)) => it.origin = other.origin.clone(),
        (Item::Subnet(it), Item::Subnet(other)) => it.origin = other.origin.clone(),
        (Item::HubConnection(it), Item::HubConnection(other)) => it.origin = other.origin.clone(),
        (Item::RuleGroup(it), Item::RuleGroup(other)) => it.origin = other.origin.clone(),
        (Item::Migration(it), Item::Migration(other)) => it.origin = other.origin.clone(),
        (Item::ZoneLink(it), Item::ZoneLink(other)) => it.origin = other.origin.clone(),
        (Item::ZoneGroup(it), Item::ZoneGroup(other)) => it.origin = other.origin.clone(),
        (Item::Record(it), Item::Record(other)) => it.origin = other.origin.clone(),
        (Item::Alias(it), Item::Alias(other)) => it.origin = other.origin.clone(),
        (Item::Table(it), Item::Table(other)) => it.origin = other.origin.clone(),
        (Item::RuleCollection(id, place, _), Item::RuleCollection(other, there, _)) => {
            (*id, *place) = (other.clone(), *there);
        }
        (Item::FirewallRule(it), Item::FirewallRule(other)) => it.origin = other.origin.clone(),
        (Item::VnetRule(it), Item::VnetRule(other)) => it.origin = other.origin.clone(),
        (Item::SecurityRule(id, _), Item::SecurityRule(other, _))
        | (Item::Route(id, _), Item::Route(other, _))
        | (Item::ServiceEndpoints(id, _), Item::ServiceEndpoints(other, _))
        | (Item::Delegations(id, _), Item::Delegations(other, _))
        | (Item::RouteTable(id, _), Item::RouteTable(other, _))
        | (Item::DnsServers(id, _), Item::DnsServers(other, _))
        | (Item::Propagation(id, _), Item::Propagation(other, _))
        | (Item::ServerState(id, _), Item::ServerState(other, _))
        | (Item::SourceHost(id, _), Item::SourceHost(other, _)) => *id = other.clone(),
        _ => {}
    }
    item
}

/// A change with up to three consequences, each made for the network as it is then.
fn change(draw: &mut Draw<'_>, network: &Network) -> Change {
    let mut change = Change::from(edit(draw, network));
    for _ in 0..draw.below(4) {
        let now = change.apply(network);
        let then = now.as_ref().unwrap_or(network);
        let next = edit(draw, then);
        change = change.with(next);
    }
    change
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_change_is_taken_back_exactly(tape in vec(any::<u8>(), 0..300)) {
        let mut draw = Draw(tape.iter());
        let before = network(&mut draw);
        let change = change(&mut draw, &before);
        let Some(after) = change.apply(&before) else {
            prop_assert_eq!(change.inverse(&before), None);
            return Ok(());
        };
        let inverse = change.inverse(&before).expect("what can be made can be taken back");
        prop_assert!(inverse.apply(&after) == Some(before.clone()), "{:#?}\n{:#?}", change, inverse);
        // And made again.
        let again = inverse.inverse(&after).expect("what was taken back can be made");
        prop_assert!(again.apply(&before) == Some(after), "{:#?}\n{:#?}", inverse, again);
    }

    #[test]
    fn several_changes_are_taken_back_from_the_last_one_on(tape in vec(any::<u8>(), 0..500)) {
        let mut draw = Draw(tape.iter());
        let before = network(&mut draw);
        let (mut now, mut inverses) = (before.clone(), Vec::new());
        for _ in 0..6 {
            let change = change(&mut draw, &now);
            inverses.extend(change.make(&mut now));
        }
        for inverse in inverses.iter().rev() {
            prop_assert!(inverse.make(&mut now).is_some(), "{:#?}", inverse);
        }
        prop_assert_eq!(now, before);
    }

    #[test]
    fn a_change_that_was_made_for_another_network_changes_nothing(tape in vec(any::<u8>(), 0..400)) {
        let mut draw = Draw(tape.iter());
        let before = network(&mut draw);
        let change = change(&mut draw, &before);
        let mut other = network(&mut draw);
        let as_it_was = other.clone();
        let is_there = |it: &Item| items(&as_it_was).contains(it);
        let fits = match &change.edit {
            Edit::Create { item, .. } => !is_there(item),
            Edit::Delete(from) | Edit::Update { from, .. } => is_there(from),
        };
        let made = change.make(&mut other);
        prop_assert!(fits || made.is_none(), "{:#?}", change);
        if made.is_none() {
            prop_assert_eq!(other, as_it_was);
        }
    }
}
