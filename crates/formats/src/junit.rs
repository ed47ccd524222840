//! The report as `JUnit` XML, for the test report of a pipeline: a test case for the combination and one for each step.
//!
//! A pipeline must not look green while something is undecided. So a step that could block and is not known is an
//! error, as a test is that could not be carried out; it is skipped only where a failure would be no more than a
//! warning. A fault is a failure, whatever it does: the exit status of the command says whether it blocks. What is
//! accepted as it is is skipped, with the reason.

use pgreach_rules::{Accepted, Instructions, Report, Severity, Status, Step};

use crate::{
    Evaluation,
    markup::{push, push_text},
    tell::{combination, setting_shown, shown},
};

/// The report as `JUnit` XML.
pub(crate) fn write(export: &Evaluation<'_>) -> String {
    let name = export.report.scenario.as_ref().map_or("scenario-not-known", |it| it.id);
    document(std::iter::once((name, export)))
}

/// A document with a suite for each report, under its name.
pub(crate) fn document<'a>(named: impl Iterator<Item = (&'a str, &'a Evaluation<'a>)>) -> String {
    let mut all = Counts::default();
    let mut suites = String::new();
    for (name, export) in named {
        let (suite, counts) = suite(name, export);
        suites.push_str(&suite);
        all.add(counts);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"pgreach\"");
    all.push(&mut out);
    push(&mut out, &[">\n", &suites, "</testsuites>\n"]);
    out
}

fn suite(name: &str, export: &Evaluation<'_>) -> (String, Counts) {
    let report = export.report;
    let mut suite = Suite { name, cases: String::new(), counts: Counts::default() };
    suite.combination(report);
    for step in &report.steps {
        suite.step(step);
    }

    let mut out = String::from("  <testsuite");
    push_attribute(&mut out, "name", suite.name);
    suite.counts.push(&mut out);
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
    for setting in &report.settings {
        out.push_str("      <property");
        push_attribute(&mut out, "name", &["pgreach.", setting.setting.word()].concat());
        push_attribute(&mut out, "value", &setting_shown(setting));
        out.push_str("/>\n");
    }
    push(&mut out, &["    </properties>\n", &suite.cases, "  </testsuite>\n"]);
    (out, suite.counts)
}

/// How many test cases ended how.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.tests += more.tests;
        self.failures += more.failures;
        self.errors += more.errors;
        self.skipped += more.skipped;
    }

    fn push(&self, out: &mut String) {
        for (name, count) in
            [("tests", self.tests), ("failures", self.failures), ("errors", self.errors), ("skipped", self.skipped)]
        {
            push_attribute(out, name, &count.to_string());
        }
    }
}

/// The test cases as they are written, and how many ended how.
struct Suite<'a> {
    name: &'a str,
    cases: String,
    counts: Counts,
}

impl Suite<'_> {
    /// Whether the combination is one that can work at all.
    fn combination(&mut self, report: &Report) {
        self.start("combination: The guides support these servers together");
        match combination(report) {
            None => self.passes(""),
            Some((true, text)) => self.fails(Severity::Blocker.word(), text, ""),
            Some((false, text)) => self.is_open(text, ""),
        }
    }

    fn step(&mut self, step: &Step) {
        let title = step.title().to_string();
        self.start(&[step.key.word(), ": ", &title].concat());
        let open = ["Unknown: ", &title].concat();
        let exception = step.exception.as_ref().map(Accepted::words);
        let shown = shown(step).join("\n");
        match step.status {
            _ if step.is_accepted() => self.is_skipped(&exception.unwrap_or_default(), &shown),
            Status::Pass => self.passes(&shown),
            Status::Fail => {
                self.fails(
                    step.severity.word(),
                    &step.failure().to_string(),
                    &in_lines(step, &shown, "Fix:", &step.fix()),
                );
            }
            // An exception that no longer counts fails the command too.
            Status::Unknown if step.holds_back() || exception.is_some() => {
                self.is_open(&open, &in_lines(step, &shown, "How to check:", &step.verify()));
            }
            Status::Unknown => self.is_skipped(&open, &shown),
            Status::NotApplicable => self.is_skipped(step.status.label(), &shown),
        }
    }

    fn start(&mut self, name: &str) {
        self.counts.tests += 1;
        self.cases.push_str("    <testcase");
        push_attribute(&mut self.cases, "name", name);
        push_attribute(&mut self.cases, "classname", self.name);
    }

    fn passes(&mut self, details: &str) {
        if details.is_empty() {
            self.cases.push_str("/>\n");
        } else {
            self.cases.push_str(">\n      <system-out>");
            push_text(&mut self.cases, details);
            self.cases.push_str("</system-out>\n    </testcase>\n");
        }
    }

    fn fails(&mut self, kind: &str, message: &str, details: &str) {
        self.counts.failures += 1;
        self.ends("failure", kind, message, details);
    }

    fn is_open(&mut self, message: &str, details: &str) {
        self.counts.errors += 1;
        self.ends("error", "not-known", message, details);
    }

    fn is_skipped(&mut self, message: &str, details: &str) {
        self.counts.skipped += 1;
        self.ends("skipped", "", message, details);
    }

    fn ends(&mut self, element: &str, kind: &str, message: &str, details: &str) {
        push(&mut self.cases, &[">\n      <", element]);
        push_attribute(&mut self.cases, "message", message);
        // The usual schema has no type for what is skipped.
        if !kind.is_empty() {
            push_attribute(&mut self.cases, "type", kind);
        }
        self.cases.push('>');
        push_text(&mut self.cases, details);
        push(&mut self.cases, &["</", element, ">\n    </testcase>\n"]);
    }
}

/// Why it matters, what Azure shows, and what to do, in lines.
fn in_lines(step: &Step, shown: &str, title: &str, way: &Instructions) -> String {
    let mut text = step.why().to_string();
    if !shown.is_empty() {
        push(&mut text, &["\n", shown]);
    }
    push(&mut text, &["\n", title]);
    for line in way.portal.iter() {
        push(&mut text, &["\n", &line]);
    }
    for line in way.commands.iter() {
        push(&mut text, &["\n", &line]);
    }
    text
}

#[inline(never)]
fn push_attribute(out: &mut String, name: &str, value: &str) {
    push(out, &[" ", name, "=\""]);
    push_text(out, value);
    out.push('"');
}
