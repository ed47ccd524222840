//! Reads what Azure tools print into the [`Network`] that the rules of pgreach look at.
//!
//! [`read`] takes files and returns what they hold. [`write()`] gives back what was understood, as resources of a Config.
//! [`servers`] lists the servers among it. [`redact`] puts pseudonyms in place of names, for others to see. [`collect`]
//! writes the script that makes the export.
//! Nothing here decides anything.
#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

pub mod collect;
mod read;
mod redact;
mod servers;
mod write;

use pgreach_network::Network;
use pgreach_rules::ConfigError;

pub use read::{Reader, is_config, read, recognized, text};
pub use redact::{NO_REASON, PseudonymKey, redact, redact_all};
pub use servers::{Found, FoundKind, servers};
pub use write::write;

/// What was read, and how far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// What the resources say.
    pub network: Network,
    /// What became of each file, in the order of [`Network::files`].
    pub files: Vec<FileReading>,
}

/// What became of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileReading {
    /// Its name.
    pub name: String,
    /// How many resources of each kind that a check looks at, by the words that people use: "virtual network".
    pub read: Vec<(&'static str, usize)>,
    /// How many others, by their type in lower case: `microsoft.compute/disks`.
    pub ignored: Vec<(String, usize)>,
    /// What is missing in it, each a sentence: there is a next page, a list was cut short.
    pub partial: Vec<String>,
    /// What could not be read. The rest is used.
    pub errors: Vec<ConfigError>,
}
