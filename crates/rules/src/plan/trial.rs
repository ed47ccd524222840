//! Changes tried out in a network, which is as it was afterwards.

use std::rc::Rc;

use pgreach_network::sort_by_number;

use super::good::{Good, good, keeps, rank};
use crate::{
    Config, Findings, Report, Status, Step, StepKey,
    change::{described, lasting},
    evaluate::evaluate_with,
    find::find_to_conclude,
    imagine::Fault,
    network::{Change, Context, Edit, Item, Network, cut_off, cuts_off},
    planned::{ChangeText, FixWay, Left, PlannedChange},
    remedy::{Past, Way, goes_past, ways},
    step::DecidedBy,
};

/// More changes than that are no plan that a person would carry out.
const MOST: usize = 32;

/// What is taken for what is wrong at a step.
pub(super) struct Presumed {
    pub(super) key: StepKey,
    /// What it is, as a sentence.
    pub(super) words: String,
    pub(super) fault: Fault,
}

/// What is seen of a network: the settings that it shows, and what is concluded.
pub(super) struct Seen {
    pub(super) settings: Config,
    pub(super) report: Report,
    pub(super) findings: Findings,
    /// What is concluded of the answers, where the network is an imagined one.
    pub(super) answered: Option<Report>,
}

impl Seen {
    /// What may be said of it.
    pub(super) fn said(&self) -> &Report {
        self.answered.as_ref().unwrap_or(&self.report)
    }
}

/// What is known where a network is imagined: an answer changes for the steps whose faults were put in, and for no other.
pub(super) struct Answers<'a> {
    pub(super) config: &'a Config,
    pub(super) findings: &'a Findings,
    /// The steps that fail by the settings, whatever is put in.
    pub(super) by_settings: &'a [StepKey],
    pub(super) put: Vec<StepKey>,
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

/// A way that helps.
struct Kept {
    /// The appliance that it goes past.
    past: Past,
    /// Whether it breaks connections of others, or may.
    breaks: bool,
    good: Good,
    way: Way,
}

/// The network as it is after some changes, which are taken back in the end.
pub(crate) struct Trial<'a> {
    pub(super) config: &'a Config,
    pub(super) network: &'a mut Network,
    /// What is known, where the network is imagined.
    pub(super) answers: Option<Answers<'a>>,
    /// What takes back what was put into it, where it is imagined.
    pub(super) put: Vec<Change>,
    /// The changes that are made in it.
    pub(super) made: Vec<Change>,
    /// What was seen after which changes: the same ones are tried for a step, put into words and planned.
    pub(super) known: Vec<(Vec<Change>, Rc<Seen>)>,
}

impl<'a> Trial<'a> {
    pub(super) const fn new(config: &'a Config, network: &'a mut Network, answers: Option<Answers<'a>>) -> Self {
        Self { config, network, answers, put: Vec::new(), made: Vec::new(), known: Vec::new() }
    }

