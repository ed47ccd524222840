//! What a pair comes to: its report, cut short to a row of a table.

use std::mem;

use pgreach_network::Network;
use pgreach_rules::{
    Config, Owner, Party, Question, Report, Status, Step, StepKey, StepMap, Verdict, evaluate_with, find, owner_of_fix,
};
use serde::Serialize;

use crate::{FoundBy, Pair};

/// A pair, and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
}

/// Whether a migration uses a runtime server, and which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuntimeServer {
    /// Whether one is used; none where it is not known: then the answer is what holds with one and without.
    pub used: Option<bool>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Why a migration is not ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// What the cells of a row are.
pub const HEADS: [&str; 9] =
    ["Source", "Target", "Runtime server", "Verdict", "First cause", "Step", "Connection", "Owner", "Found by"];

impl Row {
    /// The row in words, under [`HEADS`].
    #[must_use]
    pub fn cells(&self) -> [String; HEADS.len()] {
        let cause = self.cause.as_ref();
        let step = cause.and_then(|it| it.step.as_deref());
        let (connection, owner) = (cause.and_then(|it| it.connection), cause.and_then(|it| it.owner));
        let cells: [&str; HEADS.len()] = [
            &self.source,
            &self.target,
            self.runtime.words(),
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

/// How many words a row is written in.
const WORDS: usize = 10;

/// Rows in words, for a program that is another instance of this one: what is not known is empty.
impl Row {
    /// Writes rows as words, one row after the other.
    #[must_use]
    pub fn to_words(rows: &[Self]) -> Vec<String> {
        let words = |row: &Self| -> [String; WORDS] {
            let cause = row.cause.as_ref();
            let used = match row.runtime.used {
                None => "",
                Some(true) => "true",
                Some(false) => "false",
            };
            let words: [&str; WORDS] = [
                &row.source,
                &row.target,
                row.found_by.label(),
                used,
                row.runtime.name.as_deref().unwrap_or_default(),
                row.verdict.word(),
                cause.map_or("", |it| &it.text),
                cause.and_then(|it| it.step.as_deref()).unwrap_or_default(),
                cause.and_then(|it| it.connection).map_or("", Party::word),
                cause.and_then(|it| it.owner).map_or("", Owner::word),
            ];
            words.map(str::to_owned)
        };
        rows.iter().flat_map(words).collect()
    }

    /// Reads rows that [`Row::to_words`] has written. Others are left out.
    #[must_use]
    pub fn of_words(words: &[String]) -> Vec<Self> {
        let some = |word: &String| (!word.is_empty()).then(|| word.clone());
        let row = |words: &[String]| -> Option<Self> {
            let [source, target, found_by, used, name, verdict, text, step, connection, owner] = words else {
                return None;
            };
            let cause = some(text).map(|text| Cause {
                text,
                step: some(step),
                connection: Party::from_word(connection),
                owner: Owner::from_word(owner),
            });
            let used = some(used).map(|it| it == "true");
            Some(Self {
                source: source.clone(),
                target: target.clone(),
                found_by: FoundBy::ALL.into_iter().find(|it| it.label() == found_by)?,
                runtime: RuntimeServer { used, name: some(name) },
                verdict: Verdict::from_word(verdict)?,
                cause,
            })
        };
        words.chunks(WORDS).filter_map(row).collect()
    }
}

impl Pair {
    /// The Config of this pair: what a person entered for all pairs, with the names of this one. Answers and exceptions are
    /// about the steps of one migration, and are left out.
    #[must_use]
    pub fn config(&self, entered: &Config) -> Config {
        let mut config = Config { answers: StepMap::default(), exceptions: StepMap::default(), ..entered.clone() };
        config.source.name = Some(self.source.clone());
        config.target.name = Some(self.target.clone());
        config
    }
}

/// Judges a pair by what was entered of it, as [`Pair::config`] has it or as a person went on from there, and by what the
/// network shows of it.
///
/// No plan is made: it changes no verdict. Only where it decides whom to ask about the step that blocks it, changes are tried in
/// the network and taken back.
#[must_use]
pub fn judge(pair: &Pair, config: &Config, network: &mut Network) -> Row {
    judged(pair, config, network).0
}

/// The same with the report that the row is cut from, and the Config with what the network shows in it.
#[must_use]
pub fn judged(pair: &Pair, config: &Config, network: &mut Network) -> (Row, Report, Config) {
    let findings = find(config, network);
    let report = evaluate_with(config, &findings);
    let runtime = findings.applied(config).runtime.clone();
    let mut cause = cause(&report);
    if let Some(cause) = &mut cause
        && let Some(step) = cause.step.as_deref().and_then(StepKey::parse).and_then(|it| report.step(it))
        && step.status == Status::Fail
    {
        cause.owner = Some(owner_of_fix(config, &findings, &report, network, step));
    }
    let Pair { source, target, found_by } = pair.clone();
    let runtime = RuntimeServer { used: runtime.used, name: runtime.name };
    let row = Row { source, target, found_by, runtime, verdict: report.verdict, cause };
    (row, report, findings.applied(config).into_owned())
}

/// Counts the rows of each verdict, in the order that they are acted on: `4 ready, 11 blocked, 15 undecided`.
#[must_use]
pub fn counts<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let mut counts = [0_usize; Verdict::ALL.len()];
    for row in rows {
        for (verdict, count) in Verdict::ALL.iter().zip(&mut counts) {
            *count += usize::from(row.verdict == *verdict);
        }
    }
    let said = Verdict::ALL.iter().zip(counts).filter(|(_, count)| 0 < *count);
    said.map(|(verdict, count)| format!("{count} {}", verdict.label().to_lowercase())).collect::<Vec<_>>().join(", ")
}

/// The first reason for a verdict: the step that blocks, what to find out next, or where it is neither, the report's sentence.
fn cause(report: &Report) -> Option<Cause> {
    let whole = || Cause { text: report.summary.clone(), step: None, connection: None, owner: None };
    Some(match report.verdict {
        Verdict::Ready => return None,
        Verdict::Unsupported => whole(),
        Verdict::Blocked => {
            let failures = || report.connections.iter().filter_map(|it| it.failure);
            // Where each way of filling in what is not known is blocked, the sentence says how, and the step may be none of these.
            let first = report.steps.iter().find(|it| it.status == Status::Fail && failures().any(|key| key == it.key));
            let blocked = report.connections.iter().find(|it| it.failure.is_some());
            match (first, blocked) {
                (Some(step), _) if !report.is_blocked_whatever() => of_step(report, step, step.failure().to_string()),
                (_, blocked) => Cause {
                    step: failures().next().map(|it| it.word().to_owned()),
                    connection: blocked.map(|it| it.to),
                    owner: failures().next().and_then(|it| report.step(it)).map(Step::owner),
                    ..whole()
                },
            }
        }
        Verdict::Undecided => {
            let step = |key: StepKey| report.step(key).filter(|it| it.holds_back());
            let failure = report.branches.iter().find_map(|it| it.failure);
            let first = report.questions.iter().find_map(|it| match it {
                Question::Setting(setting) => Some(Cause { text: setting.label().to_owned(), ..whole() }),
                Question::Step(key) => step(*key).map(|it| of_step(report, it, format!("Not known: {}.", it.title()))),
            });
            match (failure, first) {
                // In one case a fault is known: the sentence says in which.
                (Some(key), _) => {
                    Cause { step: Some(key.word().to_owned()), owner: report.step(key).map(Step::owner), ..whole() }
                }
                (None, first) => first.unwrap_or_else(whole),
            }
        }
    })
}

fn of_step(report: &Report, step: &Step, text: String) -> Cause {
    let on = report.connections.iter().find(|it| it.failure == Some(step.key));
    let to =
        on.or_else(|| report.connections.iter().find(|it| it.to == step.key.party())).or(report.connections.first());
    Cause { text, step: Some(step.key.word().to_owned()), connection: to.map(|it| it.to), owner: Some(step.owner()) }
}

/// Has pairs judged in a network. Where they have several sources, that is without what PostgreSQL and its machine said, as in
/// `pg_hba.conf`: no such file says whose it is, and that of one source says nothing of another.
pub fn of_each_source<'a, R>(
    pairs: impl Iterator<Item = &'a Pair>,
    network: &mut Network,
    judge: impl FnOnce(&mut Network) -> R,
) -> R {
    if !has_several(pairs.map(|it| it.source.as_str())) {
        return judge(network);
    }
    let set_aside = mem::take(&mut network.self_run);
    let judged = judge(network);
    network.self_run = set_aside;
    judged
}

/// Whether these are the names of more than one source.
pub(crate) fn has_several<'a>(sources: impl Iterator<Item = &'a str>) -> bool {
    let mut sources = sources.map(str::to_ascii_lowercase);
    let first = sources.next();
    !sources.all(|it| Some(it) == first)
}

