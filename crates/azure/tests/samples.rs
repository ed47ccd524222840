//! The exports that the page offers to try: each of the topologies here, and each comes to what the page says of it.
//!
//! `PGREACH_SAMPLES=write cargo test -p pgreach-azure --test samples` writes them anew.

use std::{env, fs, path::PathBuf};

use pgreach_azure::read;
use pgreach_fixtures::topology::{
    Topology, breaks,
    estate::{estate, in_one},
    forms::Form,
    whole::{private_to_endpoint, private_to_vnet},
};
use pgreach_rules::{Config, Verdict, evaluate_with, find};

/// A topology with faults of the table, as one file.
fn with(mut topology: Topology, faults: &[&str]) -> String {
    for fault in faults {
        let of = |it: &breaks::Row| (it.0)().name == topology.name && it.1 == *fault;
        let row = breaks::FAULTS.iter().copied().flatten().find(|it| of(it)).expect("there is such a fault");
        (row.2)(&mut topology);
    }
    let files = topology.files.iter().map(|it| (it.name.to_owned(), Form::Arm.print(it).to_string()));
    in_one(&files.collect::<Vec<_>>())
}

fn samples() -> [(&'static str, String); 3] {
    [
        ("one-half.json", with(private_to_vnet(), &["the far half was never made"])),
        (
            "runtime-server.json",
            with(
                private_to_endpoint(),
                &["the zone is not linked to the runtime's network", "the remote endpoint admits others only"],
            ),
        ),
        ("five-migrations.json", in_one(&estate(5))),
    ]
}

/// What an export shows of a migration: the verdict, and what to put right.
fn concluded(text: &str, source: &str, target: &str, has_runtime: bool) -> (Verdict, Vec<&'static str>) {
    let mut config = Config::default();
    let used = if has_runtime { "true" } else { "false" };
    for (path, value) in [("source.name", source), ("target.name", target), ("runtime.used", used)] {
        config.set(path, value).expect("it is a good setting");
    }
    let network = read([("export.json", text.as_bytes())]).network;
    let report = evaluate_with(&config, &find(&config, &network));
    (report.verdict, report.fixes.iter().map(|it| it.word()).collect())
}

#[test]
fn the_page_has_them_as_they_are_here() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/deferred/samples"));
    for (name, text) in samples() {
        let file = folder.join(name);
        if env::var("PGREACH_SAMPLES").is_ok_and(|it| it == "write") {
            fs::write(&file, &text).expect("it is writable");
        }
        let is_current = fs::read_to_string(&file).is_ok_and(|it| it == text);
        assert!(is_current, "{name} is not current: the head of this file says how to write it");
    }
}

#[test]
fn each_has_the_faults_that_the_page_promises() {
    let [one_half, runtime, five] = samples().map(|(_, text)| text);
    let blocked = |steps: &[&'static str]| (Verdict::Blocked, steps.to_vec());
    assert_eq!(concluded(&one_half, "orders-old", "orders-new", false), blocked(&["source/peering"]));
    assert_eq!(
        concluded(&runtime, "orders-old", "orders-far", true),
        blocked(&["target/nsg", "source/zone-link-client", "target/zone-link-client"])
    );
    let of_five = [0, 1, 2, 3, 4].map(|it| concluded(&five, &format!("app0{it}-old"), &format!("app0{it}-new"), false));
    assert_eq!(
        of_five,
        [
            (Verdict::Ready, vec![]),
            blocked(&["source/peering"]),
            blocked(&["source/zone-link-client"]),
            // Its security group is in no file.
            (Verdict::Undecided, vec![]),
            blocked(&["source/nsg", "target/subnet-needs"]),
        ]
    );
}
