//! The pairs of servers in the files: the worker judges them some at a time, and the page keeps what each came to, what was
//! entered of each, and which of them is shown.

use std::rc::Rc;

use js_sys::Date;
use pgreach_fleet::{Proposal, Row, judge, of_each_source, propose};
use pgreach_messages::JudgedPairs;
use pgreach_rules::{Config, Setting, StepMap, link, network::Network};

/// So long a worker judges before it answers, in milliseconds: meanwhile nothing else is asked of it.
const PIECE: f64 = 100.0;

/// Source and target, as a Config calls them.
pub(crate) type Names = [String; 2];

/// Judges pairs from one on, for a while.
///
/// `entered` holds the states of pairs of which more was entered than what holds for all, which `state` has.
pub(crate) fn judged(state: &str, entered: &[String], from: usize, network: &mut Network) -> JudgedPairs {
    let (common, _) = link::read(state);
    let entered: Vec<Config> = entered.iter().map(|it| link::read(it).0).collect();
    let Proposal { pairs, unpaired } = propose(&common, network);
    let (start, mut rows) = (Date::now(), Vec::new());
    of_each_source(pairs.iter(), network, |network| {
        for pair in pairs.iter().skip(from) {
            let is_of = |it: &&Config| names_of(it).is_some_and(|it| it == [pair.source.as_str(), &pair.target]);
            let config = entered.iter().find(is_of).cloned().unwrap_or_else(|| pair.config(&common));
            rows.push(judge(pair, &config, network));
            if PIECE < Date::now() - start {
                break;
            }
        }
    });
    JudgedPairs { rows: Row::to_words(&rows), count: pairs.len(), unpaired }
}

fn names_of(config: &Config) -> Option<[&str; 2]> {
    Some([config.source.name.as_deref()?, config.target.name.as_deref()?])
}

/// The servers that a state names.
pub(crate) fn named(state: &str) -> Option<Names> {
    names_of(&link::read(state).0).map(|it| it.map(str::to_owned))
}

/// A state without the servers that it names.
fn without_names(state: &str) -> Config {
    let mut config = link::read(state).0;
    for it in [Setting::SourceName, Setting::TargetName] {
        it.clear(&mut config);
    }
    // It says nothing where there are no exceptions.
    config.today = None;
    config
}

fn with_names(mut config: Config, [source, target]: &Names) -> Config {
    (config.source.name, config.target.name) = (Some(source.clone()), Some(target.clone()));
    config
}

/// What of a Config holds for all pairs: answers and exceptions are about the steps of one.
fn for_all(config: Config) -> Config {
    Config { answers: StepMap::default(), exceptions: StepMap::default(), ..config }
}

/// What the page knows of the pairs.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// What all of them are judged by, as a state; none before the first is.
    state: Option<String>,
    /// Those that are judged so far.
    pub rows: Rc<Vec<Row>>,
    /// How many there are.
    pub count: usize,
    /// The servers in no pair.
    pub unpaired: Rc<[String]>,
    /// Which judging it is: what is answered to an earlier one is not counted.
    number: u32,
    /// Whether the worker is at it.
    is_asked: bool,
    /// Whether the person has stopped it.
    pub is_stopped: bool,
    /// The states of pairs of which more was entered than what holds for all.
    entered: Vec<(Names, String)>,
    /// The state before a pair was opened.
    before: Option<String>,
    /// The pair that was opened last.
    pub opened: Option<Names>,
    /// All that were opened, in the order in which they were: the place of each marks it in the history of the browser.
    history: Vec<Names>,
    /// Whether all are shown though the files say which is meant.
    pub is_wanted: bool,
}

impl Pairs {
    /// Forgets what came of other files, and not what was entered.
    pub(crate) fn forget_rows(&mut self) {
        let Self { number, entered, before, opened, history, .. } = std::mem::take(self);
        *self = Self { number: number + 1, entered, before, opened, history, ..Self::default() };
    }

    /// What to ask of the worker so that all are judged as this state says: its settings, what was entered of single pairs, the
    /// number of pairs that are judged already, and the number of the judging. None where nothing is to be asked now.
    pub(crate) fn next(&mut self, state: &str) -> Option<(String, Vec<String>, usize, u32)> {
        let common = link::write(&for_all(without_names(state)), true);
        if self.state.as_ref() != Some(&common) {
            (self.rows, self.count, self.is_asked, self.is_stopped) = (Rc::default(), 0, false, false);
            self.number += 1;
            self.state = Some(common.clone());
        } else if self.is_asked || self.is_stopped || self.is_done() {
            return None;
        }
        self.is_asked = true;
        Some((common, self.entered.iter().map(|it| it.1.clone()).collect(), self.rows.len(), self.number))
    }

    /// Whether all are judged.
    pub(crate) fn is_done(&self) -> bool {
        !self.is_asked && self.state.is_some() && self.rows.len() == self.count
    }

    /// Takes what some came to, or that nothing came of it, if it belongs to the judging that goes on; says whether it goes on.
    pub(crate) fn take(&mut self, number: u32, judged: Option<JudgedPairs>) -> bool {
        if number != self.number {
            return false;
        }
        self.is_asked = false;
        let Some(JudgedPairs { rows, count, unpaired }) = judged else {
            self.is_stopped = true;
            return false;
        };
        let rows = Row::of_words(&rows);
        // Else it would never end.
        self.is_stopped |= rows.is_empty() && self.rows.len() < count;
        Rc::make_mut(&mut self.rows).extend(rows);
        (self.count, self.unpaired) = (count, unpaired.into());
        !self.is_stopped
    }

