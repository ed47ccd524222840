//! Decides what the files of a PostgreSQL server that people run themselves say of who may connect: `pg_hba.conf`, and
//! where it listens.
//!
//! Source: "The `pg_hba.conf` File" and "Connections and Authentication" (PostgreSQL 17 documentation).

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::sort_by_number;

/// The rules of one `pg_hba.conf`, in their order: the first that fits a connection decides, and where none does, the
/// connection is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HbaFile {
    /// The place of the file among [`Network::files`](crate::Network::files).
    pub file: usize,
    /// Its rules. What other files say that it includes stands as a rule of which nothing is known.
    pub rules: Vec<HbaRule>,
    /// The first line that PostgreSQL refuses, from 1, with the whole file: the server goes on with the rules it had before.
    pub refused: Option<usize>,
}

/// One rule of a `pg_hba.conf`. Names of databases and roles are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HbaRule {
    /// Its line, from 1.
    pub line: usize,
    /// Which connections it is for.
    pub transport: HbaTransport,
    /// Which databases it is for.
    pub databases: HbaScope,
    /// Which roles it is for.
    pub roles: HbaScope,
    /// Which clients it is for.
    pub clients: HbaClients,
    /// What it does with them, as written: `reject`, `scram-sha-256` and others.
    pub method: String,
    /// Whether it asks for a certificate of the client, too.
    pub wants_certificate: bool,
}

/// The connections that a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HbaTransport {
    /// Through a socket of the machine.
    Local,
    /// Over TCP.
    Host,
    /// Over TCP, with TLS.
    HostSsl,
    /// Over TCP, without TLS.
    HostNoSsl,
    /// Over TCP, encrypted by GSSAPI.
    HostGssEnc,
    /// Over TCP, not encrypted by GSSAPI.
    HostNoGssEnc,
    /// Not known: in a file that is included.
    Unknown,
}

impl HbaTransport {
    /// Every kind that a file can name, with its word there.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("local", Self::Local),
        ("host", Self::Host),
        ("hostssl", Self::HostSsl),
        ("hostnossl", Self::HostNoSsl),
        ("hostgssenc", Self::HostGssEnc),
        ("hostnogssenc", Self::HostNoGssEnc),
    ];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|it| it.1 == self).map_or("include", |it| it.0)
    }

    /// Whether it fits a TCP connection with or without TLS. A migration uses no encryption by GSSAPI.
    const fn fits(self, tls: bool) -> bool {
        match self {
            Self::Host | Self::HostNoGssEnc | Self::Unknown => true,
            Self::HostSsl => tls,
            Self::HostNoSsl => !tls,
            Self::Local | Self::HostGssEnc => false,
        }
    }
}

/// The databases or roles that a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HbaScope {
    /// `all`.
    All,
    /// Some: names, groups, patterns, lists in other files.
    Some,
    /// None that a migration uses: physical replication alone.
    None,
}

/// The clients that a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HbaClients {
    /// `all`.
    All,
    /// Those of an IPv4 range.
    Net(Ipv4Net),
    /// Those of an IPv6 range, which no client of a migration is.
    Ipv6,
    /// Those that the file alone does not tell: `samehost`, `samenet`, host names, masks that are no range, and rules that
    /// another file holds.
    Unknown,
}

impl HbaRule {
    /// Whether it lets a login with a password go on; `None` for methods that ask for something else.
    #[must_use]
    pub fn admits(&self) -> Option<bool> {
        match self.method.as_str() {
            "reject" => Some(false),
            "trust" | "scram-sha-256" | "md5" | "password" | "ldap" | "radius" | "pam" | "bsd"
                if !self.wants_certificate =>
            {
                Some(true)
            }
            _ => None,
        }
    }

    /// The rule as its line says it, without names.
    #[must_use]
    pub fn words(&self) -> String {
        let scope = |it: HbaScope| match it {
            HbaScope::All => "all",
            HbaScope::Some => "…",
            HbaScope::None => "replication",
        };
        let clients = match self.clients {
            HbaClients::All => "all".to_owned(),
            HbaClients::Net(net) => net.to_string(),
            HbaClients::Ipv6 => "an IPv6 range".to_owned(),
            HbaClients::Unknown => "…".to_owned(),
        };
        if self.transport == HbaTransport::Unknown {
            return "rules of another file".to_owned();
        }
        let (databases, roles) = (scope(self.databases), scope(self.roles));
        format!("{} {databases} {roles} {clients} {}", self.transport.word(), self.method)
    }
}

