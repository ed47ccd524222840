//! The Config as a value of JavaScript.
//!
//! `Config::from_json` reads a text, and would bring a second reader of JSON into the page, which has the browser's own.
//! So a value is taken apart here, and each part goes through the door that the entries of a link go through.

use js_sys::{Array, JSON, Object, Reflect};
use pgreach_rules::{CONTRACT_VERSION, Config, ConfigError, Form, Resource, Setting};
use wasm_bindgen::{JsCast, JsValue};

const SECTIONS: &str = "one of version, source, target, runtime, answers, exceptions, today, resources";

/// The Config that a value says, or the first of its parts that says none.
pub(crate) fn read(value: &JsValue) -> Result<Config, ConfigError> {
    let mut config = Config::default();
    for (key, part) in parts("config", value)? {
        match key.as_str() {
            "version" if json(&part) == CONTRACT_VERSION.to_string() => {}
            "version" => return Err(refused(&key, &part, "1, the version that this pgreach reads")),
            "today" => take(&mut config, &key, &part)?,
            "source" | "target" | "runtime" | "answers" | "exceptions" => {
                for (name, part) in parts(&key, &part)? {
                    take(&mut config, &[&key, ".", &name].concat(), &part)?;
                }
            }
            "resources" if Array::is_array(&part) => {
                for resource in Array::from(&part) {
                    parts(&key, &resource)?;
                    config.resources.push(Resource(json(&resource)));
                }
            }
            "resources" => return Err(refused(&key, &part, "a list of resources as Azure tools print them")),
            _ => return Err(ConfigError { found: "an unknown key".to_owned(), ..refused(&key, &part, SECTIONS) }),
        }
    }
    Ok(config)
}

/// The value that says this Config.
pub(crate) fn write(config: &Config) -> JsValue {
    let value = Object::new();
    put(&value, "version", &parsed(&CONTRACT_VERSION.to_string()));
    for setting in Setting::ALL {
        let (Some(text), Some((party, key))) = (setting.get(config), setting.word().split_once('.')) else { continue };
        let part = if matches!(setting.form(), Form::Flag | Form::Port) { parsed(&text) } else { text.into() };
        put(&within(&value, party), key, &part);
    }
    for (key, answer) in &config.answers {
        put(&within(&value, "answers"), key.word(), &answer.word().into());
    }
    for (key, exception) in &config.exceptions {
        let part = within(&within(&value, "exceptions"), key.word());
        put(&part, "reason", &exception.reason.as_str().into());
        put(&part, "expires", &exception.expires.to_string().into());
    }
    if let Some(today) = config.today {
        put(&value, "today", &today.to_string().into());
    }
    if !config.resources.is_empty() {
        let resources: Array = config.resources.iter().map(|it| parsed(&it.0)).collect();
        put(&value, "resources", &resources);
    }
    value.into()
}

/// Takes the part at a path.
fn take(config: &mut Config, path: &str, part: &JsValue) -> Result<(), ConfigError> {
    let get = |key: &str| Reflect::get(part, &key.into()).ok().and_then(|it| it.as_string());
    let text = match Setting::from_word(path).map(Setting::form) {
        Some(_) if part.is_null() => return Ok(()),
        Some(Form::Flag) => part.as_bool().map(|it| it.to_string()),
        Some(Form::Port) => part.as_f64().map(|_| json(part)),
        None if path.starts_with("exceptions.") => {
            for (key, _) in parts(path, part)? {
                if key != "reason" && key != "expires" {
                    return Err(refused(&[path, ".", &key].concat(), &key.into(), "reason or expires"));
                }
            }
            // A day has no space, so whatever stands for one ends up in what is refused.
            get("expires")
                .zip(get("reason"))
                .map(|(expires, reason)| [&expires.replace(' ', "_"), " ", &reason].concat())
        }
        Some(Form::Choice(_) | Form::Name) | None => part.as_string(),
    };
    // A value of another kind is refused as no value is: no path takes an empty text.
    config.set(path, text.as_deref().unwrap_or_default()).map_err(|error| match text {
        None if error.found == "\"\"" => ConfigError { found: json(part), ..error },
        _ => error,
    })
}

/// The keys of an object with their values.
fn parts(path: &str, value: &JsValue) -> Result<Vec<(String, JsValue)>, ConfigError> {
    if !value.is_object() || Array::is_array(value) {
        return Err(refused(path, value, "an object"));
    }
    let entries = Object::entries(value.unchecked_ref());
    Ok(entries
        .iter()
        .map(|it| Array::from(&it))
        .map(|it| (it.get(0).as_string().unwrap_or_default(), it.get(1)))
        .collect())
}

/// The object below a key, made if it is not there.
fn within(value: &Object, key: &str) -> Object {
    let part = Reflect::get(value, &key.into()).unwrap_or_default();
    if part.is_object() {
        return part.unchecked_into();
    }
    let part = Object::new();
    put(value, key, &part);
    part
}

fn put(value: &Object, key: &str, part: &JsValue) {
    // Refused only by an object that was made so.
    let _ = Reflect::set(value, &key.into(), part);
}

/// A value as JSON; the word for nothing where it has none.
fn json(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|it| it.as_string()).unwrap_or_else(|| "nothing".to_owned())
}

/// The value that a JSON text says.
pub(crate) fn parsed(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or_default()
}

/// What is wrong with the value at a path.
pub(crate) fn refused(path: &str, value: &JsValue, expected: &str) -> ConfigError {
    let found = json(value).chars().take(60).collect();
    ConfigError { path: path.to_owned(), position: None, found, expected: expected.to_owned() }
}
