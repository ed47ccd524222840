//! The section of the guide that applies, or what is still possible.

use pgreach_formats::heading;
use pgreach_rules::{
    Alternative, Report, Support,
    guide::{Link, Section},
    scenario::SCENARIOS,
};
use yew::prelude::*;

use super::command::commands;

/// Shows the section with its title and link, and its alternatives where it has any.
pub(crate) fn section_view(report: &Report) -> Html {
    let Some(scenario) = &report.scenario else { return candidates(report) };
    html! {
        <section class="panel section" aria-labelledby="section">
            <p class="over">{ scenario.title }{ " · " }{ scenario.support.label() }</p>
            <h2 id="section">{ scenario.section.title }</h2>
            { source(scenario.section) }
            if let Some(note) = scenario.section.note() {
                <p class="source">{ note }</p>
            }
            if let Some(continues) = scenario.continues {
                <p class="source">{ "Continue with: " }{ link(continues) }</p>
            }
            if scenario.support != Support::Unsupported {
                <p>{ scenario.about.to_string() }</p>
            }
            if let Some(test) = &report.migration_test {
                <p>{ "The migration service's own test: " }{ test.words() }</p>
            }
            if !report.next.is_empty() {
                { references("Next: ", &report.next) }
            }
            { alternatives(heading::ALTERNATIVES, &report.alternatives) }
        </section>
    }
}

/// Shows what to take back after the migration: it comes last, here as in every file.
pub(crate) fn cleanup(report: &Report) -> Html {
    if report.cleanup.is_empty() {
        return Html::default();
    }
    html! { <section class="panel section cleanup" aria-label={heading::CLEANUP}>{ alternatives(heading::CLEANUP, &report.cleanup) }</section> }
}

fn alternatives(title: &'static str, alternatives: &[Alternative]) -> Html {
    if alternatives.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h3>{ title }</h3>
            <ul class="alternatives">
                { for alternatives.iter().map(|it| html! {
                    <li key={it.title.to_string()}>
                        <h4>{ it.title.to_string() }</h4>
                        <p>{ it.about.to_string() }</p>
                        { commands(&it.commands) }
                        if !it.undo.is_empty() {
                            <p>{ heading::UNDO }</p>
                            { commands(&it.undo) }
                        }
                        { references("", &it.references) }
                    </li>
                }) }
            </ul>
        </>
    }
}

/// What to read, in one line.
pub(crate) fn references(title: &'static str, links: &[Link]) -> Html {
    html! {
        <p class="references">
            { title }
            { for links.iter().map(|it| html! { <span key={it.0.url()}>{ link(it.0) }</span> }) }
        </p>
    }
}

/// A link to a section. It opens beside the page, so that nothing typed is lost.
pub(crate) fn link(section: &'static Section) -> Html {
    html! { <a href={section.url()} target="_blank" rel="noreferrer">{ section.title }</a> }
}

fn source(section: &'static Section) -> Html {
    html! {
        <p class="source">
            if section.title != section.document.title {
                { section.document.title }{ ", " }
            }
            { section.document.revision }{ " · " }
            <a href={section.url()} target="_blank" rel="noreferrer">{ "Open the guide" }</a>
        </p>
    }
}

fn candidates(report: &Report) -> Html {
    let possible = SCENARIOS.iter().filter(|it| report.candidates.contains(&it.id));
    html! {
        <section class="panel section" aria-labelledby="section">
            <h2 id="section">{ heading::CANDIDATES }</h2>
            <ul class="candidates">
                { for possible.map(|scenario| html! {
                    <li key={scenario.id}>{ scenario.title }{ " · " }{ link((scenario.section)(None)) }</li>
                }) }
            </ul>
        </section>
    }
}
