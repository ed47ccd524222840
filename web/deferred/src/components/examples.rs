//! Examples: exports of networks that nobody has, each with a fault worth seeing, and situations to start from.

use pgreach_messages::Handed;
use pgreach_rules::{
    Setting,
    preset::{PRESETS, Preset},
};
use yew::prelude::*;

use super::{DialogProps, dialog::Shell};
use crate::{browser, checker::ToChecker, message::Message, page::Page};

/// An export, as a person would drop it.
struct Sample {
    /// What the file is called.
    name: &'static str,
    title: &'static str,
    about: &'static str,
    /// What a person would say beside it, as a state.
    state: &'static str,
    text: &'static str,
}

static SAMPLES: [Sample; 3] = [
    Sample {
        name: "one-half.json",
        title: "A peering that was made from one side",
        about: "Private single server → VNet target",
        state: "v=1&runtime.used=false",
        text: include_str!("../../samples/one-half.json"),
    },
    Sample {
        name: "runtime-server.json",
        title: "A runtime server that finds neither server",
        about: "Private single server → private endpoint",
        state: "v=1",
        text: include_str!("../../samples/runtime-server.json"),
    },
    Sample {
        name: "five-migrations.json",
        title: "Five migrations in one export",
        about: "One can go, three are blocked, one is not known",
        state: "v=1&runtime.used=false",
        text: include_str!("../../samples/five-migrations.json"),
    },
];

#[derive(Properties, PartialEq)]
pub(crate) struct ExamplesProps {
    pub dialog: DialogProps,
    /// Whether there are files of the person's own, for which an export of these would be taken.
    pub has_files: bool,
}

#[component]
pub(crate) fn Examples(ExamplesProps { dialog, has_files }: &ExamplesProps) -> Html {
    let DialogProps { page, opened, .. } = dialog;
    html! {
        <Shell id="examples" title="Examples" opened={*opened}>
            <h3>{ "Exports, each with a fault to find" }</h3>
            if *has_files {
                <p class="hint">{ "They stand alone: start over first." }</p>
            }
            <ul class="presets">
                { for SAMPLES.iter().map(|it| {
                    let page = page.clone();
                    let onclick = move |_: MouseEvent| take(&page, it);
                    html! {
                        <li><button type="button" data-sample={it.name} data-goes="verdict" disabled={*has_files} {onclick}><b>{ it.title }</b><span>{ it.about }</span></button></li>
                    }
                }) }
            </ul>
            <h3>{ "Situations to start from" }</h3>
            <ul class="presets">
                { for PRESETS.iter().map(|it| {
                    let page = page.clone();
                    let onclick = move |_: MouseEvent| enter(&page, started(it, &page.state));
                    html! {
                        <li><button data-preset={it.id} data-goes="verdict" {onclick}><b>{ it.title }</b><span>{ it.about }</span></button></li>
                    }
                }) }
            </ul>
        </Shell>
    }
}

/// A situation as a state, with the names of the servers that there are.
fn started(preset: &Preset, state: &str) -> String {
    let is_name = |it: &&str| it.split('=').next().and_then(Setting::from_word).is_some_and(Setting::is_name);
    let names = state.split('&').filter(is_name);
    ["v=1", preset.link].into_iter().chain(names).collect::<Vec<_>>().join("&")
}

/// Enters a state; Back leads to the one before.
fn enter(page: &Page, state: String) {
    browser::push_mark(None);
    page.tell(ToChecker::Entered(state));
}

/// Has an export read, as if it were dropped on a page where nothing is entered.
fn take(page: &Page, sample: &Sample) {
    let Some(file) = browser::blob(sample.text, "application/json") else { return };
    enter(page, sample.state.to_owned());
    browser::close("examples");
    page.send(Message::Taken(vec![Handed { name: sample.name.to_owned(), file }], None));
}

#[cfg(test)]
mod tests {
    use pgreach_rules::{link, preset::PRESETS};

    use super::started;

    #[test]
    fn a_situation_keeps_the_names_and_nothing_else() {
        for preset in PRESETS {
            let state = started(preset, "v=1&source.name=a%26b&target.access=public&target.name=c&source/peering=fail");
            let (config, unread) = link::read(&state);
            assert!(unread.is_empty(), "{state}");
            assert_eq!((config.source.name.as_deref(), config.target.name.as_deref()), (Some("a&b"), Some("c")));
            let mut alone = preset.config().expect("it is a Config");
            (alone.source.name, alone.target.name) = (config.source.name.clone(), config.target.name.clone());
            assert_eq!(config, alone);
        }
    }
}
