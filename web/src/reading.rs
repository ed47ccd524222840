//! What became of the person's files, and what they show, as the part of the page that reads them tells it.

use js_sys::{Array, Object, Reflect};
use pgreach_rules::{
    Evidence, Setting, Status, StepKey,
    network::{Export, Finding, Findings, SettingFinding, Want},
};
use wasm_bindgen::{JsCast, JsValue};

/// What became of the files, as far as the report depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Which reading it is: others may look the same.
    number: String,
    /// Whether there are files.
    pub(crate) has_files: bool,
    /// Whether they are read: until then they show nothing.
    pub(crate) is_read: bool,
}

impl Reading {
    /// Takes it from the event that told it.
    pub(crate) fn told(detail: JsValue) -> Self {
        let told = Told(detail);
        Self { number: told.text("number"), has_files: told.is("hasFiles"), is_read: told.is("isRead") }
    }
}

/// The party that was picked, and the server that it is.
pub(crate) fn picked(detail: JsValue) -> (String, String) {
    let told = Told(detail);
    (told.text("party"), told.text("name"))
}

/// What the files show of a question, and the question: what is written by the rules is read as such.
pub(crate) fn findings(detail: JsValue) -> (String, Findings) {
    let told = Told(detail);
    let found = told.get("findings");
    let setting = |it: &Told| {
        let setting = Setting::from_word(&it.text("setting"))?;
        Some(SettingFinding { setting, value: it.text("value"), evidence: it.list("evidence", evidence) })
    };
    let steps = found.get("steps");
    let step = |key: JsValue| {
        let name = key.as_string()?;
        let (key, it) = (StepKey::parse(&name)?, steps.get(&name));
        let status = Status::from_word(&it.text("status"))?;
        let wants = it.list("wants", want).into_iter().flatten().collect();
        Some((key, Finding { status, evidence: it.list("evidence", evidence), note: it.maybe("note"), wants }))
    };
    let keys = steps.0.dyn_ref::<Object>().map(Object::keys).unwrap_or_default();
    let findings = Findings {
        settings: found.list("settings", setting).into_iter().flatten().collect(),
        steps: keys.iter().filter_map(step).collect(),
    };
    (told.text("question"), findings)
}

fn evidence(told: &Told) -> Evidence {
    Evidence {
        resource: told.text("resource"),
        property: told.text("property"),
        value: told.text("value"),
        id: told.maybe("id"),
        file: told.maybe("file"),
    }
}

fn want(told: &Told) -> Option<Want> {
    Some(Want { export: Export::from_word(&told.text("export"))?, of: told.text("of") })
}

/// A JavaScript value that is looked into member by member: the code for JSON would weigh more than all of this.
struct Told(JsValue);

impl Told {
    fn get(&self, key: &str) -> Self {
        Self(Reflect::get(&self.0, &key.into()).unwrap_or_default())
    }

    fn is(&self, key: &str) -> bool {
        self.get(key).0.is_truthy()
    }

    fn maybe(&self, key: &str) -> Option<String> {
        self.get(key).0.as_string()
    }

    fn text(&self, key: &str) -> String {
        self.maybe(key).unwrap_or_default()
    }

    fn list<T>(&self, key: &str, each: impl Fn(&Self) -> T) -> Vec<T> {
        let list: Array = self.get(key).0.dyn_into().unwrap_or_default();
        list.iter().map(|it| each(&Self(it))).collect()
    }
}
