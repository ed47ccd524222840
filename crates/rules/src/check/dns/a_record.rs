//! The name of a server behind a private endpoint must lead to the endpoint's address.

use std::net::Ipv4Addr;

use crate::{
    Evidence, HopKind, Owner, Party, Severity, Status,
    check::{
        Check, Words,
        dns::{other_way, way_is_open},
        endpoint_source, never_settled,
    },
    guide,
    network::{
        ARecord, ConnectsTo, Context, Decided, Export, Finding, Id, PrivateEndpoint, Server, answer,
        endpoint_zone_name, is, listed,
        resolve::{Answer, Gap, resolve_by_azure},
    },
};

/// The zone has an A record for the server with the endpoint's private address.
pub static CHECK: Check = Check {
    id: "a-record",
    name: "A record",
    keys: &["source/a-record", "target/a-record"],
    severity: Severity::Blocker,
    hop: HopKind::Address,
    same_as: None,
    applies: endpoint_source,
    settled: never_settled,
    words: |_, party| if party == Party::Source { &SOURCE } else { &TARGET },
    variants: &[&SOURCE, &TARGET],
};

/// What resources show of it. What a zone group says that it once wrote is no record: somebody may have changed it since.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    let endpoint = context.endpoint(server)?;
    if let ConnectsTo::Address(address, evidence) = context.connects_to(party, server)? {
        return fixed(context, endpoint, address, evidence);
    }
    if let Some(resolution) = context.resolved(server) {
        let other = other_way(context, server, &resolution);
        let (shown, note) = other.map_or((Vec::new(), None), |(shown, note)| (shown, Some(note)));
        let usual = endpoint_zone_name(server)?.0;
        match &resolution.answer {
            Answer::Record(record) => {
                // Which of two zones was judged is a note of its own.
                let note = note.or_else(|| context.registry(server, Some(endpoint)).ok()?.note);
                return Ok(leads(context, server, endpoint, record)?.showing(shown).noting_any(note));
            }
            Answer::Nothing | Answer::NothingOrPublic if note.is_some() => {
                if let Some((zone, _)) = resolution.zones.last() {
                    let names = listed(zone.records.iter().map(|it| it.origin.id.name()));
                    let failed = Finding::fail(vec![zone.origin.shows(context.network, "A", names)]);
                    return Ok(failed
                        .showing(shown)
                        .noting(format!("It has no address for {}.", server.origin.name()))
                        .noting_any(note));
                }
            }
            Answer::Open(gap) => {
                if let Some(open) = way_is_open(context, gap, &usual) {
                    return Err(open);
                }
                if matches!(gap, Gap::Vnet(_) | Gap::Servers(_))
                    && let Some(open) = may_go_elsewhere(context, server, &usual)
                {
                    return Err(open);
                }
                if let Gap::Records(zone) = gap
                    && let Some(wildcard) = answer(zone, &endpoint_zone_name(server)?.1)
                    && wildcard.origin.id.name() == "*"
                {
                    return Err(Finding::open(format!(
                        "A wildcard of {} answers only where no record of any type has the name, and the files do not hold all types.",
                        zone.origin.name()
                    ))
                    .needing(Export::ZoneRecords, zone.origin.id.text()));
                }
            }
            _ => {}
        }
    }
    let registry = context.registry(server, Some(endpoint))?;
    let shadows = registry.zone.others.iter().find(|it| is(Some(it.origin.id.name()), &registry.record));
    if let Some(other) = shadows.filter(|_| registry.zone.records.complete)
        && registry.answer().is_none_or(|it| it.origin.id.name() == "*")
        && other.target.is_none()
        && !other.origin.id.kind().ends_with("/cname")
    {
        let kind = other.origin.id.kind().rsplit('/').next().unwrap_or_default().to_ascii_uppercase();
        return Ok(Finding::fail(vec![other.origin.shows(context.network, "type", kind)])
            .noting("A record of another type has the name: it answers without an address, and no wildcard counts."));
    }
    let zone = registry.zone;
    let Some(record) = registry.answer() else {
        // Only a count says that the zone is empty, and another one of its name has records: which is which?
        let is_counted = zone.records.items.is_empty() && zone.others.items.is_empty();
        let is_one_of_two = is_counted && 1 < context.zones(zone.origin.id.name()).len();
        if zone.records.complete && !is_one_of_two {
            let names = listed(zone.records.items.iter().map(|it| it.origin.id.name()));
            let failed = Finding::fail(vec![zone.origin.shows(context.network, "A", names)]);
            return Ok(failed.noting(format!("No record is called {}.", registry.record)).noting_any(registry.note));
        }
        let wrote = context.addresses_shown(endpoint).into_iter().map(|(_, evidence)| evidence);
        return Err(Finding::open(format!("The records of {} are not all in the files.", zone.origin.name()))
            .showing(wrote)
            .needing(Export::ZoneRecords, zone.origin.id.text()));
    };
    Ok(leads(context, server, endpoint, record)?.noting_any(registry.note))
}

