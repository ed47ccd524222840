//! The DNS servers of the client's VNet are reached, and answer for the name: private zones only count where Azure itself
//! is asked in the end, and public names only where those servers know them.

mod questions;

pub(super) use questions::held_back;

use crate::{
    Evidence, HopKind, Owner, Party, ServerAccess, Severity, SourceAccess, SourceKind,
    check::{
        Case, Check, Words,
        dns::{azure_server, ways},
        reach::route::from_no_subnet,
        settled_by_address,
    },
    guide,
    network::{
        AzureFirewall, ConnectsTo, Context, Resolver,
        resolve::{Answer, Gap},
    },
    outcome::{Decided, Outcome, Reason, Undecided},
};
use questions::others_unread;

/// The VNet of the client asks servers that answer for the name: Azure's own, or others that are reached.
///
/// It is a step of every scenario in which a server of Azure's database service is connected to from a VNet by its name. A
/// VNet asks its DNS servers for a public name too; only what they do with it differs.
pub static CHECK: Check = Check {
    id: "dns-servers",
    name: "DNS servers",
    keys: &["source/dns-servers", "target/dns-servers"],
    severity: Severity::Blocker,
    hop: HopKind::Name,
    same_as: None,
    applies: azure_server,
    settled: settled_by_address,
    words,
    variants: &[&WORDS, &PUBLIC, &BY_RULES, &BY_POLICY, &NO_PROXY, &UNREACHED],
};

/// The words for what keeps the name from being resolved, as the files show it.
fn words(case: &Case<'_>, party: Party) -> &'static Words {
    let failed = case.failed_by(&CHECK, party);
    let has = |words: &[&str]| failed.is_some_and(|it| words.iter().any(|word| it.property.starts_with(word)));
    if has(&["action.actionType"]) {
        return &BY_POLICY;
    }
    if has(&["securityRules", "defaultSecurityRules", "securityAdminRule", "effectiveSecurityRules"]) {
        return &BY_RULES;
    }
    // A server that does not answer is shown by its address among the DNS servers: it is a firewall.
    if failed.is_some() {
        return if has(&["dhcpOptions"]) { &NO_PROXY } else { &UNREACHED };
    }
    let source = &case.config.source;
    let has_endpoint = source.kind == Some(SourceKind::SingleServer) && source.private_endpoint == Some(true);
    let is_public = match party {
        Party::Source => source.access == Some(SourceAccess::Public) && !has_endpoint,
        Party::Target | Party::Runtime => case.config.target.access == Some(ServerAccess::Public),
    };
    if is_public { &PUBLIC } else { &WORDS }
}

/// What resources show of it. What somebody's own DNS servers answer is in no export.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    if let Some(evidence) = context.other_name(party) {
        return Ok(Outcome::not_applicable(evidence));
    }
    // What another server's name needs is not known, but the question goes to the same servers.
    if let Ok(ConnectsTo::Address(_, evidence)) = context.connects_to(party, server) {
        return Ok(Outcome::not_applicable(evidence));
    }
    if let Some(aside) = from_no_subnet(context) {
        return Ok(aside);
    }
    let resolver = context.resolver()?;
    if let Some(found) = held_back(context, &resolver, party) {
        return found;
    }
    let resolution = context.resolved(server);
    if let Some(Answer::Open(Gap::NoProxy(firewall))) = resolution.as_ref().map(|it| &it.answer) {
        return Ok(no_proxy(firewall, &resolver));
    }
    let others = others_unread(context, &resolver);
    match resolver {
        Resolver::Azure(evidence) => Ok(Outcome::pass(evidence).noting_any(others)),
        Resolver::Custom(evidence) => match resolution {
            Some(it) if !matches!(it.answer, Answer::Open(Gap::Servers(_))) => {
                let through = ways(&it).into_iter().next();
                Ok(Outcome::pass(evidence)
                    .noting_any(through.map(|it| format!("{it} has that address: it asks Azure from its own VNet.")))
                    .noting_any(others))
            }
            _ => Err(unread(evidence)),
        },
    }
}

/// Says that no file shows what the DNS servers answer.
fn unread(servers: Evidence) -> Undecided {
    Undecided::new(
        Reason::Outside,
        "The VNet asks DNS servers of its own. Whether they know the name, or forward it to Azure, is not known: no resolver \
         that it reaches has that address in the files.",
    )
    .showing([servers])
}

