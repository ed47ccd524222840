//! The report as a file.
//!
//! Here is only what there is to choose from. `web/exchange.js` hears the clicks, and has the files written by what is
//! loaded after the page has started.

use pgreach_formats::{FILES, Format, MARKDOWN, RUNBOOK};
use pgreach_rules::{Owner, Report};
use yew::prelude::*;

use super::dialogs::live_dialog;
use crate::state::Action;

/// The report in each of its forms, to be saved or copied.
pub(crate) fn download(report: &Report, dispatch: &Callback<Action>) -> Html {
    live_dialog("download", "Download", "The report as a file", dispatch, || files(report))
}

fn files(report: &Report) -> Html {
    let teams = teams(report);
    html! {
        <>
            <p>{ "It is made in this page and sent nowhere. It has the names of your servers in it." }</p>
            <label class="check"><input type="checkbox" id="masked" />{ "Replace names and addresses by pseudonyms" }</label>
            <ul class="presets">
                { for FILES.iter().map(|format| html! {
                    <li key={format.word}>{ button(format, None, html! { <><b>{ format.label }</b><span>{ format.about }</span></> }) }</li>
                }) }
                <li>
                    <button type="button" data-format="config" data-file="pgreach.json" data-type="application/json">
                        <b>{ "pgreach.json" }</b><span>{ "To continue later: settings, answers and what was read. Drop it here, or pass it to the command" }</span>
                    </button>
                </li>
            </ul>
            if 1 < teams.len() {
                <p class="teams">
                    { "The runbook for one team: " }
                    { for teams.into_iter().map(|owner| button(&RUNBOOK, Some(owner), html! { owner.label() })) }
                </p>
            }
            <button type="button" id="copy-markdown" data-format={MARKDOWN.word} data-copy="yes">{ "Copy as Markdown" }</button>
            <p role="status" />
        </>
    }
}

fn button(format: &Format, owner: Option<Owner>, content: Html) -> Html {
    let owner = owner.map(Owner::word);
    let file =
        owner.map_or_else(|| format.file_name.to_owned(), |owner| format.file_name.replace('.', &format!("-{owner}.")));
    html! {
        <button type="button" data-format={format.word} data-owner={owner} data-file={file} data-type={format.media_type}>
            { content }
        </button>
    }
}

/// Who has something to fix, in the order of the steps.
fn teams(report: &Report) -> Vec<Owner> {
    let mut teams = Vec::new();
    for step in report.to_fix() {
        if !teams.contains(&step.owner()) {
            teams.push(step.owner());
        }
    }
    teams
}
