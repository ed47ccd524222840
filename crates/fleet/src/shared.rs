//! What to change so that the migrations of a fleet can connect: changes that several of them need are one, and they come in
//! the order in which most migrations become ready early.
//!
//! Each change is from the plan of a migration, so the rules found it to help. Here they are made together, in one network, and
//! every migration is judged again in it: what is said to become ready was ready there, and none is worse in the end.

use std::borrow::Cow;
#[cfg(not(target_family = "wasm"))]
use std::{num::NonZeroUsize, thread};

use pgreach_network::{Change, Network, SelfRun, sort_by_number};
use pgreach_rules::{ChangeText, Config, Verdict, evaluate_with, find, plan_of_changes};
use serde::Serialize;

use crate::{
    Row,
    judge::has_several,
    order::{Need, Order, order},
};

/// So many changes are left out one by one, to see whether they are needed.
const FEW: usize = 64;

/// A plan of an earlier migration is tried for another one so often before that gets a plan of its own.
const TRIED: usize = 3;

/// The changes for all migrations of a fleet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedPlan {
    /// The changes, in the order to make them: each after those that it needs.
    pub changes: Vec<SharedChange>,
    /// How that order was found.
    pub order: Order,
    /// Whether each of them was left out for a trial, and a migration was helped less without it. Not tried of many.
    pub least: bool,
    /// The blocked migrations that no plan was found for, as places in the list of migrations, the first of which is 0.
    pub left: Vec<usize>,
}

/// A change that one migration needs, or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedChange {
    /// The change, in words and as commands.
    #[serde(flatten)]
    pub change: ChangeText,
    /// The migrations that it helps together with others of these changes, as places in the list of migrations, the first of which is 0.
    pub needed_by: Vec<usize>,
    /// Those of all that are ready once this change and all before it are made, and were not before.
    pub ready: Vec<usize>,
    /// Those that are no longer blocked then, and of which something is still to be found out.
    pub undecided: Vec<usize>,
}

/// A change of the network, and what is said of it.
struct Known {
    change: Change,
    text: ChangeText,
}

/// A migration that a set of changes helps.
struct Helped {
    /// Its place in the list of migrations.
    place: usize,
    /// The changes that it needs, by their places.
    needs: Vec<usize>,
    /// What it comes to with them: ready or undecided.
    after: Verdict,
}

/// Finds the changes for all blocked migrations of a fleet. `configs` are what is said of each, as it was judged.
#[must_use]
pub fn shared(rows: &[Row], configs: &[Config], network: &Network) -> SharedPlan {
    let mut planning = Planning::new(rows, configs, network);
    while planning.advance() {}
    planning.finish()
}

/// The search of [`shared()`] in pieces, for a program that does other things meanwhile.
pub struct Planning<'a> {
    rows: Cow<'a, [Row]>,
    configs: Cow<'a, [Config]>,
    /// The network as it was read.
    base: Network,
    /// The same with all known changes.
    joint: Network,
    /// The migration that is looked at next, by its place in the list.
    at: usize,
    known: Vec<Known>,
    helped: Vec<Helped>,
    least: bool,
    left: Vec<usize>,
}

impl<'a> Planning<'a> {
    /// Begins a search. `rows` are what each migration comes to, and `configs` what is said of each.
    #[must_use]
    pub fn new(rows: impl Into<Cow<'a, [Row]>>, configs: impl Into<Cow<'a, [Config]>>, network: &Network) -> Self {
        let (rows, configs) = (rows.into(), configs.into());
        let mut base = network.clone();
        // What the migration service found before a change says nothing of the network after it.
        for migration in &mut base.migrations {
            migration.test = None;
        }
        // Whose pg_hba.conf it is, none says.
        if has_several(rows.iter().map(|it| it.source.as_str())) {
            base.self_run = SelfRun::default();
        }
        let (known, helped, left) = Default::default();
        Self { rows, configs, joint: base.clone(), base, at: 0, known, helped, least: false, left }
    }

