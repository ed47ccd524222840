//! A status as a shape, beside its word and its colour.

use pgreach_rules::{LegStatus, Status, Verdict};
use yew::prelude::*;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
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
    /// The class that colours it.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Open => "open",
            Self::Aside => "aside",
        }
    }

    /// The outline, in a box of 16 by 16.
    pub(crate) const fn outline(self) -> &'static str {
        match self {
            Self::Right => "M3.5 8.5l3 3 6-7",
            Self::Wrong => "M4.5 4.5l7 7M11.5 4.5l-7 7",
            Self::Open => "M5.6 6.1a2.4 2.4 0 1 1 3.3 2.2c-.6.3-.9.7-.9 1.4M8 12.4v.1",
            Self::Aside => "M4.5 8h7",
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

/// The mark, for the eye alone: its word stands beside it.
pub(crate) fn mark(shape: impl Into<Shape>) -> Html {
    let shape = shape.into();
    html! {
        <svg class={classes!("mark", shape.class())} viewBox="0 0 16 16" aria-hidden="true">
            <path d={shape.outline()} />
        </svg>
    }
}
