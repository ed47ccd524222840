//! What joins networks besides peerings: an Azure Firewall in a hub, Virtual WAN, Virtual Network Manager.

use serde_json::{Value, json};

use super::{
    Topology, id,
    networks::{forced_table, half, routed, subnet, vnet},
    part, reference, resource,
    whole::{machine_to_vnet, private_to_vnet},
};

const POLICIES: &str = "Microsoft.Network/firewallPolicies";
const HUBS: &str = "Microsoft.Network/virtualHubs";
const MANAGERS: &str = "Microsoft.Network/networkManagers";
const VNETS: &str = "Microsoft.Network/virtualNetworks";

/// A side that takes what comes from beyond the other VNet.
fn forwarding(vnet: &str, remote: &str, prefix: &str) -> Value {
    let mut half = half(vnet, remote, prefix);
    half["properties"]["allowForwardedTraffic"] = true.into();
    half
}

/// The source's machine and the target in two spokes, and a firewall in the hub between them.
pub(crate) fn machine_through_firewall() -> Topology {
    let mut topology = machine_to_vnet();
    topology.name = "machine-through-firewall";
    for spoke in ["vnet-old", "vnet-new"] {
        topology.set(spoke, "virtualNetworkPeerings", json!([forwarding(spoke, "vnet-hub", "10.9.0.0/16")]));
    }
    let machines = topology.resource("vnet-old")["properties"]["subnets"][0].take();
    topology.set("vnet-old", "subnets", json!([routed(machines, "rt-machines")]));
    let hub = vnet(
        "vnet-hub",
        "10.9.0.0/16",
        vec![subnet("vnet-hub", "AzureFirewallSubnet", "10.9.0.0/26")],
        vec![half("vnet-hub", "vnet-old", "10.1.0.0/16"), half("vnet-hub", "vnet-new", "10.2.0.0/16")],
    );
    topology.add("vnets.json", hub);
    topology.delete("rt-db");
    topology.add("route-tables.json", forced_table("rt-db"));
    topology.add("route-tables.json", forced_table("rt-machines"));
    topology.with("firewalls.json", vec![firewall("fw-hub", "policy", "10.9.0.4")]);
    topology.with("policies.json", vec![policy("policy")]);
    topology.with("rule-groups.json", vec![rule_group("policy", "spokes", "Allow", "5432")]);
    topology
}

/// A single server and the target in two VNets that are connected to one hub of Virtual WAN.
pub(crate) fn private_to_vnet_over_wan() -> Topology {
    let mut topology = private_to_vnet();
    topology.name = "private-to-vnet-over-wan";
    unpeer(&mut topology);
    topology.with("hubs.json", vec![hub("hub-we")]);
    let connections = ["vnet-old", "vnet-new"].map(|it| hub_connection("hub-we", it)).to_vec();
    topology.with("hub-connections.json", connections);
    for vnet in ["vnet-old", "vnet-new"] {
        topology.insert(vnet, "virtualNetworkPeerings", half(vnet, AT_HUB, "10.200.0.0/23"));
    }
    topology
}

/// What Azure makes of a hub for the VNets that are connected to it.
pub(crate) const AT_HUB: &str = "HV_hub-we_0f1e2d3c";

/// The same two VNets in one connected group of Virtual Network Manager.
pub(crate) fn private_to_vnet_in_a_mesh() -> Topology {
    let mut topology = private_to_vnet();
    topology.name = "private-to-vnet-in-a-mesh";
    unpeer(&mut topology);
    let member = |it: &str| {
        let properties =
            json!({ "resourceId": id(VNETS, it), "region": "westeurope", "provisioningState": "Succeeded" });
        part(&format!("{MANAGERS}/networkGroups"), "avnm/networkGroups/prod", "staticMembers", it, properties)
    };
    topology.with("members.json", ["vnet-old", "vnet-new"].map(member).to_vec());
    topology.with("effective-connectivity.json", vec![mesh(true)]);
    topology
}

fn unpeer(topology: &mut Topology) {
    topology.set("vnet-old", "virtualNetworkPeerings", json!([]));
    topology.set("vnet-new", "virtualNetworkPeerings", json!([]));
}

