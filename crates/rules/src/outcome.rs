//! Defines what evidence says of a check: an outcome, or why it is undecided.

use serde::Serialize;

use crate::{
    Evidence, HopKind, Setting, Status,
    keyword::keyword,
    need::{Export, Need},
    stage_words::sentence,
};

/// What evidence says of a check or of anything that checks ask: it, or why it says nothing certain.
pub(crate) type Decided<T = Outcome> = Result<T, Undecided>;

/// What evidence says of a check for certain, with what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The condition holds.
    Pass(Shown),
    /// It does not hold.
    Fail(Shown),
    /// It does not matter here.
    NotApplicable(Shown),
}

/// What shows an outcome: never nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    first: Evidence,
    rest: Vec<Evidence>,
    note: Option<String>,
}

/// Why evidence says nothing certain of a check, and what would settle it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undecided {
    /// The kind of reason.
    pub reason: Reason,
    /// The reason in this case, as a sentence.
    pub words: String,
    /// What was looked at.
    pub evidence: Vec<Evidence>,
    /// The exports that would settle it.
    pub needs: Vec<Need>,
}

keyword! {
    /// Why evidence does not decide a step.
    Reason {
        /// A resource, or what decides of it, is not in the files, or a list in them may not be whole.
        Missing = "missing", "Not in the files";
        /// It depends on a setting that nothing has been said.
        NotSaid = "not-said", "A setting is not known";
        /// Several resources may be meant, or several addresses taken.
        Ambiguous = "ambiguous", "Several may be meant";
        /// Two things in the files exclude each other, so one of them is old.
        Contradiction = "contradiction", "The files contradict each other";
        /// A change is under way, or did not work out.
        Changing = "changing", "A change is not done";
        /// What decides it is no resource of Azure's, or shows in no export.
        Outside = "outside", "In no export";
        /// The documents do not say what Azure does here.
        Undocumented = "undocumented", "Not documented";
        /// The files hold a resource that pgreach does not read, and that can overrule the step.
        NotRead = "not-read", "Not read by pgreach";
    }
}

impl Shown {
    /// All of these, where there is any.
    pub(crate) fn of(evidence: impl IntoIterator<Item = Evidence>) -> Option<Self> {
        let mut evidence = evidence.into_iter();
        let first = evidence.next()?;
        let mut shown = Self::from(first);
        shown.add(evidence);
        Some(shown)
    }

    fn add(&mut self, evidence: impl IntoIterator<Item = Evidence>) {
        for it in evidence {
            if self.first != it && !self.rest.contains(&it) {
                self.rest.push(it);
            }
        }
    }

    /// What shows the outcome, without its note.
    pub(crate) fn without_note(self) -> Self {
        Self { note: None, ..self }
    }

    fn into_evidence(self) -> Vec<Evidence> {
        let mut evidence = self.rest;
        evidence.insert(0, self.first);
        evidence
    }
}

impl From<Evidence> for Shown {
    fn from(first: Evidence) -> Self {
        Self { first, rest: Vec::new(), note: None }
    }
}

impl From<[Evidence; 2]> for Shown {
    fn from([first, second]: [Evidence; 2]) -> Self {
        let mut shown = Self::from(first);
        shown.add([second]);
        shown
    }
}

impl Outcome {
    /// The condition holds.
    pub(crate) fn pass(shown: impl Into<Shown>) -> Self {
        Self::Pass(shown.into())
    }

    /// It does not hold.
    pub(crate) fn fail(shown: impl Into<Shown>) -> Self {
        Self::Fail(shown.into())
    }

    /// It does not matter here.
    pub(crate) fn not_applicable(shown: impl Into<Shown>) -> Self {
        Self::NotApplicable(shown.into())
    }

    /// The condition holds by all of these; undecided where there is none.
    pub(crate) fn passed_by(evidence: impl IntoIterator<Item = Evidence>) -> Decided {
        Shown::of(evidence).map(Self::Pass).ok_or_else(Undecided::unshown)
    }

    /// The condition does not hold by all of these; undecided where there is none.
    pub(crate) fn failed_by(evidence: impl IntoIterator<Item = Evidence>) -> Decided {
        Shown::of(evidence).map(Self::Fail).ok_or_else(Undecided::unshown)
    }

