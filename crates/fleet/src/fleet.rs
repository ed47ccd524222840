//! A fleet: every migration of a list, what each comes to, what that adds up to, and what to change for all of them.

use std::{num::NonZeroUsize, thread};

use pgreach_network::{Network, sort_by_number, sort_by_text};
use pgreach_rules::{Config, Owner, StepKey, Verdict, check::CATALOGUE};
use serde::Serialize;

use crate::{
    FLEET_VERSION, FleetMigration, Judged, Order, Pair, Place, Row, SharedChange, SharedPlan, Since, counts,
    counts_by_runtime, estate, judged, of_each_source, runtimes,
};

/// A report of reports.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fleet {
    /// The version of this shape.
    pub version: u64,
    /// Each migration, in the order of the list.
    pub migrations: Vec<FleetMigration>,
    /// How many there are of each verdict, in the order that they are acted on.
    pub verdicts: Vec<VerdictTotal>,
    /// The steps that come first in what is not ready, the most frequent first.
    pub causes: Vec<CauseTotal>,
    /// Whom to ask, the one with the most migrations first.
    pub owners: Vec<OwnerTotal>,
    /// What to change, for all migrations at once.
    pub plan: SharedPlan,
    /// Where the migrations stand, where that was looked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub estate: Vec<Place>,
    /// The PostgreSQL servers in the files that are in no pair.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unpaired: Vec<String>,
    /// What is missing in the files, a sentence each: with it, migrations may be missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partial: Vec<String>,
}

/// How many migrations have a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictTotal {
    /// The verdict.
    pub verdict: Verdict,
    /// The migrations.
    pub count: usize,
}

/// What comes first in some migrations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CauseTotal {
    /// The key of the step; none where it is no step, as a setting that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// What people call it, in a few words.
    pub name: String,
    /// The migrations that it blocks, or that are not supported.
    pub blocked: usize,
    /// The migrations in which it is not known.
    pub undecided: usize,
}

/// Whom some migrations wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnerTotal {
    /// The team; none where it is nobody's, as a setting that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// The migrations whose first cause is theirs to fix.
    pub blocked: usize,
    /// The migrations whose first cause is theirs to find out.
    pub undecided: usize,
}

impl CauseTotal {
    /// What people call it: the condition and the party that it is about, as `peering, source`, or what is not known.
    #[must_use]
    pub fn title(&self) -> String {
        self.step.as_deref().map_or_else(|| self.name.clone(), title_of)
    }
}

/// What people call a step: its condition and the party that it is about, as `peering, source`; its key where it is none.
#[must_use]
pub fn title_of(step: &str) -> String {
    let Some((key, (_, id))) = StepKey::parse(step).zip(step.split_once('/')) else { return step.to_owned() };
    let Some(name) = name_of(step) else { return step.to_owned() };
    let words = id.replace('-', " ");
    // Two conditions of one name are told apart by what the name of their pages goes on with.
    let name = match CATALOGUE.iter().filter(|it| it.name == name).count() {
        ..=1 => name.to_owned(),
        _ if words.starts_with(name) => words,
        _ => format!("{name}: {words}"),
    };
    format!("{name}, {}", key.party().label().to_lowercase())
}

/// So many servers are named in a sentence.
const FEW: usize = 20;

/// Where all servers are that are in no pair, for those who read a document with a few of them.
pub const ALL_UNPAIRED: &str = "all are in the JSON of the fleet";

/// Servers in a sentence: of more than a few those that come first, how many more there are, and where all of them are.
#[must_use]
pub fn few_of(names: &[String], where_all_are: &str) -> String {
    match names.get(..FEW).filter(|_| FEW < names.len()) {
        Some(few) => format!("{} and {} more ({where_all_are})", few.join(", "), names.len() - FEW),
        None => names.join(", "),
    }
}

impl OwnerTotal {
    /// What people call them.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.owner.map_or("Team that knows the setting", Owner::label)
    }
}

