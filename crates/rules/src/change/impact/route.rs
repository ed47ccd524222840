//! Says of a route what it leads, where to, and whom it counts for.

use super::MOST;
use crate::{
    Config,
    network::{Context, Id, Network, Route, RoutePrefix, Server, first_of, is, meet},
};

/// The servers in the files that a route counts for: those in the subnets of its table, and those at its addresses. One of each
/// is the migration's own.
pub(super) fn servers_on_route(network: &Network, table: &Id, route: &Route) -> Vec<String> {
    let config = Config::default();
    let context = Context::new(&config, network);
    let in_subnet = |it: &Server| network.subnet(it.delegated_subnet.known()?);
    let has_table = |it: &&Server| in_subnet(it).is_some_and(|it| it.route_table.known() == Some(table));
    let is_meant = |it: &&Server| match &route.destination {
        Some(RoutePrefix::Net(net)) => {
            in_subnet(it).is_some_and(|it| it.prefixes.iter().any(|it| meet(*it, *net)))
                || context
                    .approved_endpoints(it)
                    .into_iter()
                    .flat_map(|it| context.addresses(it))
                    .any(|it| net.contains(&it))
        }
        _ => false,
    };
    let names = |servers: &[&Server]| first_of(MOST, servers.iter().map(|it| it.origin.id.name()));
    let (near, far): (Vec<&Server>, Vec<&Server>) =
        (network.servers.iter().filter(has_table).collect(), network.servers.iter().filter(is_meant).collect());
    let near = (1 < near.len()).then(|| format!("It counts for all servers in those subnets: {}.", names(&near)));
    let far =
        (1 < far.len()).then(|| format!("It counts for the way to all servers at these addresses: {}.", names(&far)));
    near.into_iter().chain(far).collect()
}

pub(super) fn prefix(route: &Route) -> String {
    match &route.destination {
        Some(RoutePrefix::Net(net)) => net.to_string(),
        Some(RoutePrefix::Tag(tag)) => tag.clone(),
        Some(RoutePrefix::Ipv6) | None => "its addresses".to_owned(),
    }
}

/// A type of next hop as the portal calls it.
///
/// Source: "Virtual network traffic routing" (virtual-networks-udr-overview.md), next hop types across Azure tools.
fn next_hop(it: &str) -> &str {
    match it {
        "VnetLocal" => "the virtual network",
        "VirtualNetworkGateway" => "the virtual network gateway",
        "Internet" => "the internet",
        other => other,
    }
}

pub(super) fn hop(route: &Route) -> String {
    let address = route.next_hop_address.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
    match route.next_hop.as_deref() {
        Some(it) if is(Some(it), "None") => "now it is dropped".to_owned(),
        Some(it) if is(Some(it), "VirtualAppliance") => {
            format!("now it goes to the appliance{address}, which may inspect or log it")
        }
        Some(it) => format!("now it goes to {}", next_hop(it)),
        None => "where it goes now is not in the files".to_owned(),
    }
}
