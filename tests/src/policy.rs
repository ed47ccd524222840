//! The CSP Evaluator: which ways around it a content security policy leaves open.

use std::fmt::{self, Display, Formatter};
use std::process::Command;

use serde_json::Value;

use crate::built;

/// Something that the CSP Evaluator has to say of a policy.
#[derive(Debug)]
pub struct Finding {
    /// How bad it is, in its own words, as `HIGH` or `INFO`.
    pub severity: String,
    text: String,
}

/// The content security policy that stands in a page.
#[must_use]
pub fn policy(page: &str) -> &str {
    let (_, policy) = page.split_once("Content-Security-Policy\" content=\"").expect("the page has a policy");
    policy.split_once('"').expect("the policy ends").0
}

/// What there is to say of a policy.
#[must_use]
pub fn findings(policy: &str) -> Vec<Finding> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/policy.cjs");
    let output = Command::new("node")
        .args([script, policy])
        .env("NODE_PATH", built::npm(""))
        .output()
        .expect("node is installed by `cargo xtask test`");
    let said: Option<Vec<Value>> = serde_json::from_slice(&output.stdout).ok();
    let Some(said) = said else {
        panic!("the CSP Evaluator says: {}", String::from_utf8_lossy(&output.stderr));
    };
    said.iter().map(Finding::from).collect()
}

impl From<&Value> for Finding {
    fn from(said: &Value) -> Self {
        let text = |key: &str| said[key].as_str().unwrap_or_default();
        let place = [text("directive"), text("value")].join(" ");
        Self { severity: text("severity").to_owned(), text: format!("{}: {}", place.trim_end(), text("description")) }
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity, self.text)
    }
}
