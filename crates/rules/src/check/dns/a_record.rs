//! The name of a server behind a private endpoint must lead to the endpoint's address.

use std::net::Ipv4Addr;

use crate::{
    Evidence, Export, HopKind, Owner, Party, Severity,
    check::{
        Check, Words,
        dns::{other_way, unless_another_answers, way_is_open},
        endpoint_source, settled_by_address,
    },
    guide,
    network::{
        ARecord, ConnectsTo, Context, Id, Origin, PrivateEndpoint, RecordSet, Server, Zone, answer, endpoint_zone_name,
        is, listed,
        resolve::{Answer, Gap, resolve_by_azure},
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
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
    settled: settled_by_address,
    words: |_, party| if party == Party::Source { &SOURCE } else { &TARGET },
    variants: &[&SOURCE, &TARGET],
};

/// What resources show of it, where it is known who answers.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    unless_another_answers(context, party, in_usual_zone(context, party)?)
}

/// What a zone group says that it once wrote is no record: somebody may have changed it since.
fn in_usual_zone(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    if let Some(evidence) = context.other_name(party) {
        return Ok(Outcome::not_applicable(evidence));
    }
    let endpoint = match context.endpoint(server) {
        Ok(endpoint) => endpoint,
        Err(undecided) => return no_name(context, party, server).ok_or(undecided),
    };
    if let ConnectsTo::Address(address, evidence) = context.connects_to(party, server)? {
        return fixed(context, endpoint, address, evidence);
    }
    if let Some(outcome) = as_asked(context, server, endpoint)? {
        return Ok(outcome);
    }
    in_zone(context, server, endpoint)
}

/// What the client gets when it asks, where that decides or leaves undecided whatever its own zone has.
fn as_asked<'a>(context: &Context<'a>, server: &'a Server, endpoint: &'a PrivateEndpoint) -> Decided<Option<Outcome>> {
    let Some(resolution) = context.resolved(server) else { return Ok(None) };
    let other = other_way(context, server, &resolution);
    let (shown, note) = other.map_or((Vec::new(), None), |(shown, note)| (shown, Some(note)));
    let usual = endpoint_zone_name(server)?.0;
    match &resolution.answer {
        Answer::Record(record) => {
            // Which of two zones was judged is a note of its own.
            let note = note.or_else(|| context.registry(server, Some(endpoint)).ok()?.note);
            return Ok(Some(leads(context, server, endpoint, record)?.showing(shown).noting_any(note)));
        }
        Answer::Nothing | Answer::NothingOrPublic if note.is_some() => {
            if let Some((zone, _)) = resolution.zones.last() {
                let names = listed(zone.records.iter().map(|it| it.origin.id.name()));
                let failed = Outcome::fail(zone.origin.shows(context.network, "A", names));
                return Ok(Some(
                    failed
                        .showing(shown)
                        .noting(format!("It has no address for {}.", server.origin.name()))
                        .noting_any(note),
                ));
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
                return Err(may_be_no_wildcard(zone));
            }
        }
        _ => {}
    }
    Ok(None)
}

