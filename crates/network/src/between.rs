//! Finds what joins two virtual networks: the two sides of a peering, VPN connections, and gateways in a third one.

use ipnet::Ipv4Net;

use crate::{
    Fact, Gateway, GatewayConnection, HubConnection, Id, Key, LocalGateway, Network, Origin, Peering, Subnet,
    VirtualHub, Vnet, hold, is, meet, printed,
};

/// One side of a peering, as far as it was read.
#[derive(Clone, Copy)]
pub enum PeeringSide<'a> {
    /// It was read.
    Read(&'a Peering),
    /// The VNet was read with all of its peerings, and has none to the other.
    Absent(&'a Vnet),
    /// It was not read, or its VNet not with all of its peerings.
    Unread,
}

impl<'a> PeeringSide<'a> {
    /// The peering, where it was read.
    #[must_use]
    pub const fn read(self) -> Option<&'a Peering> {
        match self {
            Self::Read(peering) => Some(peering),
            Self::Absent(_) | Self::Unread => None,
        }
    }

    /// Whether its state is Connected.
    #[must_use]
    pub fn is_connected(self) -> bool {
        self.read().is_some_and(Peering::is_connected)
    }
}

impl Peering {
    /// Whether its state is Connected.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        is(self.state.as_deref(), "Connected")
    }

    /// Whether its state is none that is known: what it means is unknown.
    #[must_use]
    pub fn has_other_state(&self) -> bool {
        let state = self.state.as_deref();
        state.is_some() && !["Connected", "Initiated", "Disconnected"].iter().any(|it| is(state, it))
    }

    /// Whether packets of IPv4 surely pass it between all subnets of the two.
    #[must_use]
    pub fn joins_all(&self) -> bool {
        self.is_connected()
            && self.allow_access.known() == Some(&true)
            && matches!(self.complete_vnets, Fact::None | Fact::Known(true))
            && self.only_ipv6.known() != Some(&true)
    }
}

/// What a side of a peering that is joined to the other one may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It is for IPv6 only.
    Ipv4,
    /// It joins other subnets of the two.
    Subnets,
    /// It has not the range that counts.
    Range,
}

/// That a side of a peering lacks what packets need, or may lack it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortcoming {
    /// What it is.
    pub lack: Lack,
    /// The properties that show it, each with its value: none where the files do not say.
    pub shown: Vec<(&'static str, String)>,
    /// Whether it is certain.
    pub is_certain: bool,
}

