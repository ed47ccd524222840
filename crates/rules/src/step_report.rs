//! A step of a Report: what is known of one condition, and what to say of it.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::{
    Accepted, DecidedBy, Evidence, ExceptionState, HopKind, Need, Owner, Reason, Setting, Severity, Stage, Status,
    StepKey,
    check::Words,
    guide::Link,
    planned::FixWay,
    search::place_of,
    text::{Commands, Paragraphs, Text, TextParams},
};

/// One condition of the section, and what is known of it.
///
/// What it says is put together where it is asked for: few steps of a report are ever read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its stable name.
    pub key: StepKey,
    /// What people call the condition, in two words.
    pub name: &'static str,
    /// What is known of it.
    pub status: Status,
    /// The setting that says the same.
    pub same_as: Option<Setting>,
    /// What it does to the migration when it fails.
    pub severity: Severity,
    /// The stage of a connection that it decides.
    pub hop: HopKind,
    /// What settled its status.
    pub decided_by: DecidedBy,
    /// What an imported resource shows of it.
    pub evidence: Vec<Evidence>,
    /// Which of several ways the resources were judged by, or why they do not decide.
    pub note: Option<String>,
    /// The kind of reason why the resources do not decide.
    pub reason: Option<Reason>,
    /// What the resources show of each stage that it decides, where these are several.
    pub stages: Vec<Stage>,
    /// The exports that would settle it.
    pub needs: Vec<Need>,
    /// The ways to put it right that were made of the resources, or of settings and answers, and tried, the one that changes
    /// least first.
    pub changes: Vec<FixWay>,
    /// Whether changes were tried for what the resources show, and none of them helps. Then a command that holds for any
    /// network does not help here either.
    pub(crate) is_tried_in_vain: bool,
    /// Whether the guide's section asks for it; `false` for what pgreach adds.
    pub documented: bool,
    /// The number of the step in the guide's section, where that counts its steps; several conditions can be of one.
    pub guide_step: Option<u8>,
    /// The setting that says whether the step applies at all, where it is not known.
    pub depends_on: Option<Setting>,
    /// The claim that did not decide, where answer and settings differ.
    pub conflict: Option<Status>,
    /// The exception that a person made, where the step is failing or not known.
    pub exception: Option<Accepted>,
    pub(crate) words: &'static Words,
    pub(crate) params: Arc<TextParams>,
}

/// What it says.
impl Step {
    /// Who can look it up and fix it.
    #[must_use]
    pub fn owner(&self) -> Owner {
        self.changes.first().and_then(|it| it.changes.first()).map_or(self.words.owner, |it| it.owner)
    }

    /// The condition, as a claim.
    #[must_use]
    pub fn title(&self) -> Text {
        self.text(self.words.title)
    }

    /// What a failure means, as a sentence.
    #[must_use]
    pub fn failure(&self) -> Text {
        self.text(self.words.failure)
    }

    /// What it means for this connection.
    #[must_use]
    pub fn why(&self) -> Text {
        self.text(self.words.why)
    }

    /// How to find the fact.
    #[must_use]
    pub fn verify(&self) -> Instructions {
        self.instructions(self.words.verify, self.words.verify_commands)
    }

    /// How to fix it. What was tried takes the place of the commands that hold for any network.
    #[must_use]
    pub fn fix(&self) -> Instructions {
        let mut fix = self.in_general(self.words.fix, self.commands_that_fit(self.words.fix_commands));
        if let Some(least) = self.changes.first() {
            fix.commands = Commands::filled(least.changes.iter().flat_map(|it| it.apply.az.iter()).collect());
        }
        fix
    }

    /// What holds for any network: no commands where the resources show that these do not help, and no words either where the
    /// note says why.
    fn in_general(&self, words: &'static [&'static str], commands: &'static [&'static str]) -> Instructions {
        match (self.is_tried_in_vain, &self.note) {
            (true, Some(_)) => self.instructions(&[], &[]),
            (true, None) => self.instructions(words, &[]),
            (false, _) => self.instructions(words, commands),
        }
    }

    /// What fixing it opens or risks while the change stands.
    #[must_use]
    pub fn security_impact(&self) -> Option<Text> {
        self.words.security_impact.map(|it| self.text(it))
    }

    /// How to take the change back after the migration, or why it stays.
    #[must_use]
    pub fn undo(&self) -> Instructions {
        let mut undo = self.in_general(self.words.undo, self.commands_that_fit(self.words.undo_commands));
        if let Some(least) = self.changes.first() {
            undo.commands = Commands::filled(least.changes.iter().rev().flat_map(|it| it.undo.az.iter()).collect());
        }
        undo
    }

    /// All its commands: to verify, to fix and to take back.
    #[must_use]
    pub fn commands(&self) -> [Commands; 3] {
        [self.verify(), self.fix(), self.undo()].map(|it| it.commands)
    }

    /// What to read.
    #[must_use]
    pub fn references(&self) -> Vec<Link> {
        self.words.references.iter().copied().map(Link).collect()
    }

    /// When the condition does not matter, as a person may answer it.
    #[must_use]
    pub const fn not_applicable_label(&self) -> Option<&'static str> {
        self.words.not_applicable_label
    }

    /// These, except where another part than the addresses that are let in fails, and is no resource of Azure's: these
    /// commands do not change it.
    fn commands_that_fit(&self, commands: &'static [&'static str]) -> &'static [&'static str] {
        let is_let_in = |it: &str| it == "IpPermissions" || place_of("authorized", it).is_some();
        let is_elsewhere = self.evidence.first().is_some_and(|it| it.id.is_none() && !is_let_in(&it.property));
        if is_elsewhere && self.decided_by == DecidedBy::Evidence { &[] } else { commands }
    }

    fn text(&self, template: &'static str) -> Text {
        Text::new(template, self.params.clone(), self.key.party())
    }

    fn instructions(&self, portal: &'static [&'static str], commands: &'static [&'static str]) -> Instructions {
        Instructions {
            portal: Paragraphs::new(portal, self.params.clone(), self.key.party()),
            commands: Commands::new(commands, self.params.clone(), self.key.party()),
        }
    }
}