/// An Azure Firewall.
pub(crate) fn firewall(name: &str, policy: &str, address: &str) -> Value {
    let place = part(
        "Microsoft.Network/azureFirewalls",
        name,
        "azureFirewallIpConfigurations",
        "ip",
        json!({
            "provisioningState": "Succeeded",
            "privateIPAddress": address,
            "privateIPAllocationMethod": "Dynamic",
            "subnet": reference(VNETS, "vnet-hub/subnets/AzureFirewallSubnet"),
        }),
    );
    resource(
        "Microsoft.Network/azureFirewalls",
        name,
        json!({
            "provisioningState": "Succeeded",
            "sku": { "name": "AZFW_VNet", "tier": "Standard" },
            "threatIntelMode": "Alert",
            "ipConfigurations": [place],
            "firewallPolicy": reference(POLICIES, policy),
        }),
    )
}

fn policy(name: &str) -> Value {
    resource(POLICIES, name, json!({ "provisioningState": "Succeeded", "threatIntelMode": "Alert" }))
}

/// A group with one rule, from the spokes to each other.
pub(crate) fn rule_group(policy: &str, name: &str, action: &str, port: &str) -> Value {
    let rule = json!({
        "ruleType": "NetworkRule",
        "name": "postgres",
        "ipProtocols": ["TCP"],
        "sourceAddresses": ["10.2.0.0/16"],
        "sourceIpGroups": [],
        "destinationAddresses": ["10.1.0.0/16"],
        "destinationIpGroups": [],
        "destinationFqdns": [],
        "destinationPorts": [port],
    });
    let collection = json!({
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": "between-spokes",
        "priority": 100,
        "action": { "type": action },
        "rules": [rule],
    });
    let properties = json!({ "provisioningState": "Succeeded", "priority": 200, "ruleCollections": [collection] });
    part(POLICIES, policy, "ruleCollectionGroups", name, properties)
}

fn hub(name: &str) -> Value {
    let properties = json!({
        "provisioningState": "Succeeded",
        "addressPrefix": "10.200.0.0/23",
        "routingState": "Provisioned",
        "sku": "Standard",
        "virtualWan": reference("Microsoft.Network/virtualWans", "wan"),
    });
    resource(HUBS, name, properties)
}

/// A VNet's connection to a hub, with its default route table.
pub(crate) fn hub_connection(hub: &str, vnet: &str) -> Value {
    let table = reference(HUBS, &format!("{hub}/hubRouteTables/defaultRouteTable"));
    part(
        HUBS,
        hub,
        "hubVirtualNetworkConnections",
        &format!("to-{vnet}"),
        json!({
            "provisioningState": "Succeeded",
            "remoteVirtualNetwork": reference(VNETS, vnet),
            "enableInternetSecurity": true,
            "routingConfiguration": {
                "associatedRouteTable": table,
                "propagatedRouteTables": { "labels": ["default"], "ids": [table] },
                "vnetRoutes": { "staticRoutes": [] },
            },
        }),
    )
}

/// A mesh of the group, in effect or only planned.
pub(crate) fn mesh(is_in_effect: bool) -> Value {
    let mut properties = json!({
        "connectivityTopology": "Mesh",
        "isGlobal": "False",
        "hubs": [],
        "provisioningState": "Succeeded",
        "appliesToGroups": [{
            "networkGroupId": id(MANAGERS, "avnm/networkGroups/prod"),
            "groupConnectivity": "DirectlyConnected",
            "isGlobal": "False",
            "useHubGateway": "False",
        }],
    });
    if is_in_effect {
        properties["configurationGroups"] = json!([{ "id": id(MANAGERS, "avnm/networkGroups/prod") }]);
    }
    part(MANAGERS, "avnm", "connectivityConfigurations", "mesh", properties)
}

/// A rule of a security admin configuration, in effect for the group or only planned.
pub(crate) fn admin_rule(access: &str, is_in_effect: bool) -> Value {
    let any = json!([{ "addressPrefix": "*", "addressPrefixType": "IPPrefix" }]);
    let mut properties = json!({
        "priority": 1,
        "direction": "Outbound",
        "access": access,
        "protocol": "Tcp",
        "sourcePortRanges": ["0-65535"],
        "destinationPortRanges": ["5432"],
        "sources": any,
        "destinations": any,
        "provisioningState": "Succeeded",
    });
    if is_in_effect {
        properties["ruleCollectionAppliesToGroups"] =
            json!([{ "networkGroupId": id(MANAGERS, "avnm/networkGroups/prod") }]);
    }
    let kind = format!("{MANAGERS}/securityAdminConfigurations/ruleCollections");
    part(&kind, "avnm/securityAdminConfigurations/sec/ruleCollections/rc", "rules", "no-postgres", properties)
}
