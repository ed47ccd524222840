//! What to change as one bash script with an undo: for a person to read and run. pgreach never runs it.
//!
//! It is made of the plan, where resources were read: each change is filled in, and made only where Azure is as the plan saw
//! it. Failing steps that no plan is made for follow, as they are in words, with what a person fills in. The script looks
//! before each change, shows the command, asks, and writes down what it did; its undo takes back just that. What is below the
//! steps, `machine.sh`, is the same in every runbook.

mod change;
mod shell;

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    hash::{DefaultHasher, Hash, Hasher},
};

use pgreach_rules::{
    Alternative, Config, DecidedBy, Instructions, Owner, Party, PlannedChange, Report, Severity, Step, Verdict, link,
    text::{Commands, quoted},
};

use self::shell::{plain, with_variables, wrapped};
use crate::{blank, heading};

const MACHINE: &str = include_str!("machine.sh");

const LOOK: &str = "look";
const CHANGE: &str = "change";

/// Asked for when the script runs: it is to stand in no file.
const SECRET: &str = "SHARED_KEY";

/// The runbook of a report; with an owner, that team's part of it.
#[must_use]
pub fn runbook(config: &Config, report: &Report, owner: Option<Owner>) -> String {
    let runbook = Runbook { config, report, owner, steps: beside_the_plan(report) };
    let (apply, undo) = (runbook.apply(), runbook.undo());
    let mut script = runbook.header(&apply, &undo);
    fill_in(&mut script, &apply, &undo);
    // Another runbook of the same name has another record.
    let mut hasher = DefaultHasher::new();
    (&apply.functions, &undo.functions).hash(&mut hasher);
    let _ = writeln!(script, "record=${{0%.sh}}-{:08x}.record\n", hasher.finish() >> 32);
    script.push_str(&apply.functions);
    script.push_str(&undo.functions);
    script.push_str(MACHINE);
    script
}

/// The failing steps that the plan does not put right, in the order to fix them.
fn beside_the_plan(report: &Report) -> Vec<&Step> {
    let is_left = |it: &&Step| {
        let by_resources = it.decided_by == DecidedBy::Evidence;
        !by_resources || it.changes.is_empty() || report.left.iter().any(|left| left.step == it.key)
    };
    let is_planned = |it: &&Step| report.plan.iter().any(|planned| planned.step == it.key);
    report.to_fix().into_iter().filter(|it| is_left(it) && !is_planned(it)).collect()
}

/// One of the two things that the script does.
#[derive(Default)]
struct Mode {
    /// Its functions: one for each step, and one that calls them.
    functions: String,
    /// The calls of the steps, in order.
    calls: String,
    /// What it asks the person to fill in, in the order of use.
    blanks: Vec<String>,
    /// Those of them that something needs which has to be done.
    needed: Vec<String>,
    /// Whether what is written now may be left out: it holds no migration back.
    is_optional: bool,
    /// The programs that it runs.
    tools: Vec<String>,
    /// The changes that a step had already: two connections may need the same one.
    changes: BTreeSet<String>,
}

impl Mode {
    /// Whether it has no step.
    fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Writes commands, each as the words after `look` or `change`.
    fn commands(&mut self, verb: &str, commands: &Commands) {
        for command in commands.iter() {
            if verb == CHANGE && !self.changes.insert(command.clone()) {
                self.say("  (A step before this one has the same command.)");
            } else {
                self.command(verb, &command);
            }
        }
    }

    fn command(&mut self, verb: &str, command: &str) {
        let (line, blanks) = with_variables(command);
        let lacks = if blanks.is_empty() { String::new() } else { format!("lacks {} || ", blanks.join(" ")) };
        for blank in blanks {
            add(&mut self.blanks, &blank);
            if !self.is_optional {
                add(&mut self.needed, &blank);
            }
        }
        self.tool(line.split(' ').next().unwrap_or_default());
        let _ = writeln!(self.functions, "  {lacks}{verb} {line}");
    }

    /// Writes commands that have all their values; who says no to one leaves the rest.
    fn filled(&mut self, commands: &Commands) {
        for command in commands.iter() {
            self.tool(command.split(' ').next().unwrap_or_default());
            let _ = writeln!(self.functions, "  run {command} || return 0");
        }
    }

    fn tool(&mut self, name: &str) {
        add(&mut self.tools, name);
    }

    /// Writes a text that the script says.
    fn say(&mut self, text: &str) {
        let _ = writeln!(self.functions, "  say {}", quoted(&wrapped(&plain(text), "    ")));
    }

