//! Defines what a pair comes to, a row of a table, and adds rows up.

use pgreach_rules::{Owner, Party, Verdict, text::capitalized};
use serde::{Deserialize, Serialize};

use crate::FoundBy;

/// A pair, and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// What a Config calls the source.
    pub source: String,
    /// What a Config calls the target.
    pub target: String,
    /// What says that they belong together.
    pub found_by: FoundBy,
    /// The runtime server.
    pub runtime: RuntimeServer,
    /// The answer.
    pub verdict: Verdict,
    /// The first reason for it; none where it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What it comes to with each value that the runtime server can have, where nothing says which it has and not all of them
    /// come to the same; else empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_runtime: Vec<ByRuntime>,
}

/// Whether a migration uses a runtime server, and which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuntimeServer {
    /// Whether one is used; none where it is not known: then the answer is what holds with one and without.
    pub used: Option<bool>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Why a migration is not ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// In a sentence, as the report says it.
    pub text: String,
    /// The key of the first step that fails or is not known, as `source/peering`; none where it is no step, as a setting that
    /// is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The connection that it is on, by its destination.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Party>,
    /// Who can look it up and fix it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
}

impl RuntimeServer {
    /// In words: `None`, its name, or what is not known of it.
    #[must_use]
    pub fn words(&self) -> &str {
        match (self.used, &self.name) {
            (Some(false), _) => "None",
            (_, Some(name)) => name,
            (Some(true), None) => "One without a name",
            (None, None) => "Unknown",
        }
    }
}

/// What a migration comes to with one value of its runtime server: what its row is once that value is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByRuntime {
    /// The value.
    pub runtime: RuntimeServer,
    /// The answer then.
    pub verdict: Verdict,
    /// The first reason for it; none where it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

impl ByRuntime {
    /// The value in words: `without a runtime server`, `with mover`.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.runtime.used, &self.runtime.name) {
            (Some(false), _) => "without a runtime server".to_owned(),
            (_, Some(name)) => format!("with {name}"),
            _ => "with a runtime server".to_owned(),
        }
    }

    /// The verdict with the value: `ready without a runtime server`.
    fn sentence(&self) -> String {
        format!("{} {}", self.verdict.label().to_lowercase(), self.words())
    }
}

/// What the cells of a row are.
pub const HEADS: [&str; 9] =
    ["Source", "Target", "Runtime server", "Verdict", "First cause", "Step", "Connection", "Owner", "Found by"];

impl Row {
    /// What is known of the runtime server: `None`, its name, or `Unknown` with what each value comes to, as
    /// `Unknown: ready without a runtime server; blocked with mover`.
    #[must_use]
    pub fn runtime_words(&self) -> String {
        let known = self.runtime.words();
        if self.by_runtime.is_empty() {
            return known.to_owned();
        }
        let each: Vec<String> = self.by_runtime.iter().map(ByRuntime::sentence).collect();
        format!("{known}: {}", each.join("; "))
    }

    /// The verdicts: its own, or that with each value of the runtime server where these differ.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict> {
        let own = self.by_runtime.is_empty().then_some(self.verdict);
        own.into_iter().chain(self.by_runtime.iter().map(|it| it.verdict))
    }

    /// The row in words, under [`HEADS`].
    #[must_use]
    pub fn cells(&self) -> [String; HEADS.len()] {
        let cause = self.cause.as_ref();
        let step = cause.and_then(|it| it.step.as_deref());
        let (connection, owner) = (cause.and_then(|it| it.connection), cause.and_then(|it| it.owner));
        let runtime = self.runtime_words();
        let cells: [&str; HEADS.len()] = [
            &self.source,
            &self.target,
            &runtime,
            self.verdict.label(),
            cause.map_or("", |it| &it.text),
            step.unwrap_or_default(),
            connection.map_or("", Party::label),
            owner.map_or("", Owner::label),
            self.found_by.label(),
        ];
        cells.map(str::to_owned)
    }
}

/// Counts the rows of each verdict, in the order that they are acted on: `4 ready, 11 blocked, 15 undecided`.
#[must_use]
pub fn counts<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    counts_of(rows.into_iter().map(|it| it.verdict))
}

