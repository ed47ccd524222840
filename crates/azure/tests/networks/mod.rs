//! Any network that could have been read, and a Config for it: few names and addresses, so that they meet. Every name
//! that is somebody's own has "zq" in it.
//!
//! Longer than 500 lines: one generator for each kind of resource.

mod cloud;
mod joins;
mod postgres;

use std::{collections::BTreeMap, net::Ipv4Addr};

use ipnet::Ipv4Net;
use pgreach_network::{
    ARecord, ConnectionTest, Direction, DnsPolicy, DnsRule, DomainList, EffectiveRoutes, EffectiveRules,
    EndpointConnection, EndpointService, Fact, FirewallRule, ForwardingRule, Gateway, GatewayConnection, Id,
    InboundEndpoint, Listing, LocalGateway, Machine, Migration, MigrationSource, Network, Nic, NicAddress, Origin,
    Peer, Peering, PortRange, PrivateEndpoint, RecordSet, Route, RoutePrefix, RouteTable, Ruleset, RulesetLink,
    SecurityGroup, SecurityRule, SelfRun, Server, ServerKind, ServiceEndpoint, ServiceTag, Subnet, Tag, TagName,
    TrafficSelector, Unread, Vnet, VnetRule, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink,
};
use pgreach_rules::{Config, Status, StepKey};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{Index, select},
    strategy::{BoxedStrategy, Union},
};

const SUFFIX: &str = "postgres.database.azure.com";

const NAT: &str = "Microsoft.Network/natGateways";

/// A strategy of which the type does not matter.
type Any<T> = BoxedStrategy<T>;

fn one<T: Clone + std::fmt::Debug + 'static>(of: &'static [T]) -> Any<T> {
    select(of).boxed()
}

fn word(of: &'static [&'static str]) -> Any<String> {
    select(of).prop_map(str::to_owned).boxed()
}

/// Mostly a few names, so that one thing points to another.
fn name() -> Any<String> {
    word(&["zqa", "zqb", "zqc", "zqd", "ZQA", "zq.e"])
}

fn server_name() -> Any<String> {
    word(&["zqa", "zqb", "zqc", "zqd"])
}

fn zone_name() -> Any<String> {
    word(&[
        "privatelink.postgres.database.azure.com",
        "privatelink.postgres.database.azure.com",
        "zqa.private.postgres.database.azure.com",
        "zqb.postgres.database.azure.com",
        "zqcorp.zqlocal",
    ])
}

pub(crate) fn address() -> Any<Ipv4Addr> {
    let known = select(&ADDRESSES[..]).prop_map(|it| it.parse().expect("an address"));
    Union::new_weighted(vec![(8, known.boxed()), (1, any::<u32>().prop_map(Ipv4Addr::from).boxed())]).boxed()
}

/// The addresses that are neither special nor chosen at random.
pub(crate) const ADDRESSES: [&str; 11] = [
    "10.1.0.4",
    "10.1.0.5",
    "10.1.1.4",
    "10.2.0.4",
    "10.2.7.9",
    "172.16.5.5",
    "192.168.7.8",
    "52.174.33.12",
    "40.68.37.158",
    "168.63.129.16",
    "0.0.0.0",
];

fn net() -> Any<Ipv4Net> {
    let known = select(
        &[
            "10.1.0.0/16",
            "10.1.0.0/24",
            "10.1.1.0/24",
            "10.2.0.0/16",
            "10.2.0.0/24",
            "10.1.0.4/32",
            "10.0.0.0/8",
            "0.0.0.0/1",
            "192.168.0.0/16",
            "192.168.7.0/24",
            "52.174.0.0/16",
            "40.68.37.158/32",
        ][..],
    )
    .prop_map(|it| it.parse().expect("a range"));
    let any =
        (address(), 1u8..=32).prop_map(|(address, length)| Ipv4Net::new(address, length).expect("a range").trunc());
    Union::new_weighted(vec![(6, known.boxed()), (1, any.boxed())]).boxed()
}

fn fact<T: Clone + std::fmt::Debug + 'static>(value: impl Strategy<Value = T> + 'static) -> Any<Fact<T>> {
    Union::new_weighted(vec![
        (4, value.prop_map(Fact::Known).boxed()),
        (1, Just(Fact::None).boxed()),
        (1, Just(Fact::Unknown).boxed()),
    ])
    .boxed()
}

/// At least one, each once.
fn some<T: Clone + PartialEq + std::fmt::Debug + 'static>(value: impl Strategy<Value = T> + 'static) -> Any<Vec<T>> {
    let once = |them: Vec<T>| {
        let mut kept: Vec<T> = Vec::new();
        for it in them {
            if !kept.contains(&it) {
                kept.push(it);
            }
        }
        kept
    };
    vec(value, 1..3).prop_map(once).boxed()
}

/// None at all, or some.
fn few<T: Clone + PartialEq + std::fmt::Debug + 'static>(value: impl Strategy<Value = T> + 'static) -> Any<Vec<T>> {
    Union::new_weighted(vec![(4, some(value)), (1, Just(Vec::new()).boxed())]).boxed()
}

fn origin(id: &str) -> Origin {
    Origin { id: Id::parse(id).expect("an id"), file: 0 }
}