    /// It does not matter by all of these; undecided where there is none.
    pub(crate) fn set_aside_by(evidence: impl IntoIterator<Item = Evidence>) -> Decided {
        Shown::of(evidence).map(Self::NotApplicable).ok_or_else(Undecided::unshown)
    }

    /// All of these must hold: one that does not is a fault, whatever is undecided of the others.
    pub(crate) fn all(parts: impl IntoIterator<Item = Decided>) -> Decided {
        let (mut failed, mut undecided, mut passed) = (None, None, None);
        let mut looked_at: Vec<Evidence> = Vec::new();
        for part in parts {
            match part {
                Ok(Self::Fail(shown)) => join(&mut failed, shown),
                Ok(Self::Pass(shown) | Self::NotApplicable(shown)) => join(&mut passed, shown),
                Err(it) => {
                    undecided = Some(match undecided {
                        None => it,
                        Some(before) => Undecided::and(before, it),
                    });
                }
            }
        }
        let passed_evidence = |passed: Option<Shown>| passed.map(Shown::into_evidence).unwrap_or_default();
        if let Some(failed) = failed {
            looked_at.extend(undecided.into_iter().flat_map(|it| it.evidence));
            looked_at.extend(passed_evidence(passed));
            return Ok(Self::Fail(failed).showing(looked_at));
        }
        match undecided {
            Some(undecided) => Err(undecided.showing(passed_evidence(passed))),
            None => passed.map(Self::Pass).ok_or_else(Undecided::unshown),
        }
    }

    /// Whether the condition holds.
    pub(crate) const fn is_pass(&self) -> bool {
        matches!(self, Self::Pass(_))
    }

    /// Whether it does not hold.
    pub(crate) const fn is_fail(&self) -> bool {
        matches!(self, Self::Fail(_))
    }

    fn shown(&mut self) -> &mut Shown {
        let (Self::Pass(shown) | Self::Fail(shown) | Self::NotApplicable(shown)) = self;
        shown
    }

    /// What shows it.
    pub(crate) fn into_shown(self) -> Shown {
        let (Self::Pass(shown) | Self::Fail(shown) | Self::NotApplicable(shown)) = self;
        shown
    }

    /// What shows it, piece by piece.
    pub(crate) fn evidence(&self) -> impl Iterator<Item = &Evidence> {
        let (Self::Pass(shown) | Self::Fail(shown) | Self::NotApplicable(shown)) = self;
        [&shown.first].into_iter().chain(&shown.rest)
    }

    /// What shows it, piece by piece.
    pub(crate) fn into_evidence(self) -> Vec<Evidence> {
        self.into_shown().into_evidence()
    }

    /// Adds what was looked at.
    pub(crate) fn showing(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.shown().add(evidence);
        self
    }

    /// Says which way was judged, or what else a reader must know; a sentence.
    pub(crate) fn noting(mut self, note: impl Into<String>) -> Self {
        let shown = self.shown();
        shown.note = Some(after(shown.note.take(), note.into()));
        self
    }

    /// Says it, where there is anything to say.
    pub(crate) fn noting_any(self, note: Option<String>) -> Self {
        match note {
            Some(note) => self.noting(note),
            None => self,
        }
    }
}

/// Adds what shows one part to what shows those before.
fn join(all: &mut Option<Shown>, part: Shown) {
    let Some(before) = all else {
        *all = Some(part);
        return;
    };
    if let Some(note) = part.note.clone() {
        before.note = Some(after(before.note.take(), note));
    }
    before.add(part.into_evidence());
}

/// Adds a sentence, once.
fn after(before: Option<String>, note: String) -> String {
    match before {
        Some(before) if before.contains(&note) => before,
        Some(before) => format!("{before} {note}"),
        None => note,
    }
}

impl Undecided {
    /// The resources do not decide it, for a reason: a sentence.
    pub(crate) fn new(reason: Reason, words: impl Into<String>) -> Self {
        Self { reason, words: words.into(), evidence: Vec::new(), needs: Vec::new() }
    }

    /// Nothing in the files shows it.
    pub(crate) fn unshown() -> Self {
        Self::new(Reason::Missing, "Nothing in the files shows it.")
    }

