//! Lists the error messages that pgreach knows, with what each says of the network.
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

mod admission;
mod azure;
mod elsewhere;
mod general;
mod languages;
mod local;
mod login;
mod names;
mod network;
mod recognise;
mod server;
mod service;
mod session;
mod text;
mod tls;
mod tools;

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

/// Every message by what it is about, the most telling first: of one error, the first one with a needle in it is the one.
static MESSAGES: [&[Message]; 14] = [
    elsewhere::MESSAGES,
    service::MESSAGES,
    login::MESSAGES,
    server::MESSAGES,
    admission::MESSAGES,
    tls::MESSAGES,
    azure::RESOURCES,
    names::MESSAGES,
    network::MESSAGES,
    tools::MESSAGES,
    general::MESSAGES,
    session::MESSAGES,
    azure::REQUESTS,
    &general::FATAL,
];

/// Returns every message, the most telling first.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    MESSAGES.into_iter().flatten()
}
