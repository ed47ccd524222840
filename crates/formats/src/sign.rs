//! A state as a sign, beside its word.

use pgreach_rules::{ConnectionStatus, Status, Verdict};

/// A sign, by what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Right: a tick.
    Right,
    /// Wrong: a cross.
    Wrong,
    /// Unknown: a question mark.
    Unknown,
    /// Does not matter: a dash.
    NotApplicable,
}

impl Sign {
    /// The sign.
    #[must_use]
    pub const fn character(self) -> &'static str {
        match self {
            Self::Right => "✓",
            Self::Wrong => "✗",
            Self::Unknown => "?",
            Self::NotApplicable => "–",
        }
    }

    /// The class that colours it.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Unknown => "open",
            Self::NotApplicable => "aside",
        }
    }
}

impl From<Status> for Sign {
    fn from(status: Status) -> Self {
        match status {
            Status::Pass => Self::Right,
            Status::Fail => Self::Wrong,
            Status::Unknown => Self::Unknown,
            Status::NotApplicable => Self::NotApplicable,
        }
    }
}

impl From<ConnectionStatus> for Sign {
    fn from(status: ConnectionStatus) -> Self {
        match status {
            ConnectionStatus::Reachable => Self::Right,
            ConnectionStatus::Blocked => Self::Wrong,
            ConnectionStatus::Unknown => Self::Unknown,
        }
    }
}

impl From<Verdict> for Sign {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Ready => Self::Right,
            Verdict::Blocked | Verdict::Unsupported => Self::Wrong,
            Verdict::Undecided => Self::Unknown,
        }
    }
}
