//! The keys of a keyboard in the words of `WebDriver`.

use serde_json::{Value, json};

/// Keys that write nothing, by the names that JavaScript has for them.
static NAMED: [(&str, char); 16] = [
    ("Alt", '\u{e00a}'),
    ("ArrowDown", '\u{e015}'),
    ("ArrowLeft", '\u{e012}'),
    ("ArrowRight", '\u{e014}'),
    ("ArrowUp", '\u{e013}'),
    ("Backspace", '\u{e003}'),
    ("Control", '\u{e009}'),
    ("Delete", '\u{e017}'),
    ("End", '\u{e010}'),
    ("Enter", '\u{e007}'),
    ("Escape", '\u{e00c}'),
    ("Home", '\u{e011}'),
    ("PageDown", '\u{e00f}'),
    ("PageUp", '\u{e00e}'),
    ("Shift", '\u{e008}'),
    ("Tab", '\u{e004}'),
];

/// Pressing keys together, such as `Shift+Tab`, `Enter` or `a`.
#[must_use]
pub fn chord(keys: &str) -> Value {
    let keys: Vec<char> = keys.split('+').map(key).collect();
    let down = keys.iter().map(|key| ("keyDown", *key));
    let up = keys.iter().rev().map(|key| ("keyUp", *key));
    actions(down.chain(up))
}

/// Typing a text.
pub(crate) fn typing(text: &str) -> Value {
    actions(text.chars().flat_map(|key| [("keyDown", key), ("keyUp", key)]))
}

fn key(name: &str) -> char {
    let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, key)| *key);
    let written =
        || if name == "Space" { Some(' ') } else { name.chars().next().filter(|_| name.chars().count() == 1) };
    named.or_else(written).unwrap_or_else(|| panic!("{name} is no key"))
}

fn actions(keys: impl Iterator<Item = (&'static str, char)>) -> Value {
    let keys: Vec<Value> = keys.map(|(kind, key)| json!({ "type": kind, "value": key })).collect();
    json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": keys }] })
}
