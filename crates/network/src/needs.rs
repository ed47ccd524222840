//! Finds which of many changes need which others, without comparing each with each.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;

use crate::{Change, Edit, Fact, Id, Item, id::Lower, table::of_hash};

/// For each change the places of those others of a list that it can only be made after, as [`Change::needs`] says it.
///
/// A fleet has thousands of changes, and few of them are about the same resource: only those that have a word in common are
/// compared.
#[must_use]
pub fn needs_among(changes: &[&Change]) -> Vec<Vec<usize>> {
    // Each word with the place of its change.
    let mut noted: Vec<(u64, usize)> = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        words(change, false, &mut |it| noted.push((it, place)));
    }
    noted.sort_unstable();
    let needed = |(place, change): (usize, &&Change)| {
        let mut near: Vec<usize> = Vec::new();
        words(change, true, &mut |it| near.extend(of_hash(&noted, it).iter().map(|it| it.1)));
        near.sort_unstable();
        near.dedup();
        near.retain(|it| {
            *it != place && changes.get(*it).is_some_and(|other| *other != *change && change.needs(other))
        });
        near
    };
    changes.iter().enumerate().map(needed).collect()
}

/// The words of a change, each hashed: where it needs another one, one of its own, `upward` too, is one of the other's.
fn words(change: &Change, upward: bool, each: &mut dyn FnMut(u64)) {
    match &change.edit {
        Edit::Create { item, .. } | Edit::Delete(item) => of_item(item, upward, each),
        Edit::Update { from, to } => {
            of_item(from, upward, each);
            of_item(to, upward, each);
        }
    }
}

fn of_item(item: &Item, upward: bool, each: &mut dyn FnMut(u64)) {
    let mut say = |kind: &str, parts: &[&str]| each(hashed(kind, parts));
    let id = item.id().map(Id::text);
    say("id", id.as_slice());
    // It is a part of what its id begins with.
    for (at, _) in id.filter(|_| upward).into_iter().flat_map(|it| it.match_indices('/')) {
        say("id", &[id.and_then(|it| it.get(..at)).unwrap_or_default()]);
    }
    let text = |id: &Option<Id>| id.as_ref().map_or("", Id::text).to_owned();
    match item {
        Item::Peering(it) => {
            let mut ends = [text(&it.origin.id.parent()), text(&it.remote)].map(|it| it.to_ascii_lowercase());
            ends.sort_unstable();
            say("peering", &[&ends[0], &ends[1]]);
        }
        Item::ZoneLink(it) => {
            let zone = it.origin.id.parent();
            say("link", &[&text(&it.vnet), zone.as_ref().map_or("", Id::name)]);
        }
        Item::Subnet(it) => say("subnets", &[&text(&it.origin.id.parent())]),
        Item::HubConnection(it) => say("hub", &[&text(&it.vnet)]),
        Item::Record(it) => say("name", &[&text(&it.origin.id.parent()), it.origin.id.name()]),
        Item::Alias(it) => say("name", &[&text(&it.origin.id.parent()), it.origin.id.name()]),
        Item::ZoneGroup(it) => {
            for entry in &it.zones {
                for (name, _) in &entry.records {
                    say("name", &[&text(&entry.zone), name]);
                }
            }
        }
        Item::VnetRule(it) => say("id", &[&text(&it.subnet)]),
        Item::Connection(it) => say("id", &[&text(&it.endpoint)]),
        Item::Endpoint(it) => {
            say("id", &[&text(&it.subnet)]);
            for address in &it.addresses {
                say("address", &[&address.to_string()]);
            }
        }
        Item::RouteTable(_, Fact::Known(table)) => say("id", &[table.text()]),
        Item::Migration(it) => of_host(&it.source_host, &mut say),
        Item::SourceHost(_, host) => of_host(host, &mut say),
        _ => {}
    }
}

/// A host that is an address.
fn of_host(host: &Fact<String>, say: &mut dyn FnMut(&str, &[&str])) {
    if let Some(address) = host.known().and_then(|it| it.parse::<std::net::Ipv4Addr>().ok()) {
        say("address", &[&address.to_string()]);
    }
}

fn hashed(kind: &str, parts: &[&str]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    kind.hash(&mut hasher);
    for it in parts {
        Lower(it).hash(&mut hasher);
    }
    hasher.finish()
}
