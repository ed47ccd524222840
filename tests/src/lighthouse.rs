//! Lighthouse: what a search engine's own tool says of the page.

use std::process::Command;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::built;

/// One at a time: on a busy machine every page is slow.
static MEASURING: Mutex<()> = Mutex::new(());

/// What Lighthouse pretends that the page is opened on; the network and the processor are simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// A phone of the middle class in a slow mobile network, Lighthouse's own default.
    Phone,
    /// A desktop computer, Lighthouse's preset for it.
    Desk,
}

/// What Lighthouse has found.
#[derive(Debug)]
pub struct Audited {
    report: Value,
}

/// Opens a page in a browser of its own and audits it, but for the audits that are to be left out.
#[must_use]
pub fn lighthouse(url: &str, device: Device, left_out: &[&str]) -> Audited {
    let _alone = MEASURING.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
    let output = Command::new("node")
        .arg(built::npm("lighthouse/cli/index.js"))
        .args([url, "--quiet", "--output=json", "--no-enable-error-reporting"])
        // It refuses to run as root with its sandbox, and containers have little shared memory.
        .arg("--chrome-flags=--headless --no-sandbox --disable-dev-shm-usage --disable-gpu")
        .args(left_out.iter().map(|audit| format!("--skip-audits={audit}")))
        .args((device == Device::Desk).then_some("--preset=desktop"))
        .env("CHROME_PATH", built::path("PGREACH_CHROMIUM"))
        .env("TMPDIR", folder.path())
        // Else it asks at a terminal whether it may report its own errors.
        .env("CI", "true")
        .output()
        .expect("node is installed by `cargo xtask test`");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let fault = report["runtimeError"]["message"].as_str();
    assert!(
        output.status.success() && report.is_object() && fault.is_none(),
        "Lighthouse could not audit {url}: {}",
        fault.map_or_else(|| String::from_utf8_lossy(&output.stderr), Into::into),
    );
    Audited { report }
}

impl Audited {
    /// The score of a category, of 100.
    #[must_use]
    pub fn score(&self, category: &str) -> u64 {
        let score = self.report["categories"][category]["score"].as_f64();
        let Some(score) = score else { panic!("Lighthouse gives no score for {category}") };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score is from 0 to 1")]
        let score = (100.0 * score).round() as u64;
        score
    }

    /// What costs a category points: a line for each audit, with its figure or the elements that it is about.
    #[must_use]
    pub fn losses(&self, category: &str) -> Vec<String> {
        let audits = self.report["categories"][category]["auditRefs"].as_array();
        let counting = audits.into_iter().flatten().filter(|it| it["weight"].as_f64() > Some(0.0));
        let audits = counting.map(|it| &self.report["audits"][it["id"].as_str().unwrap_or_default()]);
        audits.filter(|audit| audit["score"].as_f64().is_some_and(|score| score < 1.0)).map(line).collect()
    }
}

fn line(audit: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut parts = vec![text(&audit["id"]), text(&audit["title"]), text(&audit["displayValue"])];
    let items = audit["details"]["items"].as_array().into_iter().flatten();
    parts.extend(items.map(|item| text(&item["node"]["selector"])));
    parts.retain(|part| !part.is_empty());
    parts.join(": ")
}
