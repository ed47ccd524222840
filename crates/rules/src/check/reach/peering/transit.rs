//! Finds what may lead from one VNet to another where no peering does.

use crate::{
    Export,
    check::reach::peering::{
        hop,
        joint::{By, Pair},
        manager,
        onward::led_on,
        wan,
    },
    network::Id,
    outcome::{Decided, Reason, Undecided},
};

/// What joins two VNets without a peering, or may.
pub(super) fn transit(pair: &Pair<'_>, is_begun: bool) -> Option<(By, Decided)> {
    let Pair { context, near, subnet, destination, party } = pair;
    let network = context.network;
    let side = match context.side(subnet) {
        Ok(side) => side,
        Err(open) => return Some((By::Peering, Err(open))),
    };
    if let Some(joined) = wan::between(context, side, destination, *party) {
        return Some((By::Wan, joined));
    }
    if let Some(open) = wan::named(network, near, &destination.vnet) {
        return Some((By::Wan, Err(open)));
    }
    if let Some(joined) = manager::between(network, near, &destination.vnet) {
        return Some((By::Manager, joined));
    }
    let is_known = |it: &Id| manager::is_known(network, it);
    if let Some(managed) = [near, &destination.vnet].into_iter().find(|it| network.is_managed(it) && !is_known(it)) {
        return Some((
            By::Manager,
            Err(Undecided::new(Reason::Missing, format!(
                "A Virtual Network Manager has a hand in {}, and may join VNets without a peering: what is in effect there is \
                 not in the files.",
                managed.name()
            ))
            .needing(Export::EffectiveConnectivity, managed.text())),
        ));
    }
    if let Some(found) = (!is_begun).then(|| hop::through(context, side, destination, *party)).flatten() {
        return Some((By::Hop, found));
    }
    let far_uses_one = network.vnet(&destination.vnet).is_none_or(|it| it.may_use_a_gateway(network));
    if side.vnet.may_use_a_gateway(network) && far_uses_one {
        let open = "They are not peered, but a gateway may join them: which routes it announces is not in the files.";
        return Some((By::Peering, Err(Undecided::new(Reason::Missing, open))));
    }
    if is_begun {
        None
    } else {
        led_on(context, side, context.destination_nets(&destination.destination)).map(|open| (By::Peering, Err(open)))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            EffectiveRules, Fact, Network,
            testing::{
                direct, entered, found, from_machine, half, half_mut, id, machine, not_peered, route, subnet,
                subnet_mut, vnet, vnet_id, vnet_mut,
            },
        },
    };

    fn through_a_hub(it: &mut Network) {
        not_peered(it);
        let spokes = ["vnet-old", "vnet-new"];
        for spoke in spokes {
            vnet_mut(it, spoke).peerings.items.push(half(spoke, "vnet-hub", "10.9.0.0/16"));
        }
        let halves = spokes.map(|spoke| half("vnet-hub", spoke, "10.0.0.0/8")).to_vec();
        it.vnets.push(vnet("vnet-hub", "10.9.0.0/16", subnet("vnet-hub", "firewall", "10.9.0.0/24"), halves));
    }

    #[test]
    fn what_leads_on_may_join_them_all_the_same() {
        found(
            &direct(),
            "source/peering",
            &[
                ("a hub alone does not", through_a_hub, Fail),
                (
                    "a hub alone, and the endpoint's address is not known",
                    |it| {
                        through_a_hub(it);
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                        it.vnets.remove(0);
                        it.endpoints[0].nics.clear();
                        route(it, "vnet-new", &["0.0.0.0/0 Internet"]);
                    },
                    Fail,
                ),
                (
                    "an appliance, but a side was made",
                    |it| {
                        half_mut(it, "vnet-new", "vnet-old").state = Some("Initiated".to_owned());
                        vnet_mut(it, "vnet-old").peerings.items.clear();
                        route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance"]);
                    },
                    Fail,
                ),
                (
                    "an appliance for somebody, and the endpoint's address is not known",
                    |it| {
                        through_a_hub(it);
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                        it.vnets.remove(0);
                        route(it, "vnet-new", &["10.7.0.0/16 VirtualAppliance"]);
                    },
                    Unknown,
                ),
                (
                    "a route to the hub's appliance",
                    |it| {
                        through_a_hub(it);
                        for spoke in ["vnet-old", "vnet-new"] {
                            half_mut(it, spoke, "vnet-hub").allow_forwarded = Fact::Known(true);
                        }
                        route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance"]);
                    },
                    Unknown,
                ),
                (
                    "an appliance for others only",
                    |it| {
                        through_a_hub(it);
                        route(it, "vnet-new", &["10.7.0.0/16 VirtualAppliance"]);
                    },
                    Fail,
                ),
                (
                    "a route table that was not read",
                    |it| {
                        through_a_hub(it);
                        subnet_mut(it, "vnet-new").route_table = Fact::Known(id("Microsoft.Network/routeTables", "rt"));
                    },
                    Unknown,
                ),
                (
                    "gateways of the hub",
                    |it| {
                        through_a_hub(it);
                        half_mut(it, "vnet-old", "vnet-hub").use_remote_gateways = Fact::Known(true);
                        half_mut(it, "vnet-new", "vnet-hub").use_remote_gateways = Fact::Known(true);
                    },
                    Unknown,
                ),
                (
                    "Virtual WAN",
                    |it| {
                        through_a_hub(it);
                        for spoke in ["vnet-old", "vnet-new"] {
                            half_mut(it, spoke, "vnet-hub").remote = Some(vnet_id("HV_hub-we_1c5a"));
                        }
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn a_network_manager_may_join_them() {
        fn managed(it: &mut Network) {
            machine(it);
            it.effective_rules.push(EffectiveRules {
                file: 0,
                security_group: None,
                subnet: None,
                nic: Some(it.nics[0].origin.id.clone()),
                has_admin_rules: true,
                rules: Vec::new(),
            });
        }
        found(
            &from_machine(),
            "source/peering",
            &[
                ("and a peering", managed, Pass),
                (
                    "and no peering",
                    |it| {
                        managed(it);
                        not_peered(it);
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn what_a_hub_does_not_do_is_said() {
        assert_eq!(
            entered(&direct(), "source/peering", through_a_hub),
            "fail: vnet-new virtualNetworkPeerings = none to vnet-old; vnet-old virtualNetworkPeerings = none to \
             vnet-new | Both are peered with vnet-hub, but two peerings do not add up to one."
        );
    }
}
