//! Which settings are worth filling in each way, where one or two of them are not known.

use crate::{
    Branch, BranchSetting, Config, ConnectionStatus, Report, ServerAccess, Setting, StepKey, Verdict, choose::Known,
    evaluate::conclude, network::Findings,
};

/// The most ways of filling in that are worth a look: more than these say less than the question does.
const MOST: usize = 10;

/// Every way of filling in the settings that are not known and matter, where these are one or two with few values; else
/// none.
pub(crate) fn assignments(config: &Config) -> Vec<Vec<BranchSetting>> {
    let known = Known::from(config);
    let mut open = known.narrowing();
    if config.runtime.used.is_none() && !open.contains(&Setting::RuntimeUsed) && !is_unreachable(config) {
        open.push(Setting::RuntimeUsed);
    }
    // What a source is has many values, which can be seen at once; and until it is known, so are not all values that its
    // access may have: what holds for some of them holds for nothing.
    let is_source_open = config.source.kind.is_none() && open.contains(&Setting::SourceAccess);
    if open.is_empty() || 2 < open.len() || open.contains(&Setting::SourceKind) || is_source_open {
        return Vec::new();
    }
    let mut all: Vec<Vec<BranchSetting>> = vec![Vec::new()];
    for setting in open {
        let one = |value: &(&'static str, &'static str)| BranchSetting { setting, value: value.0 };
        let with = |before: &Vec<BranchSetting>| {
            let before = before.clone();
            setting.offered(config).iter().map(move |it| before.iter().cloned().chain([one(it)]).collect())
        };
        all = all.iter().flat_map(with).collect();
    }
    if MOST < all.len() { Vec::new() } else { all }
}

/// Whether no runtime server could make the target reachable.
fn is_unreachable(config: &Config) -> bool {
    config.target.access == Some(ServerAccess::None)
}

/// The Config with a branch filled in.
pub(crate) fn filled(config: &Config, branch: &[BranchSetting]) -> Config {
    let mut config = config.clone();
    for it in branch {
        // A value of the setting's own list fits.
        let _ = it.setting.set(&mut config, it.value);
    }
    config
}

/// What each way of filling in comes to.
pub(crate) fn branches(told: &Config, config: &Config, findings: &Findings) -> Vec<Branch> {
    let conclusion = |settings: Vec<BranchSetting>| {
        let shown = findings.branches.iter().find(|it| it.settings == settings).map_or(findings, |it| &it.findings);
        let report = conclude(&filled(told, &settings), shown);
        let failure = report.connections.iter().find_map(|it| it.failure);
        Branch { settings, verdict: report.verdict, summary: report.summary, failure }
    };
    assignments(config).into_iter().map(conclusion).collect()
}

/// Says of a report that is undecided by itself what all of its branches agree on: blocked, whichever it is.
pub(crate) fn agree(report: &mut Report) {
    let is_blocked = |it: &Branch| matches!(it.verdict, Verdict::Blocked | Verdict::Unsupported);
    let [first, ..] = &report.branches[..] else { return };
    if report.verdict == Verdict::Undecided && report.branches.iter().all(is_blocked) {
        let words = capitalized(&first.words());
        report.summary = if report.branches.iter().all(|it| it.summary == first.summary) {
            first.summary.clone()
        } else if let [_, second] = &report.branches[..] {
            format!("{words}: {} {}: {}", first.summary, capitalized(&second.words()), second.summary)
        } else {
            format!("{words}: {} The other ways of filling in what is not known are blocked too.", first.summary)
        };
        report.verdict = Verdict::Blocked;
        // Which connection it is may differ: then the first stands for both.
        let blocked = report.branches.iter().find_map(|it| it.failure).map(StepKey::party);
        let connections = &mut report.connections;
        let at = connections.iter().position(|it| Some(it.to) == blocked).unwrap_or(0);
        let failure = first.failure.filter(|it| report.branches.iter().all(|other| other.failure == Some(*it)));
        if let Some(connection) = connections.get_mut(at) {
            connection.status = ConnectionStatus::Blocked;
            connection.failure = failure;
        }
    }
}

fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
