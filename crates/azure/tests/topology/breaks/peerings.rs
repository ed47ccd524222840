//! What joins two networks of Azure.

use serde_json::json;

use crate::topology::{
    Topology,
    breaks::{Row, through_appliance},
    hybrid::{connection, gateway, local_gateway},
    id,
    networks::{half, subnet, vnet},
    whole::{private_to_endpoint, private_to_vnet, private_to_vnet_with_runtime},
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        private_to_vnet,
        "the far half was never made",
        |it| {
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-old].peeringState", "Initiated");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the near half was never made",
        |it| {
            it.remove("vnet-new", "virtualNetworkPeerings", "to-vnet-old");
            it.set("vnet-old", "virtualNetworkPeerings[to-vnet-new].peeringState", "Initiated");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the far half was deleted",
        |it| {
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-old].peeringState", "Disconnected");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the last change of the near half failed",
        |it| it.set("vnet-new", &half_of("vnet-old", "provisioningState"), "Failed"),
        &["source/peering unknown (vnet vnet-new)"],
    ),
    (private_to_vnet, "both halves are gone", unpeer, &["source/peering fail"]),
    (
        private_to_vnet,
        "only a hub joins them",
        |it| {
            unpeer(it);
            through_hub(it);
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "a hub joins them, with an appliance that may forward",
        |it| {
            unpeer(it);
            through_hub(it);
            through_appliance(it);
            for spoke in ["vnet-old", "vnet-new"] {
                it.set(spoke, "virtualNetworkPeerings[to-vnet-hub].allowForwardedTraffic", true);
            }
        },
        &["source/peering unknown (nic 10.9.0.4)"],
    ),
    (
        private_to_vnet,
        "a hub joins them, and the spokes take nothing from beyond it",
        |it| {
            unpeer(it);
            through_hub(it);
            through_appliance(it);
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the far network has grown since",
        |it| {
            it.set("vnet-new", &half_of("vnet-old", "peeringSyncLevel"), "RemoteNotInSync");
            it.set("vnet-old", &half_of("vnet-new", "peeringSyncLevel"), "LocalNotInSync");
            it.set("vnet-new", &half_of("vnet-old", "remoteAddressSpace.addressPrefixes"), json!(["10.1.128.0/17"]));
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the far network has grown elsewhere",
        |it| {
            it.set("vnet-new", &half_of("vnet-old", "peeringSyncLevel"), "RemoteNotInSync");
            it.set("vnet-old", &half_of("vnet-new", "peeringSyncLevel"), "LocalNotInSync");
            it.set("vnet-old", "addressSpace.addressPrefixes", json!(["10.1.0.0/16", "10.11.0.0/16"]));
        },
        &[],
    ),
    (
        private_to_vnet,
        "the peering leads to another network of that name",
        |it| {
            let other = id("Microsoft.Network/virtualNetworks", "vnet-old").replace("/rg-orders/", "/rg-stock/");
            it.set("vnet-new", &half_of("vnet-old", "remoteVirtualNetwork.id"), other);
            it.set("vnet-old", &half_of("vnet-new", "peeringState"), "Initiated");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the networks overlap, so they cannot be peered",
        |it| {
            unpeer(it);
            it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.2.0.0/16", "10.1.128.0/17"]));
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the peering is for IPv6 only",
        |it| {
            it.set("vnet-new", &half_of("vnet-old", "enableOnlyIPv6Peering"), true);
            it.set("vnet-old", &half_of("vnet-new", "enableOnlyIPv6Peering"), true);
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "these two subnets are peered, and the networks overlap elsewhere",
        |it| {
            subnets_are_peered(it, "db");
            overlap(it);
        },
        &[],
    ),
    (
        private_to_vnet,
        "the subnets that are to be peered overlap, and the far half was never made",
        |it| {
            subnets_are_peered(it, "db");
            it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.2.0.0/16", "10.1.0.0/24"]));
            it.insert("vnet-new", "subnets", subnet("vnet-new", "web", "10.1.0.128/25"));
            it.set("vnet-new", &half_of("vnet-old", "localSubnetNames"), json!(["db", "web"]));
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", &half_of("vnet-old", "peeringState"), "Initiated");
        },
        &["source/peering fail", "source/route unknown"],
    ),
    (
        private_to_vnet,
        "these two subnets are to be peered, the networks overlap elsewhere, and the far half was never made",
        |it| {
            subnets_are_peered(it, "db");
            overlap(it);
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", &half_of("vnet-old", "peeringState"), "Initiated");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the far half of two subnets was deleted, and the near one takes what is forwarded",
        |it| {
            subnets_are_peered(it, "db");
            overlap(it);
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", &half_of("vnet-old", "peeringState"), "Disconnected");
            it.set("vnet-new", &half_of("vnet-old", "allowForwardedTraffic"), true);
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the near half was deleted, and the far one takes what is forwarded and lends its gateway",
        |it| {
            it.remove("vnet-new", "virtualNetworkPeerings", "to-vnet-old");
            it.set("vnet-old", &half_of("vnet-new", "peeringState"), "Disconnected");
            it.set("vnet-old", &half_of("vnet-new", "allowForwardedTraffic"), true);
            it.set("vnet-old", &half_of("vnet-new", "allowGatewayTransit"), true);
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "the far half was deleted, and the near one used its gateway",
        |it| {
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", &half_of("vnet-old", "peeringState"), "Disconnected");
            it.set("vnet-new", &half_of("vnet-old", "useRemoteGateways"), true);
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "both halves are gone, and a VPN of the target's network leads to a site of the same addresses",
        |it| {
            unpeer(it);
            site(it, "vnet-new", "10.2.255.0/27", "10.1.0.0/16");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "both halves are gone, and a VPN of the source's network leads to a site of the same addresses",
        |it| {
            unpeer(it);
            site(it, "vnet-old", "10.1.255.0/27", "10.2.0.0/16");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "both halves are gone, and a VPN that is down led to a site of the same addresses",
        |it| {
            unpeer(it);
            site(it, "vnet-new", "10.2.255.0/27", "10.1.0.0/16");
            it.set("to-site", "connectionStatus", "NotConnected");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet,
        "both halves are gone, and a VPN leads to a site that has everything private, as a short way of writing it",
        |it| {
            unpeer(it);
            site(it, "vnet-new", "10.2.255.0/27", "10.0.0.0/8");
        },
        &["source/peering fail"],
    ),
    (private_to_vnet, "only other subnets are peered", |it| subnets_are_peered(it, "web"), &["source/peering fail"]),
    (private_to_vnet, "these two subnets are peered", |it| subnets_are_peered(it, "db"), &[]),
    (
        private_to_endpoint,
        "the runtime is not peered with the target",
        |it| {
            it.remove("vnet-mid", "virtualNetworkPeerings", "to-vnet-far");
            it.set("vnet-far", "virtualNetworkPeerings[to-vnet-mid].peeringState", "Disconnected");
        },
        &["target/peering fail"],
    ),
    (
        private_to_endpoint,
        "the runtime is not peered with the source",
        |it| {
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-mid");
            it.set("vnet-mid", "virtualNetworkPeerings[to-vnet-old].peeringState", "Initiated");
        },
        &["source/peering fail"],
    ),
    (
        private_to_vnet_with_runtime,
        "the runtime is not peered with the target",
        |it| {
            it.remove("vnet-mid", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-mid].peeringState", "Disconnected");
        },
        &["target/peering fail"],
    ),
];

fn unpeer(topology: &mut Topology) {
    topology.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
    topology.remove("vnet-new", "virtualNetworkPeerings", "to-vnet-old");
}

/// Both VNets have a range that nothing of the migration is in.
fn overlap(topology: &mut Topology) {
    for (vnet, own) in [("vnet-old", "10.1.0.0/16"), ("vnet-new", "10.2.0.0/16")] {
        topology.set(vnet, "addressSpace.addressPrefixes", json!([own, "172.20.0.0/16"]));
    }
}

/// A VPN of a VNet leads to a network outside of Azure.
fn site(topology: &mut Topology, vnet: &str, gateways: &str, beyond: &str) {
    topology.insert(vnet, "subnets", subnet(vnet, "GatewaySubnet", gateways));
    topology.with("gateways.json", vec![gateway("gw-site", vnet)]);
    topology.with("local-gateways.json", vec![local_gateway("site", beyond)]);
    topology.with("connections.json", vec![connection("to-site", "gw-site", "site")]);
}

fn through_hub(topology: &mut Topology) {
    topology.insert("vnet-old", "virtualNetworkPeerings", half("vnet-old", "vnet-hub", "10.9.0.0/16"));
    topology.insert("vnet-new", "virtualNetworkPeerings", half("vnet-new", "vnet-hub", "10.9.0.0/16"));
    let halves = vec![half("vnet-hub", "vnet-old", "10.1.0.0/16"), half("vnet-hub", "vnet-new", "10.2.0.0/16")];
    topology
        .add("vnets.json", vnet("vnet-hub", "10.9.0.0/16", vec![subnet("vnet-hub", "inner", "10.9.0.0/24")], halves));
}

/// The path of a member in the side that leads to a VNet.
fn half_of(remote: &str, member: &str) -> String {
    format!("virtualNetworkPeerings[to-{remote}].{member}")
}

/// Not the complete VNets are peered, but a subnet of the target's and the one of the source's endpoint.
fn subnets_are_peered(topology: &mut Topology, near: &str) {
    for (vnet, remote, local, far) in
        [("vnet-new", "vnet-old", near, "endpoints"), ("vnet-old", "vnet-new", "endpoints", near)]
    {
        topology.set(vnet, &half_of(remote, "peerCompleteVnets"), false);
        topology.set(vnet, &half_of(remote, "localSubnetNames"), json!([local]));
        topology.set(vnet, &half_of(remote, "remoteSubnetNames"), json!([far]));
    }
}
