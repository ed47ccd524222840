//! Says what the service tags in security rules stand for, as far as the files say it.

use ipnet::Ipv4Net;

use crate::{
    Attachment, Fact, Network, Peer, RoutePrefix, SecurityRule, is,
    security::{self, Extent, PLATFORM, Tags},
};

const ANYWHERE: Ipv4Net = Ipv4Net::new_assert(std::net::Ipv4Addr::UNSPECIFIED, 0);

/// What a service tag stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTag {
    /// `name`, as Sql.EastUS.
    pub name: String,
    /// The file that it was read from.
    pub file: usize,
    /// `properties.addressPrefixes`, the IPv4 ones.
    pub prefixes: Vec<Ipv4Net>,
}

impl Network {
    /// What the tags that rules name stand for at a subnet.
    pub fn tags<'r>(&self, side: Attachment<'_>, rules: impl Iterator<Item = &'r SecurityRule>) -> Tags {
        let mut others: Vec<(String, Extent)> = Vec::new();
        let peers = rules.flat_map(|it| [&it.sources, &it.destinations]).flatten().flatten();
        for name in peers.filter_map(|it| if let Peer::Tag(name) = it { Some(name) } else { None }) {
            if others.iter().any(|(it, _)| it.eq_ignore_ascii_case(name)) {
                continue;
            }
            let lists = self.service_tags.iter().filter(|it| it.name.eq_ignore_ascii_case(name));
            let surely: Vec<Ipv4Net> = lists.flat_map(|it| it.prefixes.iter().copied()).collect();
            // Which addresses of Azure's services it has, a list says; a private one is none of them.
            let perhaps = if surely.is_empty() { security::of_services() } else { Vec::new() };
            others.push((name.clone(), Extent { surely, perhaps }));
        }
        Tags { virtual_network: virtual_network(self, side), others }
    }
}

/// The addresses of `VirtualNetwork` at a subnet.
///
/// Source: "Virtual network service tags" (2025): the VNet's own ranges, the peered ones, those behind a gateway, the
/// platform's address, and the prefixes of the subnet's routes.
fn virtual_network(network: &Network, side: Attachment<'_>) -> Extent {
    let mut extent = Extent { surely: vec![PLATFORM], perhaps: Vec::new() };
    match &side.vnet.prefixes {
        Fact::Known(prefixes) => extent.surely.extend(prefixes),
        Fact::None | Fact::Unknown => extent.perhaps.push(ANYWHERE),
    }
    for half in &side.vnet.peerings {
        let is_apart = half.state.is_some() && !half.is_connected() || half.allow_access.known() == Some(&false);
        if is_apart {
            continue;
        }
        let destination = half.remote.as_ref().and_then(|it| network.vnet(it)).and_then(|it| it.prefixes.known());
        let is_sure = half.is_connected() && half.allow_access.known() == Some(&true);
        match &half.remote_prefixes {
            Fact::Known(prefixes) if is_sure => extent.surely.extend(prefixes),
            Fact::Known(prefixes) => extent.perhaps.extend(prefixes),
            Fact::None | Fact::Unknown => extent.perhaps.extend(destination.map_or(&[ANYWHERE][..], Vec::as_slice)),
        }
        // What the other VNet has got since the two were last synchronized.
        if !is(half.sync_level.as_deref(), "FullyInSync") {
            extent.perhaps.extend(destination.into_iter().flatten());
        }
    }
    // So it is where not all peerings were read.
    if side.vnet.may_use_a_gateway(network) {
        extent.perhaps.push(ANYWHERE);
        extent.surely.extend(behind_gateways(network, side));
    }
    match &side.subnet.route_table {
        Fact::None => {}
        Fact::Known(id) => match network.route_table(id) {
            Some(table) if table.routes.complete => {
                extent.perhaps.extend(table.routes.items.iter().filter_map(|it| match &it.destination {
                    Some(RoutePrefix::Net(net)) => Some(*net),
                    Some(RoutePrefix::Tag(_) | RoutePrefix::Ipv6) => None,
                    None => Some(ANYWHERE),
                }));
            }
            _ => extent.perhaps.push(ANYWHERE),
        },
        Fact::Unknown => extent.perhaps.push(ANYWHERE),
    }
    extent
}

/// The ranges behind the connected gateways that a VNet surely uses.
fn behind_gateways(network: &Network, side: Attachment<'_>) -> Vec<Ipv4Net> {
    let remote = side.vnet.peerings.items.iter().filter(|it| {
        it.is_connected() && it.use_remote_gateways.known() == Some(&true) && it.allow_access.known() == Some(&true)
    });
    let vnets: Vec<_> = remote.filter_map(|it| it.remote.clone()).chain([side.vnet.origin.id.clone()]).collect();
    let uses = |gateway| network.gateway_vnet(gateway).is_some_and(|it| vnets.contains(&it));
    let connections = network.sites().filter(|it| it.is_connected() && it.gateway.as_ref().is_some_and(uses));
    connections.filter_map(|it| network.local_gateway(it)?.prefixes.known()).flat_map(|it| it.iter().copied()).collect()
}
