//! The situations of the rules' own tests, for what must say the same as they do.

use std::fs;

use pgreach_rules::{Config, evaluate};

/// The situations of the rules' own tests, as text.
#[must_use]
pub fn cases() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/rules/tests/cases");
    let files = fs::read_dir(folder).expect("the rules have cases").map(|it| it.expect("a case").path());
    let cases: Vec<String> = files.map(|it| fs::read_to_string(it).expect("a case")).collect();
    assert!(20 < cases.len());
    cases
}

/// The report on a Config as the native rules write it.
#[must_use]
pub fn native_report(config: &str) -> String {
    let config = Config::from_json(config).expect("a Config");
    serde_json::to_string(&evaluate(&config)).expect("a report is JSON")
}
