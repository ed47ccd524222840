//! A plan beside an export: what it deletes is gone, whatever the export says of it.

use pgreach_azure::read;
use pgreach_fixtures::topology::{Topology, forms::Form, whole};
use pgreach_rules::{Config, Report, Status, Verdict, evaluate_with, find};
use serde_json::{Value, json};

type Files = Vec<(&'static str, Value)>;

fn printed(topology: &Topology) -> Files {
    topology.files.iter().map(|it| (it.name, Form::Arm.print(it))).collect()
}

fn report(config: &Config, files: &Files) -> Report {
    let texts: Vec<(&str, String)> = files.iter().map(|(name, it)| (*name, it.to_string())).collect();
    let import = read(texts.iter().map(|(name, text)| (*name, text.as_bytes())));
    for it in &import.files {
        assert_eq!(it.errors, [], "{}", it.name);
    }
    evaluate_with(config, &find(config, &import.network))
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
