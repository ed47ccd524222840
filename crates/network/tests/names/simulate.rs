//! A resolver that is asked in a world of which everything is known. Written from the documents only:
//!
//! - "What is Azure DNS Private Resolver?" (2025-07-11), DNS query process: linked private zones first, then the ruleset that
//!   is linked, then public DNS.
//! - "Private resolver endpoints and rulesets" (2025-07-11): disabled rules are ignored, the longest that matches counts; an
//!   inbound endpoint answers by the zones that are linked to its own virtual network.
//! - "Azure Firewall DNS settings" (2025-05-15): the proxy is off by default, Azure's DNS is asked by default, of several
//!   servers one is chosen randomly; a child policy inherits all of its parent's DNS settings, and may override them.
//! - RFC 1034, section 4.3.2, and RFC 4592, section 2.2: what a zone has for a name, wildcards among it.
//! - "Fallback to internet for Azure Private DNS zones" (2025-02-11): only "no such name", and only of zones of Private Link.
//! - "Azure Private Endpoint DNS configuration" (2023-11-15): the public name is an alias of the privatelink name.
//! - "Network with private access (VNet integration)" (2024-06-27): the public name is an alias of a record in the own zone.

use std::collections::BTreeSet;

use crate::world::{AZURE, OWN, Policy, Rule, Server, Settings, World, Zone};

/// By a linked zone, where a rule leads the name back to a resolver of the same virtual network. Zones come first, and still
/// the documents say to have no such rule.
pub(crate) const DESPITE_A_RULE: &str = "despite a rule that leads back";

/// What the asking virtual network gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Got {
    /// The A record of this label in the zone at this place.
    Record(usize, String),
    /// The record of a server in a virtual network, from its own zone.
    Own,
    /// The public address of this server.
    Public(&'static str),
    /// No address.
    Nothing,
    /// None of the DNS servers listens.
    Silent,
    /// No document says, or somebody else's server does.
    NotKnowable,
}

/// What is asked for.
#[derive(Debug, Clone)]
enum Question {
    Name(Vec<String>),
    /// The record of a server in its own zone, which is called anything.
    Own,
}

fn labels(name: &str) -> Vec<String> {
    name.split('.').filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
}

/// The labels of a name before a domain, where it is the domain or below it.
fn below(name: &[String], domain: &[String]) -> Option<Vec<String>> {
    let split = name.len().checked_sub(domain.len())?;
    (name[split..] == *domain).then(|| name[..split].to_vec())
}

/// How many times a question is passed on at most. Any more is a circle.
const PATIENCE: usize = 12;

pub(crate) fn simulate(world: &World, name: &str) -> Got {
    ways(world, name).0
}

/// What is got, and by which ways.
pub(crate) fn ways(world: &World, name: &str) -> (Got, BTreeSet<&'static str>) {
    let mut resolver = Walk { world, asked: 0, pending: Vec::new(), rules: 0, ways: BTreeSet::new() };
    let got = resolver.from(0, &Question::Name(labels(name)));
    (got, resolver.ways)
}

struct Walk<'a> {
    world: &'a World,
    asked: usize,
    /// The questions that wait for an answer, from which virtual network each.
    pending: Vec<(usize, Vec<String>)>,
    /// By how many rules the question was passed on.
    rules: usize,
    ways: BTreeSet<&'static str>,
}

/// Who stands behind the address of a DNS server.
enum Who<'a> {
    Azure,
    Resolver(usize),
    Firewall(usize, &'a Policy),
    Unknown,
}

impl<'a> Walk<'a> {
    fn reaches(&self, from: usize, to: usize) -> bool {
        let peered =
            |one, other| self.world.peerings.iter().any(|it| it.between == (one, other) && it.connected && it.access);
        from == to || peered(from, to) || peered(to, from)
    }

