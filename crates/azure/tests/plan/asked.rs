//! Tests that the commands of a report ask a person for nothing that the files hold.

use std::collections::BTreeSet;

use pgreach_fixtures::topology::Topology;
use pgreach_formats::blank::{blanks, meaning};
use pgreach_rules::{FixForm, Report, Status};
use serde_json::Value;

use crate::{broken, faults, forms::forms, report, whole};

/// What no file holds, and why.
const NOWHERE: &[(&str, &str)] = &[
    ("DATABASE", "Who logs in, and where, is nothing of the network."),
    ("SOURCE_USER", "Who logs in, and where, is nothing of the network."),
    ("SHARED_KEY", "It is a secret."),
    ("NEW_CONNECTION", CHOICE),
];

const CHOICE: &str = "It is a person's choice.";

/// What some files do not hold: the topology, a part of the fault's name, the start of the word, and why.
const NOT_HERE: &[(&str, &str, &str, &str)] = &[
    ("private-to-vnet", "the endpoint leads to another server", "SOURCE_", "The server has no endpoint."),
    ("private-to-endpoint", "by another address", "TARGET_", "What has that address is in no file."),
    ("", "", "MIGRATION", "No file has a migration."),
    ("", "", "ZONE_", "No file has a zone of private endpoints."),
    ("", "", "TARGET_ROUTE_TABLE", "The target's subnet has no route table."),
    ("", "", "RUNTIME_ROUTE_TABLE", "The runtime server's subnet has no route table."),
];

/// The words that are asked for: where it is known what is right, those that show it; where something is wrong, those that
/// put it right too.
fn asked(report: &Report) -> Vec<String> {
    let steps = report.steps.iter().filter(|it| it.status != Status::NotApplicable);
    let of_steps = steps.flat_map(|it| {
        let to_fix = (it.status == Status::Fail).then(|| [it.fix().commands, it.undo().commands]);
        to_fix.into_iter().flatten().chain([it.verify().commands])
    });
    blanks(of_steps.chain(report.cleanup.iter().map(|it| it.commands.clone())))
}

/// Whether the files hold what a word stands for, where their ids say so.
fn is_held(topology: &Topology, word: &str) -> bool {
    let items = || topology.files.iter().flat_map(|it| &it.items);
    let is_there = |part: &str| items().any(|it| it["id"].as_str().is_some_and(|it| it.contains(part)));
    match word {
        "MIGRATION" => is_there("/migrations/"),
        "ZONE_RG" | "ZONE_ID" => is_there("/privateDnsZones/privatelink.postgres."),
        "CONNECTION" | "CONNECTION_RG" => is_there("/connections/"),
        "SOURCE_NIC" => items().any(|it| it["properties"]["virtualMachine"]["id"].is_string()),
        "TARGET_ROUTE_TABLE" | "TARGET_ROUTE_TABLE_RG" => has_table(topology, "orders-new"),
        "RUNTIME_ROUTE_TABLE" | "RUNTIME_ROUTE_TABLE_RG" => has_table(topology, "mover"),
        _ => false,
    }
}

/// Whether the subnet of a server has a route table.
fn has_table(topology: &Topology, server: &str) -> bool {
    let items = || topology.files.iter().flat_map(|it| &it.items);
    let server = items().find(|it| it["id"].as_str().is_some_and(|it| it.ends_with(&format!("Servers/{server}"))));
    let subnet = &server.expect("the server")["properties"]["network"]["delegatedSubnetResourceId"];
    let subnets = items().flat_map(|it| it["properties"]["subnets"].as_array().into_iter().flatten());
    let is_it =
        |it: &&Value| it["id"].as_str().zip(subnet.as_str()).is_some_and(|(id, own)| id.eq_ignore_ascii_case(own));
    subnets.filter(is_it).any(|it| it["properties"]["routeTable"].is_object())
}

#[test]
fn nothing_is_asked_that_the_files_hold() {
    let all = whole::all().into_iter().map(|it| (it, "")).chain(faults().into_iter().map(|row| {
        let topology = broken(&[row]).expect("one fault");
        (topology, row.1)
    }));
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for (topology, fault) in all {
        for word in asked(&report(&topology)) {
            if meaning(&word).is_empty() {
                wrong.push(format!("{word} means nothing"));
            }
            let anywhere = NOWHERE.iter().position(|it| it.0 == word);
            let fits = |it: &&(&str, &str, &str, &str)| {
                (it.0.is_empty() || it.0 == topology.name) && fault.contains(it.1) && word.starts_with(it.2)
            };
            let here = NOT_HERE.iter().position(|it| fits(&it));
            if anywhere.is_none() && here.is_none() || is_held(&topology, &word) {
                wrong.push(format!("{}, {fault}: {word}", topology.name));
            }
            used.extend(anywhere.map(|it| NOWHERE[it].0).or(here.map(|it| NOT_HERE[it].1)));
            used.extend(here.map(|it| NOT_HERE[it].2));
        }
    }
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
    let words = NOWHERE.iter().map(|it| it.0).chain(NOT_HERE.iter().map(|it| it.2));
    let unused: Vec<&str> = words.filter(|it| !used.contains(it)).collect();
    assert!(unused.is_empty(), "{unused:?} is asked nowhere");
}

#[test]
fn no_form_of_a_change_asks_anything() {
    let mut seen = 0;
    for row in faults() {
        let report = report(&broken(&[row]).expect("one fault"));
        for (title, forms) in forms(&report) {
            for form in FixForm::ALL {
                let text = forms.text(*form);
                let words = text.split(|it: char| !(it.is_ascii_uppercase() || it == '_'));
                let open: Vec<&str> = words.filter(|it| !meaning(it).is_empty()).collect();
                assert!(open.is_empty(), "{title}: {open:?} in {text}");
                seen += usize::from(!text.is_empty());
            }
        }
    }
    assert!(1000 < seen, "only {seen} forms");
}
