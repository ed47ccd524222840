//! One migration in what was read of Azure's networks: who the parties are, and what the resources show of each step.
//!
//! The model of the networks and their algebra are `pgreach-network`, whose names are given on here.

mod context;
mod endpoints;
mod finding;
mod finding_json;
mod migration_test;
mod migrations;
mod names;
mod parties;
mod place;
mod provisioned;
mod settings;
#[cfg(test)]
pub(crate) mod testing;
mod unread;
mod virtual_network;

pub use pgreach_network::{
    ARecord, Attachment, ConnectionTest, Direction, EffectiveRoutes, EffectiveRules, EndpointConnection,
    EndpointService, Fact, FirewallRule, Gateway, GatewayConnection, Id, Listing, LocalGateway, Migration,
    MigrationSource, Network, Nic, NicAddress, Origin, Peer, Peering, PeeringSide, PortRange, PrivateEndpoint, Route,
    RouteLookup, RoutePrefix, RouteTable, SecurityGroup, SecurityRule, Server, ServerKind, ServiceEndpoint, ServiceTag,
    Subnet, Unread, Vnet, VnetRule, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink, hold, is, is_region, is_same,
    is_wan_hub, listed, overlap, printed, security,
};

pub(crate) use context::{Context, Decided, Destination};
pub use finding::{BranchFindings, Export, Finding, Findings, Need, SettingFinding, find};
pub use migration_test::MigrationTest;
pub(crate) use names::{ConnectsTo, Resolver, answer, endpoint_zone_name, link_to};
pub(crate) use place::DestinationSubnet;
pub use unread::is_listed_type;
