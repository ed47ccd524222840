//! A small world of names: what is so, and which of it the files say.

use std::fmt;

/// A fact, and whether the files say it.
#[derive(Clone, Copy)]
pub(crate) struct Said<T> {
    pub is: T,
    pub said: bool,
}

// What the files do not say is in question marks.
impl<T: fmt::Debug> fmt::Debug for Said<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.said { "" } else { "?" };
        write!(formatter, "{mark}{:?}{mark}", self.is)
    }
}

/// The parts of something. Where the files do not list them all, some of them may not be shown.
#[derive(Clone)]
pub(crate) struct Parts<T> {
    pub all: Vec<Part<T>>,
    pub listed: bool,
}

impl<T: fmt::Debug> fmt::Debug for Parts<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(&self.all).finish()?;
        formatter.write_str(if self.listed { "" } else { "?" })
    }
}

#[derive(Clone)]
pub(crate) struct Part<T> {
    pub it: T,
    pub shown: bool,
}

impl<T: fmt::Debug> fmt::Debug for Part<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.shown { "" } else { "?" };
        write!(formatter, "{mark}{:?}{mark}", self.it)
    }
}

impl<T> Parts<T> {
    pub(crate) fn each(&self) -> impl Iterator<Item = &T> {
        self.all.iter().map(|it| &it.it)
    }

    pub(crate) fn shown(&self) -> impl Iterator<Item = &T> {
        self.all.iter().filter(|it| self.listed || it.shown).map(|it| &it.it)
    }

    pub(crate) fn each_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.all.iter_mut().map(|it| &mut it.it)
    }
}

/// Everything that has to do with names. Virtual network 0 asks.
#[derive(Clone)]
pub(crate) struct World {
    pub vnets: Vec<Vnet>,
    pub peerings: Vec<Peering>,
    pub zones: Vec<Zone>,
    pub rulesets: Vec<Ruleset>,
    pub resolvers: Vec<Resolver>,
    pub firewalls: Vec<Firewall>,
    pub servers: Vec<Server>,
}

impl fmt::Debug for World {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn lines<T: fmt::Debug>(formatter: &mut fmt::Formatter<'_>, each: &[T]) -> fmt::Result {
            each.iter().enumerate().try_for_each(|(place, it)| writeln!(formatter, "  {place}: {it:?}"))
        }
        writeln!(formatter)?;
        lines(formatter, &self.vnets)?;
        lines(formatter, &self.peerings)?;
        lines(formatter, &self.zones)?;
        lines(formatter, &self.rulesets)?;
        lines(formatter, &self.resolvers)?;
        lines(formatter, &self.firewalls)?;
        lines(formatter, &self.servers)
    }
}

