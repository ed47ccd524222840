//! Network security groups: the rules that people wrote, and those that Azure computed of them.

use ipnet::Ipv4Net;

use crate::{Fact, Id, Listing, Origin};

/// A network security group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityGroup {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `securityRules`.
    pub rules: Listing<SecurityRule>,
    /// `defaultSecurityRules`; where they were not read, the ones that every group has.
    pub default_rules: Vec<SecurityRule>,
}

/// A rule of a security group. A field that could not be read is `None`: then it is not known what the rule does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityRule {
    /// `name`.
    pub name: String,
    /// `priority`; the lowest comes first.
    pub priority: Option<u16>,
    /// `direction`.
    pub direction: Option<Direction>,
    /// `access`: whether it is Allow.
    pub allow: Option<bool>,
    /// `protocol` in lower case: `tcp`, `udp`, `icmp`, `esp`, `ah`, `*`.
    pub protocol: Option<String>,
    /// `sourcePortRange` and `sourcePortRanges` together.
    pub source_ports: Option<Vec<PortRange>>,
    /// `destinationPortRange` and `destinationPortRanges` together.
    pub destination_ports: Option<Vec<PortRange>>,
    /// `sourceAddressPrefix`, `sourceAddressPrefixes` and `sourceApplicationSecurityGroups` together.
    pub sources: Option<Vec<Peer>>,
    /// The same for the destination.
    pub destinations: Option<Vec<Peer>>,
}

/// The direction that a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Packets that come in.
    Inbound,
    /// Packets that go out.
    Outbound,
}

/// Ports from one to another, both included. All of them are 0 to 65535.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortRange {
    /// The first.
    pub from: u16,
    /// The last.
    pub to: u16,
}

/// What a rule names as one end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peer {
    /// `*`, `Any` or `0.0.0.0/0`.
    Any,
    /// Addresses.
    Net(Ipv4Net),
    /// Addresses of IPv6, which no packet of a connection has.
    Ipv6,
    /// A service tag, as VirtualNetwork, Internet, Sql.EastUS.
    Tag(String),
    /// An application security group.
    Group(Id),
    /// A service tag with the addresses that Azure expanded it to, in effective rules.
    Expanded(String, Vec<Ipv4Net>),
}

/// The rules of one security group as Azure computed them for a network interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveRules {
    /// The file that it was read from.
    pub file: usize,
    /// `networkSecurityGroup.id`.
    pub security_group: Option<Id>,
    /// `association.subnet.id`.
    pub subnet: Option<Id>,
    /// `association.networkInterface.id`.
    pub nic: Option<Id>,
    /// Whether `association.networkManager` names a Virtual Network Manager, whose rules come before these.
    pub has_admin_rules: bool,
    /// `effectiveSecurityRules`, default rules among them.
    pub rules: Vec<SecurityRule>,
}
