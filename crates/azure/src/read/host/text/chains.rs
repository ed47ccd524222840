//! Chains of rules as netfilter has them, laid out as one list.
//!
//! Source: "Netfilter's `iptables`", iptables(8): rules in their order, jumps that come back, the policy of the base chain.

use std::collections::HashMap;

use ipnet::Ipv4Net;
use pgreach_network::HostRule;

/// Which packets a rule is for. A new TCP connection over IPv4 from another machine is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// The clients, each range apart.
    pub(super) clients: Vec<Ipv4Net>,
    /// The ports, from and to.
    pub(super) ports: Vec<(u16, u16)>,
    /// Whether nothing else is asked.
    pub(super) is_certain: bool,
    /// Whether it is for other packets.
    pub(super) is_never: bool,
}

impl Match {
    /// Every connection.
    pub(super) fn every() -> Self {
        Self { clients: vec![Ipv4Net::default()], ports: vec![(0, u16::MAX)], is_certain: true, is_never: false }
    }

    /// For ports as tools print them: `5432`, `5000:6000`, `5000-6000`; several after a comma. Not known where they are none.
    pub(super) fn set_ports(&mut self, text: &str) {
        match text.split(',').map(ports).collect() {
            Some(ports) if is_short(text) => self.ports = ports,
            _ => self.is_certain = false,
        }
    }

    /// For clients as tools print them. Not known where they are none.
    pub(super) fn set_clients(&mut self, text: &str) {
        if matches!(text, "anywhere" | "0/0" | "any") {
            return;
        }
        match text.split(',').map(|it| pgreach_network::cloud::ipv4(it.trim())).collect() {
            Some(clients) if is_short(text) => self.clients = clients,
            None if text.contains(':') => self.is_never = true,
            _ => self.is_certain = false,
        }
    }

    /// Where the state of a connection is asked: only new ones are looked for.
    pub(super) fn in_states(&mut self, text: &str) {
        self.is_never |= !text.split(',').any(|it| it.trim().eq_ignore_ascii_case("new"));
    }

    /// Its rules with an action.
    pub(super) fn rules(&self, admits: Option<bool>) -> impl Iterator<Item = HostRule> {
        let pairs = self.clients.iter().flat_map(|net| self.ports.iter().map(move |it| (*net, *it)));
        let is_certain = self.is_certain;
        pairs.filter(|_| !self.is_never).map(move |(clients, (first_port, last_port))| HostRule {
            clients,
            first_port,
            last_port,
            is_certain,
            admits,
        })
    }

    /// How many rules these are.
    fn count(&self) -> usize {
        self.clients.len() * self.ports.len()
    }

    fn is_every(&self) -> bool {
        *self == Self::every()
    }
}

/// Whether a list is one that is looked through.
fn is_short(text: &str) -> bool {
    text.split(',').nth(MOST_PARTS).is_none()
}

fn ports(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.trim().split_once([':', '-']).unwrap_or((text, text));
    let port = |it: &str| match it.trim() {
        "postgresql" | "postgres" => Some(5432),
        "ssh" => Some(22),
        "http" => Some(80),
        "https" => Some(443),
        it => it.parse().ok(),
    };
    let (first, last) = (port(first)?, port(last)?);
    (first <= last).then_some((first, last))
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Accept,
    Refuse,
    Return,
    /// To another chain, and back.
    Jump(String),
    /// To another chain, and back to where this one was jumped to from.
    Goto(String),
    /// It goes on: a log, a counter.
    Next,
    Unknown,
}

/// The chains of one table, by their names.
pub(super) type Chains = HashMap<String, Vec<(Match, Target)>>;

/// How many more rules than there are one list may have and look at, where chains are jumped to again, and how deep jumps may
/// lead: netfilter's chains have no circles.
const MORE: usize = 500;
const DEEPEST: usize = 8;

/// How many ranges or ports one rule may name.
const MOST_PARTS: usize = 64;

/// The rules that a packet meets from a chain on, in their order. What is too much, or goes in circles, is not known.
pub(super) fn laid_out(chains: &Chains, chain: &str) -> Vec<HostRule> {
    let left = MORE + chains.values().flatten().map(|(it, _)| it.count().max(1)).sum::<usize>();
    let mut list = List { chains, rules: Vec::new(), left };
    list.lay_out(chain, &Match::every(), 0);
    list.rules
}

struct List<'a> {
    chains: &'a Chains,
    rules: Vec<HostRule>,
    /// How many more rules are looked at, each as the ranges and ports that it is made of.
    left: usize,
}

impl List<'_> {
    fn lay_out(&mut self, chain: &str, within: &Match, depth: usize) {
        let Some(of_chain) = self.chains.get(chain).filter(|_| depth < DEEPEST) else {
            return self.rules.push(HostRule::unknown());
        };
        let mut within = within.clone();
        for (of_rule, target) in of_chain {
            let both = both(&within, of_rule);
            let Some(left) = self.left.checked_sub(both.count().max(1)) else {
                return self.rules.push(HostRule::unknown());
            };
            self.left = left;
            if both.is_never {
                continue;
            }
            match target {
                Target::Accept => self.rules.extend(both.rules(Some(true))),
                Target::Refuse => self.rules.extend(both.rules(Some(false))),
                Target::Unknown => self.rules.extend(both.rules(None)),
                Target::Next => {}
                Target::Jump(to) => self.lay_out(to, &both, depth + 1),
                Target::Goto(_) | Target::Return => {
                    if let Target::Goto(to) = target {
                        self.lay_out(to, &both, depth + 1);
                    }
                    if of_rule.is_every() {
                        return;
                    }
                    // Those that came back meet the rest no more.
                    within.is_certain = false;
                }
            }
        }
    }
}

fn both(one: &Match, other: &Match) -> Match {
    let narrower = |a: &Ipv4Net, b: &Ipv4Net| match () {
        () if a.contains(b) => Some(*b),
        () if b.contains(a) => Some(*a),
        () => None,
    };
    let clients = one.clients.iter().flat_map(|a| other.clients.iter().filter_map(move |b| narrower(a, b))).collect();
    let shared = |a: &(u16, u16), b: &(u16, u16)| Some((a.0.max(b.0), a.1.min(b.1))).filter(|it| it.0 <= it.1);
    let ports = one.ports.iter().flat_map(|a| other.ports.iter().filter_map(move |b| shared(a, b))).collect();
    let mut both = Match {
        clients,
        ports,
        is_certain: one.is_certain && other.is_certain,
        is_never: one.is_never || other.is_never,
    };
    both.is_never |= both.clients.is_empty() || both.ports.is_empty();
    if MOST_PARTS < both.clients.len() || MOST_PARTS < both.ports.len() {
        (both.clients, both.ports) = (one.clients.clone(), one.ports.clone());
        both.is_certain = false;
    }
    both
}
