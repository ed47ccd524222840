//! The lists of scenarios and checks, for people.

use std::fmt::{self, Display, Formatter};

use pgreach_rules::{
    SourceKind,
    list::{CheckInfo, ScenarioInfo},
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