/// Whether another record than the endpoint zone's counts where Azure is asked, and the files do not say whether it is.
fn may_go_elsewhere(context: &Context<'_>, server: &Server, usual: &str) -> Option<Finding> {
    let vnet = context.client_vnet().ok()?;
    let resolution = resolve_by_azure(context.network, &vnet, server.host.as_deref()?);
    let is_elsewhere = match &resolution.answer {
        Answer::Open(gap) => way_is_open(context, gap, usual).is_some(),
        _ => other_way(context, server, &resolution).is_some(),
    };
    let open = || {
        let reason = format!("Another zone or a rule answers where {} asks Azure, which is not known.", vnet.name());
        Finding::open(reason).needing(Export::Vnet, vnet.text())
    };
    is_elsewhere.then(open)
}

/// Where a record leads to.
fn leads<'a>(context: &Context<'a>, server: &'a Server, endpoint: &'a PrivateEndpoint, record: &ARecord) -> Decided {
    let value = record.addresses.iter().map(Ipv4Addr::to_string).collect::<Vec<_>>().join(", ");
    let said = record.origin.shows(context.network, "aRecords[].ipv4Address", value);
    match record.addresses[..] {
        [] => Ok(Finding::fail(vec![said]).noting("The record is empty.")),
        [address] => leads_to(context, server, endpoint, address, said),
        // A connection takes any of them, so each must be right.
        _ => {
            let each = record.addresses.iter().map(|it| leads_to(context, server, endpoint, *it, said.clone()));
            let each: Vec<Finding> = each.map(|it| it.unwrap_or_else(|open| open)).collect();
            let all = Finding::all(&each);
            match all.status {
                Status::Fail => {
                    Ok(all.noting("The record has several addresses, and each connection takes one of them."))
                }
                _ => Err(Finding::open("The record has several addresses, and each connection takes one of them.")
                    .showing(all.evidence)),
            }
        }
    }
}

