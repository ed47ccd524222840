//! Shows where to begin when nothing is known yet.

use pgreach_rules::preset::PRESETS;
use yew::prelude::*;

use crate::state::Action;

/// The situations to start from, as buttons. Each leads to the verdict.
pub(crate) fn start(dispatch: &Callback<Action>) -> Html {
    html! {
        <section class="panel start" aria-labelledby="start">
            <h2 id="start">{ "Or start from a situation like yours" }</h2>
            <ul class="presets">
                { for PRESETS.iter().map(|preset| html! {
                    <li key={preset.id}>
                        <button data-preset={preset.id} data-goes="verdict" onclick={dispatch.reform(move |_| Action::Started(preset))}>
                            <b>{ preset.title }</b><span>{ preset.about }</span>
                        </button>
                    </li>
                }) }
            </ul>
        </section>
    }
}
