//! Leaves members and list items out of whole topologies and broken ones: less than the files hold never says more.
//!
//! One member of any object, or one item of any list, at any depth of the JSON text, is left out at a time. What was
//! undecided or blocked is never ready then, and what was ready never blocked.

use std::{env, num::NonZero, thread};

use pgreach_azure::read;
use pgreach_fixtures::topology::{Topology, breaks, dns, forms::Form, whole};
use pgreach_rules::{Config, Report, Status, Verdict, evaluate_with, find};
use serde_json::{Value, json};

/// What a file holds, by its name.
type Files = Vec<(&'static str, Value)>;

/// A way to a value in JSON, from outside to inside.
type Path = Vec<Part>;

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Member(String),
    Item(usize),
}

/// What Azure leaves out where it is not set, so that a file without it says that there is none.
///
/// A service endpoint that names no `locations`, as in a template or a table, is for the region of its VNet.
///
/// Source: the examples of "Subnets - Get", "Virtual Network Gateways - Get" and "Flexible Servers - Get" (Azure REST API, 2024-01-01
/// and 2023-12-01-preview).
const OPTIONAL: &[&str] = &[
    "networkSecurityGroup",
    "routeTable",
    "delegatedSubnetResourceId",
    "serviceEndpoints",
    "locations",
    "vpnClientConfiguration",
];

/// Lists that Azure prints whole: without one of its items the text says that there is no such thing, which is another
/// world and not less knowledge of the same one.
///
/// Source: the examples of "Network Security Groups - Get", "Route Tables - Get", "Virtual Networks - Get", "Firewall
/// Policy Rule Collection Groups - Get", "Record Sets - List" and "DNS Resolver Domain Lists - Get" (Azure REST API, 2024-01-01,
/// 2020-06-01 and 2025-05-01).
const PRINTED_WHOLE: &[&str] = &[
    "value",
    "aRecords",
    "virtualNetworkPeerings",
    "delegations",
    "domains",
    "securityRules",
    "routes",
    "ruleCollections",
    "rules",
    "serviceEndpoints",
];

fn printed(topology: &Topology) -> Files {
    topology.files.iter().map(|it| (it.name, Form::Arm.print(it))).collect()
}

fn report(config: &Config, files: &Files) -> Report {
    let texts: Vec<(&str, String)> = files.iter().map(|(name, it)| (*name, it.to_string())).collect();
    let network = read(texts.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
    evaluate_with(config, &find(config, &network))
}

/// Every member and every list item of a document that can be left out.
fn parts(value: &Value, here: &Path, within: &str, paths: &mut Vec<Path>) {
    let with = |part| [here.as_slice(), &[part]].concat();
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = with(Part::Member(key.clone()));
                parts(value, &path, key, paths);
                if !OPTIONAL.contains(&key.as_str()) {
                    paths.push(path);
                }
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                let path = with(Part::Item(place));
                parts(item, &path, within, paths);
                if !PRINTED_WHOLE.contains(&within) || is_own(item) {
                    paths.push(path);
                }
            }
        }
        _ => {}
    }
}

/// Whether a resource is no part of another one: no list of all is one that it is missing from.
fn is_own(item: &Value) -> bool {
    item["type"].as_str().is_some_and(|it| it.matches('/').count() == 1)
}

fn without(document: &Value, path: &Path) -> Value {
    let mut document = document.clone();
    let (last, before) = path.split_last().expect("a way");
    let mut here = &mut document;
    for part in before {
        here = match part {
            Part::Member(key) => &mut here[key.as_str()],
            Part::Item(place) => &mut here[*place],
        };
    }
    match last {
        Part::Member(key) => drop(here.as_object_mut().expect("an object").remove(key)),
        Part::Item(place) => drop(here.as_array_mut().expect("a list").remove(*place)),
    }
    document
}

/// A topology, or one that is broken, with how many parts are left out of it.
struct Case {
    name: String,
    topology: Topology,
    most: usize,
}

/// As many times more parts as `PGREACH_NET` says.
fn cases() -> Vec<Case> {
    let times = env::var("PGREACH_NET").ok().and_then(|it| it.parse().ok()).unwrap_or(1);
    let healthy = whole::all().into_iter().map(|it| Case { name: it.name.to_owned(), topology: it, most: 60 * times });
    let broken = breaks::FAULTS.iter().copied().chain([SIDES, CAUSES]).flatten().map(|(of, what, change, _)| {
        let mut topology = of();
        change(&mut topology);
        Case { name: format!("{}, {what}", topology.name), topology, most: 8 * times }
    });
    healthy.chain(broken).collect()
}

