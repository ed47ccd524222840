//! Decides which resource of a template is which, because templates say neither subscription nor resource group.
//!
//! In one template, names decide. Between two of them, or between a template and an id in full, the same name may mean
//! two resources in two groups, as the privatelink zone that many groups have. Then it is not known which one is meant.
//!
//! A template or a plan says what there will be, and it may be about the resource of its type and name that a live export
//! holds: then nothing that rests on that one is known.

use std::collections::{HashMap, HashSet};

use pgreach_network::{Fact, Id, Listing, Network, Origin, Peer};

use super::{gone, readings::in_each_list};

/// Takes out what may be one resource or two. Each is reported as a sentence, with the file that it is from.
///
/// `templates` are the ids of what stands in templates, each with a number for its template. `unnamed` are resources of
/// templates of which it is not known which they are, each with the file that it is from.
pub(super) fn part(
    network: &mut Network,
    templates: &[(u64, Id)],
    unnamed: &[(usize, String)],
    reported: &mut Vec<(usize, String)>,
) {
    note_changed(network, unnamed, reported);
    if templates.is_empty() {
        return;
    }
    let several = in_several(templates);
    remove(network, &several, reported);
    let defined = defined(network);
    let mut scopes = Scopes::default();
    scopes.add_all(defined.iter());
    mentioned(network, &mut |id| scopes.add(id));
    let is_unsure = |id: &Id| {
        let id = whole(id);
        several.contains(&id) || !defined.contains(&id) && scopes.are_unsure(&id)
    };
    references(network, &mut |file, reference| {
        if let Some(name) = reference.id().filter(|it| is_unsure(it)).map(|it| whole(it).name().to_owned()) {
            reference.forget();
            tell(reported, file, &name);
        }
    });
    memberships(network, &mut |groups| {
        if groups.known().is_some_and(|it| it.iter().any(is_unsure)) {
            *groups = Fact::Unknown;
        }
    });
}

/// Notes what a template or a plan may change of what other files hold in full, by its type, its name and the group where
/// that is said. What may be any resource may change all of it.
fn note_changed(network: &mut Network, unnamed: &[(usize, String)], reported: &mut Vec<(usize, String)>) {
    let (mut not_whole, mut live) = (Vec::new(), HashMap::<String, Vec<Id>>::new());
    let mut note = |file: usize, id: &Id| {
        let id = whole(id);
        if id.subscription().is_none() {
            not_whole.push((file, id));
        } else {
            let same = live.entry(split(&id).1).or_default();
            if !same.contains(&id) {
                same.push(id);
            }
        }
    };
    in_each_list!(network, |list| for it in list.iter() {
        note(it.origin.file, &it.origin.id);
    });
    if live.is_empty() {
        return;
    }
    // What is linked to a network changes what is there, wherever it stands itself.
    joined(network, &mut |file, id| {
        if id.subscription().is_none() {
            not_whole.push((file, whole(id)));
        }
    });
    let mut seen = HashSet::new();
    for (file, id) in not_whole {
        let (scope, name) = split(&id);
        let mut same = live.get(&name).cloned().unwrap_or_default();
        same.retain(|it| split(it).0.ends_with(&scope));
        let is_manager = gone::is_manager(&id);
        if (is_manager || !same.is_empty()) && seen.insert(id.clone()) {
            tell(reported, file, id.name());
            let ids = Listing { items: same, complete: !is_manager };
            network.unread.extend(gone::unclear(id.name(), ids, file));
        }
    }
    for (file, name) in unnamed {
        network.unread.extend(gone::unclear(name, Listing::default(), *file));
    }
}

