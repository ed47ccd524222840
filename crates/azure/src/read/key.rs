//! The member names that anything is read from. Whatever has another name is skipped, secrets among it.

macro_rules! keys {
    ($($name:ident,)+) => {
        /// The name of a member, whatever its case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Key { $($name),+ }

        const NAMES: &[(&str, Key)] = &[$((stringify!($name), Key::$name)),+];
    };
}

// The most common ones by their length, then what few resources have, by subject.
#[rustfmt::skip]
keys! {
    Id, Of, Sku, Copy, Data, Etag, Name, Tier, Type, Count, Error, State, Value, Access, Export, Output, Routes, Status,
    Subnet, Values, Command, Network, Pgreach, Records, Service, SkuName, SkuTier, Subnets, ARecords, GroupIds, Location, NextLink,
    Priority, Protocol, Template, Condition, Direction, EnableBgp, Existing, Resources, SkipToken, Variables, ApiVersion,
    DnsServers, Outputs, Parameters, Properties, RecordSets, RecordType, ResourceGuid, ResourceId, RouteTable, SourceType, Association,
    Delegations, DhcpOptions, DnsSettings, IpAddresses, Ipv4Address, NextHopType, ServiceName, AddressSpace,
    DefaultValue, EndIpAddress, PeeringState, TotalRecords, AddressPrefix, CurrentStatus, FirewallRules,
    RecordSetName, SecurityRules, ConnectionType, ContentVersion, NetworkManager, StartIpAddress, VirtualMachine,
    VirtualNetwork, AddressPrefixes, PgreachPartial, PrivateEndpoint, ResultTruncated, SourcePortRange, ConnectionStatus,
    CustomDnsConfigs, IpConfigurations, LocalSubnetNames, NetworkInterface, NextHopIpAddress, PeeringSyncLevel,
    PrivateDnsZoneId, PrivateIpAddress, ResolutionPolicy, ServiceEndpoints, SourcePortRanges, UserVisibleState,
    VirtualNetworkId, NetworkInterfaces, PeerCompleteVnets, ProvisioningState, RemoteSubnetNames, UseRemoteGateways,
    RemoteAddressSpace, AllowGatewayTransit, PublicNetworkAccess, SourceAddressPrefix, VirtualNetworkRules,
    DefaultSecurityRules, DestinationPortRange, LocalNetworkGateway2, NetworkSecurityGroup, PrivateLinkServiceId,
    RemoteVirtualNetwork, AllowForwardedTraffic, CustomNetworkInterfaceName, DestinationPortRanges, EnableOnlyIpv6Peering, PrivateDnsZoneConfigs,
    SourceAddressPrefixes, EffectiveSecurityRules, VirtualNetworkGateway1, VirtualNetworkGateway2,
    VirtualNetworkPeerings, VirtualNetworkSubnetId, VirtualNetworkLinkState, DestinationAddressPrefix,
    FullyQualifiedDomainName, LocalNetworkAddressSpace, PeeredRemoteAddressSpace, SourceDbServerResourceId,
    TargetDbServerResourceId, AllowVirtualNetworkAccess, ApplicationSecurityGroups, DelegatedSubnetResourceId,
    DestinationAddressPrefixes, DisableBgpRoutePropagation, MigrationRuntimeResourceId, NetworkPublicNetworkAccess,
    PrivateEndpointConnections, ExpandedSourceAddressPrefix, MigrationInstanceResourceId, NumberOfVirtualNetworkLinks,
    PrivateDnsZoneArmResourceId, PrivateLinkServiceConnections, PrivateEndpointNetworkPolicies,
    SourceApplicationSecurityGroups, ExpandedDestinationAddressPrefix, NetworkDelegatedSubnetResourceId,
    PrivateLinkServiceConnectionState, NetworkPrivateDnsZoneArmResourceId, ManualPrivateLinkServiceConnections,
    ApplicationGatewayIpConfigurations, AutoLearnPrivateRanges, NetworkSnatAutoLearnPrivateRanges, DestinationApplicationSecurityGroups, SourceDbServerFullyQualifiedDomainName,
    // Of servers and migrations.
    Role, Cluster, Message, Replica, SslMode, Messages, ClusterSize, ReplicaRole, SslEnforcement, ReplicationRole,
    ValidationDetails, ClusterClusterSize, CurrentSubStateDetails, ValidationEndTimeInUtc, ValidationStartTimeInUtc,
    ServerLevelValidationDetails,
    // The ids in members that have no key, and what pgreach writes of a resource that it does not read.
    PgreachMentions,
    // What the loops in a template's properties make, and what else a deployment within one has.
    PgreachCopies, Input, Scope, ResourceGroup, SubscriptionId, ExpressionEvaluationOptions,
    // Of a result in columns and rows, and of what a deployment would change.
    Rows, Columns, After, Before, Changes, ChangeType, PotentialChanges,
    // Of names.
    Ttl, Cname, CnameRecord, DnsResolverState, RegistrationEnabled, DomainName, ForwardingRuleState, NumberOfRecordSets, TargetDnsServers,
    ActionType, DnsResolverDomainLists, DnsSecurityRuleState, Domains, ManagedDomainLists,
    TargetDbServerFullyQualifiedDomainName,
    // Of virtual machines and their network interfaces.
    PrivateIpAddressVersion,
    Code, Extended, Statuses, PowerState, InstanceView, NetworkProfile,
    // The tags that may say which migration a server belongs to.
    App, Tags, Workload, Migration, Application,
    // What nothing is read from, and what can overrule a step where it is set.
    Locations, VpnClientConfiguration, VpnClientAddressPool, NatRules, AdminState, Encryption, Enforcement, EgressNatRules, IngressNatRules, IpVersionType,
    UsePolicyBasedTrafficSelectors,
    // What joins networks.
    Ids, Hubs, Peer, Rules, Action, Labels, NextHop, Servers, Sources, IpPrefix, IsGlobal, RuleType, IpAddress, Protocols,
    BasePolicy, NatGateway, VirtualHub, VirtualWan, EnableProxy, IpProtocols, Destinations, RoutingState,
    AzureFirewall, VpnGateway, P2SVpnGateway, BgpConnections, ExpressRouteGateway,
    EnableInternetSecurity, HubIpAddresses, NetworkGroupId, SourceIpGroups, AppliesToGroups, FirewallPolicy, PublicIpAddress,
    RoutingPolicies, RuleCollections, SourceAddresses, DestinationFqdns, DestinationPorts, PublicIpPrefixes,
    GroupConnectivity, LocalAddressRanges, PublicIpAddresses, EnableIpForwarding, RemoteAddressRanges, ConfigurationGroups,
    RuleCollectionType, AssociatedRouteTable, ConnectivityTopology, DestinationAddresses, DestinationIpGroups,
    InboundRouteMap, OutboundRouteMap, RoutingConfiguration, RuleCollectionGroups, PropagatedRouteTables, NetworkRuleCollections, TrafficSelectorPolicies,
    VnetRoutes, StaticRoutes, StaticRoutesConfig, VnetLocalRouteOverrideCriteria, Snat, PrivateRanges, AdditionalProperties, NetworkSnatPrivateRanges,
    CircuitProvisioningState, FrontendIpConfigurations, RuleCollectionAppliesToGroups, ServiceProviderProvisioningState,
}

