//! A route table on the way can divert the packets of the leg, or drop them.

use ipnet::Ipv4Net;

use crate::{
    Evidence, Owner, Party, Severity, SourceAccess, SourceKind, Status,
    check::{Check, Words, always, never_settled, reach::peering},
    guide,
    network::{
        Chosen, Connection, Destination, Export, Fact, Far, Finding, Half, Id, Judged, Network, PrivateEndpoint, Route,
        RouteTable, Scene, ServiceEndpoint, Side, hold, is, security::PRIVATE,
    },
};

/// No route diverts or drops the packets of the leg.
pub static CHECK: Check = Check {
    id: "route",
    name: "route",
    keys: &["source/route", "target/route"],
    severity: Severity::Blocker,
    same_as: None,
    applies: always,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it: of the route table where the actor is, and of the one at the far end.
///
/// Source: "Virtual network traffic routing" (2023-05-27). Whether the networks are joined at all, other steps judge.
pub(crate) fn evidence(scene: &Scene<'_>, party: Party) -> Judged {
    let is_public = is_dialled_publicly(scene, party);
    if let Some(aside) = is_public.then(|| from_no_subnet(scene)).flatten() {
        return Ok(aside);
    }
    let near = scene.actor_side()?;
    if is_public {
        return to_a_public_address(scene, near, party);
    }
    let far = scene.far(party)?;
    let nets = scene.far_nets(&far)?;
    let Ok(place) = scene.place(party) else {
        return to_another_network(scene, near, &nets);
    };
    let far_side = scene.side(place.subnet);
    let is_to_be_peered = peering::status(scene, party) == Status::Fail;
    let road = Road { scene, from: near, to: &place.vnet, endpoint: None, is_to_be_peered };
    let there = match far {
        Far::Endpoint(endpoint) => {
            Road { endpoint: Some((endpoint, far_side.as_ref().ok().copied())), ..road }.judge(&nets)
        }
        _ => road.judge(&nets),
    };
    let back = match far_side {
        Ok(side) => back(
            &Road { from: side, to: &near.vnet.origin.id, ..road },
            &near.subnet.prefixes,
            matches!(far, Far::Endpoint(_)),
        ),
        Err(open) => open,
    };
    Ok(Finding::all(&[there, back]))
}

/// The way back. It follows the table of the far subnet.
fn back(road: &Road<'_>, nets: &[Ipv4Net], is_from_endpoint: bool) -> Finding {
    let finding = road.judge(nets);
    let subnet = road.from.subnet;
    let policies = subnet.endpoint_policies.known().map(String::as_str);
    match policies {
        Some(said) if is_from_endpoint && (is(policies, "Disabled") || is(policies, "NetworkSecurityGroupEnabled")) => {
            Finding::pass(vec![subnet.origin.shows(road.scene.network, POLICIES, said)])
        }
        _ if is_from_endpoint && finding.status == Status::Fail => Finding::open(format!(
            "The route table of {} would drop the replies, and it is not known whether its private endpoints heed it.",
            subnet.origin.name()
        ))
        .showing(finding.evidence),
        _ => finding,
    }
}

const POLICIES: &str = "privateEndpointNetworkPolicies";

/// The way from a subnet to an address in a VNet.
struct Road<'a> {
    scene: &'a Scene<'a>,
    from: Side<'a>,
    to: &'a Id,
    /// The private endpoint that it leads to, and where that is.
    endpoint: Option<(&'a PrivateEndpoint, Option<Side<'a>>)>,
    /// Whether the peering step has the peering at fault: then the road is judged as it is once that is mended.
    is_to_be_peered: bool,
}

