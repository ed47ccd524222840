//! Many migrations at once. [`propose`] finds the pairs of servers that an export allows, [`read_list`] reads a list of them,
//! [`judge`] says what each comes to, [`Fleet`] what they add up to, and [`shared()`] what to change for all of them.
//!
//! A row is a report cut short: the same pair alone gives the same verdict for the same reason.
#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

mod alike;
mod baseline;
mod csv;
mod estate;
mod fleet;
mod html;
mod judge;
mod list;
mod map;
mod markdown;
mod migration;
mod order;
mod propose;
mod redact;
mod row;
mod shared;
mod together;

pub use baseline::{Baseline, Since};
pub use csv::csv;
pub use estate::{Group, Place, estate};
pub use fleet::{ALL_UNPAIRED, CauseTotal, Fleet, OwnerTotal, VerdictTotal, few_of, judge_all, title_of};
pub use html::html;
pub use judge::{judge, judged, of_each_source, runtimes};
pub use list::{ListError, Listed, can_be_listed, list_as_csv, list_as_json, read_list};
pub use map::map;
pub use markdown::markdown;
pub use migration::{FLEET_VERSION, FleetMigration, Judged};
pub use order::Order;
pub use propose::{FoundBy, Pair, Proposal, propose};
pub use redact::{RedactedPairs, redact};
pub use row::{ByRuntime, Cause, HEADS, Row, RuntimeServer, counts, counts_by_runtime};
pub use shared::{Planning, SharedChange, SharedPlan, shared};
pub use together::{ChangeInWords, PlanInWords, together};
