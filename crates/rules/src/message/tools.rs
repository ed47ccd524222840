//! Lists the messages of tools that try a name, a port or a server.

use super::{CONNECTION, GENERAL, Message, NAME, Reached};

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    Message {
        id: "pg_isready: accepting connections",
        needles: &["- accepting connections"],
        meaning: "PostgreSQL answered and takes connections. Whether it admits the client's address and login, this does not \
                  try.",
        advice: "That holds for the machine that it was run on: it has to be the client, or a VM in its VNet. psql tries the rest.",
        reached: Some(Reached::Server),
        ..CONNECTION
    },
    Message {
        id: "the port takes connections",
        needles: &[
            "tcptestsucceeded : true",
            "connection to … port … succeeded!",
            "ncat: connected to",
            "connected to … escape character",
            "curl: (52)",
            "/tcp open",
            "(postgresql) open",
            "- port is open",
            "tcp connect statistics … (0% loss)",
        ],
        meaning: "The port took the connection: the network lets connections pass from the machine that it was run on.",
        advice: "It has to be run where the client is, or on a VM in its VNet: from anywhere else it says nothing of the \
                 migration. PostgreSQL, TLS and the login it does not try: psql does.",
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "the name resolves",
        needles: &[
            "canonical name =",
            ";; answer section",
            "ip4address :",
            "server: … address: … name: … address",
            "type ttl section ipaddress",
        ],
        meaning: "DNS answered with an address, where it was asked.",
        advice: "Compare the address with what the server should have. A private one, and the right one: DNS works there, and \
                 the network is next. A public one of a server that should be private: the private zone is not used there. It \
                 has to be asked on the client, or on a VM in its VNet.",
        steps: &[
            "source/zone-link-client",
            "source/a-record",
            "source/dns-servers",
            "source/shadowing-zone",
            "source/peering",
            "source/hybrid-connection",
            "source/nsg",
            "source/route",
            "source/private-endpoint",
            "target/zone-link-client",
            "target/a-record",
            "target/dns-servers",
            "target/shadowing-zone",
            "target/peering",
            "target/nsg",
            "target/route",
            "target/private-endpoint",
        ],
        reads_address: true,
        ..NAME
    },
    Message {
        id: "no connection in the pool",
        needles: &["connection is not available, request timed out"],
        meaning: "The connection pool of the program had no connection to give: it could not make one, or all of them are in use.",
        advice: "The line after Caused by decides: without one, look at the size of the pool first. With one, it says how the \
                 connection failed.",
        ..GENERAL
    },
    Message {
        id: "ping",
        needles: &["% packet loss", "ping statistics"],
        meaning: "Ping says nothing here: Azure's servers do not answer it, whether the network is open or not.",
        advice: "Try the port: nc -vz SERVER 5432, or Test-NetConnection SERVER -Port 5432.",
        ..GENERAL
    },
];
