//! Whole situations and what pgreach concludes from them, one file and one snapshot each.

use std::fmt::Write;

use pgreach_fixtures::cases;
use pgreach_rules::{Report, evaluate};

#[test]
fn every_case_has_its_report() {
    for (name, config) in cases::configs() {
        insta::with_settings!({ snapshot_suffix => name }, {
            insta::assert_snapshot!(in_short(&evaluate(&config)));
        });
    }
}

/// What was concluded, without the prose, so that a change of words leaves these snapshots alone.
fn in_short(report: &Report) -> String {
    let mut short = format!("{}: {}\n", report.verdict.word(), report.summary);
    match &report.scenario {
        Some(scenario) => {
            let _ = writeln!(short, "{} ({}): {}", scenario.id, scenario.support.word(), scenario.section.title);
        }
        None => {
            let _ = writeln!(short, "one of {}", report.candidates.join(", "));
        }
    }
    for connection in &report.connections {
        let from = connection.from.map_or("?", |it| it.word());
        let _ = writeln!(
            short,
            "connection {} → {}:{} {}",
            from,
            connection.to.word(),
            connection.port,
            connection.status.word()
        );
    }
    for step in &report.steps {
        let beyond = if step.documented { "" } else { ", beyond the guide" };
        let conflict = step.conflict.map_or(String::new(), |it| format!(", against {}", it.word()));
        let waits = step.depends_on.map_or(String::new(), |it| format!(", waits for {}", it.word()));
        let exception = step.exception.as_ref().map_or(String::new(), |it| format!(", {}", it.state.word()));
        let _ = writeln!(
            short,
            "  {:<14} {} ({}, by {}{beyond}{conflict}{waits}{exception})",
            step.status.word(),
            step.key.word(),
            step.severity.word(),
            step.decided_by.word(),
        );
    }
    let fixes: Vec<&str> = report.fixes.iter().map(|it| it.word()).collect();
    let questions: Vec<&str> = report.questions.iter().map(|it| it.word()).collect();
    let alternatives: Vec<String> = report.alternatives.iter().map(|it| it.title.to_string()).collect();
    for (name, list) in
        [("fix", fixes.join(", ")), ("questions", questions.join(", ")), ("or", alternatives.join("; "))]
    {
        if !list.is_empty() {
            let _ = writeln!(short, "{name}: {list}");
        }
    }
    for after in &report.cleanup {
        let _ = writeln!(short, "cleanup: {}", after.title);
    }
    for unused in &report.unused {
        let _ = writeln!(short, "unused {}: {}", unused.path, unused.reason);
    }
    short
}

#[test]
fn the_json_of_a_report_is_the_contract() {
    let report = evaluate(&cases::config("runtime-vnet-not-linked-to-the-source-zone"));
    insta::assert_json_snapshot!(report);
}
