//! Tries out a change of the plan, or that a step holds, and shows what would be; afterwards the network is as it was.

use crate::{Config, Findings, Status, StepKey, find::find, network::Network, outcome::Finding, plan::on_trial};

/// What is tried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhatIf {
    /// So many changes of the plan are made, from the first.
    Changed(usize),
    /// A step holds, whatever the files show of it.
    Holds(StepKey),
}

/// Shows what would be found of a migration, if. `see` is given the network then, and what it shows. None where nothing was
/// read, or where the plan has fewer changes of what was read: what an imagined network needs can't be seen in the real one.
pub fn try_out<T>(
    config: &Config,
    network: &mut Network,
    what_if: WhatIf,
    see: impl FnOnce(&Network, &Findings) -> T,
) -> Option<T> {
    if network.is_empty() {
        return None;
    }
    let count = match what_if {
        WhatIf::Changed(count) => count,
        WhatIf::Holds(key) => {
            let mut findings = find(config, network);
            let (evidence, needs, stages) = (Vec::new(), Vec::new(), Vec::new());
            let holds = Finding { status: Status::Pass, evidence, note: None, reason: None, needs, stages };
            findings.steps.insert(key, holds);
            return Some(see(network, &findings));
        }
    };
    on_trial(config, network, |trial| trial.after_plan(count, |network| see(network, &find(config, network))))
}
