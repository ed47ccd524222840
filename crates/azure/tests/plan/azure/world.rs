//! Finds resources in the files, puts them in and takes them out, as Azure would.

use pgreach_fixtures::topology::{File, Topology};
use serde_json::{Value, json};

use super::{Done, command::Command};

pub(crate) fn is_id(item: &Value, id: &str) -> bool {
    item.get("properties").is_some() && item["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(id))
}

pub(super) fn named<'a>(item: &'a mut Value, id: &str) -> Option<&'a mut Value> {
    if is_id(item, id) {
        return Some(item);
    }
    match item {
        Value::Array(items) => items.iter_mut().find_map(|it| named(it, id)),
        Value::Object(members) => members.iter_mut().find_map(|(_, it)| named(it, id)),
        _ => None,
    }
}

/// The resource of an id, wherever it is printed.
pub(crate) fn find<'a>(topology: &'a mut Topology, id: &str) -> Result<&'a mut Value, String> {
    let mut items = topology.files.iter_mut().flat_map(|it| &mut it.items);
    items.find_map(|it| named(it, id)).ok_or_else(|| format!("no resource {id}"))
}

pub(super) fn is_there(topology: &mut Topology, id: &str) -> bool {
    find(topology, id).is_ok()
}

pub(super) fn without(item: &mut Value, id: &str) {
    match item {
        Value::Array(items) => {
            items.retain(|it| !is_id(it, id));
            for it in items {
                without(it, id);
            }
        }
        Value::Object(members) => {
            for (_, it) in members.iter_mut() {
                without(it, id);
            }
        }
        _ => {}
    }
}

/// Takes a resource away.
pub(super) fn delete(topology: &mut Topology, id: &str) -> Done {
    find(topology, id)?;
    for file in &mut topology.files {
        file.items.retain(|it| !is_id(it, id));
        for it in &mut file.items {
            without(it, id);
        }
    }
    Ok(())
}

/// Makes a resource that is printed within another one.
pub(super) fn insert(topology: &mut Topology, whole: &str, list: &str, item: Value) -> Done {
    let items = &mut find(topology, whole)?["properties"][list];
    if items.is_null() {
        *items = json!([]);
    }
    items.as_array_mut().ok_or("no list")?.push(item);
    Ok(())
}

/// Makes a resource that is printed in a list of its own: that of its like.
pub(super) fn add(topology: &mut Topology, item: Value) {
    let of = |it: &Value| it["id"].as_str().and_then(|it| it.rsplit_once('/')).map(|it| it.0.to_ascii_lowercase());
    let own = of(&item);
    let place = topology.files.iter().position(|file| file.items.iter().any(|it| of(it) == own));
    match place {
        Some(place) => topology.files[place].items.push(item),
        None => topology.files.push(File { name: "added.json", items: vec![item], is_cut: false }),
    }
}

pub(super) fn resource(id: &str, kind: &str, properties: Value) -> Value {
    let mut it = json!({ "id": id, "name": id.rsplit('/').next(), "type": kind });
    it["properties"] = properties;
    it
}

pub(super) fn parent(id: &str) -> &str {
    id.rsplitn(3, '/').nth(2).unwrap_or_default()
}

pub(super) fn name(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or_default()
}

pub(super) fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| format!("{text} is neither true nor false"))
}

/// Whether a verb makes something that is not there yet, and does not change what is.
pub(super) fn is_new(topology: &mut Topology, id: &str, verb: &str, command: &str) -> Result<bool, String> {
    match verb {
        "create" if is_there(topology, id) => Err(format!("{id} is there already")),
        "create" => Ok(true),
        "update" => Ok(false),
        _ => Err(format!("no {command} {verb}")),
    }
}

/// Sets a property of a resource to true or false.
pub(super) fn set_flag(topology: &mut Topology, command: &Command, kind: &str, option: &str, property: &str) -> Done {
    command.takes(&["-n", option])?;
    let id = command.id(kind, &[command.one("-n")?])?;
    find(topology, &id)?["properties"][property] = flag(command.one(option)?)?.into();
    Ok(())
}

/// The first and the last address of a range.
pub(super) fn range(text: &str) -> Option<(u32, u32)> {
    let (address, length) = text.split_once('/')?;
    let (address, length): (std::net::Ipv4Addr, u32) = (address.parse().ok()?, length.parse().ok()?);
    let mask = u32::MAX.checked_shr(length).unwrap_or_default();
    Some((u32::from(address) & !mask, u32::from(address) | mask))
}
