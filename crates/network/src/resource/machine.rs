//! Virtual machines, as far as a server may run on one.

use crate::{Fact, Id, Network, Nic, Origin};

/// A virtual machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Where it was read.
    pub origin: Origin,
    /// What files call its power state, without `PowerState/` and `VM` and in lower case: running, deallocated and others. Several
    /// where they differ, none where they do not say it.
    pub power: Vec<String>,
    /// `networkProfile.networkInterfaces[].id`.
    pub nics: Fact<Vec<Id>>,
}

impl Network {
    /// The virtual machine of this id.
    #[must_use]
    pub fn machine(&self, id: &Id) -> Option<&Machine> {
        self.machines.of_id(id)
    }

    /// Whether the machine of a network interface says otherwise than that this is the only one of it.
    #[must_use]
    pub fn has_other_nics(&self, nic: &Nic) -> bool {
        let machine = nic.machine.as_ref().and_then(|it| self.machine(it));
        machine.and_then(|it| it.nics.known()).is_some_and(|it| *it != [nic.origin.id.clone()])
    }
}
