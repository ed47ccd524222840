//! Writes what to change as one script with an undo, for bash or PowerShell: for a person to read and run.
//!
//! It is made of the plan, where resources were read: each change is filled in, and made only where Azure is as the plan saw
//! it. Failing steps that no plan is made for follow, as they are in words, with what a person fills in; so do those whose plan
//! presumes what is wrong, because a person finds that out first. The script looks
//! before each change, shows the command, asks, and writes down what it did; its undo takes back just that.
//!
//! A `Script` is the same for either shell: what it does is decided once, in `change` and `step`, as calls of functions that
//! both shells have. These are below the steps, in `machine.sh` and `machine.ps1`, the same in every runbook.

mod bash;
mod change;
mod header;
mod mode;
mod powershell;
mod script;
mod step;
mod words;

use std::hash::{DefaultHasher, Hash, Hasher};

use pgreach_rules::{Config, DecidedBy, Owner, Party, PlannedChange, Report, Shell, Step, network::azure_label};

use self::{
    header::Header,
    mode::{Mode, SECRET},
    script::{Blank, Call, Line, Script, Word, name, prose, text},
};
use crate::blank;

/// The runbook of a report; with an owner, that team's part of it.
#[must_use]
pub fn runbook(config: &Config, report: &Report, owner: Option<Owner>, shell: Shell) -> String {
    let plan = seen(report);
    let runbook = Runbook { config, report, owner, plan, steps: beside_the_plan(report, plan) };
    let script = runbook.script(shell);
    match shell {
        Shell::Bash => bash::write(&script),
        Shell::PowerShell => powershell::write(&script),
    }
}

/// The changes of the plan that were made of resources: they come first.
fn seen(report: &Report) -> &[PlannedChange] {
    let end = report.plan.iter().position(|it| it.presumes.is_some()).unwrap_or(report.plan.len());
    report.plan.get(..end).unwrap_or_default()
}

/// The failing steps that these changes do not put right, in the order to fix them.
fn beside_the_plan<'a>(report: &'a Report, plan: &[PlannedChange]) -> Vec<&'a Step> {
    let is_left = |it: &&Step| {
        let by_resources = it.decided_by == DecidedBy::Evidence;
        !by_resources || it.changes.is_empty() || report.left.iter().any(|left| left.step == it.key)
    };
    let is_planned = |it: &&Step| plan.iter().any(|planned| planned.step == it.key);
    report.to_fix().into_iter().filter(|it| is_left(it) && !is_planned(it)).collect()
}

/// The blanks that name a server which undo deletes.
const DELETED: [&str; 2] = ["NEW_RUNTIME", "RUNTIME_TO_DELETE"];

struct Runbook<'a> {
    config: &'a Config,
    report: &'a Report,
    owner: Option<Owner>,
    /// The changes that were made of resources.
    plan: &'a [PlannedChange],
    /// The failing steps, in the order to fix them.
    steps: Vec<&'a Step>,
}

