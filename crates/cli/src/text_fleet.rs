//! A fleet as text for a terminal.

use std::fmt::{self, Display, Formatter};

use anstyle::{AnsiColor, Style};
use pgreach_fleet::{Fleet, FleetMigration, Since, few_of};
use pgreach_rules::Verdict;

use crate::lines::{WIDTH, in_one_line, paragraph, plain};

/// The migrations, what they add up to, and what to change.
pub(crate) struct TextFleet<'a> {
    pub(crate) fleet: &'a Fleet,
    /// Where there is a baseline, only what got worse is said.
    pub(crate) since: Option<&'a Since>,
}

/// What stands below a verdict.
const INDENT: &str = "               ";

const BOLD: Style = Style::new().bold();

impl Display for TextFleet<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self { fleet, since } = self;
        writeln!(out, "{}", fleet.summary())?;
        for it in fleet.by_runtime() {
            out.write_str(&paragraph("", "  ", &in_one_line(&it), WIDTH))?;
        }
        if let Some(since) = since {
            writeln!(out, "{}", since.summary())?;
        }
        if !fleet.partial.is_empty() {
            out.write_str(&paragraph("", "  ", &plain(&fleet.missing()), WIDTH))?;
        }
        for migration in fleet.shown(*since) {
            write_migration(out, migration)?;
        }
        if since.is_some() {
            return Ok(());
        }
        write_totals(out, fleet)?;
        write_changes(out, fleet)?;
        if !fleet.unpaired.is_empty() {
            let names: Vec<String> = fleet.unpaired.iter().map(|it| in_one_line(it)).collect();
            let said = format!(
                "In no pair: {}. A list, --pairs, says which belong together.",
                few_of(&names, "all with --format json")
            );
            write!(out, "\n{}", paragraph("", "  ", &said, WIDTH))?;
        }
        Ok(())
    }
}

fn write_migration(out: &mut Formatter<'_>, migration: &FleetMigration) -> fmt::Result {
    let row = &migration.row;
    let colour = match row.verdict {
        Verdict::Ready => AnsiColor::Green,
        Verdict::Undecided => AnsiColor::Yellow,
        Verdict::Blocked | Verdict::Unsupported => AnsiColor::Red,
    };
    let style = Style::new().bold().fg_color(Some(colour.into()));
    let [source, target, runtime] = [&row.source, &row.target, &row.runtime_words()].map(|it| in_one_line(it));
    writeln!(out, "\n{style}{:<13}{style:#}  {source} → {target}", row.verdict.label())?;
    if runtime != "None" {
        out.write_str(&paragraph(INDENT, INDENT, &format!("Runtime server: {runtime}"), WIDTH))?;
    }
    if migration.has_expired {
        writeln!(out, "{INDENT}An exception has expired.")?;
    }
    let Some(cause) = &row.cause else { return Ok(()) };
    out.write_str(&paragraph(INDENT, INDENT, &in_one_line(&cause.text), WIDTH))?;
    let owner = cause.owner.map(|it| it.label().to_owned());
    let said: Vec<String> = owner.into_iter().chain(cause.step.clone()).collect();
    if said.is_empty() { Ok(()) } else { writeln!(out, "{INDENT}{}", said.join(", ")) }
}

fn write_totals(out: &mut Formatter<'_>, fleet: &Fleet) -> fmt::Result {
    if fleet.causes.is_empty() {
        return Ok(());
    }
    let numbers = |blocked: usize, undecided: usize| format!("{blocked:>7}  {undecided:>9}");
    writeln!(out, "\n{BOLD}First causes{BOLD:#}\nBlocked  Undecided")?;
    for it in &fleet.causes {
        writeln!(out, "{}  {}", numbers(it.blocked, it.undecided), in_one_line(&it.title()))?;
    }
    writeln!(out, "\n{BOLD}Whom to ask{BOLD:#}\nBlocked  Undecided")?;
    for it in &fleet.owners {
        let owner = it.label();
        writeln!(out, "{}  {owner}", numbers(it.blocked, it.undecided))?;
    }
    Ok(())
}

fn write_changes(out: &mut Formatter<'_>, fleet: &Fleet) -> fmt::Result {
    let outlook = fleet.outlook();
    if outlook.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}What to change{BOLD:#}")?;
    out.write_str(&paragraph("", "", &outlook, WIDTH))?;
    for (at, it) in fleet.plan.changes.iter().enumerate() {
        let number = format!("{:>3}. ", at + 1);
        let indent = " ".repeat(number.len());
        out.write_str(&paragraph(&number, &indent, &in_one_line(&it.change.title), WIDTH))?;
        let said = format!("{}: {}", it.change.owner.label(), fleet.gain(it));
        out.write_str(&paragraph(&indent, &indent, &said, WIDTH))?;
    }
    Ok(())
}
