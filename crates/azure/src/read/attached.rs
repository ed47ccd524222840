//! Reads where a security group or a route table says that it is attached: `subnets[]` and `networkInterfaces[]`.
//!
//! Azure prints both ends of an attachment. Where a subnet or a network interface does not say its own, the other end does; where the
//! two ends contradict each other, they are of two days, and it is not known which is newer.
//!
//! Source: "Network Security Groups - Get" and "Route Tables - Get" (Azure REST API, 2024-01-01): `properties.subnets`,
//! "A collection of references to subnets", read-only.

use std::collections::HashMap;

use pgreach_network::{Fact, Id, Network, Origin};

use super::{body::Body, key::Key, kind::Kind, notes::plain};

/// That a security group or a route table names what it is attached to.
#[derive(Debug)]
pub(super) struct Attached {
    is_table: bool,
    file: usize,
    what: Id,
    to: Id,
}

impl Attached {
    /// Whether it says that the one is attached to the other.
    pub(super) fn is_of(&self, what: &Id, to: &Id) -> bool {
        self.what == *what && self.to == *to
    }

    /// Whether one of the two is gone.
    pub(super) fn is_gone(&self, is_gone: &dyn Fn(&Id) -> bool) -> bool {
        is_gone(&self.what) || is_gone(&self.to)
    }
}

/// What a resource says of where it is attached.
pub(super) fn attached(kind: Kind, origin: &Origin, body: Body<'_>) -> Vec<Attached> {
    let keys: &[Key] = match kind {
        Kind::SecurityGroup => &[Key::Subnets, Key::NetworkInterfaces],
        Kind::RouteTable => &[Key::Subnets],
        _ => &[],
    };
    let named = keys.iter().flat_map(|it| body.parts(*it).unwrap_or_default());
    let attached = named.filter_map(|it| it.known_id(Key::Id)).map(|to| Attached {
        is_table: kind == Kind::RouteTable,
        file: origin.file,
        what: origin.id.clone(),
        to,
    });
    attached.collect()
}

/// Takes into account what security groups and route tables say of where they are attached.
pub(super) fn attach(network: &mut Network, attached: &[Attached], differing: &mut Vec<(usize, String)>) {
    if attached.is_empty() {
        return;
    }
    let mut by_place: HashMap<(bool, &Id), Vec<&Attached>> = HashMap::new();
    for it in attached {
        let known = by_place.entry((it.is_table, &it.to)).or_default();
        if known.iter().all(|other| other.what != it.what) {
            known.push(it);
        }
    }
    let mut set = |is_table: bool, place: &Id, fact: &mut Fact<Id>| {
        let Some(named_by) = by_place.get(&(is_table, place)) else { return };
        let [first, others @ ..] = named_by.as_slice() else { return };
        let agrees = match &*fact {
            Fact::Unknown => true,
            Fact::Known(id) => *id == first.what,
            Fact::None => false,
        };
        if agrees && others.is_empty() {
            *fact = Fact::Known(first.what.clone());
            return;
        }
        *fact = Fact::Unknown;
        let (what, place) = (plain(first.what.name()), plain(place.name()));
        let kind = if is_table { "route table" } else { "network security group" };
        differing.push((
            first.file,
            format!("{what} says that it is attached to {place}, and the files say otherwise too: the {kind} of {place} is unknown."),
        ));
    };
    for vnet in &mut network.vnets {
        for subnet in &mut vnet.subnets.items {
            set(false, &subnet.origin.id, &mut subnet.security_group);
            set(true, &subnet.origin.id, &mut subnet.route_table);
        }
    }
    for nic in &mut network.nics {
        set(false, &nic.origin.id, &mut nic.security_group);
    }
}
