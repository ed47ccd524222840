//! Holds the checks of how the destination is found by its name: zones, their links, their records.

pub mod a_record;
pub mod dns_servers;
pub mod name;
pub mod server_zone_links;
pub mod shadowing_zone;
pub mod zone_group;
pub mod zone_link_client;
pub mod zone_link_endpoint;

use crate::{
    Evidence, Export, Party, SourceKind,
    check::{Applies, Case, single_source},
    network::{
        Context, Fact, Id, Server, Zone, endpoint_zone_name, is,
        resolve::{Answer, Gap, Resolution},
    },
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// For a source that is a server of Azure's database service, whose name is Azure's: a name of any other has a step of its own.
/// The target is one in any scenario.
fn azure_server(case: &Case<'_>, party: Party) -> Applies {
    match case.config.source.kind {
        Some(SourceKind::FlexibleServer) if party == Party::Source => Applies::Yes,
        _ => single_source(case, party),
    }
}

/// What is found in the zone of a server's private endpoints, where it is known who answers: another zone or an alias may
/// have what this one does not.
fn unless_another_answers(context: &Context<'_>, party: Party, found: Outcome) -> Decided {
    let server = context.server(party)?;
    if !found.is_fail() || matches!(server.delegated_subnet, Fact::Known(_)) {
        return Ok(found);
    }
    let usual = context.registry(server, context.endpoint(server).ok());
    if !usual.is_ok_and(|it| context.may_answer_otherwise(server, it.zone)) {
        return Ok(found);
    }
    let name = server.origin.name();
    let open = Undecided::new(
        Reason::Ambiguous,
        format!("The files do not decide which private zone or alias answers for {name}."),
    );
    Err(open.showing(found.into_evidence()).needing(Export::EndpointConnections, server.origin.id.text()))
}

/// Why the way of a question is not known, where zones and rulesets beside the endpoint's own zone are the reason.
fn way_is_open(context: &Context<'_>, gap: &Gap<'_>, usual: &str) -> Option<Undecided> {
    Some(match gap {
        Gap::Two(zone, other) => {
            let groups = [zone, other].map(|it| it.origin.id.resource_group().unwrap_or_default());
            Undecided::new(Reason::Ambiguous, format!(
                "Two zones are called {}, in {} and {}, and the files say of both that they are linked: only one can be.",
                zone.origin.id.name(),
                groups[0],
                groups[1]
            ))
            .needing(Export::ZoneLinks, zone.origin.id.text())
            .needing(Export::ZoneLinks, other.origin.id.text())
        }
        Gap::Rule(rule) => {
            let servers = rule.servers.known().map_or_else(String::new, |it| it.join(", "));
            Undecided::new(
                Reason::Outside,
                format!("The rule {} forwards the name to servers that are not in the files.", rule.origin.name()),
            )
            .showing([rule.origin.shows(context.network, "targetDnsServers[].ipAddress", servers)])
        }
        Gap::Ruleset(ruleset) => Undecided::new(
            Reason::Missing,
            format!(
                "Whether the forwarding ruleset {} sends the name elsewhere is not in the files.",
                ruleset.origin.name()
            ),
        )
        .needing(Export::Ruleset, ruleset.origin.id.text()),
        Gap::Round(rule) => {
            let servers = rule.servers.known().map_or_else(String::new, |it| it.join(", "));
            Undecided::new(
                Reason::Undocumented,
                format!(
                    "A linked zone and the rule {} both match the name, and the rule leads back to an inbound endpoint of the \
                     same VNet. Zones come first, but Microsoft says not to link such a ruleset there: questions can go in \
                     circles.",
                    rule.origin.name()
                ),
            )
            .showing([rule.origin.shows(context.network, "targetDnsServers[].ipAddress", servers)])
        }
        Gap::Circle => {
            Undecided::new(Reason::Missing, "The aliases and forwarding rules in the files send the name in a circle.")
        }
        Gap::Name(name) => Undecided::new(
            Reason::Outside,
            format!("The name is an alias of {name}, and no file says where that leads."),
        ),
        Gap::Links(zone) if !is(Some(zone.origin.id.name()), usual) => Undecided::new(
            Reason::Missing,
            format!(
                "The zone {} would answer for the name, and the files do not say whether it is linked.",
                zone.origin.id.name()
            ),
        )
        .needing(Export::ZoneLinks, zone.origin.id.text()),
        Gap::Records(zone) if !is(Some(zone.origin.id.name()), usual) => Undecided::new(
            Reason::Missing,
            format!("The records of {} are not all in the files.", zone.origin.id.name()),
        )
        .needing(Export::ZoneRecords, zone.origin.id.text()),
        Gap::Link(link) if link.origin.id.parent().is_some_and(|it| !is(Some(it.name()), usual)) => {
            let open = Undecided::new(Reason::Changing, format!("The link {} is not complete.", link.origin.name()));
            match link.origin.id.parent() {
                Some(zone) => open.needing(Export::ZoneLinks, zone.text()),
                None => open,
            }
        }
        _ => return None,
    })
}

/// A private zone that decides what the client gets, where it is not the endpoint's zone asked by the client's own VNet:
/// what shows it, and a sentence.
fn other_way(context: &Context<'_>, server: &Server, resolution: &Resolution<'_>) -> Option<(Vec<Evidence>, String)> {
    let is_decided = matches!(resolution.answer, Answer::Record(_) | Answer::Nothing | Answer::NothingOrPublic);
    let (zone, link) = resolution.zones.last().filter(|_| is_decided)?;
    let (usual, _) = endpoint_zone_name(server).ok()?;
    let name = zone.origin.id.name();
    let is_usual = is(Some(name), &usual);
    let ways = ways(resolution);
    if is_usual && ways.is_empty() {
        return None;
    }
    let to = link.vnet.as_ref().map_or("", Id::text);
    let mut evidence = vec![link.origin.shows(context.network, "virtualNetwork.id", to)];
    evidence.extend(ways_shown(context, resolution));
    let note = match (ways.as_slice(), is_usual) {
        ([], _) => format!("The linked zone {name} answers for the name."),
        (all, true) => format!("{name} is reached through {}.", all.join(", ")),
        (all, false) => format!("{name} answers for the name, through {}.", all.join(", ")),
    };
    Some((evidence, note))
}

/// What the question went through: a firewall, then inbound endpoints.
fn ways(resolution: &Resolution<'_>) -> Vec<String> {
    let endpoints = resolution.through.iter().map(|it| it.origin.name());
    resolution.proxy.iter().map(|it| it.origin.name()).chain(endpoints).collect()
}

/// What shows that a question goes through something: its address. No other evidence of these steps has this property.
const THROUGH: &str = "ipConfigurations[].privateIPAddress";

/// The addresses of what the question went through.
fn ways_shown(context: &Context<'_>, resolution: &Resolution<'_>) -> Vec<Evidence> {
    let proxy = resolution.proxy.iter().map(|it| (&it.origin, &it.addresses));
    let endpoints = resolution.through.iter().map(|it| (&it.origin, &it.addresses));
    let each = proxy.chain(endpoints);
    each.map(|(origin, addresses)| {
        let all: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        origin.shows(context.network, THROUGH, all.join(", "))
    })
    .collect()
}

/// The zone that a VNet-integrated server names as its own.
fn own_zone<'a>(context: &Context<'a>, id: &Id) -> Decided<&'a Zone> {
    context.network.zone(id).ok_or_else(|| {
        Undecided::new(Reason::Missing, format!("The zone {} is not in the files.", id.name()))
            .needing(Export::Zone, id.text())
    })
}