    fn who(&self, from: usize, address: &str) -> Who<'a> {
        if address == AZURE {
            return Who::Azure;
        }
        for it in &self.world.resolvers {
            if it.address == address && self.reaches(from, it.vnet.is) {
                return if it.done { Who::Resolver(it.vnet.is) } else { Who::Unknown };
            }
        }
        for it in &self.world.firewalls {
            if it.address == address && self.reaches(from, it.vnet) {
                return Who::Firewall(it.vnet, &it.policy.is);
            }
        }
        Who::Unknown
    }

    /// A virtual network asks its DNS servers, and the first one first. What becomes of a question that the first leaves
    /// without any answer, no document says, unless the others do the same.
    fn from(&mut self, vnet: usize, question: &Question) -> Got {
        let servers = &self.world.vnets[vnet].dns.is;
        let Some((first, others)) = servers.split_first() else { return self.azure(vnet, question) };
        let got = self.server(vnet, first, question);
        if got == Got::Silent && others.iter().any(|it| self.server(vnet, it, question) != Got::Silent) {
            return Got::NotKnowable;
        }
        got
    }

    /// One DNS server is asked.
    fn server(&mut self, from: usize, address: &str, question: &Question) -> Got {
        match self.who(from, address) {
            Who::Azure => self.azure(from, question),
            Who::Resolver(vnet) => {
                self.ways.insert("resolver");
                self.azure(vnet, question)
            }
            Who::Unknown => Got::NotKnowable,
            Who::Firewall(vnet, policy) => {
                self.ways.insert("firewall");
                let parent = policy.parent.as_ref().and_then(|it| it.is.as_ref());
                if policy.own.is_none() && parent.is_some() {
                    self.ways.insert("parent policy");
                }
                match policy.own.as_ref().or(parent) {
                    None => Got::Silent,
                    Some(Settings { proxy, .. }) if !proxy.is => Got::Silent,
                    Some(Settings { servers, .. }) if servers.is.is_empty() => self.azure(vnet, question),
                    Some(Settings { servers, .. }) => {
                        self.ways.insert("firewall's servers");
                        self.any_of(vnet, &servers.is, question)
                    }
                }
            }
        }
    }

    /// Any of these servers is asked. Only where each leads to Azure, from one virtual network, it is certain what that
    /// makes; what one firewall gets from another is left alone.
    fn any_of(&mut self, from: usize, servers: &[&str], question: &Question) -> Got {
        let each: Vec<Option<usize>> = servers
            .iter()
            .map(|it| match self.who(from, it) {
                Who::Azure => Some(from),
                Who::Resolver(vnet) => Some(vnet),
                Who::Firewall(..) | Who::Unknown => None,
            })
            .collect();
        match each[..] {
            [Some(first), ref others @ ..] if others.iter().all(|it| *it == Some(first)) => self.azure(first, question),
            _ => Got::NotKnowable,
        }
    }

    /// Azure's own DNS is asked from a virtual network.
    fn azure(&mut self, vnet: usize, question: &Question) -> Got {
        self.asked += 1;
        if PATIENCE < self.asked {
            return Got::NotKnowable;
        }
        let Question::Name(name) = question else { return self.answered(vnet, question) };
        let asked = (vnet, name.clone());
        // An alias of an alias that leads back to it has no address. What servers make of a rule that does, no document says.
        if self.rules == 0 && self.pending.contains(&asked) {
            self.ways.insert("circle of aliases");
            return Got::Nothing;
        }
        self.pending.push(asked);
        let got = self.answered(vnet, question);
        self.pending.pop();
        got
    }

    fn answered(&mut self, vnet: usize, question: &Question) -> Got {
        let asked = match question {
            Question::Name(name) => name.clone(),
            // Any label would do: only domains above it are looked at.
            Question::Own => labels(&format!("?.{OWN}")),
        };
        // Linked zones.
        let mut linked: Vec<(usize, usize)> = Vec::new();
        for (place, zone) in self.world.zones.iter().enumerate() {
            let zone_name = labels(zone.name);
            if below(&asked, &zone_name).is_some() && zone.links.each().any(|it| it.vnet.is == vnet) {
                linked.push((zone_name.len(), place));
            }
        }
        if let Some(longest) = linked.iter().map(|(length, _)| *length).max() {
            let longest: Vec<usize> = linked.iter().filter(|it| it.0 == longest).map(|it| it.1).collect();
            let [place] = longest[..] else { return Got::NotKnowable };
            if self.leads_back(vnet, &asked) {
                self.ways.insert(DESPITE_A_RULE);
            }
            if 1 < linked.len() {
                self.ways.insert("longest zone");
            }
            return self.zone(vnet, place, question);
        }
        // Rulesets.
        let mut matching = Vec::new();
        for ruleset in &self.world.rulesets {
            let rules = ruleset.rules.each().filter(|it| it.enabled.is);
            let best = rules
                .filter_map(|it| {
                    let domain = labels(it.domain.is);
                    below(&asked, &domain).map(|_| (domain.len(), it))
                })
                .max_by_key(|it| it.0);
            let link = ruleset.links.each().find(|it| it.vnet.is == vnet);
            if let (Some((_, rule)), Some(link)) = (best, link) {
                matching.push((rule, link.done));
            }
        }
        match matching[..] {
            [] => {}
            [(rule, true)] => {
                self.ways.insert("rule");
                self.rules += 1;
                let got = self.any_of(vnet, &rule.servers.is, question);
                self.rules -= 1;
                return got;
            }
            _ => return Got::NotKnowable,
        }
        match question {
            Question::Name(name) => self.public(vnet, name),
            Question::Own => Got::Nothing,
        }
    }

    /// Whether a rule for the name leads to a resolver of the virtual network that asks.
    fn leads_back(&self, vnet: usize, asked: &[String]) -> bool {
        let rulesets = self.world.rulesets.iter().filter(|it| it.links.each().any(|it| it.vnet.is == vnet));
        let rules = rulesets.flat_map(|it| it.rules.each());
        let fits = |it: &&Rule| it.enabled.is && below(asked, &labels(it.domain.is)).is_some();
        let is_own = |it: &&str| matches!(self.who(vnet, it), Who::Resolver(of) if of == vnet);
        rules.filter(fits).any(|it| it.servers.is.iter().any(is_own))
    }

    fn zone(&mut self, vnet: usize, place: usize, question: &Question) -> Got {
        let zone = &self.world.zones[place];
        let link = zone.links.each().find(|it| it.vnet.is == vnet).expect("it is linked");
        if !link.done.is {
            return Got::NotKnowable;
        }
        let origin = labels(zone.name);
        let name = match question {
            Question::Own if zone.name == OWN => {
                return if zone.twin { Got::NotKnowable } else { Got::Own };
            }
            Question::Own => {
                // It may be any name right below the own zone's.
                let own = labels(OWN);
                let own_label = below(&own, &origin).expect("it answers for it");
                let is_own = |it: &Vec<String>| below(it, &own_label).is_some_and(|it| !it.is_empty() && it != ["*"]);
                if names(zone).iter().any(is_own) {
                    return Got::NotKnowable;
                }
                self.ways.insert("another zone than the own");
                std::iter::once("?".to_owned()).chain(own_label).collect()
            }
            Question::Name(name) => below(name, &origin).expect("it answers for it"),
        };
        let (found, is_by_wildcard) = look_up(zone, &name);
        if is_by_wildcard {
            self.ways.insert("wildcard");
        }
        match found {
            InZone::Record(label) => Got::Record(place, label),
            InZone::Alias(to) => {
                self.ways.insert("alias");
                self.azure(vnet, &Question::Name(labels(to)))
            }
            InZone::NoData => {
                self.ways.insert("no data");
                Got::Nothing
            }
            InZone::NoName => match question {
                Question::Name(name) if zone.name.to_lowercase().starts_with("privatelink.") && link.redirects.is => {
                    self.ways.insert("fallback");
                    self.public_address(name)
                }
                _ => Got::Nothing,
            },
        }
    }

    /// Public DNS, which follows its own aliases only as far as the asking side does not answer for them.
    fn public(&mut self, vnet: usize, name: &[String]) -> Got {
        let server = self.world.servers.iter().find(|it| labels(it.host) == name);
        let Some(server) = server else { return self.public_address(name) };
        if server.integrated.is {
            return self.azure(vnet, &Question::Own);
        }
        let [host, domain @ ..] = name else { return Got::NotKnowable };
        let mut alias = vec![host.clone(), "privatelink".to_owned()];
        alias.extend_from_slice(domain);
        match aliased(server) {
            Some(false) => Got::Public(server.host),
            Some(true) => self.azure(vnet, &Question::Name(alias)),
            None => match self.azure(vnet, &Question::Name(alias)) {
                Got::Public(host) if host == server.host => Got::Public(host),
                _ => Got::NotKnowable,
            },
        }
    }

    /// What public DNS has in the end.
    fn public_address(&self, name: &[String]) -> Got {
        let server = self.world.servers.iter().find(|it| {
            let host = labels(it.host);
            let privatelink: Vec<String> = [&host[..1], &["privatelink".to_owned()], &host[1..]].concat();
            *name == host[..] || *name == privatelink[..]
        });
        match server {
            Some(server) if !server.integrated.is => Got::Public(server.host),
            _ => Got::NotKnowable,
        }
    }
}

