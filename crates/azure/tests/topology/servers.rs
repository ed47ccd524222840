//! PostgreSQL servers and migrations, as Microsoft.DBforPostgreSQL answers.

use serde_json::{Value, json};

use super::{id, part, reference, resource};

const SINGLE: &str = "Microsoft.DBforPostgreSQL/servers";
const FLEXIBLE: &str = "Microsoft.DBforPostgreSQL/flexibleServers";

/// A single server, with the private endpoints that lead to it.
pub(crate) fn single(name: &str, access: &str, endpoints: &[&str]) -> Value {
    // Its own list names neither the connection nor its group.
    let connection = |endpoint: &&str| {
        json!({
            "id": id(SINGLE, &format!("{name}/privateEndpointConnections/{endpoint}-c")),
            "properties": {
                "privateEndpoint": reference("Microsoft.Network/privateEndpoints", endpoint),
                "privateLinkServiceConnectionState": {
                    "status": "Approved",
                    "description": "Auto-approved",
                    "actionsRequired": "None",
                },
                "provisioningState": "Ready",
            },
        })
    };
    let mut server = resource(
        SINGLE,
        name,
        json!({
            "administratorLogin": "keeper",
            "storageProfile": {
                "storageMB": 102_400,
                "backupRetentionDays": 7,
                "geoRedundantBackup": "Disabled",
                "storageAutogrow": "Enabled",
            },
            "version": "11",
            "sslEnforcement": "Enabled",
            "minimalTlsVersion": "TLS1_2",
            "userVisibleState": "Ready",
            "fullyQualifiedDomainName": format!("{name}.postgres.database.azure.com"),
            "earliestRestoreDate": "2026-11-14T03:12:45.123+00:00",
            "replicationRole": "",
            "masterServerId": "",
            "replicaCapacity": 5,
            "byokEnforcement": "Disabled",
            "infrastructureEncryption": "Disabled",
            "privateEndpointConnections": endpoints.iter().map(connection).collect::<Value>(),
            "publicNetworkAccess": access,
        }),
    );
    server["sku"] = json!({ "name": "GP_Gen5_4", "tier": "GeneralPurpose", "family": "Gen5", "capacity": 4 });
    without_etag(server)
}

/// A rule that admits a subnet to a single server.
pub(crate) fn vnet_rule(server: &str, name: &str, vnet: &str, subnet: &str) -> Value {
    without_etag(part(
        SINGLE,
        server,
        "virtualNetworkRules",
        name,
        json!({
            "virtualNetworkSubnetId": id("Microsoft.Network/virtualNetworks", &format!("{vnet}/subnets/{subnet}")),
            "ignoreMissingVnetServiceEndpoint": false,
            "state": "Ready",
        }),
    ))
}

/// A rule that admits addresses to a flexible server.
pub(crate) fn firewall_rule(server: &str, name: &str, start: &str, end: &str) -> Value {
    let addresses = json!({ "startIpAddress": start, "endIpAddress": end });
    without_etag(part(FLEXIBLE, server, "firewallRules", name, addresses))
}

/// A flexible server in a delegated subnet, with a zone of its own.
pub(crate) fn integrated(name: &str, vnet: &str, subnet: &str) -> Value {
    let zone = format!("{name}.private.postgres.database.azure.com");
    flexible(
        name,
        json!({
            "publicNetworkAccess": "Disabled",
            "delegatedSubnetResourceId": id("Microsoft.Network/virtualNetworks", &format!("{vnet}/subnets/{subnet}")),
            "privateDnsZoneArmResourceId": id("Microsoft.Network/privateDnsZones", &zone),
        }),
        None,
    )
}

