//! Says which changes the target lives on after the migration: then undo takes down what is in production.

use crate::{
    Party,
    network::{Change, Context, Edit, Fact, Id, Item, PrivateEndpoint, Server, Zone, endpoint_zone_name, is},
    planned::{ChangeText, GIVEN_UP},
};

/// Says of each change that the target lives on what it loses without it; `after` is the network once all are made. What such a
/// change needs lasts with it: a subnet cannot go while an endpoint is in it.
pub(crate) fn say<'a>(after: &Context<'_>, changes: impl DoubleEndedIterator<Item = (&'a Change, &'a mut ChangeText)>) {
    let Ok(target) = after.server(Party::Target) else { return };
    let mut lasting: Vec<(&Change, String)> = Vec::new();
    for (change, text) in changes.rev() {
        let needed = || lasting.iter().find(|(it, _)| it.needs(change)).map(|(_, lost)| lost.clone());
        let Some(lost) = lost(after, target, &change.edit).or_else(needed) else { continue };
        if text.undo.az.is_empty() {
            // What is deleted and stays so is no part of the target.
            if !matches!(change.edit, Edit::Delete(_)) {
                text.impact.push(format!("Leave it so after the migration: {lost}"));
            }
        } else {
            text.impact.push(format!("{GIVEN_UP}{lost}"));
        }
        lasting.push((change, lost));
    }
}

/// What the target loses without a change; none where it does not live on it.
fn lost(after: &Context<'_>, target: &Server, edit: &Edit) -> Option<String> {
    let name = target.origin.id.name();
    let found = || format!("{name} is found by its name through it from then on.");
    let is_made = !matches!(edit, Edit::Delete(_));
    match edit.item() {
        Item::ServerState(server, _) if *server == target.origin.id => {
            Some(format!("{name} is in production from then on, and undo stops it."))
        }
        Item::Endpoint(it) if is_made && is_only(after, target, &it.origin.id) => {
            Some(format!("{name} is reached by {} from then on.", it.origin.id.name()))
        }
        Item::Connection(it) if is_made && it.origin.id.parent().as_ref() == Some(&target.origin.id) => {
            let endpoint = it.endpoint.as_ref().filter(|it| is_only(after, target, it))?;
            Some(format!("{name} is reached by {} from then on.", endpoint.name()))
        }
        Item::ZoneGroup(it) if is_made => {
            let is_its = |endpoint: &&PrivateEndpoint| it.origin.id.parent().as_ref() == Some(&endpoint.origin.id);
            after.approved_endpoints(target).iter().any(is_its).then(found)
        }
        Item::Record(it) if leads_to(after, target, &it.origin.id) => Some(found()),
        Item::Alias(it) if leads_to(after, target, &it.origin.id) => Some(found()),
        Item::ZoneLink(it) if is_made => {
            let vnet = it.vnet.as_ref()?;
            let zone = after.network.zone(&it.origin.id.parent()?)?;
            let is_its = places(after, target).contains(vnet) && holds(after, target, zone);
            is_its.then(|| format!("{} finds {name} by its name through it from then on.", vnet.name()))
        }
        Item::Delegations(subnet, _) if target.delegated_subnet.known() == Some(subnet) => {
            Some(format!("{name} is in that subnet."))
        }
        _ => None,
    }
}

/// Whether a private endpoint is one of the target's, and no other of it is approved.
fn is_only(after: &Context<'_>, target: &Server, endpoint: &Id) -> bool {
    let read = after.approved_endpoints(target).into_iter().map(|it| &it.origin.id);
    let approved = target.endpoint_connections.iter().filter(|it| is(it.status.as_deref(), "Approved"));
    let all: Vec<&Id> = read.chain(approved.filter_map(|it| it.endpoint.as_ref())).collect();
    !all.is_empty() && all.into_iter().all(|it| it == endpoint)
}

/// The VNets in which the target answers.
fn places(after: &Context<'_>, target: &Server) -> Vec<Id> {
    let endpoints = after.approved_endpoints(target);
    let subnets = endpoints.iter().filter_map(|it| it.subnet.as_ref()).chain(target.delegated_subnet.known());
    subnets.filter_map(Id::parent).collect()
}

