//! What a report says of the changes that put a migration right.

use serde::Serialize;

use crate::{Owner, StepKey, Verdict, text::Commands};

/// One change of one resource, in words and as commands, with everything filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeText {
    /// What it does, as an instruction.
    pub title: String,
    /// The id of the resource that is made, changed or taken away.
    pub resource: String,
    /// Who does it.
    pub owner: Owner,
    /// The commands of the Azure CLI (2.79 or later) that make it.
    pub commands: Commands,
    /// The commands that take it back.
    pub undo: Commands,
    /// What it opens, interrupts or costs while it stands, a sentence each.
    pub impact: Vec<String>,
}

/// One way to put a step right: changes in an order that works. The rules found that the step holds after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FixWay {
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
