//! The built command, run as a person or a script runs it.
//!
//! Longer than 500 lines: every promise of one command.

use std::{collections::BTreeSet, fmt::Write as _, fs, io, path::Path, process::Output};

use pgreach_fixtures::cases;
use pgreach_formats::{Evaluation, FORMATS};
use pgreach_rules::{
    Config, FixForm, Form, Question, Report, Status, check::CATALOGUE, evaluate_with, find_with_plan, network::Network,
};
mod desk;

use desk::{Desk, PGREACH, err, out, status};

/// Private single server, VNet-integrated target, and peering that fails: blocked.
const BLOCKED: &str = r#"{
  "source": { "kind": "single-server", "access": "private", "name": "orders-old" },
  "target": { "access": "vnet-integrated", "name": "orders-new" },
  "runtime": { "used": false },
  "answers": { "source/private-endpoint": "pass", "source/peering": "fail" }
}"#;

/// What a person sees, for a snapshot.
fn said(arguments: &[&str], output: &Output) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let (out, err) = (out(output).replace(version, "VERSION"), err(output).replace(version, "VERSION"));
    let mut said = format!("$ pgreach {}\n{out}", arguments.join(" "));
    if !err.is_empty() {
        let _ = write!(said, "standard error:\n{err}");
    }
    let _ = writeln!(said, "exit status: {}", status(output));
    said
}

#[test]
fn help_and_version() {
    let desk = Desk::new();
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help-check", &["check", "--help"]),
        ("help-check-short", &["check", "-h"]),
        ("help-read", &["read", "--help"]),
        ("help-fleet", &["fleet", "--help"]),
        ("help-explain", &["explain", "--help"]),
    ] {
        let output = desk.pgreach(arguments);
        assert_eq!((status(&output), err(&output)), (0, ""));
        insta::assert_snapshot!(name, said(arguments, &output));
    }
    let version = format!("pgreach {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(out(&desk.pgreach(&["--version"])), version);
}

#[test]
fn usage_errors() {
    let desk = Desk::new();
    for (name, arguments) in [
        ("usage-no-command", &[][..]),
        ("usage-unknown-command", &["chek"]),
        ("usage-format-not-offered", &["check", "--format", "yaml"]),
        ("usage-shell", &["completions", "cmd"]),
    ] {
        let output = desk.pgreach(arguments);
        assert_eq!((status(&output), out(&output)), (2, ""));
        insta::assert_snapshot!(name, said(arguments, &output));
    }
}

#[test]
fn each_verdict_has_its_report_and_its_status() {
    // Short ones, so that a change of words in the rules leaves most of them alone; what the text of every case must
    // hold is asserted below.
    let desk = Desk::new().with("peering.json", BLOCKED);
    for (name, arguments, expected) in [
        ("ready", "--set source.kind=single-server --set source.access=public --set target.access=public", 0),
        (
            "blocked",
            "peering.json --set target/delegated-subnet=pass --set source/nsg=pass --set source/route=pass --set \
             source/dns-servers=pass --set source/zone-link-client=pass --set source/a-record=pass --set target/server-zone-links=not-applicable --set source/zone-group=fail",
            1,
        ),
        (
            "unsupported",
            "--set source.kind=single-server --set source.access=private --set target.access=public --set \
             runtime.used=false",
            1,
        ),
        (
            "undecided",
            "--set source.kind=single-server --set source.access=public --set source.privateEndpoint=false --set \
             target.access=vnet-integrated --set source/vnet-rule=pass",
            3,
        ),
        ("scenario-not-known", "--set target.access=vnet-integrated", 3),
        (
            "given-but-not-used",
            "--set source.kind=azure-vm --set source.access=private --set source.privateEndpoint=true --set \
             target.access=vnet-integrated --set runtime.used=false --set runtime.access=public --set \
             source/hybrid-connection=pass --set target/delegated-subnet=pass --set source/peering=not-applicable --set \
             source/nsg=pass --set source/admission=pass --set source/route=pass --set target/server-zone-links=pass --set \
             source/a-record=pass --set source/vnet-rule=fail \
             --source vm1",
            0,
        ),
    ] {
        let arguments: Vec<&str> = std::iter::once("check").chain(arguments.split(' ')).collect();
        let output = desk.pgreach(&arguments);
        insta::assert_snapshot!(name, said(&arguments, &output));
        assert_eq!((status(&output), err(&output)), (expected, ""), "{name}");
    }
}

