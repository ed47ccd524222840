//! Finds the migrations that the settings mean, and what those say of the settings in turn.

use crate::{
    Config, Evidence, Party, Setting, SourceKind, Tls,
    host::{is_address, is_same_host},
    network::{Fact, Id, Key, Migration, MigrationSource, Network, Server, is_same, parties::server, words_of},
};

/// The one migration that what is entered of the names leaves.
pub(crate) fn migration<'a>(config: &Config, network: &'a Network) -> Option<&'a Migration> {
    let fitting = migrations(config, network);
    let first = *fitting.first()?;
    let names = |it: &Migration| (it.source.clone(), it.target.clone(), it.runtime.clone());
    fitting.iter().all(|it| names(it) == names(first)).then_some(first)
}

/// The migrations that what is entered of the names leaves.
pub(super) fn migrations<'a>(config: &Config, network: &'a Network) -> Vec<&'a Migration> {
    let fits = |it: &&Migration| {
        let said = said_by(it, network);
        let by_name = [Setting::SourceName, Setting::TargetName, Setting::RuntimeName].into_iter().all(|setting| {
            let entered = setting.get(config);
            let says = said.iter().find(|(it, ..)| *it == setting);
            entered.zip(says).is_none_or(|(entered, (_, says, _))| is_same(&entered, says))
        });
        // Who names a runtime server does not mean a migration without one.
        by_name && (config.runtime.name.is_none() || it.runtime != Fact::None)
    };
    let mut fitting = match [&config.target.name, &config.source.name].into_iter().flatten().next() {
        Some(name) => network.migrations.by_any(words_of(name).chain([""]).map(Key::MentionedName)),
        None => network.migrations.iter().collect(),
    };
    fitting.retain(fits);
    let going_on: Vec<&Migration> = fitting.iter().copied().filter(|it| !it.is_over()).collect();
    if going_on.is_empty() { fitting } else { going_on }
}

/// The setting and the property of a migration that say what is connected to in place of a party's own name.
pub(super) const fn custom_name(party: Party) -> Option<(Setting, &'static str)> {
    match party {
        Party::Source => Some((Setting::SourceAddress, "sourceDbServerFullyQualifiedDomainName")),
        Party::Target => Some((Setting::TargetAddress, "targetDbServerFullyQualifiedDomainName")),
        Party::Runtime => None,
    }
}

/// What a migration connects to in place of a party's own name.
pub(super) fn given_by(migration: &Migration, party: Party) -> &Fact<String> {
    if party == Party::Source { &migration.source_host } else { &migration.target_host }
}

/// What the migrations in the files say of what is connected to in place of a party's own name. One that is over gives way
/// to what a person plans; one that is not contradicts it, which leaves the steps open.
pub(super) fn address(config: &Config, network: &Network, party: Party) -> Option<(Setting, String, Evidence)> {
    let (setting, property) = custom_name(party)?;
    let migrations: Vec<&Migration> =
        migrations(config, network).into_iter().filter(|it| !is_planned_otherwise(config, it)).collect();
    let first = *migrations.first()?;
    if migrations.iter().any(|it| given_by(it, party) != given_by(first, party)) {
        return None;
    }
    let entered = config.address(party);
    let (value, shown) = match given_by(first, party) {
        Fact::Known(host) => (host.trim_end_matches('.').to_owned(), host.as_str()),
        Fact::None => {
            entered?;
            let own = server(config, network, party).and_then(|it| it.host.clone());
            (own.or_else(|| config.name(party).map(str::to_owned))?, "none")
        }
        Fact::Unknown => return None,
    };
    let is_planned = entered.is_some_and(|it| !is_same_host(it, &value));
    (is_address(&value) && !is_planned).then(|| (setting, value, first.origin.shows(network, property, shown)))
}

/// Whether a person says otherwise than a migration that is over whether a runtime server is used.
pub(super) fn is_planned_otherwise(config: &Config, migration: &Migration) -> bool {
    let used = match migration.runtime {
        Fact::Known(_) => Some(true),
        Fact::None => Some(false),
        Fact::Unknown => None,
    };
    migration.is_over() && config.runtime.used.zip(used).is_some_and(|(entered, used)| entered != used)
}

/// Returns whether a migration in the files names this party as the Config does.
#[must_use]
pub fn is_named(config: &Config, network: &Network, party: Party) -> bool {
    let setting = match party {
        Party::Source => Setting::SourceName,
        Party::Target => Setting::TargetName,
        Party::Runtime => Setting::RuntimeName,
    };
    let Some(name) = config.name(party) else { return false };
    let says = |it: &Migration| said_by(it, network).iter().any(|(it, says, _)| *it == setting && is_same(name, says));
    network.migrations.by_any(words_of(name).map(Key::MentionedName)).into_iter().any(says)
}

