//! Firewalls and their policies, load balancers, hubs of Virtual WAN, what Virtual Network Manager does, and what gives
//! packets a public address.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use pgreach_network::{
    AzureFirewall, Circuit, Connectivity, Fact, FirewallPolicy, GroupMember, HubConnection, HubTable, Id, IpGroup,
    Listing, LoadBalancer, NatGateway, NetworkRule, Origin, Peer, PlannedRule, PublicAddress, RoutingIntent,
    RuleCollection, RuleEnd, RuleGroup, SecurityRule, VirtualHub,
    security::{AdminRule, NOT_PUBLIC},
};

use super::{
    body::{Body, is_one_of, is_tag, net},
    key::Key,
    security,
};

pub(super) fn firewall(origin: Origin, body: Body<'_>) -> AzureFirewall {
    let body = body.whole_with(&[Key::ProvisioningState, Key::Sku]);
    let places = body.parts(Key::IpConfigurations).unwrap_or_default();
    let at_hub = body.part(Key::HubIpAddresses).map(|it| it.addresses(Key::PrivateIpAddress)).unwrap_or_default();
    AzureFirewall {
        addresses: places.iter().flat_map(|it| it.addresses(Key::PrivateIpAddress)).chain(at_hub).collect(),
        subnet: places.iter().find_map(|it| it.known_id(Key::Subnet)),
        hub: body.known_id(Key::VirtualHub),
        public_addresses: places.iter().filter_map(|it| it.known_id(Key::PublicIpAddress)).collect(),
        policy: body.id(Key::FirewallPolicy),
        collections: body.each(Key::NetworkRuleCollections, own_collection),
        private_ranges: body.in_part(Key::AdditionalProperties, |it| {
            private_ranges(&it.texts(Key::NetworkSnatPrivateRanges), &it.text(Key::NetworkSnatAutoLearnPrivateRanges))
        }),
        provisioning: body.last_change(),
        origin,
    }
}

pub(super) fn policy(origin: Origin, body: Body<'_>) -> FirewallPolicy {
    let body = body.whole_with(&[Key::ProvisioningState]);
    FirewallPolicy {
        base: body.id(Key::BasePolicy),
        dns_proxy: body.in_part(Key::DnsSettings, |it| it.flag(Key::EnableProxy)),
        dns_servers: body.in_part(Key::DnsSettings, |it| it.texts(Key::Servers)),
        private_ranges: body.in_part(Key::Snat, |it| {
            private_ranges(&it.texts(Key::PrivateRanges), &it.text(Key::AutoLearnPrivateRanges))
        }),
        provisioning: body.last_change(),
        groups: body.listing(Key::RuleCollectionGroups, |it| {
            Some(rule_group(it.origin(Some((&origin.id, RULE_GROUPS)))?, *it))
        }),
        origin,
    }
}

pub(super) const RULE_GROUPS: &str = "ruleCollectionGroups";

/// A policy of which only rule collection groups were read.
pub(super) fn unread_policy(id: Id, file: usize) -> FirewallPolicy {
    FirewallPolicy {
        origin: Origin { id, file },
        base: Fact::Unknown,
        dns_proxy: Fact::Unknown,
        dns_servers: Fact::Unknown,
        private_ranges: Fact::Unknown,
        groups: Listing::default(),
        provisioning: Fact::Unknown,
    }
}

/// A group that a policy only names has an id and nothing more.
pub(super) fn rule_group(origin: Origin, body: Body<'_>) -> RuleGroup {
    let body = body.whole_with(&[Key::Priority, Key::RuleCollections]);
    RuleGroup {
        origin,
        priority: body.number(Key::Priority),
        collections: body.each(Key::RuleCollections, collection),
        provisioning: body.last_change(),
    }
}

