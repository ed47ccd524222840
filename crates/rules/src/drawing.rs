//! The networks of a migration as its connections pass them: what a drawing shows of the files.
//!
//! It adds nothing to the report. Each stop is a hop of a trace, in the network in which it takes place, with what the files
//! say of what is there.

mod facts;
mod frames;

use self::{facts::facts, frames::Ends};
use crate::{
    Config, Connection, Hop, HopKind, Party, Report, Status,
    network::{Context, Network},
};

/// The networks of one migration, from top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Every stage of every connection but those that do not apply. Where a runtime server opens two, the one to the source comes first, from its end to
    /// its start, so that the runtime server stands between the two that it joins.
    pub stops: Vec<Stop>,
}

/// A stage of a connection, in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The networks that it is in, the outermost first; empty where it is in none that the files hold.
    pub frames: Vec<Frame>,
    /// The connection that it is a stage of, by its destination.
    pub connection: Party,
    /// Whether the connection goes up from here.
    pub is_upward: bool,
    /// Whether every stage before it holds, so that a connection comes as far as this.
    pub is_reached: bool,
    /// What its step is called, in a few words.
    pub name: &'static str,
    /// The stage.
    pub hop: Hop,
    /// What the files say of what is there, as `Approved, 10.1.0.4`, each in a few words.
    pub facts: Vec<String>,
}

/// A network with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What it is.
    pub kind: FrameKind,
    /// Its name.
    pub name: String,
    /// Its ranges of addresses, as `10.1.0.0/16`; empty where the files do not hold them.
    pub ranges: Vec<String>,
}

/// What a network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    /// A virtual network.
    Vnet,
    /// A part of one.
    Subnet,
    /// A hub of Virtual WAN.
    Hub,
    /// A network outside of Azure, as a local network gateway has it.
    OnPremises,
}

impl FrameKind {
    /// Its name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Vnet => "VNet",
            Self::Subnet => "Subnet",
            Self::Hub => "Virtual hub",
            Self::OnPremises => "On-premises network",
        }
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
                stop.hop.kind == HopKind::Client
                    && up.trace.iter().any(|it| it.kind == HopKind::Client && it.step == stop.hop.step)
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
        // What is there stands at the first of several stages of one kind.
        let is_first = stops.last().is_none_or(|it| it.hop.kind != hop.kind);
        let stop = Stop {
            frames: ends.frames(context, hop),
            connection: connection.to,
            is_upward,
            is_reached: true,
            name: report.step(hop.step).map_or(hop.kind.label(), |it| it.name),
            hop: hop.clone(),
            facts: facts(context, connection, hop, is_first),
        };
        // What is in the client's own network is passed before what joins it to others.
        let is_far = |it: &Stop| it.hop.kind == HopKind::Interconnect && !ends.is_near(it);
        let at =
            if hop.kind == HopKind::Interconnect && ends.is_near(&stop) { stops.iter().position(is_far) } else { None };
        stops.insert(at.unwrap_or(stops.len()), stop);
    }
    let mut is_reached = true;
    for stop in &mut stops {
        stop.is_reached = is_reached;
        is_reached &= stop.hop.status == Status::Pass;
    }
    stops
}
