//! The networks as they are drawn, made in the worker, which has what was read.

use pgreach_formats::before_and_after;
use pgreach_messages::{Drawn, Tried};
use pgreach_rules::{
    Config, Findings, Report, StepKey, WhatIf, compare, draw, evaluate_with, find, network::Network, try_out,
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
        let is_empty = drawing.parts.is_empty();
        let verdicts = [before.verdict, report.verdict];
        (!is_empty)
            .then(|| Box::new(Drawn { drawing, verdicts, changed: changed(&before, &report), summary: report.summary }))
    };
    match what_if {
        None => see(network, &found),
        Some(what_if) => try_out(config, network, what_if, see)?,
    }
}

/// The steps that are otherwise, each in a line.
fn changed(before: &Report, after: &Report) -> Vec<String> {
    let steps = compare(before, after).steps;
    steps.iter().filter(|it| it.before != it.after).map(before_and_after).collect()
}
