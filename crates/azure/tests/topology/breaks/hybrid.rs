//! What joins a network of Azure and another.

use serde_json::json;

use crate::topology::{
    breaks::Row,
    networks::half,
    whole::{machine_to_vnet, on_premises_through_hub, on_premises_to_vnet},
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        on_premises_to_vnet,
        "the VPN is down",
        |it| it.set("to-office", "connectionStatus", "NotConnected"),
        &["source/hybrid-connection fail"],
    ),
    (
        on_premises_to_vnet,
        "the VPN leads elsewhere",
        |it| {
            it.set("office", "localNetworkAddressSpace.addressPrefixes", json!(["10.30.0.0/16"]));
        },
        // Another connection may lead there.
        &["source/hybrid-connection unknown (connections vnet-new)", "source/route unknown"],
    ),
    (
        on_premises_through_hub,
        "the hub does not lend its gateway",
        |it| {
            it.set("vnet-hub", "virtualNetworkPeerings[to-vnet-new].allowGatewayTransit", false);
        },
        &["source/peering fail"],
    ),
    (
        on_premises_through_hub,
        "the hub's gateway is not used",
        |it| {
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-hub].useRemoteGateways", false);
        },
        &["source/peering fail"],
    ),
    (
        on_premises_through_hub,
        "another hub's gateway is used",
        |it| {
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-hub].useRemoteGateways", false);
            it.insert("vnet-new", "virtualNetworkPeerings", half("vnet-new", "vnet-far", "10.8.0.0/16"));
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-far].useRemoteGateways", true);
        },
        &["source/peering fail"],
    ),
    (
        on_premises_through_hub,
        "the peering to the hub is for IPv6 only",
        |it| it.set("vnet-new", "virtualNetworkPeerings[to-vnet-hub].enableOnlyIPv6Peering", true),
        &["source/peering fail"],
    ),
    (
        on_premises_through_hub,
        "the peering to the hub is for other subnets",
        |it| {
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-hub].peerCompleteVnets", false);
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-hub].localSubnetNames", json!(["other"]));
        },
        &["source/peering fail"],
    ),
    (
        on_premises_through_hub,
        "the hub does not know the range of the target's subnet",
        |it| {
            it.set("vnet-hub", "virtualNetworkPeerings[to-vnet-new].peeringSyncLevel", "RemoteNotInSync");
            it.set(
                "vnet-hub",
                "virtualNetworkPeerings[to-vnet-new].remoteAddressSpace.addressPrefixes",
                json!(["10.77.0.0/16"]),
            );
        },
        &["source/peering fail"],
    ),
    (
        on_premises_through_hub,
        "the last change of the hub's peering failed",
        |it| it.set("vnet-hub", "virtualNetworkPeerings[to-vnet-new].provisioningState", "Failed"),
        &["source/peering unknown (vnet vnet-hub)"],
    ),
    (
        on_premises_to_vnet,
        "the local network gateway says that the target's range is at the office",
        |it| it.set("office", "localNetworkAddressSpace.addressPrefixes", json!(["10.20.0.0/16", "10.2.0.0/16"])),
        &["source/hybrid-connection unknown"],
    ),
    (
        on_premises_to_vnet,
        "the office has everything private, as a short way of writing it",
        |it| it.set("office", "localNetworkAddressSpace.addressPrefixes", json!(["10.20.0.0/16", "10.0.0.0/8"])),
        &[],
    ),
    (
        on_premises_through_hub,
        "the VPN is down",
        |it| it.set("to-office", "connectionStatus", "NotConnected"),
        &["source/hybrid-connection fail"],
    ),
    (
        machine_to_vnet,
        "the machine's network is not peered",
        |it| {
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-old].peeringState", "Initiated");
        },
        &["source/hybrid-connection not-applicable", "source/peering fail"],
    ),
];
