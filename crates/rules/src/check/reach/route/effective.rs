//! Compares the routes that Azure computed for a network interface with what the route tables lead to expect.
//!
//! Azure does not say which interface a list is of: its route to the own virtual network says in which one that stands. So
//! a list proves nothing by itself; where it says something else than the tables, one of them is old, or a route came by
//! BGP, which no table shows.
//!
//! Source: "Network Interfaces - Get Effective Route Table" (Azure REST API, 2024-01-01): `source`, `state`,
//! `addressPrefix` and `nextHopType` of each route; "Diagnose an Azure virtual machine routing problem" (2025-04-02).

use std::collections::BTreeSet;

use ipnet::Ipv4Net;

use crate::{
    Evidence,
    check::reach::peering::By,
    network::{Attachment, Context, Route, RoutePrefix, is},
    outcome::{Reason, Undecided},
};

/// Why replies from an interface in a subnet may not go where its route table leads them.
pub(super) fn doubt(context: &Context<'_>, from: Attachment<'_>, to: &[Ipv4Net], by: By) -> Option<Undecided> {
    let network = context.network;
    let own: BTreeSet<Ipv4Net> = from.vnet.prefixes.known()?.iter().copied().collect();
    let of_this_network = network.effective_routes.iter().filter(|it| {
        let local = it.routes.iter().filter(|it| is(it.next_hop.as_deref(), "VnetLocal")).filter_map(prefix);
        local.collect::<BTreeSet<_>>() == own
    });
    for list in of_this_network {
        let shows = |value: String| Evidence {
            resource: from.vnet.origin.name(),
            property: "effectiveRoutes".to_owned(),
            value,
            id: None,
            file: network.files.get(list.file).cloned(),
        };
        for net in to {
            let around = list.routes.iter().filter(|it| prefix(it).is_some_and(|it| it.contains(net)));
            let narrowest = around.max_by_key(|it| prefix(it).map(|it| it.prefix_len()));
            let within = list.routes.iter().filter(|it| prefix(it).is_some_and(|it| it != *net && net.contains(&it)));
            let unreadable = list.routes.iter().find(|it| it.destination.is_none());
            let other = narrowest.into_iter().chain(within).find(|it| !leads_there(it, by)).or(unreadable);
            let value = match (other, narrowest) {
                (Some(route), _) => {
                    let to = prefix(route).map_or_else(|| "unknown".to_owned(), |it| it.to_string());
                    format!("{to} → {}", route.next_hop_words())
                }
                (None, None) => format!("none to {net}"),
                (None, Some(_)) => continue,
            };
            let name = from.vnet.origin.name();
            return Some(
                Undecided::new(Reason::Missing, format!(
                    "The effective routes of a network interface in {name} lead the replies elsewhere than its route \
                     tables do: export both again, of the interface of the source."
                ))
                .showing([shows(value)]),
            );
        }
    }
    None
}

fn prefix(route: &Route) -> Option<Ipv4Net> {
    match route.destination {
        Some(RoutePrefix::Net(net)) => Some(net),
        Some(RoutePrefix::Ipv6 | RoutePrefix::Tag(_)) | None => None,
    }
}

/// Whether the next hop is what joins the two networks.
fn leads_there(route: &Route, by: By) -> bool {
    let is_any = |words: &[&str]| words.iter().any(|it| is(route.next_hop.as_deref(), it));
    is_any(&["VnetLocal", "VNetPeering", "VNetGlobalPeering"]) || by.is_gateway() && is_any(&["VirtualNetworkGateway"])
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Pass, Unknown},
        network::{
            EffectiveRoutes, Network, Route, RoutePrefix,
            testing::{direct, found, from_machine, machine},
        },
    };

    /// What Azure computed, in the VNet of the machine and of the endpoint.
    fn effective(network: &mut Network, routes: &[&str]) {
        machine(network);
        let route = |short: &&str| {
            let (to, hop) = short.split_once(' ').expect("a prefix and a hop");
            let destination = to.parse().ok().map(RoutePrefix::Net);
            Route { name: String::new(), destination, next_hop: Some(hop.to_owned()), next_hop_address: None }
        };
        network.effective_routes.push(EffectiveRoutes { file: 0, routes: routes.iter().map(route).collect() });
    }

    #[test]
    fn effective_routes_raise_a_doubt_and_prove_nothing() {
        found(
            &from_machine(),
            "source/route",
            &[
                (
                    "the peering",
                    |it| effective(it, &["10.1.0.0/16 VnetLocal", "10.2.0.0/16 VNetPeering", "0.0.0.0/0 Internet"]),
                    Pass,
                ),
                (
                    "dropped",
                    |it| effective(it, &["10.1.0.0/16 VnetLocal", "10.2.0.0/16 VNetPeering", "10.2.0.0/24 None"]),
                    Unknown,
                ),
                (
                    "some of them",
                    |it| effective(it, &["10.1.0.0/16 VnetLocal", "10.2.0.0/16 VNetPeering", "10.2.0.0/28 None"]),
                    Unknown,
                ),
                (
                    "to a gateway, by BGP",
                    |it| effective(it, &["10.1.0.0/16 VnetLocal", "10.2.0.0/16 VirtualNetworkGateway"]),
                    Unknown,
                ),
                ("no peering", |it| effective(it, &["10.1.0.0/16 VnetLocal", "0.0.0.0/0 Internet"]), Unknown),
                ("of another network", |it| effective(it, &["10.7.0.0/16 VnetLocal", "10.2.0.0/24 None"]), Pass),
                ("a route that cannot be read", |it| effective(it, &["10.1.0.0/16 VnetLocal", "? None"]), Unknown),
            ],
        );
        // No interface of an endpoint has effective routes ("What is a private endpoint?", 2023-08-02).
        found(
            &direct(),
            "source/route",
            &[("an endpoint", |it| effective(it, &["10.1.0.0/16 VnetLocal", "10.2.0.0/24 None"]), Pass)],
        );
    }
}
