//! The changes of a plan: each with the look that shows whether it is still to be made, and with what takes it back.

use std::fmt::Write as _;

use pgreach_rules::{Look, PlannedChange, text::quoted};

use super::{Mode, shell::plain};

/// Writes what makes a change; `number` counts from 1.
pub(super) fn apply(mode: &mut Mode, number: usize, planned: &PlannedChange) {
    let change = &planned.change;
    look(mode, number, planned);
    let _ = writeln!(mode.functions, "apply_{number}() {{");
    title(mode, number, planned, "");
    for impact in &change.impact {
        mode.say(&format!("  {impact}"));
    }
    if !planned.needs.is_empty() {
        let needs = planned.needs.iter().map(|it| (it + 1).to_string()).collect::<Vec<_>>().join(" ");
        let _ = writeln!(mode.functions, "  needs {needs} || return 0");
    }
    compare(mode, number, planned, "to_do");
    if change.apply.az.is_empty() {
        mode.functions.push_str("  by_hand || return 0\n");
    } else {
        mode.filled(&change.apply.az);
    }
    mode.functions.push_str("  made\n}\n\n");
}

/// Writes what waits for a change of another team.
pub(super) fn wait(mode: &mut Mode, number: usize, planned: &PlannedChange) {
    look(mode, number, planned);
    let change = &planned.change;
    let (team, claim) = (quoted(change.owner.label()), quoted(&plain(&change.title)));
    let look = change.look.as_ref().map(|it| format!(" look_{number} {}", quoted(&it.after))).unwrap_or_default();
    let _ = writeln!(mode.calls, "  wait_for {number} {team} {claim}{look}");
}

/// Writes what takes a change back.
pub(super) fn undo(mode: &mut Mode, number: usize, planned: &PlannedChange) {
    let change = &planned.change;
    let _ = writeln!(mode.functions, "undo_{number}() {{");
    title(mode, number, planned, "Take back: ");
    let _ = writeln!(mode.functions, "  was_made {number} || return 0");
    if change.undo.az.is_empty() {
        mode.functions.push_str("  stays\n");
    } else {
        compare(mode, number, planned, "to_undo");
        mode.filled(&change.undo.az);
        mode.functions.push_str("  undone\n");
    }
    mode.functions.push_str("}\n\n");
}

/// Writes the look at what a change sets.
fn look(mode: &mut Mode, number: usize, planned: &PlannedChange) {
    if let Some(look) = &planned.change.look {
        mode.tool("az");
        let _ = writeln!(mode.functions, "look_{number}() {{\n  see {}\n}}\n", look.az);
    }
}

/// Writes the question whether what the change sets is as it was, or as it was to be.
fn compare(mode: &mut Mode, number: usize, planned: &PlannedChange, question: &str) {
    if let Some(Look { before, after, .. }) = &planned.change.look {
        let (before, after) = (quoted(before), quoted(after));
        let _ = writeln!(mode.functions, "  {question} look_{number} {before} \\\n    {after} || return 0");
    }
}

fn title(mode: &mut Mode, number: usize, planned: &PlannedChange, start: &str) {
    let change = &planned.change;
    let (team, title) = (quoted(change.owner.label()), quoted(&plain(&format!("{start}{}", change.title))));
    let _ = writeln!(mode.functions, "  step {number} {team} {title}");
}
