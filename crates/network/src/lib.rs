//! What Azure says of its resources: the servers, networks, security groups, routes, endpoints, zones and links that a
//! check may look at.
//!
//! Plain data. `pgreach-azure` fills it from what Azure tools print; the checks read it. It is empty where nothing was
//! imported. Each fact is optional: see [`Fact`] and [`Listing`] for what absence means.
//!
//! Names and values are those of Azure's own JSON (Microsoft.DBforPostgreSQL 2017-12-01 and 2023-12-01-preview,
//! Microsoft.Network 2024-01-01, private DNS 2020-06-01, DNS resolver 2022-07-01), so states are texts: Azure may add some.
#![expect(clippy::doc_markdown, reason = "the words are Azure's, not ours")]

pub mod aws;
mod between;
mod change;
pub mod cloud;
mod compare;
mod dns_name;
mod dns_policy;
mod evidence;
mod fact;
mod host;
mod id;
mod joins;
mod machine;
mod nets;
mod order;
mod postgres;
mod provisioning;
pub mod resolve;
mod routing;
pub mod security;
mod table;
mod tags;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod unread;

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

pub use between::{Attachment, PeeringSide, is_wan_hub};
pub use change::{Change, Edit, Item};
pub use cloud::{CloudKind, CloudResource};
pub use compare::{is, is_same, words_of};
pub use dns_name::DnsName;
pub use dns_policy::{DnsPolicy, DnsRule, DomainList, Filtered, filtered};
pub use evidence::{Evidence, listed};
pub use fact::{Fact, Listing};
pub use host::{FirewallTool, HostFirewall, HostRule, Socket, Sockets};
pub use id::Id;
pub use joins::{
    AdminParent, AzureFirewall, Circuit, Connectivity, DnsProxy, Effective, FirewallPolicy, GroupMember, HubConnection,
    HubTable, IpGroup, Joins, LoadBalancer, NatGateway, NetworkRule, PlannedRule, PublicAddress, RoutingIntent,
    RuleCollection, RuleEnd, RuleGroup, VirtualHub, dns_proxy,
};
pub use machine::Machine;
pub use nets::{covers, hold, is_region, meet, overlap, printed};
pub use order::{priority, sort_by_number, sort_by_text};
pub use postgres::{Admission, HbaClients, HbaFile, HbaRule, HbaScope, HbaTransport, ListenAddress, Listening};
pub use routing::RouteLookup;
pub use table::{Key, Keyed, Table, TableListing};
pub use unread::Unread;

/// The service whose endpoint a VNet rule of a PostgreSQL server asks for at the client's subnet.
///
/// Source: "Use Virtual Network service endpoints and rules (single server)" (2023-06-24).
pub const SQL_SERVICE: &str = "Microsoft.Sql";

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
    /// What service tags stand for.
    pub service_tags: Vec<ServiceTag>,
    /// Resources of Microsoft.Network whose types pgreach does not read.
    pub unread: Vec<Unread>,
    /// The `pg_hba.conf` files of the source.
    pub hba_files: Vec<HbaFile>,
    /// Where the source says that it listens.
    pub listening: Vec<Listening>,
    /// The sockets on which the machine of the source listens.
    pub sockets: Vec<Sockets>,
    /// The firewall of the machine of the source itself.
    pub host_firewalls: Vec<HostFirewall>,
    /// What AWS or Google Cloud says of a source there.
    pub clouds: Vec<CloudResource>,
    /// What joins networks besides peerings and VPNs.
    pub joins: Joins,
    /// The files of which something could not be read.
    pub not_read: Vec<NotRead>,
    /// Whether some list or file was cut short, so that a whole resource may be missing.
    pub truncated: bool,
    /// Whether a file ended before its end, or says two things of one member, so that what was read of it proves less than it
    /// seems to.
    pub broken: bool,
    /// Whether some of it is planned: it is so once a plan is applied.
    pub planned: bool,
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

/// Where a resource was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its id. A template's resource has one made of its type and name, without subscription and resource group.
    pub id: Id,
    /// Which of [`Network::files`] it was read from first.
    pub file: usize,
}

