//! What opens over the page: the situations, a pasted error message, the link.

use std::rc::Rc;

use pgreach_rules::{Config, Party, Setting, check::CATALOGUE, message, preset::PRESETS};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::command::Command;
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

/// What the page knows of the servers.
#[derive(Properties, PartialEq)]
pub(crate) struct PasteErrorProps {
    pub(crate) config: Rc<Config>,
    pub(crate) dispatch: Callback<Action>,
}

/// A place for an error message, and what it says.
#[component]
pub(crate) fn PasteError(props: &PasteErrorProps) -> Html {
    let text = use_state_eq(String::new);
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| text.set(event.target_unchecked_into::<HtmlTextAreaElement>().value()))
    };
    let Config { source, target, .. } = &*props.config;
    let found = message::recognise(&text, source.name.as_deref(), target.name.as_deref());
    let content = html! {
        <>
            <label for="error-text">{ "The message, or a part of it" }</label>
            <textarea id="error-text" rows="4" spellcheck="false" placeholder="ST008: Connectivity attempt to source single server …" {oninput} value={(*text).clone()} />
            <div aria-live="polite">
                if let Some(found) = found {
                    <p class="over">{ found.message.id }</p>
                    <p><b>{ found.message.meaning }</b></p>
                    <p>{ found.message.advice }</p>
                    if let Some(server) = &found.server {
                        <p>{ "It names " }<code>{ server }</code>{ party(found.party) }</p>
                    }
                    if !found.message.steps.is_empty() {
                        <p>{ "Look at these steps first: " }{ steps(found.message.steps) }{ "." }</p>
                    }
                    if !found.message.settings.is_empty() {
                        <ul class="gives">{ for found.message.settings.iter().map(|(setting, value)| html! {
                            <li key={setting.word()}>{ setting.label() }{ " " }<b>{ label(*setting, value) }</b></li>
                        }) }</ul>
                        <button class="main" onclick={{
                            let message = found.message;
                            props.dispatch.reform(move |_| Action::MessageUsed(message))
                        }}>{ "Fill in what it gives away" }</button>
                    }
                } else if !text.trim().is_empty() {
                    <p>{ "No network error that pgreach knows. It knows ST008, 6030xx and what PostgreSQL says of a connection." }</p>
                }
            </div>
        </>
    };
    dialog("paste", "Paste an error", "What does the error message say?", content)
}

fn party(party: Option<Party>) -> &'static str {
    match party {
        Some(Party::Source) => ", your source: look at the connection to the source.",
        Some(Party::Target) => ", your target: the runtime server could not reach it.",
        _ => ". Is that your source or your target?",
    }
}

/// What people call the checks of these steps, each once.
fn steps(keys: &'static [&'static str]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for check in keys.iter().filter_map(|key| CATALOGUE.iter().find(|it| it.keys.contains(key))) {
        if !names.contains(&check.name) {
            names.push(check.name);
        }
    }
    names.join(", ")
}

/// The label of a value.
fn label(setting: Setting, value: &'static str) -> &'static str {
    setting.choices().iter().find(|it| it.0 == value).map_or(value, |it| it.1)
}

/// The link to this state, and the HTML that brings it into another page.
pub(crate) fn share(state: &State, dispatch: &Callback<Action>) -> Html {
    live_dialog("share", "Share", "This page as it is", dispatch, || links(state, dispatch))
}

fn links(state: &State, dispatch: &Callback<Action>) -> Html {
    let onchange = dispatch
        .reform(|event: Event| Action::NamesInLink(event.target_unchecked_into::<HtmlInputElement>().checked()));
    let page = browser::address("");
    let is_published = page.starts_with("http");
    let page = if is_published { page } else { "https://pgreach.example/index.html".to_owned() };
    let framed = state.fragment_as(&View { embed: true, ..View::default() });
    html! {
        <>
            <p>{ "Everything is in the part after #, which a browser does not send to any server." }</p>
            <Command line={browser::address(&state.fragment())} what="the link" />
            <h3>{ "In another page" }</h3>
            if !is_published {
                <p>{ "This page is a file. Put the address of a published one in place of https://pgreach.example." }</p>
            }
            <Command line={snippet::iframe(&page, &framed)} what="the iframe" />
            <Command line={snippet::element(&page, &state.fragment_as(&View::default()))} what="the element" />
            <label class="check"><input type="checkbox" checked={state.names_in_link} {onchange} />{ "With the names of the servers and the exceptions" }</label>
        </>
    }
}
