//! Leaves out changes: those that are not needed, and those that make a migration worse.

use std::mem;

use pgreach_network::{Change, sort_by_number};
use pgreach_rules::Verdict;

use super::{Helped, Known, PIECE, Planning, Stage, number, rank, verdict, verdicts, with};

/// How far it is looked whether changes can be left out, the last one first.
pub(super) struct LeaveOut {
    /// The changes that are used.
    pub(super) used: Vec<usize>,
    /// So many changes are still to be looked at.
    pub(super) count: usize,
    /// So many of those who need the next one were judged without it.
    pub(super) judged: usize,
    /// Those who needed one that was left out: which of the others help instead is found by leaving out one after the other.
    pub(super) waiting: Vec<Helped>,
}

impl Planning<'_> {
    /// Leaves out a change without which every migration is helped as well by the others.
    pub(super) fn leave_out(&mut self, mut it: LeaveOut) -> Stage {
        if let Some(waiting) = it.waiting.pop() {
            let needs = self.least_of(&it.used, waiting.place, waiting.after);
            self.helped.push(Helped { needs, ..waiting });
            return Stage::LeaveOut(it);
        }
        let Some(at) = it.count.checked_sub(1) else {
            sort_by_number(&mut self.helped, |it| number(it.place));
            self.least = true;
            return self.begin_check();
        };
        let less: Vec<usize> = it.used.iter().copied().filter(|it| *it != at).collect();
        let needing = self.helped.iter().filter(|it| it.needs.contains(&at)).skip(it.judged).take(PIECE);
        let (places, after): (Vec<usize>, Vec<Verdict>) = needing.map(|it| (it.place, it.after)).unzip();
        let changes: Vec<&Change> = less.iter().filter_map(|it| self.known.get(*it)).map(|it| &it.change).collect();
        let configs = &self.configs;
        let is_as_good = with(&mut self.base, &changes, |network| verdicts(configs, &places, network) == after);
        if is_as_good == Some(true) && places.len() == PIECE {
            it.judged += PIECE;
            return Stage::LeaveOut(it);
        }
        if is_as_good == Some(true) {
            it.used = less;
            let helped = mem::take(&mut self.helped).into_iter();
            (it.waiting, self.helped) = helped.partition(|it| it.needs.contains(&at));
        }
        (it.count, it.judged) = (at, 0);
        Stage::LeaveOut(it)
    }

    /// Judges the next migrations with all changes. A change that makes one worse is left out, with those that need it, and all
    /// are judged anew.
    pub(super) fn check(&mut self, used: Vec<usize>, from: usize) -> Stage {
        let places: Vec<usize> = (from..self.rows.len()).take(PIECE).collect();
        if places.is_empty() {
            return Stage::Order;
        }
        let changes: Vec<&Change> = used.iter().filter_map(|it| self.known.get(*it)).map(|it| &it.change).collect();
        let goal = |place: usize| {
            let helped = self.helped.binary_search_by_key(&place, |it| it.place).ok();
            let helped = helped.and_then(|it| self.helped.get(it)).map(|it| it.after);
            helped.or_else(|| self.rows.get(place).map(|it| it.verdict))
        };
        let configs = &self.configs;
        let judged = with(&mut self.base, &changes, |network| verdicts(configs, &places, network));
        let harmful = match judged {
            // Where they cannot be made together at all, the last one is at fault.
            None => used.last().copied(),
            Some(judged) => {
                let is_worse = |it: &(usize, Verdict)| goal(it.0).is_some_and(|goal| rank(goal) < rank(it.1));
                let worse = places.iter().copied().zip(judged).find(is_worse);
                worse.and_then(|(worse, _)| self.harmful(&used, worse))
            }
        };
        let Some(harmful) = harmful else { return Stage::Check { used, from: from + places.len() } };
        let (left, kept): (Vec<_>, Vec<_>) =
            mem::take(&mut self.helped).into_iter().partition(|it| it.needs.contains(&harmful));
        self.left.extend(left.iter().map(|it| it.place));
        sort_by_number(&mut self.left, |it| number(*it));
        self.helped = kept;
        // What was tried was tried with more changes.
        self.least = false;
        self.begin_check()
    }

    /// The first of some changes after which a migration is worse than it is now, or cannot be helped as it was alone.
    fn harmful(&mut self, used: &[usize], worse: usize) -> Option<usize> {
        let before = self.rows.get(worse).map_or(0, |it| rank(it.verdict));
        let config = self.configs.get(worse)?;
        let (mut inverses, mut first) = (Vec::with_capacity(used.len()), None);
        for at in used {
            let Some(Known { change, .. }) = self.known.get(*at) else { continue };
            let inverse = if change.is_refused(&self.base) { None } else { change.make(&mut self.base) };
            let is_made = inverse.is_some();
            inverses.extend(inverse);
            if !is_made || before < rank(verdict(config, &self.base)) {
                first = Some(*at);
                break;
            }
        }
        for inverse in inverses.iter().rev() {
            // What was just made can be taken back.
            let _: Option<Change> = inverse.make(&mut self.base);
        }
        // It is as it was, and not helped: what it needs itself does not help beside the others.
        let own = || self.helped.iter().find(|it| it.place == worse).and_then(|it| it.needs.last().copied());
        first.or_else(own)
    }
}
