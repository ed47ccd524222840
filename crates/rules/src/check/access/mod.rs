//! What the servers themselves let in.

pub mod firewall;
pub mod service_endpoint;
pub mod vnet_rule;