/// Where a firewall leaves the address of a client in its packets, as texts with commas or as several.
///
/// Source: "Azure Firewall SNAT private IP address ranges" (2025-02-10): `IANAPrivateRanges` stands for the ranges of RFC 1918
/// and RFC 6598.
///
/// What it learns of a Route Server stands in no file.
fn private_ranges(texts: &Fact<Vec<String>>, learns: &Fact<String>) -> Fact<Vec<Ipv4Net>> {
    if learns.known().is_some_and(|it| !it.eq_ignore_ascii_case("Disabled")) {
        return Fact::Unknown;
    }
    let Fact::Known(texts) = texts else { return if *texts == Fact::None { Fact::None } else { Fact::Unknown } };
    let mut nets = Vec::new();
    for text in texts.iter().flat_map(|it| it.split(',')).map(str::trim).filter(|it| !it.is_empty()) {
        if text.eq_ignore_ascii_case("IANAPrivateRanges") {
            nets.extend(NOT_PUBLIC);
        } else if let Some(net) = net(text) {
            nets.push(net);
        } else {
            return Fact::Unknown;
        }
    }
    Fact::Known(nets)
}

/// A collection of rules. One of NAT rules lets nothing pass that no network rule lets pass.
///
/// Source: "Azure Firewall rule processing logic" (rule-processing.md, 2025-04): a DNAT rule adds an implicit network rule
/// for the translated packets alone.
fn collection(body: &Body<'_>) -> Option<RuleCollection> {
    let kind = body.said(Key::RuleCollectionType).unwrap_or_default().to_ascii_lowercase();
    let is_network = |it: &Body<'_>| {
        it.said(Key::RuleType).is_none_or(|it| it.eq_ignore_ascii_case("NetworkRule")) && !kind.contains("nat")
    };
    // Without its rules, it may do what it does not say.
    let rules = body.parts(Key::Rules)?;
    let action = body.part(Key::Action).and_then(|it| it.said(Key::Type));
    Some(RuleCollection {
        name: body.said(Key::Name)?,
        priority: body.number(Key::Priority),
        allow: action.and_then(|it| match () {
            () if it.eq_ignore_ascii_case("Allow") => Some(true),
            () if it.eq_ignore_ascii_case("Deny") => Some(false),
            () => None,
        }),
        rules: rules.iter().filter(|it| is_network(it)).map(network_rule).collect(),
        provisioning: Fact::None,
    })
}

/// A collection of a firewall itself, which has a state of its own.
fn own_collection(body: &Body<'_>) -> Option<RuleCollection> {
    Some(RuleCollection { provisioning: body.last_change(), ..collection(body)? })
}

fn network_rule(body: &Body<'_>) -> NetworkRule {
    let protocols = if body.has(Key::IpProtocols) { Key::IpProtocols } else { Key::Protocols };
    let some = |key| body.values(key, ENDS, end);
    let ids = |key| body.texts(key).known().into_iter().flatten().filter_map(|it| Id::parse(it)).collect();
    NetworkRule {
        name: body.said(Key::Name).unwrap_or_default(),
        protocols: body.values(protocols, "protocols, as TCP", |it| Some(it.to_ascii_lowercase())),
        sources: some(Key::SourceAddresses),
        source_groups: ids(Key::SourceIpGroups),
        destinations: some(Key::DestinationAddresses),
        destination_groups: ids(Key::DestinationIpGroups),
        hosts: body.texts(Key::DestinationFqdns).known().cloned().unwrap_or_default(),
        ports: body.values(Key::DestinationPorts, "ports, as 5432 or 5000-6000", security::port_range),
    }
}

const ENDS: &str = "addresses, as 10.0.0.0/16 or 10.0.0.4-10.0.0.9, or a service tag";

fn end(text: &str) -> Option<RuleEnd> {
    if is_one_of(text, &["*", "any"]) {
        return Some(RuleEnd::Any);
    }
    if text.contains(':') {
        return Some(RuleEnd::Ipv6);
    }
    if let Some((from, to)) = text.split_once('-') {
        let (from, to): (Ipv4Addr, Ipv4Addr) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        return (from <= to).then_some(RuleEnd::Range(from, to));
    }
    match net(text) {
        Some(net) => Some(RuleEnd::Range(net.network(), net.broadcast())),
        None => is_tag(text).then(|| RuleEnd::Tag(text.to_owned())),
    }
}

pub(super) fn ip_group(origin: Origin, body: Body<'_>) -> IpGroup {
    // One that is being changed, or whose change failed, may hold others: a rule that names it is not known then.
    let addresses = match body.texts(Key::IpAddresses) {
        _ if !body.last_change().is_done() => Fact::Unknown,
        Fact::Known(texts) => {
            texts.iter().map(|it| end(it)).collect::<Option<Vec<_>>>().map_or(Fact::Unknown, Fact::Known)
        }
        Fact::None => Fact::None,
        Fact::Unknown => Fact::Unknown,
    };
    IpGroup { origin, addresses }
}

