//! What opens over the page: the situations, a pasted error message, the link.

use std::rc::Rc;

use pgreach_rules::{Config, Party, StepKey, message, preset::PRESETS};
use web_sys::{HtmlDialogElement, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::command::Command;
use crate::{
    browser,
    state::{Action, State},
};

/// A button and the dialog that it opens.
#[derive(Properties, PartialEq)]
struct DialogProps {
    id: &'static str,
    button: &'static str,
    title: &'static str,
    #[prop_or_default]
    dialog: NodeRef,
    children: Html,
}

#[component]
fn Dialog(props: &DialogProps) -> Html {
    let DialogProps { id, button, title, dialog, children } = props;
    let open = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                browser::open_dialog(&dialog);
            }
        })
    };
    let close = closing(dialog);
    html! {
        <>
            <button type="button" onclick={open} aria-haspopup="dialog">{ *button }</button>
            <dialog ref={dialog.clone()} aria-labelledby={*id}>
                <div class="dialog-head">
                    <h2 id={*id}>{ *title }</h2>
                    <button type="button" onclick={close.reform(|_| ())}>{ "Close" }</button>
                </div>
                { children.clone() }
            </dialog>
        </>
    }
}

/// Closes a dialog.
fn closing(dialog: &NodeRef) -> Callback<()> {
    let dialog = dialog.clone();
    Callback::from(move |()| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            dialog.close();
        }
    })
}

/// The situations as buttons.
pub(crate) fn presets(dispatch: &Callback<Action>) -> Html {
    html! {
        <ul class="presets">
            { for PRESETS.iter().map(|preset| html! {
                <li key={preset.id}>
                    <button type="button" data-preset={preset.id} onclick={dispatch.reform(move |_| Action::Started(preset))}>
                        <b>{ preset.title }</b><span>{ preset.about }</span>
                    </button>
                </li>
            }) }
        </ul>
    }
}

/// What to do with a choice.
#[derive(Properties, PartialEq)]
pub(crate) struct ExamplesProps {
    pub(crate) dispatch: Callback<Action>,
}

/// The situations to start from.
#[component]
pub(crate) fn Examples(props: &ExamplesProps) -> Html {
    let dialog = use_node_ref();
    let close = closing(&dialog);
    let dispatch = props.dispatch.clone();
    let start = Callback::from(move |action: Action| {
        dispatch.emit(action);
        close.emit(());
    });
    html! {
        <Dialog id="examples" button="Examples" title="Start from a situation like yours" {dialog}>
            { presets(&start) }
        </Dialog>
    }
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
    let dialog = use_node_ref();
    let text = use_state_eq(String::new);
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| text.set(event.target_unchecked_into::<HtmlTextAreaElement>().value()))
    };
    let Config { source, target, .. } = &*props.config;
    let found = message::recognise(&text, source.name.as_deref(), target.name.as_deref());
    let close = closing(&dialog);
    html! {
        <Dialog id="paste" button="Paste an error" title="What does the error message say?" {dialog}>
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
                        <p>{ "Steps to look at: " }{ steps(found.message.steps) }</p>
                    }
                    if !found.message.settings.is_empty() {
                        <button type="button" class="main" onclick={
                            let (dispatch, message) = (props.dispatch.clone(), found.message);
                            Callback::from(move |_: MouseEvent| {
                                dispatch.emit(Action::MessageUsed(message));
                                close.emit(());
                            })
                        }>{ "Fill in what it gives away" }</button>
                    }
                } else if !text.trim().is_empty() {
                    <p>{ "No network error that pgreach knows. It knows ST008, 6030xx and what PostgreSQL says of a connection." }</p>
                }
            </div>
        </Dialog>
    }
}

fn party(party: Option<Party>) -> &'static str {
    match party {
        Some(Party::Source) => ", your source: look at the connection to the source.",
        Some(Party::Target) => ", your target: the runtime server could not reach it.",
        _ => ". Is that your source or your target?",
    }
}

fn steps(keys: &'static [&'static str]) -> String {
    keys.iter().filter_map(|it| StepKey::parse(it)).map(StepKey::word).collect::<Vec<_>>().join(", ")
}

/// What the page knows.
#[derive(Properties, PartialEq)]
pub(crate) struct ShareProps {
    pub(crate) state: Rc<State>,
    pub(crate) dispatch: Callback<Action>,
}

/// The link to this state.
#[component]
pub(crate) fn Share(props: &ShareProps) -> Html {
    let dialog = use_node_ref();
    let onchange = props
        .dispatch
        .reform(|event: Event| Action::NamesInLink(event.target_unchecked_into::<HtmlInputElement>().checked()));
    html! {
        <Dialog id="share" button="Share" title="A link to this page as it is" {dialog}>
            <p>{ "Everything is in the part after #, which a browser does not send to any server." }</p>
            <Command line={browser::address(&props.state.fragment())} what="the link" />
            <label class="check"><input type="checkbox" checked={props.state.names_in_link} {onchange} />{ "With the names of the servers" }</label>
        </Dialog>
    }
}
