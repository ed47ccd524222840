//! Routes that lead the packets of a connection, or their replies, away.

use ipnet::Ipv4Net;

use crate::{
    Party,
    check::reach::route::is_private,
    network::{
        Attachment, AzureFirewall, Change, Context, Edit, Fact, Id, Item, Listing, Origin, Route, RouteLookup,
        RoutePrefix, RouteTable, ServerKind, is,
    },
    remedy::{Way, firewall_rule, free_name, succeeded},
};

/// For what is reached at public addresses, adds a route to the internet, which leaves all else as it is; takes away the routes
/// that decide, on the way there and on the way back.
pub(super) fn ways(context: &Context<'_>, party: Party) -> Vec<Way> {
    let mut ways = over_appliances(context, party);
    ways.extend(past_tables(context, party));
    ways
}

/// The same without what leads over an appliance.
pub(super) fn past_tables(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(near) = context.client_attachment() else { return Vec::new() };
    let far = context.destination_subnet(party).ok().and_then(|it| context.side(it.subnet).ok());
    let there = context.destination(party).and_then(|it| context.destination_nets(&it)).unwrap_or_default();
    let mut removed = deciding(context, near, &there);
    let mut ways = Vec::new();
    if let Some(far) = far {
        let back = deciding(context, far, &near.subnet.prefixes);
        removed.extend(back.into_iter().filter(|it| !removed.contains(it)).collect::<Vec<_>>());
    }
    // A firewall that is in the files decides what goes over it: it is asked for a rule, and not gone around.
    let of = |route: &Route| {
        let hop = route.next_hop_address.as_deref()?.parse().ok()?;
        context.network.joins.firewalls.iter().find(|it| it.addresses.contains(&hop))
    };
    let rule =
        removed.iter().find_map(|(_, route)| of(route)).and_then(|it| firewall_rule::passed_by(context, party, it));
    removed.retain(|(_, route)| of(route).is_none());
    let removed = removed.into_iter().map(|(table, route)| Edit::Delete(Item::Route(table, route)).into());
    let removed = rule.into_iter().chain(removed).collect();
    ways.push(to_the_internet(context, near, party, &there));
    ways.push(removed);
    ways.push(to_the_gateway(context, near, &there).into_iter().collect());
    ways.push(by_gateways(context, near, far));
    ways
}

/// Leads the packets of one side over the appliance that the other side's packets go over: by routes for these addresses alone.
pub(super) fn over_appliances(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(near) = context.client_attachment() else { return Vec::new() };
    let far = context.destination_subnet(party).ok().and_then(|it| context.side(it.subnet).ok());
    let there = context.destination(party).and_then(|it| context.destination_nets(&it)).unwrap_or_default();
    let Some(far) = far else { return Vec::new() };
    let here = &near.subnet.prefixes;
    vec![over_the_same(context, (far, here), (near, &there)), over_the_same(context, (near, &there), (far, here))]
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
    let pieces = table.cut(nets);
    let first = hop(pieces.first()?)?;
    pieces.iter().all(|it| hop(it).as_ref() == Some(&first)).then_some(first)
}

