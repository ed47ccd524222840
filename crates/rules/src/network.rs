//! One migration in what was read of Azure's networks: who the parties are, and what the resources show of each step.
//!
//! The model of the networks and their algebra are `pgreach-network`, whose names are given on here.

mod context;
mod endpoints;
mod finding;
mod finding_json;
mod migrations;
mod names;
mod parties;
mod place;
mod provisioned;
mod settings;
#[cfg(test)]
pub(crate) mod testing;
mod virtual_network;

pub use pgreach_network::*;

pub(crate) use context::{Context, Decided, Destination};
pub use finding::{Export, Finding, Findings, Need, SettingFinding, find};
pub(crate) use names::{ConnectsTo, Resolver, answer, endpoint_zone_name, link_to};
pub(crate) use place::DestinationSubnet;
