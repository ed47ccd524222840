//! In which order changes are made, and what each does for the migrations.

use std::mem;

use pgreach_network::{Change, needs_among, sort_by_number};
use pgreach_rules::Verdict;

use super::{Helped, PIECE, Planning, SharedChange, SharedPlan, Stage, number, verdicts, with};
use crate::order::{Need, Order, order};

/// How far changes are made.
pub(super) struct Make {
    /// The changes that are used, in order, and how that was found.
    pub(super) ordered: Vec<usize>,
    order: Order,
    /// So many of them are made.
    pub(super) made: usize,
    /// Those who are not helped yet, as places in the list of the helped.
    open: Vec<usize>,
    /// Those of them who have all that they need, and are not judged yet.
    due: Vec<usize>,
    changes: Vec<SharedChange>,
}

impl Planning<'_> {
    /// The changes that are left, in the best order.
    pub(super) fn in_order(&mut self) -> Make {
        let used = self.used();
        let mut places = vec![0; self.known.len()];
        for (place, at) in used.iter().enumerate() {
            if let Some(it) = places.get_mut(*at) {
                *it = place;
            }
        }
        let place_of = |at: &usize| places.get(*at).copied().unwrap_or_default();
        let undecided = self.helped.iter().filter(|it| it.after != Verdict::Ready).count();
        let need = |it: &Helped| Need {
            changes: it.needs.iter().map(place_of).collect(),
            // One that is ready counts more than all of those that are not yet.
            weight: if it.after == Verdict::Ready { 1 + undecided } else { 1 },
        };
        let needs: Vec<Need> = self.helped.iter().map(need).collect();
        let known: Vec<&Change> = used.iter().filter_map(|it| self.known.get(*it)).map(|it| &it.change).collect();
        let (found, mut how) = order(known.len(), &needs, &needs_among(&known));
        let mut ordered: Vec<usize> = found.iter().filter_map(|it| used.get(*it).copied()).collect();
        let changes: Vec<&Change> = found.iter().filter_map(|it| known.get(*it).copied()).collect();
        if with(&mut self.base, &changes, |_| ()).is_none() {
            // Azure would refuse one where it is: the order in which they were found was seen to do.
            (ordered, how) = (used, Order::Greedy);
        }
        let open = (0..self.helped.len()).collect();
        Make { ordered, order: how, made: 0, open, due: Vec::new(), changes: Vec::new() }
    }

    /// Makes the next change, and judges those who have all that they need then.
    pub(super) fn make(&mut self, mut it: Make) -> Stage {
        if it.due.is_empty() {
            let Some(at) = it.ordered.get(it.made).copied() else { return Stage::Ended(self.plan(it)) };
            it.made += 1;
            let Some(known) = self.known.get(at) else { return Stage::Make(it) };
            // It is not taken back: the network is not used again.
            let _: Option<Change> = known.change.make(&mut self.base);
            let mut is_made = vec![false; self.known.len()];
            for at in it.ordered.iter().take(it.made) {
                if let Some(is_made) = is_made.get_mut(*at) {
                    *is_made = true;
                }
            }
            let has_all = |it: &&usize| {
                let helped = self.helped.get(**it);
                helped.is_some_and(|it| it.needs.iter().all(|it| is_made.get(*it) == Some(&true)))
            };
            it.due = it.open.iter().filter(has_all).copied().collect();
            let needing = self.helped.iter().filter(|it| it.needs.contains(&at));
            let needed_by = needing.map(|it| it.place).collect();
            let (ready, undecided) = Default::default();
            it.changes.push(SharedChange { change: known.text.clone(), needed_by, ready, undecided });
            return Stage::Make(it);
        }
        let rest = it.due.split_off(it.due.len().min(PIECE));
        let judged = mem::replace(&mut it.due, rest);
        let places: Vec<usize> = judged.iter().filter_map(|it| self.helped.get(*it)).map(|it| it.place).collect();
        let verdicts = verdicts(&self.configs, &places, &self.base);
        for (at, verdict) in judged.into_iter().zip(verdicts) {
            let (Some(helped), Some(change)) = (self.helped.get(at), it.changes.last_mut()) else { continue };
            match verdict {
                Verdict::Ready => change.ready.push(helped.place),
                Verdict::Undecided if helped.after == Verdict::Undecided => change.undecided.push(helped.place),
                // Beside what was made before, it may wait for what comes later.
                _ => continue,
            }
            if let Ok(place) = it.open.binary_search(&at) {
                it.open.remove(place);
            }
        }
        Stage::Make(it)
    }

    /// What was found, once all changes are made.
    fn plan(&mut self, Make { order, open, mut changes, .. }: Make) -> SharedPlan {
        let mut left = mem::take(&mut self.left);
        // Whom all changes together do not help, none of them is needed by.
        let mut is_unhelped = vec![false; self.configs.len()];
        for it in open.iter().filter_map(|it| self.helped.get(*it)) {
            left.push(it.place);
            if let Some(is_unhelped) = is_unhelped.get_mut(it.place) {
                *is_unhelped = true;
            }
        }
        for change in &mut changes {
            change.needed_by.retain(|it| is_unhelped.get(*it) == Some(&false));
        }
        sort_by_number(&mut left, |it| number(*it));
        SharedPlan { changes, order, least: self.least, left }
    }
}
