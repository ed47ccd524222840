//! How the destination is found by its name: zones, their links, their records.

pub mod a_record;
pub mod dns_servers;
pub mod server_zone_links;
pub mod shadowing_zone;
pub mod zone_group;
pub mod zone_link_client;
pub mod zone_link_endpoint;

use crate::network::{Context, Decided, Export, Finding, Id, Zone};

/// The zone that a VNet-integrated server names as its own.
fn own_zone<'a>(context: &Context<'a>, id: &Id) -> Decided<&'a Zone> {
    context.network.zone(id).ok_or_else(|| {
        Finding::open(format!("The zone {} is not in the files.", id.name())).needing(Export::Zone, id.text())
    })
}
