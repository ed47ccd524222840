//! Defines what joins networks besides peerings: firewalls and appliances that packets are sent on by, hubs of Virtual
//! WAN, what Virtual Network Manager has put in effect, and what gives the packets of a subnet their public address.
//!
//! Names and values are those of Microsoft.Network 2024-05-01.
#![expect(clippy::doc_markdown, reason = "the words are Azure's, not ours")]

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{Fact, Id, Listing, Origin, PortRange, security::AdminRule};

/// Everything of it that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joins {
    /// `Microsoft.Network/azureFirewalls`.
    pub firewalls: Vec<AzureFirewall>,
    /// `Microsoft.Network/firewallPolicies`.
    pub policies: Vec<FirewallPolicy>,
    /// `Microsoft.Network/ipGroups`.
    pub ip_groups: Vec<IpGroup>,
    /// `Microsoft.Network/loadBalancers`.
    pub balancers: Vec<LoadBalancer>,
    /// `Microsoft.Network/natGateways`.
    pub nat_gateways: Vec<NatGateway>,
    /// `Microsoft.Network/publicIPAddresses` and `publicIPPrefixes`.
    pub public_addresses: Vec<PublicAddress>,
    /// `Microsoft.Network/virtualHubs`.
    pub hubs: Vec<VirtualHub>,
    /// `Microsoft.Network/expressRouteCircuits`.
    pub circuits: Vec<Circuit>,
    /// `Microsoft.Network/networkManagers/networkGroups/staticMembers`.
    pub members: Vec<GroupMember>,
    /// `Microsoft.Network/networkManagers/connectivityConfigurations`: planned, and perhaps not deployed.
    pub connectivity: Vec<Connectivity>,
    /// Rules of `Microsoft.Network/networkManagers/securityAdminConfigurations`: planned, and perhaps not deployed.
    pub admin_rules: Vec<PlannedRule>,
    /// Security admin configurations of Virtual Network Manager, and their rule collections, whose rules may be in no file.
    pub admin_parents: Vec<AdminParent>,
    /// What `az network manager list-effective-connectivity-config` printed.
    pub effective_connectivity: Vec<Effective<Connectivity>>,
    /// What `az network manager list-effective-security-admin-rule` printed.
    pub effective_admin_rules: Vec<Effective<PlannedRule>>,
}

impl Joins {
    /// The firewall policy of this id.
    #[must_use]
    pub fn policy(&self, id: &Id) -> Option<&FirewallPolicy> {
        self.policies.iter().find(|it| it.origin.id == *id)
    }
}

/// An Azure Firewall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AzureFirewall {
    /// Where it was read.
    pub origin: Origin,
    /// `ipConfigurations[].privateIPAddress`, or `hubIPAddresses.privateIPAddress`.
    pub addresses: Vec<Ipv4Addr>,
    /// `ipConfigurations[].subnet.id`.
    pub subnet: Option<Id>,
    /// `virtualHub.id`.
    pub hub: Option<Id>,
    /// `ipConfigurations[].publicIPAddress.id`.
    pub public_addresses: Vec<Id>,
    /// `firewallPolicy.id`.
    pub policy: Fact<Id>,
    /// `networkRuleCollections`, which only count without a policy.
    pub collections: Fact<Vec<RuleCollection>>,
    /// `additionalProperties["Network.SNAT.PrivateRanges"]`, which only counts without a policy: as of a policy.
    pub private_ranges: Fact<Vec<Ipv4Net>>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
}

/// A firewall policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirewallPolicy {
    /// Where it was read.
    pub origin: Origin,
    /// `basePolicy.id`, whose rules come first.
    pub base: Fact<Id>,
    /// `dnsSettings.enableProxy`; none means off.
    pub dns_proxy: Fact<bool>,
    /// `dnsSettings.servers`; none is Azure's own.
    pub dns_servers: Fact<Vec<String>>,
    /// `snat.privateRanges`: where packets go that keep the client's address; none is every private range.
    pub private_ranges: Fact<Vec<Ipv4Net>>,
    /// `ruleCollectionGroups`: as many as the policy names, where it does.
    pub groups: Listing<RuleGroup>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
}

/// A rule collection group of a firewall policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleGroup {
    /// Where it was read.
    pub origin: Origin,
    /// `priority`; the lowest comes first.
    pub priority: Option<u32>,
    /// `ruleCollections` that filter, as far as they have network rules.
    pub collections: Fact<Vec<RuleCollection>>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
}

/// A collection of network rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCollection {
    /// `name`.
    pub name: String,
    /// `priority`; the lowest comes first.
    pub priority: Option<u32>,
    /// `action.type`: whether it is Allow.
    pub allow: Option<bool>,
    /// `rules` of type `NetworkRule`.
    pub rules: Vec<NetworkRule>,
    /// `provisioningState` of Azure's last change of one of a firewall's own; none for one of a policy, whose group has it.
    pub provisioning: Fact<String>,
}

