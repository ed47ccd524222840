//! What evidence says of a check.

use serde::Serialize;

use crate::{
    Evidence, Status,
    need::{Export, Need},
};

/// What resources show of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What they show; unknown where they do not decide it.
    pub status: Status,
    /// The properties that decided it, or that were looked at.
    pub evidence: Vec<Evidence>,
    /// Which of several roads was judged, or why nothing could be decided.
    pub note: Option<String>,
    /// The exports that would settle it.
    pub needs: Vec<Need>,
}

impl Finding {
    /// The condition holds.
    pub(crate) const fn pass(evidence: Vec<Evidence>) -> Self {
        Self { status: Status::Pass, evidence, note: None, needs: Vec::new() }
    }

    /// It does not hold.
    pub(crate) const fn fail(evidence: Vec<Evidence>) -> Self {
        Self { status: Status::Fail, evidence, note: None, needs: Vec::new() }
    }

    /// It does not matter here.
    pub(crate) const fn not_applicable(evidence: Vec<Evidence>) -> Self {
        Self { status: Status::NotApplicable, evidence, note: None, needs: Vec::new() }
    }

    /// The resources do not decide it, for a reason: a sentence.
    pub(crate) fn open(reason: impl Into<String>) -> Self {
        Self { status: Status::Unknown, evidence: Vec::new(), note: Some(reason.into()), needs: Vec::new() }
    }

    /// All of these must hold: one that does not is a fault, whatever is unknown of the others.
    pub(crate) fn all(parts: &[Self]) -> Self {
        let worst = [Status::Fail, Status::Unknown].into_iter().find(|it| parts.iter().any(|part| part.status == *it));
        let status = worst.unwrap_or(Status::Pass);
        let counts = |it: &&Self| status == Status::Pass || it.status == status;
        let mut all = Self { status, evidence: Vec::new(), note: None, needs: Vec::new() };
        for part in parts.iter().filter(counts) {
            all = all.showing(part.evidence.iter().cloned());
            all = part.note.iter().fold(all, Self::noting);
            all = part.needs.iter().fold(all, |it, want| it.needing(want.export, &*want.resource));
        }
        all.showing(parts.iter().filter(|it| !counts(it)).flat_map(|it| it.evidence.iter().cloned()))
    }

    /// Says that an export would settle it. `of` names the resource: its id where that is known, else its name.
    pub(crate) fn needing(mut self, export: Export, of: impl Into<String>) -> Self {
        let want = Need { export, resource: of.into() };
        if !self.needs.contains(&want) {
            self.needs.push(want);
        }
        self
    }

    /// Adds what was looked at.
    pub(crate) fn showing(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        for it in evidence {
            if !self.evidence.contains(&it) {
                self.evidence.push(it);
            }
        }
        self
    }

    /// Says it, where there is anything to say.
    pub(crate) fn noting_any(self, note: Option<String>) -> Self {
        match note {
            Some(note) => self.noting(note),
            None => self,
        }
    }

    /// Says which road was judged, or what else a reader must know; a sentence.
    pub(crate) fn noting(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        self.note = Some(match self.note {
            Some(before) => format!("{before} {note}"),
            None => note,
        });
        self
    }
}