/// The id of a resource of a type, in one of two cases.
fn id(kind: &'static str, name: Any<String>) -> Any<Id> {
    let place = (word(&["zqsub1", "zqsub1", "zqsub2"]), word(&["zqg1", "zqg1", "zqg2", "zqa"]));
    let id = (place, name, 0u8..8).prop_map(move |((subscription, group), name, case)| {
        let id = format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}");
        Id::parse(&if case == 0 { id.to_uppercase() } else { id }).expect("an id")
    });
    id.boxed()
}

fn network_id(kind: &'static str) -> Any<Id> {
    id(kind, name())
}

fn subnet_id() -> Any<Id> {
    (network_id("Microsoft.Network/virtualNetworks"), word(&["zqdb", "zqpe", "GatewaySubnet"]))
        .prop_map(|(vnet, name)| child(&vnet, "subnets", &name).id)
        .boxed()
}

fn child(of: &Id, kind: &str, name: &str) -> Origin {
    origin(&format!("{}/{kind}/{name}", of.text()))
}

/// Some of a thing, each id once.
fn each<T: Clone + std::fmt::Debug + 'static>(
    things: impl Strategy<Value = T> + 'static,
    id: fn(&T) -> &Origin,
    most: usize,
) -> Any<Vec<T>> {
    let once = move |things: Vec<T>| {
        let mut kept: Vec<T> = Vec::new();
        for it in things {
            if kept.iter().all(|other| id(other).id != id(&it).id) {
                kept.push(it);
            }
        }
        kept
    };
    vec(things, 0..=most).prop_map(once).boxed()
}

/// A listing of children whose ids are below their parent's; `None` stands for the parent until it is known.
fn listing<T: Clone + std::fmt::Debug + 'static>(
    things: impl Strategy<Value = T> + 'static,
    id: fn(&T) -> &Origin,
) -> Any<Listing<T>> {
    (each(things, id, 3), any::<bool>()).prop_map(|(items, complete)| Listing { items, complete }).boxed()
}

/// A child without a parent yet: [`adopt`] puts its parent's id before it.
fn orphan(kind: &'static str, name: impl Strategy<Value = String> + 'static) -> Any<Origin> {
    name.prop_map(move |name| origin(&format!("/providers/{kind}/{name}"))).boxed()
}

fn adopt<'a>(parent: &Origin, children: impl IntoIterator<Item = &'a mut Origin>) {
    for it in children {
        let below = it.id.text().strip_prefix("/providers/").expect("an orphan").to_owned();
        *it = origin(&format!("{}/{below}", parent.id.text()));
    }
}

fn location() -> Any<Option<String>> {
    option::of(word(&["westeurope", "East US"])).boxed()
}

fn status() -> Any<Option<String>> {
    option::of(word(&["Approved", "Pending", "Rejected"])).boxed()
}

fn provisioning() -> Any<Fact<String>> {
    fact(word(&["Succeeded", "Updating", "Failed"]))
}

fn groups() -> Any<Fact<Vec<String>>> {
    fact(few(word(&["postgresqlServer", "sites"])))
}

fn server() -> Any<Server> {
    let children = (
        listing(
            (
                orphan("privateEndpointConnections", name()),
                option::of(network_id("Microsoft.Network/privateEndpoints")),
                status(),
                groups(),
                provisioning(),
            )
                .prop_map(|(origin, endpoint, status, groups, provisioning)| EndpointConnection {
                    provisioning,
                    origin,
                    endpoint,
                    status,
                    groups,
                }),
            |it| &it.origin,
        ),
        listing(
            (orphan("firewallRules", name()), range()).prop_map(|(origin, (start, end))| FirewallRule {
                origin,
                start,
                end,
            }),
            |it| &it.origin,
        ),
        listing(
            (
                orphan("virtualNetworkRules", name()),
                option::of(subnet_id()),
                option::of(word(&["Ready", "Initializing"])),
            )
                .prop_map(|(origin, subnet, state)| VnetRule { origin, subnet, state }),
            |it| &it.origin,
        ),
    );
    let facts = (
        fact(any::<bool>()),
        fact(subnet_id()),
        fact(id("Microsoft.Network/privateDnsZones", zone_name())),
        option::of(word(&["GeneralPurpose", "Basic"])),
        location(),
        any::<bool>(),
        (
            option::of(word(&["Ready", "Stopped", "Updating"])),
            option::of(word(&["Primary", "AsyncReplica"])),
            option::of(select(&[1u32, 4][..])),
            fact(any::<bool>()),
        ),
    );
    (any::<bool>(), server_id(true), server_id(false), facts, children)
        .prop_map(|(single, single_id, flexible_id, facts, children)| {
            let (public_access, delegated_subnet, private_dns_zone, tier, location, has_host, own) = facts;
            let (state, replication_role, cluster_size, tls_enforced) = own;
            let (mut endpoint_connections, mut firewall_rules, mut vnet_rules) = children;
            let origin = Origin { id: if single { single_id } else { flexible_id }, file: 0 };
            adopt(&origin, endpoint_connections.items.iter_mut().map(|it| &mut it.origin));
            adopt(&origin, firewall_rules.items.iter_mut().map(|it| &mut it.origin));
            adopt(&origin, vnet_rules.items.iter_mut().map(|it| &mut it.origin));
            // Only a flexible server is in a subnet, and only a single server has VNet rules.
            let (kind, delegated_subnet, private_dns_zone, vnet_rules) = if single {
                (ServerKind::Single, Fact::None, Fact::None, vnet_rules)
            } else {
                (ServerKind::Flexible, delegated_subnet, private_dns_zone, Listing::default())
            };
            Server {
                host: has_host.then(|| format!("{}.{SUFFIX}", origin.id.name())),
                origin,
                kind,
                location,
                tier,
                state,
                replication_role,
                cluster_size,
                tls_enforced,
                public_access,
                delegated_subnet,
                private_dns_zone,
                endpoint_connections,
                firewall_rules,
                vnet_rules,
            }
        })
        .boxed()
}