/// What is undecided, as two sides of one thing say different things, or one of them is not done.
const SIDES: &[breaks::Row] = &[
    (
        whole::private_to_vnet,
        "the endpoint says that it is cut off",
        |it| it.set("pe-old", STATUS, "Disconnected"),
        &[],
    ),
    (whole::private_to_vnet, "the endpoint says that it waits", |it| it.set("pe-old", STATUS, "Pending"), &[]),
    (
        whole::private_to_vnet,
        "the server says that the endpoint waits",
        |it| it.set("orders-old", SERVER_STATUS, "Pending"),
        &[],
    ),
    (whole::private_to_vnet, "the endpoint is not done", |it| it.set("pe-old", "provisioningState", "Failed"), &[]),
    (
        whole::private_to_vnet,
        "the server's side is not done",
        |it| it.set("orders-old", "privateEndpointConnections[0].provisioningState", "Failed"),
        &[],
    ),
];

/// What decides more than one step, where it is left out.
const CAUSES: &[breaks::Row] = &[
    (whole::public_to_vnet, "the tier has no VNet rules", |it| set_tier(it, "Basic"), &[]),
    (whole::private_to_vnet, "the tier has no private endpoints", |it| set_tier(it, "Basic"), &[]),
    (
        whole::private_to_vnet,
        "one side of the peering is cut off",
        |it| it.set("vnet-new", "virtualNetworkPeerings[to-vnet-old].peeringState", "Disconnected"),
        &[],
    ),
    (
        whole::private_to_vnet,
        "the record of the other side is an alias",
        |it| {
            it.delete("A/orders-old");
            let mut alias = dns::record(dns::ZONE, "orders-old", "10.1.0.4");
            alias["id"] = alias["id"].as_str().expect("an id").replace("/A/", "/CNAME/").into();
            alias["type"] = "Microsoft.Network/privateDnsZones/CNAME".into();
            alias["properties"]["cnameRecord"] = json!({ "cname": "at.privatelink.postgres.database.azure.com" });
            alias["properties"].as_object_mut().expect("an object").remove("aRecords");
            it.with("aliases.json", vec![alias]);
            it.add("records.json", dns::record(dns::ZONE, "at", "10.1.0.4"));
            it.set(dns::ZONE, "numberOfRecordSets", 3);
        },
        &[],
    ),
];

fn set_tier(topology: &mut Topology, tier: &str) {
    topology.resource("orders-old")["sku"]["tier"] = tier.into();
}

const STATUS: &str = "privateLinkServiceConnections[pe-old-c].privateLinkServiceConnectionState.status";
const SERVER_STATUS: &str = "privateEndpointConnections[0].privateLinkServiceConnectionState.status";

/// Runs over all of them on all cores, and asserts that nothing is wrong.
fn none_is_wrong<T: Sync>(cases: &[T], wrong: impl Fn(&T) -> Vec<String> + Sync) {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let found = thread::scope(|scope| {
        let wrong = &wrong;
        let parts: Vec<_> = cases
            .chunks(cases.len().div_ceil(cores))
            .map(|it| scope.spawn(move || it.iter().flat_map(wrong).collect::<Vec<String>>()))
            .collect();
        parts.into_iter().flat_map(|it| it.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert!(found.is_empty(), "{} times:\n{}", found.len(), found.join("\n"));
}

/// Whether less says more: ready where nothing was, or blocked where all was.
fn says_more(before: Verdict, after: Verdict) -> bool {
    match after {
        Verdict::Ready => before != Verdict::Ready,
        Verdict::Blocked => before == Verdict::Ready,
        _ => false,
    }
}

#[test]
fn less_never_says_more() {
    none_is_wrong(&cases(), |Case { name, topology, most }| {
        let config = topology.config();
        let mut files = printed(topology);
        let before = report(&config, &files).verdict;
        let mut less: Vec<(usize, Path)> = Vec::new();
        for (place, (_, document)) in files.iter().enumerate() {
            let mut paths = Vec::new();
            parts(document, &Vec::new(), "", &mut paths);
            less.extend(paths.into_iter().map(|it| (place, it)));
        }
        // The same ones each time, and others for each topology.
        let seed = name.bytes().fold(7, |sum, it| sum * 31 % 1_000_003 + u64::from(it));
        fastrand::Rng::with_seed(seed).shuffle(&mut less);
        let mut wrong = Vec::new();
        for (place, path) in less.into_iter().take(*most) {
            let whole = files[place].1.clone();
            files[place].1 = without(&whole, &path);
            let after = report(&config, &files);
            if says_more(before, after.verdict) {
                let fails = after.steps.iter().filter(|it| it.status == Status::Fail);
                let fails: Vec<_> = fails.map(|it| (it.key.word(), &it.evidence)).collect();
                let file = files[place].0;
                wrong.push(format!("{name}: {before:?} → {:?} without {path:?} of {file}: {fails:?}", after.verdict));
            }
            files[place].1 = whole;
        }
        wrong
    });
}

/// Every state of a last change in a document.
fn states(value: &Value, here: &Path, paths: &mut Vec<Path>) {
    let with = |part| [here.as_slice(), &[part]].concat();
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = with(Part::Member(key.clone()));
                if key == "provisioningState" {
                    paths.push(path);
                } else {
                    states(value, &path, paths);
                }
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                states(item, &with(Part::Item(place)), paths);
            }
        }
        _ => {}
    }
}

