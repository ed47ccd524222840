//! Virtual networks, network interfaces, routes and gateways, written.

use pgreach_network::{
    EffectiveRoutes, Fact, Gateway, GatewayConnection, LocalGateway, Machine, Nic, NicAddress, Origin, Peering, Route,
    RoutePrefix, RouteTable, ServiceEndpoint, Subnet, Vnet,
};
use serde_json::{Value, json};

use super::body::{Body, Family, link, named, part, resource, texts};

pub(super) fn vnet(
    Vnet { origin, provisioning, location, prefixes, dns_servers, subnets, peerings }: &Vnet,
) -> Vec<Value> {
    let body = Body::default()
        .provisioned(provisioning)
        .fact("addressSpace", prefixes, |it| json!({ "addressPrefixes": texts(it) }))
        .fact("dhcpOptions", dns_servers, |it| json!({ "dnsServers": it }));
    let vnet = resource(origin, "Microsoft.Network/virtualNetworks", body).some("location", location.as_deref());
    Family::new(origin, vnet)
        .with("subnets", subnets, subnet)
        .with("virtualNetworkPeerings", peerings, peering)
        .documents()
}

fn subnet(subnet: &Subnet) -> Value {
    let Subnet {
        origin,
        provisioning,
        prefixes,
        security_group,
        route_table,
        delegations,
        service_endpoints,
        endpoint_policies,
        nat_gateway,
    } = subnet;
    let delegation = |it: &String| json!({ "name": it, "properties": { "serviceName": it } });
    let body = Body::default()
        .provisioned(provisioning)
        .with("addressPrefixes", texts(prefixes))
        .fact("networkSecurityGroup", security_group, link)
        .fact("routeTable", route_table, link)
        .fact("delegations", delegations, |it| it.iter().map(delegation).collect())
        .fact("serviceEndpoints", service_endpoints, |it| it.iter().map(service_endpoint).collect())
        .fact("privateEndpointNetworkPolicies", endpoint_policies, |it| it.as_str().into())
        .fact("natGateway", nat_gateway, link);
    // Of Azure itself, null in place of these lists says nothing.
    let has_no_list = *delegations == Fact::None || *service_endpoints == Fact::None;
    part(origin, if has_no_list { body.partial() } else { body })
}

fn service_endpoint(ServiceEndpoint { service, state, locations }: &ServiceEndpoint) -> Value {
    let locations = Some(texts(locations)).filter(|it| it.as_array().is_some_and(|it| !it.is_empty()));
    let body = Body::default().with("service", service.as_str()).some("provisioningState", state.as_deref());
    locations.into_iter().fold(body, |it, locations| it.with("locations", locations)).into()
}

fn peering(peering: &Peering) -> Value {
    let Peering {
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
    } = peering;
    let mut body = Body::default()
        .link("remoteVirtualNetwork", remote.as_ref())
        .some("peeringState", state.as_deref())
        .provisioned(provisioning)
        .some("peeringSyncLevel", sync_level.as_deref())
        .fact("remoteAddressSpace", remote_prefixes, |it| json!({ "addressPrefixes": texts(it) }));
    for (key, fact) in [
        ("allowVirtualNetworkAccess", allow_access),
        ("allowForwardedTraffic", allow_forwarded),
        ("allowGatewayTransit", allow_gateway_transit),
        ("useRemoteGateways", use_remote_gateways),
        ("peerCompleteVnets", complete_vnets),
        ("enableOnlyIPv6Peering", only_ipv6),
    ] {
        body = body.fact(key, fact, |it| (*it).into());
    }
    for (key, names) in [("localSubnetNames", local_subnets), ("remoteSubnetNames", remote_subnets)] {
        body = body.some(key, (!names.is_empty()).then(|| names.clone()));
    }
    part(origin, body)
}

pub(super) fn nic(
    Nic { origin, provisioning, machine, addresses, security_group, dns_servers, ip_forwarding }: &Nic,
) -> Value {
    let body = Body::default()
        .provisioned(provisioning)
        .link("virtualMachine", machine.as_ref())
        .with("ipConfigurations", addresses.iter().map(address).collect::<Vec<_>>())
        .fact("networkSecurityGroup", security_group, link)
        .fact("dnsSettings", dns_servers, |it| json!({ "dnsServers": it }))
        .fact("enableIPForwarding", ip_forwarding, |it| (*it).into());
    resource(origin, "Microsoft.Network/networkInterfaces", body).into()
}

