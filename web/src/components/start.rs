//! Where to begin when nothing is known yet.

use yew::prelude::*;

use super::dialogs::presets;
use crate::state::Action;

/// What to do with a choice.
#[derive(Properties, PartialEq)]
pub(crate) struct StartProps {
    pub(crate) dispatch: Callback<Action>,
}

/// The situations to start from.
#[component]
pub(crate) fn Start(props: &StartProps) -> Html {
    html! {
        <section class="panel start" aria-labelledby="start">
            <h2 id="start">{ "Fill in what you know, or start from a situation like yours" }</h2>
            { presets(&props.dispatch) }
        </section>
    }
}
