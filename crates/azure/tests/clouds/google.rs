//! A source in Google Cloud.
//!
//! Longer than 500 lines: what Google Cloud prints, whole, beside what follows from it.

use pgreach_rules::Verdict;
use serde_json::{Value, json};

use super::{Fault, Row, World, whole, with_an_address};

fn instance() -> Value {
    json!({
        "backendType": "SECOND_GEN", "connectionName": "shop:europe-west1:orders-old", "instanceType": "CLOUD_SQL_INSTANCE",
        "ipAddresses": [
            { "ipAddress": "34.76.1.2", "type": "PRIMARY" },
            { "ipAddress": "10.20.0.15", "type": "PRIVATE" }
        ],
        "kind": "sql#instance", "name": "orders-old", "databaseVersion": "POSTGRES_14", "rootPassword": "s3cret",
        "serverCaCert": { "cert": "s3cret", "kind": "sql#sslCert" },
        "settings": {
            "activationPolicy": "ALWAYS", "connectorEnforcement": "NOT_REQUIRED",
            "ipConfiguration": {
                "authorizedNetworks": [
                    { "kind": "sql#aclEntry", "name": "s3cret office", "value": "198.51.100.0/24" },
                    { "kind": "sql#aclEntry", "name": "", "value": "20.61.7.8/32" }
                ],
                "ipv4Enabled": true, "sslMode": "ENCRYPTED_ONLY",
                "privateNetwork": "https://www.googleapis.com/compute/v1/projects/shop/global/networks/orders-net"
            }
        },
        "state": "RUNNABLE"
    })
}

fn alloydb_instance() -> Value {
    json!([{
        "clientConnectionConfig": { "requireConnectors": false, "sslConfig": { "sslMode": "ENCRYPTED_ONLY" } },
        "instanceType": "PRIMARY", "ipAddress": "10.20.0.15", "publicIpAddress": "34.76.1.3",
        "name": "projects/shop/locations/europe-west1/clusters/orders/instances/orders-primary",
        "networkConfig": { "authorizedExternalNetworks": [{ "cidrRange": "20.61.7.8/32" }], "enablePublicIp": true },
        "state": "READY"
    }])
}

fn network() -> Value {
    json!([{
        "kind": "compute#network", "name": "orders-net",
        "selfLink": "https://www.googleapis.com/compute/v1/projects/shop/global/networks/orders-net",
        "peerings": [{
            "name": "servicenetworking-googleapis-com", "state": "ACTIVE", "exportCustomRoutes": true,
            "importCustomRoutes": false
        }]
    }])
}

/// A Cloud SQL instance with a public address, and a target whose subnet leaves with 20.61.7.8.
pub(super) fn public() -> World {
    let settings = ["source.kind=gcp-cloud-sql", "source.access=public", "source.name=orders-old"];
    let mut world = World::new(&with_an_address(), &settings, json!({ "instance": instance() }));
    world.set("source.address=34.76.1.2");
    world
}

/// A Cloud SQL instance that is reached over a VPN between the two clouds.
pub(super) fn private() -> World {
    let settings =
        ["source.kind=gcp-cloud-sql", "source.access=private", "source.name=orders-old", "source.address=10.20.0.15"];
    let tunnel = json!([{
        "kind": "compute#vpnTunnel", "name": "orders-to-azure", "status": "ESTABLISHED", "sharedSecret": "s3cret"
    }]);
    let cloud = json!({ "instances": [instance()], "networks": network(), "tunnels": tunnel });
    World::new(&whole::on_premises_to_vnet(), &settings, cloud)
}

pub(super) fn alloydb() -> World {
    let mut world = public();
    world.cloud = json!({ "instances": alloydb_instance() });
    world.set("source.kind=gcp-alloydb");
    world.set("source.name=orders-primary");
    world.set("source.address=34.76.1.3");
    world
}

/// An AlloyDB instance over a VPN: its cluster names the network by the number of its project.
pub(super) fn private_alloydb() -> World {
    let mut world = private();
    world.cloud["instances"] = alloydb_instance();
    world.cloud["cluster"] = json!({
        "name": "projects/shop/locations/europe-west1/clusters/orders", "state": "READY",
        "networkConfig": { "network": "projects/1234567/global/networks/orders-net" }
    });
    world.set("source.kind=gcp-alloydb");
    world.set("source.name=orders-primary");
    world
}

