//! A private zone hides public servers from the VNets that it is linked to: those that it does not know, and those whose
//! private endpoint it leads to.

use crate::{
    Export, HopKind, Owner, Party, Severity, Status,
    check::{
        Case, Check, Words,
        dns::{azure_server, other_way, way_is_open},
        reach::{peering::joined, route::from_no_subnet},
    },
    guide,
    network::{
        ConnectsTo, Context, Destination, DestinationSubnet, Fact, PrivateEndpoint, Resolver, Server, Zone, answer,
        endpoint_zone_name, is, link_to, listed, resolve::Answer,
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// No private zone stands between the client's VNet and the public name of a server.
///
/// Public DNS sends a name on to the private zone only where the server has private endpoint connections. So a person
/// who says that it has none settles this, and what no resource can prove is not asked: a VNet does not list the
/// zones that it is linked to. An error, because connections that are not approved only make it likely.
///
/// Source: "Azure Private Endpoint DNS configuration" (2021-01-14), its note on private networks that use a zone already.
pub static CHECK: Check = Check {
    id: "shadowing-zone",
    name: "shadowing zone",
    keys: &["source/shadowing-zone", "target/shadowing-zone"],
    severity: Severity::Error,
    hop: HopKind::Name,
    same_as: None,
    applies: azure_server,
    settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

fn settled(case: &Case<'_>, party: Party) -> Option<Status> {
    (party == Party::Source && case.is_entered_without_endpoint()).then_some(Status::Pass)
}

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    if let Some(evidence) = context.other_name(party) {
        return Ok(Outcome::not_applicable(evidence));
    }
    if let Some(aside) = from_no_subnet(context) {
        return Ok(aside);
    }
    let connections = &server.endpoint_connections;
    if connections.complete && connections.items.is_empty() {
        return without_endpoints(context, party, server);
    }
    if let ConnectsTo::Address(_, evidence) = context.connects_to(party, server)? {
        return Ok(Outcome::not_applicable(evidence));
    }
    if let Some(found) = hidden(context, server) {
        return found;
    }
    let vnet = context.client_vnet()?;
    let (zone_name, record) = endpoint_zone_name(server)?;
    let linked = context.zones(&zone_name).into_iter().find_map(|zone| Some((zone, link_to(zone, &vnet)?)));
    let Some((zone, link)) = linked else {
        return Err(Undecided::new(
            Reason::Missing,
            format!(
                "No zone {zone_name} in the files is linked to {}. Another one may be: a VNet does not list its zones.",
                vnet.name()
            ),
        )
        .needing(Export::EndpointConnections, server.origin.id.text()));
    };
    let mut seen = vec![link.origin.shows(context.network, "virtualNetwork.id", vnet.text())];
    if !connections.complete {
        return Err(Undecided::new(Reason::Missing, format!(
            "{zone_name} is linked to {}. Whether public DNS sends the name on to it depends on the private endpoint connections of {}.",
            vnet.name(),
            server.origin.name()
        ))
        .showing(seen)
        .needing(Export::EndpointConnections, server.origin.id.text()));
    }
    // A zone counts only where Azure is asked.
    match context.resolver() {
        Ok(Resolver::Azure(_)) => {}
        Ok(Resolver::Custom(servers)) => {
            return Err(Undecided::new(
                Reason::Outside,
                format!(
                    "{} asks DNS servers of its own: what they answer for the public name is in no export.",
                    vnet.name()
                ),
            )
            .showing(seen)
            .showing([servers]));
        }
        Err(open) => return Err(open.showing(seen)),
    }
    if let Some(found) = answer(zone, &record) {
        let addresses: Vec<String> = found.addresses.iter().map(ToString::to_string).collect();
        seen.push(found.origin.shows(context.network, "aRecords[].ipv4Address", addresses.join(", ")));
        let is_of = |it: &&PrivateEndpoint| found.addresses.iter().any(|address| it.addresses.contains(address));
        if let Some(endpoint) = context.approved_endpoints(server).into_iter().find(is_of) {
            return at_an_endpoint(context, server, endpoint, party).showing(seen);
        }
        let is_wildcard = found.origin.id.name() == "*";
        return Outcome::failed_by(seen).map(|it| {
            it.noting(if is_wildcard {
                "A record for every other name answers, and does not lead to the server's public address."
            } else {
                "The record leads to a private endpoint that is not approved."
            })
        });
    }
    if !zone.records.complete || !zone.others.complete {
        return Err(Undecided::new(Reason::Missing, format!("The records of {zone_name} are not all in the files."))
            .showing(seen)
            .needing(Export::ZoneRecords, zone.origin.id.text()));
    }
    match &link.resolution_policy {
        Fact::Known(policy) => {
            seen.push(link.origin.shows(context.network, "resolutionPolicy", policy.clone()));
            let falls_back = is(Some(policy), "NxDomainRedirect");
            if falls_back { Outcome::passed_by(seen) } else { Outcome::failed_by(seen) }
        }
        Fact::None => Outcome::failed_by(seen),
        Fact::Unknown => Err(Undecided::new(
            Reason::Missing,
            format!("The files do not say whether {zone_name} falls back to public DNS."),
        )
        .showing(seen)
        .needing(Export::ZoneLinks, zone.origin.id.text())),
    }
}

/// A server without private endpoint connections, whose public name no zone of private endpoints is asked for.
fn without_endpoints(context: &Context<'_>, party: Party, server: &Server) -> Decided {
    if let Some(it) = context.endpoints(server).first() {
        let (name, server_name) = (it.origin.name(), server.origin.name());
        let open = Undecided::new(
            Reason::Contradiction,
            format!("{name} says that it leads to {server_name}, which does not list it."),
        );
        return Err(open.needing(Export::EndpointConnections, server.origin.id.text()));
    }
    let evidence = server.origin.shows(context.network, "privateEndpointConnections", "none");
    if let Ok(ConnectsTo::Name) = context.connects_to(party, server) {
        // A zone of the name hides it from those VNets that it is linked to.
        if let (Err(open), Some(_)) = (context.client_vnet(), zones_of_name(context, server).next()) {
            return Err(open.showing([evidence]));
        }
        if let Some(found) = hidden(context, server) {
            return found.map(|it| it.showing([evidence]));
        }
    }
    Ok(Outcome::pass(evidence)
        .noting("Without private endpoint connections, public DNS does not send the name on to a private zone."))
}

/// What becomes of a connection whose name leads to a private endpoint: without anything that joins its VNet and the client's it
/// goes nowhere, else it is another way than the one that is judged.
fn at_an_endpoint(context: &Context<'_>, server: &Server, endpoint: &PrivateEndpoint, party: Party) -> Decided {
    let name = endpoint.origin.name();
    let place = endpoint.subnet.as_ref().and_then(|it| Some((it, it.parent()?)));
    let joint = place.map(|(subnet, vnet)| {
        let evidence = endpoint.origin.shows(context.network, "subnet.id", subnet.text());
        joined(
            context,
            DestinationSubnet { destination: Destination::Endpoint(endpoint), vnet, subnet, evidence },
            party,
        )
    });
    match joint {
        Some(Ok(apart)) if apart.is_fail() => Ok(apart.noting(format!(
            "The name leads to the private endpoint {name}, and nothing joins its VNet and the client's."
        ))),
        _ => Err(leads_inside(server, endpoint)),
    }
}

/// Says that the name does not lead to the public address that this scenario is about.
fn leads_inside(server: &Server, endpoint: &PrivateEndpoint) -> Undecided {
    let name = server.origin.name();
    Undecided::new(
        Reason::Contradiction,
        format!(
            "The name of {name} leads to its private endpoint {}, not to its public address. The steps here are about the \
             public address: where the connection is meant to be private, say that {name} is reached by its private endpoint.",
            endpoint.origin.name()
        ),
    )
}

/// What a linked zone or a ruleset makes of the public name itself, where one stands before public DNS.
fn hidden(context: &Context<'_>, server: &Server) -> Option<Decided> {
    let resolution = context.resolved(server)?;
    let usual = endpoint_zone_name(server).ok()?.0;
    if let Answer::Open(gap) = &resolution.answer {
        return way_is_open(context, gap, &usual).or_else(|| servers_are_open(context, server)).map(Err);
    }
    let (shown, note) = other_way(context, server, &resolution)?;
    let (zone, _) = resolution.zones.last()?;
    let answer = match &resolution.answer {
        Answer::Record(record) => {
            let addresses: Vec<String> = record.addresses.iter().map(ToString::to_string).collect();
            record.origin.shows(context.network, "aRecords[].ipv4Address", addresses.join(", "))
        }
        _ => zone.origin.shows(context.network, "A", listed(zone.records.iter().map(|it| it.origin.id.name()))),
    };
    Some(Outcome::failed_by(shown).map(|it| it.showing([answer]).noting(note)))
}

/// The zones in the files that answer for the public name of a server, whoever is linked to them.
fn zones_of_name<'a>(context: &Context<'a>, server: &Server) -> impl Iterator<Item = &'a Zone> {
    let host = server.host.as_deref().unwrap_or_default().to_ascii_lowercase();
    let above = context.network.zones_above(&host);
    above.into_iter().filter(move |zone| {
        let name = zone.origin.id.name().to_ascii_lowercase();
        host.strip_suffix(&name).is_some_and(|it| it.is_empty() || it.ends_with('.'))
    })
}

