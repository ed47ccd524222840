//! Tests what people ran into, one story for each kind: the network with that fault, what the command says of it, and
//! that it says nothing of the sort where the fault is not there.
//!
//! Longer than 500 lines: a table, one entry for each report from the field.

mod desk;

use std::fmt::Write as _;

use desk::{Desk, err, out, status};
use pgreach_fixtures::topology::{
    Topology,
    dns::{ZONE, links, with_record_sets, zone},
    forms::Form,
    id,
    joins::{machine_through_firewall, rule_group},
    networks::{half, subnet, vnet},
    security::{group, rule},
    servers::{integrated, standing, vnet_rule},
    terraform::{Provider, SECRET, Written},
    whole::{
        machine_to_vnet, on_premises_to_vnet, private_to_endpoint, private_to_public, private_to_vnet, public_to_vnet,
    },
};
use serde_json::{Value, json};

/// Something that happened.
struct Story {
    /// What happened.
    what: &'static str,
    /// The network without it.
    of: fn() -> Topology,
    /// What is different.
    change: fn(&mut Topology),
    /// The verdict then.
    verdict: &'static str,
    /// The steps that fail then, and do not without it.
    fails: &'static [&'static str],
    /// Texts that help.
    says: &'static [&'static str],
    /// Texts that mislead.
    never: &'static [&'static str],
}

const LINK: &str = "privatelink.postgres.database.azure.com/virtualNetworkLinks/vnet-new";