/// Whether public DNS has the privatelink name in place of the server's. Connections that wait, or that only one side knows,
/// leave it open.
fn aliased(server: &Server) -> Option<bool> {
    if server.connections.each().any(|approved| *approved) {
        return Some(true);
    }
    let is_alone = server.connections.all.is_empty() && server.endpoint.is_none();
    is_alone.then_some(false)
}

enum InZone {
    Record(String),
    Alias(&'static str),
    NoData,
    NoName,
}

fn own_labels(label: &str) -> Vec<String> {
    if label == "@" { Vec::new() } else { labels(label) }
}

/// The names of all records.
fn names(zone: &Zone) -> Vec<Vec<String>> {
    let of_others = zone.others.each().map(|it| own_labels(&it.label));
    zone.a.each().map(|it| own_labels(&it.label)).chain(of_others).collect()
}

/// What a zone has for a name, and whether a wildcard stands for it.
fn look_up(zone: &Zone, name: &[String]) -> (InZone, bool) {
    let at = |name: &[String]| -> Option<InZone> {
        let is_it = |label: &str| own_labels(label) == name;
        if let Some(it) = zone.a.each().find(|it| is_it(&it.label)) {
            return Some(InZone::Record(it.label.clone()));
        }
        let other = zone.others.each().find(|it| is_it(&it.label))?;
        Some(other.leads.map_or(InZone::NoData, InZone::Alias))
    };
    let exists = |name: &[String]| name.is_empty() || names(zone).iter().any(|it| below(it, name).is_some());
    if let Some(found) = at(name) {
        return (found, false);
    }
    if exists(name) {
        return (InZone::NoData, false);
    }
    // The closest encloser is there at last at the zone itself.
    for cut in 1..=name.len() {
        let encloser = &name[cut..];
        if exists(encloser) {
            let wildcard: Vec<String> = std::iter::once("*".to_owned()).chain(encloser.iter().cloned()).collect();
            return at(&wildcard).map_or((InZone::NoName, false), |it| (it, true));
        }
    }
    (InZone::NoName, false)
}
