//! Takes what plans delete out of everything that was read.

use std::collections::{HashMap, HashSet};

use pgreach_network::{Fact, Id, Listing, Origin, RouteTable, SecurityGroup, Unread};

use super::{
    planned::Planned,
    readings::{Readings, in_each_list},
};

/// The type of what stands for a change of a plan of which it is not known what there is after it.
const UNCLEAR: &str = "microsoft.network/plannedchanges";

/// Whether a resource is a network manager or a part of one: what that has in effect changes when it is deployed again, and
/// may change any network.
pub(super) fn is_manager(id: &Id) -> bool {
    id.kind().starts_with("microsoft.network/networkmanagers")
}

/// What stands for such a change among what is not read.
pub(super) fn unclear(name: &str, ids: Listing<Id>, file: usize) -> Option<Unread> {
    let name = super::notes::plain(name.trim_matches('/')).replace('/', "-");
    let name = if name.is_empty() { "a resource" } else { &name };
    let id = Id::parse(&format!("/providers/Microsoft.Network/plannedChanges/{name}"))?;
    Some(Unread { origin: Origin { id, file }, kind: UNCLEAR.to_owned(), mentions: ids })
}

/// What is gone, and by which file, where that says what comes in its place.
#[derive(Default)]
struct Gone {
    ids: HashMap<Id, Option<usize>>,
    groups: Vec<String>,
    /// Rules and routes have no ids: their parents, with their names in lower case.
    named: HashMap<Id, HashSet<String>>,
}

impl Gone {
    fn of(planned: &[Planned]) -> Self {
        let mut gone = Self::default();
        for it in planned {
            match it {
                Planned::Deleted { id, file, is_replaced } => gone.add(id, is_replaced.then_some(*file)),
                Planned::GroupDeleted { group } => gone.groups.push(group.clone()),
                Planned::Detached { .. } | Planned::Unclear { .. } => {}
            }
        }
        gone
    }

    fn add(&mut self, id: &Id, by: Option<usize>) {
        let is_named = ["/securityrules", "/routes"].iter().any(|it| id.kind().ends_with(it));
        if let Some(parent) = id.parent().filter(|_| is_named) {
            self.named.entry(parent).or_default().insert(id.name().to_ascii_lowercase());
        }
        // One that only deletes is the stronger one.
        self.ids.entry(id.clone()).and_modify(|it| *it = it.filter(|_| by.is_some())).or_insert(by);
    }

    fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.groups.is_empty()
    }

    /// Whether a resource is gone, itself or with what it is a part of, as this file says of it.
    fn has(&self, id: &Id, file: usize) -> bool {
        let is_gone = |it: &Id| self.ids.get(it).is_some_and(|by| *by != Some(file));
        let in_group = || {
            let text = id.text().to_ascii_lowercase();
            self.groups.iter().any(|it| text.starts_with(it.as_str()))
        };
        std::iter::successors(Some(id.clone()), Id::parent).any(|it| is_gone(&it))
            || !self.groups.is_empty() && in_group()
    }

    fn has_origin(&self, origin: &Origin) -> bool {
        self.has(&origin.id, origin.file)
    }

    fn has_named(&self, parent: &Origin, name: &str) -> bool {
        self.named.get(&parent.id).is_some_and(|it| it.contains(&name.to_ascii_lowercase()))
    }
}

/// Takes out of everything that was read what plans delete.
pub(super) fn take_out(readings: &mut Readings) {
    let planned = std::mem::take(&mut readings.planned);
    if planned.is_empty() {
        return;
    }
    for it in &planned {
        match it {
            Planned::Unclear { name, ids, file } => {
                let ids = if ids.iter().any(is_manager) { Listing::default() } else { ids.clone() };
                readings.network.unread.extend(unclear(name, ids, *file));
            }
            Planned::Detached { what, from, file } => detach(readings, what, from, *file),
            Planned::Deleted { .. } | Planned::GroupDeleted { .. } => {}
        }
    }
    let gone = Gone::of(&planned);
    for (id, by) in gone.ids.iter().filter(|it| is_manager(it.0)) {
        let file = by.or_else(|| readings.network.files.len().checked_sub(1)).unwrap_or_default();
        readings.network.unread.extend(unclear(id.name(), Listing::default(), file));
    }
    if !gone.is_empty() {
        forget_records(readings, &gone);
        take_out_resources(readings, &gone);
    }
}

/// Takes a security group or a route table away from a subnet or a network interface; what the plan itself says of that stands.
fn detach(readings: &mut Readings, what: &Id, from: &Id, file: usize) {
    let network = &mut readings.network;
    let forget = |fact: &mut Fact<Id>| {
        if fact.known() == Some(what) {
            *fact = Fact::Unknown;
        }
    };
    for subnet in network.vnets.iter_mut().flat_map(|it| &mut it.subnets.items) {
        if subnet.origin.id == *from && subnet.origin.file != file {
            forget(&mut subnet.security_group);
            forget(&mut subnet.route_table);
            forget(&mut subnet.nat_gateway);
        }
    }
    for nic in network.nics.iter_mut().filter(|it| it.origin.id == *from && it.origin.file != file) {
        forget(&mut nic.security_group);
    }
    readings.attached.retain(|it| !it.is_of(what, from));
}

