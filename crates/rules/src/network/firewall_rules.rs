//! Decides whether the firewall rules of a server admit the address that a connection leaves with.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use pgreach_network::sort_by_number;

use crate::{
    Evidence, Export,
    network::{
        Attachment, Context, Fact, FirewallRule, Id, Route, RoutePrefix, RouteTable, Server, is, listed, not_whole,
        security::{PRIVATE, public},
    },
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// What the firewall rules say of the address that a subnet leaves with.
pub(crate) fn by_outbound(context: &Context<'_>, server: &Server, side: &Attachment<'_>) -> Decided {
    let rules = from_address(context, server, leaves_directly(context, side));
    let decided = |it: &Decided| it.as_ref().is_ok_and(Outcome::is_pass);
    if decided(&rules) || server.firewall_rules.items.is_empty() {
        return rules;
    }
    match outbound(context, side) {
        Outbound::Known(nets, shown) => of_known(context, server, &nets, &shown),
        Outbound::Unread(open) => match rules {
            Err(it) => Err(open.showing(it.evidence)),
            decided @ Ok(_) => decided,
        },
        Outbound::Unknown => rules,
    }
}

/// The addresses that a subnet leaves with.
enum Outbound {
    Known(Vec<Ipv4Net>, Vec<Evidence>),
    /// Something gives it one that was not read.
    Unread(Undecided),
    Unknown,
}

/// The public addresses of a subnet's NAT gateway, or of the Azure Firewall that its default route leads to.
///
/// Source: "What is Azure NAT Gateway?" (nat-overview.md, 2025-04): it takes what goes to the internet, unless a user-defined
/// route sends that to an appliance or a gateway.
fn outbound(context: &Context<'_>, side: &Attachment<'_>) -> Outbound {
    let network = context.network;
    let joins = &network.joins;
    let Ok(table) = context.route_table(*side) else { return Outbound::Unknown };
    let Some(everything) = default_route(table) else { return Outbound::Unknown };
    let hop = everything.and_then(|it| it.next_hop.as_deref());
    let (ids, shown) = if everything.is_none() || is(hop, "Internet") {
        match by_nat(context, side) {
            Some(Ok(found)) => found,
            Some(Err(open)) => return Outbound::Unread(open),
            None => return Outbound::Unknown,
        }
    } else {
        let address =
            everything.and_then(|it| it.next_hop_address.as_deref()).and_then(|it| it.parse::<Ipv4Addr>().ok());
        let mut firewalls =
            joins.firewalls.iter().filter(|it| address.is_some_and(|address| it.addresses.contains(&address)));
        let Some(firewall) = firewalls.next().filter(|_| firewalls.next().is_none()) else { return Outbound::Unknown };
        if firewall.public_addresses.is_empty() {
            return Outbound::Unknown;
        }
        let at = match firewall.subnet.as_ref().map(|it| context.side(it)) {
            Some(Ok(at)) => at,
            Some(Err(open)) => return Outbound::Unread(open),
            None => return Outbound::Unknown,
        };
        // What leads its packets on, as forced tunnelling, or a NAT gateway at its subnet, gives them an address before its own.
        if !leaves_directly(context, &at) {
            return Outbound::Unread(Undecided::new(
                Reason::Outside,
                format!("The routes at {} lead elsewhere than to the internet.", firewall.origin.name()),
            ));
        }
        match by_nat(context, &at) {
            Some(Ok(found)) => found,
            Some(Err(open)) => return Outbound::Unread(open),
            None => {
                let names = listed(firewall.public_addresses.iter().map(Id::name));
                let shown = firewall.origin.shows(network, "ipConfigurations[].publicIPAddress.id", names);
                (firewall.public_addresses.clone(), shown)
            }
        }
    };
    let mut nets = Vec::new();
    let mut evidence = vec![shown];
    for id in &ids {
        let address = joins.public_addresses.iter().find(|it| it.origin.id == *id);
        let Some((it, net)) = address.and_then(|it| Some((it, it.net?))) else {
            return Outbound::Unread(
                Undecided::new(Reason::Missing, format!("The files do not say which address {} is.", id.name()))
                    .showing(evidence)
                    .needing(Export::PublicAddress, id.text()),
            );
        };
        let is_range = net.prefix_len() != 32;
        let (property, value) =
            if is_range { ("ipPrefix", net.to_string()) } else { ("ipAddress", net.addr().to_string()) };
        evidence.push(it.origin.shows(network, property, value));
        nets.push(net);
    }
    Outbound::Known(nets, evidence)
}

/// The public addresses of a subnet's NAT gateway, and what shows it; none where it has none that is known.
fn by_nat(context: &Context<'_>, side: &Attachment<'_>) -> Option<Decided<(Vec<Id>, Evidence)>> {
    let id = side.subnet.nat_gateway.known()?;
    let shown = side.subnet.origin.shows(context.network, "natGateway.id", id.name());
    let gateway = context.network.joins.nat_gateways.iter().find(|it| it.origin.id == *id);
    Some(match gateway.map(|it| &it.addresses) {
        Some(Fact::Known(ids)) if !ids.is_empty() => Ok((ids.clone(), shown)),
        _ => {
            let reason = not_whole("NAT gateway", id, gateway.is_some(), "its public addresses");
            Err(Undecided::new(Reason::Missing, reason).showing([shown]).needing(Export::NatGateway, id.text()))
        }
    })
}

/// The route of a table for everything, where it has one: one at most, and others for private addresses only, else part of the
/// internet may lie elsewhere. None where that is not known.
#[expect(clippy::option_option, reason = "the outer one says whether it is known, the inner one whether there is one")]
fn default_route(table: Option<&RouteTable>) -> Option<Option<&Route>> {
    if table.is_some_and(|it| !it.routes.complete) {
        return None;
    }
    let is_private = |net: &Ipv4Net| PRIVATE.iter().any(|it| it.contains(net));
    let mut everything = None;
    for route in table.into_iter().flat_map(|it| &it.routes) {
        match &route.destination {
            Some(RoutePrefix::Net(net)) if net.prefix_len() == 0 => everything = Some(route),
            Some(RoutePrefix::Net(net)) if is_private(net) => {}
            Some(RoutePrefix::Ipv6) => {}
            _ if is(route.next_hop.as_deref(), "Internet") => {}
            _ => return None,
        }
    }
    Some(everything)
}

/// Whether what a subnet sends to the internet goes there by itself, with an address of Azure: no table of its own leads it
/// elsewhere.
fn leaves_directly(context: &Context<'_>, side: &Attachment<'_>) -> bool {
    let table = context.route_table(*side).ok();
    let route = table.and_then(default_route);
    route.is_some_and(|it| it.is_none_or(|it| is(it.next_hop.as_deref(), "Internet")))
}

/// The public addresses that a subnet surely leaves with; empty where the files do not say them.
pub(crate) fn outbound_addresses(context: &Context<'_>, side: &Attachment<'_>) -> Vec<Ipv4Net> {
    match outbound(context, side) {
        Outbound::Known(nets, _) => nets,
        Outbound::Unread(_) | Outbound::Unknown => Vec::new(),
    }
}

/// What firewall rules say of addresses that are known. It may leave with any of them.
fn of_known(context: &Context<'_>, server: &Server, nets: &[Ipv4Net], shown: &[Evidence]) -> Decided {
    let rules = &server.firewall_rules;
    let by: Vec<&FirewallRule> = rules.items.iter().filter(|it| nets.iter().any(|net| it.meets(*net))).collect();
    if nets.iter().all(|net| admit(&rules.items, *net)) {
        let evidence = by.iter().flat_map(|it| range(context, it));
        return Outcome::passed_by(evidence.chain(shown.iter().cloned()));
    }
    // Whether an address counts as Azure's where it is one of a firewall's, only the server says.
    let admits_azure = rules.items.iter().any(|it| it.end == Ipv4Addr::UNSPECIFIED);
    if by.is_empty() && rules.complete && !admits_azure {
        let names = listed(rules.items.iter().map(|it| it.origin.id.name()));
        let none = server.origin.shows(context.network, "firewallRules", names);
        return Ok(Outcome::fail(none).showing(shown.iter().cloned()).noting("No rule covers that address."));
    }
    let names = listed(by.iter().map(|it| it.origin.id.name()));
    let some = server.origin.shows(context.network, "firewallRules", names);
    let open = "Only some of the addresses that the connection may leave with are covered by a rule in the files.";
    Err(Undecided::new(Reason::Missing, open)
        .showing([some])
        .showing(shown.iter().cloned())
        .needing(Export::FirewallRules, server.origin.id.text()))
}

/// Whether ranges together admit all of a range.
fn admit(rules: &[FirewallRule], net: Ipv4Net) -> bool {
    let mut ranges: Vec<(u32, u32)> = rules.iter().map(|it| (it.start.into(), it.end.into())).collect();
    sort_by_number(&mut ranges, |it| i64::from(it.0));
    let mut from_here = u32::from(net.network());
    let last = u32::from(net.broadcast());
    for (from, to) in ranges {
        if from_here < from {
            break;
        }
        if last <= to && from <= last {
            return true;
        }
        from_here = from_here.max(to.saturating_add(1));
    }
    false
}

fn range(context: &Context<'_>, rule: &FirewallRule) -> [Evidence; 2] {
    let shows = |property, address: Ipv4Addr| rule.origin.shows(context.network, property, address.to_string());
    [shows("startIpAddress", rule.start), shows("endIpAddress", rule.end)]
}

/// Whether the rules of a server admit an address that is not known but, as far as anybody can tell, is Azure's.
pub(crate) fn from_address(context: &Context<'_>, server: &Server, is_azure: bool) -> Decided {
    let rules = &server.firewall_rules;
    let covers = |start, end| rules.items.iter().find(|it| (it.start, it.end) == (start, end));
    let shows = |it: &FirewallRule| range(context, it).to_vec();
    if let Some(rule) = covers(Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST) {
        return Outcome::passed_by(shows(rule)).map(|it| it.noting("This rule admits every address on the internet."));
    }
    if public().iter().all(|it| admit(&rules.items, *it)) {
        return Outcome::passed_by(rules.items.iter().flat_map(shows))
            .map(|it| it.noting("Together these rules admit every address on the internet."));
    }
    if let Some(rule) = covers(Ipv4Addr::UNSPECIFIED, Ipv4Addr::UNSPECIFIED) {
        if is_azure {
            return Outcome::passed_by(shows(rule)).map(|it| it.noting(
                "This rule admits every address of Azure, other tenants' too. It fits as long as the connection leaves from one.",
            ));
        }
        return Err(Undecided::new(Reason::Missing, "A rule admits every address of Azure, but the subnet has a route table: its traffic may leave from somewhere else.",
        )
        .showing(shows(rule)));
    }
    let of_internet = |it: &FirewallRule| public().iter().any(|net| it.meets(*net));
    let name = server.origin.name();
    let rules_are = |value: String| server.origin.shows(context.network, "firewallRules", value);
    match (rules.items.len(), rules.complete) {
        (0, true) => Ok(Outcome::fail(rules_are("none".to_owned()))),
        (_, true) if !rules.items.iter().any(of_internet) => {
            let names = listed(rules.items.iter().map(|it| it.origin.id.name()));
            Ok(Outcome::fail(rules_are(names))
                .noting("They admit private addresses alone, and the connection leaves with a public one."))
        }
        (_, false) => {
            Err(Undecided::new(Reason::Missing, format!("The files may not hold every firewall rule of {name}."))
                .needing(Export::FirewallRules, server.origin.id.text()))
        }
        (_, true) => {
            let names = listed(rules.items.iter().map(|it| it.origin.id.name()));
            Err(Undecided::new(Reason::Missing, "The address that the connection leaves with is not in the files, so it is not known whether a rule covers it.",
            )
            .showing([rules_are(names)]))
        }
    }
}
