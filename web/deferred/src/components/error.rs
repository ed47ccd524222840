//! A pasted error message that stays on the page: its text, what it means, and the steps that it points to. What is asked next
//! stands beside the verdict.

use pgreach_rules::{Findings, Party, Report, StepKey, evaluate_with, link};
use yew::prelude::*;

use crate::{
    checker::ToChecker,
    explain::{Pointed, name},
    message::Message,
    page::Page,
};

/// What is said, with what is known of its steps. It is no component, because each component weighs some kilobytes.
pub(crate) fn error_note(page: &Page, said: &Pointed, found: Option<&Findings>) -> Html {
    let Pointed { title, text, paragraphs, steps: keys, names, .. } = said;
    let (config, _) = link::read(&page.state);
    let unread = Findings::default();
    let found = found.unwrap_or(&unread);
    let report = evaluate_with(&config, found);
    let remove = {
        let page = page.clone();
        move |_: MouseEvent| page.send(Message::Explained(Pointed::default()))
    };
    html! {
        <section class="panel notes" aria-labelledby="error">
            <h2 id="error" tabindex="-1">{ "Your error: " }{ title }</h2>
            if text != title {
                <blockquote>{ text }</blockquote>
            }
            { for paragraphs.iter().map(|it| html! { <p>{ it }</p> }) }
            if let Some(name) = names {
                <p><b>{ "Which end is " }{ name }{ "?" }</b></p>
                <p class="acts which-end">
                    { end(page, said, Party::Source, "It is my source") }
                    { end(page, said, Party::Target, "It is my target") }
                </p>
            }
            if !keys.is_empty() {
                <p><b>{ "Look at these steps first" }</b></p>
                if report.steps.is_empty() {
                    <ul>{ for [Party::Source, Party::Target, Party::Runtime].map(|it| names_of(keys, it)) }</ul>
                    <p class="soft">{ "They can be opened once it is known how the servers are reached." }</p>
                } else {
                    <ul>{ for keys.iter().filter_map(|it| step(&report, it)) }</ul>
                }
            }
            <button type="button" onclick={remove}>{ "Remove the error" }</button>
        </section>
    }
}

/// A step that an error points to; it leads to it, where there are steps.
fn step(report: &Report, key: &str) -> Option<Html> {
    // What is no step of this migration is left out.
    let step = report.step(StepKey::parse(key)?)?;
    Some(html! {
        <li>
            <button type="button" class="link" data-goes={step.key.anchor()}>{ step.name }</button>
            { " · " }{ step.key.party().label() }{ " · " }{ step.status.label() }
        </li>
    })
}

/// What the steps of a party that an error points to are called, in a line.
fn names_of(keys: &[String], party: Party) -> Html {
    let names = keys.iter().filter(|it| StepKey::parse(it).is_some_and(|it| it.party() == party));
    let names: Vec<&str> = names.filter_map(|it| name(it)).collect();
    if names.is_empty() {
        return Html::default();
    }
    html! { <li><b>{ party.label() }</b>{ ": " }{ names.join(", ") }</li> }
}

/// A button that says which end of the migration a message names.
fn end(page: &Page, said: &Pointed, party: Party, label: &'static str) -> Html {
    let (settings, said) = said.of_party(party);
    let page = page.clone();
    let onclick = move |_: MouseEvent| {
        page.tell(ToChecker::Used(settings.clone()));
        page.send(Message::Explained(said.clone()));
    };
    html! { <button type="button" class="main" data-goes="error" {onclick}>{ label }</button> }
}
