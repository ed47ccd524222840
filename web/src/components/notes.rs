//! Shows what of the input does not count, and why.

use pgreach_formats::heading;
use pgreach_rules::Report;
use yew::prelude::*;

use crate::state::{Action, State};

/// What could not be read of the link.
pub(crate) fn unread(state: &State, dispatch: &Callback<Action>) -> Html {
    if state.unread.is_empty() {
        return Html::default();
    }
    html! {
        <section class="panel notes wrong" aria-labelledby="unread">
            <h2 id="unread">{ "Part of this link cannot be read" }</h2>
            <ul>
                { for state.unread.iter().map(|it| html! {
                    <li key={it.entry.clone()}>
                        <code>{ it.shown() }</code>
                        <p>{ "Found " }{ &it.error.found }{ ", expected " }{ &it.error.expected }{ "." }</p>
                    </li>
                }) }
            </ul>
            <p>{ "The rest counts. These entries count as unknown, and stay in the address until you remove them." }</p>
            <button type="button" onclick={dispatch.reform(|_| Action::UnreadDismissed)}>{ "Remove it from the link" }</button>
        </section>
    }
}

/// Shows the files that could not be read.
pub(crate) fn not_read(report: &Report) -> Html {
    if report.not_read.is_empty() {
        return Html::default();
    }
    html! {
        <section class="panel notes" aria-labelledby="not-read">
            <h2 id="not-read">{ heading::NOT_READ }</h2>
            <ul>
                { for report.not_read.iter().map(|it| html! {
                    <li><code>{ &it.file }</code>{ ": " }{ pgreach_formats::not_read(it) }</li>
                }) }
            </ul>
        </section>
    }
}

/// Shows what was provided and does not count for this combination.
pub(crate) fn unused(report: &Report) -> Html {
    if report.unused.is_empty() {
        return Html::default();
    }
    html! {
        <section class="panel notes" aria-labelledby="unused">
            <h2 id="unused">{ heading::UNUSED }</h2>
            <p>{ "It does not count for this combination. It counts again if you change the settings back." }</p>
            <ul>
                { for report.unused.iter().map(|it| html! {
                    <li key={it.path.clone()}><code>{ &it.path }</code>{ ": " }{ &it.reason }</li>
                }) }
            </ul>
        </section>
    }
}
