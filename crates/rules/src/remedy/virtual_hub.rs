//! Connections of VNets to hubs of Virtual WAN.

use crate::{
    network::{Change, Context, Edit, Fact, HubConnection, Id, Item, Peering, VirtualHub, Vnet, is_of_hub},
    remedy::{Way, free_name, part_of, succeeded},
};

/// Connects a VNet to a hub that the other one is connected to: for each of the two, where it is connected to none.
pub(super) fn ways(context: &Context<'_>, near: &Id, far: &Id) -> Vec<Way> {
    let hubs = &context.network.joins.hubs;
    // The list that a connection would be missing from is not all there.
    if hubs.iter().any(|it| !it.connections.complete) {
        return Vec::new();
    }
    let is_joined = |hub: &VirtualHub, vnet: &Id| hub.connections.items.iter().any(|it| it.vnet.as_ref() == Some(vnet));
    let pairs = [(near, far), (far, near)].into_iter().filter(|(it, _)| hubs.iter().all(|hub| !is_joined(hub, it)));
    let ways = pairs.flat_map(|(vnet, other)| {
        let of_other = hubs.iter().filter(move |it| is_joined(it, other));
        of_other.filter_map(move |it| Some(vec![connected(context, it, vnet)?]))
    });
    ways.collect()
}

/// The connection of a VNet to a hub, with the default route table, which Azure gives it where nothing is said. Azure makes a
/// peering to the hub in the VNet, too.
fn connected(context: &Context<'_>, hub: &VirtualHub, vnet: &Id) -> Option<Change> {
    let taken = hub.connections.items.iter().map(|it| it.origin.id.name());
    let name = free_name(&format!("migration-to-{}", vnet.name()), taken);
    let connection = HubConnection {
        origin: part_of(&hub.origin, "hubVirtualNetworkConnections", &name)?,
        vnet: Some(vnet.clone()),
        provisioning: succeeded(),
        associated: Fact::None,
        propagated: Fact::None,
        labels: Fact::None,
        takes_default_route: Fact::Unknown,
        has_routes: Fact::None,
    };
    let made = Change::from(Edit::create(Item::HubConnection(connection)));
    Some(match context.network.vnet(vnet).and_then(|it| to_hub(context, hub, it)) {
        Some(half) => made.with(Edit::create(Item::Peering(half))),
        None => made,
    })
}

/// What Azure makes of a connection to a hub in the VNet: a side of a peering, like that of another VNet which is connected to
/// the hub.
fn to_hub(context: &Context<'_>, hub: &VirtualHub, vnet: &Vnet) -> Option<Peering> {
    let others = hub.connections.items.iter().filter_map(|it| context.network.vnet(it.vnet.as_ref()?));
    let sides = others.flat_map(|it| &it.peerings.items);
    let is_of = |it: &Peering| it.remote.as_ref().is_some_and(|it| is_of_hub(it, hub.origin.id.name()));
    let like = sides.into_iter().find(|it| it.is_connected() && is_of(it))?;
    let taken = vnet.peerings.items.iter().map(|it| it.origin.id.name());
    let name = free_name(like.origin.id.name(), taken);
    Some(Peering {
        origin: part_of(&vnet.origin, "virtualNetworkPeerings", &name)?,
        provisioning: succeeded(),
        ..like.clone()
    })
}