impl Origin {
    /// The name that people know it by: its id's last part, after its parent's where it is a part of something.
    #[must_use]
    pub fn name(&self) -> String {
        match self.id.parent_name() {
            Some(parent) => format!("{parent}/{}", self.id.name()),
            None => self.id.name().to_owned(),
        }
    }
}

/// What a PostgreSQL server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerKind {
    /// `Microsoft.DBforPostgreSQL/servers`.
    Single,
    /// `Microsoft.DBforPostgreSQL/flexibleServers`.
    Flexible,
}

/// A PostgreSQL server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Where it was read.
    pub origin: Origin,
    /// What it is.
    pub kind: ServerKind,
    /// `fullyQualifiedDomainName`.
    pub host: Option<String>,
    /// `location`, as it was written.
    pub location: Option<String>,
    /// `sku.tier`.
    pub tier: Option<String>,
    /// `state` of a flexible server, `userVisibleState` of a single one: Ready, Stopped, Updating and others.
    pub state: Option<String>,
    /// `replicationRole`, or `replica.role`: Primary, None, AsyncReplica, GeoAsyncReplica; of a single server Master, Replica
    /// or nothing.
    pub replication_role: Option<String>,
    /// `cluster.clusterSize`, which only an elastic cluster has; [`Server::UNSIZED`] where there is a `cluster` of no size.
    pub cluster_size: Option<u32>,
    /// `sslEnforcement` of a single server: whether it refuses a connection without TLS.
    pub tls_enforced: Fact<bool>,
    /// `publicNetworkAccess` of a single server, `network.publicNetworkAccess` of a flexible one: whether it is Enabled.
    pub public_access: Fact<bool>,
    /// `network.delegatedSubnetResourceId`. A single server has none.
    pub delegated_subnet: Fact<Id>,
    /// `network.privateDnsZoneArmResourceId`.
    pub private_dns_zone: Fact<Id>,
    /// `privateEndpointConnections`.
    pub endpoint_connections: Listing<EndpointConnection>,
    /// `firewallRules`.
    pub firewall_rules: Listing<FirewallRule>,
    /// `virtualNetworkRules`, which only a single server has.
    pub vnet_rules: Listing<VnetRule>,
}

impl Server {
    /// The size of a cluster that does not say its size.
    pub const UNSIZED: u32 = u32::MAX;
}

/// What a server says of a private endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointConnection {
    /// Where it was read.
    pub origin: Origin,
    /// `privateEndpoint.id`.
    pub endpoint: Option<Id>,
    /// `privateLinkServiceConnectionState.status`: Approved, Pending, Rejected, Disconnected.
    pub status: Option<String>,
    /// `groupIds`. A single server's own list leaves them out.
    pub groups: Fact<Vec<String>>,
    /// `provisioningState`: Approving, Ready, Dropping, Failed, Rejecting; of a flexible server Succeeded.
    pub provisioning: Fact<String>,
}

/// A range of addresses that a server admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirewallRule {
    /// Where it was read.
    pub origin: Origin,
    /// `startIpAddress`.
    pub start: Ipv4Addr,
    /// `endIpAddress`, which belongs to the range.
    pub end: Ipv4Addr,
}

/// A subnet that a single server admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VnetRule {
    /// Where it was read.
    pub origin: Origin,
    /// `virtualNetworkSubnetId`.
    pub subnet: Option<Id>,
    /// `state`: Ready, Initializing, InProgress, Deleting, Unknown.
    pub state: Option<String>,
}

