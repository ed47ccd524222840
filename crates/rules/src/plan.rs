//! What to change in a network so that a migration can connect: each change tried out by the rules before it is said.

use std::rc::Rc;

use crate::{
    Config, Findings, Owner, Report, Status, Step, StepKey, Verdict,
    change::{described, owner},
    evaluate::evaluate_with,
    find::{find, find_to_conclude},
    network::{Change, Context, Network},
    planned::{FixWay, Left, PlannedChange},
    remedy::{Way, ways},
};

/// More changes than that are no plan that a person would carry out.
const MOST: usize = 32;

/// What a network shows of a migration, and what to change in it: for each failing step the ways to put it right, the least
/// one first, and one plan for all of them.
///
/// Each change is made in the network and taken back, and so the network is as it was afterwards: a copy of a large one would
/// cost more than all that is tried in it.
#[must_use]
pub fn find_with_plan(config: &Config, network: &mut Network) -> Findings {
    let mut findings = find(config, network);
    let report = evaluate_with(config, &findings);
    let failing: Vec<StepKey> = report.to_fix().into_iter().map(|it| it.key).collect();
    if failing.is_empty() || network.is_empty() {
        return findings;
    }
    on_trial(config, network, |trial| {
        let before = trial.seen();
        for key in failing {
            let described = trial.described_ways(key, &before);
            if let Some(finding) = findings.steps.get_mut(&key) {
                finding.ways = described;
            }
        }
        (findings.plan, findings.left) = trial.plan();
    });
    findings
}

/// Who puts a failing step right: who makes the first of the changes that [`find_with_plan`] finds to help, else whose the step
/// is. `findings` are what the network shows, and the step is of the report on them.
///
/// Changes are tried only where the answer depends on which of them helps: a plan costs a hundred times what a report does.
#[must_use]
pub fn owner_of_fix(config: &Config, findings: &Findings, network: &mut Network, step: &Step) -> Owner {
    let candidates = ways(&Context::new(&findings.applied(config), network), step.key);
    if candidates.iter().flatten().all(|it| owner(it.edit.item()) == step.owner()) {
        return step.owner();
    }
    let helping = on_trial(config, network, |trial| {
        let before = trial.seen();
        trial.described_ways(step.key, &before)
    });
    helping.first().and_then(|it| it.changes.first()).map_or(step.owner(), |it| it.owner)
}

/// Has changes tried in a network, which is as it was afterwards.
fn on_trial<T>(config: &Config, network: &mut Network, work: impl FnOnce(&mut Trial<'_>) -> T) -> T {
    // What the migration service found before a change says nothing of the network after it.
    let tests: Vec<_> = network.migrations.iter_mut().map(|it| it.test.take()).collect();
    let done = work(&mut Trial { config, network, made: Vec::new(), known: Vec::new() });
    for (migration, test) in network.migrations.iter_mut().zip(tests) {
        migration.test = test;
    }
    done
}

/// What is seen of a network: the settings that it shows, and what is concluded.
struct Seen {
    settings: Config,
    report: Report,
}

/// The network as it is after some changes, which are taken back in the end.
struct Trial<'a> {
    config: &'a Config,
    network: &'a mut Network,
    /// The changes that are made in it.
    made: Vec<Change>,
    /// What was seen after which changes: the same ones are tried for a step, put into words and planned.
    known: Vec<(Vec<Change>, Rc<Seen>)>,
}

