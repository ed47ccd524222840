//! The pairs of servers in the files as the page keeps them: what each came to, what was entered of each, which of them is shown,
//! and what all come to together.

use std::rc::Rc;

use pgreach_fleet::{Place, PlanInWords, Row};
use pgreach_messages::{Asked, AskedPairs, JudgedPairs, KeyBytes, Planned, Said};
use pgreach_rules::{Config, Setting, StepMap, Verdict, link};

/// Source and target, as a Config calls them.
pub(crate) type Names = [String; 2];

/// Source and target of a Config, where it names both.
pub(crate) fn names_of(config: &Config) -> Option<[&str; 2]> {
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
    /// What their pseudonyms are made with; none where they have their names.
    pub key: Option<KeyBytes>,
    /// What they come to together.
    pub together: Together,
}

/// What all pairs come to together, once they are judged.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Together {
    /// Where they stand, once that is known.
    pub standing: Option<Rc<[Place]>>,
    /// What to change for all of them, once that is known.
    pub plan: Option<Rc<PlanInWords>>,
    /// How many were looked at for what to change.
    pub at: usize,
    /// Whether the person wants to know what to change, or has stopped it; none where nothing was said.
    pub is_plan_wanted: Option<bool>,
    is_standing_asked: bool,
    is_plan_asked: bool,
}

/// From so many pairs on, what is done with all of them takes long enough to be stopped, and what to change is looked for where
/// it is wanted.
pub(crate) const LONG: usize = 100;

impl Pairs {
    /// Forgets what came of other files, and not what was entered.
    pub(crate) fn forget_rows(&mut self) {
        let Self { number, entered, before, opened, history, key, .. } = std::mem::take(self);
        *self = Self { number: number + 1, entered, before, opened, history, key, ..Self::default() };
    }

    /// What to ask of the worker so that all are judged as this state says, and the number of the judging. None where nothing is
    /// to be asked now.
    pub(crate) fn next(&mut self, state: &str) -> Option<(Asked, u32)> {
        let common = link::write(&for_all(without_names(state)), true);
        if self.state.as_ref() != Some(&common) {
            (self.rows, self.count, self.is_asked, self.is_stopped) = (Rc::default(), 0, false, false);
            self.together = Together::default();
            self.number += 1;
            self.state = Some(common.clone());
        } else if self.is_asked || self.is_stopped || self.is_done() {
            return None;
        }
        self.is_asked = true;
        let entered = self.entered.iter().map(|it| it.1.clone()).collect();
        let pairs = AskedPairs { state: common, entered, key: self.key };
        Some((Asked::Pairs { pairs, from: self.rows.len() }, self.number))
    }

    /// What to ask of the worker of all pairs together, once they are judged, with the number of the judging.
    pub(crate) fn next_together(&mut self) -> Option<(Asked, u32)> {
        if !self.is_done() || self.rows.is_empty() {
            return None;
        }
        let is_planned = self.is_plan_wanted();
        let Together { plan, is_standing_asked, is_plan_asked, .. } = &mut self.together;
        if !std::mem::replace(is_standing_asked, true) {
            return Some((Asked::Standing, self.number));
        }
        let is_next = is_planned && plan.is_none() && !std::mem::replace(is_plan_asked, is_planned);
        is_next.then_some((Asked::Plan, self.number))
    }

    /// Whether anything is blocked, so that there may be something to change.
    pub(crate) fn has_blocked(&self) -> bool {
        self.rows.iter().any(|it| it.verdict == Verdict::Blocked)
    }

    /// Whether it is looked for what to change for all: of many pairs that takes long.
    pub(crate) fn is_plan_wanted(&self) -> bool {
        self.has_blocked() && self.together.is_plan_wanted.unwrap_or(self.rows.len() <= LONG)
    }

    /// Takes what was said of all pairs together, or that nothing was, if it belongs to the judging that goes on.
    pub(crate) fn take_together(&mut self, number: u32, said: Option<Said>) {
        if number != self.number {
            return;
        }
        let it = &mut self.together;
        match said {
            Some(Said::Standing(places)) => it.standing = Some(places.into()),
            Some(Said::Planned(Planned { at, plan })) => {
                (it.at, it.plan, it.is_plan_asked) = (at, plan.map(Rc::new), false);
            }
            _ => (it.is_plan_wanted, it.is_plan_asked) = (Some(false), false),
        }
    }

