//! Holds what the resources of one migration show: of the settings, and of each step.

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    BranchSetting, Config, Setting, StepMap,
    network::MigrationTest,
    outcome::{Finding, SettingFinding},
    planned::{Blank, FixWay, Left, PlannedChange},
    text::BlankValue,
};

/// What the resources of one migration show. It is all that a report needs of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// The settings that resources show, in the order of [`Setting::ALL`].
    pub settings: Vec<SettingFinding>,
    /// What they show of each step. A step that nothing was read about is not there.
    pub steps: StepMap<Finding>,
    /// What the migration service found when it tried the connections itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migration_test: Option<MigrationTest>,
    /// What they show of words that are to be filled in in commands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blanks: Vec<BlankValue>,
    /// Whether a file ended before its end, or says two things of one member.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub broken: bool,
    /// The files with a list that goes on elsewhere: any resource may be missing from them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cut: Vec<String>,
    /// Whether they rest on a plan that is still to be applied.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub planned: bool,
    /// The files of which something could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_read: Vec<NotReadFile>,
    /// What they show where one or two settings that are not known are filled in, for each way of doing that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<BranchFindings>,
    /// The ways to put right each step that fails, where any were tried, the one that changes least first; empty where none of
    /// them helps.
    #[serde(skip_serializing_if = "StepMap::is_empty")]
    pub ways: StepMap<Vec<FixWay>>,
    /// What to change, in order, where a step fails and changes were tried.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<PlannedChange>,
    /// What does not hold once that is done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
    /// What a person fills in in these changes, where nothing was read of what they are about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_fill_in: Vec<Blank>,
}

/// A file that was provided and could not be read, or a part of one. What it holds is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotReadFile {
    /// Its name.
    pub file: String,
    /// What it is, and where. It quotes no value.
    pub found: String,
    /// What would be read.
    pub expected: String,
}

/// What the resources show where settings that are not known have these values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BranchFindings {
    /// The settings that are filled in.
    pub settings: Vec<BranchSetting>,
    /// What the resources show then.
    pub findings: Findings,
}

impl Findings {
    /// The setting as resources show it.
    #[must_use]
    pub fn setting(&self, setting: Setting) -> Option<&SettingFinding> {
        self.settings.iter().find(|it| it.setting == setting)
    }

    /// The Config with what resources show in place of what a person says.
    #[must_use]
    pub fn applied<'a>(&self, config: &'a Config) -> Cow<'a, Config> {
        if self.settings.is_empty() {
            return Cow::Borrowed(config);
        }
        let mut config = config.clone();
        for it in &self.settings {
            // A value that a resource shows was made by the rules, and fits.
            let _ = it.setting.set(&mut config, &it.value);
        }
        Cow::Owned(config)
    }
}