/// A migration into a flexible server, or the properties file that `az postgres flexible-server migration create` takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Where it was read. A properties file has no id: then it is one made of its file's name.
    pub origin: Origin,
    /// `sourceDbServerResourceId`: an id, or `host:port@user`, of which the user is dropped.
    pub source: Option<MigrationSource>,
    /// `sourceDbServerFullyQualifiedDomainName`, where somebody set it: the name or address that is connected to.
    pub source_host: Fact<String>,
    /// `targetDbServerFullyQualifiedDomainName`, where somebody set it.
    pub target_host: Fact<String>,
    /// `sourceType`, as OnPremises, AzureVM, PostgreSQLSingleServer.
    pub source_type: Option<String>,
    /// `targetDbServerResourceId`, or the server that the migration is a part of.
    pub target: Option<Id>,
    /// `migrationInstanceResourceId`, or `migrationRuntimeResourceId` in a properties file.
    pub runtime: Fact<Id>,
    /// `currentStatus.state`: InProgress, WaitingForUserAction, Canceled, Failed, Succeeded, ValidationFailed, CleaningUp.
    pub state: Option<String>,
    /// `currentStatus.error`, cut short and without what may be a secret.
    pub error: Option<String>,
    /// `sslMode`: Prefer, Require, VerifyCA, VerifyFull.
    pub ssl_mode: Option<String>,
    /// What the migration service found when it tried the connections itself.
    pub test: Option<ConnectionTest>,
}

/// The migration service's own test of the connections of a migration: `AuthenticationAndConnectivityValidation` in
/// `currentStatus.currentSubStateDetails.validationDetails.serverLevelValidationDetails`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionTest {
    /// `state`: Succeeded, Failed, Warning.
    pub state: String,
    /// `messages[].message`, cut short and without what may be a secret.
    pub messages: Vec<String>,
    /// `validationStartTimeInUtc`, as it was written.
    pub started: Option<String>,
    /// `validationEndTimeInUtc`, as it was written.
    pub ended: Option<String>,
}

impl Migration {
    /// Whether it has ended: then it says what was tried, and not what is planned.
    #[must_use]
    pub fn is_over(&self) -> bool {
        ["Canceled", "Failed", "Succeeded", "ValidationFailed"].iter().any(|it| is(self.state.as_deref(), it))
    }
}

/// What a migration takes its data from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MigrationSource {
    /// A server in Azure.
    Resource(Id),
    /// Any other server.
    Host {
        /// Its name or address.
        host: String,
        /// Its port.
        port: Option<u16>,
    },
}

/// A virtual network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vnet {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `location`.
    pub location: Option<String>,
    /// `addressSpace.addressPrefixes`, the IPv4 ones.
    pub prefixes: Fact<Vec<Ipv4Net>>,
    /// `dhcpOptions.dnsServers`; none is Azure's own.
    pub dns_servers: Fact<Vec<String>>,
    /// `subnets`.
    pub subnets: Listing<Subnet>,
    /// `virtualNetworkPeerings`.
    pub peerings: Listing<Peering>,
}

/// A subnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnet {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `addressPrefix` or `addressPrefixes`, the IPv4 ones.
    pub prefixes: Vec<Ipv4Net>,
    /// `networkSecurityGroup.id`.
    pub security_group: Fact<Id>,
    /// `routeTable.id`.
    pub route_table: Fact<Id>,
    /// `delegations[].serviceName`.
    pub delegations: Fact<Vec<String>>,
    /// `serviceEndpoints`.
    pub service_endpoints: Fact<Vec<ServiceEndpoint>>,
    /// `privateEndpointNetworkPolicies`: Disabled, Enabled, NetworkSecurityGroupEnabled, RouteTableEnabled.
    pub endpoint_policies: Fact<String>,
    /// `natGateway.id`.
    pub nat_gateway: Fact<Id>,
}

/// A service that a subnet reaches from its own address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceEndpoint {
    /// `service`, as Microsoft.Sql.
    pub service: String,
    /// `provisioningState`.
    pub state: Option<String>,
}

