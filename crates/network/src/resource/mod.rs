//! The resources of Azure, one file for each kind with its parts: plain data, named as in Azure's own JSON.

mod dns_resolver;
mod gateway;
mod machine;
mod migration;
mod nic;
mod private_endpoint;
mod private_zone;
mod route_table;
mod security_group;
mod server;
mod tag;
mod vnet;

pub use dns_resolver::{ForwardingRule, InboundEndpoint, Ruleset, RulesetLink};
pub use gateway::{Gateway, GatewayConnection, LocalGateway, TrafficSelector};
pub use machine::Machine;
pub use migration::{ConnectionTest, Migration, MigrationSource};
pub use nic::{Nic, NicAddress};
pub use private_endpoint::{EndpointService, PrivateEndpoint, ZoneGroup, ZoneGroupEntry};
pub use private_zone::{ARecord, RecordSet, Zone, ZoneLink};
pub use route_table::{EffectiveRoutes, Route, RoutePrefix, RouteTable};
pub use security_group::{Direction, EffectiveRules, Peer, PortRange, SecurityGroup, SecurityRule};
pub use server::{EndpointConnection, FirewallRule, SQL_SERVICE, Server, ServerKind, VnetRule};
pub use tag::{Tag, TagName};
pub use vnet::{Peering, ServiceEndpoint, Subnet, Vnet};
