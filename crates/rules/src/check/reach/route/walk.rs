//! Decides whether packets from a subnet reach an address in a VNet by the narrowest route: a table's, or Azure's own.

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export,
    check::reach::{
        peering::{self, By},
        route::table::{address, drops, kept_out, leads_away, no_table, none_fits, propagation_unread, unread},
    },
    network::{
        Attachment, Context, Fact, Id, PeeringSide, PrivateEndpoint, Route, RouteLookup, RouteTable, hold, is, parts,
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

const POLICIES: &str = "privateEndpointNetworkPolicies";

/// The way from a subnet to an address in a VNet.
pub(super) struct RouteWalk<'a> {
    pub context: &'a Context<'a>,
    pub from: Attachment<'a>,
    pub to: &'a Id,
    /// The private endpoint that it leads to, and where that is.
    pub endpoint: Option<(&'a PrivateEndpoint, Option<Attachment<'a>>)>,
    /// Whether the peering step has the peering at failure: then the way is judged as it is once that is fixed.
    pub is_to_be_peered: bool,
    /// What joins the two.
    pub by: By,
    /// The port that the packets are for, where they open the connection: then a firewall's rules are asked.
    pub port: Option<u16>,
}

impl RouteWalk<'_> {
    pub(super) fn judge(&self, nets: &[Ipv4Net]) -> Decided {
        let table = match self.context.route_table(self.from) {
            Ok(Some(table)) => table,
            Ok(None) => return Ok(no_table(self.context, self.from)),
            Err(open) => return Err(open),
        };
        if nets.is_empty() {
            return Err(Undecided::new(Reason::Missing, "It is not known which addresses the packets go to."));
        }
        parts::all(nets, &table.cut(nets), |net| self.by_table(table, net))
    }

    fn by_table(&self, table: &RouteTable, net: Ipv4Net) -> Decided {
        let network = self.context.network;
        let (route, prefix) = match table.choose(net) {
            RouteLookup::None if self.by.is_gateway() => {
                return kept_out(network, table, none_fits(self.context, table, net));
            }
            RouteLookup::None => return Ok(none_fits(self.context, table, net)),
            RouteLookup::Unknown(reason) => return Err(unread(table, reason)),
            RouteLookup::One(route, prefix) => (route, prefix),
        };
        let shown = table.shows(network, route);
        let verdict = self.follow(table, route, net);
        // Nothing is narrower than a route for the address alone, and of routes as narrow the table's counts.
        if prefix.prefix_len() == 32 {
            return verdict;
        }
        // What a gateway brings is in no subnet that takes none of its routes.
        let by_azure = match table.propagation_disabled {
            Fact::Known(true) if self.by.is_gateway() => Ok(None),
            Fact::Unknown if self.by.is_gateway() => Err(propagation_unread(table)),
            _ => self.by_azure(net),
        };
        let by_azure = match by_azure {
            Ok(by_azure) => by_azure,
            Err(open) if open.needs.is_empty() && verdict.is_err() => return verdict,
            Err(open) => return Err(open.showing([shown])),
        };
        let own_route = |evidence: Evidence| {
            Outcome::pass([shown.clone(), evidence]).noting(format!(
                "The route {} does not count: the one that Azure makes by itself is narrower{}.",
                route.name,
                if self.is_to_be_peered { ", once the two VNets are peered" } else { "" }
            ))
        };
        let Some((length, evidence)) = by_azure else { return verdict };
        let Some((_, destination)) = self.endpoint else {
            return if prefix.prefix_len() < length { Ok(own_route(evidence)) } else { verdict };
        };
        if verdict.as_ref().is_ok_and(Outcome::is_pass) {
            return verdict;
        }
        let policies = destination.and_then(|it| it.subnet.endpoint_policies.known()).map(String::as_str);
        let said = |it: Attachment<'_>| it.subnet.origin.shows(network, POLICIES, policies.unwrap_or("unknown"));
        // A private endpoint makes a route of its own in its VNet and the peered ones. Only where its subnet says that
        // endpoints heed route tables, a route that is no wider than its VNet takes its place.
        if is(policies, "Disabled") || is(policies, "NetworkSecurityGroupEnabled") || prefix.prefix_len() < length {
            let evidence = if prefix.prefix_len() < length { evidence } else { destination.map_or(evidence, said) };
            return Ok(own_route(evidence));
        }
        if is(policies, "Enabled") || is(policies, "RouteTableEnabled") {
            return verdict.showing(destination.map(said));
        }
        Err(Undecided::new(
            Reason::Missing,
            format!("It is not known whether the private endpoint heeds the route {}.", route.name),
        )
        .showing([shown])
        .needing(Export::Vnet, self.to.text()))
    }

    /// The length of the prefix by which Azure itself leads to an address, and what shows it.
    fn by_azure(&self, net: Ipv4Net) -> Decided<Option<(u8, Evidence)>> {
        let network = self.context.network;
        let longest = |it: &[Ipv4Net]| it.iter().filter(|it| it.contains(&net)).map(Ipv4Net::prefix_len).max();
        let vnet = self.from.vnet;
        if vnet.origin.id == *self.to {
            let Fact::Known(prefixes) = &vnet.prefixes else { return Err(self.context.no_vnet(self.to)) };
            let shows =
                |length| (length, vnet.origin.shows(network, "addressSpace.addressPrefixes", of_length(prefixes, net)));
            return Ok(longest(prefixes).map(shows));
        }
        let half = network.peering_side(&vnet.origin.id, self.to, |_| true);
        // A gateway, a hub and a connected group bring the ranges of the other VNet as a peering does.
        if self.is_to_be_peered || self.by.is_gateway() || self.by == By::Manager {
            return self.once_peered(half, net);
        }
        match half {
            PeeringSide::Read(half) if half.is_connected() => match &half.remote_prefixes {
                Fact::Known(prefixes) => {
                    let value = of_length(prefixes, net);
                    let evidence = half.origin.shows(network, "remoteAddressSpace.addressPrefixes", value);
                    // Without the range the side is older than it: the peering step says so.
                    let length = longest(prefixes).ok_or_else(|| self.context.no_vnet(&vnet.origin.id))?;
                    Ok(Some((length, evidence)))
                }
                Fact::None | Fact::Unknown => Err(self.context.no_vnet(&vnet.origin.id)),
            },
            // Something else may join the two: the peering step says what.
            PeeringSide::Absent(_) => Err(self.not_peered()),
            PeeringSide::Read(half) if half.state.is_some() => Err(self.not_peered()),
            PeeringSide::Read(_) | PeeringSide::Unread => Err(self.context.no_vnet(&vnet.origin.id)),
        }
    }

    fn not_peered(&self) -> Undecided {
        let (near, destination) = (self.from.vnet.origin.name(), self.to.name());
        Undecided::new(
            Reason::Missing,
            format!("{near} and {destination} are not peered: which routes lead there in another way is not known."),
        )
    }

    /// The length that [`Self::by_azure`] finds once the two VNets are peered: then all ranges of the other one are
    /// routed to.
    fn once_peered(&self, half: PeeringSide<'_>, net: Ipv4Net) -> Decided<Option<(u8, Evidence)>> {
        let network = self.context.network;
        if self.from.vnet.prefixes.known().is_some_and(|it| hold(it, net)) {
            let name = self.from.vnet.origin.name();
            return Err(Undecided::new(
                Reason::Ambiguous,
                format!("{} is an address of {name} too, so no route distinguishes them.", address(net)),
            ));
        }
        let destination = network.vnet(self.to);
        let at_far =
            destination.and_then(|it| Some((&it.origin, "addressSpace.addressPrefixes", it.prefixes.known()?)));
        // What a side holds may be old, and its VNet have got more since.
        let at_half = half
            .read()
            .and_then(|it| Some((&it.origin, "remoteAddressSpace.addressPrefixes", it.remote_prefixes.known()?)))
            .filter(|(.., prefixes)| hold(prefixes, net));
        let (origin, property, prefixes) = at_far.or(at_half).ok_or_else(|| self.context.no_vnet(self.to))?;
        let length = prefixes.iter().filter(|it| it.contains(&net)).map(Ipv4Net::prefix_len).max();
        Ok(length.map(|it| (it, origin.shows(network, property, of_length(prefixes, net)))))
    }

    /// What becomes of packets that a route of the table takes.
    fn follow(&self, table: &RouteTable, route: &Route, net: Ipv4Net) -> Decided {
        let shown = table.shows(self.context.network, route);
        let is_own = self.from.vnet.origin.id == *self.to;
        if drops(route, net) {
            return Ok(Outcome::fail(shown));
        }
        if is_own && is(route.next_hop.as_deref(), "VnetLocal") {
            return Ok(Outcome::pass(shown));
        }
        let dropped = self.port.and_then(|it| peering::dropped(self.context, self.from, route, &[net], it));
        match dropped {
            Some(dropped) => Ok(dropped.showing([shown])),
            None => Err(leads_away(route, shown)),
        }
    }
}

