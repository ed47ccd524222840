//! The server between source and target.

pub mod not_needed;
pub mod required;
pub mod vnet_integrated;
