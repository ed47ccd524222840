//! The Report: what pgreach concludes from a Config, in the words and the order that every view shows.

use serde::{Serialize, Serializer};

use crate::{
    Accepted, BranchSetting, Config, Evidence, ExceptionState, Form, Hop, NotChecked, NotReadFile, Owner, Party,
    Setting, SettingFinding, Status, Step, StepKey, Support, Verdict,
    guide::{Link, Section},
    host::is_same_host,
    keyword::keyword,
    network::MigrationTest,
    planned::{Blank, Left, PlannedChange},
    text::{Commands, Text},
};

keyword! {
    /// Whether one connection can be made.
    ConnectionStatus {
        /// Every condition on it holds.
        Reachable = "reachable", "Reachable";
        /// A condition on it fails.
        Blocked = "blocked", "Blocked";
        /// A condition on it is not known.
        Unknown = "unknown", "Unknown";
    }
}

/// What pgreach concludes from a Config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of this shape.
    #[cfg_attr(feature = "schema", schemars(extend("const" = crate::CONTRACT_VERSION)))]
    pub version: u64,
    /// The version of the rule set that concluded it.
    pub rules: &'static str,
    /// The answer.
    pub verdict: Verdict,
    /// The answer in one sentence.
    pub summary: String,
    /// The documented combination, or none where the settings leave several.
    pub scenario: Option<ScenarioReport>,
    /// The scenarios still possible, where there is no one scenario.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::scenario::ScenarioId>"))]
    pub candidates: Vec<&'static str>,
    /// The connections of this migration.
    pub connections: Vec<Connection>,
    /// What this verdict does not speak of.
    pub not_checked: Vec<NotChecked>,
    /// What each value of one or two settings that are not known would come to, where few values remain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// The conditions, in the order of the section.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::step_report::StepJson<'static>>"))]
    pub steps: Vec<Step>,
    /// The failing steps, warnings too, in the order to fix them; without those that are accepted as they are.
    pub fixes: Vec<StepKey>,
    /// What to find out next, most deciding first; without what is accepted as it is.
    pub questions: Vec<Question>,
    /// Where a combination is not supported, or no document decides it: what can be done instead.
    pub alternatives: Vec<Alternative>,
    /// What to take back after the migration, whatever had to be fixed.
    pub cleanup: Vec<Alternative>,
    /// What to read next, once nothing is in the way.
    pub next: Vec<Link>,
    /// What the migration service found when it tried the connections itself, where the files say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migration_test: Option<MigrationTest>,
    /// What to change, each change after those that it needs, with the verdict after each. It is made of the resources; for a
    /// step that a person says fails, and of which nothing was read, of settings and answers, with blanks. It is empty where no
    /// change was found that the rules see to help.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<PlannedChange>,
    /// What does not hold once the plan is carried out, or where a step fails and there is none: the steps that a person has
    /// to see to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
    /// What a person fills in in the changes of plan and steps, each word once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_fill_in: Vec<Blank>,
    /// The settings that imported resources show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<SettingReport>,
    /// The files that were provided and could not be read, or parts of them: what they hold is missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_read: Vec<NotReadFile>,
    /// What the Config holds that this conclusion does not rest on.
    pub unused: Vec<Unused>,
}

impl Report {
    /// The step of this key, if the scenario has it.
    #[must_use]
    pub fn step(&self, key: StepKey) -> Option<&Step> {
        self.steps.iter().find(|it| it.key == key)
    }

    /// The failing steps, in the order to fix them.
    #[must_use]
    pub fn to_fix(&self) -> Vec<&Step> {
        self.fixes.iter().filter_map(|it| self.step(*it)).collect()
    }

    /// The steps that are not known, in the order to find them out.
    #[must_use]
    pub fn to_verify(&self) -> Vec<&Step> {
        let asked = self.questions.iter().filter_map(|ask| match ask {
            Question::Step(key) => self.step(*key),
            Question::Setting(setting) => self.steps.iter().find(|it| it.same_as == Some(*setting)),
        });
        let mut unknown: Vec<&Step> = Vec::new();
        // Whatever waits for a setting is not asked for, and comes last.
        for step in asked.chain(&self.steps).filter(|it| it.status == Status::Unknown && !it.is_accepted()) {
            if unknown.iter().all(|it| it.key != step.key) {
                unknown.push(step);
            }
        }
        unknown
    }

