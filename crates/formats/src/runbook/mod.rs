//! The failing steps as one bash script with an undo: for a person to read, fill in and run. pgreach never runs it.
//!
//! It looks before each change, shows the command and asks. What is below the steps, `machine.sh`, is the same in every
//! runbook.

mod blanks;
mod shell;

use std::{collections::BTreeSet, fmt::Write as _};

use pgreach_rules::{
    Alternative, Config, Instructions, Owner, Party, Report, Severity, Step, Verdict, link,
    text::{Commands, quoted},
};

use self::shell::{plain, with_variables, wrapped};
use crate::heading;

const MACHINE: &str = include_str!("machine.sh");

const LOOK: &str = "look";
const CHANGE: &str = "change";

/// Asked for when the script runs: it is to stand in no file.
const SECRET: &str = "SHARED_KEY";

/// The runbook of a report; with an owner, that team's part of it.
#[must_use]
pub fn runbook(config: &Config, report: &Report, owner: Option<Owner>) -> String {
    let runbook = Runbook { config, report, owner, steps: report.to_fix() };
    let (apply, undo) = (runbook.apply(), runbook.undo());
    let mut script = runbook.header(!(apply.is_empty() && undo.is_empty()));
    fill_in(&mut script, &apply, &undo);
    script.push_str(&apply.functions);
    script.push_str(&undo.functions);
    script.push_str(MACHINE);
    script
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
        for blank in blanks {
            add(&mut self.blanks, &blank);
        }
        add(&mut self.tools, line.split(' ').next().unwrap_or_default());
        let _ = writeln!(self.functions, "  {verb} {line}");
    }

    /// Writes a text that the script says.
    fn say(&mut self, text: &str) {
        let _ = writeln!(self.functions, "  say {}", quoted(&wrapped(&plain(text), "    ")));
    }

    /// In words, then by command.
    fn instructions(&mut self, verb: &str, it: &Instructions) {
        for text in it.portal.iter() {
            self.say(&format!("  - {text}"));
        }
        self.commands(verb, &it.commands);
    }

    /// What no command does is for the person to confirm.
    fn by_hand(&mut self) {
        self.functions.push_str("  by_hand\n");
    }

    /// The function that does it all: refuses to start without what it needs, then calls the others.
    fn main(&mut self, name: &str, first: &str, end: &str) {
        let _ = writeln!(self.functions, "{name}() {{");
        let needed: Vec<&str> = self.blanks.iter().map(String::as_str).filter(|it| *it != SECRET).collect();
        for (check, words) in [("tools", self.tools.join(" ")), ("need", needed.join(" "))] {
            if !words.is_empty() {
                let _ = writeln!(self.functions, "  {check} {}", broken(&words));
            }
        }
        if self.blanks.iter().any(|it| it == SECRET) {
            let _ = writeln!(self.functions, "  secret {SECRET}");
        }
        if self.tools.iter().any(|it| it == "az") {
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

const TO_RUN: &[&str] = &[
    "Read it before you run it. pgreach never runs anything: you do.",
    "1. Fill in the values below. Choose the subscription: az account set -s NAME",
    "2. bash runbook.sh apply: before the migration. It looks, shows each change and asks.",
    "3. Keep the file. bash runbook.sh undo: after the migration. It undoes the changes, last one first.",
];

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

    fn header(&self, does_something: bool) -> String {
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
        for line in if does_something { TO_RUN } else { &["There is nothing to run."] } {
            comment(&mut script, line);
        }
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
        comment(
            script,
            if self.steps.is_empty() { "Nothing is known that has to be fixed." } else { "The steps, in order:" },
        );
        for (number, step) in (1..).zip(&self.steps) {
            let severity = if step.severity == Severity::Blocker { "" } else { ", does not block" };
            let text = format!("{number}. {}: {} ({}{severity})", step.owner.label(), step.title, step.key.word());
            comment(script, &text);
        }
    }

    /// What the script does not do.
    fn beside(&self, script: &mut String) {
        let unknown: Vec<&str> = self.report.to_verify().iter().map(|it| it.key.word()).collect();
        if !unknown.is_empty() {
            comment(script, &format!("Unknown, so not in here: {}", unknown.join(", ")));
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
        let last = self.steps.iter().rposition(|it| self.is_ours(Some(it.owner)));
        for (index, step) in self.steps.iter().enumerate() {
            let number = index + 1;
            if self.is_ours(Some(step.owner)) {
                fix(&mut mode, number, step);
                let _ = writeln!(mode.calls, "  apply_{number}");
            } else if Some(index) < last {
                let (team, claim) = (quoted(step.owner.label()), quoted(&plain(&step.title.to_string())));
                let _ = writeln!(mode.calls, "  wait_for {number} {team} {claim}");
            }
        }
        let end = match last {
            Some(_) => "That was all. Check again with pgreach, and keep this file for undo.",
            None => "Nothing to fix here.",
        };
        mode.main("apply", "", end);
        mode
    }

    fn undo(&self) -> Mode {
        let mut mode = Mode::default();
        for (number, step) in self.steps.iter().enumerate().map(|(index, step)| (index + 1, step)).rev() {
            if self.is_ours(Some(step.owner)) && !step.undo.portal.is_empty() {
                let _ = writeln!(mode.functions, "undo_{number}() {{");
                title(&mut mode, number, step, &step.title.to_string());
                mode.instructions(CHANGE, &step.undo);
                // What a command made and none takes back stays.
                if step.fix.commands.is_empty() && step.undo.commands.is_empty() {
                    mode.by_hand();
                }
                mode.functions.push_str("}\n\n");
                let _ = writeln!(mode.calls, "  undo_{number}");
            }
        }
        for (number, after) in (1..).zip(&self.report.cleanup).filter(|(_, it)| self.is_ours(it.owner)) {
            cleanup(&mut mode, number, after);
            let _ = writeln!(mode.calls, "  after_{number}");
        }
        if mode.is_empty() {
            mode.main("undo", "", "Nothing to undo here.");
        } else {
            let question = quoted("Is the migration over, and are the changes not needed any more?");
            let first = format!("  ask {question} || stop 'Nothing was undone.'\n");
            mode.main("undo", &first, "That was all.");
        }
        mode
    }
}

/// One failing step: what is wrong, how to check it, its security impact, then the changes.
fn fix(mode: &mut Mode, number: usize, step: &Step) {
    let _ = writeln!(mode.functions, "# {}", step.key.word());
    let _ = writeln!(mode.functions, "apply_{number}() {{");
    title(mode, number, step, &step.failure.to_string());
    mode.say(&format!("Why: {}", step.why));
    mode.say(&format!("{}:", heading::VERIFY));
    mode.instructions(LOOK, &step.verify);
    if let Some(impact) = &step.security_impact {
        mode.say(&format!("{}: {impact}", heading::SECURITY_IMPACT));
    }
    mode.say(&format!("{}:", heading::FIX));
    mode.instructions(CHANGE, &step.fix);
    if step.fix.commands.is_empty() {
        mode.by_hand();
    }
    mode.functions.push_str("}\n\n");
}

fn cleanup(mode: &mut Mode, number: usize, after: &Alternative) {
    let _ = writeln!(mode.functions, "after_{number}() {{\n  here='the cleanup'");
    mode.say("");
    mode.say(&format!("== {}", after.title));
    mode.say(&after.about.to_string());
    mode.commands(CHANGE, &after.commands);
    mode.functions.push_str("}\n\n");
}

fn title(mode: &mut Mode, number: usize, step: &Step, claim: &str) {
    let _ = writeln!(mode.functions, "  step {number} {} {}", quoted(step.owner.label()), quoted(&plain(claim)));
}

/// The variables that the person fills in.
fn fill_in(script: &mut String, apply: &Mode, undo: &Mode) {
    let only_undo: Vec<&String> = undo.blanks.iter().filter(|it| !apply.blanks.contains(it)).collect();
    if apply.blanks.is_empty() && only_undo.is_empty() {
        return;
    }
    script.push_str("# Fill in between the quotes. Write - for what you do not have: what needs it is left out.\n");
    for blank in &apply.blanks {
        variable(script, blank);
    }
    if !only_undo.is_empty() {
        script.push_str("# For undo:\n");
        for blank in only_undo {
            variable(script, blank);
        }
    }
    script.push('\n');
}

fn variable(script: &mut String, blank: &str) {
    let meaning =
        if blank == SECRET { "leave it empty: the script asks for it".to_owned() } else { blanks::meaning(blank) };
    let _ = writeln!(script, "{:<30} # {meaning}", format!("{blank}=''"));
}
