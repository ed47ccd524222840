//! A firewall that routes lead to though the two VNets are peered.

use ipnet::Ipv4Net;

use super::{Device, Hop, hop};
use crate::{
    Party,
    network::{Attachment, Context, Destination, DestinationSubnet, RouteLookup, is, translates},
    outcome::{Decided, Outcome},
};

/// Whether the firewall that the routes of two VNets lead to lets packets pass, where the two are peered as well: none where it is
/// not certain that the routes of both go before the peering's.
///
/// Source: "Virtual network traffic routing" (2023-05-27): of two routes the narrower counts, and of two for the same prefix that
/// of a table. A firewall that sees one direction alone drops the packets.
pub(in crate::check::reach::peering) fn beside_a_peering(
    context: &Context<'_>,
    near: Attachment<'_>,
    destination: &DestinationSubnet<'_>,
    party: Party,
) -> Option<Decided> {
    let (hop, shown) = hop(context, near, destination, party)?.ok()?;
    let Some(Device::Firewall(firewall)) = hop.device else { return None };
    let far = context.side(destination.subnet).ok()?;
    let policies = far.subnet.endpoint_policies.known().map(String::as_str);
    let is_endpoint = matches!(destination.destination, Destination::Endpoint(_));
    // The own route of an endpoint goes before all that are wider.
    if is_endpoint && !is(policies, "Enabled") && !is(policies, "RouteTableEnabled") {
        return None;
    }
    let is_translated = translates(context.network, firewall, &hop.nets).ok()?.is_some();
    let is_taken = hop.goes_first(near, &hop.nets, far)
        && (is_translated || hop.goes_first(far, &Context::nets(near).ok()?, near));
    // What is at fault beside the firewall may be made up for by the peering: that is not known.
    let is_sound = |it: &Decided<Option<Outcome>>| it.as_ref().is_ok_and(|it| it.as_ref().is_none_or(Outcome::is_pass));
    let (own, other) = (&near.subnet.origin.id, destination.subnet);
    let is_joined = is_taken
        && is_sound(&hop.spoke(&near.vnet.origin.id, own, &near.subnet.prefixes))
        && is_sound(&hop.spoke(&destination.vnet, other, &hop.nets))
        && is_sound(&hop.replies());
    is_joined.then(|| hop.judge(shown))
}

impl Hop<'_> {
    /// Whether routes of a subnet's table lead to the firewall what goes to these addresses of the other VNet, and are as narrow as
    /// its ranges.
    fn goes_first(&self, side: Attachment<'_>, nets: &[Ipv4Net], to: Attachment<'_>) -> bool {
        let (Ok(Some(table)), Some(ranges)) = (self.context.route_table(side), to.vnet.prefixes.known()) else {
            return false;
        };
        table.cut(nets).into_iter().all(|net| {
            let RouteLookup::One(route, prefix) = table.choose(net) else { return false };
            let is_it = route.next_hop_address.as_deref().is_some_and(|it| it.parse() == Ok(self.address));
            let mut holding = ranges.iter().filter(|it| it.contains(&net)).peekable();
            is(route.next_hop.as_deref(), "VirtualAppliance")
                && is_it
                && holding.peek().is_some()
                && holding.all(|it| it.prefix_len() <= prefix.prefix_len())
        })
    }
}
