//! Decides what an Azure Firewall does with the packets of one connection.
//!
//! Source: "Azure Firewall rule processing logic" (rule-processing.md, 2025-04): rules of a parent policy come first,
//! groups and collections in the order of their priority, network rules before application rules, which are about HTTP and
//! SQL Server only; what no rule allows is denied.

use std::net::Ipv4Addr;

use ipnet::{Ipv4Net, Ipv4Subnets};

use pgreach_network::{priority, sort_by_number};

use crate::{
    Evidence, Export,
    network::{
        AzureFirewall, Direction, Fact, FirewallPolicy, Id, Network, NetworkRule, Origin, Peer, RuleCollection,
        RuleEnd, SecurityRule, meet, printed,
        rule_words::in_words,
        security::{ALL_PORTS, Decision, Doubt, Extent, NOT_PUBLIC, Packets, Tags, decide, of_services},
    },
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// A collection where it stands: what holds it, and which property of that.
type Placed<'a> = (&'a Origin, &'a str, &'a RuleCollection);

/// What becomes of packets: passed by a rule, dropped, or not known.
pub(crate) fn filter(network: &Network, firewall: &AzureFirewall, packets: &Packets) -> Decided {
    let collections = match &firewall.policy {
        Fact::Known(policy) => of_policy(network, policy, 0)?,
        Fact::None => match &firewall.collections {
            Fact::Known(collections) => {
                sorted(collections.iter().map(|it| (&firewall.origin, "networkRuleCollections", it)).collect())?
            }
            // One without a policy has its collections printed, be they none.
            Fact::None | Fact::Unknown => return Err(unread(firewall, "its rules are not in the files")),
        },
        Fact::Unknown => return Err(unread(firewall, "the files do not say which policy it has")),
    };
    // Rules of one collection do the same, so which of them comes first does not matter.
    let placed: Vec<(Placed<'_>, &NetworkRule)> =
        collections.iter().flat_map(|it| it.2.rules.iter().map(move |rule| (*it, rule))).collect();
    let mut rules: Vec<SecurityRule> = placed.iter().map(|(it, rule)| as_rule(network, rule, it.2.allow)).collect();
    rules.push(SecurityRule {
        name: "(none)".to_owned(),
        priority: None,
        direction: Some(Direction::Outbound),
        allow: Some(false),
        protocol: Some("*".to_owned()),
        source_ports: Some(vec![ALL_PORTS]),
        destination_ports: Some(vec![ALL_PORTS]),
        sources: Some(vec![Peer::Any]),
        destinations: Some(vec![Peer::Any]),
    });
    for (number, rule) in (0..).zip(&mut rules) {
        rule.priority = Some(number);
    }
    let mut packets = packets.clone();
    // An IP group that was not read stands as a group of which nothing is known.
    packets.source.groups = Fact::Unknown;
    packets.destination.groups = Fact::Unknown;
    let tags = Tags { others: tags(network, &rules), ..Tags::default() };
    let shows =
        |it: &SecurityRule| match rules.iter().position(|rule| std::ptr::eq(rule, it)).and_then(|at| placed.get(at)) {
            Some(((origin, property, collection), _)) => {
                // The number is where it comes here, and nothing of Azure's.
                let words = in_words(it).split_once(", ").map(|(_, it)| it.to_owned());
                let path = format!("{property}[{}].rules[{}]", collection.name, it.name);
                origin.shows(network, path, words.unwrap_or_default())
            }
            None => firewall.origin.shows(network, "network rules", format!("none allows TCP {}", packets.port)),
        };
    match decide(&rules, Direction::Outbound, &packets, &tags) {
        Decision::Allow(by) => {
            let policy = firewall.policy.known();
            let policy = policy.map(|it| firewall.origin.shows(network, "firewallPolicy.id", it.name()));
            Outcome::passed_by(by.into_iter().map(shows).chain(policy))
        }
        Decision::Deny(by) => Outcome::failed_by(by.into_iter().map(shows)),
        Decision::Open(doubt) => {
            let open = Undecided::new(Reason::Missing, format!("At {}: {doubt}.", firewall.origin.name()))
                .showing(doubt.rule().map(shows));
            Err(match doubt {
                Doubt::Membership(_, group) => open.needing(Export::IpGroup, group.text()),
                _ => open,
            })
        }
    }
}

/// What the tags and host names in rules stand for.
fn tags(network: &Network, rules: &[SecurityRule]) -> Vec<(String, Extent)> {
    let mut tags: Vec<(String, Extent)> = Vec::new();
    for peer in rules.iter().flat_map(|it| [&it.sources, &it.destinations]).flatten().flatten() {
        let Peer::Tag(name) = peer else { continue };
        if tags.iter().any(|(it, _)| it == name) {
            continue;
        }
        let lists = network.service_tags.iter().filter(|it| it.name.eq_ignore_ascii_case(name));
        let surely: Vec<Ipv4Net> = lists.flat_map(|it| it.prefixes.iter().copied()).collect();
        let perhaps = if name.starts_with(HOST) {
            vec![Ipv4Net::new_assert(Ipv4Addr::UNSPECIFIED, 0)]
        } else if surely.is_empty() {
            of_services()
        } else {
            Vec::new()
        };
        tags.push((name.clone(), Extent { surely, perhaps }));
    }
    tags
}

/// What shows that a firewall puts an address of its own in place of the client's in packets to these addresses (SNAT); none
/// where it leaves it. What comes after one that does sees another client, and the replies need no route of their own.
///
/// Source: "Azure Firewall SNAT private IP address ranges" (2025-02-10): network rules translate what does not go to the ranges
/// of RFC 1918 and RFC 6598, or to those that are set in their place; a policy's own setting counts.
pub(crate) fn translates(network: &Network, firewall: &AzureFirewall, to: &[Ipv4Net]) -> Decided<Option<Evidence>> {
    let (of, property, ranges) = private_ranges(network, firewall);
    let kept = match ranges {
        Fact::Known(ranges) => ranges.as_slice(),
        Fact::None => NOT_PUBLIC.as_slice(),
        Fact::Unknown => {
            return Err(unread(
                firewall,
                "whether it puts its own address in place of the client's (SNAT) is not in the files",
            ));
        }
    };
    if to.iter().all(|net| kept.iter().any(|it| it.contains(net))) {
        return Ok(None);
    }
    let shown = of.shows(network, property, ranges.known().map_or_else(|| "none".to_owned(), |it| printed(it)));
    // Some of them, or a part of one: which of them the destination is, is not known.
    if to.iter().any(|net| kept.iter().any(|it| meet(*it, *net))) {
        return Err(unread(
            firewall,
            "it puts its own address in place of the client's (SNAT) for some of the addresses alone",
        )
        .showing([shown]));
    }
    Ok(Some(shown))
}

/// Where a firewall leaves the client's address, with what says so and which property of that. A setting of the parent may
/// count where the policy has none.
fn private_ranges<'a>(
    network: &'a Network,
    firewall: &'a AzureFirewall,
) -> (&'a Origin, &'static str, &'a Fact<Vec<Ipv4Net>>) {
    const UNKNOWN: &Fact<Vec<Ipv4Net>> = &Fact::Unknown;
    const OF_POLICY: &str = "snat.privateRanges";
    let id = match &firewall.policy {
        Fact::None => {
            return (&firewall.origin, "additionalProperties[Network.SNAT.PrivateRanges]", &firewall.private_ranges);
        }
        Fact::Unknown => return (&firewall.origin, OF_POLICY, UNKNOWN),
        Fact::Known(id) => id,
    };
    let Some(policy) = network.joins.policy(id) else { return (&firewall.origin, OF_POLICY, UNKNOWN) };
    let parent = || network.joins.policy(policy.base.known()?).map(|it| &it.private_ranges);
    let ranges = match &policy.private_ranges {
        Fact::None if policy.base != Fact::None && parent() != Some(&Fact::None) => UNKNOWN,
        own => own,
    };
    (&policy.origin, OF_POLICY, ranges)
}