/// One half of a peering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peering {
    /// Where it was read; its parent is the VNet whose side this is.
    pub origin: Origin,
    /// `remoteVirtualNetwork.id`.
    pub remote: Option<Id>,
    /// `peeringState`: Initiated, Connected, Disconnected.
    pub state: Option<String>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `peeringSyncLevel`: FullyInSync, LocalNotInSync, RemoteNotInSync, LocalAndRemoteNotInSync.
    pub sync_level: Option<String>,
    /// `allowVirtualNetworkAccess`.
    pub allow_access: Fact<bool>,
    /// `allowForwardedTraffic`.
    pub allow_forwarded: Fact<bool>,
    /// `allowGatewayTransit`.
    pub allow_gateway_transit: Fact<bool>,
    /// `useRemoteGateways`.
    pub use_remote_gateways: Fact<bool>,
    /// `remoteAddressSpace.addressPrefixes`: the destination ranges that this side routes to.
    pub remote_prefixes: Fact<Vec<Ipv4Net>>,
    /// `peerCompleteVnets`; none means true.
    pub complete_vnets: Fact<bool>,
    /// `localSubnetNames`, where not the complete VNets are peered.
    pub local_subnets: Vec<String>,
    /// `remoteSubnetNames`, where not the complete VNets are peered.
    pub remote_subnets: Vec<String>,
    /// `enableOnlyIPv6Peering`.
    pub only_ipv6: Fact<bool>,
}

/// A network security group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityGroup {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `securityRules`.
    pub rules: Listing<SecurityRule>,
    /// `defaultSecurityRules`; where they were not read, the ones that every group has.
    pub default_rules: Vec<SecurityRule>,
}

/// A rule of a security group. A field that could not be read is `None`: then it is not known what the rule does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityRule {
    /// `name`.
    pub name: String,
    /// `priority`; the lowest comes first.
    pub priority: Option<u16>,
    /// `direction`.
    pub direction: Option<Direction>,
    /// `access`: whether it is Allow.
    pub allow: Option<bool>,
    /// `protocol` in lower case: `tcp`, `udp`, `icmp`, `esp`, `ah`, `*`.
    pub protocol: Option<String>,
    /// `sourcePortRange` and `sourcePortRanges` together.
    pub source_ports: Option<Vec<PortRange>>,
    /// `destinationPortRange` and `destinationPortRanges` together.
    pub destination_ports: Option<Vec<PortRange>>,
    /// `sourceAddressPrefix`, `sourceAddressPrefixes` and `sourceApplicationSecurityGroups` together.
    pub sources: Option<Vec<Peer>>,
    /// The same for the destination.
    pub destinations: Option<Vec<Peer>>,
}

/// The direction that a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Packets that come in.
    Inbound,
    /// Packets that go out.
    Outbound,
}

/// Ports from one to another, both included. All of them are 0 to 65535.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortRange {
    /// The first.
    pub from: u16,
    /// The last.
    pub to: u16,
}

/// What a rule names as one end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peer {
    /// `*`, `Any` or `0.0.0.0/0`.
    Any,
    /// Addresses.
    Net(Ipv4Net),
    /// Addresses of IPv6, which no packet of a connection has.
    Ipv6,
    /// A service tag, as VirtualNetwork, Internet, Sql.EastUS.
    Tag(String),
    /// An application security group.
    Group(Id),
    /// A service tag with the addresses that Azure expanded it to, in effective rules.
    Expanded(String, Vec<Ipv4Net>),
}

/// The rules of one security group as Azure computed them for a network interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveRules {
    /// The file that it was read from.
    pub file: usize,
    /// `networkSecurityGroup.id`.
    pub security_group: Option<Id>,
    /// `association.subnet.id`.
    pub subnet: Option<Id>,
    /// `association.networkInterface.id`.
    pub nic: Option<Id>,
    /// Whether `association.networkManager` names a Virtual Network Manager, whose rules come before these.
    pub has_admin_rules: bool,
    /// `effectiveSecurityRules`, default rules among them.
    pub rules: Vec<SecurityRule>,
}

/// A network interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nic {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `virtualMachine.id`.
    pub machine: Option<Id>,
    /// `ipConfigurations`.
    pub addresses: Vec<NicAddress>,
    /// `networkSecurityGroup.id`.
    pub security_group: Fact<Id>,
    /// `dnsSettings.dnsServers`.
    pub dns_servers: Fact<Vec<String>>,
    /// `enableIPForwarding`.
    pub ip_forwarding: Fact<bool>,
}

/// One address of a network interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NicAddress {
    /// `privateIPAddress`.
    pub address: Option<Ipv4Addr>,
    /// `subnet.id`.
    pub subnet: Option<Id>,
    /// `applicationSecurityGroups[].id`.
    pub groups: Fact<Vec<Id>>,
}

