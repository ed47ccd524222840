//! Recognises the messages in a text, the server that each names, the address connected to, and what that proves.

use std::{net::IpAddr, str::FromStr};

use super::{
    Kind, Message, Reached,
    elsewhere::{MANAGEMENT, OWN_MACHINE, WORKSTATION},
    general::FATAL,
    languages, local, messages, text,
};
use crate::{Config, Party, Setting, SourceKind};

/// One message that was recognised in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// The message.
    pub message: &'static Message,
    /// The server that the text names as the one that was connected to, if it names one.
    pub server: Option<String>,
    /// Which end of the migration that is, where the names of the servers, or its own, tell.
    pub party: Option<Party>,
    /// The address that the client connected to, where the text names one and it says more of this message.
    pub address: Option<IpAddr>,
    /// The client's address as the server saw it, where the server names it.
    pub client: Option<IpAddr>,
    /// The port that the client connected to, where the text names it.
    pub port: Option<u16>,
    /// The settings that the text proves, with their values.
    pub settings: Vec<(Setting, String)>,
}

/// Looks a text up: each error in it once, in the order of the text. The names and addresses in the Config tell which end of
/// the migration an error is of.
#[must_use]
pub fn recognise(given: &str, config: &Config) -> Vec<Recognised> {
    let needles = messages().flat_map(|it| it.needles).flat_map(|it| it.split('…'));
    let plain = languages::in_english(text::plain(given, needles.chain(languages::words())));
    let found = |plain: &str| -> Vec<Recognised> {
        text::parts(plain, |it| message(it).map(|it| it.kind != Kind::General))
            .into_iter()
            .filter_map(|part| Some(Recognised::new(message(&part)?, &part, config)))
            .collect()
    };
    let mut all: Vec<Recognised> = text::documents(&plain).into_iter().flat_map(|it| telling(found(it))).collect();
    if all.iter().all(|it| FATAL.contains(it.message)) {
        // A narrow terminal breaks within words.
        let joined = telling(found(&plain.replace('\n', "")));
        if all.is_empty() || joined.iter().any(|it| !FATAL.contains(it.message)) {
            all = joined;
        }
    }
    let is_again = |at: usize| all.iter().take(at).any(|it| Some(it) == all.get(at));
    let again: Vec<usize> = (0..all.len()).filter(|it| is_again(*it)).collect();
    all.into_iter().enumerate().filter(|it| !again.contains(&it.0)).map(|it| it.1).collect()
}

/// The message that an error is.
fn message(part: &str) -> Option<&'static Message> {
    let part = format!(" {}", text::one_line(part));
    let lower = part.to_ascii_lowercase();
    let needle = |it: &Message| it.needles.iter().copied().find(|it| text::holds(&part, &lower, it));
    let (at, (first, said)) = messages().enumerate().find_map(|(at, it)| Some((at, (it, needle(it)?))))?;
    // Words around those of another message say more than these alone.
    let says_more = |it: &&Message| needle(it).is_some_and(|it| it.len() > said.len() && it.contains(said));
    let found = messages().skip(at + 1).find(says_more).unwrap_or(first);
    let is_management = found.kind != Kind::Azure && MANAGEMENT.iter().any(|it| lower.contains(it));
    Some(if is_management { &WORKSTATION } else { found })
}

/// Leaves out what another error of the same connection says better: the same again, an error that does not say how the
/// connection ended, and an attempt that came less far.
fn telling(all: Vec<Recognised>) -> Vec<Recognised> {
    let mut kept: Vec<Recognised> = Vec::new();
    for mut next in all {
        let mut is_told = false;
        kept.retain_mut(|before| {
            if is_told {
                return true;
            }
            match next.compared(before) {
                Compared::Apart => true,
                Compared::Better => {
                    next.take_over(before);
                    false
                }
                Compared::Worse => {
                    before.take_over(&next);
                    is_told = true;
                    true
                }
            }
        });
        if !is_told {
            kept.push(next);
        }
    }
    kept
}

