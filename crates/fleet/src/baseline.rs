//! Compares a fleet with a former one: what got worse since, for a pipeline.

use std::collections::HashMap;

use pgreach_rules::Verdict;
use serde::{Deserialize, Serialize};

use crate::{FLEET_VERSION, FleetMigration, shared::rank};

/// What a fleet's JSON said of each migration.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// What each came to, by source and target in lower case.
    migrations: HashMap<[String; 2], Before>,
}

/// What a migration came to.
#[derive(Debug, Clone)]
struct Before {
    verdict: Verdict,
    /// The step of the first cause.
    step: Option<String>,
}

/// What of a former fleet is read: the rest may differ between versions.
#[derive(Deserialize)]
struct Former {
    version: u64,
    migrations: Vec<FormerMigration>,
}

#[derive(Deserialize)]
struct FormerMigration {
    source: String,
    target: String,
    verdict: Verdict,
    cause: Option<FormerCause>,
}

#[derive(Deserialize)]
struct FormerCause {
    step: Option<String>,
}

/// How the migrations of a fleet stand beside those of a former one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Since {
    /// Those that are worse, as places in the list of migrations, each with what it was. One that was blocked and is blocked by
    /// another step now is among them: something broke since, and whoever waits for the first cause waits in vain.
    pub worse: Vec<(usize, Verdict)>,
    /// How many are better.
    pub better: usize,
    /// Those that were not there, as places in the list of migrations.
    pub new: Vec<usize>,
    /// How many are no longer there.
    pub gone: usize,
}

impl Baseline {
    /// Reads the JSON that a former run wrote.
    ///
    /// # Errors
    /// What it is instead, in a few words that quote nothing of it.
    pub fn read(text: &str) -> Result<Self, String> {
        let former: Former = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let what = if error.is_data() { "JSON that is no fleet" } else { "text that is not JSON" };
            format!("line {}: found {what}", error.line())
        })?;
        if former.version != FLEET_VERSION {
            return Err(format!("version: found {}", former.version));
        }
        let key = |it: &FormerMigration| [&it.source, &it.target].map(|it| it.to_ascii_lowercase());
        let before =
            |it: FormerMigration| (key(&it), Before { verdict: it.verdict, step: it.cause.and_then(|it| it.step) });
        Ok(Self { migrations: former.migrations.into_iter().map(before).collect() })
    }

    /// Compares the migrations of today with it.
    #[must_use]
    pub fn since(&self, migrations: &[FleetMigration]) -> Since {
        let (mut since, mut there) = (Since::default(), 0);
        for (place, migration) in migrations.iter().enumerate() {
            let Some(Before { verdict: before, step }) = self.migrations.get(&migration.key()) else {
                since.new.push(place);
                continue;
            };
            there += 1;
            let (before_rank, now) = (rank(*before), rank(migration.row.verdict));
            let step_now = migration.row.cause.as_ref().and_then(|it| it.step.as_ref());
            let is_otherwise = step.as_ref().zip(step_now).is_some_and(|(before, now)| before != now);
            let is_blocked = *before == Verdict::Blocked && migration.row.verdict == Verdict::Blocked;
            if before_rank < now || is_blocked && is_otherwise {
                since.worse.push((place, *before));
            }
            since.better += usize::from(now < before_rank);
        }
        since.gone = self.migrations.len().saturating_sub(there);
        since
    }
}

#[cfg(test)]
mod tests {
    use pgreach_rules::Verdict;

    use super::Baseline;
    use crate::{Cause, Fleet, FleetMigration, FoundBy, Row, RuntimeServer, SharedPlan};

    fn migration(name: &str, verdict: Verdict) -> FleetMigration {
        let [source, target] = ["old", "new"].map(|it| format!("{name}-{it}"));
        let row = Row {
            source,
            target,
            found_by: FoundBy::Entered,
            runtime: RuntimeServer::default(),
            verdict,
            cause: None,
            by_runtime: Vec::new(),
        };
        FleetMigration { row, has_expired: false }
    }

    #[test]
    fn what_a_fleet_writes_is_its_baseline() {
        use Verdict::{Blocked, Ready, Undecided, Unsupported};
        let fleet = |all: &[(&str, Verdict)]| {
            let migrations = all.iter().map(|(name, verdict)| migration(name, *verdict)).collect();
            Fleet::new(migrations, SharedPlan::default(), Vec::new())
        };
        let before = fleet(&[
            ("a", Ready),
            ("b", Ready),
            ("C", Undecided),
            ("d", Blocked),
            ("e", Undecided),
            ("f", Blocked),
            ("g", Ready),
        ]);
        let written = serde_json::to_string(&before).expect("JSON");
        let baseline = Baseline::read(&written).expect("it is one");
        let same = baseline.since(&before.migrations);
        assert_eq!((same.worse, same.better, same.new, same.gone), (vec![], 0, vec![], 0));
        let now = fleet(&[
            ("a", Ready),
            ("b", Undecided),
            ("c", Unsupported),
            ("d", Ready),
            ("e", Undecided),
            ("f", Unsupported),
            ("h", Blocked),
        ]);
        let since = baseline.since(&now.migrations);
        assert_eq!(since.worse, [(1, Ready), (2, Undecided)]);
        assert_eq!((since.better, since.new, since.gone), (1, vec![6], 1));
    }

    #[test]
    fn one_that_another_step_blocks_now_is_worse() {
        let blocked = |step: &str| {
            let cause = Cause { text: "…".to_owned(), step: Some(step.to_owned()), connection: None, owner: None };
            let it = migration("a", Verdict::Blocked);
            vec![FleetMigration { row: Row { cause: Some(cause), ..it.row }, ..it }]
        };
        let before = Fleet::new(blocked("source/nsg"), SharedPlan::default(), Vec::new());
        let baseline = Baseline::read(&serde_json::to_string(&before).expect("JSON")).expect("it is one");
        assert_eq!(baseline.since(&blocked("source/nsg")).worse, []);
        assert_eq!(baseline.since(&blocked("source/peering")).worse, [(0, Verdict::Blocked)]);
        // Where no step is the cause, nothing shows that it is another one.
        assert_eq!(baseline.since(&[migration("a", Verdict::Blocked)]).worse, []);
    }

    #[test]
    fn what_is_no_fleet_is_refused_without_a_word_of_it() {
        for (text, said) in [
            ("", "line 1: found text that is not JSON"),
            ("{\"version\": 1}", "line 1: found JSON that is no fleet"),
            ("{\"version\": 2, \"migrations\": []}", "version: found 2"),
            (
                "{\"version\": 1,\n\"migrations\": [{\"source\": \"a\", \"target\": \"b\", \"verdict\": \"secret\"}]}",
                "line 2: found JSON that is no fleet",
            ),
        ] {
            assert_eq!(Baseline::read(text).expect_err("it is none"), said);
        }
    }
}
