//! Virtual networks, their subnets, and the peerings between them.

use ipnet::Ipv4Net;

use crate::{Fact, Id, Listing, Origin};

/// A virtual network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vnet {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `location`.
    pub location: Option<String>,
    /// `addressSpace.addressPrefixes`, the IPv4 ones.
    pub prefixes: Fact<Vec<Ipv4Net>>,
    /// `dhcpOptions.dnsServers`; none is Azure's own.
    pub dns_servers: Fact<Vec<String>>,
    /// `subnets`.
    pub subnets: Listing<Subnet>,
    /// `virtualNetworkPeerings`.
    pub peerings: Listing<Peering>,
}

/// A subnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnet {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `addressPrefix` or `addressPrefixes`, the IPv4 ones.
    pub prefixes: Vec<Ipv4Net>,
    /// `networkSecurityGroup.id`.
    pub security_group: Fact<Id>,
    /// `routeTable.id`.
    pub route_table: Fact<Id>,
    /// `delegations[].serviceName`.
    pub delegations: Fact<Vec<String>>,
    /// `serviceEndpoints`.
    pub service_endpoints: Fact<Vec<ServiceEndpoint>>,
    /// `privateEndpointNetworkPolicies`: Disabled, Enabled, NetworkSecurityGroupEnabled, RouteTableEnabled.
    pub endpoint_policies: Fact<String>,
    /// `natGateway.id`.
    pub nat_gateway: Fact<Id>,
}

/// A service that a subnet reaches from its own address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceEndpoint {
    /// `service`, as Microsoft.Sql.
    pub service: String,
    /// `provisioningState`.
    pub state: Option<String>,
    /// `locations`: the regions to whose servers it leads. Empty where it is not said, as in a template: the VNet's own.
    pub locations: Vec<String>,
}

impl ServiceEndpoint {
    /// One of this service as Azure makes it, for the regions that it chooses.
    #[must_use]
    pub fn made(service: &str) -> Self {
        Self { service: service.to_owned(), state: Some("Succeeded".to_owned()), locations: Vec::new() }
    }
}

/// One half of a peering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peering {
    /// Where it was read; its parent is the VNet whose side this is.
    pub origin: Origin,
    /// `remoteVirtualNetwork.id`.
    pub remote: Option<Id>,
    /// `peeringState`: Initiated, Connected, Disconnected.
    pub state: Option<String>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `peeringSyncLevel`: FullyInSync, LocalNotInSync, RemoteNotInSync, LocalAndRemoteNotInSync.
    pub sync_level: Option<String>,
    /// `allowVirtualNetworkAccess`.
    pub allow_access: Fact<bool>,
    /// `allowForwardedTraffic`.
    pub allow_forwarded: Fact<bool>,
    /// `allowGatewayTransit`.
    pub allow_gateway_transit: Fact<bool>,
    /// `useRemoteGateways`.
    pub use_remote_gateways: Fact<bool>,
    /// `remoteAddressSpace.addressPrefixes`: the destination ranges that this side routes to.
    pub remote_prefixes: Fact<Vec<Ipv4Net>>,
    /// `peerCompleteVnets`; none means true.
    pub complete_vnets: Fact<bool>,
    /// `localSubnetNames`, where not the complete VNets are peered.
    pub local_subnets: Vec<String>,
    /// `remoteSubnetNames`, where not the complete VNets are peered.
    pub remote_subnets: Vec<String>,
    /// `enableOnlyIPv6Peering`.
    pub only_ipv6: Fact<bool>,
}
