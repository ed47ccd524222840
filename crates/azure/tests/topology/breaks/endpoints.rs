//! Private endpoints and delegated subnets.

use serde_json::json;

use crate::topology::{
    Topology,
    breaks::Row,
    reference,
    whole::{private_to_endpoint, private_to_vnet, public_endpoint_to_vnet},
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        private_to_vnet,
        "the owner has not approved the endpoint",
        |it| connection_is(it, "Pending"),
        &["source/private-endpoint fail"],
    ),
    (private_to_vnet, "the endpoint is refused", |it| connection_is(it, "Rejected"), &["source/private-endpoint fail"]),
    (
        private_to_vnet,
        "the endpoint is refused, and has a group and a network interface of a name",
        |it| {
            connection_is(it, "Rejected");
            let groups = ["db", "old"].map(|it| reference("Microsoft.Network/applicationSecurityGroups", it));
            it.set("pe-old", "applicationSecurityGroups", json!(groups));
            it.set("pe-old", "customNetworkInterfaceName", "pe-old-nic");
        },
        &["source/private-endpoint fail"],
    ),
    (
        private_to_vnet,
        "the endpoint has a group and a network interface of a name",
        |it| {
            let group = reference("Microsoft.Network/applicationSecurityGroups", "db");
            it.set("pe-old", "applicationSecurityGroups", json!([group]));
            it.set("pe-old", "customNetworkInterfaceName", "pe-old-nic");
        },
        &[],
    ),
    (
        private_to_vnet,
        "its owner deleted the server's side",
        |it| connection_is(it, "Disconnected"),
        &["source/private-endpoint fail"],
    ),
    (
        private_to_vnet,
        "the endpoint knows that it is cut off, and the server does not",
        |it| {
            it.set(
                "pe-old",
                "privateLinkServiceConnections[pe-old-c].privateLinkServiceConnectionState.status",
                "Disconnected",
            );
        },
        &["source/private-endpoint unknown (endpoint-connections orders-old)"],
    ),
    (
        private_to_vnet,
        "the endpoint's last change failed",
        |it| it.set("pe-old", "provisioningState", "Failed"),
        &["source/private-endpoint unknown (private-endpoint pe-old)"],
    ),
    (
        public_endpoint_to_vnet,
        "the owner has not approved the endpoint",
        |it| connection_is(it, "Pending"),
        &["scenario public-to-vnet"],
    ),
    (
        private_to_endpoint,
        "the remote endpoint is for web sites",
        |it| {
            it.set("orders-far", "privateEndpointConnections[pe-far-c].groupIds", json!(["sites"]));
            it.set("pe-far", "manualPrivateLinkServiceConnections[pe-far-c].groupIds", json!(["sites"]));
        },
        &["target/private-endpoint fail"],
    ),
    (
        private_to_endpoint,
        "the owner has not approved the remote endpoint",
        |it| {
            const STATUS: &str = "privateLinkServiceConnectionState.status";
            it.set("orders-far", &format!("privateEndpointConnections[pe-far-c].{STATUS}"), "Pending");
            it.set("pe-far", &format!("manualPrivateLinkServiceConnections[pe-far-c].{STATUS}"), "Pending");
        },
        &["target/private-endpoint fail"],
    ),
    (
        private_to_vnet,
        "the subnet is not delegated",
        |it| it.set("vnet-new", "subnets[db].delegations", json!([])),
        &["target/delegated-subnet fail"],
    ),
    (
        private_to_vnet,
        "the subnet is delegated to web sites",
        |it| {
            it.set("vnet-new", "subnets[db].delegations[postgres].serviceName", "Microsoft.Web/serverFarms");
        },
        &["target/delegated-subnet fail"],
    ),
];

/// Both sides say the same of the connection between pe-old and orders-old.
fn connection_is(topology: &mut Topology, status: &str) {
    const STATUS: &str = "privateLinkServiceConnectionState.status";
    topology.set("orders-old", &format!("privateEndpointConnections[0].{STATUS}"), status);
    topology.set("pe-old", &format!("privateLinkServiceConnections[pe-old-c].{STATUS}"), status);
}
