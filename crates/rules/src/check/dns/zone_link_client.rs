//! A private zone answers only the VNets that it is linked to.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export, HopKind, Owner, Party, Severity, SourceAccess,
    check::{
        Case, Check, Words,
        dns::{THROUGH, a_record::SEVERAL, other_way, own_zone, unless_another_answers, way_is_open, ways, ways_shown},
        private_zone_source, settled_by_address,
    },
    guide,
    network::{
        ARecord, ConnectsTo, Context, Fact, Id, Key, Resolver, Server, Subnet, Zone, endpoint_zone_name, link_to,
        listed, resolve::Answer,
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// The zone that holds the destination's name is linked to the client's VNet.
pub static CHECK: Check = Check {
    id: "zone-link-client",
    name: "zone link",
    keys: &["source/zone-link-client", "target/zone-link-client"],
    severity: Severity::Blocker,
    hop: HopKind::Name,
    same_as: None,
    applies: private_zone_source,
    settled: settled_by_address,
    words,
    variants: &[&ENDPOINT, &FORWARDED, &INTEGRATED, &UNRECORDED, &HIDDEN],
};

/// What resources show of it, where it is known who answers.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let found = unless_another_answers(context, party, in_usual_zone(context, party)?)?;
    let is_pass = found.is_pass();
    Ok(found.noting_any(passed_over(context, party).filter(|_| is_pass)))
}

/// Says that forwarding rules match the name too, and do not count.
///
/// Source: "What is Azure DNS Private Resolver?" (2025-07-11), DNS query process.
fn passed_over(context: &Context<'_>, party: Party) -> Option<String> {
    let resolution = context.resolved(context.server(party).ok()?)?;
    let mut names: Vec<String> = resolution.passed_over.iter().map(|it| it.origin.name()).collect();
    names.dedup();
    (!names.is_empty()).then(|| {
        format!("A forwarding rule matches the name too, {}: Azure asks the linked zone first.", names.join(", "))
    })
}

fn in_usual_zone(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    if let Some(evidence) = context.other_name(party) {
        return Ok(Outcome::not_applicable(evidence));
    }
    if let ConnectsTo::Address(address, evidence) = context.connects_to(party, server)? {
        return fixed(context, server, address, evidence);
    }
    let vnet = context.client_vnet()?;
    let (zone, note) = match (&server.delegated_subnet, &server.private_dns_zone) {
        (Fact::Known(_), Fact::Known(zone)) => (own_zone(context, zone)?, None),
        (Fact::Known(_), _) => {
            let name = server.origin.name();
            return Err(Undecided::new(
                Reason::Missing,
                format!("The files do not say which private DNS zone {name} has."),
            )
            .needing(Export::FlexibleServer, server.origin.id.text()));
        }
        (Fact::None | Fact::Unknown, _) => {
            let endpoint = context.endpoint(server)?;
            if let Some(resolution) = context.resolved(server) {
                if let Some((evidence, note)) = other_way(context, server, &resolution) {
                    return Outcome::passed_by(evidence).map(|it| it.noting(note));
                }
                if let Answer::Open(gap) = &resolution.answer
                    && let Some(open) = way_is_open(context, gap, &endpoint_zone_name(server)?.0)
                {
                    return Err(open);
                }
                // Asked from another VNet, which no zone with the name is linked to.
                let ways = ways(&resolution);
                if let Some(of) = resolution.asked.last().map(|(it, _)| it.clone()).filter(|_| !ways.is_empty()) {
                    let registry = context.registry(server, Some(endpoint))?;
                    let linked = context.linked(registry.zone, &of)?;
                    let through = ways.join(", ");
                    let linked = linked.showing(ways_shown(context, &resolution));
                    return Ok(linked.noting(format!("The name is asked through {through}, from {}.", of.name())));
                }
            }
            let registry = context.registry(server, Some(endpoint))?;
            (registry.zone, registry.note)
        }
    };
    let linked = context.linked(zone, &vnet);
    // A link counts only where Azure is asked.
    let open = match context.resolver() {
        Ok(Resolver::Azure(_)) => return own_record(context, server, zone, linked?).map(|it| it.noting_any(note)),
        Ok(Resolver::Custom(servers)) => Undecided::new(
            Reason::Outside,
            format!("{} asks DNS servers of its own, and this link counts only for Azure's.", vnet.name()),
        )
        .showing([servers]),
        Err(open) => open,
    };
    Err(match linked {
        Ok(it) => open.showing(it.into_evidence()),
        Err(it) => {
            it.needs.iter().fold(open, |open, want| open.needing(want.export, &*want.resource)).showing(it.evidence)
        }
    })
}

