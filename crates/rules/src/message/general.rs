//! A connection could not be made, and the text does not say how it failed.

use super::{GENERAL, Message, Reached};

/// Words of a server that no other message knows: whoever says `FATAL` has taken the connection.
///
/// Sources: "Severity" of "Reporting Errors Within the Server" (PostgreSQL 17): FATAL ends a session; `disconnect_client` of `PgBouncer`.
pub(super) static FATAL: [Message; 2] = [
    Message {
        id: "FATAL, as a client shows it",
        needles: &[
            // More than that there was no connection.
            "failed to connect to … fatal: ",
            "failed: fatal: ",
            "psql: fatal: ",
            "error: fatal: ",
            "exception: fatal: ",
            "server error (fatal: ",
            "server error: fatal: ",
        ],
        meaning: "PostgreSQL, or a pooler in front of it, answered and ended the connection. Its words behind FATAL say why; pgreach \
                  does not know them.",
        advice: "The network lets the connection pass. The server's log may say more.",
        reached: Some(Reached::Port),
        ..GENERAL
    },
    Message {
        id: "FATAL",
        needles: &[" fatal: "],
        meaning: "Where a client shows this, PostgreSQL, or a pooler in front of it, answered and ended the connection: then the \
                  network lets it pass. pgreach does not know the words behind FATAL, which say why.",
        advice: "Look at the server's log, which may say more.",
        ..GENERAL
    },
];

/// The steps that a connection can fail in, where a text does not say how it did.
static UNREACHED: &[&str] = &[
    "source/firewall",
    "source/admission",
    "source/vnet-rule",
    "source/service-endpoint",
    "source/private-endpoint",
    "source/server-state",
    "source/peering",
    "source/hybrid-connection",
    "source/nsg",
    "source/route",
    "source/dns-servers",
    "source/name",
    "source/zone-link-client",
    "source/a-record",
    "source/shadowing-zone",
    "target/private-endpoint",
    "target/firewall",
    "target/server-state",
    "target/peering",
    "target/nsg",
    "target/route",
    "target/dns-servers",
    "target/name",
    "target/zone-link-client",
    "target/a-record",
];

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    Message {
        id: "603000",
        needles: &["603000", "connection to the server", "reachable from the target or runtime server"],
        meaning: "A server could not be reached from the target or the runtime server: no route, a blocked port, a \
                  firewall, or a name that does not resolve.",
        advice: "If the text names the source, look at the steps of the source; if it names the target, a runtime \
                 server could not reach the target. Of a public source, its firewall is the first suspect; of a \
                 private one outside of Azure, the VPN; of a single server, its VNet rule or the state of its private \
                 endpoint.",
        steps: UNREACHED,
        ..GENERAL
    },
    Message {
        id: "AuthenticationAndConnectivityValidation",
        needles: &[
            "authenticationandconnectivityvalidation failed",
            "authenticationandconnectivityvalidation\", \"state\": \"failed\"",
            "\"state\": \"failed\", \"type\": \"authenticationandconnectivityvalidation",
        ],
        meaning: "The migration service's own trial of the connections failed: it did not reach a server, or did not get in. The \
                  text does not say which.",
        advice: "Open the validation's details: the error in them decides. az postgres flexible-server migration show prints \
                 them under validationDetails.",
        steps: UNREACHED,
        ..GENERAL
    },
    Message {
        id: "refused, as JDBC says it",
        needles: &["refused. check that the hostname"],
        meaning: "The connection could not be made: the server refused it, or no answer came back. The driver says \
                  the same of both.",
        advice: "The line after Caused by decides: Connection refused means that nothing listens there (port, \
                 listen_addresses); Connection timed out means that a security group, a firewall or a missing route \
                 drops the packets.",
        steps: &[
            "source/admission",
            "source/port",
            "source/firewall",
            "source/peering",
            "source/hybrid-connection",
            "source/nsg",
            "source/route",
            "target/peering",
            "target/nsg",
            "target/route",
        ],
        reads_address: true,
        ..GENERAL
    },
    Message {
        id: "The connection attempt failed",
        needles: &[
            "could not connect to server",
            "the connection attempt failed",
            "exception while connecting",
            "failed to connect to",
            "connect call failed",
            "connection is bad",
            "sqlstate 08001",
            "could not connect to the publisher",
        ],
        meaning: "The connection could not be made. The driver's own words do not say why.",
        advice: "The line after Caused by decides: an unknown host is a name that does not resolve; a time-out is a \
                 security group, a firewall or a missing route.",
        steps: &[
            "source/firewall",
            "source/nsg",
            "source/route",
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "target/nsg",
            "target/route",
            "target/dns-servers",
            "target/zone-link-client",
            "target/a-record",
        ],
        reads_address: true,
        ..GENERAL
    },
];
