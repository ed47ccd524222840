//! The servers themselves: their state, what they are, and how a flexible one is reached as the source.

use serde_json::{Value, json};

use crate::topology::{
    Topology,
    breaks::Row,
    security::rule,
    whole::{
        flexible_endpoint_to_vnet, flexible_to_vnet, machine_to_vnet, private_to_endpoint, private_to_vnet,
        public_to_public,
    },
};

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        private_to_vnet,
        "the target is stopped",
        |it| it.set("orders-new", "state", "Stopped"),
        &["target/server-state fail"],
    ),
    (
        private_to_vnet,
        "the target is being changed",
        |it| it.set("orders-new", "state", "Updating"),
        &["target/server-state unknown (flexible-server orders-new)"],
    ),
    (
        private_to_vnet,
        "the source is disabled",
        |it| it.set("orders-old", "userVisibleState", "Disabled"),
        &["source/server-state fail"],
    ),
    (
        private_to_endpoint,
        "the runtime server is stopped",
        |it| it.set("mover", "state", "Stopped"),
        &["runtime/server-state fail"],
    ),
    (
        public_to_public,
        "the source cannot use its key",
        |it| it.set("orders-old", "userVisibleState", "Inaccessible"),
        &["source/server-state fail"],
    ),
    (
        flexible_to_vnet,
        "the source is stopped",
        |it| it.set("orders-src", "state", "Stopped"),
        &["source/server-state fail"],
    ),
    (
        private_to_vnet,
        "the target is a read replica",
        |it| {
            it.set("orders-new", "replicationRole", "AsyncReplica");
            it.set("orders-new", "replica.role", "AsyncReplica");
        },
        &["scenario unsupported-target"],
    ),
    (
        private_to_endpoint,
        "the target is an elastic cluster",
        |it| it.set("orders-far", "cluster", json!({ "clusterSize": 4, "defaultDatabaseName": "postgres" })),
        &["scenario unsupported-target"],
    ),
    (
        private_to_vnet,
        "an endpoint was left at the VNet-integrated target",
        |it| {
            let mut leftover = it.resource("pe-old").clone();
            leftover["id"] = leftover["id"].as_str().expect("an id").replace("/pe-old", "/pe-new").into();
            leftover["name"] = json!("pe-new");
            let connection = &mut leftover["properties"]["privateLinkServiceConnections"][0];
            connection["properties"]["privateLinkServiceId"] = it.resource("orders-new")["id"].clone();
            it.add("endpoints.json", leftover);
        },
        &[],
    ),
    (
        private_to_endpoint,
        "the remote endpoint is refused",
        |it| far_connection_is(it, "Rejected"),
        &["target/private-endpoint fail"],
    ),
    (
        private_to_endpoint,
        "the remote endpoint was removed at the server",
        |it| far_connection_is(it, "Disconnected"),
        &["target/private-endpoint fail"],
    ),
    (
        flexible_endpoint_to_vnet,
        "the owner has not approved the endpoint",
        |it| {
            it.set(
                "orders-old",
                "privateEndpointConnections[pe-old-c].privateLinkServiceConnectionState.status",
                "Pending",
            );
            it.set(
                "pe-old",
                "privateLinkServiceConnections[pe-old-c].privateLinkServiceConnectionState.status",
                "Pending",
            );
        },
        &["source/private-endpoint fail"],
    ),
    (
        flexible_to_vnet,
        "the source's zone is not linked to the target's network",
        |it| {
            it.delete("orders-src.private.postgres.database.azure.com/virtualNetworkLinks/vnet-new");
            it.set("orders-src.private.postgres.database.azure.com", "numberOfVirtualNetworkLinks", 1);
        },
        &["source/zone-link-client fail"],
    ),
    (
        flexible_to_vnet,
        "the networks are not peered",
        |it| {
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.remove("vnet-new", "virtualNetworkPeerings", "to-vnet-old");
        },
        &["source/peering fail"],
    ),
    (
        flexible_to_vnet,
        "the source's subnet lets nothing in",
        |it| {
            let deny = rule("nsg-pg", "deny-in", 100, "Inbound", "Deny", ("*", "*", "5432"));
            it.insert("nsg-pg", "securityRules", deny);
        },
        &["source/nsg fail"],
    ),
    (
        machine_to_vnet,
        "another server is stopped",
        |it| {
            let other = stopped(it);
            it.add("flexible-servers.json", other);
        },
        &[],
    ),
];

fn far_connection_is(it: &mut Topology, state: &str) {
    it.set("orders-far", "privateEndpointConnections[pe-far-c].privateLinkServiceConnectionState.status", state);
    it.set("pe-far", "manualPrivateLinkServiceConnections[pe-far-c].privateLinkServiceConnectionState.status", state);
}

/// A server that has no part in the migration.
fn stopped(it: &mut Topology) -> Value {
    let mut other = it.resource("orders-new").clone();
    other["id"] = other["id"].as_str().expect("an id").replace("orders-new", "stock").into();
    other["name"] = json!("stock");
    other["properties"]["state"] = json!("Stopped");
    other["properties"]["fullyQualifiedDomainName"] = json!("stock.postgres.database.azure.com");
    other
}
