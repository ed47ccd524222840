//! The export of a tenant of any size, for what must hold at any size.

use std::fmt::Write;

/// A list of resources as `az … -o json` prints them, at least so many bytes: networks, security groups, cards and zones
/// that a check looks at and, as in any tenant, more that none does. The parties of a migration are among them.
#[must_use]
pub fn tenant(bytes: usize) -> String {
    let mut export = String::with_capacity(bytes + 8 * 1024);
    export.push('[');
    export.push_str(PARTIES);
    let mut number = 0;
    while export.len() < bytes {
        number += 1;
        network(&mut export, number);
        for card in 0..8 {
            machine(&mut export, number, card);
        }
    }
    export.push_str("\n]\n");
    export
}

/// A private single server, a VNet-integrated target, and nothing between them but what was forgotten.
const PARTIES: &str = r#"
  {"id":"/subscriptions/s1/resourceGroups/data/providers/Microsoft.DBforPostgreSQL/servers/orders-old","name":"orders-old","type":"Microsoft.DBforPostgreSQL/servers","location":"westeurope","sku":{"name":"GP_Gen5_4","tier":"GeneralPurpose"},"fullyQualifiedDomainName":"orders-old.postgres.database.azure.com","userVisibleState":"Ready","publicNetworkAccess":"Disabled","privateEndpointConnections":[]},
  {"id":"/subscriptions/s1/resourceGroups/data/providers/Microsoft.DBforPostgreSQL/flexibleServers/orders-new","name":"orders-new","type":"Microsoft.DBforPostgreSQL/flexibleServers","location":"West Europe","state":"Ready","fullyQualifiedDomainName":"orders-new.postgres.database.azure.com","network":{"publicNetworkAccess":"Disabled","delegatedSubnetResourceId":"/subscriptions/s1/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/vnet-1/subnets/db"}}"#;

fn id(kind: &str, name: &str) -> String {
    format!("/subscriptions/s1/resourceGroups/net/providers/Microsoft.Network/{kind}/{name}")
}

fn network(export: &mut String, number: usize) {
    let (vnet, group) =
        (id("virtualNetworks", &format!("vnet-{number}")), id("networkSecurityGroups", &format!("nsg-{number}")));
    let prefix = format!("10.{}.{}", number / 256 % 256, number % 256);
    let remote = id("virtualNetworks", &format!("vnet-{}", number + 1));
    let _ = write!(
        export,
        r#",
  {{"id":"{vnet}","name":"vnet-{number}","type":"Microsoft.Network/virtualNetworks","location":"westeurope","etag":"W/\"0\"","provisioningState":"Succeeded","resourceGroup":"net","addressSpace":{{"addressPrefixes":["{prefix}.0/24"]}},"dhcpOptions":{{"dnsServers":[]}},"enableDdosProtection":false,"subnets":[{{"id":"{vnet}/subnets/db","name":"db","provisioningState":"Succeeded","addressPrefix":"{prefix}.0/25","delegations":[{{"name":"d","serviceName":"Microsoft.DBforPostgreSQL/flexibleServers","actions":["Microsoft.Network/virtualNetworks/subnets/join/action"],"provisioningState":"Succeeded"}}],"networkSecurityGroup":{{"id":"{group}"}},"privateEndpointNetworkPolicies":"Disabled","privateLinkServiceNetworkPolicies":"Enabled"}}],"virtualNetworkPeerings":[{{"id":"{vnet}/virtualNetworkPeerings/next","name":"next","provisioningState":"Succeeded","peeringState":"Connected","peeringSyncLevel":"FullyInSync","allowVirtualNetworkAccess":true,"allowForwardedTraffic":false,"allowGatewayTransit":false,"useRemoteGateways":false,"remoteVirtualNetwork":{{"id":"{remote}"}},"remoteAddressSpace":{{"addressPrefixes":["10.0.0.0/24"]}}}}]}},
  {{"id":"{group}","name":"nsg-{number}","type":"Microsoft.Network/networkSecurityGroups","location":"westeurope","provisioningState":"Succeeded","resourceGroup":"net","securityRules":["#
    );
    for rule in 0..10 {
        let comma = if rule == 0 { "" } else { "," };
        let _ = write!(
            export,
            r#"{comma}{{"id":"{group}/securityRules/rule-{rule}","name":"rule-{rule}","provisioningState":"Succeeded","description":"Ticket {number}{rule}: asked for by the application team","protocol":"Tcp","sourcePortRange":"*","destinationPortRange":"{}","sourceAddressPrefix":"10.{rule}.0.0/16","destinationAddressPrefix":"{prefix}.0/24","access":"Allow","priority":{},"direction":"Inbound"}}"#,
            5000 + rule,
            100 + rule * 10,
        );
    }
    export.push_str("]}");
}

fn machine(export: &mut String, number: usize, card: usize) {
    let (nic, vnet) =
        (id("networkInterfaces", &format!("nic-{number}-{card}")), id("virtualNetworks", &format!("vnet-{number}")));
    let machine =
        format!("/subscriptions/s1/resourceGroups/apps/providers/Microsoft.Compute/virtualMachines/vm-{number}-{card}");
    let address = format!("10.{}.{}.{}", number / 256 % 256, number % 256, 130 + card);
    let _ = write!(
        export,
        r#",
  {{"id":"{nic}","name":"nic-{number}-{card}","type":"Microsoft.Network/networkInterfaces","location":"westeurope","provisioningState":"Succeeded","ipConfigurations":[{{"name":"ipconfig1","id":"{nic}/ipConfigurations/ipconfig1","privateIPAddress":"{address}","privateIPAllocationMethod":"Dynamic","primary":true,"subnet":{{"id":"{vnet}/subnets/db"}}}}],"virtualMachine":{{"id":"{machine}"}},"enableIPForwarding":false}},
  {{"id":"{machine}","name":"vm-{number}-{card}","type":"Microsoft.Compute/virtualMachines","location":"westeurope","zones":["1"],"hardwareProfile":{{"vmSize":"Standard_D4s_v3"}},"storageProfile":{{"osDisk":{{"osType":"Linux","createOption":"FromImage","caching":"ReadWrite","managedDisk":{{"id":"/subscriptions/s1/resourceGroups/apps/providers/Microsoft.Compute/disks/os-{number}-{card}"}},"diskSizeGB":128}},"dataDisks":[]}},"tags":{{"costCenter":"4711","owner":"team-{card}"}}}}"#
    );
}
