//! Finds what resources show of the settings: what the parties are and from where they can be reached.

use pgreach_network::sort_by_number;

use crate::{
    Config, Evidence, Party, ServerAccess, Setting, SettingFinding, SourceAccess, SourceKind, TargetKind,
    network::{
        Context, Fact, Key, Network, PrivateEndpoint, Server, ServerKind, clouds,
        migrations::{address, is_planned_otherwise, migration, said_by},
        parties::{machine, server, servers},
    },
    text::DEFAULT_PORT,
};

/// Every setting that resources show, in the order of [`Setting::ALL`].
pub(crate) fn settings(config: &Config, network: &Network) -> Vec<SettingFinding> {
    let mut found = Vec::new();
    let mut add = |setting, value: String, evidence: Vec<Evidence>| {
        if found.iter().all(|it: &SettingFinding| it.setting != setting) {
            found.push(SettingFinding { setting, value, evidence });
        }
    };
    let mut config = config.clone();
    if let Some(migration) = migration(&config, network) {
        let is_planned_otherwise = is_planned_otherwise(&config, migration);
        let of_runtime = [Setting::RuntimeUsed, Setting::RuntimeName];
        let said = said_by(migration, network);
        for (setting, value, evidence) in
            said.into_iter().filter(|(it, ..)| !(is_planned_otherwise && of_runtime.contains(it)))
        {
            let _ = setting.set(&mut config, &value);
            add(setting, value, vec![evidence]);
        }
    }
    for (setting, value, evidence) in
        [Party::Source, Party::Target].iter().filter_map(|it| address(&config, network, *it))
    {
        add(setting, value, vec![evidence]);
    }
    if let Some(source) = server(&config, network, Party::Source) {
        for (setting, value, evidence) in of_source(source, network) {
            add(setting, value, evidence);
        }
    } else if let Some(nic) = machine(&config, network) {
        let value = nic.machine.as_ref().map_or_else(|| nic.origin.name(), |it| it.name().to_owned());
        add(
            Setting::SourceKind,
            SourceKind::AzureVm.word().to_owned(),
            vec![nic.origin.shows(network, "virtualMachine.id", value)],
        );
    // What a person says of it counts, and a name of Azure's is Azure's.
    } else if config.source.kind.is_none()
        && servers(&config, network, Party::Source).is_empty()
        && let Some((kind, evidence)) = clouds::kind(&config, network)
    {
        config.source.kind = Some(kind);
        add(Setting::SourceKind, kind.word().to_owned(), vec![evidence]);
    }
    // Where nobody says another one, it is connected to where it answers.
    if config.source.port.is_none() {
        let found = clouds::port(&Context::new(&config, network)).filter(|it| it.0 != DEFAULT_PORT);
        if let Some((port, evidence)) = found {
            add(Setting::SourcePort, port.to_string(), vec![evidence]);
        }
    }
    // A person may know of a proxy that is public.
    if config.source.access.is_none() {
        let context = Context::new(&config, network);
        let is_joined = config.address(Party::Source).is_some() || network.sites().next().is_some();
        if let Some(evidence) = clouds::is_private(&context) {
            add(Setting::SourceAccess, SourceAccess::Private.word().to_owned(), vec![evidence]);
        // From outside of its VPC, its name leads to its public address; a VPN to it may be meant all the same.
        } else if !is_joined && let Some(evidence) = clouds::is_public(&context) {
            add(Setting::SourceAccess, SourceAccess::Public.word().to_owned(), vec![evidence]);
        }
    }
    if let Some((kind, evidence)) = server(&config, network, Party::Target).and_then(|it| target_kind(it, network)) {
        // That it is an ordinary one is said only to who thinks otherwise.
        if kind != TargetKind::FlexibleServer || config.target.kind.is_some() {
            add(Setting::TargetKind, kind.word().to_owned(), vec![evidence]);
        }
    }
    for (party, setting) in [(Party::Target, Setting::TargetAccess), (Party::Runtime, Setting::RuntimeAccess)] {
        if let Some((access, evidence)) = server(&config, network, party).and_then(|it| access(it, network)) {
            add(setting, access.word().to_owned(), evidence);
        }
    }
    sort_by_number(&mut found, |it| {
        let place = Setting::ALL.iter().position(|other| *other == it.setting);
        place.and_then(|it| i64::try_from(it).ok()).unwrap_or_default()
    });
    found
}

