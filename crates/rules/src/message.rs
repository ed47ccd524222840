//! What a pasted error message says of the network.
//!
//! Sources: "Troubleshooting networking and connectivity errors in Single to Flex Migration tool" (2023-06-14) for
//! ST008; "Troubleshoot errors in the migration service" (2025-02-07) for the six-digit codes; the firewall articles
//! of single and flexible server for the texts that begin with FATAL. What clients say: libpq ("Connecting to the
//! Server", PostgreSQL 17), pgjdbc (ConnectionFactoryImpl.java), pgx (pgconn.go), Npgsql (NpgsqlConnector.cs, issues 2399 of
//! 2019-04 and 4231 of 2021-12), psycopg 3, asyncpg, node-postgres. What Azure says: `FeatureSwitchNotEnabled` (Azure/azure-cli
//! issue 25580, 2023-02-25), `PrivateEndpointFeatureNotSupportedOnServer` (terraform-provider-azurerm 27732, 2024-10-23),
//! overlapping namespaces (azure-aks-docs 212, 2025-04-23), `VnetNotLinkedToPrivateDnsZone` (terraform-provider-azurerm 28079,
//! 2024-11-20), `IPV6AddressSpaceNotSupportedForVnet` (jenkins-infra/azure 356, 2023-05-22), `RemotePeeringIsDisconnected`
//! (hashicorp/terraform 18091, 2018-05-21), `VnetAddressSpaceOverlapsWithAlreadyPeeredVnet` (Azure/ResourceModules 731,
//! 2021-12-04), the wizard's wrong password (mslearn-postgresql 11, 2024-05-03). What the migration tool of 2023 says: "Common
//! errors and special scenarios for PostgreSQL Single Server to Flexible using the Single to Flex migration tool" (2023-05-01).
//! What `pg_isready` says: its page (PostgreSQL 17); it says "no response" of a refusal, too.
//!
//! Longer than 500 lines: a table, one entry for each text.

mod languages;
mod recognise;
mod text;

use crate::{Setting, keyword::keyword};

pub use recognise::{Recognised, recognise};
pub use text::LONGEST;

/// An error message that pgreach knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// How people name it: its code, or its first words.
    pub id: &'static str,
    /// Words that a text of this message contains, in lower case, with single spaces, the text with a space before it. One of them is enough. Between words
    /// around `…` there may be others. A code of letters and digits alone is one only where it stands alone, and one of digits
    /// alone only where it is said to be one.
    needles: &'static [&'static str],
    /// What it means.
    pub meaning: &'static str,
    /// What to do with that.
    pub advice: &'static str,
    /// The settings that it gives away.
    pub settings: &'static [(Setting, &'static str)],
    /// The steps that it points to.
    pub steps: &'static [&'static str],
    /// Whether the address that the client connected to says more.
    reads_address: bool,
    /// How far the connection came, where the message proves it.
    pub reached: Option<Reached>,
    /// What it is about.
    kind: Kind,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A connection, and how it ended.
    Connection,
    /// A name, and the address that was answered: the client connected to nothing.
    Name,
    /// A connection, without how it ended: where another message of the same connection says that, it counts.
    General,
    /// A change that Azure refused, or a resource as Azure shows it.
    Azure,
}

keyword! {
    /// How far a connection came. Each stage is passed only after those before it.
    Reached {
        /// The name was resolved to an address.
        Address = "address", "its name resolves";
        /// A machine at the address answered.
        Host = "host", "packets reach its address, and the replies come back";
        /// The port took the connection.
        Port = "port", "the network lets connections to its port pass";
        /// PostgreSQL answered.
        Server = "server", "PostgreSQL answers";
        /// PostgreSQL answered over TLS.
        Tls = "tls", "client and server agree on TLS";
        /// The server let the client's address in, and asked for its login.
        Login = "login", "the server admits the client's address";
        /// The login was good.
        Session = "session", "the login is good";
    }
}

/// A message of a connection that gives nothing else away: what the others are made of.
const CONNECTION: Message = Message {
    id: "",
    needles: &[],
    meaning: "",
    advice: "",
    settings: &[],
    steps: &[],
    reads_address: false,
    reached: None,
    kind: Kind::Connection,
};

