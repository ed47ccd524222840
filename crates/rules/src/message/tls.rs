//! The port took the connection, and client and server did not agree on TLS, or what answers is not PostgreSQL.

use super::{CONNECTION, Message, Reached};

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    Message {
        id: "server does not support TLS",
        needles: &[
            "does not support ssl",
            "doesn't support ssl",
            "does not support tls",
            "ssl is not enabled on the server",
            "server refused tls connection",
            "no ssl enabled connection from this host",
            "rejected ssl upgrade",
            "ssl was required",
        ],
        meaning: "The server was reached, but it does not speak TLS on that port.",
        advice: "The network lets the connection pass. Set the SSL mode to prefer, or turn TLS on at the source, and \
                 make sure of the port: 6432 is a pooler, 5432 is PostgreSQL.",
        steps: &["source/tls", "source/port", "source/pooler"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    // "Troubleshooting for RDS Proxy" (Amazon RDS), PostgreSQL; `client_tls_sslmode` of PgBouncer.
    Message {
        id: "the proxy requires TLS",
        needles: &["rds proxy requires tls", "fatal: ssl required"],
        meaning: "A proxy or pooler answered, and takes no connection without TLS.",
        advice: "The network lets connections to it pass. Set the SSL mode to require.",
        steps: &["source/tls", "source/pooler"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "TLS handshake failed",
        needles: &[
            "alert handshake failure",
            "alert protocol version",
            "handshake_failure",
            "unsupported protocol",
            "no protocols available",
            "remote host terminated the handshake",
            "wrong version number",
            "before secure tls connection was established",
            "could not accept ssl connection",
            "unsupported or unrecognized ssl message",
            "tls handshake timeout",
            "fatal alert: protocol_version",
        ],
        meaning: "The port took the connection, and client and server did not agree on TLS: versions or \
                 ciphers that do not meet, another service on the port, or a device on the way that breaks \
                 TLS.",
        advice: "Routes and rules let the connection pass. Look at the port (6432 is a pooler, 5432 is \
                 PostgreSQL), at the TLS versions of both ends (Azure takes 1.2 and newer), and at firewalls \
                 that inspect TLS.",
        steps: &["source/tls", "source/port", "source/pooler"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "certificate not trusted",
        needles: &[
            "certificate verify failed",
            "certificate_verify_failed",
            "root certificate file",
            "does not match host name",
            "x509: ",
            "pkix path building failed",
            "unable to find valid certification path",
            "remote certificate is invalid",
            "remote certificate was rejected",
            "self signed certificate",
            "self-signed certificate",
            "unable to get local issuer certificate",
            "does not match certificate's altnames",
            "could not be verified by hostnameverifier",
            "invalid peer certificate",
            "tlsv1 alert unknown ca",
            "failed to verify certificate",
            "certificate has expired",
        ],
        meaning: "The server was reached, and its certificate is not one that the client trusts, or is for another \
                  name.",
        advice: "The network lets the connection pass. Give the client the root certificates that the server uses \
                 today. With VerifyFull, connect to the server's own name: an address or a name of your own is not in \
                 its certificate.",
        steps: &["source/tls", "source/certificate-name"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "another service on the port",
        needles: &[
            "received invalid response to ssl negotiation",
            "unsupported startup parameter",
            "unsupported frontend protocol",
            "invalid response to gssapi negotiation",
            "expected authentication request from server",
            // PgBouncer (src/client.c, src/objects.c, src/janitor.c, 1.24).
            "fatal: no such database: ",
            "fatal: no such user: ",
            "server login has been failing",
            "pgbouncer cannot connect to server",
            "query_wait_timeout",
            "no more connections allowed (max_client_conn)",
        ],
        meaning: "What answers on that port is not PostgreSQL itself: a pooler, or another service.",
        advice: "The network lets the connection pass. Connect to the port that PostgreSQL listens on, 5432 where \
                 nothing else was set.",
        steps: &["source/port", "source/pooler"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
];
