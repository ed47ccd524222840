//! What Azure's last change of a resource came to, where a resource says that.

use crate::{
    Export,
    network::{Context, Id, Origin, is},
    outcome::{Decided, Outcome, Reason, Undecided},
};

impl Context<'_> {
    /// What is found of a resource, where its last change is done or nothing is said of it. Else the rest of it may not
    /// be what it says. `again` is what to export again then.
    ///
    /// Source: enumeration `provisioningState` of Microsoft.Network 2024-01-01 and Microsoft.DBforPostgreSQL 2017-12-01.
    pub(crate) fn provisioned(
        &self,
        origin: &Origin,
        provisioning: Option<&str>,
        again: (Export, &Id),
        found: Outcome,
    ) -> Decided {
        let Some(state) = provisioning else { return Ok(found) };
        let is_any = |words: &[&str]| words.iter().any(|it| is(Some(state), it));
        if is_any(&["Succeeded", "Ready"]) {
            return Ok(found);
        }
        let name = origin.name();
        let shown = origin.shows(self.network, "provisioningState", state);
        if is_any(&["Deleting", "Dropping"]) {
            return Ok(Outcome::fail(shown).showing(found.into_evidence()).noting(format!("{name} is being deleted.")));
        }
        let reason = if is_any(&["Failed", "Canceled"]) {
            format!(
                "The last change of {name} did not work out, so it may not be what it says: fix it, then export it again."
            )
        } else {
            format!("{name} is being changed: wait, then export it again.")
        };
        Err(Undecided::new(Reason::Changing, reason)
            .showing([shown])
            .showing(found.into_evidence())
            .needing(again.0, again.1.text()))
    }
}
