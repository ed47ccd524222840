//! The conversation with the part of the page that reads files: `web/reader/page.js`.
//!
//! | event | from | with |
//! |---|---|---|
//! | `pgreach-read` | there | what became of the files |
//! | `pgreach-ask` | here | a question: what the settings are, as the fragment of a link, with the names |
//! | `pgreach-found` | there | the question, and as JSON what the files show of it |
//! | `pgreach-entered` | there, and `web/exchange` | all that is known, in place of what was |
//! | `pgreach-names` | `web/exchange/page.js` | whether the address has the names: `yes` or nothing |
//! | `pgreach-clear` | `web/parts.js` | nothing: the person starts over |
//! | `pgreach-use` | there, and `web/exchange/page.js` | settings to take over |
//! | `pgreach-points` | `web/exchange/page.js` | the steps that an error message points to, and what it means |
//!
//! What is seen of the files stands in `index.html` and is filled there too: HTML weighs less than what makes it.

use gloo::{events::EventListener, utils::window};
use wasm_bindgen::JsCast;
use web_sys::CustomEvent;
use yew::prelude::*;

use crate::{
    browser,
    reading::Reading,
    state::{Action, State},
};

/// Asks what the files show of the state, and takes the answers.
#[hook]
pub(crate) fn use_reader(state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    use_effect_with((), move |()| {
        browser::put("files", "files-place");
        let listeners = HEARD.map(|(name, act)| {
            let dispatcher = dispatcher.clone();
            EventListener::new(&window(), name, move |event| {
                if let Some(detail) = event.dyn_ref::<CustomEvent>().and_then(|it| it.detail().as_string()) {
                    dispatcher.dispatch(act(detail));
                }
            })
        });
        move || drop(listeners)
    });
    // After every reading the question is a new one.
    use_effect_with((state.question(), state.reading.clone()), |(question, _)| {
        if let Some(question) = question {
            browser::tell("pgreach-ask", question);
        }
    });
}

/// Makes an action of what an event comes with.
type Act = fn(String) -> Action;

const HEARD: [(&str, Act); 6] = [
    ("pgreach-read", |detail| Action::Read(Reading(detail))),
    ("pgreach-found", Action::Found),
    ("pgreach-names", |detail| Action::NamesInLink(!detail.is_empty())),
    ("pgreach-clear", |_| Action::Cleared),
    ("pgreach-use", Action::Used),
    ("pgreach-points", Action::Pointed),
];