/// A machine, once more for each further word of its power state.
pub(super) fn machine(Machine { origin, power, nics }: &Machine) -> Vec<Value> {
    let nics = |it: Body| {
        it.fact("networkProfile", nics, |it| json!({ "networkInterfaces": it.iter().map(link).collect::<Vec<_>>() }))
    };
    let written = |power: Option<&String>| {
        let body = nics(Body::default().some("powerState", power.map(|it| format!("VM {it}"))));
        Value::from(resource(origin, "Microsoft.Compute/virtualMachines", body))
    };
    if power.is_empty() { vec![written(None)] } else { power.iter().map(|it| written(Some(it))).collect() }
}

fn address(NicAddress { address, subnet, groups }: &NicAddress) -> Value {
    let body = Body::default()
        .some("privateIPAddress", address.map(|it| it.to_string()))
        .link("subnet", subnet.as_ref())
        .fact("applicationSecurityGroups", groups, |it| it.iter().map(link).collect());
    json!({ "properties": Value::from(body) })
}

pub(super) fn route_table(
    RouteTable { origin, provisioning, location, propagation_disabled, routes }: &RouteTable,
) -> Vec<Value> {
    let body =
        Body::default()
            .provisioned(provisioning)
            .fact("disableBgpRoutePropagation", propagation_disabled, |it| (*it).into());
    let table = resource(origin, "Microsoft.Network/routeTables", body).some("location", location.as_deref());
    Family::new(origin, table).with("routes", routes, |it| route(origin, it)).documents()
}

fn route(of: &Origin, Route { name, destination, next_hop, next_hop_address }: &Route) -> Value {
    let body = Body::default()
        .some("addressPrefix", destination.as_ref().map(prefix))
        .some("nextHopType", next_hop.as_deref())
        .some("nextHopIpAddress", next_hop_address.as_deref());
    named(of, "routes", name, body)
}

fn prefix(destination: &RoutePrefix) -> String {
    match destination {
        RoutePrefix::Net(net) => net.to_string(),
        RoutePrefix::Ipv6 => "::/0".to_owned(),
        RoutePrefix::Tag(tag) => tag.clone(),
    }
}

/// No addresses, and no service tag.
const UNREADABLE: &str = "0/unreadable";

pub(super) fn effective_routes(EffectiveRoutes { file: _, routes }: &EffectiveRoutes) -> Value {
    let effective = |Route { name: _, destination, next_hop, next_hop_address }: &Route| {
        let list = |it: String| json!([it]);
        // A route without a readable prefix is not the same as no route.
        let prefix = destination.as_ref().map_or_else(|| UNREADABLE.to_owned(), prefix);
        Value::from(
            Body::default()
                .with("state", "Active")
                .with("addressPrefix", list(prefix))
                // The member that they are known by.
                .with("nextHopType", next_hop.as_deref())
                .some("nextHopIpAddress", next_hop_address.clone().map(list)),
        )
    };
    json!({ "value": routes.iter().map(effective).collect::<Vec<_>>() })
}

pub(super) fn gateway(Gateway { origin, provisioning, subnet, clients }: &Gateway) -> Value {
    let place = |it| json!([{ "properties": { "subnet": link(it) } }]);
    let pool = |it: &Vec<_>| json!({ "vpnClientAddressPool": { "addressPrefixes": texts(it) } });
    let body = Body::default().provisioned(provisioning).some("ipConfigurations", subnet.as_ref().map(place)).fact(
        "vpnClientConfiguration",
        clients,
        pool,
    );
    resource(origin, "Microsoft.Network/virtualNetworkGateways", body).into()
}

pub(super) fn connection(connection: &GatewayConnection) -> Value {
    let GatewayConnection {
        origin,
        provisioning,
        kind,
        status,
        gateway,
        remote_gateway,
        local_gateway,
        bgp,
        circuit,
        selectors,
    } = connection;
    let body = Body::default()
        .provisioned(provisioning)
        .some("connectionType", kind.as_deref())
        .some("connectionStatus", status.as_deref())
        .link("virtualNetworkGateway1", gateway.as_ref())
        .link("virtualNetworkGateway2", remote_gateway.as_ref())
        .link("localNetworkGateway2", local_gateway.as_ref())
        .fact("enableBgp", bgp, |it| (*it).into())
        .link("peer", circuit.as_ref())
        .fact("trafficSelectorPolicies", selectors, |it| super::joins::selectors(it));
    resource(origin, "Microsoft.Network/connections", body).into()
}

pub(super) fn local_gateway(LocalGateway { origin, provisioning, prefixes }: &LocalGateway) -> Value {
    let body = Body::default().provisioned(provisioning).fact(
        "localNetworkAddressSpace",
        prefixes,
        |it| json!({ "addressPrefixes": texts(it) }),
    );
    resource(origin, "Microsoft.Network/localNetworkGateways", body).into()
}