/// The lowest number that a rule collection group may have, or a collection.
///
/// Source: "Azure Firewall Policy rule sets" (policy-rule-sets.md) and "Configure Azure Firewall rules" (rule-processing.md):
/// lower numbers come first, from 100 to 65,000.
pub(crate) const LOWEST: u32 = 100;

/// Why no rule can be put before those of a firewall, where the first of them has the lowest number already; and what its owner
/// can do.
pub(crate) fn no_room(network: &Network, firewall: &AzureFirewall) -> Option<String> {
    let is_lowest = |number: Option<u32>| number.is_some_and(|it| it <= LOWEST);
    let first = match &firewall.policy {
        Fact::Known(id) => {
            let own = network.joins.policy(id)?;
            let base = own.base.known().and_then(|it| network.joins.policy(it));
            let first = |policy: &FirewallPolicy| {
                policy.groups.items.iter().find(|it| is_lowest(it.priority)).map(|it| it.origin.name())
            };
            // One of the two may have room.
            let all = [own].into_iter().chain(base).map(first).collect::<Option<Vec<_>>>()?;
            all.join(" and ")
        }
        Fact::None => firewall.collections.known()?.iter().find(|it| is_lowest(it.priority))?.name.clone(),
        Fact::Unknown => return None,
    };
    Some(format!(
        "Nothing can come before {first}, which has the lowest number there is, {LOWEST}: its owner can give it a higher one, or \
         allow this connection there, before what denies it."
    ))
}

