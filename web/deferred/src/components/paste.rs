//! A pasted error message, or an export.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{DialogProps, dialog::Shell};
use crate::{
    browser,
    checker::ToChecker,
    explain::{Explained, Pointed, explain},
    message::Message,
    page::Page,
    taking::{has_json, is_whole},
};
use pgreach_rules::{Party, link};

#[component]
pub(crate) fn Paste(DialogProps { page, opened, text: given, .. }: &DialogProps) -> Html {
    let text = use_state_eq(String::new);
    {
        let text = text.clone();
        use_effect_with((*opened, given.clone()), move |(_, given)| {
            if !given.is_empty() {
                text.set(given.clone());
            }
        });
    }
    let typed = {
        let text = text.clone();
        move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(field.value());
            }
        }
    };
    let import = {
        let (page, text) = (page.clone(), text.clone());
        Callback::from(move |()| {
            page.send(Message::Pasted((*text).clone()));
            text.set(String::new());
            // Its button is gone before it could close the dialog.
            browser::close("paste");
        })
    };
    html! {
        <Shell id="paste" title="Paste an error message or an Azure export" opened={*opened} focus="#error-text">
            <label for="error-text">{ "The message or a part of it, or the output of an Azure tool as JSON" }</label>
            <textarea
                id="error-text" rows="6" spellcheck="false" ~value={(*text).clone()} oninput={typed}
                placeholder="ST008: Connectivity attempt to source single server …"
            />
            <div id="error-means" aria-live="polite">
                if !text.trim().is_empty() {
                    { means(&text, page, &import) }
                }
            </div>
        </Shell>
    }
}

/// What a text means, and what can be done with it. Every button closes the dialog.
fn means(text: &str, page: &Page, import: &Callback<()>) -> Html {
    let said = explain(text, &link::read(&page.state).0);
    let is_json = has_json(text);
    let is_known = !said.stays.title.is_empty();
    let label = if said.gives.is_empty() { "Keep it on the page" } else { "Apply" };
    html! {
        <>
            if is_json {
                if is_whole(text) {
                    <p class="strong">{ "This is JSON, as Azure tools print it." }</p>
                } else {
                    <p class="gap">{ "This begins as JSON and is not whole: paste all of it, or drop the file." }</p>
                }
                <button class="main import" onclick={import.reform(|_: MouseEvent| ())}>{ "Import it" }</button>
            }
            // An export may hold any words. What Azure prints of an error is JSON too.
            if !is_json || is_known {
                { for said.paragraphs.iter().map(|(class, words)| html! { <p class={*class}>{ words }</p> }) }
                if !said.gives.is_empty() {
                    <ul class="gives">{ for said.gives.iter().map(|it| html! { <li>{ it }</li> }) }</ul>
                }
                if said.stays.names.is_some() {
                    <p class="acts">
                        { apply("It is my source", Some(Party::Source), &said, page) }
                        { apply("It is my target", Some(Party::Target), &said, page) }
                    </p>
                }
                if is_known {
                    { apply(label, None, &said, page) }
                }
            }
        </>
    }
}

/// A button that takes over what a message says; with the party that it names.
fn apply(label: &'static str, party: Option<Party>, said: &Explained, page: &Page) -> Html {
    let mut settings = said.settings.clone();
    let mut pointed: Pointed = said.stays.clone();
    if let Some(party) = party {
        let named;
        (named, pointed) = said.stays.of_party(party);
        settings.extend(named);
    }
    let page = page.clone();
    let onclick = move |_: MouseEvent| {
        if !settings.is_empty() {
            page.tell(ToChecker::Used(settings.clone()));
        }
        page.send(Message::Explained(pointed.clone()));
        browser::close("paste");
    };
    html! { <button class="main apply" data-goes="error" {onclick}>{ label }</button> }
}
