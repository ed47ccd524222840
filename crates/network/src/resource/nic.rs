//! Network interfaces of machines and private endpoints.

use std::net::Ipv4Addr;

use crate::{Fact, Id, Origin};

/// A network interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nic {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `virtualMachine.id`.
    pub machine: Option<Id>,
    /// `ipConfigurations`.
    pub addresses: Vec<NicAddress>,
    /// `networkSecurityGroup.id`.
    pub security_group: Fact<Id>,
    /// `dnsSettings.dnsServers`.
    pub dns_servers: Fact<Vec<String>>,
    /// `enableIPForwarding`.
    pub ip_forwarding: Fact<bool>,
}

/// One address of a network interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NicAddress {
    /// `privateIPAddress`.
    pub address: Option<Ipv4Addr>,
    /// `subnet.id`.
    pub subnet: Option<Id>,
    /// `applicationSecurityGroups[].id`.
    pub groups: Fact<Vec<Id>>,
}
