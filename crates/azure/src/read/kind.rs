//! The types of resources that are read, and what people call them.

use pgreach_network::ServerKind;
use pgreach_rules::Export;

/// What a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Server(ServerKind),
    Migration,
    Vnet,
    SecurityGroup,
    /// It is named by others, and says nothing more itself.
    ApplicationGroup,
    Nic,
    Machine,
    RouteTable,
    PrivateEndpoint,
    ZoneGroup,
    Zone,
    /// Its endpoints say all of it.
    Resolver,
    InboundEndpoint,
    Ruleset,
    DnsPolicy,
    DomainList,
    Gateway,
    GatewayConnection,
    LocalGateway,
    Firewall,
    Policy,
    IpGroup,
    Balancer,
    NatGateway,
    PublicAddress,
    Hub,
    Circuit,
    Member,
    Connectivity,
    AdminRule,
    AdminParent,
    Child(Children),
}

/// The children that a resource has in one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Children {
    FirewallRules,
    VnetRules,
    EndpointConnections,
    Subnets,
    Peerings,
    Rules,
    Routes,
    Links,
    Records,
    ZoneGroups,
    RuleGroups,
    HubConnections,
    HubTables,
    Intents,
    ForwardingRules,
    RulesetLinks,
    DnsRules,
    PolicyLinks,
}

impl Children {
    /// What an envelope says that it holds: an export of ours, or children that are only exported with their parent, by
    /// the last part of their type.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let with_parent = [
            Self::Subnets,
            Self::Peerings,
            Self::Rules,
            Self::Routes,
            Self::RuleGroups,
            Self::HubConnections,
            Self::HubTables,
            Self::Intents,
            Self::ForwardingRules,
            Self::RulesetLinks,
            Self::DnsRules,
            Self::PolicyLinks,
        ];
        Export::from_word(word)
            .and_then(Self::of_export)
            .or_else(|| with_parent.into_iter().find(|it| it.word() == word))
    }

    const fn of_export(export: Export) -> Option<Self> {
        Some(match export {
            Export::FirewallRules => Self::FirewallRules,
            Export::VnetRules => Self::VnetRules,
            Export::EndpointConnections => Self::EndpointConnections,
            Export::ZoneLinks => Self::Links,
            Export::ZoneRecords => Self::Records,
            Export::ZoneGroups => Self::ZoneGroups,
            _ => return None,
        })
    }

    /// What an envelope calls them.
    const fn word(self) -> &'static str {
        match self {
            // Zones have links of that name too.
            Self::RulesetLinks => "rulesetLinks",
            Self::PolicyLinks => "policyLinks",
            _ => self.segment(),
        }
    }

    /// The last part of their type.
    pub(super) const fn segment(self) -> &'static str {
        match self {
            Self::FirewallRules => "firewallRules",
            Self::VnetRules => "virtualNetworkRules",
            Self::EndpointConnections => "privateEndpointConnections",
            Self::Subnets => "subnets",
            Self::Peerings => "virtualNetworkPeerings",
            Self::Rules => "securityRules",
            Self::Routes => "routes",
            Self::Links | Self::RulesetLinks | Self::PolicyLinks => "virtualNetworkLinks",
            Self::Records => "A",
            Self::ZoneGroups => "privateDnsZoneGroups",
            Self::RuleGroups => super::joins::RULE_GROUPS,
            Self::HubConnections => super::joins::HUB_CONNECTIONS,
            Self::HubTables => super::joins::HUB_TABLES,
            Self::Intents => super::joins::INTENTS,
            Self::ForwardingRules => "forwardingRules",
            Self::DnsRules => "dnsSecurityRules",
        }
    }
}