fn of_source(source: &Server, network: &Network) -> Vec<(Setting, String, Vec<Evidence>)> {
    let mut said = Vec::new();
    let single = source.kind == ServerKind::Single;
    let kind = if single { SourceKind::SingleServer } else { SourceKind::FlexibleServer };
    said.push((
        Setting::SourceKind,
        kind.word().to_owned(),
        vec![source.origin.shows(network, "type", type_of(source))],
    ));
    if !single {
        let of_flexible = |access: ServerAccess| match access {
            ServerAccess::Public => SourceAccess::Public,
            ServerAccess::VnetIntegrated => SourceAccess::VnetIntegrated,
            ServerAccess::PublicAndPrivateEndpoint => SourceAccess::PublicAndPrivateEndpoint,
            // Whether it has an endpoint is a step.
            ServerAccess::PrivateEndpoint | ServerAccess::None => SourceAccess::PrivateEndpoint,
        };
        let denied = || {
            let is_denied = source.public_access == Fact::Known(false) && source.delegated_subnet == Fact::None;
            let evidence = source.origin.shows(network, "network.publicNetworkAccess", enabled(false));
            is_denied.then(|| (ServerAccess::PrivateEndpoint, vec![evidence]))
        };
        if let Some((access, evidence)) = access(source, network).or_else(denied) {
            said.push((Setting::SourceAccess, of_flexible(access).word().to_owned(), evidence));
        }
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
    let Some((endpoint, mut evidence)) = has_endpoint(server, network) else {
        // Where nothing else leads to it, an endpoint in whatever state is how it is meant to be reached.
        let leading = leading_to(server, network).filter(|_| !public)?;
        let denied = server.origin.shows(network, "network.publicNetworkAccess", enabled(public));
        return Some((ServerAccess::PrivateEndpoint, vec![denied, leading]));
    };
    evidence.insert(0, server.origin.shows(network, "network.publicNetworkAccess", enabled(public)));
    let access = match (public, endpoint) {
        (true, false) => ServerAccess::Public,
        (true, true) => ServerAccess::PublicAndPrivateEndpoint,
        (false, true) => ServerAccess::PrivateEndpoint,
        // What waits, or was rejected, is still how it is meant to be reached: the step of the endpoint says what to do.
        (false, false) if !server.endpoint_connections.items.is_empty() => ServerAccess::PrivateEndpoint,
        (false, false) if leading_to(server, network).is_some() => ServerAccess::PrivateEndpoint,
        (false, false) => ServerAccess::None,
    };
    Some((access, evidence))
}

/// What a flexible server is. One that says nothing of a role or a cluster has none.
///
/// Source: `ReplicationRole` and `Cluster` of Microsoft.DBforPostgreSQL 2026-10-01; earlier versions know `WalReplica`,
/// `SyncReplica`, `GeoSyncReplica` and Secondary too.
fn target_kind(server: &Server, network: &Network) -> Option<(TargetKind, Evidence)> {
    if let Some(size) = server.cluster_size.filter(|it| 0 < *it && *it != Server::UNSIZED) {
        let evidence = server.origin.shows(network, "cluster.clusterSize", size.to_string());
        return Some((TargetKind::ElasticCluster, evidence));
    }
    let role = server.replication_role.as_deref()?;
    // What another word means, and what a cluster of no size is, the step of the server's state leaves open.
    if server.cluster_size == Some(Server::UNSIZED) || !is_role(role) {
        return None;
    }
    let lower = role.to_ascii_lowercase();
    let is_replica = lower.contains("replica") || lower == "secondary";
    let kind = if is_replica { TargetKind::ReadReplica } else { TargetKind::FlexibleServer };
    Some((kind, server.origin.shows(network, "replicationRole", role)))
}

/// Whether a `replicationRole` is one that is known.
pub(crate) fn is_role(role: &str) -> bool {
    let lower = role.to_ascii_lowercase();
    matches!(lower.as_str(), "none" | "primary" | "master" | "secondary" | "") || lower.ends_with("replica")
}

/// What shows that a private endpoint was made for a server, in whatever state it is.
fn leading_to(server: &Server, network: &Network) -> Option<Evidence> {
    network.endpoints.by(Key::Mention(&server.origin.id)).find_map(|endpoint| {
        let leads = endpoint.services.iter().find(|it| it.service.as_ref() == Some(&server.origin.id))?;
        let status = leads.status.as_deref().unwrap_or("unknown");
        Some(endpoint.origin.shows(network, "privateLinkServiceConnectionState.status", status))
    })
}

/// Whether a server has an approved private endpoint, where the files say so.
fn has_endpoint(server: &Server, network: &Network) -> Option<(bool, Vec<Evidence>)> {
    let is_approved = |it: &Option<String>| it.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("Approved"));
    if let Some(it) = server.endpoint_connections.items.iter().find(|it| is_approved(&it.status)) {
        return Some((true, vec![it.origin.shows(network, "privateLinkServiceConnectionState.status", "Approved")]));
    }
    let says_approved = |endpoint: &&PrivateEndpoint| {
        let mut services = endpoint.services.iter();
        services.any(|it| it.service.as_ref() == Some(&server.origin.id) && is_approved(&it.status))
    };
    let of_server = || network.endpoints.by(Key::Mention(&server.origin.id));
    if server.endpoint_connections.complete {
        // One that the server does not list may be younger than what was read of the server.
        let is_listed = |endpoint: &PrivateEndpoint| {
            server.endpoint_connections.items.iter().any(|it| it.endpoint.as_ref() == Some(&endpoint.origin.id))
        };
        if of_server().filter(says_approved).any(|it| !is_listed(it)) {
            return None;
        }
        let found: Vec<&str> =
            server.endpoint_connections.items.iter().map(|it| it.status.as_deref().unwrap_or("unknown")).collect();
        // A connection without a state may be approved.
        if found.contains(&"unknown") {
            return None;
        }
        let value = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
        return Some((false, vec![server.origin.shows(network, "privateEndpointConnections", value)]));
    }
    // Where the server was not read whole, its endpoints may say it.
    let endpoint = of_server().find(says_approved)?;
    Some((true, vec![endpoint.origin.shows(network, "privateLinkServiceConnectionState.status", "Approved")]))
}

