//! Holds what Azure says of its resources: the servers, networks, security groups, routes, endpoints, zones and links
//! that a check may look at.
//!
//! Plain data. `pgreach-azure` fills it from what Azure tools print; the checks read it. It is empty where nothing was
//! imported. Each fact is optional: see [`Fact`] and [`Listing`] for what absence means.
//!
//! Names and values are those of Azure's own JSON (Microsoft.DBforPostgreSQL 2017-12-01 and 2023-12-01-preview,
//! Microsoft.Network 2024-01-01, private DNS 2020-06-01, DNS resolver 2022-07-01), so states are texts: Azure may add some.
#![expect(clippy::doc_markdown, reason = "the words are Azure's, not ours")]

mod append;
pub mod aws;
mod between;
mod change;
pub mod cloud;
mod compare;
mod dns_name;
mod dns_policy;
mod evidence;
mod fact;
mod gateway_routes;
mod host;
mod id;
mod joins;
mod keyed;
mod needs;
mod nets;
mod order;
mod origin;
mod postgres;
mod provisioning;
pub mod resolve;
mod resource;
mod routing;
pub mod security;
mod self_run;
mod table;
mod tags;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod unread;

pub use between::{Attachment, Lack, PeeringSide, Shortcoming, hub_name, is_of_hub, is_wan_hub};
pub use change::{Change, Edit, Item};
pub use cloud::{CloudKind, CloudResource};
pub use compare::{is, is_same, words_of};
pub use dns_name::DnsName;
pub use dns_policy::{DnsPolicy, DnsRule, DomainList, Filtered, filtered};
pub use evidence::{Evidence, first_of, listed, with_more};
pub use fact::{Fact, Listing};
pub use gateway_routes::GatewayRoute;
pub use host::{FirewallTool, HostFirewall, HostRule, Socket, Sockets};
pub use id::Id;
pub use joins::{
    AdminParent, AzureFirewall, Circuit, Connectivity, DnsProxy, Effective, FirewallPolicy, GroupMember, HubConnection,
    HubTable, IpGroup, Joins, LoadBalancer, NatGateway, NetworkRule, PlannedRule, PublicAddress, RoutingIntent,
    RuleCollection, RuleEnd, RuleGroup, VirtualHub, dns_proxy,
};
pub use needs::needs_among;
pub use nets::{covers, hold, is_region, meet, overlap, printed};
pub use order::{priority, sort_by_number, sort_by_text};
pub use origin::Origin;
pub use postgres::{Admission, HbaClients, HbaFile, HbaRule, HbaScope, HbaTransport, ListenAddress, Listening};
pub use resource::{
    ARecord, ConnectionTest, Direction, EffectiveRoutes, EffectiveRules, EndpointConnection, EndpointService,
    FirewallRule, ForwardingRule, Gateway, GatewayConnection, InboundEndpoint, LocalGateway, Machine, Migration,
    MigrationSource, Nic, NicAddress, Peer, Peering, PortRange, PrivateEndpoint, RecordSet, Route, RoutePrefix,
    RouteTable, Ruleset, RulesetLink, SQL_SERVICE, SecurityGroup, SecurityRule, Server, ServerKind, ServiceEndpoint,
    Subnet, Tag, TagName, TrafficSelector, Vnet, VnetRule, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink,
};
pub use routing::RouteLookup;
pub use self_run::SelfRun;
pub use table::{Key, Keyed, Table, TableListing};
pub use tags::ServiceTag;
pub use unread::Unread;

