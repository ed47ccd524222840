//! How packets get from one network to the other.

pub mod nsg;
pub mod peering;
pub mod private_network;
pub mod route;
