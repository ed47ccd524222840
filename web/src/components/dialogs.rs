//! The situations to start from, in a dialog of their own. `web/deferred` has the other dialogs.

use pgreach_rules::preset::PRESETS;
use yew::prelude::*;

use crate::state::Action;

/// The situations as buttons. Each leads to the verdict.
pub(crate) fn presets(dispatch: &Callback<Action>) -> Html {
    html! {
        <ul class="presets">
            { for PRESETS.iter().map(|preset| html! {
                <li key={preset.id}>
                    <button data-preset={preset.id} data-goes="verdict" onclick={dispatch.reform(move |_| Action::Started(preset))}>
                        <b>{ preset.title }</b><span>{ preset.about }</span>
                    </button>
                </li>
            }) }
        </ul>
    }
}

/// The dialog; its button stands in `index.html`. Any button inside that submits also closes it.
pub(crate) fn examples(dispatch: &Callback<Action>) -> Html {
    html! {
        <dialog id="examples" aria-labelledby="examples-title">
            <form method="dialog">
                <div class="dialog-head">
                    <h2 id="examples-title">{ "Examples" }</h2>
                    <button>{ "Close" }</button>
                </div>
                // What reads files shows exports here.
                <div id="samples" />
                { presets(dispatch) }
            </form>
        </dialog>
    }
}
