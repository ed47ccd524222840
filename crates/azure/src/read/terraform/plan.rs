//! Reads what a plan of Terraform deletes, and what it changes to something that is only known once it is applied.
//!
//! Source: "JSON Output Format" (Terraform 1.9), change representation: `actions`, `before`, `after`, `after_unknown`.

use std::collections::{HashMap, HashSet};

use pgreach_network::Id;
use serde_json::{Map, Value, json};

use super::{
    super::{gone::is_manager, planned::Planned},
    ASSOCIATIONS, AZAPI, GROUP, Instance, ids,
    types::{CHILDREN, TYPES},
};

/// What the plan does with what other files may hold, and documents of what comes in the place of what joined two resources.
pub(super) fn changes(
    document: &Value,
    planned: &[Instance<'_>],
    scopes: &ids::Scopes<'_>,
    file: usize,
) -> (Vec<Planned>, Vec<Value>) {
    let (mut found, mut documents) = (Vec::new(), Vec::new());
    let by_address: HashMap<&str, &Instance<'_>> = planned.iter().map(|it| (it.address, it)).collect();
    let there: HashSet<Id> = planned.iter().filter_map(|it| it.text("id").and_then(Id::parse)).collect();
    for change in document.get("resource_changes").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| change.get(name).and_then(Value::as_str).unwrap_or_default();
        let does = |action: &str| {
            let actions = change.pointer("/change/actions").and_then(Value::as_array);
            actions.is_some_and(|it| it.iter().any(|it| it.as_str() == Some(action)))
        };
        // What only changes a resource is not taken back where it is deleted.
        if text("mode") == "data" || text("type") == "azapi_update_resource" {
            continue;
        }
        let values = |name: &str| change.pointer(name).and_then(Value::as_object).cloned().unwrap_or_default();
        let instance = |values: Map<String, Value>| {
            let mut instance = Instance { address: text("address"), kind: text("type"), values };
            scopes.identify(&mut instance);
            instance
        };
        let before = instance(values("/change/before"));
        if does("create") {
            let after = instance(values("/change/after"));
            found.extend(created(&after, by_address.get(after.address).copied(), file));
        }
        if does("delete") {
            let gone = deleted(&before, planned, &there, file);
            documents.extend(gone.1);
            found.extend(gone.0);
        } else if does("update") {
            let after = instance(values("/change/after"));
            found.extend(updated(&before, &after, change.pointer("/change/after_unknown"), file));
        }
    }
    (found, documents)
}

/// Types of azurerm that change neither a network nor who is admitted, by how they begin.
const HARMLESS: [&str; 8] = [
    "azurerm_management_lock",
    "azurerm_monitor_",
    "azurerm_network_watcher",
    "azurerm_postgresql_configuration",
    "azurerm_postgresql_database",
    "azurerm_postgresql_flexible_server_configuration",
    "azurerm_postgresql_flexible_server_database",
    "azurerm_role_assignment",
];

/// Whether a resource may change what it does not name: it holds a template, or is a part of what a network manager does.
fn is_open(kind: &str) -> bool {
    kind.ends_with("_template_deployment")
        || kind.contains("_deployment_stack")
        || kind.starts_with("azurerm_network_manager_")
}

/// What a resource changes that is to be made, and of which it is not known what becomes of what it names: a type that is
/// not read, or one whose id or other end is known only once it is applied.
///
/// An id that is not known yet is of something that is not there yet: what is there is named.
fn created(after: &Instance<'_>, planned: Option<&Instance<'_>>, file: usize) -> Option<Planned> {
    let is_of_azure = ["azurerm_", "azapi_"].iter().any(|it| after.kind.starts_with(it));
    if !is_of_azure || after.kind == GROUP || HARMLESS.iter().any(|it| after.kind.starts_with(it)) {
        return None;
    }
    let is_of_manager = || planned.and_then(|it| it.text("id")).and_then(Id::parse).is_some_and(|it| is_manager(&it));
    if is_open(after.kind) || is_of_manager() {
        return Some(Planned::unclear(after.address, Vec::new(), file));
    }
    let has_id = |name| planned.and_then(|it| it.text(name)).and_then(Id::parse).is_some();
    let is_read = match ASSOCIATIONS.iter().find(|it| it.kind == after.kind) {
        Some(association) => has_id(association.of.0) && has_id(association.with.0),
        None => has_id("id"),
    };
    let named = planned.into_iter().chain([after]).flat_map(super::mentions).chain(ids::parents(after));
    let mut named: Vec<Id> = named.filter_map(|it| Id::parse(&it)).collect();
    named.sort_by_cached_key(|it| it.text().to_ascii_lowercase());
    named.dedup();
    (!is_read && !named.is_empty()).then(|| Planned::unclear(after.address, named, file))
}

