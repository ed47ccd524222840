//! Decides what the security group of a flexible server's subnet does with packets that the server itself needs.
//!
//! Source: "Network with private access (virtual network integration)" (2024-06-27): TCP 5432 within the delegated subnet, both
//! ways, for high availability; outbound to the tag `Storage` for the archive of logs.

use crate::{
    check::reach::nsg::flow::Flow,
    network::{
        Attachment, Context, Direction, Fact,
        security::{self, CLIENT_PORTS, End, Packets, Transport},
    },
    outcome::Decided,
};

/// The port of PostgreSQL at a flexible server.
const OWN_PORT: u16 = 5432;

/// The port of Azure Storage.
const STORAGE_PORT: u16 = 443;

/// Decides what the rules at a delegated subnet do with the packets that the server in it cannot do without.
pub(in crate::check) fn own_needs(context: &Context<'_>, side: Attachment<'_>) -> Vec<Decided> {
    let here = || End { nets: side.subnet.prefixes.clone(), groups: Fact::None };
    let storage = End { nets: security::public(), groups: Fact::None };
    let vnet = Some(side.vnet.origin.id.clone());
    let flow = |destination, port, to_service| Flow {
        context,
        packets: Packets { transport: Transport::Tcp, source: here(), source_ports: CLIENT_PORTS, destination, port },
        members: None,
        ends: [vnet.clone(), if to_service { None } else { vnet.clone() }],
        joint: None,
        to_anywhere: None,
        to_service: Some("Storage").filter(|_| to_service),
    };
    let within = flow(here(), OWN_PORT, false);
    vec![
        within.at_subnet(side, Direction::Outbound, true),
        within.at_subnet(side, Direction::Inbound, true),
        flow(storage, STORAGE_PORT, true).at_subnet(side, Direction::Outbound, true),
    ]
}
