//! axe-core, run in the page: what would shut people out of it.

use std::fs;

use serde_json::{Value, json};

use crate::built;
use crate::session::{Refusal, Session};

/// One line for each element that breaks a rule.
pub(crate) fn violations(session: &Session) -> Result<Vec<String>, Refusal> {
    let axe = fs::read_to_string(built::npm("axe-core/axe.min.js")).expect("axe-core is readable");
    let script = format!(
        "{axe};
        const [done] = arguments;
        axe.run(document, {{ resultTypes: ['violations'] }}).then(
            (results) => done(results.violations.flatMap(({{ id, help, nodes }}) =>
                nodes.map(({{ target, failureSummary }}) => [id, target.join(' '), help, failureSummary]))),
            (error) => done([['axe-core', '', String(error), '']]),
        );"
    );
    let found = session.post("execute/async", &json!({ "script": script, "args": [] }))?;
    Ok(found.as_array().into_iter().flatten().map(line).collect())
}

fn line(violation: &Value) -> String {
    let part = |index: usize| violation[index].as_str().unwrap_or_default();
    let summary: Vec<&str> = part(3).lines().map(str::trim).collect();
    format!("{}: {}: {}: {}", part(0), part(1), part(2), summary.join(" "))
}
