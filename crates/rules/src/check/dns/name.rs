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
        ARecord, Context, Decided, Destination, Fact, Finding, Id, Resolver, Server, listed,
        resolve::{Answer, Gap, Resolution, resolve},
    },
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
        return Err(Finding::open("It is not known which name the client resolves."));
    };
    let vnet = context.client_vnet()?;
    let resolver = context.resolver()?;
    if let Some(found) = held_back(context, &resolver) {
        return found;
    }
    let (Resolver::Azure(servers) | Resolver::Custom(servers)) = &resolver;
    let resolution = resolve(context.network, &vnet, name);
    let shown = || [said.clone()].into_iter().chain(answered_by(context, &resolution));
    match &resolution.answer {
        Answer::Record(record) => Ok(leads(context, party, record)?.showing(shown())),
        Answer::Nothing => Ok(nothing(context, name, &resolution).showing(shown())),
        Answer::NothingOrPublic => {
            Err(Finding::open(format!("The files do not say whether public DNS is asked for {name}.")).showing(shown()))
        }
        Answer::Own(_) => integrated(context, party).map(|it| it.showing(shown())),
        Answer::Public(server) => Err(Finding::open(format!(
            "{name} leads to the public name of {}, which public DNS answers.",
            server.origin.name()
        ))
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
fn nothing(context: &Context<'_>, name: &str, resolution: &Resolution<'_>) -> Finding {
    let zones = resolution.zones.last().into_iter();
    let records = zones.clone().map(|(zone, _)| {
        zone.origin.shows(context.network, "A", listed(zone.records.iter().map(|it| it.origin.id.name())))
    });
    let mut failed = Finding::fail(records.collect());
    for (zone, _) in zones {
        failed = failed.noting(format!("{} answers alone for its domain, and has no address for {name}.", zone.origin.name()));
    }
    failed
}

/// Why no file says where the name leads.
fn undecided(context: &Context<'_>, party: Party, name: &str, gap: &Gap<'_>, resolver: &Resolver) -> Decided {
    let (Resolver::Azure(servers) | Resolver::Custom(servers)) = resolver;
    match gap {
        Gap::NoProxy(firewall) => Ok(no_proxy(firewall, resolver)),
        Gap::Servers(all) => Err(Finding::open(format!(
            "The VNet asks DNS servers of its own, {}. Whether they know {name} is in no file.",
            all.join(", ")
        ))),
        Gap::Name(last) if last.eq_ignore_ascii_case(name.trim_end_matches('.')) && is_public(context, party) => {
            Ok(Finding::not_applicable(vec![servers.clone()])
                .noting("No zone and no ruleset in the files stands before public DNS for this name."))
        }
        Gap::Name(last) if last.eq_ignore_ascii_case(name.trim_end_matches('.')) => Err(Finding::open(format!(
            "No private zone and no ruleset in the files answers for {name}. Public DNS is asked then, which hardly knows the \
             names of a private network."
        ))),
        gap => Err(way_is_open(context, gap, "").unwrap_or_else(|| {
            Finding::open(format!("Where {name} leads is not in the files."))
        })),
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
        return Ok(Finding::fail(vec![said]).noting("The record is empty."));
    }
    let undecided = |reason: String| Err(Finding::open(reason).showing([said.clone()]));
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
        return undecided(format!("A private zone answers with {value}, and the source is said to be reached publicly."));
    }
    if let Ok(Destination::Machine(nic)) = context.destination(party) {
        let is_own = |it: &Ipv4Addr| nic.addresses.iter().any(|own| own.address == Some(*it));
        if !record.addresses.iter().all(is_own) {
            return undecided(format!("The record leads to {value}, and {} has other addresses.", nic.origin.name()));
        }
        return Ok(Finding::pass(vec![said]));
    }
    let leads = |it: &&Ipv4Addr| !it.is_private() && !is_at_a_site(context, **it);
    match record.addresses.iter().find(leads) {
        Some(address) => undecided(format!("The record leads to {address}, and no connection in the files leads there.")),
        None => Ok(Finding::pass(vec![said])),
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
        Finding::open(format!("The range of the subnet {} is not in the files.", id.name())).showing([said.clone()])
    })?;
    let is_there = |it: &Ipv4Addr| subnet.prefixes.iter().any(|net| net.contains(it));
    let own = server.origin.shows(context.network, "network.delegatedSubnetResourceId", id.text());
    if !record.addresses.iter().all(is_there) {
        return Err(Finding::open(format!("The record leads out of the subnet of {}.", server.origin.name()))
            .showing([said, own]));
    }
    // That another server of the same subnet has the address cannot be told apart.
    Ok(Finding::pass(vec![said, own]))
}

/// An alias of a name that a VNet-integrated server's own zone has.
fn integrated(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    let (Fact::Known(subnet), Fact::Known(zone)) = (&server.delegated_subnet, &server.private_dns_zone) else {
        return Err(Finding::open(format!("The name does not lead to {}.", server.origin.name())));
    };
    let own = server.origin.shows(context.network, "network.delegatedSubnetResourceId", subnet.text());
    Ok(Finding::pass(vec![own, server.origin.shows(context.network, "network.privateDnsZoneArmResourceId", zone.text())]))
}

static WORDS: Words = Words {
    title: "{Client} can resolve {destination_host}",
    failure: "{Client} cannot resolve {destination_host}: its VNet gets no address for the name.",
    why: "The migration connects to this name, and the DNS servers of {client}'s VNet are asked for it. Azure's own know \
          public names and the private zones that are linked to that VNet. The names of another private network are \
          found only where questions are forwarded there: peering, VPN and ExpressRoute carry packets, not names.",
    owner: Owner::Dns,
    verify: &[
        "Resolve the name in the VNet of {client}, from a VM that uses the DNS servers of the VNet: it must lead to the \
         address at which {destination} answers.",
        "Virtual network of {client} → DNS servers: with Default, a private DNS zone or a DNS forwarding ruleset for the \
         domain is linked to the VNet; with Custom, those servers know or forward the domain.",
    ],
    verify_commands: &[
        "getent hosts {destination_host}",
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
