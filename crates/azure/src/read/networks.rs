//! Virtual networks with their subnets and peerings, network interfaces, route tables and private endpoints.

use std::{collections::BTreeSet, net::Ipv4Addr};

use pgreach_network::{
    EndpointService, Fact, Id, Listing, Nic, NicAddress, Origin, Peering, PrivateEndpoint, Route, RoutePrefix,
    RouteTable, ServiceEndpoint, Subnet, Vnet,
};

use super::{
    body::{Body, is_tag, net},
    key::Key,
};

pub(super) const SUBNETS: &str = "subnets";
pub(super) const PEERINGS: &str = "virtualNetworkPeerings";

pub(super) fn vnet(origin: Origin, body: Body<'_>) -> Vnet {
    let body = body
        .whole_with_also(&[Key::ProvisioningState, Key::AddressSpace], &[Key::Subnets, Key::VirtualNetworkPeerings]);
    let origin_of = |it: &Body<'_>, kind| it.origin(Some((&origin.id, kind)));
    Vnet {
        provisioning: body.last_change(),
        location: body.said(Key::Location),
        prefixes: body.open().in_part(Key::AddressSpace, |it| it.nets(Key::AddressPrefixes)),
        dns_servers: body.in_part(Key::DhcpOptions, |it| it.texts(Key::DnsServers)),
        subnets: body.listing(Key::Subnets, |it| Some(subnet(origin_of(it, SUBNETS)?, *it))),
        peerings: body.listing(Key::VirtualNetworkPeerings, |it| Some(peering(origin_of(it, PEERINGS)?, *it))),
        origin,
    }
}

/// A network of which only children were read.
pub(super) fn unread(id: Id, file: usize) -> Vnet {
    Vnet {
        origin: Origin { id, file },
        provisioning: Fact::Unknown,
        location: None,
        prefixes: Fact::Unknown,
        dns_servers: Fact::Unknown,
        subnets: Listing::default(),
        peerings: Listing::default(),
    }
}

pub(super) fn subnet(origin: Origin, body: Body<'_>) -> Subnet {
    let prefix = if body.has(Key::AddressPrefix) { Key::AddressPrefix } else { Key::AddressPrefixes };
    let body = body.whole_with_also(
        &[Key::ProvisioningState, prefix],
        &[Key::PrivateEndpointNetworkPolicies, Key::ServiceEndpoints],
    );
    let both = [Key::AddressPrefix, Key::AddressPrefixes].map(|it| body.nets(it).known().cloned().unwrap_or_default());
    Subnet {
        provisioning: body.last_change(),
        prefixes: unique(both.into_iter().flatten()),
        security_group: body.id(Key::NetworkSecurityGroup),
        route_table: body.id(Key::RouteTable),
        delegations: delegations(body),
        service_endpoints: body.always_each(Key::ServiceEndpoints, service_endpoint),
        endpoint_policies: body.open().text(Key::PrivateEndpointNetworkPolicies),
        nat_gateway: body.id(Key::NatGateway),
        origin,
    }
}

/// What has a subnet for itself. Azure prints an empty list of delegations where there is none.
///
/// Source: "Application Gateway infrastructure configuration" (2025-08): nothing else can stand in an application gateway's
/// subnet, delegated or not.
fn delegations(body: Body<'_>) -> Fact<Vec<String>> {
    const APPLICATION_GATEWAYS: &str = "Microsoft.Network/applicationGateways";
    let said = if body.is_template() { body } else { body.open() }
        .always_each(Key::Delegations, |it| it.said(Key::ServiceName));
    let gateways = body.parts(Key::ApplicationGatewayIpConfigurations).unwrap_or_default();
    match said {
        Fact::Known(services) if services.is_empty() && !gateways.is_empty() => {
            Fact::Known(vec![APPLICATION_GATEWAYS.to_owned()])
        }
        said => said,
    }
}

fn service_endpoint(body: &Body<'_>) -> Option<ServiceEndpoint> {
    Some(ServiceEndpoint {
        service: body.said(Key::Service)?,
        state: body.said(Key::ProvisioningState),
        locations: body.texts(Key::Locations).known().cloned().unwrap_or_default(),
    })
}

