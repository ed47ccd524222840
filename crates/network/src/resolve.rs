//! Finds what a virtual network gets for a name: who answers, which private zone or ruleset counts, which record.
//!
//! A pure function of the network. It knows nothing of checks. What no file says is a [`Gap`], and every other answer
//! holds whatever the rest of Azure is, as far as zones and rulesets that no file names do not exist.
//!
//! Sources: "What is Azure DNS Private Resolver?" (2025-07-11), DNS query process: linked private zones first, then the
//! ruleset that is linked, then public DNS. "Private resolver endpoints and rulesets" (2025-07-11): the longest rule
//! counts; "Private resolver architecture" (2023-03-28): a ruleset with a rule to an inbound endpoint must not be linked to
//! the VNet of that endpoint, which can make questions go in circles. "DNS zones and records overview" (2023-11-21) and RFC 4592: wildcards. "Fallback to internet for Azure Private
//! DNS zones" (2025-02-11): `NxDomainRedirect`, of privatelink zones only.
//!
//! Longer than 500 lines: one algorithm, and each of its steps needs the others.

use std::net::Ipv4Addr;

use crate::{
    ARecord, AzureFirewall, DnsName, DnsProxy, Fact, ForwardingRule, Id, InboundEndpoint, Key, Network, Origin,
    RecordSet, Ruleset, Server, ServerKind, Zone, ZoneLink, dns_proxy, is,
};

/// The address at which Azure answers questions for names.
///
/// Source: "What is IP address 168.63.129.16?" (2025-01-27).
pub const AZURE_DNS: &str = "168.63.129.16";

/// How often a question may be passed on before it counts as going in circles.
const MOST_STEPS: usize = 12;

