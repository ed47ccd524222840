//! DNS security policies: which names Azure does not answer in a virtual network.
//!
//! Sources: "DNS security policy" (2025-06-03): a policy applies to the virtual networks that it is linked to, of its own
//! region, one policy to each network; rules are taken in the order of their priority, the lowest number first; a rule for
//! a domain is one for every name below it, and `.` is every name; Allow and Alert answer, Block does not.
//! "Microsoft.Network dnsResolverPolicies" (template reference, 2025-05-01): the members.

use crate::{
    DnsName, Fact, Id, Listing, Network, Origin, RulesetLink, is, priority, resolve::is_below, sort_by_number,
};

/// A DNS security policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsPolicy {
    /// Where it was read.
    pub origin: Origin,
    /// `location`, as it was written.
    pub location: Option<String>,
    /// `dnsSecurityRules`.
    pub rules: Listing<DnsRule>,
    /// `virtualNetworkLinks`.
    pub links: Listing<RulesetLink>,
}

/// A rule of a DNS security policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsRule {
    /// Where it was read.
    pub origin: Origin,
    /// `priority`; the lowest comes first.
    pub priority: Option<u32>,
    /// `action.actionType`: Allow, Alert, Block.
    pub action: Option<String>,
    /// `dnsResolverDomainLists[].id`.
    pub lists: Fact<Vec<Id>>,
    /// `managedDomainLists`: lists that Microsoft keeps.
    pub managed: Fact<Vec<String>>,
    /// `dnsSecurityRuleState`: Enabled, Disabled.
    pub state: Option<String>,
}

/// A list of domains that rules name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainList {
    /// Where it was read.
    pub origin: Origin,
    /// `domains`. A long list is in a file of its own, and not here.
    pub domains: Fact<Vec<String>>,
}

/// What the policies do with a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filtered<'a> {
    /// It is answered.
    Answered,
    /// It is not answered.
    Blocked {
        /// The link of the policy to the virtual network.
        link: &'a RulesetLink,
        /// The rule that blocks it.
        rule: &'a DnsRule,
        /// A list with a domain of the name, and that domain.
        domain: Option<(&'a DomainList, &'a str)>,
    },
    /// The files do not decide it.
    Unknown(&'a DnsPolicy),
}

/// Microsoft's list of malicious domains, which no server of a customer's stands below.
///
/// Source: "DNS security policy" (2025-06-03), Threat Intelligence feed.
const MALICIOUS: &str = "AzureDnsThreatIntel";

/// What the policies do with a question for a name from a virtual network.
#[must_use]
pub fn filtered<'a>(network: &'a Network, vnet: &Id, name: &DnsName) -> Filtered<'a> {
    let link = |it: &'a DnsPolicy| it.links.items.iter().find(|it| it.vnet.as_ref() == Some(vnet));
    let mut linked = network.dns_policies.iter().filter_map(|it| Some((it, link(it)?)));
    if let Some((policy, link)) = linked.next() {
        // A virtual network is linked to one policy at most.
        if let Some((other, _)) = linked.next() {
            return Filtered::Unknown(other);
        }
        let is_done = link.provisioning.is_done();
        return match by_rules(network, policy, name) {
            ByRules::Passes => Filtered::Answered,
            ByRules::Blocks(rule, domain) if is_done => Filtered::Blocked { link, rule, domain },
            ByRules::Blocks(..) | ByRules::Open => Filtered::Unknown(policy),
        };
    }
    let letters = |it: &str| it.replace(' ', "").to_ascii_lowercase();
    let location = network.vnet(vnet).and_then(|it| it.location.as_deref()).map(letters);
    let may_be_linked = |it: &&DnsPolicy| {
        let is_elsewhere = location.is_some() && it.location.as_deref().is_some_and(|at| Some(letters(at)) != location);
        !is_elsewhere && (!it.links.complete || it.links.iter().any(|it| it.vnet.is_none()))
    };
    let blocks = |it: &&DnsPolicy| by_rules(network, it, name) != ByRules::Passes;
    let doubt = network.dns_policies.iter().filter(may_be_linked).find(blocks);
    doubt.map_or(Filtered::Answered, Filtered::Unknown)
}