pub(super) fn machine() -> World {
    let mut world = public();
    world.cloud = json!({
        "instance": {
            "disks": [{ "kind": "compute#attachedDisk" }], "kind": "compute#instance", "name": "orders-vm",
            "networkInterfaces": [{
                "networkIP": "10.20.0.15", "network": "projects/shop/global/networks/orders-net",
                "accessConfigs": [{ "natIP": "34.76.1.4", "type": "ONE_TO_ONE_NAT" }]
            }],
            "status": "RUNNING", "tags": { "items": ["postgres"] }, "metadata": { "items": [{ "value": "s3cret" }] }
        },
        "rules": [{
            "allowed": [{ "IPProtocol": "tcp", "ports": ["5000-6000"] }], "direction": "INGRESS", "disabled": false,
            "kind": "compute#firewall", "name": "orders-rule", "priority": 1000,
            "sourceRanges": ["20.61.7.8/32"], "targetTags": ["postgres"]
        }]
    });
    world.set("source.kind=gcp-compute");
    world.set("source.name=orders-vm");
    world.set("source.address=34.76.1.4");
    world
}

/// A machine with all firewalls that count for its interface.
pub(super) fn effective() -> World {
    let mut world = machine();
    let mut rule = world.cloud["rules"][0].clone();
    rule["network"] = "https://www.googleapis.com/compute/v1/projects/shop/global/networks/orders-net".into();
    let next = |priority: i64| {
        json!({
            "action": "goto_next", "direction": "INGRESS", "priority": priority,
            "match": { "layer4Configs": [{ "ipProtocol": "all" }], "srcIpRanges": ["0.0.0.0/0"] }
        })
    };
    world.cloud["effective"] = json!({
        "firewallPolicys": [
            { "name": "4711", "type": "HIERARCHY", "rules": [next(2_147_483_647)] },
            { "name": "of-network", "type": "NETWORK", "rules": [next(2_147_483_647)] }
        ],
        "firewalls": [rule]
    });
    world.cloud.as_object_mut().expect("files").remove("rules");
    world
}

/// What is open where the firewalls let in, refuse, and are not known to do either.
const ADMITTED: &[&str] = &["source/admission unknown"];
const REFUSED: &[&str] = &["source/firewall fail", "source/admission unknown"];
const OPEN: &[&str] = &["source/firewall unknown", "source/admission unknown"];

/// Adds a VPC firewall rule to the effective ones.
fn vpc_rule(world: &mut World, members: &Value) {
    let mut rule = json!({
        "kind": "compute#firewall", "direction": "INGRESS", "disabled": false, "sourceRanges": ["0.0.0.0/0"],
        "network": "projects/shop/global/networks/orders-net"
    });
    for (name, value) in members.as_object().expect("members") {
        rule[name] = value.clone();
    }
    world.cloud["effective"]["firewalls"].as_array_mut().expect("rules").push(rule);
}

/// Adds a rule to the organization's policy that denies all in a network.
fn policy_rule_for(world: &mut World, network: &str) {
    policy_rule(world, 0, "deny", &json!({ "srcIpRanges": ["0.0.0.0/0"] }));
    let rules = world.cloud["effective"]["firewallPolicys"][0]["rules"].as_array_mut().expect("rules");
    rules.last_mut().expect("a rule")["targetResources"] = json!([network]);
}

/// Adds a rule to a policy: the organization's, or the network's.
fn policy_rule(world: &mut World, policy: usize, action: &str, sources: &Value) {
    let mut packets = sources.clone();
    packets["layer4Configs"] = json!([{ "ipProtocol": "tcp", "ports": ["5432"] }]);
    let rule = json!({ "action": action, "direction": "INGRESS", "priority": 10, "match": packets });
    world.cloud["effective"]["firewallPolicys"][policy]["rules"].as_array_mut().expect("rules").push(rule);
}

fn configuration(world: &mut World) -> &mut Value {
    &mut world.cloud["instance"]["settings"]["ipConfiguration"]
}

