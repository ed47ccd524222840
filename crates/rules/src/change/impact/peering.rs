//! Says of a peering what it joins and lets through, what it goes past, and what it takes away from others.

use ipnet::Ipv4Net;

use super::{name, whole};
use crate::{
    change::arm,
    network::{AzureFirewall, Change, Edit, Fact, Id, Network, Peering, VirtualHub, is, meet},
    planned::UNDO,
};

/// What two VNets are to each other with a peering.
fn joined(near: &str, far: &str) -> String {
    format!(
        "Everything in {near} and everything in {far} can reach each other then, but for what security groups deny."
    )
}

/// What two VNets are to each other with a peering of single subnets.
fn subnets_joined(near: &str, far: &str) -> String {
    format!(
        "Everything in the subnets of {near} and of {far} that both sides name can reach each other then, but for what \
         security groups deny."
    )
}

/// What a new peering takes away from connections to networks outside of Azure: the route of a peering goes before theirs.
fn sites_cut_off(network: &Network, peering: &Peering) -> Vec<String> {
    let ends = [peering.origin.id.parent(), peering.remote.clone()].map(|it| network.vnet(&it?));
    let [Some(near), Some(far)] = ends else { return Vec::new() };
    let each = [(near, far), (far, near)].into_iter().flat_map(|(vnet, other)| {
        let coming = other.peered_ranges(&[peering]);
        let is_taken = move |net: Ipv4Net| coming.iter().any(|it| meet(it.2, net));
        network.site_ranges(vnet).filter(move |it| is_taken(it.1)).map(move |(connection, net)| {
            let (via, near, far) = (connection.origin.name(), vnet.origin.name(), other.origin.name());
            format!("What goes from {near} to {net} over the connection {via} goes to {far} then, as far as that has the addresses.")
        })
    });
    each.collect()
}

/// What a new peering takes away from sites, what it opens, and what it goes past.
pub(super) fn of_new_peering(it: &Peering, network: &Network) -> Vec<String> {
    let (near, far) = (whole(&it.origin.id), name(it.remote.as_ref()));
    let is_partial = it.complete_vnets == Fact::Known(false);
    let open = if is_partial { subnets_joined(&near, far) } else { joined(&near, far) };
    let taken = sites_cut_off(network, it);
    let past = firewalls_between(network, it);
    let past = past.iter().map(|it| format!("What goes through the firewall {it} now goes past it then."));
    let appliances = appliances_of(network, it);
    let appliances = appliances.iter().map(|it| format!("What goes through the appliance {it} can go past it then."));
    let through = let_through(None, it);
    taken.into_iter().chain([open]).chain(through).chain(past).chain(appliances).collect()
}

/// What becomes of the other side of a peering, where that was there before all changes, once this side is deleted again.
///
/// Source: "Create, change, or delete a virtual network peering" (2025-07-01): with one side deleted, the other is Disconnected,
/// and is made again only once it is deleted too.
pub(super) fn left_disconnected(network: &Network, made: &[Change], new: &Peering) -> Option<String> {
    let near = new.origin.id.parent()?;
    let is_made =
        |id: &Id| made.iter().any(|it| matches!(&it.edit, Edit::Create { item, .. } if item.id() == Some(id)));
    let mut sides = network.vnet(new.remote.as_ref()?)?.peerings.iter();
    let other = sides.find(|it| it.remote.as_ref() == Some(&near) && !is_made(&it.origin.id))?;
    let (name, vnet) = (other.origin.id.name(), whole(&other.origin.id));
    let state = other.state.as_deref().unwrap_or("in a state that is not known");
    Some(format!(
        "{UNDO}leaves the other side, {name} of {vnet}, Disconnected, and not {state} as it is now: Azure does not set that \
         back. To have it {state} again, delete it and make it again."
    ))
}

/// The firewalls in a VNet that both VNets of a new peering are peered with.
fn firewalls_between<'a>(network: &'a Network, peering: &Peering) -> Vec<&'a str> {
    let is_peered = |vnet: Option<&Id>, hub: &Id| {
        let vnet = vnet.and_then(|it| network.vnet(it));
        vnet.is_some_and(|it| it.peerings.iter().any(|it| it.remote.as_ref() == Some(hub)))
    };
    let near = peering.origin.id.parent();
    let is_between = |hub: &Id| is_peered(near.as_ref(), hub) && is_peered(peering.remote.as_ref(), hub);
    // A hub of Virtual WAN that both are connected to has one firewall at most.
    let is_connected =
        |hub: &VirtualHub, vnet: Option<&Id>| vnet.is_some_and(|it| hub.connections_of(it).next().is_some());
    let joining = network
        .joins
        .hubs
        .iter()
        .filter(|it| is_connected(it, near.as_ref()) && is_connected(it, peering.remote.as_ref()));
    let of_hubs = joining.filter_map(|it| it.firewall.known()).map(Id::name);
    let hubs = network.vnets.iter().map(|it| &it.origin.id).filter(|it| is_between(it));
    let firewalls = hubs.flat_map(|hub| {
        let of = |it: &&AzureFirewall| it.subnet.as_ref().and_then(Id::parent).as_ref() == Some(hub);
        network.joins.firewalls.iter().filter(of)
    });
    firewalls.map(|it| it.origin.id.name()).chain(of_hubs).collect()
}

