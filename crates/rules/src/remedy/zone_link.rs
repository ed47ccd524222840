//! A link of a zone, which both names and endpoints need.

use crate::{
    network::{Change, Edit, Fact, Id, Item, Zone, ZoneLink, link_to},
    remedy::{free_name, part_of, succeeded},
};

/// A link of a zone to a VNet, where there is none.
pub(super) fn link(zone: &Zone, vnet: &Id) -> Option<Change> {
    // The list that it would be missing from is not all there.
    if !zone.links.complete || link_to(zone, vnet).is_some() {
        return None;
    }
    let name = free_name(&format!("migration-{}", vnet.name()), zone.links.items.iter().map(|it| it.origin.id.name()));
    let link = ZoneLink {
        origin: part_of(&zone.origin, "virtualNetworkLinks", &name)?,
        vnet: Some(vnet.clone()),
        state: Some("Completed".to_owned()),
        provisioning: succeeded(),
        resolution_policy: Fact::Known("Default".to_owned()),
        registers: Fact::Known(false),
    };
    Some(Edit::create(Item::ZoneLink(link)).into())
}
