//! Gives the report of the native rules, for what must say the same.

use pgreach_rules::{Config, evaluate};

/// The report on a Config as the native rules write it.
#[must_use]
pub fn native_report(config: &str) -> String {
    let config = Config::from_json(config).expect("a Config");
    serde_json::to_string(&evaluate(&config)).expect("a report is JSON")
}