#[cfg(test)]
mod tests {
    use pgreach_rules::{Owner, Party, Verdict};

    use pgreach_network::{HbaFile, Network};

    use super::{Cause, Row, RuntimeServer, counts, of_each_source};
    use crate::{FoundBy, Pair};

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
            Row { source, target, found_by, runtime, verdict, cause }
        })
        .into()
    }

    #[test]
    fn rows_are_read_as_they_were_written() {
        let words = Row::to_words(&rows());
        assert_eq!(Row::of_words(&words), rows());
        assert_eq!(Row::of_words(&words[..words.len() - 1]), rows()[..3]);
    }

    #[test]
    fn verdicts_are_counted_in_words() {
        assert_eq!(counts(&rows()), "2 ready, 1 blocked, 1 undecided");
        assert_eq!(counts([]), "");
    }

    #[test]
    fn what_postgresql_said_counts_for_one_source_alone() {
        let pair = |source: &str, target: &str| Pair {
            source: source.to_owned(),
            target: target.to_owned(),
            found_by: FoundBy::Name,
        };
        for (pairs, files) in [
            (vec![pair("orders-old", "orders-new"), pair("Orders-Old", "billing-new")], 1),
            (vec![pair("orders-old", "orders-new"), pair("billing-old", "billing-new")], 0),
        ] {
            let mut network = Network::default();
            network.self_run.hba_files.push(HbaFile { file: 0, rules: Vec::new(), refused: None });
            assert_eq!(
                of_each_source(pairs.iter(), &mut network, |it| it.self_run.hba_files.len()),
                files,
                "{pairs:?}"
            );
            assert_eq!(network.self_run.hba_files.len(), 1, "nothing is lost");
        }
    }
}
