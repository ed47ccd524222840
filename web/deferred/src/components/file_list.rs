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

#[component]
pub(crate) fn FileList(FileListProps { page, rows }: &FileListProps) -> Html {
    let is_there = |id: u32| rows.iter().any(|(it, _)| it.id == id);
    html! {
        <ul class="read">
            { for rows.iter().map(|(entry, how_far)| row(page, entry, *how_far, entry.older.filter(|it| is_there(*it)).and_then(|id| {
                rows.iter().find(|(it, _)| it.id == id).map(|(it, _)| it)
            }))) }
        </ul>
    }
}

fn row(page: &Page, entry: &Entry, how_far: HowFar, older: Option<&Entry>) -> Html {
    let id = entry.id;
    let outcome = entry.outcome.as_deref().filter(|_| how_far == HowFar::Done);
    let name = html! { <span class="unseen">{ " " }{ &*entry.name }</span> };
    let sends = |message: fn(u32) -> Message, id: u32| {
        let page = page.clone();
        move |_: MouseEvent| page.send(message(id))
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
            if let (Some(_), Some(older)) = (outcome, older) {
                <p class="gap">
                    { "It looks like a newer export. " }
                    <button type="button" class="instead" onclick={sends(Message::Superseded, older.id)}>{ "Use it instead of " }{ &*older.name }</button>
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
