//! In which order to make changes, so that most migrations become ready early: the fewest migrations wait for each of them.

use std::collections::HashMap;

use serde::Serialize;

/// Up to so many changes every order is looked at.
const FEW: usize = 16;

/// How an order was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// All orders were looked at: there is none in which the migrations wait for fewer changes altogether.
    #[default]
    Exact,
    /// There are too many. Again and again those changes come next that make most migrations ready for each change.
    Greedy,
}

/// What one migration needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Need {
    /// The changes, by number.
    pub(crate) changes: Vec<usize>,
    /// How much it counts.
    pub(crate) weight: usize,
}

/// The best order of so many changes; `before` has for each the ones that must be made before it.
pub(crate) fn order(count: usize, needs: &[Need], before: &[Vec<usize>]) -> (Vec<usize>, Order) {
    let needs = &joined(needs);
    let exact = if count <= FEW { exact(count, needs, before) } else { None };
    // Where changes need each other, none can be the first.
    exact.map_or_else(|| (greedy(count, needs, before), Order::Greedy), |it| (it, Order::Exact))
}

/// The same with those that need the same changes as one: thousands of migrations wait for a few hundred changes.
fn joined(needs: &[Need]) -> Vec<Need> {
    let (mut joined, mut places): (Vec<Need>, HashMap<&[usize], usize>) = Default::default();
    for need in needs {
        let place = *places.entry(&need.changes).or_insert(joined.len());
        match joined.get_mut(place) {
            Some(same) => same.weight += need.weight,
            None => joined.push(need.clone()),
        }
    }
    joined
}

/// For each set of changes the least that is waited until they are made, and the last of them.
fn exact(count: usize, needs: &[Need], before: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mask = |changes: &[usize]| changes.iter().fold(0_usize, |mask, it| mask | 1 << it);
    let needs: Vec<(usize, usize)> = needs.iter().map(|it| (mask(&it.changes), it.weight)).collect();
    let before: Vec<usize> = before.iter().map(|it| mask(it)).collect();
    let all = (1_usize << count) - 1;
    let mut best: Vec<Option<(usize, usize)>> = vec![None; all + 1];
    *best.first_mut()? = Some((0, 0));
    for made in 0..=all {
        let Some((waited, _)) = best.get(made).copied().flatten() else { continue };
        // Until the next change is made, all wait that need one that is not.
        let waiting: usize = needs.iter().filter(|(need, _)| need & !made != 0).map(|(_, weight)| weight).sum();
        for next in (0..count).filter(|it| made & 1 << it == 0) {
            if before.get(next).is_some_and(|it| it & !made != 0) {
                continue;
            }
            let after = best.get_mut(made | 1 << next)?;
            if after.is_none_or(|(least, _)| waited + waiting < least) {
                *after = Some((waited + waiting, next));
            }
        }
    }
    let (mut ordered, mut made) = (Vec::with_capacity(count), all);
    while made != 0 {
        let (_, last) = best.get(made).copied().flatten()?;
        ordered.push(last);
        made &= !(1 << last);
    }
    ordered.reverse();
    Some(ordered)
}

