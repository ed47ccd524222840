//! The conversation with a page that frames this one: the part that only the checker can have.
//!
//! Messages, version 1: objects `{ pgreach: 1, type, … }`, sent with `postMessage`. The script `web/frame.js` speaks
//! them, and costs the page a third of what the same would in wasm.
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
//! everything goes to that origin alone. Without a `host` nothing is accepted, and nothing but the height is told.
//! What has no `pgreach` is somebody else's message and ignored; another version, an unknown type or a value that does
//! not fit is answered with `error`.
//!
//! A config arrives as the entries of a link and goes through their door. Resources, which no link carries, are refused.

use std::rc::Rc;

use gloo::{events::EventListener, utils::window};
use js_sys::Array;
use pgreach_rules::{Report, link};
use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, CustomEventInit};
use yew::prelude::*;

use crate::{
    browser,
    state::{Action, State},
};

/// Shows the page as its address says, and tells and is told what the page that frames it may know and tell.
#[hook]
pub(crate) fn use_host(state: &UseReducerHandle<State>, report: &Rc<Report>) {
    use_effect_with(state.view.clone(), browser::show_as);
    let dispatcher = state.dispatcher();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&window(), "pgreach-config", move |event| {
            let Some(event) = event.dyn_ref::<CustomEvent>() else { return };
            let detail = Array::from(&event.detail());
            let (config, unread) = link::read(&detail.get(0).as_string().unwrap_or_default());
            match unread.into_iter().next() {
                None => dispatcher.dispatch(Action::Told(config)),
                Some(it) => {
                    for part in [it.error.path, it.error.found, it.error.expected] {
                        event.detail().unchecked_ref::<Array>().push(&part.into());
                    }
                }
            }
        });
        move || drop(listener)
    });
    let has_host = state.view.host.is_some() && browser::is_framed();
    use_effect_with((has_host, report.clone(), state.config.clone()), |(has_host, report, config)| {
        if *has_host {
            let report = serde_json::to_string_pretty(&**report).unwrap_or_default();
            let told = CustomEventInit::new();
            told.set_detail(&Array::of2(&report.into(), &link::write(config, true).into()));
            if let Ok(event) = CustomEvent::new_with_event_init_dict("pgreach-report", &told) {
                let _ = window().dispatch_event(&event);
            }
        }
    });
}
