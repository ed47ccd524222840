//! Which route of a route table takes packets to their destination.
//!
//! Source: "Virtual network traffic routing": the longest prefix counts, and of one length a route of the table.

use ipnet::Ipv4Net;

use crate::{
    Evidence,
    network::{Destination, Export, Fact, Finding, Judged, Network, Route, RouteTable, Scene, Side, security::PRIVATE},
};

/// What a route table does with packets to some addresses.
pub(crate) enum Chosen<'a> {
    /// No route of it fits: the routes that Azure makes by itself count.
    None,
    /// This one takes all of them.
    One(&'a Route, Ipv4Net),
    /// It cannot be said, for a reason.
    Open(String),
}

impl RouteTable {
    /// The route that takes packets to a range, or to one address of it.
    pub(crate) fn choose(&self, to: &Ipv4Net) -> Chosen<'_> {
        let name = self.origin.name();
        let is_private = PRIVATE.iter().any(|it| it.contains(to));
        let mut best: Option<(&Route, Ipv4Net)> = None;
        for route in &self.routes {
            match &route.destination {
                Some(Destination::Net(net)) if net.contains(to) => {
                    if best.is_none_or(|(_, other)| other.prefix_len() < net.prefix_len()) {
                        best = Some((route, *net));
                    }
                }
                Some(Destination::Net(net)) if to.contains(net) => {
                    return Chosen::Open(format!("The route {} of {name} takes only a part of {to}.", route.name));
                }
                // Service tags stand for public addresses.
                Some(Destination::Tag(tag)) if !is_private => {
                    return Chosen::Open(format!(
                        "It is not known whether the route {} of {name} to {tag} fits.",
                        route.name
                    ));
                }
                Some(Destination::Net(_) | Destination::Ipv6 | Destination::Tag(_)) => {}
                None => return Chosen::Open(format!("The route {} of {name} could not be read.", route.name)),
            }
        }
        match best {
            Some((route, net)) if self.routes.complete || net.prefix_len() == 32 => Chosen::One(route, net),
            _ if !self.routes.complete => Chosen::Open(format!("Not all routes of {name} are in the files.")),
            _ => Chosen::None,
        }
    }
}

impl RouteTable {
    /// A route of it as evidence.
    pub(crate) fn shows(&self, network: &Network, route: &Route) -> Evidence {
        let to = match &route.destination {
            Some(Destination::Net(net)) => net.to_string(),
            Some(Destination::Tag(tag)) => tag.clone(),
            Some(Destination::Ipv6) => "IPv6".to_owned(),
            None => "unknown".to_owned(),
        };
        self.origin.shows(network, format!("routes[{}]", route.name), format!("{to} → {}", route.next_hop_words()))
    }
}

impl Route {
    /// The next hop as evidence and notes say it: `VirtualAppliance 10.0.0.4`.
    pub(crate) fn next_hop_words(&self) -> String {
        let hop = self.next_hop.as_deref().unwrap_or("an unknown next hop");
        match self.next_hop_address.as_deref() {
            Some(address) if !address.is_empty() => format!("{hop} {address}"),
            _ => hop.to_owned(),
        }
    }
}

impl<'a> Scene<'a> {
    /// The route table of a subnet, where it has one.
    pub(crate) fn route_table(&self, side: Side<'a>) -> Judged<Option<&'a RouteTable>> {
        match &side.subnet.route_table {
            Fact::None => Ok(None),
            Fact::Known(id) => self.network.route_table(id).map(Some).ok_or_else(|| {
                Finding::open(format!("The route table {} is not in the files.", id.name()))
                    .wanting(Export::RouteTable, id.text())
            }),
            Fact::Unknown => {
                let name = side.subnet.origin.name();
                Err(Finding::open(format!("The files do not say whether {name} has a route table."))
                    .wanting(Export::Vnet, side.vnet.origin.id.text()))
            }
        }
    }
}
