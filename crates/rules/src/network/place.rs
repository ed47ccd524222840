//! Finds where in the virtual networks the destination of a connection answers.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export, Party, SourceKind,
    network::{Attachment, Context, Destination, Id, Nic},
    outcome::{Decided, Reason, Undecided},
};

/// The place of a destination that is in a virtual network of Azure.
#[derive(Clone)]
pub(crate) struct DestinationSubnet<'a> {
    pub destination: Destination<'a>,
    /// Its VNet, read or not.
    pub vnet: Id,
    /// Its subnet, read or not.
    pub subnet: &'a Id,
    /// What says that it is there.
    pub evidence: Evidence,
}

impl<'a> Context<'a> {
    /// The place of a destination, where it is in a virtual network of Azure.
    pub(crate) fn destination_subnet(&self, party: Party) -> Decided<DestinationSubnet<'a>> {
        let destination = self.destination(party)?;
        let (subnet, evidence) = match destination {
            Destination::Endpoint(endpoint) => {
                let subnet = endpoint.subnet.as_ref().ok_or_else(|| {
                    Undecided::new(
                        Reason::Missing,
                        format!("The files do not say which subnet {} is in.", endpoint.origin.name()),
                    )
                    .needing(Export::PrivateEndpoint, endpoint.origin.id.text())
                })?;
                (subnet, endpoint.origin.shows(self.network, "subnet.id", subnet.text()))
            }
            Destination::Integrated(server, subnet) => {
                (subnet, server.origin.shows(self.network, "network.delegatedSubnetResourceId", subnet.text()))
            }
            Destination::Machine(nic) => {
                let subnet = subnet_of(nic).ok_or_else(|| {
                    let what = if nic.addresses.is_empty() { "an IPv4 address" } else { "a subnet" };
                    Undecided::new(Reason::Missing, format!("The files do not say {what} of {}.", nic.origin.name()))
                        .needing(Export::Nic, nic.origin.id.text())
                })?;
                (subnet, nic.origin.shows(self.network, "ipConfigurations[].subnet.id", subnet.text()))
            }
            Destination::Address(address) => return Err(self.unplaced(address)),
            Destination::Public => {
                return Err(Undecided::new(
                    Reason::Outside,
                    format!(
                        "{} is reached at a public address, outside of any virtual network.",
                        self.config.name(party).unwrap_or(party.label())
                    ),
                ));
            }
        };
        let vnet = subnet.parent().ok_or_else(|| {
            Undecided::new(
                Reason::Missing,
                format!("The files do not say which VNet the subnet {} is in.", subnet.name()),
            )
        })?;
        Ok(DestinationSubnet { destination, vnet, subnet, evidence })
    }

    fn unplaced(&self, address: Ipv4Addr) -> Undecided {
        let open = Undecided::new(Reason::Missing, format!("No file says in which virtual network {address} is."));
        let is_machine = self.config.source.kind == Some(SourceKind::AzureVm);
        if is_machine { open.needing(Export::Nic, address.to_string()) } else { open }
    }

    /// The addresses that a destination may answer at: one, or any of its subnet where that is all that is known.
    pub(crate) fn destination_nets(&self, destination: &Destination<'a>) -> Decided<Vec<Ipv4Net>> {
        let (address, subnet) = match destination {
            Destination::Endpoint(endpoint) => (self.endpoint_address(endpoint), endpoint.subnet.as_ref()),
            Destination::Integrated(_, subnet) => return Self::nets(self.side(subnet)?),
            Destination::Machine(nic) => (self.machine_address(nic), subnet_of(nic)),
            Destination::Address(address) => (Ok(*address), None),
            Destination::Public => return Err(Undecided::new(Reason::Outside, "A public address is in no export.")),
        };
        let in_subnet = |open: Undecided| {
            let nets = subnet.and_then(|it| Self::nets(self.side(it).ok()?).ok());
            // Where the files contradict each other, either address may be outside of it.
            let is_ambiguous = matches!(destination, Destination::Endpoint(_)) && open.reason != Reason::Missing;
            nets.filter(|_| !is_ambiguous).ok_or(open)
        };
        address.map(|it| vec![it.into()]).or_else(in_subnet)
    }

    /// The addresses of a subnet. One without any was not read whole, and nothing holds of all of none.
    pub(crate) fn nets(side: Attachment<'_>) -> Decided<Vec<Ipv4Net>> {
        if side.subnet.prefixes.is_empty() {
            let name = side.subnet.origin.name();
            return Err(Undecided::new(Reason::Missing, format!("The address range of {name} is not in the files."))
                .needing(Export::Vnet, side.vnet.origin.id.text()));
        }
        Ok(side.subnet.prefixes.clone())
    }

    /// The address of a network interface that the source is: the one that is connected to, or its only one.
    fn machine_address(&self, nic: &Nic) -> Decided<Ipv4Addr> {
        let host = self.source_host().ok().flatten();
        let named = host.and_then(|(it, _)| self.address_of(it));
        let mut addresses: Vec<Ipv4Addr> = nic.addresses.iter().filter_map(|it| it.address).collect();
        addresses.retain(|it| named.is_none_or(|named| named == *it));
        match addresses[..] {
            [address] => Ok(address),
            _ => Err(Undecided::new(
                Reason::Ambiguous,
                format!("It is not known which address of {} answers.", nic.origin.name()),
            )
            .needing(Export::Nic, nic.origin.id.text())),
        }
    }

    /// Says that a virtual network was not read, or not whole, and what would show it.
    pub(crate) fn no_vnet(&self, vnet: &Id) -> Undecided {
        let reason = not_whole("VNet", vnet, self.network.vnet(vnet).is_some(), "its ranges and peerings");
        Undecided::new(Reason::Missing, reason).needing(Export::Vnet, vnet.text())
    }
}

/// Says that a resource is not in the files, or, where it is, that not all of it is.
pub(crate) fn not_whole(kind: &str, id: &Id, is_read: bool, parts: &str) -> String {
    let name = id.name();
    if is_read {
        format!("The files hold the {kind} {name}, but not all of {parts}.")
    } else {
        format!("The {kind} {name} is not in the files.")
    }
}

/// The one subnet that all addresses of a network interface are in.
fn subnet_of(nic: &Nic) -> Option<&Id> {
    let first = nic.addresses.first()?.subnet.as_ref()?;
    nic.addresses.iter().all(|it| it.subnet.as_ref() == Some(first)).then_some(first)
}
