//! What resources show of the settings: what the parties are and from where they can be reached.

use crate::{
    Config, Evidence, Party, ServerAccess, Setting, SourceAccess, SourceKind,
    network::{
        Fact, Migration, MigrationSource, Network, Server, ServerKind, SettingFinding,
        scene::{machine, server},
    },
};

/// Every setting that resources show, in the order of [`Setting::ALL`].
pub(super) fn settings(config: &Config, network: &Network) -> Vec<SettingFinding> {
    let mut found = Vec::new();
    let mut add = |setting, value: String, evidence: Vec<Evidence>| {
        if found.iter().all(|it: &SettingFinding| it.setting != setting) {
            found.push(SettingFinding { setting, value, evidence });
        }
    };
    let mut config = config.clone();
    if let Some(migration) = migration(&config, network) {
        for (setting, value, evidence) in said_by(migration, network) {
            let _ = setting.set(&mut config, &value);
            add(setting, value, vec![evidence]);
        }
    }
    if let Some(source) = server(&config, network, Party::Source) {
        for (setting, value, evidence) in of_source(source, network) {
            add(setting, value, evidence);
        }
    } else if let Some(nic) = machine(&config, network) {
        let property = if nic.machine.is_some() { "virtualMachine.id" } else { "ipConfigurations" };
        let value = nic.machine.as_ref().map_or_else(|| nic.origin.name(), |it| it.name().to_owned());
        add(
            Setting::SourceKind,
            SourceKind::AzureVm.word().to_owned(),
            vec![nic.origin.shows(network, property, value)],
        );
    }
    for (party, setting) in [(Party::Target, Setting::TargetAccess), (Party::Runtime, Setting::RuntimeAccess)] {
        if let Some((access, evidence)) = server(&config, network, party).and_then(|it| access(it, network)) {
            add(setting, access.word().to_owned(), evidence);
        }
    }
    found.sort_by_key(|it| Setting::ALL.iter().position(|other| *other == it.setting));
    found
}

/// The one migration that what is told of the names leaves.
pub(super) fn migration<'a>(config: &Config, network: &'a Network) -> Option<&'a Migration> {
    let fits = |it: &&Migration| {
        let said = said_by(it, network);
        [Setting::SourceName, Setting::TargetName, Setting::RuntimeName].into_iter().all(|setting| {
            let told = setting.get(config);
            let says = said.iter().find(|(it, ..)| *it == setting);
            told.zip(says).is_none_or(|(told, (_, says, _))| is_same(&told, says))
        })
    };
    let mut fitting = network.migrations.iter().filter(fits);
    let first = fitting.next()?;
    let names = |it: &Migration| (it.source.clone(), it.target.clone(), it.runtime.clone());
    fitting.all(|it| names(it) == names(first)).then_some(first)
}

/// Whether two names mean one server: a name, its host name or its id.
fn is_same(one: &str, other: &str) -> bool {
    let short = |it: &str| {
        let name = it.rsplit('/').next().unwrap_or_default();
        // An address has no host part.
        let name = if name.parse::<std::net::IpAddr>().is_ok() { name } else { name.split('.').next().unwrap_or(name) };
        name.to_ascii_lowercase()
    };
    short(one) == short(other)
}

fn said_by(migration: &Migration, network: &Network) -> Vec<(Setting, String, Evidence)> {
    let shows = |property: &str, value: &str| migration.origin.shows(network, property, value);
    let mut said = Vec::new();
    match &migration.source {
        Some(MigrationSource::Resource(id)) => {
            let evidence = shows("sourceDbServerResourceId", id.text());
            said.push((Setting::SourceName, id.name().to_owned(), evidence.clone()));
            if id.kind() == "microsoft.dbforpostgresql/servers" {
                said.push((Setting::SourceKind, SourceKind::SingleServer.word().to_owned(), evidence));
            }
        }
        Some(MigrationSource::Host { host, port }) => {
            said.push((Setting::SourceName, host.clone(), shows("sourceDbServerResourceId", host)));
            if let Some(port) = port {
                let evidence = shows("sourceDbServerResourceId", &format!("{host}:{port}"));
                said.push((Setting::SourcePort, port.to_string(), evidence));
            }
        }
        None => {}
    }
    if let Some((kind, text)) = migration.source_type.as_deref().and_then(|it| Some((kind(it)?, it))) {
        if said.iter().all(|(it, ..)| *it != Setting::SourceKind) {
            said.push((Setting::SourceKind, kind.word().to_owned(), shows("sourceType", text)));
        }
    }
    if let Some(target) = &migration.target {
        let evidence = shows("targetDbServerResourceId", target.text());
        said.push((Setting::TargetName, target.name().to_owned(), evidence));
    }
    match &migration.runtime {
        Fact::Known(runtime) => {
            let evidence = shows("migrationRuntimeResourceId", runtime.text());
            said.push((Setting::RuntimeUsed, "true".to_owned(), evidence.clone()));
            said.push((Setting::RuntimeName, runtime.name().to_owned(), evidence));
        }
        Fact::None => {
            said.push((Setting::RuntimeUsed, "false".to_owned(), shows("migrationRuntimeResourceId", "none")))
        }
        Fact::Unknown => {}
    }
    said
}

