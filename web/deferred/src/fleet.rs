//! The fleet in the worker: pairs are judged some at a time, and then what all of them come to together.

use std::cell::RefCell;

use js_sys::Date;
use pgreach_azure::PseudonymKey;
use pgreach_fleet::{
    Fleet, FleetMigration, HEADS, Judged, Pair, Place, Planning, Proposal, RedactedPairs, Row, SharedPlan, csv, estate,
    html, judge, judged, markdown, of_each_source, propose, redact, runtimes,
};
use pgreach_formats::{Evaluation, fleet as forms};
use pgreach_messages::{AskedPairs, FleetForm, JudgedPairs, Planned};
use pgreach_rules::{Config, FixForm, link, network::Network};

use crate::pairs::names_of;

/// So long a worker works before it answers, in milliseconds: meanwhile nothing else is asked of it.
const PIECE: f64 = 100.0;

thread_local! {
    /// The pairs that were asked about last.
    static PAIRS: RefCell<Option<Prepared>> = const { RefCell::new(None) };
}

/// Pairs as they are judged.
struct Prepared {
    asked: AskedPairs,
    /// Each with what was entered of it.
    list: Vec<(Pair, Config)>,
    unpaired: Vec<String>,
    runtimes: Vec<String>,
    /// The network with pseudonyms, where these are wanted.
    masked: Option<Network>,
    /// What those come to that are judged, in order.
    rows: Vec<Row>,
    planning: Option<Planning<'static>>,
    /// What to change for all of them, once that is known.
    plan: SharedPlan,
}

/// Forgets what was judged by other files.
pub(crate) fn forget() {
    PAIRS.set(None);
}

/// Judges pairs from one on, for a while.
pub(crate) fn rows(asked: AskedPairs, from: usize, network: &mut Network) -> JudgedPairs {
    PAIRS.with_borrow_mut(|it| {
        if it.as_ref().is_some_and(|it| it.asked != asked) {
            *it = None;
        }
        let it = it.get_or_insert_with(|| Prepared::new(asked, network));
        it.judge(from, network)
    })
}

/// Where the pairs stand that are judged.
pub(crate) fn standing(network: &Network) -> Vec<Place> {
    PAIRS.with_borrow(|it| {
        let Some(it) = it else { return Vec::new() };
        estate(&it.rows.iter().collect::<Vec<_>>(), it.masked.as_ref().unwrap_or(network))
    })
}

/// What the pairs that are judged come to, as `pgreach fleet` writes it in a form; empty where none is.
pub(crate) fn document(form: FleetForm, network: &Network) -> String {
    PAIRS.with_borrow(|it| it.as_ref().map(|it| it.document(form, network)).unwrap_or_default())
}

/// Looks for what to change for all pairs, for a while, and goes on where it was.
pub(crate) fn planned(network: &Network) -> Planned {
    PAIRS.with_borrow_mut(|it| it.as_mut().map(|it| it.plan(network)).unwrap_or_default())
}

impl Prepared {
    fn new(asked: AskedPairs, network: &Network) -> Self {
        let (common, _) = link::read(&asked.state);
        let entered: Vec<Config> = asked.entered.iter().map(|it| link::read(it).0).collect();
        let Proposal { pairs, unpaired } = propose(&common, network);
        let config = |pair: &Pair| {
            let is_of = |it: &&Config| names_of(it).is_some_and(|it| it == [pair.source.as_str(), &pair.target]);
            entered.iter().find(is_of).cloned().unwrap_or_else(|| pair.config(&common))
        };
        let list: Vec<(Pair, Config)> = pairs.into_iter().map(|it| (it.clone(), config(&it))).collect();
        let (list, unpaired, masked) = match asked.key {
            Some(key) => {
                let RedactedPairs { list, unpaired, network } = redact(list, &unpaired, network, PseudonymKey(key));
                (list, unpaired, Some(network))
            }
            None => (list, unpaired, None),
        };
        let runtimes = runtimes(list.iter().map(|it| &it.0), masked.as_ref().unwrap_or(network));
        Self { asked, list, unpaired, runtimes, masked, rows: Vec::new(), planning: None, plan: SharedPlan::default() }
    }

    fn judge(&mut self, from: usize, network: &mut Network) -> JudgedPairs {
        let start = Date::now();
        let Self { list, rows, runtimes, masked, .. } = self;
        // It is asked for again where an answer was lost.
        rows.truncate(from);
        let from = rows.len();
        of_each_source(list.iter().map(|it| &it.0), masked.as_mut().unwrap_or(network), |network| {
            for (pair, config) in list.iter().skip(from) {
                rows.push(judge(pair, config, runtimes, network));
                if PIECE < Date::now() - start {
                    break;
                }
            }
        });
        let rows = rows.get(from..).unwrap_or_default().to_vec();
        JudgedPairs { rows, count: self.list.len(), unpaired: self.unpaired.clone() }
    }

    fn document(&self, form: FleetForm, network: &Network) -> String {
        let network = self.masked.as_ref().unwrap_or(network);
        if matches!(form, FleetForm::Sarif | FleetForm::Junit) {
            // Changes are tried in it.
            let mut network = network.clone();
            let all: Vec<Judged> = of_each_source(self.list.iter().map(|it| &it.0), &mut network, |network| {
                let each = self.list.iter().map(|(pair, config)| {
                    let (row, report, config) = judged(pair, config, &self.runtimes, network);
                    Judged { row, report, config }
                });
                each.collect()
            });
            let named: Vec<forms::Named<'_>> = all.iter().map(named).collect();
            return if form == FleetForm::Sarif { forms::sarif(&named) } else { forms::junit(&named) };
        }
        let migrations = self.rows.iter().cloned().map(FleetMigration::of_row).collect();
        let fleet = Fleet::new(migrations, self.plan.clone(), self.unpaired.clone()).standing_in(network);
        match form {
            FleetForm::Markdown => markdown(&fleet, None),
            FleetForm::Json => serde_json::to_string_pretty(&fleet).map(|it| it + "\n").unwrap_or_default(),
            FleetForm::Csv => csv(&HEADS, self.rows.iter().map(Row::cells)),
            _ => html(&fleet, None),
        }
    }

    fn plan(&mut self, network: &Network) -> Planned {
        let start = Date::now();
        let (rows, list, masked) = (&self.rows, &self.list, &self.masked);
        let planning = self.planning.get_or_insert_with(|| {
            let configs: Vec<Config> = list.iter().map(|it| it.1.clone()).collect();
            Planning::new(rows.clone(), configs, masked.as_ref().unwrap_or(network))
        });
        while Date::now() - start < PIECE {
            if planning.advance() {
                continue;
            }
            let migrations = rows.iter().cloned().map(FleetMigration::of_row).collect();
            self.plan = self.planning.take().map(Planning::finish).unwrap_or_default();
            let fleet = Fleet::new(migrations, self.plan.clone(), Vec::new());
            return Planned { at: rows.len(), plan: Some(fleet.plan_in_words()) };
        }
        // In pairs, as the page counts.
        let (done, all) = planning.progress();
        Planned { at: done * rows.len() / all.max(1), plan: None }
    }
}

/// A migration with its report, for a form that has each step of it.
fn named(judged: &Judged) -> forms::Named<'_> {
    let Judged { row, report, config } = judged;
    forms::Named {
        name: format!("{} → {}", row.source, row.target),
        export: Evaluation { config, report, page: None, input: None, fix_as: FixForm::Az, day: None, drawing: None },
    }
}