/// What a virtual network gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<'a> {
    /// The addresses of this record of a private zone.
    Record(&'a ARecord),
    /// A record of this zone, which is a VNet-integrated server's own. Its name is none that a file says.
    Own(&'a Zone),
    /// What public DNS answers for the server.
    Public(&'a Server),
    /// No address: a private zone answers, and does not have the name.
    Nothing,
    /// No address, or what public DNS answers: the files do not say whether the link falls back to it.
    NothingOrPublic,
    /// The files do not decide it.
    Open(Gap<'a>),
}

/// What is missing for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap<'a> {
    /// The virtual network, or its DNS servers.
    Vnet(Id),
    /// What these servers answer.
    Servers(Vec<String>),
    /// Nothing: the DNS server is this firewall, and its DNS proxy is off.
    NoProxy(&'a AzureFirewall),
    /// Whether the zone is linked.
    Links(&'a Zone),
    /// A link that may not work yet.
    Link(&'a ZoneLink),
    /// Which of these two zones of one name is linked: only one can be.
    Two(&'a Zone, &'a Zone),
    /// What records a zone has.
    Records(&'a Zone),
    /// Where a rule sends the question.
    Rule(&'a ForwardingRule),
    /// Whether the ruleset is linked, or what rules it has.
    Ruleset(&'a Ruleset),
    /// Where public DNS sends the server's name.
    Server(&'a Server),
    /// A name of which no file says where it leads.
    Name(String),
    /// Whether a rule that leads back to the virtual network that asks makes the question go in circles.
    Round(&'a ForwardingRule),
    /// The question goes in circles.
    Circle,
}

/// An answer, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution<'a> {
    /// What the virtual network gets.
    pub answer: Answer<'a>,
    /// The private zones that answered on the way, each with its link; the last one decided.
    pub zones: Vec<(&'a Zone, &'a ZoneLink)>,
    /// The inbound endpoints that the question went through.
    pub through: Vec<&'a InboundEndpoint>,
    /// The firewall whose DNS proxy the question went through first.
    pub proxy: Option<&'a AzureFirewall>,
    /// The rules that sent it there.
    pub rules: Vec<&'a ForwardingRule>,
    /// The rules that match too, and do not count, as a linked zone comes first.
    pub passed_over: Vec<&'a ForwardingRule>,
    /// Each question that Azure was asked: from which virtual network, for which name.
    pub asked: Vec<(Id, DnsName)>,
}

/// What a virtual network gets when it asks for a host name.
#[must_use]
pub fn resolve<'a>(network: &'a Network, vnet: &Id, name: &str) -> Resolution<'a> {
    walked(network, name, |walk, name| walk.asked_by(vnet, name))
}

/// What it gets from Azure's own DNS, whatever its DNS servers are.
#[must_use]
pub fn resolve_by_azure<'a>(network: &'a Network, vnet: &Id, name: &str) -> Resolution<'a> {
    walked(network, name, |walk, name| walk.azure(vnet, name))
}

fn walked<'a>(
    network: &'a Network,
    name: &str,
    ask: impl FnOnce(&mut Walk<'a>, &DnsName) -> Result<Answer<'a>, Gap<'a>>,
) -> Resolution<'a> {
    let mut walk = Walk {
        network,
        zones: Vec::new(),
        through: Vec::new(),
        proxy: None,
        asked: Vec::new(),
        rules: Vec::new(),
        passed_over: Vec::new(),
        steps: 0,
    };
    let answer = ask(&mut walk, &DnsName::new(name)).unwrap_or_else(Answer::Open);
    let Walk { zones, through, proxy, asked, rules, passed_over, .. } = walk;
    Resolution { answer, zones, through, proxy, rules, passed_over, asked }
}

/// What answers for names at an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DnsServer<'a> {
    /// An inbound endpoint of a resolver.
    Inbound(&'a InboundEndpoint),
    /// An Azure Firewall.
    Firewall(&'a AzureFirewall),
}

impl<'a> DnsServer<'a> {
    /// Where it was read.
    #[must_use]
    pub const fn origin(self) -> &'a Origin {
        match self {
            Self::Inbound(it) => &it.origin,
            Self::Firewall(it) => &it.origin,
        }
    }

    /// The subnet that it stands in.
    #[must_use]
    pub const fn subnet(self) -> Option<&'a Id> {
        match self {
            Self::Inbound(it) => it.subnet.as_ref(),
            Self::Firewall(it) => it.subnet.as_ref(),
        }
    }

    /// Everything in a network that has this address, reached or not.
    #[must_use]
    pub fn all_at(network: &'a Network, address: Ipv4Addr) -> Vec<Self> {
        let endpoints = network.inbound_endpoints.iter().filter(|it| it.addresses.contains(&address));
        let firewalls = network.joins.firewalls.iter().filter(|it| it.addresses.contains(&address));
        endpoints.map(Self::Inbound).chain(firewalls.map(Self::Firewall)).collect()
    }

    /// The one at this address that a virtual network asks.
    #[must_use]
    pub fn asked_by(network: &'a Network, vnet: &Id, address: Ipv4Addr) -> Option<Self> {
        Some(match listener(network, vnet, &address.to_string())? {
            Listener::Inbound(it, _) => Self::Inbound(it),
            Listener::Firewall(it, _) => Self::Firewall(it.firewall),
        })
    }
}

/// Who answers at the address of a DNS server.
enum Listener<'a> {
    /// An inbound endpoint, and the virtual network that it asks Azure from.
    Inbound(&'a InboundEndpoint, Id),
    /// An Azure Firewall, and its virtual network.
    Firewall(DnsProxy<'a>, Id),
}

/// Who has an address of those that a virtual network reaches: in itself, or in one that it is peered with. Only one of
/// these can have it, as peered networks do not overlap.
///
/// Source: "Virtual network peering" (2024-06-27): address spaces must not overlap.
fn listener<'a>(network: &'a Network, from: &Id, address: &str) -> Option<Listener<'a>> {
    let address: Ipv4Addr = address.parse().ok()?;
    let is_peered = |vnet: &Id| {
        let peerings = network.vnet(from).into_iter().flat_map(|it| &it.peerings);
        peerings.into_iter().any(|it| it.remote.as_ref() == Some(vnet) && it.joins_all())
    };
    let reached = |vnet: Option<Id>| vnet.filter(|it| it == from || is_peered(it));
    let endpoints = network.inbound_endpoints.iter().filter(|it| it.addresses.contains(&address)).filter_map(|it| {
        let vnet = reached(it.subnet.as_ref().and_then(Id::parent))?;
        let is_done = it.provisioning.is_done();
        Some(is_done.then_some(Listener::Inbound(it, vnet)))
    });
    let firewalls =
        dns_proxy(network, address).filter_map(|it| Some(Some(Listener::Firewall(it, reached(it.vnet())?))));
    let mut found = endpoints.chain(firewalls);
    let (first, None) = (found.next()?, found.next()) else { return None };
    first
}

/// A question on its way.
struct Walk<'a> {
    network: &'a Network,
    zones: Vec<(&'a Zone, &'a ZoneLink)>,
    through: Vec<&'a InboundEndpoint>,
    proxy: Option<&'a AzureFirewall>,
    rules: Vec<&'a ForwardingRule>,
    passed_over: Vec<&'a ForwardingRule>,
    asked: Vec<(Id, DnsName)>,
    steps: usize,
}

/// What a zone has for a name.
enum Found<'a> {
    Record(&'a ARecord),
    /// Another name.
    Alias(&'a str),
    /// The name, and no address.
    NoData,
    /// No such name.
    NoName,
}

impl<'a> Walk<'a> {
    /// Asks the DNS servers of a virtual network.
    fn asked_by(&mut self, vnet: &Id, name: &DnsName) -> Result<Answer<'a>, Gap<'a>> {
        let read = self.network.vnet(vnet).ok_or_else(|| Gap::Vnet(vnet.clone()))?;
        let servers = match &read.dns_servers {
            Fact::Unknown => return Err(Gap::Vnet(vnet.clone())),
            Fact::None => return self.azure(vnet, name),
            Fact::Known(servers) => servers,
        };
        // The first is asked first; another one only where it does not answer.
        let Some(first) = servers.first() else { return self.azure(vnet, name) };
        if first == AZURE_DNS {
            return self.azure(vnet, name);
        }
        let gap = || Gap::Servers(servers.clone());
        match listener(self.network, vnet, first).ok_or_else(gap)? {
            Listener::Inbound(endpoint, of) => {
                self.through.push(endpoint);
                self.azure(&of, name)
            }
            Listener::Firewall(proxy, of) => match (proxy.is_on, proxy.servers) {
                (Fact::Known(true), Fact::None) => {
                    self.proxy = Some(proxy.firewall);
                    self.azure(&of, name)
                }
                (Fact::Known(true), Fact::Known(asked)) => {
                    self.proxy = Some(proxy.firewall);
                    let of = self.any_of(&of, asked).ok_or_else(gap)?;
                    self.azure(&of, name)
                }
                // No document says what a server does whose first DNS server is silent.
                (Fact::None | Fact::Known(false), _) if self.are_silent(vnet, servers) => {
                    Err(Gap::NoProxy(proxy.firewall))
                }
                _ => Err(gap()),
            },
        }
    }

    /// Whether all of these are firewalls whose DNS proxy is off.
    fn are_silent(&self, vnet: &Id, servers: &[String]) -> bool {
        let is_off = |it: &String| match listener(self.network, vnet, it) {
            Some(Listener::Firewall(proxy, _)) => matches!(proxy.is_on, Fact::None | Fact::Known(false)),
            _ => false,
        };
        servers.iter().all(is_off)
    }

    /// The virtual network that Azure is asked from where any of these servers is asked: the same for each of them.
    ///
    /// Source: "Azure Firewall DNS settings" (2025-05-15): of several servers, one is chosen randomly.
    fn any_of(&mut self, from: &Id, servers: &[String]) -> Option<Id> {
        let target = |it: &String| {
            if it == AZURE_DNS {
                return Some((None, from.clone()));
            }
            match listener(self.network, from, it)? {
                Listener::Inbound(endpoint, of) => Some((Some(endpoint), of)),
                Listener::Firewall(..) => None,
            }
        };
        let all: Vec<_> = servers.iter().map(target).collect::<Option<_>>()?;
        // A firewall without servers of its own asks Azure's.
        let Some(((endpoint, of), others)) = all.split_first() else { return Some(from.clone()) };
        if others.iter().any(|(_, it)| it != of) {
            return None;
        }
        self.through.extend(*endpoint);
        Some(of.clone())
    }

    /// Asks Azure from a virtual network.
    fn azure(&mut self, vnet: &Id, name: &DnsName) -> Result<Answer<'a>, Gap<'a>> {
        self.steps += 1;
        if MOST_STEPS < self.steps {
            return Err(Gap::Circle);
        }
        let question = (vnet.clone(), name.clone());
        // Aliases alone that lead back to a name which was asked lead to no address.
        if self.rules.is_empty() && self.asked.contains(&question) {
            return Ok(Answer::Nothing);
        }
        self.asked.push(question);
        if let Some((zone, link)) = self.linked(vnet, name)? {
            self.pass_over(vnet, name)?;
            return self.in_zone(vnet, zone, link, name);
        }
        match self.rule(vnet, name)? {
            None => self.public(vnet, name),
            Some(rule) => {
                self.rules.push(rule);
                let is_read = |it: &&Vec<String>| !it.is_empty() && it.iter().all(|it| it != AZURE_DNS);
                let servers = rule.servers.known().filter(is_read).ok_or(Gap::Rule(rule))?;
                let of = self.any_of(vnet, servers).ok_or(Gap::Rule(rule))?;
                self.azure(&of, name)
            }
        }
    }

    /// Notes the rules that match a name which a linked zone has: zones come first. The documents warn of one that leads
    /// back to an inbound endpoint of the same virtual network all the same.
    fn pass_over(&mut self, vnet: &Id, name: &DnsName) -> Result<(), Gap<'a>> {
        let network = self.network;
        let linked = |it: &&'a Ruleset| it.links.iter().any(|it| it.vnet.as_ref() == Some(vnet));
        let fits = |it: &&'a ForwardingRule| {
            !is(it.state.as_deref(), "Disabled") && it.domain.as_deref().is_some_and(|it| is_below(name.labels(), it))
        };
        let is_own = |it: &String| matches!(listener(network, vnet, it), Some(Listener::Inbound(_, of)) if of == *vnet);
        for rule in network.rulesets.iter().filter(linked).flat_map(|it| it.rules.items.iter().filter(fits)) {
            if rule.servers.known().is_some_and(|it| it.iter().any(is_own)) {
                return Err(Gap::Round(rule));
            }
            self.passed_over.push(rule);
        }
        Ok(())
    }

    /// The longest zone of a name that a virtual network is linked to.
    fn linked(&self, vnet: &Id, name: &DnsName) -> Result<Option<(&'a Zone, &'a ZoneLink)>, Gap<'a>> {
        let length = |it: &Zone| it.origin.id.name().len();
        let zones = &self.network.zones;
        let is_above = |it: &&'a Zone| is_below(name.labels(), it.origin.id.name());
        let link = |zone: &'a Zone| zone.links.items.iter().find(|it| it.vnet.as_ref() == Some(vnet));
        let linked = zones.by(Key::Mention(vnet)).filter(is_above);
        let linked: Vec<(&Zone, &ZoneLink)> = linked.filter_map(|it| Some((it, link(it)?))).collect();
        let least = linked.iter().map(|(zone, _)| length(zone)).max().unwrap_or_default();
        // A virtual network is linked to one zone of a name at most, so only a longer one could stand before it.
        let may_be = |it: &&'a Zone| is_above(it) && least < length(it) && link(it).is_none();
        if let Some(zone) = zones.by(Key::UnreadMention).find(may_be) {
            return Err(Gap::Links(zone));
        }
        let is_done = |it: &ZoneLink| is(it.state.as_deref(), "Completed") && it.provisioning.is_done();
        let mut longest = linked.into_iter().filter(|(zone, _)| length(zone) == least);
        match (longest.next(), longest.next()) {
            (Some((one, _)), Some((other, _))) => Err(Gap::Two(one, other)),
            (Some((_, link)), None) if !is_done(link) => Err(Gap::Link(link)),
            (one, _) => Ok(one),
        }
    }

    /// What a linked zone answers.
    fn in_zone(
        &mut self,
        vnet: &Id,
        zone: &'a Zone,
        link: &'a ZoneLink,
        name: &DnsName,
    ) -> Result<Answer<'a>, Gap<'a>> {
        self.zones.push((zone, link));
        let own = name.unsaid_below();
        if own.is_some_and(|it| it.eq_ignore_ascii_case(zone.origin.id.name())) {
            return Ok(Answer::Own(zone));
        }
        // Any record of another zone that is called as those of the own zone are may be the one.
        if own.is_some_and(|it| has_any_below(zone, it)) {
            return Err(Gap::Records(zone));
        }
        match look_up(zone, name.labels())? {
            Found::Record(record) => Ok(Answer::Record(record)),
            Found::Alias(target) => self.azure(vnet, &DnsName::new(target)),
            Found::NoData => Ok(Answer::Nothing),
            Found::NoName => {
                let of_endpoints = zone.origin.id.name().to_ascii_lowercase().starts_with("privatelink.");
                match &link.resolution_policy {
                    // Public DNS has no record of a VNet-integrated server.
                    _ if !of_endpoints || own.is_some() => Ok(Answer::Nothing),
                    Fact::Known(it) if is(Some(it), "NxDomainRedirect") => {
                        match public_server(self.network, name.labels()) {
                            Some(server) => Ok(Answer::Public(server)),
                            None => Err(Gap::Name(name.to_string())),
                        }
                    }
                    Fact::Unknown => Ok(Answer::NothingOrPublic),
                    Fact::Known(_) | Fact::None => Ok(Answer::Nothing),
                }
            }
        }
    }

    /// The rule for a name in the ruleset that a virtual network is linked to.
    fn rule(&self, vnet: &Id, name: &DnsName) -> Result<Option<&'a ForwardingRule>, Gap<'a>> {
        let mut chosen: Option<(&ForwardingRule, &Ruleset)> = None;
        for ruleset in &self.network.rulesets {
            let rules = &ruleset.rules;
            // A rule of which not all was read may be for any name.
            let fits = |it: &&ForwardingRule| {
                !is(it.state.as_deref(), "Disabled")
                    && it.domain.as_deref().is_none_or(|it| is_below(name.labels(), it))
            };
            let fitting: Vec<&ForwardingRule> = rules.items.iter().filter(fits).collect();
            if fitting.is_empty() && rules.complete {
                continue;
            }
            let link = ruleset.links.items.iter().find(|it| it.vnet.as_ref() == Some(vnet));
            let Some(link) = link else {
                if !ruleset.links.complete || ruleset.links.iter().any(|it| it.vnet.is_none()) {
                    return Err(Gap::Ruleset(ruleset));
                }
                continue;
            };
            let is_done = link.provisioning.is_done();
            let is_read = |it: &&ForwardingRule| it.domain.is_some() && is(it.state.as_deref(), "Enabled");
            // A virtual network is linked to one ruleset at most.
            if !is_done || !rules.complete || !fitting.iter().all(is_read) || chosen.is_some() {
                return Err(Gap::Ruleset(ruleset));
            }
            let length = |it: &&&ForwardingRule| it.domain.as_deref().unwrap_or_default().trim_matches('.').len();
            chosen = fitting.iter().max_by_key(length).map(|it| (*it, ruleset));
        }
        Ok(chosen.map(|(it, _)| it))
    }

    /// What public DNS answers, which sends the name of a server with a private endpoint on to its privatelink name, and
    /// that of a VNet-integrated server to a record of its own zone.
    fn public(&mut self, vnet: &Id, name: &DnsName) -> Result<Answer<'a>, Gap<'a>> {
        if name.unsaid_below().is_some() {
            return Ok(Answer::Nothing);
        }
        let name = name.labels();
        let server = server_of(self.network, name).ok_or_else(|| Gap::Name(name.to_owned()))?;
        if !is(server.host.as_deref().map(|it| it.trim_end_matches('.')), name) {
            return public_server(self.network, name).map(Answer::Public).ok_or_else(|| Gap::Name(name.to_owned()));
        }
        match (&server.delegated_subnet, &server.private_dns_zone) {
            (Fact::Known(_), Fact::Known(zone)) => {
                if self.network.zone(zone).is_none() {
                    return Err(Gap::Server(server));
                }
                let own = zone.clone();
                return match self.azure(vnet, &DnsName::below(own.name()))? {
                    // Another zone of that name does not have the record, as far as anybody knows.
                    Answer::Own(zone) if zone.origin.id != own => Err(Gap::Server(server)),
                    it => Ok(it),
                };
            }
            (Fact::Known(_), _) => return Err(Gap::Server(server)),
            (Fact::Unknown, _) if server.kind == ServerKind::Flexible => return Err(Gap::Server(server)),
            (Fact::None | Fact::Unknown, _) => {}
        }
        let (label, suffix) = name.split_once('.').ok_or_else(|| Gap::Name(name.to_owned()))?;
        let is_sent_on = is_sent_on(self.network, server);
        if is_sent_on == Some(false) {
            return Ok(Answer::Public(server));
        }
        let answer = self.azure(vnet, &DnsName::new(&format!("{label}.privatelink.{suffix}")))?;
        match answer {
            Answer::Public(it) if it.origin.id == server.origin.id => Ok(answer),
            _ if is_sent_on.is_none() => Err(Gap::Server(server)),
            _ => Ok(answer),
        }
    }
}

