//! Decides whether questions of the client's VNet get to its DNS servers: the same for every name, private or public.

use std::net::Ipv4Addr;

use crate::{
    Export, Party,
    check::reach::nsg::to_dns_server,
    network::{
        Context, Direction, Fact, Peer, Resolver, SecurityRule, in_words,
        resolve::{AZURE_DNS, DnsServer},
        security::{CLIENT_PORTS, Decision, Doubt, End, Extent, Packets, Tags, Transport, decide},
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// The DNS servers of a VNet, the first one first.
fn servers(resolver: &Resolver) -> impl Iterator<Item = &str> {
    let (shown, is_azure) = match resolver {
        Resolver::Azure(shown) => (shown, true),
        Resolver::Custom(shown) => (shown, false),
    };
    // Azure's own are asked where none is set.
    let is_none = is_azure && !shown.value.contains(AZURE_DNS);
    shown.value.split(", ").map(move |it| if is_none { AZURE_DNS } else { it })
}

/// What keeps the questions from the DNS servers of the client's VNet, or may; `None` where the first one gets them, or no
/// file says what it is.
pub(in crate::check::dns) fn held_back(context: &Context<'_>, resolver: &Resolver, party: Party) -> Option<Decided> {
    let (Resolver::Azure(shown) | Resolver::Custom(shown)) = resolver;
    let on_the_way = |server: &str| {
        if server == AZURE_DNS {
            return held_back_from_azure(context);
        }
        let near = match context.client_attachment() {
            Ok(near) => near,
            Err(open) => return Some(Err(open)),
        };
        to_dns_server(context, near, server.parse().ok()?, party)
    };
    let mut servers = servers(resolver);
    let first = servers.next()?;
    let found = match on_the_way(first)? {
        Ok(found) if !found.is_fail() => return None,
        Ok(found) => found,
        Err(open) => return Some(Err(open.showing([shown.clone()]))),
    };
    let is_lost = |it: &str| on_the_way(it).is_some_and(|it| it.is_ok_and(|it| it.is_fail()));
    if servers.all(is_lost) {
        let note = format!("The questions of the subnet do not get to its DNS server {first}.");
        return Some(Ok(found.showing([shown.clone()]).noting(note)));
    }
    let open = format!(
        "The questions of the subnet do not get to {first}, the first of its DNS servers. Whether the next one answers in time \
         is in no document."
    );
    Some(Err(Undecided::new(Reason::Undocumented, open).showing(found.into_evidence()).showing([shown.clone()])))
}

/// Names the DNS servers beside the first one of which no file says what they answer.
pub(super) fn others_unread(context: &Context<'_>, resolver: &Resolver) -> Option<String> {
    let vnet = context.client_vnet().ok()?;
    let is_read = |it: &str| {
        let at = |it: Ipv4Addr| DnsServer::asked_by(context.network, &vnet, it);
        it == AZURE_DNS || it.parse().ok().and_then(at).is_some()
    };
    let unread: Vec<&str> = servers(resolver).skip(1).filter(|it| !is_read(it)).collect();
    (!unread.is_empty()).then(|| {
        format!(
            "Its other DNS servers are asked where the first does not answer, and no file says what they answer: {}.",
            unread.join(", ")
        )
    })
}

/// The service tag of Azure's own DNS. Only a rule for it counts for the questions to that, and none by their address.
///
/// Source: "Virtual network service tags" (2025-07-25), `AzurePlatformDNS`; NSG overview (2025-07-15), platform
/// considerations.
const TAG: &str = "AzurePlatformDNS";

/// Whether a rule is for Azure's own DNS.
fn is_platform(rule: &SecurityRule) -> bool {
    rule.destinations.iter().flatten().any(|it| matches!(it, Peer::Tag(tag) if tag.eq_ignore_ascii_case(TAG)))
}

/// What keeps the questions of the client's subnet from Azure's own servers, or may.
fn held_back_from_azure(context: &Context<'_>) -> Option<Decided> {
    by_security_group(context).or_else(|| by_a_manager(context).map(Err))
}

/// A rule of Virtual Network Manager against them: whether it is in effect in the VNet, and whether such rules are for Azure's
/// own DNS as those of groups are, is in no document.
fn by_a_manager(context: &Context<'_>) -> Option<Undecided> {
    let joins = &context.network.joins;
    let vnet = context.client_vnet().ok()?;
    let lists = &joins.effective_admin_rules;
    let is_listed = lists.iter().any(|it| it.vnet.as_ref() == Some(&vnet));
    // What is in effect in the VNet is all, where it was listed.
    let in_effect = lists.iter().filter(|it| !is_listed || it.vnet.as_ref() == Some(&vnet)).flat_map(|it| &it.items);
    let rule = joins.admin_rules.iter().filter(|_| !is_listed).chain(in_effect).find(|it| {
        let rule = &it.rule.rule;
        is_platform(rule) && rule.allow != Some(true) && rule.direction != Some(Direction::Inbound)
    })?;
    let name = rule.origin.name();
    let reason = format!("{name} of a Virtual Network Manager may keep the questions of the subnet from Azure's DNS.");
    let shown = rule.origin.shows(context.network, "securityAdminRule", in_words(&rule.rule.rule));
    Some(
        Undecided::new(Reason::Undocumented, reason).showing([shown]).needing(Export::EffectiveAdminRules, vnet.text()),
    )
}

/// What the security group of the client's subnet does with questions to Azure's own servers.
fn by_security_group(context: &Context<'_>) -> Option<Decided> {
    let side = context.client_attachment().ok()?;
    let group = context.network.security_group(side.subnet.security_group.known()?)?;
    let address = ipnet::Ipv4Net::from(AZURE_DNS.parse::<Ipv4Addr>().ok()?);
    let rules = group.rules.iter().chain(&group.default_rules).filter(|it| is_platform(it));
    let packets = Packets {
        transport: Transport::Udp,
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
    let tags = Tags { virtual_network, others: vec![(TAG.to_owned(), platform)] };
    match decide(rules, Direction::Outbound, &packets, &tags) {
        Decision::Deny(by) => {
            let shown = by
                .into_iter()
                .map(|it| group.origin.shows(context.network, format!("securityRules.{}", it.name), "Deny 53"));
            let note = format!("{} keeps the questions of the subnet from Azure's DNS.", group.origin.name());
            Some(Outcome::failed_by(shown).noting(note))
        }
        Decision::Open(doubt) if !matches!(doubt, Doubt::NoRule) => Some(Err(Undecided::new(
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
