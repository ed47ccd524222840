//! The rule of every look: it asks for each property that the change sets and that undo sets again. So what a command
//! overwrites or deletes is what was meant.

use std::collections::BTreeSet;

use pgreach_rules::{ChangeText, text::Commands};
use serde_json::Value;

use crate::{broken, each, faults, forms, is_by_hand, report};

/// Options that say which resource it is, or how it is asked for.
const WHICH: [&str; 22] = [
    "-g",
    "-n",
    "-z",
    "--subscription",
    "--vnet-name",
    "--nsg-name",
    "--route-table-name",
    "--endpoint-name",
    "--url",
    "--id",
    "--ids",
    "--api-version",
    "--method",
    "--yes",
    "--remove",
    // A resource stays where it was made.
    "--location",
    // Names of parts that nothing depends on, and what is said of an approval.
    "--connection-name",
    "--zone-name",
    "--description",
    "--keep-empty-record-set",
    "--add",
    "--body",
];

/// Members of a request that are the same in each.
const SAME: [&str; 3] = ["ruleType", "ruleCollectionType", "ignoreMissingVnetServiceEndpoint"];

/// The values that commands of the Azure CLI set.
fn set(commands: &Commands) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    for command in commands.iter().filter(|it| !it.contains(" remove-record ")) {
        let mut option = String::new();
        for word in shlex::split(&command).expect("words of bash").into_iter().skip_while(|it| !it.starts_with('-')) {
            if word.starts_with('-') {
                option = word;
                continue;
            }
            match option.as_str() {
                "--body" | "--add" => {
                    if let Ok(body) = serde_json::from_str(&word) {
                        leaves(&body, &mut values);
                    }
                }
                "--ip-config" => values.extend(word.strip_prefix("private-ip-address=").map(str::to_owned)),
                "--set" | "--asg" => values.extend(word.split('=').nth(1).map(str::to_owned)),
                it if WHICH.contains(&it) || word.is_empty() => {}
                _ => {
                    values.insert(word);
                }
            }
        }
    }
    values
}

fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|it| leaves(it, found)),
        Value::Object(members) => {
            members.iter().filter(|it| !SAME.contains(&it.0.as_str())).for_each(|it| leaves(it.1, found));
        }
        Value::Null => {}
        Value::String(text) => {
            found.insert(text.clone());
        }
        other => {
            found.insert(other.to_string());
        }
    }
}

/// What a look does not show of what a command sets.
fn unseen(change: &ChangeText) -> Vec<String> {
    let Some(look) = &change.look else {
        return (!is_by_hand(change)).then(|| format!("{} has no look", change.title)).into_iter().collect();
    };
    let both = [("apply", &change.apply.az, &look.after), ("undo", &change.undo.az, &look.before)];
    let lacking = both.into_iter().flat_map(|(what, commands, shown)| {
        let shown = shown.to_lowercase();
        let is_shown = move |value: &String| {
            let value = Value::from(value.to_lowercase()).to_string();
            shown.contains(value.trim_matches('"'))
        };
        // What is there without a property has none of it.
        let values = set(commands).into_iter().filter(move |it| it != "false" && !is_shown(it));
        values.map(move |it| format!("{what} sets {it}, which the look does not show"))
    });
    lacking.map(|it| format!("{}: {it}: {look:?}", change.title)).collect()
}

#[test]
fn a_look_shows_all_that_is_set_and_set_again() {
    let wrong = each(&faults(), |row| {
        let report = report(&broken(&[row]).expect("one fault"));
        let (in_azure, elsewhere): (Vec<&ChangeText>, Vec<&ChangeText>) =
            forms::changes(&report).partition(|it| it.resource.starts_with('/'));
        // Of other clouds, a command that sets a whole list overwrites what somebody has added since.
        let sets_a_list = |it: &&ChangeText| it.apply.az.iter().any(|it| it.contains("--authorized-"));
        let blind = elsewhere.into_iter().filter(sets_a_list).filter(|it| it.look.is_none());
        let blind = blind.map(|it| format!("{} has no look", it.title));
        in_azure.into_iter().flat_map(unseen).chain(blind).map(|it| format!("{}: {it}", row.1)).collect()
    });
    let wrong: BTreeSet<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// What no command brings back is taken away only in the state that it is taken away for, and only where it leads to what it led to.
#[test]
fn an_endpoint_is_deleted_only_as_it_was_seen() {
    let mut seen = 0;
    for row in faults() {
        let report = report(&broken(&[row]).expect("one fault"));
        for it in forms::changes(&report).filter(|it| it.title.starts_with("Delete the private endpoint ")) {
            let before = it.look.as_ref().map_or("", |it| &it.before);
            assert!(["/subnets/", "ervers/"].iter().all(|part| before.contains(part)), "{}: {before}", row.1);
            let is_over = ["Rejected", "Disconnected"].iter().any(|state| before.contains(state));
            assert!(is_over || !before.contains("postgresqlServer"), "{}: {before}", row.1);
            seen += 1;
        }
    }
    assert!(seen > 0, "none is deleted");
}
