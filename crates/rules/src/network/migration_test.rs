//! Finds what the migration service said when it tried the connections of a migration itself.

use serde::{Deserialize, Serialize};

use crate::{
    Config, Evidence, Setting, Tls,
    host::is_same_host,
    message::recognise,
    network::{Fact, Key, Migration, Network, is, is_same, migrations::said_by, words_of},
};

/// The migration service's own test of the connections of a migration with these servers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MigrationTest {
    /// The migration's name.
    pub migration: String,
    /// What the service says of it: Succeeded, Failed or Warning.
    pub state: String,
    /// What it says of a fault, cut short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When it was, as the service says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// Whether it failed, and no later migration of these servers succeeded: then no verdict is Ready.
    pub contradicts: bool,
}

impl MigrationTest {
    /// It as a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { migration, state, message, time, .. } = self;
        let time = time.as_deref().unwrap_or("at a time that is not known");
        let message = message.as_deref().map_or_else(String::new, |it| format!(": “{it}”"));
        format!("{state} ({migration}, {time}){message}")
    }
}

/// The test that counts: the newest failed one that no later success follows, else the newest of all.
pub(crate) fn migration_test(config: &Config, network: &Network) -> Option<MigrationTest> {
    let tests: Vec<MigrationTest> = of_these_servers(config, network).filter_map(tested).collect();
    let succeeded = |it: &&MigrationTest| is(Some(&it.state), "Succeeded");
    let is_overtaken = |failed: &MigrationTest| {
        tests.iter().filter(succeeded).any(|it| is_later(it.time.as_deref(), failed.time.as_deref()))
    };
    let newest = |one: &&MigrationTest, other: &&MigrationTest| one.time.cmp(&other.time);
    let failed = tests.iter().filter(|it| is(Some(&it.state), "Failed") && !is_overtaken(it)).max_by(newest);
    let contradicts = failed.is_some();
    let counting = failed.or_else(|| tests.iter().max_by(newest))?;
    Some(MigrationTest { contradicts, ..counting.clone() })
}

/// What shows that a migration of these servers that checked the name in the source's certificate connected to this host.
pub(crate) fn connected_to(config: &Config, network: &Network, host: &str) -> Option<Evidence> {
    let checks_it = |it: &&Migration| {
        it.source_host.known().is_some_and(|it| is_same_host(it, host))
            && said_by(it, network).iter().any(|(it, mode, _)| *it == Setting::Tls && mode == Tls::VerifyFull.word())
    };
    let connected = |it: &&Migration| tested(it).is_some_and(|it| is(Some(&it.state), "Succeeded"));
    let migration = of_these_servers(config, network).filter(checks_it).find(connected)?;
    let property =
        if migration.test.is_some() { "AuthenticationAndConnectivityValidation" } else { "currentStatus.state" };
    Some(migration.origin.shows(network, property, "Succeeded"))
}

/// What the service found of one migration. Without a test of its own, an error about a connection says it, and
/// data that were copied. A test that failed stands, whatever was copied: the file denies a success.
///
/// Sources: those of the messages.
fn tested(migration: &Migration) -> Option<MigrationTest> {
    let error = migration.error.as_deref().filter(|it| !it.is_empty());
    let copied = is(migration.state.as_deref(), "Succeeded");
    let has_failed = ["Failed", "ValidationFailed"].iter().any(|it| is(migration.state.as_deref(), it));
    let refused = error.filter(|it| has_failed && is_of_connection(it));
    let (state, message) = match &migration.test {
        None if copied => ("Succeeded".to_owned(), None),
        // What was found later than the test.
        Some(test) if is(Some(&test.state), "Succeeded") && refused.is_some() => {
            ("Failed".to_owned(), refused.map(str::to_owned))
        }
        Some(test) => {
            let said = test.messages.join(" ");
            let message = if said.is_empty() { error.map(str::to_owned) } else { Some(said) };
            (test.state.clone(), message.filter(|_| !is(Some(&test.state), "Succeeded")))
        }
        None => ("Failed".to_owned(), Some(refused?.to_owned())),
    };
    let time = migration.test.as_ref().and_then(|it| it.ended.clone().or_else(|| it.started.clone()));
    let migration = migration.origin.id.name().to_owned();
    Some(MigrationTest { migration, state, message, time, contradicts: false })
}

