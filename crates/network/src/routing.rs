//! Chooses the route of a route table that takes packets to their destination.
//!
//! Source: "Virtual network traffic routing": the longest prefix counts, and of one length a route of the table.

use ipnet::Ipv4Net;

use crate::{Evidence, Network, Route, RoutePrefix, RouteTable, is, security::PRIVATE};

/// What a route table does with packets to some addresses.
pub enum RouteLookup<'a> {
    /// No route of it fits: the routes that Azure makes by itself count.
    None,
    /// This one takes all of them.
    One(&'a Route, Ipv4Net),
    /// It cannot be said, for a reason.
    Unknown(String),
}

impl RouteTable {
    /// Ranges, cut where a route takes a part of one: to each piece one route takes all packets, or none does.
    #[must_use]
    pub fn cut(&self, ranges: &[Ipv4Net]) -> Vec<Ipv4Net> {
        let mut pieces = Vec::with_capacity(ranges.len());
        for range in ranges {
            let within = |it: &Route| match it.destination {
                Some(RoutePrefix::Net(net)) if range.prefix_len() < net.prefix_len() && range.contains(&net) => {
                    Some(net)
                }
                _ => None,
            };
            cut(*range, &self.routes.iter().filter_map(within).collect::<Vec<_>>(), &mut pieces);
        }
        pieces
    }

    /// The route that takes packets to a range, or to one address of it.
    #[must_use]
    pub fn choose(&self, to: Ipv4Net) -> RouteLookup<'_> {
        let name = self.origin.name();
        let is_private = PRIVATE.iter().any(|it| it.contains(&to));
        let mut best: Option<(&Route, Ipv4Net)> = None;
        for route in &self.routes {
            match &route.destination {
                Some(RoutePrefix::Net(net)) if net.contains(&to) => {
                    if best.is_none_or(|(_, other)| other.prefix_len() < net.prefix_len()) {
                        best = Some((route, *net));
                    }
                }
                Some(RoutePrefix::Net(net)) if to.contains(net) => {
                    return RouteLookup::Unknown(format!(
                        "The route {} of {name} takes only a part of {to}.",
                        route.name
                    ));
                }
                Some(RoutePrefix::Net(_) | RoutePrefix::Ipv6 | RoutePrefix::Tag(_)) => {}
                None => return RouteLookup::Unknown(format!("The route {} of {name} could not be read.", route.name)),
            }
        }
        // Service tags stand for public addresses. One that leads where the packets go anyway does not matter.
        let hop = best.map_or(Some("Internet"), |(it, _)| it.next_hop.as_deref());
        let tagged = self.routes.items.iter().find(|it| {
            matches!(it.destination, Some(RoutePrefix::Tag(_))) && !is(it.next_hop.as_deref(), hop.unwrap_or_default())
        });
        if let Some(route) = tagged.filter(|_| !is_private) {
            return RouteLookup::Unknown(format!(
                "It is not known which addresses the route {} of {name} takes.",
                route.name
            ));
        }
        match best {
            Some((route, net)) if self.routes.complete || net.prefix_len() == 32 => RouteLookup::One(route, net),
            _ if !self.routes.complete => RouteLookup::Unknown(format!("Not all routes of {name} are in the files.")),
            _ => RouteLookup::None,
        }
    }
}

/// Halves a range for as long as it has narrower ones within it.
fn cut(range: Ipv4Net, within: &[Ipv4Net], pieces: &mut Vec<Ipv4Net>) {
    let halves = range.subnets(range.prefix_len().saturating_add(1)).ok().filter(|_| !within.is_empty());
    let Some(halves) = halves else { return pieces.push(range) };
    for half in halves {
        let is_within = |it: &&Ipv4Net| half.prefix_len() < it.prefix_len() && half.contains(*it);
        cut(half, &within.iter().filter(is_within).copied().collect::<Vec<_>>(), pieces);
    }
}

impl RouteTable {
    /// A route of it as evidence.
    #[must_use]
    pub fn shows(&self, network: &Network, route: &Route) -> Evidence {
        let to = match &route.destination {
            Some(RoutePrefix::Net(net)) => net.to_string(),
            Some(RoutePrefix::Tag(tag)) => tag.clone(),
            Some(RoutePrefix::Ipv6) => "IPv6".to_owned(),
            None => "unknown".to_owned(),
        };
        self.origin.shows(network, format!("routes[{}]", route.name), format!("{to} → {}", route.next_hop_words()))
    }
}

impl Route {
    /// The next hop as evidence and notes say it: `VirtualAppliance 10.0.0.4`.
    #[must_use]
    pub fn next_hop_words(&self) -> String {
        let hop = self.next_hop.as_deref().unwrap_or("an unknown next hop");
        match self.next_hop_address.as_deref() {
            Some(address) if !address.is_empty() => format!("{hop} {address}"),
            _ => hop.to_owned(),
        }
    }
}
