//! Decides whether packets from a subnet find the way to a network outside of Azure, which a gateway announces.

use crate::outcome::{Decided, Outcome, Reason, Undecided};
use ipnet::Ipv4Net;

use crate::{
    Export, HopKind, Party,
    check::StageOutcome,
    check::reach::{
        peering::{self, By},
        route::{
            table::{PROPAGATION, drops, leads_away, no_table, none_fits, propagation_unread, unread},
            walk::RouteWalk,
        },
    },
    network::{Attachment, Context, Fact, Id, RouteLookup, is, led_away},
};

/// A network outside of Azure: gateways bring the routes there, unless the table keeps them out.
pub(super) fn to_another_network(
    context: &Context<'_>,
    near: Attachment<'_>,
    nets: &[Ipv4Net],
    party: Party,
) -> Vec<StageOutcome> {
    let there = to_the_gateway(context, near, nets, party);
    if !there.as_ref().is_ok_and(Outcome::is_pass) {
        return vec![(HopKind::Route, there)];
    }
    let backs: Vec<Decided> = peering::usable(context)
        .into_iter()
        .filter(|it| it.is_connected())
        .filter_map(|it| it.gateway.as_ref())
        .filter_map(|id| from_the_gateway(context, near, &near.subnet.prefixes, id).transpose())
        .collect();
    let mut stages = vec![(HopKind::Route, there)];
    if !backs.is_empty() {
        // Which of several gateways the replies come by is not known: it is right where all are.
        stages.push((HopKind::ReturnRoute, Outcome::all(backs)));
    }
    stages
}

/// The way from a gateway to a subnet: the route table of the gateway's own subnet, where it has one.
///
/// Source: "Virtual network traffic routing" (2023-05-27): without propagation the gateway does not function, and its routes
/// may lead packets to an appliance, which then sees one direction only.
pub(super) fn from_the_gateway(
    context: &Context<'_>,
    to: Attachment<'_>,
    nets: &[Ipv4Net],
    gateway: &Id,
) -> Decided<Option<Outcome>> {
    let network = context.network;
    let found = network.gateways.iter().find(|it| it.origin.id == *gateway);
    let subnet = found.and_then(|it| it.subnet.as_ref()).ok_or_else(|| {
        let reason = format!(
            "The files do not say which subnet the gateway {} is in, and it may have a route table.",
            gateway.name()
        );
        Undecided::new(Reason::Missing, reason).needing(Export::Connections, to.vnet.origin.id.text())
    })?;
    let side = context.side(subnet)?;
    let Some(table) = context.route_table(side)? else { return Ok(None) };
    match table.propagation_disabled {
        Fact::Known(true) => {
            return Ok(Some(
                Outcome::fail(table.origin.shows(network, PROPAGATION, "true"))
                    .noting("A gateway whose own subnet takes no gateway routes does not work."),
            ));
        }
        Fact::Known(false) | Fact::None => {}
        Fact::Unknown => return Err(propagation_unread(table)),
    }
    let to = &to.vnet.origin.id;
    let by = if side.vnet.origin.id == *to { By::One } else { By::Peering };
    let road = RouteWalk { context, from: side, to, endpoint: None, is_to_be_peered: false, by, port: None };
    road.judge(nets).map(Some)
}