/// What the zone of the server's private endpoints has for its name.
fn in_zone<'a>(context: &Context<'a>, server: &'a Server, endpoint: &'a PrivateEndpoint) -> Decided {
    let registry = context.registry(server, Some(endpoint))?;
    let zone = registry.zone;
    let is_exact = registry.answer().is_some_and(|it| it.origin.id.name() != "*");
    if is_exact && let Some(alias) = zone.alias(&registry.record) {
        let shown = alias.origin.shows(context.network, "cnameRecord.cname", alias.target.as_deref().unwrap_or("?"));
        let both = "One file has an address of the name and another one an alias, which cannot both be there.";
        return Err(Undecided::new(Reason::Contradiction, both)
            .showing([shown])
            .needing(Export::ZoneRecords, zone.origin.id.text()));
    }
    if !is_exact && let Some(alias) = alias(zone, &registry.record) {
        let target = alias.target.as_deref().unwrap_or("?");
        let shown = alias.origin.shows(context.network, "cnameRecord.cname", target);
        // Where the client's VNet is linked, it was followed.
        let leads_nowhere = context.resolved(server).is_some_and(|it| {
            matches!(it.answer, Answer::Nothing | Answer::NothingOrPublic)
                && it.zones.iter().any(|(of, _)| of.origin.id == zone.origin.id)
        });
        if leads_nowhere {
            return Ok(Outcome::fail(shown).noting("The name is an alias of one that has no address."));
        }
        return Err(Undecided::new(
            Reason::Missing,
            "The name is an alias in the zone, and where it leads is not known.",
        )
        .showing([shown])
        .needing(Export::ZoneRecords, zone.origin.id.text()));
    }
    if !is_exact
        && zone.records.complete
        && let Some(shadow) = shadow(zone, &registry.record)
    {
        let (kind, name) = (shadow.id.kind(), shadow.id.name());
        let kind = kind.rsplit('/').next().unwrap_or_default().to_ascii_uppercase();
        let note = if is(Some(name), &registry.record) {
            "A record of another type has the name: it answers without an address, and no wildcard counts."
        } else {
            "A record stands below the name: so the name is there without an address, and no wildcard counts."
        };
        return Ok(Outcome::fail(shadow.shows(context.network, "type", kind)).noting(note));
    }
    if !is_exact && registry.answer().is_some() && !(zone.records.complete && zone.others.complete) {
        return Err(may_be_no_wildcard(zone));
    }
    let Some(record) = registry.answer() else {
        // An alias of the name may stand among the record sets of other types.
        if zone.records.complete && zone.others.complete {
            let names = listed(zone.records.items.iter().map(|it| it.origin.id.name()));
            let failed = Outcome::fail(zone.origin.shows(context.network, "A", names));
            return Ok(failed.noting(format!("No record is called {}.", registry.record)).noting_any(registry.note));
        }
        let wrote = context.addresses_shown(endpoint).into_iter().map(|(_, evidence)| evidence);
        return Err(Undecided::new(
            Reason::Missing,
            format!("The records of {} are not all in the files.", zone.origin.name()),
        )
        .showing(wrote)
        .needing(Export::ZoneRecords, zone.origin.id.text()));
    };
    Ok(leads(context, server, endpoint, record)?.noting_any(registry.note))
}

/// A wildcard of a zone of which not all records are known.
fn may_be_no_wildcard(zone: &Zone) -> Undecided {
    Undecided::new(
        Reason::Missing,
        format!(
            "A wildcard of {} answers only where no record of any type has the name, and the files do not hold all types.",
            zone.origin.name()
        ),
    )
    .needing(Export::ZoneRecords, zone.origin.id.text())
}

/// Why a record of several addresses leaves open where a connection goes.
pub(super) const SEVERAL: &str = "The record has several addresses, and each connection takes one of them.";

/// The alias that a zone has for a name, or for every other one.
fn alias<'a>(zone: &'a Zone, name: &str) -> Option<&'a RecordSet> {
    zone.alias(name).or_else(|| zone.alias("*"))
}

/// A record that makes a name be there without an address: of another type, or below the name.
///
/// Source: RFC 4592, section 2.2.2: an empty non-terminal exists, so no wildcard stands for it.
fn shadow<'a>(zone: &'a Zone, name: &str) -> Option<&'a Origin> {
    let below = format!(".{name}").to_ascii_lowercase();
    let is_below = |it: &&Origin| it.id.name().to_ascii_lowercase().ends_with(&below);
    let is_it = |it: &&RecordSet| is(Some(it.origin.id.name()), name);
    let others = || zone.others.iter().map(|it| &it.origin);
    let beside = zone.others.iter().find(is_it).map(|it| &it.origin);
    beside.or_else(|| others().chain(zone.records.iter().map(|it| &it.origin)).find(is_below))
}

/// A linked zone that surely lacks the name answers that there is none, wherever the endpoint is: once a server has one,
/// public DNS sends its name on to that zone.
///
/// Source: "Azure Private Endpoint private DNS zone values" (2023-11-15), caution; "Fallback to internet for Azure Private DNS
/// zones" for what else a link can do.
fn no_name(context: &Context<'_>, party: Party, server: &Server) -> Option<Outcome> {
    let id = context.endpoint_elsewhere(server)?;
    let Ok(ConnectsTo::Name) = context.connects_to(party, server) else { return None };
    let resolution = context.resolved(server).filter(|it| it.answer == Answer::Nothing)?;
    let (zone, link) = resolution.zones.last()?;
    let names = listed(zone.records.iter().map(|it| it.origin.id.name()));
    let to = link.vnet.as_ref().map_or("", Id::text);
    let shown =
        [zone.origin.shows(context.network, "A", names), link.origin.shows(context.network, "virtualNetwork.id", to)];
    Some(Outcome::fail(shown).noting(format!(
        "The linked zone answers that there is no such name: the private endpoint {} is registered elsewhere. Where the public \
         address would do, the link's fallback to internet (NxDomainRedirect), or no link, lets the name lead there.",
        id.name()
    )))
}

