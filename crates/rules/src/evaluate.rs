//! The way from a Config to a Report.

use crate::{
    Config, Report, Verdict,
    branch::{agree, branches},
    conclude::conclude,
    findings::Findings,
    roles::unless_twice,
};

/// Concludes a report from what a person knows. Total: every Config gives a Report, and the same one always the same.
#[must_use]
pub fn evaluate(config: &Config) -> Report {
    evaluate_with(config, &Findings::default())
}

/// Concludes a report from what a person knows and what resources show, which decides where the two differ.
#[must_use]
pub fn evaluate_with(entered: &Config, findings: &Findings) -> Report {
    let mut report = conclude(entered, findings);
    let config = findings.applied(entered);
    if report.verdict == Verdict::Undecided {
        report.branches = branches(entered, &config, findings);
        agree(&mut report);
    }
    unless_twice(&mut report, &config);
    report
}