impl Peering {
    /// The lists of subnets that it is for, as Azure's API names them: of its own VNet, and of the other one.
    #[must_use]
    pub fn subnet_lists(&self) -> [(&'static str, &[String]); 2] {
        [("localSubnetNames", &self.local_subnets), ("remoteSubnetNames", &self.remote_subnets)]
    }

    /// Whether it is for all subnets of the two; none where the files do not say.
    #[must_use]
    pub fn is_whole(&self) -> Option<bool> {
        match self.complete_vnets {
            Fact::None => Some(true),
            Fact::Known(is_whole) => Some(is_whole),
            Fact::Unknown => None,
        }
    }

    /// What it lacks to carry packets of IPv4 between a subnet of its own VNet and one of the other, to these addresses there. What
    /// is none is not asked for.
    ///
    /// Sources: "Create, change, or delete a virtual network peering" (2025-07-01) for the states of synchronisation; "How to
    /// configure subnet peering" (2025-12-09) for the lists.
    #[must_use]
    pub fn shortcomings(&self, ends: [Option<&Id>; 2], nets: Option<&[Ipv4Net]>) -> Vec<Shortcoming> {
        let ipv4 = match self.only_ipv6 {
            Fact::Known(true) => Some((vec![("enableOnlyIPv6Peering", "true".to_owned())], true)),
            Fact::Known(false) | Fact::None => None,
            Fact::Unknown => Some((Vec::new(), false)),
        };
        let found = [
            (Lack::Ipv4, ipv4),
            (Lack::Subnets, self.lacks_subnets(ends)),
            (Lack::Range, nets.and_then(|it| self.lacks_range(it))),
        ];
        let all = found.into_iter().filter_map(|(lack, found)| {
            let (shown, is_certain) = found?;
            Some(Shortcoming { lack, shown, is_certain })
        });
        all.collect()
    }

    fn lacks_subnets(&self, ends: [Option<&Id>; 2]) -> Option<(Vec<(&'static str, String)>, bool)> {
        let lists = self.subnet_lists();
        let asked = || ends.into_iter().zip(lists).filter_map(|(end, (_, names))| Some((end?, names)));
        let has = |(end, names): (&Id, &[String])| names.iter().any(|it| it.eq_ignore_ascii_case(end.name()));
        match self.is_whole() {
            Some(true) => None,
            Some(false) if asked().all(|(_, names)| !names.is_empty()) => (!asked().all(has))
                .then(|| (lists.map(|(property, names)| (property, names.join(", "))).to_vec(), true)),
            Some(false) | None => Some((Vec::new(), false)),
        }
    }

    fn lacks_range(&self, nets: &[Ipv4Net]) -> Option<(Vec<(&'static str, String)>, bool)> {
        let is_synced = is(self.sync_level.as_deref(), "FullyInSync");
        let Fact::Known(prefixes) = &self.remote_prefixes else { return (!is_synced).then(|| (Vec::new(), false)) };
        let level = ("peeringSyncLevel", self.sync_level.clone().unwrap_or_else(|| "unknown".to_owned()));
        let ranges = ("remoteAddressSpace.addressPrefixes", printed(prefixes));
        // In sync, but without the range that counts: it is older than what says the address.
        let shown = if is_synced { vec![ranges] } else { vec![level, ranges] };
        (!nets.iter().all(|it| hold(prefixes, *it))).then_some((shown, !is_synced))
    }
}

impl Vnet {
    /// Its ranges that sides of a peering join, each with what has it, and in which property: those of the subnets that the
    /// sides name, or all. None where a side does not say which.
    ///
    /// Source: "How to configure subnet peering" (2025-12-09): of two VNets that overlap, subnets can be peered whose ranges do
    /// not.
    #[must_use]
    pub fn peered_ranges(&self, sides: &[&Peering]) -> Vec<(&Origin, &'static str, Ipv4Net)> {
        let is_own = |it: &Peering| it.origin.id.parent().as_ref() == Some(&self.origin.id);
        let is_named = |subnet: &Subnet| {
            let lists = sides.iter().map(|it| if is_own(it) { &it.local_subnets } else { &it.remote_subnets });
            lists.flatten().any(|it| it.eq_ignore_ascii_case(subnet.origin.id.name()))
        };
        if sides.iter().any(|it| it.is_whole() == Some(false)) {
            let named = self.subnets.items.iter().filter(|it| is_named(it));
            return named.flat_map(|it| it.prefixes.iter().map(|net| (&it.origin, "addressPrefixes", *net))).collect();
        }
        if sides.iter().any(|it| it.is_whole().is_none()) {
            return Vec::new();
        }
        let all = self.prefixes.known().into_iter().flatten();
        all.map(|net| (&self.origin, "addressSpace.addressPrefixes", *net)).collect()
    }
}

impl Network {
    /// The side of a peering that one VNet has to another. Where there are several, for some subnets each, the first
    /// that fits counts.
    pub fn peering_side(&self, from: &Id, to: &Id, fits: impl Fn(&Peering) -> bool) -> PeeringSide<'_> {
        let Some(vnet) = self.vnet(from) else { return PeeringSide::Unread };
        let mut halves = vnet.peerings.items.iter().filter(|it| it.remote.as_ref() == Some(to));
        let first = halves.clone().next();
        match halves.find(|it| it.is_connected() && fits(it)).or(first) {
            Some(half) => PeeringSide::Read(half),
            // A side without a remote VNet may be the one.
            None if vnet.peerings.complete && vnet.peerings.items.iter().all(|it| it.remote.is_some()) => {
                PeeringSide::Absent(vnet)
            }
            None => PeeringSide::Unread,
        }
    }

    /// The ranges that a side of a peering leads to, and what says them: the side, else the VNet that it leads to.
    #[must_use]
    pub fn ranges_behind<'a>(&'a self, half: &'a Peering) -> Option<(&'a Origin, &'static str, &'a [Ipv4Net])> {
        if let Some(ranges) = half.remote_prefixes.known() {
            return Some((&half.origin, "remoteAddressSpace.addressPrefixes", ranges));
        }
        let vnet = self.vnet(half.remote.as_ref()?)?;
        Some((&vnet.origin, "addressSpace.addressPrefixes", vnet.prefixes.known()?))
    }

    /// The VNets that both VNets are peered with, as far as any of the three says so.
    #[must_use]
    pub fn hubs(&self, one: &Id, other: &Id) -> Vec<Id> {
        let near = self.neighbours(one);
        self.neighbours(other).into_iter().filter(|it| near.contains(it)).collect()
    }

    /// The VNets that a VNet is peered with, as far as either of the two says so.
    #[must_use]
    pub fn neighbours(&self, of: &Id) -> Vec<Id> {
        let mut found: Vec<Id> = Vec::new();
        let own = self.vnet(of).into_iter().flat_map(|it| &it.peerings.items).filter_map(|it| it.remote.clone());
        let others = self.vnets.by(Key::Mention(of));
        for it in own.chain(others.map(|it| it.origin.id.clone())) {
            if !found.contains(&it) {
                found.push(it);
            }
        }
        found
    }

    /// Whether a Virtual Network Manager has a hand in a VNet, as the effective rules of a network interface in it say.
    #[must_use]
    pub fn is_managed(&self, vnet: &Id) -> bool {
        let is_here = |id: &Id| id.parent().as_ref() == Some(vnet);
        self.effective_rules.iter().filter(|it| it.has_admin_rules).any(|it| {
            let nic = it.nic.as_ref().and_then(|it| self.nic(it));
            let of_nic = nic.into_iter().flat_map(|it| &it.addresses).filter_map(|it| it.subnet.as_ref());
            it.subnet.iter().chain(of_nic).any(is_here)
        })
    }

    /// The VNet that a gateway stands in.
    #[must_use]
    pub fn gateway_vnet(&self, gateway: &Id) -> Option<Id> {
        self.gateways.iter().find(|it| it.origin.id == *gateway)?.vnet()
    }

    /// The VPN connections between gateways of two VNets.
    pub fn vpns(&self, one: &Id, other: &Id) -> impl Iterator<Item = &GatewayConnection> {
        let joins = move |it: &&GatewayConnection| {
            let ends = [&it.gateway, &it.remote_gateway].map(|it| it.as_ref().and_then(|it| self.gateway_vnet(it)));
            let [Some(near), Some(destination)] = ends else { return false };
            near == *one && destination == *other || near == *other && destination == *one
        };
        self.gateway_connections.iter().filter(joins)
    }

    /// The connections to networks outside of Azure.
    pub fn sites(&self) -> impl Iterator<Item = &GatewayConnection> {
        self.gateway_connections.iter().filter(|it| it.is_to_site())
    }
}

impl Gateway {
    /// The VNet that it stands in.
    #[must_use]
    pub fn vnet(&self) -> Option<Id> {
        self.subnet.as_ref()?.parent()
    }
}

impl GatewayConnection {
    /// Whether its status is Connected.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        is(self.status.as_deref(), "Connected")
    }

