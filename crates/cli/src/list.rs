//! The lists of scenarios and checks, for people.

use std::fmt::{self, Display, Formatter, Write};

use pgreach_formats::markdown_text;
use pgreach_rules::{
    SourceKind,
    guide::Document,
    list::{CheckInfo, ScenarioInfo},
    scenario::statement::{STATEMENTS, Statement},
    table::{Combination, ROWS},
};

use crate::lines::{WIDTH, paragraph};

/// The scenarios for people.
pub(crate) struct Scenarios<'a>(pub(crate) &'a [ScenarioInfo]);

impl Display for Scenarios<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, scenario) in self.0.iter().enumerate() {
            if 0 < index {
                out.write_str("\n")?;
            }
            writeln!(out, "{}\n  {}", scenario.id, scenario.title)?;
            for (index, guide) in scenario.guides.iter().enumerate() {
                let is_the_rest = index + 1 == scenario.guides.len() && SourceKind::ALL.len() < guide.kinds.len() * 2;
                let kinds = match index {
                    0 if is_the_rest => String::new(),
                    _ if is_the_rest => " for any other source".to_owned(),
                    _ => format!(" for {}", guide.kinds.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ")),
                };
                let said = format!("{}{kinds}: {}", guide.support.label(), guide.section.title);
                out.write_str(&paragraph("  - ", "    ", &said, WIDTH))?;
                writeln!(out, "    {}", guide.section.url())?;
                if let Some(next) = guide.continues {
                    out.write_str(&paragraph("    ", "    ", &format!("It goes on in: {}", next.title), WIDTH))?;
                    writeln!(out, "    {}", next.url())?;
                }
            }
        }
        Ok(())
    }
}

/// The table that chooses a scenario, and what the documents say of each combination, in Markdown.
pub(crate) fn scenarios_in_markdown() -> String {
    let mut out = String::from("# Combinations\n\nThe first row that fits applies.\n\n");
    table(&mut out, ["Source", "Target", "Runtime server", "What the guides say", "Scenario"], ROWS.iter().map(chosen));
    out.push_str("\n# What the documents say\n\n");
    let heads = ["Source", "Target", "Runtime server", "Document", "Row or heading", "What it says"];
    table(&mut out, heads, STATEMENTS.iter().map(stated));
    out
}

fn chosen(row: &Combination) -> [String; 5] {
    let [source, runtime, support] = [row.source_words(), row.runtime_words(), row.support_words()].map(markdown_text);
    [source, markdown_text(&row.target_words()), runtime, support, markdown_text(row.scenario.title)]
}

fn stated(statement: &Statement) -> [String; 6] {
    let endpoint = match statement.private_endpoint {
        Some(true) => ", with a private endpoint",
        Some(false) => ", without a private endpoint",
        None => "",
    };
    let document = |it: &&Document| format!("[{}]({}) ({})", markdown_text(it.title), it.url, it.revision);
    let documents: Vec<String> = statement.documents.iter().map(document).collect();
    [
        markdown_text(&format!("{}: {}{endpoint}", kinds(statement.kinds), statement.access.label())),
        markdown_text(statement.target.label()),
        if statement.runtime { "With" } else { "Without" }.to_owned(),
        if documents.is_empty() { "None".to_owned() } else { documents.join(", ") },
        markdown_text(statement.place),
        statement.support.label().to_owned(),
    ]
}

/// Kinds of source in words: what is left out, where that is shorter.
fn kinds(kinds: &[SourceKind]) -> String {
    let labels = |all: &[SourceKind]| all.iter().map(|it| it.label()).collect::<Vec<_>>().join(", ");
    let others: Vec<_> = SourceKind::ALL.iter().copied().filter(|it| !kinds.contains(it)).collect();
    match others.len() {
        0 => "Any source".to_owned(),
        it if it < kinds.len() => format!("Any source but {}", labels(&others)),
        _ => labels(kinds),
    }
}

fn table<const N: usize>(out: &mut String, heads: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "| {} |\n|{}", heads.join(" | "), " --- |".repeat(N));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
}

/// The checks for people: one line or more each, every one with the key.
pub(crate) struct Checks<'a>(pub(crate) &'a [CheckInfo]);

impl Display for Checks<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let row = |key: &str, severity: &str, owner: &str| format!("{key:<24} {severity:<8} {owner:<11}  ");
        let heads = row("KEY", "SEVERITY", "OWNER");
        writeln!(out, "{heads}WHAT MUST HOLD")?;
        for check in self.0 {
            for condition in &check.conditions {
                let start = row(check.key.word(), check.severity.word(), condition.owner.word());
                out.write_str(&paragraph(&start, &" ".repeat(heads.len()), &condition.title, WIDTH))?;
            }
        }
        Ok(())
    }
}
