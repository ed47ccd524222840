//! A whole session with each topology: the script is written and run with an `az` that plays Azure, its export is checked,
//! what it lacks is collected, and it is checked again.
#![cfg(unix)]

mod desk;

use std::{fmt::Write as _, fs, os::unix::fs::PermissionsExt, process::Output};

use desk::{Desk, err, out, status};
use pgreach_fixtures::topology::{File, Topology, forms::Form, joins, whole};
use serde_json::{Value, json};

/// Two VNets at a hub of Virtual WAN, which joins a third one too: one with this range.
fn over_wan_beside(range: &str) -> Topology {
    let mut topology = joins::private_to_vnet_over_wan();
    joins::third_at_hub(&mut topology, range);
    topology
}

/// The topologies whose names a person gives, with what Azure adds: a subnet shows the gateway in it, and a machine has its
/// own resource, which runs.
fn topologies() -> Vec<Topology> {
    let mut topologies = whole::all();
    // Whether the third VNet is in the way is decided by its range.
    topologies.extend(["10.3.0.0/16", "10.1.0.0/16"].map(over_wan_beside));
    topologies.retain(|it| it.settings.iter().any(|it| it.starts_with("target.name=")));
    for topology in &mut topologies {
        for file in &mut topology.files {
            let machines = |nic: &Value| {
                let id = nic["properties"]["virtualMachine"]["id"].as_str()?;
                let nics = json!({ "networkInterfaces": [{ "id": nic["id"] }] });
                let view = json!({ "statuses": [{ "code": "PowerState/running" }] });
                let properties = json!({ "networkProfile": nics, "instanceView": view });
                let name = id.rsplit('/').next()?;
                let kind = "Microsoft.Compute/virtualMachines";
                Some(json!({ "id": id, "name": name, "type": kind, "properties": properties }))
            };
            let machines: Vec<Value> = file.items.iter().filter_map(machines).collect();
            file.items.extend(machines);
        }
        let items = || topology.files.iter().flat_map(|it| &it.items);
        let gateways = items().filter(|it| it["type"] == "Microsoft.Network/virtualNetworkGateways");
        let addresses: Vec<Value> =
            gateways.flat_map(|it| it["properties"]["ipConfigurations"].as_array().expect("a list")).cloned().collect();
        for item in topology.files.iter_mut().flat_map(|it| &mut it.items) {
            for subnet in item["properties"].get_mut("subnets").and_then(Value::as_array_mut).into_iter().flatten() {
                let inside = addresses.iter().filter(|it| it["properties"]["subnet"]["id"] == subnet["id"]);
                let inside: Vec<Value> = inside.map(|it| json!({ "id": it["id"] })).collect();
                if !inside.is_empty() {
                    subnet["properties"]["ipConfigurations"] = inside.into();
                }
            }
        }
    }
    topologies
}