impl Network {
    /// The private DNS zones whose own name a name is, or that it stands below, whatever dots are around it and them.
    #[must_use]
    pub fn zones_above(&self, name: &str) -> Vec<&Zone> {
        let name = name.trim_matches('.');
        let ends = name.match_indices('.').filter_map(|(at, _)| name.get(at + 1..));
        let mut found = self.zones.by_any([name, ""].into_iter().chain(ends).map(Key::Name));
        found.retain(|it| is_below(name, it.origin.id.name()));
        found
    }
}

/// The server that has this host name or this privatelink name.
fn server_of<'a>(network: &'a Network, name: &str) -> Option<&'a Server> {
    let public = name.replacen(".privatelink.", ".", 1);
    let is_it = |it: &&Server| is(it.host.as_deref().map(|it| it.trim_end_matches('.')), &public);
    let mut found = network.servers.by(Key::Name(&public)).filter(is_it);
    found.next().filter(|_| found.next().is_none())
}

/// The server of which public DNS has the address, under its host name or its privatelink name. It has none of a
/// VNet-integrated one.
fn public_server<'a>(network: &'a Network, name: &str) -> Option<&'a Server> {
    server_of(network, name).filter(|it| match it.delegated_subnet {
        Fact::Known(_) => false,
        Fact::Unknown => it.kind == ServerKind::Single,
        Fact::None => true,
    })
}

