//! Decides whether a route that a gateway brings takes packets before another one does.

use ipnet::Ipv4Net;

use crate::{
    network::{Attachment, Context, Fact, GatewayConnection, meet},
    outcome::{Reason, Undecided},
};

/// Why a route of at least this length that a gateway brings to a subnet may take packets to these addresses, those over the
/// connections that are meant aside.
pub(crate) fn led_away(
    context: &Context<'_>,
    from: Attachment<'_>,
    nets: &[Ipv4Net],
    at_least: u8,
    is_meant: &dyn Fn(&GatewayConnection) -> bool,
) -> Option<Undecided> {
    let table = context.route_table(from).ok().flatten();
    if at_least > 32 || table.is_some_and(|it| it.propagation_disabled == Fact::Known(true)) {
        return None;
    }
    let takes = |range: Ipv4Net| at_least <= range.prefix_len() && nets.iter().any(|net| meet(range, *net));
    let mut routes = context.network.gateway_routes(from.vnet).into_iter();
    let found = routes.find(|it| !it.connection.is_some_and(is_meant) && it.range.is_none_or(takes))?;
    let via = found.connection.map_or_else(|| "a gateway or hub".to_owned(), |it| it.origin.name());
    let subnet = from.subnet.origin.name();
    let reason = match found.range {
        Some(range) => format!("The route of {subnet} to {range} over {via} is the narrowest: packets go there."),
        None => format!("Which routes {via} announces to {subnet} is in no file: a narrower one takes the packets."),
    };
    Some(Undecided::new(Reason::Outside, reason))
}