pub(super) fn balancer(origin: Origin, body: Body<'_>) -> LoadBalancer {
    let ends = body.parts(Key::FrontendIpConfigurations).unwrap_or_default();
    LoadBalancer {
        origin,
        addresses: ends.iter().flat_map(|it| it.addresses(Key::PrivateIpAddress)).collect(),
        subnet: ends.iter().find_map(|it| it.known_id(Key::Subnet)),
    }
}

pub(super) fn nat_gateway(origin: Origin, body: Body<'_>) -> NatGateway {
    let body = body.whole_with(&[Key::ProvisioningState, Key::Sku]);
    let addresses = match (body.ids(Key::PublicIpAddresses), body.ids(Key::PublicIpPrefixes)) {
        (Fact::Unknown, _) | (_, Fact::Unknown) => Fact::Unknown,
        (one, other) => Fact::Known([one, other].iter().filter_map(Fact::known).flatten().cloned().collect()),
    };
    NatGateway { origin, addresses }
}

pub(super) fn public_address(origin: Origin, body: Body<'_>) -> PublicAddress {
    let text = body.said(Key::IpAddress).or_else(|| body.said(Key::IpPrefix));
    PublicAddress { origin, net: text.and_then(|it| net(&it)) }
}

pub(super) const HUB_CONNECTIONS: &str = "hubVirtualNetworkConnections";
pub(super) const HUB_TABLES: &str = "hubRouteTables";
pub(super) const INTENTS: &str = "routingIntent";

pub(super) fn hub(origin: Origin, body: Body<'_>) -> VirtualHub {
    let body = body.whole_with(&[Key::ProvisioningState, Key::VirtualWan]);
    VirtualHub {
        wan: body.known_id(Key::VirtualWan),
        sku: body.said(Key::Sku),
        routing_state: body.said(Key::RoutingState),
        firewall: body.id(Key::AzureFirewall),
        is_announced_to: is_announced_to(&body),
        provisioning: body.last_change(),
        ..unread_hub(origin.id, origin.file)
    }
}

/// Whether a hub has what may announce routes to it.
fn is_announced_to(body: &Body<'_>) -> Fact<bool> {
    let gateways = [Key::VpnGateway, Key::ExpressRouteGateway, Key::P2SVpnGateway];
    let gateways = gateways.map(|key| body.in_part(key, |_| Fact::Known(true)));
    let all = gateways.into_iter().chain([has_any(body, Key::BgpConnections)]);
    all.fold(Fact::None, |found, it| match (found, it) {
        (Fact::Known(true), _) | (_, Fact::Known(true)) => Fact::Known(true),
        (Fact::Unknown, _) | (_, Fact::Unknown) => Fact::Unknown,
        (Fact::Known(false), _) | (_, Fact::Known(false)) => Fact::Known(false),
        (Fact::None, Fact::None) => Fact::None,
    })
}

/// Whether a list has anything in it. One that is there is enough: what it leads to is not followed.
fn has_any(body: &Body<'_>, list: Key) -> Fact<bool> {
    match body.each(list, |_| Some(())) {
        Fact::Known(items) => Fact::Known(!items.is_empty()),
        Fact::None => Fact::None,
        Fact::Unknown => Fact::Unknown,
    }
}

/// A hub of which only children were read.
pub(super) fn unread_hub(id: Id, file: usize) -> VirtualHub {
    VirtualHub {
        origin: Origin { id, file },
        wan: None,
        sku: None,
        routing_state: None,
        firewall: Fact::Unknown,
        is_announced_to: Fact::Unknown,
        connections: Listing::default(),
        tables: Listing::default(),
        intents: Listing::default(),
        provisioning: Fact::Unknown,
    }
}