/// The networks, zones and servers to which what is read adds something.
fn joined(network: &Network, visit: &mut dyn FnMut(usize, &Id)) {
    let mut visit = |origin: &Origin, id: &Option<Id>| id.iter().for_each(|it| visit(origin.file, it));
    for it in network.zones.iter().flat_map(|it| it.links.iter()) {
        visit(&it.origin, &it.vnet);
    }
    for it in network.rulesets.iter().flat_map(|it| it.links.iter()) {
        visit(&it.origin, &it.vnet);
    }
    for it in network.dns_policies.iter().flat_map(|it| it.links.iter()) {
        visit(&it.origin, &it.vnet);
    }
    for it in network.joins.hubs.iter().flat_map(|it| it.connections.iter()) {
        visit(&it.origin, &it.vnet);
    }
    for it in &network.joins.members {
        visit(&it.origin, &it.vnet);
    }
    for it in &network.gateways {
        visit(&it.origin, &it.subnet);
    }
    for it in &network.zone_groups {
        it.zones.iter().for_each(|zone| visit(&it.origin, &zone.zone));
    }
    for it in &network.endpoints {
        it.services.iter().for_each(|service| visit(&it.origin, &service.service));
    }
}

/// What is defined in more than one template.
fn in_several(templates: &[(u64, Id)]) -> HashSet<Id> {
    let mut first: HashMap<&Id, u64> = HashMap::new();
    let mut several = HashSet::new();
    for (template, id) in templates {
        if first.entry(id).or_insert(*template) != template {
            several.insert(id.clone());
        }
    }
    several
}

fn tell(reported: &mut Vec<(usize, String)>, file: usize, name: &str) {
    const MOST: usize = 1000;
    if reported.len() < MOST {
        let name = super::notes::plain(name);
        reported.push((
            file,
            format!(
                "A template or plan does not say its subscription and resource group, so it is not known whether {name} is the one of this name in another file."
            ),
        ));
    }
}

/// The resource that a part belongs to: a subnet's VNet.
fn whole(id: &Id) -> Id {
    std::iter::successors(Some(id.clone()), Id::parent).last().unwrap_or_else(|| id.clone())
}

/// Where each type and name was met: without subscription and group, in a group, or in full.
#[derive(Default)]
struct Scopes(HashMap<String, HashSet<String>>);

impl Scopes {
    fn add(&mut self, id: &Id) {
        let (scope, name) = split(&whole(id));
        self.0.entry(name).or_default().insert(scope);
    }

    fn add_all<'i>(&mut self, ids: impl Iterator<Item = &'i Id>) {
        for id in ids {
            self.add(id);
        }
    }

    /// Whether the name was met in another scope too, and one of the two is not in full.
    fn are_unsure(&self, id: &Id) -> bool {
        let (own, name) = split(id);
        let is_full = |it: &str| it.starts_with("/subscriptions/");
        let others = self.0.get(&name).into_iter().flatten();
        others.into_iter().any(|it| *it != own && !(is_full(it) && is_full(&own)))
    }
}

/// What stands before the last `/providers/`, and what follows, in lower case.
fn split(id: &Id) -> (String, String) {
    let text = id.text().to_ascii_lowercase();
    match text.rfind("/providers/").and_then(|at| text.split_at_checked(at)) {
        Some((scope, name)) => (scope.to_owned(), name.to_owned()),
        None => (String::new(), text),
    }
}

/// Something that names another resource.
trait Reference {
    fn id(&self) -> Option<&Id>;

    fn forget(&mut self);
}

impl Reference for Option<Id> {
    fn id(&self) -> Option<&Id> {
        self.as_ref()
    }

    fn forget(&mut self) {
        *self = None;
    }
}

impl Reference for Fact<Id> {
    fn id(&self) -> Option<&Id> {
        self.known()
    }

    fn forget(&mut self) {
        *self = Self::Unknown;
    }
}

