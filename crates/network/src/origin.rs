//! Says where a resource was read.

use crate::Id;

/// Where a resource was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its id. A template's resource has one made of its type and name, without subscription and resource group.
    pub id: Id,
    /// Which of [`crate::Network::files`] it was read from first.
    pub file: usize,
}

impl Origin {
    /// The name that people know it by: its id's last part, after its parent's where it is a part of something.
    #[must_use]
    pub fn name(&self) -> String {
        match self.id.parent_name() {
            Some(parent) => format!("{parent}/{}", self.id.name()),
            None => self.id.name().to_owned(),
        }
    }
}