#[test]
fn the_lists() {
    let desk = Desk::new();
    for arguments in [["scenarios", "--format", "text"], ["checks", "--format", "text"]] {
        let output = desk.pgreach(&arguments);
        assert_eq!((status(&output), err(&output)), (0, ""));
        assert_eq!(output, desk.pgreach(&arguments[..1]), "text is the default");
        insta::assert_snapshot!(arguments[0], said(&arguments, &output));
    }
    let output = desk.pgreach(&["scenarios", "--format", "markdown"]);
    assert_eq!((status(&output), err(&output)), (0, ""));
    insta::assert_snapshot!("scenarios-markdown", out(&output));
    for (name, arguments) in [("scenarios-json", "scenarios"), ("checks-json", "checks")] {
        let output = desk.pgreach(&[arguments, "--format", "json"]);
        let list: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
        assert_eq!((status(&output), err(&output)), (0, ""));
        // One entry shows the shape; the text above shows the rest.
        insta::assert_json_snapshot!(name, list[5]);
    }
}

#[test]
fn all_about_one_check() {
    let desk = Desk::new();
    let page = desk.pgreach(&["checks", "zone-group"]);
    assert_eq!((status(&page), err(&page)), (0, ""));
    insta::assert_snapshot!("check", said(&["checks", "zone-group"], &page));
    for key in ["source/zone-group", "target/zone-group"] {
        assert_eq!(out(&desk.pgreach(&["checks", key])), out(&page), "a key names its check");
    }
    let output = desk.pgreach(&["checks", "zone-group", "--format", "json"]);
    let steps: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
    let keys: Vec<&str> = steps.as_array().expect("a list").iter().filter_map(|it| it["key"].as_str()).collect();
    assert_eq!(keys, ["source/zone-group", "target/zone-group"]);
    for check in CATALOGUE {
        let output = desk.pgreach(&["checks", check.id]);
        assert_eq!((status(&output), err(&output)), (0, ""), "{}", check.id);
    }
    let mistyped = desk.pgreach(&["checks", "source/zone-gruop"]);
    assert_eq!((status(&mistyped), out(&mistyped)), (2, ""));
    insta::assert_snapshot!("check-mistyped", said(&["checks", "source/zone-gruop"], &mistyped));
}

#[test]
fn an_error_text_is_explained() {
    let desk = Desk::new().with("migration.json", BLOCKED);
    let refused = "connection to server at \"orders-old.postgres.database.azure.com\" (10.1.0.4), port 5432 failed: Connection \
                   refused\n\tIs the server running on that host and accepting TCP/IP connections?";
    for (name, arguments, text, expected) in [
        ("explain", &["explain", "--source", "orders-old"][..], refused, 0),
        ("explain-json", &["explain", "-", "--format", "json", "--target", "orders-new"], "FATAL: 603100", 0),
        ("explain-not-known", &["explain", "--config", "migration.json"], "disk full", 3),
    ] {
        let output = desk.piped(arguments, text.as_bytes());
        assert_eq!((status(&output), err(&output)), (expected, ""), "{name}");
        insta::assert_snapshot!(name, said(arguments, &output));
    }
    let given = desk.pgreach(&["explain", "ST008:", "no", "connection"]);
    assert_eq!(status(&given), 0, "{}", err(&given));
    assert_eq!(out(&given), out(&desk.piped(&["explain", "-"], b"ST008: no connection")), "a TEXT is its words");
}

#[test]
fn no_part_of_a_secret_is_printed() {
    let desk = Desk::new();
    for format in ["text", "json"] {
        let text = b"psql postgres://mover:hunter2@db.corp.example:5433/orders PGPASSWORD=hunter2 failed: timed out";
        let output = desk.piped(&["explain", "--format", format], text);
        assert!(out(&output).contains("db.corp.example") && !out(&output).contains("hunter2"), "{}", out(&output));
    }
}

#[test]
fn the_schemas() {
    let desk = Desk::new();
    for (document, schema) in [("config", pgreach_rules::schema::config()), ("report", pgreach_rules::schema::report())]
    {
        let output = desk.pgreach(&["schema", document]);
        assert_eq!((status(&output), err(&output)), (0, ""));
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("JSON"), schema);
    }
}

#[test]
fn a_key_of_the_list_can_be_answered() {
    let desk = Desk::new();
    let output = desk.pgreach(&["checks"]);
    let keys: BTreeSet<&str> = out(&output).lines().skip(1).filter_map(|it| it.split(' ').next()).collect();
    let keys: Vec<&&str> = keys.iter().filter(|it| !it.is_empty()).collect();
    assert!(20 < keys.len());
    for key in keys {
        let output = desk.pgreach(&["check", "--set", &format!("{key}=pass")]);
        assert_eq!((status(&output), err(&output)), (3, ""), "{key}");
    }
}

