//! Explains the words in commands that a person fills in, as `SOURCE_RG`.

use crate::search::around;

/// What a blank asks for, in a few words; empty where it is no word that the rules have.
#[must_use]
pub fn meaning(blank: &str) -> String {
    for (name, meaning) in ALONE {
        if blank == *name {
            return (*meaning).to_owned();
        }
    }
    for (party, called) in PARTIES {
        if blank == *party {
            return format!("name of {called}");
        }
        let Some(part) = blank.strip_prefix(party).and_then(|it| it.strip_prefix('_')) else { continue };
        if let Some((_, meaning)) = PARTS.iter().find(|(name, _)| *name == part) {
            return around("{}", meaning)
                .map_or((*meaning).to_owned(), |(before, after)| [before, called, after].concat());
        }
    }
    String::new()
}

/// Longest first, where one starts like another.
const PARTIES: &[(&str, &str)] = &[
    ("TARGET_OR_RUNTIME", "the client"),
    ("SOURCE", "the source"),
    ("TARGET", "the target"),
    ("RUNTIME", "the runtime server"),
    ("HUB", "the hub"),
];

const PARTS: &[(&str, &str)] = &[
    ("RG", "resource group of {}"),
    ("ID", "resource ID of {}"),
    ("HOST", "host name of {}"),
    ("IP", "address of {} as the other end sees it"),
    ("SUBSCRIPTION", "ID of the subscription of {}"),
    ("VNET_SUBSCRIPTION", "ID of the subscription of the virtual network of {}"),
    ("ZONE_SUBSCRIPTION", "ID of the subscription of the private DNS zone of {}"),
    ("VNET", "name of the virtual network of {}"),
    ("VNET_RG", "resource group of the virtual network of {}"),
    ("VNET_ID", "resource ID of the virtual network of {}"),
    ("SUBNET", "name of the subnet of {}"),
    ("SUBNET_ID", "resource ID of the subnet of {}"),
    ("SUBNET_PREFIX", "address range of the subnet of {}, as 10.1.2.0/24"),
    ("NSG", "network security group at {}"),
    ("NSG_RG", "resource group of the network security group at {}"),
    ("RULE_PRIORITY", "for the rule towards {}: a free number below the rule that denies"),
    ("INBOUND_PRIORITY", "for the rule at the subnet of {}: a free number below the rule that denies"),
    ("PEERING", "name of the peering that is there already, for {}"),
    ("ENDPOINT", "name of the private endpoint of {}"),
    ("ENDPOINT_CONNECTION", "name of the private endpoint connection of {}, as the server lists it"),
    ("NEW_ENDPOINT", "name for a new private endpoint of {}; - where none is to be created"),
    ("OLD_ENDPOINT", "name of the private endpoint of {} that was rejected or removed"),
    ("USER", "user who may log in to {}"),
    ("ENDPOINT_RG", "resource group of the private endpoint of {}"),
    ("ENDPOINT_IP", "private address of the private endpoint of {}; - until a look has shown it"),
    ("STALE_IP", "wrong address in the record of {}; - where there is none"),
    ("ENDPOINT_SUBNET", "name of a subnet of the virtual network of {} that is delegated to nothing"),
    ("ENDPOINT_SUBNET_PREFIX", "address range of that subnet of the virtual network of {}, as 10.1.3.0/24"),
    ("ENDPOINT_SUBNET_ID", "resource ID of the subnet for the private endpoint of {}"),
    ("CONNECTION_ID", "resource ID of the endpoint connection of {} that is Pending"),
    ("NIC", "network interface of {}"),
    ("NIC_ID", "resource ID of the network interface of the endpoint of {}; - until a look has shown it"),
    ("ROUTE_TABLE", "route table of the subnet of {}"),
    ("ROUTE_TABLE_RG", "resource group of the route table of the subnet of {}"),
    ("ROUTE", "name of the route that diverts or drops the packets to {}"),
    ("ROUTE_PREFIX", "address prefix of the route to {} before the migration, as 10.1.0.0/16"),
    ("ROUTE_NEXT_HOP", "next hop type of the route to {} before the migration, as None or VirtualAppliance"),
    ("LINK", "name of the zone's link that is there already, to the virtual network of {}"),
    ("ZONE", "private DNS zone of {}"),
    ("ZONE_RG", "resource group of the private DNS zone of {}"),
    ("ZONE_ID", "resource ID of the private DNS zone of {}"),
];

const ALONE: &[(&str, &str)] = &[
    ("ZONE_RG", "resource group of the zone privatelink.postgres.database.azure.com"),
    ("ZONE_ID", "resource ID of the zone privatelink.postgres.database.azure.com"),
    ("ZONE_SUBSCRIPTION", "ID of the subscription of the zone privatelink.postgres.database.azure.com"),
    ("DNS_RULE_PRIORITY", "for the rule towards DNS servers: a free number below the rule that denies"),
    ("TO_SOURCE_PEERING", "name of the peering that is there already, towards the virtual network of the source"),
    ("TO_TARGET_PEERING", "name of the peering that is there already, towards the virtual network of the target"),
    ("TO_HUB_PEERING", "name of the peering that is there already, towards the virtual network of the gateway"),
    ("SHARED_KEY", "the pre-shared key of the VPN connection, a secret"),
    ("NEW_ZONE_RG", "resource group for a new zone privatelink.postgres.database.azure.com; - where there is one"),
    ("NEW_RUNTIME", "name for a new runtime server, which no server has"),
    ("RUNTIME_TO_DELETE", "the runtime server, only if it was created for this migration; - to keep it"),
    ("DELETE_RUNTIME", "yes to delete the runtime server, only if it was created for this migration; - to keep it"),
    ("DATABASE", "name of a database"),
    ("LOCATION", "Azure region, that of the virtual network"),
    ("MIGRATION", "name of the migration, if there is one already"),
    ("NAT_GATEWAY", "name or ID of the NAT gateway"),
    ("CONNECTION", "name of the VPN connection"),
    ("CONNECTION_RG", "resource group of the VPN connection"),
    ("NEW_CONNECTION", "name for a new VPN connection"),
    ("LOCAL_GATEWAY", "local network gateway: the other side"),
    ("LOCAL_GATEWAY_RG", "resource group of the local network gateway"),
    ("VNET_GATEWAY", "virtual network gateway: the side of Azure"),
    ("SECURITY_GROUP", "security group of the instance, as sg-…"),
    ("NETWORKS_BEFORE", "authorized networks before the migration, with commas; - where there were none"),
    ("VPC_NETWORK", "VPC network of the source"),
    ("NETWORK_TAG", "network tag of the source's machine"),
    (
        "SERVICE_ENDPOINTS",
        "service endpoints that the subnet has already, as Microsoft.Storage; spaces between several",
    ),
    ("ENDPOINTS_BEFORE", "service endpoints of the subnet before, as [Microsoft.Storage]; [] where there were none"),
];