    /// An imagined network with faults put into it; none, and nothing put in, where they would say of a step what an answer
    /// denies, or would not make their own steps fail.
    pub(super) fn presuming(
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
    pub(super) fn end(self) {
        for inverse in self.put.iter().rev() {
            // What was put in can be taken out.
            let _: Option<Change> = inverse.make(self.network);
        }
    }

    /// What is seen of the network as it is now.
    pub(super) fn seen(&mut self) -> Rc<Seen> {
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
    pub(super) fn has_candidates(&self, key: StepKey, Seen { settings, .. }: &Seen) -> bool {
        !ways(&Context::new(settings, self.network), key).is_empty()
    }

    /// The ways to put a step right that the rules find to help, without what is not needed, the least one first: of those
    /// that do the same good.
    pub(super) fn ways(&mut self, key: StepKey, seen: &Seen) -> Vec<Way> {
        self.best_ways(key, seen, false)
    }

    /// The first of [`Self::ways`]. What comes after one that none can be better than is not tried.
    pub(super) fn first_way(&mut self, key: StepKey, seen: &Seen) -> Option<Way> {
        self.best_ways(key, seen, true).into_iter().next()
    }

    fn best_ways(
        &mut self,
        key: StepKey,
        Seen { settings, report: before, .. }: &Seen,
        is_one_enough: bool,
    ) -> Vec<Way> {
        let mut candidates = ways(&Context::new(settings, self.network), key);
        // Which address is free in an imagined network, nobody has said.
        candidates.retain(|it| self.answers.is_none() || !chooses_an_address(it));
        // What a person says fails may have its reason in what no file holds, which is put right there first.
        let by_answer = before.step(key).is_some_and(|it| it.decided_by == DecidedBy::Answer);
        candidates.retain(|it| self.answers.is_some() || !by_answer || !creates_the_migration(it));
        let context = Context::new(settings, self.network);
        let past: Vec<Past> = candidates.iter().map(|it| goes_past(&context, key, it)).collect();
        // Whom the only way breaks decides nothing.
        let are_several = 1 < candidates.len();
        let mut kept: Vec<Kept> = Vec::new();
        for (mut way, past) in candidates.into_iter().zip(past) {
            let Some(mut after) = self.after(&way) else { continue };
            let Some(mut good) = good(key, before, &after.report) else { continue };
            // From the end, because what comes later needs what comes before it.
            for at in (0..way.len()).rev() {
                let mut less = way.clone();
                less.remove(at);
                let Some(enough) = self.after(&less).filter(|_| !less.is_empty()) else { continue };
                let by_less = super::good::good(key, before, &enough.report).filter(|it| *it <= good);
                if let Some(by_less) = by_less.filter(|_| keeps(before, &after.report, &enough.report)) {
                    (way, after, good) = (less, enough, by_less);
                }
            }
            if kept.iter().all(|it| it.way != way) {
                let breaks = are_several && self.breaks(&way);
                kept.push(Kept { past, breaks, good, way });
                if is_one_enough && past == Past::Nothing && !breaks && good == Good::Holds {
                    break;
                }
            }
        }
        // What goes past an appliance comes last, however good it is: what that one inspects is for its owner to say. What breaks
        // the connections of others comes after what does not.
        let Some((past, best)) = kept.iter().map(|it| (it.past, it.good)).min() else { return Vec::new() };
        // Who cannot be let through a firewall asks its owner, as the step says.
        if past == Past::Firewall {
            return Vec::new();
        }
        let is_as_good = |it: &&Kept| if it.past == Past::Nothing { it.good == best } else { it.good <= best };
        let mut best_ways: Vec<&Kept> = kept.iter().filter(is_as_good).collect();
        sort_by_number(&mut best_ways, |it| 2 * i64::from(it.past as u8) + i64::from(it.breaks));
        best_ways.into_iter().map(|it| it.way.clone()).collect()
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
    pub(super) fn make(&mut self, way: &[Change]) -> Option<Vec<Change>> {
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

    pub(super) fn take_back(&mut self, inverses: &[Change]) {
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
    pub(super) fn described_ways(&mut self, key: StepKey, before: &Seen) -> Vec<FixWay> {
        let tried = self.ways(key, before);
        tried.iter().filter_map(|way| self.described(way)).collect()
    }

    /// A change in words: whose connections it breaks first.
    fn in_words(&mut self, change: &Change) -> ChangeText {
        let mut text = described(change, self.network, &self.made);
        if self.answers.is_none() {
            text.impact.splice(0..0, cut_off(self.network, std::slice::from_ref(change)));
        }
        text
    }

    /// Whether changes break connections of others, or may. Of an imagined network there are no others.
    fn breaks(&mut self, changes: &[Change]) -> bool {
        self.answers.is_none() && cuts_off(self.network, changes)
    }

    /// A way in words, with the verdict after it.
    pub(super) fn described(&mut self, way: &[Change]) -> Option<FixWay> {
        let (mut changes, mut inverses) = (Vec::new(), Vec::new());
        for change in way {
            changes.push(self.in_words(change));
            let Some(inverse) = self.make_one(change) else {
                self.take_back(&inverses);
                return None;
            };
            inverses.push(inverse);
        }
        let after = self.seen().said().verdict;
        lasting::say(&Context::new(self.config, self.network), way.iter().zip(&mut changes));
        self.take_back(&inverses);
        Some(FixWay { presumes: None, changes, after })
    }

    /// The changes that put everything right that can be put right so, in an order that works, what does not hold after them,
    /// and what is found then.
    pub(super) fn plan(&mut self) -> (Vec<PlannedChange>, Vec<Left>, Option<Rc<Seen>>) {
        let (planned, left, after) = self.plan_of_changes();
        (planned.into_iter().map(|(_, it)| it).collect(), left, Some(after))
    }

    /// Plans like [`Self::plan`], and returns each planned change with the change that it was made of.
    pub(super) fn plan_of_changes(&mut self) -> (Vec<(Change, PlannedChange)>, Vec<Left>, Rc<Seen>) {
        let (mut planned, mut inverses): (Vec<(StepKey, Change)>, Vec<Change>) = (Vec::new(), Vec::new());
        while planned.len() < MOST {
            let before = self.seen();
            let is_planned =
                |it: &&Step| it.holds_back() && self.answers.as_ref().is_none_or(|of| of.put.contains(&it.key));
            let failing: Vec<StepKey> =
                before.report.to_fix().into_iter().filter(is_planned).map(|it| it.key).collect();
            let next = failing.into_iter().find_map(|key| Some((key, self.first_way(key, &before)?)));
            let Some((key, way)) = next else { break };
            let Some(made) = self.make(&way) else { break };
            inverses.extend(made);
            planned.extend(way.into_iter().map(|it| (key, it)));
        }
        self.take_back(&inverses);
        let planned = in_order(planned);
        let (mut said, mut inverses) = (Vec::with_capacity(planned.len()), Vec::new());
        for (at, (step, change)) in planned.iter().enumerate() {
            let change_text = self.in_words(change);
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
        let texts = said.iter_mut().map(|(change, it): &mut (Change, PlannedChange)| (&*change, &mut it.change));
        lasting::say(&Context::new(self.config, self.network), texts);
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

/// Puts each change after those that it needs; otherwise they stay as they were found, blockers first.
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
