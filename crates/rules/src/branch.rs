//! Concludes what each way of filling in what is not known comes to.

use crate::{
    Branch, BranchSetting, Config, ConnectionStatus, Question, Report, StepKey, Verdict,
    conclude::conclude,
    fill::{assignments, filled},
    findings::Findings,
    text::capitalized,
};

/// What each way of filling in comes to.
pub(crate) fn branches(entered: &Config, config: &Config, findings: &Findings) -> Vec<Branch> {
    let conclusion = |settings: Vec<BranchSetting>| {
        let shown = findings.branches.iter().find(|it| it.settings == settings).map_or(findings, |it| &it.findings);
        let report = conclude(&filled(entered, &settings), shown);
        let failure = report.connections.iter().find_map(|it| it.failure);
        Branch { settings, verdict: report.verdict, summary: report.summary, failure }
    };
    assignments(config).into_iter().map(conclusion).collect()
}

/// Says of a report that is undecided by itself what its branches say: that it is blocked, whichever it is, or in which
/// case it is.
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
    } else if let Some(blocked) = report.branches.iter().find(|it| is_blocked(it)) {
        // A fault is known, as long as a setting is what it may be: nothing is to say that none is.
        let question = report.questions.iter().find_map(|it| match it {
            Question::Setting(setting) => Some(setting.label()),
            Question::Step(_) => None,
        });
        let (words, summary) = (capitalized(&blocked.words()), &blocked.summary);
        let open = question.map(|it| format!(" {it}")).unwrap_or_default();
        report.summary = format!("{words}, this blocks: {summary}{open}");
    }
}
