//! Decides whether the traffic selectors of a VPN connection leave out the packets.

use ipnet::Ipv4Net;

use crate::{
    network::{Fact, GatewayConnection, Network, TrafficSelector, hold, meet, printed},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// What is found where its traffic selectors leave out packets between these ranges; none where they do not.
///
/// Source: "Traffic selectors" of virtualNetworkGatewayConnection.json 2024-05-01: packets between other ranges are dropped.
pub(crate) fn left_out(
    connection: &GatewayConnection,
    network: &Network,
    near: &dyn Fn() -> Decided<Vec<Ipv4Net>>,
    destination: &dyn Fn() -> Decided<Vec<Ipv4Net>>,
) -> Option<Decided> {
    let selectors = match &connection.selectors {
        Fact::Known(selectors) if !selectors.is_empty() => selectors,
        _ => return None,
    };
    let (near, destination) = match (near(), destination()) {
        (Ok(near), Ok(destination)) => (near, destination),
        (Err(open), _) | (_, Err(open)) => return Some(Err(open)),
    };
    let within = |ranges: &[Ipv4Net], nets: &[Ipv4Net]| nets.iter().all(|it| hold(ranges, *it));
    let touches = |ranges: &[Ipv4Net], nets: &[Ipv4Net]| nets.iter().any(|net| ranges.iter().any(|it| meet(*it, *net)));
    // Which end wrote them down says which is local.
    let fits = |both: &dyn Fn(&[Ipv4Net], &[Ipv4Net]) -> bool, it: &TrafficSelector| {
        both(&it.local, &near) && both(&it.remote, &destination)
            || both(&it.local, &destination) && both(&it.remote, &near)
    };
    if selectors.iter().any(|it| fits(&within, it)) {
        return None;
    }
    let words = |it: &TrafficSelector| format!("{} ↔ {}", printed(&it.local), printed(&it.remote));
    let shown = connection.origin.shows(
        network,
        "trafficSelectorPolicies",
        selectors.iter().map(words).collect::<Vec<_>>().join("; "),
    );
    let name = connection.origin.name();
    Some(if selectors.iter().any(|it| fits(&touches, it)) {
        Err(Undecided::new(
            Reason::Missing,
            format!("The traffic selectors of {name} take only some of these addresses."),
        )
        .showing([shown]))
    } else {
        Ok(Outcome::fail(shown).noting(format!("The traffic selectors of {name} leave these addresses out.")))
    })
}
