//! The two sides of a peering: what makes, opens and synchronises them.

use crate::{
    network::{Change, Context, Edit, Fact, Id, Item, Peering, Subnet, Vnet, hold, is},
    remedy::{Way, free_name, part_of, succeeded},
};

/// Both sides of a peering: what is in the way goes, what is missing is made, and what is closed is opened. `ends` are the
/// subnets of the two that a peering of single subnets has to name.
pub(super) fn joined(context: &Context<'_>, near: &Id, far: &Id, ends: [Option<&Subnet>; 2]) -> Way {
    let (Some(near), Some(far)) = (context.network.vnet(near), context.network.vnet(far)) else { return Vec::new() };
    let mut way = Vec::new();
    let sides = [(near, far), (far, near)];
    let usable = |(vnet, other): (&Vnet, &Vnet)| to(vnet, other).find(|it| !is_disconnected(it)).cloned();
    for (vnet, other) in sides {
        for it in to(vnet, other).filter(|it| is_disconnected(it)) {
            way.push(Edit::Delete(Item::Peering(it.clone())).into());
        }
    }
    let [mut near_side, mut far_side] = sides.map(usable);
    // Beside a side of single subnets the other one is of the same. Of several, or of lists that were not read, that is not known.
    let [near_before, far_before] = sides.map(|(vnet, other)| to(vnet, other).next().cloned());
    let is_unclear = |(vnet, other): (&Vnet, &Vnet)| {
        let all: Vec<&Peering> = to(vnet, other).collect();
        let is_partial = all.iter().any(|it| it.complete_vnets == Fact::Known(false));
        is_partial && (1 < all.len() || all.iter().any(|it| it.subnet_lists().iter().any(|it| it.1.is_empty())))
    };
    if (near_side.is_none() || far_side.is_none()) && sides.into_iter().any(is_unclear) {
        return Vec::new();
    }
    // The list that it would be missing from is not all there.
    let is_open = |side: &Option<Peering>, vnet: &Vnet| side.is_none() && !vnet.peerings.complete;
    if is_open(&near_side, near) || is_open(&far_side, far) {
        return Vec::new();
    }
    // Who is to use the other one's gateway is refused before that one lends it.
    let far_first = near_before.as_ref().is_some_and(|it| it.use_remote_gateways == Fact::Known(true));
    let before = [near_before.as_ref(), far_before.as_ref()];
    if far_first && far_side.is_none() {
        far_side = added(&mut way, far, near, &mut near_side, [before[1], before[0]]);
    }
    if near_side.is_none() {
        near_side = added(&mut way, near, far, &mut far_side, before);
    }
    if far_side.is_none() {
        far_side = added(&mut way, far, near, &mut near_side, [before[1], before[0]]);
    }
    for it in [&mut near_side, &mut far_side].into_iter().flatten() {
        let open = Peering { allow_access: Fact::Known(true), ..it.clone() };
        if it.allow_access == Fact::Known(false) {
            way.push(update(it, &open).into());
            *it = open;
        }
        let is_behind = it.sync_level.as_deref().is_some_and(|it| !is(Some(it), "FullyInSync"));
        let remote = it.remote.as_ref().and_then(|it| context.network.vnet(it));
        if let (true, Some(remote)) = (is_behind, remote) {
            let (sync_level, remote_prefixes) = (Some("FullyInSync".to_owned()), remote.prefixes.clone());
            let synced = Peering { sync_level, remote_prefixes, ..it.clone() };
            way.push(update(it, &synced).into());
            *it = synced;
        }
    }
    // What is behind is synchronised before, because the lists are synchronised too.
    let [near_end, far_end] = ends;
    for (side, ends) in [(near_side, ends), (far_side, [far_end, near_end])] {
        way.extend(side.and_then(|it| Some(update(&it, &naming(&it, ends)?).into())));
    }
    way
}

/// The most subnets that one side of a peering names.
const MOST_SUBNETS: usize = 200;