/// What the rules of a policy do with a name.
#[derive(PartialEq)]
enum ByRules<'a> {
    Passes,
    Blocks(&'a DnsRule, Option<(&'a DomainList, &'a str)>),
    Open,
}

fn by_rules<'a>(network: &'a Network, policy: &'a DnsPolicy, name: &DnsName) -> ByRules<'a> {
    if !policy.rules.complete {
        return ByRules::Open;
    }
    let mut rules: Vec<&DnsRule> = policy.rules.items.iter().collect();
    sort_by_number(&mut rules, |it| priority(it.priority));
    let (mut blocking, mut may_pass) = (None, false);
    for rule in &rules {
        let matched = matches(network, rule, name);
        if matched == Match::No || is(rule.state.as_deref(), "Disabled") {
            continue;
        }
        let answers = ["Allow", "Alert"].iter().any(|it| is(rule.action.as_deref(), it));
        let blocks = is(rule.action.as_deref(), "Block");
        let is_alone = rules.iter().filter(|it| it.priority == rule.priority).count() == 1;
        let is_sure = is(rule.state.as_deref(), "Enabled") && rule.priority.is_some() && is_alone;
        if !answers && blocking.is_none() {
            let domain = if let Match::Yes(list, domain) = matched { Some((list, domain)) } else { None };
            blocking = Some((*rule, domain));
        }
        may_pass |= !blocks;
        if is_sure && matches!(matched, Match::Yes(..)) {
            return match blocking {
                None => ByRules::Passes,
                Some((rule, domain)) if !may_pass => ByRules::Blocks(rule, domain),
                Some(_) => ByRules::Open,
            };
        }
    }
    // What no rule is for is answered.
    if blocking.is_none() { ByRules::Passes } else { ByRules::Open }
}

/// Whether a rule is for a name.
#[derive(Clone, Copy, PartialEq)]
enum Match<'a> {
    Yes(&'a DomainList, &'a str),
    No,
    Maybe,
}

fn matches<'a>(network: &'a Network, rule: &DnsRule, name: &DnsName) -> Match<'a> {
    let managed = rule.managed.known().map(Vec::as_slice).unwrap_or_default();
    let mut is_open = managed.iter().any(|it| !it.eq_ignore_ascii_case(MALICIOUS));
    match &rule.lists {
        Fact::Known(lists) => {
            for id in lists {
                let list = network.domain_lists.iter().find(|it| it.origin.id == *id);
                let Some((list, domains)) = list.and_then(|it| Some((it, it.domains.known()?))) else {
                    is_open = true;
                    continue;
                };
                for domain in domains {
                    match covers(domain, name) {
                        Some(true) => return Match::Yes(list, domain),
                        Some(false) => {}
                        None => is_open = true,
                    }
                }
            }
        }
        // A rule has a list of either kind.
        Fact::None => is_open |= managed.is_empty(),
        Fact::Unknown => is_open = true,
    }
    if is_open { Match::Maybe } else { Match::No }
}

/// Whether a domain of a list is one of a name; `None` where that is not known.
fn covers(domain: &str, name: &DnsName) -> Option<bool> {
    let whole = domain.trim_end_matches('.');
    let (below, is_wild) = whole.strip_prefix("*.").map_or((whole, false), |it| (it, true));
    if below.contains('*') {
        return None;
    }
    let labels = name.labels();
    if is_below(labels, below) {
        return Some(!is_wild || labels.len() != below.len());
    }
    match name.unsaid_below() {
        Some(zone) if is_below(below, zone) => None,
        _ => Some(false),
    }
}
