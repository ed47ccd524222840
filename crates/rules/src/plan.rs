//! What to change in a network so that a migration can connect: each change tried out by the rules before it is said.

use std::{rc::Rc, sync::Arc};

use pgreach_network::sort_by_number;

use crate::{
    Config, Findings, Owner, Report, Status, Step, StepKey, Verdict,
    change::{described, owner, unread},
    evaluate::evaluate_with,
    find::{find, find_to_conclude},
    imagine::{Fault, Imagined, Words, faults, imagined},
    network::{Change, Context, Direction, Edit, Item, Network},
    planned::{Blank, ChangeText, FixWay, Left, PlannedChange},
    remedy::{Way, goes_past_an_appliance, ways},
    step::{DecidedBy, Party},
    text::{Text, TextParams},
};

/// More changes than that are no plan that a person would carry out.
const MOST: usize = 32;

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
        trial.ways(step.key, &before)
    });
    helping.first().and_then(|it| it.first()).map_or(step.owner(), |it| owner(it.edit.item()))
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

/// What is made of answers alone.
struct Answered {
    ways: Vec<(StepKey, Vec<FixWay>)>,
    plan: Vec<PlannedChange>,
    /// What does not hold once the plan is carried out; none where there is none.
    left: Option<Vec<Left>>,
    to_fill_in: Vec<Blank>,
}

/// What is tried in an imagined network, beside what was tried in the one that was read; `after` is what that one shows once
/// its plan is carried out.
fn imagine(config: &Config, report: &Report, findings: &Findings, after: &Findings) -> Option<Answered> {
    let is_open = |it: &&Step| it.decided_by == DecidedBy::Answer && findings.ways.get(&it.key).is_none();
    let open: Vec<StepKey> = report.to_fix().into_iter().filter(is_open).map(|it| it.key).collect();
    if open.is_empty() {
        return None;
    }
    let applied = findings.applied(config);
    let known = findings.blanks.as_slice();
    let Imagined { config: settings, mut network, names } = imagined(&applied, known)?;
    let right = evaluate_with(&settings, &find_to_conclude(&settings, &network));
    let by_settings: Vec<StepKey> = right.to_fix().into_iter().map(|it| it.key).collect();
    let client = if settings.runtime.used == Some(true) { Party::Runtime } else { Party::Target };
    let params = Arc::new(TextParams::new(&applied, Some(client)));
    let (mut words, mut presumed): (Words<'_>, Vec<Presumed>) = (Words::new(&names), Vec::new());
    let mut ways = Vec::new();
    let answers = Answers { config, findings, by_settings: &by_settings, put: Vec::new() };
    for key in open {
        let mut of_step: Vec<FixWay> = Vec::new();
        for fault in faults(&Context::new(&settings, &network), &names, key) {
            let words_of = Text::new(fault.presumes, params.clone(), key.party()).to_string();
            let it = Presumed { key, words: words_of, fault };
            let Some(mut trial) = Trial::presuming(&settings, &mut network, &answers, &[&it]) else { continue };
            let before = trial.seen();
            let tried: Vec<Way> = trial.ways(key, &before);
            let described = tried.iter().filter_map(|way| Some((way, trial.described(way)?)));
            let described: Vec<FixWay> = described
                .map(|(way, described)| FixWay {
                    presumes: Some(it.words.clone()),
                    ..written(&mut words, key, way, described)
                })
                .collect();
            trial.end();
            if !described.is_empty() {
                presumed.push(it);
            }
            of_step.extend(described);
        }
        if !of_step.is_empty() {
            ways.push((key, of_step));
        }
    }
    // Of each step the first that can be wrong together with those before it.
    let answers = Answers { findings: after, ..answers };
    let mut together: Vec<&Presumed> = Vec::new();
    for it in &presumed {
        let more = [together.as_slice(), &[it]].concat();
        let is_new = together.iter().all(|before| before.key != it.key);
        let trial = if is_new { Trial::presuming(&settings, &mut network, &answers, &more) } else { None };
        if let Some(trial) = trial {
            trial.end();
            together = more;
        }
    }
    let (mut plan, mut left) = (Vec::new(), None);
    let trial = Trial::presuming(&settings, &mut network, &answers, &together).filter(|_| !together.is_empty());
    if let Some(mut trial) = trial {
        let (planned, open, _) = trial.plan_of_changes();
        let first = findings.plan.len();
        for (change, it) in planned {
            let of_step = together.iter().find(|of| of.key == it.step).map(|it| it.words.clone());
            plan.push(PlannedChange {
                presumes: of_step,
                change: in_words(&mut words, it.step, &change, it.change),
                needs: it.needs.iter().map(|place| first + place).collect(),
                ..it
            });
        }
        left = Some(open);
    }
    Some(Answered { ways, plan, left, to_fill_in: words.into_blanks() })
}

/// What is taken for what is wrong at a step.
struct Presumed {
    key: StepKey,
    /// What it is, as a sentence.
    words: String,
    fault: Fault,
}

/// A way with words in place of what stands for them.
fn written(words: &mut Words<'_>, key: StepKey, way: &[Change], described: FixWay) -> FixWay {
    let each = way.iter().zip(described.changes).map(|(change, text)| in_words(words, key, change, text));
    FixWay { changes: each.collect(), ..described }
}

/// A change with words in place of what stands for them, and what is not known of it because nothing was read.
fn in_words(words: &mut Words<'_>, key: StepKey, change: &Change, mut text: ChangeText) -> ChangeText {
    text.impact.push(unread(&change.edit).to_owned());
    let number = number(key, change);
    words.change(text, number.as_ref().map(|(number, word)| (*number, word.as_str())))
}

/// The number of a new rule of a security group, of which nobody has said which ones are free, and the word for it.
fn number(key: StepKey, change: &Change) -> Option<(u16, String)> {
    let Edit::Create { item: Item::SecurityRule(_, rule), .. } = &change.edit else { return None };
    let is_question = rule.destination_ports.as_ref().is_some_and(|it| it.iter().any(|it| it.from == 53));
    let party = key.party().word().to_ascii_uppercase();
    let word = match rule.direction {
        _ if is_question => "DNS_RULE_PRIORITY".to_owned(),
        Some(Direction::Inbound) => format!("{party}_INBOUND_PRIORITY"),
        _ => format!("{party}_RULE_PRIORITY"),
    };
    Some((rule.priority?, word))
}

/// What is seen of a network: the settings that it shows, and what is concluded.
struct Seen {
    settings: Config,
    report: Report,
    findings: Findings,
    /// What is concluded of the answers, where the network is an imagined one.
    answered: Option<Report>,
}

impl Seen {
    /// What may be said of it.
    fn said(&self) -> &Report {
        self.answered.as_ref().unwrap_or(&self.report)
    }
}

/// What is known where a network is imagined: an answer changes for the steps whose faults were put in, and for no other.
struct Answers<'a> {
    config: &'a Config,
    findings: &'a Findings,
    /// The steps that fail by the settings, whatever is put in.
    by_settings: &'a [StepKey],
    put: Vec<StepKey>,
}

