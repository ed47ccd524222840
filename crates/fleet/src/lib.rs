//! Many migrations in one export: [`propose`] finds the pairs of servers that it allows, [`judge`] says what each comes to,
//! and [`csv()`] writes them for a spreadsheet.
//!
//! A row is a report cut short: the same pair alone gives the same verdict for the same reason.
#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

mod alike;
mod csv;
mod propose;
mod row;

pub use csv::csv;
pub use propose::{FoundBy, Pair, Proposal, propose};
pub use row::{Cause, HEADS, Row, RuntimeServer, counts, judge};