/// Whether public DNS sends a server's name on to its privatelink name. Connections that are not approved make it likely
/// at most.
fn is_sent_on(network: &Network, server: &Server) -> Option<bool> {
    let connections = &server.endpoint_connections;
    let services = network.endpoints.by(Key::Mention(&server.origin.id)).flat_map(|it| &it.services);
    let of_server: Vec<_> = services.filter(|it| it.service.as_ref() == Some(&server.origin.id)).collect();
    let is_approved = |it: Option<&str>| is(it, "Approved");
    if connections.iter().any(|it| is_approved(it.status.as_deref()))
        || !connections.complete && of_server.iter().any(|it| is_approved(it.status.as_deref()))
    {
        return Some(true);
    }
    (connections.complete && connections.items.is_empty() && of_server.is_empty()).then_some(false)
}

/// Whether a name is a domain's own, or stands below it. Every name stands below `.`.
#[must_use]
pub fn is_below(name: &str, domain: &str) -> bool {
    let domain = domain.trim_matches('.');
    let Some(start) = name.len().checked_sub(domain.len()) else { return false };
    let ends = name.get(start..).is_some_and(|it| it.eq_ignore_ascii_case(domain));
    ends && (start == 0 || domain.is_empty() || name.get(..start).is_some_and(|it| it.ends_with('.')))
}

