//! A server with a private endpoint that is public too, and whose name may lead to its public address: the endpoint may be there for
//! other networks, so what fails of the way to it blocks nothing where the public way may be open.

use super::{PARTIES, place};
use crate::{
    Export, Party,
    check::{
        Check,
        access::{firewall, vnet_rule},
        dns::{a_record, zone_group, zone_link_client, zone_link_endpoint},
        endpoint::private_endpoint,
        reach::{nsg, peering, route},
    },
    network::{ConnectsTo, Context, Destination, Fact, ServerKind, resolve::Answer},
    outcome::{Decided, Reason, Undecided},
};

/// Why the way to each party's private endpoint may not be the one that packets take.
pub(super) struct PublicWay {
    held: [Option<Undecided>; 3],
}

impl PublicWay {
    pub(super) fn of(context: &Context<'_>) -> Self {
        Self { held: PARTIES.map(|it| taken(context, it)) }
    }

    /// What evidence says of a check, where the public way may be taken in its place.
    pub(super) fn under(&self, check: &Check, party: Party, decided: Decided) -> Decided {
        let is_private = [
            &private_endpoint::CHECK,
            &peering::CHECK,
            &nsg::CHECK,
            &route::CHECK,
            &zone_group::CHECK,
            &zone_link_client::CHECK,
            &zone_link_endpoint::CHECK,
            &a_record::CHECK,
        ]
        .contains(&check);
        match (decided, self.held.get(place(party))) {
            (Ok(found), Some(Some(open))) if is_private && found.is_fail() => {
                Err(open.clone().showing(found.into_evidence()))
            }
            (decided, _) => decided,
        }
    }
}

/// Why a connection may take the public way: the name leads there or may, and no rule of the server surely keeps the client out.
///
/// Source: "Azure Private Endpoint private DNS zone values" (2023-11-15): from a VNet that the zone is not linked to, public DNS
/// answers with the public address; public access and endpoints go together ("Network with Private Link", 2026-07-13).
fn taken(context: &Context<'_>, party: Party) -> Option<Undecided> {
    let server = context.server(party).ok()?;
    if server.public_access != Fact::Known(true)
        || matches!(context.destination(party), Ok(Destination::Public | Destination::Integrated(..)))
        || !matches!(context.connects_to(party, server), Ok(ConnectsTo::Name))
        || matches!(context.resolved(server)?.answer, Answer::Record(_) | Answer::Own(_) | Answer::Nothing)
    {
        return None;
    }
    let is_out = |it: Decided| it.is_ok_and(|it| it.is_fail());
    let is_single = server.kind == ServerKind::Single;
    if is_out(firewall::by_rules(context, server).map(|(it, _)| it))
        && (!is_single || is_out(vnet_rule::evidence(context, party)))
    {
        return None;
    }
    let name = server.origin.name();
    let resolution = context.resolved(server)?;
    if let (Answer::NothingOrPublic, Some((zone, link))) = (&resolution.answer, resolution.zones.last()) {
        let shown = link.origin.shows(context.network, "resolutionPolicy", "unknown");
        let reason = format!(
            "The linked zone {} has no record of {name}: it answers that there is no such name, unless its link falls back to the \
             internet (NxDomainRedirect), which the files do not say.",
            zone.origin.name()
        );
        let open = Undecided::new(Reason::Missing, reason).showing([shown]);
        return Some(open.needing(Export::ZoneLinks, zone.origin.id.text()));
    }
    let property = if is_single { "publicNetworkAccess" } else { "network.publicNetworkAccess" };
    let shown = server.origin.shows(context.network, property, "Enabled");
    let reason = format!(
        "The name of {name} leads to its public address from there, or may, and its public access, which is enabled, may admit \
         the client: then the connection needs no private endpoint, which this step is about. Meant to be private, link the \
         endpoint's zone to the client's VNet; meant to be public, let the migration service validate it."
    );
    Some(Undecided::new(Reason::Outside, reason).showing([shown]))
}