/// Counts verdicts in words.
fn counts_of(verdicts: impl Iterator<Item = Verdict>) -> String {
    let mut counts = [0_usize; Verdict::ALL.len()];
    for given in verdicts {
        for (verdict, count) in Verdict::ALL.iter().zip(&mut counts) {
            *count += usize::from(given == *verdict);
        }
    }
    let said = Verdict::ALL.iter().zip(counts).filter(|(_, count)| 0 < *count);
    said.map(|(verdict, count)| format!("{count} {}", verdict.label().to_lowercase())).collect::<Vec<_>>().join(", ")
}

/// Counts the verdicts with each value of the runtime server, a sentence each: `Without a runtime server: 6 ready, 24 blocked.`
/// Empty where no row depends on it; a row that does not counts as it is.
#[must_use]
pub fn counts_by_runtime(rows: &[&Row]) -> Vec<String> {
    let mut values: Vec<&ByRuntime> = Vec::new();
    for it in rows.iter().flat_map(|it| &it.by_runtime) {
        if values.iter().all(|other| other.runtime != it.runtime) {
            values.push(it);
        }
    }
    let counted = |value: &&ByRuntime| {
        let verdict = |row: &&Row| {
            let of_value = row.by_runtime.iter().find(|it| it.runtime == value.runtime);
            of_value.map_or(row.verdict, |it| it.verdict)
        };
        format!("{}: {}.", capitalized(&value.words()), counts_of(rows.iter().map(verdict)))
    };
    values.iter().map(counted).collect()
}

#[cfg(test)]
mod tests {
    use pgreach_rules::{Owner, Party, Verdict};

    use super::{ByRuntime, Cause, Row, RuntimeServer, counts, counts_by_runtime};
    use crate::FoundBy;

    fn rows() -> Vec<Row> {
        let cause = Cause {
            text: "A group blocks it.".to_owned(),
            step: Some("source/nsg".to_owned()),
            connection: Some(Party::Source),
            owner: Some(Owner::Network),
        };
        let bare = Cause { text: "Does it use one?".to_owned(), step: None, connection: None, owner: None };
        let runtime = |used, name: Option<&str>| RuntimeServer { used, name: name.map(str::to_owned) };
        [
            (Verdict::Blocked, Some(cause), runtime(Some(false), None), FoundBy::Migration),
            (Verdict::Undecided, Some(bare), runtime(None, None), FoundBy::Possible),
            (Verdict::Ready, None, runtime(Some(true), Some("mover")), FoundBy::Name),
            (Verdict::Ready, None, runtime(Some(true), None), FoundBy::Entered),
        ]
        .map(|(verdict, cause, runtime, found_by)| {
            let (source, target) = ("a-old".to_owned(), "a-new".to_owned());
            Row { source, target, found_by, runtime, verdict, cause, by_runtime: Vec::new() }
        })
        .into()
    }

    #[test]
    fn rows_are_read_as_they_were_written() {
        let text = serde_json::to_string(&rows()).expect("it is written");
        assert_eq!(serde_json::from_str::<Vec<Row>>(&text).expect("it is read"), rows());
    }

    #[test]
    fn verdicts_are_counted_in_words() {
        assert_eq!(counts(&rows()), "2 ready, 1 blocked, 1 undecided");
        assert_eq!(counts([]), "");
    }

    #[test]
    fn what_each_runtime_server_comes_to_is_told_in_one_row_and_counted() {
        let mut rows = rows();
        let by = |used, name: Option<&str>, verdict| {
            let runtime = RuntimeServer { used: Some(used), name: name.map(str::to_owned) };
            ByRuntime { runtime, verdict, cause: None }
        };
        rows[1].by_runtime = vec![by(false, None, Verdict::Ready), by(true, Some("mover"), Verdict::Blocked)];
        assert_eq!(rows[1].cells()[2], "Unknown: ready without a runtime server; blocked with mover");
        assert_eq!(rows[1].verdicts().collect::<Vec<_>>(), [Verdict::Ready, Verdict::Blocked]);
        assert_eq!(rows[0].verdicts().collect::<Vec<_>>(), [Verdict::Blocked]);
        assert_eq!(
            counts_by_runtime(&rows.iter().collect::<Vec<_>>()),
            ["Without a runtime server: 3 ready, 1 blocked.", "With mover: 2 ready, 2 blocked."]
        );
        assert_eq!(counts_by_runtime(&rows.iter().take(1).collect::<Vec<_>>()), [""; 0]);
    }
}
