//! Decides what becomes of packets at an Azure Firewall: by its rules, its last changes, and its own subnet's routes.

use ipnet::Ipv4Net;

use super::{Device, Hop, device};
use crate::{
    Export,
    network::{
        Attachment, AzureFirewall, Context, Fact, Id, Origin, Route, RouteLookup, RouteTable, filter, is, no_room,
        security::{CLIENT_PORTS, End, Packets, Transport},
    },
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// What was found of a firewall, where the last changes of it, of its rules and of its subnet are done: else it may let pass what
/// it does not say, or drop it.
pub(in crate::check::reach::peering) fn settled(
    context: &Context<'_>,
    firewall: &AzureFirewall,
    mut found: Outcome,
) -> Decided {
    let joins = &context.network.joins;
    let again = (Export::Firewall, &firewall.origin.id);
    found = context.provisioned(&firewall.origin, &firewall.provisioning, again, found)?;
    // What is the firewall's own counts without a policy alone.
    let own = firewall.collections.known().filter(|_| firewall.policy == Fact::None);
    for collection in own.into_iter().flatten() {
        let id = Id::parse(&format!("{}/networkRuleCollections/{}", firewall.origin.id.text(), collection.name));
        let origin = Origin { id: id.unwrap_or_else(|| firewall.origin.id.clone()), file: firewall.origin.file };
        found = context.provisioned(&origin, &collection.provisioning, again, found)?;
    }
    let policy = firewall.policy.known().and_then(|it| joins.policy(it));
    let base = policy.and_then(|it| joins.policy(it.base.known()?));
    for policy in policy.into_iter().chain(base) {
        let again = (Export::FirewallPolicy, &policy.origin.id);
        found = context.provisioned(&policy.origin, &policy.provisioning, again, found)?;
        for group in &policy.groups.items {
            found = context.provisioned(&group.origin, &group.provisioning, again, found)?;
        }
    }
    let Some(subnet) = firewall.subnet.as_ref().and_then(|it| context.network.subnet(it)) else { return Ok(found) };
    let again = (Export::Vnet, &subnet.origin.id.parent().unwrap_or_else(|| subnet.origin.id.clone()));
    context.provisioned(&subnet.origin, &subnet.provisioning, again, found)
}

/// What becomes of packets that a subnet sends over a firewall: its rules, where its last changes are done.
pub(super) fn passed(
    context: &Context<'_>,
    firewall: &AzureFirewall,
    near: Attachment<'_>,
    nets: &[Ipv4Net],
    port: u16,
) -> Decided {
    let end = |nets: &[Ipv4Net]| End { nets: nets.to_vec(), groups: Fact::None };
    let packets = Packets {
        transport: Transport::Tcp,
        source: end(&Context::nets(near)?),
        source_ports: CLIENT_PORTS,
        destination: end(nets),
        port,
    };
    settled(context, firewall, filter(context.network, firewall, &packets)?)
}

/// That the rules of the firewall that a route leads to drop what goes there, where they do.
pub(in crate::check::reach) fn dropped(
    context: &Context<'_>,
    near: Attachment<'_>,
    route: &Route,
    nets: &[Ipv4Net],
    port: u16,
) -> Option<Outcome> {
    let address = route.next_hop_address.as_deref()?.parse().ok()?;
    let device = device(context, near, address).filter(|_| is(route.next_hop.as_deref(), "VirtualAppliance"));
    let Some(Device::Firewall(firewall)) = device else { return None };
    let found = passed(context, firewall, near, nets, port).ok().filter(Outcome::is_fail)?;
    let note = format!("The route {} leads to {}, which drops the packets.", route.name, firewall.origin.name());
    Some(found.noting(note).noting_any(no_room(context.network, firewall)))
}

impl Hop<'_> {
    /// Whether a table drops packets to all of a range, be it by one route or by several.
    fn is_all_dropped(table: &RouteTable, range: Ipv4Net) -> bool {
        let drops = |it: Ipv4Net| matches!(table.choose(it), RouteLookup::One(route, _) if is(route.next_hop.as_deref(), "None"));
        table.cut(&[range]).into_iter().all(drops)
    }

    /// A firewall sends the packets on by the routes of its own subnet. Those of a peering are narrower than one for
    /// everything, which leads to the internet there.
    pub(super) fn beyond_firewall(&self, firewall: &AzureFirewall, found: Outcome) -> Decided {
        let Some(subnet) = &firewall.subnet else { return Ok(found) };
        let from = self.context.side(subnet)?;
        let Some(table) = self.context.route_table(from)? else { return Ok(found) };
        let ways = self.nets.iter().map(|it| (*it, &self.destination.vnet));
        let back = Context::nets(self.near)?.into_iter().map(|it| (it, &self.near.vnet.origin.id));
        let ways =
            ways.chain(back).flat_map(|(net, vnet)| table.cut(&[net]).into_iter().map(move |it| (it, net, vnet)));
        for (net, whole, vnet) in ways {
            // The way that a peering makes is as narrow as the ranges of the VNet, and goes before what is wider.
            let ranges = self.context.network.vnet(vnet).and_then(|it| it.prefixes.known());
            let own =
                |ranges: &Vec<Ipv4Net>| ranges.iter().filter(|it| it.contains(&net)).map(Ipv4Net::prefix_len).max();
            let own = ranges.map(|it| own(it).unwrap_or_default());
            let reason = match table.choose(net) {
                RouteLookup::None => continue,
                RouteLookup::One(_, prefix) if own.is_some_and(|own| prefix.prefix_len() < own) => continue,
                RouteLookup::One(route, prefix)
                    if prefix.prefix_len() == 0 && is(route.next_hop.as_deref(), "Internet") =>
                {
                    continue;
                }
                RouteLookup::One(_, prefix) if own.is_none() && prefix.prefix_len() < net.prefix_len() => {
                    return Err(self.context.no_vnet(vnet));
                }
                // Source: "Virtual network traffic routing" (2023-05-27), None: what goes there is dropped.
                RouteLookup::One(route, _)
                    if is(route.next_hop.as_deref(), "None") && Self::is_all_dropped(table, whole) =>
                {
                    let name = firewall.origin.name();
                    return Ok(Outcome::fail(table.shows(self.context.network, route))
                        .noting(format!("A route of the subnet of {name} drops what goes on from there.")));
                }
                RouteLookup::One(route, _) => {
                    format!("The route {} of {} takes the packets from there.", route.name, table.origin.name())
                }
                RouteLookup::Unknown(reason) => reason,
            };
            return Err(Undecided::new(Reason::Missing, reason).needing(Export::RouteTable, table.origin.id.text()));
        }
        Ok(found)
    }
}
