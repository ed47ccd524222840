//! Holds the checks of what the servers themselves let in.

pub mod admission;
pub mod certificate_name;
pub mod firewall;
pub mod pooler;
pub mod port;
pub mod service_endpoint;
pub mod tls;
pub mod vnet_rule;
