//! Tests what people paste, in the words of the client that they use: each kind of fault in every client's wording, and
//! what is like it and is another.
//!
//! Longer than 500 lines: a table of wordings, a row for each.

use std::fmt::Write;

use pgreach_rules::{
    Config, Explanation, Findings, Setting, explain,
    message::{Recognised, recognise},
};

/// A kind of fault, the message that it is, a step that it leads to, and how clients word it.
type Kind = (&'static str, &'static str, Option<&'static str>, &'static [(&'static str, &'static str)]);

static KINDS: &[Kind] = &[
    (
        "the client looked on its own machine",
        "connection over a Unix socket",
        None,
        &[
            (
                "psql",
                "connection to server on socket \"/var/run/postgresql/.s.PGSQL.5432\" failed: FATAL:  Peer authentication failed for user \"postgres\"",
            ),
            ("psql 13", "psql: FATAL:  Peer authentication failed for user \"postgres\""),
            (
                "psql, password",
                "connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  password authentication failed for user \"u\"",
            ),
            (
                "psql, unknown words",
                "connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  something new",
            ),
            ("node-postgres", "error: Peer authentication failed for user \"postgres\""),
            (
                "asyncpg",
                "asyncpg.exceptions.InvalidAuthorizationSpecificationError: Peer authentication failed for user \"postgres\"",
            ),
            (
                "PostgreSQL",
                "FATAL:  no pg_hba.conf entry for host \"[local]\", user \"u\", database \"d\", no encryption",
            ),
            (
                "PostgreSQL, replication",
                "FATAL:  no pg_hba.conf entry for replication connection from host \"[local]\", user \"u\", no encryption",
            ),
            ("psycopg", "psycopg2.OperationalError: FATAL:  Peer authentication failed for user \"odoo\""),
        ],
    ),
    (
        "the client connected to its own machine",
        "connection within one machine",
        None,
        &[
            (
                "libpq",
                "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  password authentication failed for user \"u\"",
            ),
            (
                "libpq, name",
                "connection to server at \"localhost\" (127.0.0.1), port 5432 failed: FATAL:  database \"d\" does not exist",
            ),
            (
                "libpq, IPv6",
                "connection to server at \"::1\", port 5432 failed: server does not support SSL, but SSL was required",
            ),
            (
                "PostgreSQL",
                "FATAL:  no pg_hba.conf entry for host \"127.0.0.1\", user \"u\", database \"d\", no encryption",
            ),
            ("PostgreSQL, IPv6", "FATAL:  no pg_hba.conf entry for host \"::1\", user \"u\", database \"d\", SSL on"),
            (
                "JDBC",
                "Connection to localhost:5432 refused. Check that the hostname and port are correct. Caused by: ConnectException: Connection refused",
            ),
            ("Npgsql", "Failed to connect to 127.0.0.1:5432 ---> SocketException (111): Connection refused"),
            (
                "pgx",
                "failed to connect to `host=localhost user=u database=d`: dial error (dial tcp [::1]:5432: connect: connection refused)",
            ),
            ("node-postgres", "Error: connect ECONNREFUSED ::1:5432"),
            (
                "asyncpg",
                "OSError: Multiple exceptions: [Errno 111] Connect call failed ('::1', 5432, 0, 0), [Errno 111] Connect call failed ('127.0.0.1', 5432)",
            ),
        ],
    ),
    (
        "a reset answers the first packet",
        "connection reset while connecting",
        Some("source/route"),
        &[
            ("libpq", "connection to server at \"10.1.0.4\", port 5432 failed: Connection reset by peer"),
            ("libpq 13", "could not connect to server: Connection reset by peer"),
            (
                "libpq, Windows",
                "connection to server at \"10.1.0.4\", port 5432 failed: Connection reset by peer (0x00002746/10054)",
            ),
            (
                "psycopg 3",
                "connection failed: connection to server at \"10.1.0.4\", port 5432 failed: Connection reset by peer",
            ),
            ("lib/pq", "dial tcp 10.1.0.4:5432: connect: connection reset by peer"),
            (
                "pgx",
                "failed to connect to `host=x user=u`: dial error (dial tcp 10.1.0.4:5432: connect: connection reset by peer)",
            ),
            (
                "Npgsql",
                "Failed to connect to 10.1.0.4:5432 ---> System.Net.Sockets.SocketException (104): Connection reset by peer",
            ),
            ("tokio-postgres", "error connecting to server: Connection reset by peer (os error 104)"),
            ("node-postgres", "Error: connect ECONNRESET 10.1.0.4:5432"),
        ],
    ),
    (
        "a reset comes before PostgreSQL answers",
        "connection closed while connecting",
        Some("source/port"),
        &[
            (
                "pgx",
                "failed to connect to `host=x user=u`: 10.1.0.4:5432 (x): tls error: read tcp 10.2.0.4:5123->10.1.0.4:5432: read: connection reset by peer",
            ),
            (
                "libpq",
                "connection to server at \"10.1.0.4\", port 5432 failed: could not receive data from server: Connection reset by peer",
            ),
        ],
    ),
    (
        "what waits for an answer is connected",
        "no answer on the connection",
        Some("source/route"),
        &[
            ("JDBC", "java.net.SocketTimeoutException: Read timed out"),
            (
                "JDBC, whole",
                "PSQLException: An I/O error occurred while sending to the backend. Caused by: java.net.SocketTimeoutException: Read timed out",
            ),
            ("JDBC, old Java", "java.net.SocketException: Connection timed out (Read failed)"),
            (
                "Npgsql",
                "Exception while reading from stream ---> System.TimeoutException: Timeout during reading attempt",
            ),
            ("Go", "read tcp 10.2.0.4:33444->10.1.0.4:5432: i/o timeout"),
            ("node-postgres", "Error: Query read timeout"),
            ("node", "Error: read ETIMEDOUT"),
            ("libpq", "could not receive data from server: Connection timed out"),
            ("libpq, TLS", "SSL SYSCALL error: Connection timed out"),
            ("PostgreSQL", "LOG:  could not receive data from client: Connection timed out"),
        ],
    ),
    (
        "the login asks for no password",
        "pg_hba.conf asks for another login",
        Some("source/admission"),
        &[
            ("psql", "FATAL:  Ident authentication failed for user \"postgres\""),
            ("JDBC", "org.postgresql.util.PSQLException: FATAL: Ident authentication failed for user \"u\""),
            ("Npgsql", "Npgsql.PostgresException (0x80004005): 28000: Ident authentication failed for user \"u\""),
            ("lib/pq", "pq: Ident authentication failed for user \"u\""),
            (
                "pgx",
                "failed to connect to `host=x user=u`: server error (FATAL: connection requires a valid client certificate (SQLSTATE 28000))",
            ),
            (
                "Cloud SQL",
                "connection to server at \"34.79.1.2\", port 5432 failed: FATAL:  connection requires a valid client certificate",
            ),
            ("psycopg", "psycopg2.OperationalError: FATAL:  GSSAPI authentication failed for user \"u\""),
            ("node-postgres", "error: certificate authentication failed for user \"u\""),
        ],
    ),
    (
        "the password is another system's",
        "603100",
        None,
        &[
            ("RDS, IAM", "FATAL:  PAM authentication failed for user \"u\""),
            ("PostgreSQL", "FATAL:  LDAP authentication failed for user \"u\""),
        ],
    ),
    (
        "a pooler answers",
        "another service on the port",
        Some("source/pooler"),
        &[
            (
                "PgBouncer",
                "connection to server at \"db.internal\" (192.168.1.5), port 6432 failed: FATAL:  no such database: orders",
            ),
            ("PgBouncer, JDBC", "org.postgresql.util.PSQLException: FATAL: no such user: app"),
            (
                "PgBouncer, behind it",
                "FATAL:  server login has been failing, cached error: connect failed (server_login_retry)",
            ),
            ("PgBouncer, waiting", "FATAL:  query_wait_timeout"),
        ],
    ),
    (
        "a proxy requires TLS",
        "the proxy requires TLS",
        Some("source/tls"),
        &[
            ("RDS Proxy", "FATAL:  This RDS Proxy requires TLS connections"),
            ("PgBouncer", "psql: error: connection to server at \"10.1.0.4\", port 6432 failed: FATAL:  SSL required"),
        ],
    ),
    (
        "the Entra token is old",
        "Entra token not valid",
        None,
        &[
            (
                "psql",
                "connection failed: connection to server at \"40.113.1.2\", port 5432 failed: FATAL:  Azure AD Authentication: The access token has expired.",
            ),
            ("node-postgres", "error: The access token has expired. Retry with a new one."),
        ],
    ),
    (
        "the database is closed",
        "the database takes no connections",
        None,
        &[
            ("psql", "FATAL:  database \"orders\" is not currently accepting connections"),
            (
                "JDBC",
                "org.postgresql.util.PSQLException: FATAL: database \"template0\" is not currently accepting connections",
            ),
            ("Npgsql", "55000: database \"orders\" is not currently accepting connections"),
        ],
    ),
    (
        "the session was ended",
        "the session was ended",
        Some("source/server-state"),
        &[
            ("psql", "FATAL:  terminating connection due to administrator command\nSSL SYSCALL error: EOF detected"),
            (
                "Npgsql",
                "Npgsql.PostgresException (0x80004005): 57P01: terminating connection due to administrator command",
            ),
            ("psycopg", "psycopg2.errors.AdminShutdown: terminating connection due to administrator command"),
            ("pgx", "FATAL: terminating connection due to administrator command (SQLSTATE 57P01)"),
        ],
    ),
    (
        "the tool is not signed in",
        "not signed in to the cloud",
        None,
        &[
            (
                "az",
                "AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication to access",
            ),
            ("az, old", "AADSTS700082: The refresh token has expired due to inactivity.\nPlease run: az login"),
            ("az, never", "ERROR: Please run 'az login' to setup account."),
            ("aws", "Unable to locate credentials. You can configure credentials by running \"aws configure\"."),
            (
                "aws, old",
                "An error occurred (ExpiredToken) when calling the DescribeDBInstances operation: The security token included in the request is expired",
            ),
            ("aws, SSO", "Error when retrieving token from sso: Token has expired and refresh failed"),
            ("gcloud", "ERROR: (gcloud.sql.instances.list) You do not currently have an active account selected."),
        ],
    ),
    (
        "the account may not",
        "AuthorizationFailed",
        None,
        &[
            ("az", "ERROR: (AuthorizationFailed) The client does not have authorization to perform action"),
            (
                "aws",
                "An error occurred (AccessDenied) when calling the DescribeDBInstances operation: User: arn:aws:iam::123456789012:user/x is not authorized to perform: rds:DescribeDBInstances",
            ),
            (
                "aws, EC2",
                "An error occurred (UnauthorizedOperation) when calling the DescribeSecurityGroups operation: You are not authorized to perform this operation.",
            ),
            (
                "gcloud",
                "ERROR: (gcloud.sql.instances.describe) HTTPError 403: The client is not authorized to make this request.",
            ),
            (
                "gcloud, other",
                "ERROR: (gcloud.compute.networks.list) PERMISSION_DENIED: The caller does not have permission",
            ),
        ],
    ),
    (
        "the Azure CLI is another release",
        "the Azure CLI has no such command",
        None,
        &[
            ("az", "az: error: unrecognized arguments: -n pg"),
            ("az, removed", "'server' is misspelled or not recognized by the system."),
            (
                "az, whole",
                "ERROR: 'server' is misspelled or not recognized by the system.\nDid you mean 'server-logs' ?",
            ),
        ],
    ),
    (
        "the cloud is out of reach",
        "the cloud is not reached from this machine",
        None,
        &[("aws", "Could not connect to the endpoint URL: \"https://rds.eu-west-1.amazonaws.com/\"")],
    ),
    (
        "the server ended it, in words that are new",
        "FATAL, as a client shows it",
        None,
        &[
            ("libpq", "connection to server at \"10.1.0.4\", port 5432 failed: FATAL:  something new"),
            ("psql", "psql: error: FATAL:  something new"),
            ("JDBC", "org.postgresql.util.PSQLException: FATAL: something new"),
            ("pgx", "failed to connect to `host=x`: server error (FATAL: something new (SQLSTATE XX000))"),
            ("psycopg", "psycopg2.OperationalError: FATAL:  something new"),
        ],
    ),
    (
        "FATAL in words that are new",
        "FATAL",
        None,
        &[("a log", "2026-11-30 10:00:00 UTC [12] FATAL:  could not create any TCP/IP sockets")],
    ),
    (
        "the name does not resolve",
        "could not translate host name",
        Some("source/zone-link-client"),
        &[
            ("libpq", "could not translate host name \"orders-old\" to address: Name or service not known"),
            (
                "libpq, macOS",
                "could not translate host name \"x\" to address: nodename nor servname provided, or not known",
            ),
            ("libpq, Windows", "could not translate host name \"x\" to address: Unknown host"),
            (
                "pgx",
                "failed to connect to `host=x user=u database=d`: hostname resolving error (lookup x: no such host)",
            ),
            ("lib/pq", "dial tcp: lookup x.postgres.database.azure.com on 10.1.0.10:53: no such host"),
            ("JDBC", "The connection attempt failed. Caused by: java.net.UnknownHostException: x"),
            ("Npgsql", "System.Net.Sockets.SocketException (11001): No such host is known."),
            ("psycopg 3, pgAdmin", "failed to resolve host 'x': [Errno -2] Name or service not known"),
            ("asyncpg", "socket.gaierror: [Errno 11001] getaddrinfo failed"),
            ("node-postgres", "Error: getaddrinfo ENOTFOUND x.postgres.database.azure.com"),
            (
                "tokio-postgres",
                "error connecting to server: failed to lookup address information: Name or service not known",
            ),
        ],
    ),
    (
        "the name was asked for, and there is none",
        "NXDOMAIN",
        Some("source/shadowing-zone"),
        &[
            ("nslookup", "** server can't find x.privatelink.postgres.database.azure.com: NXDOMAIN"),
            ("nslookup, Windows", "*** UnKnown can't find x.postgres.database.azure.com: Non-existent domain"),
            ("dig", ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1"),
            ("PowerShell", "Resolve-DnsName : x.postgres.database.azure.com : DNS name does not exist"),
        ],
    ),
    (
        "the source is reached, and has no logical replication",
        "logical replication",
        None,
        &[
            ("PostgreSQL, until 15", "FATAL:  must be superuser or replication role to start walsender"),
            ("PostgreSQL", "ERROR:  logical decoding requires \"wal_level\" >= \"logical\""),
            ("PostgreSQL 14", "ERROR:  logical decoding requires wal_level >= logical"),
            ("PostgreSQL, slots", "ERROR:  all replication slots are in use"),
        ],
    ),
    (
        "the target is its own runtime server",
        "runtime server is the target",
        Some("runtime/vnet-integrated"),
        &[
            ("Azure CLI 2.81", "Migration runtime server is same as Target server."),
            (
                "Azure CLI 2.86",
                "The migration runtime server cannot be the same as the target flexible server. Use different values.",
            ),
        ],
    ),
    (
        "no DNS server answers",
        "no answer from DNS",
        Some("source/dns-servers"),
        &[
            ("JDBC", "java.net.UnknownHostException: x: Temporary failure in name resolution"),
            ("libpq", "could not translate host name \"x\" to address: Temporary failure in name resolution"),
            ("node-postgres", "getaddrinfo EAI_AGAIN x"),
            ("pgx", "lookup x on 10.1.0.10:53: read udp 10.2.0.4:5353->10.1.0.10:53: i/o timeout"),
            ("dig", ";; connection timed out; no servers could be reached"),
            ("nslookup, Windows", "DNS request timed out."),
        ],
    ),
    (
        "no answer comes back",
        "time-out",
        Some("source/nsg"),
        &[
            (
                "libpq",
                "could not connect to server: Connection timed out\n\tIs the server running on host \"10.1.0.4\"",
            ),
            ("libpq 14", "connection to server at \"x\" (10.1.0.4), port 5432 failed: Connection timed out"),
            ("libpq, macOS", "connection to server at \"x\" (10.1.0.4), port 5432 failed: Operation timed out"),
            ("libpq, Windows", "could not connect to server: Connection timed out (0x0000274C/10060)"),
            ("libpq, limited", "connection to server at \"x\" (10.1.0.4), port 5432 failed: timeout expired"),
            ("psycopg 3, pgAdmin", "Unable to connect to server: connection timeout expired"),
            ("pgx", "failed to connect to `host=x`: dial error (timeout: context deadline exceeded)"),
            ("lib/pq", "dial tcp 10.1.0.4:5432: i/o timeout"),
            ("JDBC", "The connection attempt failed. Caused by: java.net.SocketTimeoutException: connect timed out"),
            (
                "JDBC, refused or not",
                "Connection to x:5432 refused. Check that the hostname and port are correct. Caused by: \
                java.net.ConnectException: Connection timed out",
            ),
            (
                "Npgsql",
                "Failed to connect to 10.1.0.4:5432 ---> System.TimeoutException: Timeout during connection attempt",
            ),
            (
                "Npgsql, Windows",
                "A connection attempt failed because the connected party did not properly respond after a \
                period of time",
            ),
            ("node-postgres", "Error: connect ETIMEDOUT 10.1.0.4:5432"),
            ("node-postgres, limited", "Error: Connection terminated due to connection timeout"),
        ],
    ),
    (
        "the machine refuses",
        "connection refused",
        Some("source/admission"),
        &[
            (
                "libpq",
                "could not connect to server: Connection refused\n\tIs the server running on host \"10.1.0.4\" and",
            ),
            ("libpq 14", "connection to server at \"10.1.0.4\", port 5432 failed: Connection refused"),
            ("libpq, Windows", "Connection refused (0x0000274D/10061)"),
            (
                "the wizard",
                "Connection failed. Exception while connecting. No connection could be made because the target \
                machine actively refused it",
            ),
            (
                "JDBC",
                "Connection to x:5432 refused. Check that the hostname. Caused by: ConnectException: Connection refused",
            ),
            ("Npgsql", "Failed to connect to 10.1.0.4:5432 ---> SocketException (111): Connection refused"),
            ("pgx", "failed to connect to `host=x`: dial error (dial tcp 10.1.0.4:5432: connect: connection refused)"),
            ("node-postgres", "Error: connect ECONNREFUSED 10.1.0.4:5432"),
        ],
    ),
    (
        "refused or dropped, which the driver does not say",
        "refused, as JDBC says it",
        Some("source/nsg"),
        &[(
            "JDBC",
            "Connection to x:5432 refused. Check that the hostname and port are correct and that the postmaster",
        )],
    ),
    (
        "nothing leads there",
        "no route",
        Some("source/route"),
        &[
            ("libpq 14", "connection to server at \"x\" (10.1.0.4), port 5432 failed: No route to host"),
            ("libpq 14, IPv6", "connection to server at \"x\" (fd00::4), port 5432 failed: Network is unreachable"),
            ("Npgsql", "Exception while connecting ---> SocketException (113): No route to host"),
            ("node-postgres", "connect ENETUNREACH 10.1.0.4:5432"),
        ],
    ),
    (
        "the address is not allowed, over TLS",
        "no pg_hba.conf entry, with TLS",
        Some("source/firewall"),
        &[
            ("PostgreSQL 13", "FATAL: no pg_hba.conf entry for host \"20.1.2.3\", user \"u\", database \"d\", SSL on"),
            (
                "PostgreSQL 14",
                "FATAL: no pg_hba.conf entry for host \"20.1.2.3\", user \"u\", database \"d\", SSL encryption",
            ),
            (
                "libpq, both attempts",
                "FATAL: no pg_hba.conf entry for host \"20.1.2.3\", user \"u\", database \"d\", no \
                encryption\nFATAL: no pg_hba.conf entry for host \"20.1.2.3\", user \"u\", database \"d\", SSL encryption",
            ),
        ],
    ),
    (
        "the client does not use TLS",
        "no pg_hba.conf entry, without TLS",
        Some("source/tls"),
        &[
            ("PostgreSQL 13", "FATAL: no pg_hba.conf entry for host \"10.1.2.3\", user \"u\", database \"d\", SSL off"),
            (
                "PostgreSQL 14",
                "FATAL: no pg_hba.conf entry for host \"10.1.2.3\", user \"u\", database \"d\", no encryption",
            ),
            ("single server", "FATAL: SSL connection is required. Please specify SSL options and retry."),
        ],
    ),
    (
        "the server does not use TLS",
        "server does not support TLS",
        Some("source/tls"),
        &[
            ("libpq", "server does not support SSL, but SSL was required"),
            ("JDBC", "The server does not support SSL."),
            ("Npgsql", "SSL connection requested. No SSL enabled connection from this host is configured."),
            ("pgx", "failed to connect to `host=x`: tls error (server refused TLS connection)"),
            ("lib/pq", "pq: SSL is not enabled on the server"),
            ("asyncpg", "ConnectionError: PostgreSQL server at \"x:5432\" rejected SSL upgrade"),
            ("node-postgres", "The server does not support SSL connections"),
        ],
    ),
    (
        "the certificate is not trusted",
        "certificate not trusted",
        Some("source/tls"),
        &[
            ("libpq", "SSL error: certificate verify failed"),
            ("libpq, no roots", "root certificate file \"/root/.postgresql/root.crt\" does not exist"),
            ("libpq, another name", "server certificate for \"x\" does not match host name \"10.1.0.4\""),
            ("JDBC", "PKIX path building failed: unable to find valid certification path to requested target"),
            ("Npgsql", "The remote certificate is invalid according to the validation procedure"),
            ("pgx", "tls error (x509: certificate signed by unknown authority)"),
            ("node-postgres", "self-signed certificate in certificate chain"),
        ],
    ),
    (
        "the password is wrong",
        "603100",
        None,
        &[
            ("libpq", "FATAL:  password authentication failed for user \"u\""),
            (
                "pgx, TLS preferred",
                "tls error: server refused TLS connection\nFATAL: password authentication failed for user",
            ),
        ],
    ),
    (
        "the wizard says that the password is wrong",
        "wizard: the provided password is incorrect",
        Some("source/admission"),
        &[("the wizard", "Failed to connect to server : Authentication failed. The provided password is incorrect.")],
    ),
    (
        "the server is not running",
        "the server is not ready",
        Some("source/server-state"),
        &[("Azure", "ServerIsNotReady: Server orders-new is busy with other operations. Please try later")],
    ),
    (
        "PostgreSQL is not up yet",
        "PostgreSQL is starting or stopping",
        Some("source/server-state"),
        &[("PostgreSQL", "FATAL: the database system is starting up")],
    ),
    (
        "the connection broke",
        "connection lost while copying",
        Some("source/route"),
        &[
            ("libpq", "server closed the connection unexpectedly"),
            ("JDBC", "An I/O error occurred while sending to the backend."),
            ("Npgsql", "An existing connection was forcibly closed by the remote host"),
            ("node-postgres", "Error: Connection terminated unexpectedly"),
        ],
    ),
    (
        "the connection broke, as psql says it",
        "the connection to the server was lost",
        Some("source/route"),
        &[
            ("psql", "The connection to the server was lost. Attempting reset: Failed."),
            ("pgAdmin", "Connection to the server has been lost."),
        ],
    ),
    (
        "a VNet rule on a server that denies public access",
        "FeatureSwitchNotEnabled",
        Some("source/private-endpoint"),
        &[("Azure", "(FeatureSwitchNotEnabled) Requested feature is not enabled")],
    ),
    (
        "an endpoint for a VNet-integrated server",
        "PrivateEndpointFeatureNotSupportedOnServer",
        Some("target/delegated-subnet"),
        &[(
            "Azure",
            "The given server orders-new does not support private endpoint feature. Please create a new server",
        )],
    ),
    (
        "a second zone of one name",
        "overlapping namespaces",
        Some("source/a-record"),
        &[("Azure", "A virtual network cannot be linked to multiple zones with overlapping namespaces.")],
    ),
    (
        "the server's own zone is not linked",
        "VnetNotLinkedToPrivateDnsZone",
        Some("target/server-zone-links"),
        &[("Azure", "polling after Create: Code=\"VnetNotLinkedToPrivateDnsZone\"")],
    ),
    (
        "a VNet with IPv6",
        "IPv6 address space",
        Some("target/delegated-subnet"),
        &[("Azure", "The virtual network v has IPv6 address space which is currently not supported.")],
    ),
    (
        "a side of a peering is left over",
        "RemotePeeringIsDisconnected",
        Some("source/peering"),
        &[("Azure", "Cannot create or update peering a because remote peering b is in Disconnected state.")],
    ),
    (
        "a side of a peering is missing or old",
        "remote sync required",
        Some("source/peering"),
        &[
            ("the portal", "Peering sync status: Remote sync required"),
            ("az", "\"peeringSyncLevel\": \"RemoteNotInSync\""),
        ],
    ),
    (
        "ranges overlap",
        "address spaces overlap",
        Some("source/peering"),
        &[("Azure", "unexpected status 400 with error: VnetAddressSpaceOverlapsWithAlreadyPeeredVnet: Cannot create")],
    ),
    (
        "the service could not connect",
        "603000",
        Some("source/firewall"),
        &[("the service", "603000: Connection failed. Connection to the server `x` was unsuccessful.")],
    ),
];

/// The one message that a text holds.
fn only(text: &str) -> Recognised {
    let mut all = recognise(text, &Config::default());
    assert_eq!(all.len(), 1, "{text}: {all:#?}");
    all.remove(0)
}

#[test]
fn every_wording_of_a_fault_is_the_same_message() {
    for (kind, id, step, wordings) in KINDS {
        for (client, text) in *wordings {
            let found = only(text);
            assert_eq!(found.message.id, *id, "{kind}, {client}: {text}");
            match step {
                Some(step) => assert!(found.message.steps.contains(step), "{kind}: {step}"),
                None => assert!(found.message.steps.is_empty(), "{kind}"),
            }
        }
    }
}

#[test]
fn a_refusal_is_no_silence_and_missing_tls_no_firewall() {
    for (text, never) in [
        ("could not connect to server: Connection refused", "drops the packets"),
        ("no pg_hba.conf entry for host \"10.1.2.3\", user \"u\", database \"d\", no encryption", "Admit the address"),
        ("Authentication failed. The provided password is incorrect.", "The network lets"),
    ] {
        let message = only(text).message;
        assert!(!message.meaning.contains(never) && !message.advice.contains(never), "{text}: {never}");
    }
}

/// The texts of a file: who says each, and the text.
fn texts() -> Vec<(&'static str, &'static str)> {
    let file = include_str!("messages/texts.txt");
    file.split("== ")
        .skip(1)
        .filter_map(|it| it.split_once('\n'))
        .map(|(client, text)| (client, text.trim_end()))
        .collect()
}

/// The migration that the texts are of.
fn migration(settings: &[(Setting, &str)]) -> Config {
    let mut config = Config::default();
    for (setting, value) in [(Setting::SourceName, "orders-old"), (Setting::TargetName, "orders-new")] {
        setting.set(&mut config, value).expect("a name");
    }
    for (setting, value) in settings {
        setting.set(&mut config, value).expect("a value");
    }
    config
}

/// What is said of a text, a line for each part.
fn said(all: &[Explanation]) -> String {
    let mut said = String::new();
    for it in all {
        let words = |it: &[&str]| if it.is_empty() { "nothing".to_owned() } else { it.join(" ") };
        let proven: Vec<&str> = it.proven.iter().map(|it| it.word()).collect();
        let steps: Vec<&str> = it.steps.iter().take(4).map(|it| it.word()).collect();
        let end = it.connection.map_or("an end that is not known", |it| it.word());
        let named = it.server.as_deref().unwrap_or("no name");
        writeln!(said, "{}\n  to: {end} ({named})\n  proven: {}\n  first: {}", it.id, words(&proven), words(&steps))
            .expect("text");
        if let Some(address) = &it.address {
            writeln!(said, "  address: {}", address.split(". ").next().unwrap_or_default()).expect("text");
        }
        for (setting, value) in &it.settings {
            writeln!(said, "  sets: {}={value}", setting.word()).expect("text");
        }
    }
    if all.is_empty() {
        said.push_str("not known\n");
    }
    said
}

#[test]
fn each_text_says_which_connection_failed_what_works_and_where_to_look() {
    let said = |(client, text)| format!("== {client}\n{}", said(&explain(text, &migration(&[]), &Findings::default())));
    let table = texts().into_iter().map(said).collect::<Vec<_>>().concat();
    assert!(!table.contains("hunter2"), "no secret is said again");
    insta::assert_snapshot!(table);
}

#[test]
fn a_text_means_the_same_however_it_was_copied() {
    for (client, text) in texts() {
        let plain = said(&explain(text, &migration(&[]), &Findings::default()));
        let json = serde_json::to_string(text).expect("JSON");
        let html = text.replace('"', "&quot;").replace('\'', "&#39;");
        let mail = format!("> {}", text.replace('\n', "\r\n> "));
        for (how, copied) in [("JSON", json), ("HTML", html), ("mail", mail), ("one line", text.replace('\n', " "))] {
            let copied = said(&explain(&copied, &migration(&[]), &Findings::default()));
            // Two errors without a line between them are told apart by how errors begin.
            if !(client.contains("narrow") || client == "two unlike errors" && how == "one line") {
                assert_eq!(copied, plain, "{client}, as {how}");
            }
        }
    }
}

#[test]
fn a_line_and_the_answer_of_another_tool_below_it_are_two_errors() {
    let line = "FATAL: no pg_hba.conf entry for host \"10.1.0.4\", user \"a\", database \"b\", SSL off";
    let json =
        "{\"error\":{\"code\":\"603000\",\"message\":\"Connection to the server orders-old was unsuccessful.\"}}";
    let all = explain(&format!("{line}\n{json}"), &migration(&[]), &Findings::default());
    let said: Vec<_> = all.iter().map(|it| (it.id, it.server.as_deref())).collect();
    assert_eq!(said, [("no pg_hba.conf entry, without TLS", None), ("603000", Some("orders-old"))]);
    // The same one twice is one.
    let all = explain(
        &format!("{line}\n{{\"message\": \"{}\"}}", line.replace('"', "\\\"")),
        &migration(&[]),
        &Findings::default(),
    );
    assert_eq!(all.len(), 1);
}

#[test]
fn a_reset_before_there_was_a_connection_lost_none() {
    for (text, id) in [
        ("Error: connect ECONNRESET 10.1.0.4:5432", "connection reset while connecting"),
        ("Error: read ECONNRESET", "connection lost while copying"),
        ("could not receive data from server: Connection reset by peer", "connection lost while copying"),
        ("lookup x on 10.0.0.10:53: read tcp 10.2.0.4:5353->10.0.0.10:53: i/o timeout", "no answer from DNS"),
        ("java.net.SocketTimeoutException: Connect timed out", "time-out"),
        ("FATAL: database \"orders\" does not exist", "role or database does not exist"),
        ("FATAL: the database system is not yet accepting connections", "PostgreSQL is starting or stopping"),
        ("ERROR: out of shared memory", "out of shared memory"),
        ("(PrivateDnsZoneNameNotValid) The zone is not valid.", "PrivateDnsZoneNameNotValid"),
        ("The location of Vnet should be same as the location of the server.", "server and VNet in different regions"),
    ] {
        assert_eq!(only(text).message.id, id, "{text}");
    }
    assert_eq!(only("Error: connect ECONNRESET 10.1.0.4:5432").message.reached, None);
}

#[test]
fn what_did_not_leave_the_machine_proves_nothing() {
    let near = |id: &str| id == "connection over a Unix socket" || id == "connection within one machine";
    let texts = KINDS.iter().filter(|it| near(it.1)).flat_map(|it| it.3);
    for (client, text) in texts {
        let all = explain(text, &migration(&[]), &Findings::default());
        assert_eq!(all.len(), 1, "{client}: {text}");
        assert!(all[0].proven.is_empty() && all[0].steps.is_empty(), "{client}: {text}");
        assert!(!all[0].advice.contains("lets") && !all[0].advice.contains("password"), "{client}: {text}");
    }
}

#[test]
fn a_public_address_of_a_private_server_leads_to_dns_first() {
    let text = "connection to server at \"orders-old.postgres.database.azure.com\" (20.1.2.3), port 5432 failed: Connection timed out";
    let steps = |access| {
        let all = explain(text, &migration(&[(Setting::SourceAccess, access)]), &Findings::default());
        all[0].steps.iter().map(|it| it.word()).collect::<Vec<_>>()
    };
    assert_eq!(steps("private"), ["source/zone-link-client", "source/a-record"]);
    assert!(steps("public").contains(&"source/firewall"));
}

#[test]
fn an_error_is_found_wherever_it_stands_in_a_log() {
    let text = "connection to server at \"10.0.0.4\", port 5432 failed: Connection timed out";
    let alone = said(&explain(text, &migration(&[]), &Findings::default()));
    assert!(!alone.is_empty());
    for place in [0, 2_500, 4_999] {
        let line = |at| if at == place { text } else { "2026-11-28T02:10:00Z INFO table 6030 of 7000 is copied" };
        let log = (0..5_000).map(line).collect::<Vec<_>>().join("\n");
        assert!(200_000 < log.len());
        assert_eq!(said(&explain(&log, &migration(&[]), &Findings::default())), alone, "line {place}");
    }
}

#[test]
fn the_steps_are_those_that_the_migration_has() {
    let steps = |text: &str, settings: &[(Setting, &str)]| -> Vec<&str> {
        let all = explain(text, &migration(settings), &Findings::default());
        all[0].steps.iter().map(|it| it.word()).collect()
    };
    let private = [
        (Setting::SourceKind, "single-server"),
        (Setting::SourceAccess, "private"),
        (Setting::TargetAccess, "vnet-integrated"),
        (Setting::RuntimeUsed, "false"),
    ];
    let on_premises = [
        (Setting::SourceKind, "on-premises"),
        (Setting::SourceAccess, "public"),
        (Setting::TargetAccess, "public"),
        (Setting::RuntimeUsed, "false"),
    ];
    let own = steps("603000", &private);
    assert!(own.contains(&"source/private-endpoint") && own.contains(&"source/peering"), "{own:?}");
    assert!(!own.contains(&"source/firewall") && !own.contains(&"target/peering"), "{own:?}");
    let other = steps("603000", &on_premises);
    assert!(other.contains(&"source/firewall") || other.contains(&"source/admission"), "{other:?}");
    assert!(!other.contains(&"source/private-endpoint") && !other.contains(&"source/peering"), "{other:?}");
}

#[test]
fn a_known_access_decides_what_a_public_address_means() {
    let text = "connection to server at \"orders-old.postgres.database.azure.com\" (20.50.60.70), port 5432 failed: timeout expired";
    for (access, says) in [("private", "resolves to the wrong one"), ("public", "the server's firewall must allow")] {
        let all = explain(text, &migration(&[(Setting::SourceAccess, access)]), &Findings::default());
        let address = all[0].address.as_deref().unwrap_or_default();
        assert!(address.contains(says) && !address.contains("If "), "{access}: {address}");
    }
}
