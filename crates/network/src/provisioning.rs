//! Says whether Azure has done the last change of a resource.

use crate::{Fact, is};

impl Fact<String> {
    /// Whether this `provisioningState` says that the last change is done. None is that of a template, which says what is
    /// to be; unknown is one that the file left out.
    ///
    /// Source: enumeration `ProvisioningState` of Microsoft.Network 2024-01-01 (Succeeded, Updating, Deleting, Failed) and
    /// of Microsoft.DBforPostgreSQL 2017-12-01 (Approving, Ready, Dropping, Failed, Rejecting).
    #[must_use]
    pub fn is_done(&self) -> bool {
        match self {
            Self::None => true,
            Self::Known(state) => ["Succeeded", "Ready"].iter().any(|it| is(Some(state), it)),
            Self::Unknown => false,
        }
    }
}
