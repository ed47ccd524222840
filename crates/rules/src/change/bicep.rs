//! A change as a Bicep module for one resource group.
//!
//! Only what is created has one, and a route that changes, of which every property is known: of what else is there already
//! it is not, and a deployment would take those away that a module leaves out. A list of a subnet or a VNet is such a property.
//!
//! Sources: "Data types in Bicep" (2021-06-01): an item of a list has its own line in every version; its later texts have the
//! escapes of strings. "Existing resources in Bicep" (2021-11-12). "Deploy Bicep files with the Azure CLI" (2026-05-27),
//! Deployment scope.

use std::fmt::Write as _;

use serde_json::Value;

use super::{arm, az};
use crate::network::{Edit, Id, Item};

/// The module that makes an edit.
pub(super) fn module(edit: &Edit) -> Option<String> {
    let (Edit::Create { item, .. } | Edit::Update { to: item @ Item::Route(..), .. }) = edit else { return None };
    let made = arm::resource(item)?;
    let mut module = head(made.place)?;
    if let Some(whole) = &made.whole {
        let kind = arm::kind_of(whole)?;
        let _ = write!(module, "resource {} '{}@{}' existing = {{\n  name: ", kind.symbol, kind.name, kind.api);
        text(&mut module, whole.name());
        module.push_str("\n}\n\n");
    }
    let _ = writeln!(module, "resource {} '{}@{}' = {{", made.kind.symbol, made.kind.name, made.kind.api);
    if let Some(kind) = made.whole.as_ref().and_then(arm::kind_of) {
        let _ = writeln!(module, "  parent: {}", kind.symbol);
    }
    for (member, value) in [("name", Some(made.name)), ("location", made.location)] {
        if let Some(value) = value {
            let _ = write!(module, "  {member}: ");
            text(&mut module, value);
            module.push('\n');
        }
    }
    module.push_str("  properties: ");
    push(&mut module, &made.properties, 1);
    module.push_str("\n}");
    Some(module)
}

/// Where it is deployed.
fn head(place: &Id) -> Option<String> {
    let group = az::word(place.resource_group()?);
    let subscription = place.subscription().map(|it| format!(" --subscription {}", az::word(it))).unwrap_or_default();
    let command = format!("az deployment group create -g {group}{subscription} -f change.bicep");
    Some(format!("// In a file change.bicep, for the resource group that it names:\n// {}\n", in_line(&command)))
}

/// A text without what could end a comment.
pub(super) fn in_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() || matches!(it, '\u{2028}' | '\u{2029}') { ' ' } else { it }).collect()
}

/// Writes a text between quotes.
fn text(module: &mut String, text: &str) {
    module.push('\'');
    let mut rest = text.chars().peekable();
    while let Some(it) = rest.next() {
        match it {
            '\\' => module.push_str("\\\\"),
            '\'' => module.push_str("\\'"),
            '$' if rest.peek() == Some(&'{') => module.push_str("\\$"),
            '\n' => module.push_str("\\n"),
            '\r' => module.push_str("\\r"),
            '\t' => module.push_str("\\t"),
            it if it.is_control() || matches!(it, '\u{2028}' | '\u{2029}') => {
                let _ = write!(module, "\\u{{{:x}}}", u32::from(it));
            }
            it => module.push(it),
        }
    }
    module.push('\'');
}

/// Writes a value; what is in it stands one step deeper than that.
fn push(module: &mut String, value: &Value, depth: usize) {
    let inner = "  ".repeat(depth + 1);
    let outer = "  ".repeat(depth);
    match value {
        Value::String(it) => text(module, it),
        Value::Array(items) if items.is_empty() => module.push_str("[]"),
        Value::Array(items) => {
            module.push_str("[\n");
            for it in items {
                module.push_str(&inner);
                push(module, it, depth + 1);
                module.push('\n');
            }
            let _ = write!(module, "{outer}]");
        }
        Value::Object(members) => {
            module.push_str("{\n");
            for (name, it) in members {
                let _ = write!(module, "{inner}{name}: ");
                push(module, it, depth + 1);
                module.push('\n');
            }
            let _ = write!(module, "{outer}}}");
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            let _ = write!(module, "{value}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn nothing_in_a_string_is_a_template() {
        for (name, word) in [
            ("nsg-db", "'nsg-db'"),
            (r"it's\", r"'it\'s\\'"),
            ("${x} $${x} $ {x}", r"'\${x} $\${x} $ {x}'"),
            ("a\nb\u{2028}", r"'a\nb\u{2028}'"),
        ] {
            let mut said = String::new();
            text(&mut said, name);
            assert_eq!(said, word);
        }
    }
}
