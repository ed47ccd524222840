//! The networks of a migration as its connections pass them: what a drawing shows of the files.
//!
//! It adds nothing to the report. Each stop is a hop of a trace, in the network in which it takes place, with what the files
//! say of what is there.

mod facts;
mod frames;

use serde::{Deserialize, Serialize};

use self::{
    facts::facts,
    frames::{Ends, is_of_other, server_of},
};
use crate::{
    Config, Connection, HopKind, Party, Report, Status, Step, StepKey,
    check::dns::a_record,
    keyword::keyword,
    network::{Context, Network},
};

/// The networks of one migration, from top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// Every stage of every connection but those that do not apply. Where a runtime server opens two, the one to the source comes first, from its end to
    /// its start, so that the runtime server stands between the two that it joins.
    pub stops: Vec<Stop>,
}

/// A stage of a connection, in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The networks that it is in, the outermost first; empty where it is in none that the files hold.
    pub frames: Vec<Frame>,
    /// The connection that it is a stage of, by its destination.
    pub connection: Party,
    /// Whether the connection goes up from here.
    pub is_upward: bool,
    /// Whether every stage before it holds, so that a connection comes as far as this.
    pub is_reached: bool,
    /// What it is.
    pub kind: HopKind,
    /// The step that decides it.
    pub step: StepKey,
    /// What the step is called, in a few words.
    pub name: String,
    /// What is known of it.
    pub status: Status,
    /// The name of the resource that decided it, where one did.
    pub resource: Option<String>,
    /// What happens there, as a sentence.
    pub text: String,
    /// What the files say of what is there, as `Approved, 10.1.0.4`, each in a few words.
    pub facts: Vec<String>,
}

/// A network with what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// What it is.
    pub kind: FrameKind,
    /// Its name.
    pub name: String,
    /// Its ranges of addresses, as `10.1.0.0/16`; empty where the files do not hold them.
    pub ranges: Vec<String>,
}

keyword! {
    /// What a network is.
    FrameKind {
        /// A virtual network.
        Vnet = "vnet", "VNet";
        /// A part of one.
        Subnet = "subnet", "Subnet";
        /// A hub of Virtual WAN.
        Hub = "hub", "Virtual hub";
        /// A network outside of Azure, as a local network gateway has it.
        OnPremises = "on-premises", "On-premises network";
    }
}

/// Returns the drawing of a report in the networks that it was concluded from; empty where nothing was read, or where no
/// connection is known.
#[must_use]
pub fn draw(config: &Config, network: &Network, report: &Report) -> Drawing {
    if network.is_empty() {
        return Drawing::default();
    }
    let context = Context::new(config, network);
    let stops = |connection, is_upward| stops(&context, report, connection, is_upward);
    match &report.connections[..] {
        [up, down] => {
            let mut drawn = stops(up, true);
            drawn.reverse();
            // The client is one, and its stops stand once.
            let is_drawn = |stop: &Stop| {
                stop.kind == HopKind::Client
                    && up.trace.iter().any(|it| it.kind == HopKind::Client && it.step == stop.step)
            };
            drawn.extend(stops(down, false).into_iter().filter(|it| !is_drawn(it)));
            Drawing { stops: drawn }
        }
        one => Drawing { stops: one.iter().flat_map(|it| stops(it, false)).collect() },
    }
}

/// The stages of a connection, from its start.
fn stops(context: &Context<'_>, report: &Report, connection: &Connection, is_upward: bool) -> Vec<Stop> {
    let ends = Ends::of(context, connection);
    let mut stops: Vec<Stop> = Vec::with_capacity(connection.trace.len());
    for hop in connection.trace.iter().filter(|it| it.status != Status::NotApplicable) {
        // What is there stands at the first of several stages of one kind; at a server, at the first of that server.
        let is_of_one = |it: &Stop| server_of(connection, it.step) == server_of(connection, hop.step);
        let is_same = |it: &Stop| it.kind == hop.kind && (hop.kind != HopKind::Client || is_of_one(it));
        let is_first = !stops.last().is_some_and(is_same);
        let stop = Stop {
            frames: ends.frames(context, connection, hop),
            connection: connection.to,
            is_upward,
            is_reached: true,
            kind: hop.kind,
            step: hop.step,
            name: report.step(hop.step).map_or(hop.kind.label(), name).to_owned(),
            status: hop.status,
            resource: hop.resource.clone(),
            text: hop.text.to_string(),
            facts: facts(context, connection, hop, is_first),
        };
        // What is in the client's own network is passed before what joins it to others.
        let is_far = |it: &Stop| it.kind == HopKind::Interconnect && !ends.is_near(it);
        let at =
            if hop.kind == HopKind::Interconnect && ends.is_near(&stop) { stops.iter().position(is_far) } else { None };
        stops.insert(at.unwrap_or(stops.len()), stop);
    }
    // What is about the other server stands in its network, with what else is there.
    for hop in connection.trace.iter().filter(|it| is_of_other(connection, it.step)) {
        let Some(from) = stops.iter().position(|it| it.kind == hop.kind && it.step == hop.step) else { continue };
        let stop = stops.remove(from);
        let is_there = |it: &Stop| !stop.frames.is_empty() && it.frames == stop.frames;
        let is_server = |it: &Stop| it.kind == HopKind::Server;
        let at = stops.iter().position(is_there).or_else(|| stops.iter().position(is_server));
        stops.insert(at.unwrap_or(stops.len()), stop);
    }
    let mut is_reached = true;
    for stop in &mut stops {
        stop.is_reached = is_reached;
        is_reached &= stop.status == Status::Pass;
    }
    stops
}

/// What the step of a stage is called; where what it fails by is a record, that.
fn name(step: &Step) -> &'static str {
    let is_record = step.evidence.first().is_some_and(|it| it.property == "A");
    if is_record && step.status == Status::Fail { a_record::CHECK.name } else { step.name }
}
