//! Links of zones, which both names and endpoints need, and those that stand in the way.

use crate::{
    network::{
        Change, Context, Edit, Fact, Id, Item, Server, Zone, ZoneLink, endpoint_zone_name, hides_public, link_to,
    },
    remedy::{Way, free_name, part_of, succeeded},
};

/// The links that a zone may have to a VNet, where there is none: also one that leaves public DNS to be asked for what the zone
/// does not have, where something in the VNet is found so.
pub(super) fn links(context: &Context<'_>, zone: &Zone, vnet: &Id) -> Vec<Way> {
    let Some(plain) = new(zone, vnet) else { return Vec::new() };
    let others = hides_public(context.network, zone, vnet).then(|| falling_back(plain.clone()));
    [Some(plain), others].into_iter().flatten().map(|it| vec![Edit::create(Item::ZoneLink(it)).into()]).collect()
}

/// A link of a zone to a VNet, where there is none.
pub(super) fn link(zone: &Zone, vnet: &Id) -> Option<Change> {
    Some(Edit::create(Item::ZoneLink(new(zone, vnet)?)).into())
}

/// A link that leaves public DNS to be asked for what the zone does not have.
///
/// Source: "Fallback to internet for Azure Private DNS zones" (2025-02-04), for zones of private endpoints only.
pub(super) fn falling_back(link: ZoneLink) -> ZoneLink {
    ZoneLink { resolution_policy: Fact::Known(ZoneLink::FALLING_BACK.to_owned()), ..link }
}

fn new(zone: &Zone, vnet: &Id) -> Option<ZoneLink> {
    // The list that it would be missing from is not all there.
    if !zone.links.complete || link_to(zone, vnet).is_some() {
        return None;
    }
    let name = free_name(&format!("migration-{}", vnet.name()), zone.links.items.iter().map(|it| it.origin.id.name()));
    Some(ZoneLink {
        origin: part_of(&zone.origin, "virtualNetworkLinks", &name)?,
        vnet: Some(vnet.clone()),
        state: Some("Completed".to_owned()),
        provisioning: succeeded(),
        resolution_policy: Fact::Known("Default".to_owned()),
        registers: Fact::Known(false),
    })
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
    links.iter().filter(|it| is_other(it)).flat_map(|it| unlinked(context, it)).collect()
}

/// Takes a link away, where it is known what brings it back, and where no server in that VNet is found by the zone as its own:
/// a server's own zone may have any name that ends as the names of servers do.
pub(super) fn unlinked(context: &Context<'_>, link: &ZoneLink) -> Way {
    let is_own = |server: &Server| match (&server.private_dns_zone, &server.delegated_subnet) {
        (Fact::Known(zone), Fact::Known(subnet)) => {
            link.origin.id.parent().as_ref() == Some(zone) && subnet.parent() == link.vnet
        }
        _ => false,
    };
    if link.registers == Fact::Unknown || context.network.servers.iter().any(is_own) {
        return Vec::new();
    }
    vec![Edit::Delete(Item::ZoneLink(link.clone())).into()]
}

#[cfg(test)]
mod tests {
    use super::unlinked;
    use crate::{
        Config,
        network::{Context, testing::all_right},
    };

    #[test]
    fn the_zone_of_a_server_stays_linked_to_its_vnet() {
        let (config, network) = (Config::default(), all_right());
        let context = Context::new(&config, &network);
        let own = network.zones.iter().find(|it| it.origin.id.name().starts_with("orders-new.")).expect("its own zone");
        let way = |vnet: &str| {
            let link = own.links.items.iter().find(|it| it.vnet.as_ref().is_some_and(|it| it.name() == vnet));
            unlinked(&context, link.expect("a link"))
        };
        assert_eq!(way("vnet-new"), []);
        assert_eq!(way("vnet-old").len(), 1);
    }
}
