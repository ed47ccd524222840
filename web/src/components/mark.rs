//! A status as a sign, beside its word and its colour.

pub(crate) use pgreach_formats::Sign;
use yew::prelude::*;

/// The outline, in a box of 16 by 16.
pub(crate) const fn outline(sign: Sign) -> &'static str {
    match sign {
        Sign::Right => "M3.5 8.5l3 3 6-7",
        Sign::Wrong => "M4.5 4.5l7 7M11.5 4.5l-7 7",
        Sign::Unknown => "M5.6 6.1a2.4 2.4 0 1 1 3.3 2.2c-.6.3-.9.7-.9 1.4M8 12.4v.1",
        Sign::NotApplicable => "M4.5 8h7",
    }
}

/// The mark, for the eye alone: its word stands beside it.
pub(crate) fn mark(sign: impl Into<Sign>) -> Html {
    let sign = sign.into();
    html! {
        <svg class={classes!("mark", sign.class())} viewBox="0 0 16 16" aria-hidden="true">
            <path d={outline(sign)} />
        </svg>
    }
}