/// How one error stands to another one of the same text.
#[derive(Clone, Copy)]
enum Compared {
    /// They are of different connections, or both say something.
    Apart,
    /// It says all that the other one says.
    Better,
    /// The other one says all that it says.
    Worse,
}

impl Recognised {
    fn new(message: &'static Message, error: &str, config: &Config) -> Self {
        let error = &text::one_line(error);
        let server = text::server(error);
        let is_connection = message.kind != Kind::Azure && message.kind != Kind::Name;
        let says_end = message.reached.is_some() || message.reads_address;
        let is_local = is_connection && says_end && local::is_own_machine(error, server.as_deref());
        let message = if is_local { &OWN_MACHINE } else { message };
        // A cloud's management is no server of a migration, and neither is the client's own machine.
        let server = server.filter(|_| *message != WORKSTATION && !is_local);
        let client = text::client(error);
        let address = match message.kind {
            _ if !message.reads_address => None,
            Kind::Name => text::labelled_address(error),
            _ => text::address(error),
        };
        let port = text::port(error);
        let is_of_source = message.settings.iter().any(|it| it.0 == Setting::SourceKind);
        let party = party(server.as_deref(), address, config)
            .or_else(|| text::party(error))
            .or(is_of_source.then_some(Party::Source));
        let mut settings: Vec<_> = message.settings.iter().map(|(it, value)| (*it, (*value).to_owned())).collect();
        if let Some(name) = server.as_deref()
            && let Some((_, kind)) = sources().find(|(suffix, _)| name.to_ascii_lowercase().ends_with(suffix))
        {
            settings.push((Setting::SourceName, name.to_owned()));
            settings.extend(kind.map(|it| (Setting::SourceKind, it.word().to_owned())));
        }
        if let (Some(Party::Source), Some(port)) = (party, port.filter(|it| *it != 5432)) {
            settings.push((Setting::SourcePort, port.to_string()));
        }
        // What a person entered stands.
        settings.retain(|(it, _)| it.get(config).is_none());
        Self { message, server, party, address, client, port, settings }
    }

    fn compared(&self, other: &Self) -> Compared {
        if self.message == other.message
            && (self.server == other.server || self.server.is_none() || other.server.is_none())
        {
            return Compared::Worse;
        }
        if self.message.kind == Kind::Azure || other.message.kind == Kind::Azure {
            return Compared::Apart;
        }
        let is_general = |it: &Self| match it.message.kind {
            Kind::General => true,
            Kind::Name => it.address.is_none(),
            _ => false,
        };
        let may_be_same = self.server == other.server || self.server.is_none() || other.server.is_none();
        match (is_general(self), is_general(other)) {
            (true, false) if may_be_same => return Compared::Worse,
            (false, true) if may_be_same => return Compared::Better,
            _ => {}
        }
        match (self.message.reached, other.message.reached) {
            (Some(one), Some(before)) if self.server == other.server => {
                let at = |it: &Self| messages().position(|known| known == it.message);
                if before < one || before == one && at(self) < at(other) { Compared::Better } else { Compared::Worse }
            }
            _ => Compared::Apart,
        }
    }

    /// Adds what another error of the same connection names.
    fn take_over(&mut self, other: &Self) {
        self.server = self.server.take().or_else(|| other.server.clone());
        self.party = self.party.or(other.party);
        self.client = self.client.or(other.client);
        self.port = self.port.or(other.port);
        if self.message.reads_address {
            self.address = self.address.or(other.address);
        }
        for it in &other.settings {
            if !self.settings.iter().any(|known| known.0 == it.0) {
                self.settings.push(it.clone());
            }
        }
    }