/// Routes of one side to the other's addresses, over the appliance that the other side's packets go over.
fn over_the_same(
    context: &Context<'_>,
    (side, to): (Attachment<'_>, &[Ipv4Net]),
    (other, from): (Attachment<'_>, &[Ipv4Net]),
) -> Way {
    appliance(context, other, from).map(|hop| led_over(context, side, to, &hop)).unwrap_or_default()
}

/// The way through each Azure Firewall in a VNet that both ends are peered with, which no route leads to yet: routes on both
/// sides, and a rule of the firewall where it has none for this.
///
/// Source: "Tutorial: Deploy and configure Azure Firewall in a hybrid network using Azure portal" (tutorial-hybrid-portal.md):
/// a route table at each spoke's subnet leads to the firewall's private address.
pub(super) fn through_firewalls(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(near) = context.client_attachment() else { return Vec::new() };
    let far = context.destination_subnet(party).ok().and_then(|it| context.side(it.subnet).ok());
    let there = context.destination(party).and_then(|it| context.destination_nets(&it));
    let (Some(far), Ok(there)) = (far, there) else { return Vec::new() };
    let hubs = context.network.hubs(&near.vnet.origin.id, &far.vnet.origin.id);
    let stands_in_hub =
        |it: &&AzureFirewall| it.subnet.as_ref().and_then(Id::parent).is_some_and(|it| hubs.contains(&it));
    let of = |firewall: &AzureFirewall| {
        let hop = firewall.addresses.first()?.to_string();
        let mut way = led_over(context, near, &there, &hop);
        way.extend(led_over(context, far, &near.subnet.prefixes, &hop));
        way.extend(firewall_rule::passed_by(context, party, firewall));
        Some(way)
    };
    context.network.joins.firewalls.iter().filter(stands_in_hub).filter_map(of).collect()
}

/// The routes at the subnets of firewalls that drop what goes on to one of the two ends.
pub(super) fn dropping_at_firewalls(context: &Context<'_>, party: Party) -> Way {
    let Ok(near) = context.client_attachment() else { return Vec::new() };
    let there = context.destination(party).and_then(|it| context.destination_nets(&it)).unwrap_or_default();
    let subnets = context.network.joins.firewalls.iter().filter_map(|it| it.subnet.as_ref());
    let sides = subnets.filter_map(|it| context.side(it).ok());
    let nets: Vec<Ipv4Net> = there.into_iter().chain(near.subnet.prefixes.iter().copied()).collect();
    let mut way = Way::new();
    for (table, route) in sides.flat_map(|it| deciding(context, it, &nets)) {
        let change = Edit::Delete(Item::Route(table, route.clone())).into();
        if is(route.next_hop.as_deref(), "None") && !way.contains(&change) {
            way.push(change);
        }
    }
    way
}

/// Routes of one side to these addresses over an appliance: in its table, or in a new one where it has none.
fn led_over(context: &Context<'_>, side: Attachment<'_>, to: &[Ipv4Net], hop: &str) -> Way {
    let new = match context.route_table(side) {
        Ok(None) => new_table(context, side),
        _ => None,
    };
    let Some(table) = context.route_table(side).ok().flatten().or(new.as_ref()) else { return Vec::new() };
    let mut taken: Vec<String> = table.routes.items.iter().map(|it| it.name.clone()).collect();
    let mut way = Vec::new();
    way.extend(new.iter().map(|it| Edit::create(Item::Table(Box::new(it.clone()))).into()));
    way.extend(dropping(table, to).map(|route| over(table, route, hop)));
    // What a route for a part takes is that route's; for the rest there is a new one.
    let is_missing = |net: &Ipv4Net, piece: Ipv4Net| match table.choose(piece) {
        RouteLookup::One(route, by) => !net.contains(&by) && !is_over(route, hop),
        RouteLookup::None => true,
        RouteLookup::Unknown(_) => false,
    };
    let missing = to.iter().filter(|net| table.cut(&[**net]).into_iter().any(|piece| is_missing(net, piece)));
    for net in missing {
        let name = free_name("migration-over-appliance", taken.iter().map(String::as_str));
        taken.push(name.clone());
        let route = Route {
            name,
            destination: Some(RoutePrefix::Net(*net)),
            next_hop: Some(APPLIANCE.to_owned()),
            next_hop_address: Some(hop.to_owned()),
        };
        way.push(Edit::create(Item::Route(table.origin.id.clone(), route)).into());
    }
    // It counts once all that it is for is in it.
    way.extend(new.as_ref().map(|it| given(side, it)));
    way
}

const APPLIANCE: &str = "VirtualAppliance";

/// Whether a route leads over an appliance.
fn is_over(route: &Route, hop: &str) -> bool {
    is(route.next_hop.as_deref(), APPLIANCE) && route.next_hop_address.as_deref() == Some(hop)
}

/// The routes for these addresses or a part of them alone that lead packets nowhere. One to something else that may pass them
/// on is somebody's choice.
fn dropping<'a>(table: &'a RouteTable, to: &'a [Ipv4Net]) -> impl Iterator<Item = &'a Route> {
    let is_within = |it: &Route| match it.destination {
        Some(RoutePrefix::Net(net)) => to.iter().any(|it| it.contains(&net)),
        _ => false,
    };
    let is_nowhere = |it: &Route| is(it.next_hop.as_deref(), "None") || is(it.next_hop.as_deref(), "Internet");
    table.routes.iter().filter(move |it| is_within(it) && is_nowhere(it))
}

/// Leads what a route takes over an appliance.
fn over(table: &RouteTable, route: &Route, hop: &str) -> Change {
    let (next_hop, next_hop_address) = (Some(APPLIANCE.to_owned()), Some(hop.to_owned()));
    let item = |route| Item::Route(table.origin.id.clone(), route);
    let to = Route { next_hop, next_hop_address, ..route.clone() };
    Edit::Update { from: item(route.clone()), to: item(to) }.into()
}

/// Gives a subnet that has no route table this one.
fn given(side: Attachment<'_>, table: &RouteTable) -> Change {
    let item = |table| Item::RouteTable(side.subnet.origin.id.clone(), table);
    Edit::Update { from: item(side.subnet.route_table.clone()), to: item(Fact::Known(table.origin.id.clone())) }.into()
}

/// A route table without routes, beside the VNet of a subnet that has none; none where it is not known where that is.
///
/// Source: "Create, change, or delete a route table" (manage-route-table.md, 2024-07): it is in the region and subscription of
/// the subnet, and gateway routes are propagated to it by default.
fn new_table(context: &Context<'_>, side: Attachment<'_>) -> Option<RouteTable> {
    let vnet = &side.vnet.origin;
    let taken = context.network.route_tables.iter().map(|it| it.origin.id.name());
    let name = free_name(&format!("migration-{}", side.subnet.origin.id.name()), taken);
    let id = Id::parse(&format!(
        "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Network/routeTables/{name}",
        vnet.id.subscription()?,
        vnet.id.resource_group()?
    ))?;
    Some(RouteTable {
        origin: Origin { id, file: vnet.file },
        provisioning: succeeded(),
        location: Some(side.vnet.location.clone()?),
        propagation_disabled: Fact::Known(false),
        routes: Listing::all(Vec::new()),
    })
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
    for net in table.cut(nets) {
        let RouteLookup::One(route, _) = table.choose(net) else { continue };
        let entry = (table.origin.id.clone(), route.clone());
        // One of which not all is known could not be put back.
        let is_elsewhere = route.next_hop.as_deref().is_some_and(|it| !is(Some(it), "VnetLocal"));
        if is_elsewhere && !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

/// A route to the internet where the table sends everything elsewhere: for the public addresses alone, where they are known;
/// else, to a single server, for the gateways of Azure's databases. What another server's name leads to, no tag stands for.
///
/// Source: "Virtual network traffic routing" (2025), service tags for user-defined routes: a tag is as good as its prefixes,
/// which are longer than that of a default route.
fn to_the_internet(context: &Context<'_>, near: Attachment<'_>, party: Party, there: &[Ipv4Net]) -> Way {
    let Ok(Some(table)) = context.route_table(near) else { return Way::new() };
    let is_single = || context.server(party).is_ok_and(|it| it.kind == ServerKind::Single);
    let destinations: Vec<RoutePrefix> = if there.iter().any(|it| is_private(*it)) {
        Vec::new()
    } else if !there.is_empty() {
        there.iter().copied().map(RoutePrefix::Net).collect()
    } else if is_single() {
        let region = near.vnet.location.as_deref().map(|it| it.replace(' ', "").to_ascii_lowercase());
        vec![RoutePrefix::Tag(region.map_or_else(|| "Sql".to_owned(), |it| format!("Sql.{it}")))]
    } else {
        Vec::new()
    };
    let mut taken: Vec<String> = table.routes.items.iter().map(|it| it.name.clone()).collect();
    let route = |destination| {
        let name = free_name("migration-to-databases", taken.iter().map(String::as_str));
        taken.push(name.clone());
        let next_hop = Some("Internet".to_owned());
        let route = Route { name, destination: Some(destination), next_hop, next_hop_address: None };
        Edit::create(Item::Route(table.origin.id.clone(), route)).into()
    };
    destinations.into_iter().map(route).collect()
}
