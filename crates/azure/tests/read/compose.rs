//! Resources composed as Azure prints them, one of each type, and the forms that other tools give them.

use pgreach_azure::{Import, read};
use pgreach_network::{Id, Network};
use serde_json::{Map, Value, json};

pub(crate) fn id(kind: &str, name: &str) -> String {
    format!("/subscriptions/s1/resourceGroups/rg-a/providers/{kind}/{name}")
}

pub(crate) fn an_id(kind: &str, name: &str) -> Id {
    Id::parse(&id(kind, name)).expect("an id")
}

/// A resource in ARM form: id, name and type, and its properties.
#[expect(clippy::needless_pass_by_value, reason = "callers make it where they hand it over")]
pub(crate) fn arm(kind: &str, name: &str, properties: Value) -> Value {
    let (provider, types) = kind.split_once('/').expect("a type");
    let path: Vec<String> =
        types.split('/').zip(name.split('/')).map(|(kind, name)| format!("{kind}/{name}")).collect();
    let short = name.rsplit('/').next().expect("a name");
    json!({
        "id": id(provider, &path.join("/")),
        "name": short,
        "type": kind,
        "location": "westeurope",
        "etag": "W/\"1\"",
        "properties": properties,
    })
}

pub(crate) const VNET: &str = "Microsoft.Network/virtualNetworks";
pub(crate) const NSG: &str = "Microsoft.Network/networkSecurityGroups";
pub(crate) const ZONE: &str = "Microsoft.Network/privateDnsZones";
pub(crate) const SINGLE: &str = "Microsoft.DBforPostgreSQL/servers";
pub(crate) const FLEXIBLE: &str = "Microsoft.DBforPostgreSQL/flexibleServers";

pub(crate) fn vnet() -> Value {
    let subnet = json!({
        "provisioningState": "Succeeded",
        "addressPrefix": "10.1.0.0/24",
        "networkSecurityGroup": {"id": id(NSG, "nsg-a")},
        "routeTable": {"id": id("Microsoft.Network/routeTables", "routes-a")},
        "serviceEndpoints": [{"service": "Microsoft.Sql", "locations": ["westeurope"], "provisioningState": "Succeeded"}],
        "delegations": [{
            "name": "db",
            "id": id(VNET, "vnet-a/subnets/db/delegations/db"),
            "properties": {"serviceName": FLEXIBLE, "provisioningState": "Succeeded"},
        }],
        "privateEndpointNetworkPolicies": "Disabled",
    });
    arm(
        VNET,
        "vnet-a",
        json!({
            "provisioningState": "Succeeded",
            "addressSpace": {"addressPrefixes": ["10.1.0.0/16", "fd00::/64"]},
            "dhcpOptions": {"dnsServers": ["10.1.0.53"]},
            "subnets": [arm(&format!("{VNET}/subnets"), "vnet-a/db", subnet)],
            "virtualNetworkPeerings": [arm(&format!("{VNET}/virtualNetworkPeerings"), "vnet-a/to-b", peering())],
        }),
    )
}

pub(crate) fn peering() -> Value {
    json!({
        "provisioningState": "Succeeded",
        "peeringState": "Connected",
        "peeringSyncLevel": "FullyInSync",
        "remoteVirtualNetwork": {"id": id(VNET, "vnet-b")},
        "remoteAddressSpace": {"addressPrefixes": ["10.2.0.0/16"]},
        "allowVirtualNetworkAccess": true,
        "allowForwardedTraffic": false,
        "allowGatewayTransit": false,
        "useRemoteGateways": false,
        "peerCompleteVnets": true,
    })
}

pub(crate) fn rule(name: &str, priority: u16) -> Value {
    arm(
        &format!("{NSG}/securityRules"),
        &format!("nsg-a/{name}"),
        json!({
            "provisioningState": "Succeeded",
            "protocol": "TCP",
            "sourcePortRange": "*",
            "destinationPortRanges": ["5432", "6000-6010"],
            "sourceAddressPrefix": "VirtualNetwork",
            "destinationAddressPrefixes": ["10.1.0.4", "10.2.0.0/16"],
            "access": "Deny",
            "priority": priority,
            "direction": "Outbound",
        }),
    )
}