    /// Says that an export would settle it. `of` names the resource: its id where that is known, else its name.
    pub(crate) fn needing(mut self, export: Export, of: impl Into<String>) -> Self {
        let need = Need { export, resource: of.into() };
        if !self.needs.contains(&need) {
            self.needs.push(need);
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

    /// Says what else a reader must know; a sentence.
    pub(crate) fn noting(mut self, note: impl Into<String>) -> Self {
        self.words = after(Some(self.words), note.into());
        self
    }

    /// Both are undecided; the first one's reason stands for both.
    fn and(self, other: Self) -> Self {
        let both = self.noting(other.words).showing(other.evidence);
        other.needs.into_iter().fold(both, |it, need| it.needing(need.export, need.resource))
    }
}

/// What resources show of one step, as it goes into a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What they show; unknown where they do not decide it.
    pub status: Status,
    /// The properties that decided it, or that were looked at.
    pub evidence: Vec<Evidence>,
    /// Which of several ways was judged, or why nothing could be decided.
    pub note: Option<String>,
    /// Why they do not decide it, where they do not.
    pub reason: Option<Reason>,
    /// The exports that would settle it.
    pub needs: Vec<Need>,
    /// What they show of each stage, where the step has several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
}

/// What resources show of one stage of a connection, of a step that decides several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// The stage.
    pub hop: HopKind,
    /// What is known of it.
    pub status: Status,
    /// The name of the resource that decided it, where one did.
    pub resource: Option<String>,
    /// What decided it, or why nothing could.
    pub text: String,
}

impl Stage {
    fn new(hop: HopKind, finding: Finding) -> Self {
        let Finding { status, evidence, note, .. } = finding;
        let first = evidence.into_iter().next();
        let shown = first.as_ref().map(|it| sentence(hop, it));
        let text = match (shown, note) {
            (Some(shown), Some(note)) if status != Status::Unknown => format!("{shown}. {note}"),
            (shown, note) => note.or(shown).unwrap_or_default(),
        };
        Self { hop, status, resource: first.map(|it| it.resource), text }
    }
}

impl Finding {
    /// What resources show of a step, of which each stage must hold.
    pub(crate) fn of_stages(mut stages: Vec<(HopKind, Decided)>) -> Self {
        if stages.len() < 2 {
            return stages.pop().map_or_else(|| Err(Undecided::unshown()), |(_, only)| only).into();
        }
        let each = stages.iter().cloned().map(|(hop, it)| Stage::new(hop, it.into())).collect();
        Self { stages: each, ..Outcome::all(stages.into_iter().map(|(_, it)| it)).into() }
    }
}

impl From<Decided> for Finding {
    fn from(decided: Decided) -> Self {
        let (status, shown) = match decided {
            Ok(Outcome::Pass(shown)) => (Status::Pass, shown),
            Ok(Outcome::Fail(shown)) => (Status::Fail, shown),
            Ok(Outcome::NotApplicable(shown)) => (Status::NotApplicable, shown),
            Err(Undecided { reason, words, evidence, needs }) => {
                let (status, stages) = (Status::Unknown, Vec::new());
                return Self { status, evidence, note: Some(words), reason: Some(reason), needs, stages };
            }
        };
        let note = shown.note.clone();
        let (evidence, needs) = (shown.into_evidence(), Vec::new());
        Self { status, evidence, note, reason: None, needs, stages: Vec::new() }
    }
}

/// A setting that resources show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingFinding {
    /// Which one.
    pub setting: Setting,
    /// Its value, as a Config says it.
    pub value: String,
    /// What shows it.
    pub evidence: Vec<Evidence>,
}

/// What can be added to an outcome and to what is undecided alike.
pub(crate) trait Annotate: Sized {
    /// Adds what was looked at.
    fn showing(self, evidence: impl IntoIterator<Item = Evidence>) -> Self;
    /// Says what else a reader must know; a sentence.
    fn noting(self, note: impl Into<String>) -> Self;
    /// What was looked at.
    fn into_evidence(self) -> Vec<Evidence>;
}

impl Annotate for Decided {
    fn showing(self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        match self {
            Ok(it) => Ok(it.showing(evidence)),
            Err(it) => Err(it.showing(evidence)),
        }
    }

    fn noting(self, note: impl Into<String>) -> Self {
        match self {
            Ok(it) => Ok(it.noting(note)),
            Err(it) => Err(it.noting(note)),
        }
    }

    fn into_evidence(self) -> Vec<Evidence> {
        match self {
            Ok(it) => it.into_evidence(),
            Err(it) => it.evidence,
        }
    }
}
