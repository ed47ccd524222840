//! Finds the ways of a connection whose routes count, there and back from a VNet, and decides the route step by them.

use crate::outcome::{Annotate, Decided, Outcome};
use ipnet::Ipv4Net;

use crate::{
    HopKind, Party,
    check::StageOutcome,
    check::reach::{
        peering::{self, By, Joint},
        route::{
            effective,
            other_network::{from_the_gateway, to_another_network},
            public_address::{from_no_subnet, is_reached_publicly, to_a_public_address},
            walk::{RouteWalk, back},
        },
    },
    network::{Attachment, Context, Destination, RouteLookup},
};

/// What resources show of it: of the route table where the client is, and of the one at the destination.
///
/// Source: "Virtual network traffic routing" (2023-05-27). Whether the networks are joined at all, other steps judge.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided<Vec<StageOutcome>> {
    let there = |it: Decided| Ok(vec![(HopKind::Route, it)]);
    let is_public = is_reached_publicly(context, party);
    if let Some(aside) = is_public.then(|| from_no_subnet(context)).flatten() {
        return there(Ok(aside));
    }
    let near = context.client_attachment()?;
    if is_public {
        return there(to_a_public_address(context, near, party));
    }
    let destination = context.destination(party)?;
    let nets = context.destination_nets(&destination)?;
    let Ok(place) = context.destination_subnet(party) else {
        return Ok(to_another_network(context, near, &nets, party));
    };
    let far_side = context.side(place.subnet);
    let Joint { by, found } = peering::joint(context, party);
    if by == By::Hop {
        return there(over_a_hop(context, near, &nets));
    }
    let is_peered = by == By::Peering && found.as_ref().is_ok_and(Outcome::is_pass);
    if let Some(found) = is_peered.then(|| peering::beside_a_peering(context, party)).flatten() {
        return there(found);
    }
    let is_to_be_peered = by == By::Peering && found.is_ok_and(|it| it.is_fail());
    let road = RouteWalk { context, from: near, to: &place.vnet, endpoint: None, is_to_be_peered, by, port: None };
    let out = RouteWalk { port: Some(context.port(party)), ..road };
    let there = match destination {
        // An endpoint's own route reaches its VNet and those that are peered with it.
        Destination::Endpoint(endpoint) if matches!(by, By::One | By::Peering) => {
            RouteWalk { endpoint: Some((endpoint, far_side.as_ref().ok().copied())), ..out }.judge(&nets)
        }
        _ => out.judge(&nets),
    };
    let back = match far_side {
        Ok(side) => {
            let found = back(
                &RouteWalk { from: side, to: &near.vnet.origin.id, ..road },
                &near.subnet.prefixes,
                matches!(destination, Destination::Endpoint(_)),
            );
            let is_doubted =
                found.as_ref().is_ok_and(Outcome::is_pass) && matches!(destination, Destination::Machine(_));
            match is_doubted.then(|| effective::doubt(context, side, &near.subnet.prefixes, by)).flatten() {
                Some(doubt) => Err(doubt.showing(found.into_evidence())),
                None => found,
            }
        }
        Err(open) => Err(open),
    };
    if by == By::Vpn
        && let Ok(side) = context.side(place.subnet)
    {
        // The packets come out of a gateway at either end, and go on by the routes of its subnet.
        let there = [Some(there), out_of_the_gateway(context, near, side, &nets)];
        let back = [Some(back), out_of_the_gateway(context, side, near, &near.subnet.prefixes)];
        let all = |it: [Option<Decided>; 2]| Outcome::all(it.into_iter().flatten());
        return Ok(vec![(HopKind::Route, all(there)), (HopKind::ReturnRoute, all(back))]);
    }
    Ok(vec![(HopKind::Route, there), (HopKind::ReturnRoute, back)])
}

/// What the routes of a gateway's subnet do with packets from another VNet that a VPN joins with its own; none where it has no
/// table.
fn out_of_the_gateway(
    context: &Context<'_>,
    from: Attachment<'_>,
    to: Attachment<'_>,
    nets: &[Ipv4Net],
) -> Option<Decided> {
    let (network, here) = (context.network, &to.vnet.origin.id);
    let mut ends = network.vpns(&from.vnet.origin.id, here).flat_map(|it| [&it.gateway, &it.remote_gateway]).flatten();
    let gateway = ends.find(|it| network.gateway_vnet(it).as_ref() == Some(here))?;
    from_the_gateway(context, to, nets, gateway).transpose()
}

