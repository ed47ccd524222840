//! A plan beside an export: what it deletes is gone, whatever the export says of it.

use pgreach_azure::{Import, read};
use pgreach_fixtures::topology::{
    Topology, breaks,
    forms::Form,
    terraform::{Provider, Written},
    whole,
};
use pgreach_rules::{Config, Report, Status, Verdict, evaluate_with, find};
use serde_json::{Value, json};

type Files = Vec<(&'static str, Value)>;

fn printed(topology: &Topology) -> Files {
    topology.files.iter().map(|it| (it.name, Form::Arm.print(it))).collect()
}

fn report(config: &Config, files: &Files) -> Report {
    let import = import(files);
    for it in &import.files {
        assert_eq!(it.errors, [], "{}", it.name);
    }
    evaluate_with(config, &find(config, &import.network))
}

fn import(files: &Files) -> Import {
    let texts: Vec<(&str, String)> = files.iter().map(|(name, it)| (*name, it.to_string())).collect();
    read(texts.iter().map(|(name, text)| (*name, text.as_bytes())))
}

/// Parts of resources that have ids and are none of their own: no plan deletes them.
const PARTS: [&str; 4] =
    ["/delegations/", "/privateLinkServiceConnections/", "/ipConfigurations/", "/azureFirewallIpConfigurations/"];

/// The ids of all resources in a document, parts of others among them.
fn ids(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|it| ids(it, found)),
        Value::Object(members) => {
            if let (Some(id), true) = (value["id"].as_str(), members.contains_key("properties")) {
                found.extend((!PARTS.iter().any(|it| id.contains(it))).then(|| id.to_owned()));
            }
            members.values().for_each(|it| ids(it, found));
        }
        _ => {}
    }
}

/// Takes a resource with its parts out of a document, and a server's side of an endpoint with the endpoint.
fn take_out(value: &mut Value, gone: &str) {
    let is_gone = |id: &Value| {
        let (id, gone) = (id.as_str().unwrap_or_default().to_lowercase(), gone.to_lowercase());
        id == gone || id.starts_with(&format!("{gone}/"))
    };
    match value {
        Value::Array(items) => {
            items.retain(|it| {
                let is_resource = it.get("properties").is_some();
                !(is_resource && (is_gone(&it["id"]) || is_gone(&it["properties"]["privateEndpoint"]["id"])))
            });
            for it in items {
                take_out(it, gone);
            }
        }
        Value::Object(members) => members.values_mut().for_each(|it| take_out(it, gone)),
        _ => {}
    }
}

/// A zone says how many links and record sets it has, and that goes with what is deleted.
fn count_less(files: &mut Files, gone: &str) {
    let (zone, of) = if let Some(at) = gone.find("/virtualNetworkLinks/") {
        (&gone[..at], "numberOfVirtualNetworkLinks")
    } else if let Some(at) = gone.find("/privateDnsZones/") {
        let name = gone[at..].split('/').nth(2).expect("a name");
        (&gone[..at + "/privateDnsZones/".len() + name.len()], "numberOfRecordSets")
    } else {
        return;
    };
    for (_, file) in files {
        for item in file["value"].as_array_mut().into_iter().flatten().filter(|it| it["id"] == zone) {
            if let Some(count) = item["properties"][of].as_u64() {
                item["properties"][of] = count.saturating_sub(1).into();
            }
        }
    }
}

fn what_if(id: &str) -> Value {
    json!({ "status": "Succeeded", "error": null, "changes": [
        { "resourceId": id, "changeType": "Delete", "before": { "id": id }, "after": null },
    ] })
}

fn terraform(kind: &str, before: &Value) -> Value {
    json!({
        "format_version": "1.2",
        "terraform_version": "1.9.1",
        "planned_values": { "root_module": { "resources": [] } },
        "resource_changes": [{
            "address": format!("{kind}.it"),
            "mode": "managed",
            "type": kind,
            "change": { "actions": ["delete"], "before": before, "after": null, "after_unknown": {} },
        }],
    })
}