    /// Whether one is shown that was opened from all of them.
    pub(crate) const fn is_opened(&self) -> bool {
        self.before.is_some()
    }

    /// The mark of a pair in the history of the browser.
    pub(crate) fn mark(&mut self, pair: &Names) -> usize {
        let place = self.history.iter().position(|it| it == pair);
        place.unwrap_or_else(|| {
            self.history.push(pair.clone());
            self.history.len() - 1
        })
    }

    /// The pair that has a mark.
    pub(crate) fn marked(&self, mark: usize) -> Option<&Names> {
        self.history.get(mark)
    }

    /// Opens a pair from a state, and returns what was entered of it before, else that state with its names.
    pub(crate) fn open(&mut self, pair: Names, state: &str) -> String {
        let common = without_names(state);
        let entered = self.entered.iter().find(|it| it.0 == pair).map(|it| it.1.clone());
        (self.before, self.is_wanted) = (Some(link::write(&common, true)), false);
        let entered = entered.unwrap_or_else(|| link::write(&with_names(common, &pair), true));
        self.opened = Some(pair);
        entered
    }

    /// Closes the pair that is shown, keeps the state that was entered of it, and returns the state to go back to.
    pub(crate) fn close(&mut self, shown: Option<Names>, state: &str) -> String {
        let entered = without_names(state);
        let before = self.before.take().unwrap_or_else(|| link::write(&for_all(entered.clone()), true));
        self.is_wanted = true;
        if let Some(pair) = shown {
            let count = self.entered.len();
            self.entered.retain(|it| it.0 != pair);
            let is_other = link::write(&entered, true) != before;
            if is_other || self.entered.len() < count {
                // It is judged anew, and the others with it.
                self.state = None;
            }
            if is_other {
                let entered = link::write(&with_names(link::read(state).0, &pair), true);
                self.entered.push((pair.clone(), entered));
            }
            self.opened = Some(pair);
        }
        before
    }
}

#[cfg(test)]
mod tests {
    use pgreach_fleet::{FoundBy, Row, RuntimeServer};
    use pgreach_messages::JudgedPairs;
    use pgreach_rules::Verdict;

    use super::{Names, Pairs};

    fn names(source: &str, target: &str) -> Names {
        [source.to_owned(), target.to_owned()]
    }

    const ALL: &str = "v=1&runtime.used=false";
    const OPENED: &str = "v=1&source.name=a-old&target.name=a-new&runtime.used=false";

    #[test]
    fn what_is_entered_of_a_pair_is_of_no_other() {
        let mut pairs = Pairs::default();
        assert_eq!(pairs.open(names("a-old", "a-new"), ALL), OPENED);
        let answered = [OPENED, "&source/peering=pass"].concat();
        assert_eq!(pairs.close(Some(names("a-old", "a-new")), &answered), ALL);
        assert_eq!(pairs.open(names("b-old", "b-new"), ALL), OPENED.replace("a-", "b-"));
        assert_eq!(
            pairs.close(Some(names("b-old", "b-new")), "v=1&source.name=b-old&target.name=b-new&runtime.used=false"),
            ALL
        );
        // The first is as it was left, and judged so.
        assert_eq!(pairs.next(ALL).map(|it| it.1), Some(vec![answered.clone()]));
        assert_eq!(pairs.open(names("a-old", "a-new"), ALL), answered);
        // What is taken back is no longer there.
        assert_eq!(pairs.close(Some(names("a-old", "a-new")), OPENED), ALL);
        assert_eq!(pairs.open(names("a-old", "a-new"), ALL), OPENED);
    }

    #[test]
    fn a_pair_that_the_files_chose_keeps_its_answers_and_leaves_none() {
        let mut pairs = Pairs::default();
        let pair = || names("a-old", "a-new");
        assert_eq!(pairs.close(Some(pair()), &[ALL, "&source/peering=pass"].concat()), ALL);
        assert_eq!(pairs.open(pair(), ALL), [OPENED, "&source/peering=pass"].concat());
    }

    #[test]
    fn pairs_are_asked_for_until_all_are_judged_and_anew_for_other_settings() {
        let mut pairs = Pairs::default();
        let some = |count, rows: usize| {
            Some(JudgedPairs { count, rows: Row::to_words(&vec![row(); rows]), unpaired: Vec::new() })
        };
        let (state, entered, from, number) = pairs.next(ALL).expect("nothing is judged");
        assert_eq!((state.as_str(), entered.len(), from), (ALL, 0, 0));
        assert_eq!(pairs.next(ALL), None, "it is asked");
        assert!(pairs.take(number, some(3, 2)));
        // Answers are about one pair.
        assert_eq!(pairs.next("v=1&runtime.used=false&source/nsg=pass").map(|it| it.2), Some(2));
        assert!(pairs.take(number, some(3, 1)));
        assert!(pairs.is_done() && pairs.next(ALL).is_none());
        let (_, _, from, anew) = pairs.next("v=1&runtime.used=true").expect("another setting");
        assert_eq!((from, pairs.rows.len()), (0, 0));
        assert!(!pairs.take(number, some(3, 3)), "it is about the setting before");
        assert!(!pairs.take(anew, None), "the worker has ended");
        assert_eq!((pairs.next("v=1&runtime.used=true"), pairs.is_stopped), (None, true));
    }

    fn row() -> Row {
        Row {
            source: "a".to_owned(),
            target: "b".to_owned(),
            found_by: FoundBy::Name,
            runtime: RuntimeServer::default(),
            verdict: Verdict::Ready,
            cause: None,
        }
    }
}
