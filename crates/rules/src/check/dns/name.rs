//! An ordinary name that the client connects to must lead to an address, as the client's own network resolves it.

use std::net::Ipv4Addr;

use crate::{
    Config, Evidence, HopKind, Owner, Party, Setting, Severity, SourceAccess, SourceKind,
    check::{
        Applies, Check, Words, always,
        dns::{
            a_record,
            dns_servers::{held_back, no_proxy},
            way_is_open,
        },
        never_settled,
    },
    guide,
    host::is_ordinary,
    network::{
        ARecord, Context, Destination, Fact, Id, Resolver, Server, aws, listed,
        resolve::{Answer, Gap, Resolution, resolve},
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// The client resolves the name that it connects to, where that is no name that Azure gave to a server.
///
/// It is a step where the way is private: Azure's DNS knows the names of a private network only where a linked zone, a
/// forwarding ruleset or DNS servers of the VNet's own know them. A public source's name is in public DNS, which any
/// network asks that has nothing before it: there the step is one only where files show a VNet that has.
///
/// Source: "Name resolution for resources in Azure virtual networks" (2015-09-02); "Network scenarios for the migration
/// service" (2025-02-07), Custom FQDN/IP: what it says is always what is connected to.
pub static CHECK: Check = Check {
    id: "name",
    name: "name",
    keys: &["source/name", "target/name"],
    severity: Severity::Blocker,
    hop: HopKind::Name,
    same_as: None,
    applies: always,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// Whether the client connects to the source by an ordinary name: the one that is given in place of the source's own, else
/// the source's own outside of Azure's database service. The name of a virtual machine alone is a resource's.
pub(crate) fn source(config: &Config) -> Applies {
    if let Some(address) = config.address(Party::Source) {
        return if is_ordinary(address) { Applies::Yes } else { Applies::No };
    }
    match (config.source.kind, config.source.name.as_deref().filter(|it| is_ordinary(it))) {
        (_, None) | (Some(SourceKind::SingleServer | SourceKind::FlexibleServer), _) => Applies::No,
        (Some(SourceKind::AzureVm), Some(name)) if !name.contains('.') => Applies::No,
        (Some(_), Some(_)) => Applies::Yes,
        (None, Some(_)) => Applies::If(Setting::SourceKind),
    }
}

/// Whether the client connects to the target by an ordinary name, given in place of the target's own.
pub(crate) fn target(config: &Config) -> Applies {
    if config.address(Party::Target).is_some_and(is_ordinary) { Applies::Yes } else { Applies::No }
}

/// Whether it is not known what the client connects to: an address, or a name that it has to resolve.
pub(crate) fn is_unknown(config: &Config, party: Party) -> bool {
    let is_outside = !matches!(config.source.kind, None | Some(SourceKind::SingleServer | SourceKind::FlexibleServer));
    let name = config.source.name.as_deref();
    let says_nothing = name.is_none_or(|it| config.source.kind == Some(SourceKind::AzureVm) && !it.contains('.'));
    party == Party::Source && config.source.address.is_none() && is_outside && says_nothing
}

/// What resources show of it: the answer that the client's virtual network gets, followed through its DNS servers, the zones
/// and rulesets that are linked to it, and resolvers.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let asked = if party == Party::Source { context.source_host()? } else { context.given_host(party)? };
    let Some((name, said)) = asked.filter(|(it, _)| is_ordinary(it)) else {
        return Err(Undecided::new(Reason::Missing, "It is not known which name the client resolves."));
    };
    let vnet = context.client_vnet()?;
    let resolver = context.resolver()?;
    if let Some(found) = held_back(context, &resolver, party) {
        return found;
    }
    let (Resolver::Azure(servers) | Resolver::Custom(servers)) = &resolver;
    let resolution = resolve(context.network, &vnet, name);
    let shown = || [said.clone()].into_iter().chain(answered_by(context, &resolution));
    match &resolution.answer {
        Answer::Record(record) => Ok(leads(context, party, record)?.showing(shown())),
        Answer::Nothing => nothing(context, name, &resolution).showing(shown()),
        Answer::NothingOrPublic => Err(Undecided::new(
            Reason::Missing,
            format!("The files do not say whether public DNS is asked for {name}."),
        )
        .showing(shown())),
        Answer::Own(_) => integrated(context, party).map(|it| it.showing(shown())),
        Answer::Public(server) => Err(Undecided::new(
            Reason::Missing,
            format!("{name} leads to the public name of {}, which public DNS answers.", server.origin.name()),
        )
        .showing(shown())),
        Answer::Open(gap) => undecided(context, party, name, gap, &resolver)
            .map(|it| it.showing(shown()))
            .map_err(|it| it.showing(shown()).showing([servers.clone()])),
    }
}

/// The links by which zones answered on the way, the last one first.
fn answered_by<'a>(context: &'a Context<'_>, resolution: &'a Resolution<'_>) -> impl Iterator<Item = Evidence> + 'a {
    resolution.zones.iter().rev().map(|(_, link)| {
        let to = link.vnet.as_ref().map_or("", Id::text);
        link.origin.shows(context.network, "virtualNetwork.id", to)
    })
}

/// A zone that is linked answers for its domain alone, whatever public DNS knows.
fn nothing(context: &Context<'_>, name: &str, resolution: &Resolution<'_>) -> Decided {
    let zones = resolution.zones.last().into_iter();
    let records = zones.clone().map(|(zone, _)| {
        zone.origin.shows(context.network, "A", listed(zone.records.iter().map(|it| it.origin.id.name())))
    });
    let mut failed = Outcome::failed_by(records);
    for (zone, _) in zones {
        failed = failed
            .noting(format!("{} answers alone for its domain, and has no address for {name}.", zone.origin.name()));
    }
    failed
}

/// Why no file says where the name leads.
fn undecided(context: &Context<'_>, party: Party, name: &str, gap: &Gap<'_>, resolver: &Resolver) -> Decided {
    let (Resolver::Azure(servers) | Resolver::Custom(servers)) = resolver;
    match gap {
        Gap::NoProxy(firewall) => Ok(no_proxy(firewall, resolver)),
        Gap::Servers(all) => Err(Undecided::new(
            Reason::Missing,
            format!(
                "The VNet asks DNS servers of its own, {}. Whether they know {name} is in no file.",
                all.join(", ")
            ),
        )),
        Gap::Name(last) if last.eq_ignore_ascii_case(name.trim_end_matches('.')) && is_public(context, party) => {
            Ok(Outcome::not_applicable(servers.clone())
                .noting("No zone and no ruleset in the files stands before public DNS for this name."))
        }
        Gap::Name(last) if is_of_rds(context, last) => of_rds(context, name),
        Gap::Name(last) if last.eq_ignore_ascii_case(name.trim_end_matches('.')) => Err(Undecided::new(
            Reason::Missing,
            format!(
                "No private zone and no ruleset in the files answers for {name}. Public DNS is asked then, which hardly knows the \
             names of a private network."
            ),
        )),
        gap => Err(way_is_open(context, gap, "")
            .unwrap_or_else(|| Undecided::new(Reason::Missing, format!("Where {name} leads is not in the files.")))),
    }
}

/// Whether a name is one that Amazon RDS has given to a database.
fn is_of_rds(context: &Context<'_>, name: &str) -> bool {
    let is_of_aws = matches!(context.config.source.kind, Some(SourceKind::AwsRds | SourceKind::AwsAurora));
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    is_of_aws && [".rds.amazonaws.com", ".rds.amazonaws.com.cn"].iter().any(|it| name.ends_with(it))
}

/// Such a name is in public DNS, and leads to the private address of an instance that is not publicly accessible.
///
/// Source: `DBInstance.PubliclyAccessible` (Amazon RDS API reference, 2014-10-31).
fn of_rds(context: &Context<'_>, name: &str) -> Decided {
    match aws::publicly_accessible(context) {
        Some((false, shown)) => Ok(Outcome::pass(shown).noting(
            "Names of Amazon RDS are in public DNS, and lead to the private address of an instance that is not publicly \
             accessible.",
        )),
        Some((true, shown)) => Err(Undecided::new(
            Reason::Contradiction,
            format!(
                "{name} is in public DNS. Outside of its VPC it leads to the public address of the instance, as that is \
                 publicly accessible: the private one is said by source.address."
            ),
        )
        .showing([shown])),
        None => Err(Undecided::new(
            Reason::Missing,
            format!(
                "{name} is in public DNS. It leads to the private address where the instance is not publicly accessible, which \
                 no file says: aws rds describe-db-instances prints it."
            ),
        )),
    }
}

/// Whether the connection takes a public way.
fn is_public(context: &Context<'_>, party: Party) -> bool {
    let source = &context.config.source;
    match party {
        Party::Source => {
            source.access == Some(SourceAccess::Public)
                && !(source.kind == Some(SourceKind::SingleServer) && source.private_endpoint == Some(true))
        }
        Party::Target | Party::Runtime => context.config.target.access == Some(crate::ServerAccess::Public),
    }
}

/// Whether the record of a private zone leads to the server that is meant.
fn leads(context: &Context<'_>, party: Party, record: &ARecord) -> Decided {
    let value = record.addresses.iter().map(Ipv4Addr::to_string).collect::<Vec<_>>().join(", ");
    let said = record.origin.shows(context.network, "aRecords[].ipv4Address", value.clone());
    if record.addresses.is_empty() {
        return Ok(Outcome::fail(said).noting("The record is empty."));
    }
    let undecided = |reason: String| Err(Undecided::new(Reason::Missing, reason).showing([said.clone()]));
    let in_azure = matches!(context.config.source.kind, Some(SourceKind::SingleServer | SourceKind::FlexibleServer));
    if party == Party::Target || in_azure {
        let server = context.server(party).map_err(|it| it.showing([said.clone()]))?;
        return match (&server.delegated_subnet, is_public(context, party)) {
            (Fact::Known(subnet), _) => in_subnet(context, server, subnet, record, said),
            (_, false) => {
                let endpoint = context.endpoint(server).map_err(|it| it.showing([said.clone()]))?;
                a_record::leads(context, server, endpoint, record)
            }
            (_, true) => undecided(format!("No file says whether {value} is an address of {}.", server.origin.name())),
        };
    }
    if is_public(context, party) {
        return undecided(format!(
            "A private zone answers with {value}, and the source is said to be reached publicly."
        ));
    }
    if let Ok(Destination::Machine(nic)) = context.destination(party) {
        let is_own = |it: &Ipv4Addr| nic.addresses.iter().any(|own| own.address == Some(*it));
        if !record.addresses.iter().all(is_own) {
            return undecided(format!("The record leads to {value}, and {} has other addresses.", nic.origin.name()));
        }
        return Ok(Outcome::pass(said));
    }
    let leads = |it: &&Ipv4Addr| !it.is_private() && !is_at_a_site(context, **it);
    match record.addresses.iter().find(leads) {
        Some(address) => {
            undecided(format!("The record leads to {address}, and no connection in the files leads there."))
        }
        None => Ok(Outcome::pass(said)),
    }
}

/// Whether an address is one of a network that a VPN connection leads to.
fn is_at_a_site(context: &Context<'_>, address: Ipv4Addr) -> bool {
    let ranges = context.network.sites().filter_map(|it| context.network.local_gateway(it)?.prefixes.known());
    ranges.flatten().any(|it| it.contains(&address))
}

/// A VNet-integrated server answers in its delegated subnet.
fn in_subnet(context: &Context<'_>, server: &Server, id: &Id, record: &ARecord, said: Evidence) -> Decided {
    let subnet = context.network.subnet(id).filter(|it| !it.prefixes.is_empty()).ok_or_else(|| {
        Undecided::new(Reason::Missing, format!("The range of the subnet {} is not in the files.", id.name()))
            .showing([said.clone()])
    })?;
    let is_there = |it: &Ipv4Addr| subnet.prefixes.iter().any(|net| net.contains(it));
    let own = server.origin.shows(context.network, "network.delegatedSubnetResourceId", id.text());
    if !record.addresses.iter().all(is_there) {
        return Err(Undecided::new(
            Reason::Missing,
            format!("The record leads out of the subnet of {}.", server.origin.name()),
        )
        .showing([said, own]));
    }
    // Other servers may be in the subnet. The server's own zone says which address is its own, where it has no other there.
    let zone = server.private_dns_zone.known().and_then(|it| context.network.zone(it));
    let there = zone.map(|zone| zone.records.iter().flat_map(|it| &it.addresses).filter(|it| is_there(it)));
    let is_own = |it: &Ipv4Addr| record.addresses.iter().all(|address| address == it);
    let mut there = there.into_iter().flatten().peekable();
    if there.peek().is_none() || !there.all(is_own) {
        return Err(Undecided::new(
            Reason::Missing,
            format!(
                "Whether {} or another server in its subnet has the address of the record is in no file.",
                server.origin.name()
            ),
        )
        .showing([said, own]));
    }
    Ok(Outcome::pass([said, own]))
}

/// An alias of a name that a VNet-integrated server's own zone has.
fn integrated(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    let (Fact::Known(subnet), Fact::Known(zone)) = (&server.delegated_subnet, &server.private_dns_zone) else {
        return Err(Undecided::new(Reason::Missing, format!("The name does not lead to {}.", server.origin.name())));
    };
    let own = server.origin.shows(context.network, "network.delegatedSubnetResourceId", subnet.text());
    Ok(Outcome::pass([own, server.origin.shows(context.network, "network.privateDnsZoneArmResourceId", zone.text())]))
}

static WORDS: Words = Words {
    title: "{Client} can resolve the name by which it connects to {destination}",
    failure: "{Client} cannot resolve {destination_host}: its VNet gets no address for the name.",
    why: "The migration connects to this name, and the DNS servers of {client}'s VNet are asked for it. Azure's own know \
          public names and the private zones that are linked to that VNet. The names of another private network are \
          found only where questions are forwarded there: peering, VPN and ExpressRoute carry packets, not names.",
    owner: Owner::Dns,
    verify: &[
        "Resolve the name from a VM in the VNet of {client} that uses the DNS servers of the VNet, with getent hosts or \
         nslookup: it must lead to the address at which {destination} answers.",
        "Virtual network of {client} → DNS servers: with Default, a private DNS zone or a DNS forwarding ruleset for the \
         domain is linked to the VNet; with Custom, those servers know or forward the domain.",
    ],
    verify_commands: &[
        "nslookup {destination_host}",
        "az network vnet show -g {CLIENT}_VNET_RG -n {CLIENT}_VNET --query dhcpOptions.dnsServers",
    ],
    fix: &[
        "Give the migration an address in place of the name, as Custom FQDN/IP of {destination}: then nothing has to be \
         resolved. With the TLS mode verify-full the certificate must be for that address.",
        "Or make the name resolve by forwarding: a DNS forwarding ruleset for the domain, linked to the VNet of {client}, \
         or a conditional forwarder on the DNS servers of that VNet.",
        "Or make the name resolve by a zone: a private DNS zone of the domain with an A record for {destination}, linked \
         to the VNet of {client}.",
    ],
    fix_commands: &[],
    security_impact: Some(
        "A linked zone answers alone for its domain: names that it does not hold are no longer found from the VNet of \
         {client}.",
    ),
    undo: &[
        "Remove the forwarder, the rule or the link of the zone, if nothing else in the VNet of {client} needs it.",
    ],
    undo_commands: &[],
    not_applicable_label: Some("Not needed: fixed address"),
    references: &[&guide::PRIVATE_TO_ENDPOINT, &guide::NAME_RESOLUTION_ALL, &guide::RULESETS_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Config, HopKind, Report,
        Status::{Fail, NotApplicable, Pass, Unknown},
        StepKey, Verdict, evaluate,
        network::{
            Fact, ForwardingRule, Listing, Migration, MigrationSource, Network, RecordSet, Ruleset, RulesetLink,
            testing::{
                config, direct, found, machine, migration, origin, resolver, shown, site, via_runtime, vnet_id,
                vnet_mut,
            },
        },
        testing::{case, statuses},
    };

    #[test]
    fn a_private_source_with_an_ordinary_name_needs_it() {
        let on_premises = || case("on-premises", "private", "vnet-integrated");
        let azure_vm = || case("azure-vm", "private", "vnet-integrated");
        let single = || case("single-server", "private", "vnet-integrated");
        statuses(
            "source/name",
            &[
                (on_premises().named("db01.corp.example"), "unknown"),
                (on_premises().named("db01.corp.example").answer("pass"), "pass"),
                (on_premises().named("db01.corp.example").answer("fail"), "fail"),
                (on_premises().named("db01"), "unknown"),
                (on_premises().named("10.9.0.4"), "absent"),
                (on_premises().named("2001:db8::10"), "absent"),
                (on_premises(), "absent"),
                (on_premises().named("db01").at("10.9.0.4"), "absent"),
                (on_premises().named("10.9.0.4").at("db01.corp.example"), "unknown"),
                (on_premises().at("db01.corp.example"), "unknown"),
                (azure_vm().named("db-vm"), "absent"),
                (azure_vm().named("db-vm").at("db.corp.example"), "unknown"),
                (azure_vm().named("db.corp.example"), "unknown"),
                (case("aws-rds", "private", "vnet-integrated").named("o.x.rds.amazonaws.com"), "unknown"),
                (case("aws-rds", "private", "private-endpoint").runtime(true).named("db"), "unknown"),
                (case("edb", "private", "public").runtime(true).named("db"), "unknown"),
                (single().named("orders-old"), "absent"),
                (single().named("orders-old.postgres.database.azure.com"), "absent"),
                (single().named("orders-old").at("orders-old.postgres.database.azure.com"), "absent"),
                (single().named("orders-old").at("db.corp.example"), "unknown"),
                (case("azure-flexible-server", "vnet-integrated", "vnet-integrated").at("db.corp.example"), "unknown"),
                // Whether it is a name that Azure gave cannot be said before the kind is known.
                (case("?", "private", "vnet-integrated").named("db01.corp.example").answer("fail"), "unknown"),
                // Public DNS has it, and no VNet is known that asks something before.
                (case("on-premises", "public", "public").named("db.example.com"), "absent"),
                (case("on-premises", "public", "vnet-integrated").named("db.example.com"), "absent"),
                (case("on-premises", "public", "vnet-integrated").named("db.example.com").answer("fail"), "fail"),
            ],
        );
        statuses(
            "target/name",
            &[
                (single(), "absent"),
                (single().target_at("db.corp.example"), "unknown"),
                (single().target_at("10.2.1.4"), "absent"),
                (single().target_at("orders-new.postgres.database.azure.com"), "absent"),
                (case("single-server", "private", "private-endpoint").target_at("db.corp.example"), "unknown"),
                (case("edb", "public", "private-endpoint").runtime(true).target_at("db.corp.example"), "unknown"),
                (case("edb", "public", "private-endpoint").runtime(false).target_at("db.corp.example"), "absent"),
            ],
        );
    }

    #[test]
    fn an_address_or_another_name_needs_no_zone_of_azures() {
        let single = || case("single-server", "private", "vnet-integrated");
        for key in ["source/zone-link-client", "source/a-record"] {
            statuses(
                key,
                &[
                    (single().at("10.1.0.4"), "not-applicable"),
                    (single().at("db.corp.example"), "not-applicable"),
                    (single().at("orders-old.postgres.database.azure.com"), "unknown"),
                ],
            );
        }
        let behind = || case("single-server", "private", "private-endpoint");
        statuses(
            "target/zone-link-client",
            &[(behind().target_at("10.2.1.4"), "not-applicable"), (behind().at("10.1.0.4"), "unknown")],
        );
    }

    /// db01.corp.example, on premises, → orders-new.
    fn from_office() -> Config {
        config(&[
            "source.kind=on-premises",
            "source.access=private",
            "source.name=db01.corp.example",
            "target.name=orders-new",
            "runtime.used=false",
        ])
    }

    /// The zone corp.example, linked to vnet-new, in which db01 has an address.
    fn corp(network: &mut Network, address: [u8; 4]) {
        let mut zone = network.zones[0].clone();
        let of = |name: &str| origin("Microsoft.Network/privateDnsZones", name);
        zone.origin = of("corp.example");
        zone.links.items.retain(|it| it.vnet == Some(vnet_id("vnet-new")));
        zone.records.items.truncate(1);
        zone.records.items[0].origin = of("corp.example/A/db01");
        zone.records.items[0].addresses = vec![address.into()];
        network.zones.push(zone);
    }

    fn linked(network: &mut Network) {
        corp(network, [192, 168, 7, 9]);
    }

    fn without_record(network: &mut Network) {
        linked(network);
        network.zones.last_mut().expect("a zone").records.items.clear();
    }

    fn dns_servers(network: &mut Network, servers: &[&str]) {
        let servers = servers.iter().map(|it| (*it).to_owned()).collect();
        vnet_mut(network, "vnet-new").dns_servers = Fact::Known(servers);
    }

    /// A ruleset that vnet-new is linked to, and that sends the domain to a server.
    fn forwarded(network: &mut Network, server: &str) {
        let of = "Microsoft.Network/dnsForwardingRulesets";
        network.rulesets.push(Ruleset {
            origin: origin(of, "rules"),
            rules: Listing::all(vec![ForwardingRule {
                origin: origin(of, "rules/forwardingRules/corp"),
                domain: Some("corp.example.".to_owned()),
                servers: Fact::Known(vec![server.to_owned()]),
                state: Some("Enabled".to_owned()),
            }]),
            links: Listing::all(vec![RulesetLink {
                origin: origin(of, "rules/virtualNetworkLinks/new"),
                vnet: Some(vnet_id("vnet-new")),
                provisioning: Fact::Known("Succeeded".to_owned()),
            }]),
        });
    }

    #[test]
    fn a_zone_that_is_linked_answers() {
        found(
            &from_office(),
            "source/name",
            &[
                ("no file says where it leads", |_| {}, Unknown),
                ("a linked zone has it", linked, Pass),
                ("a linked zone does not have it", without_record, Fail),
                (
                    "the record is empty",
                    |it| {
                        linked(it);
                        it.zones.last_mut().expect("a zone").records.items[0].addresses.clear();
                    },
                    Fail,
                ),
                (
                    "a record of another type has it",
                    |it| {
                        without_record(it);
                        let origin = origin("Microsoft.Network/privateDnsZones", "corp.example/TXT/db01");
                        let of = it.zones.last_mut().expect("a zone");
                        of.others = Listing::all(vec![RecordSet { origin, target: None, ttl: None }]);
                    },
                    Fail,
                ),
                (
                    "not all records were read",
                    |it| {
                        without_record(it);
                        it.zones.last_mut().expect("a zone").records.complete = false;
                    },
                    Unknown,
                ),
                (
                    "the zone is not linked",
                    |it| {
                        linked(it);
                        it.zones.last_mut().expect("a zone").links = Listing::all(Vec::new());
                    },
                    Unknown,
                ),
                (
                    "not all links were read",
                    |it| {
                        linked(it);
                        it.zones.last_mut().expect("a zone").links = Listing::default();
                    },
                    Unknown,
                ),
                (
                    "the link is not complete",
                    |it| {
                        linked(it);
                        let of = it.zones.last_mut().expect("a zone");
                        of.links.items[0].state = Some("InProgress".to_owned());
                    },
                    Unknown,
                ),
                ("a public address, in a private network", |it| corp(it, [20, 1, 2, 3]), Unknown),
                (
                    "a public address that a VPN leads to",
                    |it| {
                        corp(it, [20, 1, 2, 3]);
                        site(it, "vnet-new");
                        it.local_gateways[0].prefixes = Fact::Known(vec!["20.1.0.0/16".parse().expect("a range")]);
                    },
                    Pass,
                ),
                ("the VNet was not read", |it| it.vnets.clear(), Unknown),
            ],
        );
        let (evidence, note) = shown(&from_office(), "source/name", linked);
        assert_eq!(evidence[0], "corp.example/db01 aRecords[].ipv4Address=192.168.7.9");
        assert_eq!(evidence[1], "Source source.name=db01.corp.example");
        assert_eq!((evidence.len(), note.as_str()), (3, ""));
        let (evidence, note) = shown(&from_office(), "source/name", without_record);
        assert_eq!(evidence[0], "corp.example A=none");
        assert_eq!(note, "corp.example answers alone for its domain, and has no address for db01.corp.example.");
        let (evidence, note) = shown(&from_office(), "source/name", |_| {});
        assert_eq!(evidence, ["Source source.name=db01.corp.example", "vnet-new dhcpOptions.dnsServers=none"]);
        assert_eq!(
            note,
            "No private zone and no ruleset in the files answers for db01.corp.example. Public DNS is asked then, which hardly \
             knows the names of a private network."
        );
    }

    #[test]
    fn a_question_goes_where_dns_servers_and_rules_send_it() {
        found(
            &from_office(),
            "source/name",
            &[
                ("to servers of no file", |it| dns_servers(it, &["10.0.0.4"]), Unknown),
                (
                    "to servers of no file, whatever is linked",
                    |it| {
                        linked(it);
                        dns_servers(it, &["10.0.0.4"]);
                    },
                    Unknown,
                ),
                ("by a rule to a server of no file", |it| forwarded(it, "192.168.1.53"), Unknown),
                (
                    "by a rule to a resolver whose VNet is linked to the zone",
                    |it| {
                        linked(it);
                        it.zones.last_mut().expect("a zone").links.items[0].vnet = Some(vnet_id("vnet-mid"));
                        resolver(it);
                        forwarded(it, "10.3.0.5");
                    },
                    Pass,
                ),
                (
                    "by a rule to a resolver whose VNet is linked to a zone without it",
                    |it| {
                        without_record(it);
                        it.zones.last_mut().expect("a zone").links.items[0].vnet = Some(vnet_id("vnet-mid"));
                        resolver(it);
                        forwarded(it, "10.3.0.5");
                    },
                    Fail,
                ),
            ],
        );
        let (evidence, note) = shown(&from_office(), "source/name", |it| dns_servers(it, &["10.0.0.4"]));
        assert_eq!(evidence.last().expect("the servers"), "vnet-new dhcpOptions.dnsServers=10.0.0.4");
        assert_eq!(
            note,
            "The VNet asks DNS servers of its own, 10.0.0.4. Whether they know db01.corp.example is in no file."
        );
    }

    #[test]
    fn a_migration_says_what_is_connected_to() {
        fn says(network: &mut Network, host: Option<&str>) {
            let source = MigrationSource::Host { host: "db02.corp.example".to_owned(), port: None };
            let source_type = Some("OnPremises".to_owned());
            network.migrations.push(Migration { source: Some(source), source_type, ..migration(host) });
        }
        let planned = config(&["source.access=private", "target.name=orders-new", "runtime.used=false"]);
        found(
            &planned,
            "source/name",
            &[
                ("its own name", |it| says(it, None), Unknown),
                (
                    "its own name, which the zone does not have",
                    |it| {
                        linked(it);
                        says(it, None);
                    },
                    Fail,
                ),
                (
                    "another one, which it has",
                    |it| {
                        linked(it);
                        says(it, Some("DB01.corp.example."));
                    },
                    Pass,
                ),
            ],
        );
    }

    #[test]
    fn the_name_of_a_public_source_is_in_public_dns() {
        let public = config(&[
            "source.kind=on-premises",
            "source.access=public",
            "source.name=db01.corp.example",
            "target.name=orders-new",
            "runtime.used=false",
        ]);
        found(
            &public,
            "source/name",
            &[
                ("nothing stands before public DNS", |_| {}, NotApplicable),
                ("DNS servers of no file do", |it| dns_servers(it, &["10.0.0.4"]), Unknown),
                ("a linked zone without it does", without_record, Fail),
                ("a linked zone sends it elsewhere", linked, Unknown),
                ("a rule does", |it| forwarded(it, "192.168.1.53"), Unknown),
            ],
        );
    }

    /// The zone of [`corp`], linked to the runtime server's VNet.
    fn for_runtime(network: &mut Network, address: [u8; 4]) {
        corp(network, address);
        network.zones.last_mut().expect("a zone").links.items[0].vnet = Some(vnet_id("vnet-mid"));
    }

    #[test]
    fn another_name_must_lead_to_the_server() {
        let mut of_source = direct();
        of_source.set("source.address", "db01.corp.example").expect("a host name");
        let endpoint = |it: &mut Network| corp(it, [10, 1, 0, 4]);
        found(
            &of_source,
            "source/name",
            &[
                ("no file says where it leads", |_| {}, Unknown),
                ("to its endpoint", endpoint, Pass),
                ("to an address of nothing in the files", |it| corp(it, [10, 1, 0, 99]), Unknown),
                ("nowhere", without_record, Fail),
            ],
        );
        for key in ["source/zone-link-client", "source/dns-servers", "source/a-record"] {
            found(
                &of_source,
                key,
                &[("to its endpoint", endpoint, NotApplicable), ("nowhere", without_record, NotApplicable)],
            );
        }
        found(&of_source, "source/zone-link-client", &[("no file says where it leads", |_| {}, Unknown)]);
        let mut of_target = via_runtime();
        of_target.set("target.address", "db01.corp.example").expect("a host name");
        found(
            &of_target,
            "target/name",
            &[
                ("no file says where it leads", |_| {}, Unknown),
                ("to an address of nothing in the files", |it| for_runtime(it, [10, 9, 9, 9]), Unknown),
                ("linked to another VNet", linked, Unknown),
            ],
        );
        let mut integrated = direct();
        integrated.set("target.address", "db01.corp.example").expect("a host name");
        found(
            &integrated,
            "target/name",
            &[
                ("no file says where it leads", |_| {}, Unknown),
                ("into its subnet", |it| corp(it, [10, 2, 0, 4]), Pass),
                ("to another address of its subnet", |it| corp(it, [10, 2, 0, 5]), Unknown),
                ("out of its subnet", |it| corp(it, [10, 9, 0, 4]), Unknown),
                (
                    "its own zone was not read",
                    |it| {
                        corp(it, [10, 2, 0, 4]);
                        it.zones.remove(1);
                    },
                    Unknown,
                ),
            ],
        );
    }

    /// A machine at 10.1.0.7, and a record that leads here.
    fn machine_and_record(network: &mut Network, last: u8) {
        machine(network);
        corp(network, [10, 1, 0, last]);
    }

    #[test]
    fn a_machine_answers_at_its_own_address() {
        let named = config(&[
            "source.kind=azure-vm",
            "source.access=private",
            "source.name=db-vm",
            "source.address=db01.corp.example",
            "target.name=orders-new",
            "runtime.used=false",
        ]);
        found(
            &named,
            "source/name",
            &[
                ("its own", |it| machine_and_record(it, 7), Pass),
                ("another one, which may be anything's", |it| machine_and_record(it, 8), Pass),
            ],
        );
        found(&named, "source/peering", &[("its own", |it| machine_and_record(it, 7), Pass)]);
    }

    /// A source on premises of which all is said to be well but its name, with these settings beside.
    fn all_but_the_name(settings: &[&str]) -> Report {
        let mut all = config(&["source.kind=on-premises", "source.access=private", "target.access=vnet-integrated"]);
        let steps = ["hybrid-connection", "peering", "nsg", "admission"].map(|it| format!("source/{it}=pass"));
        let others = ["target/delegated-subnet=pass", "target/server-zone-links=pass", "runtime.used=false"];
        for it in steps.iter().map(String::as_str).chain(others).chain(settings.iter().copied()) {
            let (path, value) = it.split_once('=').expect("path=value");
            all.set(path, value).expect(it);
        }
        evaluate(&all)
    }

    #[test]
    fn the_connection_waits_for_its_name() {
        let hops_of = |report: &Report| {
            let hops = report.connections[0].trace.iter();
            hops.filter(|it| it.kind == HopKind::Name && it.status != NotApplicable)
                .map(|it| it.step.word())
                .collect::<Vec<_>>()
        };
        let named = all_but_the_name(&["source.name=db01.corp.example"]);
        assert_eq!((named.verdict, hops_of(&named)), (Verdict::Undecided, vec!["source/name"]));
        let step = named.step(StepKey::parse("source/name").expect("a step")).expect("it is there");
        let commands: Vec<String> = step.verify().commands.iter().collect();
        assert_eq!(commands[0], "nslookup db01.corp.example");
        let is_left_out =
            |it: &Report| it.not_checked.iter().any(|it| it.step.is_some_and(|it| it.word() == "source/name"));
        assert!(!is_left_out(&named));
        for settings in [
            &["source.name=db01.corp.example", "source/name=pass"][..],
            &["source.name=db01.corp.example", "source.address=10.9.0.4"],
            &["source.name=10.9.0.4"],
        ] {
            let report = all_but_the_name(settings);
            assert_eq!((report.verdict, is_left_out(&report)), (Verdict::Ready, false), "{settings:?}");
        }
        // What it connects to is not known, so it is not known whether that has to resolve.
        let unnamed = all_but_the_name(&[]);
        assert_eq!((unnamed.verdict, is_left_out(&unnamed)), (Verdict::Ready, true));
    }
}
