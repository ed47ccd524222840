//! What joins the client's VNet with the other end's: the two sides of a peering, and what they let pass.

use pgreach_network::sort_by_number;

use crate::{
    Party,
    network::{Change, Context, Edit, Fact, Id, Item, Peering, RouteTable, Vnet, is},
    remedy::{Way, free_name, part_of, route, succeeded},
};

/// The VNets of the two ends are peered; or, for a source outside of Azure, the client's VNet uses the gateway.
pub(super) fn ways(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(near) = context.client_vnet() else { return Vec::new() };
    if let Ok(destination) = context.destination_subnet(party) {
        // Where another VNet joins them already, the least is to let pass what it passes on.
        let mut ways = vec![forwarded(context, [&near, &destination.vnet])];
        ways.extend(through_appliance(context, destination.subnet));
        if let Ok((_, subnet)) = context.client_subnet() {
            ways.extend(through_appliance(context, subnet));
        }
        ways.extend(route::ways(context, party));
        ways.push(joined(context, &near, &destination.vnet));
        ways.push(anew(context, &near, &destination.vnet));
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

/// Both sides of a peering: what is in the way goes, what is missing is made, and what is closed is opened.
fn joined(context: &Context<'_>, near: &Id, far: &Id) -> Way {
    let (Some(near), Some(far)) = (context.network.vnet(near), context.network.vnet(far)) else { return Vec::new() };
    let mut way = Vec::new();
    let sides = [(near, far), (far, near)];
    let usable = |(vnet, other): (&Vnet, &Vnet)| to(vnet, other).find(|it| !is_disconnected(it)).cloned();
    for (vnet, other) in sides {
        for it in to(vnet, other).filter(|it| is_disconnected(it)) {
            way.push(Edit::Delete(Item::Peering(it.clone())).into());
        }
    }
    let [mut near_side, mut far_side] = sides.map(usable);
    // The list that it would be missing from is not all there.
    let is_open = |side: &Option<Peering>, vnet: &Vnet| side.is_none() && !vnet.peerings.complete;
    if is_open(&near_side, near) || is_open(&far_side, far) {
        return Vec::new();
    }
    if near_side.is_none() {
        near_side = added(&mut way, near, far, &mut far_side);
    }
    if far_side.is_none() {
        far_side = added(&mut way, far, near, &mut near_side);
    }
    for it in [near_side, far_side].into_iter().flatten() {
        let open = Peering { allow_access: Fact::Known(true), ..it.clone() };
        if it.allow_access == Fact::Known(false) {
            way.push(update(&it, &open).into());
        }
        let is_behind = open.sync_level.as_deref().is_some_and(|it| !is(Some(it), "FullyInSync"));
        let remote = open.remote.as_ref().and_then(|it| context.network.vnet(it));
        if let (true, Some(remote)) = (is_behind, remote) {
            let (sync_level, remote_prefixes) = (Some("FullyInSync".to_owned()), remote.prefixes.clone());
            let synced = Peering { sync_level, remote_prefixes, ..open.clone() };
            way.push(update(&open, &synced).into());
        }
    }
    way
}

/// Makes the side of a VNet, and returns it. With the other side there, both are connected.
fn added(way: &mut Way, vnet: &Vnet, remote: &Vnet, other_side: &mut Option<Peering>) -> Option<Peering> {
    let state = if other_side.is_some() { "Connected" } else { "Initiated" };
    let peering = new(vnet, remote, state)?;
    let mut change = Change::from(Edit::create(Item::Peering(peering.clone())));
    if let Some(before) = other_side.take() {
        let after = Peering { state: Some("Connected".to_owned()), ..before.clone() };
        if after != before {
            change = change.with(update(&before, &after));
        }
        *other_side = Some(after);
    }
    way.push(change);
    Some(peering)
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

/// The sides of peerings that a VNet has to another.
fn to<'a>(vnet: &'a Vnet, other: &'a Vnet) -> impl Iterator<Item = &'a Peering> {
    vnet.peerings.items.iter().filter(|it| it.remote.as_ref() == Some(&other.origin.id))
}

fn is_disconnected(peering: &Peering) -> bool {
    is(peering.state.as_deref(), "Disconnected")
}

fn update(from: &Peering, to: &Peering) -> Edit {
    Edit::Update { from: Item::Peering(from.clone()), to: Item::Peering(to.clone()) }
}

/// A side of a peering as the portal makes it.
fn new(vnet: &Vnet, remote: &Vnet, state: &str) -> Option<Peering> {
    let taken = vnet.peerings.items.iter().map(|it| it.origin.id.name());
    let name = free_name(&format!("migration-to-{}", remote.origin.id.name()), taken);
    Some(Peering {
        origin: part_of(&vnet.origin, "virtualNetworkPeerings", &name)?,
        remote: Some(remote.origin.id.clone()),
        state: Some(state.to_owned()),
        provisioning: succeeded(),
        sync_level: Some("FullyInSync".to_owned()),
        allow_access: Fact::Known(true),
        allow_forwarded: Fact::Known(false),
        allow_gateway_transit: Fact::Known(false),
        use_remote_gateways: Fact::Known(false),
        remote_prefixes: remote.prefixes.clone(),
        complete_vnets: Fact::None,
        local_subnets: Vec::new(),
        remote_subnets: Vec::new(),
        only_ipv6: Fact::None,
    })
}
