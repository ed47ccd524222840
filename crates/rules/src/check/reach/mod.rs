//! Holds the checks of how packets get from one network to the other.

pub mod hybrid_connection;
pub mod nsg;
pub mod peering;
pub mod route;
