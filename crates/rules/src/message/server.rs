//! The server was reached, and is not ready, or its connection broke.

use super::{AZURE, CONNECTION, Message, Reached, session::LOST};

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    Message {
        id: "connection closed while connecting",
        needles: &[
            "failed: server closed the connection unexpectedly",
            "failed: could not receive data from server",
            "failed: ssl syscall error",
            "could not send ssl negotiation packet",
            "could not send startup packet",
            "failed to write startup message",
            "failed to receive message",
            "tls error … connection reset",
            "tls error … forcibly closed",
            "tls error … eof",
        ],
        meaning: "The port took the connection, and something closed it before PostgreSQL answered.",
        advice: "Routes and rules let the connection pass. Look at what stands in front of PostgreSQL: another service or a \
                 pooler on that port, a firewall that inspects, a server that is just restarting. The server's log says \
                 whether the connection came to it.",
        steps: &["source/port", "source/pooler", "source/tls", "source/server-state", "target/server-state"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "PostgreSQL is starting or stopping",
        needles: &[
            "the database system is starting up",
            "the database system is shutting down",
            "the database system is in recovery mode",
            "not yet accepting connections",
            "- rejecting connections",
            "the database system is not accepting connections",
            "57p03",
        ],
        meaning: "PostgreSQL answered, and takes no connections at this moment: it is about to start or stop, \
                 or recovers.",
        advice: "The network lets this connection pass. Wait until the server runs, and try again. If it \
                 stays so, look at the state of the server and its log.",
        steps: &["source/server-state", "target/server-state", "runtime/server-state"],
        reached: Some(Reached::Server),
        ..CONNECTION
    },
    // "PostgreSQL Error Codes" (57P01 admin_shutdown); `pg_terminate_backend` says the same as a stop ("Server Signaling
    // Functions", PostgreSQL 17).
    Message {
        id: "the session was ended",
        needles: &["terminating connection due to administrator command", "57p01"],
        meaning: "The server ended this session: an administrator or a program did (pg_terminate_backend), or the server was \
                  stopping. A running server says it too.",
        advice: "The network lets the connection pass. Connect again. If it is ended again, the server's log says by what.",
        steps: &["source/server-state", "target/server-state", "runtime/server-state"],
        reached: Some(Reached::Server),
        ..CONNECTION
    },
    Message {
        id: "the server is not ready",
        needles: &[
            "serverisnotready",
            "serverstoppederror",
            "is busy with other operations",
            "server is not in an accessible state",
            "servernotready",
            "serverisstopped",
            "is in stopped state",
            "server is stopped",
        ],
        meaning: "A server is stopped, or about to start, stop or change.",
        advice: "Start it, or wait until its state is Ready, and try again.",
        steps: &["source/server-state", "target/server-state", "runtime/server-state"],
        ..AZURE
    },
    Message {
        id: "the connection to the server was lost",
        needles: &["connection to the server was lost", "connection to the server has been lost"],
        reached: Some(Reached::Session),
        ..LOST
    },
];
