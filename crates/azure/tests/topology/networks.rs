//! Virtual networks, their subnets and peerings, route tables, network interfaces and private endpoints, as Microsoft.Network
//! answers.

use serde_json::{Value, json};

use super::{id, part, reference, resource};

const VNETS: &str = "Microsoft.Network/virtualNetworks";

/// A virtual network.
pub(crate) fn vnet(name: &str, prefix: &str, subnets: Vec<Value>, peerings: Vec<Value>) -> Value {
    resource(
        VNETS,
        name,
        json!({
            "provisioningState": "Succeeded",
            "resourceGuid": "a7a2e3f4-90c1-4f0e-8c52-bb1d7e4f6a09",
            "addressSpace": { "addressPrefixes": [prefix] },
            "privateEndpointVNetPolicies": "Disabled",
            "subnets": Value::Array(subnets),
            "virtualNetworkPeerings": Value::Array(peerings),
            "enableDdosProtection": false,
        }),
    )
}

/// A subnet with nothing in its way.
pub(crate) fn subnet(vnet: &str, name: &str, prefix: &str) -> Value {
    part(
        VNETS,
        vnet,
        "subnets",
        name,
        json!({
            "provisioningState": "Succeeded",
            "addressPrefix": prefix,
            "serviceEndpoints": [],
            "delegations": [],
            "privateEndpointNetworkPolicies": "Disabled",
            "privateLinkServiceNetworkPolicies": "Enabled",
        }),
    )
}

/// A subnet that belongs to flexible servers.
pub(crate) fn delegated(vnet: &str, name: &str, prefix: &str) -> Value {
    let mut subnet = subnet(vnet, name, prefix);
    subnet["properties"]["delegations"] = json!([part(
        "Microsoft.Network/virtualNetworks/subnets",
        &format!("{vnet}/subnets/{name}"),
        "delegations",
        "postgres",
        json!({
            "provisioningState": "Succeeded",
            "serviceName": "Microsoft.DBforPostgreSQL/flexibleServers",
            "actions": ["Microsoft.Network/virtualNetworks/subnets/join/action"],
        }),
    )]);
    subnet
}

/// A subnet with a security group.
pub(crate) fn guarded(mut subnet: Value, group: &str) -> Value {
    subnet["properties"]["networkSecurityGroup"] = reference("Microsoft.Network/networkSecurityGroups", group);
    subnet
}

/// A subnet with a route table.
pub(crate) fn routed(mut subnet: Value, table: &str) -> Value {
    subnet["properties"]["routeTable"] = reference("Microsoft.Network/routeTables", table);
    subnet
}

/// A subnet that reaches a service from its own addresses.
pub(crate) fn serving(mut subnet: Value, service: &str) -> Value {
    subnet["properties"]["serviceEndpoints"] =
        json!([{ "provisioningState": "Succeeded", "service": service, "locations": ["westeurope"] }]);
    subnet
}

/// One half of a peering: `to-vnet-old` in `vnet-new`.
pub(crate) fn half(vnet: &str, remote: &str, prefix: &str) -> Value {
    part(
        VNETS,
        vnet,
        "virtualNetworkPeerings",
        &format!("to-{remote}"),
        json!({
            "provisioningState": "Succeeded",
            "resourceGuid": "f2c6d0b1-35a7-4e98-a1d4-2c8e57b90f63",
            "peeringState": "Connected",
            "peeringSyncLevel": "FullyInSync",
            "remoteVirtualNetwork": reference(VNETS, remote),
            "allowVirtualNetworkAccess": true,
            "allowForwardedTraffic": false,
            "allowGatewayTransit": false,
            "useRemoteGateways": false,
            "doNotVerifyRemoteGateways": false,
            "peerCompleteVnets": true,
            "remoteAddressSpace": { "addressPrefixes": [prefix] },
            "remoteVirtualNetworkAddressSpace": { "addressPrefixes": [prefix] },
        }),
    )
}

/// A route table that sends what nothing else takes to the internet, as `routes[out]`.
pub(crate) fn route_table(name: &str) -> Value {
    resource(
        "Microsoft.Network/routeTables",
        name,
        json!({
            "provisioningState": "Succeeded",
            "resourceGuid": "0d9b7c58-e163-4a2f-97c0-8f3b5e21d4a6",
            "disableBgpRoutePropagation": false,
            "routes": [
                route(name, "out", "0.0.0.0/0", "Internet", None),
                route(name, "entra", "AzureActiveDirectory", "Internet", None),
            ],
        }),
    )
}