/// Whether a record is the target's own, by its name and its zone.
fn leads_to(after: &Context<'_>, target: &Server, record: &Id) -> bool {
    let zone = record.parent();
    let is_own = matches!(&target.private_dns_zone, Fact::Known(own) if Some(own) == zone.as_ref());
    let by_endpoint = endpoint_zone_name(target).is_ok_and(|(_, label)| is(Some(&label), record.name()));
    let is_named = is(Some(target.origin.id.name()), record.name());
    let has_endpoint = !after.approved_endpoints(target).is_empty();
    is_own && is_named || has_endpoint && (by_endpoint || is_named)
}

/// Whether a zone leads to the target: it is its own, or has a record of it.
fn holds(after: &Context<'_>, target: &Server, zone: &Zone) -> bool {
    let is_own = target.private_dns_zone.known() == Some(&zone.origin.id);
    is_own || zone.records.items.iter().any(|it| leads_to(after, target, &it.origin.id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{
        ChangeText, Config, evaluate_with, find_with_plan,
        network::{
            Fact, Network,
            testing::{all_right, direct, guard, not_peered, via_runtime},
        },
    };

    /// What is wrong, in which migration, and how it comes to be so.
    type Row = (&'static str, Config, fn(&mut Network));

    /// Every change that is proposed, with what the target loses without it.
    fn proposed(config: &Config, change: fn(&mut Network)) -> Vec<String> {
        let mut network = all_right();
        change(&mut network);
        let report = evaluate_with(config, &find_with_plan(config, &mut network));
        let ways = report.steps.iter().flat_map(|it| &it.changes).flat_map(|it| &it.changes);
        let line = |it: &ChangeText| {
            let left = || it.impact.iter().find(|it| it.starts_with("Leave it so")).map(String::as_str);
            format!("{} | {}", it.title, it.given_up().or_else(left).unwrap_or("-"))
        };
        let all: BTreeSet<String> = ways.chain(report.plan.iter().map(|it| &it.change)).map(line).collect();
        all.into_iter().collect()
    }

    #[test]
    fn what_the_target_lives_on_is_undone_only_where_the_migration_is_given_up() {
        let rows: [Row; 13] = [
            ("the target is stopped", direct(), |it| it.servers[1].state = Some("Stopped".to_owned())),
            ("the runtime server is stopped", via_runtime(), |it| it.servers[3].state = Some("Stopped".to_owned())),
            ("its own zone has no links", direct(), |it| it.zones[1].links.items.clear()),
            ("its subnet is not delegated", direct(), |it| it.vnets[1].subnets.items[0].delegations = Fact::None),
            ("no peering", direct(), not_peered),
            ("a rule denies", direct(), |it| guard(it, "vnet-new", &["4000 out deny * * * > * *"])),
            ("the client's VNet is not linked", via_runtime(), |it| drop(it.zones[0].links.items.remove(2))),
            ("the endpoint's VNet is not linked", via_runtime(), |it| drop(it.zones[0].links.items.remove(3))),
            ("the target's endpoint waits", via_runtime(), |it| {
                it.servers[2].endpoint_connections.items[0].status = Some("Pending".to_owned());
                it.endpoints[1].services[0].status = Some("Pending".to_owned());
            }),
            ("the target's endpoint was removed", via_runtime(), |it| {
                it.servers[2].endpoint_connections.items[0].status = Some("Disconnected".to_owned());
                it.endpoints[1].services[0].status = Some("Disconnected".to_owned());
            }),
            ("the source's endpoint was removed", via_runtime(), |it| {
                it.servers[0].endpoint_connections.items[0].status = Some("Disconnected".to_owned());
                it.endpoints[0].services[0].status = Some("Disconnected".to_owned());
            }),
            ("no record of the target", via_runtime(), |it| {
                it.zone_groups.remove(1);
                it.zones[0].records.items.remove(1);
            }),
            ("no record of the source", direct(), |it| {
                it.zone_groups.remove(0);
                it.zones[0].records.items.remove(0);
            }),
        ];
        let text: Vec<String> = rows
            .into_iter()
            .map(|(what, config, change)| format!("{what}:\n  {}", proposed(&config, change).join("\n  ")))
            .collect();
        insta::assert_snapshot!(text.join("\n"));
    }
}