pub(crate) fn security_group() -> Value {
    arm(NSG, "nsg-a", json!({"provisioningState": "Succeeded", "securityRules": [rule("deny-out", 200)]}))
}

pub(crate) fn nic() -> Value {
    arm(
        "Microsoft.Network/networkInterfaces",
        "nic-a",
        json!({
            "provisioningState": "Succeeded",
            "virtualMachine": {"id": id("Microsoft.Compute/virtualMachines", "orders-vm")},
            "ipConfigurations": [{
                "name": "one",
                "properties": {
                    "privateIPAddress": "10.1.0.9/28",
                    "subnet": {"id": id(VNET, "vnet-a/subnets/db")},
                    "applicationSecurityGroups": [{"id": id("Microsoft.Network/applicationSecurityGroups", "asg-a")}],
                },
            }],
            "networkSecurityGroup": {"id": id(NSG, "nsg-a")},
            "dnsSettings": {"dnsServers": [], "appliedDnsServers": []},
        }),
    )
}

pub(crate) fn route_table() -> Value {
    let route =
        |name: &str, properties| arm("Microsoft.Network/routeTables/routes", &format!("routes-a/{name}"), properties);
    arm(
        "Microsoft.Network/routeTables",
        "routes-a",
        json!({
            "provisioningState": "Succeeded",
            "disableBgpRoutePropagation": true,
            "routes": [
                route("none", json!({"addressPrefix": "10.9.0.0/16", "nextHopType": "None"})),
                route("entra", json!({"addressPrefix": "AzureActiveDirectory", "nextHopType": "Internet"})),
                route("hub", json!({
                    "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4",
                })),
            ],
        }),
    )
}

pub(crate) fn endpoint() -> Value {
    arm(
        "Microsoft.Network/privateEndpoints",
        "pe-a",
        json!({
            "provisioningState": "Succeeded",
            "subnet": {"id": id(VNET, "vnet-a/subnets/db")},
            "networkInterfaces": [{"id": id("Microsoft.Network/networkInterfaces", "pe-a.nic")}],
            "privateLinkServiceConnections": [],
            "manualPrivateLinkServiceConnections": [{
                "name": "c",
                "properties": {
                    "privateLinkServiceId": id(SINGLE, "orders-old"),
                    "groupIds": ["postgresqlServer"],
                    "privateLinkServiceConnectionState": {"status": "Pending", "actionsRequired": "None"},
                },
            }],
            "customDnsConfigs": [{"fqdn": "orders-old.postgres.database.azure.com", "ipAddresses": ["10.1.0.4"]}],
            "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.1.0.4"}}],
            "applicationSecurityGroups": [],
        }),
    )
}

pub(crate) fn zone_group() -> Value {
    arm(
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        "pe-a/default",
        json!({
            "provisioningState": "Succeeded",
            "privateDnsZoneConfigs": [{
                "name": "z",
                "properties": {
                    "privateDnsZoneId": id(ZONE, "privatelink.postgres.database.azure.com"),
                    "recordSets": [
                        {"recordType": "A", "recordSetName": "orders-old", "ipAddresses": ["10.1.0.4"], "ttl": 10},
                        {"recordType": "AAAA", "recordSetName": "orders-old", "ipAddresses": ["fd00::4"]},
                    ],
                },
            }],
        }),
    )
}

pub(crate) fn zone(links: usize) -> Value {
    arm(
        ZONE,
        "privatelink.postgres.database.azure.com",
        json!({"provisioningState": "Succeeded", "numberOfRecordSets": 2, "numberOfVirtualNetworkLinks": links}),
    )
}