/// A network rule of a firewall. A field that could not be read is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkRule {
    /// `name`.
    pub name: String,
    /// `ipProtocols`, in lower case; `any` is every one.
    pub protocols: Option<Vec<String>>,
    /// `sourceAddresses`.
    pub sources: Option<Vec<RuleEnd>>,
    /// `sourceIpGroups`.
    pub source_groups: Vec<Id>,
    /// `destinationAddresses`.
    pub destinations: Option<Vec<RuleEnd>>,
    /// `destinationIpGroups`.
    pub destination_groups: Vec<Id>,
    /// `destinationFqdns`.
    pub hosts: Vec<String>,
    /// `destinationPorts`.
    pub ports: Option<Vec<PortRange>>,
}

/// What a rule of a firewall names as one end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleEnd {
    /// `*`.
    Any,
    /// From one address to another, both included.
    Range(Ipv4Addr, Ipv4Addr),
    /// Addresses of IPv6.
    Ipv6,
    /// A service tag.
    Tag(String),
}

/// An IP group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpGroup {
    /// Where it was read.
    pub origin: Origin,
    /// `ipAddresses`.
    pub addresses: Fact<Vec<RuleEnd>>,
}

/// A load balancer, as far as it may be the next hop of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadBalancer {
    /// Where it was read.
    pub origin: Origin,
    /// `frontendIPConfigurations[].privateIPAddress`.
    pub addresses: Vec<Ipv4Addr>,
    /// `frontendIPConfigurations[].subnet.id`.
    pub subnet: Option<Id>,
}

/// A NAT gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NatGateway {
    /// Where it was read.
    pub origin: Origin,
    /// `publicIpAddresses[].id` and `publicIpPrefixes[].id`.
    pub addresses: Fact<Vec<Id>>,
}

/// A public address, or a range of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAddress {
    /// Where it was read.
    pub origin: Origin,
    /// `ipAddress`, or `ipPrefix`.
    pub net: Option<Ipv4Net>,
}

/// A hub of Virtual WAN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VirtualHub {
    /// Where it was read.
    pub origin: Origin,
    /// `virtualWan.id`.
    pub wan: Option<Id>,
    /// `sku`: Basic, Standard.
    pub sku: Option<String>,
    /// `routingState`: Provisioned, Provisioning, Failed, None.
    pub routing_state: Option<String>,
    /// `azureFirewall.id`.
    pub firewall: Fact<Id>,
    /// Whether it has what may announce routes to it: `vpnGateway`, `expressRouteGateway`, `p2SVpnGateway` or `bgpConnections`.
    pub is_announced_to: Fact<bool>,
    /// `hubVirtualNetworkConnections`.
    pub connections: Listing<HubConnection>,
    /// `hubRouteTables`.
    pub tables: Listing<HubTable>,
    /// `routingIntent`.
    pub intents: Listing<RoutingIntent>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
}

/// A VNet's connection to a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubConnection {
    /// Where it was read.
    pub origin: Origin,
    /// `remoteVirtualNetwork.id`.
    pub vnet: Option<Id>,
    /// `provisioningState`.
    pub provisioning: Fact<String>,
    /// `routingConfiguration.associatedRouteTable.id`; none is the default table.
    pub associated: Fact<Id>,
    /// `routingConfiguration.propagatedRouteTables.ids`; none is the default table.
    pub propagated: Fact<Vec<Id>>,
    /// `routingConfiguration.propagatedRouteTables.labels`.
    pub labels: Fact<Vec<String>>,
    /// `enableInternetSecurity`: whether the hub gives the VNet its route for everything, where it has one.
    pub takes_default_route: Fact<bool>,
    /// Whether it has `routingConfiguration.vnetRoutes.staticRoutes`, which may lead to an appliance in the VNet.
    pub has_routes: Fact<bool>,
}

/// A route table of a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubTable {
    /// Where it was read.
    pub origin: Origin,
    /// `labels`.
    pub labels: Fact<Vec<String>>,
    /// Whether it has `routes` of its own, which may lead to a firewall.
    pub has_routes: Fact<bool>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
}

/// What a hub sends to a firewall or an appliance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingIntent {
    /// Where it was read.
    pub origin: Origin,
    /// `routingPolicies`: of each the destinations, as Internet and PrivateTraffic, and the next hop.
    pub policies: Fact<Vec<(Vec<String>, Id)>>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
}

