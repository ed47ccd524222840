//! The packets do not come to the server, or no reply comes back.

use super::{CONNECTION, Message, Reached, session::LOST};

/// The steps to look at first where no answer came back, or may not have.
static UNANSWERED: &[&str] = &[
    "source/firewall",
    "source/vnet-rule",
    "source/peering",
    "source/hybrid-connection",
    "source/nsg",
    "source/route",
    "source/admission",
    "source/port",
    "source/private-endpoint",
    "source/zone-link-client",
    "source/a-record",
    "target/firewall",
    "target/peering",
    "target/nsg",
    "target/route",
    "target/private-endpoint",
    "target/zone-link-client",
    "target/a-record",
];

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    Message {
        id: "no route",
        needles: &[
            "no route to host",
            "network is unreachable",
            "ehostunreach",
            "enetunreach",
            "unreachable network",
            "unreachable host",
            "host is unreachable",
            "errno 113",
            "errno: -113",
            "os error 113",
            "exception (113)",
            "errno 101]",
            "10051)",
            "10065)",
            "winerror 10051",
            "winerror 10065",
            "destination host unreachable",
            "destination net unreachable",
        ],
        meaning: "Nothing leads from the client to that address: no route, or a router on the way says so.",
        advice: "The name resolved. Look at routes, peering and the VPN. An IPv6 address is never reached from a \
                 flexible server's subnet: connect by IPv4.",
        steps: &["source/route", "source/peering", "source/hybrid-connection", "target/route", "target/peering"],
        reads_address: true,
        ..CONNECTION
    },
    Message {
        id: "connection refused",
        needles: &[
            "connection refused",
            "actively refused",
            "econnrefused",
            "10061)",
            "winerror 10061",
            "winerror 1225",
            "errno 111",
            "errno: -111",
            "os error 111",
            "exception (111)",
            "[errno 61]",
            "os error 61)",
            "os error 10061",
            "refused the network connection",
            "/tcp closed",
        ],
        meaning: "The machine at that address was reached and refused: nothing listens on that port, or the machine's \
                  own firewall rejects it.",
        advice: "Neither a peering nor a route is missing. Look whether PostgreSQL runs, at its port, and at \
                 listen_addresses: it must listen on the address that clients connect to, and not only on localhost.",
        steps: &["source/admission", "source/port", "source/server-state", "target/server-state"],
        reads_address: true,
        reached: Some(Reached::Host),
        ..CONNECTION
    },
    Message {
        id: "refused or not answered",
        needles: &[
            "tcptestsucceeded : false",
            "warning: tcp connect to",
            "- no response",
            "could not open connection to the host, on port",
            "couldn't connect to server",
        ],
        meaning: "The port did not take the connection: the server refused it, or no answer came back. The tool says the same of \
                  both.",
        advice: "psql, or nc -vz, says which from the same machine: Connection refused means that nothing listens there (port, \
                 listen_addresses); a time-out means that a security group, a firewall or a missing route drops the packets.",
        steps: UNANSWERED,
        reads_address: true,
        ..CONNECTION
    },
    Message {
        id: "the client's own machine forbids it",
        needles: &["10013)", "winerror 10013", "os error 10013", "forbidden by its access permissions"],
        meaning: "The client's own machine does not let the program connect: its firewall or security software forbids it.",
        advice: "Nothing was sent. Allow the program there, or connect from a VM in the client's VNet.",
        ..CONNECTION
    },
    // What read, and not what connected: java.net.SocketTimeoutException, NpgsqlReadBuffer.cs, Go's net.OpError, libpq's
    // fe-secure.c, node-postgres' client.js.
    Message {
        id: "no answer on the connection",
        needles: &[
            "read timed out",
            "timeout during reading attempt",
            "query read timeout",
            "read tcp … i/o timeout",
            "write tcp … i/o timeout",
            "read etimedout",
            "write etimedout",
            "timed out (read failed)",
            "timed out (write failed)",
            "could not receive data from server: connection timed out",
            "could not send data to server: connection timed out",
            "could not receive data from client: connection timed out",
            "ssl syscall error: connection timed out",
        ],
        meaning: "The port took the connection, and later no answer came within the client's time.",
        advice: "Routes and rules let the connection pass. A long statement: give the client more time. One that answers slowly for \
                 others too: the server. Else something on the way drops idle connections: set tcp_keepalives_idle=10, \
                 tcp_keepalives_interval=10 and tcp_keepalives_count=60 on both servers.",
        reached: Some(Reached::Port),
        ..LOST
    },
    Message {
        id: "time-out",
        needles: &[
            "timed out",
            "timeout expired",
            "i/o timeout",
            "deadline exceeded",
            "etimedout",
            "did not properly respond",
            "timeout during connection attempt",
            "connection timeout",
            "10060)",
            "winerror 10060",
            "timeoutexception",
            "asyncio.timeouterror",
            "could not be reached within",
            "connect timeout",
            "errno 110",
            "errno: -110",
            "os error 110",
            "exception (110)",
            "[errno 60]",
            "os error 60)",
            "os error 10060",
            "timeout period expired",
            "ncat: timeout",
            "/tcp filtered",
        ],
        meaning: "No answer came back: a security group, a firewall or a missing route drops the packets.",
        advice: "Look at the address that the text names. A private address: the name resolved well, so look at \
                 peering, security groups and routes. A public address of a server that should be private: look at \
                 the zone's links and the record. A public server does not answer either when its firewall does not \
                 allow the client.",
        steps: UNANSWERED,
        reads_address: true,
        ..CONNECTION
    },
    Message {
        id: "connection reset while connecting",
        needles: &[
            "connect econnreset",
            "econnreset … syscall: 'connect'",
            // libpq's connectFailureMessage (fe-connect.c); Go's net.OpError, which names the call; connect errors of
            // tokio-postgres; Npgsql's NpgsqlConnector.Connect.
            "failed: connection reset by peer",
            "could not connect to server: connection reset by peer",
            "connect: connection reset by peer",
            "error connecting to server: connection reset by peer",
            "failed to connect to … exception (104)",
            "failed to connect to … exception (10054)",
            "connectexception: connection reset",
        ],
        meaning: "Something on the way, or the machine at that address, answered the first packet with a reset: no connection was made.",
        advice: "A firewall or an appliance on the way may reset what it does not let pass, and so may a machine on whose port \
                 nothing listens: look at security groups, routes and the appliances that they lead to, then at the server.",
        steps: &[
            "source/route",
            "source/nsg",
            "source/hybrid-connection",
            "source/admission",
            "target/route",
            "target/nsg",
        ],
        reads_address: true,
        ..CONNECTION
    },
];
