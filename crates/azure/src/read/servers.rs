//! PostgreSQL servers, what they admit, and migrations between them.

use pgreach_network::{
    ConnectionTest, EndpointConnection, Fact, FirewallRule, Id, Listing, Migration, MigrationSource, Origin, Server,
    ServerKind, Tag, TagName, VnetRule,
};

use super::{body::Body, key::Key, message};

pub(super) const ENDPOINT_CONNECTIONS: &str = "privateEndpointConnections";
pub(super) const FIREWALL_RULES: &str = "firewallRules";
pub(super) const VNET_RULES: &str = "virtualNetworkRules";

pub(super) fn server(origin: Origin, kind: ServerKind, body: Body<'_>) -> Server {
    let state = if kind == ServerKind::Single { Key::UserVisibleState } else { Key::State };
    let said = body.said(state);
    let body = body.whole_with(&[Key::FullyQualifiedDomainName, state]);
    let known = Server {
        host: body.said(Key::FullyQualifiedDomainName),
        location: body.said(Key::Location),
        tier: tier(kind, body),
        state: said,
        replication_role: body
            .said(Key::ReplicationRole)
            .or_else(|| body.part(Key::Replica).and_then(|it| it.said(Key::Role)))
            .or_else(|| body.said(Key::ReplicaRole)),
        cluster_size: cluster_size(body),
        tls_enforced: body.open().flag(Key::SslEnforcement),
        firewall_rules: body
            .listing(Key::FirewallRules, |it| firewall_rule(child(it, &origin.id, FIREWALL_RULES)?, *it)),
        vnet_rules: body
            .listing(Key::VirtualNetworkRules, |it| Some(vnet_rule(child(it, &origin.id, VNET_RULES)?, *it))),
        endpoint_connections: body.listing(Key::PrivateEndpointConnections, |it| {
            Some(endpoint_connection(child(it, &origin.id, ENDPOINT_CONNECTIONS)?, *it))
        }),
        ..unread(origin.id, kind, body.file())
    };
    match kind {
        ServerKind::Single => Server {
            public_access: body.open().flag(Key::PublicNetworkAccess),
            delegated_subnet: Fact::None,
            private_dns_zone: Fact::None,
            ..known
        },
        ServerKind::Flexible => flexible(known, body),
    }
}

/// The tier of a server. Where it is not said, the name of a single server's SKU has it.
fn tier(kind: ServerKind, body: Body<'_>) -> Option<String> {
    let sku = body.part(Key::Sku);
    let said = sku.and_then(|it| it.said(Key::Tier)).or_else(|| body.said(Key::SkuTier));
    said.or_else(|| {
        let name = sku.and_then(|it| it.said(Key::Name)).or_else(|| body.said(Key::SkuName))?;
        (kind == ServerKind::Single).then(|| tier_of_sku(kind, &name)).flatten().map(str::to_owned)
    })
}

/// The tier that the name of a SKU starts with: of `GP_Gen5_4`, and of Terraform's `GP_Standard_D4s_v3`, `GeneralPurpose`.
///
/// Source: "Pricing tiers in Azure Database for PostgreSQL - Single Server" and the argument `sku_name` of azurerm's resources:
/// the tier, the family and the cores.
pub(super) fn tier_of_sku(kind: ServerKind, name: &str) -> Option<&'static str> {
    match (name.split_once('_')?.0, kind) {
        ("B", ServerKind::Single) => Some("Basic"),
        ("B", ServerKind::Flexible) => Some("Burstable"),
        ("GP", _) => Some("GeneralPurpose"),
        ("MO", _) => Some("MemoryOptimized"),
        _ => None,
    }
}

/// The tags that may say which migration a server belongs to.
pub(super) fn tags(id: &Id, body: Body<'_>) -> Vec<Tag> {
    let Some(tags) = body.part(Key::Tags) else { return Vec::new() };
    let named = [
        (Key::Migration, TagName::Migration),
        (Key::Workload, TagName::Workload),
        (Key::App, TagName::App),
        (Key::Application, TagName::App),
    ];
    let tag = |(key, name)| {
        let value = tags.said(key).filter(|it| !it.trim().is_empty())?;
        Some(Tag { resource: id.text().to_ascii_lowercase(), name, value })
    };
    named.into_iter().filter_map(tag).collect()
}

/// The size of an elastic cluster. Another server has no `cluster`.
fn cluster_size(body: Body<'_>) -> Option<u32> {
    let cluster = body.part(Key::Cluster);
    let size = cluster.and_then(|it| it.number(Key::ClusterSize)).or_else(|| body.number(Key::ClusterClusterSize));
    size.or_else(|| cluster.map(|_| Server::UNSIZED))
}

fn child(body: &Body<'_>, parent: &Id, kind: &str) -> Option<Origin> {
    body.origin(Some((parent, kind)))
}

/// Where a flexible server stands. `network` says it; without it, as in `"network": {}`, nothing is known.
fn flexible(server: Server, body: Body<'_>) -> Server {
    let flat = [
        (Key::NetworkPublicNetworkAccess, Key::NetworkDelegatedSubnetResourceId),
        (Key::PublicNetworkAccess, Key::DelegatedSubnetResourceId),
    ];
    let network = body.part(Key::Network);
    // Az PowerShell has no `network`: its members are the server's own.
    let (at, keys) = match network {
        Some(network) => (network, flat[1]),
        None => (body, flat[0]),
    };
    let zone =
        if network.is_some() { Key::PrivateDnsZoneArmResourceId } else { Key::NetworkPrivateDnsZoneArmResourceId };
    let at = if at.has(keys.0) { at } else { at.open() };
    let delegated_subnet = at.id(keys.1);
    let is_integrated = matches!(delegated_subnet, Fact::Known(_)) && body.is_whole();
    let mut endpoint_connections = server.endpoint_connections;
    // Azure leaves the list out of a server that can have no private endpoint.
    endpoint_connections.complete |= is_integrated && !body.has(Key::PrivateEndpointConnections);
    Server {
        public_access: at.open().flag(keys.0),
        private_dns_zone: at.id(zone),
        delegated_subnet,
        endpoint_connections,
        ..server
    }
}