impl Road<'_> {
    fn judge(&self, nets: &[Ipv4Net]) -> Finding {
        let table = match self.scene.route_table(self.from) {
            Ok(Some(table)) => table,
            Ok(None) => return no_table(self.scene, self.from),
            Err(open) => return open,
        };
        let judged: Vec<Finding> =
            nets.iter().map(|net| self.by_table(table, *net).unwrap_or_else(|open| open)).collect();
        if judged.is_empty() {
            return Finding::open("It is not known which addresses the packets go to.");
        }
        Finding::all(&judged)
    }

    fn by_table(&self, table: &RouteTable, net: Ipv4Net) -> Judged {
        let network = self.scene.network;
        let (route, prefix) = match table.choose(net) {
            Chosen::None if self.is_by_vpn() => return kept_out(network, table, none_fits(self.scene, table, net)),
            Chosen::None => return Ok(none_fits(self.scene, table, net)),
            Chosen::Open(reason) => return Err(unread(table, reason)),
            Chosen::One(route, prefix) => (route, prefix),
        };
        let shown = table.shows(network, route);
        let verdict = self.follow(table, route, net);
        let by_azure = match self.by_azure(net) {
            Ok(by_azure) => by_azure,
            Err(open) if open.wants.is_empty() && verdict.status == Status::Unknown => return Ok(verdict),
            Err(open) => return Err(open.showing([shown])),
        };
        let own_route = |evidence: Evidence| {
            Finding::pass(vec![shown.clone(), evidence]).noting(format!(
                "The route {} does not count: the one that Azure makes by itself is narrower{}.",
                route.name,
                if self.is_to_be_peered { ", once the two VNets are peered" } else { "" }
            ))
        };
        let Some((length, evidence)) = by_azure else { return Ok(verdict) };
        let Some((_, far)) = self.endpoint else {
            return Ok(if prefix.prefix_len() < length { own_route(evidence) } else { verdict });
        };
        if prefix.prefix_len() == 32 || verdict.status == Status::Pass {
            return Ok(verdict);
        }
        let policies = far.and_then(|it| it.subnet.endpoint_policies.known()).map(String::as_str);
        let said = |it: Side<'_>| it.subnet.origin.shows(network, POLICIES, policies.unwrap_or("unknown"));
        // A private endpoint makes a route of its own in its VNet and the peered ones. Only where its subnet says that
        // endpoints heed route tables, a route that is no wider than its VNet takes its place.
        if is(policies, "Disabled") || is(policies, "NetworkSecurityGroupEnabled") || prefix.prefix_len() < length {
            let evidence = if prefix.prefix_len() < length { evidence } else { far.map_or(evidence, said) };
            return Ok(own_route(evidence));
        }
        if is(policies, "Enabled") || is(policies, "RouteTableEnabled") {
            return Ok(verdict.showing(far.map(said)));
        }
        Err(Finding::open(format!("It is not known whether the private endpoint heeds the route {}.", route.name))
            .showing([shown])
            .wanting(Export::Vnet, self.to.text()))
    }

    /// The length of the prefix by which Azure itself leads to an address, and what shows it.
    fn by_azure(&self, net: Ipv4Net) -> Judged<Option<(u8, Evidence)>> {
        let network = self.scene.network;
        let longest = |it: &[Ipv4Net]| it.iter().filter(|it| it.contains(&net)).map(Ipv4Net::prefix_len).max();
        let vnet = self.from.vnet;
        if vnet.origin.id == *self.to {
            let Fact::Known(prefixes) = &vnet.prefixes else { return Err(Scene::no_vnet(self.to)) };
            let shows =
                |length| (length, vnet.origin.shows(network, "addressSpace.addressPrefixes", of_length(prefixes, net)));
            return Ok(longest(prefixes).map(shows));
        }
        let half = network.half(&vnet.origin.id, self.to, |_| true);
        if self.is_to_be_peered {
            return self.once_peered(half, net);
        }
        match half {
            Half::Read(half) if half.is_connected() => match &half.remote_prefixes {
                Fact::Known(prefixes) => {
                    let value = of_length(prefixes, net);
                    let evidence = half.origin.shows(network, "remoteAddressSpace.addressPrefixes", value);
                    // Without the range the half is older than it: the peering step says so.
                    let length = longest(prefixes).ok_or_else(|| Scene::no_vnet(&vnet.origin.id))?;
                    Ok(Some((length, evidence)))
                }
                Fact::None | Fact::Unknown => Err(Scene::no_vnet(&vnet.origin.id)),
            },
            // Something else may join the two: the peering step says what.
            Half::Absent(_) => Err(self.not_peered()),
            Half::Read(half) if half.state.is_some() => Err(self.not_peered()),
            Half::Read(_) | Half::Unread => Err(Scene::no_vnet(&vnet.origin.id)),
        }
    }

    fn not_peered(&self) -> Finding {
        let (near, far) = (self.from.vnet.origin.name(), self.to.name());
        Finding::open(format!("{near} and {far} are not peered: which routes lead there in another way is in no file."))
    }

    /// The same once the two VNets are peered: then all ranges of the other one are routed to.
    fn once_peered(&self, half: Half<'_>, net: Ipv4Net) -> Judged<Option<(u8, Evidence)>> {
        let network = self.scene.network;
        if self.from.vnet.prefixes.known().is_some_and(|it| hold(it, net)) {
            let name = self.from.vnet.origin.name();
            return Err(Finding::open(format!(
                "{} is an address of {name} too, so no route tells them apart.",
                address(net)
            )));
        }
        let far = network.vnet(self.to);
        let at_far = far.and_then(|it| Some((&it.origin, "addressSpace.addressPrefixes", it.prefixes.known()?)));
        // What a half holds may be old, and its VNet have got more since.
        let at_half = half
            .read()
            .and_then(|it| Some((&it.origin, "remoteAddressSpace.addressPrefixes", it.remote_prefixes.known()?)))
            .filter(|(.., prefixes)| hold(prefixes, net));
        let (origin, property, prefixes) = at_far.or(at_half).ok_or_else(|| Scene::no_vnet(self.to))?;
        let length = prefixes.iter().filter(|it| it.contains(&net)).map(Ipv4Net::prefix_len).max();
        Ok(length.map(|it| (it, origin.shows(network, property, of_length(prefixes, net)))))
    }

    /// Whether a VPN connection joins the two VNets, and no peering.
    fn is_by_vpn(&self) -> bool {
        let (network, near) = (self.scene.network, &self.from.vnet.origin.id);
        let is_peered = network.half(near, self.to, |_| true).is_connected()
            || network.half(self.to, near, |_| true).is_connected();
        near != self.to && !is_peered && network.vpns(near, self.to).any(Connection::is_connected)
    }

    /// What becomes of packets that a route of the table takes.
    fn follow(&self, table: &RouteTable, route: &Route, net: Ipv4Net) -> Finding {
        let shown = table.shows(self.scene.network, route);
        let is_own = self.from.vnet.origin.id == *self.to;
        let hop = route.next_hop.as_deref();
        if is(hop, "None") || is(hop, "Internet") && is_private(net) {
            return Finding::fail(vec![shown]);
        }
        if is_own && is(hop, "VnetLocal") {
            return Finding::pass(vec![shown]);
        }
        leads_away(route, shown)
    }
}

