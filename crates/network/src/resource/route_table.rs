//! Route tables: the routes that people wrote, and those that Azure computed.

use ipnet::Ipv4Net;

use crate::{Fact, Listing, Origin};

/// A route table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteTable {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `location`: the region, in Azure's short name.
    pub location: Option<String>,
    /// `disableBgpRoutePropagation`.
    pub propagation_disabled: Fact<bool>,
    /// `routes`.
    pub routes: Listing<Route>,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `name`; effective routes have none.
    pub name: String,
    /// `addressPrefix`: addresses, or a service tag; `None` where it could not be read.
    pub destination: Option<RoutePrefix>,
    /// `nextHopType`: VirtualNetworkGateway, VnetLocal, Internet, VirtualAppliance, None, and in effective routes also
    /// VNetPeering, VirtualNetworkServiceEndpoint, InterfaceEndpoint.
    pub next_hop: Option<String>,
    /// `nextHopIpAddress`.
    pub next_hop_address: Option<String>,
}

/// What a route leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutePrefix {
    /// Addresses.
    Net(Ipv4Net),
    /// Addresses of IPv6, which no packet of a connection has.
    Ipv6,
    /// A service tag.
    Tag(String),
}

/// The routes that Azure computed for a network interface; only the active ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveRoutes {
    /// The file that it was read from.
    pub file: usize,
    /// The active routes, one entry for each prefix.
    pub routes: Vec<Route>,
}
