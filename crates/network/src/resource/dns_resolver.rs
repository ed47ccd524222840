//! DNS Private Resolvers: where they are asked, and whom they ask.

use std::net::Ipv4Addr;

use crate::{Fact, Id, Listing, Origin};

/// An inbound endpoint of a DNS Private Resolver: a DNS server that asks Azure's from its own virtual network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundEndpoint {
    /// Where it was read.
    pub origin: Origin,
    /// `ipConfigurations[].privateIpAddress`.
    pub addresses: Vec<Ipv4Addr>,
    /// `ipConfigurations[].subnet.id` of the first, which says in which VNet it stands.
    pub subnet: Option<Id>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed, Canceled.
    pub provisioning: Fact<String>,
}

/// A DNS forwarding ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruleset {
    /// Where it was read.
    pub origin: Origin,
    /// `forwardingRules`.
    pub rules: Listing<ForwardingRule>,
    /// `virtualNetworkLinks`.
    pub links: Listing<RulesetLink>,
}

/// A rule of a ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardingRule {
    /// Where it was read.
    pub origin: Origin,
    /// `domainName`, as `postgres.database.azure.com.`; `.` is every name.
    pub domain: Option<String>,
    /// `targetDnsServers[].ipAddress`.
    pub servers: Fact<Vec<String>>,
    /// `forwardingRuleState`: Enabled, Disabled.
    pub state: Option<String>,
}

/// A link that makes a virtual network follow a ruleset, or a DNS security policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesetLink {
    /// Where it was read.
    pub origin: Origin,
    /// `virtualNetwork.id`.
    pub vnet: Option<Id>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed, Canceled.
    pub provisioning: Fact<String>,
}