/// A migration that connects to an address asks for no name. Of a VNet-integrated server it has to be one of its subnet.
fn fixed(context: &Context<'_>, server: &Server, address: Ipv4Addr, said: Evidence) -> Decided {
    let Fact::Known(id) = &server.delegated_subnet else { return Ok(Outcome::not_applicable(said)) };
    let is_there = |it: &Subnet| it.prefixes.iter().any(|net| net.contains(&address));
    match context.network.subnet(id) {
        Some(subnet) if is_there(subnet) => match recorded_elsewhere(context, server, subnet, address) {
            Some(open) => Err(open.showing([said])),
            None => Ok(Outcome::not_applicable(said)),
        },
        Some(_) => Err(Undecided::new(
            Reason::Missing,
            format!(
                "The migration connects to {address}, and that is no address of the subnet of {}.",
                server.origin.name()
            ),
        )
        .showing([said])),
        None => {
            Err(Undecided::new(Reason::Missing, format!("The range of the subnet {} is not in the files.", id.name()))
                .showing([said]))
        }
    }
}

/// Why an address in a server's subnet may be another server's: the zone of this one has others there.
fn recorded_elsewhere(context: &Context<'_>, server: &Server, subnet: &Subnet, address: Ipv4Addr) -> Option<Undecided> {
    let zone = context.network.zone(server.private_dns_zone.known()?)?;
    let is_there = |it: &Ipv4Addr| subnet.prefixes.iter().any(|net| net.contains(it));
    let records: Vec<_> = zone.records.iter().filter(|it| it.addresses.iter().any(is_there)).collect();
    if !zone.records.complete || records.iter().any(|it| it.addresses.contains(&address)) {
        return None;
    }
    let each: Vec<String> = records.iter().flat_map(|it| &it.addresses).map(ToString::to_string).collect();
    let reason = format!(
        "The migration connects to {address}, which no record of {} leads to: it may be another server's, or none's.",
        zone.origin.id.name()
    );
    Some(
        Undecided::new(Reason::Contradiction, reason)
            .showing([zone.origin.shows(context.network, "aRecords[].ipv4Address", each.join(", "))])
            .needing(Export::ZoneRecords, zone.origin.id.text()),
    )
}

/// What answers for the public name of a VNet-integrated server before public DNS can send it on to its own zone.
fn before_public(context: &Context<'_>, server: &Server, zone: &Zone) -> Option<Decided> {
    let vnet = context.client_vnet().ok()?;
    let is_within = |it: &&Zone| {
        let name = it.origin.id.name().to_ascii_lowercase();
        name.strip_suffix(&zone.origin.id.name().to_ascii_lowercase()).is_some_and(|it| it.ends_with('.'))
    };
    // Of thousands of zones few are linked there.
    let mut linked = context.network.zones.by(Key::Mention(&vnet)).filter(is_within);
    if let Some((other, link)) = linked.find_map(|it| Some((it, link_to(it, &vnet)?))) {
        let reason = format!(
            "{} is linked there too, and may have the server's record in place of its own zone.",
            other.origin.id.name()
        );
        let shown = link.origin.shows(context.network, "virtualNetwork.id", vnet.text());
        return Some(Err(Undecided::new(Reason::Ambiguous, reason).showing([shown])));
    }
    let resolution = context.resolved(server)?;
    if let Answer::Open(gap) = &resolution.answer {
        return way_is_open(context, gap, zone.origin.id.name()).map(Err);
    }
    if !matches!(resolution.answer, Answer::Record(_) | Answer::Nothing | Answer::NothingOrPublic) {
        return None;
    }
    let (other, link) = resolution.zones.last().filter(|(it, _)| it.origin.id != zone.origin.id)?;
    let shown = link.origin.shows(context.network, "virtualNetwork.id", link.vnet.as_ref().map_or("unknown", Id::text));
    let answering = other.origin.shows(context.network, ANSWERING, other.origin.id.name());
    Some(Ok(Outcome::fail([answering, shown]).noting(format!(
        "The zone {}, which is linked there too, answers for the public name of {}: it hides the way to its own zone.",
        other.origin.id.name(),
        server.origin.name()
    ))))
}

