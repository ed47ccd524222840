//! A pasted error message that stays on the page: what it means, and the steps that it points to.

use std::rc::Rc;

use pgreach_rules::{Findings, Step, evaluate_with, link};
use yew::prelude::*;

use crate::{explain::Pointed, message::Message, page::Page};

#[derive(Properties, PartialEq)]
pub(crate) struct ErrorNoteProps {
    pub page: Page,
    pub said: Rc<Pointed>,
    /// What the files show of the settings; none while that is not known, or where there are none.
    pub found: Option<Rc<Findings>>,
}

#[component]
pub(crate) fn ErrorNote(ErrorNoteProps { page, said, found }: &ErrorNoteProps) -> Html {
    let Pointed { title, paragraphs, steps: keys } = &**said;
    let (config, _) = link::read(&page.state);
    let report = evaluate_with(&config, found.as_deref().unwrap_or(&Findings::default()));
    let is_pointed = |it: &&Step| keys.iter().any(|key| it.key.word() == key);
    let remove = {
        let page = page.clone();
        move |_: MouseEvent| page.send(Message::ExplainedRemoved)
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