/// Whether an error is about a connection that did not come about: a message that leads to steps, or one that is not known
/// and speaks of connections. A password that is refused shows that the connection was made.
fn is_of_connection(error: &str) -> bool {
    const WORDS: [&str; 8] =
        ["connect", "timeout", "timed out", "reach", "resolve", "network", "firewall", "name or service"];
    match &recognise(error, &Config::default())[..] {
        [] => WORDS.iter().any(|it| error.to_ascii_lowercase().contains(it)),
        all => all.iter().any(|it| !it.message.steps.is_empty()),
    }
}

/// The migrations that have exactly the servers that are asked about.
fn of_these_servers<'a>(config: &'a Config, network: &'a Network) -> impl Iterator<Item = &'a Migration> {
    let keys = config.target.name.iter().flat_map(|it| words_of(it)).map(Key::MentionedName);
    network.migrations.by_any(keys).into_iter().filter(|it| is_of_these_servers(config, network, it))
}

/// Whether a migration has exactly the servers that are asked about.
fn is_of_these_servers(config: &Config, network: &Network, migration: &Migration) -> bool {
    let said = said_by(migration, network);
    let is_meant = |setting: Setting| {
        let says = said.iter().find(|(it, ..)| *it == setting);
        setting.get(config).zip(says).is_some_and(|(meant, (_, says, _))| is_same(&meant, says))
    };
    let with_runtime = match (config.runtime.used, &migration.runtime) {
        (Some(true), Fact::Known(_)) => config.runtime.name.is_none() || is_meant(Setting::RuntimeName),
        (Some(true), Fact::None) | (Some(false), Fact::Known(_)) => false,
        (Some(_), Fact::Unknown) | (Some(false), Fact::None) | (None, _) => true,
    };
    is_meant(Setting::SourceName) && is_meant(Setting::TargetName) && with_runtime
}

