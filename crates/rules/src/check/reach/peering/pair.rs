//! Decides whether two VNets are peered: each half of the peering, and what must hold of both.

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export,
    check::reach::peering::{
        half::{self, Fault},
        joint::{By, Joint, Pair},
        transit::transit,
        wan,
    },
    network::{
        Context, Fact, GatewayConnection, Id, Lack, Peering, PeeringSide, hold, is, led_away, left_out, meet, overlap,
        printed,
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// What was found of a peering so far.
#[derive(Default)]
struct Found {
    evidence: Vec<Evidence>,
    faults: Vec<Evidence>,
    doubt: Option<Undecided>,
    notes: Vec<String>,
    /// The sides that were never made, as sentences: where both are missing, the headline says it.
    absent: Vec<String>,
}

impl Pair<'_> {
    /// What joins the two, and whether it does.
    pub(super) fn joint(&self) -> Joint {
        let peering = self.peering();
        match peering {
            Ok(found) => found,
            Err(open) => Joint { by: By::Peering, found: Err(open) },
        }
    }

    /// A VPN between the gateways of the two. It cannot distinguish networks that overlap, and selectors may leave
    /// ranges out.
    ///
    /// Source: "About VPN Gateway" FAQ (vpn-gateway-vpn-faq.md, 2025-03): address ranges of connected networks must not overlap.
    pub(super) fn by_vpn(&self, vpn: &GatewayConnection) -> Decided {
        let network = self.context.network;
        if let Some((one, other)) = network.vnet(&self.near).zip(network.vnet(&self.destination.vnet))
            && let Some((a, b)) = overlap(one, other)
        {
            return Ok(Outcome::fail([
                one.origin.shows(network, "addressSpace.addressPrefixes", a.to_string()),
                other.origin.shows(network, "addressSpace.addressPrefixes", b.to_string()),
            ])
            .noting("The address ranges of the two VNets overlap: packets to the other one do not leave."));
        }
        let ends = [&self.near, &self.destination.vnet].into_iter().filter_map(|it| network.vnet(it));
        if let Some(unread) = ends.into_iter().find(|it| it.prefixes.known().is_none()) {
            return Err(self.context.no_vnet(&unread.origin.id));
        }
        let status = vpn.origin.shows(network, "connectionStatus", "Connected");
        // Each gateway has a connection of its own to the other one, and both have to be up.
        if let Some(other) = network.vpns(&self.near, &self.destination.vnet).find(|it| !it.is_connected()) {
            let shown = other.origin.shows(network, "connectionStatus", other.status.as_deref().unwrap_or("unknown"));
            let reason = format!("{} is connected, and {} is not.", vpn.origin.name(), other.origin.name());
            let open = Undecided::new(Reason::Contradiction, reason).showing([status, shown]);
            return Err(open.needing(Export::Connections, self.near.text()));
        }
        let near = || Context::nets(self.context.side(self.subnet)?);
        let far = || self.context.destination_nets(&self.destination.destination);
        let vpns: Vec<&GatewayConnection> = network.vpns(&self.near, &self.destination.vnet).collect();
        if let Some(left_out) = vpns.iter().find_map(|it| left_out(it, network, &near, &far)) {
            return left_out.map(|it| it.showing([status]));
        }
        let ways = [(self.subnet, far(), &self.destination.vnet), (self.destination.subnet, near(), &self.near)];
        for (subnet, nets, to) in ways {
            let (Ok(side), Ok(nets)) = (self.context.side(subnet), nets) else { continue };
            let ranges = || network.vnet(to).and_then(|it| it.prefixes.known()).into_iter().flatten();
            for net in nets {
                let length = ranges().filter(|it| it.contains(&net)).map(Ipv4Net::prefix_len).max().unwrap_or_default();
                let is_meant = |it: &GatewayConnection| vpns.iter().any(|vpn| vpn.origin.id == it.origin.id);
                if let Some(open) = led_away(self.context, side, &[net], length, &is_meant) {
                    return Err(open.showing([status]));
                }
            }
        }
        let joined = Outcome::not_applicable(status).noting(format!(
            "Decided: the VPN connection {}, which joins the two VNets without a peering.",
            vpn.origin.name()
        ));
        let ends = [&vpn.gateway, &vpn.remote_gateway].into_iter().flatten();
        let gateways = ends.filter_map(|id| network.gateways.iter().find(|it| it.origin.id == *id));
        let gateways = gateways.map(|it| (&it.origin, &it.provisioning));
        vpns.iter().map(|it| (&it.origin, &it.provisioning)).chain(gateways).try_fold(joined, |found, (of, state)| {
            self.context.provisioned(of, state, (Export::Connections, &self.near), found)
        })
    }

    fn peering(&self) -> Decided<Joint> {
        let network = self.context.network;
        let (near, destination) = (&self.near, &self.destination.vnet);
        let names = |it: &Peering, own: &Id, other: &Id| {
            it.shortcomings([Some(own), Some(other)], None).iter().all(|it| it.lack != Lack::Subnets)
        };
        let out = network.peering_side(near, destination, |it| names(it, self.subnet, self.destination.subnet));
        let back = network.peering_side(destination, near, |it| names(it, self.destination.subnet, self.subnet));
        let mut found = Found::default();
        for (half, to) in [(out, destination), (back, near)] {
            self.state(half, to, &mut found);
        }
        if let Some(both) = self.overlapping([out, back]) {
            found.faults.extend(both);
            found.notes.push("The address ranges of the two VNets overlap, so they cannot be peered.".to_owned());
        }
        if !found.faults.is_empty() {
            let is_begun = out.read().or(back.read()).is_some();
            return Ok(self.not_peered(found, is_begun));
        }
        if let Some(doubt) = found.doubt.take() {
            return Err(doubt.showing(found.evidence));
        }
        // A side that is Connected has its other side.
        if !out.is_connected() && !back.is_connected() {
            let missing = if network.vnet(near).is_none() { near } else { destination };
            return Err(self.context.no_vnet(missing).showing(found.evidence));
        }
        // One side says enough where the VNet of the other is in no file, which other steps ask for. Where it is in one, its
        // side may say something else.
        let unread = [(out, near), (back, destination)]
            .into_iter()
            .find(|(half, vnet)| matches!(half, PeeringSide::Unread) && network.vnet(vnet).is_some());
        if let Some((_, vnet)) = unread {
            return Err(self.context.no_vnet(vnet).showing(found.evidence));
        }
        let near_nets = || Context::nets(self.context.side(self.subnet)?);
        let destination_nets = || self.context.destination_nets(&self.destination.destination);
        self.conditions(out.read(), [self.subnet, self.destination.subnet], &destination_nets, &mut found);
        self.conditions(back.read(), [self.destination.subnet, self.subnet], &near_nets, &mut found);
        let Found { mut evidence, faults, doubt, notes, .. } = found;
        evidence.extend(faults.iter().cloned());
        let found = match doubt {
            _ if !faults.is_empty() => Outcome::failed_by(evidence),
            Some(doubt) => Err(doubt.showing(evidence)),
            None => self.provisioned([out, back], Outcome::passed_by(evidence)?),
        };
        Ok(Joint { by: By::Peering, found: notes.into_iter().fold(found, Annotate::noting) })
    }

    /// The first two ranges that overlap, of all that the two sides join or would join.
    fn overlapping(&self, sides: [PeeringSide<'_>; 2]) -> Option<[Evidence; 2]> {
        let network = self.context.network;
        let sides: Vec<&Peering> = sides.into_iter().filter_map(PeeringSide::read).collect();
        let (one, other) = network.vnet(&self.near).zip(network.vnet(&self.destination.vnet))?;
        let others = other.peered_ranges(&sides);
        let pairs = one.peered_ranges(&sides).into_iter().flat_map(|a| others.iter().map(move |b| (a, *b)));
        let ((near, its, a), (far, theirs, b)) = pairs.into_iter().find(|(a, b)| meet(a.2, b.2))?;
        Some([near.shows(network, its, a.to_string()), far.shows(network, theirs, b.to_string())])
    }

    /// What is found, where the last changes of both sides are done.
    fn provisioned(&self, halves: [PeeringSide<'_>; 2], found: Outcome) -> Decided {
        halves.into_iter().filter_map(PeeringSide::read).try_fold(found, |found, half| match half.origin.id.parent() {
            Some(vnet) if found.is_pass() => {
                self.context.provisioned(&half.origin, &half.provisioning, (Export::Vnet, &vnet), found)
            }
            _ => Ok(found),
        })
    }

    /// Whether one half says that it is joined to the other.
    fn state(&self, half: PeeringSide<'_>, to: &Id, found: &mut Found) {
        let network = self.context.network;
        match half {
            PeeringSide::Unread => {}
            PeeringSide::Absent(vnet) => {
                found.faults.push(vnet.origin.shows(
                    network,
                    "virtualNetworkPeerings",
                    format!("none to {}", to.name()),
                ));
                found.absent.push(format!("{} has no peering to {}.", vnet.origin.name(), to.name()));
            }
            PeeringSide::Read(peering) => {
                let Some(state) = peering.state.as_deref() else { return };
                let shown = peering.origin.shows(network, "peeringState", state);
                if peering.is_connected() || peering.has_other_state() {
                    found.evidence.push(shown);
                } else {
                    found.faults.push(shown);
                    found.notes.extend(half::state_in_words(&peering.origin.name(), state));
                }
                if peering.has_other_state() {
                    found.doubt = found.doubt.take().or_else(|| Some(half::other_state(state)));
                }
            }
        }
    }

    /// What else must hold of a side that is joined to the other. `ends` are its own subnet and the other side's, `nets`
    /// the addresses over there.
    fn conditions(
        &self,
        half: Option<&Peering>,
        ends: [&Id; 2],
        nets: &dyn Fn() -> Decided<Vec<Ipv4Net>>,
        found: &mut Found,
    ) {
        let Some(half) = half else { return };
        let network = self.context.network;
        let name = half.origin.name();
        let nets = nets();
        for fault in half::faults(network, half, ends.map(Some), nets.as_deref().ok()) {
            match fault {
                Ok(Fault { shown, note }) => {
                    found.faults.extend(shown);
                    found.notes.push(note);
                }
                Err(open) => found.doubt = Some(open),
            }
        }
        if half.allow_access.known() == Some(&false) {
            found.evidence.push(half.origin.shows(network, "allowVirtualNetworkAccess", "false"));
            found.notes.push(format!(
                "{name} keeps the other VNet out of the tag VirtualNetwork: what that blocks, the security groups decide."
            ));
        }
        if is(half.sync_level.as_deref(), "FullyInSync") {
            return;
        }
        match (&half.remote_prefixes, nets) {
            (Fact::Known(prefixes), Ok(nets)) if nets.iter().all(|it| hold(prefixes, *it)) => {
                let level = half.sync_level.as_deref().unwrap_or("unknown");
                found.evidence.extend([
                    half.origin.shows(network, "peeringSyncLevel", level),
                    half.origin.shows(network, "remoteAddressSpace.addressPrefixes", printed(prefixes)),
                ]);
                found
                    .notes
                    .push(format!("{name} does not have every range of the other VNet, but the one that counts here."));
            }
            (Fact::Known(_), Err(doubt)) => found.doubt = Some(doubt),
            _ => {}
        }
    }

    /// No peering joins the two. Something else may. Where a side was made, the peering is meant to.
    fn not_peered(&self, found: Found, is_begun: bool) -> Joint {
        let Found { evidence, faults, mut notes, absent, .. } = found;
        if is_begun && notes.is_empty() {
            notes.extend(absent);
        }
        let shown = || faults.iter().chain(&evidence).cloned();
        match transit(self, is_begun) {
            // What the way itself says is enough.
            Some((by, Ok(found))) => return Joint { by, found: Ok(found) },
            Some((by, Err(open))) => return Joint { by, found: Err(open.showing(shown())) },
            None => {}
        }
        let hubs = self.context.network.hubs(&self.near, &self.destination.vnet);
        let hub = hubs
            .first()
            .map(|hub| format!("Both are peered with {}, but two peerings do not add up to one.", hub.name()));
        let at_hub = || wan::in_the_way(self.context.network, &self.near, &self.destination.vnet);
        let is_noted = !notes.is_empty();
        let notes = notes.into_iter().chain(hub).chain(if is_noted { None } else { at_hub() });
        let found = notes.fold(Outcome::failed_by(shown()), Annotate::noting);
        Joint { by: By::Peering, found }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            Fact, Listing, Network,
            testing::{
                direct, entered, found, half_mut, not_peered, subnet_id, subnet_mut, via_runtime, vnet_id, vnet_mut,
            },
        },
    };

    #[test]
    fn both_halves_must_be_connected() {
        found(
            &direct(),
            "source/peering",
            &[
                ("all right", |_| {}, Pass),
                (
                    "the other side of a VNet in the files was not read",
                    |it| vnet_mut(it, "vnet-old").peerings = Listing::default(),
                    Unknown,
                ),
                ("only the other side was read", |it| it.vnets.retain(|it| it.origin.id != vnet_id("vnet-new")), Pass),
                (
                    "in a state of tomorrow",
                    |it| half_mut(it, "vnet-new", "vnet-old").state = Some("Foo".to_owned()),
                    Unknown,
                ),
                ("initiated", |it| half_mut(it, "vnet-new", "vnet-old").state = Some("Initiated".to_owned()), Fail),
                (
                    "disconnected",
                    |it| half_mut(it, "vnet-old", "vnet-new").state = Some("Disconnected".to_owned()),
                    Fail,
                ),
                ("the other side is missing", |it| vnet_mut(it, "vnet-old").peerings.items.clear(), Fail),
                ("both are missing", not_peered, Fail),
                (
                    "both are missing, or not read",
                    |it| {
                        not_peered(it);
                        vnet_mut(it, "vnet-old").peerings.complete = false;
                        vnet_mut(it, "vnet-new").peerings.complete = false;
                    },
                    Unknown,
                ),
                (
                    "neither says its state",
                    |it| {
                        half_mut(it, "vnet-old", "vnet-new").state = None;
                        half_mut(it, "vnet-new", "vnet-old").state = None;
                    },
                    Unknown,
                ),
                ("no VNet was read", |it| it.vnets.clear(), Unknown),
                ("IPv6 only", |it| half_mut(it, "vnet-new", "vnet-old").only_ipv6 = Fact::Known(true), Fail),
                (
                    "overlap",
                    |it| vnet_mut(it, "vnet-old").prefixes = Fact::Known(vec!["10.2.0.0/15".parse().expect("")]),
                    Fail,
                ),
                (
                    "the same VNet",
                    |it| it.endpoints[0].subnet = Some(subnet_id("vnet-new", "endpoints")),
                    NotApplicable,
                ),
                ("the endpoint is not read", |it| it.endpoints.clear(), Unknown),
            ],
        );
        found(
            &via_runtime(),
            "target/peering",
            &[
                ("all right", |_| {}, Pass),
                ("initiated", |it| half_mut(it, "vnet-mid", "vnet-far").state = Some("Initiated".to_owned()), Fail),
            ],
        );
    }

    #[test]
    fn what_is_not_synchronized_is_not_routed() {
        found(
            &direct(),
            "source/peering",
            &[
                (
                    "a range that counts is missing",
                    |it| {
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.sync_level = Some("RemoteNotInSync".to_owned());
                        half.remote_prefixes = Fact::Known(vec!["10.1.8.0/24".parse().expect("")]);
                    },
                    Fail,
                ),
                (
                    "the ranges were not read",
                    |it| {
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.sync_level = Some("RemoteNotInSync".to_owned());
                        half.remote_prefixes = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "in sync, but older than the address",
                    |it| {
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.remote_prefixes = Fact::Known(vec!["10.8.0.0/16".parse().expect("")]);
                    },
                    Unknown,
                ),
                (
                    "no range of the other side was read",
                    |it| {
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                        subnet_mut(it, "vnet-old").prefixes.clear();
                        half_mut(it, "vnet-new", "vnet-old").sync_level = Some("LocalNotInSync".to_owned());
                    },
                    Unknown,
                ),
                (
                    "initiated sides are never synchronized",
                    |it| {
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.sync_level = Some("RemoteNotInSync".to_owned());
                        half.state = Some("Initiated".to_owned());
                    },
                    Fail,
                ),
            ],
        );
        let other_range = entered(&direct(), "source/peering", |it| {
            half_mut(it, "vnet-old", "vnet-new").sync_level = Some("LocalNotInSync".to_owned());
        });
        assert_eq!(
            other_range,
            "pass: vnet-new/to-vnet-old peeringState = Connected; vnet-old/to-vnet-new peeringState = Connected; \
             vnet-old/to-vnet-new peeringSyncLevel = LocalNotInSync; \
             vnet-old/to-vnet-new remoteAddressSpace.addressPrefixes = 10.2.0.0/16 \
             | vnet-old/to-vnet-new does not have every range of the other VNet, but the one that counts here."
        );
    }

    #[test]
    fn a_half_whose_last_change_is_not_done_may_not_be_what_it_says() {
        fn near(it: &mut Network, provisioning: &str) {
            half_mut(it, "vnet-new", "vnet-old").provisioning = Fact::Known(provisioning.to_owned());
        }
        found(
            &direct(),
            "source/peering",
            &[
                ("it was left out", |it| half_mut(it, "vnet-new", "vnet-old").provisioning = Fact::Unknown, Unknown),
                ("a template says none", |it| half_mut(it, "vnet-new", "vnet-old").provisioning = Fact::None, Pass),
                ("failed", |it| near(it, "Failed"), Unknown),
                ("being changed", |it| near(it, "Updating"), Unknown),
                ("going", |it| near(it, "Deleting"), Fail),
                (
                    "the other side",
                    |it| half_mut(it, "vnet-old", "vnet-new").provisioning = Fact::Known("Failed".to_owned()),
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn single_subnets_can_be_peered() {
        fn of_subnets(it: &mut Network, local: &str, remote: &str) {
            let half = half_mut(it, "vnet-new", "vnet-old");
            half.complete_vnets = Fact::Known(false);
            half.local_subnets = vec![local.to_owned()];
            half.remote_subnets = vec![remote.to_owned()];
        }
        found(
            &direct(),
            "source/peering",
            &[
                ("both are listed", |it| of_subnets(it, "DB", "endpoints"), Pass),
                (
                    "both are listed, and the VNets overlap elsewhere",
                    |it| {
                        of_subnets(it, "db", "endpoints");
                        for name in ["vnet-old", "vnet-new"] {
                            let prefixes = vnet_mut(it, name).prefixes.known().cloned().unwrap_or_default();
                            let shared = "172.16.0.0/16".parse().expect("a range");
                            vnet_mut(it, name).prefixes = Fact::Known([prefixes, vec![shared]].concat());
                        }
                    },
                    Pass,
                ),
                (
                    "both are listed, and overlap",
                    |it| {
                        of_subnets(it, "db", "endpoints");
                        let near = it.vnets.iter().find(|it| it.origin.id == vnet_id("vnet-new"));
                        let prefixes = near.map(|it| it.subnets.items[0].prefixes.clone()).unwrap_or_default();
                        subnet_mut(it, "vnet-old").prefixes = prefixes;
                    },
                    Fail,
                ),
                ("the other VNet's subnet is not", |it| of_subnets(it, "db", "web"), Fail),
                (
                    "the lists were not read",
                    |it| half_mut(it, "vnet-new", "vnet-old").complete_vnets = Fact::Known(false),
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
                "pass: vnet-new/to-vnet-old peeringState = Connected; vnet-old/to-vnet-new peeringState = Connected",
            ),
            (
                |it| vnet_mut(it, "vnet-old").peerings.items.clear(),
                "fail: vnet-old virtualNetworkPeerings = none to vnet-new; vnet-new/to-vnet-old peeringState = Connected \
                 | vnet-old has no peering to vnet-new.",
            ),
            (
                |it| half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Known(false),
                "pass: vnet-new/to-vnet-old peeringState = Connected; vnet-old/to-vnet-new peeringState = Connected; \
                 vnet-new/to-vnet-old allowVirtualNetworkAccess = false | vnet-new/to-vnet-old keeps the other VNet out \
                 of the tag VirtualNetwork: what that blocks, the security groups decide.",
            ),
            (
                |it| it.vnets.clear(),
                "unknown:  | The VNet vnet-new is not in the files. | needs the virtual network vnet-new",
            ),
        ] {
            assert_eq!(entered(&direct(), "source/peering", change), expected);
        }
    }
}