    /// Gives them pseudonyms, or their names again; they are judged anew.
    pub(crate) fn mask(&mut self, key: Option<KeyBytes>) {
        (self.key, self.state) = (key, None);
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
    use pgreach_fleet::{FoundBy, PlanInWords, Row, RuntimeServer};
    use pgreach_messages::{Asked, JudgedPairs, Planned, Said};
    use pgreach_rules::Verdict;

    use super::{LONG, Names, Pairs};

    /// What is asked next: the state, what was entered of single pairs, the first pair, and the number of the judging.
    fn asked(pairs: &mut Pairs, state: &str) -> Option<(String, Vec<String>, usize, u32)> {
        let (asked, number) = pairs.next(state)?;
        let Asked::Pairs { pairs, from } = asked else { panic!("{asked:?}") };
        Some((pairs.state, pairs.entered, from, number))
    }

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
        assert_eq!(asked(&mut pairs, ALL).map(|it| it.1), Some(vec![answered.clone()]));
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
        let some = |count, rows: usize| Some(JudgedPairs { count, rows: vec![row(); rows], unpaired: Vec::new() });
        let (state, entered, from, number) = asked(&mut pairs, ALL).expect("nothing is judged");
        assert_eq!((state.as_str(), entered.len(), from), (ALL, 0, 0));
        assert_eq!(asked(&mut pairs, ALL), None, "it is asked");
        assert!(pairs.take(number, some(3, 2)));
        // Answers are about one pair.
        assert_eq!(asked(&mut pairs, "v=1&runtime.used=false&source/nsg=pass").map(|it| it.2), Some(2));
        assert!(pairs.take(number, some(3, 1)));
        assert!(pairs.is_done() && asked(&mut pairs, ALL).is_none());
        let (_, _, from, anew) = asked(&mut pairs, "v=1&runtime.used=true").expect("another setting");
        assert_eq!((from, pairs.rows.len()), (0, 0));
        assert!(!pairs.take(number, some(3, 3)), "it is about the setting before");
        assert!(!pairs.take(anew, None), "the worker has ended");
        assert_eq!((asked(&mut pairs, "v=1&runtime.used=true"), pairs.is_stopped), (None, true));
    }

    #[test]
    fn where_they_stand_and_what_to_change_is_asked_once_all_are_judged() {
        let mut pairs = Pairs::default();
        let (_, _, _, number) = asked(&mut pairs, ALL).expect("nothing is judged");
        assert!(pairs.next_together().is_none(), "none is judged");
        let blocked = Row { verdict: Verdict::Blocked, ..row() };
        pairs.take(number, Some(JudgedPairs { rows: vec![blocked; 2], count: 2, unpaired: Vec::new() }));
        let next = |pairs: &mut Pairs| pairs.next_together().map(|it| it.0);
        assert!(matches!(next(&mut pairs), Some(Asked::Standing)));
        pairs.take_together(number, Some(Said::Standing(Vec::new())));
        assert!(matches!(next(&mut pairs), Some(Asked::Plan)) && next(&mut pairs).is_none(), "it is asked");
        pairs.take_together(number, Some(Said::Planned(Planned { at: 1, plan: None })));
        assert!(matches!(next(&mut pairs), Some(Asked::Plan)), "it goes on");
        pairs.take_together(number + 1, None);
        pairs.take_together(number, Some(Said::Planned(Planned { at: 2, plan: Some(PlanInWords::default()) })));
        assert!(next(&mut pairs).is_none() && pairs.together.plan.is_some());
        // Under other names all of it is found anew; and of many pairs no plan is made unasked.
        pairs.mask(Some([7; 16]));
        let (_, _, _, number) = asked(&mut pairs, ALL).expect("they are judged anew");
        let many = vec![Row { verdict: Verdict::Blocked, ..row() }; LONG + 1];
        pairs.take(number, Some(JudgedPairs { count: many.len(), rows: many, unpaired: Vec::new() }));
        assert!(matches!(next(&mut pairs), Some(Asked::Standing)) && next(&mut pairs).is_none());
        pairs.together.is_plan_wanted = Some(true);
        assert!(matches!(next(&mut pairs), Some(Asked::Plan)));
    }

    fn row() -> Row {
        Row {
            source: "a".to_owned(),
            target: "b".to_owned(),
            found_by: FoundBy::Name,
            runtime: RuntimeServer::default(),
            verdict: Verdict::Ready,
            cause: None,
            by_runtime: Vec::new(),
        }
    }
}