/// A route table that sends it to an appliance.
pub(crate) fn forced_table(name: &str) -> Value {
    let mut table = route_table(name);
    table["properties"]["routes"][0] = route(name, "out", "0.0.0.0/0", "VirtualAppliance", Some("10.9.0.4"));
    table
}

/// A route.
pub(crate) fn route(table: &str, name: &str, prefix: &str, hop: &str, address: Option<&str>) -> Value {
    let mut route = part(
        "Microsoft.Network/routeTables",
        table,
        "routes",
        name,
        json!({
            "provisioningState": "Succeeded",
            "addressPrefix": prefix,
            "nextHopType": hop,
            "hasBgpOverride": false,
        }),
    );
    if let Some(address) = address {
        route["properties"]["nextHopIpAddress"] = address.into();
    }
    route
}

/// The network interface of a virtual machine, or of a private endpoint.
pub(crate) fn nic(name: &str, vnet: &str, subnet: &str, address: &str) -> Value {
    resource(
        "Microsoft.Network/networkInterfaces",
        name,
        json!({
            "provisioningState": "Succeeded",
            "resourceGuid": "5e8a1c70-4b2d-4f69-b3e8-d07c6a9f1b25",
            "ipConfigurations": [part(
                "Microsoft.Network/networkInterfaces",
                name,
                "ipConfigurations",
                "ipconfig1",
                json!({
                    "provisioningState": "Succeeded",
                    "privateIPAddress": address,
                    "privateIPAllocationMethod": "Dynamic",
                    "subnet": reference(VNETS, &format!("{vnet}/subnets/{subnet}")),
                    "primary": true,
                    "privateIPAddressVersion": "IPv4",
                }),
            )],
            "dnsSettings": { "dnsServers": [], "appliedDnsServers": [] },
            "macAddress": "00-0D-3A-2B-7C-41",
            "enableAcceleratedNetworking": false,
            "enableIPForwarding": false,
            "hostedWorkloads": [],
            "tapConfigurations": [],
            "nicType": "Standard",
        }),
    )
}

/// The network interface of a virtual machine with a security group of its own.
pub(crate) fn machine_nic(name: &str, machine: &str, vnet: &str, subnet: &str, address: &str, group: &str) -> Value {
    let mut nic = nic(name, vnet, subnet, address);
    nic["properties"]["virtualMachine"] = reference("Microsoft.Compute/virtualMachines", machine);
    nic["properties"]["networkSecurityGroup"] = reference("Microsoft.Network/networkSecurityGroups", group);
    nic
}

/// A private endpoint of a server, `servers/orders-old`. With a zone group Azure leaves its `customDnsConfigs` empty:
/// its address is its network interface's.
pub(crate) fn endpoint(name: &str, server: &str, vnet: &str, subnet: &str) -> Value {
    let mut endpoint = resource(
        "Microsoft.Network/privateEndpoints",
        name,
        json!({
            "provisioningState": "Succeeded",
            "resourceGuid": "e94b07a3-1d5c-4860-92fb-6a3d8c0e7f14",
            "privateLinkServiceConnections": [part(
                "Microsoft.Network/privateEndpoints",
                name,
                "privateLinkServiceConnections",
                &format!("{name}-c"),
                json!({
                    "provisioningState": "Succeeded",
                    "privateLinkServiceId": id("Microsoft.DBforPostgreSQL", server),
                    "groupIds": ["postgresqlServer"],
                    "privateLinkServiceConnectionState": {
                        "status": "Approved",
                        "description": "Auto-approved",
                        "actionsRequired": "None",
                    },
                }),
            )],
            "manualPrivateLinkServiceConnections": [],
            "customNetworkInterfaceName": "",
            "subnet": reference(VNETS, &format!("{vnet}/subnets/{subnet}")),
            "ipConfigurations": [],
            "networkInterfaces": [reference("Microsoft.Network/networkInterfaces", &format!("{name}-nic"))],
            "customDnsConfigs": [],
        }),
    );
    endpoint["properties"]["isIPv6EnabledPrivateEndpoint"] = false.into();
    endpoint
}
