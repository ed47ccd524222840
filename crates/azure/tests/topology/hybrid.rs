//! What joins a virtual network to a network outside of Azure.

use serde_json::{Value, json};

use super::{part, reference, resource};

/// A VPN gateway in a VNet.
pub(crate) fn gateway(name: &str, vnet: &str) -> Value {
    resource(
        "Microsoft.Network/virtualNetworkGateways",
        name,
        json!({
            "provisioningState": "Succeeded",
            "resourceGuid": "d41f6b20-7e9a-4c35-b8d1-30a5c7e2f964",
            "gatewayType": "Vpn",
            "vpnType": "RouteBased",
            "vpnGatewayGeneration": "Generation2",
            "sku": { "name": "VpnGw2", "tier": "VpnGw2", "capacity": 2 },
            "enableBgp": false,
            "activeActive": false,
            "enablePrivateIpAddress": false,
            "ipConfigurations": [part(
                "Microsoft.Network/virtualNetworkGateways",
                name,
                "ipConfigurations",
                "default",
                json!({
                    "provisioningState": "Succeeded",
                    "privateIPAllocationMethod": "Dynamic",
                    "publicIPAddress": reference("Microsoft.Network/publicIPAddresses", &format!("{name}-ip")),
                    "subnet": reference("Microsoft.Network/virtualNetworks", &format!("{vnet}/subnets/GatewaySubnet")),
                }),
            )],
        }),
    )
}

/// A site-to-site connection.
pub(crate) fn connection(name: &str, gateway: &str, local: &str) -> Value {
    resource(
        "Microsoft.Network/connections",
        name,
        json!({
            "provisioningState": "Succeeded",
            "resourceGuid": "82c5e7d9-06ab-4f13-9e47-b1f0d3a86c52",
            "connectionType": "IPsec",
            "connectionProtocol": "IKEv2",
            "connectionMode": "Default",
            "connectionStatus": "Connected",
            "virtualNetworkGateway1": reference("Microsoft.Network/virtualNetworkGateways", gateway),
            "localNetworkGateway2": reference("Microsoft.Network/localNetworkGateways", local),
            "sharedKey": "a-key-that-is-not-to-be-seen",
            "routingWeight": 0,
            "enableBgp": false,
            "usePolicyBasedTrafficSelectors": false,
            "ipsecPolicies": [],
            "trafficSelectorPolicies": [],
            "ingressBytesTransferred": 73_214_882,
            "egressBytesTransferred": 5_204_113,
        }),
    )
}

/// The network at the destination of a connection.
pub(crate) fn local_gateway(name: &str, prefix: &str) -> Value {
    resource(
        "Microsoft.Network/localNetworkGateways",
        name,
        json!({
            "provisioningState": "Succeeded",
            "resourceGuid": "1b7a94e6-c2d8-4a50-83fc-5e90d16b27a4",
            "gatewayIpAddress": "198.51.100.17",
            "localNetworkAddressSpace": { "addressPrefixes": [prefix] },
        }),
    )
}
