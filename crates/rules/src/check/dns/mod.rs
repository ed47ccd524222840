//! How the far end is found by its name: zones, their links, their records.

pub mod a_record;
pub mod dns_servers;
pub mod own_zone_links;
pub mod stray_zone;
pub mod zone_attached;
pub mod zone_link_actor;
pub mod zone_link_own;

use crate::network::{Export, Finding, Id, Judged, Scene, Zone};

/// The zone that a VNet-integrated server names as its own.
fn own_zone<'a>(scene: &Scene<'a>, id: &Id) -> Judged<&'a Zone> {
    scene.network.zone(id).ok_or_else(|| {
        Finding::open(format!("The zone {} is not in the files.", id.name())).wanting(Export::Zone, id.text())
    })
}
