//! Which of the two ways a connection takes: from VNet to VNet, or through a gateway.

use crate::{
    Party, SourceKind, Status,
    check::reach::peering::{gateway::through_a_gateway, pair::Pair},
    network::{Context, Decided, Finding},
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
        _ => between_vnets(context, party),
    }
}

/// Two VNets of Azure.
///
/// Source: "Create, change, or delete a virtual network peering" (2025-07-01) for the states and what they mean.
pub(in crate::check::reach) fn between_vnets(context: &Context<'_>, party: Party) -> Decided {
    let destination = context.destination_subnet(party)?;
    let (server, subnet) = context.client_subnet()?;
    let near = subnet.parent().ok_or_else(|| Finding::open("The VNet of the client is not in the files."))?;
    if near == destination.vnet {
        let near = server.origin.shows(context.network, "network.delegatedSubnetResourceId", subnet.text());
        return Ok(Finding::not_applicable(vec![near, destination.evidence]).noting("Both are in the same VNet."));
    }
    let pair = Pair { context, near, subnet, destination };
    let finding = pair.peering().unwrap_or_else(|open| open);
    let vpn = context.network.vpns(&pair.near, &pair.destination.vnet).find(|it| it.is_connected());
    Ok(match vpn {
        None => finding,
        Some(vpn) if finding.status == Status::Pass => finding.noting(format!(
            "Decided: the peering. The VPN connection {} joins the two VNets as well; packets take the peering.",
            vpn.origin.name()
        )),
        Some(vpn) => Finding::not_applicable(vec![vpn.origin.shows(context.network, "connectionStatus", "Connected")])
            .noting(format!(
                "Decided: the VPN connection {}, which joins the two VNets without a peering.",
                vpn.origin.name()
            )),
    })
}

/// What resources show of it in a word. Where the peering itself is at fault, what else lies on the way is judged as if it
/// stood: one fault fails one step.
pub(in crate::check::reach) fn status(context: &Context<'_>, party: Party) -> Status {
    evidence(context, party).map_or(Status::Unknown, |it| it.status)
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
                        it.gateway_connections[0].status = Some("NotConnected".to_owned());
                    },
                    Unknown,
                ),
            ],
        );
        assert!(told(&direct(), "source/peering", vpn).contains("Decided: the peering."));
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