/// A flexible server in no subnet, with the private endpoints that lead to it.
pub(crate) fn standing(name: &str, access: &str, endpoints: &[&str]) -> Value {
    let connection = |endpoint: &&str| {
        part(
            FLEXIBLE,
            name,
            "privateEndpointConnections",
            &format!("{endpoint}-c"),
            json!({
                "privateEndpoint": reference("Microsoft.Network/privateEndpoints", endpoint),
                "privateLinkServiceConnectionState": {
                    "status": "Approved",
                    "description": "Auto-Approved",
                    "actionsRequired": "None",
                },
                "groupIds": ["postgresqlServer"],
                "provisioningState": "Succeeded",
            }),
        )
    };
    let connections = endpoints.iter().map(connection).map(without_etag).collect();
    flexible(name, json!({ "publicNetworkAccess": access }), Some(connections))
}

fn flexible(name: &str, network: Value, connections: Option<Value>) -> Value {
    let mut server = resource(
        FLEXIBLE,
        name,
        json!({
            "administratorLogin": "keeper",
            "version": "16",
            "minorVersion": "4",
            "state": "Ready",
            "availabilityZone": "1",
            "fullyQualifiedDomainName": format!("{name}.postgres.database.azure.com"),
            "storage": { "type": "", "iops": 500, "tier": "P10", "storageSizeGB": 128, "autoGrow": "Disabled" },
            "authConfig": { "activeDirectoryAuth": "Disabled", "passwordAuth": "Enabled" },
            "dataEncryption": { "type": "SystemManaged" },
            "backup": { "backupRetentionDays": 7, "geoRedundantBackup": "Disabled" },
            "network": network,
            "highAvailability": { "mode": "Disabled", "state": "NotEnabled" },
            "maintenanceWindow": { "customWindow": "Disabled", "dayOfWeek": 0, "startHour": 0, "startMinute": 0 },
            "replicationRole": "Primary",
            "replicaCapacity": 5,
            "replica": { "role": "Primary", "capacity": 5 },
        }),
    );
    if let Some(connections) = connections {
        server["properties"]["privateEndpointConnections"] = connections;
    }
    server["sku"] = json!({ "name": "Standard_D4ds_v5", "tier": "GeneralPurpose" });
    server["systemData"] = json!({ "createdAt": "2026-10-02T08:30:11.5Z" });
    without_etag(server)
}

/// A migration, as a flexible server lists it.
pub(crate) fn migration(source: &str, target: &str, runtime: Option<&str>) -> Value {
    let mut migration = part(
        FLEXIBLE,
        target,
        "migrations",
        "orders-move",
        json!({
            "migrationId": "3d0c9a57-6f1e-4b28-b7a4-95c2e8d1f036",
            "currentStatus": {
                "state": "InProgress",
                "currentSubStateDetails": { "currentSubState": "PerformingPreRequisiteSteps" },
            },
            "migrationMode": "Offline",
            "migrationOption": "ValidateAndMigrate",
            "sourceType": "PostgreSQLSingleServer",
            "sslMode": "VerifyFull",
            "sourceDbServerMetadata": { "location": "westeurope", "version": "11", "storageMb": 102_400 },
            "targetDbServerMetadata": { "location": "westeurope", "version": "16", "storageMb": 131_072 },
            "sourceDbServerResourceId": id(SINGLE, source),
            "targetDbServerResourceId": id(FLEXIBLE, target),
            "dbsToMigrate": ["orders"],
            "setupLogicalReplicationOnSourceDbIfNeeded": "False",
            "overwriteDbsInTarget": "True",
            "startDataMigration": "True",
            "triggerCutover": "False",
        }),
    );
    if let Some(runtime) = runtime {
        migration["properties"]["migrationInstanceResourceId"] = id(FLEXIBLE, runtime).into();
    }
    migration["location"] = "westeurope".into();
    migration["type"] = "Microsoft.DBForPostgreSql/flexibleServers/migrations".into();
    without_etag(migration)
}

/// This provider writes none.
fn without_etag(mut value: Value) -> Value {
    value.as_object_mut().expect("an object").remove("etag");
    value
}
