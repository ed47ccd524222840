//! How the far end is found by its name: zones, their links, their records.

pub mod a_record;
pub mod own_zone_links;
pub mod zone_attached;
pub mod zone_link_actor;
pub mod zone_link_own;