/// The way back. It follows the table of the destination subnet.
pub(super) fn back(road: &RouteWalk<'_>, nets: &[Ipv4Net], is_from_endpoint: bool) -> Decided {
    let finding = road.judge(nets);
    let subnet = road.from.subnet;
    let policies = subnet.endpoint_policies.known().map(String::as_str);
    match policies {
        Some(said) if is_from_endpoint && (is(policies, "Disabled") || is(policies, "NetworkSecurityGroupEnabled")) => {
            Ok(Outcome::pass(subnet.origin.shows(road.context.network, POLICIES, said)))
        }
        _ if is_from_endpoint && finding.as_ref().is_ok_and(Outcome::is_fail) => Err(Undecided::new(Reason::Outside, format!(
            "The route table of {} would drop the replies, and it is not known whether its private endpoints heed it.",
            subnet.origin.name()
        ))
        .showing(finding.into_evidence())),
        _ => finding,
    }
}

/// The prefixes that hold an address, as evidence shows them.
fn of_length(prefixes: &[Ipv4Net], net: Ipv4Net) -> String {
    let holding: Vec<Ipv4Net> = prefixes.iter().filter(|it| it.contains(&net)).copied().collect();
    crate::network::printed(&holding)
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Listing, Network,
            testing::{
                direct, found, from_machine, half_mut, machine, not_peered, route, site, subnet_mut, vnet_mut, vpn,
            },
        },
    };

    const ROUTE: &str = "source/route";

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
        fn with(it: &mut Network, routes: &[&str]) {
            machine(it);
            route(it, "vnet-new", routes);
            not_peered(it);
        }
        found(
            &from_machine(),
            ROUTE,
            &[
                ("a route that is wider than the peering's", |it| with(it, &["10.0.0.0/8 None"]), Pass),
                ("one that is as narrow", |it| with(it, &["10.1.0.0/16 None"]), Fail),
                (
                    "the way back",
                    |it| {
                        with(it, &[]);
                        route(it, "vnet-old", &["0.0.0.0/0 None", "10.2.0.0/24 None"]);
                    },
                    Fail,
                ),
                (
                    "an address of both VNets",
                    |it| {
                        with(it, &["10.0.0.0/8 None"]);
                        vnet_mut(it, "vnet-new").prefixes = Fact::Known(vec!["10.1.0.0/24".parse().expect("")]);
                    },
                    Unknown,
                ),
                (
                    "the other VNet was not read, and its side is old",
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
                        with(it, &["10.0.0.0/8 None"]);
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
            not_peered(it);
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
                ("beside a wider one", |it| by_vpn(it, &["0.0.0.0/0 None"], Fact::Known(false)), Pass),
                ("beside one as wide", |it| by_vpn(it, &["10.1.0.0/16 None"], Fact::Known(false)), Fail),
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
}
