//! The changes that a report plans where something is wrong: what they are, and that they put it right.
//!
//! A plan is made of a topology with a fault, and tried in three ways: its verdicts are read, its commands are carried out on
//! the files by what plays Azure, and its undo is carried out after them.

mod azure;
#[path = "../topology/mod.rs"]
#[allow(dead_code, unused_imports, reason = "only the topologies and their faults are used here")]
mod topology;

use std::{collections::BTreeMap, fmt::Write as _};

use pgreach_azure::read;
use pgreach_rules::{Report, Status, Verdict, evaluate_with, find_with_plan};
use topology::{
    Topology,
    breaks::{self, Row},
    forms::Form,
    short, whole,
};

/// What is concluded of a topology, with a plan.
fn report(topology: &Topology) -> Report {
    let files: Vec<(&str, String)> =
        topology.files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
    let network = read(files.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
    let config = topology.config();
    evaluate_with(&config, &find_with_plan(&config, &network))
}

/// Every fault.
fn faults() -> impl Iterator<Item = &'static Row> {
    breaks::FAULTS.iter().copied().chain([breaks::ADMIN]).chain(breaks::BY_LESS.iter().copied()).flatten()
}

/// A topology with a fault.
fn broken((of, _, change, _): &Row) -> Topology {
    let mut topology = of();
    change(&mut topology);
    topology
}

/// The verdict once everything of a plan is done.
fn outcome(report: &Report) -> Verdict {
    report.plan.last().map_or(report.verdict, |it| it.after)
}

/// Whether a step that holds a migration back fails.
fn fails(report: &Report) -> bool {
    report.to_fix().iter().any(|it| it.holds_back() && it.status == Status::Fail)
}

#[test]
fn every_fault_has_its_plan() {
    let mut said: BTreeMap<&str, String> = BTreeMap::new();
    for row in faults() {
        let topology = broken(row);
        let report = report(&topology);
        let said = said.entry(topology.name).or_default();
        let _ = writeln!(said, "{}: {}", row.1, report.verdict.word());
        for it in &report.plan {
            let (change, after) = (&it.change, it.after.word());
            let _ = writeln!(said, "  {} ({}) → {after}", change.title, change.owner.word());
        }
        if fails(&report) && report.plan.is_empty() {
            let _ = writeln!(said, "  no plan");
        }
    }
    for (name, said) in said {
        insta::assert_snapshot!(name, said);
    }
}

/// What is wrong with a plan, carried out and taken back.
fn carried_out(name: &str, topology: &Topology) -> Vec<String> {
    let before = report(topology);
    let mut azure = topology.clone();
    let mut wrong = Vec::new();
    for it in &before.plan {
        for command in &it.change.commands {
            if let Err(refused) = azure::run(&mut azure, command) {
                wrong.push(format!("{name}: {command}\n  {refused}"));
            }
        }
    }
    if !wrong.is_empty() {
        return wrong;
    }
    let after = report(&azure);
    if after.verdict != outcome(&before) {
        let failing = after.steps.iter().filter(|it| it.status == Status::Fail).map(short::state).collect::<Vec<_>>();
        wrong.push(format!("{name}: {:?} is planned, {:?} comes of it, {failing:?}", outcome(&before), after.verdict));
    }
    for it in before.plan.iter().rev() {
        for command in &it.change.undo {
            if let Err(refused) = azure::run(&mut azure, command) {
                wrong.push(format!("{name}, back: {command}\n  {refused}"));
            }
        }
    }
    if before.plan.iter().all(|it| !it.change.undo.is_empty()) {
        let (before, again) = (short::in_short(&before), short::in_short(&report(&azure)));
        if before != again {
            let other = before.lines().zip(again.lines()).find(|(one, other)| one != other);
            wrong.push(format!("{name}, back: {other:#?}"));
        }
    }
    wrong
}

#[test]
fn the_commands_of_a_plan_do_what_it_says() {
    let wrong: Vec<String> = faults().flat_map(|row| carried_out(row.1, &broken(row))).collect();
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}
