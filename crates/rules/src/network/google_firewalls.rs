//! Decides which rule of Google Cloud's firewalls counts for packets to a virtual machine.
//!
//! What `gcloud compute instances network-interfaces get-effective-firewalls` prints is all that counts for one interface, what
//! `gcloud compute networks get-effective-firewalls` prints is all that counts in a network; a list of VPC firewall rules alone
//! is not, because policies of the organization, of folders and of the network come before it.
//!
//! Source: "Policy and rule evaluation order" and "VPC firewall rules" (Cloud NGFW): hierarchical policies come first, in their
//! order, then VPC firewall rules and network policies, in an order that the network says; of rules the lowest number counts,
//! and of one number a denial. What no rule names is denied.

use std::cmp::Ordering;

use ipnet::Ipv4Net;
use pgreach_network::{
    CloudKind, CloudResource,
    cloud::{Members, holds_all, ipv4},
};
use serde_json::Value;

use super::cloud::{Clients, all, is_same_network, port, shown};
use crate::{
    Evidence,
    network::Context,
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// What a rule does with packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Allow,
    Deny,
    /// Leaves them to what comes after its policy.
    Next,
    /// Something else: whether they pass is not known.
    Other,
}

/// A rule that may count: whether it fits all of the packets, and what it does then.
struct Rule {
    is_certain: bool,
    does: Does,
    shown: Evidence,
}

/// What may become of packets, and the rules by which.
#[derive(Default, Clone)]
struct Fate {
    allowed: Vec<Evidence>,
    denied: Vec<Evidence>,
    /// Whether it is not known, by these.
    other: Vec<Evidence>,
    /// Whether no rule so far may count.
    goes_on: bool,
}

impl Fate {
    /// What becomes of packets that have come this far, by rules in their order.
    fn then(mut self, rules: Vec<Rule>) -> Self {
        if !self.goes_on {
            return self;
        }
        for rule in rules {
            let ends = rule.is_certain;
            match rule.does {
                Does::Allow => self.allowed.push(rule.shown),
                Does::Deny => self.denied.push(rule.shown),
                Does::Other => self.other.push(rule.shown),
                Does::Next => {}
            }
            if ends {
                self.goes_on = rule.does == Does::Next;
                break;
            }
        }
        self
    }

    fn evidence(self) -> impl Iterator<Item = Evidence> {
        self.allowed.into_iter().chain(self.denied).chain(self.other)
    }
}

/// Whether the firewalls let the client in to a machine.
pub(super) fn into_a_machine(context: &Context<'_>, machine: &CloudResource, name: &str, clients: &Clients) -> Decided {
    let effective: Vec<&CloudResource> = all(context, CloudKind::EffectiveFirewalls).collect();
    let start = Fate { goes_on: true, ..Fate::default() };
    let asked = Asked { context, machine: &machine.json, clients };
    let [list] = effective[..] else {
        let rules = all(context, CloudKind::ComputeFirewall).filter(|it| asked.is_in_its_network(&it.json));
        let winning = start.then(asked.vpc_rules(rules.map(|it| (it, &it.json)).collect()));
        let open = if effective.is_empty() {
            "What policies come before these is in no list: gcloud compute instances network-interfaces \
             get-effective-firewalls prints all that counts."
        } else {
            "The files have the effective firewalls of more than one interface, and they do not say of which."
        };
        return Err(Undecided::new(Reason::Outside, open).showing(winning.evidence()));
    };
    if machine.json.list("networkInterfaces").is_none_or(|it| it.len() != 1) {
        let open = format!(
            "{name} has several network interfaces, or none that is known: of which one the firewalls are, they do not say."
        );
        return Err(Undecided::new(Reason::Ambiguous, open));
    }
    let (Some(policies), Some(firewalls)) = (list.json.list("firewallPolicys"), list.json.list("firewalls")) else {
        return Err(Undecided::new(Reason::Missing, "The effective firewalls in the files are not whole."));
    };
    if firewalls.iter().any(|it| !asked.is_in_its_network(it)) {
        let open = format!("The effective firewalls in the files are of another network than {name} is in.");
        return Err(Undecided::new(Reason::Contradiction, open));
    }
    let vpc = || asked.vpc_rules(firewalls.iter().map(|it| (list, it)).collect());
    let (of_hierarchy, of_network): (Vec<&Value>, Vec<&Value>) =
        policies.iter().partition(|it| it.text("type").is_none_or(|it| it.starts_with("HIERARCHY")));
    let follow = |fate: Fate, policies: &[&Value]| {
        policies.iter().fold(fate, |fate, policy| fate.then(asked.policy_rules(list, policy)))
    };
    let before = follow(start, &of_hierarchy);
    // Which of the two comes first, the network says, and this list does not.
    let fates = [follow(before.clone().then(vpc()), &of_network), follow(before, &of_network).then(vpc())];
    asked.judge(list, fates)
}

