//! Failing steps that no plan is made for: as they are in words, with the commands that the person fills in.

use pgreach_rules::{Alternative, DecidedBy, Step};

use super::{
    mode::Mode,
    script::{Verb, name, prose},
};
use crate::heading;

/// Writes a step: what is wrong, how to check it, its security impact, then the changes. Where resources decide it and no
/// change of them was found, no command is known: it stays in words.
pub(super) fn apply(mode: &mut Mode, number: usize, step: &Step) {
    mode.is_optional = !step.holds_back();
    let by_resources = step.decided_by == DecidedBy::Evidence;
    mode.begin(format!("apply_{number}"), Some(step.key.word()));
    title(mode, number, step, &step.failure().to_string());
    mode.say(&format!("Why: {}", step.why()));
    if by_resources {
        for it in &step.evidence {
            mode.say(&format!("{}: {}, {} = {}", heading::EVIDENCE, it.resource, it.property, it.value));
        }
    } else {
        mode.say(&format!("{}:", heading::VERIFY));
        mode.instructions(Verb::Look, &step.verify());
    }
    if let Some(impact) = &step.security_impact() {
        mode.say(&format!("{}: {impact}", heading::SECURITY_IMPACT));
    }
    mode.say(&format!("{}:", heading::FIX));
    if by_resources {
        mode.words(&step.fix());
    } else {
        mode.instructions(Verb::Change, &step.fix());
    }
    if by_resources || step.fix().commands.is_empty() {
        mode.call("by_hand", []);
    }
}

/// Takes a step's changes back: by command those that were made by command.
pub(super) fn undo(mode: &mut Mode, number: usize, step: &Step) {
    mode.is_optional = !step.holds_back();
    let by_resources = step.decided_by == DecidedBy::Evidence;
    mode.begin(format!("undo_{number}"), None);
    title(mode, number, step, &step.title().to_string());
    if by_resources || step.fix().commands.is_empty() {
        mode.words(&step.undo());
    } else {
        mode.if_yes("was_made", [name(&number)]);
        mode.instructions(Verb::Change, &step.undo());
        mode.call("undone", []);
    }
    // What a command made and none takes back stays.
    if by_resources || step.fix().commands.is_empty() && step.undo().commands.is_empty() {
        mode.call("by_hand", []);
    }
}

/// Writes what to remove after the migration.
pub(super) fn cleanup(mode: &mut Mode, number: usize, after: &Alternative) {
    (mode.is_optional, mode.is_cleanup) = (true, true);
    mode.begin(format!("after_{number}"), None);
    mode.call("cleanup", [prose(after.title.to_string())]);
    mode.say(&after.about.to_string());
    mode.commands(Verb::Change, &after.commands);
}

fn title(mode: &mut Mode, number: usize, step: &Step, claim: &str) {
    mode.call("step", [name(&number), prose(step.owner().label()), prose(claim)]);
}