/// A side of single subnets that names these two of its own VNet and of the other one as well; none where it names them, or is
/// for complete VNets.
///
/// Source: "How to configure subnet peering" (2025-12-09): the lists of a peering that is there are set, and it is synchronised
/// then; whether it is for complete VNets never changes; each list has 200 names at most.
pub(super) fn naming(side: &Peering, [own, other]: [Option<&Subnet>; 2]) -> Option<Peering> {
    if side.complete_vnets != Fact::Known(false) {
        return None;
    }
    let mut after = side.clone();
    for (names, subnet) in [(&mut after.local_subnets, own), (&mut after.remote_subnets, other)] {
        let Some(subnet) = subnet else { continue };
        let name = subnet.origin.id.name();
        // A list that was not read has names that would be lost.
        if names.is_empty() || MOST_SUBNETS <= names.len() {
            return None;
        }
        if names.iter().all(|it| !it.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
    }
    if let (Fact::Known(prefixes), Some(other)) = (&mut after.remote_prefixes, other) {
        let new = other.prefixes.iter().filter(|it| !hold(prefixes, **it)).copied().collect::<Vec<_>>();
        prefixes.extend(new);
    }
    let has_more = after.local_subnets != side.local_subnets || after.remote_subnets != side.remote_subnets;
    has_more.then_some(after)
}

/// Makes the side of a VNet, and returns it. With the other side there, both are connected. `before` are this side and the
/// other one, as far as they are there or were.
fn added(
    way: &mut Way,
    vnet: &Vnet,
    remote: &Vnet,
    other_side: &mut Option<Peering>,
    before: [Option<&Peering>; 2],
) -> Option<Peering> {
    let state = if other_side.is_some() { "Connected" } else { "Initiated" };
    let peering = new(vnet, remote, state, before)?;
    let mut change = Change::from(Edit::create(Item::Peering(peering.clone())));
    if let Some(before) = other_side.take() {
        let after = Peering { state: Some("Connected".to_owned()), ..before.clone() };
        if after != before {
            change = change.with(update(&before, &after));
        }
        *other_side = Some(after);
    }
    way.push(change);
    Some(peering)
}

/// The sides of peerings that a VNet has to another.
pub(super) fn to<'a>(vnet: &'a Vnet, other: &'a Vnet) -> impl Iterator<Item = &'a Peering> {
    vnet.peerings.items.iter().filter(|it| it.remote.as_ref() == Some(&other.origin.id))
}

pub(super) fn is_disconnected(peering: &Peering) -> bool {
    is(peering.state.as_deref(), "Disconnected")
}

pub(super) fn update(from: &Peering, to: &Peering) -> Edit {
    Edit::Update { from: Item::Peering(from.clone()), to: Item::Peering(to.clone()) }
}

/// A side of a peering as the portal makes it. One that was there keeps its flags, and the subnets that it or the other side
/// names; and it lends the gateway that the other side uses.
fn new(vnet: &Vnet, remote: &Vnet, state: &str, [own, other]: [Option<&Peering>; 2]) -> Option<Peering> {
    let taken = vnet.peerings.items.iter().map(|it| it.origin.id.name());
    let name = free_name(&format!("migration-to-{}", remote.origin.id.name()), taken);
    let kept = |of: fn(&Peering) -> Fact<bool>| Fact::Known(own.is_some_and(|it| of(it) == Fact::Known(true)));
    let is_asked_for = other.is_some_and(|it| it.use_remote_gateways == Fact::Known(true));
    let is_partial = |it: &&Peering| it.complete_vnets == Fact::Known(false);
    let lists = own.filter(is_partial).map(|it| [&it.local_subnets, &it.remote_subnets]);
    let lists = lists.or_else(|| other.filter(is_partial).map(|it| [&it.remote_subnets, &it.local_subnets]));
    let [local_subnets, remote_subnets] = lists.map(|it| it.map(Clone::clone)).unwrap_or_default();
    Some(Peering {
        origin: part_of(&vnet.origin, "virtualNetworkPeerings", &name)?,
        remote: Some(remote.origin.id.clone()),
        state: Some(state.to_owned()),
        provisioning: succeeded(),
        sync_level: Some("FullyInSync".to_owned()),
        allow_access: Fact::Known(true),
        allow_forwarded: kept(|it| it.allow_forwarded),
        allow_gateway_transit: if is_asked_for { Fact::Known(true) } else { kept(|it| it.allow_gateway_transit) },
        use_remote_gateways: kept(|it| it.use_remote_gateways),
        remote_prefixes: remote.prefixes.clone(),
        complete_vnets: if lists.is_some() { Fact::Known(false) } else { Fact::None },
        local_subnets,
        remote_subnets,
        only_ipv6: Fact::None,
    })
}
