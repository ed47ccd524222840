//! The bar above the page.

use yew::prelude::*;

use super::dialogs::examples;
use crate::state::{Action, State};

/// The name of the tool, and what can be done with the page as a whole.
pub(crate) fn header(state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <header class="top">
            <p class="brand"><b>{ "pg" }</b>{ "reach" }</p>
            <p class="question">{ "Can this PostgreSQL migration to Azure connect?" }</p>
            <nav aria-label="Page">
                { examples(dispatch) }
                <button type="button" data-opens="paste" aria-haspopup="dialog">{ "Paste an error" }</button>
                <button type="button" data-opens="share" aria-haspopup="dialog">{ "Share" }</button>
                <button type="button" data-opens="download" aria-haspopup="dialog">{ "Download" }</button>
                <button type="button" class="print">{ "Print" }</button>
                <button type="button" data-files="forget" disabled={state.is_empty()} onclick={dispatch.reform(|_| Action::Cleared)}>{ "Start over" }</button>
            </nav>
        </header>
    }
}
