//! What the servers themselves let in.

pub mod firewall;
pub mod sql_endpoint;
pub mod vnet_rule;
