//! One migration in what was read of Azure's networks: who the parties are, and what the resources show of each step.
//!
//! The model of the networks and their algebra are `pgreach-network`, whose names are given on here.

pub(crate) mod aws;
mod cloud;
pub(crate) mod clouds;
mod context;
mod cut_off;
mod endpoints;
mod firewall_rules;
mod firewalls;
pub(crate) mod google;
mod google_firewalls;
mod led_away;
mod migration_test;
mod migrations;
mod misplaced;
mod names;
pub(crate) mod parties;
pub(crate) mod parts;
mod place;
#[cfg(test)]
mod policy_cases;
mod postgres;
mod provisioned;
#[cfg(test)]
mod resolve_cases;
mod rule_words;
mod selectors;
#[cfg(test)]
mod servers_cases;
mod settings;
mod subnet_rules;
#[cfg(test)]
pub(crate) mod testing;
mod virtual_network;
#[cfg(test)]
mod zones_cases;

pub use pgreach_network::{
    ARecord, AdminParent, Attachment, AzureFirewall, Change, Circuit, ConnectionTest, Connectivity, Direction, DnsName,
    DnsPolicy, DnsProxy, DnsRule, DomainList, Edit, Effective, EffectiveRoutes, EffectiveRules, EndpointConnection,
    EndpointService, Fact, FirewallPolicy, FirewallRule, ForwardingRule, Gateway, GatewayConnection, GroupMember,
    HubConnection, HubTable, Id, InboundEndpoint, IpGroup, Item, Joins, Key, Lack, Listing, LoadBalancer, LocalGateway,
    Machine, Migration, MigrationSource, NatGateway, Network, NetworkRule, Nic, NicAddress, NotRead, Origin, Peer,
    Peering, PeeringSide, PlannedRule, PortRange, PrivateEndpoint, PublicAddress, RecordSet, Route, RouteLookup,
    RoutePrefix, RouteTable, RoutingIntent, RuleCollection, RuleEnd, RuleGroup, Ruleset, RulesetLink, SQL_SERVICE,
    SecurityGroup, SecurityRule, Server, ServerKind, ServiceEndpoint, ServiceTag, Shortcoming, Subnet, TableListing,
    TrafficSelector, Unread, VirtualHub, Vnet, VnetRule, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink, dns_proxy,
    first_of, hold, hub_name, is, is_of_hub, is_region, is_same, is_wan_hub, listed, meet, overlap, printed, resolve,
    security, with_more, words_of,
};

pub use clouds::is_listed;
pub(crate) use context::{Context, Destination};
pub(crate) use cut_off::{cut_off, cuts_off, hides_public};
pub(crate) use firewall_rules::{by_outbound, from_address, outbound_addresses};
pub(crate) use firewalls::{LOWEST, filter, no_room, translates};
pub(crate) use led_away::led_away;
pub use migration_test::MigrationTest;
pub(crate) use migration_test::{connected_to, migration_test};
pub use migrations::is_named;
pub(crate) use migrations::migration;
pub(crate) use names::{ConnectsTo, Resolver, answer, endpoint_zone_name, is_endpoint_zone, link_to};
pub(crate) use parties::machine;
pub use parties::{azure_label, servers};
pub(crate) use place::{DestinationSubnet, not_whole};
pub(crate) use postgres::{in_effect, is_self_run, of_source};
pub(crate) use rule_words::{in_words, path};
pub(crate) use selectors::left_out;
pub(crate) use settings::{is_role, settings};
pub(crate) use subnet_rules::{
    admits, admitted_by_address, carries_sql, in_its_region, leads_to_other_regions, past_endpoint,
};
