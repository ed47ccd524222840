//! Servers, their private endpoints and migrations, written.

use pgreach_network::{
    ConnectionTest, EndpointConnection, EndpointService, FirewallRule, Id, Migration, MigrationSource, PrivateEndpoint,
    Server, ServerKind, VnetRule,
};
use serde_json::{Value, json};

use super::body::{Body, Family, link, part, resource, texts};

pub(super) fn server(server: &Server) -> Vec<Value> {
    let Server {
        origin,
        kind,
        host,
        location,
        tier,
        state,
        replication_role,
        cluster_size,
        tls_enforced,
        public_access,
        delegated_subnet,
        private_dns_zone,
        endpoint_connections,
        firewall_rules,
        vnet_rules,
    } = server;
    let access =
        |key: &str| Body::default().fact(key, public_access, |it| json!(if *it { "Enabled" } else { "Disabled" }));
    let (kind, body, key) = match kind {
        ServerKind::Single => ("Microsoft.DBforPostgreSQL/servers", access("publicNetworkAccess"), "userVisibleState"),
        ServerKind::Flexible => {
            let network = access("publicNetworkAccess")
                .fact("delegatedSubnetResourceId", delegated_subnet, |it| it.text().into())
                .fact("privateDnsZoneArmResourceId", private_dns_zone, |it| it.text().into());
            ("Microsoft.DBforPostgreSQL/flexibleServers", Body::default().with("network", network), "state")
        }
    };
    let body = body
        .some("fullyQualifiedDomainName", host.as_deref())
        .some("replicationRole", replication_role.as_deref())
        .some("cluster", cluster_size.map(|it| json!({ "clusterSize": it })))
        .fact("sslEnforcement", tls_enforced, |it| json!(if *it { "Enabled" } else { "Disabled" }));
    // With its state a body looks whole.
    let body = match state {
        Some(state) => body.with(key, state.as_str()).partial(),
        None => body,
    };
    let server = resource(origin, kind, body)
        .some("location", location.as_deref())
        .some("sku", tier.as_deref().map(|it| json!({ "tier": it })));
    Family::new(origin, server)
        .with("endpoint-connections", endpoint_connections, connection)
        .with("firewall-rules", firewall_rules, firewall_rule)
        .with("vnet-rules", vnet_rules, vnet_rule)
        .documents()
}

fn connection(connection: &EndpointConnection) -> Value {
    let EndpointConnection { origin, endpoint, status, groups, provisioning } = connection;
    let body = Body::default()
        .link("privateEndpoint", endpoint.as_ref())
        .fact("groupIds", groups, |it| texts(it))
        .provisioned(provisioning);
    part(origin, status_of(body, status.as_deref()))
}

fn status_of(body: Body, status: Option<&str>) -> Body {
    body.some("privateLinkServiceConnectionState", status.map(|it| json!({ "status": it })))
}

fn firewall_rule(FirewallRule { origin, start, end }: &FirewallRule) -> Value {
    part(origin, Body::default().with("startIpAddress", start.to_string()).with("endIpAddress", end.to_string()))
}

fn vnet_rule(VnetRule { origin, subnet, state }: &VnetRule) -> Value {
    let body = Body::default().some("virtualNetworkSubnetId", subnet.as_ref().map(Id::text));
    part(origin, body.some("state", state.as_deref()))
}

pub(super) fn endpoint(endpoint: &PrivateEndpoint) -> Value {
    let PrivateEndpoint { origin, location, subnet, provisioning, services, addresses, nics, groups, nic_name } =
        endpoint;
    let mut body = Body::default().link("subnet", subnet.as_ref()).provisioned(provisioning).fact(
        "applicationSecurityGroups",
        groups,
        |it| it.iter().map(link).collect(),
    );
    body = body.fact("customNetworkInterfaceName", nic_name, |it| it.as_str().into());
    for (key, items) in [
        ("privateLinkServiceConnections", services.iter().map(service).collect::<Vec<_>>()),
        ("networkInterfaces", nics.iter().map(link).collect()),
        ("customDnsConfigs", if addresses.is_empty() { Vec::new() } else { vec![json!({ "ipAddresses": addresses })] }),
    ] {
        body = body.some(key, (!items.is_empty()).then_some(items));
    }
    resource(origin, "Microsoft.Network/privateEndpoints", body).some("location", location.as_deref()).into()
}

fn service(EndpointService { service, groups, status }: &EndpointService) -> Value {
    let body = Body::default().some("privateLinkServiceId", service.as_ref().map(Id::text));
    json!({ "properties": Value::from(status_of(body.fact("groupIds", groups, |it| texts(it)), status.as_deref())) })
}

pub(super) fn migration(migration: &Migration) -> Value {
    let Migration {
        origin,
        source,
        source_host,
        target_host,
        source_type,
        target,
        runtime,
        state,
        error,
        ssl_mode,
        test,
    } = migration;
    let source = source.as_ref().map(|it| match it {
        MigrationSource::Resource(id) => id.text().to_owned(),
        MigrationSource::Host { host, port: None } => host.clone(),
        MigrationSource::Host { host, port: Some(port) } => format!("{host}:{port}"),
    });
    let body = Body::default()
        .some("sourceDbServerResourceId", source)
        .fact("sourceDbServerFullyQualifiedDomainName", source_host, |it| it.as_str().into())
        .fact("targetDbServerFullyQualifiedDomainName", target_host, |it| it.as_str().into())
        .some("sourceType", source_type.as_deref())
        .some("targetDbServerResourceId", target.as_ref().map(Id::text))
        .fact("migrationInstanceResourceId", runtime, |it| it.text().into())
        .some("sslMode", ssl_mode.as_deref());
    let status = Body::default().some("state", state.as_deref()).some("error", error.as_deref()).some(
        "currentSubStateDetails",
        test.as_ref().map(|it| json!({ "validationDetails": Value::from(tested(it)) })),
    );
    let is_said = state.is_some() || error.is_some() || test.is_some();
    let body = if is_said { body.with("currentStatus", status).partial() } else { body };
    resource(origin, "Microsoft.DBforPostgreSQL/flexibleServers/migrations", body).into()
}

fn tested(ConnectionTest { state, messages, started, ended }: &ConnectionTest) -> Body {
    let messages: Vec<Value> = messages.iter().map(|it| json!({ "message": it })).collect();
    let test = json!({ "type": "AuthenticationAndConnectivityValidation", "state": state, "messages": messages });
    Body::default()
        .some("validationStartTimeInUtc", started.as_deref())
        .some("validationEndTimeInUtc", ended.as_deref())
        .with("serverLevelValidationDetails", vec![test])
}
