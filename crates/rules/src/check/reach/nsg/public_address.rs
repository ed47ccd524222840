//! On the way to a public address, only the security group of the client's own subnet counts.

use crate::{
    Evidence, Export, Need, Party,
    check::reach::{nsg::flow::Flow, route},
    network::{
        Context, Destination, Direction, Fact,
        security::{self, CLIENT_PORTS, End, Packets, Transport},
    },
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// A public address: only the client's own security group is on the way. What the destination lets in is its firewall's.
pub(super) fn to_a_public_address(context: &Context<'_>, party: Party) -> Decided {
    if let Some(aside) = route::from_no_subnet(context) {
        return Ok(aside);
    }
    let near = context.client_attachment()?;
    let address = match context.destination(party) {
        Ok(Destination::Address(address)) => Some(address),
        _ => None,
    };
    let nets = address.map_or_else(security::public, |it| vec![it.into()]);
    let packets = Packets {
        transport: Transport::Tcp,
        source: End { nets: near.subnet.prefixes.clone(), groups: Fact::None },
        source_ports: CLIENT_PORTS,
        destination: End { nets, groups: Fact::None },
        port: context.port(party),
    };
    let ends = [Some(near.vnet.origin.id.clone()), None];
    let connection = Flow {
        context,
        packets,
        members: None,
        ends,
        joint: None,
        to_anywhere: Some(party).filter(|_| address.is_none()),
        to_service: None,
    };
    connection.at_subnet(near, Direction::Outbound, true)
}

/// What the security groups of a virtual machine let in from the internet, at its subnet and at its network interface. They see the
/// machine's private address.
///
/// Source: "Azure network security groups overview" (2025-07-15), order of inbound rules and translation of addresses; a
/// Standard public address lets nothing in without a group, a Basic one everything ("Public IP addresses").
pub(in crate::check) fn into_a_machine(context: &Context<'_>, party: Party, destination: &Destination<'_>) -> Decided {
    let Destination::Machine(nic) = destination else {
        let name = context.config.name(party).unwrap_or_default();
        let open = Undecided::new(
            Reason::Missing,
            "The files do not show which virtual machine it is, so not what its security groups let in.",
        );
        return Err(open.needing(Export::Nic, name));
    };
    let packets = Packets {
        transport: Transport::Tcp,
        source: End { nets: security::public(), groups: Fact::None },
        source_ports: CLIENT_PORTS,
        destination: End { nets: context.destination_nets(destination)?, groups: Fact::Unknown },
        port: context.port(party),
    };
    let members = Some(Need { export: Export::Nic, resource: nic.origin.id.text().to_owned() });
    let ends = [None, context.destination_subnet(party).ok().map(|it| it.vnet)];
    let connection = Flow { context, packets, members, ends, joint: None, to_anywhere: None, to_service: None };
    let found = Outcome::all(connection.at_the_destination(party, destination))?;
    let is_no_group = |it: &Evidence| it.property == "networkSecurityGroup.id" && it.value == "none";
    if found.is_pass() && found.evidence().all(is_no_group) {
        let open = "The machine has no security group: a Standard public address then lets nothing in, a Basic one everything.";
        return Err(Undecided::new(Reason::Missing, open).showing(found.into_evidence()));
    }
    Ok(found.noting("Decided: the machine's own security groups, for any public address."))
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            Fact,
            testing::{at_a_public_address, config, entered, found, guard, public, via_runtime},
        },
    };

    const NSG: &str = "source/nsg";

    #[test]
    fn what_goes_to_a_public_address_leaves_its_subnet() {
        found(
            &at_a_public_address(),
            NSG,
            &[
                ("no group", |_| {}, Pass),
                ("only default rules", |it| guard(it, "vnet-new", &[]), Pass),
                ("everything is denied", |it| guard(it, "vnet-new", &["200 out deny * * * > * *"]), Fail),
                (
                    "but for its address",
                    |it| {
                        guard(it, "vnet-new", &["200 out deny * * * > * *", "100 out allow tcp * * > 20.0.0.0/8 5432"]);
                    },
                    Pass,
                ),
                (
                    "the tag of a service",
                    |it| {
                        guard(it, "vnet-new", &["200 out deny * * * > * *", "100 out allow tcp * * > Sql 5432"]);
                    },
                    Unknown,
                ),
            ],
        );
        let named = config(&[
            "source.kind=aws-rds",
            "source.access=public",
            "source.name=db.example.com",
            "target.name=orders-new",
            "runtime.used=false",
        ]);
        found(
            &named,
            NSG,
            &[
                ("only default rules", |it| guard(it, "vnet-new", &[]), Pass),
                ("the internet is denied", |it| guard(it, "vnet-new", &["200 out deny * * * > Internet *"]), Fail),
                ("some of it is", |it| guard(it, "vnet-new", &["200 out deny * * * > 20.0.0.0/8 *"]), Unknown),
                ("another port is", |it| guard(it, "vnet-new", &["200 out deny tcp * * > Internet 443"]), Pass),
            ],
        );
    }

    #[test]
    fn what_may_be_behind_a_tag_is_asked_for() {
        assert_eq!(
            entered(&at_a_public_address(), NSG, |it| guard(it, "vnet-new", &["200 out deny tcp * * > AzureCloud *"])),
            "unknown: nsg-vnet-new securityRules[r0] = priority 200, Deny, Tcp, * → AzureCloud:* | At nsg-vnet-new: it is \
             not known which addresses AzureCloud in the rule r0 stands for. | needs the service tags of region westeurope"
        );
    }

    #[test]
    fn a_server_in_no_subnet_is_held_by_no_group() {
        found(
            &via_runtime(),
            NSG,
            &[
                (
                    "in no subnet",
                    |it| {
                        public(it);
                        it.servers[3].delegated_subnet = Fact::None;
                    },
                    NotApplicable,
                ),
                (
                    "in one that denies",
                    |it| {
                        public(it);
                        guard(it, "vnet-mid", &["200 out deny * * * > * *"]);
                    },
                    Fail,
                ),
            ],
        );
    }
}
