//! What opens over the page: the situations. `index.html` has the other dialogs.

use pgreach_rules::preset::PRESETS;
use yew::prelude::*;

use crate::{browser, state::Action};

/// A button and the dialog that it opens. Any button inside that submits also closes it.
fn dialog(id: &'static str, button: &'static str, title: &'static str, content: Html) -> Html {
    opened_by(Callback::from(move |_| browser::open_dialog(id)), id, button, title, content)
}

/// The same with content that follows the state. It is made only while the dialog is open: every change makes it anew.
pub(super) fn live_dialog(
    id: &'static str,
    button: &'static str,
    title: &'static str,
    dispatch: &Callback<Action>,
    content: impl FnOnce() -> Html,
) -> Html {
    let onclick = dispatch.reform(move |_| {
        browser::open_dialog(id);
        Action::DialogOpened
    });
    let content = if browser::is_open(id) { content() } else { Html::default() };
    opened_by(onclick, id, button, title, content)
}

fn opened_by(
    onclick: Callback<MouseEvent>,
    id: &'static str,
    button: &'static str,
    title: &'static str,
    content: Html,
) -> Html {
    let heading = format!("{id}-title");
    html! {
        <>
            <button type="button" {onclick} aria-haspopup="dialog">{ button }</button>
            <dialog {id} aria-labelledby={heading.clone()}>
                <form method="dialog">
                    <div class="dialog-head">
                        <h2 id={heading}>{ title }</h2>
                        <button>{ "Close" }</button>
                    </div>
                    { content }
                </form>
            </dialog>
        </>
    }
}

/// The situations as buttons.
pub(crate) fn presets(dispatch: &Callback<Action>) -> Html {
    html! {
        <ul class="presets">
            { for PRESETS.iter().map(|preset| html! {
                <li key={preset.id}>
                    <button data-preset={preset.id} onclick={dispatch.reform(move |_| {
                        browser::reveal("verdict");
                        Action::Started(preset)
                    })}>
                        <b>{ preset.title }</b><span>{ preset.about }</span>
                    </button>
                </li>
            }) }
        </ul>
    }
}

/// The situations to start from.
pub(crate) fn examples(dispatch: &Callback<Action>) -> Html {
    dialog("examples", "Examples", "Start from a situation like yours", presets(dispatch))
}
