//! Decides whether changes do a step good, and nothing else harm.

use crate::{Report, Status, StepKey, Verdict};

/// How far a step is from holding: 0 where it holds, or is no step any more.
pub(super) fn rank(report: &Report, key: StepKey) -> u8 {
    report.step(key).map_or(0, |it| match it.status {
        Status::Pass | Status::NotApplicable => 0,
        Status::Unknown => 1,
        Status::Fail => 2,
    })
}

/// What good some changes do to a step that fails, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Good {
    /// It holds, and nothing else fails that did not fail before.
    Holds,
    /// Nothing is known against it, as where only somebody's own DNS server is left in question.
    Open,
    /// It no longer fails, and so many other steps fail now that were not known before: once the way there is open, the
    /// next fault shows.
    Shows(usize),
}

/// None where the step still fails, where one fails that held, or where nothing documented is left.
pub(super) fn good(key: StepKey, before: &Report, after: &Report) -> Option<Good> {
    let failing = || after.steps.iter().map(|it| it.key).filter(|it| rank(after, *it) == 2);
    // What keeps nothing from connecting is no harm, as an endpoint without a zone group that is connected to by its address.
    let mut held = after.steps.iter().filter(|it| it.status == Status::Fail && it.holds_back());
    let is_broken = held.any(|it| rank(before, it.key) == 0);
    if rank(after, key) == 2 || is_broken || after.verdict == Verdict::Unsupported {
        return None;
    }
    let shown = failing().filter(|it| rank(before, *it) == 1).count();
    Some(match rank(after, key) {
        _ if 0 < shown => Good::Shows(shown),
        0 => Good::Holds,
        _ => Good::Open,
    })
}

/// Whether what held before is no worse after less than after all of a way: what an endpoint that is made anew wrote to a
/// zone is written again, though the step is right without it.
pub(super) fn keeps(before: &Report, all: &Report, less: &Report) -> bool {
    before.steps.iter().all(|it| rank(before, it.key) != 0 || rank(less, it.key) <= rank(all, it.key))
}
