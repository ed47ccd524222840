//! What joins the client's VNet with the other end's: the two sides of a peering, and what they let pass.

use pgreach_network::sort_by_number;

use crate::{
    Party,
    network::{Change, Context, Edit, Fact, Id, Item, Peering, RouteTable, is},
    remedy::{
        Way, endpoint, firewall_policy, route,
        sides::{added, is_disconnected, joined, to, update},
        virtual_hub,
    },
};

/// The VNets of the two ends are peered; or, for a source outside of Azure, the client's VNet uses the gateway.
pub(super) fn ways(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(near) = context.client_vnet() else { return Vec::new() };
    if let Ok(destination) = context.destination_subnet(party) {
        // Where another VNet joins them already, the least is to let pass what it passes on.
        let mut ways = vec![forwarded(context, [&near, &destination.vnet])];
        ways.extend(firewall_policy::ways(context, party));
        ways.extend(through_appliance(context, destination.subnet));
        if let Ok((_, subnet)) = context.client_subnet() {
            ways.extend(through_appliance(context, subnet));
        }
        ways.extend(route::ways(context, party));
        ways.extend(virtual_hub::ways(context, &near, &destination.vnet));
        ways.push(joined(context, &near, &destination.vnet));
        ways.push(anew(context, &near, &destination.vnet));
        // It joins nothing, but what the migration is created with depends on it.
        ways.extend(endpoint::in_client_vnet(context, party));
        return ways;
    }
    let gateways = context.connections_to_source().into_iter().filter_map(|it| it.gateway.as_ref());
    let hubs = gateways.filter_map(|it| context.network.gateway_vnet(it)).filter(|it| *it != near);
    hubs.map(|hub| with_gateway(context, &near, &hub)).collect()
}

/// The sides of two VNets take what comes from beyond the VNets that they are peered with.
fn forwarded(context: &Context<'_>, vnets: [&Id; 2]) -> Way {
    let sides = vnets.into_iter().filter_map(|it| context.network.vnet(it)).flat_map(|it| &it.peerings.items);
    let closed = sides.filter(|it| it.allow_forwarded == Fact::Known(false));
    closed.map(|it| update(it, &Peering { allow_forwarded: Fact::Known(true), ..it.clone() }).into()).collect()
}

/// Gives a subnet that has no route table one that leads to an appliance.
fn through_appliance(context: &Context<'_>, subnet: &Id) -> Vec<Way> {
    let Some(before) = context.network.subnet(subnet).map(|it| &it.route_table).filter(|it| **it == Fact::None) else {
        return Vec::new();
    };
    let leads = |it: &&RouteTable| it.routes.iter().any(|it| is(it.next_hop.as_deref(), "VirtualAppliance"));
    let item = |table| Item::RouteTable(subnet.clone(), table);
    let given = |it: &RouteTable| {
        let to = item(Fact::Known(it.origin.id.clone()));
        vec![Edit::Update { from: item(before.clone()), to }.into()]
    };
    let subnets = || context.network.vnets.iter().flat_map(|it| &it.subnets.items);
    let users = |it: &&RouteTable| subnets().filter(|of| of.route_table.known() == Some(&it.origin.id)).count();
    let mut tables: Vec<&RouteTable> = context.network.route_tables.iter().filter(leads).collect();
    // One that others have may be made for them.
    sort_by_number(&mut tables, |it| i64::try_from(users(it)).unwrap_or_default());
    tables.into_iter().map(given).collect()
}

/// Both sides of a peering that is not for everything in both VNets, taken away and made anew for that.
fn anew(context: &Context<'_>, near: &Id, far: &Id) -> Way {
    let (Some(near), Some(far)) = (context.network.vnet(near), context.network.vnet(far)) else { return Vec::new() };
    let is_partial = |it: &Peering| it.complete_vnets == Fact::Known(false) || it.only_ipv6 == Fact::Known(true);
    let sides = || to(near, far).chain(to(far, near));
    if !sides().any(is_partial) {
        return Vec::new();
    }
    let mut way: Way = Vec::new();
    let mut gone = sides().cloned();
    if let Some(first) = gone.next() {
        let change = Change::from(Edit::Delete(Item::Peering(first)));
        way.push(change);
    }
    for mut side in gone {
        // Azure cuts it off with the first one.
        let disconnected = Peering { state: Some("Disconnected".to_owned()), ..side.clone() };
        if let Some(first) = way.first_mut().filter(|_| disconnected != side) {
            *first = first.clone().with(update(&side, &disconnected));
            side = disconnected;
        }
        way.push(Edit::Delete(Item::Peering(side)).into());
    }
    let mut other = None;
    for (vnet, remote) in [(near, far), (far, near)] {
        let side = added(&mut way, vnet, remote, &mut other);
        other = side;
    }
    way
}

/// The client's VNet uses the gateway of a hub that it is peered with.
///
/// Source: "Create, change, or delete a virtual network peering" (2024-06-27): gateway transit needs both flags, and the hub's
/// is set first.
fn with_gateway(context: &Context<'_>, near: &Id, hub: &Id) -> Way {
    type Set = fn(&Peering) -> Peering;
    let mut way = joined(context, near, hub);
    let (Some(near), Some(hub)) = (context.network.vnet(near), context.network.vnet(hub)) else { return Vec::new() };
    let lets: Set = |it| Peering { allow_gateway_transit: Fact::Known(true), ..it.clone() };
    let uses: Set = |it| Peering { use_remote_gateways: Fact::Known(true), ..it.clone() };
    for (vnet, other, set) in [(hub, near, lets), (near, hub, uses)] {
        let made = way.iter_mut().find_map(|it| match &mut it.edit {
            Edit::Create { item: Item::Peering(it), .. } if it.remote.as_ref() == Some(&other.origin.id) => Some(it),
            _ => None,
        });
        if let Some(it) = made {
            *it = set(it);
        } else if let Some(it) = to(vnet, other).find(|it| !is_disconnected(it)) {
            let after = set(it);
            if after != *it {
                way.push(update(it, &after).into());
            }
        }
    }
    way
}
