//! The two ends of a connection between private addresses, as its security groups see them.

use ipnet::Ipv4Net;

use crate::{
    Export, HopKind, Need, Party, SourceKind,
    check::StageOutcome,
    check::reach::{
        nsg::{flow::Flow, public_address::to_a_public_address},
        peering::{self, By, Joint},
        route,
    },
    network::{
        Context, Destination, Direction, Fact, Id, NicAddress, PrivateEndpoint, clouds,
        security::{CLIENT_PORTS, End, Packets, Transport},
    },
    outcome::{Decided, Outcome, Undecided},
};

/// What resources show of it: outbound where the client is, and inbound where the destination is.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided<Vec<StageOutcome>> {
    if route::is_reached_publicly(context, party) {
        return Ok(vec![(HopKind::OutboundRules, to_a_public_address(context, party))]);
    }
    let near = context.client_attachment()?;
    let destination = match context.destination(party) {
        Ok(it) => it,
        // Whom another cloud lets in, its own lists say without the address of the source.
        Err(open) => {
            // Where every address is denied, so is the one that is not known.
            let packets = Packets {
                transport: Transport::Tcp,
                source: End { nets: near.subnet.prefixes.clone(), groups: Fact::None },
                source_ports: CLIENT_PORTS,
                destination: End { nets: vec![Ipv4Net::default()], groups: Fact::Unknown },
                port: context.port(party),
            };
            let joint = Some(Joint { by: By::Peering, found: Err(Undecided::unshown()) });
            let ends = [Some(near.vnet.origin.id.clone()), None];
            let any = Flow { context, packets, members: None, ends, joint, to_anywhere: None, to_service: None };
            if let Some(found) = any.at_subnet(near, Direction::Outbound, true).ok().filter(Outcome::is_fail) {
                return Ok(vec![(HopKind::OutboundRules, Ok(found.noting("It denies every address.")))]);
            }
            let inbound = clouds::lets_in_privately(context).filter(|_| party == Party::Source);
            let Some(inbound) = inbound else { return Err(open) };
            return Ok(vec![(HopKind::OutboundRules, Err(open)), (HopKind::InboundRules, inbound)]);
        }
    };
    let packets = Packets {
        transport: Transport::Tcp,
        source: End { nets: near.subnet.prefixes.clone(), groups: Fact::None },
        source_ports: CLIENT_PORTS,
        destination: End { nets: context.destination_nets(&destination)?, groups: groups(context, &destination) },
        port: context.port(party),
    };
    let members = match &destination {
        Destination::Endpoint(it) => {
            Some(Need { export: Export::PrivateEndpoint, resource: it.origin.id.text().to_owned() })
        }
        Destination::Machine(it) => Some(Need { export: Export::Nic, resource: it.origin.id.text().to_owned() }),
        Destination::Integrated(..) | Destination::Address(_) | Destination::Public => None,
    };
    let ends = [Some(near.vnet.origin.id.clone()), context.destination_subnet(party).ok().map(|it| it.vnet)];
    let connection = Flow {
        context,
        packets,
        members,
        ends,
        joint: Some(peering::joint(context, party)),
        to_anywhere: None,
        to_service: None,
    };
    Ok(vec![
        (HopKind::OutboundRules, connection.at_subnet(near, Direction::Outbound, true)),
        (HopKind::InboundRules, Outcome::all(connection.at_the_destination(party, &destination))),
    ])
}

/// The application security groups of a destination.
fn groups(context: &Context<'_>, destination: &Destination<'_>) -> Fact<Vec<Id>> {
    match destination {
        Destination::Endpoint(endpoint) => of_endpoint(context, endpoint),
        Destination::Machine(nic) => {
            let address = context.destination_nets(destination).ok();
            let is_it =
                |it: &&NicAddress| it.address.map(Ipv4Net::from) == address.as_ref().and_then(|it| it.first().copied());
            nic.addresses.iter().find(is_it).map_or(Fact::Unknown, |it| it.groups.clone())
        }
        Destination::Address(_) if context.config.source.kind == Some(SourceKind::AzureVm) => Fact::Unknown,
        // Rules by group are not for VNet-integrated servers ("Network with private access", 2025-06-30).
        Destination::Integrated(..) | Destination::Address(_) | Destination::Public => Fact::None,
    }
}

