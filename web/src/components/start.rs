//! Where to begin when nothing is known yet.

use yew::prelude::*;

use super::dialogs::presets;
use crate::state::Action;

/// The situations to start from.
pub(crate) fn start(dispatch: &Callback<Action>) -> Html {
    html! {
        <section class="panel start" aria-labelledby="start">
            <h2 id="start">{ "Or start from a situation like yours" }</h2>
            { presets(dispatch) }
        </section>
    }
}