/// Whether another record than the endpoint zone's counts where Azure is asked, and the files do not say whether it is.
fn may_go_elsewhere(context: &Context<'_>, server: &Server, usual: &str) -> Option<Undecided> {
    let vnet = context.client_vnet().ok()?;
    let resolution = resolve_by_azure(context.network, &vnet, server.host.as_deref()?);
    let is_elsewhere = match &resolution.answer {
        Answer::Open(gap) => way_is_open(context, gap, usual).is_some(),
        _ => other_way(context, server, &resolution).is_some(),
    };
    let open = || {
        let reason = format!("Another zone or a rule answers where {} asks Azure, which is not known.", vnet.name());
        Undecided::new(Reason::Missing, reason).needing(Export::Vnet, vnet.text())
    };
    is_elsewhere.then(open)
}

/// Where a record leads to.
pub(super) fn leads<'a>(
    context: &Context<'a>,
    server: &'a Server,
    endpoint: &'a PrivateEndpoint,
    record: &ARecord,
) -> Decided {
    let value = record.addresses.iter().map(Ipv4Addr::to_string).collect::<Vec<_>>().join(", ");
    let said = record.origin.shows(context.network, "aRecords[].ipv4Address", value);
    match record.addresses[..] {
        [] => Ok(Outcome::fail(said).noting("The record is empty.")),
        [address] => leads_to(context, server, endpoint, address, said),
        // A connection takes any of them, so each must be right.
        _ => {
            let each = record.addresses.iter().map(|it| leads_to(context, server, endpoint, *it, said.clone()));
            match Outcome::all(each) {
                Ok(all) if all.is_fail() => Ok(all.noting(SEVERAL)),
                all => Err(Undecided::new(Reason::Ambiguous, SEVERAL).showing(all.into_evidence())),
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
    if let Some(evidence) = context.has_address(endpoint, address).map_err(|it| it.showing([said.clone()]))? {
        let count = context.endpoints(server).len();
        let judged =
            (1 < count).then(|| format!("{count} private endpoints lead to the server: the record leads to {name}."));
        return Ok(Outcome::pass([said, evidence]).noting_any(judged));
    }
    let others = context.endpoints(server).into_iter().filter(|it| it.origin.id != endpoint.origin.id);
    let mut others =
        others.filter_map(|it| Some((it, context.addresses_shown(it).into_iter().find(|(at, _)| *at == address)?)));
    if let Some((other, (_, evidence))) = others.next() {
        return Err(Undecided::new(
            Reason::Ambiguous,
            format!(
                "The record leads to {}, another private endpoint of the server than the one that was judged.",
                other.origin.name()
            ),
        )
        .showing([said, evidence]));
    }
    if !may_be_private(context, endpoint, address) {
        return Ok(Outcome::fail(said).noting("This is a public address."));
    }
    let own = context.addresses_shown(endpoint);
    if own.is_empty() {
        let open = Undecided::new(
            Reason::Missing,
            format!("The address of {name} is not in the files, so the record cannot be compared."),
        );
        let (export, of) = match endpoint.nics.first() {
            Some(nic) => (Export::Nic, nic),
            None => (Export::PrivateEndpoint, &endpoint.origin.id),
        };
        return Err(open.showing([said]).needing(export, of.text()));
    }
    // It may be the address of an endpoint that is in no file.
    if let Some(id) = context.endpoint_elsewhere(server) {
        let open = Undecided::new(
            Reason::Contradiction,
            format!("The record leads to another address than {name} has, and {} is not in the files.", id.name()),
        );
        return Err(open.showing([said]).needing(Export::PrivateEndpoint, id.text()));
    }
    let shown = own.into_iter().map(|(_, evidence)| evidence);
    if !server.endpoint_connections.complete {
        let open = Undecided::new(
            Reason::Contradiction,
            format!("The record leads to another address than {name} has, and the server may have another endpoint."),
        );
        return Err(open.showing([said]).showing(shown).needing(Export::EndpointConnections, server.origin.id.text()));
    }
    Ok(Outcome::fail(said).showing(shown).noting(format!("The record is stale: {name} has another address.")))
}

/// Whether an address can be an endpoint's: a private one, or one of a virtual network that uses public ranges.
fn may_be_private(context: &Context<'_>, endpoint: &PrivateEndpoint, address: Ipv4Addr) -> bool {
    let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
    let vnet = endpoint.subnet.as_ref().and_then(Id::parent).and_then(|it| context.network.vnet(&it));
    let in_vnet = vnet.and_then(|it| it.prefixes.known()).is_some_and(|it| it.iter().any(|it| it.contains(&address)));
    address.is_private() || is_shared || in_vnet
}

/// A migration that connects to an address asks no DNS server. The address has to be the endpoint's.
fn fixed<'a>(context: &Context<'a>, endpoint: &'a PrivateEndpoint, address: Ipv4Addr, said: Evidence) -> Decided {
    match context.has_address(endpoint, address).map_err(|it| it.showing([said.clone()]))? {
        Some(evidence) => Ok(Outcome::not_applicable([said, evidence])),
        None => Err(Undecided::new(
            Reason::Outside,
            format!(
                "The migration connects to {address}, and no file shows that this is the address of {}.",
                endpoint.origin.name()
            ),
        )
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
        "az network private-dns record-set a show -g ZONE_RG -z privatelink.postgres.database.azure.com -n {destination} --query \
         'aRecords[].ipv4Address' -o tsv",
        "az network private-endpoint show -g {DESTINATION}_ENDPOINT_RG -n {DESTINATION}_ENDPOINT --query 'networkInterfaces[0].id' -o tsv",
        "az network nic show --ids {DESTINATION}_NIC_ID --query 'ipConfigurations[].privateIPAddress' -o tsv",
    ],
    fix: &[
        "With an attached zone: remove the configuration from the endpoint's DNS configuration and add it again; the \
         record is written anew.",
        "By hand: add the right address, then remove the wrong one: with both, connections go to either.",
    ],
    fix_commands: &[
        "az network private-dns record-set a add-record -g ZONE_RG -z privatelink.postgres.database.azure.com -n {destination} \
         -a {DESTINATION}_ENDPOINT_IP",
        "az network private-dns record-set a remove-record -g ZONE_RG -z privatelink.postgres.database.azure.com -n \
         {destination} -a {DESTINATION}_STALE_IP --keep-empty-record-set",
    ],
    security_impact: Some("A record kept by hand does not follow its endpoint: with another address it leads nowhere."),
    undo: &[
        "Delete the record if it was added by hand; with an attached zone it goes with the endpoint. A wrong address that was \
         removed need not come back.",
    ],
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
            Fact, Id, Listing, Network, Nic, NicAddress,
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

    /// The network interface of the endpoint, at another address than the endpoint says.
    fn nic_differs(network: &mut Network) {
        network.nics.push(Nic {
            origin: origin("Microsoft.Network/networkInterfaces", "pe-old-nic"),
            provisioning: Fact::Unknown,
            machine: None,
            addresses: vec![NicAddress { address: Some([10, 1, 0, 7].into()), subnet: None, groups: Fact::None }],
            security_group: Fact::None,
            dns_servers: Fact::None,
            ip_forwarding: Fact::None,
        });
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
    fn an_endpoint_of_two_addresses_confirms_no_record() {
        found(
            &direct(),
            "source/a-record",
            &[
                ("the endpoint's own address, and its network interface has another", nic_differs, Unknown),
                (
                    "the address of the network interface, and the endpoint says another",
                    |it| {
                        nic_differs(it);
                        leads_to(it, [10, 1, 0, 7]);
                    },
                    Unknown,
                ),
                (
                    "neither the endpoint's own address nor its network interface's",
                    |it| {
                        nic_differs(it);
                        leads_to(it, [10, 1, 0, 9]);
                    },
                    Fail,
                ),
            ],
        );
    }

    #[test]
    fn a_record_of_several_addresses_is_right_in_none_alone() {
        found(
            &direct(),
            "source/a-record",
            &[
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
            ],
        );
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
                (
                    "missing, and an alias may have the name",
                    |it| {
                        it.zones[0].records.items.remove(0);
                        it.zones[0].others.complete = false;
                    },
                    Unknown,
                ),
                (
                    "only the zone group says that it wrote one",
                    |it| it.zones[0].records = crate::network::TableListing::default(),
                    Unknown,
                ),
                ("no zone was read", |it| drop(it.zones.remove(0)), Unknown),
                ("right, in a zone that is not linked", |it| drop(it.zones[0].links.items.remove(1)), Pass),
                ("no endpoint was read", |it| it.endpoints.clear(), Unknown),
                (
                    "the endpoint's address is connected to",
                    |it| it.migrations.push(migration(Some("10.1.0.4"))),
                    NotApplicable,
                ),
                ("another address is connected to", |it| it.migrations.push(migration(Some("10.1.0.9"))), Unknown),
                ("another name is connected to", |it| it.migrations.push(migration(Some("db.example.com"))), Unknown),
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
                    other.records = Listing::all(Vec::new()).into();
                    it.zones[0].links.items.remove(1);
                    it.zones.push(other);
                },
                Fail,
            )],
        );
    }
}
