//! Decides by the routes whether a question for a name gets from a subnet to a DNS server.
//!
//! Source: "Virtual network traffic routing" (2023-05-27): what no route of a VNet, a peering or a gateway leads to within
//! the private ranges is dropped.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{
    check::reach::{
        peering::By,
        route::{
            table::{drops, is_private},
            walk::{RouteWalk, back},
        },
    },
    network::{Attachment, Context, Fact, Id, RouteLookup, hold, is, is_wan_hub},
    outcome::{Decided, Outcome},
};

/// The routes to an address in a VNet, and those of the replies where its subnet is read.
pub(in crate::check::reach) fn there_and_back(
    context: &Context<'_>,
    near: Attachment<'_>,
    (address, vnet): (Ipv4Addr, &Id),
    there: Option<Attachment<'_>>,
    (by, is_to_be_peered): (By, bool),
) -> Vec<Decided> {
    let walk = RouteWalk { context, from: near, to: vnet, endpoint: None, is_to_be_peered, by, port: None };
    let mut found = vec![walk.judge(&[address.into()])];
    if let Some(side) = there {
        let to_client = RouteWalk { from: side, to: &near.vnet.origin.id, ..walk };
        found.push(back(&to_client, &near.subnet.prefixes, false));
    }
    found
}

/// The route that drops what a subnet sends to an address, where no other can take its place.
pub(in crate::check::reach) fn dropped(
    context: &Context<'_>,
    near: Attachment<'_>,
    address: Ipv4Addr,
) -> Option<Outcome> {
    let table = context.route_table(near).ok().flatten()?;
    let RouteLookup::One(route, prefix) = table.choose(address.into()) else { return None };
    // None of Azure's own routes is narrower than one for the address alone.
    let is_it = drops(route, address.into()) && prefix.prefix_len() == 32;
    is_it.then(|| Outcome::fail(table.shows(context.network, route)))
}

/// Whether nothing leads from a subnet to an address for certain, peerings with `except` aside.
pub(in crate::check::reach) fn leads_nowhere(
    context: &Context<'_>,
    near: Attachment<'_>,
    address: Ipv4Addr,
    except: Option<&Id>,
) -> bool {
    let (network, vnet, net) = (context.network, near.vnet, Ipv4Net::from(address));
    let is_led_on = match context.route_table(near) {
        Err(_) => true,
        Ok(None) => false,
        Ok(Some(table)) => match table.choose(net) {
            RouteLookup::Unknown(_) => true,
            RouteLookup::None => false,
            RouteLookup::One(route, _) => !drops(route, net) && !is(route.next_hop.as_deref(), "VnetLocal"),
        },
    };
    let may_hold = |it: &Fact<Vec<Ipv4Net>>| it.known().is_none_or(|it| hold(it, net));
    let mut peerings = vnet.peerings.iter().filter(|it| except.is_none() || it.remote.as_ref() != except);
    let is_joined_otherwise = vnet.may_use_a_gateway(network)
        || network.is_managed(&vnet.origin.id)
        || network.hubs_of(&vnet.origin.id).next().is_some()
        || !network.joins.connectivity.is_empty()
        || !network.joins.effective_connectivity.is_empty();
    is_private(net)
        && !is_led_on
        && !may_hold(&vnet.prefixes)
        && !is_joined_otherwise
        && !peerings.any(|it| it.remote.as_ref().is_none_or(is_wan_hub) || may_hold(&it.remote_prefixes))
}
