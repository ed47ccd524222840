//! Plans what to change in a network so that a migration can connect; the rules try out each change before it is said.

mod answered;
mod good;
mod trial;

use std::rc::Rc;

use self::{
    answered::{Answered, imagine},
    trial::{Seen, Trial},
};
use crate::{
    Config, Findings, Owner, Report, Step, StepKey, Verdict,
    change::owner,
    evaluate::evaluate_with,
    find::find,
    network::{Change, Context, Network},
    planned::PlannedChange,
    remedy::ways,
    step::DecidedBy,
};

/// What a network shows of a migration, and what to change in it: for each failing step the ways to put it right, the least
/// one first, and one plan for all of them.
///
/// Each change is made in the network and taken back, and so the network is as it was afterwards: a copy of a large one would
/// cost more than all that is tried in it. Of a step that a person says fails and that the network shows nothing of, the same
/// is tried in an imagined network: then words are to be filled in, and a way says what it presumes.
#[must_use]
pub fn find_with_plan(config: &Config, network: &mut Network) -> Findings {
    let mut findings = find(config, network);
    let report = evaluate_with(config, &findings);
    let failing: Vec<(StepKey, DecidedBy)> = report.to_fix().into_iter().map(|it| (it.key, it.decided_by)).collect();
    if failing.is_empty() || report.verdict == Verdict::Unsupported && network.is_empty() {
        return findings;
    }
    let mut after = None;
    if !network.is_empty() {
        on_trial(config, network, |trial| {
            let before = trial.seen();
            for (key, decided_by) in failing {
                let described = trial.described_ways(key, &before);
                let is_in_vain = decided_by == DecidedBy::Evidence && trial.has_candidates(key, &before);
                if findings.steps.get(&key).is_some() && (is_in_vain || !described.is_empty()) {
                    findings.ways.insert(key, described);
                }
            }
            (findings.plan, findings.left, after) = trial.plan();
        });
    }
    let after = after.as_ref().map_or(&findings, |it| &it.findings);
    if let Some(Answered { ways, mut plan, left, to_fill_in }) = imagine(config, &report, &findings, after) {
        for (key, of_step) in ways {
            findings.ways.insert(key, of_step);
        }
        findings.plan.append(&mut plan);
        (findings.left, findings.to_fill_in) = (left.unwrap_or(findings.left), to_fill_in);
    }
    findings
}

/// The plan of [`find_with_plan`] for what was read, each change with what is said of it: to be made for several migrations at
/// once. The network is as it was afterwards. Empty where nothing was read, or where no change was found that helps.
#[must_use]
pub fn plan_of_changes(config: &Config, network: &mut Network) -> Vec<(Change, PlannedChange)> {
    if network.is_empty() {
        return Vec::new();
    }
    on_trial(config, network, |trial| trial.plan_of_changes().0)
}

/// Who puts a failing step right: who makes the first of the changes that [`find_with_plan`] finds to help, else whose the step
/// is. `findings` are what the network shows, and `report` is what follows from them.
///
/// Changes are tried only where the answer depends on which of them helps: a plan costs a hundred times what a report does.
#[must_use]
pub fn owner_of_fix(
    config: &Config,
    findings: &Findings,
    report: &Report,
    network: &mut Network,
    step: &Step,
) -> Owner {
    let candidates = ways(&Context::new(&findings.applied(config), network), step.key);
    if candidates.iter().flatten().all(|it| owner(it.edit.item()) == step.owner()) {
        return step.owner();
    }
    // What is seen before any change is known, unless the migration service said something of it.
    let has_test = network.migrations.iter().any(|it| it.test.is_some());
    let seen = || Seen {
        settings: findings.applied(config).into_owned(),
        report: report.clone(),
        findings: findings.clone(),
        answered: None,
    };
    let seen = (!has_test).then(|| (Vec::new(), Rc::new(seen())));
    let helping = on_trial(config, network, |trial| {
        trial.known.extend(seen);
        let before = trial.seen();
        trial.first_way(step.key, &before)
    });
    helping.and_then(|it| it.first().map(|it| owner(it.edit.item()))).unwrap_or(step.owner())
}