fn unread(firewall: &AzureFirewall, why: &str) -> Undecided {
    let name = firewall.origin.name();
    Undecided::new(Reason::Missing, format!("The firewall {name} is on the way, and {why}."))
        .needing(Export::Firewall, firewall.origin.id.text())
}

/// The collections of a policy in their order, those of its parent first.
fn of_policy<'a>(network: &'a Network, id: &Id, depth: u8) -> Decided<Vec<Placed<'a>>> {
    const GROUPS: &str = "ruleCollections";
    let missing = |what: &str| {
        Undecided::new(
            Reason::Missing,
            format!("{what} the firewall policy {} are not in the files, or not all of them.", id.name()),
        )
        .needing(Export::FirewallPolicy, id.text())
    };
    let policy: &FirewallPolicy = network.joins.policy(id).ok_or_else(|| missing("The rules of"))?;
    let mut all = match &policy.base {
        Fact::Known(base) if depth == 0 => of_policy(network, base, depth + 1)?,
        Fact::None => Vec::new(),
        // A parent has no parent of its own, as far as is documented: which rules count where one has is not known.
        Fact::Known(_) | Fact::Unknown => return Err(missing("The parent and rules of")),
    };
    if !policy.groups.complete {
        return Err(missing("The rule collection groups of"));
    }
    let mut groups: Vec<_> = policy.groups.items.iter().collect();
    sort_by_number(&mut groups, |it| priority(it.priority));
    for group in groups {
        let Fact::Known(collections) = &group.collections else { return Err(missing("The rule collections of")) };
        if group.priority.is_none() {
            return Err(missing("The priorities of"));
        }
        all.extend(sorted(collections.iter().map(|it| (&group.origin, GROUPS, it)).collect())?);
    }
    Ok(all)
}

fn sorted(mut collections: Vec<Placed<'_>>) -> Decided<Vec<Placed<'_>>> {
    let unread =
        collections.iter().find(|(_, _, it)| !it.rules.is_empty() && (it.priority.is_none() || it.allow.is_none()));
    if let Some((.., it)) = unread {
        return Err(Undecided::new(
            Reason::Missing,
            format!("The files do not say the action or priority of the rule collection {}.", it.name),
        ));
    }
    sort_by_number(&mut collections, |(_, _, it)| priority(it.priority));
    Ok(collections)
}

/// What stands before a host name among the tags.
const HOST: &str = "host ";

fn as_rule(network: &Network, rule: &NetworkRule, allow: Option<bool>) -> SecurityRule {
    let protocol = rule.protocols.as_ref().and_then(|them| {
        let has = |word: &str| them.iter().any(|it| it == word);
        let known = ["tcp", "any", "udp", "icmp"];
        match () {
            () if has("any") => Some("*"),
            () if has("tcp") => Some("tcp"),
            () if !them.is_empty() && them.iter().all(|it| known.contains(&it.as_str())) => Some("udp"),
            () => None,
        }
    });
    let ends = |ends: &Option<Vec<RuleEnd>>, groups: &[Id], hosts: &[String]| {
        let mut peers: Vec<Peer> = ends.as_ref()?.iter().flat_map(peers).collect();
        for id in groups {
            let group = network.joins.ip_groups.iter().find(|it| it.origin.id == *id);
            match group.and_then(|it| it.addresses.known()) {
                Some(addresses) => peers.extend(addresses.iter().flat_map(self::peers)),
                None => peers.push(Peer::Group(id.clone())),
            }
        }
        peers.extend(hosts.iter().map(|it| Peer::Tag(format!("{HOST}{it}"))));
        // A rule of an empty group fits nothing.
        if peers.is_empty() && !groups.is_empty() {
            peers.push(Peer::Ipv6);
        }
        Some(peers)
    };
    SecurityRule {
        name: rule.name.clone(),
        priority: None,
        direction: Some(Direction::Outbound),
        allow,
        protocol: protocol.map(str::to_owned),
        source_ports: Some(vec![ALL_PORTS]),
        destination_ports: rule.ports.clone(),
        sources: ends(&rule.sources, &rule.source_groups, &[]),
        destinations: ends(&rule.destinations, &rule.destination_groups, &rule.hosts),
    }
}

fn peers(end: &RuleEnd) -> Vec<Peer> {
    match end {
        RuleEnd::Any => vec![Peer::Any],
        RuleEnd::Range(from, to) => Ipv4Subnets::new(*from, *to, 0).map(Peer::Net).collect(),
        RuleEnd::Ipv6 => vec![Peer::Ipv6],
        RuleEnd::Tag(tag) => vec![Peer::Tag(tag.clone())],
    }
}
