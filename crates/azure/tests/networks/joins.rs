//! Any firewalls, hubs and whatever else joins networks.

use std::net::Ipv4Addr;

use pgreach_network::{
    AdminParent, AzureFirewall, Circuit, Connectivity, Effective, Fact, FirewallPolicy, GroupMember, HubConnection,
    HubTable, Id, IpGroup, Joins, LoadBalancer, NatGateway, NetworkRule, Origin, Peer, PlannedRule, PublicAddress,
    RoutingIntent, RuleCollection, RuleEnd, RuleGroup, VirtualHub, security::AdminRule,
};
use proptest::{collection::vec, option, prelude::*};

use super::{
    Any, NAT, address, adopt, child, each, fact, few, listing, name, net, network_id, orphan, peer, ports,
    provisioning, rule, some, subnet_id, word,
};

const POLICY: &str = "Microsoft.Network/firewallPolicies";
const PUBLIC: &str = "Microsoft.Network/publicIPAddresses";
const HUB: &str = "Microsoft.Network/virtualHubs";
const FIREWALL: &str = "Microsoft.Network/azureFirewalls";
const MANAGER: &str = "Microsoft.Network/networkManagers";
const VNET: &str = "Microsoft.Network/virtualNetworks";

fn of(id: Id) -> Origin {
    Origin { id, file: 0 }
}

fn end() -> Any<RuleEnd> {
    let range = (address(), address()).prop_map(|(one, other)| RuleEnd::Range(one.min(other), one.max(other)));
    prop_oneof![
        2 => Just(RuleEnd::Any),
        4 => net().prop_map(|it| RuleEnd::Range(it.network(), it.broadcast())),
        1 => range,
        1 => Just(RuleEnd::Ipv6),
        1 => word(&["Sql", "Storage"]).prop_map(RuleEnd::Tag),
    ]
    .boxed()
}

fn network_rule() -> Any<NetworkRule> {
    let ids = || few(network_id("Microsoft.Network/ipGroups"));
    (
        (name(), option::weighted(0.9, few(word(&["tcp", "udp", "any"])))),
        (option::weighted(0.9, few(end())), ids()),
        (option::weighted(0.9, few(end())), ids(), few(word(&["zqa.postgres.database.azure.com"]))),
        ports(),
    )
        .prop_map(|((name, protocols), (sources, source_groups), (destinations, destination_groups, hosts), ports)| {
            NetworkRule { name, protocols, sources, source_groups, destinations, destination_groups, hosts, ports }
        })
        .boxed()
}

/// Those of a policy have no state of their own.
fn collection(provisioning: Any<Fact<String>>) -> Any<RuleCollection> {
    (name(), option::of(100u32..110), option::of(any::<bool>()), vec(network_rule(), 0..3), provisioning)
        .prop_map(|(name, priority, allow, rules, provisioning)| RuleCollection {
            name,
            priority,
            allow,
            rules,
            provisioning,
        })
        .boxed()
}

fn firewall() -> Any<AzureFirewall> {
    (
        network_id(FIREWALL),
        vec(address(), 0..2),
        option::of(subnet_id()),
        option::of(network_id(HUB)),
        few(network_id(PUBLIC)),
        fact(network_id(POLICY)),
        fact(few(collection(provisioning()))),
        fact(few(net())),
        provisioning(),
    )
        .prop_map(
            |(id, addresses, subnet, hub, public_addresses, policy, collections, private_ranges, provisioning)| {
                AzureFirewall {
                    origin: of(id),
                    addresses,
                    subnet,
                    hub,
                    public_addresses,
                    policy,
                    collections,
                    private_ranges,
                    provisioning,
                }
            },
        )
        .boxed()
}

