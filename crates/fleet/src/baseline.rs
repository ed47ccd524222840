//! Compares a fleet with a former one: what got worse since, for a pipeline.

use std::collections::HashMap;

use pgreach_rules::Verdict;
use serde::{Deserialize, Serialize};

use crate::{FLEET_VERSION, Migration, shared::rank};

/// What a fleet's JSON said of each migration.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The verdicts, by source and target in lower case.
    verdicts: HashMap<[String; 2], Verdict>,
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
}

/// How the migrations of a fleet stand beside those of a former one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Since {
    /// Those that are worse, as places in the list of migrations, each with what it was.
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
        Ok(Self { verdicts: former.migrations.iter().map(|it| (key(it), it.verdict)).collect() })
    }

    /// Compares the migrations of today with it.
    #[must_use]
    pub fn since(&self, migrations: &[Migration]) -> Since {
        let (mut since, mut there) = (Since::default(), 0);
        for (place, migration) in migrations.iter().enumerate() {
            let Some(before) = self.verdicts.get(&migration.key()).copied() else {
                since.new.push(place);
                continue;
            };
            there += 1;
            let (before_rank, now) = (rank(before), rank(migration.row.verdict));
            if before_rank < now {
                since.worse.push((place, before));
            }
            since.better += usize::from(now < before_rank);
        }
        since.gone = self.verdicts.len().saturating_sub(there);
        since
    }
}

#[cfg(test)]
mod tests {
    use pgreach_rules::Verdict;

    use super::Baseline;
    use crate::{Fleet, FoundBy, Migration, Row, RuntimeServer, SharedPlan};

    fn migration(name: &str, verdict: Verdict) -> Migration {
        let [source, target] = ["old", "new"].map(|it| format!("{name}-{it}"));
        let row =
            Row { source, target, found_by: FoundBy::Entered, runtime: RuntimeServer::default(), verdict, cause: None };
        Migration { row, has_expired: false }
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