/// Says that the client asks a firewall for names that answers none.
pub(super) fn no_proxy(firewall: &AzureFirewall, resolver: &Resolver) -> Outcome {
    let (Resolver::Azure(servers) | Resolver::Custom(servers)) = resolver;
    let policy = firewall.policy.known().map_or_else(|| firewall.origin.name(), |it| it.name().to_owned());
    Outcome::fail(servers.clone()).noting(format!(
        "That is the address of the firewall {}, which answers for names only with the DNS proxy of its policy {policy}: \
         it is off. Who manages the firewall can turn it on (Firewall policy → DNS → DNS Proxy), for all that ask it.",
        firewall.origin.name()
    ))
}

static WORDS: Words = PRIVATE;

const PRIVATE: Words = Words {
    title: "The VNet of {client} asks Azure for names, or servers that forward to it",
    failure: "{Client} cannot resolve the name of {destination}: its VNet asks DNS servers that do not know the private zone.",
    why: "Only Azure's own DNS, 168.63.129.16, looks into private zones. Where the VNet of {client} names other DNS \
          servers, its links count for nothing by themselves: those servers must forward the zone to 168.63.129.16 \
          from a VNet that is linked to it.",
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
        "Machines see new DNS servers after a restart; restart a flexible server too, to be sure.",
    ],
    fix_commands: &[],
    security_impact: None,
    undo: &["Remove the forwarder, or set the DNS servers back to what they were."],
    undo_commands: &[],
    not_applicable_label: Some("Not needed: fixed address"),
    references: &[&guide::ENDPOINT_DNS_ALL, &guide::VNET_INTEGRATION_ALL, &guide::NAME_RESOLUTION_ALL],
};

static PUBLIC: Words = Words {
    title: "The DNS servers of the VNet of {client} answer for the public name of {destination}",
    failure: "{Client} cannot resolve the name of {destination}: the DNS servers of its VNet do not answer for it.",
    why: "{Client} connects to the public name of {destination}, and asks the DNS servers of its VNet for it. Azure's own, \
          168.63.129.16, know every public name. Other servers know it only where they resolve public names themselves, or \
          forward them to a server that does.",
    verify: &[
        "Virtual network of {client} → DNS servers: Default (Azure-provided), or 168.63.129.16 in first place. Then \
         nothing can be wrong here.",
        "With Custom: resolve the name from a VM in that VNet, with getent hosts or nslookup. It leads to the public address \
         of {destination}.",
    ],
    verify_commands: &[
        "az network vnet show -g {CLIENT}_VNET_RG -n {CLIENT}_VNET --query dhcpOptions.dnsServers",
        "nslookup {destination_host}",
    ],
    fix: &[
        "Keep the servers: have them forward public names, or postgres.database.azure.com alone, to 168.63.129.16 where \
         they stand in Azure, else to any public resolver.",
        "Or: Virtual network of {client} → DNS servers → Default (Azure-provided). Everything else in that VNet then \
         loses the names that only the old servers know.",
    ],
    references: &[&guide::NAME_RESOLUTION_ALL],
    ..PRIVATE
};

/// A security group keeps the questions from the servers.
static BY_RULES: Words = Words {
    title: "The VNet of {client} reaches its DNS servers, and they answer for the name of {destination}",
    failure: "{Client} cannot resolve the name of {destination}: a network security group keeps its questions from its DNS servers.",
    why: "{Client} asks the DNS servers of its VNet on port 53. Azure's own, 168.63.129.16, are kept from it only by a rule \
          for the service tag AzurePlatformDNS. Other servers are reached as anything else is: outbound at the subnet of \
          {client}, inbound where they stand.",
    owner: Owner::Network,
    verify: &[
        "Subnet of {client} → Network security group → Outbound security rules: by priority, the first rule that fits UDP \
         53 to the DNS servers says Allow; with Azure's own, no rule denies AzurePlatformDNS.",
        "Subnet of the DNS server, where it is in a VNet: Inbound security rules, the same way.",
    ],
    verify_commands: &[
        "az network vnet show -g {CLIENT}_VNET_RG -n {CLIENT}_VNET --query dhcpOptions.dnsServers",
        "az network nsg rule list -g {CLIENT}_NSG_RG --nsg-name {CLIENT}_NSG --include-default -o table",
    ],
    fix: &[
        "Add an Allow rule for port 53, UDP and TCP, to the DNS servers, with a number lower than the rule that denies. For \
         Azure's own its destination is the service tag AzurePlatformDNS.",
    ],
    security_impact: Some("Every server in the subnet of {client} can then ask these DNS servers."),
    undo: &["Network security group: delete the rule, if nothing else in the subnet of {client} asks for names."],
    references: &[&guide::SECURITY_GROUPS_ALL, &guide::NAME_RESOLUTION_ALL],
    ..PRIVATE
};

