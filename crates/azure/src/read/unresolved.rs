//! Values of templates that only Azure can resolve.

use serde_json::Value;

/// What stands for such a value. It is no character, so no name holds it.
const UNRESOLVED: char = '\u{fdd0}';
/// What stands for the name of the group or the subscription that is deployed to; no character either.
pub(super) const OWN: char = '\u{fdd1}';

/// A value that only Azure can resolve.
pub(super) fn unresolved() -> Value {
    Value::String(UNRESOLVED.into())
}

/// Whether a text is one, or has a part that is.
pub(super) fn is_unresolved_text(text: &str) -> bool {
    text.contains([UNRESOLVED, OWN])
}

/// Whether only Azure can resolve a value, or a part of it.
pub(super) fn is_unresolved(value: &Value) -> bool {
    match value {
        Value::String(text) => is_unresolved_text(text),
        Value::Array(items) => items.iter().any(is_unresolved),
        Value::Object(members) => members.values().any(is_unresolved),
        _ => false,
    }
}
