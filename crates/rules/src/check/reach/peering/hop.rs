//! Two VNets that a route joins through an Azure Firewall or another appliance in a third one.
//!
//! Sources: "Create, change, or delete a virtual network peering" (2024-06-27), Allow forwarded traffic; "Virtual network
//! traffic routing" (2023-05-27), Virtual appliance: the network interface must have IP forwarding; "Hub-spoke network
//! topology in Azure" (architecture center, 2025-03) for the routes on both sides.

mod beside;
mod firewall;

pub(super) use beside::beside_a_peering;
pub(in crate::check::reach) use firewall::dropped;
use firewall::passed;
pub(super) use firewall::settled;

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export, Party,
    check::reach::peering::{half, joint::ClientSeen, onward::leads_on},
    network::{
        Attachment, AzureFirewall, Context, Destination, DestinationSubnet, Fact, Id, Key, LoadBalancer, Nic,
        PeeringSide, RouteLookup, RouteTable, hold, is, led_away, no_room, parts, printed, security::PRIVATE,
        translates,
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// Something that passes packets on, or may.
#[derive(Clone, Copy)]
enum Device<'a> {
    Firewall(&'a AzureFirewall),
    Nic(&'a Nic),
    Balancer(&'a LoadBalancer),
}

/// The way over an address that a route names.
struct Hop<'a> {
    context: &'a Context<'a>,
    address: Ipv4Addr,
    /// Where the route starts.
    near: Attachment<'a>,
    destination: &'a DestinationSubnet<'a>,
    /// The addresses that it leads to, and the port.
    nets: Vec<Ipv4Net>,
    port: u16,
    device: Option<Device<'a>>,
    /// The VNet that the address is in.
    hub: Id,
}

/// Whether the route of a subnet's table joins it with the other end, where one leads to an appliance.
pub(super) fn through(
    context: &Context<'_>,
    near: Attachment<'_>,
    destination: &DestinationSubnet<'_>,
    party: Party,
) -> Option<Decided> {
    Some(hop(context, near, destination, party)?.and_then(|(hop, shown)| hop.judge(shown)))
}

/// At which addresses the destination sees the client beyond what a route leads to.
pub(super) fn seen(
    context: &Context<'_>,
    near: Attachment<'_>,
    destination: &DestinationSubnet<'_>,
    party: Party,
) -> ClientSeen {
    let Some(Ok((hop, _))) = hop(context, near, destination, party) else { return ClientSeen::Unknown };
    let Some(Device::Firewall(firewall)) = hop.device else { return ClientSeen::Unknown };
    match translates(context.network, firewall, &hop.nets) {
        Ok(None) => ClientSeen::AtItsOwn,
        Ok(Some(_)) => ClientSeen::of_subnet(context, firewall.subnet.as_ref()),
        Err(_) => ClientSeen::Unknown,
    }
}

/// The VNet in which what a route leads to stands, where the destination is not in it.
pub(super) fn hub(
    context: &Context<'_>,
    near: Attachment<'_>,
    destination: &DestinationSubnet<'_>,
    party: Party,
) -> Option<Id> {
    let (hop, _) = hop(context, near, destination, party)?.ok()?;
    Some(hop.hub)
}

/// The way over an address that the routes of a subnet's table name, and these routes; none where they lead elsewhere.
fn hop<'a>(
    context: &'a Context<'a>,
    near: Attachment<'a>,
    destination: &'a DestinationSubnet<'a>,
    party: Party,
) -> Option<Decided<(Hop<'a>, Vec<Evidence>)>> {
    let table = context.route_table(near).ok().flatten()?;
    let nets = context.destination_nets(&destination.destination).ok()?;
    let mut shown: Vec<Evidence> = Vec::new();
    let mut address = None;
    for net in table.cut(&nets) {
        let RouteLookup::One(route, prefix) = table.choose(net) else { return None };
        let hop: Ipv4Addr = route.next_hop_address.as_deref()?.parse().ok()?;
        if !is(route.next_hop.as_deref(), "VirtualAppliance") || address.is_some_and(|it| it != hop) {
            return None;
        }
        address = Some(hop);
        let route = table.shows(context.network, route);
        if let Some(open) = led_away(context, near, &[net], prefix.prefix_len() + 1, &|_| false) {
            return Some(Err(open.showing([route])));
        }
        if !shown.contains(&route) {
            shown.push(route);
        }
    }
    let address = address?;
    let device = device(context, near, address);
    let Some(hub) = device.and_then(Device::vnet).or_else(|| vnet_of(context, near, address)) else {
        return Some(Err(Undecided::new(
            Reason::Outside,
            format!(
                "A route leads to {address}, and no VNet in the files that {} is peered with has that address.",
                near.vnet.origin.name()
            ),
        )
        .showing(shown)
        .needing(Export::Vnet, near.vnet.origin.id.text())));
    };
    Some(Ok((Hop { context, address, near, destination, nets, port: context.port(party), device, hub }, shown)))
}

impl Device<'_> {
    fn vnet(self) -> Option<Id> {
        self.subnet()?.parent()
    }

    fn subnet(&self) -> Option<&Id> {
        match self {
            Self::Firewall(it) => it.subnet.as_ref(),
            Self::Nic(it) => it.addresses.iter().find_map(|it| it.subnet.as_ref()),
            Self::Balancer(it) => it.subnet.as_ref(),
        }
    }
}