pub(super) fn said_by(migration: &Migration, network: &Network) -> Vec<(Setting, String, Evidence)> {
    let shows = |property: &str, value: &str| migration.origin.shows(network, property, value);
    let mut said = Vec::new();
    match &migration.source {
        Some(MigrationSource::Resource(id)) => {
            let evidence = shows("sourceDbServerResourceId", id.text());
            said.push((Setting::SourceName, name_of(id, network), evidence.clone()));
            let kind = match id.kind().as_str() {
                "microsoft.dbforpostgresql/servers" => Some(SourceKind::SingleServer),
                "microsoft.dbforpostgresql/flexibleservers" => Some(SourceKind::FlexibleServer),
                _ => None,
            };
            said.extend(kind.map(|it| (Setting::SourceKind, it.word().to_owned(), evidence)));
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
    if let Some((kind, text)) = migration.source_type.as_deref().and_then(|it| Some((kind(it)?, it)))
        && said.iter().all(|(it, ..)| *it != Setting::SourceKind)
    {
        said.push((Setting::SourceKind, kind.word().to_owned(), shows("sourceType", text)));
    }
    if let Some(target) = &migration.target {
        // A migration is a part of its target, and may leave it at that.
        let evidence = match migration.origin.id.parent() {
            Some(parent) if parent == *target => shows("id", migration.origin.id.text()),
            _ => shows("targetDbServerResourceId", target.text()),
        };
        said.push((Setting::TargetName, name_of(target, network), evidence));
    }
    let property = runtime_property(migration);
    match &migration.runtime {
        Fact::Known(runtime) => {
            let evidence = shows(property, runtime.text());
            said.push((Setting::RuntimeUsed, "true".to_owned(), evidence.clone()));
            said.push((Setting::RuntimeName, name_of(runtime, network), evidence));
        }
        Fact::None => said.push((Setting::RuntimeUsed, "false".to_owned(), shows(property, "none"))),
        Fact::Unknown => {}
    }
    if let Some((tls, text)) = migration.ssl_mode.as_deref().and_then(|it| Some((tls(it)?, it))) {
        said.push((Setting::Tls, tls.word().to_owned(), shows("sslMode", text)));
    }
    said
}

/// What the migration service calls a TLS mode.
///
/// Source: enumeration `SslMode`, Microsoft.DBforPostgreSQL 2023-12-01-preview, Migrations.json.
fn tls(text: &str) -> Option<Tls> {
    let text = text.to_ascii_lowercase().replace(['-', '_'], "");
    Tls::ALL.iter().copied().find(|it| it.word().replace('-', "") == text)
}

/// Names a server: its name, or its id where others of that name were read.
fn name_of(id: &Id, network: &Network) -> String {
    let is_alike = |it: &&Server| it.origin.id.name().eq_ignore_ascii_case(id.name());
    let is_alone = network.servers.by(Key::Name(id.name())).filter(is_alike).count() < 2;
    if is_alone { id.name() } else { id.text() }.to_owned()
}

/// Azure and the properties file of its CLI have two words for it.
pub(super) fn runtime_property(migration: &Migration) -> &'static str {
    let is_resource = migration.origin.id.kind() == "microsoft.dbforpostgresql/flexibleservers/migrations";
    if is_resource { "migrationInstanceResourceId" } else { "migrationRuntimeResourceId" }
}

/// What the migration service calls a kind of source.
///
/// Source: enumeration `sourceType`, Microsoft.DBforPostgreSQL 2023-12-01-preview, Migrations.json; the CLI's spelling
/// "on-premises" from "Set up Azure CLI commands for the migration service" (2025-02-07).
fn kind(text: &str) -> Option<SourceKind> {
    let text = text.to_ascii_lowercase().replace(['-', '_'], "");
    Some(match text.as_str() {
        "postgresqlsingleserver" => SourceKind::SingleServer,
        "postgresqlflexibleserver" => SourceKind::FlexibleServer,
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

#[cfg(test)]
mod tests {
    use crate::{
        find,
        network::{
            Fact, Id, Origin,
            testing::{all_right, config, id, migration},
        },
    };

    /// The runtime server is shown under the name that its document has for it.
    #[test]
    fn the_runtime_server_is_shown_by_the_property_that_names_it() {
        let shown_by = |origin: Option<&str>| {
            let mut network = all_right();
            let mut migration = migration(None);
            migration.runtime = Fact::Known(id("Microsoft.DBforPostgreSQL/flexibleServers", "mover"));
            if let Some(origin) = origin {
                migration.origin = Origin { id: Id::parse(origin).expect("an id"), file: 0 };
            }
            network.migrations.push(migration);
            let findings = find(&config(&[]), &network);
            let used = findings.setting(crate::Setting::RuntimeUsed).expect("it is shown").clone();
            let target = findings.setting(crate::Setting::TargetName).expect("it is shown").clone();
            (used.value, used.evidence[0].property.clone(), target.evidence[0].property.clone())
        };
        let is = |runtime: &str, target: &str| ("true".to_owned(), runtime.to_owned(), target.to_owned());
        assert_eq!(shown_by(None), is("migrationInstanceResourceId", "id"));
        assert_eq!(
            shown_by(Some("/providers/Microsoft.DBforPostgreSQL/migrationProperties/move.json")),
            is("migrationRuntimeResourceId", "targetDbServerResourceId")
        );
    }

    #[test]
    fn every_kind_of_source_has_its_words() {
        for (text, kind) in [
            ("PostgreSQLSingleServer", Some("single-server")),
            ("PostgreSQLFlexibleServer", Some("azure-flexible-server")),
            ("OnPremises", Some("on-premises")),
            ("on-premises", Some("on-premises")),
            ("AzureVM", Some("azure-vm")),
            ("AWS_RDS", Some("aws-rds")),
            ("AWS_AURORA", Some("aws-aurora")),
            ("AWS_EC2", Some("aws-ec2")),
            ("GCP_CloudSQL", Some("gcp-cloud-sql")),
            ("GCP_AlloyDB", Some("gcp-alloydb")),
            ("GCP_Compute", Some("gcp-compute")),
            ("EDB", Some("edb")),
            ("Heroku_PostgreSQL", Some("other")),
            ("AWS", None),
            ("GCP", None),
        ] {
            assert_eq!(super::kind(text).map(crate::SourceKind::word), kind, "{text}");
        }
    }
}
