//! Gateways, their connections to networks outside of Azure, and what service tags stand for.

use pgreach_network::{Gateway, GatewayConnection, LocalGateway, Origin, ServiceTag, TrafficSelector};

use super::{body::Body, key::Key};

pub(super) fn gateway(origin: Origin, body: Body<'_>) -> Gateway {
    let body = body.whole_with(&[Key::ProvisioningState, Key::IpConfigurations]);
    let first = body.parts(Key::IpConfigurations).unwrap_or_default().into_iter().next();
    Gateway {
        origin,
        provisioning: body.last_change(),
        subnet: first.and_then(|it| it.known_id(Key::Subnet)),
        clients: body.in_part(Key::VpnClientConfiguration, |it| {
            it.open().in_part(Key::VpnClientAddressPool, |it| it.nets(Key::AddressPrefixes))
        }),
    }
}

pub(super) fn connection(origin: Origin, body: Body<'_>) -> GatewayConnection {
    let body = body.whole_with(&[Key::ProvisioningState, Key::ConnectionType]);
    // Azure prints this flag always ("Virtual Network Gateway Connections - Get", REST API, 2024-01-01); a template has a default.
    let flags = if body.is_template() { body } else { body.open() };
    GatewayConnection {
        origin,
        provisioning: body.last_change(),
        kind: body.said(Key::ConnectionType),
        status: body.said(Key::ConnectionStatus),
        gateway: body.known_id(Key::VirtualNetworkGateway1),
        remote_gateway: body.known_id(Key::VirtualNetworkGateway2),
        local_gateway: body.known_id(Key::LocalNetworkGateway2),
        bgp: flags.flag(Key::EnableBgp),
        circuit: body.known_id(Key::Peer),
        selectors: body.each(Key::TrafficSelectorPolicies, |it| {
            let nets = |key| it.nets(key).known().cloned();
            Some(TrafficSelector { local: nets(Key::LocalAddressRanges)?, remote: nets(Key::RemoteAddressRanges)? })
        }),
    }
}

pub(super) fn local_gateway(origin: Origin, body: Body<'_>) -> LocalGateway {
    let body = body.whole_with(&[Key::ProvisioningState, Key::LocalNetworkAddressSpace]);
    LocalGateway {
        origin,
        provisioning: body.last_change(),
        prefixes: body.in_part(Key::LocalNetworkAddressSpace, |it| it.nets(Key::AddressPrefixes)),
    }
}

/// A tag whose addresses can be read.
pub(super) fn service_tag(body: Body<'_>) -> Option<ServiceTag> {
    let prefixes = body.nets(Key::AddressPrefixes).known().cloned()?;
    Some(ServiceTag { name: body.said(Key::Name)?, file: body.file(), prefixes })
}
