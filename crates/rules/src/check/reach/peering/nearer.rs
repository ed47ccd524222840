//! Decides whether packets that something leads to another VNet go there at all: the ranges of their own VNet, and
//! those of the VNets that it is peered with, are routes too.
//!
//! Source: "Virtual network traffic routing" (2023-05-27): the longest prefix counts; of routes for the same prefix those of a
//! table come first, then Azure's own for the VNet and its peerings, then those of gateways and hubs.

use ipnet::Ipv4Net;

use crate::{
    Export,
    check::reach::peering::{
        hop,
        joint::{By, ClientSeen, Joint, Pair, as_narrow},
        wan,
    },
    network::{Attachment, Context, Destination, Id, Key, Network, Peering, RouteLookup, is, meet, printed},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// What joins two VNets, where the packets of both directions take it.
pub(super) fn judged(pair: &Pair<'_>, joint: Joint) -> Joint {
    if !joint.found.as_ref().is_ok_and(|it| !it.is_fail()) {
        return joint;
    }
    let found = match joint.by {
        By::One => None,
        By::Peering => not_told_apart(pair, joint.by),
        _ => taken(pair, joint.by).or_else(|| not_told_apart(pair, joint.by)),
    };
    match found {
        Some(found) => Joint { found, ..joint },
        None => joint,
    }
}

/// Why what leads from one VNet to the other may lead to a third one instead, which has the addresses too.
fn not_told_apart(pair: &Pair<'_>, by: By) -> Option<Decided> {
    let Pair { context, near, subnet, destination, .. } = pair;
    let near_side = context.side(subnet).ok()?;
    let nets = context.destination_nets(&destination.destination).ok()?;
    let own = Context::nets(near_side).ok()?;
    [(near, &nets, &destination.vnet), (&destination.vnet, &own, near)].into_iter().find_map(|(from, nets, to)| {
        match by {
            By::Wan => wan::rival(context, from, to, nets),
            By::Peering => rival(context.network, from, to, nets),
            By::Hop => rival(context.network, &hop::hub(context, near_side, destination, pair.party)?, to, nets),
            By::One | By::Vpn | By::Manager => None,
        }
        .map(Err)
    })
}

/// A third VNet that one is peered with besides, and that has addresses of the other one.
///
/// Source: "Create, change, or delete a virtual network peering" (2025-07-01), Requirements and constraints: the ranges must not
/// overlap; where the files hold two that do, one of them is older.
fn rival(network: &Network, from: &Id, to: &Id, nets: &[Ipv4Net]) -> Option<Undecided> {
    let own = network.vnet(from).into_iter().flat_map(|it| &it.peerings.items);
    // Of one that is in doubt the state is not known.
    let may_be = |it: &&Peering| it.is_connected() || it.state.is_none();
    let own = own.filter(|it| may_be(it) && it.remote.as_ref() != Some(to));
    let own = own.filter_map(|it| Some((it.remote.as_ref().unwrap_or(&it.origin.id), network.ranges_behind(it)?)));
    // The other half says it too, where what was read of this one differs.
    let is_half = |it: &Peering| it.is_connected() && it.remote.as_ref() == Some(from);
    let third =
        network.vnets.by(Key::Mention(from)).filter(|it| it.origin.id != *to && it.peerings.iter().any(is_half));
    let third = third.filter_map(|it| {
        Some((&it.origin.id, (&it.origin, "addressSpace.addressPrefixes", it.prefixes.known()?.as_slice())))
    });
    own.chain(third).find_map(|(other, (origin, property, prefixes))| {
        let theirs = as_narrow(network, to, nets, prefixes)?;
        let reason = format!(
            "{} is peered with {} and with {}, which has the addresses {theirs} too: Azure refuses that, so one of the two \
             is not as the files say.",
            from.name(),
            to.name(),
            other.name()
        );
        let open = Undecided::new(Reason::Contradiction, reason).showing([origin.shows(network, property, theirs)]);
        Some(open.needing(Export::Vnet, from.text()))
    })
}

/// What takes the packets or the replies elsewhere, or may.
fn taken(pair: &Pair<'_>, by: By) -> Option<Decided> {
    let Pair { context, near, subnet, destination, party } = pair;
    let near_side = context.side(subnet).ok()?;
    let nets = context.destination_nets(&destination.destination).ok()?;
    let there = taken_from(context, near_side, &nets, &destination.vnet, by);
    let is_endpoint = matches!(destination.destination, Destination::Endpoint(_));
    let back = || {
        let seen = match by {
            By::Hop => hop::seen(context, near_side, destination, *party),
            By::Wan => wan::seen(context, near, destination),
            By::One | By::Peering | By::Vpn | By::Manager => ClientSeen::AtItsOwn,
        };
        let (nets, vnet) = match seen {
            ClientSeen::AtItsOwn => (Context::nets(near_side).ok()?, near.clone()),
            ClientSeen::Translated(nets, vnet) => (nets, vnet),
            ClientSeen::Unknown => return None,
        };
        let side = context.side(destination.subnet).ok()?;
        taken_from(context, side, &nets, &vnet, by).map(|found| match found {
            // An endpoint is no machine: whether its replies follow the routes of its VNet, no document says.
            Ok(fault) if is_endpoint => Err(Undecided::new(
                Reason::Outside,
                "Whether the replies of an endpoint take another range of its VNet, or of one that is peered with it, is not known.",
            )
            .showing(fault.into_evidence())),
            found => found,
        })
    };
    there.or_else(back)
}

/// What takes packets from a subnet to ranges of another VNet elsewhere, or may.
fn taken_from(context: &Context<'_>, from: Attachment<'_>, nets: &[Ipv4Net], to: &Id, by: By) -> Option<Decided> {
    let network = context.network;
    // Over an appliance a route of the table leads; what a gateway, a hub or a mesh brings is as narrow as the ranges there.
    let table = context.route_table(from).ok().flatten().filter(|_| by == By::Hop);
    let pieces = table.map(|it| it.cut(nets));
    pieces.as_deref().unwrap_or(nets).iter().find_map(|net| {
        let by_table = table.and_then(|it| match it.choose(*net) {
            RouteLookup::One(route, prefix) if !is(route.next_hop.as_deref(), "VnetLocal") => Some(prefix.prefix_len()),
            RouteLookup::One(..) | RouteLookup::None | RouteLookup::Unknown(_) => None,
        });
        let overlaps = |it: &Ipv4Net| meet(*it, *net);
        let Some(ranges) = network.vnet(to).and_then(|it| it.prefixes.known()) else {
            // How narrow the route there is, is not known.
            let own = from.vnet.prefixes.known().into_iter().flatten();
            let others = from.vnet.peerings.items.iter().filter(|it| it.remote.as_ref() != Some(to));
            let theirs = others.filter_map(|it| it.remote_prefixes.known()).flatten();
            return own.chain(theirs).any(overlaps).then(|| Err(context.no_vnet(to)));
        };
        let learned = ranges.iter().filter(|it| it.contains(net)).map(Ipv4Net::prefix_len).max().unwrap_or_default();
        let wins =
            |it: &Ipv4Net| overlaps(it) && by_table.map_or(learned <= it.prefix_len(), |by| by < it.prefix_len());
        taken_within(context, from, *net, &wins).or_else(|| taken_by_a_peering(context, from, *net, to, &wins))
    })
}

/// Packets to an address of their own VNet do not leave it.
fn taken_within(
    context: &Context<'_>,
    from: Attachment<'_>,
    net: Ipv4Net,
    wins: &dyn Fn(&Ipv4Net) -> bool,
) -> Option<Decided> {
    let own: Vec<Ipv4Net> = from.vnet.prefixes.known()?.iter().copied().filter(wins).collect();
    if own.is_empty() {
        return None;
    }
    let shown = from.vnet.origin.shows(context.network, "addressSpace.addressPrefixes", printed(&own));
    let name = from.vnet.origin.name();
    Some(Ok(
        Outcome::fail(shown).noting(format!("{net} is in a range of {name} too: packets to it do not leave {name}."))
    ))
}

/// Packets to an address of a peered VNet go there.
fn taken_by_a_peering(
    context: &Context<'_>,
    from: Attachment<'_>,
    net: Ipv4Net,
    to: &Id,
    wins: &dyn Fn(&Ipv4Net) -> bool,
) -> Option<Decided> {
    let network = context.network;
    if !from.vnet.peerings.complete {
        let name = from.vnet.origin.name();
        let reason = format!("The files may not hold every peering of {name}: one may lead there by a nearer way.");
        return Some(Err(Undecided::new(Reason::Missing, reason).needing(Export::Vnet, from.vnet.origin.id.text())));
    }
    let others = from.vnet.peerings.items.iter().filter(|it| it.is_connected() && it.remote.as_ref() != Some(to));
    let name = from.vnet.origin.name();
    others.into_iter().find_map(|half| {
        let Some((origin, property, prefixes)) = network.ranges_behind(half) else {
            let reason = format!(
                "The ranges behind the peering {} are not in the files: packets to {net} may go there.",
                half.origin.name()
            );
            let open = Undecided::new(Reason::Missing, reason).needing(Export::Vnet, from.vnet.origin.id.text());
            return Some(Err(open));
        };
        let theirs: Vec<Ipv4Net> = prefixes.iter().copied().filter(wins).collect();
        let other = half.remote.as_ref().map_or_else(|| half.origin.name(), |it| it.name().to_owned());
        (!theirs.is_empty()).then(|| {
            Ok(Outcome::fail(origin.shows(network, property, printed(&theirs))).noting(format!(
                "{net} is in a range of {other} too, which {name} is peered with: packets to it go there."
            )))
        })
    })
}
