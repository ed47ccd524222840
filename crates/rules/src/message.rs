//! What a pasted error message says of the network.
//!
//! Sources: "Troubleshooting networking and connectivity errors in Single to Flex Migration tool" (2023-06-14) for
//! ST008; "Troubleshoot errors in the migration service" (2025-02-07) for the six-digit codes; the firewall articles
//! of single and flexible server for the texts that begin with FATAL.

use crate::{Party, Setting};

/// An error message that pgreach knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// How people name it: its code, or its first words.
    pub id: &'static str,
    /// Words that a text of this message contains, in lower case. One of them is enough.
    needles: &'static [&'static str],
    /// What it means.
    pub meaning: &'static str,
    /// What to do with that.
    pub advice: &'static str,
    /// The settings that it gives away.
    pub settings: &'static [(Setting, &'static str)],
    /// The steps that it points to.
    pub steps: &'static [&'static str],
}

/// What was recognised in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The message.
    pub message: &'static Message,
    /// The server that the text names as the one that could not be reached, if it names one.
    pub server: Option<String>,
    /// Which end of the migration that is, where the names of the servers are known.
    pub party: Option<Party>,
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
    Some(Recognised { message, server, party })
}

/// The name after "to the server" or "the server", with or without the quotes and backticks around it.
fn server(text: &str) -> Option<String> {
    let (_, after) = text.split_once("the server ")?;
    let name: String = after
        .trim_start_matches(['`', '\'', '"'])
        .chars()
        .take_while(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | '_'))
        .collect();
    let name = name.trim_end_matches('.');
    let is_name = !name.is_empty() && !["was", "is", "doesn", "does", "unexpectedly", "on", "at"].contains(&name);
    is_name.then(|| name.to_owned())
}

