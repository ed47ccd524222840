//! Names what would settle a step: an export of a resource.

use serde::Serialize;

use pgreach_network::Id;

use crate::keyword::keyword;

/// An export that would settle a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Need {
    /// What to export.
    pub export: Export,
    /// The resource: its id where that is known, else its name; empty where even that is not known.
    pub resource: String,
}

keyword! {
    /// What an export holds, and what it is called.
    Export {
        /// A single server.
        SingleServer = "single-server", "the single server";
        /// A flexible server.
        FlexibleServer = "flexible-server", "the flexible server";
        /// The firewall rules of a server.
        FirewallRules = "firewall-rules", "the firewall rules of";
        /// The VNet rules of a single server.
        VnetRules = "vnet-rules", "the VNet rules of";
        /// The private endpoint connections of a server.
        EndpointConnections = "endpoint-connections", "the private endpoint connections of";
        /// A migration of a flexible server.
        Migration = "migration", "the migrations of";
        /// A virtual network, with its subnets and peerings.
        Vnet = "vnet", "the virtual network";
        /// A network security group.
        SecurityGroup = "security-group", "the network security group";
        /// A route table.
        RouteTable = "route-table", "the route table";
        /// A network interface.
        Nic = "nic", "the network interface";
        /// A virtual machine: whether it runs, and its network interfaces.
        Machine = "virtual-machine", "the virtual machine";
        /// A private endpoint.
        PrivateEndpoint = "private-endpoint", "the private endpoint";
        /// The zone groups of a private endpoint.
        ZoneGroups = "zone-groups", "the zone groups of the private endpoint";
        /// A private DNS zone.
        Zone = "zone", "the private DNS zone";
        /// The virtual network links of a private DNS zone.
        ZoneLinks = "zone-links", "the virtual network links of the private DNS zone";
        /// The A records of a private DNS zone.
        ZoneRecords = "zone-records", "the A records of the private DNS zone";
        /// The inbound endpoints of a DNS Private Resolver.
        DnsResolver = "dns-resolver", "the DNS Private Resolver";
        /// A DNS forwarding ruleset, with its rules and links.
        Ruleset = "dns-ruleset", "the DNS forwarding ruleset";
        /// A DNS security policy, with its rules and links, and the domain lists of these.
        DnsPolicy = "dns-policy", "the DNS security policy";
        /// A list of domains of a DNS security policy.
        DomainList = "dns-domain-list", "the DNS domain list";
        /// The connections of a virtual network gateway.
        Connections = "connections", "the VPN connections of";
        /// The destination networks of VPN connections.
        LocalGateways = "local-gateways", "the local network gateway";
        /// An Azure Firewall, with its policy and the rules of that.
        Firewall = "firewall", "the Azure Firewall";
        /// A firewall policy, with its rule collection groups.
        FirewallPolicy = "firewall-policy", "the firewall policy";
        /// An IP group.
        IpGroup = "ip-group", "the IP group";
        /// A NAT gateway, with its public addresses.
        NatGateway = "nat-gateway", "the NAT gateway";
        /// A public address, or a range of them.
        PublicAddress = "public-address", "the public IP address";
        /// A hub of Virtual WAN, with its connections, route tables and routing intent.
        VirtualHub = "virtual-hub", "the virtual hub";
        /// What Virtual Network Manager joins a VNet with.
        EffectiveConnectivity = "effective-connectivity", "the effective connectivity of the virtual network";
        /// The security admin rules that count in a VNet.
        EffectiveAdminRules = "effective-admin-rules", "the effective security admin rules of the virtual network";
        /// What service tags stand for in a region.
        ServiceTags = "service-tags", "the service tags of region";
    }
}

impl Need {
    /// What to export, in words: "the virtual network vnet-a".
    #[must_use]
    pub fn words(&self) -> String {
        let name = Id::parse(&self.resource).map_or_else(|| self.resource.clone(), |it| it.name().to_owned());
        format!("{} {name}", self.export.label()).trim_end().to_owned()
    }
}
