//! The report as JUnit XML, for the test report of a pipeline: a test case for the combination and one for each step.
//!
//! A pipeline must not look green while something is undecided. So a step that could block and is not known is an
//! error, as a test is that could not be carried out; it is skipped only where a failure would be no more than a
//! warning. A fault is a failure, whatever it does: the exit status of the command says whether it blocks.

use pgreach_rules::{Severity, Status, Step, Support, Way};

use crate::{Export, markup::push_text};

/// The report as JUnit XML.
pub(crate) fn write(export: &Export<'_>) -> String {
    let report = export.report;
    let suite = report.scenario.as_ref().map_or("scenario-not-known", |it| it.id);
    let cases: Vec<Case> = std::iter::once(combination(export)).chain(report.steps.iter().map(Case::of)).collect();

    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"pgreach\"");
    push_counts(&mut out, &cases);
    out.push_str(">\n  <testsuite");
    push_attribute(&mut out, "name", suite);
    push_counts(&mut out, &cases);
    out.push_str(">\n    <properties>\n");
    for (name, value) in [
        ("pgreach.rules", report.rules),
        ("pgreach.verdict", report.verdict.word()),
        ("pgreach.summary", &report.summary),
        ("pgreach.link", &export.link()),
    ] {
        out.push_str("      <property");
        push_attribute(&mut out, "name", name);
        push_attribute(&mut out, "value", value);
        out.push_str("/>\n");
    }
    out.push_str("    </properties>\n");
    for case in &cases {
        case.push(&mut out, suite);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

/// Whether the combination is one that can work at all.
fn combination(export: &Export<'_>) -> Case {
    let report = export.report;
    let (outcome, details) = match report.scenario.as_ref().map(|it| it.support) {
        Some(Support::Supported) => (None, String::new()),
        Some(Support::Unsupported) => {
            let ways: Vec<String> = report.ways.iter().map(|it| it.title.to_string()).collect();
            (Some(("failure", Severity::Blocker.word(), report.summary.clone())), ways.join("\n"))
        }
        Some(Support::Undocumented) => {
            (Some(("error", "undocumented", "No document decides this combination.".to_owned())), String::new())
        }
        None => (Some(("error", "undecided", report.summary.clone())), report.candidates.join("\n")),
    };
    Case { name: "combination: The guides support these servers together".to_owned(), outcome, details }
}

/// A test case.
struct Case {
    name: String,
    /// The element that says how it ended, its type and its message; `None` where all is well.
    outcome: Option<(&'static str, &'static str, String)>,
    details: String,
}

impl Case {
    fn of(step: &Step) -> Self {
        let title = step.title.to_string();
        let why = step.why.to_string();
        let (outcome, details) = match step.status {
            Status::Pass => (None, String::new()),
            Status::Fail => {
                let outcome = ("failure", step.severity.word(), step.fault.to_string());
                (Some(outcome), [why, in_lines("Mend:", &step.fix)].concat())
            }
            Status::Unknown => {
                let element = if step.holds_back() { "error" } else { "skipped" };
                let message = ["Not known: ", &title].concat();
                (Some((element, "not-known", message)), [why, in_lines("Find out:", &step.find)].concat())
            }
            Status::NotApplicable => (Some(("skipped", "", step.status.label().to_owned())), String::new()),
        };
        Self { name: [step.key.word(), ": ", &title].concat(), outcome, details }
    }

    fn push(&self, out: &mut String, suite: &str) {
        out.push_str("    <testcase");
        push_attribute(out, "name", &self.name);
        push_attribute(out, "classname", suite);
        let Some((element, kind, message)) = &self.outcome else {
            out.push_str("/>\n");
            return;
        };
        out.push_str(">\n      <");
        out.push_str(element);
        push_attribute(out, "message", message);
        // The usual schema has no type for what is skipped, and no text in it.
        if *element == "skipped" {
            out.push_str("/>");
        } else {
            push_attribute(out, "type", kind);
            out.push('>');
            push_text(out, &self.details);
            for part in ["</", element, ">"] {
                out.push_str(part);
            }
        }
        out.push_str("\n    </testcase>\n");
    }
}

fn in_lines(title: &str, way: &Way) -> String {
    let mut text = String::new();
    for line in std::iter::once(title.to_owned()).chain(way.portal.iter()).chain(way.commands.iter()) {
        text.push('\n');
        text.push_str(&line);
    }
    text
}

fn push_counts(out: &mut String, cases: &[Case]) {
    let ended = |how: &str| cases.iter().filter(|it| it.outcome.as_ref().is_some_and(|it| it.0 == how)).count();
    for (name, count) in [
        ("tests", cases.len()),
        ("failures", ended("failure")),
        ("errors", ended("error")),
        ("skipped", ended("skipped")),
    ] {
        push_attribute(out, name, &count.to_string());
    }
}

fn push_attribute(out: &mut String, name: &str, value: &str) {
    for part in [" ", name, "=\""] {
        out.push_str(part);
    }
    push_text(out, value);
    out.push('"');
}
