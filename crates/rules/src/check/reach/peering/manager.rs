//! Two VNets that Azure Virtual Network Manager joins, without a peering that either of them lists.
//!
//! Sources: "Connectivity configuration in Azure Virtual Network Manager" (concept-connectivity-configuration.md, 2025-04),
//! connected group; "Configuration deployments" (concept-deployments.md, 2025-03): a configuration counts once it is deployed.

use crate::{
    Export,
    network::{Connectivity, Effective, GroupMember, Id, Network, Vnet, is, is_region},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// Whether it joins two VNets, as far as files say that it does or may.
pub(super) fn between(network: &Network, near: &Id, destination: &Id) -> Option<Decided> {
    let joins = &network.joins;
    let here: Vec<&Effective<Connectivity>> =
        joins.effective_connectivity.iter().filter(|it| is_of(network, it, near)).collect();
    let there: Vec<&Effective<Connectivity>> =
        joins.effective_connectivity.iter().filter(|it| is_of(network, it, destination)).collect();
    let direct = || here.iter().flat_map(|it| &it.items).filter(|it| is_direct(it));
    // Two lists of one day and another may disagree on it.
    let copies = || joins.effective_connectivity.iter().flat_map(|it| &it.items);
    let is_done = |it: &&Connectivity| {
        copies().filter(|other| other.origin.id == it.origin.id).all(|other| other.provisioning.is_done())
    };
    for it in direct().filter(is_done) {
        let is_far_in = is_member(network, it, destination)
            || there.iter().flat_map(|it| &it.items).any(|other| other.origin.id == it.origin.id);
        if is_far_in && is_within_reach(network, it, near, destination) {
            let topology = it.topology.as_deref().unwrap_or("unknown");
            let shown = it.origin.shows(network, "connectivityTopology", topology);
            return Some(Ok(Outcome::pass(shown).noting(format!(
                "Decided: {} of Virtual Network Manager, which is in effect and joins the two VNets without a peering.",
                it.origin.name()
            ))));
        }
    }
    let unassigned = joins.effective_connectivity.iter().filter(|it| it.vnet.is_none()).flat_map(|it| &it.items);
    let mut planned = joins.connectivity.iter().chain(unassigned).filter(|it| is_direct(it));
    let is_known = is_known(network, near);
    let Some(may) = direct().next().or_else(|| planned.next().filter(|_| !is_known)) else {
        // A VNet that is in a network group may be joined by it.
        let member =
            joins.members.iter().find(|it| it.vnet.as_ref() == Some(near) || it.vnet.as_ref() == Some(destination));
        let member = member.filter(|_| !is_known)?;
        let group = member.origin.id.parent().map_or_else(String::new, |it| it.name().to_owned());
        return Some(Err(Undecided::new(Reason::Missing, format!(
            "{} is in the network group {group}: whether Virtual Network Manager joins it without a peering is not in the files.",
            member.vnet.as_ref().map_or("A VNet", Id::name)
        ))
        .needing(Export::EffectiveConnectivity, near.text())
        .needing(Export::EffectiveConnectivity, destination.text())));
    };
    let shown = may.origin.shows(network, "connectivityTopology", may.topology.as_deref().unwrap_or("unknown"));
    Some(Err(Undecided::new(Reason::Missing, format!(
        "{} of Virtual Network Manager may join the two VNets without a peering: that it is deployed, and for whom, is not in \
         the files.",
        may.origin.name()
    ))
    .showing([shown])
    .needing(Export::EffectiveConnectivity, near.text())
    .needing(Export::EffectiveConnectivity, destination.text())))
}

/// Whether it is certain what is in effect for a VNet.
pub(super) fn is_known(network: &Network, vnet: &Id) -> bool {
    network.joins.effective_connectivity.iter().any(|it| it.vnet.as_ref() == Some(vnet))
}

/// Whether a list is a VNet's: it was asked of it, or it is in a group that the list names.
fn is_of(network: &Network, list: &Effective<Connectivity>, vnet: &Id) -> bool {
    match &list.vnet {
        Some(of) => of == vnet,
        None => list.items.iter().any(|it| is_member(network, it, vnet)),
    }
}

fn is_member(network: &Network, configuration: &Connectivity, vnet: &Id) -> bool {
    configuration.groups.iter().any(|(group, ..)| holds(&network.joins.members, group, vnet))
}

/// Whether a VNet is a member of a network group, as files say. Others may be, by a policy or by a change that is not done.
pub(in crate::check::reach) fn holds(members: &[GroupMember], group: &Id, vnet: &Id) -> bool {
    let mut members = members.iter().filter(|it| it.provisioning.is_done());
    members.any(|it| it.origin.id.parent().as_ref() == Some(group) && it.vnet.as_ref() == Some(vnet))
}

fn is_direct(configuration: &Connectivity) -> bool {
    is(configuration.topology.as_deref(), "Mesh") || configuration.groups.iter().any(|(_, is_direct, _)| *is_direct)
}

/// Only a global mesh joins VNets of several regions.
fn is_within_reach(network: &Network, configuration: &Connectivity, near: &Id, destination: &Id) -> bool {
    let region = |id: &Id| network.vnet(id).and_then(|it: &Vnet| it.location.clone());
    configuration.groups.iter().any(|(.., is_global)| *is_global)
        || region(near).zip(region(destination)).is_none_or(|(one, other)| is_region(&one, &other))
}
