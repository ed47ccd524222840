//! Names that would run, end a string or open a template stay what they are: names.

use std::sync::atomic::{AtomicUsize, Ordering};

use pgreach_fixtures::topology::Topology;
use pgreach_rules::Report;
use serde_json::Value;

use crate::{broken, each, faults, forms::forms, parse, parse::Said, report};

/// A name with all that means something in bash, PowerShell, Bicep and Terraform. What would run is called `calc`.
const NAME: &str = "a'b\"c`d$(calc)${calc}%{calc}$${calc}\\'; calc #\n*\\ calc\u{2028}z";

/// The resources that get such a name, beside their own.
const RENAMED: &[&str] = &["nsg-db", "vnet-new", "vnet-old", "rt-db", "pe-old", "to-vnet-old", "to-vnet-new", "db"];

/// A topology in which resources have other names, wherever they are named.
fn renamed(topology: &Topology, names: &[&str]) -> Topology {
    fn rename(value: &mut Value, names: &[&str]) {
        match value {
            Value::String(text) => {
                let other = |it: &str| if names.contains(&it) { format!("{NAME}{it}") } else { it.to_owned() };
                *text = text.split('/').map(other).collect::<Vec<_>>().join("/");
            }
            Value::Array(items) => items.iter_mut().for_each(|it| rename(it, names)),
            Value::Object(members) => members.values_mut().for_each(|it| rename(it, names)),
            _ => {}
        }
    }
    let mut topology = topology.clone();
    for item in topology.files.iter_mut().flat_map(|it| &mut it.items) {
        rename(item, names);
    }
    topology
}

/// Whether a string has the name, as it is or in a body of JSON.
fn says_name(text: &str) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains(NAME),
            Value::Object(members) => members.values().any(within),
            _ => false,
        }
    }
    text.contains(NAME) || serde_json::from_str(text).is_ok_and(|it| within(&it))
}

/// What of a form would run, or was torn.
fn loose(said: Result<Said, String>, has_name: bool) -> Option<String> {
    match said {
        Err(wrong) => Some(wrong),
        Ok(Said { code, .. }) if code.contains("calc") => Some(format!("it would run: {code}")),
        Ok(Said { strings, .. }) if has_name && !strings.iter().any(|it| says_name(it)) => {
            Some(format!("the name is torn: {strings:#?}"))
        }
        Ok(_) => None,
    }
}

/// What is wrong with the forms of a report, and how many have such a name. A resource group is named in the comment at the
/// head of a module.
fn torn(report: &Report, in_modules: bool) -> (Vec<String>, usize) {
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (title, forms) in forms(report) {
        let has_name = forms.az.iter().any(|it| it.contains("calc"));
        seen += usize::from(has_name);
        let powershell = forms.powershell.iter().collect::<Vec<_>>().join("\n");
        let powershell = Some(powershell).filter(|it| !it.is_empty()).map(|it| parse::powershell(&it));
        let bicep = forms.bicep.as_deref().map(|it| parse::bicep(it).map(|(_, said)| said));
        let terraform = forms.terraform.as_deref().map(|it| parse::terraform(it).map(|(_, said)| said));
        let in_comments = forms.terraform.iter().all(|it| it.lines().all(|it| it.starts_with('#')));
        let loose = [
            powershell.and_then(|it| loose(it, has_name)),
            bicep.and_then(|it| loose(it, has_name && in_modules)),
            terraform.and_then(|it| loose(it, has_name && !in_comments)),
        ];
        wrong.extend(loose.into_iter().flatten().map(|it| format!("{title}: {it}")));
    }
    (wrong, seen)
}

#[test]
fn hostile_names_stay_inside_their_strings() {
    let seen = AtomicUsize::new(0);
    let wrong = each(&faults(), |row| {
        let topology = broken(&[row]).expect("one fault");
        let (wrong, own) = torn(&report(&renamed(&topology, RENAMED)), true);
        seen.fetch_add(own, Ordering::Relaxed);
        let (of_group, own) = torn(&report(&renamed(&topology, &["rg-orders"])), false);
        seen.fetch_add(own, Ordering::Relaxed);
        wrong.into_iter().chain(of_group).map(|it| format!("{}: {it}", row.1)).collect()
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
    assert!(500 < seen.into_inner());
}
