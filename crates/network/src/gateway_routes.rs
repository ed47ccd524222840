//! The routes that gateways bring to the subnets of the VNets that use them.
//!
//! Source: "Virtual network traffic routing" (2023-05-27): a subnet whose table says `disableBgpRoutePropagation` has none of them;
//! of all that fit, the longest prefix counts, and of one length a route of the table, then one that a gateway brings.

use ipnet::Ipv4Net;

use crate::{Fact, Gateway, GatewayConnection, Id, Network, Peering, Vnet, is, is_wan_hub};

/// A route that a gateway, a Route Server or a hub of Virtual WAN brings to a VNet.
#[derive(Clone, Copy)]
pub struct GatewayRoute<'a> {
    /// The connection that it leads over; `None` where it is in no file, and for the clients of a point-to-site VPN.
    pub connection: Option<&'a GatewayConnection>,
    /// The addresses that it leads to; `None` where they are in no file, as those that BGP and ExpressRoute announce.
    pub range: Option<Ipv4Net>,
}

impl Network {
    /// The routes of the gateways of a VNet, and of those that it uses of the VNets that it is peered with. One connection may
    /// bring several, known ones and others.
    #[must_use]
    pub fn gateway_routes<'a>(&'a self, vnet: &'a Vnet) -> Vec<GatewayRoute<'a>> {
        let used = vnet.peerings.items.iter().filter(|it| it.use_remote_gateways == Fact::Known(true));
        let mut found: Vec<GatewayRoute<'a>> = Vec::new();
        for holder in used.filter_map(|it| it.remote.as_ref()).chain([&vnet.origin.id]) {
            let before = found.len();
            for connection in &self.gateway_connections {
                found.extend(self.routes_over(connection, holder));
            }
            let has = |name: &str| {
                let subnets = self.vnet(holder).map(|it| &it.subnets.items);
                subnets.is_some_and(|it| it.iter().any(|it| it.origin.id.name().eq_ignore_ascii_case(name)))
            };
            // A gateway without a connection in the files may have one, beside others that have theirs in them.
            let is_lent = *holder != vnet.origin.id;
            let is_end = |of: &Gateway| {
                let ends = self.gateway_connections.iter().flat_map(|it| [&it.gateway, &it.remote_gateway]).flatten();
                ends.into_iter().any(|it| *it == of.origin.id)
            };
            // The addresses of the clients of a point-to-site VPN are routes too.
            for gateway in self.gateways.iter().filter(|it| it.vnet().as_ref() == Some(holder)) {
                let clients = match &gateway.clients {
                    Fact::Known(clients) if !clients.is_empty() => clients.iter().copied().map(Some).collect(),
                    Fact::Known(_) | Fact::Unknown => vec![None],
                    Fact::None => Vec::new(),
                };
                found.extend(clients.into_iter().map(|range| GatewayRoute { connection: None, range }));
            }
            let is_alone = |it: &Gateway| it.vnet().as_ref() == Some(holder) && !is_end(it);
            if has("RouteServerSubnet")
                || found.len() == before && (is_lent || has("GatewaySubnet"))
                || self.gateways.iter().any(is_alone)
            {
                found.push(GatewayRoute { connection: None, range: None });
            }
        }
        let to_hidden = |it: &Peering| it.remote.as_ref().is_some_and(is_wan_hub);
        if self.hubs_of(&vnet.origin.id).next().is_some() || vnet.peerings.items.iter().any(to_hidden) {
            found.push(GatewayRoute { connection: None, range: None });
        }
        found
    }

    /// The connections that a VNet has to networks outside of Azure, by its own gateways and by those that it uses of the VNets
    /// that it is peered with, each with a range that it leads to. What is announced is in no file.
    pub fn site_ranges<'a>(&'a self, vnet: &'a Vnet) -> impl Iterator<Item = (&'a GatewayConnection, Ipv4Net)> {
        let of_site = |it: GatewayRoute<'a>| Some((it.connection.filter(|it| it.is_to_site())?, it.range?));
        self.gateway_routes(vnet).into_iter().filter_map(of_site)
    }

    /// The routes that a connection brings to the VNet of one of its gateways.
    fn routes_over<'a>(&'a self, connection: &'a GatewayConnection, holder: &Id) -> Vec<GatewayRoute<'a>> {
        let vnet_of = |id: &Option<Id>| self.gateway_vnet(id.as_ref()?);
        let ends = [&connection.gateway, &connection.remote_gateway].map(vnet_of);
        let far = match &ends {
            [Some(own), far] | [far, Some(own)] if own == holder => far,
            _ => return Vec::new(),
        };
        let ranges = if connection.is_to_site() {
            self.local_gateway(connection).map(|it| &it.prefixes)
        } else {
            far.as_ref().and_then(|it| self.vnet(it)).map(|it| &it.prefixes)
        };
        let ranges = ranges.and_then(Fact::known);
        let is_silent = is(connection.status.as_deref(), "NotConnected");
        let is_unread = if connection.announces() { !is_silent } else { ranges.is_none() };
        let known = ranges.into_iter().flatten().copied().map(Some);
        let all = known.chain(is_unread.then_some(None));
        all.map(|range| GatewayRoute { connection: Some(connection), range }).collect()
    }
}