/// Where the files do not say what the client's VNet asks: a zone of the name that is linked to it counts if it is Azure.
fn servers_are_open(context: &Context<'_>, server: &Server) -> Option<Undecided> {
    let vnet = context.client_vnet().ok()?;
    let (zone, link) = zones_of_name(context, server).find_map(|zone| Some((zone, link_to(zone, &vnet)?)))?;
    let seen = link.origin.shows(context.network, "virtualNetwork.id", vnet.text());
    Some(match context.resolver() {
        Err(open) => open.showing([seen]),
        Ok(Resolver::Azure(_)) => return None,
        Ok(Resolver::Custom(servers)) => Undecided::new(Reason::Outside, format!(
            "{} is linked to {}, which asks DNS servers of its own: what they answer for the public name is in no file.",
            zone.origin.id.name(),
            vnet.name()
        ))
        .showing([seen, servers]),
    })
}

static WORDS: Words = Words {
    title: "No private zone hides the public name of {destination} from the VNet of {client}",
    failure: "{Client} may not find {destination}: a private zone that its VNet is linked to answers for the public name.",
    why: "A VNet asks the private zones that it is linked to, and public DNS only for what none of them is asked for: \
          privatelink.postgres.database.azure.com for every PostgreSQL server with private endpoint connections, a zone of \
          the public name itself for every server. For one that the zone does not hold the answer is \"no such name\", \
          although the server is public; a record in the zone leads to a private address.",
    owner: Owner::Dns,
    verify: &[
        "{Destination} → Private endpoint connections: none is listed. Then nothing can be wrong here.",
        "Else: Private DNS zone privatelink.postgres.database.azure.com → Virtual network links: the VNet of {client} is \
         not listed, or its link says Enable fallback to internet.",
    ],
    verify_commands: &[
        "nslookup {destination_host}",
        "az network private-dns link vnet list -g ZONE_RG -z privatelink.postgres.database.azure.com -o table",
    ],
    fix: &[
        "{Destination} → Private endpoint connections: remove those that are not approved and that are not waited for.",
        "Or: Private DNS zone → Virtual network links → the link of the VNet of {client} → Enable fallback to internet. \
         Delete a record of {destination} that leads to an endpoint which is not approved.",
    ],
    fix_commands: &[
        "az network private-dns link vnet update -g ZONE_RG -z privatelink.postgres.database.azure.com -n {CLIENT}_LINK \
         --resolution-policy NxDomainRedirect",
    ],
    security_impact: Some(
        "Names that the zone does not hold are then looked up in public DNS, from everywhere in that VNet.",
    ),
    undo: &["The link → switch Enable fallback to internet off again, unless something else came to need it."],
    undo_commands: &[
        "az network private-dns link vnet update -g ZONE_RG -z privatelink.postgres.database.azure.com -n {CLIENT}_LINK \
         --resolution-policy Default",
    ],
    not_applicable_label: Some("Not needed: fixed address"),
    references: &[&guide::ENDPOINT_DNS_ALL, &guide::ZONE_FALLBACK_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        DecidedBy,
        Status::{Fail, NotApplicable, Pass, Unknown},
        evaluate_with, find,
        network::{
            Fact, Listing, Network,
            testing::{ZONE, all_right, direct, found, id, migration, not_peered, shown, vnet_mut},
        },
        testing::{case, statuses},
    };

    #[test]
    fn without_an_endpoint_nothing_can_hide_it() {
        statuses(
            "source/shadowing-zone",
            &[
                (case("single-server", "public", "vnet-integrated").endpoint(false), "absent"),
                (case("single-server", "public", "vnet-integrated").endpoint(false).answer("fail"), "fail"),
                (case("aws-rds", "public", "vnet-integrated").answer("pass"), "not-applicable"),
                (case("?", "public", "vnet-integrated").endpoint(false), "absent"),
                (case("single-server", "private", "vnet-integrated"), "absent"),
            ],
        );
    }

    #[test]
    fn a_connection_that_is_not_approved_settles_nothing() {
        let entered = direct();
        let mut network = all_right();
        hidden(&mut network);
        for it in
            [&mut network.endpoints[0].services[0].status, &mut network.servers[0].endpoint_connections.items[0].status]
        {
            *it = Some("Rejected".to_owned());
        }
        network.zones[0].links.items[1].resolution_policy = Fact::Unknown;
        let report = evaluate_with(&entered, &find(&entered, &network));
        let step =
            report.steps.iter().find(|it| it.key.word() == "source/shadowing-zone").expect("the scenario has it");
        assert_eq!((step.status, step.decided_by), (Unknown, DecidedBy::Nothing), "{:?}", step.note);
        assert!(!step.needs.is_empty(), "and says which export would settle it");
    }

    /// A public source with an endpoint that waits, and without a record in the zone that vnet-new is linked to.
    fn hidden(network: &mut Network) {
        network.servers[0].public_access = Fact::Known(true);
        network.servers[0].endpoint_connections.items[0].status = Some("Pending".to_owned());
        network.zones[0].records.items.remove(0);
    }

    #[test]
    fn a_linked_zone_that_does_not_know_the_server_hides_it() {
        found(
            &direct(),
            "source/shadowing-zone",
            &[
                ("hidden", hidden, Fail),
                (
                    "the name leads to an endpoint that the client reaches",
                    |it| it.servers[0].public_access = Fact::Known(true),
                    Unknown,
                ),
                (
                    "the name leads to an endpoint in a VNet that nothing joins to the client's",
                    |it| {
                        it.servers[0].public_access = Fact::Known(true);
                        not_peered(it);
                    },
                    Fail,
                ),
                (
                    "no endpoint connections",
                    |it| {
                        hidden(it);
                        it.servers[0].endpoint_connections = Listing::all(Vec::new());
                        it.endpoints.clear();
                    },
                    Pass,
                ),
                (
                    "none that the server lists, and one that says that it leads there",
                    |it| {
                        hidden(it);
                        it.servers[0].endpoint_connections = Listing::all(Vec::new());
                    },
                    Unknown,
                ),
                (
                    "connections that were not read",
                    |it| {
                        hidden(it);
                        it.servers[0].endpoint_connections.complete = false;
                    },
                    Unknown,
                ),
                (
                    "falls back to public DNS",
                    |it| {
                        hidden(it);
                        it.zones[0].links.items[1].resolution_policy = Fact::Known("NxDomainRedirect".to_owned());
                    },
                    Pass,
                ),
                (
                    "does not fall back",
                    |it| {
                        hidden(it);
                        it.zones[0].links.items[1].resolution_policy = Fact::Known("Default".to_owned());
                    },
                    Fail,
                ),
                (
                    "not known whether it falls back",
                    |it| {
                        hidden(it);
                        it.zones[0].links.items[1].resolution_policy = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "a record of the endpoint that waits",
                    |it| {
                        let records = it.zones[0].records.clone();
                        hidden(it);
                        it.zones[0].records = records;
                    },
                    Fail,
                ),
                (
                    "a record for every other name",
                    |it| {
                        let mut records = it.zones[0].records.clone();
                        records.items[0].origin.id = id("Microsoft.Network/privateDnsZones", &format!("{ZONE}/A/*"));
                        hidden(it);
                        it.zones[0].records = records;
                        it.zones[0].links.items[1].resolution_policy = Fact::Known("NxDomainRedirect".to_owned());
                    },
                    Fail,
                ),
                (
                    "servers of somebody's own are asked",
                    |it| {
                        hidden(it);
                        it.vnets[1].dns_servers = Fact::Known(vec!["10.9.0.4".to_owned()]);
                    },
                    Unknown,
                ),
                (
                    "not known which servers are asked",
                    |it| {
                        hidden(it);
                        it.vnets[1].dns_servers = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "records that were not read",
                    |it| {
                        hidden(it);
                        it.zones[0].records.complete = false;
                    },
                    Unknown,
                ),
                (
                    "records of other types that were not read",
                    |it| {
                        hidden(it);
                        it.zones[0].others.complete = false;
                    },
                    Unknown,
                ),
                (
                    "DNS servers of its own, and a link that falls back",
                    |it| {
                        hidden(it);
                        vnet_mut(it, "vnet-new").dns_servers = Fact::Known(vec!["10.9.0.4".to_owned()]);
                        it.zones[0].links.items[1].resolution_policy = Fact::Known("NxDomainRedirect".to_owned());
                    },
                    Unknown,
                ),
                (
                    "no linked zone in the files",
                    |it| {
                        hidden(it);
                        it.zones[0].links.items.remove(1);
                    },
                    Unknown,
                ),
                (
                    "a linked zone of another name",
                    |it| {
                        hidden(it);
                        it.zones[0].origin.id =
                            id("Microsoft.Network/privateDnsZones", "privatelink.mysql.database.azure.com");
                    },
                    Unknown,
                ),
                (
                    "an address is connected to",
                    |it| {
                        hidden(it);
                        it.migrations.push(migration(Some("203.0.113.7")));
                    },
                    NotApplicable,
                ),
            ],
        );
        let (evidence, note) = shown(&direct(), "source/shadowing-zone", |it| {
            it.servers[0].endpoint_connections = Listing::all(Vec::new());
            it.endpoints.clear();
        });
        assert_eq!(evidence, ["orders-old privateEndpointConnections=none"]);
        assert!(note.starts_with("Without private endpoint connections"), "{note}");
    }

    /// A linked zone of the public name itself answers before public DNS, wherever Azure is asked.
    fn of_the_name(it: &mut Network) {
        hidden(it);
        it.servers[0].endpoint_connections = Listing::all(Vec::new());
        it.endpoints.clear();
        it.zones[0].origin.id = id("Microsoft.Network/privateDnsZones", "postgres.database.azure.com");
    }

    fn asking(it: &mut Network, servers: Fact<Vec<String>>) {
        of_the_name(it);
        vnet_mut(it, "vnet-new").dns_servers = servers;
    }

    #[test]
    fn a_zone_of_the_public_name_counts_where_azure_is_asked() {
        found(
            &direct(),
            "source/shadowing-zone",
            &[
                ("a linked zone of the suffix", of_the_name, Fail),
                ("and the files do not say whom the VNet asks", |it| asking(it, Fact::Unknown), Unknown),
                (
                    "and the VNet asks servers of its own",
                    |it| asking(it, Fact::Known(vec!["10.9.0.4".to_owned()])),
                    Unknown,
                ),
                (
                    "and the VNet is in no file",
                    |it| {
                        of_the_name(it);
                        it.vnets.retain(|it| it.origin.id.name() != "vnet-new");
                    },
                    Unknown,
                ),
                (
                    "no zone of the name, and the files do not say whom the VNet asks",
                    |it| {
                        asking(it, Fact::Unknown);
                        it.zones[0].origin.id = id("Microsoft.Network/privateDnsZones", "corp.example.com");
                    },
                    Pass,
                ),
            ],
        );
    }
}
