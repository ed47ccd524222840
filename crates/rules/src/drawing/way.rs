//! The way of one connection through the parts.

use super::{
    Mark, PartKind, Side, Station, Way,
    scene::{End, Scene},
};
use crate::{
    Connection, Hop, HopKind, Party, Status, StepKey,
    check::{
        Check,
        endpoint::{delegated_subnet, subnet_needs},
        runtime::vnet_integrated,
    },
};

/// Draws the networks of both ends of a connection.
pub(super) fn ends(scene: &mut Scene<'_>, connection: &Connection, row: usize) {
    let (near, far) = both(scene, connection, row);
    scene.server(client(connection), &near);
    scene.subnet(&far);
}

fn both(scene: &Scene<'_>, connection: &Connection, row: usize) -> (End, End) {
    let near = End { subnet: scene.own_subnet(client(connection)), side: Side::Client, row };
    (near, End { subnet: scene.subnet_of(connection.to), side: Side::Server, row })
}

/// Who opens a connection. Where that is not known, it may be the target: it stands where the client would.
fn client(connection: &Connection) -> Party {
    connection.from.unwrap_or(Party::Target)
}

/// Draws what a connection passes, and returns its way.
pub(super) fn way(scene: &mut Scene<'_>, connection: &Connection, row: usize) -> Way {
    let (near, far) = both(scene, connection, row);
    let client = client(connection);
    let start = scene.server(client, &near);
    let mut placed: Vec<(&Hop, usize)> = Vec::with_capacity(connection.trace.len());
    for hop in in_order(connection) {
        let part = part(scene, connection, hop, &near, &far);
        let is_near = hop.kind == HopKind::Interconnect && scene.joins_to(part, near.subnet.as_ref());
        let at = |(it, part): &(&Hop, usize)| {
            it.kind == HopKind::Interconnect && !scene.joins_to(*part, near.subnet.as_ref())
        };
        // What is at the client's own network is passed before what joins others.
        let place = if is_near { placed.iter().position(at) } else { None };
        placed.insert(place.unwrap_or(placed.len()), (hop, part));
    }
    let last = scene.answers(connection.to, &far);
    let mut found = Found { scene, stations: vec![(start, true)], is_reached: !placed.is_empty() };
    let (mut end, mut is_joined) = (None, false);
    for (hop, part) in &placed {
        if HopKind::Interconnect < hop.kind && !is_joined {
            found.joined(&near, &far);
            is_joined = true;
        }
        found.pass_all(*part, &near);
        found.is_reached &= hop.status == Status::Pass;
        if hop.status != Status::Pass && end.is_none() {
            end = Some(*part);
        }
        found.scene.mark(*part, mark(found.scene, connection, hop));
    }
    if !is_joined {
        found.joined(&near, &far);
    }
    for part in last {
        found.pass(part);
    }
    let stations = found.stations;
    let station = |(part, is_reached)| Station { part, is_reached };
    Way { to: connection.to, stations: stations.into_iter().map(station).collect(), end }
}

/// The stations so far, each with whether the connection comes there.
struct Found<'s, 'a> {
    scene: &'s mut Scene<'a>,
    stations: Vec<(usize, bool)>,
    is_reached: bool,
}

impl Found<'_, '_> {
    /// Passes a part; before a VPN the gateway that it begins at, and after it the other one.
    fn pass_all(&mut self, part: usize, near: &End) {
        let mut gateways = self.scene.gateways_of(part, near).into_iter();
        if let Some(own) = gateways.next() {
            self.pass(own);
        }
        self.pass(part);
        for other in gateways {
            self.pass(other);
        }
    }

    /// Passes a part, if it is no network that others are in.
    fn pass(&mut self, part: usize) {
        if !self.scene.is_network(part) && self.stations.iter().all(|it| it.0 != part) {
            self.stations.push((part, self.is_reached));
        }
    }

    /// Passes the peering that joins a hub to the server's network, where the way came to that hub.
    fn joined(&mut self, near: &End, far: &End) {
        let passed: Vec<usize> = self.stations.iter().map(|it| it.0).collect();
        if let Some(part) = self.scene.peering_beyond(&passed, near, far) {
            self.pass(part);
        }
    }
}

/// The hops that matter, with what is asked of the other server's own subnet where the connection comes there.
fn in_order(connection: &Connection) -> Vec<&Hop> {
    let mut hops: Vec<&Hop> = Vec::with_capacity(connection.trace.len());
    let place = |it: &Hop| if is_of_other(connection, it.step) { HopKind::InboundRules } else { it.kind };
    for hop in connection.trace.iter().filter(|it| it.status != Status::NotApplicable) {
        hops.insert(hops.partition_point(|it| place(it) <= place(hop)), hop);
    }
    hops
}

fn is_about(step: StepKey, checks: &[&Check]) -> bool {
    checks.iter().any(|it| it.key(step.party()) == Some(step))
}

/// Whether a hop that is looked at before a connection begins is about another server than the one that opens it: its own
/// subnet, and what it needs there.
fn is_of_other(connection: &Connection, step: StepKey) -> bool {
    is_about(step, &[&delegated_subnet::CHECK, &subnet_needs::CHECK])
        && connection.from.is_some_and(|it| it != step.party())
}

/// The part at which a hop takes place.
fn part(scene: &mut Scene<'_>, connection: &Connection, hop: &Hop, near: &End, far: &End) -> usize {
    let client = client(connection);
    let resource = hop.resource.as_deref();
    let to = connection.to;
    match hop.kind {
        HopKind::Client => {
            let of_subnet = [&delegated_subnet::CHECK, &subnet_needs::CHECK, &vnet_integrated::CHECK];
            let (party, end) = if is_of_other(connection, hop.step) { (hop.step.party(), far) } else { (client, near) };
            let subnet = if is_about(hop.step, &of_subnet) { scene.subnet(end) } else { None };
            subnet.unwrap_or_else(|| scene.server(party, end))
        }
        HopKind::Name | HopKind::Address => scene.name(to, resource, near),
        HopKind::OutboundRules => scene.rules(client, resource, near),
        HopKind::Route => scene.routes(client, resource, near),
        HopKind::Interconnect => scene.join(resource, near, far, to),
        HopKind::InboundRules => scene.rules(to, resource, far),
        HopKind::ReturnRoute => scene.routes(to, resource, far),
        HopKind::Endpoint => scene.endpoint(to, far).unwrap_or_else(|| scene.server(to, far)),
        HopKind::Server => scene.server(to, far),
    }
}

fn mark(scene: &Scene<'_>, connection: &Connection, hop: &Hop) -> Mark {
    Mark {
        connections: vec![connection.to],
        kind: hop.kind,
        steps: vec![hop.step],
        name: scene.report.step(hop.step).map_or(hop.kind.label(), |it| it.name).to_owned(),
        status: hop.status,
        resource: hop.resource.clone(),
        text: hop.text.to_string(),
    }
}

impl PartKind {
    /// How the parts of this kind are told apart.
    pub(super) fn key(self, name: &str) -> String {
        format!("{}:{}", self.word(), name.to_ascii_lowercase())
    }
}
