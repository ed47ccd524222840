//! Routes that lead the packets of a connection, or their replies, away.

use ipnet::Ipv4Net;

use crate::{
    Party,
    network::{Attachment, Change, Context, Edit, Fact, Id, Item, Route, RouteLookup, RoutePrefix, is},
    remedy::{Way, free_name},
};

/// Takes away the routes that decide, on the way there and on the way back; for what is reached at public addresses, adds
/// a route to the internet instead, which leaves all else as it is.
pub(super) fn ways(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(near) = context.client_attachment() else { return Vec::new() };
    let far = context.destination_subnet(party).ok().and_then(|it| context.side(it.subnet).ok());
    let there = context.destination(party).and_then(|it| context.destination_nets(&it)).unwrap_or_default();
    let mut removed = deciding(context, near, &there);
    let mut ways = Vec::new();
    if let Some(far) = far {
        let here = &near.subnet.prefixes;
        ways.push(over_the_same(context, (far, here), (near, &there)));
        ways.push(over_the_same(context, (near, &there), (far, here)));
        let back = deciding(context, far, &near.subnet.prefixes);
        removed.extend(back.into_iter().filter(|it| !removed.contains(it)).collect::<Vec<_>>());
    }
    let removed = removed.into_iter().map(|(table, route)| Edit::Delete(Item::Route(table, route)).into()).collect();
    ways.push(to_the_internet(context, near).into_iter().collect());
    ways.push(removed);
    ways.push(to_the_gateway(context, near, &there).into_iter().collect());
    ways.push(by_gateways(context, near, far));
    ways
}

/// The tables of both ends and of the gateways take the routes that gateways make, and those of the gateways lead back to the
/// client.
fn by_gateways<'a>(context: &Context<'a>, near: Attachment<'a>, far: Option<Attachment<'a>>) -> Way {
    let gateways = context.network.gateways.iter().filter_map(|it| context.side(it.subnet.as_ref()?).ok());
    let gateways: Vec<Attachment<'_>> = gateways.collect();
    let mut way = Way::new();
    for side in [near].into_iter().chain(far).chain(gateways.iter().copied()) {
        let Ok(Some(table)) = context.route_table(side) else { continue };
        let item = |kept_out| Item::Propagation(table.origin.id.clone(), kept_out);
        let change = Edit::Update { from: item(table.propagation_disabled), to: item(Fact::Known(false)) }.into();
        if table.propagation_disabled == Fact::Known(true) && !way.contains(&change) {
            way.push(change);
        }
    }
    for side in gateways {
        for (table, route) in deciding(context, side, &near.subnet.prefixes) {
            let change = Edit::Delete(Item::Route(table, route)).into();
            if !way.contains(&change) {
                way.push(change);
            }
        }
    }
    way
}

/// The appliances that the tables of the client's subnet and of the destination's lead to, each by its address.
pub(super) fn appliances(context: &Context<'_>, party: Party) -> Vec<String> {
    let Ok(near) = context.client_attachment() else { return Vec::new() };
    let there = context.destination(party).and_then(|it| context.destination_nets(&it)).unwrap_or_default();
    let far = context.destination_subnet(party).ok().and_then(|it| context.side(it.subnet).ok());
    let back = far.and_then(|it| appliance(context, it, &near.subnet.prefixes));
    appliance(context, near, &there).into_iter().chain(back).collect()
}

/// The appliance that a subnet's table leads to for all of these addresses.
fn appliance(context: &Context<'_>, side: Attachment<'_>, nets: &[Ipv4Net]) -> Option<String> {
    let table = context.route_table(side).ok()??;
    let hop = |net: &Ipv4Net| match table.choose(*net) {
        RouteLookup::One(route, _) if is(route.next_hop.as_deref(), "VirtualAppliance") => {
            route.next_hop_address.clone()
        }
        _ => None,
    };
    let first = hop(nets.first()?)?;
    nets.iter().all(|it| hop(it).as_ref() == Some(&first)).then_some(first)
}

/// Routes of one side's table to the other's addresses, over the appliance that the other side's packets go over.
fn over_the_same(
    context: &Context<'_>,
    (side, to): (Attachment<'_>, &[Ipv4Net]),
    (other, from): (Attachment<'_>, &[Ipv4Net]),
) -> Way {
    let (Some(hop), Ok(Some(table))) = (appliance(context, other, from), context.route_table(side)) else {
        return Vec::new();
    };
    let missing = to.iter().filter(|net| appliance(context, side, &[**net]).as_ref() != Some(&hop));
    let mut taken: Vec<String> = table.routes.items.iter().map(|it| it.name.clone()).collect();
    let mut way = Vec::new();
    for net in missing {
        let name = free_name("migration-over-appliance", taken.iter().map(String::as_str));
        taken.push(name.clone());
        let route = Route {
            name,
            destination: Some(RoutePrefix::Net(*net)),
            next_hop: Some("VirtualAppliance".to_owned()),
            next_hop_address: Some(hop.clone()),
        };
        way.push(Edit::create(Item::Route(table.origin.id.clone(), route)).into());
    }
    way
}

/// A route to the gateway for the addresses of the other end, where what the gateway knows is kept out of the table.
fn to_the_gateway(context: &Context<'_>, near: Attachment<'_>, there: &[Ipv4Net]) -> Option<Change> {
    let table = context.route_table(near).ok()??;
    let net = there.first().filter(|_| table.propagation_disabled == Fact::Known(true))?;
    let sites = context.connections_to_source().into_iter();
    let prefixes = sites.filter_map(|it| context.network.local_gateway(it)?.prefixes.known()).flatten();
    let whole = prefixes.into_iter().filter(|it| it.contains(net)).max_by_key(|it| it.prefix_len());
    let route = Route {
        name: free_name("migration-to-gateway", table.routes.items.iter().map(|it| it.name.as_str())),
        destination: Some(RoutePrefix::Net(*whole.unwrap_or(net))),
        next_hop: Some("VirtualNetworkGateway".to_owned()),
        next_hop_address: None,
    };
    Some(Edit::create(Item::Route(table.origin.id.clone(), route)).into())
}

/// The routes of a subnet's table that decide where packets for these addresses go, and do not keep them in the VNet.
fn deciding(context: &Context<'_>, side: Attachment<'_>, nets: &[Ipv4Net]) -> Vec<(Id, Route)> {
    let Ok(Some(table)) = context.route_table(side) else { return Vec::new() };
    let mut found: Vec<(Id, Route)> = Vec::new();
    for net in nets {
        let RouteLookup::One(route, _) = table.choose(*net) else { continue };
        let entry = (table.origin.id.clone(), route.clone());
        if !is(route.next_hop.as_deref(), "VnetLocal") && !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

/// A route for Azure's databases to the internet, where the table sends everything elsewhere.
///
/// Source: "Virtual network traffic routing" (2025), service tags for user-defined routes: a tag is as good as its prefixes,
/// which are longer than that of a default route.
fn to_the_internet(context: &Context<'_>, near: Attachment<'_>) -> Option<Change> {
    let table = context.route_table(near).ok()??;
    let name = free_name("migration-to-databases", table.routes.items.iter().map(|it| it.name.as_str()));
    let tag = near.vnet.location.as_deref().map(|it| it.replace(' ', "").to_ascii_lowercase());
    let route = Route {
        name,
        destination: Some(RoutePrefix::Tag(tag.map_or_else(|| "Sql".to_owned(), |it| format!("Sql.{it}")))),
        next_hop: Some("Internet".to_owned()),
        next_hop_address: None,
    };
    Some(Edit::create(Item::Route(table.origin.id.clone(), route)).into())
}