impl Answers<'_> {
    /// What is concluded once the steps are as they are seen to be.
    fn concluded(&self, seen: &Report) -> Report {
        let mut config = self.config.clone();
        for key in &self.put {
            config.answers.insert(*key, seen.step(*key).map_or(Status::NotApplicable, |it| it.status));
        }
        evaluate_with(&config, self.findings)
    }
}

/// The network as it is after some changes, which are taken back in the end.
pub(crate) struct Trial<'a> {
    config: &'a Config,
    network: &'a mut Network,
    /// What is known, where the network is imagined.
    answers: Option<Answers<'a>>,
    /// What takes back what was put into it, where it is imagined.
    put: Vec<Change>,
    /// The changes that are made in it.
    made: Vec<Change>,
    /// What was seen after which changes: the same ones are tried for a step, put into words and planned.
    known: Vec<(Vec<Change>, Rc<Seen>)>,
}

impl<'a> Trial<'a> {
    const fn new(config: &'a Config, network: &'a mut Network, answers: Option<Answers<'a>>) -> Self {
        Self { config, network, answers, put: Vec::new(), made: Vec::new(), known: Vec::new() }
    }

    /// An imagined network with faults put into it; none, and nothing put in, where they would say of a step what an answer
    /// denies, or would not make their own steps fail.
    fn presuming(
        config: &'a Config,
        network: &'a mut Network,
        answers: &Answers<'a>,
        presumed: &[&Presumed],
    ) -> Option<Self> {
        let keys: Vec<StepKey> = presumed.iter().map(|it| it.key).collect();
        let mut trial = Self::new(config, network, Some(Answers { put: keys.clone(), ..*answers }));
        let mut changes: Vec<&Change> = Vec::new();
        for change in presumed.iter().flat_map(|it| &it.fault.changes) {
            // Two steps may fail by one thing.
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        let can_be = changes.into_iter().all(|it| trial.put_in(it)) && {
            let (answered, by_settings) = (&answers.config.answers, answers.by_settings);
            let seen = trial.seen();
            let holds = |it: &Step| matches!(answered.get(&it.key), Some(Status::Pass | Status::NotApplicable));
            let mut failing = seen.report.steps.iter().filter(|it| it.status == Status::Fail);
            let is_denied = failing.any(|it| holds(it) && !by_settings.contains(&it.key));
            !is_denied && keys.iter().all(|it| rank(&seen.report, *it) == 2)
        };
        if can_be {
            return Some(trial);
        }
        trial.end();
        None
    }
}

impl Trial<'_> {
    /// Puts a part of a fault in; returns whether that can be.
    fn put_in(&mut self, change: &Change) -> bool {
        let inverse = change.make(self.network);
        let can_be = inverse.is_some();
        self.put.extend(inverse);
        can_be
    }