    /// The steps that are accepted as they are.
    pub fn accepted(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|it| it.is_accepted())
    }

    /// Whether it is blocked because each way of filling in what is not known is, and not by a step.
    #[must_use]
    pub fn is_blocked_whatever(&self) -> bool {
        self.verdict == Verdict::Blocked && !self.steps.iter().any(|it| it.status == Status::Fail && it.counts())
    }

    /// Whether an exception has run out on a step that still needs it.
    #[must_use]
    pub fn has_expired(&self) -> bool {
        let is_expired = |it: &Accepted| it.state == ExceptionState::Expired;
        self.steps.iter().any(|it| it.exception.as_ref().is_some_and(is_expired))
    }
}

/// The combination that the settings amount to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScenarioReport {
    /// Its stable name.
    #[cfg_attr(feature = "schema", schemars(with = "crate::scenario::ScenarioId"))]
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What the documents say of it.
    pub support: Support,
    /// What it means, in a sentence or two.
    pub about: Text,
    /// The section of a guide that applies.
    pub section: &'static Section,
    /// The section that this one sends its reader on to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continues: Option<&'static Section>,
}

/// One connection, with its direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Connection {
    /// The destination, which names the connection.
    pub id: Party,
    /// Who opens the connection; none while it is not known whether a runtime server is used.
    pub from: Option<Party>,
    /// Who answers.
    pub to: Party,
    /// The TCP port.
    pub port: u16,
    /// Whether it can be made.
    pub status: ConnectionStatus,
    /// The first failing step that blocks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<StepKey>,
    /// The way that it takes, hop by hop.
    pub trace: Vec<Hop>,
}

/// What follows from one way of filling in the settings that are not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Branch {
    /// The settings that are filled in.
    pub settings: Vec<BranchSetting>,
    /// The answer then.
    pub verdict: Verdict,
    /// That answer in one sentence.
    pub summary: String,
    /// The first failing step that blocks a connection then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<StepKey>,
}

impl Branch {
    /// The settings in words: "without a runtime server".
    #[must_use]
    pub fn words(&self) -> String {
        let word = |it: &BranchSetting| match (it.setting, it.value) {
            (Setting::RuntimeUsed, "true") => "with a runtime server".to_owned(),
            (Setting::RuntimeUsed, _) => "without a runtime server".to_owned(),
            (Setting::SourcePrivateEndpoint, "true") => "with a private endpoint of the source".to_owned(),
            (Setting::SourcePrivateEndpoint, _) => "without a private endpoint of the source".to_owned(),
            (setting, value) => {
                let label = setting.choices().iter().find(|(word, _)| *word == value).map_or(value, |(_, label)| label);
                let party = if setting == Setting::TargetAccess { "target" } else { "source" };
                format!("{party}: {label}")
            }
        };
        self.settings.iter().map(word).collect::<Vec<_>>().join(", ")
    }
}

/// A setting that imported resources show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettingReport {
    /// Its path.
    pub setting: Setting,
    /// Its value, which the conclusion rests on.
    pub value: String,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// What the person says instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<String>,
}

impl SettingReport {
    pub(crate) fn new(finding: &SettingFinding, entered: &Config) -> Self {
        let SettingFinding { setting, value, evidence } = finding.clone();
        // A name may be entered as a host name or an id; the same server is no conflict.
        let differs = |it: &String| match setting.form() {
            Form::Name => false,
            Form::Address => !is_same_host(it, &value),
            _ => *it != value,
        };
        let conflict = setting.get(entered).filter(differs);
        Self { setting, value, evidence, conflict }
    }
}

/// Something to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Whether a step holds.
    Step(StepKey),
    /// The value of a setting.
    Setting(Setting),
}

impl Question {
    /// The step key or setting path.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Step(key) => key.word(),
            Self::Setting(setting) => setting.word(),
        }
    }
}

impl Serialize for Question {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// What can be done beside the steps: where a combination does not work as it is, or after the migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alternative {
    /// What it is.
    pub title: Text,
    /// What it takes and what it changes.
    pub about: Text,
    /// Who does it, where that is one team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// Commands for it.
    pub commands: Commands,
    /// Commands that take it back after the migration.
    pub undo: Commands,
    /// What to read.
    pub references: Vec<Link>,
}

/// Something in the Config that the conclusion does not rest on, kept and listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unused {
    /// Its path in the Config.
    pub path: String,
    /// Why it is not used.
    pub reason: String,
}

/// Whether a step is about the connection to a party. The runtime server opens both; without one, the target opens the
/// only one.
pub(crate) fn is_on(key: StepKey, connection: Party, uses_runtime: bool) -> bool {
    match key.party() {
        Party::Runtime => true,
        party => party == connection || !uses_runtime,
    }
}
