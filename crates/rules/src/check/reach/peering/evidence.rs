//! Which of the two ways a leg takes: from VNet to VNet, or through a gateway.

use crate::{
    Party, SourceKind, Status,
    check::reach::peering::{gateway::through_a_gateway, pair::Pair},
    network::{Finding, Judged, Scene},
};

/// What resources show of it.
pub(crate) fn evidence(scene: &Scene<'_>, party: Party) -> Judged {
    match scene.config.source.kind {
        Some(kind) if party == Party::Source && !matches!(kind, SourceKind::SingleServer | SourceKind::AzureVm) => {
            through_a_gateway(scene)
        }
        _ => between_vnets(scene, party),
    }
}

/// Two VNets of Azure.
///
/// Source: "Create, change, or delete a virtual network peering" (2025-07-01) for the states and what they mean.
pub(in crate::check::reach) fn between_vnets(scene: &Scene<'_>, party: Party) -> Judged {
    let far = scene.place(party)?;
    let (server, subnet) = scene.actor_subnet()?;
    let near =
        subnet.parent().ok_or_else(|| Finding::open("The VNet of the server that dials is not in the files."))?;
    if near == far.vnet {
        let near = server.origin.shows(scene.network, "network.delegatedSubnetResourceId", subnet.text());
        return Ok(Finding::aside(vec![near, far.evidence]).noting("Both are in the same VNet."));
    }
    let pair = Pair { scene, near, subnet, far };
    let finding = pair.peering().unwrap_or_else(|open| open);
    let vpn = scene.network.vpns(&pair.near, &pair.far.vnet).find(|it| it.is_connected());
    Ok(match vpn {
        None => finding,
        Some(vpn) if finding.status == Status::Pass => finding.noting(format!(
            "Judged: the peering. The VPN connection {} joins the two VNets as well; packets take the peering.",
            vpn.origin.name()
        )),
        Some(vpn) => Finding::aside(vec![vpn.origin.shows(scene.network, "connectionStatus", "Connected")]).noting(
            format!("Judged: the VPN connection {}, which joins the two VNets without a peering.", vpn.origin.name()),
        ),
    })
}

/// What resources show of it in a word. Where the peering itself is at fault, what else lies on the way is judged as if it
/// stood: one fault fails one step.
pub(in crate::check::reach) fn status(scene: &Scene<'_>, party: Party) -> Status {
    evidence(scene, party).map_or(Status::Unknown, |it| it.status)
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::testing::{direct, found, from_machine, machine, not_peered, told, vpn},
    };

    #[test]
    fn a_vpn_may_join_them() {
        found(
            &direct(),
            "source/peering",
            &[
                (
                    "a VPN",
                    |it| {
                        not_peered(it);
                        vpn(it);
                    },
                    NotApplicable,
                ),
                ("a VPN and a peering", vpn, Pass),
                (
                    "a VPN that is down",
                    |it| {
                        not_peered(it);
                        vpn(it);
                        it.connections[0].status = Some("NotConnected".to_owned());
                    },
                    Unknown,
                ),
            ],
        );
        assert!(told(&direct(), "source/peering", vpn).contains("Judged: the peering."));
    }

    #[test]
    fn a_machine_is_reached_as_an_endpoint_is() {
        found(
            &from_machine(),
            "source/peering",
            &[
                ("peered", machine, Pass),
                (
                    "not peered",
                    |it| {
                        machine(it);
                        not_peered(it);
                    },
                    Fail,
                ),
                ("the machine's card was not read", |_| {}, Unknown),
            ],
        );
    }
}
