//! Defines what the machine of a source that people run themselves says of itself: on which sockets it listens, and
//! what its own firewall lets in.
//!
//! Each firewall has another grammar. What is kept of one is a list of rules of which the first that fits decides, as
//! netfilter has it; a rule of which only a part was understood may fit or not.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{ListenAddress, meet, sort_by_number};

/// The TCP sockets on which a machine listens (`ss -ltn`, `netstat -ltn`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sockets {
    /// The place of the file among [`Network::files`](crate::Network::files).
    pub file: usize,
    /// Whether these are all of its sockets: a list without its heading was filtered.
    pub is_whole: bool,
    /// The sockets.
    pub listening: Vec<Socket>,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Socket {
    /// Where it listens. What takes IPv6, and IPv4 perhaps, counts as a name, of which the addresses are not known.
    pub address: ListenAddress,
    /// Its port.
    pub port: u16,
    /// Whether the process is PostgreSQL itself, and no pooler or container in front of it; `None` where none is shown.
    pub is_postgres: Option<bool>,
}

/// What prints the rules of a firewall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirewallTool {
    /// `ufw status`.
    Ufw,
    /// `firewall-cmd --list-all`.
    Firewalld,
    /// `iptables -S`, `-L` or `iptables-save`.
    Iptables,
    /// `nft list ruleset`, or one chain of it that all that comes in goes through.
    Nftables,
}

impl FirewallTool {
    /// Every one, with its word.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("ufw", Self::Ufw),
        ("firewalld", Self::Firewalld),
        ("iptables", Self::Iptables),
        ("nftables", Self::Nftables),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|it| it.1 == self).map_or("", |it| it.0)
    }
}

/// The firewall of a machine itself, as one of its tools prints it.
///
/// It can refuse a connection and never prove one: what another tool has set up is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFirewall {
    /// The place of the file among [`Network::files`](crate::Network::files).
    pub file: usize,
    /// What printed it.
    pub tool: FirewallTool,
    /// Whether it may be that packets go past these rules: to another port or machine (DNAT), as those to a container of which
    /// a port is published, or through another zone.
    pub may_be_passed: bool,
    /// Its rules for TCP and IPv4, in their order.
    pub rules: Vec<HostRule>,
    /// What it does where no rule fits: let in, refuse; `None` where that is not known.
    pub default: Option<bool>,
}

/// A rule for connections that come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostRule {
    /// The clients that it is for.
    pub clients: Ipv4Net,
    /// The first of its ports.
    pub first_port: u16,
    /// The last of its ports.
    pub last_port: u16,
    /// Whether it fits all of these; else it has conditions that are not read.
    pub is_certain: bool,
    /// Whether it lets them in; `None` where that is not known.
    pub admits: Option<bool>,
}

impl HostRule {
    /// A rule of which nothing was understood.
    #[must_use]
    pub fn unknown() -> Self {
        Self { clients: Ipv4Net::default(), first_port: 0, last_port: u16::MAX, is_certain: false, admits: None }
    }

    fn has_port(&self, port: u16) -> bool {
        (self.first_port..=self.last_port).contains(&port)
    }

    /// What it says.
    #[must_use]
    pub fn words(&self) -> String {
        let action = match self.admits {
            Some(true) => "lets in",
            Some(false) => "refuses",
            None => "may refuse",
        };
        let ports = match (self.first_port, self.last_port) {
            (0, u16::MAX) => "TCP".to_owned(),
            (first, last) if first == last => format!("TCP {first}"),
            (first, last) => format!("TCP {first}-{last}"),
        };
        let if_any = if self.is_certain { "" } else { ", under conditions that are not read" };
        format!("{action} {ports} from {}{if_any}", self.clients)
    }
}

/// More rules are not looked through for each address.
const MOST_RULES: usize = 2000;