/// A route leads to an appliance that joins the two networks: what becomes of the packets there, and on the way back, the
/// peering step judges.
fn over_a_hop(context: &Context<'_>, near: Attachment<'_>, nets: &[Ipv4Net]) -> Decided {
    let table = context.route_table(near)?;
    let shown = table.into_iter().flat_map(|table| {
        table.cut(nets).into_iter().filter_map(|net| match table.choose(net) {
            RouteLookup::One(route, _) => Some(table.shows(context.network, route)),
            RouteLookup::None | RouteLookup::Unknown(_) => None,
        })
    });
    Outcome::passed_by(shown).noting("Decided: this route. Where it leads, the peering step judges.")
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Listing, Network,
            testing::{direct, entered, found, from_machine, half_mut, machine, route, subnet_mut, via_runtime},
        },
    };

    const ROUTE: &str = "source/route";

    #[test]
    fn the_narrowest_route_counts() {
        found(
            &direct(),
            ROUTE,
            &[
                ("no table", |_| {}, Pass),
                ("an empty table", |it| route(it, "vnet-new", &[]), Pass),
                ("a route for others", |it| route(it, "vnet-new", &["10.7.0.0/16 None"]), Pass),
                (
                    "a route for everything is wider than the peering's",
                    |it| route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance"]),
                    Pass,
                ),
                (
                    "the endpoint's own route is narrower than any",
                    |it| route(it, "vnet-new", &["10.1.0.0/24 None"]),
                    Pass,
                ),
                ("the same address", |it| route(it, "vnet-new", &["10.1.0.4/32 None", "10.1.0.0/24 VnetLocal"]), Fail),
                ("to the internet", |it| route(it, "vnet-new", &["10.1.0.4/32 Internet"]), Fail),
                ("to an appliance", |it| route(it, "vnet-new", &["10.1.0.4/32 VirtualAppliance"]), Unknown),
                ("to a gateway", |it| route(it, "vnet-new", &["10.1.0.4/32 VirtualNetworkGateway"]), Unknown),
                (
                    "a service tag is for public addresses",
                    |it| route(it, "vnet-new", &["AzureActiveDirectory Internet"]),
                    Pass,
                ),
                ("a route that cannot be read", |it| route(it, "vnet-new", &["? None"]), Unknown),
                (
                    "routes that were not read whole",
                    |it| {
                        route(it, "vnet-new", &[]);
                        it.route_tables[0].routes = Listing::default();
                    },
                    Unknown,
                ),
                (
                    "a table that was not read",
                    |it| {
                        route(it, "vnet-new", &[]);
                        it.route_tables.clear();
                    },
                    Unknown,
                ),
                (
                    "not said whether there is a table",
                    |it| subnet_mut(it, "vnet-new").route_table = Fact::Unknown,
                    Unknown,
                ),
            ],
        );
        found(
            &via_runtime(),
            "target/route",
            &[("no table", |_| {}, Pass), ("dropped", |it| route(it, "vnet-mid", &["10.4.0.4/32 None"]), Fail)],
        );
    }

    #[test]
    fn a_machine_has_no_route_of_its_own_and_a_way_back() {
        found(
            &from_machine(),
            ROUTE,
            &[
                ("no table", machine, Pass),
                (
                    "narrower than the peering",
                    |it| {
                        machine(it);
                        route(it, "vnet-new", &["10.1.0.0/24 None"]);
                    },
                    Fail,
                ),
                (
                    "as narrow as the peering",
                    |it| {
                        machine(it);
                        route(it, "vnet-new", &["10.1.0.0/16 None"]);
                    },
                    Fail,
                ),
                (
                    "wider than the peering",
                    |it| {
                        machine(it);
                        route(it, "vnet-new", &["10.0.0.0/8 None"]);
                    },
                    Pass,
                ),
                (
                    "the ranges of the peering were not read",
                    |it| {
                        machine(it);
                        route(it, "vnet-new", &["10.0.0.0/8 None"]);
                        half_mut(it, "vnet-new", "vnet-old").remote_prefixes = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "the replies are dropped",
                    |it| {
                        machine(it);
                        route(it, "vnet-old", &["10.2.0.0/24 None"]);
                    },
                    Fail,
                ),
                (
                    "some replies take another way",
                    |it| {
                        machine(it);
                        route(it, "vnet-old", &["10.2.0.0/25 VirtualAppliance"]);
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn what_decided_is_shown() {
        for (change, expected) in [
            (
                (|_| {}) as fn(&mut Network),
                "pass: vnet-new/db routeTable.id = none; vnet-old/endpoints privateEndpointNetworkPolicies = Disabled",
            ),
            (
                |it| route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance"]),
                "pass: rt-vnet-new routes[u0] = 0.0.0.0/0 → VirtualAppliance 10.9.0.4; vnet-new/to-vnet-old \
                 remoteAddressSpace.addressPrefixes = 10.1.0.0/16; vnet-old/endpoints privateEndpointNetworkPolicies = \
                 Disabled | The route u0 does not count: the one that Azure makes by itself is narrower.",
            ),
            (
                |it| route(it, "vnet-new", &["10.1.0.4/32 None"]),
                "fail: rt-vnet-new routes[u0] = 10.1.0.4/32 → None; vnet-old/endpoints privateEndpointNetworkPolicies = \
                 Disabled",
            ),
            (
                |it| route(it, "vnet-new", &["10.1.0.4/32 VirtualAppliance"]),
                "unknown: rt-vnet-new routes[u0] = 10.1.0.4/32 → VirtualAppliance 10.9.0.4; vnet-old/endpoints \
                 privateEndpointNetworkPolicies = Disabled | The route u0 leads to VirtualAppliance 10.9.0.4: that one \
                 must let the packets pass, and send the replies back.",
            ),
        ] {
            assert_eq!(entered(&direct(), ROUTE, change), expected);
        }
    }
}