    /// In words, then by command.
    fn instructions(&mut self, verb: &str, it: &Instructions) {
        self.words(it);
        self.commands(verb, &it.commands);
    }

    fn words(&mut self, it: &Instructions) {
        for text in it.portal.iter() {
            self.say(&format!("  - {text}"));
        }
    }

    /// What no command does is for the person to confirm.
    fn by_hand(&mut self) {
        self.functions.push_str("  by_hand || true\n");
    }

    /// The function that does it all: refuses to start without what it needs, then calls the others.
    fn main(&mut self, name: &str, first: &str, end: &str) {
        let _ = writeln!(self.functions, "{name}() {{");
        let needed: Vec<&str> = self.needed.iter().map(String::as_str).filter(|it| *it != SECRET).collect();
        for (check, words) in [("tools", self.tools.join(" ")), ("need", needed.join(" "))] {
            if !words.is_empty() {
                let _ = writeln!(self.functions, "  {check} {}", broken(&words));
            }
        }
        if self.blanks.iter().any(|it| it == SECRET) {
            let _ = writeln!(self.functions, "  secret {SECRET}");
        }
        if self.blanks.iter().any(|it| it.ends_with("_RG")) {
            // The wrong subscription is the mistake that is made most easily.
            self.functions.push_str("  look az account show --query name -o tsv\n");
        }
        let _ = writeln!(self.functions, "{first}{}  finish {}\n}}\n", self.calls, quoted(end));
    }
}

fn add(list: &mut Vec<String>, word: &str) {
    if list.iter().all(|it| it != word) {
        list.push(word.to_owned());
    }
}

/// Words in lines that bash reads as one.
fn broken(words: &str) -> String {
    wrapped(words, "    ").replace('\n', " \\\n")
}

/// Adds a comment of one or more lines.
fn comment(script: &mut String, text: &str) {
    for line in wrapped(&plain(text), "   ").lines() {
        let _ = writeln!(script, "# {line}");
    }
}

struct Runbook<'a> {
    config: &'a Config,
    report: &'a Report,
    owner: Option<Owner>,
    /// The failing steps, in the order to fix them.
    steps: Vec<&'a Step>,
}

