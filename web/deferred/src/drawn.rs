//! The networks as they are drawn, made in the worker, which has what was read.

use pgreach_messages::{ChangedStep, Drawn, Tried};
use pgreach_rules::{
    Config, Findings, Report, Status, StepKey, WhatIf, draw, evaluate_with, find, network::Network, try_out,
};

/// The drawing of a migration, as it is or as it would be; none where the files hold none of it, or where it can't be tried.
pub(crate) fn drawn(config: &Config, network: &mut Network, tried: &Tried) -> Option<Box<Drawn>> {
    let found = find(config, network);
    let before = evaluate_with(config, &found);
    let what_if = match tried {
        Tried::Nothing => None,
        Tried::Changed(count) => Some(WhatIf::Changed(*count)),
        Tried::Holds(step) => Some(WhatIf::Holds(StepKey::parse(step)?)),
    };
    let see = |network: &Network, findings: &Findings| {
        let report = evaluate_with(config, findings);
        let drawing = draw(&findings.applied(config), network, &report);
        let is_empty = drawing.stops.iter().all(|it| it.frames.is_empty() && it.facts.is_empty());
        (!is_empty).then(|| Box::new(Drawn { drawing, changed: changed(&before, &report), summary: report.summary }))
    };
    match what_if {
        None => see(network, &found),
        Some(what_if) => try_out(config, network, what_if, see)?,
    }
}

/// The steps that are otherwise.
fn changed(before: &Report, after: &Report) -> Vec<ChangedStep> {
    let status = |report: &Report, key: StepKey| report.step(key).map_or("", |it| Status::label(it.status));
    let mut keys: Vec<StepKey> = after.steps.iter().map(|it| it.key).collect();
    keys.extend(before.steps.iter().map(|it| it.key).filter(|it| after.step(*it).is_none()));
    let changed = keys.into_iter().map(|key| ChangedStep {
        step: key.word().to_owned(),
        before: status(before, key).to_lowercase(),
        after: status(after, key).to_lowercase(),
    });
    changed.filter(|it| it.before != it.after).collect()
}
