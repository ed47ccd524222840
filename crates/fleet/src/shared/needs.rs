//! Finds what one migration needs: changes of another one, or those of a plan of its own.

use pgreach_network::Change;
use pgreach_rules::{Config, PlannedChange, Verdict, plan_of_changes};

use super::{FEW, Helped, Known, Planning, verdict, with};

/// A plan of an earlier migration is tried for another one so often before that gets a plan of its own.
const TRIED: usize = 3;

impl Planning<'_> {
    /// Finds what a migration needs; returns whether something was found.
    pub(super) fn take(&mut self, place: usize) -> bool {
        let Some(config) = self.configs.get(place).cloned() else { return false };
        let config = &config;
        let cause = self.rows.get(place).and_then(|it| it.cause.as_ref()?.step.as_ref());
        // What put another one right that has the same cause may be enough.
        let is_like = |it: &&Helped| self.rows.get(it.place).and_then(|it| it.cause.as_ref()?.step.as_ref()) == cause;
        let mut tried: Vec<Vec<usize>> = Vec::new();
        for it in self.helped.iter().rev().filter(is_like) {
            if !tried.contains(&it.needs) {
                tried.push(it.needs.clone());
            }
            if tried.len() == TRIED {
                break;
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
    fn join(&mut self, own: Vec<(Change, PlannedChange)>) -> Option<Vec<usize>> {
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

    /// Those of some changes with which a migration comes to the same.
    pub(super) fn least_of(&mut self, changes: &[usize], place: usize, after: Verdict) -> Vec<usize> {
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
}

/// Whether a migration that was blocked is better off.
const fn helps(after: Verdict) -> bool {
    matches!(after, Verdict::Ready | Verdict::Undecided)
}
