//! Writes for people what has become of each step since an older export.

use std::fmt::{self, Display, Formatter};

use anstyle::{AnsiColor, Style};
use pgreach_formats::before_and_after;
use pgreach_rules::{Became, ComparedBranch, Comparison, Conclusion};

use crate::lines::{WIDTH, paragraph, plain};

/// A comparison as text.
pub(crate) struct Text<'a>(pub(crate) &'a Comparison);

impl Display for Text<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write(self.0, out)?;
        for ComparedBranch { given, comparison } in &self.0.branches {
            writeln!(out, "\n{BOLD}{given}{BOLD:#}")?;
            write(comparison, out)?;
        }
        Ok(())
    }
}

const BOLD: Style = Style::new().bold();

fn write(comparison: &Comparison, out: &mut Formatter<'_>) -> fmt::Result {
    let Comparison { before, after, steps, branches } = comparison;
    for (when, Conclusion { verdict, summary }) in [("Before:", before), ("Now:", after)] {
        let said = format!("{}. {}", verdict.label(), plain(summary));
        out.write_str(&paragraph(&format!("{when:<9}"), INDENT, &said, WIDTH))?;
    }
    // What depends on an open setting is below, with each of its values.
    if !branches.is_empty() {
        return Ok(());
    }
    if steps.is_empty() {
        let said = "There are no steps to compare before it is known which servers are meant and how they connect.";
        out.write_str(&paragraph("\n", "", said, WIDTH))?;
    }
    for became in Became::ALL.iter().copied() {
        let steps: Vec<_> = comparison.that(became).collect();
        let Some(colour) = colour(became).filter(|_| !steps.is_empty()) else { continue };
        let style = BOLD.fg_color(Some(colour.into()));
        writeln!(out, "\n{style}{} ({}){style:#}", became.label(), steps.len())?;
        for step in steps {
            let (words, key) = (before_and_after(step), step.step.word());
            out.write_str(&paragraph("- ", "  ", &format!("{words}  [{key}]"), WIDTH))?;
            if let Some(failure) = &step.failure {
                out.write_str(&paragraph("  ", "  ", &plain(failure), WIDTH))?;
            }
        }
    }
    match comparison.that(Became::Unchanged).count() {
        0 => Ok(()),
        1 => writeln!(out, "\n1 step is as it was."),
        count => writeln!(out, "\n{count} steps are as they were."),
    }
}

const INDENT: &str = "         ";

/// The colour of a group; none where it is not listed.
const fn colour(became: Became) -> Option<AnsiColor> {
    match became {
        Became::Fixed => Some(AnsiColor::Green),
        Became::New | Became::Same => Some(AnsiColor::Red),
        Became::Changed => Some(AnsiColor::Yellow),
        Became::Unchanged => None,
    }
}