impl Trial<'_> {
    /// What is seen of the network as it is now.
    fn seen(&mut self) -> Rc<Seen> {
        if let Some((_, seen)) = self.known.iter().find(|(made, _)| *made == self.made) {
            return seen.clone();
        }
        let found = find_to_conclude(self.config, self.network);
        let settings = found.applied(self.config).into_owned();
        let seen = Rc::new(Seen { settings, report: evaluate_with(self.config, &found) });
        self.known.push((self.made.clone(), seen.clone()));
        seen
    }

    /// The ways to put a step right that the rules find to help, without what is not needed, the least one first: of those
    /// that do the same good.
    fn ways(&mut self, key: StepKey, Seen { settings, report: before }: &Seen) -> Vec<Way> {
        let candidates = ways(&Context::new(settings, self.network), key);
        let mut kept: Vec<(Good, Way)> = Vec::new();
        for mut way in candidates {
            let Some(mut after) = self.after(&way) else { continue };
            let Some(mut good) = good(key, before, &after.report) else { continue };
            // From the end, because what comes later needs what comes before it.
            for at in (0..way.len()).rev() {
                let mut less = way.clone();
                less.remove(at);
                let Some(enough) = self.after(&less).filter(|_| !less.is_empty()) else { continue };
                let by_less = self::good(key, before, &enough.report).filter(|it| *it <= good);
                if let Some(by_less) = by_less.filter(|_| keeps(before, &after.report, &enough.report)) {
                    (way, after, good) = (less, enough, by_less);
                }
            }
            if kept.iter().all(|(_, it)| *it != way) {
                kept.push((good, way));
            }
        }
        let best = kept.iter().map(|(good, _)| *good).min();
        kept.into_iter().filter(|(good, _)| Some(*good) == best).map(|(_, way)| way).collect()
    }

    /// What is seen after some changes; none where one cannot be made.
    fn after(&mut self, way: &[Change]) -> Option<Rc<Seen>> {
        let inverses = self.make(way)?;
        let after = self.seen();
        self.take_back(&inverses);
        Some(after)
    }

    /// Makes a change, and returns what takes it back; none, and nothing changed, where it cannot be made.
    fn make_one(&mut self, change: &Change) -> Option<Change> {
        let inverse = change.make(self.network)?;
        self.made.push(change.clone());
        Some(inverse)
    }

    /// Makes changes, and returns what takes each back; none, and nothing changed, where one cannot be made.
    fn make(&mut self, way: &[Change]) -> Option<Vec<Change>> {
        let mut inverses = Vec::with_capacity(way.len());
        for change in way {
            let made = if change.is_refused(self.network) { None } else { self.make_one(change) };
            let Some(inverse) = made else {
                self.take_back(&inverses);
                return None;
            };
            inverses.push(inverse);
        }
        Some(inverses)
    }

    fn take_back(&mut self, inverses: &[Change]) {
        for inverse in inverses.iter().rev() {
            // What was just made can be taken back.
            let _: Option<Change> = inverse.make(self.network);
            self.made.pop();
        }
    }

    /// The same in words.
    fn described_ways(&mut self, key: StepKey, before: &Seen) -> Vec<FixWay> {
        let tried = self.ways(key, before);
        tried.iter().filter_map(|way| self.described(way)).collect()
    }

    /// A way in words, with the verdict after it.
    fn described(&mut self, way: &[Change]) -> Option<FixWay> {
        let (mut changes, mut inverses) = (Vec::new(), Vec::new());
        for change in way {
            changes.push(described(change, self.network));
            let Some(inverse) = self.make_one(change) else {
                self.take_back(&inverses);
                return None;
            };
            inverses.push(inverse);
        }
        let after = self.seen().report.verdict;
        self.take_back(&inverses);
        Some(FixWay { changes, after })
    }

    /// The changes that put everything right that can be put right so, in an order that works, and what does not hold after
    /// them.
    fn plan(&mut self) -> (Vec<PlannedChange>, Vec<Left>) {
        let (mut planned, mut inverses): (Vec<(StepKey, Change)>, Vec<Change>) = (Vec::new(), Vec::new());
        while planned.len() < MOST {
            let before = self.seen();
            let mut failing = before.report.to_fix().into_iter().filter(|it| it.holds_back()).map(|it| it.key);
            let next = failing.find_map(|key| Some((key, self.ways(key, &before).into_iter().next()?)));
            let Some((key, way)) = next else { break };
            let Some(made) = self.make(&way) else { break };
            inverses.extend(made);
            planned.extend(way.into_iter().map(|it| (key, it)));
        }
        self.take_back(&inverses);
        let planned = in_order(planned);
        let (mut said, mut inverses) = (Vec::with_capacity(planned.len()), Vec::new());
        for (at, (step, change)) in planned.iter().enumerate() {
            let change_text = described(change, self.network);
            let Some(inverse) = self.make_one(change) else { break };
            inverses.push(inverse);
            let seen = self.seen();
            let (after, summary) = (seen.report.verdict, seen.report.summary.clone());
            let earlier = planned.iter().take(at).enumerate();
            let needs = earlier.filter(|(_, (_, other))| change.needs(other)).map(|(at, _)| at).collect();
            said.push(PlannedChange { step: *step, change: change_text, needs, after, summary });
        }
        let left = left(&self.seen().report);
        self.take_back(&inverses);
        (said, left)
    }
}

