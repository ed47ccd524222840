//! The bar above the page.

use std::rc::Rc;

use yew::prelude::*;

use super::dialogs::{Examples, PasteError, Share};
use crate::{
    browser,
    state::{Action, State},
};

/// What the page knows.
#[derive(Properties, PartialEq)]
pub(crate) struct HeaderProps {
    pub(crate) state: Rc<State>,
    pub(crate) dispatch: Callback<Action>,
}

/// The name of the tool, and what can be done with the page as a whole.
#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    let HeaderProps { state, dispatch } = props;
    html! {
        <header class="top">
            <p class="brand"><b>{ "pg" }</b>{ "reach" }</p>
            <p class="question">{ "Can this PostgreSQL migration to Azure connect?" }</p>
            <nav aria-label="Page">
                <Examples dispatch={dispatch.clone()} />
                <PasteError config={state.config.clone()} dispatch={dispatch.clone()} />
                <Share state={state.clone()} dispatch={dispatch.clone()} />
                <button type="button" onclick={|_| browser::print()}>{ "Print" }</button>
                <button type="button" disabled={state.is_empty()} onclick={dispatch.reform(|_| Action::Cleared)}>{ "Start over" }</button>
            </nav>
        </header>
    }
}
