//! Decides what security groups do with a question for a name, on its way from a subnet to a DNS server.
//!
//! Source: "Name resolution for resources in Azure virtual networks" (2015-09-02): DNS servers of the customer's own are
//! asked on port 53. Questions go by UDP first (RFC 7766, section 5).

use std::net::Ipv4Addr;

use crate::{
    check::reach::{nsg::flow::Flow, peering::Joint},
    network::{
        Attachment, Context, Direction, Fact, Id, Nic,
        security::{CLIENT_PORTS, End, Packets, Transport},
    },
    outcome::Decided,
};

/// The port that DNS servers are asked on.
pub(super) const DNS_PORT: u16 = 53;

/// A question from a subnet to a DNS server.
pub(super) struct DnsQuery<'a>(Flow<'a>);

impl<'a> DnsQuery<'a> {
    /// The question from `near` to an address, which stands in `vnet` where that is known.
    pub(super) fn new(
        context: &'a Context<'a>,
        near: Attachment<'a>,
        address: Ipv4Addr,
        vnet: Option<Id>,
        joint: Option<Joint>,
    ) -> Self {
        let packets = Packets {
            transport: Transport::Udp,
            source: End { nets: near.subnet.prefixes.clone(), groups: Fact::None },
            source_ports: CLIENT_PORTS,
            destination: End { nets: vec![address.into()], groups: Fact::None },
            port: DNS_PORT,
        };
        let ends = [Some(near.vnet.origin.id.clone()), vnet];
        Self(Flow { context, packets, members: None, ends, joint, to_anywhere: None, to_service: None })
    }

    /// Where it leaves.
    pub(super) fn outbound(&self, near: Attachment<'a>) -> Decided {
        self.0.at_subnet(near, Direction::Outbound, true)
    }

    /// Where it arrives at a machine: at its subnet, then at its network interface.
    pub(super) fn at_machine(&self, there: Attachment<'a>, nic: &'a Nic) -> Vec<Decided> {
        self.0.at_machine(there, nic)
    }

    /// Where it arrives.
    pub(super) fn inbound(&self, there: Attachment<'a>) -> Decided {
        self.0.at_subnet(there, Direction::Inbound, true)
    }
}