    /// Takes out what was put in.
    fn end(self) {
        for inverse in self.put.iter().rev() {
            // What was put in can be taken out.
            let _: Option<Change> = inverse.make(self.network);
        }
    }

    /// What is seen of the network as it is now.
    fn seen(&mut self) -> Rc<Seen> {
        if let Some((_, seen)) = self.known.iter().find(|(made, _)| *made == self.made) {
            return seen.clone();
        }
        let findings = find_to_conclude(self.config, self.network);
        let settings = findings.applied(self.config).into_owned();
        let report = evaluate_with(self.config, &findings);
        let answered = self.answers.as_ref().map(|it| it.concluded(&report));
        let seen = Rc::new(Seen { settings, report, findings, answered });
        self.known.push((self.made.clone(), seen.clone()));
        seen
    }

    /// Whether there is anything to try for a step.
    fn has_candidates(&self, key: StepKey, Seen { settings, .. }: &Seen) -> bool {
        !ways(&Context::new(settings, self.network), key).is_empty()
    }

    /// The ways to put a step right that the rules find to help, without what is not needed, the least one first: of those
    /// that do the same good.
    fn ways(&mut self, key: StepKey, Seen { settings, report: before, .. }: &Seen) -> Vec<Way> {
        let mut candidates = ways(&Context::new(settings, self.network), key);
        // Which address is free in an imagined network, nobody has said.
        candidates.retain(|it| self.answers.is_none() || !chooses_an_address(it));
        // What a person says fails may have its reason in what no file holds, which is put right there first.
        let by_answer = before.step(key).is_some_and(|it| it.decided_by == DecidedBy::Answer);
        candidates.retain(|it| self.answers.is_some() || !by_answer || !creates_the_migration(it));
        let context = Context::new(settings, self.network);
        let past: Vec<bool> = candidates.iter().map(|it| goes_past_an_appliance(&context, key, it)).collect();
        let mut kept: Vec<(bool, Good, Way)> = Vec::new();
        for (mut way, is_past) in candidates.into_iter().zip(past) {
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
            if kept.iter().all(|(.., it)| *it != way) {
                kept.push((is_past, good, way));
            }
        }
        // What goes past an appliance comes last, however good it is: what that one inspects is for its owner to say.
        let best = kept.iter().map(|(is_past, good, _)| (*is_past, *good)).min();
        let is_as_good = |(is_past, good, _): &&(bool, Good, Way)| {
            best.is_some_and(|(_, best)| if *is_past { *good <= best } else { *good == best })
        };
        let mut best_ways: Vec<&(bool, Good, Way)> = kept.iter().filter(is_as_good).collect();
        sort_by_number(&mut best_ways, |it| it.0.into());
        best_ways.into_iter().map(|(.., way)| way.clone()).collect()
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

    /// Looks at the network as it would be after the first changes of the plan; none where it has not so many.
    pub(crate) fn after_plan<T>(&mut self, count: usize, see: impl FnOnce(&Network) -> T) -> Option<T> {
        let planned: Vec<Change> = self.plan_of_changes().0.into_iter().map(|(it, _)| it).collect();
        let inverses = self.make(planned.get(..count)?)?;
        let seen = see(self.network);
        self.take_back(&inverses);
        Some(seen)
    }

    /// The ways to put a step right in words.
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
        let after = self.seen().said().verdict;
        self.take_back(&inverses);
        Some(FixWay { presumes: None, changes, after })
    }