/// What it means.
impl Step {
    /// Whether a failure keeps the migration from working.
    #[must_use]
    pub const fn holds_back(&self) -> bool {
        matches!(self.severity, Severity::Blocker | Severity::Error)
    }

    /// Whether a person accepts the step as it is, today.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.exception.as_ref().is_some_and(|it| it.state == ExceptionState::Accepted)
    }

    /// Whether the verdict depends on it: a failure would hold the migration back, and it is not accepted.
    pub(crate) fn counts(&self) -> bool {
        self.holds_back() && !self.is_accepted()
    }

    /// Where the guide has it: the number of its step, where it counts them.
    #[must_use]
    pub fn place_in_guide(&self) -> String {
        match self.guide_step {
            Some(number) => format!("step {number} of the guide"),
            None if self.documented => "in the guide".to_owned(),
            None => "beyond the guide".to_owned(),
        }
    }

    /// What to say where answer and settings differ, or answer and resources.
    #[must_use]
    pub fn conflict_words(&self) -> Option<String> {
        let other = self.conflict?.label();
        let status = self.status.label();
        Some(if self.decided_by == DecidedBy::Evidence {
            format!("You answered \"{other}\", but evidence says \"{status}\". Evidence decides.")
        } else if self.decided_by == DecidedBy::Answer {
            format!(
                "You answered \"{status}\", but the settings say \"{other}\". The fault counts until one of them is changed."
            )
        } else {
            format!("You answered \"{other}\", but the settings say \"{status}\". The settings decide.")
        })
    }
}

/// How to find or fix something: in the portal, and by command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Instructions {
    /// Steps in the portal or, for another cloud, in words.
    pub portal: Paragraphs,
    /// Commands, with the person's names where they are known.
    pub commands: Commands,
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StepJson {
            key: self.key,
            name: self.name,
            status: self.status,
            same_as: self.same_as,
            severity: self.severity,
            owner: self.owner(),
            title: self.title(),
            failure: self.failure(),
            why: self.why(),
            decided_by: self.decided_by,
            evidence: &self.evidence,
            note: self.note.as_deref(),
            reason: self.reason,
            needs: &self.needs,
            verify: self.verify(),
            changes: &self.changes,
            fix: self.fix(),
            security_impact: self.security_impact(),
            undo: self.undo(),
            documented: self.documented,
            guide_step: self.guide_step,
            references: self.references(),
            not_applicable_label: self.not_applicable_label(),
            depends_on: self.depends_on,
            conflict: self.conflict,
            exception: self.exception.as_ref(),
        }
        .serialize(serializer)
    }
}

/// One condition of the section, and what is known of it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Step"))]
#[serde(rename_all = "camelCase")]
pub(crate) struct StepJson<'a> {
    /// Its stable name.
    key: StepKey,
    /// What people call the condition, in two words.
    name: &'static str,
    /// What is known of it.
    status: Status,
    /// The setting that says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    same_as: Option<Setting>,
    /// What it does to the migration when it fails.
    severity: Severity,
    /// Who can look it up and fix it.
    owner: Owner,
    /// The condition, as a claim.
    title: Text,
    /// What a failure means, as a sentence.
    failure: Text,
    /// What it means for this connection.
    why: Text,
    /// What settled its status.
    decided_by: DecidedBy,
    /// What an imported resource shows of it.
    evidence: &'a [Evidence],
    /// Which of several ways the resources were judged by, or why they do not decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    /// The kind of reason why the resources do not decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    /// The exports that would settle it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    needs: &'a [Need],
    /// How to find the fact.
    verify: Instructions,
    /// The ways to put it right that were made of the resources, or of settings and answers, and tried, the one that changes
    /// least first. Its commands stand under `fix` and `undo` too.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    changes: &'a [FixWay],
    /// How to fix it.
    fix: Instructions,
    /// What fixing it opens or risks while the change stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    security_impact: Option<Text>,
    /// How to take the change back after the migration, or why it stays.
    undo: Instructions,
    /// Whether the guide's section asks for it; `false` for what pgreach adds.
    documented: bool,
    /// The number of the step in the guide's section, where that counts its steps; several conditions can be of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    guide_step: Option<u8>,
    /// What to read.
    references: Vec<Link>,
    /// When the condition does not matter, as a person may answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_applicable_label: Option<&'static str>,
    /// The setting that says whether the step applies at all, where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    depends_on: Option<Setting>,
    /// The claim that did not decide, where answer and settings differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict: Option<Status>,
    /// The exception that a person made, where the step is failing or not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<&'a Accepted>,
}
