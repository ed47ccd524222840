//! Migrations into a flexible server, and the migration service's own test of them.

use crate::{Fact, Id, Origin, is};

/// A migration into a flexible server, or the properties file that `az postgres flexible-server migration create` takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Where it was read. A properties file has no id: then it is one made of its file's name.
    pub origin: Origin,
    /// `sourceDbServerResourceId`: an id, or `host:port@user`, of which the user is dropped.
    pub source: Option<MigrationSource>,
    /// `sourceDbServerFullyQualifiedDomainName`, where somebody set it: the name or address that is connected to.
    pub source_host: Fact<String>,
    /// `targetDbServerFullyQualifiedDomainName`, where somebody set it.
    pub target_host: Fact<String>,
    /// `sourceType`, as OnPremises, AzureVM, PostgreSQLSingleServer.
    pub source_type: Option<String>,
    /// `targetDbServerResourceId`, or the server that the migration is a part of.
    pub target: Option<Id>,
    /// `migrationInstanceResourceId`, or `migrationRuntimeResourceId` in a properties file.
    pub runtime: Fact<Id>,
    /// `currentStatus.state`: InProgress, WaitingForUserAction, Canceled, Failed, Succeeded, ValidationFailed, CleaningUp.
    pub state: Option<String>,
    /// `currentStatus.error`, cut short and without what may be a secret.
    pub error: Option<String>,
    /// `sslMode`: Prefer, Require, VerifyCA, VerifyFull.
    pub ssl_mode: Option<String>,
    /// What the migration service found when it tried the connections itself.
    pub test: Option<ConnectionTest>,
}

impl Migration {
    /// Whether it has ended: then it says what was tried, and not what is planned.
    #[must_use]
    pub fn is_over(&self) -> bool {
        ["Canceled", "Failed", "Succeeded", "ValidationFailed"].iter().any(|it| is(self.state.as_deref(), it))
    }
}

/// The migration service's own test of the connections of a migration: `AuthenticationAndConnectivityValidation` in
/// `currentStatus.currentSubStateDetails.validationDetails.serverLevelValidationDetails`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionTest {
    /// `state`: Succeeded, Failed, Warning.
    pub state: String,
    /// `messages[].message`, cut short and without what may be a secret.
    pub messages: Vec<String>,
    /// `validationStartTimeInUtc`, as it was written.
    pub started: Option<String>,
    /// `validationEndTimeInUtc`, as it was written.
    pub ended: Option<String>,
}

/// What a migration takes its data from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MigrationSource {
    /// A server in Azure.
    Resource(Id),
    /// Any other server.
    Host {
        /// Its name or address.
        host: String,
        /// Its port.
        port: Option<u16>,
    },
}