fn server_id(single: bool) -> Any<Id> {
    let kind = if single { "Microsoft.DBforPostgreSQL/servers" } else { "Microsoft.DBforPostgreSQL/flexibleServers" };
    id(kind, server_name())
}

/// A range of a firewall rule: any, or one that means something.
fn range() -> Any<(Ipv4Addr, Ipv4Addr)> {
    let any = (address(), address()).prop_map(|(one, other)| (one.min(other), one.max(other)));
    let known =
        select(&[(Ipv4Addr::UNSPECIFIED, Ipv4Addr::UNSPECIFIED), (Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST)][..]);
    prop_oneof![any, known, address().prop_map(|it| (it, it))].boxed()
}

fn migration() -> Any<Migration> {
    let host = (word(&["zqdb.zqcorp.zqlocal", "10.1.0.4", "zqa"]), option::of(select(&[5432u16, 5433][..])))
        .prop_map(|(host, port)| MigrationSource::Host { host, port });
    let source = prop_oneof![server_id(true).prop_map(MigrationSource::Resource), host];
    (
        (server_id(false), name(), option::of(source)),
        fact(word(&["zqa.postgres.database.azure.com", "10.1.0.4", "zqdb.zqcorp.zqlocal"])),
        option::of(word(&["AzureVM", "OnPremises", "PostgreSQLSingleServer"])),
        option::of(server_id(false)),
        fact(server_id(false)),
        option::of(word(&["InProgress", "Canceled", "Failed"])),
        (option::of(word(&["Prefer", "VerifyFull"])), option::of(connection_test())),
    )
        .prop_map(|((of, name, source), source_host, source_type, target, runtime, state, (ssl_mode, test))| {
            Migration {
                state,
                error: None,
                ssl_mode,
                test,
                // A properties file has no id, and may leave the target to the command.
                origin: match &target {
                    Some(_) => child(&of, "migrations", &name),
                    None => origin(&format!("/providers/Microsoft.DBforPostgreSQL/migrationProperties/{name}")),
                },
                target,
                source,
                target_host: source_host.clone(),
                source_host,
                source_type,
                runtime,
            }
        })
        .boxed()
}

fn connection_test() -> Any<ConnectionTest> {
    (word(&["Succeeded", "Failed"]), few(word(&["it failed"])), option::of(word(&["2026-10-17T19:20:33Z"])))
        .prop_map(|(state, messages, ended)| ConnectionTest { state, messages, started: None, ended })
        .boxed()
}

fn dns_servers() -> Any<Fact<Vec<String>>> {
    fact(few(address().prop_map(|it| it.to_string())))
}

fn subnet() -> Any<Subnet> {
    let locations = few(word(&["westeurope", "northeurope"]));
    let endpoint =
        (word(&["Microsoft.Sql", "Microsoft.Storage"]), option::of(word(&["Succeeded", "Updating"])), locations)
            .prop_map(|(service, state, locations)| ServiceEndpoint { service, state, locations });
    (
        orphan("subnets", word(&["zqdb", "zqpe", "GatewaySubnet"])),
        few(net()),
        fact(network_id("Microsoft.Network/networkSecurityGroups")),
        fact(network_id("Microsoft.Network/routeTables")),
        fact(few(word(&["Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.Web/serverFarms"]))),
        fact(few(endpoint)),
        (fact(word(&["Disabled", "Enabled", "NetworkSecurityGroupEnabled"])), fact(network_id(NAT)), provisioning()),
    )
        .prop_map(
            |(
                origin,
                prefixes,
                security_group,
                route_table,
                delegations,
                service_endpoints,
                (endpoint_policies, nat_gateway, provisioning),
            )| {
                Subnet {
                    provisioning,
                    nat_gateway,
                    origin,
                    prefixes,
                    security_group,
                    route_table,
                    delegations,
                    service_endpoints,
                    endpoint_policies,
                }
            },
        )
        .boxed()
}

fn peering() -> Any<Peering> {
    let flag = || fact(any::<bool>());
    let names = || vec(word(&["zqdb", "zqpe"]), 0..2);
    (
        orphan("virtualNetworkPeerings", name()),
        option::of(network_id("Microsoft.Network/virtualNetworks")),
        option::of(word(&["Connected", "Connected", "Initiated"])),
        (provisioning(), option::of(word(&["FullyInSync", "RemoteNotInSync"]))),
        fact(few(net())),
        (flag(), flag(), flag(), flag(), flag(), flag()),
        (names(), names()),
    )
        .prop_map(
            |(
                origin,
                remote,
                state,
                (provisioning, sync_level),
                remote_prefixes,
                flags,
                (local_subnets, remote_subnets),
            )| {
                let (
                    allow_access,
                    allow_forwarded,
                    allow_gateway_transit,
                    use_remote_gateways,
                    complete_vnets,
                    only_ipv6,
                ) = flags;
                Peering {
                    origin,
                    remote,
                    state,
                    provisioning,
                    sync_level,
                    allow_access,
                    allow_forwarded,
                    allow_gateway_transit,
                    use_remote_gateways,
                    remote_prefixes,
                    complete_vnets,
                    local_subnets,
                    remote_subnets,
                    only_ipv6,
                }
            },
        )
        .boxed()
}

