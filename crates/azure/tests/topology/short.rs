//! A report in short: what decided each step, for a person to read.

use std::fmt::Write;

use pgreach_rules::{Report, Step};

use crate::topology::GROUP;

/// What was concluded and by what, without the prose.
pub(crate) fn in_short(report: &Report) -> String {
    let mut short = format!("{}\n", report.verdict.word());
    match &report.scenario {
        Some(scenario) => {
            let _ = writeln!(short, "{} ({})", scenario.id, scenario.support.word());
        }
        None => {
            let _ = writeln!(short, "one of {}", report.candidates.join(", "));
        }
    }
    for setting in &report.settings {
        let _ = writeln!(short, "{} = {}", setting.setting.word(), setting.value);
        for it in &setting.evidence {
            let _ = writeln!(short, "    {} {} = {}", it.resource, it.property, it.value);
        }
    }
    for connection in &report.connections {
        let from = connection.from.map_or("?", |it| it.word());
        let _ = writeln!(
            short,
            "connection {} → {}:{} {}",
            from,
            connection.to.word(),
            connection.port,
            connection.status.word()
        );
    }
    for step in &report.steps {
        let _ = writeln!(short, "{:<14} {} (by {})", step.status.word(), step.key.word(), step.decided_by.word());
        for it in &step.evidence {
            let _ = writeln!(short, "    {} {} = {}", it.resource, it.property, it.value);
        }
        if let Some(note) = &step.note {
            let _ = writeln!(short, "    {note}");
        }
        for it in &step.needs {
            let _ = writeln!(short, "    needs {}", it.words());
        }
    }
    short.replace(GROUP, "…")
}

/// The state of a step, and the exports that would settle it: `source/nsg unknown (security-group nsg-db)`.
pub(crate) fn state(step: &Step) -> String {
    let name = |of: &str| of.rsplit('/').next().unwrap_or_default().to_owned();
    let needs: Vec<String> =
        step.needs.iter().map(|it| format!("{} {}", it.export.word(), name(&it.resource))).collect();
    let needs = if needs.is_empty() { String::new() } else { format!(" ({})", needs.join(", ")) };
    format!("{} {}{needs}", step.key.word(), step.status.word())
}

/// The way of each connection, hop by hop, as a person would describe it.
pub(crate) fn ways(report: &Report) -> String {
    let mut ways = format!("{}: {}\n", report.verdict.word(), report.summary);
    for connection in &report.connections {
        let from = connection.from.map_or("?", |it| it.word());
        let (to, port, status) = (connection.to.word(), connection.port, connection.status.word());
        let _ = writeln!(ways, "\n{from} → {to}, TCP {port}: {status}");
        for hop in &connection.trace {
            let (kind, status, step) = (hop.kind.word(), hop.status.word(), hop.step.word());
            let _ = writeln!(ways, "  {kind:<14} {status:<14} {} ({step})", hop.text);
            if let Some(it) = &hop.resource {
                let _ = writeln!(ways, "{:>31} {it}", "at");
            }
        }
    }
    for it in &report.not_checked {
        let _ = writeln!(ways, "\nnot checked: {}", it.title);
    }
    ways.replace(GROUP, "…")
}
