//! One migration of a fleet, as it was judged.

use pgreach_rules::{Config, Report};
use serde::Serialize;

use crate::Row;

/// The version of the shape of a fleet's JSON.
pub const FLEET_VERSION: u64 = 1;

/// A migration of a fleet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetMigration {
    /// What it comes to.
    #[serde(flatten)]
    pub row: Row,
    /// Whether an exception has run out on a step that still needs it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub has_expired: bool,
}

/// A migration as it was judged: the row, and the report that it is cut from with the settings that it rests on.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The row.
    pub row: Row,
    /// What it is cut from.
    pub report: Report,
    /// What was said of the migration, with what the network shows in it.
    pub config: Config,
}

impl FleetMigration {
    /// What is kept of a migration that was judged.
    #[must_use]
    pub fn of(judged: Judged) -> Self {
        Self { has_expired: judged.report.has_expired(), row: judged.row }
    }

    /// A migration of which only the row was kept: no exception of it is known to have run out.
    #[must_use]
    pub const fn of_row(row: Row) -> Self {
        Self { row, has_expired: false }
    }

    /// What tells it from the others, whatever the case of the names.
    pub(crate) fn key(&self) -> [String; 2] {
        [&self.row.source, &self.row.target].map(|it| it.to_ascii_lowercase())
    }

    /// Source and target, as `orders-old → orders-new`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} → {}", self.row.source, self.row.target)
    }
}
