//! The lists of scenarios and checks, gathered from what the rules say of every combination of settings.

use serde::Serialize;

use crate::{
    Config, Finding, Findings, Owner, Party, Report, ServerAccess, Severity, SourceAccess, SourceKind, StepKey,
    StepMap, Support, TargetKind, Tls, check::access::pooler::POOLER_PORT, evaluate_with, guide::Section,
    outcome::Undecided, scenario::SCENARIOS,
};

/// One combination of servers.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioInfo {
    /// Its stable name.
    #[cfg_attr(feature = "schema", schemars(with = "crate::scenario::ScenarioId"))]
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What the guides say, which may depend on what the source is.
    pub guides: Vec<Guide>,
}

/// What the guides say of a scenario with these kinds of source.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Guide {
    /// What the source may be.
    pub kinds: Vec<SourceKind>,
    /// What the documents say of it.
    pub support: Support,
    /// The section of a guide that applies.
    pub section: &'static Section,
    /// The section that this one sends its reader on to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continues: Option<&'static Section>,
}

/// Every scenario, in the order of the table that chooses.
#[must_use]
pub fn scenarios() -> Vec<ScenarioInfo> {
    let mut listed: Vec<ScenarioInfo> =
        SCENARIOS.iter().map(|it| ScenarioInfo { id: it.id, title: it.title, guides: Vec::new() }).collect();
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckInfo {
    /// Its stable name.
    pub key: StepKey,
    /// What a failure does to the migration.
    pub severity: Severity,
    /// The condition and who fixes it, which may depend on what the source is.
    pub conditions: Vec<Condition>,
    /// The scenarios that have it.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::scenario::ScenarioId>"))]
    pub scenarios: Vec<&'static str>,
}

/// What must hold, and who can see to it.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Condition {
    /// Who can look it up and fix it.
    pub owner: Owner,
    /// The condition, as a claim.
    pub title: String,
}

/// Every step, in the order of the catalogue.
#[must_use]
pub fn checks() -> Vec<CheckInfo> {
    // Said of the client, where the scenario leaves that open; else of the runtime server.
    let is_open = |(_, it): &(Config, Report)| it.steps.iter().all(|step| step.key.party() != Party::Runtime);
    let open = reports(&[None]).filter(is_open);
    let with_runtime = reports(&[Some(true)]);
    // Steps that are there only with a setting which no scenario depends on.
    let with_more = reports(&[Some(false)]).map(|(mut config, _)| {
        config.source.port = Some(POOLER_PORT);
        config.tls = Some(Tls::VerifyFull);
        let report = evaluate_with(&config, &Findings::default());
        (config, report)
    });
    let read = nothing_decided();
    let with_names = |(mut config, _): (Config, Report)| {
        (config.source.address, config.target.address) = (Some("name".to_owned()), Some("name".to_owned()));
        let report = evaluate_with(&config, &read);
        (config, report)
    };
    let named = reports(&[None]).map(with_names).filter(is_open);
    let named_with_runtime = reports(&[Some(true)]).map(with_names);
    let mut steps = Vec::new();
    let all = open.map(|it| (0, it)).chain(with_runtime.map(|it| (1, it))).chain(with_more.map(|it| (2, it)));
    let all = all.chain(named.map(|it| (3, it))).chain(named_with_runtime.map(|it| (4, it)));
    for (group, (_, report)) in all {
        let Some(scenario) = report.scenario else { continue };
        steps.extend(report.steps.into_iter().map(|it| (group, scenario.id, it)));
    }
    let mut listed = Vec::new();
    for key in StepKey::all() {
        let steps = || steps.iter().filter(|(_, _, step)| step.key == key);
        let Some((first, _, step)) = steps().next() else { continue };
        let mut conditions = Vec::new();
        for (_, _, step) in steps().filter(|(group, _, _)| group == first) {
            let condition = Condition { owner: step.owner(), title: step.title().to_string() };
            if !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
        let has = |id: &&str| steps().any(|(_, scenario, _)| scenario == id);
        let scenarios = SCENARIOS.iter().map(|it| it.id).filter(has).collect();
        listed.push(CheckInfo { key, severity: step.severity, conditions, scenarios });
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
    for &kind in SourceKind::ALL {
        let mut config = Config::default();
        config.source.kind = Some(kind);
        config.target.kind = Some(TargetKind::ElasticCluster);
        configs.push(config);
    }
    let read = nothing_decided();
    configs.into_iter().map(move |config| {
        let report = evaluate_with(&config, &read);
        (config, report)
    })
}

/// As if something had been read of each step, so that the steps that are there only then are there too.
fn nothing_decided() -> Findings {
    let steps: StepMap<Finding> = StepKey::all().map(|it| (it, Finding::from(Err(Undecided::unshown())))).collect();
    Findings { steps, ..Findings::default() }
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