const GENERAL: Message = Message { kind: Kind::General, ..CONNECTION };

const NAME: Message = Message { kind: Kind::Name, ..CONNECTION };

const AZURE: Message = Message { kind: Kind::Azure, ..CONNECTION };

/// A line that rejects: unlike no line at all, it is there.
const REJECTS: Message = Message {
    meaning: "The server was reached, and a line of its pg_hba.conf that rejects fits the connection.",
    advice: "The network lets the connection pass. On a server of your own, look at the first line that fits the address, the \
             user, the database and TLS: it says reject. Put a line that admits the client before it. A managed server has such \
             lines for what it keeps to itself, as Azure's azure_maintenance database.",
    steps: &["source/admission", "source/tls"],
    ..CONNECTION
};

/// The client is a tool of Azure's, and it is Azure's management, or the sign-in, that it does not reach.
const WORKSTATION: Message = Message {
    id: "Azure is not reached from this machine",
    needles: &["unable to connect to proxy", "proxyerror", "azure cli behind a proxy"],
    meaning: "The command line could not reach Azure's management or its sign-in from the machine that it ran on.",
    advice: "It says nothing of the migration. Look at that machine's own network: its internet access, its proxy \
             (HTTPS_PROXY), and where a proxy inspects TLS, its certificate (REQUESTS_CA_BUNDLE for the Azure CLI). Or run the \
             command in Cloud Shell.",
    ..AZURE
};

