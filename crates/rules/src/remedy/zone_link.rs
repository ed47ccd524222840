//! Links of zones, which both names and endpoints need, and those that stand in the way.

use crate::{
    network::{Change, Context, Edit, Fact, Id, Item, Server, Zone, ZoneLink, endpoint_zone_name, link_to},
    remedy::{Way, free_name, part_of, succeeded},
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

/// The links of zones that answered when the client asked, of its own VNet.
pub(super) fn links_in_the_way(context: &Context<'_>, server: &Server) -> Vec<ZoneLink> {
    let (Some(resolution), Ok(vnet)) = (context.resolved(server), context.client_vnet()) else { return Vec::new() };
    let own = resolution.zones.iter().map(|(_, link)| *link).filter(|it| it.vnet.as_ref() == Some(&vnet));
    own.cloned().collect()
}

/// Takes away the links of zones that answered when the client asked, other than that of private endpoints.
pub(super) fn other_zones_unlinked(context: &Context<'_>, server: &Server) -> Way {
    let Ok((usual, _)) = endpoint_zone_name(server) else { return Way::new() };
    let is_other = |it: &ZoneLink| it.origin.id.parent().is_some_and(|it| !it.name().eq_ignore_ascii_case(&usual));
    let links = links_in_the_way(context, server);
    links.iter().filter(|it| is_other(it)).flat_map(unlinked).collect()
}

/// Takes a link away, where it is known what brings it back.
pub(super) fn unlinked(link: &ZoneLink) -> Way {
    if link.registers == Fact::Unknown {
        return Vec::new();
    }
    vec![Edit::Delete(Item::ZoneLink(link.clone())).into()]
}
