//! A state as a sign, beside its word.

use pgreach_rules::{LegStatus, Status, Verdict};

/// What a sign stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Right: a tick.
    Right,
    /// Wrong: a cross.
    Wrong,
    /// Not known: a question mark.
    Open,
    /// Does not matter: a dash.
    Aside,
}

impl Shape {
    /// The sign.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Right => "✓",
            Self::Wrong => "✗",
            Self::Open => "?",
            Self::Aside => "–",
        }
    }

    /// The class that colours it.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Open => "open",
            Self::Aside => "aside",
        }
    }
}

impl From<Status> for Shape {
    fn from(status: Status) -> Self {
        match status {
            Status::Pass => Self::Right,
            Status::Fail => Self::Wrong,
            Status::Unknown => Self::Open,
            Status::NotApplicable => Self::Aside,
        }
    }
}

impl From<LegStatus> for Shape {
    fn from(status: LegStatus) -> Self {
        match status {
            LegStatus::Open => Self::Right,
            LegStatus::Blocked => Self::Wrong,
            LegStatus::Unknown => Self::Open,
        }
    }
}

impl From<Verdict> for Shape {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Ready => Self::Right,
            Verdict::Blocked | Verdict::Unsupported => Self::Wrong,
            Verdict::Undecided => Self::Open,
        }
    }
}