static STORIES: &[Story] = &[
    Story {
        what: "The networks are peered, and the endpoint's zone is not linked to the target's",
        of: private_to_vnet,
        change: |it| {
            it.delete(LINK);
            it.set(ZONE, "numberOfVirtualNetworkLinks", 1);
        },
        verdict: "blocked",
        fails: &["source/zone-link-client"],
        says: &["Virtual network links"],
        never: &[],
    },
    Story {
        what: "The zone of both endpoints is linked to their networks, and not to the runtime server's",
        of: private_to_endpoint,
        change: |it| {
            it.delete(&format!("{ZONE}/virtualNetworkLinks/vnet-mid"));
            it.set(ZONE, "numberOfVirtualNetworkLinks", 2);
        },
        verdict: "blocked",
        fails: &["source/zone-link-client", "target/zone-link-client"],
        says: &[],
        never: &[],
    },
    Story {
        what: "A new network is neither peered nor linked",
        of: private_to_vnet,
        change: |it| {
            unpeer(it);
            it.delete(LINK);
            it.set(ZONE, "numberOfVirtualNetworkLinks", 1);
        },
        verdict: "blocked",
        fails: &["source/peering", "source/zone-link-client"],
        says: &[],
        never: &[],
    },
    Story {
        what: "The endpoint is attached to a zone of another name",
        of: private_to_vnet,
        change: |it| {
            let zone = id("Microsoft.Network/privateDnsZones", "privatelink.postgresql.database.azure.com");
            let path = "privateDnsZoneConfigs[privatelink-postgres-database-azure-com].privateDnsZoneId";
            it.set("pe-old/privateDnsZoneGroups/default", path, zone);
        },
        verdict: "ready",
        fails: &["source/zone-group"],
        says: &["privatelink.postgresql.database.azure.com", "privatelink.postgres.database.azure.com"],
        never: &[],
    },
    Story {
        what: "The endpoint was made anew, and the record is that of the old one",
        of: private_to_vnet,
        change: |it| it.set("A/orders-old", "aRecords", json!([{ "ipv4Address": "10.1.0.77" }])),
        verdict: "blocked",
        fails: &["source/a-record"],
        says: &["10.1.0.77", "10.1.0.4"],
        never: &[],
    },
    Story {
        what: "The server denies public access, has no endpoint, and a VNet rule is hoped for",
        of: private_to_vnet,
        change: |it| {
            it.set("orders-old", "privateEndpointConnections", json!([]));
            it.delete("pe-old");
            it.delete("pe-old-nic");
            it.lose("zone-groups-old.json");
            it.with("vnet-rules-old.json", vec![vnet_rule("orders-old", "orders-new", "vnet-new", "db")]);
        },
        verdict: "blocked",
        fails: &["source/private-endpoint"],
        says: &["postgresqlServer", "az network private-endpoint create"],
        never: &["vnet-rule create"],
    },
    Story {
        what: "Somebody refused the endpoint, which cannot be approved any more",
        of: private_to_vnet,
        change: |it| connection_is(it, "Rejected"),
        verdict: "blocked",
        fails: &["source/private-endpoint"],
        says: &["delete it and make a new one"],
        never: &["private-endpoint-connection approve"],
    },
    Story {
        what: "The endpoint waits for the server's owner",
        of: private_to_vnet,
        change: |it| connection_is(it, "Pending"),
        verdict: "blocked",
        fails: &["source/private-endpoint"],
        says: &["The owner of the server has to approve it", "private-endpoint-connection approve --id"],
        never: &[],
    },
    Story {
        what: "The source is disabled",
        of: private_to_vnet,
        change: |it| it.set("orders-old", "userVisibleState", "Disabled"),
        verdict: "blocked",
        fails: &["source/server-state"],
        says: &["Disabled"],
        never: &[],
    },
    Story {
        what: "The target is stopped",
        of: private_to_vnet,
        change: |it| it.set("orders-new", "state", "Stopped"),
        verdict: "blocked",
        fails: &["target/server-state"],
        says: &["az postgres flexible-server start"],
        never: &[],
    },
    Story {
        what: "The runtime server was made in public access",
        of: private_to_endpoint,
        change: |it| {
            it.delete("mover");
            it.add("flexible-servers.json", standing("mover", "Enabled", &[]));
        },
        verdict: "blocked",
        fails: &["runtime/vnet-integrated"],
        says: &["az postgres flexible-server create", "--subnet"],
        never: &[],
    },
    Story {
        what: "The source is of the Basic tier",
        of: public_to_vnet,
        change: |it| it.resource("orders-old")["sku"] = json!({ "name": "B_Gen5_1", "tier": "Basic" }),
        verdict: "blocked",
        fails: &["source/vnet-rule"],
        says: &["Basic"],
        never: &[],
    },
    Story {
        what: "The subnet has the service endpoint, and the source no rule for it",
        of: public_to_vnet,
        change: |it| it.delete("virtualNetworkRules/orders-new"),
        verdict: "blocked",
        fails: &["source/vnet-rule"],
        says: &["VNet rule"],
        never: &[],
    },
    Story {
        what: "Everything goes to an appliance, and the subnet has no service endpoint",
        of: public_to_vnet,
        change: |it| it.set("vnet-new", "subnets[db].serviceEndpoints", json!([])),
        // A firewall rule may admit the address that the appliance gives the packets.
        verdict: "undecided",
        fails: &[],
        says: &["Microsoft.Sql"],
        never: &[],
    },
    Story {
        what: "The zone of private endpoints is linked, and the public server's endpoint is elsewhere",
        of: public_to_vnet,
        change: |it| endpoint_elsewhere(it, "Default"),
        verdict: "blocked",
        fails: &["source/a-record"],
        says: &["NxDomainRedirect"],
        never: &[],
    },
    Story {
        what: "The same, and the link falls back to the internet",
        of: public_to_vnet,
        change: |it| endpoint_elsewhere(it, "NxDomainRedirect"),
        verdict: "undecided",
        fails: &[],
        says: &["pe-other"],
        never: &[],
    },
    Story {
        what: "The networks overlap",
        of: private_to_vnet,
        change: |it| {
            unpeer(it);
            it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.1.0.0/16", "10.2.0.0/16"]));
        },
        verdict: "blocked",
        fails: &["source/peering"],
        says: &["overlap"],
        never: &[],
    },
    Story {
        what: "Both networks are peered with a hub, and no route leads over it",
        of: private_to_vnet,
        change: |it| {
            let spokes = ["vnet-old", "vnet-new"];
            for spoke in spokes {
                it.set(spoke, "virtualNetworkPeerings", json!([half(spoke, "vnet-hub", "10.9.0.0/16")]));
            }
            let halves = vec![half("vnet-hub", "vnet-old", "10.1.0.0/16"), half("vnet-hub", "vnet-new", "10.2.0.0/16")];
            it.add(
                "vnets.json",
                vnet("vnet-hub", "10.9.0.0/16", vec![subnet("vnet-hub", "all", "10.9.0.0/24")], halves),
            );
        },
        verdict: "blocked",
        fails: &["source/peering"],
        says: &["two peerings do not add up to one"],
        never: &[],
    },
    Story {
        what: "One side of the peering was deleted",
        of: private_to_vnet,
        change: |it| {
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-old].peeringState", "Disconnected");
        },
        verdict: "blocked",
        fails: &["source/peering"],
        says: &["Disconnected: delete it, then create both"],
        never: &[],
    },
    Story {
        what: "The peering was made from one side",
        of: private_to_vnet,
        change: |it| {
            it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
            it.set("vnet-new", "virtualNetworkPeerings[to-vnet-old].peeringState", "Initiated");
        },
        verdict: "blocked",
        fails: &["source/peering"],
        says: &["Initiated"],
        never: &[],
    },
    Story {
        what: "The firewall in the hub has no rule for the port",
        of: machine_through_firewall,
        change: |it| {
            it.delete("policy/ruleCollectionGroups/spokes");
            it.add("rule-groups.json", rule_group("policy", "spokes", "Allow", "443"));
        },
        verdict: "blocked",
        fails: &["source/peering"],
        says: &["rt-db", "10.9.0.4", "TCP 5432"],
        never: &[],
    },
    Story {
        what: "A rule of the source's machine denies the virtual network",
        of: machine_to_vnet,
        change: |it| {
            let deny = rule("nsg-machines", "deny-vnet", 105, "Inbound", "Deny", ("VirtualNetwork", "*", "*"));
            it.insert("nsg-machines", "securityRules", deny);
        },
        verdict: "blocked",
        fails: &["source/nsg"],
        says: &["deny-vnet"],
        never: &[],
    },
    Story {
        what: "The target's subnet lets the migration out, and nothing else",
        of: private_to_vnet,
        change: |it| {
            it.delete("nsg-db");
            let out = rule("nsg-db", "to-source", 100, "Outbound", "Allow", ("10.2.0.0/24", "10.1.0.4", "5432"));
            let deny = ["Outbound", "Inbound"].map(|direction| {
                rule("nsg-db", &format!("deny-{direction}"), 4000, direction, "Deny", ("*", "*", "*"))
            });
            it.add("security-groups.json", group("nsg-db", [vec![out], deny.to_vec()].concat()));
        },
        verdict: "ready",
        fails: &["target/subnet-needs"],
        says: &["Storage", "TCP 5432 in from its own subnet"],
        never: &[],
    },
    Story {
        what: "The subnet's range is written in the plural, and a rule names it",
        of: private_to_vnet,
        change: |it| {
            it.set("vnet-new", "subnets[db].addressPrefix", Value::Null);
            it.set("vnet-new", "subnets[db].addressPrefixes", json!(["10.2.0.0/24"]));
            let deny = rule("nsg-db", "deny-pg", 110, "Outbound", "Deny", ("10.2.0.0/24", "10.1.0.0/16", "5432"));
            it.insert("nsg-db", "securityRules", deny);
        },
        verdict: "blocked",
        fails: &["source/nsg"],
        says: &["deny-pg"],
        never: &[],
    },
    Story {
        what: "The target's subnet keeps the gateway's routes out",
        of: on_premises_to_vnet,
        change: |it| it.set("rt-db", "disableBgpRoutePropagation", true),
        verdict: "blocked",
        fails: &["source/route"],
        says: &["rt-db"],
        never: &[],
    },
    Story {
        what: "The target's network has DNS servers of its own",
        of: private_to_vnet,
        change: |it| it.set("vnet-new", "dhcpOptions", json!({ "dnsServers": ["10.9.0.53"] })),
        verdict: "undecided",
        fails: &[],
        says: &["168.63.129.16"],
        never: &[],
    },
    Story {
        what: "Networks have IPv6 ranges beside the others",
        of: private_to_vnet,
        change: |it| {
            it.set("vnet-new", "addressSpace.addressPrefixes", json!(["10.2.0.0/16", "fd00:2::/48"]));
            it.set("vnet-old", "addressSpace.addressPrefixes", json!(["10.1.0.0/16", "fd00:1::/48"]));
        },
        verdict: "ready",
        fails: &[],
        says: &[],
        never: &[],
    },
    Story {
        what: "An endpoint was left over at the VNet-integrated target",
        of: private_to_vnet,
        change: |it| {
            it.delete("orders-new");
            let mut server = integrated("orders-new", "vnet-new", "db");
            server["properties"]["privateEndpointConnections"] =
                standing("orders-new", "Disabled", &["pe-new"])["properties"]["privateEndpointConnections"].clone();
            it.add("flexible-servers.json", server);
        },
        verdict: "ready",
        fails: &[],
        says: &["target.access = vnet-integrated"],
        never: &[],
    },
    Story {
        what: "The target's own zone is in another subscription",
        of: private_to_vnet,
        change: |it| {
            let own = "orders-new.private.postgres.database.azure.com";
            let elsewhere = id("Microsoft.Network/privateDnsZones", own).replace("6b3d1f52", "77c1f2aa");
            it.set("orders-new", "network.privateDnsZoneArmResourceId", elsewhere);
            it.delete(own);
            it.lose("links-new.json");
            it.lose("records-new.json");
        },
        verdict: "ready",
        fails: &[],
        says: &["77c1f2aa", "Microsoft.DBforPostgreSQL"],
        never: &[],
    },
    Story {
        what: "The target is in public access, and the source private",
        of: private_to_vnet,
        change: |it| *it = private_to_public(),
        verdict: "unsupported",
        fails: &[],
        says: &[],
        never: &[],
    },
];