impl Runbook<'_> {
    fn is_ours(&self, owner: Option<Owner>) -> bool {
        self.owner.is_none() || owner.is_none() || self.owner == owner
    }

    fn header(&self, apply: &Mode, undo: &Mode) -> String {
        let mut script = String::from("#!/usr/bin/env bash\n");
        let called = |party: Party| self.config.name(party).map_or_else(|| party.label().to_lowercase(), str::to_owned);
        comment(
            &mut script,
            &format!("Runbook of a PostgreSQL migration: {} → {}", called(Party::Source), called(Party::Target)),
        );
        if let Some(owner) = self.owner {
            comment(&mut script, &format!("The part of one team: {}", owner.label()));
        }
        let Report { verdict, summary, rules, .. } = self.report;
        let _ = writeln!(script, "#");
        comment(&mut script, &format!("{}: {summary}", verdict.label().to_uppercase()));
        let _ = writeln!(script, "#");
        comment(
            &mut script,
            &format!("Written by pgreach, rules {rules}. The state it was written for, to open in the page:"),
        );
        let _ = writeln!(script, "#   #{}", link::write(self.config, true));
        let _ = writeln!(script, "#");
        to_run(&mut script, apply, undo);
        let _ = writeln!(script, "#");
        self.order(&mut script);
        self.beside(&mut script);
        script.push_str(
            "#\n# For ShellCheck: texts are in single quotes on purpose, and no runbook needs every function.\n\
             # shellcheck disable=SC2016,SC2317,SC2329\nset -euo pipefail\n\n",
        );
        script
    }

    /// The steps and whose they are, so that each team sees what it waits for.
    fn order(&self, script: &mut String) {
        let is_empty = self.report.plan.is_empty() && self.steps.is_empty();
        comment(script, if is_empty { "Nothing is known that has to be fixed." } else { "The steps, in order:" });
        for (number, planned) in (1..).zip(&self.report.plan) {
            let PlannedChange { change, after, .. } = planned;
            let text = format!("{number}. {}: {} (then {})", change.owner.label(), change.title, after.label());
            comment(script, &text);
        }
        for (number, step) in (self.report.plan.len() + 1..).zip(&self.steps) {
            let severity = if step.severity == Severity::Blocker { "" } else { ", does not block" };
            let text = format!("{number}. {}: {} ({}{severity})", step.owner().label(), step.title(), step.key.word());
            comment(script, &text);
        }
    }

    /// What the script does not do.
    fn beside(&self, script: &mut String) {
        let unknown: Vec<&str> = self.report.to_verify().iter().map(|it| it.key.word()).collect();
        if !unknown.is_empty() {
            comment(script, &format!("Unknown, so not in here: {}", unknown.join(", ")));
        }
        for left in self.report.left.iter().filter(|_| !self.report.plan.is_empty()) {
            comment(script, &format!("Not settled by it: {}: {}", left.step.word(), left.why));
        }
        if self.report.verdict == Verdict::Unsupported && !self.steps.is_empty() {
            comment(script, "Fixing these steps does not make this combination a supported one.");
        }
        for it in &self.report.alternatives {
            comment(script, &format!("{}: {}. {}", heading::ALTERNATIVES, it.title, it.about));
            for command in it.commands.iter() {
                let _ = writeln!(script, "#     {}", plain(&command));
            }
            for command in it.undo.iter() {
                let _ = writeln!(script, "#     undo after the migration: {}", plain(&command));
            }
        }
    }

    fn apply(&self) -> Mode {
        let mut mode = Mode::default();
        let plan = &self.report.plan;
        let owners: Vec<Owner> =
            plan.iter().map(|it| it.change.owner).chain(self.steps.iter().map(|it| it.owner())).collect();
        let last = owners.iter().rposition(|it| self.is_ours(Some(*it)));
        for (index, planned) in plan.iter().enumerate() {
            let number = index + 1;
            if self.is_ours(Some(planned.change.owner)) {
                change::apply(&mut mode, number, planned);
                let _ = writeln!(mode.calls, "  apply_{number}");
            } else if Some(index) < last && !self.is_changed_again(index) {
                change::wait(&mut mode, number, planned);
            }
        }
        for (index, step) in (plan.len()..).zip(&self.steps) {
            let number = index + 1;
            if self.is_ours(Some(step.owner())) {
                fix(&mut mode, number, step);
                let _ = writeln!(mode.calls, "  apply_{number}");
            } else if Some(index) < last {
                let (team, claim) = (quoted(step.owner().label()), quoted(&plain(&step.title().to_string())));
                let _ = writeln!(mode.calls, "  wait_for {number} {team} {claim}");
            }
        }
        let end = match last {
            Some(_) => "That was all. Export again, check with pgreach, and keep this file and its record for undo.",
            None => "Nothing to fix here.",
        };
        mode.main("apply", if last.is_some() { "  recording began\n" } else { "" }, end);
        mode
    }

    /// Whether a later change of the plan is one of the same resource by the same team: then that one is waited for.
    fn is_changed_again(&self, index: usize) -> bool {
        let plan = &self.report.plan;
        let is_same = |own: &PlannedChange, it: &PlannedChange| {
            own.change.resource == it.change.resource && own.change.owner == it.change.owner
        };
        plan.get(index).is_some_and(|own| plan.iter().skip(index + 1).any(|it| is_same(own, it)))
    }

    fn undo(&self) -> Mode {
        let mut mode = Mode::default();
        let mut calls: Vec<usize> = Vec::new();
        // In the order in which they were made: what two steps need was made by the first one, and is taken back with it.
        for (number, planned) in (1..).zip(&self.report.plan) {
            if self.is_ours(Some(planned.change.owner)) {
                change::undo(&mut mode, number, planned);
                calls.push(number);
            }
        }
        for (number, step) in (self.report.plan.len() + 1..).zip(&self.steps) {
            if self.is_ours(Some(step.owner())) && !step.undo().portal.is_empty() {
                undo(&mut mode, number, step);
                calls.push(number);
            }
        }
        for number in calls.into_iter().rev() {
            let _ = writeln!(mode.calls, "  undo_{number}");
        }
        let takes_back = !mode.is_empty();
        for (number, after) in (1..).zip(&self.report.cleanup).filter(|(_, it)| self.is_ours(it.owner)) {
            cleanup(&mut mode, number, after);
            let _ = writeln!(mode.calls, "  after_{number}");
        }
        if mode.is_empty() {
            mode.main("undo", "", "Nothing to undo here.");
        } else {
            let question = quoted("Is the migration over, and are the changes not needed any more?");
            let recording = if takes_back { "  recording undoing\n" } else { "" };
            let first = format!("  ask {question} || stop 'Nothing was undone.'\n{recording}");
            mode.main("undo", &first, "That was all.");
        }
        mode
    }
}