/// What has the address in the VNet of a subnet, or in one that is peered with that.
fn device<'a>(context: &Context<'a>, near: Attachment<'_>, address: Ipv4Addr) -> Option<Device<'a>> {
    let network = context.network;
    let joins = &network.joins;
    let firewalls = joins.firewalls.iter().filter(|it| it.addresses.contains(&address)).map(Device::Firewall);
    let nics = network.nics.by(Key::Address(address)).map(Device::Nic);
    let balancers = joins.balancers.iter().filter(|it| it.addresses.contains(&address)).map(Device::Balancer);
    let near = &near.vnet.origin.id;
    let peers = network.neighbours(near);
    let is_here = |it: &Device<'_>| it.vnet().is_some_and(|it| it == *near || peers.contains(&it));
    let mut found = firewalls.chain(nics).chain(balancers).filter(is_here);
    // Two at one address are in two VNets, or read on two days: then it is not known which one is meant.
    found.next().filter(|_| found.next().is_none())
}

/// The VNet that has an address, of a subnet's own and those that it is peered with.
fn vnet_of(context: &Context<'_>, near: Attachment<'_>, address: Ipv4Addr) -> Option<Id> {
    let net = Ipv4Net::from(address);
    if near.vnet.prefixes.known().is_some_and(|it| hold(it, net)) {
        return Some(near.vnet.origin.id.clone());
    }
    let has = |ranges: &Fact<Vec<Ipv4Net>>| ranges.known().is_some_and(|it| hold(it, net));
    let by_half = near.vnet.peerings.items.iter().find(|it| has(&it.remote_prefixes)).and_then(|it| it.remote.clone());
    by_half.or_else(|| {
        let mut peers = context.network.neighbours(&near.vnet.origin.id).into_iter();
        peers.find(|it| context.network.vnet(it).is_some_and(|it| has(&it.prefixes)))
    })
}