fn unpeer(topology: &mut Topology) {
    topology.set("vnet-old", "virtualNetworkPeerings", json!([]));
    topology.set("vnet-new", "virtualNetworkPeerings", json!([]));
}

fn connection_is(topology: &mut Topology, state: &str) {
    topology.set("orders-old", "privateEndpointConnections[0].privateLinkServiceConnectionState.status", state);
    let path = "privateLinkServiceConnections[pe-old-c].privateLinkServiceConnectionState.status";
    topology.set("pe-old", path, state);
}

/// Another team made an endpoint, so the public name is sent on to a zone that is linked here and lacks the record.
fn endpoint_elsewhere(topology: &mut Topology, policy: &str) {
    let connection = standing("x", "Enabled", &["pe-other"])["properties"]["privateEndpointConnections"][0].clone();
    let mut connection = connection;
    connection["id"] =
        id("Microsoft.DBforPostgreSQL/servers", "orders-old/privateEndpointConnections/pe-other-c").into();
    topology.set("orders-old", "privateEndpointConnections", json!([connection]));
    topology.add("zones.json", with_record_sets(zone(ZONE, 1), 1));
    let mut links = links(ZONE, &["vnet-new"]);
    links[0]["properties"]["resolutionPolicy"] = policy.into();
    topology.with("links.json", links);
    topology.with("records.json", vec![]);
}