/// Every reference of which it counts that it names another resource than one that was read. One that only looks a
/// resource up, as a subnet its security group, finds none, and that is unknown already.
fn references(network: &mut Network, visit: &mut dyn FnMut(usize, &mut dyn Reference)) {
    for it in &mut network.servers {
        visit(it.origin.file, &mut it.delegated_subnet);
        it.endpoint_connections.items.iter_mut().for_each(|it| visit(it.origin.file, &mut it.endpoint));
        it.vnet_rules.items.iter_mut().for_each(|it| visit(it.origin.file, &mut it.subnet));
    }
    for it in &mut network.vnets {
        it.peerings.items.iter_mut().for_each(|it| visit(it.origin.file, &mut it.remote));
    }
    for it in &mut network.nics {
        let file = it.origin.file;
        it.addresses.iter_mut().for_each(|it| visit(file, &mut it.subnet));
    }
    for it in &mut network.endpoints {
        let file = it.origin.file;
        visit(file, &mut it.subnet);
        it.services.iter_mut().for_each(|it| visit(file, &mut it.service));
    }
    for it in &mut network.zone_groups {
        let file = it.origin.file;
        it.zones.iter_mut().for_each(|it| visit(file, &mut it.zone));
    }
    for it in &mut network.zones {
        it.links.items.iter_mut().for_each(|it| visit(it.origin.file, &mut it.vnet));
    }
    for it in &mut network.inbound_endpoints {
        visit(it.origin.file, &mut it.subnet);
    }
    for it in &mut network.rulesets {
        it.links.items.iter_mut().for_each(|it| visit(it.origin.file, &mut it.vnet));
    }
    for it in &mut network.dns_policies {
        it.links.items.iter_mut().for_each(|it| visit(it.origin.file, &mut it.vnet));
    }
    for it in &mut network.gateways {
        visit(it.origin.file, &mut it.subnet);
    }
    for it in &mut network.gateway_connections {
        let file = it.origin.file;
        for it in [&mut it.gateway, &mut it.remote_gateway, &mut it.local_gateway] {
            visit(file, it);
        }
    }
    for it in &mut network.joins.firewalls {
        let file = it.origin.file;
        visit(file, &mut it.policy);
        visit(file, &mut it.subnet);
        visit(file, &mut it.hub);
    }
    for it in &mut network.joins.policies {
        visit(it.origin.file, &mut it.base);
    }
    for it in &mut network.joins.balancers {
        visit(it.origin.file, &mut it.subnet);
    }
    for it in network.joins.hubs.iter_mut().flat_map(|it| &mut it.connections.items) {
        visit(it.origin.file, &mut it.vnet);
    }
    for it in &mut network.joins.members {
        visit(it.origin.file, &mut it.vnet);
    }
}

/// The application security groups that something is in.
fn memberships(network: &mut Network, visit: &mut dyn FnMut(&mut Fact<Vec<Id>>)) {
    network.nics.iter_mut().flat_map(|it| &mut it.addresses).for_each(|it| visit(&mut it.groups));
    network.endpoints.iter_mut().for_each(|it| visit(&mut it.groups));
}

/// Every id that a reference names, and the groups that rules name.
fn mentioned(network: &mut Network, visit: &mut dyn FnMut(&Id)) {
    references(network, &mut |_, it| it.id().into_iter().for_each(&mut *visit));
    memberships(network, &mut |it| it.known().into_iter().flatten().for_each(&mut *visit));
    let rules = network.security_groups.iter().flat_map(|it| &it.rules.items);
    for it in rules.flat_map(|it| [&it.sources, &it.destinations]).flatten().flatten() {
        if let Peer::Group(id) = it {
            visit(id);
        }
    }
}

/// What a network has resources of, parts of something counted as that.
pub(super) fn defined(network: &mut Network) -> HashSet<Id> {
    let mut ids = HashSet::new();
    in_each_list!(network, |list| ids.extend(list.iter().map(|it| whole(&it.origin.id))));
    ids
}

fn remove(network: &mut Network, ids: &HashSet<Id>, reported: &mut Vec<(usize, String)>) {
    let mut is_kept = |it: &Origin| {
        let id = whole(&it.id);
        let is_removed = ids.contains(&id);
        if is_removed {
            tell(reported, it.file, id.name());
        }
        !is_removed
    };
    in_each_list!(network, |list| list.retain(|it| is_kept(&it.origin)));
}
