//! `pgreach runbook`, run as a person or a script runs it.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use pgreach_rules::{Config, Owner, evaluate};

const NOT_PEERED: &str = r#"{
  "source": { "kind": "single-server", "access": "private", "name": "orders-old" },
  "target": { "access": "vnet-integrated", "name": "orders-new" },
  "runtime": { "used": false },
  "answers": { "source/peering": "fail", "source/a-record": "fail" }
}"#;

fn pgreach(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pgreach"))
        .args(arguments)
        .stdin(Stdio::null())
        .env("TERM", "dumb")
        .output()
        .expect("it runs")
}

fn said(output: &Output) -> (Option<i32>, &str, &str) {
    let text = |bytes| std::str::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn it_writes_the_runbook_whatever_the_verdict() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("migration.json");
    fs::write(&file, NOT_PEERED).expect("it is written");
    let file = file.to_str().expect("UTF-8");
    let blocked = Config::from_json(NOT_PEERED).expect("a Config");
    let written = |config: &Config, owner| pgreach_formats::runbook(config, &evaluate(config), owner);

    assert_eq!(said(&pgreach(&["runbook", file])), (Some(0), written(&blocked, None).as_str(), ""));
    for &owner in Owner::ALL {
        let output = pgreach(&["runbook", file, "--owner", owner.word()]);
        assert_eq!(said(&output), (Some(0), written(&blocked, Some(owner)).as_str(), ""));
    }

    let public = ["source.kind=single-server", "source.access=public", "target.access=public"];
    let mut ready = Config::default();
    for (path, value) in public.iter().filter_map(|it| it.split_once('=')) {
        ready.set(path, value).expect("a good setting");
    }
    let options = public.iter().flat_map(|it| ["--set", it]);
    let output = pgreach(&["runbook"].into_iter().chain(options).collect::<Vec<_>>());
    assert_eq!(said(&output), (Some(0), written(&ready, None).as_str(), ""));
}

#[test]
fn bad_input_is_refused_as_in_check() {
    for input in [&["--set", "source.access=open"][..], &["missing.json"], &["--set", "source/peering"]] {
        let run = |task| pgreach(&[&[task], input].concat());
        let (runbook, check) = (run("runbook"), run("check"));
        assert_eq!(said(&runbook), said(&check));
        assert_eq!(said(&runbook).0, Some(2));
    }
    let output = pgreach(&["runbook", "--owner", "dba"]);
    let (status, out, err) = said(&output);
    assert_eq!((status, out), (Some(2), ""));
    assert!(err.contains("[possible values: network, dns, database, other-cloud]"), "{err}");
}

#[test]
fn its_help_says_how_to_run_what_it_writes() {
    let output = pgreach(&["runbook", "--help"]);
    insta::assert_snapshot!(said(&output).1);
}