impl Kind {
    /// The kind of a type in lower case, and its words.
    pub(super) fn of_type(kind: &str) -> Option<(Self, &'static str)> {
        use Children::{
            EndpointConnections, FirewallRules, ForwardingRules, Links, Peerings, Records, Routes, Rules, RulesetLinks,
            Subnets, VnetRules,
        };
        if let Some(kind) = kind.strip_prefix("microsoft.dbforpostgresql/") {
            return Some(match kind {
                "servers" => (Self::Server(ServerKind::Single), "single server"),
                "flexibleservers" => (Self::Server(ServerKind::Flexible), "flexible server"),
                "servers/firewallrules" | "flexibleservers/firewallrules" => {
                    (Self::Child(FirewallRules), "firewall rule")
                }
                "servers/virtualnetworkrules" => (Self::Child(VnetRules), "VNet rule"),
                "servers/privateendpointconnections" | "flexibleservers/privateendpointconnections" => {
                    (Self::Child(EndpointConnections), "private endpoint connection")
                }
                "flexibleservers/migrations" => (Self::Migration, "migration"),
                _ => return None,
            });
        }
        if kind == "microsoft.compute/virtualmachines" {
            return Some((Self::Machine, "virtual machine"));
        }
        // Azure's own example of a zone group names another parent than a private endpoint.
        if kind.ends_with("/privatednszonegroups") {
            return Some((Self::ZoneGroup, "DNS zone group"));
        }
        Some(match kind.strip_prefix("microsoft.network/")? {
            "virtualnetworks" => (Self::Vnet, "virtual network"),
            "virtualnetworks/subnets" => (Self::Child(Subnets), "subnet"),
            "virtualnetworks/virtualnetworkpeerings" => (Self::Child(Peerings), "peering"),
            "networksecuritygroups" => (Self::SecurityGroup, "network security group"),
            "networksecuritygroups/securityrules" | "networksecuritygroups/defaultsecurityrules" => {
                (Self::Child(Rules), "security rule")
            }
            "applicationsecuritygroups" => (Self::ApplicationGroup, "application security group"),
            "networkinterfaces" => (Self::Nic, "network interface"),
            "routetables" => (Self::RouteTable, "route table"),
            "routetables/routes" => (Self::Child(Routes), "route"),
            "privateendpoints" => (Self::PrivateEndpoint, "private endpoint"),
            "privatednszones" => (Self::Zone, "private DNS zone"),
            "privatednszones/virtualnetworklinks" => (Self::Child(Links), "virtual network link"),
            "dnsresolvers" | "dnsresolvers/outboundendpoints" => (Self::Resolver, "DNS Private Resolver"),
            "dnsresolvers/inboundendpoints" => (Self::InboundEndpoint, "inbound endpoint of a DNS resolver"),
            "dnsforwardingrulesets" => (Self::Ruleset, "DNS forwarding ruleset"),
            "dnsforwardingrulesets/forwardingrules" => (Self::Child(ForwardingRules), "DNS forwarding rule"),
            "dnsforwardingrulesets/virtualnetworklinks" => {
                (Self::Child(RulesetLinks), "link of a DNS forwarding ruleset")
            }
            "dnsresolverpolicies" => (Self::DnsPolicy, "DNS security policy"),
            "dnsresolverpolicies/dnssecurityrules" => {
                (Self::Child(Children::DnsRules), "rule of a DNS security policy")
            }
            "dnsresolverpolicies/virtualnetworklinks" => {
                (Self::Child(Children::PolicyLinks), "link of a DNS security policy")
            }
            "dnsresolverdomainlists" => (Self::DomainList, "DNS domain list"),
            "virtualnetworkgateways" => (Self::Gateway, "virtual network gateway"),
            "connections" => (Self::GatewayConnection, "VPN connection"),
            "localnetworkgateways" => (Self::LocalGateway, "local network gateway"),
            "azurefirewalls" => (Self::Firewall, "Azure Firewall"),
            "firewallpolicies" => (Self::Policy, "firewall policy"),
            "firewallpolicies/rulecollectiongroups" => (Self::Child(Children::RuleGroups), "rule collection group"),
            "ipgroups" => (Self::IpGroup, "IP group"),
            "loadbalancers" => (Self::Balancer, "load balancer"),
            "natgateways" => (Self::NatGateway, "NAT gateway"),
            "publicipaddresses" => (Self::PublicAddress, "public IP address"),
            "publicipprefixes" => (Self::PublicAddress, "public IP prefix"),
            "virtualhubs" => (Self::Hub, "virtual hub"),
            "virtualhubs/hubvirtualnetworkconnections" => {
                (Self::Child(Children::HubConnections), "virtual network connection of a hub")
            }
            "virtualhubs/hubroutetables" => (Self::Child(Children::HubTables), "route table of a hub"),
            "virtualhubs/routingintent" => (Self::Child(Children::Intents), "routing intent"),
            "expressroutecircuits" => (Self::Circuit, "ExpressRoute circuit"),
            "networkmanagers/networkgroups/staticmembers" => (Self::Member, "member of a network group"),
            "networkmanagers/connectivityconfigurations" => (Self::Connectivity, "connectivity configuration"),
            "networkmanagers/securityadminconfigurations/rulecollections/rules" => {
                (Self::AdminRule, "security admin rule")
            }
            "networkmanagers/securityadminconfigurations"
            | "networkmanagers/securityadminconfigurations/rulecollections" => {
                (Self::AdminParent, "Virtual WAN or Network Manager")
            }
            // They are named by others, and say nothing more themselves.
            "virtualwans" | "networkmanagers" | "networkmanagers/networkgroups" => {
                (Self::ApplicationGroup, "Virtual WAN or Network Manager")
            }
            // Record sets of other types stand in the same list as the A records.
            other if other.strip_prefix("privatednszones/").is_some_and(|it| !it.contains('/')) => {
                (Self::Child(Records), "DNS record set")
            }
            _ => return None,
        })
    }
}