    /// The changes that put everything right that can be put right so, in an order that works, what does not hold after them,
    /// and what is found then.
    fn plan(&mut self) -> (Vec<PlannedChange>, Vec<Left>, Option<Rc<Seen>>) {
        let (planned, left, after) = self.plan_of_changes();
        (planned.into_iter().map(|(_, it)| it).collect(), left, Some(after))
    }

    /// The same, each with the change that it was made of.
    fn plan_of_changes(&mut self) -> (Vec<(Change, PlannedChange)>, Vec<Left>, Rc<Seen>) {
        let (mut planned, mut inverses): (Vec<(StepKey, Change)>, Vec<Change>) = (Vec::new(), Vec::new());
        while planned.len() < MOST {
            let before = self.seen();
            let is_planned =
                |it: &&Step| it.holds_back() && self.answers.as_ref().is_none_or(|of| of.put.contains(&it.key));
            let failing: Vec<StepKey> =
                before.report.to_fix().into_iter().filter(is_planned).map(|it| it.key).collect();
            let next = failing.into_iter().find_map(|key| Some((key, self.ways(key, &before).into_iter().next()?)));
            let Some((key, way)) = next else { break };
            let Some(made) = self.make(&way) else { break };
            inverses.extend(made);
            planned.extend(way.into_iter().map(|it| (key, it)));
        }
        self.take_back(&inverses);
        let planned = in_order(planned);
        let (mut said, mut inverses) = (Vec::with_capacity(planned.len()), Vec::new());
        for (at, (step, change)) in planned.iter().enumerate() {
            let change_text: ChangeText = described(change, self.network);
            let Some(inverse) = self.make_one(change) else { break };
            inverses.push(inverse);
            let seen = self.seen();
            let (after, summary) = (seen.said().verdict, seen.said().summary.clone());
            let earlier = planned.iter().take(at).enumerate();
            let needs = earlier.filter(|(_, (_, other))| change.needs(other)).map(|(at, _)| at).collect();
            let it = PlannedChange { step: *step, presumes: None, change: change_text, needs, after, summary };
            said.push((change.clone(), it));
        }
        let seen = self.seen();
        self.take_back(&inverses);
        (said, left(seen.said()), seen)
    }
}

/// Whether a way has the migration created with another host than the source's name.
fn creates_the_migration(way: &[Change]) -> bool {
    way.iter().any(|it| matches!(&it.edit, Edit::Create { item: Item::Migration(_), .. }))
}

/// Whether a way gives an endpoint an address that none had before.
fn chooses_an_address(way: &[Change]) -> bool {
    let gone = |id| way.iter().any(|it| matches!(&it.edit, Edit::Delete(Item::Endpoint(it)) if it.origin.id == id));
    let chooses = |it: &Change| match &it.edit {
        Edit::Create { item: Item::Endpoint(it), .. } => !it.addresses.is_empty() && !gone(it.origin.id.clone()),
        _ => false,
    };
    way.iter().any(chooses)
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
    /// The same, and now so many other steps fail that were not known before: with the way there open, the next fault shows.
    Shows(usize),
}

/// None where the step still fails, where one fails that held, or where nothing documented is left.
fn good(key: StepKey, before: &Report, after: &Report) -> Option<Good> {
    let failing = || after.steps.iter().map(|it| it.key).filter(|it| rank(after, *it) == 2);
    // What keeps nothing from connecting is no harm, as an endpoint without a zone group that is connected to by its address.
    let mut held = after.steps.iter().filter(|it| it.status == Status::Fail && it.holds_back());
    let is_broken = held.any(|it| rank(before, it.key) == 0);
    if rank(after, key) == 2 || is_broken || after.verdict == Verdict::Unsupported {
        return None;
    }
    let shown = failing().filter(|it| rank(before, *it) == 1).count();
    Some(match rank(after, key) {
        _ if 0 < shown => Good::Shows(shown),
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

#[cfg(test)]
mod tests {
    use super::{Answers, Presumed, Trial, find_with_plan};
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