/// Judges each migration by what is said of it, several at once, and keeps of each what `keep` does: reports are large.
///
/// The order is that of the list, whatever ends first.
#[must_use]
pub fn judge_all<T: Send>(list: &[(Pair, Config)], network: &Network, keep: impl Fn(Judged) -> T + Sync) -> Vec<T> {
    let all = list;
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(list.len().max(1));
    let piece = list.len().div_ceil(threads).max(1);
    let runtimes = runtimes(list.iter().map(|it| &it.0), network);
    let judge_piece = |list: &[(Pair, Config)]| {
        // Changes are tried in it, so each thread has its own.
        let mut network = network.clone();
        of_each_source(all.iter().map(|it| &it.0), &mut network, |network| {
            let each = list.iter().map(|(pair, config)| {
                let (row, report, config) = judged(pair, config, &runtimes, network);
                keep(Judged { row, report, config })
            });
            each.collect::<Vec<T>>()
        })
    };
    thread::scope(|scope| {
        let pieces: Vec<_> = list.chunks(piece).map(|it| scope.spawn(|| judge_piece(it))).collect();
        let mut kept = Vec::with_capacity(list.len());
        for it in pieces {
            match it.join() {
                Ok(mut piece) => kept.append(&mut piece),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        kept
    })
}

impl Fleet {
    /// Adds up what some migrations come to.
    #[must_use]
    pub fn new(migrations: Vec<FleetMigration>, plan: SharedPlan, unpaired: Vec<String>) -> Self {
        let count = |verdict: Verdict| migrations.iter().filter(|it| it.row.verdict == verdict).count();
        let verdicts = Verdict::ALL.iter().map(|it| VerdictTotal { verdict: *it, count: count(*it) });
        let verdicts = verdicts.filter(|it| 0 < it.count).collect();
        // There are few of both.
        let (mut causes, mut owners): (Vec<CauseTotal>, Vec<OwnerTotal>) = Default::default();
        for FleetMigration { row, .. } in &migrations {
            let Some(cause) = &row.cause else { continue };
            let name = cause.step.as_deref().and_then(name_of).unwrap_or(match row.verdict {
                Verdict::Unsupported => row.verdict.label(),
                _ => &cause.text,
            });
            let is_it = |it: &CauseTotal| it.step == cause.step && (cause.step.is_some() || it.name == name);
            let new = || CauseTotal { step: cause.step.clone(), name: name.to_owned(), blocked: 0, undecided: 0 };
            let of_cause = found_or(&mut causes, is_it, new);
            let new = || OwnerTotal { owner: cause.owner, blocked: 0, undecided: 0 };
            let of_owner = found_or(&mut owners, |it| it.owner == cause.owner, new);
            let add = usize::from(row.verdict == Verdict::Undecided);
            for (blocked, undecided) in [
                of_cause.map(|it| (&mut it.blocked, &mut it.undecided)),
                of_owner.map(|it| (&mut it.blocked, &mut it.undecided)),
            ]
            .into_iter()
            .flatten()
            {
                *blocked += 1 - add;
                *undecided += add;
            }
        }
        // The sort is stable, so that what is as frequent is in the order of the words.
        sort_by_text(&mut causes, |it| it.step.clone().unwrap_or_else(|| it.name.clone()));
        sort_by_number(&mut causes, |it| -frequency(it.blocked, it.undecided));
        sort_by_number(&mut owners, |it| place_of(it.owner));
        sort_by_number(&mut owners, |it| -frequency(it.blocked, it.undecided));
        Self {
            version: FLEET_VERSION,
            migrations,
            verdicts,
            causes,
            owners,
            plan,
            estate: Vec::new(),
            unpaired,
            partial: Vec::new(),
        }
    }
}

impl Fleet {
    /// This fleet with the places in a network where its migrations stand.
    #[must_use]
    pub fn standing_in(self, network: &Network) -> Self {
        let rows: Vec<&Row> = self.rows().collect();
        let estate = estate(&rows, network);
        Self { estate, ..self }
    }

    /// This fleet of files in which this is missing.
    #[must_use]
    pub fn of_files(self, partial: Vec<String>) -> Self {
        Self { partial, ..self }
    }

    /// What is missing in the files, the first of it where it is much; empty where nothing is.
    #[must_use]
    pub fn missing(&self) -> String {
        const FIRST: usize = 5;
        if self.partial.is_empty() {
            return String::new();
        }
        let first: Vec<&str> = self.partial.iter().take(FIRST).map(String::as_str).collect();
        let more = match self.partial.len().saturating_sub(FIRST) {
            0 => String::new(),
            more => format!(" And {more} more, which are in the JSON of the fleet."),
        };
        format!("Partial, so that migrations may be missing: {}{more}", first.join(" "))
    }

    /// The migrations that are shown: all, or beside a baseline those that got worse.
    #[must_use]
    pub fn shown(&self, since: Option<&Since>) -> Vec<&FleetMigration> {
        match since {
            None => self.migrations.iter().collect(),
            Some(since) => since.worse.iter().filter_map(|(place, _)| self.migrations.get(*place)).collect(),
        }
    }

    /// The migrations in a sentence: `30 migrations: 6 ready, 18 blocked, 6 undecided`.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.migrations.len() {
            0 => "No pair of servers is found in the files.".to_owned(),
            1 => format!("1 migration: {}", counts(self.rows())),
            count => format!("{count} migrations: {}", counts(self.rows())),
        }
    }

    /// The verdicts with each value that the runtime server can have, a sentence each; empty where no migration depends on it.
    #[must_use]
    pub fn by_runtime(&self) -> Vec<String> {
        counts_by_runtime(&self.rows().collect::<Vec<_>>())
    }

    /// What a change does for the migrations, in a sentence.
    #[must_use]
    pub fn gain(&self, change: &SharedChange) -> String {
        let (ready, undecided) = (change.ready.len(), change.undecided.len());
        let needed = format!(
            "{} it",
            if change.needed_by.len() == 1 {
                "1 migration needs".to_owned()
            } else {
                format!("{} migrations need", change.needed_by.len())
            }
        );
        match (ready, undecided) {
            (0, 0) => format!("{needed}; none is ready yet."),
            (_, 0) => format!("{needed}; {ready} more ready."),
            (0, _) => format!("{needed}; {undecided} more no longer blocked, but undecided."),
            (..) => format!("{needed}; {ready} more ready, {undecided} no longer blocked, but undecided."),
        }
    }

    /// What the changes come to, how their order was found, and for how many blocked migrations none was: in sentences, or
    /// nothing where nothing was looked for.
    #[must_use]
    pub fn outlook(&self) -> String {
        let SharedPlan { changes, order, least, left } = &self.plan;
        let mut said: Vec<String> = Vec::new();
        if !changes.is_empty() {
            let ready_now = self.migrations.iter().filter(|it| it.row.verdict == Verdict::Ready).count();
            let ready = ready_now + changes.iter().map(|it| it.ready.len()).sum::<usize>();
            let made = if changes.len() == 1 { "1 change".to_owned() } else { format!("{} changes", changes.len()) };
            let order = match order {
                _ if changes.len() == 1 => "",
                Order::Exact => "; in no other order are they ready sooner",
                Order::Greedy => "; those that make most ready come first, and not every order was looked at",
            };
            said.push(format!("After {made}, {ready} of {} are ready{order}.", self.migrations.len()));
            said.extend(least.then(|| "No change can be left out.".to_owned()));
        }
        match left.len() {
            0 => {}
            1 => said.push("For 1 blocked migration no change was found.".to_owned()),
            count => said.push(format!("For {count} blocked migrations no change was found.")),
        }
        said.join(" ")
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.migrations.iter().map(|it| &it.row)
    }
}

