//! Which message a text is, which server it names, and which address the client connected to.

use std::net::Ipv4Addr;

use super::{MESSAGES, Message};
use crate::Party;

/// What was recognised in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The message.
    pub message: &'static Message,
    /// The server that the text names as the one that could not be reached, if it names one.
    pub server: Option<String>,
    /// Which end of the migration that is, where the names of the servers are known.
    pub party: Option<Party>,
    /// The address that the client connected to, where the text names one and it says more of this message.
    pub address: Option<Ipv4Addr>,
}

/// Looks a text up. Names are those of source and target, if the person gave them.
#[must_use]
pub fn recognise(text: &str, source: Option<&str>, target: Option<&str>) -> Option<Recognised> {
    let lower = text.to_ascii_lowercase();
    let message = MESSAGES.iter().find(|message| message.needles.iter().any(|it| lower.contains(it)))?;
    let server = server(text);
    let is = |name: Option<&str>| {
        let host = |it: &str| it.split('.').next().unwrap_or(it).to_ascii_lowercase();
        name.zip(server.as_deref()).is_some_and(|(name, server)| host(name) == host(server))
    };
    let party = if is(source) {
        Some(Party::Source)
    } else if is(target) {
        Some(Party::Target)
    } else {
        None
    };
    let address = message.reads_address.then(|| address(text)).flatten();
    Some(Recognised { message, server, party, address })
}

impl Recognised {
    /// Returns the steps that the message points to: those of the server that it names, where that is known, and of these
    /// the ones that fit the address.
    #[must_use]
    pub fn steps(&self) -> Vec<&'static str> {
        let is_party = |step: &str| match self.party {
            Some(Party::Source) => !step.starts_with("target/"),
            Some(Party::Target) => !step.starts_with("source/"),
            _ => true,
        };
        let fits = |step: &str| match self.address {
            Some(it) if is_public(it) => !NETWORK.iter().any(|it| step.ends_with(it)),
            Some(_) => !NAMES.iter().any(|it| step.ends_with(it)),
            None => true,
        };
        self.message.steps.iter().copied().filter(|it| is_party(it) && fits(it)).collect()
    }

    /// Returns what the address means, as a sentence, where the text names one.
    ///
    /// Source: step 6 of "Troubleshooting networking and connectivity errors in Single to Flex Migration tool" (2023-06-14):
    /// a private server whose zone is not linked resolves to its public address.
    #[must_use]
    pub fn about_address(&self) -> Option<String> {
        let address = self.address?;
        Some(if is_public(address) {
            format!(
                "The client connected to {address}, a public address. If the server should be private, its name resolves to \
                 the wrong one: look at the zone's links and the record. If it is public, its firewall must allow the client."
            )
        } else {
            format!(
                "The client connected to {address}, a private address: the name leads into a network, and what is at fault \
                 is between the client and that address, or at it."
            )
        })
    }
}

/// Steps about the way between two networks, which the packets to a public address do not take.
static NETWORK: [&str; 3] = ["/peering", "/hybrid-connection", "/private-endpoint"];

/// Steps about names and public firewalls, which are passed where the client connected to a private address.
static NAMES: [&str; 5] = ["/zone-link-client", "/a-record", "/dns-servers", "/shadowing-zone", "/firewall"];

/// What stands before the name of a server in what clients say, the most telling first.
static BEFORE: [&str; 13] = [
    "the server ",
    "server at ",
    "resolve host ",
    "host name ",
    "on host ",
    "lookup ",
    "UnknownHostException: ",
    "ENOTFOUND ",
    "EAI_AGAIN ",
    "can't find ",
    "Name does not exist: ",
    "Failed to connect to ",
    "Connection to ",
];

/// The name of a server in a text, with or without the quotes and backticks around it.
fn server(text: &str) -> Option<String> {
    BEFORE.iter().find_map(|before| {
        let (_, after) = text.split_once(before)?;
        let unquoted = after.trim_start_matches(['`', '\'', '"', '\\']);
        let is_quoted = unquoted.len() < after.len();
        let name: String =
            unquoted.chars().take_while(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | '_')).collect();
        let name = name.trim_end_matches('.');
        // Without quotes, a word of the sentence may stand there.
        let is_name = is_quoted || *before == "the server " || name.contains('.');
        let is_word = ["was", "is", "doesn", "does", "unexpectedly", "on", "at"].contains(&name);
        let is_address = name.parse::<Ipv4Addr>().is_ok();
        (is_name && !is_word && !is_address && !name.is_empty()).then(|| name.to_owned())
    })
}

/// The one address in a text that is not a DNS server's.
fn address(text: &str) -> Option<Ipv4Addr> {
    let is_part = |it: char| it.is_ascii_digit() || it == '.' || it == ':';
    let mut found = None;
    for word in text.split(|it| !is_part(it)).filter(|it| it.contains('.')) {
        let (host, port) = word.split_once(':').unwrap_or((word, ""));
        let Ok(address) = host.trim_end_matches('.').parse::<Ipv4Addr>() else { continue };
        if port == "53" || address.is_unspecified() || address.is_loopback() || found == Some(address) {
            continue;
        }
        // Of two addresses it is not known which one is meant.
        if found.replace(address).is_some() {
            return None;
        }
    }
    found
}