/// What a case says, and the report of it.
fn concluded(case: &Path) -> (Config, Report) {
    let config = Config::from_json(&fs::read_to_string(case).expect("readable")).expect("a Config");
    let name = format!("{}, resources", case.display());
    let resources: Vec<(&str, &[u8])> = config.resources.iter().map(|it| (name.as_str(), it.0.as_bytes())).collect();
    let findings = find_with_plan(&config, &mut pgreach_azure::read(resources).network);
    let config = Config { resources: Vec::new(), ..config };
    let report = evaluate_with(&config, &findings);
    (config, report)
}

#[test]
fn json_is_the_report_and_nothing_else() {
    let desk = Desk::new();
    for case in cases::files() {
        let (_, report) = concluded(&case);
        let output = desk.pgreach(&["check", "--format", "json", case.to_str().expect("UTF-8")]);
        assert_eq!(out(&output), serde_json::to_string_pretty(&report).expect("JSON") + "\n");
        // One has a resource that is none.
        let is_told = case.ends_with("answers-and-resources-that-are-not-used.json");
        assert_eq!(err(&output).lines().count(), usize::from(is_told), "{}", case.display());
    }
}

#[test]
fn each_form_is_what_its_crate_writes_and_changes_no_exit_status() {
    let desk = Desk::new().with("blocked.json", BLOCKED);
    let config = Config::from_json(BLOCKED).expect("a Config");
    let report = evaluate_with(&config, &find_with_plan(&config, &mut Network::default()));
    for format in FORMATS {
        let output = desk.pgreach(&["check", "--format", format.word, "./blocked.json"]);
        let export = Evaluation {
            config: &config,
            report: &report,
            page: None,
            input: Some("blocked.json"),
            fix_as: FixForm::Az,
            day: None,
            drawing: None,
        };
        assert_eq!((status(&output), err(&output)), (1, ""));
        assert_eq!(out(&output), format.write(&export, None), "{}", format.word);
        let offered = desk.pgreach(&["completions", "bash"]);
        assert!(out(&offered).contains(format.word), "{}", format.word);
    }
    let piped = desk.piped(&["check", "--format", "sarif"], BLOCKED.as_bytes());
    assert!(!out(&piped).contains("physicalLocation"), "standard input is no file to point to");
}

#[test]
fn the_report_goes_into_a_file_where_asked() {
    let desk = Desk::new().with("blocked.json", BLOCKED);
    for format in ["text", "json", "html"] {
        let printed = desk.pgreach(&["check", "--format", format, "blocked.json"]);
        let mut command = desk.command(PGREACH);
        command.env("CLICOLOR_FORCE", "1").args(["check", "blocked.json", "--format", format, "-o", "report"]);
        let saved = command.output().expect("it runs");
        assert_eq!((status(&saved), out(&saved), err(&saved)), (1, "", ""));
        assert_eq!(fs::read_to_string(desk.0.path().join("report")).expect("a file"), out(&printed), "{format}");
    }
    let refused = desk.pgreach(&["check", "blocked.json", "--output", "missing/report"]);
    assert_eq!((status(&refused), out(&refused)), (2, ""));
    assert!(err(&refused).starts_with("pgreach: missing/report: cannot be written: "), "{}", err(&refused));
    assert_eq!(err(&refused).lines().count(), 1);
}