impl Since {
    /// What became of the migrations, in a sentence: `Since the baseline: 1 worse, 2 better, 1 new, 0 gone`.
    #[must_use]
    pub fn summary(&self) -> String {
        let Self { worse, better, new, gone } = self;
        format!("Since the baseline: {} worse, {better} better, {} new, {gone} gone", worse.len(), new.len())
    }
}

/// The first element that is it, else a new one at the end.
fn found_or<T>(list: &mut Vec<T>, is_it: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> Option<&mut T> {
    let at = list.iter().position(is_it).unwrap_or_else(|| {
        list.push(new());
        list.len() - 1
    });
    list.get_mut(at)
}

/// What is sorted by: what blocks most comes first, then what is not known in most.
fn frequency(blocked: usize, undecided: usize) -> i64 {
    let [blocked, undecided] = [blocked, undecided].map(|it| i64::try_from(it).unwrap_or_default());
    // So many migrations fit into half of it.
    blocked << 31 | undecided
}

/// The place of an owner in their list; nobody comes first.
fn place_of(owner: Option<Owner>) -> i64 {
    let place = Owner::ALL.iter().position(|it| Some(*it) == owner).map_or(0, |it| it + 1);
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// What people call the condition of a step.
fn name_of(step: &str) -> Option<&'static str> {
    let (_, check) = step.split_once('/')?;
    CATALOGUE.iter().find(|it| it.id == check).map(|it| it.name)
}
