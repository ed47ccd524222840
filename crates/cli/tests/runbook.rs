//! `pgreach runbook`, run as a person or a script runs it.

mod desk;

use std::process::Output;

use desk::{Desk, err, out, status};
use pgreach_rules::{Config, Owner, Shell, evaluate_with, find_with_plan, network::Network};

const NOT_PEERED: &str = r#"{
  "source": { "kind": "single-server", "access": "private", "name": "orders-old" },
  "target": { "access": "vnet-integrated", "name": "orders-new" },
  "runtime": { "used": false },
  "answers": { "source/peering": "fail", "source/a-record": "fail" }
}"#;

fn said(output: &Output) -> (i32, &str, &str) {
    (status(output), out(output), err(output))
}

#[test]
fn it_writes_the_runbook_whatever_the_verdict() {
    let desk = Desk::new().with("migration.json", NOT_PEERED);
    let blocked = Config::from_json(NOT_PEERED).expect("a Config");
    let written_for = |shell, config: &Config, owner| {
        let report = evaluate_with(config, &find_with_plan(config, &mut Network::default()));
        pgreach_formats::runbook(config, &report, owner, shell)
    };
    let written = |config: &Config, owner| written_for(Shell::Bash, config, owner);

    assert_eq!(said(&desk.pgreach(&["runbook", "migration.json"])), (0, written(&blocked, None).as_str(), ""));
    for &owner in Owner::ALL {
        let output = desk.pgreach(&["runbook", "migration.json", "--owner", owner.word()]);
        assert_eq!(said(&output), (0, written(&blocked, Some(owner)).as_str(), ""));
    }

    for (word, shell) in [("bash", Shell::Bash), ("powershell", Shell::PowerShell)] {
        let output = desk.pgreach(&["runbook", "migration.json", "--shell", word]);
        assert_eq!(said(&output), (0, written_for(shell, &blocked, None).as_str(), ""));
    }

    let public = ["source.kind=single-server", "source.access=public", "target.access=public"];
    let mut ready = Config::default();
    for (path, value) in public.iter().filter_map(|it| it.split_once('=')) {
        ready.set(path, value).expect("a good setting");
    }
    let options = public.iter().flat_map(|it| ["--set", it]);
    let output = desk.pgreach(&["runbook"].into_iter().chain(options).collect::<Vec<_>>());
    assert_eq!(said(&output), (0, written(&ready, None).as_str(), ""));
}

#[test]
fn bad_input_is_refused_as_in_check() {
    let desk = Desk::new();
    for input in [&["--set", "source.access=open"][..], &["missing.json"], &["--set", "source/peering"]] {
        let run = |task| desk.pgreach(&[&[task], input].concat());
        let (runbook, check) = (run("runbook"), run("check"));
        assert_eq!(said(&runbook), said(&check));
        assert_eq!(status(&runbook), 2);
    }
    let output = desk.pgreach(&["runbook", "--owner", "dba"]);
    let (status, out, err) = said(&output);
    assert_eq!((status, out), (2, ""));
    assert!(err.contains("[possible values: network, dns, database, other-cloud]"), "{err}");
}

#[test]
fn its_help_says_how_to_run_what_it_writes() {
    let output = Desk::new().pgreach(&["runbook", "--help"]);
    insta::assert_snapshot!(said(&output).1);
}