#[test]
fn a_state_that_is_left_out_is_not_taken_for_done() {
    let ready = whole::all().into_iter().filter(|it| report(&it.config(), &printed(it)).verdict == Verdict::Ready);
    let ready: Vec<Topology> = ready.collect();
    assert!(5 < ready.len());
    none_is_wrong(&ready, |topology| {
        let config = topology.config();
        let mut files = printed(topology);
        let mut wrong = Vec::new();
        for place in 0..files.len() {
            let whole = files[place].1.clone();
            let mut paths = Vec::new();
            states(&whole, &Vec::new(), &mut paths);
            for path in paths {
                for state in ["Failed", "Updating"] {
                    let mut changed = whole.clone();
                    let pointer: String = path
                        .iter()
                        .map(|it| match it {
                            Part::Member(key) => format!("/{key}"),
                            Part::Item(place) => format!("/{place}"),
                        })
                        .collect();
                    *changed.pointer_mut(&pointer).expect("a state") = json!(state);
                    files[place].1 = changed;
                    let before = report(&config, &files).verdict;
                    files[place].1 = without(&whole, &path);
                    let after = report(&config, &files).verdict;
                    if says_more(before, after) {
                        wrong.push(format!("{}: {state} {before:?} → {after:?}, {pointer}", topology.name));
                    }
                }
            }
            files[place].1 = whole;
        }
        wrong
    });
}

/// The ways in which a list of Azure's says that there is more: its items, cut.
const CUTS: &[fn(Value) -> Value] = &[
    |it| json!({ "value": it, "nextLink": "https://management.azure.com/next" }),
    |it| json!({ "data": it, "resultTruncated": "true" }),
    |it| json!({ "data": it, "count": 1, "totalRecords": 10_000 }),
    |it| json!({ "data": it, "skip_token": "ew0KICAiJGlkIjog" }),
];

#[test]
fn a_list_that_goes_on_proves_no_absence() {
    none_is_wrong(&cases(), |Case { name, topology, most }| {
        let config = topology.config();
        let mut files = printed(topology);
        let before = report(&config, &files).verdict;
        let mut wrong = Vec::new();
        for place in 0..files.len() {
            let whole = files[place].1.clone();
            let Some(items) = whole["value"].as_array() else { continue };
            for (left_out, _) in items.iter().enumerate().filter(|it| is_own(it.1)) {
                // Each topology in all ways, and each that is broken in one of them.
                let is_one = |way: usize| CUTS.len() <= *most / 4 || way == (place + left_out) % CUTS.len();
                for (way, cut) in CUTS.iter().enumerate().filter(|it| is_one(it.0)) {
                    let mut rest = items.clone();
                    rest.remove(left_out);
                    files[place].1 = cut(rest.into());
                    let after = report(&config, &files).verdict;
                    if after == Verdict::Ready || says_more(before, after) {
                        wrong.push(format!(
                            "{name}: {before:?} → {after:?}, way {way}, without {left_out} of {}",
                            files[place].0
                        ));
                    }
                }
            }
            files[place].1 = whole;
        }
        wrong
    });
}