/// Everything that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// The files that it was read from, which [`Origin::file`] points to.
    pub files: Vec<String>,
    /// PostgreSQL servers, single and flexible.
    pub servers: Table<Server>,
    /// Migrations into a flexible server.
    pub migrations: Table<Migration>,
    /// Virtual networks.
    pub vnets: Table<Vnet>,
    /// Network security groups.
    pub security_groups: Table<SecurityGroup>,
    /// The rules that Azure computed for network interfaces.
    pub effective_rules: Vec<EffectiveRules>,
    /// Network interfaces.
    pub nics: Table<Nic>,
    /// Virtual machines.
    pub machines: Table<Machine>,
    /// Route tables.
    pub route_tables: Table<RouteTable>,
    /// The routes that Azure computed for a network interface. Azure does not say which one.
    pub effective_routes: Vec<EffectiveRoutes>,
    /// Private endpoints.
    pub endpoints: Table<PrivateEndpoint>,
    /// The zone groups of private endpoints.
    pub zone_groups: Table<ZoneGroup>,
    /// Private endpoints of which a full list of zone groups was read that was empty.
    pub ungrouped: Table<Origin>,
    /// Private DNS zones.
    pub zones: Table<Zone>,
    /// Inbound endpoints of DNS Private Resolvers.
    pub inbound_endpoints: Vec<InboundEndpoint>,
    /// DNS forwarding rulesets.
    pub rulesets: Vec<Ruleset>,
    /// DNS security policies.
    pub dns_policies: Vec<DnsPolicy>,
    /// The domain lists of DNS security policies.
    pub domain_lists: Vec<DomainList>,
    /// VPN and ExpressRoute gateways.
    pub gateways: Vec<Gateway>,
    /// VPN and ExpressRoute connections.
    pub gateway_connections: Vec<GatewayConnection>,
    /// The destination networks of site-to-site connections.
    pub local_gateways: Vec<LocalGateway>,
    /// The tags of servers and virtual machines that may say which migration they belong to, each once.
    pub tags: Vec<Tag>,
    /// What service tags stand for.
    pub service_tags: Vec<ServiceTag>,
    /// Resources of Microsoft.Network whose types pgreach does not read.
    pub unread: Vec<Unread>,
    /// What a source that people run themselves says of itself.
    pub self_run: SelfRun,
    /// What AWS or Google Cloud says of a source there.
    pub clouds: Vec<CloudResource>,
    /// What joins networks besides peerings and VPNs.
    pub joins: Joins,
    /// The files of which something could not be read.
    pub not_read: Vec<NotRead>,
    /// Whether some list or file was cut short, so that a whole resource may be missing.
    pub truncated: bool,
    /// The files with a list that goes on elsewhere: any resource may be in the rest, so nothing holds that rests on there
    /// being no other one.
    pub cut: Vec<usize>,
    /// Whether a file ended before its end, or says two things of one member, so that what was read of it proves less than it
    /// seems to.
    pub broken: bool,
    /// Whether some of it is planned: it is so once a plan is applied.
    pub planned: bool,
}

impl Network {
    /// Whether nothing was imported.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The virtual network of this id.
    #[must_use]
    pub fn vnet(&self, id: &Id) -> Option<&Vnet> {
        self.vnets.of_id(id)
    }

    /// The subnet of this id.
    #[must_use]
    pub fn subnet(&self, id: &Id) -> Option<&Subnet> {
        self.vnet(&id.parent()?)?.subnets.items.iter().find(|it| it.origin.id == *id)
    }

    /// The security group of this id.
    #[must_use]
    pub fn security_group(&self, id: &Id) -> Option<&SecurityGroup> {
        self.security_groups.of_id(id)
    }

    /// The route table of this id.
    #[must_use]
    pub fn route_table(&self, id: &Id) -> Option<&RouteTable> {
        self.route_tables.of_id(id)
    }

    /// The private endpoint of this id.
    #[must_use]
    pub fn endpoint(&self, id: &Id) -> Option<&PrivateEndpoint> {
        self.endpoints.of_id(id)
    }

    /// The network interface of this id.
    #[must_use]
    pub fn nic(&self, id: &Id) -> Option<&Nic> {
        self.nics.of_id(id)
    }

    /// The private DNS zone of this id.
    #[must_use]
    pub fn zone(&self, id: &Id) -> Option<&Zone> {
        self.zones.of_id(id)
    }
}

/// A file that could not be read, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// The place of the file among [`Network::files`].
    pub file: usize,
    /// What stands there, and where. It quotes no value.
    pub found: String,
    /// What would be read.
    pub expected: String,
}