impl Key {
    /// The key that a name is, or `None` where nothing is read from such a member.
    pub(super) fn parse(name: &str) -> Option<Self> {
        // The Azure CLI's own spelling of some names: `skip_token`, `$skipToken`.
        let is_other_spelling = |it: &&str| it.len() < 64 && it.contains(['_', '$', '.']);
        find(name).or_else(|| find(&Some(name).filter(is_other_spelling)?.replace(['_', '$', '.'], "")))
    }

    /// The name as Azure's own JSON writes it but for abbreviations: `privateIpAddress` is its `privateIPAddress`.
    pub(super) fn name(self) -> String {
        let name = NAMES.iter().find(|(_, key)| *key == self).map_or("", |(name, _)| name);
        let (first, rest) = name.split_at_checked(1).unwrap_or_default();
        first.to_ascii_lowercase() + rest
    }
}

fn find(name: &str) -> Option<Key> {
    let mut slot = slot(name.as_bytes());
    loop {
        let (known, key) = NAMES.get(usize::from(*SLOTS.get(slot)?))?;
        if known.eq_ignore_ascii_case(name) {
            return Some(*key);
        }
        slot = (slot + 1) % SLOTS.len();
    }
}

/// A table of places in [`NAMES`] by their hashes, with room enough that most other names find an empty slot at once:
/// names are looked up more often than anything else is done.
#[expect(clippy::indexing_slicing, reason = "in a constant, an index out of bounds does not compile")]
static SLOTS: [u16; 1024] = {
    let mut slots = [EMPTY; 1024];
    let mut place = 0_u16;
    while (place as usize) < NAMES.len() {
        let mut slot = slot(NAMES[place as usize].0.as_bytes());
        while slots[slot] != EMPTY {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = place;
        place += 1;
    }
    slots
};

const EMPTY: u16 = u16::MAX;

/// Where a name is looked for first, whatever its case.
const fn slot(name: &[u8]) -> usize {
    let mut hash = name.len();
    let mut rest = name;
    while let [letter, after @ ..] = rest {
        hash = hash.wrapping_mul(31) ^ (*letter | 0x20) as usize;
        rest = after;
    }
    hash % 1024
}

#[cfg(test)]
mod tests {
    use super::{Key, NAMES};

    #[test]
    fn every_key_is_found_in_any_case() {
        for (name, key) in NAMES {
            assert_eq!([name.to_lowercase(), name.to_uppercase()].map(|it| Key::parse(&it)), [Some(*key); 2], "{name}");
        }
    }

    #[test]
    fn other_spellings() {
        for (name, key) in [
            ("$skipToken", Some(Key::SkipToken)),
            ("result_truncated", Some(Key::ResultTruncated)),
            ("privateIPAddress", Some(Key::PrivateIpAddress)),
            ("SubnetsText", None),
            ("", None),
        ] {
            assert_eq!(Key::parse(name), key, "{name}");
        }
    }

    #[test]
    fn no_secret_has_a_key() {
        for (name, key) in NAMES {
            let name = name.to_lowercase();
            // A page's token opens nothing without a sign-in, and only whether it is there is looked at.
            let is_secret =
                ["password", "secret", "token", "connectionstring", "sharedkey"].iter().any(|it| name.contains(it));
            assert!(!is_secret || *key == Key::SkipToken, "{name}");
        }
    }
}