/// What rules do with clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission<'a> {
    /// Each is let in to log in, by one of these rules.
    Admitted(Vec<&'a HbaRule>),
    /// Each is refused: by one of these rules, or, where these are none, because no rule fits.
    Refused(Vec<&'a HbaRule>),
    /// It depends on what is not known: the database, the role, which of the addresses it is, other files.
    Unknown(Vec<&'a HbaRule>),
}

/// More rules are not looked through for each address.
const MOST_RULES: usize = 2000;

impl HbaFile {
    /// What the rules do with clients at any of these addresses, with or without TLS, whatever their database and role are.
    #[must_use]
    pub fn admission(&self, clients: &[Ipv4Net], tls: bool) -> Admission<'_> {
        let mut by: Vec<&HbaRule> = Vec::new();
        let (mut admitted, mut refused, mut unknown) = (false, false, clients.is_empty());
        if self.refused.is_some() || MOST_RULES < self.rules.len() {
            return Admission::Unknown(by);
        }
        for address in self.representatives(clients) {
            let mut is_decided = false;
            for rule in self.rules.iter().filter(|it| it.transport.fits(tls)) {
                let is_client = match rule.clients {
                    HbaClients::All => Some(true),
                    HbaClients::Net(net) => Some(net.contains(&address)),
                    HbaClients::Ipv6 => Some(false),
                    HbaClients::Unknown => None,
                };
                let is_none = rule.databases == HbaScope::None || rule.roles == HbaScope::None;
                if is_client == Some(false) || is_none {
                    continue;
                }
                match rule.admits() {
                    Some(true) => admitted = true,
                    Some(false) => refused = true,
                    None => unknown = true,
                }
                if !by.contains(&rule) {
                    by.push(rule);
                }
                let is_all = rule.databases == HbaScope::All && rule.roles == HbaScope::All;
                if is_client == Some(true) && is_all && rule.transport != HbaTransport::Unknown {
                    is_decided = true;
                    break;
                }
            }
            refused |= !is_decided;
        }
        match (admitted, refused, unknown) {
            (true, false, false) => Admission::Admitted(by),
            (false, true, false) => Admission::Refused(by),
            _ => Admission::Unknown(by),
        }
    }

    /// One address of each part of these ranges in which the same rules fit.
    fn representatives(&self, clients: &[Ipv4Net]) -> Vec<Ipv4Addr> {
        let mut starts: Vec<u32> = Vec::new();
        for client in clients {
            let (first, last) = (u32::from(client.network()), u32::from(client.broadcast()));
            starts.push(first);
            for rule in &self.rules {
                if let HbaClients::Net(net) = rule.clients {
                    let after = u32::from(net.broadcast()).checked_add(1);
                    starts.extend([Some(u32::from(net.network())), after].into_iter().flatten());
                }
            }
            starts.retain(|it| {
                (first..=last).contains(it) || clients.iter().any(|net| net.contains(&Ipv4Addr::from(*it)))
            });
        }
        sort_by_number(&mut starts, |it| (*it).into());
        starts.dedup();
        starts.into_iter().map(Ipv4Addr::from).collect()
    }
}

/// What a server says of where it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listening {
    /// The place of the file among [`Network::files`](crate::Network::files).
    pub file: usize,
    /// Whether the server itself said it. What `postgresql.conf` says, `ALTER SYSTEM` and the command line can overrule.
    pub is_in_effect: bool,
    /// `listen_addresses`, where it was said.
    pub addresses: Option<Vec<ListenAddress>>,
    /// `port`, where it was said.
    pub port: Option<u16>,
    /// `ssl`, where it was said.
    pub tls: Option<bool>,
}

/// One entry of `listen_addresses`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListenAddress {
    /// Every IPv4 address of the machine: `*` or `0.0.0.0`.
    Every,
    /// The machine alone: `localhost`, an address of 127.0.0.0/8 or `::1`.
    Localhost,
    /// One IPv4 address.
    Address(Ipv4Addr),
    /// IPv6 addresses.
    Ipv6,
    /// A host name, which the machine resolves.
    Name,
}

#[cfg(test)]
mod tests {
    use super::{Admission, HbaClients, HbaFile, HbaRule, HbaScope, HbaTransport};

    fn rule(transport: HbaTransport, databases: HbaScope, clients: &str, method: &str) -> HbaRule {
        let clients = clients.parse().map_or(HbaClients::All, HbaClients::Net);
        let method = method.to_owned();
        HbaRule { line: 1, transport, databases, roles: HbaScope::All, clients, method, wants_certificate: false }
    }

    fn word(rules: &[HbaRule], client: &str, tls: bool) -> &'static str {
        let file = HbaFile { file: 0, rules: rules.to_vec(), refused: None };
        match file.admission(&[client.parse().expect("a range")], tls) {
            Admission::Admitted(_) => "admitted",
            Admission::Refused(_) => "refused",
            Admission::Unknown(_) => "unknown",
        }
    }

    #[test]
    fn the_first_rule_that_fits_decides_where_all_that_is_not_known_fits_it() {
        use HbaScope::{All, None, Some};
        use HbaTransport::{Host, HostGssEnc, HostNoSsl, HostSsl, Local};
        let range = "10.2.0.0/24";
        for (rules, tls, expected) in [
            (vec![], true, "refused"),
            (vec![rule(Host, All, "all", "md5")], true, "admitted"),
            (vec![rule(Local, All, "all", "trust"), rule(HostGssEnc, All, "all", "trust")], true, "refused"),
            (vec![rule(HostSsl, All, "all", "md5")], false, "refused"),
            (vec![rule(HostNoSsl, All, "all", "reject"), rule(Host, All, "all", "md5")], true, "admitted"),
            (vec![rule(Host, All, "10.2.0.0/16", "md5")], true, "admitted"),
            (vec![rule(Host, All, "10.2.0.0/25", "md5")], true, "unknown"),
            (vec![rule(Host, All, "10.2.0.0/25", "md5"), rule(Host, All, "10.2.0.128/25", "md5")], true, "admitted"),
            (vec![rule(Host, All, "10.2.0.9/32", "reject"), rule(Host, All, "all", "md5")], true, "unknown"),
            (vec![rule(Host, All, "10.3.0.0/16", "reject"), rule(Host, All, "all", "md5")], true, "admitted"),
            (vec![rule(Host, Some, "all", "md5")], true, "unknown"),
            (vec![rule(Host, Some, "all", "reject")], true, "refused"),
            (vec![rule(Host, Some, "all", "md5"), rule(Host, All, "all", "scram-sha-256")], true, "admitted"),
            (vec![rule(Host, None, "all", "reject"), rule(Host, All, "all", "md5")], true, "admitted"),
            (vec![rule(HostSsl, All, "all", "cert")], true, "unknown"),
        ] {
            assert_eq!(word(&rules, range, tls), expected, "{rules:?}");
        }
    }
}
