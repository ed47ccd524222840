//! Whether packets from a subnet find the way to a network outside of Azure, which a gateway announces.

use ipnet::Ipv4Net;

use crate::{
    check::reach::{
        peering,
        route::table::{PROPAGATION, is_private, leads_away, no_table, none_fits, propagation_unread, unread},
    },
    network::{Attachment, Context, Decided, Export, Fact, Finding, RouteLookup, is},
};

/// A network outside of Azure: gateways bring the routes there, unless the table keeps them out.
pub(super) fn to_another_network(context: &Context<'_>, near: Attachment<'_>, nets: &[Ipv4Net]) -> Decided {
    const OTHER_SIDE: &str = "Decided: this side. The other side's route back is in no export.";
    let network = context.network;
    let Some(table) = context.route_table(near)? else { return Ok(no_table(context, near).noting(OTHER_SIDE)) };
    let [net] = *nets else { return Err(Finding::open("The address of the source is not known.")) };
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
            Finding::fail(vec![propagation("true")])
        } else {
            Finding::pass(vec![propagation("false")])
                .showing(none_fits(context, table, net).evidence)
                .noting(OTHER_SIDE)
        });
    };
    let shown = table.shows(network, route);
    let holding = peering::usable(context);
    if is(route.next_hop.as_deref(), "VirtualNetworkGateway") {
        // "Virtual network traffic routing" (2023-05-27): such a route is for VPN gateways only.
        if holding.iter().any(|it| is(it.kind.as_deref(), "IPsec")) {
            return Ok(Finding::pass(vec![shown]).noting(OTHER_SIDE));
        }
        return Err(Finding::open(format!(
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
        return Ok(Finding::pass(vec![shown])
            .noting(format!("The route {} is wider than the one that the gateway makes.", route.name))
            .noting(OTHER_SIDE));
    }
    // What a gateway learns from the other side may be narrower than the route.
    let is_surely_taken = is_kept_out || prefix.prefix_len() == 32 || network.sites().all(|it| !it.announces());
    let hop = route.next_hop.as_deref();
    let is_dropped = is(hop, "None") || is(hop, "Internet") && is_private(net);
    Ok(if is_dropped && is_surely_taken && (is_kept_out || prefix.prefix_len() == 32 || narrowest.is_some()) {
        Finding::fail(vec![shown])
    } else {
        leads_away(route, shown)
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Network,
            testing::{found, from_office, route, site},
        },
    };

    const ROUTE: &str = "source/route";

    #[test]
    fn a_gateway_brings_the_routes_to_another_network() {
        fn with(it: &mut Network, routes: &[&str], kept_out: bool) {
            site(it, "vnet-new");
            route(it, "vnet-new", routes);
            it.route_tables[0].propagation_disabled = Fact::Known(kept_out);
        }
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
                    "nobody says what the gateway leads to",
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
}