/// A route table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteTable {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `location`: the region, in Azure's short name.
    pub location: Option<String>,
    /// `disableBgpRoutePropagation`.
    pub propagation_disabled: Fact<bool>,
    /// `routes`.
    pub routes: Listing<Route>,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `name`; effective routes have none.
    pub name: String,
    /// `addressPrefix`: addresses, or a service tag; `None` where it could not be read.
    pub destination: Option<RoutePrefix>,
    /// `nextHopType`: VirtualNetworkGateway, VnetLocal, Internet, VirtualAppliance, None, and in effective routes also
    /// VNetPeering, VirtualNetworkServiceEndpoint, InterfaceEndpoint.
    pub next_hop: Option<String>,
    /// `nextHopIpAddress`.
    pub next_hop_address: Option<String>,
}

/// What a route leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutePrefix {
    /// Addresses.
    Net(Ipv4Net),
    /// Addresses of IPv6, which no packet of a connection has.
    Ipv6,
    /// A service tag.
    Tag(String),
}

/// The routes that Azure computed for a network interface; only the active ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveRoutes {
    /// The file that it was read from.
    pub file: usize,
    /// The active routes, one entry for each prefix.
    pub routes: Vec<Route>,
}

/// A private endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateEndpoint {
    /// Where it was read.
    pub origin: Origin,
    /// `location`.
    pub location: Option<String>,
    /// `subnet.id`.
    pub subnet: Option<Id>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `privateLinkServiceConnections` and `manualPrivateLinkServiceConnections`.
    pub services: Vec<EndpointService>,
    /// `customDnsConfigs[].ipAddresses` and `ipConfigurations[].privateIPAddress`, each once.
    pub addresses: Vec<Ipv4Addr>,
    /// `networkInterfaces[].id`.
    pub nics: Vec<Id>,
    /// `applicationSecurityGroups[].id`.
    pub groups: Fact<Vec<Id>>,
}

/// What a private endpoint leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointService {
    /// `privateLinkServiceId`.
    pub service: Option<Id>,
    /// `groupIds`.
    pub groups: Fact<Vec<String>>,
    /// `privateLinkServiceConnectionState.status`.
    pub status: Option<String>,
}

/// The zones that a private endpoint writes its records to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneGroup {
    /// Where it was read; its parent's name is the endpoint's.
    pub origin: Origin,
    /// `provisioningState`.
    pub state: Option<String>,
    /// `privateDnsZoneConfigs`.
    pub zones: Vec<ZoneGroupEntry>,
}

/// One zone of a zone group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneGroupEntry {
    /// `privateDnsZoneId`.
    pub zone: Option<Id>,
    /// `recordSets[]`: `recordSetName` and `ipAddresses` of the A records.
    pub records: Vec<(String, Vec<Ipv4Addr>)>,
}

/// A private DNS zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Where it was read. Its name is the zone's.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed, Canceled.
    pub provisioning: Fact<String>,
    /// `virtualNetworkLinks`. All of them where there are as many as `numberOfVirtualNetworkLinks`.
    pub links: Listing<ZoneLink>,
    /// A record sets.
    pub records: TableListing<ARecord>,
    /// Record sets of every other type. All of them where the zone's one SOA record set stands among them, as it does in
    /// a list of all types.
    pub others: Listing<RecordSet>,
}

impl Zone {
    /// The first A record set of a name, as it is called in the zone.
    #[must_use]
    pub fn record(&self, name: &str) -> Option<&ARecord> {
        self.records.items.by(Key::Name(name)).find(|it| it.origin.id.name().eq_ignore_ascii_case(name))
    }
}

/// A link that lets a virtual network use a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneLink {
    /// Where it was read.
    pub origin: Origin,
    /// `virtualNetwork.id`.
    pub vnet: Option<Id>,
    /// `virtualNetworkLinkState`: InProgress, Completed.
    pub state: Option<String>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed, Canceled.
    pub provisioning: Fact<String>,
    /// `resolutionPolicy`: Default, NxDomainRedirect; older API versions do not say it.
    pub resolution_policy: Fact<String>,
    /// `registrationEnabled`: whether the zone holds the names of the VNet's machines.
    pub registers: Fact<bool>,
}

