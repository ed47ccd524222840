//! The resources of azurerm that are read: what Azure's API calls them and their members.

/// How a member is translated.
#[derive(Debug, Clone, Copy)]
pub(super) enum As {
    /// As it is.
    Same,
    /// The id of another resource, as an object.
    Id,
    /// The same where it is there: without it, a resource of its own may join the two.
    IdIfAny,
    /// The same of a list of ids.
    Ids,
    /// A list of values, each as an object with this member.
    Objects(&'static str),
    /// A flag as Enabled or Disabled.
    Switch,
    /// A flag as its opposite.
    Not,
    /// The services that a subnet is delegated to.
    Delegations,
    /// A list of blocks, each with a name and properties.
    Blocks(&'static [Field]),
    /// A list of blocks, each as an object.
    Plain(&'static [Field]),
}

/// A member: its name in Terraform, its path in Azure's API, and how it is translated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field(pub(super) &'static str, pub(super) &'static str, pub(super) As);

use As::{Blocks, Delegations, Id, IdIfAny, Ids, Not, Objects, Plain, Same, Switch};

const RULE: &[Field] = &[
    Field("name", "name", Same),
    Field("priority", "priority", Same),
    Field("direction", "direction", Same),
    Field("access", "access", Same),
    Field("protocol", "protocol", Same),
    Field("source_port_range", "sourcePortRange", Same),
    Field("source_port_ranges", "sourcePortRanges", Same),
    Field("destination_port_range", "destinationPortRange", Same),
    Field("destination_port_ranges", "destinationPortRanges", Same),
    Field("source_address_prefix", "sourceAddressPrefix", Same),
    Field("source_address_prefixes", "sourceAddressPrefixes", Same),
    Field("destination_address_prefix", "destinationAddressPrefix", Same),
    Field("destination_address_prefixes", "destinationAddressPrefixes", Same),
    Field("source_application_security_group_ids", "sourceApplicationSecurityGroups", Ids),
    Field("destination_application_security_group_ids", "destinationApplicationSecurityGroups", Ids),
];

const ROUTE: &[Field] = &[
    Field("name", "name", Same),
    Field("address_prefix", "addressPrefix", Same),
    Field("next_hop_type", "nextHopType", Same),
    Field("next_hop_in_ip_address", "nextHopIpAddress", Same),
];

const ADDRESSES: &[Field] =
    &[Field("start_ip_address", "startIpAddress", Same), Field("end_ip_address", "endIpAddress", Same)];

/// A type of Terraform, its type in Azure's API, and its members.
pub(super) type Type = (&'static str, &'static str, &'static [Field]);

pub(super) const TYPES: &[Type] = &[
    (
        "azurerm_virtual_network",
        "Microsoft.Network/virtualNetworks",
        &[
            Field("address_space", "addressSpace.addressPrefixes", Same),
            Field("dns_servers", "dhcpOptions.dnsServers", Same),
        ],
    ),
    (
        "azurerm_subnet",
        "Microsoft.Network/virtualNetworks/subnets",
        &[
            Field("address_prefixes", "addressPrefixes", Same),
            Field("network_security_group_id", "networkSecurityGroup", Id),
            Field("route_table_id", "routeTable", Id),
            Field("delegation", "delegations", Delegations),
            Field("service_endpoints", "serviceEndpoints", Objects("service")),
            Field("private_endpoint_network_policies", "privateEndpointNetworkPolicies", Same),
        ],
    ),
    (
        "azurerm_virtual_network_peering",
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        &[
            Field("remote_virtual_network_id", "remoteVirtualNetwork", Id),
            Field("allow_virtual_network_access", "allowVirtualNetworkAccess", Same),
            Field("allow_forwarded_traffic", "allowForwardedTraffic", Same),
            Field("allow_gateway_transit", "allowGatewayTransit", Same),
            Field("use_remote_gateways", "useRemoteGateways", Same),
            Field("peer_complete_virtual_networks_enabled", "peerCompleteVnets", Same),
            Field("only_ipv6_peering_enabled", "enableOnlyIPv6Peering", Same),
            Field("local_subnet_names", "localSubnetNames", Same),
            Field("remote_subnet_names", "remoteSubnetNames", Same),
        ],
    ),
    ("azurerm_network_security_group", "Microsoft.Network/networkSecurityGroups", &[]),
    ("azurerm_network_security_rule", "Microsoft.Network/networkSecurityGroups/securityRules", RULE),
    (
        "azurerm_route_table",
        "Microsoft.Network/routeTables",
        &[
            Field("disable_bgp_route_propagation", "disableBgpRoutePropagation", Same),
            Field("bgp_route_propagation_enabled", "disableBgpRoutePropagation", Not),
        ],
    ),
    ("azurerm_route", "Microsoft.Network/routeTables/routes", ROUTE),
    (
        "azurerm_network_interface",
        "Microsoft.Network/networkInterfaces",
        &[
            Field(
                "ip_configuration",
                "ipConfigurations",
                Blocks(&[
                    Field("private_ip_address", "privateIPAddress", Same),
                    Field("private_ip_address_version", "privateIPAddressVersion", Same),
                    Field("subnet_id", "subnet", Id),
                ]),
            ),
            Field("virtual_machine_id", "virtualMachine", Id),
            Field("dns_servers", "dnsSettings.dnsServers", Same),
            Field("ip_forwarding_enabled", "enableIPForwarding", Same),
            Field("enable_ip_forwarding", "enableIPForwarding", Same),
        ],
    ),
    ("azurerm_linux_virtual_machine", "Microsoft.Compute/virtualMachines", MACHINE),
    ("azurerm_windows_virtual_machine", "Microsoft.Compute/virtualMachines", MACHINE),
    ("azurerm_virtual_machine", "Microsoft.Compute/virtualMachines", MACHINE),
    (
        "azurerm_private_endpoint",
        "Microsoft.Network/privateEndpoints",
        &[
            Field("subnet_id", "subnet", Id),
            Field("network_interface", "networkInterfaces", Plain(&[Field("id", "id", Same)])),
            Field("custom_network_interface_name", "customNetworkInterfaceName", Same),
            Field(
                "private_service_connection",
                "privateLinkServiceConnections",
                Blocks(&[
                    Field("private_connection_resource_id", "privateLinkServiceId", Same),
                    Field("subresource_names", "groupIds", Same),
                ]),
            ),
            // The address of its network interface, which the state of that may be without.
            Field(
                "private_service_connection",
                "ipConfigurations",
                Blocks(&[Field("private_ip_address", "privateIPAddress", Same)]),
            ),
            Field(
                "custom_dns_configs",
                "customDnsConfigs",
                Plain(&[Field("fqdn", "fqdn", Same), Field("ip_addresses", "ipAddresses", Same)]),
            ),
        ],
    ),
    ("azurerm_private_dns_zone", "Microsoft.Network/privateDnsZones", &[]),
    (
        "azurerm_private_dns_zone_virtual_network_link",
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        &[
            Field("virtual_network_id", "virtualNetwork", Id),
            Field("registration_enabled", "registrationEnabled", Same),
            Field("resolution_policy", "resolutionPolicy", Same),
        ],
    ),
    (
        "azurerm_private_dns_a_record",
        "Microsoft.Network/privateDnsZones/A",
        &[Field("records", "aRecords", Objects("ipv4Address")), Field("ttl", "ttl", Same)],
    ),
    (
        "azurerm_private_dns_cname_record",
        "Microsoft.Network/privateDnsZones/CNAME",
        &[Field("record", "cnameRecord.cname", Same), Field("ttl", "ttl", Same)],
    ),
    (
        "azurerm_postgresql_server",
        "Microsoft.DBforPostgreSQL/servers",
        &[
            Field("fqdn", "fullyQualifiedDomainName", Same),
            Field("public_network_access_enabled", "publicNetworkAccess", Switch),
            Field("ssl_enforcement_enabled", "sslEnforcement", Switch),
        ],
    ),
    ("azurerm_postgresql_firewall_rule", "Microsoft.DBforPostgreSQL/servers/firewallRules", ADDRESSES),
    (
        "azurerm_postgresql_virtual_network_rule",
        "Microsoft.DBforPostgreSQL/servers/virtualNetworkRules",
        &[Field("subnet_id", "virtualNetworkSubnetId", Same)],
    ),
    (
        "azurerm_postgresql_flexible_server",
        "Microsoft.DBforPostgreSQL/flexibleServers",
        &[
            Field("fqdn", "fullyQualifiedDomainName", Same),
            Field("delegated_subnet_id", "network.delegatedSubnetResourceId", Same),
            Field("private_dns_zone_id", "network.privateDnsZoneArmResourceId", Same),
            Field("public_network_access_enabled", "network.publicNetworkAccess", Switch),
        ],
    ),
    (
        "azurerm_postgresql_flexible_server_firewall_rule",
        "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules",
        ADDRESSES,
    ),
];

const MACHINE: &[Field] = &[Field("network_interface_ids", "networkProfile.networkInterfaces", Ids)];

/// A subnet as a block of its virtual network: with a list of ranges since version 4, with one range before.
const SUBNET: &[Field] = &[
    Field("address_prefixes", "addressPrefixes", Same),
    Field("address_prefix", "addressPrefix", Same),
    Field("security_group", "networkSecurityGroup", IdIfAny),
    Field("route_table_id", "routeTable", IdIfAny),
    Field("delegation", "delegations", Delegations),
    Field("service_endpoints", "serviceEndpoints", Objects("service")),
    Field("private_endpoint_network_policies", "privateEndpointNetworkPolicies", Same),
];

const ZONE_GROUP: &[Field] = &[Field("private_dns_zone_ids", "privateDnsZoneConfigs", Objects("privateDnsZoneId"))];

/// Blocks of a resource that are resources of Azure.
pub(super) struct Children {
    /// The type of Terraform that they stand in.
    pub(super) within: &'static str,
    /// The attribute that lists them.
    pub(super) attribute: &'static str,
    /// Their members.
    pub(super) fields: &'static [Field],
    /// The segment of their ids in Azure.
    pub(super) segment: &'static str,
    /// The type by which they may be resources of their own; none where they never are.
    pub(super) apart: Option<&'static str>,
    /// Whether a block says everything of them, and a list of them is all.
    pub(super) is_whole: bool,
}

pub(super) const CHILDREN: &[Children] = &[
    Children {
        within: "azurerm_network_security_group",
        attribute: "security_rule",
        fields: RULE,
        segment: "securityRules",
        apart: Some("azurerm_network_security_rule"),
        is_whole: true,
    },
    Children {
        within: "azurerm_route_table",
        attribute: "route",
        fields: ROUTE,
        segment: "routes",
        apart: Some("azurerm_route"),
        is_whole: true,
    },
    Children {
        within: "azurerm_virtual_network",
        attribute: "subnet",
        fields: SUBNET,
        segment: "subnets",
        apart: Some("azurerm_subnet"),
        is_whole: false,
    },
    Children {
        within: "azurerm_private_endpoint",
        attribute: "private_dns_zone_group",
        fields: ZONE_GROUP,
        segment: "privateDnsZoneGroups",
        apart: None,
        is_whole: true,
    },
];
