//! What opens over the page: the situations, and the link. `index.html` has the other dialogs.

use pgreach_rules::{link, preset::PRESETS};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{command::Command, download::PSEUDONYMS};
use crate::{
    browser, snippet,
    state::{Action, State},
    view::View,
};

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

/// The link to this state, and the HTML that brings it into another page.
pub(crate) fn share(state: &State, dispatch: &Callback<Action>) -> Html {
    live_dialog("share", "Share", "This page as it is", dispatch, || links(state, dispatch))
}

fn links(state: &State, dispatch: &Callback<Action>) -> Html {
    let onchange = dispatch
        .reform(|event: Event| Action::NamesInLink(event.target_unchecked_into::<HtmlInputElement>().checked()));
    let on_mask = {
        let state = link::write(&state.config, true);
        move |event: Event| {
            let is_wanted = event.target_unchecked_into::<HtmlInputElement>().checked();
            browser::tell("pgreach-mask", if is_wanted { &state } else { "" });
        }
    };
    let is_masked = state.masked.is_some();
    let state = &state.shared();
    let page = browser::address("");
    let is_published = page.starts_with("http");
    let page = if is_published { page } else { "https://pgreach.example/index.html".to_owned() };
    let framed = state.fragment_as(&View { embed: true, ..View::default() });
    html! {
        <>
            <p>{ "Everything is in the part after #, which a browser does not send to any server." }</p>
            if state.reading.has_files() {
                <p>{ "What the files show is not in a link. Download has it." }</p>
            }
            <Command line={browser::address(&state.fragment())} what="the link" />
            <h3>{ "In another page" }</h3>
            if !is_published {
                <p>{ "This page is a file. Put the address of a published one in place of https://pgreach.example." }</p>
            }
            <Command line={snippet::iframe(&page, &framed)} what="the iframe" />
            <Command line={snippet::element(&page, &state.fragment_as(&View::default()))} what="the element" />
            <label class="check"><input type="checkbox" checked={state.names_in_link} {onchange} />{ "With the names of the servers and the exceptions" }</label>
            <label class="check"><input type="checkbox" checked={is_masked} onchange={on_mask} />{ PSEUDONYMS }</label>
        </>
    }
}
