//! How packets get from one network to the other.

pub mod hybrid_connection;
mod learned;
pub mod nsg;
pub mod peering;
pub mod route;