    /// Whether it leads to a network outside of Azure, and not to another VNet.
    #[must_use]
    pub fn is_to_site(&self) -> bool {
        self.remote_gateway.is_none() && !is(self.kind.as_deref(), "Vnet2Vnet")
    }

    /// Whether the destination network announces its ranges itself, or may, so that no export holds them.
    #[must_use]
    pub fn announces(&self) -> bool {
        matches!(self.bgp, Fact::Known(true) | Fact::Unknown) || is(self.kind.as_deref(), "ExpressRoute")
    }
}

impl Vnet {
    /// Whether a VPN or ExpressRoute gateway or a Route Server may lead out of it: one of its own, or one in a VNet that it is
    /// peered with.
    ///
    /// Source: "What is Azure Route Server?" (2025-02-25): it stands in a subnet RouteServerSubnet, and gives the VNet, and those
    /// that use it by a peering, the routes that an appliance announces.
    #[must_use]
    pub fn may_use_a_gateway(&self, network: &Network) -> bool {
        let own = self.subnets.items.iter().any(|it| is_of_routes(it.origin.id.name()))
            || network.gateways.iter().any(|it| it.vnet().as_ref() == Some(&self.origin.id));
        let remote = self.peerings.items.iter().any(|it| it.use_remote_gateways.known() == Some(&true));
        own || remote || !self.subnets.complete || !self.peerings.complete
    }
}

