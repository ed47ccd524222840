//! Links of private zones count only where Azure itself answers for names.

use crate::{
    Export, HopKind, Owner, Party, Severity,
    check::{Check, Words, dns::ways, private_zone_source, settled_by_address},
    guide,
    network::{
        AzureFirewall, ConnectsTo, Context, Direction, Fact, Peer, Resolver, SecurityRule, is,
        resolve::{Answer, Gap},
        security::{CLIENT_PORTS, Decision, Doubt, End, Extent, Packets, Tags, decide},
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// The VNet of the client asks Azure DNS, or servers that forward to it.
pub static CHECK: Check = Check {
    id: "dns-servers",
    name: "DNS servers",
    keys: &["source/dns-servers", "target/dns-servers"],
    severity: Severity::Blocker,
    hop: HopKind::Name,
    same_as: None,
    applies: private_zone_source,
    settled: settled_by_address,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it. What somebody's own DNS servers forward is in no export.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    if let Some(evidence) = context.other_name(party) {
        return Ok(Outcome::not_applicable(evidence));
    }
    // What another server's name needs is not known, but the question goes to the same servers.
    if let Ok(ConnectsTo::Address(_, evidence)) = context.connects_to(party, server) {
        return Ok(Outcome::not_applicable(evidence));
    }
    let resolver = context.resolver()?;
    if let Some(found) = held_back(context, &resolver) {
        return found;
    }
    if let Some(Answer::Open(Gap::NoProxy(firewall))) = context.resolved(server).map(|it| it.answer) {
        return Ok(no_proxy(firewall, &resolver));
    }
    match resolver {
        Resolver::Azure(evidence) => Ok(Outcome::pass(evidence)),
        Resolver::Custom(evidence)
            if context.resolved(server).is_some_and(|it| !matches!(it.answer, Answer::Open(Gap::Servers(_)))) =>
        {
            let through = context.resolved(server).and_then(|it| ways(&it).into_iter().next());
            Ok(Outcome::pass(evidence)
                .noting_any(through.map(|it| format!("{it} has that address: it asks Azure from its own VNet."))))
        }
        Resolver::Custom(evidence) => Err(Undecided::new(Reason::Outside, "The VNet asks DNS servers of its own. Whether they forward the zone to Azure is not known: no resolver in the files \
             has that address.",
        )
        .showing([evidence])),
    }
}

/// Says that the client asks a firewall for names that answers none.
pub(super) fn no_proxy(firewall: &AzureFirewall, resolver: &Resolver) -> Outcome {
    let (Resolver::Azure(servers) | Resolver::Custom(servers)) = resolver;
    let policy = firewall.policy.known().map_or_else(|| firewall.origin.name(), |it| it.name().to_owned());
    Outcome::fail(servers.clone()).noting(format!(
        "That is the address of the firewall {}, which answers for names only with the DNS proxy of its policy {policy}: \
         it is off.",
        firewall.origin.name()
    ))
}

/// What a security group does with the questions. Only a rule for the tag `AzurePlatformDNS` counts for Azure's own
/// servers, and none by their address; servers of other addresses are reached as anything is.
///
/// Source: "Virtual network service tags" (2025-07-25), `AzurePlatformDNS`; NSG overview (2025-07-15), platform
/// considerations.
pub(super) fn held_back(context: &Context<'_>, resolver: &Resolver) -> Option<Decided> {
    const TAG: &str = "AzurePlatformDNS";
    let side = context.client_attachment().ok()?;
    let group = context.network.security_group(side.subnet.security_group.known()?)?;
    let (address, is_azure, servers) = match resolver {
        Resolver::Azure(servers) => ("168.63.129.16", true, servers),
        Resolver::Custom(servers) => (servers.value.split(", ").next()?, false, servers),
    };
    let address = ipnet::Ipv4Net::from(address.parse::<std::net::Ipv4Addr>().ok()?);
    let is_platform = |it: &SecurityRule| {
        it.destinations.iter().flatten().any(|it| matches!(it, Peer::Tag(tag) if tag.eq_ignore_ascii_case(TAG)))
    };
    // Questions go by UDP, and the rules are asked about TCP.
    let asked = |it: &&SecurityRule| !is(it.protocol.as_deref(), "tcp") && (!is_azure || is_platform(it));
    let by_udp = |it: &SecurityRule| SecurityRule {
        protocol: it.protocol.as_deref().map(|it| if it == "udp" { "tcp" } else { it }.to_owned()),
        ..it.clone()
    };
    let rules: Vec<SecurityRule> = group.rules.iter().chain(&group.default_rules).filter(asked).map(by_udp).collect();
    let packets = Packets {
        source: End { nets: side.subnet.prefixes.clone(), groups: Fact::None },
        source_ports: CLIENT_PORTS,
        destination: End { nets: vec![address], groups: Fact::None },
        port: 53,
    };
    let virtual_network = Extent {
        surely: side.vnet.prefixes.known().cloned().unwrap_or_default(),
        perhaps: vec![ipnet::Ipv4Net::default()],
    };
    let platform = Extent { surely: vec![address], perhaps: Vec::new() };
    let others = if is_azure { vec![(TAG.to_owned(), platform)] } else { Vec::new() };
    let decision = decide(&rules, Direction::Outbound, &packets, &Tags { virtual_network, others });
    match decision {
        Decision::Deny(by) => {
            let shown = by
                .into_iter()
                .map(|it| group.origin.shows(context.network, format!("securityRules.{}", it.name), "Deny 53"));
            let note = format!("{} keeps the questions of the subnet from its DNS servers.", group.origin.name());
            Some(Outcome::failed_by(shown.chain([servers.clone()])).noting(note))
        }
        Decision::Open(doubt) if is_azure && !matches!(doubt, Doubt::NoRule) => Some(Err(Undecided::new(
            Reason::Missing,
            format!(
                "It is not known whether {} lets the subnet ask Azure for names: it has rules for {TAG}.",
                group.origin.name()
            ),
        )
        .needing(Export::SecurityGroup, group.origin.id.text()))),
        _ => None,
    }
}

static WORDS: Words = Words {
    title: "The VNet of {client} asks Azure for names, or servers that forward to it",
    failure: "{Client} cannot resolve the name of {destination}: its VNet asks DNS servers that do not know the private zone.",
    why: "Only Azure's own DNS, 168.63.129.16, looks into private zones. Where the VNet of {client} names other DNS \
          servers, its links count for nothing by themselves: those servers must forward the zone to 168.63.129.16 \
          from a VNet that is linked to it. DNS Private Resolver in such a VNet can do that for servers outside of Azure.",
    owner: Owner::Dns,
    verify: &[
        "Virtual network of {client} → DNS servers: Default (Azure-provided), or 168.63.129.16 in first place. For \
         the default the command prints nothing.",
        "With Custom: the servers have a conditional forwarder for postgres.database.azure.com that ends at \
         168.63.129.16, by way of a VNet that is linked to the zone of {destination}'s private endpoint.",
    ],
    verify_commands: &["az network vnet show -g {CLIENT}_VNET_RG -n {CLIENT}_VNET --query dhcpOptions.dnsServers"],
    fix: &[
        "Keep the servers: add a conditional forwarder for postgres.database.azure.com to 168.63.129.16 where they \
         stand in a linked VNet, else to the inbound endpoint of a DNS Private Resolver in one.",
        "Or: Virtual network of {client} → DNS servers → Default (Azure-provided). Everything else in that VNet then \
         loses the names that only the old servers know.",
        "Machines see new DNS servers after a restart. No document says when a flexible server does: restart it to be \
         sure.",
    ],
    fix_commands: &[],
    security_impact: None,
    undo: &["Remove the forwarder, or set the DNS servers back to what they were."],
    undo_commands: &[],
    not_applicable_label: Some("Not needed: fixed address"),
    references: &[&guide::ENDPOINT_DNS_ALL, &guide::VNET_INTEGRATION_ALL, &guide::NAME_RESOLUTION_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{NotApplicable, Pass, Unknown},
        network::{
            Fact,
            testing::{direct, found, shown, via_runtime},
        },
        testing::{case, statuses},
    };

    #[test]
    fn whoever_asks_by_a_private_name_needs_it() {
        statuses(
            "source/dns-servers",
            &[
                (case("single-server", "private", "vnet-integrated"), "absent"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("on-premises", "private", "vnet-integrated").answer("fail"), "not-applicable"),
                (case("single-server", "public", "vnet-integrated").endpoint(true), "absent"),
                (case("single-server", "public", "vnet-integrated").endpoint(false), "absent"),
            ],
        );
        statuses(
            "target/dns-servers",
            &[
                (case("on-premises", "private", "private-endpoint"), "absent"),
                (case("on-premises", "public", "private-endpoint").runtime(true), "absent"),
                (case("on-premises", "public", "private-endpoint").runtime(false), "absent"),
            ],
        );
    }

    #[test]
    fn only_azures_own_dns_looks_into_private_zones() {
        found(
            &direct(),
            "source/dns-servers",
            &[
                ("none set", |_| {}, Pass),
                ("an empty list", |it| it.vnets[1].dns_servers = Fact::Known(Vec::new()), Pass),
                ("Azure's address", |it| it.vnets[1].dns_servers = Fact::Known(vec!["168.63.129.16".to_owned()]), Pass),
                (
                    "Azure's address first",
                    |it| {
                        it.vnets[1].dns_servers = Fact::Known(vec!["168.63.129.16".to_owned(), "10.0.0.4".to_owned()]);
                    },
                    Pass,
                ),
                (
                    "Azure's address second",
                    |it| {
                        it.vnets[1].dns_servers = Fact::Known(vec!["10.0.0.4".to_owned(), "168.63.129.16".to_owned()]);
                    },
                    Unknown,
                ),
                ("other servers", |it| it.vnets[1].dns_servers = Fact::Known(vec!["10.0.0.4".to_owned()]), Unknown),
                (
                    "other servers of another VNet",
                    |it| it.vnets[0].dns_servers = Fact::Known(vec!["10.0.0.4".to_owned()]),
                    Pass,
                ),
                ("not known", |it| it.vnets[1].dns_servers = Fact::Unknown, Unknown),
                ("no VNet was read", |it| it.vnets.clear(), Unknown),
                (
                    "an address is connected to",
                    |it| it.migrations.push(crate::network::testing::migration(Some("10.1.0.4"))),
                    NotApplicable,
                ),
            ],
        );
        found(&via_runtime(), "target/dns-servers", &[("none set", |_| {}, Pass)]);
        let (evidence, _) = shown(&direct(), "source/dns-servers", |_| {});
        assert_eq!(evidence, ["vnet-new dhcpOptions.dnsServers=none"]);
    }
}