fn to_the_gateway(context: &Context<'_>, near: Attachment<'_>, nets: &[Ipv4Net], party: Party) -> Decided {
    const OTHER_SIDE: &str = "Decided: this side. The other side's route back is not in the files.";
    let network = context.network;
    let Some(table) = context.route_table(near)? else { return Ok(no_table(context, near).noting(OTHER_SIDE)) };
    let [net] = *nets else { return Err(Undecided::new(Reason::Missing, "The address of the source is not known.")) };
    let chosen = match table.choose(net) {
        RouteLookup::Unknown(reason) => return Err(unread(table, reason)),
        RouteLookup::None => None,
        RouteLookup::One(route, prefix) => Some((route, prefix)),
    };
    let propagation = |value: &str| table.origin.shows(network, PROPAGATION, value);
    let is_kept_out = match table.propagation_disabled {
        Fact::Known(kept_out) => kept_out,
        Fact::None => false,
        Fact::Unknown => return Err(propagation_unread(table)),
    };
    let Some((route, prefix)) = chosen else {
        return Ok(if is_kept_out {
            Outcome::fail(propagation("true"))
        } else {
            Outcome::pass(propagation("false"))
                .showing(none_fits(context, table, net).into_evidence())
                .noting(OTHER_SIDE)
        });
    };
    let shown = table.shows(network, route);
    let holding = peering::usable(context);
    if is(route.next_hop.as_deref(), "VirtualNetworkGateway") {
        // "Virtual network traffic routing" (2023-05-27): such a route is for VPN gateways only.
        if holding.iter().any(|it| is(it.kind.as_deref(), "IPsec")) {
            return Ok(Outcome::pass(shown).noting(OTHER_SIDE));
        }
        return Err(Undecided::new(Reason::Outside, format!(
            "The route {} leads to a gateway, which only a VPN gateway heeds, and no VPN connection in the files has a \
             destination network that holds the source's address.",
            route.name
        ))
        .showing([shown])
        .needing(Export::Connections, near.vnet.origin.id.text()));
    }
    let prefixes = holding.iter().filter_map(|it| network.local_gateway(it)?.prefixes.known()).flatten();
    let narrowest = prefixes.filter(|it| it.contains(&net)).map(Ipv4Net::prefix_len).max().filter(|_| !is_kept_out);
    if narrowest.is_some_and(|it| prefix.prefix_len() < it) {
        return Ok(Outcome::pass(shown)
            .noting(format!("The route {} is wider than the one that the gateway makes.", route.name))
            .noting(OTHER_SIDE));
    }
    // What a gateway brings may be narrower than the route.
    let is_surely_taken = led_away(context, near, &[net], prefix.prefix_len() + 1, &|_| false).is_none();
    if drops(route, net) && is_surely_taken && (is_kept_out || prefix.prefix_len() == 32 || narrowest.is_some()) {
        return Ok(Outcome::fail(shown));
    }
    let dropped = peering::dropped(context, near, route, nets, context.port(party));
    match dropped.filter(|_| is_surely_taken) {
        Some(dropped) => Ok(dropped.showing([shown])),
        None => Err(leads_away(route, shown)),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Network,
            testing::{found, from_office, origin, route, site, subnet_id},
        },
    };

    const ROUTE: &str = "source/route";

    fn with(it: &mut Network, routes: &[&str], kept_out: bool) {
        site(it, "vnet-new");
        route(it, "vnet-new", routes);
        it.route_tables[0].propagation_disabled = Fact::Known(kept_out);
    }

    /// Another gateway in a VNet, without a connection in the files.
    fn beside(it: &mut Network, vnet: &str) {
        let mut other = it.gateways[0].clone();
        other.origin = origin("Microsoft.Network/virtualNetworkGateways", "gw-beside");
        other.subnet = Some(subnet_id(vnet, "GatewaySubnet"));
        it.gateways.push(other);
    }

    #[test]
    fn a_gateway_brings_the_routes_to_another_network() {
        found(
            &from_office(),
            ROUTE,
            &[
                ("no table", |it| site(it, "vnet-new"), Pass),
                ("a table that takes gateway routes", |it| with(it, &[], false), Pass),
                ("a table that keeps them out", |it| with(it, &[], true), Fail),
                (
                    "and leads to the gateway itself",
                    |it| with(it, &["192.168.0.0/16 VirtualNetworkGateway"], true),
                    Pass,
                ),
                (
                    "and leads to a gateway of ExpressRoute",
                    |it| {
                        with(it, &["192.168.0.0/16 VirtualNetworkGateway"], true);
                        it.gateway_connections[0].kind = Some("ExpressRoute".to_owned());
                    },
                    Unknown,
                ),
                (
                    "and leads to a gateway that was not read",
                    |it| {
                        with(it, &["192.168.0.0/16 VirtualNetworkGateway"], true);
                        it.gateway_connections.clear();
                    },
                    Unknown,
                ),
                ("and leads to an appliance", |it| with(it, &["0.0.0.0/0 VirtualAppliance"], true), Unknown),
                ("and drops the rest", |it| with(it, &["0.0.0.0/0 None"], true), Fail),
                ("a route that is wider than the gateway's", |it| with(it, &["0.0.0.0/0 None"], false), Pass),
                ("a route that is narrower", |it| with(it, &["192.168.7.0/24 None"], false), Fail),
                (
                    "a narrower one may be announced",
                    |it| {
                        with(it, &["192.168.7.0/24 None"], false);
                        it.gateway_connections[0].bgp = Fact::Known(true);
                    },
                    Unknown,
                ),
                (
                    "not known what the gateway leads to",
                    |it| {
                        with(it, &["0.0.0.0/0 None"], false);
                        it.local_gateways.clear();
                    },
                    Unknown,
                ),
                (
                    "not said whether it takes gateway routes",
                    |it| {
                        with(it, &[], false);
                        it.route_tables[0].propagation_disabled = Fact::Unknown;
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn another_gateway_may_bring_a_narrower_route() {
        found(
            &from_office(),
            ROUTE,
            &[
                (
                    "another gateway there may bring a narrower one",
                    |it| {
                        with(it, &["192.168.7.0/24 None"], false);
                        beside(it, "vnet-new");
                    },
                    Unknown,
                ),
                (
                    "another gateway there, and no route is narrower than one address",
                    |it| {
                        with(it, &["192.168.7.9/32 None"], false);
                        beside(it, "vnet-new");
                    },
                    Fail,
                ),
                (
                    "another gateway in a VNet that is not used",
                    |it| {
                        with(it, &["192.168.7.0/24 None"], false);
                        beside(it, "vnet-old");
                    },
                    Fail,
                ),
                (
                    "a narrower one leads to the clients of a point-to-site VPN",
                    |it| {
                        with(it, &["192.168.7.0/24 None"], false);
                        it.gateways[0].clients = Fact::Known(vec!["192.168.7.0/25".parse().expect("a range")]);
                    },
                    Unknown,
                ),
            ],
        );
    }
}