/// The steps that hold a migration back and are not known to be right.
fn left(report: &Report) -> Vec<Left> {
    let open = report.steps.iter().filter(|it| it.counts() && matches!(it.status, Status::Fail | Status::Unknown));
    let why = |it: &Step| match (&it.note, it.status, it.reason) {
        (Some(note), ..) => note.clone(),
        (None, Status::Fail, _) => it.failure().to_string(),
        (None, _, Some(reason)) => reason.label().to_owned(),
        (None, _, None) => format!("Not known: {}.", it.title()),
    };
    open.map(|it| Left { step: it.key, status: it.status, why: why(it) }).collect()
}

/// How far a step is from holding: 0 where it holds, or is no step any more.
fn rank(report: &Report, key: StepKey) -> u8 {
    report.step(key).map_or(0, |it| match it.status {
        Status::Pass | Status::NotApplicable => 0,
        Status::Unknown => 1,
        Status::Fail => 2,
    })
}

/// What good some changes do to a step that fails, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Good {
    /// It holds, and nothing else fails that did not fail before.
    Holds,
    /// Nothing is known against it, as where only somebody's own DNS server is left in question.
    Open,
    /// The same, and now another step fails that was not known before: with the way there open, the next fault shows.
    Shows,
}

/// None where the step still fails, where one fails that held, or where nothing documented is left.
fn good(key: StepKey, before: &Report, after: &Report) -> Option<Good> {
    let failing = || after.steps.iter().map(|it| it.key).filter(|it| rank(after, *it) == 2);
    let is_broken = failing().any(|it| rank(before, it) == 0);
    if rank(after, key) == 2 || is_broken || after.verdict == Verdict::Unsupported {
        return None;
    }
    let shows = failing().any(|it| rank(before, it) == 1);
    Some(match rank(after, key) {
        _ if shows => Good::Shows,
        0 => Good::Holds,
        _ => Good::Open,
    })
}

/// Whether what held before is no worse after less than after all of a way: what an endpoint that is made anew wrote to a
/// zone is written again, though the step is right without it.
fn keeps(before: &Report, all: &Report, less: &Report) -> bool {
    before.steps.iter().all(|it| rank(before, it.key) != 0 || rank(less, it.key) <= rank(all, it.key))
}

/// The same changes, each after those that it needs; otherwise as they were found, blockers first.
fn in_order(mut rest: Vec<(StepKey, Change)>) -> Vec<(StepKey, Change)> {
    let mut ordered = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let is_free = |at: &usize| {
            let own = rest.get(*at);
            own.is_some_and(|(_, own)| rest.iter().all(|(_, other)| own == other || !own.needs(other)))
        };
        // Changes that need each other stay as they were.
        let at = (0..rest.len()).find(is_free).unwrap_or_default();
        ordered.push(rest.remove(at));
    }
    ordered
}
