//! Bicep modules: each makes of the files what the az commands of the same change make of them, property by property.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::{azure, broken, each, faults, parse, report};
use pgreach_fixtures::topology::Topology;

/// Where a value differs from what stands in another one, in which more may stand.
fn differing(path: &str, own: &Value, whole: &Value) -> Vec<String> {
    match (own, whole) {
        (Value::Object(own), Value::Object(_)) => {
            own.iter().flat_map(|(name, it)| differing(&format!("{path}.{name}"), it, &whole[name])).collect()
        }
        (Value::Array(own), Value::Array(items)) if own.len() == items.len() => {
            own.iter().zip(items).flat_map(|(own, it)| differing(path, own, it)).collect()
        }
        _ if own == whole => Vec::new(),
        _ => vec![format!("{path}: {own} is not {whole}")],
    }
}

/// What a module makes otherwise than the commands did: its id, its location and its properties.
fn made_otherwise(module: &str, resource: &str, topology: &mut Topology) -> Vec<String> {
    let (resources, _) = match parse::bicep(module) {
        Ok(parsed) => parsed,
        Err(wrong) => return vec![wrong],
    };
    let [there @ .., made] = resources.as_slice() else { return vec!["it makes nothing".to_owned()] };
    let (kind, _) = made.kind.split_once('@').unwrap_or_default();
    let mut names = Vec::new();
    for it in there {
        if !it.is_there || made.body["parent"] != format!("<{}>", it.symbol) {
            return vec![format!("{} is not its parent", it.symbol)];
        }
        names.extend(it.body["name"].as_str());
    }
    names.extend(made.body["name"].as_str());
    let command = module.lines().nth(1).unwrap_or_default();
    let of = |option: &str| {
        let after = command.split(option).nth(1).unwrap_or_default();
        after.split(' ').next().unwrap_or_default().trim_matches('\'').to_owned()
    };
    let mut parts = kind.split('/');
    let provider = parts.next().unwrap_or_default();
    let path: Vec<String> = parts.zip(&names).map(|(part, name)| format!("/{part}/{name}")).collect();
    let path = path.concat();
    let id =
        format!("/subscriptions/{}/resourceGroups/{}/providers/{provider}{path}", of("--subscription "), of(" -g "));
    let Ok(azure) = azure::find(topology, &id).cloned() else { return vec![format!("{id} is not what was made")] };
    let mut other =
        if id.eq_ignore_ascii_case(resource) { Vec::new() } else { vec![format!("{id} is not {resource}")] };
    if let Some(location) = made.body["location"].as_str().filter(|it| *it != "global") {
        other.extend(differing("location", &location.into(), &azure["location"]));
    }
    let mut properties = made.body["properties"].clone();
    // Azure prints the address at the network interface.
    if let Some(asked) = properties.as_object_mut().and_then(|it| it.remove("ipConfigurations")) {
        let nic = azure["properties"]["networkInterfaces"][0]["id"].as_str().unwrap_or_default().to_owned();
        let nic = azure::find(topology, &nic).cloned().unwrap_or_default();
        let (asked, given) = (&asked[0]["properties"]["privateIPAddress"], &nic["properties"]["ipConfigurations"][0]);
        other.extend(differing("address", asked, &given["properties"]["privateIPAddress"]));
    }
    other.extend(differing("properties", &properties, &azure["properties"]));
    other
}

#[test]
fn a_module_makes_what_the_commands_make() {
    let count = AtomicUsize::new(0);
    let wrong = each(&faults(), |row| {
        let mut topology = broken(&[row]).expect("one fault");
        let report = report(&topology);
        let mut wrong = Vec::new();
        for it in &report.plan {
            for command in it.change.apply.az.iter() {
                azure::run(&mut topology, &command).expect("Azure takes it");
            }
            if let Some(module) = &it.change.apply.bicep {
                count.fetch_add(1, Ordering::Relaxed);
                let other = made_otherwise(module, &it.change.resource, &mut topology);
                wrong.extend(other.into_iter().map(|it| format!("{}: {it}\n{module}", row.1)));
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
    assert!(40 < count.into_inner());
}