    /// How many migrations were looked at, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.at, self.rows.len())
    }

    /// Looks at the next migration. False where each has been.
    pub fn advance(&mut self) -> bool {
        let Some(row) = self.rows.get(self.at) else { return false };
        if row.verdict == Verdict::Blocked && !self.take(self.at) {
            self.left.push(self.at);
        }
        self.at += 1;
        true
    }

    /// Leaves out what is not needed, and puts the rest into the best order.
    #[must_use]
    pub fn finish(mut self) -> SharedPlan {
        self.without_needless();
        self.without_harm();
        self.in_order()
    }
    /// Finds what a migration needs; returns whether something was found.
    fn take(&mut self, place: usize) -> bool {
        let Some(config) = self.configs.get(place).cloned() else { return false };
        let config = &config;
        let cause = self.rows.get(place).and_then(|it| it.cause.as_ref()?.step.as_ref());
        // What put another one right that has the same cause may be enough.
        let is_like = |it: &&Helped| self.rows.get(it.place).and_then(|it| it.cause.as_ref()?.step.as_ref()) == cause;
        let mut tried: Vec<Vec<usize>> = Vec::new();
        for it in self.helped.iter().rev().filter(is_like) {
            if tried.len() < TRIED && !tried.contains(&it.needs) {
                tried.push(it.needs.clone());
            }
        }
        for needs in tried {
            if let Some(after) = self.alone(config, &needs)
                && after == Verdict::Ready
                && self.is_least(config, &needs, after)
            {
                self.helped.push(Helped { place, needs, after });
                return true;
            }
        }
        let own = plan_of_changes(config, &mut self.base);
        let Some(after) = own.last().map(|(_, it)| it.after).filter(|it| helps(*it)) else { return false };
        let known = |change: &Change| self.known.iter().position(|it| it.change == *change);
        let mut needs: Vec<usize> = own.iter().filter_map(|(change, _)| known(change)).collect();
        if let Some(needs) = self.join(own) {
            self.helped.push(Helped { place, needs, after });
            return true;
        }
        // What another migration needs stands in its way, as a rule of the same number: it is planned beside that.
        let beside = plan_of_changes(config, &mut self.joint);
        let Some(beside) = self.join(beside) else { return false };
        needs.extend(beside);
        let mut after = self.alone(config, &needs).filter(|it| helps(*it));
        if after.is_none() && self.known.len() <= FEW {
            // It builds on more of what others need.
            needs = (0..self.known.len()).collect();
            after = self.alone(config, &needs).filter(|it| helps(*it));
        }
        let Some(after) = after else { return false };
        let needs = self.least_of(&needs, place, after);
        self.helped.push(Helped { place, needs, after });
        true
    }

    /// Makes changes beside all others, and returns their places; none, and nothing changed, where one cannot be made.
    fn join(&mut self, own: Vec<(Change, pgreach_rules::PlannedChange)>) -> Option<Vec<usize>> {
        let (mut places, mut made) = (Vec::new(), Vec::new());
        for (change, planned) in own {
            if let Some(at) = self.known.iter().position(|it| it.change == change) {
                places.push(at);
                continue;
            }
            let inverse = if change.is_refused(&self.joint) { None } else { change.make(&mut self.joint) };
            let Some(inverse) = inverse else {
                for inverse in made.iter().rev() {
                    // What was just made can be taken back.
                    let _: Option<Change> = Change::make(inverse, &mut self.joint);
                    self.known.pop();
                }
                return None;
            };
            made.push(inverse);
            places.push(self.known.len());
            self.known.push(Known { change, text: planned.change });
        }
        Some(places)
    }

    /// What a migration comes to with some changes alone; none where they cannot be made.
    fn alone(&mut self, config: &Config, places: &[usize]) -> Option<Verdict> {
        // In the order in which they were found, in which they can be made.
        let known = self.known.iter().enumerate().filter(|(at, _)| places.contains(at));
        let changes: Vec<&Change> = known.map(|(_, it)| &it.change).collect();
        with(&mut self.base, &changes, |network| verdict(config, network))
    }

    /// Whether none of some changes can be left out.
    fn is_least(&mut self, config: &Config, places: &[usize], after: Verdict) -> bool {
        places.len() < 2
            || (0..places.len()).all(|at| {
                let mut less = places.to_vec();
                less.remove(at);
                self.alone(config, &less) != Some(after)
            })
    }

    /// Leaves out each change without which every migration is helped as well by the others.
    fn without_needless(&mut self) {
        if FEW < self.known.len() {
            return;
        }
        let mut used: Vec<usize> = (0..self.known.len()).collect();
        for at in (0..self.known.len()).rev() {
            let less: Vec<usize> = used.iter().copied().filter(|it| *it != at).collect();
            let changes: Vec<&Change> = less.iter().filter_map(|it| self.known.get(*it)).map(|it| &it.change).collect();
            let needing: Vec<&Helped> = self.helped.iter().filter(|it| it.needs.contains(&at)).collect();
            let configs = &self.configs;
            let is_needless = with(&mut self.base, &changes, |network| {
                needing
                    .iter()
                    .all(|it| configs.get(it.place).is_some_and(|config| verdict(config, network) == it.after))
            });
            if is_needless == Some(true) {
                used = less;
                // Which of the others help instead is found by leaving out one after the other.
                let (waiting, others): (Vec<_>, Vec<_>) =
                    std::mem::take(&mut self.helped).into_iter().partition(|it| it.needs.contains(&at));
                self.helped = others;
                for it in waiting {
                    let needs = self.least_of(&used, it.place, it.after);
                    self.helped.push(Helped { needs, ..it });
                }
            }
        }
        sort_by_number(&mut self.helped, |it| number(it.place));
        self.least = true;
    }

    /// Those of some changes with which a migration comes to the same.
    fn least_of(&mut self, changes: &[usize], place: usize, after: Verdict) -> Vec<usize> {
        let mut needs = changes.to_vec();
        let Some(config) = self.configs.get(place).cloned() else { return needs };
        for at in changes {
            let less: Vec<usize> = needs.iter().copied().filter(|it| it != at).collect();
            if self.alone(&config, &less) == Some(after) {
                needs = less;
            }
        }
        needs
    }

    /// Leaves out each change that makes a migration worse, with those that need it.
    fn without_harm(&mut self) {
        loop {
            let used: Vec<usize> =
                (0..self.known.len()).filter(|at| self.helped.iter().any(|it| it.needs.contains(at))).collect();
            let Some(harmful) = self.harmful(&used) else { return };
            let (left, kept): (Vec<_>, Vec<_>) =
                std::mem::take(&mut self.helped).into_iter().partition(|it| it.needs.contains(&harmful));
            self.left.extend(left.iter().map(|it| it.place));
            sort_by_number(&mut self.left, |it| number(*it));
            self.helped = kept;
            // What was tried was tried with more changes.
            self.least = false;
        }
    }

    /// The first of some changes after which a migration is worse than it is now, or cannot be helped as it was alone.
    fn harmful(&mut self, used: &[usize]) -> Option<usize> {
        let changes: Vec<&Change> = used.iter().filter_map(|it| self.known.get(*it)).map(|it| &it.change).collect();
        let goal = |place: usize| {
            let helped = self.helped.iter().find(|it| it.place == place).map(|it| it.after);
            helped.or_else(|| self.rows.get(place).map(|it| it.verdict))
        };
        let (rows, configs) = (&self.rows, &self.configs);
        let is_worse = |network: &Network, place: usize| {
            let Some((goal, config)) = goal(place).zip(configs.get(place)) else { return false };
            rank(goal) < rank(verdict(config, network))
        };
        // Where they cannot be made together at all, the last one is at fault.
        let worse = with(&mut self.base, &changes, |network| first(rows.len(), |it| is_worse(network, it)));
        let Some(worse) = worse else { return used.last().copied() };
        let worse = worse?;
        let before = rows.get(worse).map_or(0, |it| rank(it.verdict));
        for count in 1..=changes.len() {
            let config = configs.get(worse)?;
            let after = with(&mut self.base, changes.get(..count)?, |network| rank(verdict(config, network)));
            if after.is_none_or(|it| before < it) {
                return used.get(count - 1).copied();
            }
        }
        // It is as it was, and not helped: what it needs itself does not help beside the others.
        self.helped.iter().find(|it| it.place == worse).and_then(|it| it.needs.last().copied())
    }

    /// The changes that are left, in the best order.
    fn in_order(self) -> SharedPlan {
        let used: Vec<usize> =
            (0..self.known.len()).filter(|at| self.helped.iter().any(|it| it.needs.contains(at))).collect();
        let place_of = |at: usize| used.iter().position(|it| *it == at).unwrap_or_default();
        let undecided = self.helped.iter().filter(|it| it.after != Verdict::Ready).count();
        let needs: Vec<Need> = self
            .helped
            .iter()
            .map(|it| Need {
                changes: it.needs.iter().map(|at| place_of(*at)).collect(),
                // One that is ready counts more than all of those that are not yet.
                weight: if it.after == Verdict::Ready { 1 + undecided } else { 1 },
            })
            .collect();
        let Self { mut base, known, helped, configs, least, mut left, .. } = self;
        let known: Vec<&Known> = used.iter().filter_map(|it| known.get(*it)).collect();
        let change = |at: usize| known.get(at).map(|it| &it.change);
        let before: Vec<Vec<usize>> = (0..known.len())
            .map(|at| {
                let is_before = |other: &usize| {
                    *other != at && change(at).zip(change(*other)).is_some_and(|(it, other)| it.needs(other))
                };
                (0..known.len()).filter(is_before).collect()
            })
            .collect();
        let (mut ordered, mut how) = order(known.len(), &needs, &before);
        let changes_of = |ordered: &[usize]| ordered.iter().filter_map(|it| change(*it)).collect::<Vec<_>>();
        if with(&mut base, &changes_of(&ordered), |_| ()).is_none() {
            // Azure would refuse one where it is: the order in which they were found was seen to do.
            (ordered, how) = ((0..known.len()).collect(), Order::Greedy);
        }
        let mut open: Vec<(&Helped, &Need)> = helped.iter().zip(&needs).collect();
        let mut is_made = vec![false; known.len()];
        let mut changes = Vec::with_capacity(ordered.len());
        for at in ordered {
            let Some(known) = known.get(at) else { continue };
            // It is not taken back: the network is not used again.
            let _: Option<Change> = known.change.make(&mut base);
            if let Some(is_made) = is_made.get_mut(at) {
                *is_made = true;
            }
            let (mut ready, mut undecided) = (Vec::new(), Vec::new());
            open.retain(|(it, need)| {
                let has_all = need.changes.iter().all(|it| is_made.get(*it) == Some(&true));
                match configs.get(it.place).filter(|_| has_all).map(|config| verdict(config, &base)) {
                    Some(Verdict::Ready) => ready.push(it.place),
                    Some(Verdict::Undecided) if it.after == Verdict::Undecided => undecided.push(it.place),
                    // Beside what was made before, it may wait for what comes later.
                    _ => return true,
                }
                false
            });
            let needing = helped.iter().zip(&needs).filter(|(_, it)| it.changes.contains(&at));
            let needed_by = needing.map(|(it, _)| it.place).collect();
            changes.push(SharedChange { change: known.text.clone(), needed_by, ready, undecided });
        }
        // Whom all changes together do not help, none of them is needed by.
        let mut is_unhelped = vec![false; configs.len()];
        for (it, _) in open {
            left.push(it.place);
            if let Some(is_unhelped) = is_unhelped.get_mut(it.place) {
                *is_unhelped = true;
            }
        }
        for change in &mut changes {
            change.needed_by.retain(|it| is_unhelped.get(*it) == Some(&false));
        }
        sort_by_number(&mut left, |it| number(*it));
        SharedPlan { changes, order: how, least, left }
    }
}