/// Leaves out the records that a DNS zone group which is deleted may have made: with it Azure deletes those that it has
/// made, and which these are the records do not say.
///
/// Source: "Azure Private Endpoint private DNS zone values" (2025-09), section "Private DNS zone group".
fn forget_records(readings: &mut Readings, gone: &Gone) {
    let network = &mut readings.network;
    let groups = network.zone_groups.iter().filter(|it| gone.has_origin(&it.origin));
    let groups: Vec<_> = groups.map(|it| (it.origin.id.parent(), it.zones.clone())).collect();
    for (endpoint, zones) in groups {
        let endpoints: Vec<_> =
            network.endpoints.iter().filter(|it| Some(&it.origin.id) == endpoint.as_ref()).collect();
        let nics = network.nics.iter().filter(|it| endpoints.iter().any(|pe| pe.nics.contains(&it.origin.id)));
        let of_nics = nics.flat_map(|it| &it.addresses).filter_map(|it| it.address);
        let addresses: HashSet<_> =
            endpoints.iter().flat_map(|it| it.addresses.iter().copied()).chain(of_nics).collect();
        for zone in network.zones.iter_mut().filter(|it| zones.iter().any(|of| of.zone.as_ref() == Some(&it.origin.id)))
        {
            let before = zone.records.items.len();
            zone.records.items.retain(|it| !it.addresses.iter().any(|it| addresses.contains(it)));
            if zone.records.items.len() < before {
                zone.records.complete = false;
            }
        }
        readings.records.retain(|(id, _)| !zones.iter().any(|it| it.zone.as_ref() == Some(id)));
    }
}

fn take_out_resources(readings: &mut Readings, gone: &Gone) {
    let network = &mut readings.network;
    let has = |origin: &Origin| gone.has_origin(origin);
    for zone in &mut network.zones {
        // What the zone says that it has is one less for each.
        let links: HashSet<&Id> = zone.links.iter().filter(|it| has(&it.origin)).map(|it| &it.origin.id).collect();
        let records =
            zone.records.items.iter().map(|it| &it.origin).chain(zone.others.items.iter().map(|it| &it.origin));
        let records: HashSet<&Id> = records.filter(|it| has(it)).map(|it| &it.id).collect();
        for (counts, gone) in [(&mut readings.links, links.len()), (&mut readings.records, records.len())] {
            let counts = counts.iter_mut().filter(|(id, _)| *id == zone.origin.id);
            counts.for_each(|(_, count)| *count = count.saturating_sub(gone));
        }
        zone.links.items.retain(|it| !has(&it.origin));
        zone.records.items.retain(|it| !has(&it.origin));
        zone.others.items.retain(|it| !has(&it.origin));
    }
    for counts in [&mut readings.links, &mut readings.records] {
        counts.retain(|(id, _)| !gone.has(id, usize::MAX));
    }
    for server in &mut network.servers {
        // The server's side of a private endpoint goes with it.
        server
            .endpoint_connections
            .items
            .retain(|it| !has(&it.origin) && !it.endpoint.as_ref().is_some_and(|id| gone.has(id, it.origin.file)));
        server.firewall_rules.items.retain(|it| !has(&it.origin));
        server.vnet_rules.items.retain(|it| !has(&it.origin));
    }
    for vnet in &mut network.vnets {
        vnet.subnets.items.retain(|it| !has(&it.origin));
        vnet.peerings.items.retain(|it| !has(&it.origin));
    }
    for group in &mut network.security_groups {
        let SecurityGroup { origin, rules, .. } = group;
        rules.items.retain(|it| !gone.has_named(origin, &it.name));
    }
    for table in &mut network.route_tables {
        let RouteTable { origin, routes, .. } = table;
        routes.items.retain(|it| !gone.has_named(origin, &it.name));
    }
    for ruleset in &mut network.rulesets {
        ruleset.rules.items.retain(|it| !has(&it.origin));
        ruleset.links.items.retain(|it| !has(&it.origin));
    }
    for policy in &mut network.dns_policies {
        policy.rules.items.retain(|it| !has(&it.origin));
        policy.links.items.retain(|it| !has(&it.origin));
    }
    for policy in &mut network.joins.policies {
        policy.groups.items.retain(|it| !has(&it.origin));
    }
    for hub in &mut network.joins.hubs {
        hub.connections.items.retain(|it| !has(&it.origin));
        hub.tables.items.retain(|it| !has(&it.origin));
        hub.intents.items.retain(|it| !has(&it.origin));
    }
    in_each_list!(network, |list| list.retain(|it| !has(&it.origin)));
    network.ungrouped.retain(|it| !has(it));
    network.unread.retain(|it| !has(&it.origin));
    network.tags.retain(|it| !Id::parse(&it.resource).is_some_and(|it| gone.has(&it, usize::MAX)));
    readings.attached.retain(|it| !it.is_gone(&|id| gone.has(id, usize::MAX)));
    // What Azure computed is of the day before; that a network manager has rules of its own still counts.
    if gone.ids.keys().any(|it| it.kind().starts_with("microsoft.network/")) || !gone.groups.is_empty() {
        network.effective_routes.clear();
        network.effective_rules.retain(|it| it.has_admin_rules);
    }
}
