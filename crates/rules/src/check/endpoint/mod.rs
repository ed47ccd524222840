//! Holds the checks of where a server answers or connects from: its private endpoint, its delegated subnet.

pub mod delegated_subnet;
pub mod private_endpoint;
pub mod server_state;
pub mod subnet_needs;