impl Runbook<'_> {
    fn is_ours(&self, owner: Option<Owner>) -> bool {
        self.owner.is_none() || owner.is_none() || self.owner == owner
    }

    fn script(&self, shell: Shell) -> Script {
        let apply = self.apply();
        let undo = self.undo(&apply.blanks);
        let about = Header::of(self, shell, &apply, &undo).0;
        let blanks = blanks(&apply, &undo);
        let functions: Vec<_> = apply.functions.into_iter().chain(undo.functions).collect();
        // Another runbook of the same name has another record. As a text, the functions are the same in the page, where
        // numbers are of another length.
        let mut hasher = DefaultHasher::new();
        format!("{functions:?}").hash(&mut hasher);
        Script { about, blanks, record: format!("{:08x}", hasher.finish() >> 32), functions }
    }

    fn apply(&self) -> Mode {
        let mut mode = Mode::default();
        let plan = self.plan;
        let owners: Vec<Owner> =
            plan.iter().map(|it| it.change.owner).chain(self.steps.iter().map(|it| it.owner())).collect();
        let last = owners.iter().rposition(|it| self.is_ours(Some(*it)));
        for (index, planned) in plan.iter().enumerate() {
            let number = index + 1;
            if self.is_ours(Some(planned.change.owner)) {
                change::apply(&mut mode, number, planned);
                mode.calls.push(Call::new(format!("apply_{number}"), []));
            } else if Some(index) < last && !self.is_changed_again(index) {
                change::wait(&mut mode, number, planned);
            }
        }
        for (index, step) in (plan.len()..).zip(&self.steps) {
            let number = index + 1;
            if self.is_ours(Some(step.owner())) {
                step::apply(&mut mode, number, step);
                mode.calls.push(Call::new(format!("apply_{number}"), []));
            } else if Some(index) < last {
                let claim = [name(&number), prose(step.owner().label()), prose(step.title().to_string())];
                mode.calls.push(Call::new("wait_for", claim));
            }
        }
        let end = match last {
            Some(_) => "That was all. Export again, check with pgreach, and keep this file and its record for undo.",
            None => "Nothing to fix here.",
        };
        let recording = last.map(|_| Call::new("recording", [name(&"began")]));
        let first = self.spares(&mode.blanks, &[]).into_iter().chain(recording);
        mode.main("apply", first.map(Line::Call).collect(), end);
        mode
    }

    /// The calls that refuse a value where it names an end of the migration in place of a runtime server: that one is deleted.
    /// What the person fills in for an end counts too; `others` are the blanks of the other mode.
    fn spares(&self, own: &[String], others: &[String]) -> Vec<Call> {
        let is_asked = |it: &String| own.iter().chain(others).any(|blank| blank == it);
        let end = |party: Party| match self.config.name(party) {
            Some(it) => Some(text(azure_label(it).unwrap_or_else(|| it.rsplit('/').next().unwrap_or(it)))),
            None => Some(party.word().to_ascii_uppercase()).filter(is_asked).map(Word::Value),
        };
        let ends: Vec<Word> = [Party::Source, Party::Target].into_iter().filter_map(end).collect();
        let deleted = own.iter().filter(|it| DELETED.contains(&it.as_str()) && !ends.is_empty());
        deleted.map(|it| Call::new("spares", [name(it)].into_iter().chain(ends.iter().cloned()))).collect()
    }

    /// Whether a later change of the plan is one of the same resource by the same team: then that one is waited for.
    fn is_changed_again(&self, index: usize) -> bool {
        let plan = self.plan;
        let is_same = |own: &PlannedChange, it: &PlannedChange| {
            own.change.resource == it.change.resource && own.change.owner == it.change.owner
        };
        plan.get(index).is_some_and(|own| plan.iter().skip(index + 1).any(|it| is_same(own, it)))
    }

    fn undo(&self, blanks_of_apply: &[String]) -> Mode {
        let mut mode = Mode::default();
        let mut calls: Vec<usize> = Vec::new();
        // In the order in which they were made: what two steps need was made by the first one, and is taken back with it.
        for (number, planned) in (1..).zip(self.plan) {
            if self.is_ours(Some(planned.change.owner)) {
                change::undo(&mut mode, number, planned);
                calls.push(number);
            }
        }
        for (number, step) in (self.plan.len() + 1..).zip(&self.steps) {
            if self.is_ours(Some(step.owner())) && !step.undo().portal.is_empty() {
                step::undo(&mut mode, number, step);
                calls.push(number);
            }
        }
        mode.calls.extend(calls.into_iter().rev().map(|it| Call::new(format!("undo_{it}"), [])));
        let takes_back = !mode.is_empty();
        for (number, after) in (1..).zip(&self.report.cleanup).filter(|(_, it)| self.is_ours(it.owner)) {
            step::cleanup(&mut mode, number, after);
            mode.calls.push(Call::new(format!("after_{number}"), []));
        }
        if mode.is_empty() {
            mode.main("undo", Vec::new(), "Nothing to undo here.");
        } else {
            let recording = takes_back.then(|| Call::new("recording", [name(&"undoing")]));
            let mut first = self.spares(&mode.blanks, blanks_of_apply);
            first.extend([Call::new("after_the_migration", [])].into_iter().chain(recording));
            mode.main("undo", first.into_iter().map(Line::Call).collect(), "That was all.");
        }
        mode
    }
}

/// What the person fills in, and what of it only undo needs.
fn blanks(apply: &Mode, undo: &Mode) -> [Vec<Blank>; 2] {
    let blank = |name: &String| Blank {
        is_needed: name == SECRET || [apply, undo].iter().any(|mode| mode.needed.contains(name)),
        meaning: if name == SECRET { "leave it empty: the script asks for it".into() } else { blank::meaning(name) },
        name: name.clone(),
    };
    let only_undo = undo.blanks.iter().filter(|it| !apply.blanks.contains(it));
    [apply.blanks.iter().map(blank).collect(), only_undo.map(blank).collect()]
}