/// The addresses that route tables of the two VNets of a new peering lead to, and that are no Azure Firewall's.
fn appliances_of<'a>(network: &'a Network, peering: &Peering) -> Vec<&'a str> {
    let near = peering.origin.id.parent();
    let ends = near.iter().chain(&peering.remote).filter_map(|it| network.vnet(it));
    let tables = ends.flat_map(|it| &it.subnets.items).filter_map(|it| network.route_table(it.route_table.known()?));
    let is_firewall = |address: &str| {
        let mut addresses = network.joins.firewalls.iter().flat_map(|it| &it.addresses);
        addresses.any(|it| it.to_string() == address)
    };
    let mut hops: Vec<&str> = Vec::new();
    for route in tables.flat_map(|it| &it.routes.items).filter(|it| is(it.next_hop.as_deref(), "VirtualAppliance")) {
        let hop = route.next_hop_address.as_deref().filter(|it| !is_firewall(it) && !hops.contains(it));
        hops.extend(hop);
    }
    hops
}

/// Whether a peering has on what it had not before, where there was one.
fn is_turned_on(before: Option<&Peering>, after: &Peering, of: fn(&Peering) -> Fact<bool>) -> bool {
    of(after) == Fact::Known(true) && before.is_none_or(|it| of(it) != of(after))
}

/// What a peering lets through from beyond its two VNets, where it did not before.
fn let_through(before: Option<&Peering>, after: &Peering) -> Vec<String> {
    let (near, far) = (whole(&after.origin.id), name(after.remote.as_ref()));
    let mut said = Vec::new();
    if is_turned_on(before, after, |it| it.allow_forwarded) {
        said.push(format!("{near} takes packets by way of {far} from networks beyond it."));
    }
    if is_turned_on(before, after, |it| it.allow_gateway_transit) {
        said.push(format!("{far} can be reached from whatever the gateway in {near} leads to."));
    }
    if is_turned_on(before, after, |it| it.use_remote_gateways) {
        said.push(format!("{near} takes the routes of the gateway in {far}, for all of its subnets."));
    }
    said
}

pub(super) fn changed_peering(before: &Peering, after: &Peering) -> Vec<String> {
    let (near, far) = (whole(&after.origin.id), name(after.remote.as_ref()));
    let mut said = Vec::new();
    if arm::has_other_subnets(before, after) {
        said.push(subnets_joined(&near, far));
    }
    if is_turned_on(Some(before), after, |it| it.allow_access) {
        said.push(joined(&near, far));
    }
    said.extend(let_through(Some(before), after));
    if before.sync_level != after.sync_level {
        said.push("No connection breaks.".to_owned());
    }
    said
}

#[cfg(test)]
mod tests {
    use super::of_new_peering;
    use crate::network::{
        Fact, Peering,
        testing::{all_right, half},
    };

    #[test]
    fn what_a_new_peering_lets_through_from_beyond_is_said_as_of_a_changed_one() {
        let network = all_right();
        let plain = half("vnet-old", "vnet-new", "10.2.0.0/16");
        let is_beyond = |it: &String| it.contains("beyond") || it.contains("gateway");
        let said = |it: &Peering| of_new_peering(it, &network).into_iter().filter(is_beyond).collect::<Vec<_>>();
        let without = Peering {
            allow_forwarded: Fact::Known(false),
            allow_gateway_transit: Fact::Known(false),
            use_remote_gateways: Fact::Known(false),
            ..plain.clone()
        };
        assert_eq!(said(&without), [""; 0]);
        let through = Peering {
            allow_forwarded: Fact::Known(true),
            allow_gateway_transit: Fact::Known(true),
            use_remote_gateways: Fact::Known(true),
            ..plain
        };
        assert_eq!(
            said(&through),
            [
                "vnet-old takes packets by way of vnet-new from networks beyond it.",
                "vnet-new can be reached from whatever the gateway in vnet-old leads to.",
                "vnet-old takes the routes of the gateway in vnet-new, for all of its subnets.",
            ]
        );
    }
}
