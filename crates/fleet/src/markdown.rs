//! A fleet for a ticket, a pull request or a wiki.

use std::fmt::Write as _;

use pgreach_formats::{Sign, markdown_text as text};

use crate::{ALL_UNPAIRED, Fleet, HEADS, Since, few_of};

/// Writes a fleet as Markdown with tables. Nothing that a person typed can become markup.
#[must_use]
pub fn markdown(fleet: &Fleet, since: Option<&Since>) -> String {
    let mut out = format!("# {}\n", text(&fleet.summary()));
    for it in fleet.by_runtime() {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n{}\n", text(&it));
    }
    if let Some(since) = since {
        let _ = write!(out, "\n{}.\n", text(&since.summary()));
    }
    if !fleet.partial.is_empty() {
        let _ = write!(out, "\n{}\n", text(&fleet.missing()));
    }
    let shown = fleet.shown(since);
    if !shown.is_empty() {
        out.push('\n');
        row(&mut out, &HEADS.map(str::to_owned));
        row(&mut out, &HEADS.map(|_| "---".to_owned()));
        for it in shown {
            let mut cells = it.row.cells().map(|it| text(&it));
            if let Some(verdict) = cells.get_mut(VERDICT) {
                *verdict = format!("{} **{verdict}**", Sign::from(it.row.verdict).character());
            }
            row(&mut out, &cells);
        }
    }
    if since.is_some() {
        return out;
    }
    if !fleet.causes.is_empty() {
        out.push_str("\n## First causes\n\n");
        row(&mut out, &["Cause", "Step", "Blocked", "Undecided"].map(str::to_owned));
        row(&mut out, &["---", "---", "--:", "--:"].map(str::to_owned));
        for it in &fleet.causes {
            let step = it.step.as_deref().unwrap_or_default();
            row(&mut out, &[text(&it.name), text(step), it.blocked.to_string(), it.undecided.to_string()]);
        }
        out.push_str("\n## Whom to ask\n\n");
        row(&mut out, &["Owner", "To fix", "To find out"].map(str::to_owned));
        row(&mut out, &["---", "--:", "--:"].map(str::to_owned));
        for it in &fleet.owners {
            let owner = it.label();
            row(&mut out, &[owner.to_owned(), it.blocked.to_string(), it.undecided.to_string()]);
        }
    }
    let outlook = fleet.outlook();
    if !outlook.is_empty() {
        let _ = write!(out, "\n## What to change\n\n{}\n", text(&outlook));
        out.push_str(if fleet.plan.changes.is_empty() { "" } else { "\n" });
        for (at, it) in fleet.plan.changes.iter().enumerate() {
            let (title, gain) = (text(&it.change.title), text(&fleet.gain(it)));
            let _ = writeln!(out, "{}. **{title}** ({}). {gain}", at + 1, it.change.owner.label());
        }
    }
    if !fleet.unpaired.is_empty() {
        let names: Vec<String> = fleet.unpaired.iter().map(|it| text(it)).collect();
        let _ = write!(out, "\nIn no pair: {}.\n", few_of(&names, ALL_UNPAIRED));
    }
    out
}

/// The place of the verdict among the cells.
const VERDICT: usize = 3;

fn row(out: &mut String, cells: &[String]) {
    out.push('|');
    for it in cells {
        // Writing to a String cannot fail.
        let _ = write!(out, " {it} |");
    }
    out.push('\n');
}
