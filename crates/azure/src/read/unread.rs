//! Resources of types that are not read: what they name, and what names them.

use std::collections::HashMap;

use pgreach_network::{Id, Listing, Origin, Unread};

use super::{
    key::Key,
    kind::Kind,
    node::{Node, Object},
};

const PROVIDER: &str = "microsoft.network/";

/// A resource of a type of Microsoft.Network that is not read.
pub(super) fn unread(origin: Origin, kind: &str, object: &Object<'_>) -> Option<Unread> {
    if !kind.starts_with(PROVIDER) {
        return None;
    }
    let mentions = Listing { items: Vec::new(), complete: !object.has(Key::PgreachPartial) };
    let mut unread = Unread { origin, kind: kind.to_owned(), mentions };
    values(object, &mut |it| match it {
        Node::Text(text) if text.starts_with('/') => Id::parse(text).into_iter().for_each(|it| unread.mention(it)),
        // What only Azure can resolve may name anything.
        Node::Unresolved => unread.mentions.complete = false,
        _ => {}
    });
    Some(unread)
}

/// Whether a value is one that counts.
type IsSet = fn(&Node<'_>) -> bool;

/// The members of resources that are read, of which only counts that they are set: nothing is read from them, and they can
/// overrule a step. Each with the type, in lower case, and whether a value is of that kind.
///
/// Sources: "Virtual Network Gateways - Get", "Virtual Network Gateway Connections - Get", "Virtual Networks - Get", "Private
/// Endpoints - Get" (Azure REST API, 2024-05-01); "DNS Resolvers - Get" (2022-07-01), `dnsResolverState` (Connected,
/// Disconnected); "About NAT and VPN Gateway" (2024-11).
const MEMBERS: &[(&str, Key, IsSet)] = &[
    ("microsoft.network/virtualnetworkgateways", Key::NatRules, is_filled),
    // Of several ExpressRoute gateways of a VNet, one may be kept out of use.
    ("microsoft.network/virtualnetworkgateways", Key::AdminState, |it| is_text(it, "Disabled")),
    ("microsoft.network/connections", Key::IngressNatRules, is_filled),
    ("microsoft.network/connections", Key::EgressNatRules, is_filled),
    ("microsoft.network/connections", Key::UsePolicyBasedTrafficSelectors, |it| {
        matches!(it, Node::Flag(true) | Node::Unresolved) || is_text(it, "true")
    }),
    ("microsoft.network/virtualnetworks", Key::Encryption, |it| {
        it.object().and_then(|it| it.get(Key::Enforcement)).is_some_and(|it| is_text(it, "DropUnencrypted"))
    }),
    ("microsoft.network/privateendpoints", Key::IpVersionType, |it| is_text(it, "IPv6")),
    ("microsoft.network/virtualhubs/hubvirtualnetworkconnections", Key::RoutingConfiguration, leads_past),
    ("microsoft.network/dnsresolvers", Key::DnsResolverState, |it| !is_text(it, "Connected")),
];

/// The types of which nothing but their last change counts against a step that rests on them, and the model has no field for
/// it.
const STATED: &[&str] = &[
    "microsoft.network/dnsresolvers",
    "microsoft.network/dnsresolvers/outboundendpoints",
    "microsoft.network/dnsforwardingrulesets",
    "microsoft.network/dnsforwardingrulesets/forwardingrules",
    "microsoft.network/natgateways",
    "microsoft.network/publicipaddresses",
    "microsoft.network/publicipprefixes",
];

/// Whether Azure's last change of a resource may not be done, or not have worked out. Each of Azure's tools prints it, so that a
/// file without it was trimmed; only a template has none, and what pgreach has written of one that is done.
fn is_changing(object: &Object<'_>, is_template: bool) -> bool {
    match object.get(Key::ProvisioningState) {
        Some(state) => !is_text(state, "Succeeded"),
        None => !is_template && !object.has(Key::PgreachPartial),
    }
}

/// Whether the routing of a hub's connection has routes of its own, which lead past the VNet's, or a route map, which changes
/// what is announced.
///
/// Sources: "How to configure virtual hub routing" (2025-02-10): static routes on a virtual network connection; with
/// `vnetLocalRouteOverrideCriteria` Equal what is within the VNet goes there directly. "About Route-maps for virtual hubs"
/// (route-maps-about.md, 2024-10).
fn leads_past(node: &Node<'_>) -> bool {
    let is_map = |key| node.object().and_then(|it| it.get(key)).is_some_and(is_filled);
    if is_map(Key::InboundRouteMap) || is_map(Key::OutboundRouteMap) {
        return true;
    }
    let Some(routes) = node.object().and_then(|it| it.get(Key::VnetRoutes)) else { return node.is_unresolved() };
    let Some(routes) = routes.object() else { return routes.is_unresolved() };
    let set = routes.get(Key::StaticRoutesConfig).and_then(Node::object);
    let is_bypassed = set.is_some_and(|it| {
        it.text(Key::VnetLocalRouteOverrideCriteria).is_some_and(|it| it.eq_ignore_ascii_case("Equal"))
    });
    !is_bypassed && routes.get(Key::StaticRoutes).is_some_and(is_filled)
}

fn is_filled(node: &Node<'_>) -> bool {
    match node {
        Node::List(items) => !items.is_empty(),
        Node::Null => false,
        _ => true,
    }
}

fn is_text(node: &Node<'_>, word: &str) -> bool {
    node.is_unresolved() || node.text().is_some_and(|it| it.eq_ignore_ascii_case(word))
}

/// Those members of a resource that are set, as parts of it that are not read.
pub(super) fn members(id: &Id, file: usize, object: &Object<'_>, is_template: bool) -> Vec<Unread> {
    let kind = id.kind();
    // Traffic selectors that are said are read.
    let is_read = |key| {
        key == Key::UsePolicyBasedTrafficSelectors && object.get(Key::TrafficSelectorPolicies).is_some_and(is_filled)
    };
    let set = MEMBERS
        .iter()
        .filter(|(of, key, is_set)| *of == kind && !is_read(*key) && object.get(*key).is_some_and(is_set))
        .map(|it| it.1);
    let changing =
        (STATED.contains(&kind.as_str()) && is_changing(object, is_template)).then_some(Key::ProvisioningState);
    set.chain(changing)
        .filter_map(|key| {
            let member = key.name();
            let origin = Origin { id: Id::parse(&format!("{}/{member}/set", id.text()))?, file };
            let mentions = Listing { items: vec![id.clone()], complete: true };
            Some(Unread { origin, kind: format!("{kind}/{}", member.to_ascii_lowercase()), mentions })
        })
        .collect()
}

/// What a resource that is read names of types that are not: the resource, or the part of it that names one.
pub(super) fn named_by(id: &Id, object: &Object<'_>) -> Vec<(Id, Id)> {
    let mut naming = Vec::new();
    parts(id, object, &mut naming);
    naming
}

fn parts(by: &Id, object: &Object<'_>, naming: &mut Vec<(Id, Id)>) {
    // What only refers to another resource has its id too, which is no part of this one's.
    let own = object.text(Key::Id).and_then(Id::parse).filter(|it| it.is_part_of(by));
    let by = own.as_ref().unwrap_or(by);
    for (_, node) in object.members() {
        each(node, &mut |it| match it {
            Node::Object(object) => parts(by, object, naming),
            Node::Text(text) => naming.extend(unread_type(text).map(|it| (by.clone(), it))),
            _ => {}
        });
    }
}

/// The id of a resource of its own, of a type that is not read, that a text names or names a part of.
fn unread_type(text: &str) -> Option<Id> {
    // Most texts are no ids.
    let mut id = text.starts_with('/').then(|| Id::parse(text)).flatten()?;
    while let Some(parent) = id.parent() {
        id = parent;
    }
    let kind = id.kind();
    (kind.starts_with(PROVIDER) && Kind::of_type(&kind).is_none()).then_some(id)
}

/// Every plain value in an object that may name a resource.
fn values(object: &Object<'_>, found: &mut dyn FnMut(&Node<'_>)) {
    for (_, node) in object.members().filter(|(key, _)| !matches!(key, Key::Location | Key::Sku | Key::ApiVersion)) {
        each(node, &mut |it| match it {
            Node::Object(object) => values(object, found),
            it => found(it),
        });
    }
}