/// A virtual network. Its place in the list is its name.
#[derive(Debug, Clone)]
pub(crate) struct Vnet {
    pub dns: Said<Vec<&'static str>>,
    /// Whether the files have it.
    pub read: bool,
    /// Whether the files list its peerings.
    pub peerings_listed: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Peering {
    pub between: (usize, usize),
    pub connected: bool,
    pub access: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub name: &'static str,
    /// Whether it stands in another resource group than the first of that name.
    pub twin: bool,
    /// Whether the files have it: only a server's own zone is known without being read.
    pub read: bool,
    pub links: Parts<Link>,
    pub a: Parts<ARecord>,
    pub others: Parts<Other>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub vnet: Said<usize>,
    pub done: Said<bool>,
    pub redirects: Said<bool>,
}

/// The labels before the zone's name, or `@`.
#[derive(Debug, Clone)]
pub(crate) struct ARecord {
    pub label: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Other {
    pub label: String,
    /// Where it leads, of a CNAME; TXT and AAAA lead nowhere.
    pub leads: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(crate) struct Ruleset {
    pub rules: Parts<Rule>,
    pub links: Parts<RulesetLink>,
}

#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub domain: Said<&'static str>,
    pub enabled: Said<bool>,
    pub servers: Said<Vec<&'static str>>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct RulesetLink {
    pub vnet: Said<usize>,
    pub done: bool,
}

/// An inbound endpoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolver {
    pub vnet: Said<usize>,
    pub address: &'static str,
    pub done: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Firewall {
    pub vnet: usize,
    pub address: &'static str,
    /// What its policy says, and whether that was read.
    pub policy: Said<Policy>,
}

#[derive(Debug, Clone)]
pub(crate) struct Policy {
    /// `None` where it has no DNS settings of its own.
    pub own: Option<Settings>,
    /// Its parent's settings, and whether the parent was read; `None` where it has no parent.
    pub parent: Option<Said<Option<Settings>>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub proxy: Said<bool>,
    pub servers: Said<Vec<&'static str>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub host: &'static str,
    /// Whether it sits in a virtual network: then its own zone has its record, which is called anything.
    pub integrated: Said<bool>,
    /// Its endpoint connections: whether each is approved.
    pub connections: Parts<bool>,
    /// A private endpoint in the files that leads to it, and whether it says that it is approved.
    pub endpoint: Option<bool>,
}

/// The own zone of every server in a virtual network.
pub(crate) const OWN: &str = "own.private.pg.test";

/// The addresses of virtual networks by their place: the last has those of the second.
pub(crate) const RESOLVERS: [&str; 4] = ["10.0.0.5", "10.1.0.5", "10.2.0.5", "10.1.0.5"];
pub(crate) const FIREWALLS: [&str; 4] = ["10.0.0.4", "10.1.0.4", "10.2.0.4", "10.1.0.4"];
pub(crate) const AZURE: &str = "168.63.129.16";
pub(crate) const OUTSIDE: &str = "192.168.0.53";

impl World {
    /// Whether Azure would let it be, or where it would not, the files say it all the same: they are of several days.
    pub(crate) fn can_be(&self) -> bool {
        let peered = |one: usize, other: usize| {
            self.peerings.iter().any(|it| it.between == (one, other) || it.between == (other, one))
        };
        let overlap = (0..4).any(|it| peered(it, 1) && peered(it, 3)) || peered(1, 3);
        let zones = self.zones.iter().enumerate().all(|(place, zone)| {
            let twice = |one: &Part<Link>, of: &Parts<Link>, other: &Part<Link>, of_other: &Parts<Link>| {
                let said = |it: &Part<Link>, of: &Parts<Link>| (of.listed || it.shown) && it.it.vnet.said;
                one.it.vnet.is == other.it.vnet.is && !(said(one, of) && said(other, of_other))
            };
            let others = self.zones[..place].iter().filter(|it| it.name.eq_ignore_ascii_case(zone.name));
            let of_others = others.flat_map(|other| {
                other
                    .links
                    .all
                    .iter()
                    .filter(|it| zone.links.all.iter().any(|one| twice(one, &zone.links, it, &other.links)))
            });
            let vnets: Vec<usize> = zone.links.each().map(|it| it.vnet.is).collect();
            of_others.count() == 0 && vnets.iter().enumerate().all(|(place, it)| !vnets[..place].contains(it))
        });
        let rulesets = self.rulesets.iter().enumerate().all(|(place, ruleset)| {
            let vnets: Vec<usize> = ruleset.links.each().map(|it| it.vnet.is).collect();
            let said = |of: &Parts<RulesetLink>, it: &Part<RulesetLink>| (of.listed || it.shown) && it.it.vnet.said;
            let twice = self.rulesets[..place].iter().any(|other| {
                other.links.all.iter().any(|it| {
                    ruleset.links.all.iter().any(|one| {
                        one.it.vnet.is == it.it.vnet.is && !(said(&ruleset.links, one) && said(&other.links, it))
                    })
                })
            });
            !twice && vnets.iter().enumerate().all(|(place, it)| !vnets[..place].contains(it))
        });
        let records = self.zones.iter().all(|zone| {
            let a: Vec<String> = zone.a.each().map(|it| it.label.to_lowercase()).collect();
            let is_once = |place: usize, it: &String| !a[..place].contains(it);
            let others: Vec<&Other> = zone.others.each().collect();
            a.iter().enumerate().all(|(place, it)| is_once(place, it))
                && others.iter().enumerate().all(|(place, it)| {
                    let beside = others[..place].iter().any(|other| other.label.eq_ignore_ascii_case(&it.label));
                    // A CNAME stands alone.
                    !beside && (it.leads.is_none() || !a.contains(&it.label.to_lowercase()))
                })
        });
        // One resolver in a virtual network.
        let resolvers = self.resolvers.iter().enumerate().all(|(place, it)| {
            RESOLVERS[it.vnet.is] == it.address
                && self.resolvers[..place].iter().all(|other| other.vnet.is != it.vnet.is)
        });
        let servers = self.servers.iter().all(|it| {
            let is_consistent = it.endpoint.is_none_or(|approved| it.connections.each().any(|it| *it == approved));
            it.connections.listed || is_consistent
        });
        let integrated = self.servers.iter().all(|it| {
            // Without a private endpoint, and with its zone.
            !it.integrated.is || self.zones.iter().any(|it| it.name == OWN && !it.twin)
        });
        !overlap && zones && rulesets && records && resolvers && servers && integrated
    }
}