fn vnet() -> Any<Vnet> {
    (
        (network_id("Microsoft.Network/virtualNetworks"), provisioning()),
        location(),
        fact(few(net())),
        dns_servers(),
        listing(subnet(), |it| &it.origin),
        listing(peering(), |it| &it.origin),
    )
        .prop_map(|((id, provisioning), location, prefixes, dns_servers, mut subnets, mut peerings)| {
            let origin = Origin { id, file: 0 };
            adopt(&origin, subnets.items.iter_mut().map(|it| &mut it.origin));
            adopt(&origin, peerings.items.iter_mut().map(|it| &mut it.origin));
            Vnet { origin, provisioning, location, prefixes, dns_servers, subnets, peerings }
        })
        .boxed()
}

fn ports() -> Any<Option<Vec<PortRange>>> {
    let range = select(&[(0, u16::MAX), (5432, 5432), (5000, 6000), (80, 80)][..])
        .prop_map(|(from, to)| PortRange { from, to });
    option::weighted(0.9, some(range)).boxed()
}

fn peer() -> Any<Peer> {
    prop_oneof![
        2 => Just(Peer::Any),
        4 => net().prop_map(Peer::Net),
        1 => Just(Peer::Ipv6),
        3 => word(&["VirtualNetwork", "Internet", "Sql.WestEurope", "Storage"]).prop_map(Peer::Tag),
    ]
    .boxed()
}

/// What a rule names as one end: addresses, then application security groups.
fn peers() -> Any<Option<Vec<Peer>>> {
    let group = network_id("Microsoft.Network/applicationSecurityGroups").prop_map(Peer::Group);
    let peers = prop_oneof![
        4 => some(peer()),
        1 => some(group),
    ];
    option::weighted(0.95, peers).boxed()
}

fn rule(name: Any<String>, ends: fn() -> Any<Option<Vec<Peer>>>) -> Any<SecurityRule> {
    (
        name,
        option::weighted(0.95, 100u16..110),
        option::weighted(0.95, one(&[Direction::Inbound, Direction::Outbound])),
        option::weighted(0.95, any::<bool>()),
        option::weighted(0.95, word(&["tcp", "udp", "*"])),
        (ports(), ports()),
        (ends(), ends()),
    )
        .prop_map(|(name, priority, direction, allow, protocol, ports, ends)| SecurityRule {
            name,
            priority,
            direction,
            allow,
            protocol,
            source_ports: ports.0,
            destination_ports: ports.1,
            sources: ends.0,
            destinations: ends.1,
        })
        .boxed()
}

/// The rules that every security group has.
#[must_use]
pub(crate) fn default_rules() -> Vec<SecurityRule> {
    let tag = |it: &str| if it == "*" { Peer::Any } else { Peer::Tag(it.to_owned()) };
    let all = vec![PortRange { from: 0, to: u16::MAX }];
    [
        ("AllowVnetInBound", 65000, Direction::Inbound, true, "VirtualNetwork", "VirtualNetwork"),
        ("AllowAzureLoadBalancerInBound", 65001, Direction::Inbound, true, "AzureLoadBalancer", "*"),
        ("DenyAllInBound", 65500, Direction::Inbound, false, "*", "*"),
        ("AllowVnetOutBound", 65000, Direction::Outbound, true, "VirtualNetwork", "VirtualNetwork"),
        ("AllowInternetOutBound", 65001, Direction::Outbound, true, "*", "Internet"),
        ("DenyAllOutBound", 65500, Direction::Outbound, false, "*", "*"),
    ]
    .map(|(name, priority, direction, allow, source, destination)| SecurityRule {
        name: name.to_owned(),
        priority: Some(priority),
        direction: Some(direction),
        allow: Some(allow),
        protocol: Some("*".to_owned()),
        source_ports: Some(all.clone()),
        destination_ports: Some(all.clone()),
        sources: Some(vec![tag(source)]),
        destinations: Some(vec![tag(destination)]),
    })
    .to_vec()
}

fn security_group() -> Any<SecurityGroup> {
    let rules = vec(rule(word(&["zqr"]), peers), 0..4);
    (network_id("Microsoft.Network/networkSecurityGroups"), provisioning(), rules, any::<bool>())
        .prop_map(|(id, provisioning, mut rules, complete)| {
            // A group has each name once.
            for (number, rule) in (1..).zip(&mut rules) {
                rule.name = format!("zqr{number}");
            }
            let rules = Listing { items: rules, complete };
            SecurityGroup { origin: Origin { id, file: 0 }, provisioning, rules, default_rules: default_rules() }
        })
        .boxed()
}

