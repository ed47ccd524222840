//! Proposes what joins the client's VNet with the other end's: the two sides of a peering, and what they let pass.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use pgreach_network::sort_by_number;

use crate::{
    Party,
    network::{
        Change, Context, Edit, Fact, Id, Item, Key, Nic, Peering, RouteTable, Subnet, VirtualHub, Vnet, hold, is,
    },
    remedy::{
        Past, Way, dns, endpoint, firewall_rule, route,
        sides::{is_disconnected, joined, naming, to, update},
        virtual_hub,
    },
};

/// The VNets of the two ends are peered; or, for a source outside of Azure, the client's VNet uses the gateway.
pub(super) fn ways(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(near) = context.client_vnet() else { return Vec::new() };
    if let Ok(destination) = context.destination_subnet(party) {
        // Where another VNet joins them already, the least is to let pass what it passes on.
        let mut way = forwarded(context, [&near, &destination.vnet]);
        way.extend(passing_on(context, party));
        way.extend(named(context, [&near, &destination.vnet], party));
        let client = context.client_subnet().ok().map(|it| it.1);
        let mut joining = vec![way];
        joining.extend(at_hubs(context, [&near, &destination.vnet], party));
        let rules = firewall_rule::ways(context, party);
        let mut ways = [&joining[..], &rules].concat();
        // A firewall that drops the packets may show only once they get there.
        ways.extend(joining.iter().flat_map(|way| rules.iter().map(|rule| [&way[..], rule].concat())));
        ways.push(route::dropping_at_firewalls(context, party));
        // A table that is there may lead more than this elsewhere: one with a route for this alone goes before it.
        ways.extend(route::over_appliances(context, party));
        ways.extend(through_appliance(context, destination.subnet));
        if let Some(subnet) = client {
            ways.extend(through_appliance(context, subnet));
        }
        ways.extend(route::past_tables(context, party));
        // What is right already on the way to the hub and on from it is left out again.
        let hub = at_hubs(context, [&near, &destination.vnet], party).into_iter().next();
        let mut hub = hub.unwrap_or_else(|| forwarded(context, [&near, &destination.vnet]));
        hub.extend(route::dropping_at_firewalls(context, party));
        let through = route::through_firewalls(context, party).into_iter();
        ways.extend(through.map(|way| {
            let more = way.into_iter().filter(|it| !hub.contains(it));
            hub.iter().cloned().chain(more).collect()
        }));
        // Another endpoint of the server may stand where the client reaches it: then no network is joined.
        ways.extend(dns::at_other_endpoints(context, party));
        ways.extend(virtual_hub::ways(context, &near, &destination.vnet));
        let ends = [client, Some(destination.subnet)].map(|it| context.network.subnet(it?));
        ways.push(joined(context, &near, &destination.vnet, ends));
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

/// The sides between the two VNets and those of firewalls name the subnets that packets go through, where they name any.
fn named(context: &Context<'_>, vnets: [&Id; 2], party: Party) -> Way {
    let network = context.network;
    let destination = context.destination_subnet(party).ok().map(|it| it.subnet);
    let ends = [context.client_subnet().ok().map(|it| it.1), destination].map(|it| network.subnet(it?));
    let firewalls = network.joins.firewalls.iter().filter_map(|it| network.subnet(it.subnet.as_ref()?));
    let mut way = Way::new();
    for firewall in firewalls {
        let hub = firewall.origin.id.parent().and_then(|it| network.vnet(&it));
        for (vnet, end) in vnets.into_iter().zip(ends) {
            let (Some(vnet), Some(hub)) = (network.vnet(vnet), hub) else { continue };
            let sides = to(vnet, hub).map(|it| (it, [end, Some(firewall)]));
            let sides = sides.chain(to(hub, vnet).map(|it| (it, [Some(firewall), end])));
            way.extend(sides.filter_map(|(side, ends)| Some(update(side, &naming(side, ends)?).into())));
        }
    }
    way
}

/// What the peerings of both VNets with the hub of a firewall lack, where both are meant to be there.
fn at_hubs(context: &Context<'_>, vnets: [&Id; 2], party: Party) -> Vec<Way> {
    let network = context.network;
    let destination = context.destination_subnet(party).ok().map(|it| it.subnet);
    let ends = [context.client_subnet().ok().map(|it| it.1), destination].map(|it| network.subnet(it?));
    let firewalls = network.joins.firewalls.iter().filter_map(|it| network.subnet(it.subnet.as_ref()?));
    let at_hub = |firewall: &Subnet| -> Option<Way> {
        let hub = network.vnet(&firewall.origin.id.parent()?)?;
        let mut way = Way::new();
        for (id, end) in vnets.into_iter().zip(ends) {
            let vnet = network.vnet(id).filter(|it| it.origin.id != hub.origin.id)?;
            // A side shows that the two are meant to be peered.
            to(vnet, hub).chain(to(hub, vnet)).next()?;
            way.extend(joined(context, id, &hub.origin.id, [end, Some(firewall)]));
        }
        if way.is_empty() {
            return None;
        }
        for vnet in vnets.into_iter().filter_map(|it| network.vnet(it)) {
            takes_forwarded(&mut way, vnet, hub);
        }
        Some(way)
    };
    firewalls.filter_map(at_hub).collect()
}

/// The side of a VNet takes what its hub passes on, as it is made or as the changes before leave it.
fn takes_forwarded(way: &mut Way, vnet: &Vnet, hub: &Vnet) {
    if made(way, &vnet.origin.id, &hub.origin.id, |it| it.allow_forwarded = Fact::Known(true)) {
        return;
    }
    if let Some(it) = to(vnet, hub).find(|it| !is_disconnected(it)) {
        let before = latest(way, it);
        if before.allow_forwarded == Fact::Known(false) {
            way.push(update(&before, &Peering { allow_forwarded: Fact::Known(true), ..before.clone() }).into());
        }
    }
}

/// Has the side that a way makes from a VNet to another made otherwise, here and where later changes say how it was; returns
/// whether it makes one.
fn made(way: &mut Way, vnet: &Id, other: &Id, set: impl Fn(&mut Peering)) -> bool {
    let is_it = |it: &Peering| it.remote.as_ref() == Some(other) && it.origin.id.parent().as_ref() == Some(vnet);
    let id = way.iter().find_map(|it| match &it.edit {
        Edit::Create { item: Item::Peering(it), .. } if is_it(it) => Some(it.origin.id.clone()),
        _ => None,
    });
    let Some(id) = id else { return false };
    let edits = way.iter_mut().flat_map(|it| [&mut it.edit].into_iter().chain(&mut it.consequences));
    let items = edits.flat_map(|edit| match edit {
        Edit::Create { item, .. } => vec![item],
        Edit::Update { from, to } => vec![from, to],
        Edit::Delete(_) => Vec::new(),
    });
    for item in items {
        match item {
            Item::Peering(it) if it.origin.id == id => set(it),
            _ => {}
        }
    }
    true
}

/// A side as the changes of a way leave it.
fn latest(way: &[Change], side: &Peering) -> Peering {
    let edits = way.iter().rev().flat_map(|it| it.consequences.iter().rev().chain([&it.edit]));
    let mut changed = edits.filter_map(|edit| match edit {
        Edit::Update { to: Item::Peering(to), .. } if to.origin.id == side.origin.id => Some(to.clone()),
        _ => None,
    });
    changed.next().unwrap_or_else(|| side.clone())
}

/// The network interfaces of the appliances on the way pass on what is not for themselves.
fn passing_on(context: &Context<'_>, party: Party) -> Way {
    let hops = route::appliances(context, party);
    let nics = context.network.nics.by_any(hops.iter().filter_map(|it| it.parse().ok()).map(Key::Address));
    let item = |nic: &Nic, is_on| Item::IpForwarding(nic.origin.id.clone(), is_on);
    let turned_on =
        |nic: &Nic| Edit::Update { from: item(nic, nic.ip_forwarding), to: item(nic, Fact::Known(true)) }.into();
    nics.into_iter().filter(|it| it.ip_forwarding == Fact::Known(false)).map(turned_on).collect()
}

/// Which appliance that stands between the client and its destination a way goes past, joining two VNets or making an endpoint.
pub(super) fn goes_past(context: &Context<'_>, party: Party, way: &[Change]) -> Past {
    let hops = route::appliances(context, party);
    let hubs = secured_hubs(context, party);
    let has_hop = |vnet: Option<&Id>| {
        let nets = vnet.and_then(|it| context.network.vnet(it)).and_then(|it| it.prefixes.known());
        let addresses = hops.iter().filter_map(|it| it.parse::<Ipv4Addr>().ok());
        nets.is_some_and(|nets| addresses.into_iter().any(|it| hold(nets, Ipv4Net::from(it))))
    };
    // A peering with the VNet of the appliance leads to it.
    let goes_past = |it: &Change| match &it.edit {
        Edit::Create { item: Item::Peering(it), .. } => {
            !has_hop(it.remote.as_ref()) && !has_hop(it.origin.id.parent().as_ref())
        }
        Edit::Create { item: Item::Endpoint(_), .. } => true,
        _ => false,
    };
    if hops.is_empty() && !hubs || !way.iter().any(goes_past) {
        return Past::Nothing;
    }
    let firewalls = &context.network.joins.firewalls;
    let is_firewall =
        |it: &String| it.parse::<Ipv4Addr>().is_ok_and(|it| firewalls.iter().any(|of| of.addresses.contains(&it)));
    if hubs || hops.iter().any(is_firewall) { Past::Firewall } else { Past::Appliance }
}

/// Whether a hub of Virtual WAN joins the client and its destination, and leads what is between them through its firewall.
fn secured_hubs(context: &Context<'_>, party: Party) -> bool {
    let (Ok(near), Ok(far)) = (context.client_vnet(), context.destination_subnet(party)) else { return false };
    let joins = |it: &VirtualHub| it.connections_of(&far.vnet).next().is_some();
    let is_led = |it: &VirtualHub| it.firewall.known().is_some() && it.intents.iter().next().is_some();
    context.network.hubs_of(&near).any(|it| is_led(it) && joins(it))
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

/// The client's VNet uses the gateway of a hub that it is peered with.
///
/// Source: "Create, change, or delete a virtual network peering" (2024-06-27): gateway transit needs both flags, and the hub's
/// is set first.
fn with_gateway(context: &Context<'_>, near: &Id, hub: &Id) -> Way {
    type Set = fn(&mut Peering);
    let client = context.client_subnet().ok().and_then(|it| context.network.subnet(it.1));
    let mut way = joined(context, near, hub, [None, None]);
    let (Some(near), Some(hub)) = (context.network.vnet(near), context.network.vnet(hub)) else { return Vec::new() };
    let lets: Set = |it| it.allow_gateway_transit = Fact::Known(true);
    let uses: Set = |it| it.use_remote_gateways = Fact::Known(true);
    for (vnet, other, ends, set) in [(hub, near, [None, client], lets), (near, hub, [client, None], uses)] {
        if made(&mut way, &vnet.origin.id, &other.origin.id, set) {
            continue;
        }
        if let Some(it) = to(vnet, other).find(|it| !is_disconnected(it)) {
            let mut before = latest(&way, it);
            if let Some(named) = naming(&before, ends) {
                way.push(update(&before, &named).into());
                before = named;
            }
            let mut after = before.clone();
            set(&mut after);
            if after != before {
                way.push(update(&before, &after).into());
            }
        }
    }
    way
}
