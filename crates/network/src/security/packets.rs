//! The packets of one connection, and the parts that rules tell apart in them.

use ipnet::Ipv4Net;

use crate::{Fact, Id, PortRange};

/// How packets travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// As PostgreSQL's do.
    Tcp,
    /// As questions for names do.
    Udp,
}

/// Packets of one connection, as far as they are known beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packets {
    /// How they travel.
    pub transport: Transport,
    /// Where they come from.
    pub source: End,
    /// The ports that they may come from.
    pub source_ports: PortRange,
    /// Where they go.
    pub destination: End,
    /// The port that they go to.
    pub port: u16,
}

/// The ports that a client may connect from: any but the ones that only services take.
pub const CLIENT_PORTS: PortRange = PortRange { from: 1024, to: u16::MAX };

/// Every port.
pub const ALL_PORTS: PortRange = PortRange { from: 0, to: u16::MAX };

/// One end of a connection: any address of these ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The ranges; one address is a `/32`.
    pub nets: Vec<Ipv4Net>,
    /// The application security groups that it is a member of, whichever address it has.
    pub groups: Fact<Vec<Id>>,
}

/// The ports that a client's system takes by itself, of which Linux, where a flexible server runs, takes these.
///
/// Source: ip-sysctl.rst of the Linux kernel, `ip_local_port_range`.
pub const EPHEMERAL_PORTS: PortRange = PortRange { from: 32768, to: 60999 };

/// Packets that no rule distinguishes yet.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) source: Span,
    pub(super) source_ports: Span,
    pub(super) destination: Span,
}

/// Addresses or ports from one to another, both included.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) from: u32,
    pub(super) to: u32,
}

/// What of a part can be cut in two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Source,
    SourcePorts,
    Destination,
}

impl Part {
    /// The part before a place, and the one from there on.
    pub(super) fn cut(self, side: Side, at: u32) -> (Self, Self) {
        let (mut before, mut after) = (self, self);
        let (end, start) = match side {
            Side::Source => (&mut before.source.to, &mut after.source.from),
            Side::SourcePorts => (&mut before.source_ports.to, &mut after.source_ports.from),
            Side::Destination => (&mut before.destination.to, &mut after.destination.from),
        };
        (*end, *start) = (at.saturating_sub(1), at);
        (before, after)
    }
}

impl Packets {
    pub(super) fn parts(&self) -> Vec<Part> {
        let source_ports = Span::from(self.source_ports);
        let each = |source: &Ipv4Net| {
            let source = Span::from(*source);
            self.destination.nets.iter().map(move |it| Part { source, source_ports, destination: Span::from(*it) })
        };
        self.source.nets.iter().flat_map(each).collect()
    }
}

impl From<Ipv4Net> for Span {
    fn from(net: Ipv4Net) -> Self {
        Self { from: net.network().into(), to: net.broadcast().into() }
    }
}

impl From<PortRange> for Span {
    fn from(ports: PortRange) -> Self {
        Self { from: ports.from.into(), to: ports.to.into() }
    }
}