/// The hosts of Azure's management and sign-in, in each cloud. None of them is a server of a migration.
///
/// Sources: "Allow the Azure portal URLs on your firewall or proxy server"; "Compare Azure Government and global Azure"; "Azure
/// China developer guide".
static MANAGEMENT: [&str; 11] = [
    "management.azure.com",
    "login.microsoftonline.com",
    "login.microsoft.com",
    "login.windows.net",
    "graph.microsoft.com",
    "graph.windows.net",
    "management.usgovcloudapi.net",
    "login.microsoftonline.us",
    "management.chinacloudapi.cn",
    "login.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
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

/// Every message, the most telling first: of one error, the first one with a needle in it is the one.
pub static MESSAGES: &[Message] = &[
    WORKSTATION,
    Message {
        id: "connection over a Unix socket",
        needles: &[
            "connection to server on socket",
            "connections on unix domain socket",
            "connections on that socket",
            "/tmp:5432 - ",
            "/var/run/postgresql:5432 - ",
        ],
        meaning: "The client was given no host, so it looked for a server on its own machine, over a Unix socket. Nothing \
                  went over the network.",
        advice: "It says nothing of the migration. Give the client the name of the server: psql \"host=SERVER …\", -h, or \
                 PGHOST.",
        ..CONNECTION
    },
    Message {
        id: "ST008",
        needles: &["st008", "connectivity attempt to source single server from target flexible server failed"],
        meaning: "The target could not connect to the source single server.",
        advice: "This text comes from the migration tool of 2023: the source is a single server and the target \
                 connects to it. Fill in the access of both.",
        settings: &[(Setting::SourceKind, "single-server"), (Setting::RuntimeUsed, "false")],
        steps: &[
            "source/private-endpoint",
            "source/vnet-rule",
            "source/service-endpoint",
            "source/server-state",
            "source/peering",
            "source/nsg",
            "source/route",
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
        ],
        ..GENERAL
    },
    Message {
        id: "public network access is disabled",
        needles: &["public network access on this server is disabled"],
        meaning: "Azure's gateway was reached and turned the connection away: the server takes none over public addresses. The \
                  name led the client to the public address, and not to the private endpoint.",
        advice: "Look at the zone's link to the client's VNet and at the record. A VNet with DNS servers of its own needs a \
                 forwarder to 168.63.129.16 on them. Do not turn public access on only for that.",
        steps: &[
            "source/private-endpoint",
            "source/zone-link-client",
            "source/a-record",
            "source/dns-servers",
            "source/shadowing-zone",
            "target/private-endpoint",
            "target/zone-link-client",
            "target/a-record",
            "target/dns-servers",
            "target/shadowing-zone",
        ],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "the gateway knows no such server",
        needles: &["the server name you tried cannot be found"],
        meaning: "Azure's gateway was reached, and knows no server of the name that the client gave: it is written wrongly, or \
                  the server was deleted or retired.",
        advice: "The network lets connections to the gateway pass. Connect to the server's own full name, and log in as \
                 user@server to a single server.",
        steps: &["source/server-state", "target/server-state"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "Burstable target",
        needles: &["burstable sku isn't supported", "burstable sku is not supported"],
        meaning: "The migration tool of 2023 takes no Burstable flexible server as the target. It is not about the network.",
        advice: "Scale the target to General Purpose or Memory Optimized (Compute + storage) for the migration.",
        ..AZURE
    },
    Message {
        id: "cross-region migration",
        needles: &["cross-region migration isn't supported", "cross-region migration is not supported"],
        meaning: "The migration tool of 2023 migrates within one region only. It is not about the network.",
        advice: "Take a target in the source's region, or the migration service of today.",
        ..AZURE
    },
    Message {
        id: "extensions that are not allowed",
        needles: &["aren't allowlisted on target", "are not allowlisted on target", "aren't allow-listed on target"],
        meaning: "The target does not allow extensions that the source uses. It is not about the network.",
        advice: "Add the extensions that the text names to azure.extensions, a server parameter of the target, and try again.",
        ..AZURE
    },
    Message {
        id: "603001",
        needles: &["603001", "ssl configuration error"],
        meaning: "The server was reached, but it does not speak TLS on that port.",
        advice: "The network lets the connection pass. Set the SSL mode to prefer and try again, and make sure of the \
                 port: 6432 is a pooler, 5432 is PostgreSQL.",
        steps: &["source/tls", "source/port", "source/pooler"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "603101 to 603117, 603400 to 603413",
        needles: &[
            "603101", "603102", "603103", "603104", "603105", "603106", "603107", "603108", "603109", "603110",
            "603111", "603112", "603113", "603114", "603115", "603116", "603117", "603400", "603401", "603402",
            "603403", "603404", "603405", "603406", "603407", "603408", "603409", "603410", "603411", "603412",
            "603413",
        ],
        meaning: "The migration service compared the servers, and something in their roles, settings, \
                 extensions or data does not fit.",
        advice: "This is not about the network: the service found it in a server, so that it reached that \
                 server. The article on the error codes of the migration service says what to change. It does \
                 not say that the other connection works.",
        ..CONNECTION
    },
    Message {
        id: "603700 to 603709",
        needles: &[
            "603700",
            "603701",
            "603702",
            "603703",
            "603704",
            "603705",
            "603706",
            "603707",
            "603708",
            "603709",
            "migration setup failed",
        ],
        meaning: "The migration service failed within itself: this says nothing of a connection.",
        advice: "Look whether all servers are Ready and the delegated subnet has free addresses, and try \
                 again. If it stays so, open a support request with the code.",
        steps: &["source/server-state", "target/server-state", "runtime/server-state"],
        ..CONNECTION
    },
    Message {
        id: "wizard: the provided password is incorrect",
        needles: &["provided password is incorrect"],
        meaning: "The portal's wizard says this of a wrong password, and of servers that did not let it log in for \
                  another reason.",
        advice: "It is no proof that the network lets the connection pass. Log in with psql from a VM in the same \
                 VNet. If that fails too: the security group of the source's VM, listen_addresses, pg_hba.conf, and \
                 only then the password.",
        steps: &["source/admission", "source/nsg", "source/firewall"],
        ..CONNECTION
    },
    Message {
        id: "603100",
        needles: &[
            "603100",
            "password authentication failed",
            "28p01",
            "no password supplied",
            "client password must be a string",
            "authentication failed for user",
            "authentication failed. the password for server",
            "is incorrect. enter the correct password",
        ],
        meaning: "The server was reached and refused the password.",
        advice: "The network lets this connection pass. Correct the password and try again.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "Entra token not valid",
        needles: &["access token not valid", "failed to authenticate with microsoft entra"],
        meaning: "The server was reached and refused the sign-in with Microsoft Entra ID.",
        advice: "The network lets this connection pass. Take a new token (one is good for an hour at most), for the tenant of the \
                 server, and the user name as the server has it.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "the driver is too old for SCRAM",
        needles: &[
            "authentication type 10 is not supported",
            "authentication method 10 not supported",
            "scram authentication requires libpq version 10",
            "scram authentication is not supported",
        ],
        meaning: "The server was reached and asked for a login with SCRAM, which this driver does not know: it is too old.",
        advice: "The network lets this connection pass, and pg_hba.conf is not at fault, whatever the driver says of it. Use a \
                 newer one: libpq 10, pgjdbc 42.2 or later.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "invalid user name for single server",
        needles: &["invalid username specified", "the username should be in <username@hostname>"],
        meaning: "The gateway of Azure was reached, and does not know for which single server the connection \
                 is: the user name lacks @ and the name of the server.",
        advice: "The network lets connections to the gateway pass. Log in as user@server, with the short name \
                 of the single server.",
        settings: &[(Setting::SourceKind, "single-server")],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "role or database does not exist",
        needles: &[
            "3d000",
            "fatal: database \"",
            "fatal: role \"",
            "permission denied for database",
            "is not permitted to log in",
        ],
        meaning: "The server was reached, and lacks the database, or the role lacks a privilege.",
        advice: "The network lets this connection pass. Correct the name of the database, or the privileges \
                 of the role that migrates.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "server version mismatch",
        needles: &["aborting because of server version mismatch"],
        meaning: "The server was reached and logged in to; pg_dump is older than the server.",
        advice: "The network lets this connection pass. Use the pg_dump of the newer major version of both \
                 servers.",
        reached: Some(Reached::Session),
        ..CONNECTION
    },
    Message {
        id: "too many connections",
        needles: &["remaining connection slots", "too many connections for"],
        meaning: "The server was reached and takes no more connections.",
        advice: "The network lets this connection pass. Close idle sessions, or raise max_connections for the \
                 migration.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    // Said before pg_hba.conf is asked ("InitProcess", src/backend/storage/lmgr/proc.c, PostgreSQL 17). The code is that of both.
    Message {
        id: "too many clients",
        needles: &["too many clients already", "sqlstate 53300"],
        meaning: "The server was reached and takes no more connections; whether it admits the client's address it did not \
                  look at.",
        advice: "The network lets this connection pass. Close idle sessions, or raise max_connections for the \
                 migration.",
        reached: Some(Reached::Server),
        ..CONNECTION
    },
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
            "terminating connection due to administrator command",
            "57p03",
            "57p01",
        ],
        meaning: "PostgreSQL answered, and takes no connections at this moment: it is about to start or stop, \
                 or recovers.",
        advice: "The network lets this connection pass. Wait until the server runs, and try again. If it \
                 stays so, look at the state of the server and its log.",
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
        meaning: "The connection was made and broke later.",
        advice: "The network lets connections pass. Something on the way drops idle connections, as an appliance that \
                 a route leads to: set tcp_keepalives_idle=10, tcp_keepalives_interval=10 and tcp_keepalives_count=60 \
                 on both servers.",
        steps: &["source/route", "source/hybrid-connection", "target/route"],
        reached: Some(Reached::Session),
        ..CONNECTION
    },
    Message {
        id: "Client from Azure Virtual Networks is not allowed",
        needles: &["client from azure virtual networks is not allowed"],
        meaning: "The subnet has the Microsoft.Sql service endpoint, and the single server has no VNet rule for it.",
        advice: "Add the VNet rule, or take the service endpoint off the subnet. An IP firewall rule does not help.",
        settings: &[(Setting::SourceKind, "single-server"), (Setting::SourceAccess, "public")],
        steps: &["source/vnet-rule", "source/service-endpoint"],
        reached: Some(Reached::Server),
        ..CONNECTION
    },
    Message {
        id: "no pg_hba.conf entry for replication",
        needles: &["no pg_hba.conf entry for replication connection"],
        meaning: "The server was reached, and its pg_hba.conf has no line for replication from the client's address.",
        advice: "The network lets the connection pass. On a server of your own, add a line whose database is replication: a line \
                 for all does not fit it. Logical replication, as the migration service has it, does not need one.",
        steps: &["source/admission"],
        reached: Some(Reached::Server),
        ..CONNECTION
    },
    Message {
        id: "pg_hba.conf rejects, with TLS",
        needles: &["pg_hba.conf rejects … ssl on", "pg_hba.conf rejects … ssl encryption"],
        reached: Some(Reached::Tls),
        ..REJECTS
    },
    Message { id: "pg_hba.conf rejects", needles: &["pg_hba.conf rejects"], reached: Some(Reached::Server), ..REJECTS },
    Message {
        id: "no pg_hba.conf entry, with TLS",
        needles: &["\", ssl on", ",\" ssl on", "\", ssl encryption", ", ssl encryption", ", ssl on"],
        meaning: "The server was reached over TLS and does not allow the address that the connection came from.",
        advice: "Where the server is Azure's, its firewall does not allow the address; where it is another provider's, its \
                 list of allowed networks does not; a server of your own has no line for it in pg_hba.conf. Admit the address \
                 that the text names.",
        steps: &["source/firewall", "source/admission", "target/firewall"],
        reached: Some(Reached::Tls),
        ..CONNECTION
    },
    Message {
        id: "no pg_hba.conf entry, without TLS",
        needles: &[
            "\", ssl off",
            "\", no encryption",
            ", ssl off",
            ", no encryption",
            "ssl connection is required",
            "connections using insecure transport are prohibited",
        ],
        meaning: "The server was reached and has no rule for a connection without TLS. A server of Azure's requires TLS \
                  unless that was turned off, and so does RDS from PostgreSQL 15 on (rds.force_ssl).",
        advice: "The network lets the connection pass, and the firewall is another matter. Set the SSL mode to \
                 require, or verify-full for a single server. Only a server of your own without TLS says this of an \
                 address too: there pg_hba.conf needs a line for it.",
        steps: &["source/tls", "source/admission"],
        reached: Some(Reached::Server),
        ..CONNECTION
    },
    Message {
        id: "no pg_hba.conf entry",
        needles: &["no pg_hba.conf entry", "sqlstate 28000"],
        meaning: "The server was reached and does not allow the address that the connection came from.",
        advice: "Where the server is Azure's, its firewall refuses; where it is another provider's, its list of allowed \
                 networks does; at a server of your own it is pg_hba.conf. Admit the address that the text names.",
        steps: &["source/firewall", "source/admission", "target/firewall"],
        reached: Some(Reached::Server),
        ..GENERAL
    },
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
        ],
        meaning: "What answers on that port is not PostgreSQL itself: a pooler, or another service.",
        advice: "The network lets the connection pass. Connect to the port that PostgreSQL listens on, 5432 where \
                 nothing else was set.",
        steps: &["source/port", "source/pooler"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "FeatureSwitchNotEnabled",
        needles: &["featureswitchnotenabled", "requested feature is not enabled"],
        meaning: "The single server denies public network access, so it takes neither VNet rules nor firewall rules.",
        advice: "A VNet rule cannot be had while Deny public network access is Yes: what reaches such a server is a \
                 private endpoint. Do not allow public access only for the rule.",
        steps: &["source/private-endpoint", "source/vnet-rule"],
        ..AZURE
    },
    Message {
        id: "PrivateEndpointFeatureNotSupportedOnServer",
        needles: &["privateendpointfeaturenotsupportedonserver", "does not support private endpoint feature"],
        meaning: "That flexible server cannot have a private endpoint: it is VNet-integrated, or older than Private \
                  Link.",
        advice: "A VNet-integrated server needs none: it is reached in its subnet. A server in public access that was \
                 made before Private Link has to be restored to a new one.",
        steps: &["target/delegated-subnet", "target/private-endpoint"],
        ..AZURE
    },
    Message {
        id: "overlapping namespaces",
        needles: &["zones with overlapping namespaces"],
        meaning: "The VNet is linked to another zone of the same name, and a VNet takes one of each name.",
        advice: "Add the record to the zone that is linked, or attach the endpoint to that one. Or delete that link \
                 first: every name in its zone goes with it.",
        steps: &[
            "source/zone-link-client",
            "source/a-record",
            "source/zone-group",
            "target/zone-link-client",
            "target/a-record",
            "target/zone-group",
        ],
        ..AZURE
    },
    Message {
        id: "VnetNotLinkedToPrivateDnsZone",
        needles: &["vnetnotlinkedtoprivatednszone"],
        meaning: "The private DNS zone of a VNet-integrated server is not linked to the server's own VNet.",
        advice: "Link the zone to that VNet (the zone → Virtual network links), and create the server again.",
        steps: &["target/server-zone-links", "runtime/server-zone-links"],
        ..AZURE
    },
    Message {
        id: "private DNS zone of another name",
        needles: &["private dns zone name cannot be same as", "the suffix of the private dns zone should be"],
        meaning: "A VNet-integrated server does not take a zone of that name.",
        advice: "The zone's name must end with postgres.database.azure.com, or what the cloud has in its place, and \
                 must not be the server's own full name.",
        steps: &["target/server-zone-links", "runtime/server-zone-links"],
        ..AZURE
    },
    Message {
        id: "IPv6 address space",
        needles: &["ipv6addressspacenotsupportedforvnet", "ipv6 address space which is currently not supported"],
        meaning: "The VNet has an IPv6 range, and a flexible server is not integrated into such a VNet.",
        advice: "Take a VNet with IPv4 ranges only for the server, and peer it with the others.",
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "subnet delegated to another service",
        needles: &["can not use subnet with existing delegations"],
        meaning: "The subnet is delegated to another service than flexible servers.",
        advice: "Take another subnet, and delegate it to Microsoft.DBforPostgreSQL/flexibleServers.",
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "RemotePeeringIsDisconnected",
        needles: &["remotepeeringisdisconnected", "is in disconnected state"],
        meaning: "One side of the peering was deleted, and the other one is left over as Disconnected.",
        advice: "First delete the side that is Disconnected, then create both sides. A new side alone is refused.",
        steps: &["source/peering", "target/peering"],
        ..AZURE
    },
    Message {
        id: "remote sync required",
        needles: &["remote sync required", "remotenotinsync", "localnotinsync", "localandremotenotinsync"],
        meaning: "The two sides of a peering do not know the same of each other.",
        advice: "Look at the state of each side. Initiated: the other side is missing, so create that one, and there \
                 is nothing to sync. Connected: an address range was changed since, so sync both sides.",
        steps: &["source/peering", "target/peering"],
        ..AZURE
    },
    Message {
        id: "address spaces overlap",
        needles: &[
            "vnetaddressspaceoverlapswithalreadypeeredvnet",
            "vnetaddressspacesoverlap",
            "cannot be peered because",
        ],
        meaning: "The VNets cannot be peered: their address ranges overlap each other, or those of a VNet that one of \
                  them is peered with.",
        advice: "A server behind a private endpoint needs no peering: give it another endpoint in the VNet of the \
                 client. Else take a VNet with ranges of its own for the target or the runtime server.",
        steps: &["source/peering", "target/peering"],
        ..AZURE
    },
    Message {
        id: "elastic cluster",
        needles: &["elastic cluster does not currently support this operation"],
        meaning: "The target is an elastic cluster, which the migration service does not fill.",
        advice: "Use another flexible server as the target, or pg_dump and pg_restore.",
        steps: &["target/server-state"],
        ..AZURE
    },
    Message {
        id: "NXDOMAIN",
        needles: &["nxdomain", "non-existent domain", "dns name does not exist"],
        meaning: "The name was asked for, and the answer was that there is none: it does not resolve.",
        advice: "Below privatelink: a zone of that name is linked to the VNet and lacks the record. Add the record; \
                 for a public server, the link's fallback to internet (NxDomainRedirect) helps too. Without a linked \
                 zone, look at the zone's links. A name of your own network needs DNS servers in the VNet that know \
                 it.",
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
        ..CONNECTION
    },
    Message {
        id: "no answer from DNS",
        needles: &[
            "temporary failure in name resolution",
            "eai_again",
            ":53: i/o timeout",
            "server misbehaving",
            "servfail",
            "dns request timed out",
            "no servers could be reached",
            "no response from server",
            "[errno -3]",
            "try again later (eai",
            "query timed out",
            "communications error to",
            "can't find … : query refused",
            "can't find … : refused",
            "can't find … : server failed",
            "status: refused",
        ],
        meaning: "No DNS server gave an answer, so the name of the server does not resolve.",
        advice: "Look at the DNS servers of the VNet first, and whether TCP and UDP 53 reach them; then at the zone's \
                 links and the record. Azure's own DNS is 168.63.129.16.",
        steps: &[
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/dns-servers",
            "target/zone-link-client",
            "target/a-record",
        ],
        ..CONNECTION
    },
    Message {
        id: "could not translate host name",
        needles: &[
            "could not translate host name",
            "name or service not known",
            "no such host",
            "nodename nor servname",
            "unknown host",
            "unknownhostexception",
            "no address associated with hostname",
            " enotfound",
            "failed to resolve host",
            "getaddrinfo failed",
            "failed to lookup address information",
            "gaierror",
            "11001)",
            "winerror 11001",
            "hostname resolving error",
            "could not resolve host",
            "cannot resolve host",
            "name resolution failed",
            "ping request could not find host",
            "name resolution of … failed",
            "can't find … : no answer",
            "*** no … records available for",
            "status: noerror … answer: 0,",
        ],
        meaning: "The name of the server does not resolve where the connection starts.",
        advice: "Look at the zone's links and at the record. If the VNet has DNS servers of its own, they must \
                 forward the zone. A public server can be hidden by a zone that does not hold its name.",
        steps: &[
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/dns-servers",
            "target/zone-link-client",
            "target/a-record",
        ],
        ..CONNECTION
    },
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
        steps: &[
            "source/firewall",
            "source/admission",
            "source/port",
            "source/peering",
            "source/hybrid-connection",
            "source/nsg",
            "source/route",
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
        ],
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
        steps: &[
            "source/firewall",
            "source/vnet-rule",
            "source/peering",
            "source/hybrid-connection",
            "source/nsg",
            "source/route",
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
        ],
        reads_address: true,
        ..CONNECTION
    },
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
        meaning: "The connection was made and broke later.",
        advice: "The network lets connections pass. Something on the way drops idle connections, as an appliance that \
                 a route leads to: set tcp_keepalives_idle=10, tcp_keepalives_interval=10 and tcp_keepalives_count=60 \
                 on both servers.",
        steps: &["source/route", "source/hybrid-connection", "target/route"],
        reached: Some(Reached::Port),
        ..CONNECTION
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
        id: "PrivateEndpointConnectionStatusNotPending",
        needles: &["privateendpointconnectionstatusnotpending", "private endpoint connection status is not pending"],
        meaning: "The private endpoint connection was approved or rejected before.",
        advice: "Look at its state. Rejected or Disconnected cannot be approved any more: delete it and make a new \
                 one.",
        steps: &["source/private-endpoint", "target/private-endpoint"],
        ..AZURE
    },
    Message {
        id: "private access enabled server",
        needles: &[
            "firewall rule operations cannot be requested for a private access enabled server",
            "not supported for a server without public access enabled",
        ],
        meaning: "A firewall rule was asked for on a flexible server whose public access is disabled.",
        advice: "That server has no firewall rules. Say how it is reached: VNet integration or a private endpoint.",
        ..AZURE
    },
    Message {
        id: "runtime server is the target",
        needles: &[
            "migration runtime server is same as target",
            // From Azure CLI 2.86 on.
            "migration runtime server cannot be the same as the target",
        ],
        meaning: "The target was given as its own runtime server.",
        advice: "Choose another, VNet-integrated flexible server as the runtime server.",
        settings: &[(Setting::RuntimeUsed, "true")],
        steps: &["runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "runtime server is no flexible server",
        needles: &[
            "migration runtime resource id provided should be flexible server",
            "migration runtime resource identifier must reference a flexible server",
        ],
        meaning: "The runtime server that was given is not a flexible server.",
        advice: "Only a VNet-integrated flexible server can be the runtime server.",
        settings: &[(Setting::RuntimeUsed, "true")],
        steps: &["runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "name of a firewall rule",
        needles: &["the firewall rule name can only contain"],
        meaning: "The name of a firewall rule has characters that Azure does not take, or is too short or too \
                 long.",
        advice: "Take 3 to 128 letters, digits, hyphens and underscores. The rule does not exist yet.",
        steps: &["source/firewall", "target/firewall"],
        ..AZURE
    },
    Message {
        id: "address of a firewall rule",
        needles: &[
            "ip address should be ipv4 format",
            "end ip address is smaller than the start ip address",
            "invalid value given for parameter startipaddress",
            "invalid value given for parameter endipaddress",
        ],
        meaning: "The addresses of a firewall rule are none that Azure takes: both are IPv4 addresses, the \
                 last one not smaller than the first.",
        advice: "Correct them. The rule does not exist yet. For one address, give it twice.",
        steps: &["source/firewall", "target/firewall"],
        ..AZURE
    },
    Message {
        id: "ExportTemplateCompletedWithErrors",
        needles: &["exporttemplatecompletedwitherrors"],
        meaning: "Azure left resources out of this export, so what is missing in it may exist.",
        advice: "Import it, and export what is still missing by itself: pgreach collect writes the commands.",
        ..AZURE
    },
    Message {
        id: "SubnetMissingRequiredDelegation",
        needles: &[
            "subnetmissingrequireddelegation",
            "subnetdelegationrequired",
            "requires delegation to microsoft.dbforpostgresql",
            "is not delegated to microsoft.dbforpostgresql",
        ],
        meaning: "The subnet is not delegated to flexible servers.",
        advice: "Delegate it to Microsoft.DBforPostgreSQL/flexibleServers; it must hold nothing else.",
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "private endpoint in a delegated subnet",
        needles: &[
            "privateendpointcannotbecreatedinsubnet",
            "privateendpointindelegatedsubnet",
            "private endpoints cannot be created in a subnet",
        ],
        meaning: "The subnet takes no private endpoint: it is delegated, or its network policies forbid one.",
        advice: "Create the endpoint in another subnet of the same VNet.",
        steps: &["source/private-endpoint", "target/private-endpoint"],
        ..AZURE
    },
    Message {
        id: "subnet is full",
        needles: &["subnetisfull", "subnet is full", "not enough ip addresses", "insufficientsubnetsize"],
        meaning: "The subnet has no free address.",
        advice: "Take a larger subnet, or free addresses in it.",
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "resource provider is not registered",
        needles: &[
            "missingsubscriptionregistration",
            "subscriptionnotregistered",
            "subscription is not registered to use namespace",
        ],
        meaning: "The subscription is not registered for the kind of resource, so Azure refused the change.",
        advice: "Register the provider that the text names in that subscription: az provider register \
                 --namespace, and wait until it is Registered. For an endpoint or zone in another \
                 subscription: Microsoft.DBforPostgreSQL and Microsoft.Network there.",
        steps: &["source/private-endpoint", "target/private-endpoint"],
        ..AZURE
    },
    Message {
        id: "AuthorizationFailed",
        needles: &["authorizationfailed", "linkedauthorizationfailed", "does not have authorization to perform action"],
        meaning: "Your account may not do this, so nothing was changed. It says nothing of the network.",
        advice: "Ask who owns the resource that the text names for the role, or to make the change. pgreach \
                 runbook --owner writes the part of one team.",
        ..AZURE
    },
    Message {
        id: "RequestDisallowedByPolicy",
        needles: &["requestdisallowedbypolicy", "was disallowed by policy"],
        meaning: "An Azure Policy forbids this, so nothing was changed.",
        advice: "Ask who owns the policy for an exemption, or take another way: a policy that forbids public \
                 access leaves private endpoints.",
        ..AZURE
    },
    Message {
        id: "ResourceNotFound",
        needles: &["resourcenotfound", "resourcegroupnotfound", "under resource group '", "parentresourcenotfound"],
        meaning: "Azure does not know the resource under that name, group and subscription.",
        advice: "Look at the name, the resource group and the subscription of the command: az account show \
                 says which subscription is used. A server that was deleted or retired is not found either.",
        ..AZURE
    },
    Message {
        id: "AnotherOperationInProgress",
        needles: &[
            "anotheroperationinprogress",
            "referencedresourcenotprovisioned",
            "retryableerror",
            "is in updating state",
            "conflictingserveroperation",
        ],
        meaning: "Another change of that resource is not done yet, so this one was refused.",
        advice: "Wait until its provisioning state is Succeeded, and try again.",
        ..AZURE
    },
];
