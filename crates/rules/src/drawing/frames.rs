//! In which networks a stage of a connection takes place.

use std::net::Ipv4Addr;

use super::{Frame, FrameKind, Stop};
use crate::{
    Connection, Hop, HopKind, Party, StepKey,
    check::{
        Check,
        endpoint::{delegated_subnet, subnet_needs},
    },
    network::{Context, Destination, Fact, Gateway, Id, Network, Server},
};

/// The networks at the two ends of a connection, the outermost first.
pub(super) struct Ends {
    client: Vec<Frame>,
    destination: Vec<Frame>,
    /// Whether the server itself is in the network in which it answers, and not behind a private endpoint.
    is_inside: bool,
}

impl Ends {
    pub(super) fn of(context: &Context<'_>, connection: &Connection) -> Self {
        let client = context.client_subnet().map(|(_, subnet)| of_subnet(context.network, subnet)).unwrap_or_default();
        let (destination, is_inside) = match context.destination(connection.to) {
            Ok(Destination::Endpoint(it)) => (it.subnet.as_ref().map(|it| of_subnet(context.network, it)), false),
            Ok(Destination::Integrated(_, subnet)) => (Some(of_subnet(context.network, subnet)), true),
            Ok(Destination::Machine(nic)) => {
                let subnet = nic.addresses.iter().find_map(|it| it.subnet.as_ref());
                (subnet.map(|it| of_subnet(context.network, it)), true)
            }
            Ok(Destination::Address(address)) => (on_premises(context.network, address), true),
            Ok(Destination::Public) | Err(_) => (None, false),
        };
        Self { client, destination: destination.unwrap_or_default(), is_inside }
    }

    /// Whether a stage takes place in the client's own network.
    pub(super) fn is_near(&self, stop: &Stop) -> bool {
        self.client.first().is_some_and(|it| stop.frames.first() == Some(it))
    }

    /// The networks that a stage takes place in.
    pub(super) fn frames(&self, context: &Context<'_>, connection: &Connection, hop: &Hop) -> Vec<Frame> {
        match hop.kind {
            // What the other server itself needs is in its own subnet.
            HopKind::Client if is_of_other(connection, hop.step) => match context.server(hop.step.party()) {
                Ok(Server { delegated_subnet: Fact::Known(subnet), .. }) => of_subnet(context.network, subnet),
                _ => Vec::new(),
            },
            HopKind::Client | HopKind::Name | HopKind::Address | HopKind::OutboundRules | HopKind::Route => {
                self.client.clone()
            }
            HopKind::Interconnect => {
                let frame = hop.resource.as_deref().and_then(|it| of_resource(context.network, it));
                // Within one VNet nothing is between the two ends.
                let is_one = self.client.first().is_some_and(|it| self.destination.first() == Some(it));
                frame.or_else(|| self.client.first().filter(|_| is_one).cloned()).into_iter().collect()
            }
            HopKind::InboundRules | HopKind::Endpoint | HopKind::ReturnRoute => self.destination.clone(),
            HopKind::Server if self.is_inside => self.destination.clone(),
            HopKind::Server => Vec::new(),
        }
    }
}

/// Whether a stage that is looked at before a connection begins is about another server than the one that opens it: its own
/// subnet, and what it needs there.
pub(super) fn is_of_other(connection: &Connection, step: StepKey) -> bool {
    let is_own = |it: &Check| it.key(step.party()) == Some(step);
    [&delegated_subnet::CHECK, &subnet_needs::CHECK].into_iter().any(is_own)
        && connection.from.is_some_and(|it| it != step.party())
}

/// The server that a stage at the start of a connection is about.
pub(super) fn server_of(connection: &Connection, step: StepKey) -> Option<Party> {
    if is_of_other(connection, step) { Some(step.party()) } else { connection.from }
}

/// A subnet and its VNet.
fn of_subnet(network: &Network, subnet: &Id) -> Vec<Frame> {
    let ranges = network.subnet(subnet).map(|it| it.prefixes.iter().map(ToString::to_string).collect());
    let frame = Frame { kind: FrameKind::Subnet, name: subnet.name().to_owned(), ranges: ranges.unwrap_or_default() };
    subnet.parent().map(|it| of_vnet(network, &it)).into_iter().chain([frame]).collect()
}

fn of_vnet(network: &Network, vnet: &Id) -> Frame {
    let prefixes = network.vnet(vnet).and_then(|it| it.prefixes.known());
    let ranges = prefixes.into_iter().flatten().map(ToString::to_string).collect();
    Frame { kind: FrameKind::Vnet, name: vnet.name().to_owned(), ranges }
}

/// The network behind the one local network gateway that has an address.
fn on_premises(network: &Network, address: Ipv4Addr) -> Option<Vec<Frame>> {
    let mut found = network
        .local_gateways
        .iter()
        .filter(|it| it.prefixes.known().is_some_and(|it| it.iter().any(|it| it.contains(&address))));
    let gateway = found.next().filter(|_| found.next().is_none())?;
    let ranges = gateway.prefixes.known().into_iter().flatten().map(ToString::to_string).collect();
    Some(vec![Frame { kind: FrameKind::OnPremises, name: gateway.origin.name(), ranges }])
}

/// The network that a resource which joins networks stands in, by its name; none where it is not certain which one is meant.
fn of_resource(network: &Network, name: &str) -> Option<Frame> {
    let vnets = network.vnets.iter().filter(|it| it.origin.name() == name).map(|it| it.origin.id.clone());
    let sides = network.vnets.iter().filter(|it| it.peerings.iter().any(|side| side.origin.name() == name));
    let sides = sides.map(|it| it.origin.id.clone());
    let gateways = network.gateways.iter().filter(|it| it.origin.name() == name).filter_map(Gateway::vnet);
    let connections = network.gateway_connections.iter().filter(|it| it.origin.name() == name);
    let connected = connections.filter_map(|it| network.gateway_vnet(it.gateway.as_ref()?));
    let firewalls = network.joins.firewalls.iter().filter(|it| it.origin.name() == name);
    let firewalls = firewalls.filter_map(|it| it.subnet.as_ref()?.parent());
    let tables = network
        .vnets
        .iter()
        .flat_map(|it| &it.subnets.items)
        .filter(|it| matches!(&it.route_table, Fact::Known(id) if id.name() == name));
    let tables = tables.filter_map(|it| it.origin.id.parent());
    let mut found = Vec::new();
    for id in vnets.chain(sides).chain(gateways).chain(connected).chain(firewalls).chain(tables) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    let hubs = network
        .joins
        .hubs
        .iter()
        .filter(|it| it.origin.name() == name || it.connections.iter().any(|it| it.origin.name() == name));
    let hubs: Vec<_> = hubs.collect();
    match (&found[..], &hubs[..]) {
        ([vnet], []) => Some(of_vnet(network, vnet)),
        ([], [hub]) => Some(Frame { kind: FrameKind::Hub, name: hub.origin.name(), ranges: Vec::new() }),
        _ => None,
    }
}
