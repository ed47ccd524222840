//! A pasted error message that stays on the page: what it means, and the steps that it points to.

use pgreach_rules::{Findings, Step, evaluate_with, link};
use yew::prelude::*;

use crate::{explain::Pointed, message::Message, page::Page};

/// What is said, with what is known of its steps. It is no component, because each component weighs some kilobytes.
pub(crate) fn error_note(page: &Page, said: &Pointed, found: Option<&Findings>) -> Html {
    let Pointed { title, paragraphs, steps: keys } = said;
    let (config, _) = link::read(&page.state);
    let report = evaluate_with(&config, found.unwrap_or(&Findings::default()));
    let is_pointed = |it: &&Step| keys.iter().any(|key| it.key.word() == key);
    let remove = {
        let page = page.clone();
        move |_: MouseEvent| page.send(Message::Explained(Pointed::default()))
    };
    html! {
        <section class="panel notes" aria-labelledby="error">
            <h2 id="error" tabindex="-1">{ "Your error: " }{ title }</h2>
            { for paragraphs.iter().map(|it| html! { <p>{ it }</p> }) }
            <ul>
                { for report.steps.iter().filter(is_pointed).map(|step| html! {
                    <li>
                        <button type="button" class="link" data-goes={step.key.anchor()}>{ step.name }</button>
                        { " · " }{ step.key.party().label() }{ " · " }{ step.status.label() }
                    </li>
                }) }
            </ul>
            if report.steps.is_empty() && !keys.is_empty() {
                <p>{ "It points to steps that depend on the settings: fill them in." }</p>
            }
            <button type="button" onclick={remove}>{ "Remove the error" }</button>
        </section>
    }
}
