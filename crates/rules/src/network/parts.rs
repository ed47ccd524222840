//! Decides what becomes of packets to ranges of addresses by what becomes of those to each part of them.

use ipnet::Ipv4Net;

use crate::{
    Evidence,
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// What holds for all of some ranges, of what holds for each piece of them. Where the packets to one piece of a range do not
/// arrive and others do, or may, it is not known: the address may be in either.
pub(crate) fn all(ranges: &[Ipv4Net], pieces: &[Ipv4Net], judge: impl Fn(Ipv4Net) -> Decided) -> Decided {
    let of_range = |range: &Ipv4Net| {
        let own = pieces.iter().filter(|it| range.contains(*it));
        let judged: Vec<(Ipv4Net, Decided)> = own.map(|it| (*it, judge(*it))).collect();
        let fails = |it: &Decided| it.as_ref().is_ok_and(Outcome::is_fail);
        let fault = judged.iter().find(|(_, it)| fails(it));
        if let Some((piece, fault)) = fault.filter(|_| judged.iter().any(|(_, it)| !fails(it))) {
            let evidence: Vec<Evidence> = fault.iter().flat_map(Outcome::evidence).cloned().collect();
            let reason = format!("Packets to {piece} do not arrive, and those to the rest of {range} may.");
            return Err(Undecided::new(Reason::Ambiguous, reason).showing(evidence));
        }
        Outcome::all(judged.into_iter().map(|(_, it)| it))
    };
    Outcome::all(ranges.iter().map(of_range))
}