#[test]
fn the_text_of_every_case_says_all_that_the_report_holds() {
    let desk = Desk::new();
    for case in cases::files() {
        let (config, report) = concluded(&case);
        let output = desk.pgreach(&["check", case.to_str().expect("UTF-8")]);
        let text = out(&output);
        let case = case.display();
        // Wrapping turns spaces into line breaks, so words are compared.
        let prose = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let has = |what: &str| {
            let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(prose.contains(&what), "{case} does not say: {what}");
        };
        let has_line = |what: &str| assert!(text.lines().any(|it| it.trim() == what), "{case} lacks the line: {what}");

        has(&format!("{} {}", report.verdict.label().to_uppercase(), report.summary));
        for candidate in &report.candidates {
            has(candidate);
        }
        if let Some(scenario) = &report.scenario {
            has(scenario.title);
            has(&scenario.about.to_string());
            has_line(&format!("{} · {}", scenario.id, scenario.support.label()));
            for section in std::iter::once(scenario.section).chain(scenario.continues) {
                has(section.title);
                has(section.document.title);
                has(section.document.revision);
                has_line(&section.url());
            }
        }
        for step in &report.steps {
            // What fails is headed by what is wrong, unless it is accepted.
            let fails = step.status == Status::Fail && !step.is_accepted();
            let claim = if fails { &step.failure() } else { &step.title() };
            has(&format!("{}: {claim}", step.status.label()));
            if fails {
                has(&format!("Should be: {}", step.title()));
            }
            has(step.key.word());
            if let Some(said) = step.conflict_words() {
                let from = text[text.find(step.key.word()).expect("the key")..].split_whitespace();
                let from = from.collect::<Vec<_>>().join(" ");
                assert!(from.find(&said).is_some_and(|it| it < 1_000), "{case}: {}", step.key.word());
            }
            if let Some(exception) = &step.exception {
                has(&exception.words());
            }
            if !matches!(step.status, Status::Fail | Status::Unknown) || step.is_accepted() {
                continue;
            }
            let facts = [step.key.word(), step.severity.label(), step.owner().label()].join(" · ");
            let facts = text.lines().find(|it| it.trim().starts_with(&facts)).expect("severity and owner");
            assert_eq!(facts.contains("beyond the guide"), !step.documented, "{facts}");
            has(&step.why().to_string());
            if step.status == Status::Fail {
                has(&step.failure().to_string());
            }
            if let Some(setting) = step.depends_on {
                has(&format!("Whether it applies depends on {}.", setting.word()));
            }
            if let Some(aside) = step.not_applicable_label().filter(|_| step.status == Status::Unknown) {
                // But for its first letter.
                has(&format!("{}.", &aside[1..]));
            }
            for way in [&step.verify(), &step.fix()] {
                way.portal.iter().for_each(|it| has(&it));
                way.commands.iter().for_each(|it| has_line(&it));
            }
            for reference in &step.references() {
                has(reference.0.title);
                has_line(&reference.0.url());
            }
        }
        for way in &report.alternatives {
            has(&way.title.to_string());
            has(&way.about.to_string());
            way.commands.iter().for_each(|it| has_line(&it));
        }
        for question in &report.questions {
            let Question::Setting(setting) = question else { continue };
            has(setting.label());
            has(setting.portal());
            if let Form::Choice(_) = setting.form() {
                for (word, _) in setting.offered(&config) {
                    has(&format!("--set {}={word}", setting.word()));
                }
            }
        }
        for unused in &report.unused {
            has(&format!("{}: {}", unused.path, unused.reason));
        }

        // The failing steps come first and in the order to fix them, then the unknown in the order to ask.
        let place = |key: &str| text.find(&format!("\n   {key} ·")).unwrap_or_else(|| panic!("{case}: {key}"));
        let steps = || report.questions.iter().filter(|it| it.word().contains('/')).map(|it| it.word());
        let places: Vec<usize> = report.fixes.iter().map(|it| it.word()).chain(steps()).map(place).collect();
        assert!(places.is_sorted(), "{case}: {places:?}");

        for line in text.lines().filter(|it| 96 < it.chars().count()) {
            let is_for_copying =
                line.trim().starts_with("https://") || line.starts_with("       ") && line.trim().contains(" -");
            assert!(is_for_copying, "{case}: a long line: {line}");
        }
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains("\n\n\n"), "{case}");
        assert!(text.lines().all(|it| it == it.trim_end()), "{case}: blanks at the end of a line");
    }
}