/// What is asked of each rule.
struct Asked<'a> {
    context: &'a Context<'a>,
    machine: &'a Value,
    clients: &'a Clients,
}

impl Asked<'_> {
    fn judge(&self, list: &CloudResource, fates: [Fate; 2]) -> Decided {
        let implied = || {
            let value = format!("TCP {} from {}: denied", port(self.context), self.clients.words);
            shown(self.context, list, "The firewalls", "what no rule names", value)
        };
        let may_pass = fates.iter().any(|it| !it.allowed.is_empty() || !it.other.is_empty());
        let may_not = fates.iter().any(|it| it.goes_on || !it.denied.is_empty() || !it.other.is_empty());
        let goes_on = fates.iter().any(|it| it.goes_on);
        let [first, second] = fates;
        let mut evidence: Vec<Evidence> = first.evidence().collect();
        for it in second.evidence() {
            if !evidence.contains(&it) {
                evidence.push(it);
            }
        }
        evidence.extend(goes_on.then(implied));
        match (may_pass, may_not) {
            (true, false) => Outcome::passed_by(evidence),
            (false, _) => Outcome::failed_by(evidence),
            (true, true) => Err(Undecided::new(
                Reason::Ambiguous,
                "Which of these rules counts for the client depends on what is not known.",
            )
            .showing(evidence)),
        }
    }

    /// Whether a VPC firewall rule may be of the network that the machine is in.
    fn is_in_its_network(&self, rule: &Value) -> bool {
        let mut nics = self.machine.list("networkInterfaces").unwrap_or_default().iter();
        let Some(own) = rule.text("network") else { return true };
        nics.any(|it| it.text("network").is_none_or(|network| is_same_network(network, own) != Some(false)))
    }

    /// The VPC firewall rules that may count, in their order.
    fn vpc_rules(&self, mut rules: Vec<(&CloudResource, &Value)>) -> Vec<Rule> {
        let is_denial = |it: &Value| it.get("denied").is_some();
        let number = |it: &Value| it.number("priority").unwrap_or(-1);
        // A handful: few interfaces have more.
        let order = |one: &Value, other: &Value| -> Ordering {
            (number(one), !is_denial(one)).cmp(&(number(other), !is_denial(other)))
        };
        rules.sort_by(|one, other| order(one.1, other.1));
        let rules = rules.into_iter().filter_map(|(of, rule)| {
            let (list, does) = if is_denial(rule) { ("denied", Does::Deny) } else { ("allowed", Does::Allow) };
            let sources = match rule.list("sourceRanges") {
                Some(ranges) => self.holds(ranges),
                // Tags and service accounts are of machines in Google Cloud.
                None => {
                    ["sourceTags", "sourceServiceAccounts"].iter().any(|it| rule.get(*it).is_some()).then_some(false)
                }
            };
            let fits = both([
                is_incoming(rule),
                rule.flag("disabled").map(|it| !it),
                self.is_target(rule),
                sources,
                rule.get("destinationRanges").is_none().then_some(true),
                rule.list(list).map(|it| it.iter().any(|it| is_for_port(it, port(self.context)))),
                rule.number("priority").map(|_| true),
            ]);
            let value = format!("{}TCP {} from {}", priority(rule), port(self.context), self.clients.words);
            let name = rule.text("name").unwrap_or("A firewall rule");
            let shown = shown(self.context, of, name, list, value);
            (fits != Some(false)).then_some(Rule { is_certain: fits == Some(true), does, shown })
        });
        rules.collect()
    }

    /// The rules of a policy that may count, in their order.
    fn policy_rules(&self, of: &CloudResource, policy: &Value) -> Vec<Rule> {
        let name = policy.text("name").unwrap_or("A firewall policy");
        let Some(rules) = policy.list("rules") else {
            let shown = shown(self.context, of, name, "rules", "not known");
            return vec![Rule { is_certain: true, does: Does::Other, shown }];
        };
        let mut rules: Vec<&Value> = rules.iter().collect();
        rules.sort_by_key(|it| it.number("priority").unwrap_or(-1));
        let rules = rules.into_iter().filter_map(|rule| {
            let packets = rule.get("match");
            let does = match rule.text("action") {
                Some("allow") => Does::Allow,
                Some("deny") => Does::Deny,
                Some("goto_next") => Does::Next,
                _ => Does::Other,
            };
            let ports = packets.and_then(|it| it.list("layer4Configs"));
            let fits = both([
                is_incoming(rule),
                // What is not in effect says so.
                Some(rule.flag("disabled") != Some(true)),
                self.is_target(rule),
                rule.get("targetSecureTags").is_none().then_some(true),
                self.is_target_network(rule),
                packets.and_then(|it| self.is_source(it)),
                ports.map(|it| it.iter().any(|it| is_for_port(it, port(self.context)))),
                rule.number("priority").map(|_| true),
            ]);
            let action = rule.text("action").unwrap_or("not known");
            let value = format!("{}{action}, TCP {} from {}", priority(rule), port(self.context), self.clients.words);
            let shown = shown(self.context, of, name, "rules[].action", value);
            (fits != Some(false)).then_some(Rule { is_certain: fits == Some(true), does, shown })
        });
        rules.collect()
    }

    /// Whether the client is a source that a rule of a policy names.
    fn is_source(&self, packets: &Value) -> Option<bool> {
        const OTHERS: [&str; 5] =
            ["srcAddressGroups", "srcFqdns", "srcRegionCodes", "srcThreatIntelligences", "srcSecureTags"];
        const NARROWER: [&str; 7] = [
            "destAddressGroups",
            "destFqdns",
            "destIpRanges",
            "srcNetworkContext",
            "srcNetworkScope",
            "srcNetworkType",
            "srcNetworks",
        ];
        let has = |members: &[&str]| members.iter().any(|it| packets.get(*it).is_some());
        let by_range = packets.list("srcIpRanges").and_then(|it| self.holds(it));
        // One source of several is enough; where packets go to is asked besides.
        match by_range {
            Some(true) => (!has(&NARROWER)).then_some(true),
            Some(false) => (!has(&OTHERS)).then_some(false),
            None => None,
        }
    }

    /// Whether ranges hold all of the client's addresses, or none of them.
    fn holds(&self, ranges: &[Value]) -> Option<bool> {
        let nets: Vec<Ipv4Net> = ranges.iter().filter_map(|it| ipv4(it.as_str()?)).collect();
        holds_all(&nets, &self.clients.nets)
    }

    /// Whether a rule is for the network that the machine is in: one of a hierarchical policy may name some.
    fn is_target_network(&self, rule: &Value) -> Option<bool> {
        if rule.get("targetResources").is_none() {
            return Some(true);
        }
        let targets: Vec<&str> = rule.list("targetResources")?.iter().map(Value::as_str).collect::<Option<_>>()?;
        let own = self.machine.list("networkInterfaces")?.first()?.text("network")?;
        let is_own: Vec<Option<bool>> = targets.iter().map(|it| is_same_network(own, it)).collect();
        if is_own.contains(&Some(true)) {
            return Some(true);
        }
        is_own.iter().all(|it| *it == Some(false)).then_some(false)
    }

    /// Whether the machine is one that a rule is for, by its tags and service accounts.
    fn is_target(&self, rule: &Value) -> Option<bool> {
        let tags = self.machine.get("tags").and_then(|it| it.list("items"));
        let is_tagged = rule.get("targetTags").map(|_| {
            let targets = rule.list("targetTags")?;
            tags.map(|own| targets.iter().any(|it| own.contains(it)))
        });
        let is_account = rule.get("targetServiceAccounts").map(|_| {
            let targets = rule.list("targetServiceAccounts")?;
            let own = self.machine.texts("serviceAccounts", "email")?;
            Some(targets.iter().filter_map(Value::as_str).any(|it| own.contains(&it)))
        });
        both([is_tagged.unwrap_or(Some(true)), is_account.unwrap_or(Some(true))])
    }
}

/// A rule's number, to be said before what it does.
fn priority(rule: &Value) -> String {
    rule.number("priority").map_or_else(String::new, |it| format!("priority {it}, "))
}

fn is_incoming(rule: &Value) -> Option<bool> {
    rule.text("direction").map(|it| it == "INGRESS")
}

/// Whether all of these hold; one that does not is enough, whatever is not known of the others.
fn both(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    parts.into_iter().reduce(|all, it| match (all, it) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    })?
}

/// Whether what a rule names holds a TCP port.
fn is_for_port(named: &Value, port: u16) -> bool {
    let holds = |ports: &str| {
        let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
        matches!((first.parse::<u16>(), last.parse::<u16>()), (Ok(first), Ok(last)) if (first..=last).contains(&port))
    };
    match named.text("IPProtocol").or_else(|| named.text("ipProtocol")) {
        Some("all") => true,
        Some("tcp" | "6") => named.list("ports").is_none_or(|it| it.iter().filter_map(Value::as_str).any(holds)),
        _ => false,
    }
}