fn effective_rules() -> Any<EffectiveRules> {
    let ends = || {
        let expanded =
            (word(&["VirtualNetwork", "Internet"]), some(net())).prop_map(|(tag, nets)| Peer::Expanded(tag, nets));
        option::weighted(0.95, prop_oneof![some(peer()), expanded.prop_map(|it| vec![it])]).boxed()
    };
    (
        option::of(network_id("Microsoft.Network/networkSecurityGroups")),
        option::of(subnet_id()),
        option::of(network_id("Microsoft.Network/networkInterfaces")),
        any::<bool>(),
        vec(rule(word(&["zqr", "AllowVnetInBound"]), ends), 1..4),
    )
        .prop_map(|(security_group, subnet, nic, has_admin_rules, rules)| EffectiveRules {
            file: 0,
            security_group,
            subnet,
            nic,
            has_admin_rules,
            rules,
        })
        .boxed()
}

fn asgs() -> Any<Fact<Vec<Id>>> {
    fact(few(network_id("Microsoft.Network/applicationSecurityGroups")))
}

fn nic() -> Any<Nic> {
    let one = (option::of(address()), option::of(subnet_id()), asgs())
        .prop_map(|(address, subnet, groups)| NicAddress { address, subnet, groups });
    (
        (network_id("Microsoft.Network/networkInterfaces"), provisioning()),
        option::of(network_id("Microsoft.Compute/virtualMachines")),
        few(one),
        fact(network_id("Microsoft.Network/networkSecurityGroups")),
        dns_servers(),
        fact(any::<bool>()),
    )
        .prop_map(|((id, provisioning), machine, addresses, security_group, dns_servers, ip_forwarding)| Nic {
            provisioning,
            ip_forwarding,
            origin: Origin { id, file: 0 },
            machine,
            addresses,
            security_group,
            dns_servers,
        })
        .boxed()
}

fn machine() -> Any<Machine> {
    let power = ["deallocated", "running"];
    (
        network_id("Microsoft.Compute/virtualMachines"),
        proptest::sample::subsequence(power.to_vec(), 0..=2),
        fact(few(network_id("Microsoft.Network/networkInterfaces"))),
    )
        .prop_map(|(id, power, nics)| {
            let power = power.into_iter().map(str::to_owned).collect();
            Machine { origin: Origin { id, file: 0 }, power, nics }
        })
        .boxed()
}

fn route(name: Any<String>) -> Any<Route> {
    let destination = prop_oneof![
        6 => net().prop_map(RoutePrefix::Net),
        1 => Just(RoutePrefix::Ipv6),
        1 => word(&["Sql.WestEurope", "Storage"]).prop_map(RoutePrefix::Tag),
    ];
    (
        name,
        option::weighted(0.9, destination),
        option::weighted(0.9, word(&["VirtualAppliance", "None", "Internet", "VnetLocal", "VirtualNetworkGateway"])),
        option::of(address().prop_map(|it| it.to_string())),
    )
        .prop_map(|(name, destination, next_hop, next_hop_address)| Route {
            name,
            destination,
            next_hop,
            next_hop_address,
        })
        .boxed()
}

fn route_table() -> Any<RouteTable> {
    let id = (network_id("Microsoft.Network/routeTables"), provisioning());
    (id, option::of(word(&["westeurope", "northeurope"])), fact(any::<bool>()), vec(route(name()), 0..4), any::<bool>())
        .prop_map(|((id, provisioning), location, propagation_disabled, mut routes, complete)| {
            for (number, route) in (1..).zip(&mut routes) {
                route.name = format!("zqroute{number}");
            }
            let routes = Listing { items: routes, complete };
            RouteTable { origin: Origin { id, file: 0 }, provisioning, location, propagation_disabled, routes }
        })
        .boxed()
}

fn endpoint() -> Any<PrivateEndpoint> {
    let service = (option::of(prop_oneof![server_id(true), server_id(false)]), groups(), status())
        .prop_map(|(service, groups, status)| EndpointService { service, groups, status });
    (
        network_id("Microsoft.Network/privateEndpoints"),
        location(),
        (option::of(subnet_id()), provisioning()),
        few(service),
        each(address().prop_map(|it| (it, origin(&format!("/providers/a/a/{it}")))), |it| &it.1, 2),
        each(network_id("Microsoft.Network/networkInterfaces").prop_map(|id| Origin { id, file: 0 }), |it| it, 2),
        (asgs(), fact(name())),
    )
        .prop_map(|(id, location, (subnet, provisioning), services, addresses, nics, (groups, nic_name))| {
            PrivateEndpoint {
                origin: Origin { id, file: 0 },
                location,
                subnet,
                provisioning,
                services,
                addresses: addresses.into_iter().map(|(it, _)| it).collect(),
                nics: nics.into_iter().map(|it| it.id).collect(),
                groups,
                nic_name,
            }
        })
        .boxed()
}

fn zone_group() -> Any<ZoneGroup> {
    let entry =
        (option::of(id("Microsoft.Network/privateDnsZones", zone_name())), vec((server_name(), few(address())), 0..2))
            .prop_map(|(zone, records)| ZoneGroupEntry { zone, records });
    (network_id("Microsoft.Network/privateEndpoints"), option::of(word(&["Succeeded", "Failed"])), few(entry))
        .prop_map(|(of, state, zones)| ZoneGroup {
            origin: child(&of, "privateDnsZoneGroups", "default"),
            state,
            zones,
        })
        .boxed()
}

