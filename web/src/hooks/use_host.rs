//! The conversation with a page that frames this one: the part that only the checker can have.
//!
//! Messages, version 1: objects `{ pgreach: 1, type, … }`, sent with `postMessage`. The script `web/frame.js` speaks
//! them, and `web/exchange`, which is loaded later, writes and reads what they say.
//!
//! | from here | when | with |
//! |---|---|---|
//! | `ready` | once the checker runs | `version` of pgreach |
//! | `report` | at first and on every change | `report`, `config` |
//! | `error` | a message was refused; nothing has changed | `message`, `path`, `found`, `expected` |
//! | `resize` | the page is higher or lower than before | `height` in CSS pixels |
//!
//! | to here | what it does | with |
//! |---|---|---|
//! | `config` | takes the place of everything that is known, or is refused as a whole | `config` |
//! | `theme` | changes the look | `theme`: `light`, `dark` or `system` |
//!
//! Only the window that frames the page is listened to, and only while its origin is the `host` of the address;
//! everything goes to that origin alone. Without a `host` nothing is accepted, and nothing but the height is sent.
//! What has no `pgreach` is somebody else's message and ignored; another version, an unknown type or a value that does
//! not fit is answered with `error`.
//!
//! A config goes through the one strict door. Its resources, which no link carries, are read as a file is.

use gloo::{events::EventListener, utils::window};
use pgreach_rules::link;
use wasm_bindgen::JsCast;
use web_sys::CustomEvent;
use yew::prelude::*;

use crate::{
    browser,
    state::{Action, State},
};

/// Shows the page as its address says, and exchanges with the page that frames it what either may know.
#[hook]
pub(crate) fn use_host(state: &UseReducerHandle<State>) {
    use_effect_with(state.view.clone(), browser::show_as);
    let dispatcher = state.dispatcher();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&window(), "pgreach-entered", move |event| {
            let entered = event.dyn_ref::<CustomEvent>().and_then(|it| it.detail().as_string());
            // It was written from a Config, so all of it can be read.
            let (config, _) = link::read(&entered.unwrap_or_default());
            dispatcher.dispatch(Action::Entered(config));
        });
        move || drop(listener)
    });
    use_effect_with(state.config.clone(), |config| browser::tell("pgreach-state", &browser::exchanged(config)));
}
