//! The first lines of a runbook: what it is, how to run it, what it does, and what it does not.

use pgreach_rules::{Party, PlannedChange, Report, Severity, Shell, Step, Verdict, link};

use super::{
    Runbook,
    mode::Mode,
    words::{plain, wrapped},
};
use crate::{heading, left};

/// What runs a runbook, and what to do where the system runs no scripts. Whoever saves a runbook names it, so `THIS-FILE` stands
/// for its name.
///
/// Source: "`about_Execution_Policies`" (PowerShell 5.1): a Windows client runs none by default.
const fn how_to_run(shell: Shell) -> (&'static str, Option<&'static str>) {
    match shell {
        Shell::Bash => ("bash THIS-FILE", None),
        Shell::PowerShell => (
            r".\THIS-FILE",
            Some(
                "Where running scripts is disabled: powershell -ExecutionPolicy Bypass -File THIS-FILE apply. In \
                 PowerShell 7 it is pwsh in place of powershell.",
            ),
        ),
    }
}

/// The lines of a header.
#[derive(Default)]
pub(super) struct Header(pub(super) Vec<String>);

impl Header {
    fn add(&mut self, text: &str) {
        self.0.extend(wrapped(&plain(text), "   ").lines().map(str::to_owned));
    }

    fn space(&mut self) {
        self.0.push(String::new());
    }

    pub(super) fn of(runbook: &Runbook, shell: Shell, apply: &Mode, undo: &Mode) -> Self {
        let mut header = Self::default();
        let called =
            |party: Party| runbook.config.name(party).map_or_else(|| party.label().to_lowercase(), str::to_owned);
        header.add(&format!(
            "Runbook of a PostgreSQL migration: {} → {}",
            called(Party::Source),
            called(Party::Target)
        ));
        if let Some(owner) = runbook.owner {
            header.add(&format!("The part of one team: {}", owner.label()));
        }
        let Report { verdict, summary, rules, .. } = runbook.report;
        header.space();
        header.add(&format!("{}: {summary}", verdict.label().to_uppercase()));
        header.space();
        header.add(&format!("Written by pgreach, rules {rules}. The state it was written for, to open in the page:"));
        header.0.push(format!("  #{}", link::write(runbook.config, true)));
        header.space();
        header.running(shell, apply, undo);
        header.space();
        // A team may have nothing to do where others have; without one, something blocks that is still to be said.
        let is_open = runbook.owner.is_none() && *verdict == Verdict::Blocked;
        header.order(runbook.plan, &runbook.steps, is_open);
        header.beside(runbook);
        header
    }

    /// How to run the script.
    fn running(&mut self, shell: Shell, apply: &Mode, undo: &Mode) {
        if apply.is_empty() && undo.is_empty() {
            self.add("There is nothing to run.");
            return;
        }
        let has_blanks = !(apply.blanks.is_empty() && undo.blanks.is_empty());
        let fill_in = "Fill in the values below. Choose the subscription: az account set -s NAME";
        let (command, where_refused) = how_to_run(shell);
        let lines = [
            format!(
                "{command} apply: before the migration. It looks, shows each change and asks. It stops where something is \
                 not as it was when this was written."
            ),
            "Keep the file and the record that it writes beside itself.".to_owned(),
            format!("{command} undo: after the migration. It undoes what the record has, last one first."),
        ];
        self.add("Read it before you run it. pgreach never runs anything: you do.");
        for (number, line) in (1..).zip(has_blanks.then(|| fill_in.to_owned()).into_iter().chain(lines)) {
            self.add(&format!("{number}. {line}"));
        }
        if let Some(where_refused) = where_refused {
            self.add(where_refused);
        }
    }

    /// The steps and whose they are, so that each team sees what it waits for.
    fn order(&mut self, plan: &[PlannedChange], steps: &[&Step], is_open: bool) {
        self.add(match (plan.is_empty() && steps.is_empty(), is_open) {
            (false, _) => "The steps, in order:",
            (true, true) => {
                "What has to be fixed depends on what is not known yet: say it, and write the runbook again."
            }
            (true, false) => "Nothing is known that has to be fixed.",
        });
        for (number, planned) in (1..).zip(plan) {
            let PlannedChange { change, after, .. } = planned;
            self.add(&format!("{number}. {}: {} (then {})", change.owner.label(), change.title, after.label()));
        }
        for (number, step) in (plan.len() + 1..).zip(steps) {
            let severity = if step.severity == Severity::Blocker { "" } else { ", does not block" };
            self.add(&format!("{number}. {}: {} ({}{severity})", step.owner().label(), step.title(), step.key.word()));
        }
    }

    /// What the script does not do.
    fn beside(&mut self, Runbook { report, plan, steps, .. }: &Runbook) {
        let unknown: Vec<&str> = report.to_verify().iter().map(|it| it.key.word()).collect();
        if !unknown.is_empty() {
            self.add(&format!("Unknown, so not in here: {}", unknown.join(", ")));
        }
        for left in left(report).1.into_iter().filter(|_| plan.is_empty() == report.plan.is_empty()) {
            self.add(&format!("Not settled by it: {}: {}", left.step.word(), left.why));
        }
        if report.verdict == Verdict::Unsupported && !steps.is_empty() {
            self.add("Fixing these steps does not make this combination a supported one.");
        }
        for it in &report.alternatives {
            self.add(&format!("{}: {}. {}", heading::ALTERNATIVES, it.title, it.about));
            self.0.extend(it.commands.iter().map(|it| format!("    {}", plain(&it))));
            self.0.extend(it.undo.iter().map(|it| format!("    undo after the migration: {}", plain(&it))));
        }
    }
}
