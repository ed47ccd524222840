//! Says what a plan takes away: a resource that it deletes is gone with its parts, whatever other files say of it.
//!
//! A plan says what there will be, and an export what there was. Where it says only that something changes, and not to what,
//! nothing that rests on that is known.

use std::collections::HashSet;

use pgreach_network::{Id, Listing};

use super::{
    key::Key,
    node::{Node, Object},
};

/// What a plan does with something that other files may hold.
#[derive(Debug)]
pub(super) enum Planned {
    /// It deletes it, with all parts. What this file says of it is what it puts in its place.
    Deleted { id: Id, file: usize, is_replaced: bool },
    /// It deletes a resource group, by its id with a slash at the end, in lower case.
    GroupDeleted { group: String },
    /// It takes a security group or a route table away from where it is attached.
    Detached { what: Id, from: Id, file: usize },
    /// What becomes of something is not known: by what the plan calls it, with the ids that it may be about, all of them or
    /// not.
    Unclear { name: String, ids: Listing<Id>, file: usize },
}

impl Planned {
    /// The deletion of what a text is the id of.
    pub(super) fn deleted(text: &str, file: usize) -> Self {
        if let Some(id) = Id::parse(text) {
            return Self::Deleted { id, file, is_replaced: false };
        }
        let lower = text.trim_end_matches('/').to_ascii_lowercase();
        match lower.split('/').collect::<Vec<_>>().as_slice() {
            ["", "subscriptions", _, "resourcegroups", _] => Self::GroupDeleted { group: lower + "/" },
            _ => Self::unclear(text, Vec::new(), file),
        }
    }

    /// That it is not known what becomes of these; of none, that it may be anything.
    pub(super) fn unclear(name: &str, ids: Vec<Id>, file: usize) -> Self {
        let complete = !ids.is_empty();
        Self::Unclear { name: name.to_owned(), ids: Listing { items: ids, complete }, file }
    }
}

/// The lists of a body whose items are resources, with the last part of their types.
const LISTS: [(Key, &str); 4] = [
    (Key::Subnets, "subnets"),
    (Key::VirtualNetworkPeerings, "virtualNetworkPeerings"),
    (Key::SecurityRules, "securityRules"),
    (Key::Routes, "routes"),
];

/// What a body had before a change and has no more after it. A member of that is null then, as it does not go by what other
/// files say.
pub(super) fn removed<'a>(id: &str, before: &Object<'a>, after: &mut Object<'a>, file: usize) -> Vec<Planned> {
    let name = |node: &Node<'_>| {
        let object = node.object()?;
        let name = object.text(Key::Name).or_else(|| object.text(Key::Id)?.rsplit('/').next())?;
        Some(name.to_ascii_lowercase())
    };
    let mut planned = Vec::new();
    for (key, node) in before.members().filter(|(key, _)| !OWN.contains(key)) {
        let now = after.get(key);
        if let Some((_, segment)) = LISTS.iter().find(|it| it.0 == key)
            && let (Node::List(items), Some(Node::List(kept))) = (node, now)
        {
            let kept: HashSet<String> = kept.iter().filter_map(name).collect();
            for name in items.iter().filter_map(name).filter(|it| !kept.contains(it)) {
                planned.push(Planned::deleted(&format!("{id}/{segment}/{name}"), file));
            }
            continue;
        }
        if let (Node::Object(before), Some(Node::Object(now))) = (node, now) {
            let mut now = now.clone();
            planned.extend(removed(id, before, &mut now, file));
            after.set(key, true, Node::Object(now));
            continue;
        }
        let is_empty = |it: &Node<'_>| matches!(it, Node::Null) || matches!(it, Node::List(items) if items.is_empty());
        if is_empty(node) || now.is_some_and(|it| !is_empty(it)) {
            continue;
        }
        // An empty list says as little as one that is not there.
        if matches!(node, Node::List(_)) {
            planned.push(Planned::unclear(id, Id::parse(id).into_iter().collect(), file));
        }
        after.set(key, true, Node::Null);
    }
    planned
}

/// What a resource is called and Azure says of it, which no deployment changes.
const OWN: [Key; 8] = [
    Key::Id,
    Key::Name,
    Key::Type,
    Key::Etag,
    Key::ResourceGuid,
    Key::ResourceId,
    Key::ProvisioningState,
    Key::ApiVersion,
];