/// A table that keeps out the routes that gateways make leaves no way over a VPN.
fn kept_out(network: &Network, table: &RouteTable, finding: Finding) -> Judged {
    match table.propagation_disabled {
        Fact::Known(false) | Fact::None => Ok(finding),
        Fact::Known(true) => Ok(Finding::fail(vec![table.origin.shows(network, PROPAGATION, "true")])),
        Fact::Unknown => Err(propagation_unread(table)),
    }
}

const PROPAGATION: &str = "disableBgpRoutePropagation";

fn propagation_unread(table: &RouteTable) -> Finding {
    unread(table, format!("The files do not say whether {} takes gateway routes.", table.origin.name()))
}

/// The prefixes that hold an address, as evidence shows them.
fn of_length(prefixes: &[Ipv4Net], net: Ipv4Net) -> String {
    let holding: Vec<Ipv4Net> = prefixes.iter().filter(|it| it.contains(&net)).copied().collect();
    crate::network::printed(&holding)
}

fn is_private(net: Ipv4Net) -> bool {
    PRIVATE.iter().any(|it| it.contains(&net))
}

fn no_table(scene: &Scene<'_>, side: Side<'_>) -> Finding {
    Finding::pass(vec![side.subnet.origin.shows(scene.network, "routeTable.id", "none")])
}

