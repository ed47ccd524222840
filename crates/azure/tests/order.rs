//! Reads the same files in any order, and copies of one resource that contradict each other.
//!
//! Which of two copies is newer is not known: the report is the same whichever comes first, and never ready by the one
//! that says less against it.

use pgreach_azure::{Reader, read};
use pgreach_fixtures::topology::{File, Topology, breaks, forms::Form, whole};
use pgreach_rules::{Report, Status, Verdict, evaluate_with, find};
use serde_json::{Value, json};

fn report(topology: &Topology, files: &[File]) -> Report {
    let config = topology.config();
    let texts: Vec<(&str, String)> = files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
    let network = read(texts.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
    evaluate_with(&config, &find(&config, &network))
}

/// What a report decides: its verdict, and the status of each step.
fn decided(report: &Report) -> (Verdict, Vec<(&'static str, Status)>) {
    (report.verdict, report.steps.iter().map(|it| (it.key.word(), it.status)).collect())
}

fn broken() -> impl Iterator<Item = (Topology, Topology, &'static str)> {
    breaks::FAULTS.iter().copied().flatten().map(|(of, what, change, _)| {
        let mut topology = of();
        change(&mut topology);
        (of(), topology, *what)
    })
}

#[test]
fn an_export_that_describes_the_same_again_is_told_from_another_part() {
    let vnet = |name: &str| {
        let id = format!("/subscriptions/s/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/{name}");
        json!({ "id": id, "name": name, "type": "Microsoft.Network/virtualNetworks", "properties": {} })
    };
    let print = |names: &[&str]| names.iter().map(|it| vnet(it)).collect::<Value>().to_string();
    for (older, newer, is_again) in [
        (&["a", "b"][..], &["a", "b"][..], true),
        (&["a", "b"], &["A", "B", "c", "d", "e"], true),
        // One was deleted since.
        (&["a", "b"], &["a"], true),
        (&["a", "b", "c"], &["a", "d"], false),
        (&["a"], &["b"], false),
        (&[], &["a"], false),
        (&["a"], &[], false),
    ] {
        let mut reader = Reader::new();
        reader.add("older.json", print(older).as_bytes(), &mut |_| {});
        reader.add("newer.json", print(newer).as_bytes(), &mut |_| {});
        let expected = if is_again { vec![0] } else { vec![] };
        assert_eq!(reader.described_again(), [vec![], expected], "{older:?}, {newer:?}");
    }
}

#[test]
fn files_and_resources_are_read_in_any_order() {
    let mut random = fastrand::Rng::with_seed(20_261_128);
    let all = whole::all().into_iter().chain(broken().map(|(_, it, _)| it));
    for topology in all {
        let first = decided(&report(&topology, &topology.files));
        for _ in 0..2 {
            let mut files = topology.files.clone();
            random.shuffle(&mut files);
            for file in &mut files {
                random.shuffle(&mut file.items);
            }
            assert_eq!(decided(&report(&topology, &files)), first, "{}", topology.name);
        }
    }
}

#[test]
fn copies_that_contradict_each_other_are_ready_in_no_order() {
    let mut wrong = Vec::new();
    for (whole, broken, what) in broken() {
        let (good, bad) = (report(&whole, &whole.files).verdict, report(&broken, &broken.files).verdict);
        let in_whole = |item: &Value| whole.files.iter().any(|it| it.items.contains(item));
        let has_less = broken.files.iter().flat_map(|it| &it.items).all(in_whole);
        let is_same =
            has_less && whole.files.iter().map(|it| it.items.len()).eq(broken.files.iter().map(|it| it.items.len()));
        // A fault of the settings is in no file, and what one file leaves out another may say.
        if is_same || has_less && bad == Verdict::Undecided {
            continue;
        }
        let orders = [[&whole, &broken], [&broken, &whole]].map(|both| {
            let files: Vec<File> = both.iter().flat_map(|it| it.files.iter().cloned()).collect();
            decided(&report(&whole, &files))
        });
        let name = whole.name;
        if orders[0] != orders[1] {
            let differ = orders[0].1.iter().zip(&orders[1].1).filter(|(one, other)| one != other).collect::<Vec<_>>();
            wrong.push(format!("{name}, {what}: {:?} or {:?}: {differ:?}", orders[0].0, orders[1].0));
        }
        // What was computed, in one of the two, says more than a plan, in both of them.
        let is_plan = what.contains("is planned");
        if orders.iter().any(|it| it.0 == Verdict::Ready) && bad != Verdict::Ready && !is_plan {
            wrong.push(format!("{name}, {what}: {good:?} and {bad:?} together are ready"));
        }
    }
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn two_copies_in_one_list_are_ready_in_no_order() {
    let mut wrong = Vec::new();
    for (whole, broken, what) in broken() {
        let bad = report(&broken, &broken.files).verdict;
        for is_first in [true, false] {
            let mut files = whole.files.clone();
            let mut is_changed = false;
            for file in &mut files {
                let Some(other) = broken.files.iter().find(|it| it.name == file.name) else { continue };
                // What is in one copy and not in the other is no contradiction of the two.
                let changed = |it: &&Value| file.items.iter().any(|own| own["id"] == it["id"] && own != *it);
                let changed: Vec<Value> = other.items.iter().filter(changed).cloned().collect();
                is_changed |= !changed.is_empty();
                let place = if is_first { 0 } else { file.items.len() };
                file.items.splice(place..place, changed);
            }
            let is_plan = what.contains("is planned");
            if is_changed && report(&whole, &files).verdict == Verdict::Ready && bad != Verdict::Ready && !is_plan {
                wrong.push(format!("{}, {what}", whole.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} times ready:\n{}", wrong.len(), wrong.join("\n"));
}
