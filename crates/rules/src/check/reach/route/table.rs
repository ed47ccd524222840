//! Words what is said of a route table and of its routes, whichever way they are on.

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export,
    network::{Attachment, Context, Fact, Network, Route, RouteTable, is, security::PRIVATE},
    outcome::{Decided, Outcome, Reason, Undecided},
};

pub(super) const PROPAGATION: &str = "disableBgpRoutePropagation";

pub(super) fn propagation_unread(table: &RouteTable) -> Undecided {
    unread(table, format!("The files do not say whether {} takes gateway routes.", table.origin.name()))
}

/// A table that keeps out the routes that gateways make leaves no way over a VPN.
pub(super) fn kept_out(network: &Network, table: &RouteTable, outcome: Outcome) -> Decided {
    match table.propagation_disabled {
        Fact::Known(false) | Fact::None => Ok(outcome),
        Fact::Known(true) => Ok(Outcome::fail(table.origin.shows(network, PROPAGATION, "true"))),
        Fact::Unknown => Err(propagation_unread(table)),
    }
}

/// Whether a network is of the addresses that the internet does not have.
pub(crate) fn is_private(net: Ipv4Net) -> bool {
    PRIVATE.iter().any(|it| it.contains(&net))
}

/// Whether a next hop drops packets for these addresses: the internet has no private ones.
pub(super) fn drops(route: &Route, net: Ipv4Net) -> bool {
    let hop = route.next_hop.as_deref();
    is(hop, "None") || is(hop, "Internet") && is_private(net)
}

pub(super) fn no_table(context: &Context<'_>, side: Attachment<'_>) -> Outcome {
    Outcome::pass(side.subnet.origin.shows(context.network, "routeTable.id", "none"))
}

pub(super) fn none_fits(context: &Context<'_>, table: &RouteTable, net: Ipv4Net) -> Outcome {
    Outcome::pass(table.origin.shows(context.network, "routes", format!("none to {}", address(net))))
}

pub(super) fn address(net: Ipv4Net) -> String {
    if net.prefix_len() == 32 { net.addr().to_string() } else { net.to_string() }
}

pub(super) fn unread(table: &RouteTable, reason: String) -> Undecided {
    Undecided::new(Reason::Missing, reason).needing(Export::RouteTable, table.origin.id.text())
}

/// A route to something that leads on, or does not, by rules of its own.
pub(super) fn leads_away(route: &Route, shown: Evidence) -> Undecided {
    Undecided::new(
        Reason::Outside,
        format!(
            "The route {} leads to {}: that one must let the packets pass, and send the replies back.",
            route.name,
            route.next_hop_words()
        ),
    )
    .showing([shown])
}
