//! Compares two reports on one migration: of an older export and a newer one, or of what is and what would be.

use serde::{Deserialize, Serialize};

use crate::{
    BranchSetting, Config, Report, Status, Step, StepKey, Verdict, evaluate_with, find, keyword::keyword,
    network::Network, text::capitalized,
};

keyword! {
    /// What became of a step between two reports.
    Became {
        /// It failed, and now it passes or does not apply.
        Fixed = "fixed", "Fixed";
        /// It fails, and did not before.
        New = "new", "New";
        /// It failed before, and still does.
        Same = "same", "Still failing";
        /// Anything else that is otherwise: what is no longer known is not fixed.
        Changed = "changed", "Otherwise";
        /// It is as it was, and was no failure.
        Unchanged = "unchanged", "Unchanged";
    }
}

/// Two reports on one migration, step by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// What the earlier one concluded.
    pub before: Conclusion,
    /// What the later one concludes.
    pub after: Conclusion,
    /// The steps of both: those of the later report in its order, then those that only the earlier one has.
    pub steps: Vec<ComparedStep>,
    /// The same for each value of a setting that nobody has given yet, where the later report looks at each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<ComparedBranch>,
}

/// What is otherwise with one value of a setting that nobody has given yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparedBranch {
    /// The value in words, as a heading: "Without a runtime server".
    pub given: String,
    /// What is otherwise with it.
    pub comparison: Comparison,
}

/// What a report concludes, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conclusion {
    /// The answer.
    pub verdict: Verdict,
    /// The answer in one sentence.
    pub summary: String,
}

/// A step in both reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparedStep {
    /// Its key.
    pub step: StepKey,
    /// What people call the condition, in two words.
    pub name: &'static str,
    /// What became of it.
    pub became: Became,
    /// What was known of it; none where the earlier report has no such step.
    pub before: Option<Status>,
    /// What is known of it; none where the later report has no such step.
    pub after: Option<Status>,
    /// What its failure means, as a sentence, where it fails now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Compares what two networks come to, of one migration: an older export and a newer one. Where a setting is open and the later
/// report looks at each of its values, so does the comparison.
#[must_use]
pub fn compare_networks(before: (&Config, &mut Network), after: (&Config, &mut Network)) -> Comparison {
    let mut sides = [before, after];
    let mut compared = |with: &[BranchSetting]| {
        let reports = sides.each_mut().map(|(config, network)| {
            let mut config = config.clone();
            for it in with {
                // A branch has only values that its setting takes.
                let _ = it.setting.set(&mut config, it.value);
            }
            let findings = find(&config, network);
            evaluate_with(&config, &findings)
        });
        let comparison = compare(&reports[0], &reports[1]);
        let [_, later] = reports;
        (comparison, later.branches)
    };
    let (whole, branches) = compared(&[]);
    let branches = branches
        .iter()
        .map(|it| ComparedBranch { given: capitalized(&it.words()), comparison: compared(&it.settings).0 });
    Comparison { branches: branches.collect(), ..whole }
}

/// Compares two reports on one migration. Exceptions change no status, so they do not count.
#[must_use]
pub fn compare(before: &Report, after: &Report) -> Comparison {
    let gone = before.steps.iter().filter(|it| after.step(it.key).is_none());
    let steps = after.steps.iter().map(|it| compared(before.step(it.key), Some(it), it));
    Comparison {
        before: Conclusion::of(before),
        after: Conclusion::of(after),
        steps: steps.chain(gone.map(|it| compared(Some(it), None, it))).collect(),
        branches: Vec::new(),
    }
}

impl Comparison {
    /// The steps of which this became.
    pub fn that(&self, became: Became) -> impl Iterator<Item = &ComparedStep> {
        self.steps.iter().filter(move |it| it.became == became)
    }
}

impl Conclusion {
    fn of(report: &Report) -> Self {
        Self { verdict: report.verdict, summary: report.summary.clone() }
    }
}

/// Compares a step, of which `shown` is the later form.
fn compared(before: Option<&Step>, after: Option<&Step>, shown: &Step) -> ComparedStep {
    let failure = after.filter(|it| it.status == Status::Fail).map(|it| it.failure().to_string());
    let (before, after) = (before.map(|it| it.status), after.map(|it| it.status));
    let became = match (before, after) {
        (Some(Status::Fail), Some(Status::Pass | Status::NotApplicable)) => Became::Fixed,
        (Some(Status::Fail), Some(Status::Fail)) => Became::Same,
        (_, Some(Status::Fail)) => Became::New,
        _ if before == after => Became::Unchanged,
        _ => Became::Changed,
    };
    ComparedStep { step: shown.key, name: shown.name, became, before, after, failure }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::{Became, compare};
    use crate::{Config, Report, Verdict, evaluate};

    const SETTINGS: &str = "v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated";

    fn report(entries: &str) -> Report {
        let (config, unread): (Config, _) = crate::link::read(&[SETTINGS, entries].concat());
        assert_eq!(unread, []);
        evaluate(&config)
    }

    #[test]
    fn what_became_of_each_step_is_said_once() {
        let before = report(
            "&runtime.used=false&source/peering=fail&source/a-record=fail&source/nsg=fail&source/private-endpoint=pass",
        );
        let after = report("&runtime.used=false&source/peering=pass&source/a-record=fail&source/private-endpoint=fail");
        let comparison = compare(&before, &after);
        let mut said = String::new();
        for it in comparison.steps.iter().filter(|it| it.became != Became::Unchanged) {
            let status = |it: Option<crate::Status>| it.map_or("none", crate::Status::word);
            writeln!(said, "{} {}: {} → {}", it.became.word(), it.step.word(), status(it.before), status(it.after))
                .expect("it is a text");
        }
        insta::assert_snapshot!(said, @"
        new source/private-endpoint: pass → fail
        fixed source/peering: fail → pass
        changed source/nsg: fail → unknown
        same source/a-record: fail → fail
        ");
        assert_eq!([comparison.before.verdict, comparison.after.verdict], [Verdict::Blocked; 2]);
    }

    #[test]
    fn what_is_no_longer_known_or_asked_is_not_fixed() {
        let before = report("&runtime.used=false&source/peering=fail");
        for after in ["&runtime.used=false", "&runtime.used=true&runtime.access=public"] {
            let comparison = compare(&before, &report(after));
            assert_eq!(comparison.that(Became::Fixed).count(), 0, "{after}");
            assert!(comparison.that(Became::Changed).any(|it| it.step.word() == "source/peering"), "{after}");
        }
    }

    #[test]
    fn a_report_is_as_itself() {
        let same = report("&runtime.used=false&source/peering=fail&source/nsg=pass");
        let comparison = compare(&same, &same);
        assert_eq!(comparison.before, comparison.after);
        assert_eq!(comparison.steps.len(), same.steps.len());
        assert!(comparison.steps.iter().all(|it| matches!(it.became, Became::Unchanged | Became::Same)));
        assert_eq!(comparison.that(Became::Same).count(), 1);
    }
}