/// What shows another zone that answers.
const ANSWERING: &str = "name";

/// Public DNS sends the name of a VNet-integrated server on to a record of its own zone, which is not called as the server
/// is: some record has to lead into its subnet. One that leads to another subnet of its VNet contradicts what the files say
/// of the subnet: they are of two days, or it is the record of something else.
///
/// Source: "Network with private access (VNet integration)" (2024-06-27): the server is in the delegated subnet, and nothing
/// but such servers is.
fn own_record(context: &Context<'_>, server: &Server, zone: &Zone, linked: Outcome) -> Decided {
    let Fact::Known(id) = &server.delegated_subnet else { return Ok(linked) };
    if linked.is_pass()
        && let Some(found) = before_public(context, server, zone)
    {
        return found.showing(linked.into_evidence());
    }
    let Some(subnet) = context.network.subnet(id) else { return Ok(linked) };
    let addresses = || zone.records.iter().flat_map(|it| &it.addresses);
    let is_there = |nets: &[Ipv4Net]| addresses().any(|it| nets.iter().any(|net| net.contains(it)));
    if !linked.is_pass() {
        return Ok(linked);
    }
    let addresses_of = |it: &ARecord| {
        let each: Vec<String> = it.addresses.iter().map(ToString::to_string).collect();
        it.origin.shows(context.network, "aRecords[].ipv4Address", each.join(", "))
    };
    // The server has one address. A connection to a record of several takes any of them.
    let leads_there = |it: &&ARecord| it.addresses.iter().any(|it| subnet.prefixes.iter().any(|net| net.contains(it)));
    if let Some(several) = zone.records.iter().filter(leads_there).find(|it| 1 < it.addresses.len()) {
        let shown = [addresses_of(several)];
        return Err(Undecided::new(Reason::Ambiguous, SEVERAL).showing(shown).showing(linked.into_evidence()));
    }
    if is_there(&subnet.prefixes) {
        return Ok(linked);
    }
    if !zone.records.complete || subnet.prefixes.is_empty() {
        let name = zone.origin.name();
        let open = format!("The record of {} in {name} is not in the files.", server.origin.name());
        return Err(Undecided::new(Reason::Missing, open)
            .showing(linked.into_evidence())
            .needing(Export::ZoneRecords, zone.origin.id.text()));
    }
    let shown = match zone.records.iter().find(|it| !it.addresses.is_empty()) {
        Some(first) => addresses_of(first),
        None => zone.origin.shows(context.network, "A", listed(zone.records.iter().map(|it| it.origin.id.name()))),
    };
    let range = subnet.prefixes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let vnet = id.parent().and_then(|it| context.network.vnet(&it));
    let may_be_in_vnet = match vnet.map(|it| &it.prefixes) {
        Some(Fact::Known(prefixes)) => is_there(prefixes),
        _ => addresses().next().is_some(),
    };
    if may_be_in_vnet {
        let open = Undecided::new(
            Reason::Missing,
            format!(
                "A record of {} leads into the VNet of {}, but not into its subnet: it is another server's, or the files are of two days.",
                zone.origin.id.name(),
                server.origin.name()
            ),
        );
        return Err(open
            .showing([shown, subnet.origin.shows(context.network, "addressPrefix", range)])
            .showing(linked.into_evidence())
            .needing(Export::ZoneRecords, zone.origin.id.text())
            .needing(Export::FlexibleServer, server.origin.id.text()));
    }
    Ok(Outcome::fail(shown).showing(linked.into_evidence()).noting(format!(
        "No record of the zone leads into the subnet of {}, where its address is: {range}.",
        server.origin.name()
    )))
}

