//! Two VNets, what joins them, and at which addresses the one sees the other.

use ipnet::Ipv4Net;

use crate::{
    Party,
    network::{Context, DestinationSubnet, Id, Network, meet, printed},
    outcome::Decided,
};

/// What joins two VNets, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check::reach) enum By {
    /// They are one.
    One,
    /// A peering, made or to be made; or it is not known.
    Peering,
    /// A VPN between their gateways.
    Vpn,
    /// A hub of Virtual WAN.
    Wan,
    /// A connected group of Virtual Network Manager.
    Manager,
    /// An appliance that a route leads to.
    Hop,
}

impl By {
    /// Whether the addresses of the other VNet come by routes that a gateway brings.
    pub(in crate::check::reach) const fn is_gateway(self) -> bool {
        matches!(self, Self::Vpn | Self::Wan)
    }
}

/// What joins two VNets, and whether it does.
#[derive(Clone)]
pub(in crate::check::reach) struct Joint {
    pub by: By,
    pub found: Decided,
}

/// Two VNets that may be peered.
pub(super) struct Pair<'a> {
    pub context: &'a Context<'a>,
    pub near: Id,
    pub subnet: &'a Id,
    pub destination: DestinationSubnet<'a>,
    pub party: Party,
}

/// At which addresses the destination sees the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ClientSeen {
    /// At those of its subnet.
    AtItsOwn,
    /// At those of a firewall's subnet, which is in this VNet.
    Translated(Vec<Ipv4Net>, Id),
    /// Not known: what stands between may translate, or is in no file.
    Unknown,
}

impl ClientSeen {
    /// At those of a subnet, where that is in the files.
    pub(super) fn of_subnet(context: &Context<'_>, subnet: Option<&Id>) -> Self {
        let side = subnet.and_then(|it| context.side(it).ok());
        side.map_or(Self::Unknown, |it| Self::Translated(it.subnet.prefixes.clone(), it.vnet.origin.id.clone()))
    }
}

/// The ranges, printed, that have addresses of another VNet's too and are no wider than its own: those go first.
pub(super) fn as_narrow(network: &Network, vnet: &Id, nets: &[Ipv4Net], others: &[Ipv4Net]) -> Option<String> {
    let own = network.vnet(vnet).and_then(|it| it.prefixes.known());
    let own = |net: &Ipv4Net| own.into_iter().flatten().filter(|it| it.contains(net)).map(Ipv4Net::prefix_len).max();
    let is_narrow = |it: &&Ipv4Net| nets.iter().any(|net| meet(**it, *net) && own(net) <= Some(it.prefix_len()));
    let found: Vec<Ipv4Net> = others.iter().filter(is_narrow).copied().collect();
    (!found.is_empty()).then(|| printed(&found))
}