fn policy() -> Any<FirewallPolicy> {
    // A group that has no priority was only named.
    let group = (
        orphan("ruleCollectionGroups", name()),
        option::of((100u32..110, few(collection(Just(Fact::None).boxed())), provisioning())),
    )
        .prop_map(|(origin, read)| {
            let (priority, collections, provisioning) = match read {
                Some((priority, collections, provisioning)) => (Some(priority), Fact::Known(collections), provisioning),
                None => (None, Fact::Unknown, Fact::Unknown),
            };
            RuleGroup { origin, priority, collections, provisioning }
        });
    (
        network_id(POLICY),
        fact(network_id(POLICY)),
        fact(any::<bool>()),
        super::dns_servers(),
        fact(few(net())),
        listing(group, |it| &it.origin),
        provisioning(),
    )
        .prop_map(|(id, base, dns_proxy, dns_servers, private_ranges, mut groups, provisioning)| {
            let origin = of(id);
            adopt(&origin, groups.items.iter_mut().map(|it| &mut it.origin));
            FirewallPolicy { origin, base, dns_proxy, dns_servers, private_ranges, groups, provisioning }
        })
        .boxed()
}

fn hub() -> Any<VirtualHub> {
    let table = || network_id(HUB).prop_map(|it| child(&it, "hubRouteTables", "defaultRouteTable").id).boxed();
    let labels = || fact(few(word(&["default", "zqlabel"])));
    let connection = (
        orphan("hubVirtualNetworkConnections", name()),
        option::of(network_id(VNET)),
        provisioning(),
        fact(table()),
        fact(few(table())),
        labels(),
        fact(any::<bool>()),
        fact(any::<bool>()),
    )
        .prop_map(
            |(origin, vnet, provisioning, associated, propagated, labels, takes_default_route, has_routes)| {
                HubConnection {
                    origin,
                    vnet,
                    provisioning,
                    associated,
                    propagated,
                    labels,
                    takes_default_route,
                    has_routes,
                }
            },
        );
    let hub_table = (orphan("hubRouteTables", name()), labels(), fact(any::<bool>()), provisioning())
        .prop_map(|(origin, labels, has_routes, provisioning)| HubTable { origin, labels, has_routes, provisioning });
    let policies = some((some(word(&["PrivateTraffic", "Internet"])), network_id(FIREWALL)));
    let intent = (orphan("routingIntent", name()), fact(policies), provisioning())
        .prop_map(|(origin, policies, provisioning)| RoutingIntent { origin, policies, provisioning });
    (
        (network_id(HUB), option::of(network_id("Microsoft.Network/virtualWans"))),
        option::of(word(&["Basic", "Standard"])),
        option::of(word(&["Provisioned", "Failed"])),
        (fact(network_id(FIREWALL)), fact(any::<bool>())),
        listing(connection, |it| &it.origin),
        listing(hub_table, |it| &it.origin),
        listing(intent, |it| &it.origin),
        provisioning(),
    )
        .prop_map(
            |(
                (id, wan),
                sku,
                routing_state,
                (firewall, is_announced_to),
                mut connections,
                mut tables,
                mut intents,
                provisioning,
            )| {
                let origin = of(id);
                adopt(&origin, connections.items.iter_mut().map(|it| &mut it.origin));
                adopt(&origin, tables.items.iter_mut().map(|it| &mut it.origin));
                adopt(&origin, intents.items.iter_mut().map(|it| &mut it.origin));
                VirtualHub {
                    origin,
                    wan,
                    sku,
                    routing_state,
                    firewall,
                    is_announced_to,
                    connections,
                    tables,
                    intents,
                    provisioning,
                }
            },
        )
        .boxed()
}

fn network_group() -> Any<Id> {
    network_id(MANAGER).prop_map(|it| child(&it, "networkGroups", "zqgroup").id).boxed()
}

fn connectivity() -> Any<Connectivity> {
    (
        (network_id(MANAGER), name()),
        option::of(word(&["Mesh", "HubAndSpoke"])),
        few(network_id(VNET)),
        few((network_group(), any::<bool>(), any::<bool>())),
        provisioning(),
    )
        .prop_map(|((of, name), topology, hubs, groups, provisioning)| Connectivity {
            origin: child(&of, "connectivityConfigurations", &name),
            topology,
            hubs,
            groups,
            provisioning,
        })
        .boxed()
}

fn planned_rule(has_groups: bool) -> Any<PlannedRule> {
    let ends = || option::weighted(0.95, some(peer())).boxed() as Any<Option<Vec<Peer>>>;
    (network_id(MANAGER), name(), rule(name(), ends), any::<bool>(), few(network_group()))
        .prop_map(move |(of, name, mut rule, is_final, groups)| {
            rule.name.clone_from(&name);
            PlannedRule {
                origin: child(&of, "securityAdminConfigurations/zqc/ruleCollections/zqd/rules", &name),
                rule: AdminRule { is_final: is_final && rule.allow == Some(true), rule },
                groups: if has_groups { groups } else { Vec::new() },
            }
        })
        .boxed()
}

