//! Judges a pair: its report, cut short to a row; and where its runtime server is not known, a row for each that it may be.

use std::{collections::HashSet, mem};

use pgreach_azure::{FoundKind, servers};
use pgreach_network::{Id, Network};
use pgreach_rules::{
    Config, Question, Report, Setting, Status, Step, StepKey, StepMap, Verdict, evaluate_with, find, owner_of_fix,
    text::capitalized,
};

use crate::{ByRuntime, Cause, Pair, Row, RuntimeServer};

/// So many servers are looked at as runtime servers: of more, few are meant to be one.
const FEW: usize = 3;

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

/// The servers that may be the runtime server of any of some pairs: the flexible servers in the files that are in none of them.
/// Where these are many, it is not said of each what would come of it, and none is returned.
#[must_use]
pub fn runtimes<'a>(pairs: impl Iterator<Item = &'a Pair>, network: &Network) -> Vec<String> {
    // A pair may name a server by its id or by a host name, and its name may be another one's: that one is not free for sure.
    let name = |it: &String| match Id::parse(it) {
        Some(id) => id.name().to_ascii_lowercase(),
        None => it.split('.').next().unwrap_or_default().to_ascii_lowercase(),
    };
    let paired: HashSet<String> = pairs.flat_map(|it| [&it.source, &it.target]).map(name).collect();
    let flexible = servers(network).filter(|it| it.kind == FoundKind::FlexibleServer);
    let free = flexible.filter(|it| !paired.contains(&it.id.name().to_ascii_lowercase()));
    let free: Vec<String> = free.map(|it| it.called().to_owned()).collect();
    if FEW < free.len() { Vec::new() } else { free }
}

/// The row with what it comes to with each value of its runtime server, and where it is undecided, with the first fault that
/// is known in one of them.
pub(crate) fn by_runtime(
    mut row: Row,
    pair: &Pair,
    config: &Config,
    runtimes: &[String],
    network: &mut Network,
) -> Row {
    let named = runtimes.iter().map(|it| RuntimeServer { used: Some(true), name: Some(it.clone()) });
    let none = RuntimeServer { used: Some(false), name: None };
    let mut values: Vec<RuntimeServer> = std::iter::once(none).chain(named).collect();
    if runtimes.is_empty() {
        values.push(RuntimeServer { used: Some(true), name: None });
    }
    let judge = |value: RuntimeServer| {
        let mut config = config.clone();
        (config.runtime.used, config.runtime.name) = (value.used, value.name);
        let Row { runtime, verdict, cause, .. } = judge(pair, &config, &[], network);
        ByRuntime { runtime, verdict, cause }
    };
    let each: Vec<ByRuntime> = values.into_iter().map(judge).collect();
    if each.iter().all(|it| it.verdict == row.verdict) {
        return row;
    }
    let blocked = each.iter().find(|it| matches!(it.verdict, Verdict::Blocked | Verdict::Unsupported));
    if row.verdict == Verdict::Undecided
        && let Some((it, cause)) = blocked.and_then(|it| Some((it, it.cause.as_ref()?)))
    {
        let (words, question) = (capitalized(&it.words()), Setting::RuntimeUsed.label());
        row.cause = Some(Cause { text: format!("{words}, this blocks: {} {question}", cause.text), ..cause.clone() });
    }
    row.by_runtime = each;
    row
}

/// Judges a pair by what was entered of it, as [`Pair::config`] has it or as a person went on from there, and by what the
/// network shows of it. `runtimes` are the servers that may be its runtime server, as [`crate::runtimes`] finds them: where it is
/// not known whether one is used, the row says what it comes to with each.
///
/// No plan is made: it changes no verdict. Only where it decides whom to ask about the step that blocks it, changes are tried in
/// the network and taken back.
#[must_use]
pub fn judge(pair: &Pair, config: &Config, runtimes: &[String], network: &mut Network) -> Row {
    judged(pair, config, runtimes, network).0
}

/// Judges a pair like [`judge()`], and returns beside the row the report that it is cut from, and the Config with what
/// the network shows in it.
#[must_use]
pub fn judged(pair: &Pair, config: &Config, runtimes: &[String], network: &mut Network) -> (Row, Report, Config) {
    let findings = find(config, network);
    let report = evaluate_with(config, &findings);
    let applied = findings.applied(config).into_owned();
    let mut cause = cause(&report);
    if let Some(cause) = &mut cause
        && let Some(step) = cause.step.as_deref().and_then(StepKey::parse).and_then(|it| report.step(it))
        && step.status == Status::Fail
    {
        cause.owner = Some(owner_of_fix(config, &findings, &report, network, step));
    }
    let Pair { source, target, found_by } = pair.clone();
    let runtime = RuntimeServer { used: applied.runtime.used, name: applied.runtime.name.clone() };
    let row = Row { source, target, found_by, runtime, verdict: report.verdict, cause, by_runtime: Vec::new() };
    // What is ready without a runtime server may be undecided with one.
    let is_open = row.runtime.used.is_none() && matches!(row.verdict, Verdict::Ready | Verdict::Undecided);
    let row = if is_open { by_runtime(row, pair, config, runtimes, network) } else { row };
    (row, report, applied)
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
    use pgreach_network::{HbaFile, Network};

    use super::of_each_source;
    use crate::{FoundBy, Pair};

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
