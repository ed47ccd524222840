//! Finds what to change so that the migrations of a fleet can connect: changes that several of them need are one, and
//! they come in the order in which most migrations become ready early.
//!
//! Each change is from the plan of a migration, so the rules found it to help. Here they are made together, in one network, and
//! every migration is judged again in it: what is said to become ready was ready there, and none is worse in the end.

mod fewer;
mod make;
mod needs;

use std::{borrow::Cow, mem};
#[cfg(not(target_family = "wasm"))]
use std::{num::NonZeroUsize, thread};

use pgreach_network::{Change, Network, SelfRun};
use pgreach_rules::{ChangeText, Config, Verdict, evaluate_with, find};
use serde::Serialize;

use self::{fewer::LeaveOut, make::Make};
use crate::{Row, judge::has_several, order::Order};

/// So many changes are left out one by one, to see whether they are needed.
const FEW: usize = 64;

/// So many migrations are judged again in one step of a search.
const PIECE: usize = 128;

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
    Planning::new(rows, configs, network).finish()
}

/// The search of [`shared()`] in steps, for a program that does other things meanwhile, or stops it.
pub struct Planning<'a> {
    rows: Cow<'a, [Row]>,
    configs: Cow<'a, [Config]>,
    /// The network as it was read.
    base: Network,
    /// The same with all known changes.
    joint: Network,
    known: Vec<Known>,
    helped: Vec<Helped>,
    least: bool,
    left: Vec<usize>,
    stage: Stage,
}

/// What a search does next.
enum Stage {
    /// Finds what the migration at this place in the list needs.
    Find(usize),
    /// Finds out whether a change can be left out.
    LeaveOut(LeaveOut),
    /// Judges all migrations, from this one on, with all changes that are used: none may be worse.
    Check { used: Vec<usize>, from: usize },
    /// Puts the changes into the best order.
    Order,
    /// Makes the changes in that order.
    Make(Make),
    /// Nothing: it has ended.
    Ended(SharedPlan),
}

impl Default for Stage {
    fn default() -> Self {
        Self::Ended(SharedPlan::default())
    }
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
        Self { rows, configs, joint: base.clone(), base, known, helped, least: false, left, stage: Stage::Find(0) }
    }

    /// How much of the work is done, and how much there is: what each migration needs, whether it is worse with what the others
    /// need, and when it is ready.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let count = self.rows.len();
        let done = match &self.stage {
            Stage::Find(at) => *at,
            Stage::LeaveOut(_) => count,
            Stage::Check { from, .. } => count + from,
            Stage::Order => 2 * count,
            Stage::Make(it) => 2 * count + it.made * count / it.ordered.len().max(1),
            Stage::Ended(_) => 3 * count,
        };
        (done.min(3 * count), 3 * count)
    }

    /// Does the next step: finds what one migration needs, or judges some again. False where nothing is left to do.
    pub fn advance(&mut self) -> bool {
        self.stage = match mem::take(&mut self.stage) {
            Stage::Find(at) => self.find(at),
            Stage::LeaveOut(it) => self.leave_out(it),
            Stage::Check { used, from } => self.check(used, from),
            Stage::Order => Stage::Make(self.in_order()),
            Stage::Make(it) => self.make(it),
            ended @ Stage::Ended(_) => ended,
        };
        !matches!(self.stage, Stage::Ended(_))
    }

    /// Does all steps that are left, and returns what was found.
    #[must_use]
    pub fn finish(mut self) -> SharedPlan {
        while self.advance() {}
        match self.stage {
            Stage::Ended(plan) => plan,
            _ => SharedPlan::default(),
        }
    }

    /// Finds what the next migration needs.
    fn find(&mut self, at: usize) -> Stage {
        match self.rows.get(at) {
            Some(row) => {
                if row.verdict == Verdict::Blocked && !self.take(at) {
                    self.left.push(at);
                }
                Stage::Find(at + 1)
            }
            None if FEW < self.known.len() => self.begin_check(),
            None => {
                let used: Vec<usize> = (0..self.known.len()).collect();
                Stage::LeaveOut(LeaveOut { count: used.len(), used, judged: 0, waiting: Vec::new() })
            }
        }
    }

    /// The changes that a migration needs.
    fn used(&self) -> Vec<usize> {
        let mut is_used = vec![false; self.known.len()];
        for at in self.helped.iter().flat_map(|it| &it.needs) {
            if let Some(is_used) = is_used.get_mut(*at) {
                *is_used = true;
            }
        }
        (0..self.known.len()).filter(|it| is_used.get(*it) == Some(&true)).collect()
    }

    fn begin_check(&self) -> Stage {
        Stage::Check { used: self.used(), from: 0 }
    }
}

/// What some migrations come to in a network, one after the other.
fn in_turn(configs: &[Config], places: &[usize], network: &Network) -> Vec<Verdict> {
    places.iter().filter_map(|it| configs.get(*it)).map(|it| verdict(it, network)).collect()
}

/// [`in_turn`] does it: a browser has one thread for it.
#[cfg(target_family = "wasm")]
use in_turn as verdicts;

/// What some migrations come to in a network, several judged at once.
#[cfg(not(target_family = "wasm"))]
fn verdicts(configs: &[Config], places: &[usize], network: &Network) -> Vec<Verdict> {
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let piece = places.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let pieces: Vec<_> =
            places.chunks(piece).map(|it| scope.spawn(move || in_turn(configs, it, network))).collect();
        let judged = pieces.into_iter().map(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        judged.flatten().collect()
    })
}

/// A place as what is sorted by.
fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
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