/// The report as JSON, and what a person reads.
fn entered(topology: &Topology) -> (Value, String) {
    let desk = Desk::new();
    std::fs::create_dir(desk.0.path().join("export")).expect("a folder");
    let desk = topology
        .files
        .iter()
        .fold(desk, |desk, file| desk.with(&format!("export/{}", file.name), Form::Arm.print(file).to_string()));
    let settings = topology.settings.iter().flat_map(|it| ["--set", it]);
    let arguments: Vec<&str> = ["check", "export"].into_iter().chain(settings).collect();
    let text = desk.pgreach(&arguments);
    assert_eq!(err(&text), "", "{}", topology.name);
    let json = desk.pgreach(&[&arguments[..], &["--format", "json"]].concat());
    let report = serde_json::from_str(out(&json)).expect("JSON");
    let all = format!("{} {}", in_one_line(out(&text)), out(&json));
    (report, all)
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The steps that fail.
fn fails(report: &Value) -> Vec<&str> {
    let steps = report["steps"].as_array().into_iter().flatten();
    steps.filter(|it| it["status"] == "fail").filter_map(|it| it["key"].as_str()).collect()
}

#[test]
fn each_story_has_its_verdict_its_step_and_its_words() {
    let mut wrong = String::new();
    let mut table = String::new();
    for story in STORIES {
        let whole = (story.of)();
        let mut topology = (story.of)();
        (story.change)(&mut topology);
        let (before, _) = entered(&whole);
        let (report, text) = entered(&topology);
        let found = fails(&report);
        let mut complain = |what: &str| writeln!(wrong, "{}: {what}", story.what).expect("a text");
        if report["verdict"] != story.verdict {
            complain(&format!("{} and not {}: {}", report["verdict"], story.verdict, report["summary"]));
        }
        if !story.fails.iter().all(|it| found.contains(it)) {
            complain(&format!("fails {found:?}, and not {:?}", story.fails));
        }
        if let Some(step) = story.fails.iter().find(|it| fails(&before).contains(it)) {
            complain(&format!("{step} fails without it too"));
        }
        if before["verdict"] == "blocked" {
            complain(&format!("is blocked without it too: {}", before["summary"]));
        }
        for says in story.says.iter().filter(|it| !text.contains(**it)) {
            complain(&format!("does not say {says:?}"));
        }
        for never in story.never.iter().filter(|it| text.contains(**it)) {
            complain(&format!("says {never:?}"));
        }
        let summary = report["summary"].as_str().unwrap_or_default();
        writeln!(table, "{}.\n    {}: {summary}", story.what, story.verdict).expect("a text");
        for step in found {
            writeln!(table, "    fails: {step}").expect("a text");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    insta::assert_snapshot!("stories", table);
}

#[test]
fn what_is_only_said_by_hand_is_asked_and_nothing_else() {
    let on_premises = ["source.kind=on-premises", "source.access=public", "target.access=public", "runtime.used=false"];
    let rds = ["source.kind=aws-rds", "source.access=public", "target.access=public", "runtime.used=false"];
    for (settings, says, never) in [
        (on_premises, &["not fixed", "inbound"][..], &["az network vpn-connection"][..]),
        (rds, &["security group", "5432"], &["vpn-connection"]),
    ] {
        let settings = settings.iter().flat_map(|it| ["--set", it]);
        let output = Desk::new().pgreach(&["check"].into_iter().chain(settings).collect::<Vec<_>>());
        let text = in_one_line(out(&output));
        assert!(text.starts_with("? UNDECIDED"), "{text}");
        assert!(text.contains("source/firewall"), "{text}");
        for it in says {
            assert!(text.contains(it), "{it}: {text}");
        }
        for it in never {
            assert!(!text.contains(it), "{it}: {text}");
        }
    }
}

#[test]
fn what_terraform_wrote_is_read() {
    for written in [Written::State, Written::Shown, Written::Plan] {
        let text = private_to_vnet().terraform(Provider::Azapi, written).to_string();
        let desk = Desk::new().with("terraform.tfstate", text);
        let names = ["--source", "orders-old", "--target", "orders-new", "--set", "runtime.used=false"];
        let output = desk.pgreach(&[&["check", "terraform.tfstate"][..], &names].concat());
        assert_eq!((status(&output), err(&output)), (0, ""), "{written:?}: {}", out(&output));
        assert!(!out(&output).contains(SECRET), "{}", out(&output));
    }
    let hcl = Desk::new().with("main.tf", "resource \"a\" \"b\" {\n}\n").pgreach(&["check", "main.tf"]);
    assert_eq!(status(&hcl), 2);
    assert!(err(&hcl).contains("a file of Terraform"), "{}", err(&hcl));
}
