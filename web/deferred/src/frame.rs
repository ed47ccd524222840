//! The conversation with a page that frames this one.
//!
//! Messages, version 1: objects `{ pgreach: 1, type, … }`, sent with `postMessage`.
//!
//! | from here | when | with |
//! |---|---|---|
//! | `ready` | once messages are listened to | `version` of pgreach |
//! | `report` | at first and on every change | `report`, `config` |
//! | `error` | a message was refused; nothing has changed | `message`, `path`, `found`, `expected` |
//! | `resize` | the page is higher or lower than before; `web/frame.js` sends it | `height` in CSS pixels |
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

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo::{events::EventListener, utils::window};
use js_sys::{JSON, Reflect};
use pgreach_rules::{Config, ConfigError, link};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Url};
use yew::Callback;

use crate::{browser, message::Message, page::Judged};

/// The other side, while it may be spoken with.
#[derive(Clone)]
pub(crate) struct Frame(Rc<Inner>);

struct Inner {
    host: String,
    /// How many reports were asked for: only the latest is sent.
    asked: Cell<u32>,
    is_ready: Cell<bool>,
    listener: RefCell<Option<EventListener>>,
}

const VERSION: f64 = 1.0;

impl Frame {
    /// The page that frames this one, where the address says that there is one and where it is from.
    pub(crate) fn of_this_page(send: &Callback<Message>) -> Option<Self> {
        let host = browser::entry("host").filter(|_| browser::entry("embed").as_deref() == Some("1"))?;
        let host = js_sys::decode_uri_component(&host).ok().map(String::from)?;
        let is_origin = host.starts_with("http") && Url::new(&host).is_ok_and(|it| it.origin() == host);
        let is_framed = window().parent().ok().flatten().is_some_and(|it| it != window());
        if !is_origin || !is_framed {
            return None;
        }
        let inner = Inner { host, asked: Cell::new(0), is_ready: Cell::new(false), listener: RefCell::default() };
        let frame = Self(Rc::new(inner));
        let (listening, send) = (Rc::downgrade(&frame.0), send.clone());
        let listener = EventListener::new(&window(), "message", move |event| {
            if let (Some(inner), Some(event)) = (listening.upgrade(), event.dyn_ref::<MessageEvent>()) {
                Self(inner).heard(event, &send);
            }
        });
        frame.0.listener.replace(Some(listener));
        Some(frame)
    }

    /// Says once that it is ready. Returns the number of the report that is to be made.
    pub(crate) fn begin(&self) -> u32 {
        if !self.0.is_ready.replace(true) {
            self.send("ready", &json!({ "version": env!("CARGO_PKG_VERSION") }).to_string());
        }
        self.0.asked.set(self.0.asked.get() + 1);
        self.0.asked.get()
    }

    /// Sends a report, unless a later one is on its way.
    pub(crate) fn report(&self, number: u32, judged: &Judged) {
        if number != self.0.asked.get() {
            return;
        }
        let (config, report) = judged.concluded();
        // It is written by its own rules, and cannot fail. It has lines because a report that is downloaded has: what writes it
        // is there once.
        let report = serde_json::to_string_pretty(&report).unwrap_or_default();
        self.send("report", &format!(r#"{{"report":{report},"config":{}}}"#, config.to_json()));
    }

    /// Says that something of pgreach itself is not there.
    pub(crate) fn is_lost(&self, error: &str) {
        self.refuse("report", error, "every file of pgreach beside its page");
    }

    fn refuse(&self, path: &str, found: &str, expected: &str) {
        let message = format!("{path}: found {found}, expected {expected}");
        let refused = json!({ "message": message, "path": path, "found": found, "expected": expected });
        self.send("error", &refused.to_string());
    }

    fn send(&self, kind: &str, content: &str) {
        let (Ok(message), Ok(Some(parent))) = (JSON::parse(content), window().parent()) else { return };
        for (key, value) in [("pgreach", JsValue::from(VERSION)), ("type", JsValue::from(kind))] {
            let _ = Reflect::set(&message, &key.into(), &value);
        }
        // Refused only where the origin is none.
        let _ = parent.post_message(&message, &self.0.host);
    }

    fn heard(&self, event: &MessageEvent, send: &Callback<Message>) {
        let is_parent =
            window().parent().ok().flatten().is_some_and(|it| event.source().is_some_and(|of| *of == ***it));
        let data = event.data();
        let of = |key: &str| Reflect::get(&data, &key.into()).unwrap_or(JsValue::UNDEFINED);
        if !is_parent || event.origin() != self.0.host || !data.is_object() || of("pgreach").is_undefined() {
            return;
        }
        if of("pgreach").as_f64() != Some(VERSION) {
            return self.refuse("pgreach", &shown(&of("pgreach")), "1, the version of the messages");
        }
        match of("type").as_string().as_deref() {
            Some("theme") => match of("theme").as_string().as_deref() {
                Some(theme @ ("light" | "dark" | "system")) => show_as(theme),
                _ => self.refuse("theme", &shown(&of("theme")), "light, dark or system"),
            },
            Some("config") => self.take(&of("config"), send),
            _ => self.refuse("type", &shown(&of("type")), "config or theme"),
        }
    }

    fn take(&self, config: &JsValue, send: &Callback<Message>) {
        // What JSON cannot say, as a function or a circle, is nothing.
        let text = JSON::stringify(config).ok().and_then(|it| it.as_string());
        let Some(text) = text else { return self.refuse("config", "nothing", "an object") };
        match Config::from_json(&text) {
            Ok(config) => {
                let resources = &config.resources;
                let json = (!resources.is_empty()).then(|| serde_json::to_string(resources).unwrap_or_default());
                let file = json.and_then(|it| browser::blob(&it, "application/json"));
                send.emit(Message::Framed(link::write(&config, true), file));
            }
            Err(ConfigError { path, found, expected, .. }) => {
                self.refuse(if path.is_empty() { "config" } else { &path }, &found, &expected);
            }
        }
    }
}

/// A value as it is shown where it is refused.
fn shown(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|it| it.as_string()).unwrap_or_else(|| "nothing".to_owned())
}

/// Has the page shown in another look, which stands in its address.
fn show_as(theme: &str) {
    let (_, fragment) = browser::address();
    let rest = fragment.trim_start_matches('#').split('&').filter(|it| !it.is_empty() && !it.starts_with("theme="));
    let own = (theme != "system").then(|| format!("theme={theme}"));
    let entries: Vec<String> = rest.map(str::to_owned).chain(own).collect();
    let (address, history) = (format!("#{}", entries.join("&")), window().history());
    if history.and_then(|it| it.replace_state_with_url(&JsValue::NULL, "", Some(&address))).is_ok()
        && let Ok(event) = Event::new("hashchange")
    {
        let _ = window().dispatch_event(&event);
    }
}