fn zone() -> Any<Zone> {
    let link = (
        orphan("virtualNetworkLinks", name()),
        option::of(network_id("Microsoft.Network/virtualNetworks")),
        option::of(word(&["Completed", "InProgress"])),
        provisioning(),
        fact(word(&["Default", "NxDomainRedirect"])),
        fact(any::<bool>()),
    )
        .prop_map(|(origin, vnet, state, provisioning, resolution_policy, registers)| ZoneLink {
            origin,
            vnet,
            state,
            provisioning,
            resolution_policy,
            registers,
        });
    let record =
        (orphan("A", record_name()), few(address())).prop_map(|(origin, addresses)| ARecord { origin, addresses });
    let target = option::of(word(&[
        "zqa.zqcorp.zqlocal",
        "zqb.privatelink.postgres.database.azure.com",
        "zqc.postgres.database.azure.com",
        "zqd.example",
    ]));
    let other = prop_oneof![
        (orphan("CNAME", record_name()), target, option::of(1_u32..4000)).prop_map(|(origin, target, ttl)| {
            // Of what leads nowhere nothing is read but that it is there.
            let ttl = ttl.filter(|_| target.is_some());
            RecordSet { origin, target, ttl }
        }),
        prop_oneof![orphan("TXT", record_name()), orphan("AAAA", record_name()), orphan("MX", record_name())]
            .prop_map(|origin| RecordSet { origin, target: None, ttl: None }),
    ];
    (
        (id("Microsoft.Network/privateDnsZones", zone_name()), provisioning()),
        listing(link, |it| &it.origin),
        listing(record, |it| &it.origin),
        listing(other, |it| &it.origin),
        any::<bool>(),
    )
        .prop_map(|((id, provisioning), mut links, mut records, mut others, has_soa)| {
            // A list of all types has the SOA record, and all A records.
            others.complete &= has_soa && records.complete;
            if others.complete || has_soa && !records.complete {
                let origin = origin("/providers/SOA/@");
                others.items.push(RecordSet { origin, target: None, ttl: None });
            }
            let origin = Origin { id, file: 0 };
            adopt(&origin, links.items.iter_mut().map(|it| &mut it.origin));
            adopt(&origin, records.items.iter_mut().map(|it| &mut it.origin));
            adopt(&origin, others.items.iter_mut().map(|it| &mut it.origin));
            Zone { origin, provisioning, links, records: records.into(), others }
        })
        .boxed()
}

/// The name of a record in a zone.
fn record_name() -> Any<String> {
    word(&["zqa", "zqb", "zqc", "zqd", "*", "@"])
}

fn inbound_endpoint() -> Any<InboundEndpoint> {
    (network_id("Microsoft.Network/dnsResolvers"), name(), few(address()), option::of(subnet_id()), provisioning())
        .prop_map(|(of, name, addresses, subnet, provisioning)| InboundEndpoint {
            origin: child(&of, "inboundEndpoints", &name),
            addresses,
            subnet,
            provisioning,
        })
        .boxed()
}

fn ruleset() -> Any<Ruleset> {
    let domain = option::weighted(0.9, word(&["postgres.database.azure.com", "zqcorp.zqlocal", "."]));
    let servers = fact(some(address().prop_map(|it| it.to_string()))).prop_map(|it| match it {
        // A rule always has servers.
        Fact::None => Fact::Unknown,
        it => it,
    });
    let rule = (orphan("forwardingRules", name()), domain, servers, option::of(word(&["Enabled", "Disabled"])))
        .prop_map(|(origin, domain, servers, state)| ForwardingRule { origin, domain, servers, state });
    let link = (
        orphan("virtualNetworkLinks", name()),
        option::of(network_id("Microsoft.Network/virtualNetworks")),
        provisioning(),
    )
        .prop_map(|(origin, vnet, provisioning)| RulesetLink { origin, vnet, provisioning });
    (
        network_id("Microsoft.Network/dnsForwardingRulesets"),
        listing(rule, |it| &it.origin),
        listing(link, |it| &it.origin),
    )
        .prop_map(|(id, mut rules, mut links)| {
            let origin = Origin { id, file: 0 };
            adopt(&origin, rules.items.iter_mut().map(|it| &mut it.origin));
            adopt(&origin, links.items.iter_mut().map(|it| &mut it.origin));
            Ruleset { origin, rules, links }
        })
        .boxed()
}

fn dns_policy() -> Any<DnsPolicy> {
    let rule = (
        orphan("dnsSecurityRules", name()),
        option::weighted(0.9, select(&[100u32, 200, 300][..])),
        option::weighted(0.9, word(&["Block", "Allow", "Alert"])),
        fact(few(network_id("Microsoft.Network/dnsResolverDomainLists"))),
        // What no tool prints is not known, and not none.
        prop_oneof![Just(Fact::Unknown), Just(Fact::Known(vec!["AzureDnsThreatIntel".to_owned()]))],
        option::weighted(0.9, word(&["Enabled", "Disabled"])),
    )
        .prop_map(|(origin, priority, action, lists, managed, state)| DnsRule {
            origin,
            priority,
            action,
            lists,
            managed,
            state,
        });
    let link = (
        orphan("virtualNetworkLinks", name()),
        option::of(network_id("Microsoft.Network/virtualNetworks")),
        provisioning(),
    )
        .prop_map(|(origin, vnet, provisioning)| RulesetLink { origin, vnet, provisioning });
    (
        network_id("Microsoft.Network/dnsResolverPolicies"),
        location(),
        listing(rule, |it| &it.origin),
        listing(link, |it| &it.origin),
    )
        .prop_map(|(id, location, mut rules, mut links)| {
            let origin = Origin { id, file: 0 };
            adopt(&origin, rules.items.iter_mut().map(|it| &mut it.origin));
            adopt(&origin, links.items.iter_mut().map(|it| &mut it.origin));
            DnsPolicy { origin, location, rules, links }
        })
        .boxed()
}

