//! The connection was made, and broke or lacked something later.

use super::{CONNECTION, Message, Reached};

/// A connection that was made and broke.
pub(super) const LOST: Message = Message {
    meaning: "The connection was made and broke later.",
    advice: "The network lets connections pass. Something on the way drops idle connections, as an appliance that \
             a route leads to: set tcp_keepalives_idle=10, tcp_keepalives_interval=10 and tcp_keepalives_count=60 \
             on both servers.",
    steps: &["source/route", "source/hybrid-connection", "target/route"],
    ..CONNECTION
};

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    Message {
        id: "connection lost while copying",
        needles: &[
            "server closed the connection unexpectedly",
            "ssl syscall error: eof detected",
            "unexpected eof on client connection",
            "connection reset by peer",
            "econnreset",
            "forcibly closed by the remote host",
            "connection terminated unexpectedly",
            "i/o error occurred while sending to the backend",
            "could not receive data from client",
            "couldn't receive data from client",
            "could not receive data from server",
            "could not send data to server",
            "broken pipe",
            "epipe",
            "this connection has been closed",
            "exception while reading from stream",
            "timeout during reading attempt",
            "driver: bad connection",
            "connection was closed in the middle of operation",
            "connectiondoesnotexisterror",
            "unexpected eof",
            "aborted by the software in your host machine",
            "sqlstate 08006",
            "ssl connection has been closed unexpectedly",
        ],
        reached: Some(Reached::Port),
        ..LOST
    },
    Message {
        id: "idle-in-transaction timeout",
        needles: &["idle-in-transaction timeout", "idle in transaction"],
        meaning: "The server ended the session because it was idle inside a transaction.",
        advice: "The network lets the connection pass. Set idle_in_transaction_session_timeout to 0 for the migration.",
        reached: Some(Reached::Session),
        ..CONNECTION
    },
    Message {
        id: "logical replication",
        needles: &[
            "must be superuser or replication role to start walsender",
            "permission denied to start wal sender",
            "logical decoding requires wal_level",
            "logical decoding requires \"wal_level\"",
            "all replication slots are in use",
        ],
        meaning: "The server was reached and logged in to; an online migration lacks logical replication there.",
        advice: "The network lets this connection pass. At the source: wal_level = logical and free replication slots, \
                 both after a restart, and the REPLICATION privilege for the migration's user. An offline migration needs \
                 none of it.",
        reached: Some(Reached::Session),
        ..CONNECTION
    },
    Message {
        id: "out of shared memory",
        needles: &["out of shared memory", "53200"],
        meaning: "The server was reached and logged in to; one transaction there took more locks than its lock table holds.",
        advice: "The network lets the connection pass. Raise max_locks_per_transaction of that server, which takes a restart, or \
                 migrate fewer databases or tables at once.",
        reached: Some(Reached::Session),
        ..CONNECTION
    },
];