/// Files that are wrong in one way each, and how they are asked for.
fn wrong_inputs() -> Vec<(&'static str, Vec<u8>)> {
    let text = |it: &str| it.as_bytes().to_vec();
    vec![
        ("empty.json", Vec::new()),
        ("blank.json", text("\u{feff} \n")),
        ("cut-short.json", text("{\n  \"source\": {\n")),
        ("no-json.txt", text("not json")),
        ("unknown-key.json", text("{\n  \"sorce\": {}\n}")),
        ("unknown-value.json", text("{\n  \"source\": { \"access\": \"Private\" }\n}")),
        ("unknown-step.json", text(r#"{"answers": {"source/magic": "pass"}}"#)),
        ("twice.json", text(r#"{"runtime": {"used": true, "used": false}}"#)),
        ("other-version.json", text(r#"{"version": 2}"#)),
        ("number.json", text("5")),
        ("list-of-words.json", text(r#"["a", "b"]"#)),
        ("list-without-types.json", text(r#"[{"name": "vnet-a"}]"#)),
        ("latin-1.json", b"{\n  \"source\": {\"name\": \"b\xfccher\"}}".to_vec()),
        ("half-a-pair.json", vec![0xff, 0xfe, b'{', 0, 0x00, 0xd8, b'}', 0]),
        ("odd.json", vec![0xff, 0xfe, b'{', 0, b'}']),
        ("line-break.json", text(r#"{"a\nb\u001b[31m": 1}"#)),
        ("long-key.json", format!("{{\"{}\": 1}}", "k".repeat(100_000)).into_bytes()),
        ("secret.json", text(r#"{"source": "postgres://u:hunter2@h"}"#)),
    ]
}

#[test]
fn every_wrong_input_has_one_line_and_status_2() {
    let mut desk = Desk::new();
    let mut asked: Vec<Vec<&str>> = Vec::new();
    for (name, content) in wrong_inputs() {
        desk = desk.with(name, content);
        asked.push(vec!["check", name]);
    }
    desk = desk.with("a.json", r#"{"source": {"kind": "edb"}, "answers": {"source/nsg": "pass"}}"#);
    desk = desk.with("b.json", r#"{"source": {"kind": "other"}}"#);
    desk = desk.with("c.json", r#"{"answers": {"source/nsg": "fail"}}"#);
    fs::create_dir(desk.0.path().join("folder")).expect("a folder");
    for arguments in [
        "check missing.json",
        "check folder",
        "check -",
        "check - -",
        "check a.json b.json",
        "check c.json a.json",
        "check a.json latin-1.json",
        "check --set source.kind",
        "check --set source.kind=mysql",
        "check --set sauce.kind=edb",
        "check --set source/magic=pass",
        "check --set source/nsg=yes",
        "check --set source.kind=edb --set source.kind=other",
        "check --set source/nsg=pass --set answers.source/nsg=fail",
        "check --set source.name=a --source b",
        "check a.json --target=",
        "check --set source.address=10.1.0.300",
        "check --set source.address=2001:db8::10",
        "check --set source.address=postgres://me:hunter2@",
        "check --set source.address=db:6432 --set source.port=5432",
        "check --set target.address=postgres://me:hunter2@db:6432",
    ] {
        asked.push(arguments.split(' ').collect());
    }
    let mut all = String::new();
    for arguments in asked {
        let output = desk.pgreach(&arguments);
        assert_eq!((status(&output), out(&output)), (2, ""), "{arguments:?}");
        let line = err(&output);
        assert!(line.starts_with("pgreach: ") && line.ends_with('\n'), "{line:?}");
        assert_eq!(line.lines().count(), 1, "{line:?}");
        assert!(!line.trim_end().contains(char::is_control) && line.len() < 1_000, "{line:?}");
        assert!(!line.contains("hunter2"), "a secret is echoed: {line}");
        let _ = writeln!(all, "$ pgreach {}\n{line}", arguments.join(" "));
    }
    insta::assert_snapshot!("errors", all);
}

#[test]
fn a_script_for_all_migrations_looks_where_it_is_told_to() {
    let desk = Desk::new();
    let script = |more: &[&str]| desk.pgreach(&[&["collect", "--fleet", "--shell", "bash"], more].concat());
    assert!(out(&script(&[])).contains("\nsubscriptions=''\n"));
    assert!(out(&script(&["--subscription", "s1", "--subscription", "s2"])).contains("\nsubscriptions='s1 s2'\n"));
    assert!(out(&script(&["--management-group", "mg-data"])).contains("\nmanagement_group='mg-data'\n"));
    for more in [["--subscription", "s1; rm"], ["--management-group", "$(rm)"], ["--source", "orders-old"]] {
        assert_eq!((status(&script(&more)), out(&script(&more))), (2, ""), "{more:?}");
    }
}

#[test]
fn standard_input_is_read_where_nothing_else_is_given() {
    let desk = Desk::new().with("blocked.json", BLOCKED).with("more.json", r#"{"answers": {"source/nsg": "pass"}}"#);
    let expected = desk.pgreach(&["check", "blocked.json"]);
    assert_eq!(status(&expected), 1);
    assert_eq!(desk.piped(&["check"], BLOCKED.as_bytes()), expected);
    assert_eq!(desk.piped(&["check", "-"], BLOCKED.as_bytes()), expected);
    assert_eq!(
        desk.piped(&["check", "more.json", "-"], BLOCKED.as_bytes()),
        desk.pgreach(&["check", "more.json", "blocked.json"]),
    );
    let named = desk.piped(&["check", "--source", "renamed"], BLOCKED.as_bytes());
    assert!(out(&named).contains("orders-new → renamed"), "names leave it to standard input");
    let set = desk.piped(&["check", "--set", "target.access=none"], b"");
    assert_eq!((status(&set), err(&set)), (1, ""), "with --set alone, nothing is read");
    let empty = desk.piped(&["check"], b"");
    assert_eq!((status(&empty), err(&empty).contains("standard input: found nothing")), (2, true));
}

#[test]
fn every_encoding_that_tools_write_reads_the_same() {
    let text = BLOCKED.replace("orders-old", "bücher-😀");
    let utf16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let desk = Desk::new()
        .with("utf-8.json", &text)
        .with("bom.json", format!("\u{feff}{text}"))
        .with("little.json", [&[0xff, 0xfe][..], &utf16(u16::to_le_bytes)].concat())
        .with("big.json", [&[0xfe, 0xff][..], &utf16(u16::to_be_bytes)].concat())
        .with("windows.json", text.replace('\n', "\r\n"));
    let expected = desk.pgreach(&["check", "utf-8.json"]);
    assert!(out(&expected).contains("orders-new → bücher-😀, TCP 5432: ✗ Blocked"));
    for file in ["bom.json", "little.json", "big.json", "windows.json"] {
        assert_eq!(desk.pgreach(&["check", file]), expected, "{file}");
    }

    let wrong = text.replace("private\"", "secret\"");
    let utf16 = wrong.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let desk = desk.with("utf-8.json", wrong).with("little.json", [&[0xff, 0xfe][..], &utf16].concat());
    let [expected, refused] = ["utf-8.json", "little.json"].map(|it| desk.pgreach(&["check", it]));
    assert!(err(&refused).starts_with("pgreach: little.json: line 2, column 57: source.access: "), "{}", err(&refused));
    assert_eq!(err(&refused).replace("little", "utf-8"), err(&expected));
}

#[test]
fn several_files_add_up_and_options_override_them() {
    let desk = Desk::new()
        .with("whole.json", BLOCKED)
        .with(
            "database.json",
            r#"{"version": 1, "source": {"kind": "single-server", "access": "private", "name": "orders-old"},
                "target": {"access": "vnet-integrated", "name": "orders-new"}, "runtime": {"used": false}}"#,
        )
        .with(
            "network.json",
            r#"{"version": 1, "source": {"kind": "single-server"},
                "answers": {"source/private-endpoint": "pass", "source/peering": "unknown"}}"#,
        )
        .with("answer.json", r#"{"answers": {"source/peering": "fail"}}"#)
        .with("other.json", r#"{"source": {"kind": "edb"}}"#);
    let expected = desk.pgreach(&["check", "whole.json"]);
    for order in
        [["database", "network", "answer"], ["answer", "network", "database"], ["network", "answer", "database"]]
    {
        let files = order.map(|it| format!("{it}.json"));
        let output = desk.pgreach(&["check", &files[0], &files[1], &files[2]]);
        assert_eq!(output, expected, "{order:?}");
    }
    assert_eq!(desk.pgreach(&["check", "whole.json", "whole.json"]), expected, "the same said twice is no conflict");

    let entered = |arguments: &[&str]| {
        let output = desk.pgreach(&[&["check", "--format", "json"], arguments].concat());
        assert_eq!(err(&output), "");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
        let peering = report["steps"].as_array().expect("steps").iter().find(|it| it["key"] == "source/peering");
        (report["verdict"].to_string(), peering.expect("peering")["status"].to_string())
    };
    let [blocked, undecided] = ["blocked", "undecided"].map(|it| format!("\"{it}\""));
    let [fail, pass, unknown] = ["fail", "pass", "unknown"].map(|it| format!("\"{it}\""));
    assert_eq!(entered(&["whole.json"]), (blocked, fail));
    assert_eq!(entered(&["whole.json", "--set", "source/peering=pass"]), (undecided.clone(), pass));
    assert_eq!(entered(&["whole.json", "--set", "source/peering=unknown"]), (undecided, unknown));

    let conflict = desk.pgreach(&["check", "whole.json", "other.json"]);
    assert!(err(&conflict).contains("other.json: source.kind: ") && err(&conflict).contains("as in whole.json"));
    let overridden = desk.pgreach(&["check", "whole.json", "--set", "source.kind=edb", "--source", "renamed"]);
    assert!(out(&overridden).contains("Source          renamed, EDB Postgres, private access\n"));
    let settled = desk.pgreach(&["check", "whole.json", "other.json", "--set", "source.kind=edb"]);
    assert!(out(&settled).contains("Source          orders-old, EDB Postgres, private access\n"), "the option decides");
}

#[test]
fn names_go_into_the_commands_and_nothing_in_them_runs() {
    let desk = Desk::new().with("blocked.json", BLOCKED);
    let output = desk.pgreach(&["check", "blocked.json", "--source", "$(reboot)", "--target", "new"]);
    assert!(
        out(&output).contains("a add-record -g ZONE_RG -z privatelink.postgres.database.azure.com -n '$(reboot)' ")
    );
    assert!(out(&output).contains("flexible-server show -g TARGET_RG -n new "));
}

#[test]
fn colours_only_for_a_terminal_that_wants_them() {
    const ESCAPE: char = '\u{1b}';
    let desk = Desk::new().with("blocked.json", BLOCKED);
    let run = |environment: &[(&str, &str)], arguments: &[&str]| {
        let mut command = desk.command(PGREACH);
        let output = command.args(arguments).envs(environment.iter().copied()).output().expect("it runs");
        out(&output).to_owned()
    };
    let check = ["check", "blocked.json"];
    let plain = run(&[], &check);
    assert!(!plain.contains(ESCAPE), "none in a pipe");
    let coloured = run(&[("CLICOLOR_FORCE", "1")], &check);
    assert!(coloured.contains(ESCAPE));
    assert_eq!(run(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &check), plain);
    assert!(!run(&[("CLICOLOR_FORCE", "1")], &["check", "blocked.json", "--format", "json"]).contains(ESCAPE));
    assert_eq!(strip(&coloured), plain, "colours change no line break");
}

/// The text without its escape sequences.
fn strip(coloured: &str) -> String {
    let mut parts = coloured.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |it| it.1));
    }
    plain
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let desk = Desk::new().with("blocked.json", BLOCKED);
    for (arguments, expected) in [
        (&["check", "blocked.json"][..], 1),
        (&["check", "blocked.json", "--format", "json"], 1),
        (&["scenarios"], 0),
        (&["completions", "zsh"], 0),
        (&["--help"], 0),
    ] {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let output = desk.command(PGREACH).args(arguments).stdout(writer).output().expect("it runs");
        assert_eq!((status(&output), err(&output)), (expected, ""), "{arguments:?}");
    }
}

#[test]
fn the_completions_are_scripts_of_their_shells() {
    let desk = Desk::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = desk.pgreach(&["completions", shell]);
        assert_eq!((status(&output), err(&output)), (0, ""));
        assert!(out(&output).contains("scenarios") && out(&output).contains("pgreach"), "{shell}");
    }
}

#[cfg(unix)]
mod with_a_shell {
    use super::*;

    /// A shell that finds the built command by its name.
    fn bash(desk: &Desk, script: &str) -> Output {
        let folder = Path::new(PGREACH).parent().expect("a folder");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path)));
        let mut command = desk.command("bash");
        command.args(["-c", script]).env("PATH", path.expect("a path")).output().expect("bash runs")
    }

    #[test]
    fn bash_completes_the_commands() {
        let output = bash(
            &Desk::new(),
            "set -e
             pgreach completions bash > completion; bash -n completion; source completion; complete -p pgreach >&2
             COMP_WORDS=(pgreach sce); COMP_CWORD=1; _pgreach pgreach sce pgreach; echo \"${COMPREPLY[@]}\"",
        );
        assert_eq!((status(&output), out(&output)), (0, "scenarios\n"), "{}", err(&output));
        assert!(err(&output).contains("-F _pgreach"), "{}", err(&output));
    }

    #[test]
    fn the_examples_of_the_help_run() {
        let desk = Desk::new()
            .with("migration.json", BLOCKED)
            .with("database.json", r#"{"source": {"kind": "single-server"}}"#)
            .with("network.json", r#"{"answers": {"source/peering": "pass"}}"#);
        let desk = desk.with("pgreach-export.json", "[]").with("pgreach-export (1).json", "[]");
        fs::create_dir(desk.0.path().join("exports")).expect("a folder");
        let id =
            "/subscriptions/6b3d1f52-08c4-4c17-9a50-7de2f41c9e83/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL";
        let server =
            |kind: &str, name: &str| format!(r#"{{"id": "{id}/{kind}/{name}", "name": "{name}", "properties": {{}}}}"#);
        let servers = [server("servers", "orders-old"), server("flexibleServers", "orders-new")].join(", ");
        let desk = desk.with("exports/servers.json", format!("[{servers}]"));
        for (help, expected) in [
            ("pgreach --help", 10),
            ("pgreach check --help", 8),
            ("pgreach read --help", 3),
            ("pgreach fleet --help", 7),
        ] {
            // A narrow terminal must not break an example in two.
            let help = bash(&desk, &format!("COLUMNS=80 {help}"));
            let (_, examples) = out(&help).split_once("\nExamples:\n").expect("there are examples");
            // Every call is noted with its exit status.
            let noting = "pgreach() { command pgreach \"$@\"; echo \"$? $*\" >> noted; }";
            let output = bash(&desk, &format!("{noting}\nrm -f noted\n{examples}\nwait"));
            assert_eq!(err(&output), "", "{examples}");
            let noted = fs::read_to_string(desk.0.path().join("noted")).expect("calls");
            let calls: Vec<&str> = noted.lines().collect();
            assert_eq!(calls.len(), expected, "{noted}");
            let written = ["pgreach c", "pgreach fleet", "pgreach read", "pgreach explain"]
                .iter()
                .map(|it| examples.matches(it).count())
                .sum::<usize>();
            assert_eq!(written, expected, "{examples}");
            assert!(calls.iter().all(|it| ["0 ", "1 ", "3 "].contains(&&it[..2])), "{noted}");
        }
    }

    /// The command at a terminal of its own.
    #[cfg(target_os = "linux")]
    fn at_a_terminal(desk: &Desk, environment: &[(&str, &str)], arguments: &str) -> (i32, String) {
        let mut command = desk.command("script");
        let line = format!("{PGREACH} {arguments}");
        command.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("TERM", "xterm");
        let output = command.envs(environment.iter().copied()).output().expect("script, of util-linux, runs");
        (status(&output), out(&output).replace("\r\n", "\n"))
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn at_a_terminal_it_says_what_to_give_and_shows_colours() {
        let desk = Desk::new().with("blocked.json", BLOCKED);
        let (status, text) = at_a_terminal(&desk, &[("NO_COLOR", "1")], "check");
        insta::assert_snapshot!("nothing-given-at-a-terminal", text);
        assert_eq!(status, 2);
        let (status, text) = at_a_terminal(&desk, &[], "check blocked.json");
        assert!(status == 1 && text.contains('\u{1b}'), "{text}");
        let (_, text) = at_a_terminal(&desk, &[("NO_COLOR", "1")], "check blocked.json");
        assert!(text.contains("BLOCKED") && !text.contains('\u{1b}'), "{text}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_cannot_be_written_is_an_error() {
        let desk = Desk::new().with("blocked.json", BLOCKED);
        for arguments in ["check blocked.json", "checks --format json", "completions fish"] {
            let output = bash(&desk, &format!("pgreach {arguments} > /dev/full"));
            assert_eq!(status(&output), 2);
            assert!(err(&output).starts_with("pgreach: standard output: cannot be written: "), "{}", err(&output));
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_large_export_is_read_in_little_memory() {
        let item = r#"{"id": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Compute/disks/a"},"#;
        let export = format!(r#"{{"value": [{}{{}}]}}"#, item.repeat(640_000));
        assert!(50_000_000 < export.len());
        let utf16: Vec<u8> = export.encode_utf16().take(25_000_000).flat_map(u16::to_le_bytes).collect();
        let utf16 = [&[0xff, 0xfe][..], &utf16].concat();
        let desk = Desk::new().with("export.json", export).with("cut-short.json", utf16);
        // In kilobytes: half as much as the file beside it, or its text, and what any process takes.
        let output = bash(&desk, "ulimit -v 120000; pgreach check export.json");
        assert_eq!((status(&output), err(&output)), (3, ""));
        assert!(
            out(&output).contains("\nIgnored         640000 microsoft.compute/disks, 1 with no type\n"),
            "{}",
            out(&output)
        );
        let output = bash(&desk, "ulimit -v 120000; pgreach check cut-short.json");
        assert_eq!(status(&output), 3);
        assert!(err(&output).ends_with("; the rest is used\n"), "{}", err(&output));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_endless_input_is_refused() {
        let output = Desk::new().pgreach(&["check", "/dev/zero"]);
        assert_eq!((status(&output), out(&output)), (2, ""));
        assert!(err(&output).starts_with("pgreach: /dev/zero: found more than 1024 MiB, expected a Config, as "));
    }
}