/// Every value in a list, and in lists in it.
fn each(node: &Node<'_>, found: &mut dyn FnMut(&Node<'_>)) {
    match node {
        Node::List(items) => items.iter().for_each(|it| each(it, found)),
        Node::Named(named) => named.iter().for_each(|(_, it)| each(it, found)),
        node => found(node),
    }
}

/// Notes at each resource that is not read, and at its parts, what names it.
pub(super) fn note_naming(unread: &mut [Unread], naming: Vec<(Id, Id)>) {
    if unread.is_empty() {
        return;
    }
    let mut by_name: HashMap<Id, Vec<Id>> = HashMap::new();
    for (by, named) in naming {
        by_name.entry(named).or_default().push(by);
    }
    for it in unread {
        for by in by_name.get(&it.origin.id).into_iter().flatten() {
            it.mention(by.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use pgreach_rules::find::is_listed_type;

    use super::{Key, MEMBERS, STATED};

    #[test]
    fn what_each_member_can_overrule_is_listed() {
        let stated = STATED.iter().map(|it| (*it, Key::ProvisioningState));
        for (kind, key) in MEMBERS.iter().map(|it| (it.0, it.1)).chain(stated) {
            let kind = format!("{kind}/{}", key.name().to_ascii_lowercase());
            assert!(
                is_listed_type(&kind),
                "{kind}: with pseudonyms it would count as a type of which nothing is known"
            );
        }
    }
}
