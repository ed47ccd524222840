//! The way of a connection, hop by hop.

use crate::{Connection, DecidedBy, Hop, HopKind, HopText, Party, Stage, Status, Step, report::is_on};

/// The hops of a connection in order: one for each step on it without which it cannot be made, or several where the files
/// show several of one step.
pub(crate) fn trace(connection: &Connection, steps: &[Step], uses_runtime: bool) -> Vec<Hop> {
    let on_it = steps.iter().filter(|it| it.holds_back() && is_on(it.key, connection.to, uses_runtime));
    let mut found = Vec::with_capacity(steps.len());
    on_it.for_each(|step| add_hops(&mut found, step, connection.to));
    let mut hops: Vec<Hop> = Vec::with_capacity(found.len());
    for hop in found {
        // The order of the steps stays within one kind of hop. A sort of any list would weigh a hundredth of the page.
        hops.insert(hops.partition_point(|it| it.kind <= hop.kind), hop);
    }
    hops
}

fn add_hops(hops: &mut Vec<Hop>, step: &Step, to: Party) {
    // Where an answer or the settings decide the step, they decide it as one.
    if !step.stages.is_empty() && matches!(step.decided_by, DecidedBy::Evidence | DecidedBy::Nothing) {
        let of_stage = |it: &Stage| Hop {
            kind: it.hop,
            resource: it.resource.clone(),
            step: step.key,
            status: it.status,
            text: HopText::Shown(it.text.clone()),
        };
        return hops.extend(step.stages.iter().map(of_stage));
    }
    // What is asked of the client's own server is the start of the way, not its end; also where it is not known who that is.
    let is_client = step.key.party() != to && step.hop == HopKind::Server;
    hops.push(Hop {
        kind: if is_client { HopKind::Client } else { step.hop },
        resource: step.evidence.first().map(|it| it.resource.clone()),
        step: step.key,
        status: step.status,
        text: match step.status {
            Status::Fail => HopText::Claim(step.failure()),
            Status::NotApplicable => HopText::NotApplicable(step.title()),
            Status::Pass | Status::Unknown => HopText::Claim(step.title()),
        },
    });
}
