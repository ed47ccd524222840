//! Defines what a report says of the changes that put a migration right.

use serde::Serialize;

use crate::{Owner, Status, StepKey, Verdict, keyword::keyword, text::Commands};

/// A word in changes that a person fills in, because nothing was read of what it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Blank {
    /// The word as it stands in them, as `SOURCE_VNET`: capitals and underscores.
    pub word: String,
    /// What it asks for, in a few words.
    pub meaning: String,
}

/// One change of one resource, in words and as commands, with everything filled in that was read or said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeText {
    /// What it does, as an instruction.
    pub title: String,
    /// The id of the resource that is made, changed or taken away.
    pub resource: String,
    /// Who does it.
    pub owner: Owner,
    /// What makes it.
    pub apply: Forms,
    /// What takes it back.
    pub undo: Forms,
    /// What a person clicks in the Azure portal to make it, a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub portal: Vec<String>,
    /// How to see whether what it changes is as it was when the plan was made; none where no command shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
    /// What it opens, interrupts or costs while it stands, a sentence each.
    pub impact: Vec<String>,
}

/// The forms in which people change what they have in Azure. What is to be filled in is listed in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Forms {
    /// Commands of the Azure CLI (2.79 or later), or of `aws` or `gcloud` for what is changed there.
    pub az: Commands,
    /// Commands of the Az module of PowerShell (12 or later).
    #[serde(skip_serializing_if = "Commands::is_empty")]
    pub powershell: Commands,
    /// A Bicep module, where one says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bicep: Option<String>,
    /// Terraform blocks (azurerm 4), where they say the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terraform: Option<String>,
}

keyword! {
    /// The form in which changes are shown.
    FixForm {
        /// Commands of the Azure CLI.
        Az = "az", "Azure CLI";
        /// Commands of the Az module of PowerShell.
        PowerShell = "powershell", "PowerShell";
        /// A Bicep module.
        Bicep = "bicep", "Bicep";
        /// Terraform blocks.
        Terraform = "terraform", "Terraform";
    }
}

/// How a sentence of the impact begins that says what undo does not bring back.
pub(crate) const UNDO: &str = "Undo ";

/// How a sentence of the impact begins that says what the target loses with undo, once it is in production.
pub(crate) const GIVEN_UP: &str = "Undo is only for a migration that is given up: ";

impl ChangeText {
    /// Returns what undo does not bring back, a sentence each of the impact.
    pub fn not_undone(&self) -> impl Iterator<Item = &str> {
        self.impact.iter().map(String::as_str).filter(|it| it.starts_with(UNDO) && !it.starts_with(GIVEN_UP))
    }

    /// Returns why undo is only for a migration that is given up, a sentence of the impact; none where the target does not live
    /// on the change after the migration.
    #[must_use]
    pub fn given_up(&self) -> Option<&str> {
        self.impact.iter().map(String::as_str).find(|it| it.starts_with(GIVEN_UP))
    }
}

impl Forms {
    /// Returns the text of a form, a line for each command; an empty one where the form does not say this.
    #[must_use]
    pub fn text(&self, form: FixForm) -> String {
        let commands = match form {
            FixForm::Az => &self.az,
            FixForm::PowerShell => &self.powershell,
            FixForm::Bicep => return self.bicep.clone().unwrap_or_default(),
            FixForm::Terraform => return self.terraform.clone().unwrap_or_default(),
        };
        commands.iter().collect::<Vec<_>>().join("\n")
    }

    /// Only commands of the Azure CLI.
    #[must_use]
    pub const fn az(commands: Vec<String>) -> Self {
        Self { az: Commands::filled(commands), powershell: Commands::filled(Vec::new()), bicep: None, terraform: None }
    }
}

/// A command that changes nothing and prints one line: what a change sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Look {
    /// The command of the Azure CLI (2.79 or later).
    pub az: String,
    /// What it prints where nothing was changed since the files were written, or where it is as is presumed: JSON in one line, one text, or `none` for what
    /// is not there. Capitals and small letters count the same.
    pub before: String,
    /// What it prints once the change is made.
    pub after: String,
}

/// A step that does not hold once a plan is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Left {
    /// The step.
    pub step: StepKey,
    /// What is known of it then: fail or unknown.
    pub status: Status,
    /// Why, in one or two sentences.
    pub why: String,
}

/// One way to put a step right: changes in an order that works. The rules found that the step holds after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FixWay {
    /// What it takes for what is wrong, a sentence: where nothing was read, an answer says only that the step fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presumes: Option<String>,
    /// The changes.
    pub changes: Vec<ChangeText>,
    /// The verdict once they are made, and nothing else.
    pub after: Verdict,
}

/// One change of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlannedChange {
    /// The step that it puts right, or helps to.
    pub step: StepKey,
    /// What it takes for what is wrong at the step, a sentence, where nothing was read of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presumes: Option<String>,
    /// The change.
    #[serde(flatten)]
    pub change: ChangeText,
    /// The changes of the plan that must be made before it, by their place in the plan, the first of which is 0.
    pub needs: Vec<usize>,
    /// The verdict once it and all before it are made.
    pub after: Verdict,
    /// That verdict in one sentence.
    pub summary: String,
}
