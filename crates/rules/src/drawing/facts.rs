//! What the files say of what is at a stage of a connection, in a few words each.

use super::frames::server_of;
use crate::{
    Connection, Hop, HopKind, Party,
    network::{Attachment, Context, Destination, Fact, Id, ServerKind, link_to},
};

/// What is said of a stage; most of it at the first of several of one kind.
pub(super) fn facts(context: &Context<'_>, connection: &Connection, hop: &Hop, is_first: bool) -> Vec<String> {
    if hop.kind == HopKind::Interconnect {
        return state_of(context, hop.resource.as_deref()).into_iter().collect();
    }
    if !is_first {
        return Vec::new();
    }
    let to = connection.to;
    let facts = match hop.kind {
        HopKind::Client => server_of(connection, hop.step).map(|it| server(context, it, hop)).unwrap_or_default(),
        HopKind::Server => server(context, to, hop),
        HopKind::Name => names(context, to),
        HopKind::Address => address(context, to).into_iter().collect(),
        HopKind::OutboundRules => attached(context.client_attachment().ok(), security_group),
        HopKind::Route => attached(context.client_attachment().ok(), route_table),
        HopKind::InboundRules => attached(destination(context, to), security_group),
        HopKind::ReturnRoute => attached(destination(context, to), route_table),
        HopKind::Endpoint => endpoint(context, to),
        HopKind::Interconnect => Vec::new(),
    };
    // What the hop is called by stands there already.
    let is_said =
        |it: &String| hop.resource.as_deref().is_some_and(|name| it == name || it.ends_with(&[" ", name].concat()));
    let is_name = matches!(hop.kind, HopKind::Name);
    facts.into_iter().filter(|it| is_name || !is_said(it)).collect()
}

/// What a server is, and its state.
fn server(context: &Context<'_>, party: Party, hop: &Hop) -> Vec<String> {
    let role = party.label().to_owned();
    let name = context.config.name(party).map(str::to_owned);
    let found = context.server(party).ok();
    let kind = found.map(|it| match it.kind {
        ServerKind::Single => "single server".to_owned(),
        ServerKind::Flexible => "flexible server".to_owned(),
    });
    let state = found.and_then(|it| it.state.clone());
    // Of a server that is no resource, the address is all that the files have.
    let address = if found.is_none() { address(context, party) } else { None };
    let address = address.filter(|it| name.as_ref() != Some(it));
    let port = Some(format!("TCP {}", context.port(party))).filter(|_| hop.kind == HopKind::Server);
    [Some(role), name, kind, state, address, port].into_iter().flatten().collect()
}

/// The name that the client asks for, and the private zones of it.
fn names(context: &Context<'_>, party: Party) -> Vec<String> {
    let Ok(server) = context.server(party) else {
        return context.config.name(party).map(str::to_owned).into_iter().collect();
    };
    let Some(host) = server.host.as_deref() else { return Vec::new() };
    // Only the name of what has a private endpoint is sent on to one below privatelink.
    let is_integrated = matches!(context.destination(party), Ok(Destination::Integrated(..)));
    let private = host.split_once('.').map(|(label, rest)| format!("{label}.privatelink.{rest}"));
    let private = private.filter(|_| !is_integrated);
    let is_above = |zone: &str| {
        let is_of = |name: &str| {
            let (name, zone) = (name.to_ascii_lowercase(), zone.to_ascii_lowercase());
            name == zone || name.strip_suffix(&zone).is_some_and(|it| it.ends_with('.'))
        };
        is_of(host) || private.as_deref().is_some_and(is_of)
    };
    // Public DNS sends the name of a server in a VNet on to its own zone, whatever that is called.
    let is_own = |zone: &Id| is_integrated && matches!(&server.private_dns_zone, Fact::Known(own) if own == zone);
    let client = context.client_vnet().ok();
    let zones = context.network.zones.iter().filter(|it| is_own(&it.origin.id) || is_above(it.origin.id.name()));
    let zones = zones.map(|zone| {
        let name = zone.origin.id.name();
        match &client {
            None => format!("zone {name}"),
            Some(vnet) if link_to(zone, vnet).is_some() => format!("zone {name}, linked to {}", vnet.name()),
            Some(vnet) if zone.links.complete => format!("zone {name}, not linked to {}", vnet.name()),
            Some(vnet) => format!("zone {name}, no link to {} in the files", vnet.name()),
        }
    });
    let mut said = vec![host.to_owned()];
    for zone in zones {
        if !said.contains(&zone) {
            said.push(zone);
        }
    }
    said
}

/// The address at which a party answers.
fn address(context: &Context<'_>, party: Party) -> Option<String> {
    match context.destination(party).ok()? {
        Destination::Endpoint(it) => context.endpoint_address(it).ok().map(|it| it.to_string()),
        Destination::Machine(nic) => nic.addresses.iter().find_map(|it| it.address).map(|it| it.to_string()),
        Destination::Address(it) => Some(it.to_string()),
        Destination::Integrated(..) | Destination::Public => None,
    }
}

/// The endpoint, what the server says of it, and its address.
fn endpoint(context: &Context<'_>, party: Party) -> Vec<String> {
    match context.destination(party) {
        Ok(Destination::Endpoint(it)) => {
            let server = context.server(party).ok();
            let status = server.and_then(|server| context.endpoint_status(server, it)).map(|(it, _)| it.to_owned());
            [Some(it.origin.name()), status, address(context, party)].into_iter().flatten().collect()
        }
        Ok(Destination::Machine(nic)) => {
            [Some(nic.origin.name()), address(context, party)].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// Where a party answers in a VNet.
fn destination<'a>(context: &Context<'a>, party: Party) -> Option<Attachment<'a>> {
    let subnet = match context.destination(party).ok()? {
        Destination::Endpoint(it) => it.subnet.as_ref()?,
        Destination::Integrated(_, subnet) => subnet,
        Destination::Machine(nic) => nic.addresses.iter().find_map(|it| it.subnet.as_ref())?,
        Destination::Address(_) | Destination::Public => return None,
    };
    context.side(subnet).ok()
}

fn attached(side: Option<Attachment<'_>>, said: fn(Attachment<'_>) -> String) -> Vec<String> {
    side.map(said).into_iter().collect()
}

fn security_group(side: Attachment<'_>) -> String {
    named(&side.subnet.security_group, "network security group")
}

fn route_table(side: Attachment<'_>) -> String {
    named(&side.subnet.route_table, "route table")
}

fn named(it: &Fact<Id>, what: &str) -> String {
    match it {
        Fact::Known(id) => format!("{what} {}", id.name()),
        Fact::None => format!("no {what}"),
        Fact::Unknown => format!("{what} not in the files"),
    }
}

/// The state of what joins two networks.
fn state_of(context: &Context<'_>, name: Option<&str>) -> Option<String> {
    let name = name?;
    let network = context.network;
    let mut sides = network.vnets.iter().flat_map(|it| &it.peerings.items).filter(|it| it.origin.name() == name);
    let mut connections = network.gateway_connections.iter().filter(|it| it.origin.name() == name);
    match (sides.next(), sides.next(), connections.next(), connections.next()) {
        (Some(side), None, None, None) => side.state.clone(),
        (None, None, Some(connection), None) => connection.status.clone(),
        _ => None,
    }
}