fn words(case: &Case<'_>, party: Party) -> &'static Words {
    if case.found(&CHECK, party).is_some_and(|it| it.evidence.iter().any(|it| it.property == THROUGH)) {
        return &FORWARDED;
    }
    // The link is there, and what it leads to is at fault.
    match case.failed_by(&CHECK, party).map(|it| &*it.property) {
        Some("aRecords[].ipv4Address" | "A") => return &UNRECORDED,
        Some(ANSWERING) => return &HIDDEN,
        _ => {}
    }
    let is_integrated = match party {
        Party::Source => case.config.source.access == Some(SourceAccess::VnetIntegrated),
        Party::Target | Party::Runtime => case.target_in_vnet,
    };
    if is_integrated { &INTEGRATED } else { &ENDPOINT }
}

/// The client's own VNet need not be linked where its questions are asked from another one.
static FORWARDED: Words = Words {
    title: "The name of {destination} is asked for {client} from a VNet that is linked to the zone which has it",
    failure: "{Client} cannot resolve the name of {destination}: the VNet from which its questions are asked is not linked to \
              the zone.",
    why: "The DNS servers of {client}'s VNet, or a forwarding rule, send its questions on to a resolver or a firewall in another \
          VNet. Azure is asked from there: the links of that VNet count, and those of the VNet of {client} do not.",
    verify: &[
        "Virtual network of {client} → DNS servers, and the DNS forwarding rulesets that it is linked to: the addresses. \
         They are those of an inbound endpoint of a DNS Private Resolver, or of a firewall.",
        "Private DNS zone → Virtual network links: the VNet of that inbound endpoint or firewall is listed, Completed.",
    ],
    fix: &[
        "Private DNS zone → Virtual network links → Add: the VNet of the inbound endpoint or firewall that is asked.",
    ],
    fix_commands: &[],
    undo: &[
        "Private DNS zone → Virtual network links: delete the link, if it was made for the migration and nothing else is asked \
         from that VNet.",
    ],
    undo_commands: &[],
    references: &[&guide::ENDPOINT_DNS_ALL, &guide::ZONE_LINKS_ALL],
    ..LINKED
};

static ENDPOINT: Words = LINKED;

const LINKED: Words = Words {
    title: "The zone of {destination}'s private endpoint is linked to the VNet of {client}",
    failure: "{Client} cannot resolve the name of {destination}: its VNet is not linked to the zone.",
    why: "This is the link that the connection depends on. Without it {client} gets the public address of {destination}, or \
          none. Peering does not share names.",
    owner: Owner::Dns,
    verify: &[
        "Private DNS zone privatelink.postgres.database.azure.com → Virtual network links: the VNet of {client} is \
             listed, Completed.",
    ],
    verify_commands: &[
        "az network private-dns link vnet list -g ZONE_RG -z privatelink.postgres.database.azure.com -o table",
        "az network vnet show -g {CLIENT}_VNET_RG -n {CLIENT}_VNET --query dhcpOptions.dnsServers",
    ],
    fix: &["Private DNS zone → Virtual network links → Add: the VNet of {client}. Where both \
            endpoints share a zone, one link does for both."],
    fix_commands: &[
        "az network private-dns link vnet create -g ZONE_RG -z privatelink.postgres.database.azure.com -n \
         to-{client_role} -v {CLIENT}_VNET_ID -e false",
    ],
    security_impact: Some(
        "A VNet that is linked to a zone of this name asks no other for it: servers of that name that the zone does \
         not hold are no longer found there.",
    ),
    undo: &[
        "Private DNS zone → Virtual network links: delete the link, if it was made for the migration and nothing else \
         in the VNet of {client} needs it.",
    ],
    undo_commands: &[
        "az network private-dns link vnet delete -g ZONE_RG -z privatelink.postgres.database.azure.com -n \
         to-{client_role} --yes",
    ],
    not_applicable_label: Some("Not needed: fixed address"),
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::RUNTIME_GUIDE_ALL, &guide::ZONE_LINKS_ALL],
};