/// The deletion of a resource.
fn deleted(
    before: &Instance<'_>,
    planned: &[Instance<'_>],
    there: &HashSet<Id>,
    file: usize,
) -> (Option<Planned>, Option<Value>) {
    if let Some(association) = ASSOCIATIONS.iter().find(|it| it.kind == before.kind) {
        let ends = [association.of.0, association.with.0].map(|it| before.text(it).and_then(Id::parse));
        let [Some(from), Some(what)] = ends else {
            let ids = ends.into_iter().flatten().collect();
            return (Some(Planned::unclear(before.address, ids, file)), None);
        };
        let of = |it: &&Instance<'_>| {
            it.kind == before.kind && it.text(association.of.0).and_then(Id::parse).as_ref() == Some(&from)
        };
        let is_another = planned.iter().any(|it| of(&it));
        let document = (!is_another).then(|| {
            let properties = json!({ association.with.1: null, "pgreachPartial": true });
            json!({ "id": from.text(), "type": association.of.1, "properties": properties })
        });
        return (Some(Planned::Detached { what, from, file }), document);
    }
    // What joins two resources has the id of one of them, or of both.
    if before.kind.ends_with("_association") || before.text("id").is_some_and(|it| it.contains('|')) {
        let ids = super::mentions(before).iter().filter_map(|it| Id::parse(it)).collect();
        return (Some(Planned::unclear(before.address, ids, file)), None);
    }
    let is_of_azure = ["azurerm_", "azapi_"].iter().any(|it| before.kind.starts_with(it));
    let planned = match before.text("id").map(|it| Planned::deleted(it, file)) {
        Some(Planned::Deleted { id, .. }) => Some(Planned::Deleted { is_replaced: there.contains(&id), id, file }),
        Some(it @ Planned::GroupDeleted { .. }) => Some(it),
        _ => is_of_azure.then(|| Planned::unclear(before.address, Vec::new(), file)),
    };
    (planned, None)
}

/// What a resource that stays has no more, and whether it changes in a way that is not known yet.
fn updated(before: &Instance<'_>, after: &Instance<'_>, unknown: Option<&Value>, file: usize) -> Vec<Planned> {
    let Some(id) = before.text("id").and_then(Id::parse) else { return Vec::new() };
    let is_unknown = |name: &str| unknown.and_then(|it| it.get(name)).is_some_and(super::is_marked);
    let mut found = Vec::new();
    for children in CHILDREN.iter().filter(|it| it.within == before.kind && !is_unknown(it.attribute)) {
        let names = |of: &Instance<'_>| -> HashSet<String> {
            let items = of.values.get(children.attribute).and_then(Value::as_array).into_iter().flatten();
            items.filter_map(|it| it.get("name")?.as_str().map(str::to_ascii_lowercase)).collect()
        };
        for name in names(before).difference(&names(after)) {
            found.push(Planned::deleted(&format!("{}/{}/{name}", id.text(), children.segment), file));
        }
    }
    let fields = TYPES.iter().find(|it| it.0 == before.kind).map_or(&[][..], |it| it.2);
    let attributes = fields
        .iter()
        .map(|it| it.0)
        .chain(CHILDREN.iter().filter(|it| it.within == before.kind).map(|it| it.attribute));
    // What a body has no more is not told apart from what it never had.
    let is_other_body = AZAPI.contains(&before.kind) && before.values.get("body") != after.values.get("body");
    // Where only it is not known yet, the value that other files have is the old one.
    if is_other_body || attributes.into_iter().any(is_unknown) {
        found.push(Planned::unclear(before.address, vec![id], file));
    }
    found
}