/// The application security groups of an endpoint: its own, and those of its network interface, where one of them says more.
fn of_endpoint(context: &Context<'_>, endpoint: &PrivateEndpoint) -> Fact<Vec<Id>> {
    let nics = endpoint.nics.iter().filter_map(|it| context.network.nic(it));
    let at_nics = nics.flat_map(|it| &it.addresses).filter_map(|it| it.groups.known()).flatten();
    let own = endpoint.groups.known().map_or(&[][..], Vec::as_slice);
    let more: Vec<Id> = at_nics.filter(|it| !own.contains(it)).cloned().collect();
    if more.is_empty() || endpoint.groups.is_unknown() {
        return endpoint.groups.clone();
    }
    Fact::Known(own.iter().cloned().chain(more).collect())
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Network,
            testing::{direct, entered, found, from_office, guard, site, subnet_mut},
        },
    };

    const NSG: &str = "source/nsg";

    #[test]
    fn outbound_counts_where_the_actor_is() {
        found(
            &direct(),
            NSG,
            &[
                ("no group", |_| {}, Pass),
                ("only default rules", |it| guard(it, "vnet-new", &[]), Pass),
                ("a rule denies", |it| guard(it, "vnet-new", &["200 out deny tcp * * > 10.1.0.4/32 5432"]), Fail),
                (
                    "a rule before it allows",
                    |it| {
                        guard(
                            it,
                            "vnet-new",
                            &["200 out deny * * * > * *", "100 out allow tcp 10.2.0.0/24 * > 10.1.0.0/16 5432"],
                        );
                    },
                    Pass,
                ),
                ("a rule denies replies only", |it| guard(it, "vnet-new", &["200 in deny * * * > * *"]), Pass),
                (
                    "not said whether there is a group",
                    |it| subnet_mut(it, "vnet-new").security_group = Fact::Unknown,
                    Unknown,
                ),
                (
                    "the group was not read",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        it.security_groups.clear();
                    },
                    Unknown,
                ),
                (
                    "its rules were not read whole",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        it.security_groups[0].rules.complete = false;
                    },
                    Unknown,
                ),
                (
                    "any address of the endpoint's subnet may pass",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                    },
                    Pass,
                ),
                ("the own VNet was not read", |it| it.vnets.clear(), Unknown),
            ],
        );
    }

    #[test]
    fn the_far_firewall_of_another_network_is_in_no_export() {
        found(
            &from_office(),
            NSG,
            &[
                ("nothing denies on this side", |it| site(it, "vnet-new"), Unknown),
                ("this side denies", |it| guard(it, "vnet-new", &["200 out deny tcp * * > 192.168.0.0/16 *"]), Fail),
            ],
        );
    }

    #[test]
    fn an_address_that_is_not_known_is_denied_where_every_one_is() {
        let mut named = from_office();
        named.source.name = Some("db.corp.local".to_owned());
        found(
            &named,
            NSG,
            &[
                ("every address is denied", |it| guard(it, "vnet-new", &["200 out deny tcp * * > * 5432"]), Fail),
                ("some are", |it| guard(it, "vnet-new", &["200 out deny tcp * * > 192.168.0.0/16 5432"]), Unknown),
                ("none is", |it| guard(it, "vnet-new", &[]), Unknown),
            ],
        );
    }

    #[test]
    fn what_decided_is_shown() {
        const BY_DEFAULT: &str = "pass: nsg-vnet-new defaultSecurityRules[AllowVnetOutBound] = priority 65000, Allow, *, \
                                  VirtualNetwork → VirtualNetwork:*; vnet-old/endpoints privateEndpointNetworkPolicies = \
                                  Disabled";
        for (change, expected) in [
            (
                (|_| {}) as fn(&mut Network),
                "pass: vnet-new/db networkSecurityGroup.id = none; vnet-old/endpoints privateEndpointNetworkPolicies = \
                 Disabled",
            ),
            (|it| guard(it, "vnet-new", &[]), BY_DEFAULT),
            (
                |it| guard(it, "vnet-new", &["200 out deny tcp * * > 10.1.0.4/32,10.9.0.0/16 5432,6000-6100"]),
                "fail: nsg-vnet-new securityRules[r0] = priority 200, Deny, Tcp, * → 10.1.0.4, 10.9.0.0/16:5432, \
                 6000-6100; vnet-old/endpoints privateEndpointNetworkPolicies = Disabled",
            ),
            (|it| guard(it, "vnet-new", &["200 out deny tcp * * > Storage *"]), BY_DEFAULT),
        ] {
            assert_eq!(entered(&direct(), NSG, change), expected);
        }
    }
}
