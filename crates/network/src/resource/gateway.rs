//! VPN and ExpressRoute gateways, and what they connect to.

use ipnet::Ipv4Net;

use crate::{Fact, Id, Origin};

/// A VPN or ExpressRoute gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `ipConfigurations[0].subnet.id`, which says in which VNet it stands.
    pub subnet: Option<Id>,
    /// `vpnClientConfiguration.vpnClientAddressPool.addressPrefixes`: where the clients of its point-to-site VPN are.
    pub clients: Fact<Vec<Ipv4Net>>,
}

/// A VPN or ExpressRoute connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayConnection {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `connectionType`: IPsec, Vnet2Vnet, ExpressRoute.
    pub kind: Option<String>,
    /// `connectionStatus`: Unknown, Connecting, Connected, NotConnected.
    pub status: Option<String>,
    /// `virtualNetworkGateway1.id`.
    pub gateway: Option<Id>,
    /// `virtualNetworkGateway2.id`.
    pub remote_gateway: Option<Id>,
    /// `localNetworkGateway2.id`.
    pub local_gateway: Option<Id>,
    /// `enableBgp`.
    pub bgp: Fact<bool>,
    /// `peer.id`: the circuit of ExpressRoute.
    pub circuit: Option<Id>,
    /// `trafficSelectorPolicies[]`: of each the local and the remote ranges. None is every range.
    pub selectors: Fact<Vec<TrafficSelector>>,
}

/// The ranges that a VPN connection takes packets between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrafficSelector {
    /// `localAddressRanges`.
    pub local: Vec<Ipv4Net>,
    /// `remoteAddressRanges`.
    pub remote: Vec<Ipv4Net>,
}

/// The destination network of a site-to-site connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalGateway {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `localNetworkAddressSpace.addressPrefixes`.
    pub prefixes: Fact<Vec<Ipv4Net>>,
}
