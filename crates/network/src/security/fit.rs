//! Decides whether a rule fits packets: surely, in no case, perhaps, or a part of them.

use ipnet::Ipv4Net;

use super::{
    Doubt, Extent, Packets, Tags, Transport,
    packets::{Part, Side, Span},
    ranges::{PLATFORM, PRIVATE},
};
use crate::{Fact, Id, Peer, PortRange, SecurityRule};

/// Whether a rule, or a field of it, fits a part of the packets.
#[derive(Clone, Copy)]
pub(super) enum Fit<'r> {
    No,
    Yes,
    Maybe(Cause<'r>),
    /// It fits on one side of this place, and may not on the other.
    Cut(Side, u32),
}

#[derive(Clone, Copy)]
pub(super) enum Cause<'r> {
    Unreadable,
    Order,
    Tag(&'r str),
    Membership(&'r Id),
}

impl<'r> Cause<'r> {
    pub(super) const fn of(self, rule: &'r SecurityRule) -> Doubt<'r> {
        match self {
            Self::Unreadable => Doubt::Unreadable(rule),
            Self::Order => Doubt::Order(rule),
            Self::Tag(name) => Doubt::Tag(rule, name),
            Self::Membership(group) => Doubt::Membership(rule, group),
        }
    }
}

impl Fit<'_> {
    pub(super) const fn of(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }

    /// Both fit.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Cut(side, at), _) | (_, Self::Cut(side, at)) => Self::Cut(side, at),
            (Self::Maybe(cause), _) | (_, Self::Maybe(cause)) => Self::Maybe(cause),
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// One of them fits, or both.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Cut(side, at), _) | (_, Self::Cut(side, at)) => Self::Cut(side, at),
            (Self::Maybe(cause), _) | (_, Self::Maybe(cause)) => Self::Maybe(cause),
            (Self::No, Self::No) => Self::No,
        }
    }
}

/// Whether the rule stands where it seems to.
pub(super) fn order<'r>(rules: &[&'r SecurityRule], at: usize) -> Fit<'r> {
    let priority = |at: Option<usize>| at.and_then(|it| rules.get(it)).map(|it| it.priority);
    let own = priority(Some(at));
    match own {
        None | Some(None) => Fit::Maybe(Cause::Unreadable),
        _ if own == priority(at.checked_sub(1)) || own == priority(Some(at + 1)) => Fit::Maybe(Cause::Order),
        _ => Fit::Yes,
    }
}

/// What of a rule is the same for all of the packets. Most rules are about another port, and end here.
pub(super) fn constant<'r>(rule: &'r SecurityRule, packets: &Packets) -> Fit<'r> {
    let direction = if rule.direction.is_some() { Fit::Yes } else { Fit::Maybe(Cause::Unreadable) };
    let to = Span { from: packets.port.into(), to: packets.port.into() };
    direction
        .and(protocol(rule.protocol.as_deref(), packets.transport))
        .and(ports(rule.destination_ports.as_deref(), to))
}

pub(super) fn fit<'r>(rule: &'r SecurityRule, packets: &Packets, part: &Part, tags: &Tags) -> Fit<'r> {
    let ends = [
        (&rule.destinations, part.destination, Side::Destination, &packets.destination.groups),
        (&rule.sources, part.source, Side::Source, &packets.source.groups),
    ];
    let mut fits = Fit::Yes;
    for (of, span, side, groups) in ends {
        fits = fits.and(peers(of.as_deref(), span, side, groups, tags));
        if matches!(fits, Fit::No) {
            return fits;
        }
    }
    fits.and(ports(rule.source_ports.as_deref(), part.source_ports))
}

fn protocol<'r>(protocol: Option<&str>, of: Transport) -> Fit<'r> {
    match protocol {
        Some("*" | "all" | "any") => Fit::Yes,
        Some("tcp") => Fit::of(of == Transport::Tcp),
        Some("udp") => Fit::of(of == Transport::Udp),
        Some("icmp" | "icmpv6" | "esp" | "ah") => Fit::No,
        _ => Fit::Maybe(Cause::Unreadable),
    }
}

/// A rule without ports is none that Azure has made.
fn ports<'r>(ranges: Option<&[PortRange]>, span: Span) -> Fit<'r> {
    match ranges {
        None | Some([]) => Fit::Maybe(Cause::Unreadable),
        Some(ranges) => ranges.iter().map(|it| within(span, Span::from(*it), Side::SourcePorts)).fold(Fit::No, Fit::or),
    }
}

fn peers<'r>(peers: Option<&'r [Peer]>, span: Span, side: Side, groups: &Fact<Vec<Id>>, tags: &Tags) -> Fit<'r> {
    match peers {
        None | Some([]) => Fit::Maybe(Cause::Unreadable),
        Some(peers) => peers.iter().map(|it| peer(it, span, side, groups, tags)).fold(Fit::No, Fit::or),
    }
}

fn peer<'r>(peer: &'r Peer, span: Span, side: Side, groups: &Fact<Vec<Id>>, tags: &Tags) -> Fit<'r> {
    match peer {
        Peer::Any => Fit::Yes,
        Peer::Ipv6 => Fit::No,
        Peer::Net(net) => within(span, Span::from(*net), side),
        Peer::Expanded(name, nets) if nets.is_empty() => tag(name, span, side, tags),
        Peer::Expanded(_, nets) => in_any(nets, span, side),
        Peer::Tag(name) => tag(name, span, side, tags),
        Peer::Group(id) => match groups {
            Fact::Unknown => Fit::Maybe(Cause::Membership(id)),
            Fact::None => Fit::No,
            Fact::Known(groups) => Fit::of(groups.contains(id)),
        },
    }
}

fn tag<'r>(name: &'r str, span: Span, side: Side, tags: &Tags) -> Fit<'r> {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    let extent = |it: &Extent| {
        let perhaps = match in_any(&it.perhaps, span, side) {
            Fit::Yes => Fit::Maybe(Cause::Tag(name)),
            other => other,
        };
        in_any(&it.surely, span, side).or(perhaps)
    };
    if is("VirtualNetwork") {
        extent(&tags.virtual_network)
    } else if is("Internet") {
        match extent(&tags.virtual_network).or(in_any(&PRIVATE, span, side)) {
            Fit::Yes => Fit::No,
            Fit::No => Fit::Yes,
            other => other,
        }
    } else if is("AzureLoadBalancer") {
        in_any(&[PLATFORM], span, side)
    } else {
        let known = tags.others.iter().find(|(it, _)| is(it));
        known.map_or(Fit::Maybe(Cause::Tag(name)), |(_, it)| extent(it))
    }
}

fn in_any<'r>(nets: &[Ipv4Net], span: Span, side: Side) -> Fit<'r> {
    nets.iter().map(|it| within(span, Span::from(*it), side)).fold(Fit::No, Fit::or)
}

/// Whether a span lies within another one; where it does in part, where to cut it.
const fn within<'r>(span: Span, other: Span, side: Side) -> Fit<'r> {
    if span.to < other.from || other.to < span.from {
        Fit::No
    } else if span.from < other.from {
        Fit::Cut(side, other.from)
    } else if other.to < span.to {
        Fit::Cut(side, other.to + 1)
    } else {
        Fit::Yes
    }
}