    /// Returns what the message proves of the connection, the first stage first. Of an address that was given in place of a
    /// name, no name was resolved.
    #[must_use]
    pub fn proven(&self) -> Vec<Reached> {
        let is_named = self.server.is_some();
        let reached = self.message.reached.or_else(|| self.address.map(|_| Reached::Address));
        let Some(reached) = reached else { return Vec::new() };
        // A login can be judged without TLS.
        let is_passed = |it: &Reached| match it {
            Reached::Address => is_named,
            Reached::Tls => reached == Reached::Tls,
            _ => true,
        };
        Reached::ALL.iter().copied().filter(|it| *it <= reached).filter(is_passed).collect()
    }

    /// Returns the steps that the message points to: those of the server that it names, where that is known, and of these
    /// the ones that fit the address. A public address of a server that the Config says is private came from DNS: the steps of
    /// names are all.
    #[must_use]
    pub fn steps(&self, config: &Config) -> Vec<&'static str> {
        let is_misled = self.is_private(config) == Some(true) && self.message.reached.is_none();
        let is_party = |step: &str| match self.party {
            Some(Party::Source) => !step.starts_with("target/"),
            Some(Party::Target) => !step.starts_with("source/"),
            _ => true,
        };
        let fits = |step: &str| match self.address {
            Some(it) if is_public(it) && is_misled => DNS.iter().any(|it| step.ends_with(it)),
            Some(it) if is_public(it) && self.message.kind == Kind::Name => NAMES.iter().any(|it| step.ends_with(it)),
            Some(it) if is_public(it) => !NETWORK.iter().any(|it| step.ends_with(it)),
            Some(_) => !NAMES.iter().any(|it| step.ends_with(it)),
            None => true,
        };
        self.message.steps.iter().copied().filter(|it| is_party(it) && fits(it)).collect()
    }

    /// Returns what the addresses mean, a sentence or two each, where the text names one.
    ///
    /// Source: step 6 of "Troubleshooting networking and connectivity errors in Single to Flex Migration tool" (2023-06-14):
    /// a private server whose zone is not linked resolves to its public address.
    #[must_use]
    pub fn about_address(&self, config: &Config) -> Option<String> {
        // Elsewhere the server names it, and does not mind it.
        let is_admission = match self.message.reached {
            Some(Reached::Tls) => true,
            Some(Reached::Server) => self.message.kind == Kind::General,
            _ => false,
        };
        if let Some(client) = self.client.filter(|_| is_admission) {
            return Some(format!(
                "The server saw the connection come from {client}, {} address: that one has to be allowed.",
                if is_public(client) { "a public" } else { "a private" },
            ));
        }
        let address = self.address?;
        if self.message.kind == Kind::Name {
            return Some(self.about_answer(address, config));
        }
        if address.is_ipv6() {
            return Some(format!(
                "The client connected to {address}, an IPv6 address, which the subnet of a flexible server cannot do: connect \
                 by IPv4."
            ));
        }
        if self.message.reached >= Some(Reached::Host) && !is_public(address) {
            return Some(format!(
                "The client connected to {address}, a private address, and was answered: what is at fault is at that address."
            ));
        }
        Some(if !is_public(address) {
            format!(
                "The client connected to {address}, a private address: the name leads into a network, and what is at fault \
                 is between the client and that address, or at it."
            )
        } else if let Some(true) = self.is_private(config) {
            format!(
                "The client connected to {address}, a public address, and the server is private: its name resolves to the \
                 wrong one. Look at the zone's links and the record."
            )
        } else if let Some(false) = self.is_private(config) {
            format!("The client connected to {address}, a public address: the server's firewall must allow the client.")
        } else {
            format!(
                "The client connected to {address}, a public address. If the server should be private, its name resolves to \
                 the wrong one: look at the zone's links and the record. If it is public, its firewall must allow the client."
            )
        })
    }

    /// What the address means that DNS answered with.
    fn about_answer(&self, address: IpAddr, config: &Config) -> String {
        if !is_public(address) {
            format!(
                "The name leads to {address}, a private address: DNS works where it was asked, and what is at fault is the \
                 network, or the server."
            )
        } else if let Some(false) = self.is_private(config) {
            format!("The name leads to {address}, a public address, as it should for a public server: DNS works.")
        } else if let Some(true) = self.is_private(config) {
            format!(
                "The name leads to {address}, a public address, and the server is private: the private zone is not used where \
                 it was asked."
            )
        } else {
            format!(
                "The name leads to {address}, a public address: right for a public server. If the server should be private, the \
                 private zone is not used where it was asked."
            )
        }
    }

    /// Whether the server has private addresses only, where its access is known.
    fn is_private(&self, config: &Config) -> Option<bool> {
        match self.party? {
            Party::Source => config.source.access.map(|it| !it.is_public()),
            Party::Target => config
                .target
                .access
                .map(|it| !matches!(it, crate::ServerAccess::Public | crate::ServerAccess::PublicAndPrivateEndpoint)),
            Party::Runtime => None,
        }
    }
}