/// A circuit of ExpressRoute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circuit {
    /// Where it was read.
    pub origin: Origin,
    /// `serviceProviderProvisioningState`: NotProvisioned, Provisioning, Provisioned, Deprovisioning.
    pub provider_state: Option<String>,
    /// `circuitProvisioningState`: Enabled, Disabled.
    pub state: Option<String>,
}

/// A VNet in a network group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// Where it was read; its parent is the network group.
    pub origin: Origin,
    /// `resourceId`.
    pub vnet: Option<Id>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
}

/// A connectivity configuration of Virtual Network Manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connectivity {
    /// Where it was read.
    pub origin: Origin,
    /// `connectivityTopology`: Mesh, HubAndSpoke.
    pub topology: Option<String>,
    /// `hubs[].resourceId`.
    pub hubs: Vec<Id>,
    /// `appliesToGroups[]`: the group, whether its `groupConnectivity` is DirectlyConnected, and whether it is global.
    pub groups: Vec<(Id, bool, bool)>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
}

/// A rule of a security admin configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRule {
    /// Where it was read.
    pub origin: Origin,
    /// The rule.
    pub rule: AdminRule,
    /// `ruleCollectionAppliesToGroups[].networkGroupId`, where it is said beside the rule.
    pub groups: Vec<Id>,
}

/// A security admin configuration, or a rule collection of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminParent {
    /// Where it was read.
    pub origin: Origin,
}

impl Joins {
    /// The security admin configurations and rule collections of which no file holds what is in them.
    pub fn unlisted(&self) -> impl Iterator<Item = &AdminParent> {
        let ids =
            || self.admin_rules.iter().map(|it| &it.origin.id).chain(self.admin_parents.iter().map(|it| &it.origin.id));
        let is_filled =
            move |parent: &&AdminParent| ids().any(|it| *it != parent.origin.id && it.is_part_of(&parent.origin.id));
        self.admin_parents.iter().filter(move |it| !is_filled(it))
    }
}

/// What is in effect for one VNet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective<T> {
    /// The file that it was read from.
    pub file: usize,
    /// The VNet that it was asked of, where these are all: Azure does not say it.
    pub vnet: Option<Id>,
    /// What was printed.
    pub items: Vec<T>,
}

/// What an Azure Firewall answers to those who ask it for names.
#[derive(Debug, Clone, Copy)]
pub struct DnsProxy<'a> {
    /// The firewall.
    pub firewall: &'a AzureFirewall,
    /// Its policy, where it has one that was read.
    pub policy: Option<&'a FirewallPolicy>,
    /// Whether its DNS proxy is on: none where it is certain that it is off.
    pub is_on: Fact<bool>,
    /// The servers that it asks; none is Azure's own.
    pub servers: &'a Fact<Vec<String>>,
}

impl DnsProxy<'_> {
    /// The VNet that the firewall stands in, whose links to zones count where it asks Azure's own servers.
    #[must_use]
    pub fn vnet(&self) -> Option<Id> {
        self.firewall.subnet.as_ref()?.parent()
    }
}

/// The Azure Firewall of which this is the private address, and what its policy says of DNS. Where several have the
/// address, the VNet that asks says which one is meant: all are given.
///
/// Source: "Azure Firewall DNS settings" (2025-05-15): the proxy is off by default, and a firewall without servers of its
/// own asks Azure's. A child policy inherits all DNS settings of its parent, and may override them.
pub fn dns_proxy(network: &super::Network, address: Ipv4Addr) -> impl Iterator<Item = DnsProxy<'_>> {
    const NOT_READ: &Fact<Vec<String>> = &Fact::Unknown;
    let policy_of = |id: &Id| network.joins.policy(id);
    network.joins.firewalls.iter().filter(move |it| it.addresses.contains(&address)).map(move |firewall| {
        let policy = firewall.policy.known().and_then(policy_of);
        let (is_on, servers) = match policy {
            // What a firewall without a policy does, its own additional properties say, which are not read.
            None => (Fact::Unknown, NOT_READ),
            Some(own) => match (&own.base, own.dns_proxy, &own.dns_servers) {
                (Fact::None, ..) => (own.dns_proxy, &own.dns_servers),
                (base, Fact::None, Fact::None) => {
                    let parent = base.known().and_then(policy_of).filter(|it| it.base == Fact::None);
                    parent.map_or((Fact::Unknown, NOT_READ), |it| (it.dns_proxy, &it.dns_servers))
                }
                // Whether settings of which a part is missing override the others, no document says.
                (_, is_on @ Fact::Known(_), servers @ Fact::Known(_)) => (is_on, servers),
                (_, Fact::Known(false), _) => (Fact::Known(false), NOT_READ),
                (_, Fact::Known(true), _) => (Fact::Known(true), NOT_READ),
                _ => (Fact::Unknown, NOT_READ),
            },
        };
        DnsProxy { firewall, policy, is_on, servers }
    })
}
