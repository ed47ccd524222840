//! The files that were given to the page, and what became of each.

use pgreach_messages::File;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{files::Entry, message::Message, page::Page, taking};

#[derive(Properties, PartialEq)]
pub(crate) struct FileListProps {
    pub page: Page,
    pub rows: Vec<(Entry, HowFar)>,
}

/// How far the reading of a file is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum HowFar {
    /// It has not begun.
    Waiting,
    /// A part of it is read, from 0 to 1.
    Part(f64),
    /// It is read.
    Done,
}

/// So many files are shown one by one; more push everything else out of sight.
const UNFOLDED: usize = 4;

#[component]
pub(crate) fn FileList(FileListProps { page, rows }: &FileListProps) -> Html {
    let list = html! { <ul class="read">{ for rows.iter().map(|(entry, how_far)| row(page, entry, *how_far)) }</ul> };
    if rows.len() <= UNFOLDED {
        return list;
    }
    // What is wrong with one of them, or how far it is, is in sight.
    let is_well = |(entry, how_far): &(Entry, HowFar)| {
        *how_far == HowFar::Done && entry.outcome.as_ref().is_some_and(|it| it.errors.is_empty())
    };
    let are_well = rows.iter().all(is_well);
    html! {
        <details class="more many-files" open={!are_well}>
            <summary>{ rows.len() }{ if are_well { " files read" } else { " files" } }</summary>
            { list }
        </details>
    }
}

/// Asks of each file that describes again what an earlier one does whether it is newer.
pub(crate) fn newer(page: &Page, rows: &[(Entry, HowFar)]) -> Html {
    let of = |id: u32| rows.iter().map(|it| &it.0).find(|it| it.id == id);
    let is_read = |it: &Entry, how_far: HowFar| it.outcome.is_some() && how_far == HowFar::Done;
    let pairs = rows.iter().filter(|(it, how_far)| is_read(it, *how_far));
    let pairs = pairs.filter_map(|(newer, _)| Some((newer, of(newer.older?)?)));
    pairs.map(|(newer, older)| {
        let superseding = |class: &'static str, label: &'static str, is_compared: bool| {
            let (page, newer, older, unseen) = (page.clone(), newer.id, older.id, format!(" of {}", older.name));
            let onclick = move |_: MouseEvent| page.send(Message::Superseded { older, newer, is_compared });
            html! { <button type="button" {class} {onclick}>{ label }<span class="unseen">{ unseen }</span></button> }
        };
        html! {
            <p class="gap newer" key={newer.id}>
                <b>{ &*newer.name }</b>{ " describes again what " }<b>{ &*older.name }</b>{ " does. If it is newer: " }
                { superseding("instead", "Use it instead", false) }{ " " }
                { superseding("compare", "Compare", true) }
            </p>
        }
    }).collect()
}

fn row(page: &Page, entry: &Entry, how_far: HowFar) -> Html {
    let id = entry.id;
    let outcome = entry.outcome.as_deref().filter(|_| how_far == HowFar::Done);
    let name = html! { <span class="unseen">{ " " }{ &*entry.name }</span> };
    let sends = |message: fn(u32) -> Message, id: u32| {
        let page = page.clone();
        move |_: MouseEvent| page.send(message(id))
    };
    let compared = {
        let page = page.clone();
        move |_: MouseEvent| page.send(Message::Compared(true))
    };
    let replaced = {
        let page = page.clone();
        move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                page.send(Message::Taken(taking::picked(&input), Some(id)));
            }
        }
    };
    html! {
        <li key={id} data-file={id.to_string()}>
            <b>{ &*entry.name }</b>
            <span class="acts">
                if outcome.is_some() {
                    <label class="button">
                        <input type="file" class="unseen" onchange={replaced} />{ "Replace" }{ name.clone() }
                    </label>
                }
                <button type="button" onclick={sends(Message::Removed, id)}>
                    { if outcome.is_some() { "Remove" } else { "Cancel" } }{ name }
                </button>
            </span>
            if let (Some(_), Some((before, _))) = (outcome, &entry.before) {
                <p class="gap">
                    { "It took the place of " }<b>{ if *before == entry.name { "the one before" } else { before } }</b>{ ". " }
                    <button type="button" class="compare" onclick={compared}>{ "Compare" }<span class="unseen">{ " both" }</span></button>
                </p>
            }
            if let HowFar::Part(done) = how_far {
                <progress aria-label={entry.name.to_string()} value={done.to_string()} />
            } else if outcome.is_none() {
                <progress aria-label={entry.name.to_string()} />
            }
            if let Some(outcome) = outcome {
                { became(outcome) }
            }
        </li>
    }
}

/// What became of a file, in lines.
fn became(File { read, ignored, partial, errors, .. }: &File) -> Html {
    let lines =
        |list: &[String], class: &'static str| list.iter().map(|it| html! { <p {class}>{ it }</p> }).collect::<Html>();
    html! {
        <>
            if !read.is_empty() {
                <p>{ read }</p>
            }
            { lines(errors, "refused") }
            { lines(partial, "gap") }
            if !ignored.is_empty() {
                <p class="hint">{ "Ignored: " }{ ignored }</p>
            }
        </>
    }
}