pub(super) fn peering(origin: Origin, body: Body<'_>) -> Peering {
    let body = body.whole_with_also(
        &[Key::ProvisioningState, Key::RemoteVirtualNetwork],
        &[Key::AllowForwardedTraffic, Key::UseRemoteGateways],
    );
    // Az PowerShell's name for the ranges as they were when the sides last agreed.
    let ranges =
        if body.has(Key::PeeredRemoteAddressSpace) { Key::PeeredRemoteAddressSpace } else { Key::RemoteAddressSpace };
    // Azure prints these flags always ("Virtual Network Peerings - Get", REST API, 2024-01-01); a template has defaults.
    let flags = if body.is_template() { body } else { body.open() };
    Peering {
        origin,
        remote: body.known_id(Key::RemoteVirtualNetwork),
        state: body.said(Key::PeeringState),
        provisioning: body.last_change(),
        sync_level: body.said(Key::PeeringSyncLevel),
        allow_access: flags.flag(Key::AllowVirtualNetworkAccess),
        allow_forwarded: flags.flag(Key::AllowForwardedTraffic),
        allow_gateway_transit: flags.flag(Key::AllowGatewayTransit),
        use_remote_gateways: flags.flag(Key::UseRemoteGateways),
        remote_prefixes: body.open().in_part(ranges, |it| it.nets(Key::AddressPrefixes)),
        complete_vnets: body.flag(Key::PeerCompleteVnets),
        local_subnets: body.texts(Key::LocalSubnetNames).known().cloned().unwrap_or_default(),
        remote_subnets: body.texts(Key::RemoteSubnetNames).known().cloned().unwrap_or_default(),
        only_ipv6: body.flag(Key::EnableOnlyIpv6Peering),
    }
}

pub(super) fn nic(origin: Origin, body: Body<'_>) -> Nic {
    let body = body.whole_with_also(&[Key::ProvisioningState, Key::IpConfigurations], &[Key::EnableIpForwarding]);
    // What answers at an address of IPv6 alone is not followed.
    let is_ipv6 = |it: &Body<'_>| {
        it.said(Key::PrivateIpAddress).is_some_and(|it| it.contains(':'))
            || it.said(Key::PrivateIpAddressVersion).is_some_and(|it| it.eq_ignore_ascii_case("IPv6"))
    };
    let configurations = body.parts(Key::IpConfigurations).unwrap_or_default();
    let address = |it: Body<'_>| NicAddress {
        address: it.addresses(Key::PrivateIpAddress).first().copied(),
        subnet: it.known_id(Key::Subnet),
        groups: it.ids(Key::ApplicationSecurityGroups),
    };
    Nic {
        origin,
        provisioning: body.last_change(),
        machine: body.known_id(Key::VirtualMachine),
        addresses: configurations.into_iter().filter(|it| !is_ipv6(it)).map(address).collect(),
        security_group: body.id(Key::NetworkSecurityGroup),
        dns_servers: body.in_part(Key::DnsSettings, |it| it.texts(Key::DnsServers)),
        ip_forwarding: body.flag(Key::EnableIpForwarding),
    }
}

pub(super) fn route_table(origin: Origin, body: Body<'_>) -> RouteTable {
    let body = body.whole_with_also(&[Key::ProvisioningState, Key::Routes], &[Key::DisableBgpRoutePropagation]);
    RouteTable {
        provisioning: body.last_change(),
        location: body.said(Key::Location),
        propagation_disabled: body.flag(Key::DisableBgpRoutePropagation),
        routes: body.listing(Key::Routes, |it| route(*it)),
        origin,
    }
}

/// A table of which only routes were read.
pub(super) fn unread_table(id: Id, file: usize) -> RouteTable {
    RouteTable {
        origin: Origin { id, file },
        provisioning: Fact::Unknown,
        location: None,
        propagation_disabled: Fact::Unknown,
        routes: Listing::default(),
    }
}