impl Hop<'_> {
    fn judge(&self, shown: Vec<Evidence>) -> Decided {
        let near = &self.near.vnet.origin.id;
        let destination_nets = self.nets.clone();
        let parts = [
            self.spoke(near, &self.near.subnet.origin.id, &self.near.subnet.prefixes),
            self.spoke(&self.destination.vnet, self.destination.subnet, &destination_nets),
            self.replies(),
            self.passed_on().map(Some),
        ];
        let found = Outcome::all(parts.into_iter().filter_map(Decided::transpose)).showing(shown);
        if found.as_ref().is_ok_and(Outcome::is_pass) {
            return found.noting(format!("Decided: the way over {} in {}.", self.name(), self.hub.name()));
        }
        found
    }

    fn name(&self) -> String {
        match self.device {
            Some(Device::Firewall(it)) => format!("{} ({})", it.origin.name(), self.address),
            Some(Device::Nic(it)) => format!("{} ({})", it.origin.name(), self.address),
            Some(Device::Balancer(it)) => format!("{} ({})", it.origin.name(), self.address),
            None => self.address.to_string(),
        }
    }

    /// What the hop must let pass, in words.
    fn traffic(&self) -> String {
        let destination: Vec<String> = self
            .nets
            .iter()
            .map(|it| if it.prefix_len() == 32 { it.addr().to_string() } else { it.to_string() })
            .collect();
        format!("TCP {} from {} to {}", self.port, printed(&self.near.subnet.prefixes), destination.join(", "))
    }

    /// Whether a spoke is peered with the hub, and takes what comes from beyond it.
    fn spoke(&self, spoke: &Id, subnet: &Id, nets: &[Ipv4Net]) -> Decided<Option<Outcome>> {
        let network = self.context.network;
        let hub = &self.hub;
        if spoke == hub {
            return Ok(None);
        }
        let own = network.peering_side(spoke, hub, |_| true);
        let other = network.peering_side(hub, spoke, |_| true);
        let (mut evidence, mut faults, mut doubt) = (Vec::new(), Vec::new(), None);
        let open = |what: String| Undecided::new(Reason::Missing, what).needing(Export::Vnet, spoke.text());
        let there = self.device.as_ref().and_then(Device::subnet);
        for (half, to, ends, nets) in [
            (own, hub, [Some(subnet), there], &[Ipv4Net::from(self.address)][..]),
            (other, spoke, [there, Some(subnet)], nets),
        ] {
            match half {
                PeeringSide::Absent(vnet) => {
                    faults.push(vnet.origin.shows(network, "virtualNetworkPeerings", format!("none to {}", to.name())));
                }
                PeeringSide::Read(half) => {
                    if let Some(state) = half.state.as_deref() {
                        let shown = half.origin.shows(network, "peeringState", state);
                        if half.has_other_state() {
                            doubt = Some(open(format!("{state} is no state of a peering that pgreach knows.")));
                        } else if half.is_connected() {
                            evidence.push(shown);
                        } else {
                            faults.push(shown);
                        }
                    }
                    for fault in half::faults(network, half, ends, Some(nets)) {
                        match fault {
                            Ok(fault) => faults.extend(fault.shown),
                            Err(open) => doubt = Some(open),
                        }
                    }
                }
                PeeringSide::Unread => {}
            }
        }
        // Packets from the one spoke come to the other one through the hub: its side takes them only where it says so.
        match own.read().map(|it| (it, it.allow_forwarded)) {
            Some((half, Fact::Known(true))) => {
                evidence.push(half.origin.shows(network, "allowForwardedTraffic", "true"));
            }
            Some((half, Fact::Known(false) | Fact::None)) => {
                faults.push(half.origin.shows(network, "allowForwardedTraffic", "false"));
            }
            Some((_, Fact::Unknown)) | None => {
                let name = spoke.name();
                doubt = Some(open(format!(
                    "The files do not say whether {name} takes traffic that {} forwards.",
                    hub.name()
                )));
            }
        }
        if !faults.is_empty() {
            return Outcome::failed_by(faults.into_iter().chain(evidence)).map(Some);
        }
        if let Some(doubt) = doubt {
            return Err(doubt.showing(evidence));
        }
        if !own.is_connected() && !other.is_connected() {
            return Err(self.context.no_vnet(spoke).showing(evidence));
        }
        let halves = [own, other].into_iter().filter_map(PeeringSide::read);
        let joined = Outcome::passed_by(evidence)?;
        let joined = halves.into_iter().try_fold(joined, |found, half| {
            self.context.provisioned(&half.origin, &half.provisioning, (Export::Vnet, spoke), found)
        });
        joined.map(Some)
    }

    /// Whether the replies take the same way; none where the destination is in the hub itself.
    fn back(&self) -> Decided<Option<Outcome>> {
        let context = self.context;
        let side = context.side(self.destination.subnet)?;
        if side.vnet.origin.id == self.hub {
            return Ok(None);
        }
        if let Destination::Endpoint(endpoint) = self.destination.destination {
            let policies = side.subnet.endpoint_policies.known().map(String::as_str);
            if !is(policies, "Enabled") && !is(policies, "RouteTableEnabled") {
                let shown = side.subnet.origin.shows(
                    context.network,
                    "privateEndpointNetworkPolicies",
                    policies.unwrap_or("unknown"),
                );
                return Err(Undecided::new(Reason::Missing, format!(
                    "The replies of {} pass {} only where that one puts its own address in place of the client's (SNAT), or \
                     the endpoint's subnet heeds route tables.",
                    endpoint.origin.name(),
                    self.name()
                ))
                .showing([shown]));
            }
        }
        let table = context.route_table(side)?;
        let Some(table) = table else {
            let shown = side.subnet.origin.shows(context.network, "routeTable.id", "none");
            return self.no_way_back(side, shown).map(Some);
        };
        let replies = Context::nets(self.near)?;
        parts::all(&replies, &table.cut(&replies), |net| self.led_back(side, table, net)).map(Some)
    }

    /// What the table of the destination does with replies to a range.
    fn led_back(&self, side: Attachment<'_>, table: &RouteTable, net: Ipv4Net) -> Decided {
        let network = self.context.network;
        let (route, prefix) = match table.choose(net) {
            RouteLookup::One(route, prefix) => (route, prefix),
            RouteLookup::None => {
                let shown = table.origin.shows(network, "routes", format!("none to {net}"));
                return self.no_way_back(side, shown);
            }
            RouteLookup::Unknown(reason) => {
                return Err(Undecided::new(Reason::Missing, reason).needing(Export::RouteTable, table.origin.id.text()));
            }
        };
        let shown = table.shows(network, route);
        let hop = route.next_hop.as_deref();
        let is_same = route.next_hop_address.as_deref().is_some_and(|it| it.parse() == Ok(self.address));
        if is(hop, "VirtualAppliance") && is_same {
            match led_away(self.context, side, &[net], prefix.prefix_len() + 1, &|_| false) {
                Some(open) => Err(open.showing([shown])),
                None => Ok(Outcome::pass(shown)),
            }
        } else if leads_on(hop) {
            Err(Undecided::new(Reason::Outside, format!(
                "The packets go over {}, and the replies to {}: an appliance that sees only one direction drops them.",
                self.address,
                route.next_hop_words()
            ))
            .showing([shown]))
        } else {
            Ok(Outcome::fail(shown).noting(format!("The replies do not go back over {}.", self.address)))
        }
    }

    fn no_way_back(&self, side: Attachment<'_>, shown: Evidence) -> Decided {
        let nets = Context::nets(self.near)?;
        let is_private = nets.iter().all(|net| PRIVATE.iter().any(|it| it.contains(net)));
        if side.vnet.may_use_a_gateway(self.context.network) || !is_private {
            return Err(Undecided::new(
                Reason::Outside,
                format!(
                    "No route of {} leads back over {}; a gateway may announce one.",
                    side.subnet.origin.name(),
                    self.address
                ),
            )
            .showing([shown]));
        }
        Ok(Outcome::fail(shown).noting(format!(
            "Nothing leads the replies from {} back over {}: they are dropped.",
            side.subnet.origin.name(),
            self.address
        )))
    }

    /// Whether the replies come back: over the firewall again, or to the address that it puts in place of the client's.
    fn replies(&self) -> Decided<Option<Outcome>> {
        let translated = match self.device {
            Some(Device::Firewall(firewall)) => {
                translates(self.context.network, firewall, &self.nets)?.map(|shown| (firewall, shown))
            }
            // What another appliance does is asked where it is judged.
            _ => None,
        };
        let Some((firewall, shown)) = translated else { return self.back() };
        let found = self.to_firewall(firewall)?;
        if found.as_ref().is_some_and(Outcome::is_fail) {
            return Ok(found);
        }
        Ok(Some(Outcome::pass(shown).noting(format!(
            "{} puts an address of its own in place of the client's (SNAT): what lies beyond it must admit its subnet.",
            self.name()
        ))))
    }

    /// What the routes of the destination do with replies to the subnet of a firewall; none where nothing takes them from the way
    /// that the peering makes, which is as narrow as the hub's ranges.
    fn to_firewall(&self, firewall: &AzureFirewall) -> Decided<Option<Outcome>> {
        let context = self.context;
        let side = context.side(self.destination.subnet)?;
        let is_endpoint = matches!(self.destination.destination, Destination::Endpoint(_));
        let policies = side.subnet.endpoint_policies.known().map(String::as_str);
        if is_endpoint && (is(policies, "Disabled") || is(policies, "NetworkSecurityGroupEnabled")) {
            return Ok(None);
        }
        let Some(table) = context.route_table(side)? else { return Ok(None) };
        let hub = firewall.subnet.as_ref().map_or_else(
            || {
                Err(Undecided::new(
                    Reason::Missing,
                    format!("The files do not say which subnet {} is in.", self.name()),
                ))
            },
            |it| context.side(it),
        )?;
        let Fact::Known(ranges) = &hub.vnet.prefixes else { return Err(self.context.no_vnet(&hub.vnet.origin.id)) };
        let pieces = table.cut(&hub.subnet.prefixes);
        let judged = parts::all(&hub.subnet.prefixes, &pieces, |net| {
            let own = ranges.iter().filter(|it| it.contains(&net)).map(Ipv4Net::prefix_len).max().unwrap_or_default();
            let by_peering =
                || Outcome::pass(table.origin.shows(context.network, "routes", format!("none narrower to {net}")));
            let (route, prefix) = match table.choose(net) {
                RouteLookup::None => return Ok(by_peering()),
                RouteLookup::One(route, prefix) => (route, prefix),
                RouteLookup::Unknown(reason) => {
                    let open = Undecided::new(Reason::Missing, reason);
                    return Err(open.needing(Export::RouteTable, table.origin.id.text()));
                }
            };
            let hop = route.next_hop.as_deref();
            if prefix.prefix_len() < own || is(hop, "VnetLocal") {
                return Ok(by_peering());
            }
            let shown = table.shows(context.network, route);
            if leads_on(hop) || is_endpoint {
                let reason = format!("The replies to {} go to {}.", self.name(), route.next_hop_words());
                return Err(Undecided::new(Reason::Outside, reason).showing([shown]));
            }
            Ok(Outcome::fail(shown).noting(format!("The replies do not go back to {}.", self.name())))
        })?;
        Ok(Some(judged).filter(Outcome::is_fail))
    }

    /// Whether what has the address lets the packets pass.
    fn passed_on(&self) -> Decided {
        let network = self.context.network;
        let asked = || {
            format!(
                "The way leads over {} in {}: it must let {} pass, and the replies.",
                self.name(),
                self.hub.name(),
                self.traffic()
            )
        };
        match self.device {
            Some(Device::Firewall(firewall)) => {
                let found = passed(self.context, firewall, self.near, &self.nets, self.port)
                    .map_err(|open| open.noting(asked()))?;
                if found.is_fail() {
                    return Ok(found.noting(asked()).noting_any(no_room(network, firewall)));
                }
                self.beyond_firewall(firewall, found)
            }
            Some(Device::Nic(nic)) => match nic.ip_forwarding {
                Fact::Known(false) | Fact::None => {
                    Ok(Outcome::fail(nic.origin.shows(network, "enableIPForwarding", "false"))
                        .noting(format!("{} does not pass on what is not for itself.", nic.origin.name())))
                }
                Fact::Known(true) => Err(Undecided::new(Reason::Missing, asked()).showing([nic.origin.shows(
                    network,
                    "enableIPForwarding",
                    "true",
                )])),
                Fact::Unknown => {
                    Err(Undecided::new(Reason::Missing, asked()).needing(Export::Nic, nic.origin.id.text()))
                }
            },
            Some(Device::Balancer(it)) => {
                let shown =
                    it.origin.shows(network, "frontendIPConfigurations[].privateIPAddress", self.address.to_string());
                Err(Undecided::new(Reason::Missing, asked()).showing([shown]))
            }
            None => Err(Undecided::new(Reason::Missing, asked()).needing(Export::Nic, self.address.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            Fact, FirewallPolicy, Listing, Network, Nic, NicAddress,
            testing::{
                direct, entered, found, from_machine, guard, half, half_mut, id, not_peered, origin, route, rule_group,
                subnet_id, subnet_mut, through_a_firewall, vnet_mut,
            },
        },
    };

    fn with(network: &mut Network, change: impl FnOnce(&mut Network)) {
        through_a_firewall(network);
        change(network);
    }

    fn groups(network: &mut Network, groups: Vec<crate::network::RuleGroup>) {
        through_a_firewall(network);
        network.joins.policies[0].groups = Listing::all(groups);
    }

    fn nets(net: &str) -> Fact<Vec<ipnet::Ipv4Net>> {
        Fact::Known(vec![net.parse().expect("a range")])
    }

    /// Another appliance in the place of the firewall.
    fn appliance(network: &mut Network, forwards: Fact<bool>) {
        through_a_firewall(network);
        network.joins = crate::network::Joins::default();
        network.nics.push(Nic {
            origin: origin("Microsoft.Network/networkInterfaces", "nva-nic"),
            provisioning: Fact::Known("Succeeded".to_owned()),
            machine: Some(id("Microsoft.Compute/virtualMachines", "nva")),
            addresses: vec![NicAddress {
                address: Some(Ipv4Addr::new(10, 9, 0, 4)),
                subnet: Some(subnet_id("vnet-hub", "AzureFirewallSubnet")),
                groups: Fact::None,
            }],
            security_group: Fact::None,
            dns_servers: Fact::None,
            ip_forwarding: forwards,
        });
    }

    const ALL: &str = "10.0.0.0-10.255.255.255";

    #[test]
    fn what_a_firewall_does_to_addresses_and_its_last_change_count() {
        found(
            &from_machine(),
            "source/peering",
            &[
                (
                    "it puts its own address in place of every client's",
                    |it| with(it, |it| it.joins.policies[0].private_ranges = nets("255.255.255.255/32")),
                    Pass,
                ),
                (
                    "it does, and the replies need no route then",
                    |it| {
                        with(it, |it| {
                            it.joins.policies[0].private_ranges = nets("255.255.255.255/32");
                            subnet_mut(it, "vnet-old").route_table = Fact::None;
                        });
                    },
                    Pass,
                ),
                (
                    "it leaves every client's address",
                    |it| with(it, |it| it.joins.policies[0].private_ranges = nets("0.0.0.0/0")),
                    Pass,
                ),
                (
                    "whose address it leaves was not read",
                    |it| with(it, |it| it.joins.policies[0].private_ranges = Fact::Unknown),
                    Unknown,
                ),
                (
                    "it was not read, and the parent has none",
                    |it| {
                        with(it, |it| {
                            let parent = origin("Microsoft.Network/firewallPolicies", "parent");
                            let own = it.joins.policies[0].clone();
                            it.joins.policies.push(FirewallPolicy { groups: Listing::all(Vec::new()), ..own });
                            it.joins.policies[1].origin = parent.clone();
                            it.joins.policies[0].private_ranges = Fact::Unknown;
                            it.joins.policies[0].base = Fact::Known(parent.id);
                        });
                    },
                    Unknown,
                ),
                (
                    "a setting of its own counts only without a policy",
                    |it| with(it, |it| it.joins.firewalls[0].private_ranges = nets("255.255.255.255/32")),
                    Pass,
                ),
                (
                    "its last change did not work out",
                    |it| with(it, |it| it.joins.firewalls[0].provisioning = Fact::Known("Failed".to_owned())),
                    Unknown,
                ),
                (
                    "its policy is being changed",
                    |it| with(it, |it| it.joins.policies[0].provisioning = Fact::Known("Updating".to_owned())),
                    Unknown,
                ),
                (
                    "the rules of its group are being changed",
                    |it| {
                        with(it, |it| {
                            it.joins.policies[0].groups.items[0].provisioning = Fact::Known("Updating".to_owned());
                        });
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn a_firewall_in_a_hub_joins_two_spokes() {
        found(
            &from_machine(),
            "source/peering",
            &[
                ("all right", through_a_firewall, Pass),
                ("another port", |it| groups(it, vec![rule_group("own", 200, true, ALL, 443)]), Fail),
                ("no rule", |it| groups(it, Vec::new()), Fail),
                (
                    "denied before",
                    |it| {
                        groups(it, vec![rule_group("a", 200, true, ALL, 5432), rule_group("b", 100, false, ALL, 5432)]);
                    },
                    Fail,
                ),
                (
                    "denied after",
                    |it| {
                        groups(it, vec![rule_group("a", 100, true, ALL, 5432), rule_group("b", 200, false, ALL, 5432)]);
                    },
                    Pass,
                ),
                (
                    "some of the subnet",
                    |it| groups(it, vec![rule_group("a", 100, true, "10.2.0.0-10.2.0.127", 5432)]),
                    Unknown,
                ),
                ("not all rules were read", |it| with(it, |it| it.joins.policies[0].groups.complete = false), Unknown),
                ("the policy was not read", |it| with(it, |it| it.joins.policies.clear()), Unknown),
                ("the firewall was not read", |it| with(it, |it| it.joins.firewalls.clear()), Unknown),
                (
                    "a parent policy that was not read",
                    |it| {
                        let parent = id("Microsoft.Network/firewallPolicies", "parent");
                        with(it, |it| it.joins.policies[0].base = Fact::Known(parent));
                    },
                    Unknown,
                ),
                (
                    "a parent policy that has a parent",
                    |it| {
                        with(it, |it| {
                            let own = it.joins.policies[0].clone();
                            for name in ["parent", "grandparent"] {
                                let origin = origin("Microsoft.Network/firewallPolicies", name);
                                let base = Fact::Known(origin.id.clone());
                                it.joins.policies.last_mut().expect("a policy").base = base;
                                it.joins.policies.push(FirewallPolicy {
                                    origin,
                                    groups: Listing::all(Vec::new()),
                                    ..own.clone()
                                });
                            }
                        });
                    },
                    Unknown,
                ),
                (
                    "the source's side takes no forwarded traffic",
                    |it| with(it, |it| half_mut(it, "vnet-old", "vnet-hub").allow_forwarded = Fact::Known(false)),
                    Fail,
                ),
                (
                    "the client's side takes none",
                    |it| with(it, |it| half_mut(it, "vnet-new", "vnet-hub").allow_forwarded = Fact::Known(false)),
                    Fail,
                ),
                (
                    "not said",
                    |it| with(it, |it| half_mut(it, "vnet-new", "vnet-hub").allow_forwarded = Fact::Unknown),
                    Unknown,
                ),
                (
                    "the hub's side is another matter",
                    |it| with(it, |it| half_mut(it, "vnet-hub", "vnet-new").allow_forwarded = Fact::Known(false)),
                    Pass,
                ),
                ("one spoke is not peered", |it| with(it, |it| vnet_mut(it, "vnet-old").peerings.items.clear()), Fail),
                ("no route back", |it| with(it, |it| subnet_mut(it, "vnet-old").route_table = Fact::None), Fail),
                (
                    "the way back was not read",
                    |it| with(it, |it| subnet_mut(it, "vnet-old").route_table = Fact::Unknown),
                    Unknown,
                ),
                ("no route there", |it| with(it, |it| subnet_mut(it, "vnet-new").route_table = Fact::None), Fail),
                (
                    "the replies are dropped",
                    |it| {
                        through_a_firewall(it);
                        it.route_tables.remove(0);
                        route(it, "vnet-old", &["10.2.0.0/16 None"]);
                    },
                    Fail,
                ),
                ("neither is peered with anything", |it| with(it, not_peered), Fail),
            ],
        );
    }

    #[test]
    fn a_firewall_beside_a_peering_counts_where_both_directions_take_it() {
        fn beside(it: &mut Network, there: &[&str], back: &[&str]) {
            through_a_firewall(it);
            vnet_mut(it, "vnet-new").peerings.items.push(half("vnet-new", "vnet-old", "10.1.0.0/16"));
            vnet_mut(it, "vnet-old").peerings.items.push(half("vnet-old", "vnet-new", "10.2.0.0/16"));
            it.route_tables.clear();
            route(it, "vnet-old", back);
            route(it, "vnet-new", there);
        }
        fn both(it: &mut Network) {
            beside(it, &["10.1.0.0/24 VirtualAppliance"], &["10.2.0.0/16 VirtualAppliance"]);
        }
        fn one(it: &mut Network) {
            beside(it, &["10.1.0.0/24 VirtualAppliance"], &["0.0.0.0/0 VirtualAppliance"]);
        }
        fn denied(it: &mut Network) {
            both(it);
            it.joins.policies[0].groups = Listing::all(vec![rule_group("own", 200, true, ALL, 443)]);
        }
        fn translated(it: &mut Network) {
            one(it);
            it.joins.policies[0].private_ranges = nets("255.255.255.255/32");
        }
        fn kept(it: &mut Network) {
            both(it);
            half_mut(it, "vnet-old", "vnet-hub").allow_forwarded = Fact::Known(false);
        }
        fn wide(it: &mut Network) {
            beside(it, &["0.0.0.0/0 VirtualAppliance"], &["0.0.0.0/0 VirtualAppliance"]);
        }
        fn endpoint(it: &mut Network) {
            both(it);
            it.nics.clear();
        }
        for (config, change, peering, route) in [
            (from_machine(), both as fn(&mut Network), Pass, Pass),
            (from_machine(), denied, Pass, Fail),
            (from_machine(), translated, Pass, Pass),
            (from_machine(), one, Pass, Unknown),
            (from_machine(), kept, Pass, Unknown),
            (from_machine(), wide, Pass, Pass),
            (direct(), endpoint, Pass, Pass),
        ] {
            found(&config, "source/peering", &[("the peering", change, peering)]);
            found(&config, "source/route", &[("the route", change, route)]);
        }
        assert!(entered(&from_machine(), "source/route", both).contains("the way over fw-hub"));
        assert!(!entered(&from_machine(), "source/route", wide).contains("fw-hub"));
        let said = entered(&from_machine(), "source/route", one);
        assert!(said.starts_with("unknown") && said.contains("VirtualAppliance 10.9.0.4"), "{said}");
    }

    #[test]
    fn an_endpoint_behind_a_firewall_answers_through_it_only_with_snat() {
        fn behind(it: &mut Network) {
            through_a_firewall(it);
            it.nics.clear();
        }
        let said = entered(&direct(), "source/peering", behind);
        assert!(said.starts_with("unknown") && said.contains("SNAT") && said.contains("10.9.0.4"), "{said}");
        found(
            &direct(),
            "source/peering",
            &[
                ("its subnet does not heed route tables", behind, Unknown),
                (
                    "it does, and they lead back",
                    |it| {
                        behind(it);
                        subnet_mut(it, "vnet-old").endpoint_policies = Fact::Known("RouteTableEnabled".to_owned());
                    },
                    Pass,
                ),
            ],
        );
    }

    #[test]
    fn another_appliance_is_asked_for_in_one_step() {
        found(
            &from_machine(),
            "source/peering",
            &[
                ("one that forwards", |it| appliance(it, Fact::Known(true)), Unknown),
                ("one that does not", |it| appliance(it, Fact::Known(false)), Fail),
                ("not said", |it| appliance(it, Fact::Unknown), Unknown),
            ],
        );
        for (step, status) in
            [("source/hybrid-connection", NotApplicable), ("source/route", Pass), ("source/nsg", Pass)]
        {
            found(
                &from_machine(),
                step,
                &[(
                    "the others are decided",
                    |it| {
                        appliance(it, Fact::Known(true));
                        guard(it, "vnet-new", &[]);
                    },
                    status,
                )],
            );
        }
        let said = entered(&from_machine(), "source/peering", |it| appliance(it, Fact::Known(true)));
        assert!(said.contains("it must let TCP 5432 from 10.2.0.0/24 to 10.1.0.7 pass, and the replies."), "{said}");
    }
}
