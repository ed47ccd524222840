//! Holds what a source that people run themselves says of itself.

use crate::{HbaFile, HostFirewall, Listening, Sockets};

/// What PostgreSQL and the machine of a source say. No such file says which source it is of: of one among several it says
/// nothing, and is set aside as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelfRun {
    /// Its `pg_hba.conf` files.
    pub hba_files: Vec<HbaFile>,
    /// Where it says that it listens.
    pub listening: Vec<Listening>,
    /// The sockets on which its machine listens.
    pub sockets: Vec<Sockets>,
    /// The firewall of the machine itself.
    pub host_firewalls: Vec<HostFirewall>,
}

impl SelfRun {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { hba_files, listening, sockets, host_firewalls } = self;
        hba_files.is_empty() && listening.is_empty() && sockets.is_empty() && host_firewalls.is_empty()
    }
}