/// Whether a subnet of this name holds what announces routes.
fn is_of_routes(subnet: &str) -> bool {
    ["GatewaySubnet", "RouteServerSubnet"].iter().any(|it| subnet.eq_ignore_ascii_case(it))
}

/// Whether a VNet is the hidden one of a Virtual WAN hub, which lets its VNets reach each other without more.
///
/// Azure names it `HV_`, the hub's name and an id; no document says so.
#[must_use]
pub fn is_wan_hub(vnet: &Id) -> bool {
    vnet.name().get(..3).is_some_and(|it| it.eq_ignore_ascii_case("HV_"))
}

/// Whether a VNet is the hidden one of the Virtual WAN hub of this name.
#[must_use]
pub fn is_of_hub(vnet: &Id, hub: &str) -> bool {
    let rest = vnet.name().get(3..).filter(|_| is_wan_hub(vnet)).unwrap_or_default();
    let (name, id) = (rest.get(..hub.len()), rest.get(hub.len()..));
    name.is_some_and(|it| it.eq_ignore_ascii_case(hub)) && id.is_none_or(|it| it.is_empty() || it.starts_with('_'))
}

/// The name of the Virtual WAN hub that a VNet is the hidden one of.
#[must_use]
pub fn hub_name(vnet: &Id) -> &str {
    let name = vnet.name();
    let rest = name.get(3..).filter(|_| is_wan_hub(vnet)).unwrap_or(name);
    rest.rsplit_once('_').map_or(rest, |it| it.0)
}

impl Network {
    /// The hubs of Virtual WAN in the files that have a connection to a VNet.
    pub fn hubs_of(&self, vnet: &Id) -> impl Iterator<Item = &VirtualHub> {
        self.joins.hubs.iter().filter(move |it| it.connections_of(vnet).next().is_some())
    }

    /// Whether a hub of Virtual WAN that joins a VNet, as its connections or the VNet's own peering to it say, may give the VNet
    /// a route to public addresses: one for everything, to its firewall or to what a site announces, or a narrower one.
    ///
    /// Source: "Virtual WAN FAQ" (virtual-wan-faq.md), "How do I enable default route": a hub gives 0.0.0.0/0 to the connections
    /// with `enableInternetSecurity` alone, from its firewall, a routing intent or a site; of narrower routes it says nothing.
    #[must_use]
    pub fn hub_may_lead_out(&self, vnet: &Vnet) -> bool {
        let id = &vnet.origin.id;
        let hidden = vnet.peerings.items.iter().filter_map(|it| it.remote.as_ref()).filter(|it| is_wan_hub(it));
        // The connection says what the hub gives, so one that is not in the files may give anything.
        let is_read = |it: &Id| self.hubs_of(id).any(|hub| is_of_hub(it, hub.origin.id.name()));
        self.hubs_of(id).any(|hub| hub.connections_of(id).any(|it| !self.keeps_to_private(hub, it)))
            || hidden.into_iter().any(|it| !is_read(it))
    }

    /// Whether a hub surely gives a connected VNet no route to public addresses.
    fn keeps_to_private(&self, hub: &VirtualHub, connection: &HubConnection) -> bool {
        let is_done = |state: &Fact<String>| is(state.known().map(String::as_str), "Succeeded");
        let is_not = |it: &Fact<bool>| matches!(it, Fact::None | Fact::Known(false));
        let is_still = |it: &VirtualHub| {
            is_not(&it.is_announced_to)
                && it.connections.complete
                && it.connections.items.iter().all(|it| is_not(&it.has_routes))
                && it.tables.complete
                && it.tables.items.iter().all(|it| is_not(&it.has_routes))
        };
        connection.takes_default_route == Fact::Known(false)
            && [&connection.provisioning, &hub.provisioning].into_iter().all(is_done)
            && self.joins.hubs.iter().filter(|it| it.is_joined(hub)).all(is_still)
    }