fn domain_list() -> Any<DomainList> {
    let domain = word(&[
        "postgres.database.azure.com.",
        "zqa.postgres.database.azure.com",
        "zqcorp.zqlocal.",
        ".",
        "*.azure.com",
    ]);
    let domains = prop_oneof![1 => Just(Fact::Unknown), 4 => some(domain).prop_map(Fact::Known)];
    (network_id("Microsoft.Network/dnsResolverDomainLists"), domains)
        .prop_map(|(id, domains)| DomainList { origin: Origin { id, file: 0 }, domains })
        .boxed()
}

fn gateway() -> Any<Gateway> {
    let id = network_id("Microsoft.Network/virtualNetworkGateways");
    (id, option::of(subnet_id()), provisioning(), fact(few(net())))
        .prop_map(|(id, subnet, provisioning, clients)| {
            let origin = Origin { id, file: 0 };
            Gateway { origin, provisioning, subnet, clients }
        })
        .boxed()
}

fn connection() -> Any<GatewayConnection> {
    let gateway = || option::of(network_id("Microsoft.Network/virtualNetworkGateways"));
    (
        (network_id("Microsoft.Network/connections"), provisioning()),
        option::of(word(&["IPsec", "Vnet2Vnet", "ExpressRoute"])),
        option::of(word(&["Connected", "NotConnected"])),
        gateway(),
        gateway(),
        option::of(network_id("Microsoft.Network/localNetworkGateways")),
        (
            fact(any::<bool>()),
            option::of(network_id("Microsoft.Network/expressRouteCircuits")),
            fact(few((few(net()), few(net())).prop_map(|(local, remote)| TrafficSelector { local, remote }))),
        ),
    )
        .prop_map(
            |((id, provisioning), kind, status, gateway, remote_gateway, local_gateway, (bgp, circuit, selectors))| {
                GatewayConnection {
                    provisioning,
                    circuit,
                    selectors,
                    origin: Origin { id, file: 0 },
                    kind,
                    status,
                    gateway,
                    remote_gateway,
                    local_gateway,
                    bgp,
                }
            },
        )
        .boxed()
}

fn local_gateway() -> Any<LocalGateway> {
    (network_id("Microsoft.Network/localNetworkGateways"), provisioning(), fact(few(net())))
        .prop_map(|(id, provisioning, prefixes)| LocalGateway {
            origin: Origin { id, file: 0 },
            provisioning,
            prefixes,
        })
        .boxed()
}

fn service_tags() -> Any<Vec<ServiceTag>> {
    let tag = |name: &'static str| {
        option::of(some(net()))
            .prop_map(move |it| it.map(|prefixes| ServiceTag { name: name.to_owned(), file: 0, prefixes }))
    };
    (tag("Sql.WestEurope"), tag("Storage")).prop_map(|(sql, storage)| sql.into_iter().chain(storage).collect()).boxed()
}