/// Whether an address is reached over the internet. 100.64.0.0/10 is shared within networks (RFC 6598, 2012-04).
fn is_public(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    !(address.is_private() || address.is_link_local() || a == 100 && (64..128).contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, StepKey};

    #[test]
    fn knows_the_messages_that_people_paste() {
        for (text, id, server, party) in [
            (
                "Error ST008: Connectivity attempt to source single server from target flexible server failed. Please",
                "ST008",
                None,
                None,
            ),
            (
                "603000 Connection failed. Connection to the server `orders-old` was unsuccessful.",
                "603000",
                Some("orders-old"),
                Some(Party::Source),
            ),
            (
                "Connection to the server orders-new.postgres.database.azure.com was unsuccessful.",
                "603000",
                Some("orders-new.postgres.database.azure.com"),
                Some(Party::Target),
            ),
            ("Connection to the server `else` was unsuccessful.", "603000", Some("else"), None),
            ("SSL Configuration Error. The server doesn't support SSL", "603001", None, None),
            ("FATAL: no pg_hba.conf entry for host \"10.1.2.3\", user \"u\"", "no pg_hba.conf entry", None, None),
            ("FATAL:  password authentication failed for user \"u\"", "603100", None, None),
            ("psql: could not translate host name \"x\" to address", "could not translate host name", Some("x"), None),
            (
                "dial tcp: lookup orders-old.postgres.database.azure.com on 10.1.0.10:53: no such host",
                "could not translate host name",
                Some("orders-old.postgres.database.azure.com"),
                Some(Party::Source),
            ),
            (
                "Error: getaddrinfo ENOTFOUND orders-new.postgres.database.azure.com",
                "could not translate host name",
                Some("orders-new.postgres.database.azure.com"),
                Some(Party::Target),
            ),
            ("Connection to 10.1.0.4:5432 refused. Check that the hostname", "refused, as JDBC says it", None, None),
        ] {
            let found = recognise(text, Some("orders-old"), Some("orders-new")).expect(text);
            assert_eq!((found.message.id, found.server.as_deref(), found.party), (id, server, party), "{text}");
        }
        assert_eq!(recognise("", None, None), None);
        assert_eq!(recognise("603101 target database exists", None, None), None);
    }

    #[test]
    fn a_message_leads_to_every_step_that_it_may_come_from() {
        for (text, steps) in [
            ("ST008", &["source/route", "source/dns-servers", "source/shadowing-zone"][..]),
            ("603000", &["source/route", "source/shadowing-zone", "target/route", "target/dns-servers"]),
            ("603000", &["source/firewall", "source/hybrid-connection", "source/vnet-rule", "source/private-endpoint"]),
            ("no such host", &["source/dns-servers", "source/shadowing-zone", "target/dns-servers"]),
            ("connection timed out", &["source/route", "target/route", "source/firewall", "target/firewall"]),
            ("SSL SYSCALL error: EOF detected", &["source/route", "source/hybrid-connection"]),
            ("password authentication failed", &[]),
        ] {
            let found = recognise(text, None, None).expect(text);
            for step in steps {
                assert!(found.steps().contains(step), "{text}: {step}");
            }
            assert_eq!(steps.is_empty(), found.message.steps.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_named_server_and_an_address_narrow_the_steps() {
        let steps = |text: &str| recognise(text, Some("orders-old"), Some("orders-new")).expect(text).steps();
        let name = "connection to server at \"orders-old.postgres.database.azure.com\"";
        let public = steps(&format!("{name} (20.50.60.70), port 5432 failed: Connection timed out"));
        assert!(public.contains(&"source/zone-link-client") && public.contains(&"source/firewall"), "{public:?}");
        assert!(!public.contains(&"source/peering") && !public.contains(&"target/route"), "{public:?}");
        let private = steps(&format!("{name} (10.1.0.4), port 5432 failed: timeout expired"));
        assert!(private.contains(&"source/peering") && private.contains(&"source/nsg"), "{private:?}");
        assert!(!private.contains(&"source/a-record") && !private.contains(&"source/firewall"), "{private:?}");
    }

    #[test]
    fn reads_the_address_that_the_client_connected_to() {
        for (text, address) in [
            ("connection to server at \"10.1.0.4\", port 5432 failed: Connection refused", Some("10.1.0.4")),
            ("server at \"x.example\" (20.50.60.70), port 5432 failed: timeout expired", Some("20.50.60.70")),
            ("dial tcp 10.1.0.4:5432: i/o timeout", Some("10.1.0.4")),
            ("Npgsql.NpgsqlException: Failed to connect to 10.1.0.4:5432", Some("10.1.0.4")),
            ("(10.1.0.4), failed: timeout expired (20.50.60.70), failed: timeout expired", None),
            ("ETIMEDOUT 10.1.0.4:5432 at 10.1.0.4:5432.", Some("10.1.0.4")),
            ("read udp 10.2.0.4:5353->10.1.0.10:53: i/o timeout", None),
            ("PostgreSQL 17.2.1: timeout expired", None),
            ("no pg_hba.conf entry for host \"20.1.2.3\"", None),
        ] {
            let found = recognise(text, None, None).expect(text);
            assert_eq!(found.address.map(|it| it.to_string()).as_deref(), address, "{text}");
            let says = found.about_address().unwrap_or_default();
            assert_eq!(says.contains("public address"), address.is_some_and(|it| it.starts_with("20.")), "{text}");
        }
    }

    #[test]
    fn what_a_message_gives_away_can_be_set() {
        for message in MESSAGES {
            for (setting, value) in message.settings {
                setting.set(&mut Config::default(), value).expect(message.id);
            }
            for step in message.steps {
                assert!(StepKey::parse(step).is_some(), "{}: {step}", message.id);
            }
        }
    }

    #[test]
    fn a_needle_is_written_as_it_is_searched() {
        for message in MESSAGES {
            for needle in message.needles {
                assert_eq!(*needle, needle.to_ascii_lowercase(), "{}", message.id);
            }
        }
    }
}