pub(super) fn hub_connection(origin: Origin, body: Body<'_>) -> HubConnection {
    let body = body.whole_with(&[Key::ProvisioningState, Key::RoutingConfiguration]);
    let propagated = |body: &Body<'_>, read: &dyn Fn(&Body<'_>) -> Fact<Vec<String>>| {
        body.in_part(Key::RoutingConfiguration, |it| it.in_part(Key::PropagatedRouteTables, read))
    };
    HubConnection {
        vnet: body.known_id(Key::RemoteVirtualNetwork),
        provisioning: body.last_change(),
        associated: body.in_part(Key::RoutingConfiguration, |it| it.id(Key::AssociatedRouteTable)),
        propagated: body
            .in_part(Key::RoutingConfiguration, |it| it.in_part(Key::PropagatedRouteTables, |it| it.ids(Key::Ids))),
        labels: propagated(&body, &|it| it.texts(Key::Labels)),
        takes_default_route: body.flag(Key::EnableInternetSecurity),
        has_routes: body
            .in_part(Key::RoutingConfiguration, |it| it.in_part(Key::VnetRoutes, |it| has_any(it, Key::StaticRoutes))),
        origin,
    }
}

pub(super) fn hub_table(origin: Origin, body: Body<'_>) -> HubTable {
    let body = body.whole_with(&[Key::ProvisioningState]);
    let has_routes = has_any(&body, Key::Routes);
    HubTable { labels: body.texts(Key::Labels), has_routes, provisioning: body.last_change(), origin }
}

pub(super) fn intent(origin: Origin, body: Body<'_>) -> RoutingIntent {
    let policy = |it: &Body<'_>| Some((it.texts(Key::Destinations).known()?.clone(), it.known_id(Key::NextHop)?));
    RoutingIntent { origin, policies: body.each(Key::RoutingPolicies, policy), provisioning: body.last_change() }
}

pub(super) fn circuit(origin: Origin, body: Body<'_>) -> Circuit {
    Circuit {
        origin,
        provider_state: body.said(Key::ServiceProviderProvisioningState),
        state: body.said(Key::CircuitProvisioningState),
    }
}

pub(super) fn member(origin: Origin, body: Body<'_>) -> GroupMember {
    GroupMember { vnet: body.known_id(Key::ResourceId), provisioning: body.last_change(), origin }
}

pub(super) fn connectivity(origin: Origin, body: Body<'_>) -> Connectivity {
    let hubs = body.parts(Key::Hubs).unwrap_or_default();
    let group = |it: &Body<'_>| {
        let is_direct = it.said(Key::GroupConnectivity).is_some_and(|it| it.eq_ignore_ascii_case("DirectlyConnected"));
        Some((it.known_id(Key::NetworkGroupId)?, is_direct, it.flag(Key::IsGlobal).known() == Some(&true)))
    };
    Connectivity {
        origin,
        topology: body.said(Key::ConnectivityTopology),
        hubs: hubs.iter().filter_map(|it| it.known_id(Key::ResourceId)).collect(),
        groups: body.parts(Key::AppliesToGroups).unwrap_or_default().iter().filter_map(group).collect(),
        provisioning: body.last_change(),
    }
}

/// A rule of a security admin configuration.
pub(super) fn planned_rule(origin: Origin, body: Body<'_>) -> PlannedRule {
    let access = body.said(Key::Access).unwrap_or_default();
    let ends = |key| {
        let ends = body.parts(key)?;
        let peers =
            ends.iter().map(|it| it.values(Key::AddressPrefix, ENDS, security::peer)).collect::<Option<Vec<_>>>()?;
        let peers: Vec<Peer> = peers.into_iter().flatten().collect();
        (!peers.is_empty()).then_some(peers)
    };
    let groups = body.parts(Key::RuleCollectionAppliesToGroups).unwrap_or_default();
    PlannedRule {
        rule: AdminRule {
            is_final: access.eq_ignore_ascii_case("AlwaysAllow"),
            rule: SecurityRule {
                name: origin.id.name().to_owned(),
                allow: match () {
                    () if is_one_of(&access, &["Allow", "AlwaysAllow"]) => Some(true),
                    () if access.eq_ignore_ascii_case("Deny") => Some(false),
                    () => None,
                },
                sources: ends(Key::Sources),
                destinations: ends(Key::Destinations),
                ..security::limits(body)
            },
        },
        groups: groups.iter().filter_map(|it| it.known_id(Key::NetworkGroupId)).collect(),
        origin,
    }
}