/// Every message, the most telling first.
pub static MESSAGES: &[Message] = &[
    Message {
        id: "ST008",
        needles: &["st008", "connectivity attempt to source single server from target flexible server failed"],
        meaning: "The target could not connect to the source single server.",
        advice: "This text comes from the migration tool of 2023: the source is a single server and the target connects to \
                 it. Fill in the access of both.",
        settings: &[(Setting::SourceKind, "single-server"), (Setting::RuntimeUsed, "false")],
        steps: &[
            "source/peering",
            "source/nsg",
            "source/route",
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/vnet-rule",
            "source/shadowing-zone",
        ],
    },
    Message {
        id: "603001",
        needles: &["603001", "ssl configuration error"],
        meaning: "The server was reached, but it does not speak TLS on that port.",
        advice: "The network is open. Set the SSL mode to prefer and try again, and make sure of the port: 6432 is a \
                 pooler, 5432 is PostgreSQL.",
        settings: &[],
        steps: &["source/tls", "source/pooler"],
    },
    Message {
        id: "603100",
        needles: &["603100", "password authentication failed", "is incorrect. enter the correct password"],
        meaning: "The server was reached and refused the password.",
        advice: "The network is open on this connection. Correct the password and try again.",
        settings: &[],
        steps: &[],
    },
    Message {
        id: "603000",
        needles: &["603000", "connection to the server", "reachable from the target or runtime server"],
        meaning: "A server could not be reached from the target or the runtime server: no route, a blocked port, or a \
                  name that does not resolve.",
        advice: "If the text names the source, look at the steps of the source; if it names the target, a runtime \
                 server could not reach the target.",
        settings: &[],
        steps: &[
            "source/peering",
            "source/nsg",
            "source/route",
            "source/dns-servers",
            "source/name",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/peering",
            "target/nsg",
            "target/route",
            "target/dns-servers",
            "target/name",
            "target/zone-link-client",
            "target/a-record",
        ],
    },
    Message {
        id: "Client from Azure Virtual Networks is not allowed",
        needles: &["client from azure virtual networks is not allowed"],
        meaning: "The subnet has the Microsoft.Sql service endpoint, and the single server has no VNet rule for it.",
        advice: "Add the VNet rule, or take the service endpoint off the subnet. An IP firewall rule does not help.",
        settings: &[(Setting::SourceKind, "single-server"), (Setting::SourceAccess, "public")],
        steps: &["source/vnet-rule", "source/service-endpoint"],
    },
    Message {
        id: "no pg_hba.conf entry",
        needles: &["no pg_hba.conf entry"],
        meaning: "The server was reached and does not admit the address that the connection came from.",
        advice: "An Azure server says this when its firewall refuses; a server of your own says it when pg_hba.conf \
                 does. Admit the address that the text names.",
        settings: &[],
        steps: &["source/firewall", "source/admission", "target/firewall"],
    },
    Message {
        id: "could not translate host name",
        needles: &["could not translate host name", "name or service not known", "no such host"],
        meaning: "The name of the server does not resolve where the connection starts.",
        advice: "Look at the zone's links and at the record. If the VNet has DNS servers of its own, they must forward \
                 the zone. A public server can be hidden by a zone that does not hold its name.",
        settings: &[],
        steps: &[
            "source/name",
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/name",
            "target/dns-servers",
            "target/zone-link-client",
            "target/a-record",
        ],
    },
    Message {
        id: "time-out",
        needles: &["connection timed out", "timeout expired", "could not connect to server"],
        meaning: "No answer came back: a security group, a firewall or a missing route drops the packets.",
        advice: "The name resolved, so look at peering, security groups and routes first.",
        settings: &[],
        steps: &[
            "source/peering",
            "source/hybrid-connection",
            "source/nsg",
            "source/route",
            "target/peering",
            "target/nsg",
            "target/route",
        ],
    },
    Message {
        id: "connection lost while copying",
        needles: &[
            "server closed the connection unexpectedly",
            "ssl syscall error: eof detected",
            "unexpected eof on client connection",
            "connection reset by peer",
        ],
        meaning: "The connection was made and broke later.",
        advice: "The network is open. Something on the way drops idle connections, as an appliance that a route leads to: \
                 set tcp_keepalives_idle=10, tcp_keepalives_interval=10 and tcp_keepalives_count=60 on both servers.",
        settings: &[],
        steps: &["source/route", "source/hybrid-connection", "target/route"],
    },
    Message {
        id: "idle-in-transaction timeout",
        needles: &["idle-in-transaction timeout", "idle in transaction"],
        meaning: "The server ended the session because it was idle inside a transaction.",
        advice: "The network is open. Set idle_in_transaction_session_timeout to 0 for the migration.",
        settings: &[],
        steps: &[],
    },
    Message {
        id: "PrivateEndpointConnectionStatusNotPending",
        needles: &["privateendpointconnectionstatusnotpending", "private endpoint connection status is not pending"],
        meaning: "The private endpoint connection was approved or rejected before.",
        advice: "Look at its state. Rejected or Disconnected cannot be approved any more: delete it and make a new one.",
        settings: &[],
        steps: &["source/private-endpoint", "target/private-endpoint"],
    },
    Message {
        id: "private access enabled server",
        needles: &["firewall rule operations cannot be requested for a private access enabled server"],
        meaning: "A firewall rule was asked for on a flexible server whose public access is disabled.",
        advice: "That server has no firewall rules. Say how it is reached: VNet integration or a private endpoint.",
        settings: &[],
        steps: &[],
    },
    Message {
        id: "runtime server is the target",
        needles: &["migration runtime server is same as target"],
        meaning: "The target was given as its own runtime server.",
        advice: "Choose another, VNet-integrated flexible server as the runtime server.",
        settings: &[(Setting::RuntimeUsed, "true")],
        steps: &["runtime/vnet-integrated"],
    },
    Message {
        id: "runtime server is no flexible server",
        needles: &["migration runtime resource id provided should be flexible server"],
        meaning: "The runtime server that was given is not a flexible server.",
        advice: "Only a VNet-integrated flexible server can be the runtime server.",
        settings: &[(Setting::RuntimeUsed, "true")],
        steps: &["runtime/vnet-integrated"],
    },
];

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
            ("psql: could not translate host name \"x\" to address", "could not translate host name", None, None),
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
            ("no such host", &["source/dns-servers", "source/shadowing-zone", "target/dns-servers"]),
            ("connection timed out", &["source/route", "target/route"]),
            ("SSL SYSCALL error: EOF detected", &["source/route", "source/hybrid-connection"]),
            ("password authentication failed", &[]),
        ] {
            let found = recognise(text, None, None).expect(text);
            for step in steps {
                assert!(found.message.steps.contains(step), "{text}: {step}");
            }
            assert_eq!(steps.is_empty(), found.message.steps.is_empty(), "{text}");
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
}