/// Tags of these resources: each has one of a name.
fn tags(of: &[&Origin], picked: &[(Index, TagName, &'static str)]) -> Vec<Tag> {
    let tag = |(at, name, value): &(Index, TagName, &'static str)| {
        let resource = at.get(of).id.text().to_ascii_lowercase();
        ((resource, *name), (*value).to_owned())
    };
    let picked = if of.is_empty() { &[] } else { picked };
    let tags: BTreeMap<(String, TagName), String> = picked.iter().map(tag).collect();
    let mut tags = tags.into_iter().map(|((resource, name), value)| Tag { resource, name, value }).collect();
    Tag::sort(&mut tags);
    tags
}

fn unread() -> impl Strategy<Value = Vec<Unread>> {
    let kinds = ["microsoft.network/vpngateways", "microsoft.network/networkwatchers", "microsoft.network/zqothers"];
    let named = vec(network_id("Microsoft.Network/virtualNetworks"), 0..3);
    let unread = (select(kinds.to_vec()), network_id("Microsoft.Network/vpnGateways"), named, any::<bool>());
    let unread = unread.prop_map(|(kind, id, named, complete)| {
        let mentions = Listing { items: Vec::new(), complete };
        let mut unread = Unread { origin: Origin { id, file: 0 }, kind: kind.to_owned(), mentions };
        for it in named {
            unread.mention(it);
        }
        unread
    });
    each(unread.boxed(), |it| &it.origin, 2)
}

/// Any network, of one file.
pub(crate) fn network() -> impl Strategy<Value = Network> {
    let parties = (
        each(server(), |it| &it.origin, 4),
        each(migration(), |it| &it.origin, 1),
        each(endpoint(), |it| &it.origin, 3),
        each(zone_group(), |it| &it.origin, 3),
        each(network_id("Microsoft.Network/privateEndpoints").prop_map(|id| Origin { id, file: 0 }), |it| it, 2),
        each(zone(), |it| &it.origin, 3),
    );
    let networks = (
        each(vnet(), |it| &it.origin, 3),
        (each(nic(), |it| &it.origin, 2), each(machine(), |it| &it.origin, 2)),
        each(route_table(), |it| &it.origin, 2),
        vec(vec(route(Just(String::new()).boxed()), 1..3).prop_map(|routes| EffectiveRoutes { file: 0, routes }), 0..2),
        each(gateway(), |it| &it.origin, 2),
        each(connection(), |it| &it.origin, 2),
        each(local_gateway(), |it| &it.origin, 2),
    );
    let security = (
        each(security_group(), |it| &it.origin, 3),
        vec(effective_rules(), 0..2),
        service_tags(),
        unread(),
        any::<bool>(),
        vec((any::<Index>(), select(TagName::ALL.to_vec()), select(vec!["zqwave", "zqcrm 2"])), 0..3),
    );
    let names = (
        each(inbound_endpoint(), |it| &it.origin, 2),
        each(ruleset(), |it| &it.origin, 2),
        each(dns_policy(), |it| &it.origin, 2),
        each(domain_list(), |it| &it.origin, 2),
    );
    let machine = (postgres::sockets(), postgres::host_firewalls());
    let sources = (postgres::hba_files(), postgres::listening(), machine, cloud::clouds());
    let all = (parties, networks, security, joins::joins(), names, sources);
    all.prop_map(|(parties, networks, security, joins, names, sources)| {
        let (hba_files, listening, (sockets, host_firewalls), clouds) = sources;
        let (inbound_endpoints, rulesets, dns_policies, domain_lists) = names;
        let (servers, migrations, endpoints, zone_groups, ungrouped, zones) = parties;
        let (vnets, (nics, machines), route_tables, effective_routes, gateways, gateway_connections, local_gateways) =
            networks;
        let (security_groups, effective_rules, service_tags, unread, truncated, picked) = security;
        let origins =
            servers.iter().map(|it: &Server| &it.origin).chain(machines.iter().map(|it: &Machine| &it.origin));
        let tags = tags(&origins.collect::<Vec<_>>(), &picked);
        Network {
            files: vec!["zqexport.json".to_owned()],
            servers: servers.into(),
            migrations: migrations.into(),
            vnets: vnets.into(),
            security_groups: security_groups.into(),
            effective_rules,
            nics: nics.into(),
            machines: machines.into(),
            route_tables: route_tables.into(),
            effective_routes,
            endpoints: endpoints.into(),
            zone_groups: zone_groups.into(),
            ungrouped: ungrouped.into(),
            zones: zones.into(),
            inbound_endpoints,
            rulesets,
            dns_policies,
            domain_lists,
            gateways,
            gateway_connections,
            local_gateways,
            tags,
            service_tags,
            unread,
            self_run: SelfRun { hba_files, listening, sockets, host_firewalls },
            clouds,
            joins,
            not_read: Vec::new(),
            truncated,
            cut: Vec::new(),
            broken: false,
            planned: false,
        }
    })
}

/// Any Config for such a network.
pub(crate) fn config() -> impl Strategy<Value = Config> {
    const NAMES: &[&str] = &["zqa", "zqb", "ZQC", "zqa.postgres.database.azure.com", "zqg1/zqd", "10.1.0.4"];
    const HOSTS: &[&str] = &["10.1.0.4", "zqa.zqz.example", "zqa.postgres.database.azure.com"];
    const ACCESS: &[&str] = &["public", "vnet-integrated", "private-endpoint", "public-and-private-endpoint"];
    let setting = |path: &'static str, values: &'static [&'static str], known: f64| {
        let value = select(values).prop_map(move |it| (path.to_owned(), it.to_owned()));
        option::weighted(known, value).boxed()
    };
    let settings = vec![
        setting(
            "source.kind",
            &["single-server", "azure-vm", "on-premises", "aws-rds", "gcp-cloud-sql", "gcp-alloydb"],
            0.5,
        ),
        setting("source.access", &["public", "private"], 0.5),
        setting("source.privateEndpoint", &["true", "false"], 0.5),
        setting("source.name", NAMES, 0.9),
        setting("source.address", HOSTS, 0.2),
        setting("target.access", ACCESS, 0.5),
        setting("target.name", NAMES, 0.9),
        setting("target.address", HOSTS, 0.2),
        setting("runtime.used", &["true", "false"], 0.5),
        setting("runtime.access", ACCESS, 0.5),
        setting("runtime.name", NAMES, 0.5),
    ];
    let keys: Vec<StepKey> = StepKey::all().collect();
    let answers = vec((select(keys.clone()), select(Status::WORDS)), 0..4);
    let exceptions = vec(select(keys), 0..2);
    (settings, answers, exceptions).prop_map(|(settings, answers, exceptions)| {
        let mut config = Config::default();
        let settings = settings.into_iter().flatten();
        let answers = answers.into_iter().map(|(key, status)| (format!("answers.{}", key.word()), status.to_owned()));
        let exceptions = exceptions
            .into_iter()
            .map(|it| (format!("exceptions.{}", it.word()), "2026-12-31 The zqteam said so".to_owned()));
        for (path, value) in settings.chain(answers).chain(exceptions) {
            config.set(&path, &value).expect("a good value");
        }
        config.set("today", "2026-11-21").expect("a day");
        config
    })
}