    /// The VNets that are connected to a hub of Virtual WAN, or to another hub of the same one: all of them reach each other
    /// by default.
    pub fn connected_vnets<'a>(&'a self, hub: &'a VirtualHub) -> impl Iterator<Item = &'a Vnet> {
        let connections = self.joins.hubs.iter().filter(|it| it.is_joined(hub)).flat_map(|it| &it.connections.items);
        connections.filter_map(|it| self.vnet(it.vnet.as_ref()?))
    }

    /// The addresses that a VNet has, or reaches by its peerings and over hubs of Virtual WAN, without those of another VNet.
    #[must_use]
    pub fn reached(&self, vnet: &Vnet, without: &Id) -> Vec<Ipv4Net> {
        let sides = vnet.peerings.items.iter().filter(|it| it.remote.as_ref() != Some(without));
        let beyond = self
            .hubs_of(&vnet.origin.id)
            .flat_map(|it| self.connected_vnets(it))
            .map(|it| (&it.origin.id, &it.prefixes));
        let beyond = beyond.filter(|(id, _)| *id != without && **id != vnet.origin.id).map(|it| it.1);
        let ranges = sides.map(|it| &it.remote_prefixes).chain([&vnet.prefixes]).chain(beyond);
        ranges.filter_map(Fact::known).flatten().copied().collect()
    }

    /// The VNet that a hub of Virtual WAN joins already and that has addresses which another one has or reaches too, and its
    /// range: connected to that hub, the two would be in each other's way.
    ///
    /// Source: "Virtual WAN FAQ" (virtual-wan-faq.md): a hub chooses the longest prefix, and a peering goes before a hub. Which
    /// of two VNets with one range it leads to, no document says.
    #[must_use]
    pub fn taken_at_hub<'a>(&'a self, vnet: &Vnet, hub: &'a VirtualHub) -> Option<(&'a Vnet, Ipv4Net)> {
        let others = self.connected_vnets(hub).filter(|it| it.origin.id != vnet.origin.id);
        others.into_iter().find_map(|other| {
            let reached = self.reached(vnet, &other.origin.id);
            let shared = |net: &&Ipv4Net| reached.iter().any(|it| meet(*it, **net));
            Some((other, *other.prefixes.known()?.iter().find(shared)?))
        })
    }
}

impl VirtualHub {
    /// Its connections to a VNet.
    pub fn connections_of(&self, vnet: &Id) -> impl Iterator<Item = &HubConnection> {
        self.connections.items.iter().filter(move |it| it.vnet.as_ref() == Some(vnet))
    }

    /// Whether it and another hub are of one Virtual WAN.
    #[must_use]
    pub fn is_joined(&self, hub: &Self) -> bool {
        self.origin.id == hub.origin.id || self.wan.is_some() && self.wan == hub.wan
    }
}

impl GatewayConnection {
    /// Whether the ranges that it leads to are in no file: those of a network that announces none and was not read.
    #[must_use]
    pub fn is_unranged(&self, network: &Network) -> bool {
        !self.announces() && network.local_gateway(self).is_none_or(|it| it.prefixes.known().is_none())
    }
}

impl Network {
    /// The destination networks that no connection in the files leads to: theirs may be missing.
    pub fn unconnected(&self) -> impl Iterator<Item = &LocalGateway> {
        let leads = |it: &LocalGateway| {
            self.gateway_connections.iter().any(|other| other.local_gateway.as_ref() == Some(&it.origin.id))
        };
        self.local_gateways.iter().filter(move |it| !leads(it))
    }

    /// The destination network of a connection.
    #[must_use]
    pub fn local_gateway(&self, connection: &GatewayConnection) -> Option<&LocalGateway> {
        let id = connection.local_gateway.as_ref()?;
        self.local_gateways.iter().find(|it| it.origin.id == *id)
    }
}

/// Where a server with a subnet of its own stands.
#[derive(Clone, Copy)]
pub struct Attachment<'a> {
    /// The virtual network.
    pub vnet: &'a Vnet,
    /// The subnet of it.
    pub subnet: &'a Subnet,
}
