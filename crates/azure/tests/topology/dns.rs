//! Private DNS zones, their links and records, and the zone groups of private endpoints.

use serde_json::{Value, json};

use super::{id, part, reference, resource};

const ZONES: &str = "Microsoft.Network/privateDnsZones";
/// The zone of private endpoints.
pub(crate) const ZONE: &str = "privatelink.postgres.database.azure.com";

/// A zone with so many links.
pub(crate) fn zone(name: &str, links: usize) -> Value {
    let mut zone = resource(
        ZONES,
        name,
        json!({
            "internalId": "SW1tdXRhYmxlWm9uZUlkZW50aXR5OzRmMWQ7MA==",
            "maxNumberOfRecordSets": 25000,
            "maxNumberOfVirtualNetworkLinks": 1000,
            "maxNumberOfVirtualNetworkLinksWithRegistration": 100,
            // Those of other types, and the SOA that every zone has, among them.
            "numberOfRecordSets": 9,
            "numberOfVirtualNetworkLinks": links,
            "numberOfVirtualNetworkLinksWithRegistration": 0,
            "provisioningState": "Succeeded",
        }),
    );
    zone["location"] = "global".into();
    zone
}

/// The zone with so many record sets, the SOA record among them.
pub(crate) fn with_record_sets(mut zone: Value, count: usize) -> Value {
    zone["properties"]["numberOfRecordSets"] = count.into();
    zone
}

/// The links of a zone, each named like the VNet.
pub(crate) fn links(zone: &str, vnets: &[&str]) -> Vec<Value> {
    vnets.iter().map(|vnet| link(zone, vnet)).collect()
}

/// A link between a zone and a VNet.
pub(crate) fn link(zone: &str, vnet: &str) -> Value {
    let mut link = part(
        ZONES,
        zone,
        "virtualNetworkLinks",
        vnet,
        json!({
            "provisioningState": "Succeeded",
            "registrationEnabled": false,
            "resolutionPolicy": "Default",
            "virtualNetwork": reference("Microsoft.Network/virtualNetworks", vnet),
            "virtualNetworkLinkState": "Completed",
        }),
    );
    link["location"] = "global".into();
    link
}

/// An A record.
pub(crate) fn record(zone: &str, name: &str, address: &str) -> Value {
    part(
        ZONES,
        zone,
        "A",
        name,
        json!({
            "fqdn": format!("{name}.{zone}."),
            "ttl": 10,
            "isAutoRegistered": false,
            "metadata": { "creator": "created by a private endpoint" },
            "aRecords": [{ "ipv4Address": address }],
        }),
    )
}

/// The record set that every zone has.
pub(crate) fn soa(zone: &str) -> Value {
    let soa = json!({ "email": "azureprivatedns-host.microsoft.com", "expireTime": 2_419_200, "host": "azureprivatedns.net" });
    part(ZONES, zone, "SOA", "@", json!({ "fqdn": format!("{zone}."), "ttl": 3600, "soaRecord": soa }))
}

/// The zone group of a private endpoint that writes a server's record to the zone of private endpoints.
pub(crate) fn zone_group(endpoint: &str, server: &str, address: &str) -> Value {
    part(
        "Microsoft.Network/privateEndpoints",
        endpoint,
        "privateDnsZoneGroups",
        "default",
        json!({
            "provisioningState": "Succeeded",
            "privateDnsZoneConfigs": [{
                "name": "privatelink-postgres-database-azure-com",
                "properties": {
                    "privateDnsZoneId": id(ZONES, ZONE),
                    "recordSets": [{
                        "recordType": "A",
                        "recordSetName": server,
                        "fqdn": format!("{server}.{ZONE}"),
                        "ttl": 10,
                        "ipAddresses": [address],
                        "provisioningState": "Succeeded",
                    }],
                },
            }],
        }),
    )
}