static INTEGRATED: Words = Words {
    title: "The private DNS zone of {destination} is linked to the VNet of {client}",
    failure: "{Client} cannot resolve the name of {destination}: its VNet is not linked to the zone.",
    why: "A VNet-integrated server's name is found only in its own private zone, and that zone answers only the VNets \
          that it is linked to. The link counts for {client} here, because it connects to {destination}.",
    owner: Owner::Dns,
    verify: &[
        "{Destination} (flexible server) → Networking → the private DNS zone → Virtual network links: the VNet of {client} \
             is listed, Completed.",
    ],
    verify_commands: &[
        "az postgres flexible-server show -g {DESTINATION}_RG -n {destination} --query network.privateDnsZoneArmResourceId",
        "az network private-dns link vnet list -g {DESTINATION}_ZONE_RG -z {DESTINATION}_ZONE -o table",
    ],
    fix: &["Private DNS zone → Virtual network links → Add: the VNet of {client}."],
    fix_commands: &[
        "az network private-dns link vnet create -g {DESTINATION}_ZONE_RG -z {DESTINATION}_ZONE -n to-{client_role} -v \
         {CLIENT}_VNET_ID -e false",
    ],
    security_impact: Some("Any machine in a linked VNet can look up the names in the zone."),
    undo: &[
        "Private DNS zone → Virtual network links: delete the link, if nothing else in the VNet of {client} needs it.",
    ],
    undo_commands: &[
        "az network private-dns link vnet delete -g {DESTINATION}_ZONE_RG -z {DESTINATION}_ZONE -n to-{client_role} --yes",
    ],
    not_applicable_label: Some("Not needed: fixed address"),
    references: &[&guide::VNET_INTEGRATION_ALL, &guide::ZONE_LINKS_ALL],
};

static UNRECORDED: Words = Words {
    title: "The private DNS zone of {destination} has its record",
    failure: "{Client} cannot resolve the name of {destination}: its own zone has no record of it.",
    why: "Public DNS sends the name of a VNet-integrated server on to a record of its own zone, which the service writes.",
    verify: &[
        "nslookup names the record that is looked for; Private DNS zone → Recordsets: it leads into the server's subnet.",
    ],
    verify_commands: &[
        "nslookup {destination_host}",
        "az network private-dns record-set a list -g {DESTINATION}_ZONE_RG -z {DESTINATION}_ZONE --query \
         '[].{name:name,address:aRecords[].ipv4Address}' -o json",
    ],
    fix: &[
        "Add the record that nslookup names, with the server's address. If that is not known, open a support request.",
    ],
    fix_commands: &[],
    security_impact: None,
    undo: &["Leave the record: everything that connects to {destination} needs it."],
    undo_commands: &[],
    ..INTEGRATED
};