/// Whether an address of the record is one of the server's private endpoint.
fn leads_to<'a>(
    context: &Context<'a>,
    server: &'a Server,
    endpoint: &'a PrivateEndpoint,
    address: Ipv4Addr,
    said: Evidence,
) -> Decided {
    let name = endpoint.origin.name();
    let own = context.addresses_shown(endpoint);
    if let Some((_, evidence)) = own.iter().find(|(it, _)| *it == address) {
        let count = context.endpoints(server).len();
        let judged =
            (1 < count).then(|| format!("{count} private endpoints lead to the server: the record leads to {name}."));
        return Ok(Finding::pass(vec![said, evidence.clone()]).noting_any(judged));
    }
    let others = context.endpoints(server).into_iter().filter(|it| it.origin.id != endpoint.origin.id);
    let mut others =
        others.filter_map(|it| Some((it, context.addresses_shown(it).into_iter().find(|(at, _)| *at == address)?)));
    if let Some((other, (_, evidence))) = others.next() {
        return Err(Finding::open(format!(
            "The record leads to {}, another private endpoint of the server than the one that was judged.",
            other.origin.name()
        ))
        .showing([said, evidence]));
    }
    if !may_be_private(context, endpoint, address) {
        return Ok(Finding::fail(vec![said]).noting("This is a public address."));
    }
    if own.is_empty() {
        let open =
            Finding::open(format!("The address of {name} is not in the files, so the record cannot be compared."));
        let (export, of) = match endpoint.nics.first() {
            Some(nic) => (Export::Nic, nic),
            None => (Export::PrivateEndpoint, &endpoint.origin.id),
        };
        return Err(open.showing([said]).needing(export, of.text()));
    }
    // It may be the address of an endpoint that nobody exported.
    if let Some(id) = context.endpoint_elsewhere(server) {
        let open = Finding::open(format!(
            "The record leads to another address than {name} has, and {} is not in the files.",
            id.name()
        ));
        return Err(open.showing([said]).needing(Export::PrivateEndpoint, id.text()));
    }
    let shown = own.into_iter().map(|(_, evidence)| evidence);
    if !server.endpoint_connections.complete {
        let open = Finding::open(format!(
            "The record leads to another address than {name} has, and the server may have another endpoint."
        ));
        return Err(open.showing([said]).showing(shown).needing(Export::EndpointConnections, server.origin.id.text()));
    }
    Ok(Finding::fail(vec![said]).showing(shown).noting(format!("The record is stale: {name} has another address.")))
}

/// Whether an address can be an endpoint's: a private one, or one of a virtual network that uses public ranges.
fn may_be_private(context: &Context<'_>, endpoint: &PrivateEndpoint, address: Ipv4Addr) -> bool {
    let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
    let vnet = endpoint.subnet.as_ref().and_then(Id::parent).and_then(|it| context.network.vnet(&it));
    let in_vnet = vnet.and_then(|it| it.prefixes.known()).is_some_and(|it| it.iter().any(|it| it.contains(&address)));
    address.is_private() || is_shared || in_vnet
}

/// A migration that connects to an address asks nobody. The address has to be the endpoint's.
fn fixed<'a>(context: &Context<'a>, endpoint: &'a PrivateEndpoint, address: Ipv4Addr, said: Evidence) -> Decided {
    match context.addresses_shown(endpoint).into_iter().find(|(it, _)| *it == address) {
        Some((_, evidence)) => Ok(Finding::not_applicable(vec![said, evidence])),
        None => Err(Finding::open(format!(
            "The migration connects to {address}, and no file shows that this is the address of {}.",
            endpoint.origin.name()
        ))
        .showing([said])),
    }
}

/// What the words for source and target share.
const SAME: Words = Words {
    title: "The zone has an A record for {destination} with the endpoint's private address",
    failure: "The name of {destination} does not lead to its private endpoint: the A record is missing or wrong.",
    why: "{Client} asks for {destination_host}, is sent on to the privatelink name, and connects to the address of this record. A \
          record left over from an older endpoint leads nowhere. With no record, a linked VNet gets \"no such name\" \
          even if a public address exists.",
    owner: Owner::Dns,
    verify: &[
        "Private DNS zone privatelink.postgres.database.azure.com → Recordsets: an A record with the name of {destination} \
         holds a private address.",
        "Compare it with the address of the private endpoint's network interface.",
    ],
    verify_commands: &[
        "az network private-dns record-set a list -g ZONE_RG -z privatelink.postgres.database.azure.com -o table",
        "az network private-endpoint show -g {DESTINATION}_ENDPOINT_RG -n {DESTINATION}_ENDPOINT --query 'networkInterfaces[0].id' -o tsv",
        "az network nic show --ids {DESTINATION}_NIC_ID --query 'ipConfigurations[].privateIPAddress' -o tsv",
    ],
    fix: &[
        "With an attached zone: remove the configuration from the endpoint's DNS configuration and add it again; the \
         record is written anew.",
        "By hand: remove the wrong record, then add the right one.",
    ],
    fix_commands: &[
        "az network private-dns record-set a add-record -g ZONE_RG -z privatelink.postgres.database.azure.com -n {destination} \
         -a {DESTINATION}_ENDPOINT_IP",
    ],
    security_impact: Some("A record kept by hand does not follow its endpoint: with another address it leads nowhere."),
    undo: &["Delete the record if it was added by hand; with an attached zone it goes with the endpoint."],
    undo_commands: &[
        "az network private-dns record-set a remove-record -g ZONE_RG -z privatelink.postgres.database.azure.com -n \
         {destination} -a {DESTINATION}_ENDPOINT_IP",
    ],
    not_applicable_label: Some("Not needed: fixed address"),
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::RUNTIME_GUIDE_ALL, &guide::ENDPOINT_DNS_ALL],
};