/// Whether one time is surely later than another: both as Azure writes them, 2026-11-14T03:12:45.1Z.
fn is_later(one: Option<&str>, other: Option<&str>) -> bool {
    let is_time = |it: &&str| {
        it.ends_with('Z') && it.get(4..5) == Some("-") && it.get(10..11) == Some("T") && it.get(13..14) == Some(":")
    };
    let second = |it: &str| it.get(..19).map(str::to_owned);
    match (one.filter(is_time).and_then(second), other.filter(is_time).and_then(second)) {
        (Some(one), Some(other)) => other < one,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Verdict, evaluate_with, find,
        network::{
            ConnectionTest, Fact, Migration, Network,
            testing::{all_right, config, direct, id, migration, origin},
        },
    };

    fn test(state: &str, day: u8) -> Migration {
        let ended = (0 < day).then(|| format!("2026-11-{day:02}T08:00:00.123Z"));
        let messages = if state == "Failed" { vec!["No connection came about.".to_owned()] } else { Vec::new() };
        Migration {
            origin: origin("Microsoft.DBforPostgreSQL/flexibleServers", &format!("orders-new/migrations/on-{day}")),
            test: Some(ConnectionTest { state: state.to_owned(), messages, started: None, ended }),
            state: Some("ValidationFailed".to_owned()),
            ..migration(None)
        }
    }

    /// A migration without a test of its own that ended with an error.
    fn ended(error: &str) -> Migration {
        Migration { error: Some(error.to_owned()), test: None, ..test("Failed", 0) }
    }

    /// The verdict, and the test that counts.
    fn verdict(change: fn(&mut Network)) -> (Verdict, Option<String>) {
        let mut network = all_right();
        change(&mut network);
        let report = evaluate_with(&direct(), &find(&direct(), &network));
        (report.verdict, report.migration_test.map(|it| it.words()))
    }

    #[test]
    fn a_failed_test_leaves_no_ready_standing_until_a_later_one_succeeds() {
        let failed = "Failed (on-14, 2026-11-14T08:00:00.123Z): “No connection came about.”";
        for (change, expected, shown) in [
            ((|_| {}) as fn(&mut Network), Verdict::Ready, None),
            (|it| it.migrations = vec![test("Failed", 14)].into(), Verdict::Undecided, Some(failed)),
            (
                |it| it.migrations = vec![test("Failed", 14), test("Succeeded", 13)].into(),
                Verdict::Undecided,
                Some(failed),
            ),
            (
                |it| it.migrations = vec![test("Failed", 14), test("Succeeded", 15)].into(),
                Verdict::Ready,
                Some("Succeeded (on-15, 2026-11-15T08:00:00.123Z)"),
            ),
            (
                |it| it.migrations = vec![test("Succeeded", 14)].into(),
                Verdict::Ready,
                Some("Succeeded (on-14, 2026-11-14T08:00:00.123Z)"),
            ),
            (
                |it| it.migrations = vec![test("Failed", 14), test("Succeeded", 0)].into(),
                Verdict::Undecided,
                Some(failed),
            ),
            (
                |it| {
                    let error = Some("603000: Connection failed.".to_owned());
                    it.migrations = vec![Migration { error, test: None, ..test("Failed", 0) }].into();
                },
                Verdict::Undecided,
                Some("Failed (on-0, at a time that is not known): “603000: Connection failed.”"),
            ),
            (
                |it| it.migrations = vec![ended("Connection failed")].into(),
                Verdict::Undecided,
                Some("Connection failed"),
            ),
            (
                |it| it.migrations = vec![ended("could not connect to server: Connection timed out")].into(),
                Verdict::Undecided,
                Some("could not connect to server: Connection timed out"),
            ),
            (
                |it| {
                    it.migrations =
                        vec![ended("FATAL: Client from Azure Virtual Networks is not allowed to access")].into();
                },
                Verdict::Undecided,
                Some("FATAL: Client from Azure Virtual Networks is not allowed to access"),
            ),
            (|it| it.migrations = vec![ended("603101 target database exists")].into(), Verdict::Ready, None),
            (
                |it| {
                    it.migrations =
                        vec![Migration { state: Some("Succeeded".to_owned()), ..test("Failed", 14) }].into();
                },
                Verdict::Undecided,
                Some(failed),
            ),
            (
                |it| {
                    it.migrations = vec![Migration {
                        state: Some("Failed".to_owned()),
                        error: Some("Connection failed".to_owned()),
                        ..test("Succeeded", 14)
                    }]
                    .into();
                },
                Verdict::Undecided,
                Some("Failed (on-14, 2026-11-14T08:00:00.123Z): “Connection failed”"),
            ),
            (
                |it| {
                    let error = Some("603100: Authentication failed.".to_owned());
                    it.migrations = vec![Migration { error, test: None, ..test("Failed", 0) }].into();
                },
                Verdict::Ready,
                None,
            ),
        ] {
            let (verdict, words) = verdict(change);
            assert_eq!(verdict, expected, "{words:?}");
            let is_shown = words.as_deref().is_none_or(|it| shown.is_some_and(|shown| it.contains(shown)));
            assert!(is_shown && words.is_some() == shown.is_some(), "{words:?} and {shown:?}");
        }
    }

    #[test]
    fn a_test_of_other_servers_says_nothing() {
        let other = |it: &mut Network| {
            it.migrations = vec![Migration {
                target: Some(id("Microsoft.DBforPostgreSQL/flexibleServers", "orders-far")),
                ..test("Failed", 14)
            }]
            .into();
        };
        assert_eq!(verdict(other), (Verdict::Ready, None));
        let through_mover = |it: &mut Network| {
            let mover = Fact::Known(id("Microsoft.DBforPostgreSQL/flexibleServers", "mover"));
            it.migrations = vec![Migration { runtime: mover, ..test("Failed", 14) }].into();
        };
        assert_eq!(verdict(through_mover), (Verdict::Ready, None));
    }

    #[test]
    fn what_is_blocked_stays_blocked() {
        let mut network = all_right();
        network.migrations = vec![test("Failed", 14)].into();
        network.servers[1].state = Some("Stopped".to_owned());
        let report = evaluate_with(&direct(), &find(&direct(), &network));
        assert_eq!(report.verdict, Verdict::Blocked);
        assert!(find(&config(&[]), &Network::default()).migration_test.is_none());
    }
}
