//! Tests what holds for every input of the reader.

use pgreach_azure::{Import, read};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

use crate::compose::{all, import};

/// A text that stands somewhere in an export: as a member's name or as a value.
fn word() -> impl Strategy<Value = String> {
    let mut words: Vec<String> = Vec::new();
    for it in all() {
        collect(&it, &mut words);
    }
    for it in [
        "value",
        "data",
        "resources",
        "template",
        "parameters",
        "variables",
        "contentVersion",
        "apiVersion",
        "copy",
        "name",
        "count",
        "input",
        "condition",
        "properties",
        "expressionEvaluationOptions",
        "scope",
        "inner",
        "Microsoft.Resources/deployments",
        "[copyIndex()]",
        "[variables('a')[0].b]",
        "changes",
        "changeType",
        "Modify",
        "after",
        "rows",
        "columns",
        "nextLink",
        "resultTruncated",
        "pgreach",
        "export",
        "of",
        "output",
        "error",
        "values",
        "effectiveSecurityRules",
        "addressPrefix",
        "nextHopType",
        "sourceDbServerResourceId",
        "defaultValue",
        "firewall-rules",
        "[parameters('a')]",
        "[concat('a', variables('b'))]",
        "[[",
        "[resourceId('Microsoft.Network/virtualNetworks', 'a')]",
    ] {
        words.push(it.to_owned());
    }
    words.sort();
    words.dedup();
    select(words)
}

fn collect(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::String(text) => words.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|it| collect(it, words)),
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            words.push(key.clone());
            collect(value, words);
        }),
        _ => {}
    }
}

/// JSON out of the words of an export, in any order.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => word().prop_map(Value::from),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((word(), inner), 0..8).prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

/// Every key in one case or the other, and every other object's members in its `properties` or beside them.
fn respelt(value: &Value, upper: &mut impl FnMut() -> bool) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|it| respelt(it, upper)).collect(),
        Value::Object(object) => {
            let mut members = Map::new();
            for (key, value) in object {
                let value = respelt(value, upper);
                if key == "properties" && upper() {
                    members.extend(value.as_object().cloned().unwrap_or_default());
                } else {
                    members.insert(if upper() { key.to_uppercase() } else { key.to_lowercase() }, value);
                }
            }
            members.into()
        }
        value => value.clone(),
    }
}

fn same_but_for_files(one: &Import, other: &Import) -> bool {
    one.network == other.network && one.files[0].errors == other.files[0].errors
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in vec(any::<u8>(), 0..400)) {
        let import = read([("any.json", bytes.as_slice())]);
        prop_assert_eq!(import.files.len(), 1);
    }

    #[test]
    fn any_json_is_read(value in any_json()) {
        let first = import(&value.to_string());
        prop_assert_eq!(first, import(&value.to_string()), "the same every time");
    }

    #[test]
    fn the_case_of_keys_and_the_level_of_properties_do_not_matter(
        place in 0..all().len(),
        flags in vec(any::<bool>(), 1..200),
    ) {
        let resource = &all()[place];
        let mut flags = flags.into_iter().cycle();
        let other = respelt(resource, &mut || flags.next().unwrap_or_default());
        prop_assert!(same_but_for_files(&import(&other.to_string()), &import(&resource.to_string())), "{}", other);
    }

    #[test]
    fn a_file_that_ends_too_soon_has_an_error(place in any::<proptest::sample::Index>()) {
        let text = json!({"count": 1, "data": all()}).to_string();
        let end = place.index(text.len());
        let import = import(&text[..end]);
        prop_assert_eq!(import.files[0].errors.len(), 1);
        prop_assert!(import.network.truncated || end == 0);
    }
}