/// What `az` prints for each call that starts so, a pattern of bash.
fn answers(topology: &Topology) -> Vec<(String, Value)> {
    let mut answers = vec![("account show ".to_owned(), json!("6b3d1f52"))];
    let items = || topology.files.iter().flat_map(|it| &it.items);
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let name = |id: &str| id.rsplit('/').next().unwrap_or_default().to_owned();
    // What the API answers, and what the CLI makes of it.
    let listed = |items: Vec<&Value>| {
        let file = File { name: "", items: items.into_iter().cloned().collect(), is_cut: false };
        [Form::Arm, Form::Cli].map(|it| it.print(&file))
    };
    let all_in = |parent: &str, kind: &str| {
        let start = format!("{parent}/{kind}/").to_lowercase();
        listed(items().filter(|it| text(&it["id"]).to_lowercase().starts_with(&start)).collect())
    };
    for item in items() {
        let id = text(&item["id"]);
        let [_, cli] = listed(vec![item]);
        answers.push((format!("rest --method get --url {id}\\?"), item.clone()));
        answers.push((format!("*show --ids {id} "), cli[0].clone()));
        for subnet in cli[0]["subnets"].as_array().into_iter().flatten() {
            answers.push((format!("network vnet subnet show --ids {} ", text(&subnet["id"])), subnet.clone()));
        }
        let of = name(&id);
        match text(&item["type"]).to_lowercase().as_str() {
            "microsoft.compute/virtualmachines" => {
                answers.push((format!("resource list *--name {of} "), json!([{ "id": id }])));
                answers.push((format!("vm get-instance-view --ids {id} "), cli[0].clone()));
            }
            "microsoft.dbforpostgresql/servers" | "microsoft.dbforpostgresql/flexibleservers" => {
                answers.push((format!("resource list *--name {of} "), json!([{ "id": id }])));
                for kind in ["virtualNetworkRules", "firewallRules", "migrations", "privateEndpointConnections"] {
                    let [arm, _] = all_in(&id, kind);
                    answers.push((format!("rest --method get --url {id}/{kind}"), arm));
                }
            }
            "microsoft.network/firewallpolicies" | "microsoft.network/virtualhubs" => {
                for kind in ["ruleCollectionGroups", "hubVirtualNetworkConnections", "hubRouteTables", "routingIntent"]
                {
                    let [arm, _] = all_in(&id, kind);
                    answers.push((format!("rest --method get --url {id}/{kind}"), arm));
                }
            }
            "microsoft.network/dnsresolvers"
            | "microsoft.network/dnsforwardingrulesets"
            | "microsoft.network/dnsresolverpolicies" => {
                for kind in ["inboundEndpoints", "forwardingRules", "virtualNetworkLinks", "dnsSecurityRules"] {
                    let [arm, _] = all_in(&id, kind);
                    answers.push((format!("rest --method get --url {id}/{kind}"), arm));
                }
            }
            "microsoft.network/privateendpoints" => {
                let [_, cli] = all_in(&id, "privateDnsZoneGroups");
                answers.push((format!("*dns-zone-group list *--endpoint-name {of} "), cli));
            }
            "microsoft.network/privatednszones" => {
                answers.push((
                    format!("*link vnet list *--zone-name {of} "),
                    all_in(&id, "virtualNetworkLinks")[1].clone(),
                ));
                let sets = items().filter(|it| {
                    let (id, kind) = (format!("{id}/"), text(&it["type"]));
                    text(&it["id"]).starts_with(&id) && !kind.ends_with("virtualNetworkLinks")
                });
                answers.push((format!("*record-set list *--zone-name {of} "), listed(sets.collect())[1].clone()));
            }
            _ => {}
        }
    }
    let of_kind = |kind: &str| listed(items().filter(|it| text(&it["type"]) == kind).collect())[1].clone();
    let listed_kinds = [
        "privateDnsZones",
        "azureFirewalls",
        "virtualHubs",
        "dnsResolvers",
        "dnsForwardingRulesets",
        "dnsResolverPolicies",
    ];
    for kind in listed_kinds {
        let kind = format!("Microsoft.Network/{kind}");
        answers.push((format!("resource list *--resource-type {kind} "), of_kind(&kind)));
    }
    let in_effect = items().filter(|it| !it["properties"]["configurationGroups"].is_null()).collect();
    let [in_effect, _] = listed(in_effect);
    answers.push(("network manager list-effective-connectivity-config ".into(), in_effect));
    answers.push(("network manager list-effective-security-admin-rule ".into(), json!({ "value": [] })));
    answers.push(("network vpn-connection list ".into(), of_kind("Microsoft.Network/connections")));
    answers.push(("resource list ".into(), json!([])));
    answers.push(("network list-service-tags ".into(), json!({ "values": [] })));
    answers
}

/// An `az` in the folder that gives these answers, but for calls of one kind, for which it lacks the rights.
fn play(desk: &Desk, topology: &Topology, refused: &str) {
    let mut az = format!("#!/usr/bin/env bash\ncase \"$* \" in\n{}*) exit 3 ;;\n", refused.replace(' ', "\\ "));
    for (pattern, answer) in answers(topology) {
        let answer = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
        let _ = write!(az, "{}*) cat <<'ANSWER'\n{answer}\nANSWER\n;;\n", pattern.replace(' ', "\\ "));
    }
    az.push_str("*) echo \"nothing answers: $*\" >&2; exit 3 ;;\nesac\n");
    let path = desk.0.path().join("az");
    fs::write(&path, az).expect("a program");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it may run");
}