fn greedy(count: usize, needs: &[Need], before: &[Vec<usize>]) -> Vec<usize> {
    let (mut ordered, mut is_made) = (Vec::with_capacity(count), vec![false; count]);
    // What is missing for each migration, and what becomes ready with that.
    let missing = |need: &Need, is_made: &[bool]| {
        let mut missing = Vec::new();
        for it in &need.changes {
            add(*it, before, is_made, &mut missing);
        }
        missing
    };
    let mut sets: Vec<Vec<usize>> = needs.iter().map(|it| missing(it, &is_made)).collect();
    let mut missed_by: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (place, set) in sets.iter().enumerate() {
        for it in set {
            if let Some(all) = missed_by.get_mut(*it) {
                all.push(place);
            }
        }
    }
    // Only of what has a change in common a set can have all.
    let near = |set: &[usize]| -> Vec<usize> {
        let mut near: Vec<usize> = set.iter().filter_map(|it| missed_by.get(*it)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        near
    };
    let gain = |place: usize, sets: &[Vec<usize>]| -> usize {
        let Some(set) = sets.get(place) else { return 0 };
        let has_all = |other: &Vec<usize>| !other.is_empty() && other.iter().all(|it| set.contains(it));
        let ready = near(set).into_iter().filter(|it| sets.get(*it).is_some_and(has_all));
        ready.filter_map(|it| needs.get(it)).map(|it| it.weight).sum()
    };
    let mut gains: Vec<usize> = (0..sets.len()).map(|it| gain(it, &sets)).collect();
    loop {
        let mut best: Option<(usize, &Vec<usize>)> = None;
        for (gain, set) in gains.iter().copied().zip(&sets).filter(|it| !it.1.is_empty()) {
            // More for each change: the fractions are compared without dividing.
            let is_better = |(most, other): (usize, &Vec<usize>)| most * set.len() < gain * other.len();
            if best.is_none_or(is_better) {
                best = Some((gain, set));
            }
        }
        let Some((_, next)) = best else { break };
        let next = next.clone();
        for it in &next {
            if let Some(is_made) = is_made.get_mut(*it) {
                *is_made = true;
            }
        }
        // Those that miss less now, and those that have a change in common with them.
        let less = near(&next);
        for place in &less {
            if let (Some(set), Some(need)) = (sets.get_mut(*place), needs.get(*place)) {
                *set = missing(need, &is_made);
            }
        }
        let around: Vec<usize> = less.iter().filter_map(|it| sets.get(*it)).flatten().copied().collect();
        for place in near(&around) {
            let new = gain(place, &sets);
            if let Some(gain) = gains.get_mut(place) {
                *gain = new;
            }
        }
        ordered.extend(next);
    }
    ordered
}

/// Adds a change that is not made yet, after those that it needs.
fn add(change: usize, before: &[Vec<usize>], is_made: &[bool], missing: &mut Vec<usize>) {
    if missing.contains(&change) || is_made.get(change).copied().unwrap_or(true) {
        return;
    }
    // Its own place is kept, so that changes that need each other do not go in a circle.
    let at = missing.len();
    missing.push(change);
    for it in before.get(change).into_iter().flatten() {
        add(*it, before, is_made, missing);
    }
    if let Some(rest) = missing.get_mut(at..) {
        rest.rotate_left(1);
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::{FEW, Need, Order, add, exact, greedy, joined, order};

    /// What is waited altogether: for each change, the migrations that are not ready before it is made.
    fn waited(ordered: &[usize], needs: &[Need]) -> usize {
        (0..ordered.len())
            .map(|made| {
                let is_open = |it: &&Need| it.changes.iter().any(|it| !ordered[..made].contains(it));
                needs.iter().filter(is_open).map(|it| it.weight).sum::<usize>()
            })
            .sum()
    }

    fn is_allowed(ordered: &[usize], before: &[Vec<usize>]) -> bool {
        let place = |change: usize| ordered.iter().position(|it| *it == change).expect("each is made");
        before.iter().enumerate().all(|(change, before)| before.iter().all(|it| place(*it) < place(change)))
    }

    fn permutations(count: usize) -> Vec<Vec<usize>> {
        if count == 0 {
            return vec![Vec::new()];
        }
        let shorter = permutations(count - 1);
        let with = |it: &Vec<usize>, at: usize| [&it[..at], &[count - 1], &it[at..]].concat();
        shorter.iter().flat_map(|it| (0..count).map(move |at| with(it, at))).collect()
    }

    /// Needs of some migrations, and what must be made before what.
    fn any(rng: &mut Rng, count: usize, migrations: usize) -> (Vec<Need>, Vec<Vec<usize>>) {
        let need = |rng: &mut Rng| {
            let mut changes: Vec<usize> = (0..count).filter(|_| rng.u8(..4) == 0).collect();
            changes.push(rng.usize(..count));
            changes.dedup();
            Need { changes, weight: 1 + rng.usize(..3) }
        };
        let mut needs: Vec<Need> = (0..migrations).map(|_| need(rng)).collect();
        // Each change is needed.
        needs.extend((0..count).map(|it| Need { changes: vec![it], weight: 1 }));
        let before = (0..count).map(|it| (0..it).filter(|_| rng.u8(..8) == 0).collect()).collect();
        (needs, before)
    }

    #[test]
    fn no_order_is_better_than_the_exact_one() {
        let mut rng = Rng::with_seed(14);
        for round in 0..60 {
            let count = 1 + round % 6;
            let (needs, before) = any(&mut rng, count, 5);
            let all = permutations(count).into_iter().filter(|it| is_allowed(it, &before));
            let best = all.map(|it| waited(&it, &needs)).min().expect("there is an order");
            let (ordered, how) = order(count, &needs, &before);
            assert!(is_allowed(&ordered, &before), "{needs:?} {before:?}: {ordered:?}");
            assert_eq!((waited(&ordered, &needs), how), (best, Order::Exact), "{needs:?} {before:?}: {ordered:?}");
        }
    }

    #[test]
    fn the_greedy_order_has_each_change_once_after_those_it_needs() {
        let mut rng = Rng::with_seed(14);
        for _ in 0..40 {
            let (needs, before) = any(&mut rng, FEW + 8, 60);
            let (mut ordered, how) = order(FEW + 8, &needs, &before);
            assert!(is_allowed(&ordered, &before) && how == Order::Greedy);
            ordered.sort_unstable();
            assert_eq!(ordered, (0..FEW + 8).collect::<Vec<_>>());
        }
    }

    /// The greedy order as its rule says it, each gain counted anew for each change.
    fn greedy_by_its_rule(count: usize, needs: &[Need], before: &[Vec<usize>]) -> Vec<usize> {
        let (mut ordered, mut is_made) = (Vec::new(), vec![false; count]);
        loop {
            let missing = |need: &Need| {
                let mut missing = Vec::new();
                for it in &need.changes {
                    add(*it, before, &is_made, &mut missing);
                }
                missing
            };
            let open: Vec<(usize, Vec<usize>)> =
                needs.iter().map(|it| (it.weight, missing(it))).filter(|it| !it.1.is_empty()).collect();
            let gain = |set: &[usize]| -> usize {
                open.iter().filter(|(_, it)| it.iter().all(|it| set.contains(it))).map(|it| it.0).sum()
            };
            let mut best: Option<(usize, &Vec<usize>)> = None;
            for (_, set) in &open {
                if best.is_none_or(|(most, other)| most * set.len() < gain(set) * other.len()) {
                    best = Some((gain(set), set));
                }
            }
            let Some((_, next)) = best else { return ordered };
            let next = next.clone();
            for it in &next {
                is_made[*it] = true;
            }
            ordered.extend(next);
        }
    }

    #[test]
    fn the_greedy_order_follows_its_rule() {
        let mut rng = Rng::with_seed(15);
        for _ in 0..60 {
            let (needs, before) = any(&mut rng, FEW, 40);
            let needs = joined(&needs);
            assert_eq!(greedy(FEW, &needs, &before), greedy_by_its_rule(FEW, &needs, &before), "{needs:?} {before:?}");
        }
    }

    #[test]
    fn thousands_of_changes_are_ordered_at_once() {
        let needs: Vec<Need> = (0..6000).map(|it| Need { changes: vec![it], weight: 1 + it % 3 }).collect();
        let before = vec![Vec::new(); needs.len()];
        let start = cpu_time::ThreadTime::now();
        assert_eq!(greedy(needs.len(), &needs, &before).len(), needs.len());
        // Each gain counted anew for each change would take hours.
        assert!(start.elapsed().as_secs() < 20);
    }

    #[test]
    fn one_change_for_many_comes_before_one_for_a_few() {
        let need = |changes: &[usize]| Need { changes: changes.to_vec(), weight: 1 };
        let needs = [need(&[0]), need(&[1, 2]), need(&[3]), need(&[3]), need(&[3]), need(&[1, 2])];
        let before = vec![Vec::new(); 4];
        for ordered in [exact(4, &needs, &before).expect("an order"), greedy(4, &needs, &before)] {
            assert_eq!(ordered[0], 3);
            assert_eq!(waited(&ordered, &needs), 6 + 3 + 2 + 2);
        }
    }

    #[test]
    fn changes_that_need_each_other_are_ordered_all_the_same() {
        let needs = [Need { changes: vec![0, 1], weight: 1 }];
        let (mut ordered, how) = order(2, &needs, &[vec![1], vec![0]]);
        ordered.sort_unstable();
        assert_eq!((ordered, how), (vec![0, 1], Order::Greedy));
    }
}