#[test]
fn what_a_plan_deletes_is_gone() {
    let mut wrong = Vec::new();
    let mut lost = 0;
    for topology in whole::all() {
        let config = topology.config();
        let files = printed(&topology);
        let before = report(&config, &files).verdict;
        let mut all = Vec::new();
        for it in &files {
            ids(&it.1, &mut all);
        }
        all.sort();
        all.dedup();
        for id in all {
            let mut less = files.clone();
            for it in &mut less {
                take_out(&mut it.1, &id);
            }
            count_less(&mut less, &id);
            let without = report(&config, &less);
            // An empty list does not say what it is empty of, and the plan does.
            let says_less = less.iter().any(|it| it.1["value"].as_array().is_some_and(Vec::is_empty));
            lost += usize::from(before == Verdict::Ready && without.verdict != Verdict::Ready);
            for plan in [what_if(&id), terraform("azapi_resource", &json!({ "id": id }))] {
                let mut files = files.clone();
                files.push(("plan.json", plan));
                let after = report(&config, &files);
                let is_better = after.verdict == Verdict::Ready && without.verdict != Verdict::Ready;
                let others = after.steps.iter().filter(|it| {
                    !says_less
                        && it.status != Status::Unknown
                        && without.step(it.key).is_some_and(|other| other.status != it.status)
                });
                let others: Vec<_> = others.map(|it| format!("{} {:?}", it.key.word(), it.status)).collect();
                if is_better || !others.is_empty() {
                    wrong.push(format!(
                        "{}: {id}: {:?}, without it {:?}: {others:?}",
                        topology.name, after.verdict, without.verdict
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
    // Most of what there is, READY rests on.
    assert!(100 < lost, "{lost}");
}

/// Leaves out what only Azure says.
fn without_states(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_states),
        Value::Object(members) => {
            members.retain(|name, _| !name.to_lowercase().ends_with("state") && name != "etag");
            members.values_mut().for_each(without_states);
        }
        _ => {}
    }
}

/// The resources that a change makes or changes, as a topology of one file.
fn changed(before: &Topology, after: &Topology) -> Topology {
    let items = |of: &Topology| -> Vec<Value> { of.files.iter().flat_map(|it| it.items.clone()).collect() };
    let bare = |mut it: Value| {
        without_states(&mut it);
        it
    };
    let known: Vec<Value> = items(before).into_iter().map(bare).collect();
    let items = items(after).into_iter().filter(|it| !known.contains(&bare(it.clone()))).collect();
    Topology::new(after.name, &after.settings, vec![("changed.json", items)])
}

/// What a topology is as Terraform has it: each resource's type and values, but what only Azure says.
fn resources(topology: &Topology, provider: Provider) -> Vec<(String, Value)> {
    let mut plan = topology.terraform(provider, Written::Plan);
    let resources = plan["planned_values"]["root_module"]["child_modules"][0]["resources"].take();
    let resources = resources.as_array().cloned().unwrap_or_default();
    let of_terraform = resources.into_iter().map(|mut it| {
        let mut values = it["values"].take();
        if let Some(answer) = values.get_mut("output").map(Value::take) {
            values["body"] = json!({ "properties": answer["value"]["properties"] });
            values.as_object_mut().expect("values").remove("output");
            without_states(&mut values["body"]);
        }
        (it["type"].as_str().expect("a type").to_owned(), values)
    });
    of_terraform.collect()
}

/// The values of a resource that is made: its id is known after apply, and what it is a part of is named.
fn to_be_made(kind: &str, values: &Value) -> Value {
    let mut values = values.clone();
    let members = values.as_object_mut().expect("values");
    let id = members.remove("id").unwrap_or_default();
    let parts: Vec<&str> = id.as_str().expect("an id").split('/').collect();
    if kind == "azapi_resource" {
        let end = parts.len() - if parts.len() == 9 { 4 } else { 2 };
        members.insert("parent_id".to_owned(), parts[..end].join("/").into());
        return values;
    }
    members.insert("resource_group_name".to_owned(), parts[4].into());
    let parent = [
        ("virtualNetworks", "virtual_network_name"),
        ("networkSecurityGroups", "network_security_group_name"),
        ("routeTables", "route_table_name"),
        ("privateDnsZones", "private_dns_zone_name"),
        ("servers", "server_name"),
    ];
    let parent = parent.iter().find(|it| 9 < parts.len() && parts[7] == it.0);
    members.extend(parent.map(|it| (it.1.to_owned(), parts[8].into())));
    if 9 < parts.len() && parts[7] == "flexibleServers" {
        members.insert("server_id".to_owned(), parts[..9].join("/").into());
    }
    values
}

/// The plan that leads from one topology to another; `None` where Terraform has nothing to do.
fn plan_between(before: &Topology, after: &Topology, provider: Provider) -> Option<Value> {
    let (before, after) = (resources(before, provider), resources(after, provider));
    let is_same = |one: &(String, Value), other: &(String, Value)| one.0 == other.0 && one.1["id"] == other.1["id"];
    let (mut changes, mut planned) = (Vec::new(), Vec::new());
    let mut change = |kind: &str, action: &str, before: &Value, after: &Value| {
        let address = format!("{kind}.it{}", changes.len());
        let unknown = json!({ "id": action == "create" });
        changes.push(json!({
            "address": address, "mode": "managed", "type": kind,
            "change": { "actions": [action], "before": before, "after": after, "after_unknown": unknown },
        }));
        if !after.is_null() {
            planned.push(json!({ "address": address, "mode": "managed", "type": kind, "values": after }));
        }
    };
    for it in &after {
        match before.iter().find(|other| is_same(it, other)) {
            Some(other) if other.1 == it.1 => {}
            Some(other) => change(&it.0, "update", &other.1, &it.1),
            None => change(&it.0, "create", &Value::Null, &to_be_made(&it.0, &it.1)),
        }
    }
    for it in before.iter().filter(|it| !after.iter().any(|other| is_same(it, other))) {
        change(&it.0, "delete", &it.1, &Value::Null);
    }
    let root = json!({ "resources": planned });
    (!changes.is_empty()).then(|| {
        json!({
            "format_version": "1.2", "terraform_version": "1.9.1",
            "planned_values": { "root_module": root }, "resource_changes": changes,
        })
    })
}

/// What is going to be is later than what is: no step may rest on what a plan or a template changes.
#[test]
fn no_fault_that_a_plan_or_template_makes_is_ready() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (of, what, change, _) in breaks::FAULTS.iter().copied().flatten() {
        let (before, mut after) = (of(), of());
        change(&mut after);
        let (config, live) = (after.config(), printed(&before));
        let changed = changed(&before, &after);
        let is_ready = |files: &Files| report(&config, files).verdict == Verdict::Ready;
        // What is only left out is nothing that a template or a plan of creates tells.
        if changed.files[0].items.is_empty() || !is_ready(&live) || is_ready(&printed(&after)) {
            continue;
        }
        // A file that is lost says nothing of what there will be.
        let has_all = before.files.iter().all(|it| after.files.iter().any(|other| other.name == it.name));
        let plan = |provider| has_all.then(|| plan_between(&before, &after, provider)).flatten();
        for (way, file) in [
            ("a template", Some(changed.template())),
            ("a plan of azurerm", plan(Provider::Azurerm)),
            ("a plan of azapi", plan(Provider::Azapi)),
        ] {
            let Some(file) = file else { continue };
            tried += 1;
            let mut files = live.clone();
            files.push(("plan.json", file));
            if is_ready(&files) {
                wrong.push(format!("{}: {what}, as {way}", before.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
    assert!(200 < tried, "{tried}");
}

/// What messages call resources, and the type that those are of.
const CALLED: [(&str, &str); 10] = [
    ("VNet", "virtualNetworks"),
    ("subnet", "subnets"),
    ("route table", "routeTables"),
    ("security group", "networkSecurityGroups"),
    ("private endpoint", "privateEndpoints"),
    ("network interface", "networkInterfaces"),
    ("NAT gateway", "natGateways"),
    ("local network gateway", "localNetworkGateways"),
    ("zone", "privateDnsZones"),
    ("firewall policy", "firewallPolicies"),
];

/// Whether a sentence says that the files do not hold the resource of this id.
fn denies(sentence: &str, id: &str) -> bool {
    let mut parts = id.rsplit('/');
    let [name, kind, parent] = [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default);
    if kind.eq_ignore_ascii_case("servers") || kind.eq_ignore_ascii_case("flexibleServers") {
        return sentence.starts_with(&format!("No file holds {name}"));
    }
    let Some(before) = [" is not in the files", " are not in the files", " is in no file"]
        .iter()
        .find_map(|it| sentence.split_once(it))
        .map(|it| it.0)
    else {
        return false;
    };
    // "The private endpoint pe of orders" is about the endpoint, "the range of the subnet db" about a range.
    let (subject, of) = before.split_once(" of ").unwrap_or((before, parent));
    let called = CALLED.iter().find(|it| it.1.eq_ignore_ascii_case(kind));
    called.is_some_and(|(words, _)| {
        let it = format!("{words} {name}").to_lowercase();
        let subject = subject.to_lowercase();
        let is_it = subject == it || subject.ends_with(&format!(" {it}"));
        is_it && (kind != "subnets" || of == parent)
    })
}

/// The sentences of a report that deny a resource which the files hold.
fn denied(report: &Report, files: &Files, gone: Option<&str>) -> Vec<String> {
    let mut all = Vec::new();
    for it in files {
        ids(&it.1, &mut all);
    }
    let gone = gone.map(str::to_lowercase);
    all.retain(|it| {
        gone.as_ref().is_none_or(|gone| {
            let id = it.to_lowercase();
            id != *gone && !id.starts_with(&format!("{gone}/"))
        })
    });
    let mut said: Vec<String> =
        report.steps.iter().filter_map(|it| it.note.as_ref()).map(ToString::to_string).collect();
    let hops = report.connections.iter().flat_map(|it| &it.trace);
    said.extend(hops.map(|it| it.text.to_string()));
    let sentences = said.iter().flat_map(|it| it.split(". "));
    let denied = |it: &&str| all.iter().any(|id| denies(it, id));
    sentences.filter(denied).map(str::to_owned).collect()
}

#[test]
fn what_denies_a_resource_is_found() {
    let says = |it: &str| denies(it, "/providers/Microsoft.Network/virtualNetworks/vnet-new");
    assert!(says("The VNet vnet-new is not in the files, or not whole"));
    assert!(!says("The VNet vnet-new-2 is not in the files"));
    assert!(!says("The range of the VNet vnet-new is not in the files"));
    assert!(denies("No file holds orders-old.", "/providers/Microsoft.DBforPostgreSQL/servers/orders-old"));
    let subnet = |it: &str| denies(it, "/providers/Microsoft.Network/virtualNetworks/vnet-new/subnets/db");
    assert!(
        subnet("The subnet db of vnet-new is not in the files")
            && !subnet("The subnet db of vnet-old is not in the files")
    );
}

#[test]
fn nothing_that_the_files_hold_is_said_to_be_in_none() {
    let mut wrong = Vec::new();
    let mut said = 0;
    let mut look = |what: &dyn Fn() -> String, config: &Config, files: &Files, gone: Option<&str>| {
        // A resource without the member may be none that can be read.
        let report = evaluate_with(config, &find(config, &import(files).network));
        said += report.steps.iter().filter(|it| it.note.is_some()).count();
        wrong.extend(denied(&report, files, gone).into_iter().map(|it| format!("{}: {it}", what())));
    };
    for topology in whole::all() {
        let config = topology.config();
        let files = printed(&topology);
        let mut all = Vec::new();
        for (less, place, file) in topology.with_less() {
            let mut files = files.clone();
            files[place].1 = Form::Arm.print(&file);
            look(&|| format!("{}, without {less}", topology.name), &config, &files, None);
        }
        for place in 0..files.len() {
            ids(&files[place].1, &mut all);
            for pointer in members(&files[place].1) {
                let mut files = files.clone();
                let (holder, key) = pointer.rsplit_once('/').expect("a member");
                let holder = files[place].1.pointer_mut(holder).and_then(Value::as_object_mut).expect("an object");
                holder.remove(key);
                look(&|| format!("{}, without {pointer} of {}", topology.name, files[place].0), &config, &files, None);
            }
        }
        all.sort();
        all.dedup();
        for id in all {
            let mut files = files.clone();
            files.push(("plan.json", what_if(&id)));
            look(&|| format!("{}, a plan deletes {id}", topology.name), &config, &files, Some(&id));
            // The plan alone, which tells what there is after it.
            let mut plan = topology.terraform(Provider::Azurerm, Written::Plan);
            plan["resource_changes"] = terraform("azapi_resource", &json!({ "id": id }))["resource_changes"].take();
            look(
                &|| format!("{}, a plan alone deletes {id}", topology.name),
                &config,
                &vec![("plan.json", plan)],
                Some(&id),
            );
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
    assert!(10_000 < said, "{said}");
}

/// Where the members of the resources in a document stand, properties and lists among them.
fn members(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![(String::new(), value)];
    while let Some((here, value)) = left.pop() {
        match value {
            Value::Array(items) => left.extend(items.iter().enumerate().map(|(at, it)| (format!("{here}/{at}"), it))),
            Value::Object(object) => {
                for (key, value) in object.iter().filter(|it| !it.0.contains(['/', '~'])) {
                    let path = format!("{here}/{key}");
                    // An id left out is a resource left out.
                    found.extend((!["id", "name", "type", "value"].contains(&key.as_str())).then(|| path.clone()));
                    left.push((path, value));
                }
            }
            _ => {}
        }
    }
    found
}
