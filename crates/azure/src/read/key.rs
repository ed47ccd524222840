//! The member names that anything is read from. Whatever has another name is skipped, secrets among it.

macro_rules! keys {
    ($($name:ident,)+) => {
        /// The name of a member, whatever its case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Key { $($name),+ }

        const NAMES: &[(&str, Key)] = &[$((stringify!($name), Key::$name)),+];
    };
}

// By length, then by alphabet: the order in which a name is looked up.
#[rustfmt::skip]
keys! {
    Id, Of, Sku, Copy, Data, Name, Tier, Type, Count, Error, State, Value, Access, Export, Output, Routes, Status,
    Subnet, Values, Network, Pgreach, Records, Service, SkuTier, Subnets, ARecords, GroupIds, Location, NextLink,
    Priority, Protocol, Template, Condition, Direction, EnableBgp, Resources, SkipToken, Variables, ApiVersion,
    DnsServers, Parameters, Properties, RecordSets, RecordType, ResourceId, RouteTable, SourceType, Association,
    Delegations, DhcpOptions, DnsSettings, IpAddresses, Ipv4Address, NextHopType, ServiceName, AddressSpace,
    DefaultValue, EndIpAddress, PeeringState, TotalRecords, AddressPrefix, CurrentStatus, FirewallRules,
    RecordSetName, SecurityRules, ConnectionType, ContentVersion, NetworkManager, StartIpAddress, VirtualMachine,
    VirtualNetwork, AddressPrefixes, PrivateEndpoint, ResultTruncated, SourcePortRange, ConnectionStatus,
    CustomDnsConfigs, IpConfigurations, LocalSubnetNames, NetworkInterface, NextHopIpAddress, PeeringSyncLevel,
    PrivateDnsZoneId, PrivateIpAddress, ResolutionPolicy, ServiceEndpoints, SourcePortRanges, UserVisibleState,
    VirtualNetworkId, NetworkInterfaces, PeerCompleteVnets, ProvisioningState, RemoteSubnetNames, UseRemoteGateways,
    RemoteAddressSpace, AllowGatewayTransit, PublicNetworkAccess, SourceAddressPrefix, VirtualNetworkRules,
    DefaultSecurityRules, DestinationPortRange, LocalNetworkGateway2, NetworkSecurityGroup, PrivateLinkServiceId,
    RemoteVirtualNetwork, AllowForwardedTraffic, DestinationPortRanges, EnableOnlyIpv6Peering, PrivateDnsZoneConfigs,
    SourceAddressPrefixes, EffectiveSecurityRules, VirtualNetworkGateway1, VirtualNetworkGateway2,
    VirtualNetworkPeerings, VirtualNetworkSubnetId, VirtualNetworkLinkState, DestinationAddressPrefix,
    FullyQualifiedDomainName, LocalNetworkAddressSpace, PeeredRemoteAddressSpace, SourceDbServerResourceId,
    TargetDbServerResourceId, AllowVirtualNetworkAccess, ApplicationSecurityGroups, DelegatedSubnetResourceId,
    DestinationAddressPrefixes, DisableBgpRoutePropagation, MigrationRuntimeResourceId, NetworkPublicNetworkAccess,
    PrivateEndpointConnections, ExpandedSourceAddressPrefix, MigrationInstanceResourceId, NumberOfVirtualNetworkLinks,
    PrivateDnsZoneArmResourceId, PrivateLinkServiceConnections, PrivateEndpointNetworkPolicies,
    SourceApplicationSecurityGroups, ExpandedDestinationAddressPrefix, NetworkDelegatedSubnetResourceId,
    PrivateLinkServiceConnectionState, NetworkPrivateDnsZoneArmResourceId, ManualPrivateLinkServiceConnections,
    DestinationApplicationSecurityGroups, SourceDbServerFullyQualifiedDomainName,
}

impl Key {
    /// The key that a name is, or `None` where nothing is read from such a member.
    pub(super) fn parse(name: &str) -> Option<Self> {
        // The Azure CLI's own spelling of some names: `skip_token`, `$skipToken`.
        let is_other_spelling = |it: &&str| it.len() < 64 && it.contains(['_', '$']);
        find(name).or_else(|| find(&Some(name).filter(is_other_spelling)?.replace(['_', '$'], "")))
    }

    /// The name as Azure's own JSON writes it.
    pub(super) fn name(self) -> String {
        let name = NAMES.iter().find(|(_, key)| *key == self).map_or("", |(name, _)| name);
        let (first, rest) = name.split_at_checked(1).unwrap_or_default();
        first.to_ascii_lowercase() + rest
    }
}

fn find(name: &str) -> Option<Key> {
    let place = NAMES.binary_search_by(|(it, _)| {
        let letters = || it.bytes().map(|it| it.to_ascii_lowercase());
        it.len().cmp(&name.len()).then_with(|| letters().cmp(name.bytes().map(|it| it.to_ascii_lowercase())))
    });
    NAMES.get(place.ok()?).map(|(_, key)| *key)
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
