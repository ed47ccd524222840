//! The conversation with the page that frames this one, version 1.
//!
//! Messages are objects `{ pgreach: 1, type, … }`, sent with `postMessage`.
//!
//! | from here | when | with |
//! |---|---|---|
//! | `ready` | once the checker runs | `version` of pgreach |
//! | `report` | at first and on every change | `report`, `config` |
//! | `error` | a message was refused | `message`, `path`, `found`, `expected` |
//! | `resize` | the page is higher or lower than before | `height` in CSS pixels |
//!
//! | to here | what it does | with |
//! |---|---|---|
//! | `config` | takes the place of everything that is known, or is refused as a whole | `config` |
//! | `theme` | changes the look | `theme`: `light`, `dark` or `system` |
//!
//! Only the window that frames the page is listened to, and only while its origin is the `host` of the fragment;
//! everything goes to that origin alone. Without a `host` nothing is accepted and nothing but the height is told. The
//! height is told by the script in `index.html`, because it is also right where the checker does not start.
//!
//! What is no object or has no `pgreach` is somebody else's message and ignored. Another version, an unknown type or
//! a value that does not fit is answered with `error` and changes nothing.

use std::rc::Rc;

use gloo::{events::EventListener, utils::window};
use js_sys::{Object, Reflect};
use pgreach_rules::{ConfigError, Report};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};
use yew::prelude::*;

use crate::{
    browser,
    state::{Action, State},
    value::{self, refused},
    view::Theme,
};

/// The version of the messages.
const VERSION: u32 = 1;

/// Shows the page as its address says and talks with the page that frames it.
#[hook]
pub(crate) fn use_host(state: &UseReducerHandle<State>, report: &Rc<Report>) {
    use_effect_with(state.view.clone(), browser::show_as);
    let host = browser::framing().and_then(|window| Some(Host { window, origin: state.view.host.clone()? }));
    let dispatcher = state.dispatcher();
    use_effect_with(host.clone(), move |host| {
        let listener = host.clone().map(|host| {
            host.tell("ready", [("version", env!("CARGO_PKG_VERSION").into())]);
            EventListener::new(&window(), "message", move |event| {
                let Some(event) = event.dyn_ref::<MessageEvent>().filter(|it| host.has_sent(it)) else { return };
                match read(&event.data()) {
                    Ok(Some(action)) => dispatcher.dispatch(action),
                    Ok(None) => {}
                    Err(error) => host.tell(
                        "error",
                        [
                            ("message", error.to_string().into()),
                            ("path", error.path.into()),
                            ("found", error.found.into()),
                            ("expected", error.expected.into()),
                        ],
                    ),
                }
            })
        });
        move || drop(listener)
    });
    use_effect_with((host, report.clone(), state.config.clone()), |(host, report, config)| {
        if let Some(host) = host {
            let report = serde_json::to_string_pretty(&**report).unwrap_or_default();
            host.tell("report", [("report", value::parsed(&report)), ("config", value::write(config))]);
        }
    });
}

/// The page that frames this one, as long as it is of this origin.
#[derive(Clone, PartialEq)]
struct Host {
    window: Window,
    origin: String,
}

impl Host {
    fn has_sent(&self, event: &MessageEvent) -> bool {
        event.origin() == self.origin && event.source().is_some_and(|it| Object::is(&it, &self.window))
    }

    fn tell<const N: usize>(&self, kind: &str, content: [(&str, JsValue); N]) {
        let message = Object::new();
        for (key, value) in [("pgreach", VERSION.into()), ("type", kind.into())].into_iter().chain(content) {
            let _ = Reflect::set(&message, &key.into(), &value);
        }
        // The browser delivers it to no other origin. It refuses only what is no origin, which the address was read for.
        let _ = self.window.post_message(&message, &self.origin);
    }
}

/// What a message asks for; nothing where it is somebody else's.
fn read(message: &JsValue) -> Result<Option<Action>, ConfigError> {
    let part = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
    let version = part("pgreach");
    if version.is_undefined() {
        return Ok(None);
    }
    if version != VERSION {
        return Err(refused("pgreach", &version, "1, the version of the messages"));
    }
    let kind = part("type");
    match kind.as_string().as_deref() {
        Some("config") => value::read(&part("config")).map(|config| Some(Action::Told(config))),
        Some("theme") => {
            let theme = part("theme");
            match theme.as_string().as_deref() {
                Some("system") => Ok(Some(Action::Themed(None))),
                word => match word.and_then(Theme::from_word) {
                    Some(theme) => Ok(Some(Action::Themed(Some(theme)))),
                    None => Err(refused("theme", &theme, "light, dark or system")),
                },
            }
        }
        _ => Err(refused("type", &kind, "config or theme")),
    }
}