/// An A record set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ARecord {
    /// Where it was read. Its name is the record's.
    pub origin: Origin,
    /// `aRecords[].ipv4Address`.
    pub addresses: Vec<Ipv4Addr>,
}

/// A record set of another type than A, of which counts that it is there: it stands before a wildcard of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSet {
    /// Where it was read. Its name is the record's, and the last part of its type the record's type.
    pub origin: Origin,
    /// `cnameRecord.cname`, without the last dot.
    pub target: Option<String>,
}

/// An inbound endpoint of a DNS Private Resolver: a DNS server that asks Azure's from its own virtual network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundEndpoint {
    /// Where it was read.
    pub origin: Origin,
    /// `ipConfigurations[].privateIpAddress`.
    pub addresses: Vec<Ipv4Addr>,
    /// `ipConfigurations[].subnet.id` of the first, which says in which VNet it stands.
    pub subnet: Option<Id>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed, Canceled.
    pub provisioning: Fact<String>,
}

/// A DNS forwarding ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruleset {
    /// Where it was read.
    pub origin: Origin,
    /// `forwardingRules`.
    pub rules: Listing<ForwardingRule>,
    /// `virtualNetworkLinks`.
    pub links: Listing<RulesetLink>,
}

/// A rule of a ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardingRule {
    /// Where it was read.
    pub origin: Origin,
    /// `domainName`, as `postgres.database.azure.com.`; `.` is every name.
    pub domain: Option<String>,
    /// `targetDnsServers[].ipAddress`.
    pub servers: Fact<Vec<String>>,
    /// `forwardingRuleState`: Enabled, Disabled.
    pub state: Option<String>,
}

/// A link that makes a virtual network follow a ruleset, or a DNS security policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesetLink {
    /// Where it was read.
    pub origin: Origin,
    /// `virtualNetwork.id`.
    pub vnet: Option<Id>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed, Canceled.
    pub provisioning: Fact<String>,
}

/// A VPN or ExpressRoute gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `ipConfigurations[0].subnet.id`, which says in which VNet it stands.
    pub subnet: Option<Id>,
}

/// A VPN or ExpressRoute connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayConnection {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `connectionType`: IPsec, Vnet2Vnet, ExpressRoute.
    pub kind: Option<String>,
    /// `connectionStatus`: Unknown, Connecting, Connected, NotConnected.
    pub status: Option<String>,
    /// `virtualNetworkGateway1.id`.
    pub gateway: Option<Id>,
    /// `virtualNetworkGateway2.id`.
    pub remote_gateway: Option<Id>,
    /// `localNetworkGateway2.id`.
    pub local_gateway: Option<Id>,
    /// `enableBgp`.
    pub bgp: Fact<bool>,
    /// `peer.id`: the circuit of ExpressRoute.
    pub circuit: Option<Id>,
    /// `trafficSelectorPolicies[]`: of each the local and the remote ranges. None is every range.
    pub selectors: Fact<Vec<TrafficSelector>>,
}

/// The ranges that a VPN connection takes packets between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrafficSelector {
    /// `localAddressRanges`.
    pub local: Vec<Ipv4Net>,
    /// `remoteAddressRanges`.
    pub remote: Vec<Ipv4Net>,
}

/// The destination network of a site-to-site connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalGateway {
    /// Where it was read.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Updating, Deleting, Failed.
    pub provisioning: Fact<String>,
    /// `localNetworkAddressSpace.addressPrefixes`.
    pub prefixes: Fact<Vec<Ipv4Net>>,
}

/// What a service tag stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTag {
    /// `name`, as Sql.EastUS.
    pub name: String,
    /// The file that it was read from.
    pub file: usize,
    /// `properties.addressPrefixes`, the IPv4 ones.
    pub prefixes: Vec<Ipv4Net>,
}