/// A server of which only children were read.
pub(super) fn unread(id: Id, kind: ServerKind, file: usize) -> Server {
    Server {
        origin: Origin { id, file },
        kind,
        host: None,
        location: None,
        tier: None,
        state: None,
        replication_role: None,
        cluster_size: None,
        tls_enforced: Fact::Unknown,
        public_access: Fact::Unknown,
        delegated_subnet: Fact::Unknown,
        private_dns_zone: Fact::Unknown,
        endpoint_connections: Listing::default(),
        firewall_rules: Listing::default(),
        vnet_rules: Listing::default(),
    }
}

pub(super) fn endpoint_connection(origin: Origin, body: Body<'_>) -> EndpointConnection {
    let status = body.part(Key::PrivateLinkServiceConnectionState).and_then(|it| it.said(Key::Status));
    // A single server never says the groups, so a missing list is none that is empty.
    EndpointConnection {
        origin,
        endpoint: body.known_id(Key::PrivateEndpoint),
        status,
        groups: body.open().texts(Key::GroupIds),
        provisioning: body.last_change(),
    }
}

/// A range of addresses, or `None` where one of its ends cannot be read.
pub(super) fn firewall_rule(origin: Origin, body: Body<'_>) -> Option<FirewallRule> {
    let only = |key| match body.addresses(key)[..] {
        [address] => Some(address),
        _ => None,
    };
    Some(FirewallRule { origin, start: only(Key::StartIpAddress)?, end: only(Key::EndIpAddress)? })
}

pub(super) fn vnet_rule(origin: Origin, body: Body<'_>) -> VnetRule {
    VnetRule { origin, subnet: body.known_id(Key::VirtualNetworkSubnetId), state: body.said(Key::State) }
}

/// A properties file of the Azure CLI, which is whole.
pub(super) fn properties_file(origin: Origin, body: Body<'_>) -> Migration {
    any_migration(origin, body.whole_with(&[]))
}

pub(super) fn migration(origin: Origin, body: Body<'_>) -> Migration {
    any_migration(origin, body.whole_with(&[Key::CurrentStatus]))
}

fn any_migration(origin: Origin, body: Body<'_>) -> Migration {
    let instance = if body.has(Key::MigrationInstanceResourceId) {
        Key::MigrationInstanceResourceId
    } else {
        Key::MigrationRuntimeResourceId
    };
    let target = body.known_id(Key::TargetDbServerResourceId).or_else(|| {
        let parent = origin.id.parent()?;
        (parent.kind() == "microsoft.dbforpostgresql/flexibleservers").then_some(parent)
    });
    Migration {
        origin,
        source: body.said(Key::SourceDbServerResourceId).and_then(|it| source(&it)),
        source_host: host(body, Key::SourceDbServerFullyQualifiedDomainName),
        target_host: host(body, Key::TargetDbServerFullyQualifiedDomainName),
        source_type: body.said(Key::SourceType),
        target,
        runtime: body.id(instance),
        state: body.part(Key::CurrentStatus).and_then(|it| it.said(Key::State)),
        error: body.part(Key::CurrentStatus).and_then(|it| it.said(Key::Error)).map(|it| message::shown(&it)),
        ssl_mode: body.said(Key::SslMode),
        test: body.part(Key::CurrentStatus).and_then(|it| test(&it)),
    }
}

/// The service's own test of the connections. Of the others, which are about what is in the databases, nothing is kept.
///
/// Source: `Migrations_GetMigrationWithValidationFailures.json`, Microsoft.DBforPostgreSQL 2023-12-01-preview.
fn test(status: &Body<'_>) -> Option<ConnectionTest> {
    let details = status.part(Key::CurrentSubStateDetails)?.part(Key::ValidationDetails)?;
    let is_it = |it: &Body<'_>| {
        it.said(Key::Type).is_some_and(|it| it.eq_ignore_ascii_case("AuthenticationAndConnectivityValidation"))
    };
    let test = details.parts(Key::ServerLevelValidationDetails)?.into_iter().find(is_it)?;
    let messages = test.parts(Key::Messages).unwrap_or_default();
    Some(ConnectionTest {
        state: test.said(Key::State)?,
        messages: messages.iter().filter_map(|it| it.said(Key::Message)).map(|it| message::shown(&it)).collect(),
        started: details.said(Key::ValidationStartTimeInUtc),
        ended: details.said(Key::ValidationEndTimeInUtc),
    })
}

/// What the connection goes to in place of a server's own name. A text that is no name, which a password may be in, is not kept:
/// it is unknown then, and not nothing.
fn host(body: Body<'_>, key: Key) -> Fact<String> {
    match body.text(key) {
        Fact::Known(text) if is_host(text.trim()) => Fact::Known(text.trim().to_owned()),
        Fact::Known(_) => {
            body.error(key, "another text", "a host name or an address");
            Fact::Unknown
        }
        other => other,
    }
}

/// An id, or `host:port@user`. The user goes; and whatever else a text holds, a password may be in it, so it goes too.
fn source(text: &str) -> Option<MigrationSource> {
    if let Some(id) = Id::parse(text) {
        return Some(MigrationSource::Resource(id));
    }
    let address = text.split('@').next()?;
    let (host, port) = match address.split_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (address, None),
    };
    is_host(host).then(|| MigrationSource::Host { host: host.to_owned(), port })
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || b".-_".contains(&it))
}