pub(crate) fn link(name: &str) -> Value {
    arm(
        &format!("{ZONE}/virtualNetworkLinks"),
        &format!("privatelink.postgres.database.azure.com/{name}"),
        json!({
            "provisioningState": "Succeeded",
            "virtualNetwork": {"id": id(VNET, name)},
            "registrationEnabled": false,
            "virtualNetworkLinkState": "Completed",
            "resolutionPolicy": "Default",
        }),
    )
}

pub(crate) fn record(kind: &str, name: &str) -> Value {
    arm(
        &format!("{ZONE}/{kind}"),
        &format!("privatelink.postgres.database.azure.com/{name}"),
        json!({"ttl": 10, "isAutoRegistered": false, "aRecords": [{"ipv4Address": "10.1.0.4"}]}),
    )
}

pub(crate) fn connection_of(kind: &str, server: &str) -> Value {
    arm(
        &format!("{kind}/privateEndpointConnections"),
        &format!("{server}/pe-a-1"),
        json!({
            "provisioningState": "Ready",
            "privateEndpoint": {"id": id("Microsoft.Network/privateEndpoints", "pe-a")},
            "privateLinkServiceConnectionState": {"status": "Approved", "actionsRequired": "None"},
            "groupIds": ["postgresqlServer"],
        }),
    )
}

pub(crate) fn single_server() -> Value {
    let mut server = arm(
        SINGLE,
        "orders-old",
        json!({
            "fullyQualifiedDomainName": "orders-old.postgres.database.azure.com",
            "userVisibleState": "Ready",
            "publicNetworkAccess": "Disabled",
            "administratorLogin": "someone",
            "privateEndpointConnections": [connection_of(SINGLE, "orders-old")],
        }),
    );
    server["sku"] = json!({"name": "GP_Gen5_2", "tier": "GeneralPurpose"});
    server
}

pub(crate) fn flexible_server() -> Value {
    let mut server = arm(
        FLEXIBLE,
        "orders-new",
        json!({
            "fullyQualifiedDomainName": "orders-new.postgres.database.azure.com",
            "state": "Ready",
            "network": {
                "publicNetworkAccess": "Disabled",
                "delegatedSubnetResourceId": id(VNET, "vnet-a/subnets/db"),
                "privateDnsZoneArmResourceId": id(ZONE, "orders-new.private.postgres.database.azure.com"),
            },
        }),
    );
    server["sku"] = json!({"name": "Standard_D4s_v3", "tier": "GeneralPurpose"});
    server
}

pub(crate) fn firewall_rule(kind: &str, server: &str, name: &str) -> Value {
    arm(
        &format!("{kind}/firewallRules"),
        &format!("{server}/{name}"),
        json!({"startIpAddress": "1.2.3.4", "endIpAddress": "1.2.3.8"}),
    )
}

pub(crate) fn vnet_rule() -> Value {
    arm(
        &format!("{SINGLE}/virtualNetworkRules"),
        "orders-old/from-db",
        json!({"virtualNetworkSubnetId": id(VNET, "vnet-a/subnets/db"), "state": "Ready"}),
    )
}

pub(crate) fn migration() -> Value {
    arm(
        &format!("{FLEXIBLE}/migrations"),
        "orders-new/move",
        json!({
            "currentStatus": {"state": "InProgress"},
            "sourceType": "PostgreSQLSingleServer",
            "sourceDbServerResourceId": id(SINGLE, "orders-old"),
            "targetDbServerResourceId": id(FLEXIBLE, "orders-new"),
            "migrationInstanceResourceId": id(FLEXIBLE, "mover"),
        }),
    )
}