pub(super) const ROWS: &[Row] = &[
    // No guide has Cloud SQL in public with a target in a subnet, so no verdict is better than that.
    (public, "healthy Cloud SQL", |_| {}, Verdict::Undecided, &[]),
    (
        public,
        "no public address",
        |it| configuration(it)["ipv4Enabled"] = false.into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "suspended",
        |it| it.cloud["instance"]["state"] = "SUSPENDED".into(),
        Verdict::Blocked,
        &["source/server-state fail"],
    ),
    (
        public,
        "stopped by its policy",
        |it| it.cloud["instance"]["settings"]["activationPolicy"] = "NEVER".into(),
        Verdict::Blocked,
        &["source/server-state fail"],
    ),
    (
        public,
        "MySQL at Google",
        |it| it.cloud["instance"]["databaseVersion"] = "MYSQL_8_0".into(),
        Verdict::Blocked,
        &["source/server-state fail"],
    ),
    (
        public,
        "in maintenance",
        |it| it.cloud["instance"]["state"] = "MAINTENANCE".into(),
        Verdict::Undecided,
        &["source/server-state unknown"],
    ),
    (
        public,
        "another address is authorized",
        |it| configuration(it)["authorizedNetworks"][1]["value"] = "20.61.7.9".into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "none is authorized",
        |it| configuration(it)["authorizedNetworks"] = json!([]),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "its network expires",
        |it| configuration(it)["authorizedNetworks"][1]["expirationTime"] = "2026-01-01T00:00:00.000Z".into(),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "its network expires on a day that cannot be read",
        |it| configuration(it)["authorizedNetworks"][1]["expirationTime"] = "2026-01-01 00:00+00:00".into(),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "everything is authorized",
        |it| configuration(it)["authorizedNetworks"] = json!([{ "value": "0.0.0.0/0" }]),
        Verdict::Undecided,
        &[],
    ),
    (
        public,
        "connectors alone",
        |it| it.cloud["instance"]["settings"]["connectorEnforcement"] = "REQUIRED".into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "client certificates",
        |it| configuration(it)["sslMode"] = "TRUSTED_CLIENT_CERTIFICATE_REQUIRED".into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "of an old export, client certificates",
        |it| {
            configuration(it).as_object_mut().expect("an object").remove("sslMode");
            configuration(it)["requireSsl"] = true.into();
        },
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "another address is connected to",
        |it| it.set("source.address=34.76.9.9"),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "a name of one's own is connected to",
        |it| it.set("source.address=db.shop.example"),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (public, "another port", |it| it.set("source.port=6000"), Verdict::Undecided, &["source/firewall unknown"]),
    (alloydb, "healthy AlloyDB", |_| {}, Verdict::Undecided, &[]),
    (
        alloydb,
        "AlloyDB without a public address",
        |it| it.cloud["instances"][0]["networkConfig"]["enablePublicIp"] = false.into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        alloydb,
        "AlloyDB authorizes another",
        |it| {
            it.cloud["instances"][0]["networkConfig"]["authorizedExternalNetworks"] =
                json!([{ "cidrRange": "20.61.7.9/32" }]);
        },
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        alloydb,
        "AlloyDB with connectors alone",
        |it| it.cloud["instances"][0]["clientConnectionConfig"]["requireConnectors"] = true.into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        machine,
        "a machine, whose policies are in no list",
        |_| {},
        Verdict::Undecided,
        &["source/firewall unknown", "source/admission unknown"],
    ),
    (
        machine,
        "a machine that does not run",
        |it| it.cloud["instance"]["status"] = "TERMINATED".into(),
        Verdict::Blocked,
        &["source/server-state fail", "source/firewall unknown", "source/admission unknown"],
    ),
    (effective, "a machine that its effective firewalls let into", |_| {}, Verdict::Undecided, ADMITTED),
    (
        effective,
        "a denial with a lower number",
        |it| vpc_rule(it, &json!({ "name": "deny", "denied": [{ "IPProtocol": "tcp" }], "priority": 900 })),
        Verdict::Blocked,
        REFUSED,
    ),
    (
        effective,
        "a denial with the same number",
        |it| vpc_rule(it, &json!({ "name": "deny", "denied": [{ "IPProtocol": "all" }], "priority": 1000 })),
        Verdict::Blocked,
        REFUSED,
    ),
    (
        effective,
        "a denial with a higher number",
        |it| vpc_rule(it, &json!({ "name": "deny", "denied": [{ "IPProtocol": "tcp" }], "priority": 1001 })),
        Verdict::Undecided,
        ADMITTED,
    ),
    (
        effective,
        "a denial that is disabled",
        |it| {
            vpc_rule(
                it,
                &json!({ "name": "deny", "denied": [{ "IPProtocol": "tcp" }], "priority": 900, "disabled": true }),
            );
        },
        Verdict::Undecided,
        ADMITTED,
    ),
    (
        effective,
        "a denial of a part of the client's addresses, or of none: it leaves with one",
        |it| {
            let denied = json!([{ "IPProtocol": "tcp" }]);
            let ranges = ["20.61.7.9/32"];
            vpc_rule(it, &json!({ "name": "deny", "denied": denied, "priority": 900, "sourceRanges": ranges }));
        },
        Verdict::Undecided,
        ADMITTED,
    ),
    (
        effective,
        "a denial for machines with another tag",
        |it| {
            let denied = json!([{ "IPProtocol": "tcp" }]);
            vpc_rule(it, &json!({ "name": "deny", "denied": denied, "priority": 900, "targetTags": ["web"] }));
        },
        Verdict::Undecided,
        ADMITTED,
    ),
    (
        effective,
        "a denial for a service account, and nothing says which it has",
        |it| {
            let denied = json!([{ "IPProtocol": "tcp" }]);
            let accounts = ["db@shop.iam.gserviceaccount.com"];
            vpc_rule(
                it,
                &json!({ "name": "deny", "denied": denied, "priority": 900, "targetServiceAccounts": accounts }),
            );
        },
        Verdict::Undecided,
        OPEN,
    ),
    (
        effective,
        "a denial for its service account",
        |it| {
            let account = "db@shop.iam.gserviceaccount.com";
            it.cloud["instance"]["serviceAccounts"] = json!([{ "email": account, "scopes": [] }]);
            let denied = json!([{ "IPProtocol": "tcp" }]);
            vpc_rule(
                it,
                &json!({ "name": "deny", "denied": denied, "priority": 900, "targetServiceAccounts": [account] }),
            );
        },
        Verdict::Blocked,
        REFUSED,
    ),
    (effective, "no rule admits", |it| it.cloud["effective"]["firewalls"] = json!([]), Verdict::Blocked, REFUSED),
    (
        effective,
        "the organization denies",
        |it| policy_rule(it, 0, "deny", &json!({ "srcIpRanges": ["0.0.0.0/0"] })),
        Verdict::Blocked,
        REFUSED,
    ),
    (
        effective,
        "the organization denies by the client's country",
        |it| policy_rule(it, 0, "deny", &json!({ "srcIpRanges": ["192.0.2.0/24"], "srcRegionCodes": ["NL"] })),
        Verdict::Undecided,
        OPEN,
    ),
    (
        effective,
        "the organization allows what the network denies",
        |it| {
            policy_rule(it, 0, "allow", &json!({ "srcIpRanges": ["20.0.0.0/8"] }));
            it.cloud["effective"]["firewalls"] = json!([]);
        },
        Verdict::Undecided,
        ADMITTED,
    ),
    (
        effective,
        "the organization denies it to machines of another network",
        |it| policy_rule_for(it, "projects/shop/global/networks/others"),
        Verdict::Undecided,
        ADMITTED,
    ),
    (
        effective,
        "the organization denies it to machines of this network",
        |it| policy_rule_for(it, "projects/shop/global/networks/orders-net"),
        Verdict::Blocked,
        REFUSED,
    ),
    (
        effective,
        "the network's policy denies what a rule allows: which comes first is not known",
        |it| policy_rule(it, 1, "deny", &json!({ "srcIpRanges": ["0.0.0.0/0"] })),
        Verdict::Undecided,
        OPEN,
    ),
    (
        effective,
        "the organization's packets are inspected",
        |it| policy_rule(it, 0, "apply_security_profile_group", &json!({ "srcIpRanges": ["0.0.0.0/0"] })),
        Verdict::Undecided,
        OPEN,
    ),
    (
        effective,
        "two lists, and neither says of which interface",
        |it| {
            it.cloud["other"] = it.cloud["effective"].clone();
            it.cloud["other"]["firewalls"] = json!([]);
        },
        Verdict::Undecided,
        OPEN,
    ),
    (
        effective,
        "of another network",
        |it| it.cloud["effective"]["firewalls"][0]["network"] = "projects/shop/global/networks/other".into(),
        Verdict::Undecided,
        OPEN,
    ),
    // What Cloud Routers learn is in no list: the way back is never proven.
    (private, "healthy, in private", |_| {}, Verdict::Undecided, &["source/hybrid-connection unknown"]),
    (
        private,
        "custom routes are not exported",
        |it| it.cloud["networks"][0]["peerings"][0]["exportCustomRoutes"] = false.into(),
        Verdict::Blocked,
        &["source/hybrid-connection fail"],
    ),
    (
        private,
        "the peering is not active",
        |it| it.cloud["networks"][0]["peerings"][0]["state"] = "INACTIVE".into(),
        Verdict::Blocked,
        &["source/hybrid-connection fail"],
    ),
    (
        private,
        "connectors alone, in private",
        |it| it.cloud["instances"][0]["settings"]["connectorEnforcement"] = "REQUIRED".into(),
        Verdict::Blocked,
        &["source/hybrid-connection unknown", "source/nsg fail"],
    ),
    (private_alloydb, "healthy AlloyDB, in private", |_| {}, Verdict::Undecided, &["source/hybrid-connection unknown"]),
    (
        private_alloydb,
        "custom routes are not exported by a network that may be another project's",
        |it| it.cloud["networks"][0]["peerings"][0]["exportCustomRoutes"] = false.into(),
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private_alloydb,
        "AlloyDB's custom routes are not exported",
        |it| {
            it.cloud["cluster"]["networkConfig"]["network"] = "projects/shop/global/networks/orders-net".into();
            it.cloud["networks"][0]["peerings"][0]["exportCustomRoutes"] = false.into();
        },
        Verdict::Blocked,
        &["source/hybrid-connection fail"],
    ),
    (
        private,
        "custom routes are not exported over one of two peerings with Google",
        |it| {
            let peerings = it.cloud["networks"][0]["peerings"].as_array_mut().expect("peerings");
            peerings[0]["exportCustomRoutes"] = false.into();
            peerings.push(
                json!({ "name": "cloudsql-postgres-googleapis-com", "state": "ACTIVE", "exportCustomRoutes": true }),
            );
        },
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
];

/// Faults whose fix is of interest, beside those of the table.
pub(super) const FAULTS: &[Fault] = &[
    (public, "Cloud SQL is stopped, not public, and lets others in", |it| {
        it.cloud["instance"]["settings"]["activationPolicy"] = "NEVER".into();
        let configuration = configuration(it);
        configuration["ipv4Enabled"] = false.into();
        configuration["authorizedNetworks"][1]["value"] = "20.61.7.9".into();
    }),
    // What the command would lose, or what was not read, is left to a person.
    (public, "a network beside those that let others in expires", |it| {
        let networks = &mut configuration(it)["authorizedNetworks"];
        networks[1]["value"] = "20.61.7.9/32".into();
        networks[0]["expirationTime"] = "2026-01-01T00:00:00.000Z".into();
        configuration(it)["ipv4Enabled"] = false.into();
    }),
    (public, "a network beside those that let others in cannot be read", |it| {
        let networks = &mut configuration(it)["authorizedNetworks"];
        networks[1]["value"] = "20.61.7.9/32".into();
        networks[0]["value"] = "s3cret".into();
        configuration(it)["ipv4Enabled"] = false.into();
    }),
    (alloydb, "AlloyDB authorizes nothing", |it| {
        it.cloud["instances"][0]["networkConfig"]["authorizedExternalNetworks"] = json!([]);
    }),
    (machine, "a machine that does not run, of which the zone is known", |it| {
        it.cloud["instance"]["status"] = "TERMINATED".into();
        it.cloud["instance"]["selfLink"] =
            "https://www.googleapis.com/compute/v1/projects/shop/zones/europe-west1-b/instances/orders-vm".into();
    }),
];
