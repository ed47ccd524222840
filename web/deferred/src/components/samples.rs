//! Exports to try: of networks that nobody has, each with a fault worth seeing.

use pgreach_messages::Handed;
use yew::prelude::*;

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

/// The exports as buttons. Beside a person's own files they would be taken for these.
pub(crate) fn samples(page: &Page, has_files: bool) -> Html {
    html! {
        <>
            <h3>{ "Exports, each with a fault to find" }</h3>
            if has_files {
                <p class="hint">{ "They stand alone: start over first." }</p>
            }
            <ul class="presets">
                { for SAMPLES.iter().map(|it| {
                    let page = page.clone();
                    let onclick = move |_: MouseEvent| take(&page, it);
                    html! {
                        <li><button type="button" data-sample={it.name} data-goes="verdict" disabled={has_files} {onclick}><b>{ it.title }</b><span>{ it.about }</span></button></li>
                    }
                }) }
            </ul>
            <h3>{ "Situations to start from" }</h3>
        </>
    }
}

/// Has an export read, as if it were dropped on a page where nothing is entered.
fn take(page: &Page, sample: &Sample) {
    let Some(file) = browser::blob(sample.text, "application/json") else { return };
    page.tell(ToChecker::Entered(sample.state.to_owned()));
    browser::close("examples");
    page.send(Message::Taken(vec![Handed { name: sample.name.to_owned(), file }], None));
}