/// What the migration service calls a kind of source.
///
/// Source: enumeration `sourceType`, Microsoft.DBforPostgreSQL 2023-12-01-preview, Migrations.json; the CLI's spelling
/// "on-premises" from "Set up Azure CLI commands for the migration service" (2025-02-07).
fn kind(text: &str) -> Option<SourceKind> {
    let text = text.to_ascii_lowercase().replace(['-', '_'], "");
    Some(match text.as_str() {
        "postgresqlsingleserver" => SourceKind::SingleServer,
        "onpremises" => SourceKind::OnPremises,
        "azurevm" => SourceKind::AzureVm,
        "awsrds" => SourceKind::AwsRds,
        "awsaurora" => SourceKind::AwsAurora,
        "awsec2" => SourceKind::AwsEc2,
        "gcpcloudsql" => SourceKind::GcpCloudSql,
        "gcpalloydb" => SourceKind::GcpAlloydb,
        "gcpcompute" => SourceKind::GcpCompute,
        "edb" | "edbpostgresql" | "edboracleserver" => SourceKind::Edb,
        // AWS and GCP alone do not say which service.
        "aws" | "gcp" | "" => return None,
        _ => SourceKind::Other,
    })
}

fn of_source(source: &Server, network: &Network) -> Vec<(Setting, String, Vec<Evidence>)> {
    let mut said = Vec::new();
    let single = source.kind == ServerKind::Single;
    let kind = if single { SourceKind::SingleServer } else { SourceKind::Other };
    said.push((
        Setting::SourceKind,
        kind.word().to_owned(),
        vec![source.origin.shows(network, "type", type_of(source))],
    ));
    if !single {
        return said;
    }
    if let Fact::Known(public) = source.public_access {
        let access = if public { SourceAccess::Public } else { SourceAccess::Private };
        let evidence = source.origin.shows(network, "publicNetworkAccess", enabled(public));
        said.push((Setting::SourceAccess, access.word().to_owned(), vec![evidence]));
    }
    if let Some((has, evidence)) = has_endpoint(source, network) {
        said.push((Setting::SourcePrivateEndpoint, has.to_string(), evidence));
    }
    said
}

fn type_of(server: &Server) -> &'static str {
    match server.kind {
        ServerKind::Single => "Microsoft.DBforPostgreSQL/servers",
        ServerKind::Flexible => "Microsoft.DBforPostgreSQL/flexibleServers",
    }
}

const fn enabled(it: bool) -> &'static str {
    if it { "Enabled" } else { "Disabled" }
}

/// From where a flexible server can be reached.
///
/// Source: ServerGetWithVnet.json and ServerGetWithPrivateEndpoints.json, Microsoft.DBforPostgreSQL 2023-12-01-preview:
/// `publicNetworkAccess` is Disabled for a VNet-integrated server too, so the subnet is looked at first.
fn access(server: &Server, network: &Network) -> Option<(ServerAccess, Vec<Evidence>)> {
    match &server.delegated_subnet {
        Fact::Known(subnet) => {
            let evidence = server.origin.shows(network, "network.delegatedSubnetResourceId", subnet.text());
            return Some((ServerAccess::VnetIntegrated, vec![evidence]));
        }
        Fact::Unknown => return None,
        Fact::None => {}
    }
    let Fact::Known(public) = server.public_access else { return None };
    let (endpoint, mut evidence) = has_endpoint(server, network)?;
    evidence.insert(0, server.origin.shows(network, "network.publicNetworkAccess", enabled(public)));
    let access = match (public, endpoint) {
        (true, false) => ServerAccess::Public,
        (true, true) => ServerAccess::PublicAndPrivateEndpoint,
        (false, true) => ServerAccess::PrivateEndpoint,
        (false, false) => ServerAccess::None,
    };
    Some((access, evidence))
}

/// Whether a server has an approved private endpoint, where that can be told.
fn has_endpoint(server: &Server, network: &Network) -> Option<(bool, Vec<Evidence>)> {
    let is_approved = |it: &Option<String>| it.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("Approved"));
    if let Some(it) = server.endpoint_connections.items.iter().find(|it| is_approved(&it.status)) {
        return Some((true, vec![it.origin.shows(network, "privateLinkServiceConnectionState.status", "Approved")]));
    }
    if server.endpoint_connections.complete {
        let found: Vec<&str> =
            server.endpoint_connections.items.iter().map(|it| it.status.as_deref().unwrap_or("unknown")).collect();
        // A connection without a state may be approved.
        if found.contains(&"unknown") {
            return None;
        }
        let value = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
        return Some((false, vec![server.origin.shows(network, "privateEndpointConnections", value)]));
    }
    None
}
