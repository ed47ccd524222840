//! Decides whether a route leads to what may pass packets on.

use ipnet::Ipv4Net;

use crate::{
    Export,
    network::{Attachment, Context, RouteLookup, is},
    outcome::{Decided, Reason, Undecided},
};

/// Why a route of a subnet's table may lead to addresses all the same, if one may.
pub(super) fn led_on(context: &Context<'_>, side: Attachment<'_>, nets: Decided<Vec<Ipv4Net>>) -> Option<Undecided> {
    let table = match context.route_table(side) {
        Ok(table) => table?,
        Err(open) => return Some(open),
    };
    // Where no route leads on, it does not matter to which addresses.
    if table.routes.complete && table.routes.items.iter().all(|it| !leads_on(it.next_hop.as_deref())) {
        return None;
    }
    let nets = match nets {
        Ok(nets) => nets,
        Err(open) => return Some(open),
    };
    table.cut(&nets).into_iter().find_map(|net| match table.choose(net) {
        RouteLookup::One(route, _) if leads_on(route.next_hop.as_deref()) => Some(
            Undecided::new(Reason::Outside, format!(
                "No peering leads there, but the route {} of {} leads to {}, which may lead on: it must let the packets \
                 pass, and the replies.",
                route.name,
                table.origin.name(),
                route.next_hop_words(),
            ))
            .showing([table.shows(context.network, route)]),
        ),
        RouteLookup::Unknown(reason) => Some(Undecided::new(Reason::Missing, reason).needing(Export::RouteTable, table.origin.id.text())),
        RouteLookup::One(..) | RouteLookup::None => None,
    })
}

/// Whether what a route leads to may pass packets on.
pub(super) fn leads_on(hop: Option<&str>) -> bool {
    !is(hop, "None") && !is(hop, "Internet") && !is(hop, "VnetLocal")
}