/// Steps about the way between two networks, which the packets to a public address do not take.
static NETWORK: [&str; 3] = ["/peering", "/hybrid-connection", "/private-endpoint"];

/// Steps about what DNS answers.
static DNS: [&str; 4] = ["/zone-link-client", "/a-record", "/dns-servers", "/shadowing-zone"];

/// Steps about names and what admits public addresses, which are passed where the client connected to a private address.
static NAMES: [&str; 7] = [
    "/zone-link-client",
    "/a-record",
    "/dns-servers",
    "/shadowing-zone",
    "/firewall",
    "/vnet-rule",
    "/service-endpoint",
];

/// How the names of other clouds' servers end, which are sources: a target is a flexible server. Aurora and RDS end alike.
///
/// Sources: "Connecting to a DB instance running the PostgreSQL database engine" (Amazon RDS); "Connect to an instance using
/// a DNS name" (Cloud SQL).
fn sources() -> impl Iterator<Item = (&'static str, Option<SourceKind>)> {
    [
        (".rds.amazonaws.com", None),
        (".rds.amazonaws.com.cn", None),
        (".sql.goog", Some(SourceKind::GcpCloudSql)),
        (".sql-psa.goog", Some(SourceKind::GcpCloudSql)),
        (".alloydb.goog", Some(SourceKind::GcpAlloydb)),
        (".alloydb-psa.goog", Some(SourceKind::GcpAlloydb)),
    ]
    .into_iter()
}

/// Which end of the migration a name or an address is, where only one fits.
fn party(server: Option<&str>, address: Option<IpAddr>, config: &Config) -> Option<Party> {
    let is = |known: Option<&str>| {
        known.is_some_and(|known| {
            server.is_some_and(|it| is_same(known, it)) || address.is_some_and(|it| IpAddr::from_str(known) == Ok(it))
        })
    };
    let is_of = |party: Party| is(config.name(party)) || is(config.address(party));
    match (is_of(Party::Source), is_of(Party::Target)) {
        (true, false) => Some(Party::Source),
        (false, true) => Some(Party::Target),
        (true, true) => None,
        (false, false) => {
            let name = server?.to_ascii_lowercase();
            sources().any(|(suffix, _)| name.ends_with(suffix)).then_some(Party::Source)
        }
    }
}

/// Whether two names are of one server: the same, one the short form of the other, or one below `privatelink`.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |it: &str| it.trim_end_matches('.').to_ascii_lowercase().replace(".privatelink.", ".");
    let (one, other) = (plain(one), plain(other));
    let label = |it: &str| it.split('.').next().unwrap_or_default().to_owned();
    let is_short = |it: &str| !it.contains('.');
    one == other || (is_short(&one) || is_short(&other)) && label(&one) == label(&other)
}

/// Whether an address is reached over the internet. 100.64.0.0/10 is shared within networks (RFC 6598, 2012-04), `fc00::/7` is
/// private (RFC 4193, 2005-10).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => {
            let [a, b, ..] = it.octets();
            !(it.is_private() || it.is_link_local() || it.is_loopback() || a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(it) => !(it.is_loopback() || it.is_unique_local() || it.is_unicast_link_local()),
    }
}
