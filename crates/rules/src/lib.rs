//! The rules of pgreach: can the server that opens the connections of a PostgreSQL migration to Azure Database for
//! PostgreSQL flexible server reach the other ends, and if not, which section of the guide applies and what has to be
//! done?
//!
//! [`Config`] is what a person knows, [`evaluate`] concludes a [`Report`]. Nothing here does input or output, reads a
//! clock or keeps state, and nothing panics.
//!
//! ```
//! let config = pgreach_rules::Config::from_json(
//!     r#"{
//!         "source": { "kind": "single-server", "access": "private" },
//!         "target": { "access": "vnet-integrated" },
//!         "runtime": { "used": false },
//!         "answers": { "source/peering": "fail" }
//!     }"#,
//! )?;
//! let report = pgreach_rules::evaluate(&config);
//! assert_eq!(report.verdict, pgreach_rules::Verdict::Blocked);
//! assert_eq!(report.summary, "The target cannot reach the source: their virtual networks are not peered.");
//! # Ok::<(), pgreach_rules::ConfigError>(())
//! ```
#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

pub mod blank;
mod branch;
mod change;
pub mod check;
mod choose;
mod compare;
mod conclude;
mod config;
mod config_error;
mod date;
mod drawing;
mod evaluate;
mod exception;
mod explain;
mod fill;
pub mod find;
mod findings;
mod findings_json;
pub mod guide;
mod hop;
mod host;
mod imagine;
mod json;
mod keyword;
pub mod link;
pub mod list;
pub mod message;
mod named;
mod need;
pub mod network;
mod outcome;
mod plan;
mod planned;
pub mod preset;
mod remedy;
mod report;
mod roles;
pub mod scenario;
#[cfg(feature = "schema")]
pub mod schema;
mod search;
mod setting;
mod shell;
mod stage_words;
mod step;
mod step_map;
mod step_report;
mod summary;
pub mod table;
#[cfg(test)]
mod testing;
pub mod text;
mod trace;
mod verdict;
mod what_if;

pub use compare::{Became, ComparedBranch, ComparedStep, Comparison, Conclusion, compare, compare_networks};
pub use config::{
    CONTRACT_VERSION, Config, Resource, Runtime, ServerAccess, Source, SourceAccess, SourceKind, Target, TargetKind,
    Tls,
};
pub use config_error::{ConfigError, without_password};
pub use date::Date;
pub use drawing::{Drawing, Mark, Part, PartKind, Side, Station, Way, draw};
pub use evaluate::{evaluate, evaluate_with};
pub use exception::{Accepted, Exception, ExceptionState, REASON_LIMIT};
pub use explain::{Explanation, explain, general_path};
pub use find::find;
pub use findings::{BranchFindings, Findings, NotReadFile};
pub use findings_json::NotFindings;
pub use hop::{Hop, HopKind, HopText, NotChecked};
pub use need::{Export, Need};
pub use outcome::{Finding, Reason, SettingFinding, Stage};
pub use pgreach_network::Evidence;
pub use plan::{find_with_plan, owner_of_fix, plan_of_changes};
pub use planned::{Blank, ChangeText, FixForm, FixWay, Forms, Left, Look, PlannedChange};
pub use report::{
    Alternative, Branch, Connection, ConnectionStatus, Question, Report, ScenarioReport, SettingReport, Unused,
};
pub use roles::twice;
pub use search::{around, place_of};
pub use setting::{BranchSetting, Form, NAME_LIMIT, Setting};
pub use shell::Shell;
pub use step::{DecidedBy, Owner, Party, Severity, Status, StepKey};
pub use step_map::StepMap;
pub use step_report::{Instructions, Step};
pub use table::Support;
pub use verdict::Verdict;
pub use what_if::{WhatIf, try_out};
