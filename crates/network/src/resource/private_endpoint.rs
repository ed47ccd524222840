//! Private endpoints, and the zones that they write their records to.

use std::net::Ipv4Addr;

use crate::{Fact, Id, Origin};

/// A private endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateEndpoint {
    /// Where it was read.
    pub origin: Origin,
    /// `location`.
    pub location: Option<String>,
    /// `subnet.id`.
    pub subnet: Option<Id>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `privateLinkServiceConnections` and `manualPrivateLinkServiceConnections`.
    pub services: Vec<EndpointService>,
    /// `customDnsConfigs[].ipAddresses` and `ipConfigurations[].privateIPAddress`, each once.
    pub addresses: Vec<Ipv4Addr>,
    /// `networkInterfaces[].id`.
    pub nics: Vec<Id>,
    /// `applicationSecurityGroups[].id`.
    pub groups: Fact<Vec<Id>>,
    /// `customNetworkInterfaceName`: none where Azure named the network interface.
    pub nic_name: Fact<String>,
}

/// What a private endpoint leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointService {
    /// `privateLinkServiceId`.
    pub service: Option<Id>,
    /// `groupIds`.
    pub groups: Fact<Vec<String>>,
    /// `privateLinkServiceConnectionState.status`.
    pub status: Option<String>,
}

/// The zones that a private endpoint writes its records to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneGroup {
    /// Where it was read; its parent's name is the endpoint's.
    pub origin: Origin,
    /// `provisioningState`.
    pub state: Option<String>,
    /// `privateDnsZoneConfigs`.
    pub zones: Vec<ZoneGroupEntry>,
}

/// One zone of a zone group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneGroupEntry {
    /// `privateDnsZoneId`.
    pub zone: Option<Id>,
    /// `recordSets[]`: `recordSetName` and `ipAddresses` of the A records.
    pub records: Vec<(String, Vec<Ipv4Addr>)>,
}
