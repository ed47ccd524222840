//! A pasted error message that stays on the page: what it means, the steps that it points to, and what is asked next.

use pgreach_rules::{Config, Findings, Party, Question, Report, Setting, Step, evaluate_with, link};
use yew::prelude::*;

use crate::{checker::ToChecker, explain::Pointed, message::Message, page::Page};

/// What is said, with what is known of its steps. It is no component, because each component weighs some kilobytes.
pub(crate) fn error_note(page: &Page, said: &Pointed, found: Option<&Findings>) -> Html {
    let Pointed { title, paragraphs, steps: keys, names, .. } = said;
    let (config, _) = link::read(&page.state);
    let unread = Findings::default();
    let found = found.unwrap_or(&unread);
    let report = evaluate_with(&config, found);
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
            if let Some(name) = names {
                <p><b>{ "Which end is " }{ name }{ "?" }</b></p>
                <p class="acts">
                    { end(page, said, Party::Source, "It is my source") }
                    { end(page, said, Party::Target, "It is my target") }
                </p>
            } else {
                { next(page, &found.applied(&config), &report) }
            }
            <button type="button" onclick={remove}>{ "Remove the error" }</button>
        </section>
    }
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

/// What is asked next, where it is a setting: until the settings are known, there are no steps to look at.
fn next(page: &Page, config: &Config, report: &Report) -> Html {
    let Some(Question::Setting(setting)) = report.questions.first() else { return Html::default() };
    let answer = |setting: Setting, value: &'static str| {
        let page = page.clone();
        move |_: MouseEvent| page.tell(ToChecker::Used(vec![(setting.word().to_owned(), value.to_owned())]))
    };
    html! {
        <>
            <p><b>{ "Next: " }</b>{ setting.label() }</p>
            <p class="acts asked-next">
                { for setting.offered(config).iter().map(|(value, label)| html! {
                    <button type="button" key={*value} data-goes="error" onclick={answer(*setting, value)}>{ *label }</button>
                }) }
            </p>
        </>
    }
}
