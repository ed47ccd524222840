//! Decides whether the client connects to a public address, and whether a route takes what goes there.

use ipnet::Ipv4Net;

use crate::{
    Evidence, Party, SourceAccess, SourceKind,
    check::reach::{
        peering,
        route::table::{is_private, no_table, unread},
    },
    network::{
        Attachment, Context, Destination, Fact, Network, Route, RouteLookup, RoutePrefix, RouteTable, SQL_SERVICE,
        ServiceEndpoint, Vnet, is, security::public,
    },
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// Whether the client connects to a public address.
pub(in crate::check::reach) fn is_reached_publicly(context: &Context<'_>, party: Party) -> bool {
    let source = &context.config.source;
    match context.destination(party) {
        Ok(Destination::Public) => true,
        Ok(Destination::Address(address)) => {
            !is_private(address.into()) && source.access.is_none_or(SourceAccess::is_public)
        }
        Err(_) => {
            let is_single = source.kind == Some(SourceKind::SingleServer);
            party == Party::Source
                && source.access.is_some_and(SourceAccess::is_public)
                && source.kind.is_some()
                && source.access != Some(SourceAccess::PublicAndPrivateEndpoint)
                && (!is_single || source.private_endpoint == Some(false))
        }
        Ok(Destination::Machine(_)) => source.access.is_some_and(SourceAccess::is_public),
        Ok(Destination::Endpoint(_) | Destination::Integrated(..)) => false,
    }
}

/// A server that is in no subnet reaches public addresses all the same, past any security group or route table.
pub(in crate::check) fn from_no_subnet(context: &Context<'_>) -> Option<Outcome> {
    let client = context.server(context.client().ok()?).ok().filter(|it| it.delegated_subnet == Fact::None)?;
    let shown = client.origin.shows(context.network, "network.delegatedSubnetResourceId", "none");
    Some(Outcome::not_applicable(shown).noting("It connects from no subnet of yours."))
}

/// A public address: the way is Azure's own, unless a route for everything takes it.
pub(super) fn to_a_public_address(context: &Context<'_>, near: Attachment<'_>, party: Party) -> Decided {
    let network = context.network;
    let is_single = party == Party::Source && context.config.source.kind == Some(SourceKind::SingleServer);
    let endpoint = near
        .subnet
        .service_endpoints
        .known()
        .into_iter()
        .flatten()
        .find(|it| serves_databases(it))
        .filter(|_| is_single);
    let shown = endpoint
        .map(|_| near.subnet.origin.shows(network, "serviceEndpoints[Microsoft.Sql].provisioningState", "Succeeded"));
    let table = context.route_table(near)?;
    let address = match context.destination(party) {
        Ok(Destination::Address(address)) => Some(Ipv4Net::from(address)),
        _ => None,
    };
    let nets = || address.map_or_else(public, |it| vec![it]);
    let chosen = match (table, address) {
        (None, _) => None,
        (Some(table), Some(address)) => match table.choose(address) {
            RouteLookup::None => None,
            RouteLookup::One(route, _) => Some(route),
            RouteLookup::Unknown(reason) => return Err(unread(table, reason)),
        },
        (Some(table), None) => for_everything(table, is_single)?.filter(|_| shown.is_none()),
    };
    let none = || match table {
        None => no_table(context, near),
        Some(table) => Outcome::pass(table.origin.shows(network, "routes", "none that counts")),
    };
    match (table, chosen) {
        (Some(table), Some(route)) => {
            let evidence = table.shows(network, route);
            let hop = route.next_hop.as_deref();
            if is(hop, "None") {
                Ok(Outcome::fail(evidence))
            } else if is(hop, "Internet") {
                Ok(Outcome::pass(evidence))
            } else if let Some(dropped) = peering::dropped(context, near, route, &nets(), context.port(party)) {
                Ok(dropped.showing([evidence]))
            } else {
                Err(Undecided::new(Reason::Outside, format!(
                    "The route {} leads to {}: the connection leaves with that one's address, if it lets it pass, and \
                     the source's firewall has to admit that address.",
                    route.name,
                    route.next_hop_words()
                ))
                .showing([evidence]))
            }
        }
        _ if shown.is_some() => Ok(none().showing(shown)),
        _ if table.is_none_or(|it| it.propagation_disabled.known() != Some(&true))
            && (near.vnet.may_use_a_gateway(network) || network.hub_may_lead_out(near.vnet)) =>
        {
            Err(Undecided::new(
                Reason::Outside,
                "A gateway, a Route Server or a hub of Virtual WAN may announce a route for everything, which is in no file: the \
                 connection may leave with another address, which the firewall has to admit.",
            )
            .showing(none().into_evidence()))
        }
        _ => Ok(none().showing(kept_from(network, near.vnet))),
    }
}

/// That hubs of Virtual WAN keep their routes for everything from a VNet.
fn kept_from<'a>(network: &'a Network, vnet: &'a Vnet) -> impl Iterator<Item = Evidence> + 'a {
    let connections = network.joins.hubs.iter().flat_map(|it| it.connections_of(&vnet.origin.id));
    let kept = connections.filter(|it| it.takes_default_route == Fact::Known(false));
    kept.map(|it| it.origin.shows(network, "enableInternetSecurity", "false"))
}

/// The route of a table for every address that no other route takes. Routes for a part of the public addresses leave it
/// open, as the other one is not known.
fn for_everything(table: &RouteTable, is_single: bool) -> Decided<Option<&Route>> {
    if !table.routes.complete {
        return Err(unread(table, format!("Not all routes of {} are in the files.", table.origin.name())));
    }
    let mut everything = None;
    let mut part = None;
    for route in &table.routes {
        match &route.destination {
            Some(RoutePrefix::Net(net)) if net.prefix_len() == 0 => everything = Some(route),
            Some(RoutePrefix::Net(net)) if is_private(*net) => {}
            Some(RoutePrefix::Ipv6) => {}
            Some(RoutePrefix::Tag(tag)) if is_single && !may_hold_databases(tag) => {}
            Some(RoutePrefix::Net(_) | RoutePrefix::Tag(_)) | None => part = part.or(Some(route)),
        }
    }
    let hop = |it: Option<&Route>| it.map_or(Some("Internet".to_owned()), |it| it.next_hop.clone());
    match part.filter(|_| hop(part) != hop(everything)) {
        Some(route) => Err(unread(
            table,
            format!(
                "It is not known whether the route {} of {} takes the source's address.",
                route.name,
                table.origin.name()
            ),
        )),
        None => Ok(everything),
    }
}

/// Whether a tag may stand for the addresses of databases.
fn may_hold_databases(tag: &str) -> bool {
    let name = tag.split('.').next().unwrap_or_default();
    ["Sql", "AzureCloud", "Internet"].iter().any(|it| name.eq_ignore_ascii_case(it))
}

fn serves_databases(endpoint: &ServiceEndpoint) -> bool {
    endpoint.service.eq_ignore_ascii_case(SQL_SERVICE) && is(endpoint.state.as_deref(), "Succeeded")
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Network, ServiceEndpoint,
            testing::{
                at_a_public_address, direct, found, half_mut, public, route, subnet, subnet_mut, vnet_id, vnet_mut,
            },
        },
    };

    const ROUTE: &str = "source/route";

    #[test]
    fn a_route_for_everything_takes_what_goes_to_a_public_address() {
        fn endpoint(it: &mut Network) {
            let sql = ServiceEndpoint::made("Microsoft.Sql");
            subnet_mut(it, "vnet-new").service_endpoints = Fact::Known(vec![sql]);
        }
        found(
            &direct(),
            ROUTE,
            &[
                ("no table", public, Pass),
                (
                    "dropped",
                    |it| {
                        public(it);
                        route(it, "vnet-new", &["0.0.0.0/0 None"]);
                    },
                    Fail,
                ),
                (
                    "through an appliance",
                    |it| {
                        public(it);
                        route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance"]);
                    },
                    Unknown,
                ),
                (
                    "to the internet",
                    |it| {
                        public(it);
                        route(it, "vnet-new", &["0.0.0.0/0 Internet", "10.0.0.0/8 VirtualAppliance"]);
                    },
                    Pass,
                ),
                (
                    "the service endpoint's route is narrower",
                    |it| {
                        public(it);
                        endpoint(it);
                        route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance", "AzureActiveDirectory Internet"]);
                    },
                    Pass,
                ),
                (
                    "a route for some public addresses",
                    |it| {
                        public(it);
                        endpoint(it);
                        route(it, "vnet-new", &["20.0.0.0/8 VirtualAppliance"]);
                    },
                    Unknown,
                ),
                (
                    "a gateway may announce one",
                    |it| {
                        public(it);
                        half_mut(it, "vnet-new", "vnet-old").use_remote_gateways = Fact::Known(true);
                    },
                    Unknown,
                ),
                (
                    "a Route Server may announce one",
                    |it| {
                        public(it);
                        let routes = subnet("vnet-new", "RouteServerSubnet", "10.2.9.0/27");
                        vnet_mut(it, "vnet-new").subnets.items.push(routes);
                    },
                    Unknown,
                ),
                (
                    "a hub of Virtual WAN may announce one",
                    |it| {
                        public(it);
                        half_mut(it, "vnet-new", "vnet-old").remote = Some(vnet_id("HV_hub_1"));
                    },
                    Unknown,
                ),
                (
                    "which a service endpoint does not heed",
                    |it| {
                        public(it);
                        endpoint(it);
                        half_mut(it, "vnet-new", "vnet-old").use_remote_gateways = Fact::Known(true);
                    },
                    Pass,
                ),
            ],
        );
    }

    #[test]
    fn a_route_takes_what_goes_to_an_address_that_is_entered() {
        found(
            &at_a_public_address(),
            ROUTE,
            &[
                ("no table", |_| {}, Pass),
                ("its address", |it| route(it, "vnet-new", &["20.0.0.0/8 None"]), Fail),
                ("another one", |it| route(it, "vnet-new", &["21.0.0.0/8 None"]), Pass),
                ("a tag that may hold it", |it| route(it, "vnet-new", &["AzureCloud None"]), Unknown),
                (
                    "a tag that leads where it goes anyway",
                    |it| route(it, "vnet-new", &["AzureActiveDirectory Internet"]),
                    Pass,
                ),
            ],
        );
    }
}
