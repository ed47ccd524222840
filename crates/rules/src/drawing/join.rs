//! Adds to a drawing what joins the networks of the two ends, and who answers for the name that the client asks for.

use super::{
    Part, PartKind, Side, facts,
    scene::{End, Scene, part},
};
use crate::{
    Party,
    network::{AzureFirewall, GatewayConnection, Id, Nic, NicAddress, PeeringSide, VirtualHub},
};

impl Scene<'_> {
    /// Whether a part is a line that ends at the VNet of a subnet.
    pub(super) fn joins_to(&self, at: usize, subnet: Option<&Id>) -> bool {
        let Some(vnet) = subnet.and_then(Id::parent) else { return false };
        let is_it = |it: &usize| {
            self.part(*it).is_some_and(|it| it.kind == PartKind::Vnet && it.name.eq_ignore_ascii_case(vnet.name()))
        };
        self.part(at).is_some_and(|it| it.joins.iter().any(is_it))
    }

    /// The gateways that a VPN begins and ends at, that of the client's own network first.
    pub(super) fn gateways_of(&self, part: usize, near: &End) -> Vec<usize> {
        let Some(part) = self.part(part).filter(|it| it.kind == PartKind::Connection) else { return Vec::new() };
        let is_gateway = |it: &usize| self.part(*it).is_some_and(|it| it.kind == PartKind::Gateway);
        let is_near = |it: &usize| {
            let vnet = self.part(*it).and_then(|it| self.part(it.within?));
            vnet.is_some_and(|it| it.side == near.side)
        };
        let (own, others): (Vec<_>, Vec<_>) = part.joins.iter().copied().filter(is_gateway).partition(is_near);
        own.into_iter().chain(others).collect()
    }

    /// What joins the networks at a hop.
    pub(super) fn join(&mut self, resource: Option<&str>, near: &End, far: &End, to: Party) -> usize {
        let vnets = [near, far].map(|it| it.subnet.as_ref().and_then(Id::parent));
        if let Some(found) = resource.and_then(|it| self.between(it, near)) {
            return found;
        }
        match vnets {
            // Within one VNet nothing is between the two ends.
            [Some(one), Some(other)] if one == other => self.vnet(&one, near.side, near.row),
            [Some(one), Some(other)] => {
                let network = self.network;
                let is_peered = network.neighbours(&one).contains(&other);
                match network.vpns(&one, &other).next().filter(|_| !is_peered) {
                    Some(vpn) => self.connection(vpn, near),
                    None => self.peering(&one, &other, near),
                }
            }
            [one, other] => {
                let own: Vec<&GatewayConnection> = self.context.connections_to_source();
                if let (Some(it), Party::Source) = (own.first(), to) {
                    return self.connection(it, near);
                }
                let joins = [
                    one.map(|it| self.vnet(&it, near.side, near.row)),
                    other.map(|it| self.vnet(&it, far.side, far.row)),
                ];
                let key = format!("{}", near.row);
                let joins: Vec<usize> = joins.into_iter().flatten().collect();
                self.add(PartKind::Join, &key, |_| Part { joins, ..part("", None, Side::Between, near.row) })
            }
        }
    }

    /// The peering of the client's and the server's own network with one in between, if the way came there and the files show
    /// both.
    pub(super) fn peering_beyond(&mut self, passed: &[usize], near: &End, far: &End) -> Option<usize> {
        let [one, other] = [near, far].map(|it| it.subnet.as_ref().and_then(Id::parent));
        let (one, other) = (one?, other?);
        let hubs = self.network.hubs(&one, &other);
        if one == other || self.network.neighbours(&one).contains(&other) {
            return None;
        }
        let is_passed = |scene: &Self, hub: &Id| {
            let own = |it: &usize| scene.part(*it).filter(|it| it.kind == PartKind::Peering);
            let mut joined = passed.iter().filter_map(own).flat_map(|it| it.joins.clone());
            joined.any(|it| scene.part(it).is_some_and(|it| it.name.eq_ignore_ascii_case(hub.name())))
        };
        let hub = hubs.iter().find(|it| is_passed(self, it))?;
        Some(self.peering(hub, &other, far))
    }

    /// A resource that stands between networks, by its name; none where it is none, or where it is not certain which one is
    /// meant.
    pub(super) fn between(&mut self, name: &str, end: &End) -> Option<usize> {
        let network = self.network;
        let sides = network.vnets.iter().flat_map(|it| it.peerings.iter().map(move |side| (it, side)));
        let mut sides = sides.filter(|it| it.1.origin.name() == name);
        if let Some((vnet, side)) = sides.next().filter(|_| sides.next().is_none()) {
            let remote = side.remote.as_ref()?;
            return Some(self.peering(&vnet.origin.id, remote, end));
        }
        let mut connections = network.gateway_connections.iter().filter(|it| it.origin.name() == name);
        if let Some(it) = connections.next().filter(|_| connections.next().is_none()) {
            return Some(self.connection(it, end));
        }
        let mut firewalls = network.joins.firewalls.iter().filter(|it| it.origin.name() == name);
        if let Some(it) = firewalls.next().filter(|_| firewalls.next().is_none()) {
            return Some(self.firewall(it, end));
        }
        if let Some(it) = network.gateways.iter().find(|it| it.origin.name() == name) {
            return Some(self.gateway(&it.origin.id, end));
        }
        for hub in &network.joins.hubs {
            if hub.origin.name() == name {
                return Some(self.hub(hub, end.row));
            }
            if let Some(it) = hub.connections.iter().find(|it| it.origin.name() == name) {
                let facts = it.provisioning.known().cloned().into_iter().collect();
                let key = it.origin.id.text();
                let hub_at = self.hub(hub, end.row);
                let vnet = it.vnet.as_ref().map(|it| self.vnet(it, Side::Between, end.row));
                let joins = vnet.into_iter().chain([hub_at]).collect();
                return Some(self.add(PartKind::HubConnection, key, |_| Part {
                    facts,
                    joins,
                    ..part(it.origin.id.name(), None, Side::Between, end.row)
                }));
            }
        }
        let appliance = |it: &&Nic| it.origin.name() == name && it.ip_forwarding.known().is_some();
        let nic = network.nics.iter().find(appliance)?;
        let own = |it: &NicAddress| it.subnet.clone();
        let subnet = nic.addresses.iter().find_map(own);
        let address = nic.addresses.iter().find_map(|it| it.address).map(|it| it.to_string());
        let is_at_end = subnet.is_some() && subnet == end.subnet;
        let within = subnet.and_then(|it| it.parent()).map(|it| self.vnet(&it, Side::Between, end.row));
        (!is_at_end).then(|| {
            self.add(PartKind::Appliance, nic.origin.id.text(), |_| Part {
                facts: address.into_iter().collect(),
                ..part(nic.origin.id.name(), within, Side::Between, end.row)
            })
        })
    }

    /// A peering of two VNets, with the state of both sides. A VNet that is no end of a connection stands between.
    pub(super) fn peering(&mut self, one: &Id, other: &Id, end: &End) -> usize {
        let network = self.network;
        let (first, second) = if one.text().to_ascii_lowercase() <= other.text().to_ascii_lowercase() {
            (one, other)
        } else {
            (other, one)
        };
        let key = format!("{} {}", first.text(), second.text());
        let sides = [(one, other), (other, one)].map(|(from, to)| (from, to, network.peering_side(from, to, |_| true)));
        let is_absent = sides.iter().all(|it| matches!(it.2, PeeringSide::Absent(_)));
        let facts = if is_absent {
            vec!["none".to_owned()]
        } else {
            sides.iter().map(|(from, _, side)| facts::side(from, *side)).collect()
        };
        let row = end.row;
        let at = self.add(PartKind::Peering, &key, |_| Part { facts, ..part("", None, Side::Between, row) });
        let joins = vec![self.vnet(one, Side::Between, row), self.vnet(other, Side::Between, row)];
        self.set_joins(at, joins);
        at
    }

    /// A VPN or ExpressRoute connection, and the gateway that it begins at.
    fn connection(&mut self, it: &GatewayConnection, end: &End) -> usize {
        let ends = [&it.gateway, &it.remote_gateway];
        let mut joins: Vec<usize> = ends.into_iter().flatten().map(|it| self.gateway(it, end)).collect();
        let local = self.network.local_gateway(it);
        if let Some(local) = local {
            let ranges = local.prefixes.known().into_iter().flatten().map(ToString::to_string).collect();
            let id = &local.origin.id;
            joins.push(self.add(PartKind::OnPremises, id.text(), |_| Part {
                facts: ranges,
                ..part(id.name(), None, Side::Server, end.row)
            }));
        }
        let facts = [it.kind.clone(), it.status.clone()].into_iter().flatten().collect();
        self.add(PartKind::Connection, it.origin.id.text(), |_| Part {
            facts,
            joins,
            ..part(it.origin.id.name(), None, Side::Between, end.row)
        })
    }

    fn gateway(&mut self, id: &Id, end: &End) -> usize {
        let vnet = self.network.gateway_vnet(id);
        let within = vnet.map(|it| self.vnet(&it, Side::Between, end.row));
        self.add(PartKind::Gateway, id.text(), |_| part(id.name(), within, Side::Between, end.row))
    }

    fn firewall(&mut self, it: &AzureFirewall, end: &End) -> usize {
        let network = self.network;
        let hub = network.joins.hubs.iter().find(|hub| it.hub.as_ref() == Some(&hub.origin.id));
        let vnet = it.subnet.as_ref().and_then(Id::parent);
        let within =
            vnet.map(|it| self.vnet(&it, Side::Between, end.row)).or_else(|| hub.map(|it| self.hub(it, end.row)));
        let facts = it.addresses.iter().map(ToString::to_string).collect();
        self.add(PartKind::Firewall, it.origin.id.text(), |_| Part {
            facts,
            ..part(it.origin.id.name(), within, Side::Between, end.row)
        })
    }

    pub(super) fn hub(&mut self, hub: &VirtualHub, row: usize) -> usize {
        let facts = hub.routing_state.iter().map(|it| format!("routing {}", it.to_lowercase())).collect();
        let id = &hub.origin.id;
        self.add(PartKind::Hub, id.text(), |_| Part { facts, ..part(id.name(), None, Side::Between, row) })
    }

    /// Who answers for the name of a party: a zone, the VNet's own servers, or another.
    pub(super) fn name(&mut self, to: Party, resource: Option<&str>, near: &End) -> usize {
        let vnet = near.subnet.as_ref().and_then(Id::parent);
        if let Some(vnet) = vnet.as_ref().filter(|it| resource == Some(it.name())) {
            return self.vnet(vnet, near.side, near.row);
        }
        let zones = facts::zones(&self.context, to, vnet.as_ref());
        // A zone is named alone, with its link or with its record.
        let is_it = |zone: &str| {
            resource.is_some_and(|it| it.split('/').next().is_some_and(|it| it.eq_ignore_ascii_case(zone)))
        };
        let mut named = None;
        for zone in zones {
            let id = zone.zone.origin.id.clone();
            let joins: Vec<usize> =
                vnet.iter().filter(|_| zone.is_linked).map(|it| self.vnet(it, near.side, near.row)).collect();
            let at = self.add(PartKind::Zone, id.text(), |_| Part {
                facts: zone.facts,
                joins,
                ..part(id.name(), None, Side::Names, near.row)
            });
            if named.is_none() && (resource.is_none() || is_it(id.name())) {
                named = Some(at);
            }
        }
        named.unwrap_or_else(|| {
            let server = self.context.server(to).ok();
            let host = server.and_then(|it| it.host.as_deref()).or_else(|| self.context.config.name(to));
            let host = host.unwrap_or(to.label()).to_owned();
            self.add(PartKind::Name, &host, |_| part(&host, None, Side::Names, near.row))
        })
    }
}