/// What is in effect: of a VNet, or something at least.
fn effective<T: Clone + std::fmt::Debug + PartialEq + 'static>(
    item: Any<T>,
    id: fn(&T) -> &Origin,
) -> Any<Vec<Effective<T>>> {
    let one = (option::of(network_id(VNET)), each(item, id, 2))
        .prop_filter("something", |(vnet, items)| vnet.is_some() || !items.is_empty())
        .prop_map(|(vnet, items)| Effective { file: 0, vnet, items });
    few(one)
}

pub(super) fn joins() -> Any<Joins> {
    let address = (network_id(PUBLIC), option::of(net())).prop_map(|(id, net)| PublicAddress { origin: of(id), net });
    let addresses = |it: Vec<Ipv4Addr>| it;
    (
        (
            each(firewall(), |it| &it.origin, 2),
            each(policy(), |it| &it.origin, 2),
            each(
                (network_id("Microsoft.Network/ipGroups"), fact(few(end())))
                    .prop_map(|(id, addresses)| IpGroup { origin: of(id), addresses }),
                |it| &it.origin,
                1,
            ),
            each(
                (network_id("Microsoft.Network/loadBalancers"), vec(super::address(), 0..2), option::of(subnet_id()))
                    .prop_map(move |(id, them, subnet)| LoadBalancer {
                        origin: of(id),
                        addresses: addresses(them),
                        subnet,
                    }),
                |it| &it.origin,
                1,
            ),
            each(
                (network_id(NAT), fact(few(network_id(PUBLIC))))
                    .prop_map(|(id, addresses)| NatGateway { origin: of(id), addresses })
                    .prop_filter("what is none is an empty list", |it| it.addresses != Fact::None),
                |it| &it.origin,
                1,
            ),
            each(address, |it| &it.origin, 2),
        ),
        (
            each(hub(), |it| &it.origin, 1),
            each(
                (
                    network_id("Microsoft.Network/expressRouteCircuits"),
                    option::of(word(&["Provisioned", "NotProvisioned"])),
                    option::of(word(&["Enabled"])),
                )
                    .prop_map(|(id, provider_state, state)| Circuit {
                        origin: of(id),
                        provider_state,
                        state,
                    }),
                |it| &it.origin,
                1,
            ),
            each(
                (network_group(), name(), option::of(network_id(VNET)), provisioning()).prop_map(
                    |(of, name, vnet, provisioning)| GroupMember {
                        origin: child(&of, "staticMembers", &name),
                        vnet,
                        provisioning,
                    },
                ),
                |it| &it.origin,
                2,
            ),
        ),
        (
            each(connectivity(), |it| &it.origin, 1),
            each(planned_rule(false), |it| &it.origin, 1),
            each(admin_parent(), |it| &it.origin, 2),
            effective(connectivity(), |it| &it.origin),
            effective(planned_rule(true), |it| &it.origin),
        ),
    )
        .prop_map(|(firewalls, hubs, managers)| {
            let (firewalls, policies, ip_groups, balancers, nat_gateways, public_addresses) = firewalls;
            let (hubs, circuits, members) = hubs;
            let (connectivity, admin_rules, admin_parents, effective_connectivity, effective_admin_rules) = managers;
            Joins {
                firewalls,
                policies,
                ip_groups,
                balancers,
                nat_gateways,
                public_addresses,
                hubs,
                circuits,
                members,
                connectivity,
                admin_rules,
                admin_parents,
                effective_connectivity,
                effective_admin_rules,
            }
        })
        .boxed()
}

fn admin_parent() -> Any<AdminParent> {
    (network_id("Microsoft.Network/networkManagers"), name(), option::of(name()))
        .prop_map(|(manager, configuration, collection)| {
            let configuration = child(&manager, "securityAdminConfigurations", &configuration);
            let collection = collection.map(|it| child(&configuration.id, "ruleCollections", &it));
            AdminParent { origin: collection.unwrap_or(configuration) }
        })
        .boxed()
}