static HIDDEN: Words = Words {
    title: "No other zone answers for the name of {destination}",
    failure: "{Client} cannot resolve the name of {destination}: another private zone answers for it.",
    why: "A zone of the public name, or of a part of it, answers the VNets that it is linked to in place of public DNS, which \
          would lead to the server's own zone.",
    verify: &[
        "Each private DNS zone whose name the server's name ends with → Virtual network links: the VNet of {client} is not listed.",
    ],
    verify_commands: &["az network private-dns zone list --query '[].{name:name,group:resourceGroup}' -o table"],
    fix: &[
        "The other zone → Virtual network links: delete the link of the VNet of {client}, if nothing else there needs it.",
    ],
    fix_commands: &[],
    security_impact: None,
    undo: &["Link the zone again, if something came to miss it."],
    undo_commands: &[],
    ..INTEGRATED
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            Fact, Id, Listing, Network,
            testing::{ZONE, direct, found, id, migration, shown, via_runtime},
        },
        testing::{case, statuses},
    };

    #[test]
    fn every_name_on_the_way_must_resolve() {
        statuses(
            "source/zone-link-client",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("aws-rds", "private", "vnet-integrated"), "not-applicable"),
                (case("?", "private", "private-endpoint").answer("pass"), "pass"),
            ],
        );
        statuses(
            "target/zone-link-client",
            &[
                (case("aws-rds", "private", "private-endpoint"), "unknown"),
                (case("single-server", "private", "vnet-integrated").runtime(true).answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated").runtime(false), "absent"),
            ],
        );
    }

    /// The first zone once more, in another resource group.
    fn another_zone(network: &mut Network) {
        let mut other = network.zones[0].clone();
        let id = other.origin.id.text().replace("/rg/", "/rg-other/");
        other.origin.id = Id::parse(&id).expect("an id");
        network.zones.push(other);
    }

    #[test]
    fn of_two_zones_of_one_name_the_linked_one_answers() {
        found(
            &direct(),
            "source/zone-link-client",
            &[
                (
                    "two zones of that name, one of them linked",
                    |it| {
                        another_zone(it);
                        it.zones[0].links.items.remove(1);
                    },
                    Pass,
                ),
                (
                    "two zones of that name, none linked",
                    |it| {
                        another_zone(it);
                        for zone in [0, 3] {
                            it.zones[zone].links.items.remove(1);
                        }
                    },
                    Fail,
                ),
                (
                    "two zones of that name, one of them may be linked",
                    |it| {
                        another_zone(it);
                        it.zones[0].links.items.remove(1);
                        it.zones[3].links = Listing::default();
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn the_zone_of_the_endpoint_is_linked_to_whoever_dials() {
        found(
            &direct(),
            "source/zone-link-client",
            &[("linked", |_| {}, Pass), ("not linked", |it| drop(it.zones[0].links.items.remove(1)), Fail)],
        );
    }

    #[test]
    fn a_zone_proves_its_links_where_the_endpoint_is_attached_to_it() {
        found(
            &direct(),
            "source/zone-link-client",
            &[
                (
                    "not linked, and the endpoint is attached to another one",
                    |it| {
                        it.zones[0].links.items.remove(1);
                        let path = "/subscriptions/hub/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones";
                        it.zone_groups[0].zones[0].zone = Id::parse(&format!("{path}/{ZONE}"));
                    },
                    Unknown,
                ),
                (
                    "not linked, and it is not known what the endpoint is attached to",
                    |it| {
                        it.zones[0].links.items.remove(1);
                        it.zone_groups.clear();
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn a_link_counts_as_far_as_it_was_read() {
        found(
            &direct(),
            "source/zone-link-client",
            &[
                (
                    "not linked, and more links may be",
                    |it| {
                        it.zones[0].links.items.remove(1);
                        it.zones[0].links.complete = false;
                    },
                    Unknown,
                ),
                ("a link to it is not known what", |it| it.zones[0].links.items[1].vnet = None, Unknown),
                ("being linked", |it| it.zones[0].links.items[1].state = Some("InProgress".to_owned()), Unknown),
                ("in no state", |it| it.zones[0].links.items[1].state = None, Unknown),
                (
                    "its last change failed",
                    |it| it.zones[0].links.items[1].provisioning = Fact::Known("Failed".to_owned()),
                    Unknown,
                ),
                ("its last change was left out", |it| it.zones[0].links.items[1].provisioning = Fact::Unknown, Unknown),
                ("a template says none", |it| it.zones[0].links.items[1].provisioning = Fact::None, Pass),
                ("no such zone was read", |it| drop(it.zones.remove(0)), Unknown),
            ],
        );
    }

    #[test]
    fn a_link_counts_where_its_zone_is_asked() {
        found(
            &direct(),
            "source/zone-link-client",
            &[
                (
                    "a zone that has nothing to do with the endpoint",
                    |it| {
                        it.zones[0].links.items.remove(1);
                        it.zones[0].records = Listing::all(Vec::new()).into();
                        it.zone_groups.clear();
                    },
                    Unknown,
                ),
                (
                    "servers of somebody's own",
                    |it| it.vnets[1].dns_servers = Fact::Known(vec!["10.0.0.4".to_owned()]),
                    Unknown,
                ),
                (
                    "not linked, and servers of somebody's own",
                    |it| {
                        it.zones[0].links.items.remove(1);
                        it.vnets[1].dns_servers = Fact::Known(vec!["10.0.0.4".to_owned()]);
                    },
                    Unknown,
                ),
                ("linked, and it is not known which servers", |it| it.vnets[1].dns_servers = Fact::Unknown, Unknown),
                (
                    "not linked, and it is not known which servers",
                    |it| {
                        it.zones[0].links.items.remove(1);
                        it.vnets[1].dns_servers = Fact::Unknown;
                    },
                    Unknown,
                ),
                ("an address is connected to", |it| it.migrations.push(migration(Some("10.1.0.4"))), NotApplicable),
                ("another name is connected to", |it| it.migrations.push(migration(Some("db.example.com"))), Unknown),
                (
                    "its own name is connected to",
                    |it| {
                        it.migrations.push(migration(Some("Orders-Old.postgres.database.azure.com")));
                    },
                    Pass,
                ),
                (
                    "a cloud of another suffix",
                    |it| {
                        it.servers[0].host = Some("orders-old.postgres.database.chinacloudapi.cn".to_owned());
                    },
                    Unknown,
                ),
                (
                    "the same cloud's zone",
                    |it| {
                        it.servers[0].host = Some("orders-old.postgres.database.chinacloudapi.cn".to_owned());
                        let name = "privatelink.postgres.database.chinacloudapi.cn";
                        it.zones[0].origin.id = id("Microsoft.Network/privateDnsZones", name);
                    },
                    Pass,
                ),
                ("a server without a host name", |it| it.servers[0].host = None, Unknown),
            ],
        );
        let (evidence, note) = shown(&direct(), "source/zone-link-client", |_| {});
        assert!(evidence[0].ends_with("/vnet-new-link virtualNetwork.id=/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-new"), "{evidence:?}");
        assert_eq!(evidence[1], format!("{ZONE}/vnet-new-link virtualNetworkLinkState=Completed"));
        assert_eq!(note, "");
        let (evidence, _) = shown(&direct(), "source/zone-link-client", |it| drop(it.zones[0].links.items.remove(1)));
        assert_eq!(evidence, [format!("{ZONE} virtualNetworkLinks=vnet-old, vnet-mid, vnet-far")]);
    }

    #[test]
    fn of_two_zones_the_one_that_the_actor_asks_is_judged() {
        let (_, note) = shown(&direct(), "source/zone-link-client", |it| {
            let mut other = it.zones[0].clone();
            let path =
                format!("/subscriptions/s1/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/{ZONE}");
            other.origin.id = Id::parse(&path).expect("an id");
            it.zones[0].links.items.remove(1);
            it.zones.push(other);
        });
        assert_eq!(
            note,
            format!("2 zones are called {ZONE}. The one in rg-hub was judged: the client's VNet is linked to it.")
        );
    }

    #[test]
    fn a_target_in_a_vnet_has_a_zone_of_its_own() {
        let config = crate::network::testing::config(&[
            "source.name=orders-old",
            "target.name=orders-new",
            "runtime.used=true",
            "runtime.name=mover",
        ]);
        found(
            &config,
            "target/zone-link-client",
            &[
                ("not linked to the runtime server's VNet", |_| {}, Fail),
                ("linked to it", |it| it.zones[1].links = it.zones[2].links.clone(), Pass),
                ("no such zone was read", |it| drop(it.zones.remove(1)), Unknown),
                ("the server does not name it", |it| it.servers[1].private_dns_zone = Fact::Unknown, Unknown),
            ],
        );
        found(&via_runtime(), "target/zone-link-client", &[("behind an endpoint", |_| {}, Pass)]);
        let mut fixed = config;
        fixed.set("target.address", "10.2.0.4").expect("an address");
        found(
            &fixed,
            "target/zone-link-client",
            &[
                ("connected to at an address of its subnet", |_| {}, NotApplicable),
                (
                    "connected to at another address",
                    |it| it.servers[1].delegated_subnet = it.servers[3].delegated_subnet.clone(),
                    Unknown,
                ),
                ("its subnet was not read", |it| it.vnets.retain(|it| it.origin.name() != "vnet-new"), Unknown),
            ],
        );
    }
}
