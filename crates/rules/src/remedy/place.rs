//! Finds where a new private endpoint can stand: a subnet of a VNet, there already or to be made, and an address of it.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use pgreach_network::sort_by_number;

use crate::{
    network::{Change, Context, Edit, Fact, Id, Item, Key, Network, Subnet, Vnet},
    remedy::{free_name, part_of, succeeded},
};

/// More places for a new endpoint than that are no choice that a person would read.
const MOST: usize = 3;

/// A VNet, and a subnet of it.
pub(super) struct Place<'a> {
    pub vnet: &'a Vnet,
    pub subnet: Subnet,
    /// Whether the subnet is still to be made.
    is_new: bool,
}

impl Place<'_> {
    /// What makes the subnet, where it is still to be made.
    pub(super) fn made(&self) -> Option<Change> {
        self.is_new.then(|| Edit::create(Item::Subnet(Box::new(self.subnet.clone()))).into())
    }
}

/// The subnets that a new endpoint can stand in: of the client's VNet and of those that it is peered with, a new one of the
/// client's where they have none; where that has no room, of every other VNet, which is then to be peered. Those come first that
/// endpoints stand in already.
///
/// Source: "What is a private endpoint?" (2023-08-02): an address of a subnet, of any VNet that can reach it.
pub(super) fn places<'a>(context: &Context<'a>) -> Vec<Place<'a>> {
    let own = context.client_vnet().ok().and_then(|it| context.network.vnet(&it));
    let Some(own) = own else { return Vec::new() };
    let peered = own.peerings.iter().filter_map(|it| context.network.vnet(it.remote.as_ref()?));
    let near: Vec<&Vnet> = [own].into_iter().chain(peered).collect();
    let of = |vnets: &[&'a Vnet]| vnets.iter().flat_map(|it| free_subnets(it)).collect::<Vec<_>>();
    let mut all = of(&near);
    if all.is_empty() {
        all.extend(new_subnet(own));
    }
    if all.is_empty() {
        let others: Vec<&Vnet> = context.network.vnets.iter().filter(|it| !near.contains(it)).collect();
        all = of(&others);
    }
    let has_endpoint =
        |it: &Place<'_>| context.network.endpoints.iter().any(|of| of.subnet.as_ref() == Some(&it.subnet.origin.id));
    sort_by_number(&mut all, |it| (!has_endpoint(it)).into());
    all.truncate(MOST);
    all
}

/// A subnet of a VNet that endpoints may stand in, or a new one where it has none; none where there is no room for it.
pub(super) fn place_in(vnet: &Vnet) -> Option<Place<'_>> {
    free_subnets(vnet).next().or_else(|| new_subnet(vnet))
}

/// The subnets of a VNet that endpoints may stand in.
///
/// Source: "What is subnet delegation?" (2024-10): what a subnet is delegated to has it for itself. Gateways, firewalls, Bastion
/// and Route Server have subnets of fixed names for themselves too.
fn free_subnets(vnet: &Vnet) -> impl Iterator<Item = Place<'_>> {
    let is_free = |it: &&Subnet| {
        let is_undelegated = match &it.delegations {
            Fact::None => true,
            Fact::Known(services) => services.is_empty(),
            Fact::Unknown => false,
        };
        let name = it.origin.id.name().to_ascii_lowercase();
        let is_reserved = name == "gatewaysubnet" || name == "routeserversubnet" || name.starts_with("azure");
        is_undelegated && !is_reserved
    };
    vnet.subnets.items.iter().filter(is_free).map(move |it| Place { vnet, subnet: it.clone(), is_new: false })
}

/// How many bits of the addresses of a new subnet are the same: it has eleven addresses for endpoints.
const LENGTH: u8 = 28;

/// A new subnet in the first range of a VNet that no other subnet has; none where not all of them are known, or nothing is free.
fn new_subnet(vnet: &Vnet) -> Option<Place<'_>> {
    let subnets = &vnet.subnets;
    if !subnets.complete || subnets.items.iter().any(|it| it.prefixes.is_empty()) {
        return None;
    }
    let taken = || subnets.items.iter().flat_map(|it| &it.prefixes);
    let is_free = |net: &Ipv4Net| taken().all(|it| !it.contains(net) && !net.contains(it));
    let ranges = vnet.prefixes.known()?.iter().filter_map(|it| it.subnets(LENGTH).ok()).flatten();
    let net = ranges.into_iter().find(is_free)?;
    let name = free_name("migration-endpoints", subnets.items.iter().map(|it| it.origin.id.name()));
    let subnet = Subnet {
        origin: part_of(&vnet.origin, "subnets", &name)?,
        provisioning: succeeded(),
        prefixes: vec![net],
        security_group: Fact::None,
        route_table: Fact::None,
        delegations: Fact::None,
        service_endpoints: Fact::None,
        endpoint_policies: Fact::Known("Disabled".to_owned()),
        nat_gateway: Fact::None,
    };
    Some(Place { vnet, subnet, is_new: true })
}

/// How many addresses at the start of a subnet are Azure's own.
///
/// Source: "Azure Virtual Network FAQ" (virtual-networks-faq.md): the first four and the last one of each subnet.
const RESERVED: u32 = 4;

/// The last address of a subnet that nothing in the files has. What is in no file may have it: then Azure refuses it, and nothing
/// is changed.
pub(super) fn free_address(network: &Network, subnet: &Subnet) -> Option<Ipv4Addr> {
    let is_in_table = |it: Ipv4Addr| {
        let key = Key::Address(it);
        network.nics.by(key).next().is_some() || network.endpoints.by(key).next().is_some()
    };
    let of_resolvers = network.inbound_endpoints.iter().flat_map(|it| &it.addresses).copied();
    let of_balancers = network.joins.balancers.iter().flat_map(|it| &it.addresses).copied();
    let taken: Vec<Ipv4Addr> = of_resolvers.chain(of_balancers).collect();
    let [net] = subnet.prefixes[..] else { return None };
    let first = u32::from(net.network()).checked_add(RESERVED)?;
    let last = u32::from(net.broadcast()).checked_sub(1)?;
    (first..=last).rev().map(Ipv4Addr::from).find(|it| !taken.contains(it) && !is_in_table(*it))
}

/// Whether a VNet is the client's, or peered with it.
pub(super) fn is_near(context: &Context<'_>, vnet: &Id) -> bool {
    let own = context.client_vnet().ok();
    let peerings = own.as_ref().and_then(|it| context.network.vnet(it)).into_iter().flat_map(|it| &it.peerings.items);
    own.as_ref() == Some(vnet) || peerings.into_iter().any(|it| it.remote.as_ref() == Some(vnet))
}