fn none_fits(scene: &Scene<'_>, table: &RouteTable, net: Ipv4Net) -> Finding {
    Finding::pass(vec![table.origin.shows(scene.network, "routes", format!("none to {}", address(net)))])
}

fn address(net: Ipv4Net) -> String {
    if net.prefix_len() == 32 { net.addr().to_string() } else { net.to_string() }
}

fn unread(table: &RouteTable, reason: String) -> Finding {
    Finding::open(reason).wanting(Export::RouteTable, table.origin.id.text())
}

/// A route to something that leads on, or does not, by rules of its own.
fn leads_away(route: &Route, shown: Evidence) -> Finding {
    Finding::open(format!(
        "The route {} leads to {}: whether that one lets the packets pass, and the replies back, is in no file.",
        route.name,
        route.next_hop_words()
    ))
    .showing([shown])
}

/// A network outside of Azure: gateways bring the routes there, unless the table keeps them out.
fn to_another_network(scene: &Scene<'_>, near: Side<'_>, nets: &[Ipv4Net]) -> Judged {
    const OTHER_SIDE: &str = "Judged: this side. The other side's route back is in no export.";
    let network = scene.network;
    let Some(table) = scene.route_table(near)? else { return Ok(no_table(scene, near).noting(OTHER_SIDE)) };
    let [net] = *nets else { return Err(Finding::open("The address of the source is not known.")) };
    let chosen = match table.choose(net) {
        Chosen::Open(reason) => return Err(unread(table, reason)),
        Chosen::None => None,
        Chosen::One(route, prefix) => Some((route, prefix)),
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
            Finding::pass(vec![propagation("false")]).showing(none_fits(scene, table, net).evidence).noting(OTHER_SIDE)
        });
    };
    let shown = table.shows(network, route);
    let holding = peering::usable(scene);
    if is(route.next_hop.as_deref(), "VirtualNetworkGateway") {
        // "Virtual network traffic routing" (2023-05-27): such a route is for VPN gateways only.
        if holding.iter().any(|it| is(it.kind.as_deref(), "IPsec")) {
            return Ok(Finding::pass(vec![shown]).noting(OTHER_SIDE));
        }
        return Err(Finding::open(format!(
            "The route {} leads to a gateway, which only a VPN gateway heeds, and no VPN connection in the files has a \
             far network that holds the source's address.",
            route.name
        ))
        .showing([shown])
        .wanting(Export::Connections, near.vnet.origin.id.text()));
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

/// Whether the actor dials a public address.
pub(super) fn is_dialled_publicly(scene: &Scene<'_>, party: Party) -> bool {
    let source = &scene.config.source;
    match scene.far(party) {
        Ok(Far::Public) => true,
        Ok(Far::Address(address)) => !is_private(address.into()) && source.access != Some(SourceAccess::Private),
        Err(_) => {
            let is_single = source.kind == Some(SourceKind::SingleServer);
            party == Party::Source
                && source.access == Some(SourceAccess::Public)
                && source.kind.is_some()
                && (!is_single || source.private_endpoint == Some(false))
        }
        Ok(Far::Endpoint(_) | Far::Integrated(..) | Far::Machine(_)) => false,
    }
}

/// A server that is in no subnet reaches public addresses all the same, past any security group or route table.
pub(super) fn from_no_subnet(scene: &Scene<'_>) -> Option<Finding> {
    let actor = scene.server(scene.actor().ok()?).ok().filter(|it| it.delegated_subnet == Fact::None)?;
    let shown = actor.origin.shows(scene.network, "network.delegatedSubnetResourceId", "none");
    Some(Finding::aside(vec![shown]).noting("It dials from no subnet of yours."))
}

/// A public address: the way is Azure's own, unless a route for everything takes it.
fn to_a_public_address(scene: &Scene<'_>, near: Side<'_>, party: Party) -> Judged {
    let network = scene.network;
    let is_single = party == Party::Source && scene.config.source.kind == Some(SourceKind::SingleServer);
    let endpoint = near
        .subnet
        .service_endpoints
        .known()
        .into_iter()
        .flatten()
        .find(|it| it.serves_databases())
        .filter(|_| is_single);
    let shown = endpoint
        .map(|_| near.subnet.origin.shows(network, "serviceEndpoints[Microsoft.Sql].provisioningState", "Succeeded"));
    let table = scene.route_table(near)?;
    let address = match scene.far(party) {
        Ok(Far::Address(address)) => Some(Ipv4Net::from(address)),
        _ => None,
    };
    let chosen = match (table, address) {
        (None, _) => None,
        (Some(table), Some(address)) => match table.choose(address) {
            Chosen::None => None,
            Chosen::One(route, _) => Some(route),
            Chosen::Open(reason) => return Err(unread(table, reason)),
        },
        (Some(table), None) => for_everything(table, is_single)?.filter(|_| shown.is_none()),
    };
    let none = || match table {
        None => no_table(scene, near).evidence,
        Some(table) => vec![table.origin.shows(network, "routes", "none that counts")],
    };
    match (table, chosen) {
        (Some(table), Some(route)) => {
            let evidence = table.shows(network, route);
            let hop = route.next_hop.as_deref();
            Ok(if is(hop, "None") {
                Finding::fail(vec![evidence])
            } else if is(hop, "Internet") {
                Finding::pass(vec![evidence])
            } else {
                Finding::open(format!(
                    "The route {} leads to {}: the connection leaves with that one's address, if it lets it pass, and \
                     the source's firewall has to admit that address.",
                    route.name,
                    route.next_hop_words()
                ))
                .showing([evidence])
            })
        }
        _ if shown.is_some() => Ok(Finding::pass(none()).showing(shown)),
        _ if table.is_none_or(|it| it.propagation_disabled.known() != Some(&true))
            && near.vnet.may_use_a_gateway(network) =>
        {
            Err(Finding::open("A gateway may announce a route for everything, and what it announces is in no file.")
                .showing(none()))
        }
        _ => Ok(Finding::pass(none())),
    }
}

/// The route of a table for every address that no other route takes. Routes for a part of the public addresses leave it
/// open, as the far one is not known.
fn for_everything(table: &RouteTable, is_single: bool) -> Judged<Option<&Route>> {
    if !table.routes.complete {
        return Err(unread(table, format!("Not all routes of {} are in the files.", table.origin.name())));
    }
    let mut everything = None;
    let mut part = None;
    for route in &table.routes {
        match &route.destination {
            Some(Destination::Net(net)) if net.prefix_len() == 0 => everything = Some(route),
            Some(Destination::Net(net)) if is_private(*net) => {}
            Some(Destination::Ipv6) => {}
            Some(Destination::Tag(tag)) if is_single && !may_hold_databases(tag) => {}
            Some(Destination::Net(_) | Destination::Tag(_)) | None => part = part.or(Some(route)),
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

impl ServiceEndpoint {
    fn serves_databases(&self) -> bool {
        self.service.eq_ignore_ascii_case("Microsoft.Sql") && is(self.state.as_deref(), "Succeeded")
    }
}

static WORDS: Words = Words {
    title: "No route diverts or drops {actor} → {far}",
    fault: "A route diverts {actor} on its way to {far}, or drops its packets.",
    why: "The route table of a subnet goes before the routes that Azure makes by itself, where its route is as narrow or \
          narrower. One to None drops the packets; one to an appliance or a gateway leaves it to that one, there and \
          back. A subnet without a route table has no such route.",
    owner: Owner::Network,
    find: &[
        "Subnet of {actor} → Route table → Routes: of those that hold the address of {far}, the narrowest one counts. It \
         leads neither to None nor to an appliance that drops the packets.",
        "For a source behind a VPN or ExpressRoute: Route table → Configuration → Propagate gateway routes: Yes.",
        "Subnet of {far}: its route table, if it has one, the same way for the subnet of {actor}.",
    ],
    find_commands: &[
        "az network vnet subnet show -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -n {ACTOR}_SUBNET --query routeTable.id",
        "az network route-table show -g {ACTOR}_VNET_RG -n {ACTOR}_ROUTE_TABLE",
    ],
    fix: &[
        "Route table → Routes: delete the route that diverts the packets, or make it wider than the way that \
         Azure makes by itself. Note down what it was.",
        "If the packets must pass the appliance: have it let TCP {port} from the subnet of {actor} to {far} pass, and \
         send the replies the same way.",
    ],
    fix_commands: &[
        "az network route-table route delete -g {ACTOR}_VNET_RG --route-table-name {ACTOR}_ROUTE_TABLE -n \
         {FAR}_ROUTE",
    ],
    exposes: Some(
        "Whatever the subnet of {actor} sends to the addresses of that route goes directly then: an appliance that \
         inspected it no longer sees it.",
    ),
    undo: &["Route table → Routes: add the route again as it was."],
    undo_commands: &[
        "az network route-table route create -g {ACTOR}_VNET_RG --route-table-name {ACTOR}_ROUTE_TABLE -n \
         {FAR}_ROUTE --address-prefix {FAR}_ROUTE_PREFIX --next-hop-type {FAR}_ROUTE_NEXT_HOP",
    ],
    aside: None,
    references: &[&guide::ROUTING_ALL, &guide::ENDPOINT_POLICIES_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Config,
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Listing, Network, ServiceEndpoint,
            testing::{
                config, direct, found, from_machine, from_office, half_mut, machine, route, site, subnet_mut, told,
                via_runtime, vnet_mut, vpn,
            },
        },
        testing::{case, statuses},
    };

    const ROUTE: &str = "source/route";

    #[test]
    fn every_leg_from_a_vnet_has_it() {
        statuses(
            ROUTE,
            &[
                (case("single-server", "private", "vnet-integrated"), "absent"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("single-server", "public", "vnet-integrated").endpoint(false), "absent"),
                (case("on-premises", "private", "private-endpoint").runtime(true).answer("pass"), "pass"),
                (case("single-server", "public", "public"), "absent"),
            ],
        );
        statuses(
            "target/route",
            &[
                (case("single-server", "private", "private-endpoint"), "absent"),
                (case("single-server", "private", "vnet-integrated").runtime(false), "absent"),
                (case("single-server", "private", "vnet-integrated").runtime(true).answer("fail"), "fail"),
            ],
        );
    }

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
    fn an_endpoint_gives_way_to_routes_only_with_network_policies() {
        fn with(it: &mut Network, policies: Fact<String>, to: &str) {
            route(it, "vnet-new", &[to]);
            subnet_mut(it, "vnet-old").endpoint_policies = policies;
        }
        fn known(word: &str) -> Fact<String> {
            Fact::Known(word.to_owned())
        }
        found(
            &direct(),
            ROUTE,
            &[
                ("for groups", |it| with(it, known("NetworkSecurityGroupEnabled"), "10.1.0.0/24 None"), Pass),
                ("for routes", |it| with(it, known("RouteTableEnabled"), "10.1.0.0/24 None"), Fail),
                ("for both, as wide as its VNet", |it| with(it, known("Enabled"), "10.1.0.0/16 None"), Fail),
                ("for both, wider than its VNet", |it| with(it, known("Enabled"), "10.0.0.0/8 None"), Pass),
                ("not said, and it would matter", |it| with(it, Fact::Unknown, "10.1.0.0/24 None"), Unknown),
                ("not said, and too wide to matter", |it| with(it, Fact::Unknown, "0.0.0.0/0 None"), Pass),
                (
                    "not peered, and once it is, there is a narrower one",
                    |it| {
                        with(it, known("Disabled"), "0.0.0.0/0 None");
                        vnet_mut(it, "vnet-new").peerings.items.clear();
                    },
                    Pass,
                ),
                (
                    "not peered, and dropped all the same",
                    |it| {
                        with(it, known("Disabled"), "10.1.0.4/32 None");
                        vnet_mut(it, "vnet-new").peerings.items.clear();
                    },
                    Fail,
                ),
                (
                    "not said whether it is peered",
                    |it| {
                        with(it, known("Disabled"), "0.0.0.0/0 None");
                        vnet_mut(it, "vnet-new").peerings = Listing::default();
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn a_peering_at_fault_is_judged_as_if_it_stood() {
        fn not_peered(it: &mut Network, routes: &[&str]) {
            machine(it);
            route(it, "vnet-new", routes);
            vnet_mut(it, "vnet-new").peerings.items.clear();
            vnet_mut(it, "vnet-old").peerings.items.clear();
        }
        found(
            &from_machine(),
            ROUTE,
            &[
                ("a route that is wider than the peering's", |it| not_peered(it, &["10.0.0.0/8 None"]), Pass),
                ("one that is as narrow", |it| not_peered(it, &["10.1.0.0/16 None"]), Fail),
                (
                    "the way back",
                    |it| {
                        not_peered(it, &[]);
                        route(it, "vnet-old", &["0.0.0.0/0 None", "10.2.0.0/24 None"]);
                    },
                    Fail,
                ),
                (
                    "an address of both VNets",
                    |it| {
                        not_peered(it, &["10.0.0.0/8 None"]);
                        vnet_mut(it, "vnet-new").prefixes = Fact::Known(vec!["10.1.0.0/24".parse().expect("")]);
                    },
                    Unknown,
                ),
                (
                    "the other VNet was not read, and its half is old",
                    |it| {
                        machine(it);
                        route(it, "vnet-new", &["10.0.0.0/8 None"]);
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.state = Some("Disconnected".to_owned());
                        half.remote_prefixes = Fact::Known(vec!["10.11.0.0/16".parse().expect("")]);
                        it.vnets.remove(0);
                    },
                    Unknown,
                ),
                (
                    "something else may join them",
                    |it| {
                        not_peered(it, &["10.0.0.0/8 None"]);
                        for vnet in ["vnet-new", "vnet-old"] {
                            site(it, vnet);
                        }
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn a_vpn_needs_the_routes_of_its_gateway() {
        fn by_vpn(it: &mut Network, routes: &[&str], propagation_disabled: Fact<bool>) {
            vpn(it);
            vnet_mut(it, "vnet-new").peerings.items.clear();
            vnet_mut(it, "vnet-old").peerings.items.clear();
            route(it, "vnet-new", routes);
            it.route_tables[0].propagation_disabled = propagation_disabled;
        }
        found(
            &direct(),
            ROUTE,
            &[
                ("they come in", |it| by_vpn(it, &[], Fact::Known(false)), Pass),
                ("they are kept out", |it| by_vpn(it, &[], Fact::Known(true)), Fail),
                ("not said", |it| by_vpn(it, &[], Fact::Unknown), Unknown),
                ("beside a wider one", |it| by_vpn(it, &["0.0.0.0/0 None"], Fact::Known(false)), Unknown),
                (
                    "kept out, but the peering does not need them",
                    |it| {
                        vpn(it);
                        route(it, "vnet-new", &[]);
                        it.route_tables[0].propagation_disabled = Fact::Known(true);
                    },
                    Pass,
                ),
            ],
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
                        it.connections[0].kind = Some("ExpressRoute".to_owned());
                    },
                    Unknown,
                ),
                (
                    "and leads to a gateway that was not read",
                    |it| {
                        with(it, &["192.168.0.0/16 VirtualNetworkGateway"], true);
                        it.connections.clear();
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
                        it.connections[0].bgp = Fact::Known(true);
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

    /// A public single server without private endpoints.
    fn public(it: &mut Network) {
        it.servers[0].public_access = Fact::Known(true);
        it.servers[0].endpoint_connections = Listing::all(Vec::new());
        it.endpoints.clear();
    }

    #[test]
    fn a_route_for_everything_takes_what_goes_to_a_public_address() {
        fn endpoint(it: &mut Network) {
            let sql = ServiceEndpoint { service: "Microsoft.Sql".to_owned(), state: Some("Succeeded".to_owned()) };
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
        let address: Config = config(&[
            "source.kind=edb",
            "source.access=public",
            "source.name=20.1.2.3",
            "target.name=orders-new",
            "runtime.used=false",
        ]);
        found(
            &address,
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
                 privateEndpointNetworkPolicies = Disabled | The route u0 leads to VirtualAppliance 10.9.0.4: whether \
                 that one lets the packets pass, and the replies back, is in no file.",
            ),
        ] {
            assert_eq!(told(&direct(), ROUTE, change), expected);
        }
    }
}