/// Has changes tried in a network, which is as it was afterwards.
pub(crate) fn on_trial<T>(config: &Config, network: &mut Network, work: impl FnOnce(&mut Trial<'_>) -> T) -> T {
    // What the migration service found before a change says nothing of the network after it.
    let mut tests = Vec::new();
    if network.migrations.iter().any(|it| it.test.is_some()) {
        tests = network.migrations.iter_mut().map(|it| it.test.take()).collect();
    }
    let done = work(&mut Trial::new(config, network, None));
    if !tests.is_empty() {
        for (migration, test) in network.migrations.iter_mut().zip(tests) {
            migration.test = test;
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::{
        find_with_plan,
        trial::{Answers, Presumed, Trial},
    };
    use crate::{
        Findings, Report, Status, StepKey, evaluate_with,
        imagine::{Imagined, faults, imagined},
        network::{Context, Network, testing},
    };

    const PRIVATE: [&str; 4] =
        ["source.kind=single-server", "source.access=private", "target.access=private-endpoint", "runtime.used=true"];

    #[test]
    fn what_is_tried_in_an_imagined_network_is_taken_back() {
        let config = testing::config(&PRIVATE);
        let Imagined { config: settings, network, names } = imagined(&config, &[]).expect("it is said where each is");
        let (findings, mut tried) = (Findings::default(), 0);
        for key in StepKey::all() {
            for fault in faults(&Context::new(&settings, &network), &names, key) {
                let mut failing = config.clone();
                failing.answers.insert(key, Status::Fail);
                let answers = Answers { config: &failing, findings: &findings, by_settings: &[], put: Vec::new() };
                let (mut wrong, mut before) = (network.clone(), network.clone());
                for change in &fault.changes {
                    change.make(&mut before).expect("the fault can be put in");
                }
                let said = fault.presumes;
                let presumed = Presumed { key, words: said.to_owned(), fault };
                let Some(mut trial) = Trial::presuming(&settings, &mut wrong, &answers, &[&presumed]) else { continue };
                let seen = trial.seen();
                for way in trial.ways(key, &seen) {
                    trial.described(&way).expect("it can be made");
                    let inverses = trial.make(&way).expect("it can be made");
                    assert!(*trial.network != before, "{said}");
                    trial.take_back(&inverses);
                    tried += 1;
                }
                let _ = trial.plan();
                assert!(*trial.network == before, "{said}");
            }
        }
        assert!(20 < tried, "only {tried} ways");
    }

    fn report(settings: &[&str], network: &mut Network) -> Report {
        let config = testing::config(settings);
        evaluate_with(&config, &find_with_plan(&config, network))
    }

    /// A network of which the zones were not read.
    fn without_zones() -> Network {
        Network { zones: Vec::new().into(), zone_groups: Vec::new().into(), ..testing::all_right() }
    }

    #[test]
    fn what_files_hold_of_the_words_is_filled_in() {
        let settings =
            ["source.name=orders-old", "target.name=orders-new", "runtime.used=false", "source/a-record=fail"];
        let mut network = without_zones();
        let report = report(&settings, &mut network);
        let [planned] = &report.plan[..] else { panic!("{:?}", report.plan) };
        assert_eq!(
            planned.change.title,
            "Add the record orders-old with 10.1.0.4 to privatelink.postgres.database.azure.com"
        );
        let asked: Vec<&str> = report.to_fill_in.iter().map(|it| it.word.as_str()).collect();
        assert_eq!(asked, ["ZONE_RG", "ZONE_SUBSCRIPTION", "SOURCE_STALE_IP"]);
        assert!(network == without_zones(), "what was read is as it was");
    }

    #[test]
    fn changes_of_answers_come_after_those_of_resources() {
        let settings =
            ["source.name=orders-old", "target.name=orders-new", "runtime.used=false", "source/a-record=fail"];
        let mut network = without_zones();
        testing::not_peered(&mut network);
        let report = report(&settings, &mut network);
        let planned: Vec<(&str, bool)> = report.plan.iter().map(|it| (it.step.word(), it.presumes.is_some())).collect();
        assert_eq!(planned, [("source/peering", false), ("source/peering", false), ("source/a-record", true)]);
        assert!(report.plan.iter().enumerate().all(|(at, it)| it.needs.iter().all(|it| *it < at)));
        let after: Vec<&str> = report.plan.iter().map(|it| it.after.word()).collect();
        assert_eq!(after, ["blocked", "blocked", "undecided"]);
    }
}