/// A route of a table.
pub(super) fn route(body: Body<'_>) -> Option<Route> {
    let name = body.known_id(Key::Id).map(|it| it.name().to_owned()).or_else(|| body.said(Key::Name))?;
    let destinations = body.values(Key::AddressPrefix, EXPECTED, destination).unwrap_or_default();
    let hop = hop(body);
    // Where it leads is not known while its last change is not done.
    let next_hop = hop.next_hop.filter(|_| body.last_change().known().is_none() || body.last_change().is_done());
    Some(Route { name, destination: destinations.into_iter().next(), next_hop, ..hop })
}

const EXPECTED: &str = "addresses, as 10.0.0.0/16, or a service tag";

/// The routes that a row of effective routes stands for: one for each prefix, none where it is not active.
pub(super) fn effective_routes(body: Body<'_>) -> Vec<Route> {
    if body.said(Key::State).is_some_and(|it| !it.eq_ignore_ascii_case("Active")) {
        return Vec::new();
    }
    let route = |destination| Route { destination, ..hop(body) };
    match body.values(Key::AddressPrefix, EXPECTED, destination) {
        Some(destinations) => destinations.into_iter().map(|it| route(Some(it))).collect(),
        None => vec![route(None)],
    }
}

fn hop(body: Body<'_>) -> Route {
    let addresses = body.texts(Key::NextHopIpAddress).known().cloned().unwrap_or_default();
    Route {
        name: String::new(),
        destination: None,
        next_hop: body.said(Key::NextHopType),
        next_hop_address: addresses.into_iter().find(|it| !it.is_empty()),
    }
}

fn destination(text: &str) -> Option<RoutePrefix> {
    if text.contains(':') {
        return Some(RoutePrefix::Ipv6);
    }
    match net(text) {
        Some(net) => Some(RoutePrefix::Net(net)),
        None => is_tag(text).then(|| RoutePrefix::Tag(text.to_owned())),
    }
}

pub(super) fn private_endpoint(origin: Origin, body: Body<'_>) -> PrivateEndpoint {
    let body = body.whole_with_also(&[Key::ProvisioningState, Key::Subnet], &[Key::CustomDnsConfigs]);
    let lists = [Key::PrivateLinkServiceConnections, Key::ManualPrivateLinkServiceConnections];
    let services = lists.into_iter().filter_map(|it| body.parts(it)).flatten().map(service);
    let custom = body.parts(Key::CustomDnsConfigs).unwrap_or_default().into_iter();
    let fixed = body.parts(Key::IpConfigurations).unwrap_or_default().into_iter();
    let addresses = custom
        .flat_map(|it| it.addresses(Key::IpAddresses))
        .chain(fixed.flat_map(|it| it.addresses(Key::PrivateIpAddress)));
    // Azure's own example has a network interface whose id has a typing error: what is no id is left out.
    let nics = body.parts(Key::NetworkInterfaces).unwrap_or_default();
    PrivateEndpoint {
        origin,
        location: body.said(Key::Location),
        subnet: body.known_id(Key::Subnet),
        provisioning: body.last_change(),
        services: services.collect(),
        addresses: unique::<Ipv4Addr>(addresses),
        nics: nics.iter().filter_map(|it| it.known_id(Key::Id)).collect(),
        groups: body.ids(Key::ApplicationSecurityGroups),
        // Azure prints an empty text where nobody named it.
        nic_name: match body.text(Key::CustomNetworkInterfaceName) {
            Fact::Known(name) if name.is_empty() => Fact::None,
            name => name,
        },
    }
}

fn service(body: Body<'_>) -> EndpointService {
    let state = body.part(Key::PrivateLinkServiceConnectionState);
    EndpointService {
        service: body.known_id(Key::PrivateLinkServiceId),
        groups: body.texts(Key::GroupIds),
        status: state.and_then(|it| it.said(Key::Status)),
    }
}

/// Each item once, in the order of first appearance.
pub(super) fn unique<T: Ord + Copy>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    items.filter(|it| seen.insert(*it)).collect()
}
