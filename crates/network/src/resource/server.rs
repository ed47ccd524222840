//! PostgreSQL servers, and what they say of who may connect.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{Fact, Id, Listing, Origin};

/// What a PostgreSQL server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerKind {
    /// `Microsoft.DBforPostgreSQL/servers`.
    Single,
    /// `Microsoft.DBforPostgreSQL/flexibleServers`.
    Flexible,
}

/// A PostgreSQL server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Where it was read.
    pub origin: Origin,
    /// What it is.
    pub kind: ServerKind,
    /// `fullyQualifiedDomainName`.
    pub host: Option<String>,
    /// `location`, as it was written.
    pub location: Option<String>,
    /// `sku.tier`.
    pub tier: Option<String>,
    /// `state` of a flexible server, `userVisibleState` of a single one: Ready, Stopped, Updating and others.
    pub state: Option<String>,
    /// `replicationRole`, or `replica.role`: Primary, None, AsyncReplica, GeoAsyncReplica; of a single server Master, Replica
    /// or nothing.
    pub replication_role: Option<String>,
    /// `cluster.clusterSize`, which only an elastic cluster has; [`Server::UNSIZED`] where there is a `cluster` of no size.
    pub cluster_size: Option<u32>,
    /// `sslEnforcement` of a single server: whether it refuses a connection without TLS.
    pub tls_enforced: Fact<bool>,
    /// `publicNetworkAccess` of a single server, `network.publicNetworkAccess` of a flexible one: whether it is Enabled.
    pub public_access: Fact<bool>,
    /// `network.delegatedSubnetResourceId`. A single server has none.
    pub delegated_subnet: Fact<Id>,
    /// `network.privateDnsZoneArmResourceId`.
    pub private_dns_zone: Fact<Id>,
    /// `privateEndpointConnections`.
    pub endpoint_connections: Listing<EndpointConnection>,
    /// `firewallRules`.
    pub firewall_rules: Listing<FirewallRule>,
    /// `virtualNetworkRules`, which only a single server has.
    pub vnet_rules: Listing<VnetRule>,
}

impl Server {
    /// The size of a cluster that does not say its size.
    pub const UNSIZED: u32 = u32::MAX;
}

/// What a server says of a private endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointConnection {
    /// Where it was read.
    pub origin: Origin,
    /// `privateEndpoint.id`.
    pub endpoint: Option<Id>,
    /// `privateLinkServiceConnectionState.status`: Approved, Pending, Rejected, Disconnected.
    pub status: Option<String>,
    /// `groupIds`. A single server's own list leaves them out.
    pub groups: Fact<Vec<String>>,
    /// `provisioningState`: Approving, Ready, Dropping, Failed, Rejecting; of a flexible server Succeeded.
    pub provisioning: Fact<String>,
}

/// A range of addresses that a server admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirewallRule {
    /// Where it was read.
    pub origin: Origin,
    /// `startIpAddress`.
    pub start: Ipv4Addr,
    /// `endIpAddress`, which belongs to the range.
    pub end: Ipv4Addr,
}

impl FirewallRule {
    /// Whether it admits any address of a range.
    #[must_use]
    pub fn meets(&self, net: Ipv4Net) -> bool {
        self.start <= net.broadcast() && net.network() <= self.end
    }
}

/// A subnet that a single server admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VnetRule {
    /// Where it was read.
    pub origin: Origin,
    /// `virtualNetworkSubnetId`.
    pub subnet: Option<Id>,
    /// `state`: Ready, Initializing, InProgress, Deleting, Unknown.
    pub state: Option<String>,
}

/// The service whose endpoint a VNet rule of a PostgreSQL server asks for at the client's subnet.
///
/// Source: "Use Virtual Network service endpoints and rules (single server)" (2023-06-24).
pub const SQL_SERVICE: &str = "Microsoft.Sql";
