//! Links of private zones count only where Azure itself answers for names.

use crate::{
    HopKind, Owner, Party, Severity,
    check::{Check, Words, never_settled, private_zone_source},
    guide,
    network::{ConnectsTo, Context, Decided, Finding, Resolver},
};

/// The VNet of whoever opens the connection asks Azure DNS, or servers that forward to it.
pub static CHECK: Check = Check {
    id: "dns-servers",
    name: "DNS servers",
    keys: &["source/dns-servers", "target/dns-servers"],
    severity: Severity::Blocker,
    hop: HopKind::Name,
    same_as: None,
    applies: private_zone_source,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it. What somebody's own DNS servers forward is in no export.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    // What a custom name needs is not known, but the question goes to the same servers.
    if let Ok(ConnectsTo::Address(_, evidence)) = context.connects_to(party, server) {
        return Ok(Finding::not_applicable(vec![evidence]));
    }
    match context.resolver()? {
        Resolver::Azure(evidence) => Ok(Finding::pass(vec![evidence])),
        Resolver::Custom(evidence) => Err(Finding::open(
            "The VNet asks DNS servers of its own. Whether they forward the zone to Azure is in no export.",
        )
        .showing([evidence])),
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
        "Virtual network of {client} → DNS servers: Default (Azure-provided), or 168.63.129.16 in first place.",
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
                ("nobody says", |it| it.vnets[1].dns_servers = Fact::Unknown, Unknown),
                ("no VNet was read", |it| it.vnets.clear(), Unknown),
                (
                    "an address is dialled",
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