pub(crate) fn vpn() -> [Value; 3] {
    let network = |kind: &str, name: &str| json!({"id": id(&format!("Microsoft.Network/{kind}"), name)});
    [
        arm(
            "Microsoft.Network/virtualNetworkGateways",
            "gateway-a",
            json!({
                "provisioningState": "Succeeded",
                "ipConfigurations": [{
                    "name": "c", "properties": {"subnet": {"id": id(VNET, "vnet-a/subnets/GatewaySubnet")}},
                }],
            }),
        ),
        arm(
            "Microsoft.Network/connections",
            "to-office",
            json!({
                "provisioningState": "Succeeded",
                "connectionType": "IPsec",
                "connectionStatus": "Connected",
                "virtualNetworkGateway1": network("virtualNetworkGateways", "gateway-a"),
                "localNetworkGateway2": network("localNetworkGateways", "office"),
                "sharedKey": "hunter2",
                "enableBgp": false,
            }),
        ),
        arm(
            "Microsoft.Network/localNetworkGateways",
            "office",
            json!({
                "provisioningState": "Succeeded",
                "localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.0/16"]},
                "gatewayIpAddress": "4.3.2.1",
            }),
        ),
    ]
}

/// One of each type that can stand in a list of resources.
pub(crate) fn all() -> Vec<Value> {
    let mut all = vec![
        vnet(),
        security_group(),
        nic(),
        route_table(),
        endpoint(),
        zone_group(),
        zone(1),
        link("vnet-a"),
        record("A", "orders-old"),
        single_server(),
        flexible_server(),
        firewall_rule(SINGLE, "orders-old", "office"),
        vnet_rule(),
        migration(),
    ];
    all.extend(vpn());
    all
}

/// As the Azure CLI prints it: `properties` lifted, but not those of a server's private endpoint connections.
pub(crate) fn as_cli(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(as_cli).collect(),
        Value::Object(object) => {
            let mut flat = Map::new();
            for (key, value) in object {
                match value {
                    Value::Object(properties) if key == "properties" => {
                        for (key, value) in properties {
                            let nested = key == "privateEndpointConnections";
                            flat.insert(key.clone(), if nested { value.clone() } else { as_cli(value) });
                        }
                    }
                    value => drop(flat.insert(key.clone(), as_cli(value))),
                }
            }
            if object.contains_key("id") && object.contains_key("type") {
                flat.insert("resourceGroup".to_owned(), "rg-a".into());
                flat.insert("managedBy".to_owned(), Value::Null);
            }
            flat.into()
        }
        value => value.clone(),
    }
}

/// As a row of Resource Graph.
pub(crate) fn as_row(value: &Value) -> Value {
    let mut row = value.clone();
    row["type"] = value["type"].as_str().expect("a type").to_lowercase().into();
    row["tenantId"] = "t1".into();
    row["kind"] = "".into();
    row
}

/// As Az PowerShell's objects in JSON: flat, in Pascal case, with the text of each part beside it.
pub(crate) fn as_powershell(value: &Value) -> Value {
    match as_cli(value) {
        Value::Array(items) => items.iter().map(as_powershell).collect(),
        Value::Object(object) => {
            let mut pascal = Map::new();
            for (key, value) in &object {
                let (first, rest) = key.split_at(1);
                let key = format!("{}{rest}", first.to_uppercase());
                if value.is_object() || value.is_array() {
                    pascal.insert(format!("{key}Text"), "[\r\n]".into());
                }
                // Its cmdlets print lists where the interface has one value.
                let is_list =
                    key.ends_with("PortRange") || key.ends_with("AddressPrefix") && object.contains_key("access");
                let value = as_powershell(value);
                pascal.insert(key, if is_list { json!([value]) } else { value });
            }
            pascal.into()
        }
        value => value,
    }
}

/// Documents one after another, as a shell puts them into one file.
pub(crate) fn lines(documents: &[Value]) -> String {
    documents.iter().flat_map(|it| [it.to_string(), "\n".to_owned()]).collect()
}

/// Reads one file.
pub(crate) fn import(text: &str) -> Import {
    read([("export.json", text.as_bytes())])
}

/// Reads one file that must be read without an error.
pub(crate) fn network(value: &Value) -> Network {
    let import = import(&value.to_string());
    assert_eq!(import.files[0].errors, [], "{value}");
    import.network
}