/// Writes a script with these arguments, and runs it.
fn collect(desk: &Desk, arguments: &[&str]) -> Output {
    let written = desk.pgreach(&[&["collect", "--shell", "bash", "--output", "collect.sh"], arguments].concat());
    assert_eq!((status(&written), err(&written)), (0, ""));
    let path = std::env::join_paths(
        std::iter::once(desk.0.path().to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").expect("a path"))),
    );
    desk.command("bash").arg("collect.sh").env("PATH", path.expect("a path")).output().expect("it runs")
}

/// The steps of a report, with how each is.
fn steps(report: &Output) -> Vec<String> {
    let report: Value = serde_json::from_slice(&report.stdout).expect("JSON");
    let steps = report["steps"].as_array().expect("steps");
    steps.iter().map(|it| format!("{} {}", it["key"], it["status"])).collect()
}

#[test]
fn what_the_script_exports_decides_as_everything_does() {
    let mut seen = 0;
    for topology in topologies() {
        let entered: Vec<&str> = topology.settings.iter().flat_map(|it| ["--set", it]).collect();
        let with = |start: &[&'static str]| [start, &entered[..]].concat();
        let desk = Desk::new();
        fs::create_dir(desk.0.path().join("all")).expect("a folder");
        let desk = topology
            .files
            .iter()
            .fold(desk, |desk, file| desk.with(&format!("all/{}", file.name), Form::Arm.print(file).to_string()));
        let expected = steps(&desk.pgreach(&with(&["check", "all", "--format", "json"])));

        // At first, the rights for the security groups are missing.
        play(&desk, &topology, "network nsg show ");
        let run = collect(&desk, &with(&[]));
        assert_eq!(status(&run), 0, "{}: {}", topology.name, err(&run));
        let first = desk.pgreach(&with(&["check", "pgreach-export.json", "--format", "json"]));
        let undecided = steps(&first) != expected;
        play(&desk, &topology, "never ");
        if undecided {
            let run = collect(&desk, &with(&["pgreach-export.json", "--minimal"]));
            assert!(out(&run).contains("az network nsg show ") && out(&run).lines().count() < 20, "{}", out(&run));
        } else {
            collect(&desk, &with(&[]));
        }
        let second = desk.pgreach(&with(&["check", "pgreach-export.json", "--format", "json"]));
        assert_eq!((err(&second), steps(&second)), ("", expected), "{}", topology.name);
        let report = desk.pgreach(&with(&["check", "pgreach-export.json"]));
        assert!(!out(&report).contains("nsg-db printed nothing"), "{}", out(&report));
        seen += usize::from(undecided);
    }
    assert!(5 < seen, "{seen}");
}

#[test]
fn what_names_lack_is_collected_later() {
    for (name, refused, note) in [
        ("private-to-vnet-by-policy", "rest --method get --url *dnsSecurityRules", "may block"),
        ("private-to-vnet-by-rule", "rest --method get --url *forwardingRules", "sends the name elsewhere"),
        ("private-to-vnet-by-alias", "network private-dns link vnet list *postgres.database.azure.com ", "linked"),
    ] {
        let topology = topologies().into_iter().find(|it| it.name == name).expect("the topology");
        let entered: Vec<&str> = topology.settings.iter().flat_map(|it| ["--set", it]).collect();
        let with = |start: &[&'static str]| [start, &entered[..]].concat();
        let desk = Desk::new();
        play(&desk, &topology, refused);
        collect(&desk, &with(&[]));
        let first = desk.pgreach(&with(&["check", "pgreach-export.json"]));
        assert!(out(&first).contains(note), "{name}: {}", out(&first));
        play(&desk, &topology, "never ");
        collect(&desk, &with(&["pgreach-export.json", "--minimal"]));
        let second = desk.pgreach(&with(&["check", "pgreach-export.json"]));
        assert_eq!(status(&second), 0, "{name}: {}", out(&second));
    }
}
