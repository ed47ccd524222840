//! Decides the peering step by the way that a connection takes: from VNet to VNet, or through a gateway.

use crate::{
    Party, SourceKind,
    check::reach::peering::{
        gateway::through_a_gateway,
        hop,
        joint::{By, Joint, Pair},
        nearer,
    },
    network::{Context, DestinationSubnet},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    match context.config.source.kind {
        Some(kind)
            if party == Party::Source
                && !matches!(kind, SourceKind::SingleServer | SourceKind::FlexibleServer | SourceKind::AzureVm) =>
        {
            through_a_gateway(context)
        }
        _ => joint(context, party).found,
    }
}

/// What joins the VNets of the two ends of a connection. Where it is at fault, what else lies on the way is judged as if it
/// stood: one fault fails one step.
///
/// Source: "Create, change, or delete a virtual network peering" (2025-07-01) for the states and what they mean.
pub(in crate::check::reach) fn joint(context: &Context<'_>, party: Party) -> Joint {
    match context.destination_subnet(party) {
        Ok(destination) => joint_to(context, destination, party),
        Err(open) => Joint { by: By::Peering, found: Err(open) },
    }
}

/// What joins the client's VNet and any place in a VNet, as [`joint`] finds it.
pub(in crate::check::reach) fn joint_to(
    context: &Context<'_>,
    destination: DestinationSubnet<'_>,
    party: Party,
) -> Joint {
    let near = || {
        let (server, subnet) = context.client_subnet()?;
        let near = subnet
            .parent()
            .ok_or_else(|| Undecided::new(Reason::Missing, "The files do not say which VNet the client is in."))?;
        Ok((server, subnet, near))
    };
    let (server, subnet, near) = match near() {
        Ok(near) => near,
        Err(open) => return Joint { by: By::Peering, found: Err(open) },
    };
    if near == destination.vnet {
        let near = server.origin.shows(context.network, "network.delegatedSubnetResourceId", subnet.text());
        let found = Ok(Outcome::not_applicable([near, destination.evidence]).noting("Both are in the same VNet."));
        return Joint { by: By::One, found };
    }
    let pair = Pair { context, near, subnet, destination, party };
    let joint = pair.joint();
    let vpn = context.network.vpns(&pair.near, &pair.destination.vnet).find(|it| it.is_connected());
    let is_peered = matches!(&joint, Joint { by: By::Peering, found: Ok(it) } if it.is_pass());
    let joint = match vpn {
        None => joint,
        Some(vpn) if is_peered => Joint {
            found: joint.found.map(|it| {
                it.noting(format!(
                    "Decided: the peering. The VPN connection {} joins the two VNets as well; packets take the peering.",
                    vpn.origin.name()
                ))
            }),
            ..joint
        },
        Some(vpn) => Joint { by: By::Vpn, found: pair.by_vpn(vpn) },
    };
    nearer::judged(&pair, joint)
}

/// Whether the client's VNet and a place in another one are joined.
pub(crate) fn joined(context: &Context<'_>, destination: DestinationSubnet<'_>, party: Party) -> Decided {
    joint_to(context, destination, party).found
}

/// Whether a firewall that the routes of both ends lead to lets a connection pass beside their peering; none where it is not
/// certain that both directions take it.
pub(in crate::check::reach) fn beside_a_peering(context: &Context<'_>, party: Party) -> Option<Decided> {
    let destination = context.destination_subnet(party).ok()?;
    let (_, subnet) = context.client_subnet().ok()?;
    let pair = Pair { context, near: subnet.parent()?, subnet, destination, party };
    let found = hop::beside_a_peering(context, context.side(subnet).ok()?, &pair.destination, party)?;
    Some(nearer::judged(&pair, Joint { by: By::Hop, found }).found)
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::testing::{direct, entered, found, from_machine, machine, not_peered, vpn},
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
                        it.gateway_connections[0].status = Some("NotConnected".to_owned());
                    },
                    Unknown,
                ),
            ],
        );
        assert!(entered(&direct(), "source/peering", vpn).contains("Decided: the peering."));
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
                ("the machine's network interface was not read", |_| {}, Unknown),
            ],
        );
    }
}
