//! The reports of many migrations as one file for a tool.

use crate::{Evaluation, junit, sarif};

/// A report, and what it is about.
#[derive(Debug)]
pub struct Named<'a> {
    /// What tells it from the others, as `orders-old → orders-new`.
    pub name: String,
    /// The report.
    pub export: Evaluation<'a>,
}

/// Writes SARIF 2.1.0, one run, with a result for each step of each migration that fails or is not known.
#[must_use]
pub fn sarif(named: &[Named<'_>]) -> String {
    sarif::write_all(named.iter().map(|it| (it.name.as_str(), &it.export)))
}

/// Writes `JUnit` XML with a suite for each migration, and a test case for each of its steps.
#[must_use]
pub fn junit(named: &[Named<'_>]) -> String {
    junit::document(named.iter().map(|it| (it.name.as_str(), &it.export)))
}
