//! The pairs of servers in exports, and what each comes to: for people, programs and spreadsheets.

use std::fmt::{self, Display, Formatter};

use anstyle::{AnsiColor, Style};
use pgreach_fleet::{HEADS, Proposal, Row, counts, csv, judge, propose};
use pgreach_rules::{Config, Verdict, network::Network};
use serde::Serialize;

use crate::lines::{WIDTH, in_one_line, paragraph};

/// All pairs.
#[derive(Serialize)]
pub(crate) struct Table {
    /// By the names of source and target.
    pairs: Vec<Row>,
    /// The PostgreSQL servers in no pair.
    unpaired: Vec<String>,
}

impl Table {
    /// Finds the pairs, and judges each by what was entered for all.
    pub(crate) fn new(config: &Config, network: &mut Network) -> Self {
        let Proposal { pairs, unpaired } = propose(config, network);
        Self { pairs: pairs.iter().map(|it| judge(it, &it.config(config), network)).collect(), unpaired }
    }

    /// The exit status: of the verdict that is furthest from ready.
    pub(crate) fn status(&self) -> u8 {
        let has = |wanted: &[Verdict]| self.pairs.iter().any(|it| wanted.contains(&it.verdict));
        if has(&[Verdict::Blocked, Verdict::Unsupported]) {
            1
        } else if has(&[Verdict::Undecided]) || self.pairs.is_empty() {
            3
        } else {
            0
        }
    }

    pub(crate) fn csv(&self) -> String {
        csv(&HEADS, self.pairs.iter().map(Row::cells))
    }
}

impl Display for Table {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self.pairs.len() {
            0 => writeln!(out, "No pair of servers is found in the files.")?,
            1 => writeln!(out, "1 pair: {}", counts(&self.pairs))?,
            count => writeln!(out, "{count} pairs: {}", counts(&self.pairs))?,
        }
        for row in &self.pairs {
            let colour = match row.verdict {
                Verdict::Ready => AnsiColor::Green,
                Verdict::Undecided => AnsiColor::Yellow,
                Verdict::Blocked | Verdict::Unsupported => AnsiColor::Red,
            };
            let style = Style::new().bold().fg_color(Some(colour.into()));
            let [source, target, runtime] = [&row.source, &row.target, row.runtime.words()].map(in_one_line);
            writeln!(out, "\n{style}{:<13}{style:#}  {source} → {target}", row.verdict.label())?;
            if runtime != "None" {
                writeln!(out, "{INDENT}Runtime server: {runtime}")?;
            }
            let Some(cause) = &row.cause else { continue };
            out.write_str(&paragraph(INDENT, INDENT, &in_one_line(&cause.text), WIDTH))?;
            let owner = cause.owner.map(|it| it.label().to_owned());
            let said: Vec<String> = owner.into_iter().chain(cause.step.clone()).collect();
            if !said.is_empty() {
                writeln!(out, "{INDENT}{}", said.join(", "))?;
            }
        }
        if !self.unpaired.is_empty() {
            let names: Vec<String> = self.unpaired.iter().map(|it| in_one_line(it)).collect();
            let said = format!("In no pair: {}. --source and --target say which belong together.", names.join(", "));
            write!(out, "\n{}", paragraph("", "  ", &said, WIDTH))?;
        }
        Ok(())
    }
}

/// What stands below a verdict.
const INDENT: &str = "               ";