#[cfg(test)]
mod tests {
    use crate::{
        find,
        network::{
            Fact, Id, Listing, MigrationSource, Network,
            testing::{all_right, config, direct, id, migration, via_runtime},
        },
    };

    /// The settings that resources show, as "path=value", where one thing is different.
    fn shown(entered: &[&str], change: fn(&mut Network)) -> Vec<String> {
        let mut network = all_right();
        change(&mut network);
        let findings = find(&config(entered), &network);
        findings.settings.iter().map(|it| format!("{}={}", it.setting.word(), it.value)).collect()
    }

    #[track_caller]
    fn target_access(expected: Option<&str>, change: fn(&mut Network)) {
        let found = shown(&["target.name=orders-far"], change);
        let found = found.iter().find_map(|it| it.strip_prefix("target.access="));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_flexible_server_says_from_where_it_can_be_reached() {
        target_access(Some("private-endpoint"), |_| {});
        target_access(Some("public-and-private-endpoint"), |it| it.servers[2].public_access = Fact::Known(true));
        target_access(Some("public"), |it| {
            it.endpoints.clear();
            it.servers[2].public_access = Fact::Known(true);
            it.servers[2].endpoint_connections = Listing::all(Vec::new());
        });
        target_access(Some("none"), |it| {
            it.endpoints.clear();
            it.servers[2].endpoint_connections = Listing::all(Vec::new());
        });
        target_access(Some("vnet-integrated"), |it| {
            it.servers[2].delegated_subnet = it.servers[1].delegated_subnet.clone();
        });
    }

    #[test]
    fn an_endpoint_that_waits_is_the_way_that_is_meant() {
        let wait = |it: &mut Network| it.servers[2].endpoint_connections.items[0].status = Some("Pending".to_owned());
        target_access(Some("private-endpoint"), wait);
        target_access(Some("public"), |it| {
            it.servers[2].endpoint_connections.items[0].status = Some("Pending".to_owned());
            it.servers[2].public_access = Fact::Known(true);
        });
        target_access(Some("private-endpoint"), |it| it.servers[2].endpoint_connections.items[0].status = None);
        target_access(Some("private-endpoint"), |it| {
            it.servers[2].endpoint_connections.items[0].status = Some("Pending".to_owned());
            it.servers[2].endpoint_connections.complete = false;
            it.endpoints[1].services[0].status = Some("Pending".to_owned());
        });
        // With public access on, it may as well be reached so.
        target_access(None, |it| {
            it.servers[2].endpoint_connections.items[0].status = None;
            it.servers[2].public_access = Fact::Known(true);
        });
    }

    #[test]
    fn what_was_not_read_is_not_said() {
        target_access(None, |it| it.servers[2].delegated_subnet = Fact::Unknown);
        target_access(None, |it| it.servers[2].public_access = Fact::Unknown);
        target_access(Some("private-endpoint"), |it| it.servers[2].endpoint_connections = Listing::default());
        target_access(None, |it| {
            it.servers[2].endpoint_connections = Listing::default();
            it.endpoints.clear();
        });
        target_access(None, |it| it.servers.clear());
    }

    #[test]
    fn a_single_server_says_what_it_is() {
        let source = |change| shown(&["source.name=orders-old"], change);
        assert_eq!(
            source(|_| {}),
            ["source.kind=single-server", "source.access=private", "source.privateEndpoint=true"]
        );
        assert_eq!(
            source(|it| {
                it.endpoints.clear();
                it.servers[0].public_access = Fact::Known(true);
                it.servers[0].endpoint_connections = Listing::all(Vec::new());
            }),
            ["source.kind=single-server", "source.access=public", "source.privateEndpoint=false"]
        );
        assert_eq!(
            source(|it| {
                it.servers[0].public_access = Fact::Unknown;
                it.servers[0].endpoint_connections = Listing::default();
                it.endpoints.clear();
            }),
            ["source.kind=single-server"]
        );
    }

    #[test]
    fn a_source_elsewhere_may_bear_the_name_of_a_flexible_server() {
        let entered = |kind: &str| shown(&[&format!("source.kind={kind}"), "source.name=orders-new"], |_| {});
        assert_eq!(entered("on-premises"), Vec::<String>::new());
        let flexible = ["source.kind=azure-flexible-server", "source.access=vnet-integrated"];
        assert_eq!(entered("other"), flexible);
        assert_eq!(shown(&["source.name=orders-new"], |_| {}), flexible);
    }

    #[test]
    fn a_name_is_a_name_a_host_name_or_an_id() {
        for name in [
            "orders-old",
            "ORDERS-OLD",
            "orders-old.postgres.database.azure.com",
            id("Microsoft.DBforPostgreSQL/servers", "orders-old").text(),
        ] {
            assert_eq!(shown(&[&format!("source.name={name}")], |_| {}).len(), 3, "{name}");
        }
        // A template beside the real one: it is not known which of them counts.
        assert!(shown(&["source.name=orders-old"], |it| it.servers.push(it.servers[0].clone())).is_empty());
    }

    const DIRECT: [&str; 7] = [
        "source.kind=single-server",
        "source.access=private",
        "source.privateEndpoint=true",
        "source.name=orders-old",
        "target.access=vnet-integrated",
        "target.name=orders-new",
        "runtime.used=false",
    ];

    #[test]
    fn a_migration_names_the_servers() {
        assert_eq!(shown(&[], |it| it.migrations.push(migration(None))), DIRECT);
        assert_eq!(shown(&[], |_| {}), Vec::<String>::new());
        let entered = ["source.name=orders-old.postgres.database.azure.com", "target.name=Orders-New"];
        assert_eq!(shown(&entered, |it| it.migrations.push(migration(None))), DIRECT);
    }

    #[test]
    fn a_migration_of_other_servers_says_nothing() {
        let migrated = |entered: &[&str]| shown(entered, |it| it.migrations.push(migration(None)));
        assert_eq!(migrated(&["target.name=orders-far"]), ["target.access=private-endpoint"]);
        assert!(!migrated(&["source.name=another"]).contains(&"target.name=orders-new".to_owned()));
        // A plan with a runtime server is not the migration that was made without one.
        let planned = migrated(&["target.name=orders-new", "runtime.used=true", "runtime.name=mover"]);
        assert_eq!(planned, ["target.access=vnet-integrated", "runtime.access=vnet-integrated"]);
    }

    #[test]
    fn of_several_migrations_none_is_meant_unless_they_agree_or_a_name_decides() {
        let two = |it: &mut Network| {
            let mut other = migration(None);
            other.target = Some(id("Microsoft.DBforPostgreSQL/flexibleServers", "orders-far"));
            it.migrations = vec![migration(None), other].into();
        };
        assert_eq!(shown(&[], two), Vec::<String>::new());
        assert_eq!(shown(&["target.name=orders-new"], two), DIRECT);
        assert_eq!(shown(&[], |it| it.migrations = vec![migration(None), migration(None)].into()), DIRECT);
    }

    #[test]
    fn of_two_servers_of_one_name_the_id_that_the_migration_says_counts() {
        const OTHER: &str =
            "/subscriptions/s2/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/servers/orders-old";
        let two = |it: &mut Network| {
            let mut other = it.servers[0].clone();
            other.origin.id = Id::parse(OTHER).expect("an id");
            it.servers.push(other);
            it.migrations.push(migration(None));
        };
        let own = id("Microsoft.DBforPostgreSQL/servers", "orders-old");
        let by_id = format!("source.name={}", own.text());
        assert!(shown(&[], two).contains(&by_id));
        assert_eq!(shown(&[&by_id], two), shown(&[], two));
        // The migration is of the other one.
        assert!(!shown(&[&format!("source.name={OTHER}")], two).contains(&by_id));
    }

    #[test]
    fn a_migration_that_is_over_gives_way_to_what_is_planned() {
        fn was(state: &str, network: &mut Network, runtime: Fact<Id>) {
            network.migrations.push(crate::network::Migration {
                state: Some(state.to_owned()),
                runtime,
                ..migration(None)
            });
        }
        let mover = || Fact::Known(id("Microsoft.DBforPostgreSQL/flexibleServers", "mover"));
        let of_runtime = |entered: &[&str], state: &str, runtime: Fact<Id>| {
            let mut network = all_right();
            was(state, &mut network, runtime);
            let findings = find(&config(entered), &network);
            let said = findings.settings.iter().map(|it| format!("{}={}", it.setting.word(), it.value));
            said.filter(|it| it.starts_with("runtime.")).collect::<Vec<_>>()
        };
        let with = ["runtime.used=true", "runtime.access=vnet-integrated", "runtime.name=mover"];
        for state in ["Canceled", "Failed", "Succeeded", "ValidationFailed"] {
            assert_eq!(of_runtime(&[], state, Fact::None), ["runtime.used=false"], "{state}");
            assert_eq!(of_runtime(&["runtime.used=true"], state, Fact::None), [""; 0], "{state}");
            assert_eq!(of_runtime(&["runtime.used=false"], state, mover()), [""; 0], "{state}");
            assert_eq!(of_runtime(&["runtime.used=true"], state, mover()), with, "{state}");
        }
        assert_eq!(of_runtime(&["runtime.used=true"], "InProgress", Fact::None), ["runtime.used=false"]);
        let two = shown(&[], |it| {
            was("Failed", it, Fact::Known(id("Microsoft.DBforPostgreSQL/flexibleServers", "mover")));
            it.migrations.push(migration(None));
        });
        assert_eq!(two, DIRECT, "the one that is going on counts");
    }

    #[test]
    fn an_endpoint_that_the_server_does_not_list_may_be_younger() {
        fn unlisted(it: &mut Network) {
            it.servers[0].endpoint_connections = Listing::all(Vec::new());
        }
        let source = ["source.kind=single-server", "source.access=private"];
        assert_eq!(shown(&["source.name=orders-old"], unlisted), source);
        let without = |it: &mut Network| {
            unlisted(it);
            it.endpoints.clear();
        };
        assert_eq!(shown(&["source.name=orders-old"], without)[2..], ["source.privateEndpoint=false"]);
        target_access(Some("private-endpoint"), |it| it.servers[2].endpoint_connections = Listing::all(Vec::new()));
        target_access(None, |it| {
            it.servers[2].endpoint_connections = Listing::all(Vec::new());
            it.servers[2].public_access = Fact::Known(true);
        });
    }

    #[test]
    fn a_source_elsewhere_is_a_host_and_a_port() {
        let of = |change: fn(&mut Network)| {
            shown(&[], change).into_iter().filter(|it| it.starts_with("source.")).collect::<Vec<_>>()
        };
        assert_eq!(
            of(|it| {
                let source = MigrationSource::Host { host: "db.corp.local".to_owned(), port: Some(6432) };
                let source_type = Some("OnPremises".to_owned());
                it.migrations.push(crate::network::Migration { source: Some(source), source_type, ..migration(None) });
            }),
            ["source.kind=on-premises", "source.name=db.corp.local", "source.port=6432"]
        );
        assert_eq!(
            of(|it| {
                let source = MigrationSource::Host { host: "10.9.0.4".to_owned(), port: None };
                let source_type = Some("AWS".to_owned());
                it.migrations.push(crate::network::Migration { source: Some(source), source_type, ..migration(None) });
            }),
            ["source.name=10.9.0.4"]
        );
    }

    /// What is shown of the addresses, where a migration in this state says these of source and target.
    fn addresses(entered: &[&str], state: &str, source: Fact<&str>, target: Fact<&str>) -> Vec<String> {
        let host = |it: Fact<&str>| match it {
            Fact::Known(it) => Fact::Known(it.to_owned()),
            Fact::None => Fact::None,
            Fact::Unknown => Fact::Unknown,
        };
        let mut network = all_right();
        network.migrations.push(crate::network::Migration {
            source_host: host(source),
            target_host: host(target),
            state: Some(state.to_owned()),
            ..migration(None)
        });
        let findings = find(&config(entered), &network);
        let said = findings.settings.iter().filter(|it| it.setting.form() == crate::Form::Address);
        said.map(|it| format!("{}={} {}", it.setting.word(), it.value, it.evidence[0].value)).collect()
    }

    #[test]
    fn a_migration_says_what_is_connected_to() {
        let (none, nothing) = (Fact::None, Fact::Unknown);
        let known = Fact::Known;
        let entered = &["source.address=10.1.0.9"][..];
        for (entered, state, source, target, shown) in [
            (&[][..], "InProgress", none, none, &[][..]),
            (&[], "InProgress", known("10.1.0.4"), none, &["source.address=10.1.0.4 10.1.0.4"]),
            (&[], "InProgress", none, known("db.corp.example."), &["target.address=db.corp.example db.corp.example."]),
            (&[], "Failed", known("10.1.0.4"), none, &["source.address=10.1.0.4 10.1.0.4"]),
            (&[], "InProgress", known("2001:db8::10"), nothing, &[]),
            // What is over gives way to a plan, and what is not contradicts it: the steps say so.
            (entered, "InProgress", known("10.1.0.4"), none, &[]),
            (entered, "InProgress", none, none, &[]),
            (entered, "InProgress", nothing, none, &[]),
            (entered, "Failed", known("10.1.0.4"), none, &[]),
            (entered, "Failed", none, none, &[]),
            (entered, "Failed", known("10.1.0.9"), none, &["source.address=10.1.0.9 10.1.0.9"]),
        ] {
            assert_eq!(addresses(entered, state, source, target), shown, "{entered:?} {state}");
        }
        let two =
            |it: &mut Network| it.migrations = vec![migration(Some("10.1.0.4")), migration(Some("10.1.0.5"))].into();
        assert!(!shown(&[], two).iter().any(|it| it.starts_with("source.address")));
    }

    #[test]
    fn who_contradicts_a_migration_that_goes_on_is_told_so() {
        let steps = |address: &str, state: &str, given: Option<&str>| {
            let mut network = all_right();
            let going_on = crate::network::Migration { state: Some(state.to_owned()), ..migration(given) };
            network.migrations.push(going_on);
            let mut config = direct();
            config.set("source.address", address).expect("an address");
            let key = crate::StepKey::parse("source/a-record").expect("a step");
            find(&config, &network).steps.get(&key).expect("a finding").reason
        };
        let contradiction = Some(crate::Reason::Contradiction);
        let own = "orders-old.postgres.database.azure.com";
        for (address, state, given, reason) in [
            ("10.9.9.9", "InProgress", None, contradiction),
            ("10.9.9.9", "InProgress", Some("10.1.0.4"), contradiction),
            ("10.1.0.4", "InProgress", Some("10.1.0.4"), None),
            (own, "InProgress", None, None),
            ("10.1.0.4", "Failed", None, None),
            ("10.1.0.4", "Failed", Some("10.9.9.9"), None),
        ] {
            assert_eq!(steps(address, state, given), reason, "{address} {state} {given:?}");
        }
    }

    #[test]
    fn nothing_read_shows_nothing() {
        for entered in [direct(), via_runtime()] {
            let findings = find(&entered, &Network::default());
            assert!(findings.settings.is_empty() && findings.steps.is_empty());
        }
    }
}
