//! The lists of scenarios and checks, gathered from what the rules say of every combination of settings.

use std::fmt::{self, Display, Formatter};

use pgreach_rules::{
    Config, Owner, Party, Report, ServerAccess, Severity, SourceAccess, SourceKind, StepKey, Support, evaluate,
    guide::Section, scenario::SCENARIOS,
};
use serde::Serialize;

use crate::text_report::{WIDTH, paragraph};

/// One combination of servers.
#[derive(Debug, Serialize)]
pub(crate) struct ListedScenario {
    id: &'static str,
    title: &'static str,
    /// What the guides say, which may hang on what the source is.
    guides: Vec<Guide>,
}

/// What the guides say of a scenario with these kinds of source.
#[derive(Debug, Serialize)]
struct Guide {
    kinds: Vec<SourceKind>,
    support: Support,
    section: &'static Section,
    /// The section that this one sends its reader on to.
    #[serde(skip_serializing_if = "Option::is_none")]
    continues: Option<&'static Section>,
}

/// Every scenario, in the order of the table that chooses.
pub(crate) fn scenarios() -> Vec<ListedScenario> {
    let mut listed: Vec<ListedScenario> =
        SCENARIOS.iter().map(|it| ListedScenario { id: it.id, title: it.title, guides: Vec::new() }).collect();
    for (config, report) in reports(&[Some(false), Some(true)]) {
        let Some((scenario, kind)) = report.scenario.zip(config.source.kind) else { continue };
        let Some(listed) = listed.iter_mut().find(|it| it.id == scenario.id) else { continue };
        let same = |it: &&mut Guide| it.support == scenario.support && it.section == scenario.section;
        match listed.guides.iter_mut().find(same) {
            Some(guide) if guide.kinds.contains(&kind) => {}
            Some(guide) => guide.kinds.push(kind),
            None => {
                listed.guides.push(Guide {
                    kinds: vec![kind],
                    support: scenario.support,
                    section: scenario.section,
                    continues: scenario.continues,
                });
            }
        }
    }
    listed
}

/// One step that can be answered.
#[derive(Debug, Serialize)]
pub(crate) struct ListedCheck {
    key: StepKey,
    severity: Severity,
    /// The condition and who mends it, which may hang on what the source is.
    conditions: Vec<Condition>,
    /// The scenarios that have it.
    scenarios: Vec<&'static str>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Condition {
    owner: Owner,
    title: String,
}

/// Every step, in the order of the catalogue.
pub(crate) fn checks() -> Vec<ListedCheck> {
    // Said of whoever connects, where the scenario leaves that open; else of the runtime server.
    let open = reports(&[None]).filter(|(_, it)| it.steps.iter().all(|step| step.key.party() != Party::Runtime));
    let with_runtime = reports(&[Some(true)]);
    let mut steps = Vec::new();
    for (group, (_, report)) in open.map(|it| (0, it)).chain(with_runtime.map(|it| (1, it))) {
        let Some(scenario) = report.scenario else { continue };
        steps.extend(report.steps.into_iter().map(|it| (group, scenario.id, it)));
    }
    let mut listed = Vec::new();
    for key in StepKey::all() {
        let steps = || steps.iter().filter(|(_, _, step)| step.key == key);
        let Some((first, _, step)) = steps().next() else { continue };
        let mut conditions = Vec::new();
        for (_, _, step) in steps().filter(|(group, _, _)| group == first) {
            let condition = Condition { owner: step.owner, title: step.title.to_string() };
            if !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
        let has = |id: &&str| steps().any(|(_, scenario, _)| scenario == id);
        let scenarios = SCENARIOS.iter().map(|it| it.id).filter(has).collect();
        listed.push(ListedCheck { key, severity: step.severity, conditions, scenarios });
    }
    listed
}

/// What the rules conclude from every combination of settings that can choose a scenario or words.
fn reports(runtime: &[Option<bool>]) -> impl Iterator<Item = (Config, Report)> {
    let mut configs = Vec::new();
    for &kind in SourceKind::ALL {
        for &access in SourceAccess::ALL {
            for endpoint in [false, true] {
                for &target in ServerAccess::ALL {
                    for &used in runtime {
                        let mut config = Config::default();
                        config.source.kind = Some(kind);
                        config.source.access = Some(access);
                        config.source.private_endpoint = Some(endpoint);
                        config.target.access = Some(target);
                        config.runtime.used = used;
                        configs.push(config);
                    }
                }
            }
        }
    }
    configs.into_iter().map(|config| {
        let report = evaluate(&config);
        (config, report)
    })
}

/// The scenarios for people.
pub(crate) struct Scenarios<'a>(pub(crate) &'a [ListedScenario]);

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
pub(crate) struct Checks<'a>(pub(crate) &'a [ListedCheck]);

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_and_every_scenario_is_listed() {
        assert_eq!(checks().iter().map(|it| it.key).collect::<Vec<_>>(), StepKey::all().collect::<Vec<_>>());
        assert!(checks().iter().all(|it| !it.conditions.is_empty() && !it.scenarios.is_empty()));
        for scenario in scenarios() {
            let kinds: usize = scenario.guides.iter().map(|it| it.kinds.len()).sum();
            assert!(0 < kinds, "{}", scenario.id);
        }
    }
}