/// The names of a zone's record sets, without the zone's own.
fn labels(zone: &Zone) -> impl Iterator<Item = &str> {
    zone.records.iter().map(|it| it.origin.id.name()).chain(zone.others.iter().map(|it| it.origin.id.name()))
}

/// Whether a zone has a record below this domain, which itself is below the zone. A wildcard right below it is none.
fn has_any_below(zone: &Zone, domain: &str) -> bool {
    let own = domain.len() - zone.origin.id.name().len();
    let label = domain.get(..own).unwrap_or_default().trim_end_matches('.');
    labels(zone).any(|it| {
        let rest = it.len().checked_sub(label.len() + 1).and_then(|end| it.get(..end)).unwrap_or_default();
        !rest.is_empty() && rest != "*" && is_below(it, label)
    })
}

/// What a zone has for a name below it.
fn look_up<'a>(zone: &'a Zone, name: &str) -> Result<Found<'a>, Gap<'a>> {
    let own = name.len() - zone.origin.id.name().len();
    let label = name.get(..own).unwrap_or_default().trim_end_matches('.');
    let label = if label.is_empty() { "@" } else { label };
    if let Some(found) = at(zone, label) {
        return found;
    }
    if !zone.records.complete || !zone.others.complete {
        return Err(Gap::Records(zone));
    }
    if label == "@" {
        return Ok(Found::NoData);
    }
    let exists = |it: &str| labels(zone).any(|label| is_below(label, it));
    // A name with others below it is there, without a record.
    if exists(label) {
        return Ok(Found::NoData);
    }
    // The wildcard counts that stands right below the closest name that is there.
    let mut rest = label;
    while let Some((_, parent)) = rest.split_once('.') {
        if exists(parent) {
            return at(zone, &format!("*.{parent}")).unwrap_or(Ok(Found::NoName));
        }
        rest = parent;
    }
    at(zone, "*").unwrap_or(Ok(Found::NoName))
}

/// What a zone has under exactly this name; `None` where nothing was read of it.
fn at<'a>(zone: &'a Zone, label: &str) -> Option<Result<Found<'a>, Gap<'a>>> {
    match (zone.record(label), zone.alias(label)) {
        // Azure has not both at once (RFC 1034, section 3.6.2): one of them was read before the other was there.
        (Some(_), Some(_)) => return Some(Err(Gap::Records(zone))),
        (Some(record), None) => return Some(Ok(Found::Record(record))),
        (None, Some(alias)) => return Some(alias.target.as_deref().map(Found::Alias).ok_or(Gap::Records(zone))),
        (None, None) => {}
    }
    let is_it = |it: &RecordSet| it.origin.id.name().eq_ignore_ascii_case(label);
    // An A record set of that name may not have been read.
    let found = if zone.records.complete { Ok(Found::NoData) } else { Err(Gap::Records(zone)) };
    zone.others.items.iter().any(is_it).then_some(found)
}
