//! The changes of a plan: each with the look that shows whether it is still to be made, and with what takes it back.

use pgreach_rules::{Look, PlannedChange};

use super::{
    mode::Mode,
    script::{Call, Verb, Word, name, prose, text},
};
use crate::heading;

/// Writes what makes a change; `number` counts from 1.
pub(super) fn apply(mode: &mut Mode, number: usize, planned: &PlannedChange) {
    let change = &planned.change;
    look(mode, number, planned);
    mode.begin(format!("apply_{number}"), None);
    title(mode, number, planned, "");
    for impact in &change.impact {
        mode.say(&format!("  {impact}"));
    }
    if !planned.needs.is_empty() {
        mode.if_yes("needs", planned.needs.iter().map(|it| name(&(it + 1))));
    }
    compare(mode, number, planned, "to_do");
    if change.apply.az.is_empty() {
        mode.if_yes("is_done_by_hand", []);
    } else {
        change.apply.az.iter().for_each(|it| mode.filled(Verb::Run, &it));
    }
    mode.call("made", []);
}

/// Calls what waits for a change of another team.
pub(super) fn wait(mode: &mut Mode, number: usize, planned: &PlannedChange) {
    look(mode, number, planned);
    let change = &planned.change;
    let claim = [name(&number), prose(change.owner.label()), prose(&change.title)];
    let look = change.look.iter().flat_map(|it| [name(&format!("look_{number}")), text(&it.after)]);
    mode.calls.push(Call::new("wait_for", claim.into_iter().chain(look)));
}

/// Writes what takes a change back.
pub(super) fn undo(mode: &mut Mode, number: usize, planned: &PlannedChange) {
    let change = &planned.change;
    mode.begin(format!("undo_{number}"), None);
    title(mode, number, planned, &format!("{}: ", heading::TAKE_BACK));
    mode.if_yes("was_made", [name(&number)]);
    if change.undo.az.is_empty() {
        mode.call("stays", []);
        for impact in &change.impact {
            mode.say(&format!("  {impact}"));
        }
    } else {
        if let Some(it) = change.given_up() {
            mode.say(&format!("  {it}"));
            mode.if_yes("is_given_up", []);
        }
        for it in change.not_undone() {
            mode.say(&format!("  {it}"));
        }
        // What a look shows may be back before all of them are run.
        compare(mode, number, planned, if change.undo.az.iter().len() == 1 { "to_undo" } else { "to_undo_all" });
        change.undo.az.iter().for_each(|it| mode.filled(Verb::Run, &it));
        mode.call("undone", []);
    }
}

/// Writes the look at what a change sets.
fn look(mode: &mut Mode, number: usize, planned: &PlannedChange) {
    if let Some(look) = &planned.change.look {
        mode.begin(format!("look_{number}"), None);
        mode.filled(Verb::See, &look.az);
    }
}

/// Writes the question whether what the change sets is as it was, or as it was to be.
fn compare(mode: &mut Mode, number: usize, planned: &PlannedChange, question: &str) {
    if let Some(Look { before, after, .. }) = &planned.change.look {
        let words: [Word; 3] = [name(&format!("look_{number}")), text(before), text(after)];
        mode.if_yes(question, words);
    }
}

fn title(mode: &mut Mode, number: usize, planned: &PlannedChange, start: &str) {
    let change = &planned.change;
    let title = format!("{start}{}", change.title);
    mode.call("step", [name(&number), prose(change.owner.label()), prose(title)]);
}