impl HostFirewall {
    /// Whether clients at all of these addresses are let in at a port, or none of them is; `None` where that is not known.
    #[must_use]
    pub fn admits(&self, clients: &[Ipv4Net], port: u16) -> Option<bool> {
        if clients.is_empty() || MOST_RULES < self.rules.len() {
            return None;
        }
        let rules: Vec<&HostRule> = self.rules.iter().filter(|it| it.has_port(port)).collect();
        let mut all = Vec::new();
        for address in representatives(clients, &rules) {
            let mut default = Some(self.default);
            for rule in rules.iter().filter(|it| it.clients.contains(&address)) {
                all.push(rule.admits);
                if rule.is_certain {
                    default = None;
                    break;
                }
            }
            all.extend(default);
        }
        let first = *all.first()?;
        if all.iter().all(|it| *it == first) { first } else { None }
    }

    /// The rules that count for any of these clients at a port, in their order.
    pub fn rules_for<'a>(&'a self, clients: &'a [Ipv4Net], port: u16) -> impl Iterator<Item = &'a HostRule> {
        self.rules.iter().filter(move |it| it.has_port(port) && clients.iter().any(|net| meet(it.clients, *net)))
    }
}

/// One address of each part of these ranges in which the same rules fit.
fn representatives(clients: &[Ipv4Net], rules: &[&HostRule]) -> Vec<Ipv4Addr> {
    let is_in = |it: &u32| clients.iter().any(|net| net.contains(&Ipv4Addr::from(*it)));
    let of_rules = rules.iter().flat_map(|it| {
        let after = u32::from(it.clients.broadcast()).checked_add(1);
        [Some(u32::from(it.clients.network())), after].into_iter().flatten()
    });
    let mut starts: Vec<u32> = clients.iter().map(|it| u32::from(it.network())).chain(of_rules.filter(is_in)).collect();
    sort_by_number(&mut starts, |it| (*it).into());
    starts.dedup();
    starts.into_iter().map(Ipv4Addr::from).collect()
}

#[cfg(test)]
mod tests {
    use ipnet::Ipv4Net;

    use super::{FirewallTool, HostFirewall, HostRule};

    /// A rule in short: its range, its port or 0 for all, and what it does; `?` where it only may fit.
    fn rule(text: &str) -> HostRule {
        let words: Vec<&str> = text.split(' ').collect();
        let port: u16 = words[1].parse().expect("a port");
        let (first_port, last_port) = if port == 0 { (0, u16::MAX) } else { (port, port) };
        let admits = match words[2].trim_end_matches('?') {
            "accept" => Some(true),
            "drop" => Some(false),
            _ => None,
        };
        let clients: Ipv4Net = words[0].parse().expect("a range");
        HostRule { clients, first_port, last_port, is_certain: !words[2].ends_with('?'), admits }
    }

    #[test]
    fn the_first_rule_that_fits_decides_where_all_before_it_are_understood() {
        let (yes, no) = (Some(true), Some(false));
        for (rules, default, expected) in [
            (&[][..], no, no),
            (&[], yes, yes),
            (&[], None, None),
            (&["0.0.0.0/0 5432 accept"], no, yes),
            (&["0.0.0.0/0 5433 accept"], no, no),
            (&["10.2.0.0/16 5432 accept"], no, yes),
            (&["10.2.0.0/25 5432 accept"], no, None),
            (&["10.2.0.0/25 5432 accept", "10.2.0.128/25 0 accept"], no, yes),
            (&["10.2.0.9/32 5432 drop", "0.0.0.0/0 0 accept"], no, None),
            (&["10.3.0.0/16 0 drop", "0.0.0.0/0 0 accept"], no, yes),
            (&["0.0.0.0/0 0 accept?"], no, None),
            (&["0.0.0.0/0 0 drop?"], no, no),
            (&["0.0.0.0/0 0 unknown?", "0.0.0.0/0 0 accept"], no, None),
            (&["0.0.0.0/0 5432 accept", "0.0.0.0/0 0 unknown?"], no, yes),
        ] {
            let rules = rules.iter().map(|it| rule(it)).collect();
            let firewall = HostFirewall { file: 0, tool: FirewallTool::Ufw, may_be_passed: false, rules, default };
            let client = "10.2.0.0/24".parse().expect("a range");
            assert_eq!(firewall.admits(&[client], 5432), expected, "{firewall:?}");
        }
    }
}