/// The first place of so many of which something holds: a browser has one thread for it.
#[cfg(target_family = "wasm")]
fn first(count: usize, holds: impl Fn(usize) -> bool) -> Option<usize> {
    (0..count).find(|it| holds(*it))
}

/// The first place of so many of which something holds, looked for by several threads at once.
#[cfg(not(target_family = "wasm"))]
fn first(count: usize, holds: impl Fn(usize) -> bool + Sync) -> Option<usize> {
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let piece = count.div_ceil(threads).max(1);
    thread::scope(|scope| {
        let holds = &holds;
        let pieces: Vec<_> = (0..count)
            .step_by(piece)
            .map(|from| scope.spawn(move || (from..count.min(from + piece)).find(|it| holds(*it))))
            .collect();
        let found = pieces.into_iter().map(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        // All are waited for, and the earliest counts.
        found.collect::<Vec<_>>().into_iter().flatten().next()
    })
}

/// A place as what is sorted by.
fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// Whether a migration that was blocked is better off.
const fn helps(after: Verdict) -> bool {
    matches!(after, Verdict::Ready | Verdict::Undecided)
}

/// How far from ready a verdict is.
pub(crate) const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Ready => 0,
        Verdict::Undecided => 1,
        Verdict::Blocked | Verdict::Unsupported => 2,
    }
}

fn verdict(config: &Config, network: &Network) -> Verdict {
    evaluate_with(config, &find(config, network)).verdict
}

/// Looks at a network with some changes, which are taken back; none where one cannot be made.
fn with<T>(network: &mut Network, changes: &[&Change], see: impl FnOnce(&Network) -> T) -> Option<T> {
    let mut inverses = Vec::with_capacity(changes.len());
    let mut can_be = true;
    for change in changes {
        let inverse = if change.is_refused(network) { None } else { change.make(network) };
        can_be = inverse.is_some();
        let Some(inverse) = inverse else { break };
        inverses.push(inverse);
    }
    let seen = can_be.then(|| see(network));
    for inverse in inverses.iter().rev() {
        // What was just made can be taken back.
        let _: Option<Change> = inverse.make(network);
    }
    seen
}
