//! The Nu Html Checker: whether a page is HTML as the standard has it.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::built;

/// It reads the page's policy too, but takes a script's line ends out before it hashes it, and does not know where the page
/// will be. Whether the policy allows what the page loads is what the browsers say: a violation is an error on the console.
const NOT_ITS_BUSINESS: &str = "(Inline script|Inline style|Resource) violates Content Security Policy.*";

/// What is wrong with pages, errors and warnings: a line for each.
#[must_use]
pub fn nu(files: &[PathBuf]) -> Vec<String> {
    let output = Command::new("java")
        .arg("-jar")
        .arg(built::npm("vnu-jar/build/dist/vnu.jar"))
        .args(["--format", "json", "--stdout", "--exit-zero-always", "--skip-info-messages"])
        .args(["--filterpattern", NOT_ITS_BUSINESS])
        .args(files)
        .output()
        .expect("Java is installed by `cargo xtask test`");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let Some(messages) = report["messages"].as_array() else {
        panic!("the Nu Html Checker says: {}", String::from_utf8_lossy(&output.stderr));
    };
    messages.iter().map(line).collect()
}

fn line(message: &Value) -> String {
    let text = |key: &str| message[key].as_str().unwrap_or_default();
    let file = text("url").rsplit('/').next().unwrap_or_default();
    let extract = text("extract").split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{file}:{}: {}: {extract}", message["lastLine"], text("message"))
}