static SOURCE: Words = SAME;

/// The target lives on, and with it what leads to it.
static TARGET: Words =
    Words { undo: &["It stays: {target} lives on behind its endpoint."], undo_commands: &[], ..SAME };

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            Fact, Id, Listing, Network,
            testing::{ZONE, direct, found, id, migration, origin, shown, subnet_id, via_runtime},
        },
        testing::{case, statuses},
    };

    #[test]
    fn every_endpoint_needs_its_record() {
        statuses(
            "source/a-record",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated").answer("not-applicable"), "not-applicable"),
                (case("gcp-cloud-sql", "private", "vnet-integrated").answer("fail"), "not-applicable"),
                (case("?", "private", "vnet-integrated").answer("fail"), "unknown"),
            ],
        );
        statuses(
            "target/a-record",
            &[
                (case("gcp-cloud-sql", "private", "private-endpoint").answer("fail"), "fail"),
                (case("gcp-cloud-sql", "private", "vnet-integrated"), "absent"),
            ],
        );
    }

    fn leads_to(network: &mut Network, address: [u8; 4]) {
        network.zones[0].records.items[0].addresses = vec![address.into()];
    }

    /// Another approved endpoint of the source, at 10.2.9.9.
    fn second(network: &mut Network) {
        let mut endpoint = network.endpoints[0].clone();
        endpoint.origin = origin("Microsoft.Network/privateEndpoints", "pe-second");
        endpoint.subnet = Some(subnet_id("vnet-new", "endpoints"));
        endpoint.addresses = vec![[10, 2, 9, 9].into()];
        let mut connection = network.servers[0].endpoint_connections.items[0].clone();
        connection.endpoint = Some(endpoint.origin.id.clone());
        network.servers[0].endpoint_connections.items.push(connection);
        network.endpoints.push(endpoint);
    }

    #[test]
    fn the_record_leads_to_the_endpoint() {
        found(
            &direct(),
            "source/a-record",
            &[
                ("right", |_| {}, Pass),
                (
                    "in another case",
                    |it| {
                        it.zones[0].records.items[0].origin.id =
                            id("Microsoft.Network/privateDnsZones", &format!("{ZONE}/A/ORDERS-OLD"));
                    },
                    Pass,
                ),
                ("stale", |it| leads_to(it, [10, 1, 0, 9]), Fail),
                (
                    "perhaps another endpoint's",
                    |it| {
                        leads_to(it, [10, 1, 0, 9]);
                        it.servers[0].endpoint_connections.complete = false;
                    },
                    Unknown,
                ),
                (
                    "perhaps that of an endpoint in no file",
                    |it| {
                        leads_to(it, [10, 1, 0, 9]);
                        let mut other = it.servers[0].endpoint_connections.items[0].clone();
                        other.endpoint = Some(id("Microsoft.Network/privateEndpoints", "pe-hub"));
                        it.servers[0].endpoint_connections.items.push(other);
                    },
                    Unknown,
                ),
                (
                    "another approved endpoint's",
                    |it| {
                        second(it);
                        leads_to(it, [10, 2, 9, 9]);
                    },
                    Pass,
                ),
                ("a public address", |it| leads_to(it, [203, 0, 113, 7]), Fail),
                (
                    "a public address, and the endpoint's is not known",
                    |it| {
                        leads_to(it, [203, 0, 113, 7]);
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                    },
                    Fail,
                ),
                (
                    "a public range of the endpoint's VNet",
                    |it| {
                        leads_to(it, [203, 0, 113, 7]);
                        it.endpoints[0].addresses = vec![[203, 0, 113, 7].into()];
                    },
                    Pass,
                ),
                (
                    "a public range of the VNet, and the endpoint's address is not known",
                    |it| {
                        leads_to(it, [203, 0, 113, 7]);
                        it.vnets[0].prefixes = Fact::Known(vec!["203.0.113.0/24".parse().expect("a prefix")]);
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                    },
                    Unknown,
                ),
                (
                    "the endpoint's address is not known",
                    |it| {
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                    },
                    Unknown,
                ),
                ("only the zone group knows the endpoint's address", |it| it.endpoints[0].addresses.clear(), Pass),
                (
                    "several addresses, one of them stale",
                    |it| {
                        it.zones[0].records.items[0].addresses = vec![[10, 1, 0, 4].into(), [10, 1, 0, 9].into()];
                    },
                    Fail,
                ),
                (
                    "several addresses, of two endpoints",
                    |it| {
                        second(it);
                        it.zones[0].records.items[0].addresses = vec![[10, 1, 0, 4].into(), [10, 2, 9, 9].into()];
                    },
                    Unknown,
                ),
                ("empty", |it| it.zones[0].records.items[0].addresses.clear(), Fail),
                ("missing", |it| drop(it.zones[0].records.items.remove(0)), Fail),
                (
                    "missing, but a wildcard answers",
                    |it| {
                        it.zones[0].records.items[0].origin.id =
                            id("Microsoft.Network/privateDnsZones", &format!("{ZONE}/A/*"));
                    },
                    Pass,
                ),
                (
                    "missing, and more records may be",
                    |it| {
                        it.zones[0].records.items.remove(0);
                        it.zones[0].records.complete = false;
                    },
                    Unknown,
                ),
                ("only the zone group says that it wrote one", |it| it.zones[0].records = Listing::default(), Unknown),
                ("no zone was read", |it| drop(it.zones.remove(0)), Unknown),
                ("right, in a zone that is not linked", |it| drop(it.zones[0].links.items.remove(1)), Pass),
                ("no endpoint was read", |it| it.endpoints.clear(), Unknown),
                (
                    "the endpoint's address is dialled",
                    |it| it.migrations.push(migration(Some("10.1.0.4"))),
                    NotApplicable,
                ),
                ("another address is dialled", |it| it.migrations.push(migration(Some("10.1.0.9"))), Unknown),
                ("another name is dialled", |it| it.migrations.push(migration(Some("db.example.com"))), Unknown),
            ],
        );
        found(&via_runtime(), "target/a-record", &[("right", |_| {}, Pass)]);
    }

    #[test]
    fn it_shows_both_addresses_and_which_endpoint_they_are_of() {
        let (evidence, note) = shown(&direct(), "source/a-record", |_| {});
        assert_eq!(
            evidence,
            [
                format!("{ZONE}/orders-old aRecords[].ipv4Address=10.1.0.4"),
                "pe-old customDnsConfigs[].ipAddresses=10.1.0.4".to_owned(),
            ]
        );
        assert_eq!(note, "");
        let (_, note) = shown(&direct(), "source/a-record", |it| leads_to(it, [10, 1, 0, 9]));
        assert_eq!(note, "The record is stale: pe-old has another address.");
        let (_, note) = shown(&direct(), "source/a-record", |it| {
            second(it);
            leads_to(it, [10, 2, 9, 9]);
        });
        assert_eq!(note, "2 private endpoints lead to the server: the record leads to pe-second.");
    }

    #[test]
    fn the_zone_that_the_actor_asks_must_have_it() {
        found(
            &direct(),
            "source/a-record",
            &[(
                "only another zone of the name has it",
                |it| {
                    let mut other = it.zones[0].clone();
                    let path = format!(
                        "/subscriptions/s1/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/{ZONE}"
                    );
                    other.origin.id = Id::parse(&path).expect("an id");
                    other.records = Listing::all(Vec::new());
                    it.zones[0].links.items.remove(1);
                    it.zones.push(other);
                },
                Fail,
            )],
        );
    }
}