/// A DNS security policy blocks the name.
static BY_POLICY: Words = Words {
    title: "The VNet of {client} reaches its DNS servers, and they answer for the name of {destination}",
    failure: "{Client} cannot resolve the name of {destination}: a DNS security policy that is linked to its VNet blocks it.",
    why: "A DNS security policy looks at each question that a VNet that it is linked to asks Azure. A rule with the action \
          Block leaves the names of its domain lists, and every name below them, without an address.",
    verify: &[
        "DNS security policy → Virtual network links: the VNet of {client}. DNS security rules, by priority: the first one \
         whose domain list holds the name of {destination}, or a domain above it, says Allow or Alert.",
    ],
    verify_commands: &["nslookup {destination_host}"],
    fix: &[
        "DNS security policy → DNS security rules → Add: a rule that allows the name of {destination}, with a number lower \
         than the rule that blocks it.",
        "Or take the domain out of the list that blocks it, if the list is meant for something else.",
    ],
    security_impact: Some("Every server in the VNet of {client} can then resolve the names that the rule allows."),
    undo: &["DNS security policy → DNS security rules: delete the rule."],
    references: &[&guide::NAME_RESOLUTION_ALL],
    ..PRIVATE
};

/// The server is a firewall that answers no questions.
static NO_PROXY: Words = Words {
    title: "The VNet of {client} reaches its DNS servers, and they answer for the name of {destination}",
    failure: "{Client} cannot resolve the name of {destination}: its VNet asks a firewall for names, and the DNS proxy of that \
              firewall is off.",
    why: "An Azure Firewall answers questions for names only with the DNS proxy of its policy, which is off by default. It \
          asks Azure's own DNS from its VNet then, whose links to private zones count.",
    owner: Owner::Network,
    verify: &["Firewall policy → DNS: the DNS proxy is enabled, and the DNS servers are Default (Azure-provided)."],
    fix: &[
        "Firewall policy → DNS → DNS Proxy: Enabled. The VNet of the firewall must be linked to the zone of {destination}, or \
         name DNS servers that know it.",
        "Or: Virtual network of {client} → DNS servers → Default (Azure-provided). Everything else in that VNet then \
         loses the names that only the old servers know.",
    ],
    security_impact: Some("Everything that reaches the firewall can then ask it for names."),
    undo: &["Firewall policy → DNS: disable the DNS proxy, or set the DNS servers back to what they were."],
    references: &[&guide::ENDPOINT_DNS_ALL, &guide::NAME_RESOLUTION_ALL],
    ..PRIVATE
};

/// Nothing leads to the servers.
static UNREACHED: Words = Words {
    title: "The VNet of {client} reaches its DNS servers, and they answer for the name of {destination}",
    failure: "{Client} cannot resolve the name of {destination}: its VNet names DNS servers that nothing leads to.",
    why: "The way to a DNS server is a connection of its own: a server in another VNet is reached over a peering, both ways, \
          and by no route that drops the packets. What does not get to the servers of the VNet is not answered.",
    owner: Owner::Network,
    verify: &[
        "Virtual network of {client} → DNS servers: the addresses. Then Peerings: the VNet that has them is listed, \
         Connected.",
        "Subnet of {client} → Route table: no route sends those addresses to None.",
    ],
    verify_commands: &[
        "az network vnet show -g {CLIENT}_VNET_RG -n {CLIENT}_VNET --query dhcpOptions.dnsServers",
        "az network vnet peering list -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -o table",
    ],
    fix: &[
        "Peer the VNet of {client} with the VNet of the DNS servers, both ways, or delete the route that drops the packets.",
        "Or name other DNS servers: Virtual network of {client} → DNS servers → Default (Azure-provided), or servers that \
         it reaches and that know the name of {destination}.",
    ],
    security_impact: Some("A peering joins two networks: whatever their security groups allow can pass, both ways."),
    undo: &["Delete the peering or add the route again, and set the DNS servers back to what they were."],
    references: &[&guide::PEERING_ALL, &guide::ROUTING_ALL, &guide::NAME_RESOLUTION_ALL],
    ..PRIVATE
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
