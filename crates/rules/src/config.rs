//! Defines what is known of one migration: the settings of its three parties, and a person's answers.

use crate::{Date, Exception, Party, Status, StepMap, keyword::keyword};

/// The version of Config, Report and link that this crate reads and writes.
pub const CONTRACT_VERSION: u64 = 1;

keyword! {
    /// What the source server is.
    SourceKind {
        /// Azure Database for PostgreSQL, single server (retired in March 2025).
        SingleServer = "single-server", "Azure single server";
        /// Azure Database for PostgreSQL, flexible server.
        FlexibleServer = "azure-flexible-server", "Azure flexible server";
        /// A server in the person's own data centre.
        OnPremises = "on-premises", "On-premises server";
        /// PostgreSQL installed on an Azure virtual machine.
        AzureVm = "azure-vm", "Azure virtual machine";
        /// Amazon RDS for PostgreSQL.
        AwsRds = "aws-rds", "Amazon RDS for PostgreSQL";
        /// Amazon Aurora PostgreSQL.
        AwsAurora = "aws-aurora", "Amazon Aurora PostgreSQL";
        /// PostgreSQL installed on an Amazon EC2 instance.
        AwsEc2 = "aws-ec2", "Amazon EC2 instance";
        /// Google Cloud SQL for PostgreSQL.
        GcpCloudSql = "gcp-cloud-sql", "Google Cloud SQL for PostgreSQL";
        /// Google AlloyDB for PostgreSQL.
        GcpAlloydb = "gcp-alloydb", "Google AlloyDB for PostgreSQL";
        /// PostgreSQL installed on a Google Compute Engine instance.
        GcpCompute = "gcp-compute", "Google Compute Engine instance";
        /// EDB Postgres.
        Edb = "edb", "EDB Postgres";
        /// Any other PostgreSQL server.
        Other = "other", "Another PostgreSQL server";
    }
}

keyword! {
    /// From where the source server can be reached.
    SourceAccess {
        /// Through a public address.
        Public = "public", "Public";
        /// Only through private addresses.
        Private = "private", "Private";
        /// A flexible server in a delegated subnet.
        VnetIntegrated = "vnet-integrated", "Private access (VNet integration)";
        /// A flexible server with public access disabled, and an approved private endpoint.
        PrivateEndpoint = "private-endpoint", "Private endpoint only";
        /// A flexible server with public access and an approved private endpoint.
        PublicAndPrivateEndpoint = "public-and-private-endpoint", "Public access and a private endpoint";
        /// A flexible server with public access disabled, and no approved private endpoint.
        None = "none", "Nothing can connect";
    }
}

impl SourceAccess {
    /// Whether the server has a public address that counts.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Public | Self::PublicAndPrivateEndpoint)
    }

    /// Whether any server can have it, and not only a flexible one.
    #[must_use]
    pub const fn is_general(self) -> bool {
        matches!(self, Self::Public | Self::Private)
    }
}

keyword! {
    /// From where a flexible server can be reached.
    ServerAccess {
        /// Public access, no private endpoint.
        Public = "public", "Public access";
        /// Private access (VNet integration): the server sits in a delegated subnet.
        VnetIntegrated = "vnet-integrated", "Private access (VNet integration)";
        /// Public access disabled, with an approved private endpoint.
        PrivateEndpoint = "private-endpoint", "Private endpoint only";
        /// Public access enabled, with an approved private endpoint.
        PublicAndPrivateEndpoint = "public-and-private-endpoint", "Public access and a private endpoint";
        /// Public access disabled and no private endpoint: nothing can connect.
        None = "none", "Nothing can connect";
    }
}

keyword! {
    /// What a target is, among flexible servers.
    TargetKind {
        /// A server of its own.
        FlexibleServer = "flexible-server", "Flexible server";
        /// Several servers that are one database.
        ElasticCluster = "elastic-cluster", "Elastic cluster";
        /// A copy that another server writes to.
        ReadReplica = "read-replica", "Read replica";
    }
}

keyword! {
    /// The TLS mode of a migration, `sslMode`.
    Tls {
        /// With TLS where the source has it, else without.
        Prefer = "prefer", "Prefer";
        /// With TLS only.
        Require = "require", "Require";
        /// With TLS only, and a certificate of a known authority.
        VerifyCa = "verify-ca", "Verify CA";
        /// With TLS only, and a certificate of a known authority for the name that is connected to.
        VerifyFull = "verify-full", "Verify full";
    }
}

/// What is known of the source. `None` is "not known".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// What the server is.
    pub kind: Option<SourceKind>,
    /// From where it can be reached.
    pub access: Option<SourceAccess>,
    /// Whether a single server has an approved private endpoint.
    pub private_endpoint: Option<bool>,
    /// Its name, for words and commands.
    pub name: Option<String>,
    /// The IPv4 address or host name that is connected to in place of its own name.
    pub address: Option<String>,
    /// The TCP port it listens on; 5432 where not entered.
    pub port: Option<u16>,
}

/// What is known of the target, a flexible server. `None` is "not known".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// What it is; a flexible server of its own where not entered.
    pub kind: Option<TargetKind>,
    /// From where it can be reached.
    pub access: Option<ServerAccess>,
    /// Its name, for words and commands.
    pub name: Option<String>,
    /// The IPv4 address or host name that is connected to in place of its own name.
    pub address: Option<String>,
}

/// What is known of the migration runtime server. `None` is "not known".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runtime {
    /// Whether the migration uses one.
    pub used: Option<bool>,
    /// From where it can be reached.
    pub access: Option<ServerAccess>,
    /// Its name, for words and commands.
    pub name: Option<String>,
}

/// One resource as an Azure tool printed it, kept as its JSON text.
///
/// It may hold secrets, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Resource(pub String);

impl std::fmt::Debug for Resource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Resource({} bytes)", self.0.len())
    }
}

/// What a person entered of one migration. An absent value is "not known".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The server that the data comes from.
    pub source: Source,
    /// The flexible server that the data goes to.
    pub target: Target,
    /// The server between them, if there is one.
    pub runtime: Runtime,
    /// The TLS mode of the connection to the source.
    pub tls: Option<Tls>,
    /// What a person says of the checks.
    pub answers: StepMap<Status>,
    /// The steps that are accepted as they are, until a day.
    pub exceptions: StepMap<Exception>,
    /// The day of the evaluation, which only exceptions depend on.
    pub today: Option<Date>,
    /// What Azure tools printed. `pgreach_azure` reads it; `evaluate` reports it as not read.
    pub resources: Vec<Resource>,
}

impl Config {
    /// The Config on a day, unless it names one itself. Without exceptions the day does not matter, and is left out.
    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        if !self.exceptions.is_empty() {
            self.today.get_or_insert(today);
        }
        self
    }

    /// The name that the person gave to a party.
    #[must_use]
    pub fn name(&self, party: Party) -> Option<&str> {
        match party {
            Party::Source => self.source.name.as_deref(),
            Party::Target => self.target.name.as_deref(),
            Party::Runtime => self.runtime.name.as_deref(),
        }
    }

    /// The address or host name that is connected to in place of a party's own name.
    #[must_use]
    pub fn address(&self, party: Party) -> Option<&str> {
        match party {
            Party::Source => self.source.address.as_deref(),
            Party::Target => self.target.address.as_deref(),
            Party::Runtime => None,
        }
    }
}