/// How to run the script.
fn to_run(script: &mut String, apply: &Mode, undo: &Mode) {
    if apply.is_empty() && undo.is_empty() {
        comment(script, "There is nothing to run.");
        return;
    }
    let has_blanks = !(apply.blanks.is_empty() && undo.blanks.is_empty());
    let fill_in = "Fill in the values below. Choose the subscription: az account set -s NAME";
    let lines = [
        "bash runbook.sh apply: before the migration. It looks, shows each change and asks. It stops where something is not \
         as it was when this was written.",
        "Keep the file and the record that it writes beside itself.",
        "bash runbook.sh undo: after the migration. It undoes what the record has, last one first.",
    ];
    comment(script, "Read it before you run it. pgreach never runs anything: you do.");
    for (number, line) in (1..).zip(has_blanks.then_some(fill_in).into_iter().chain(lines)) {
        comment(script, &format!("{number}. {line}"));
    }
}

/// One failing step: what is wrong, how to check it, its security impact, then the changes. Where resources decide it and no
/// change of them was found, no command is known: it stays in words.
fn fix(mode: &mut Mode, number: usize, step: &Step) {
    mode.is_optional = !step.holds_back();
    let by_resources = step.decided_by == DecidedBy::Evidence;
    let _ = writeln!(mode.functions, "# {}", step.key.word());
    let _ = writeln!(mode.functions, "apply_{number}() {{");
    title(mode, number, step, &step.failure().to_string());
    mode.say(&format!("Why: {}", step.why()));
    if by_resources {
        for it in &step.evidence {
            mode.say(&format!("{}: {}, {} = {}", heading::EVIDENCE, it.resource, it.property, it.value));
        }
    } else {
        mode.say(&format!("{}:", heading::VERIFY));
        mode.instructions(LOOK, &step.verify());
    }
    if let Some(impact) = &step.security_impact() {
        mode.say(&format!("{}: {impact}", heading::SECURITY_IMPACT));
    }
    mode.say(&format!("{}:", heading::FIX));
    if by_resources {
        mode.words(&step.fix());
    } else {
        mode.instructions(CHANGE, &step.fix());
    }
    if by_resources || step.fix().commands.is_empty() {
        mode.by_hand();
    }
    mode.functions.push_str("}\n\n");
}

/// Takes a step's changes back: by command those that were made by command.
fn undo(mode: &mut Mode, number: usize, step: &Step) {
    mode.is_optional = !step.holds_back();
    let by_resources = step.decided_by == DecidedBy::Evidence;
    let _ = writeln!(mode.functions, "undo_{number}() {{");
    title(mode, number, step, &step.title().to_string());
    if by_resources || step.fix().commands.is_empty() {
        mode.words(&step.undo());
    } else {
        let _ = writeln!(mode.functions, "  was_made {number} || return 0");
        mode.instructions(CHANGE, &step.undo());
        mode.functions.push_str("  undone\n");
    }
    // What a command made and none takes back stays.
    if by_resources || step.fix().commands.is_empty() && step.undo().commands.is_empty() {
        mode.by_hand();
    }
    mode.functions.push_str("}\n\n");
}

fn cleanup(mode: &mut Mode, number: usize, after: &Alternative) {
    mode.is_optional = true;
    let title = quoted(&plain(&after.title.to_string()));
    let _ = writeln!(mode.functions, "after_{number}() {{\n  cleanup {title}");
    mode.say(&after.about.to_string());
    mode.commands(CHANGE, &after.commands);
    mode.functions.push_str("}\n\n");
}

fn title(mode: &mut Mode, number: usize, step: &Step, claim: &str) {
    let _ = writeln!(mode.functions, "  step {number} {} {}", quoted(step.owner().label()), quoted(&plain(claim)));
}

/// The variables that the person fills in.
fn fill_in(script: &mut String, apply: &Mode, undo: &Mode) {
    let only_undo: Vec<&String> = undo.blanks.iter().filter(|it| !apply.blanks.contains(it)).collect();
    if apply.blanks.is_empty() && only_undo.is_empty() {
        return;
    }
    script.push_str("# Fill in between the quotes. Write - for what you do not have: what needs it is left out.\n");
    let is_needed = |it: &String| it == SECRET || [apply, undo].iter().any(|mode| mode.needed.contains(it));
    for blank in &apply.blanks {
        variable(script, blank, is_needed(blank));
    }
    if !only_undo.is_empty() {
        script.push_str("# For undo:\n");
        for blank in only_undo {
            variable(script, blank, is_needed(blank));
        }
    }
    script.push('\n');
}

fn variable(script: &mut String, name: &str, is_needed: bool) {
    let meaning =
        if name == SECRET { "leave it empty: the script asks for it".to_owned() } else { blank::meaning(name) };
    let _ = writeln!(script, "{:<30} # {meaning}", format!("{name}='{}'", if is_needed { "" } else { "-" }));
}
