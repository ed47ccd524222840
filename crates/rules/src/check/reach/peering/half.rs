//! Words what a side of a peering lacks, alike for every way that a peering is a part of.

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export,
    network::{Id, Lack, Network, Peering, Shortcoming, is},
    outcome::{Reason, Undecided},
};

/// A fault of a side, and what is said of it.
pub(super) struct Fault {
    pub shown: Vec<Evidence>,
    pub note: String,
}

/// What a side of a peering lacks to carry packets between two subnets, and to these addresses of the other VNet: what is
/// certain, and what is open. What is none is not asked for.
pub(super) fn faults(
    network: &Network,
    half: &Peering,
    ends: [Option<&Id>; 2],
    nets: Option<&[Ipv4Net]>,
) -> impl Iterator<Item = Result<Fault, Undecided>> {
    half.shortcomings(ends, nets).into_iter().map(|Shortcoming { lack, shown, is_certain }| {
        let name = half.origin.name();
        let shown: Vec<Evidence> =
            shown.into_iter().map(|(property, it)| half.origin.shows(network, property, it)).collect();
        if is_certain {
            let note = match lack {
                Lack::Ipv4 => format!("{name} joins the two for IPv6 only."),
                Lack::Subnets => format!("{name} joins other subnets of the two."),
                Lack::Range => format!("{name} does not have the range that counts here: it has to be synchronized."),
            };
            return Ok(Fault { shown, note });
        }
        let what = match (lack, shown.is_empty()) {
            (Lack::Ipv4, _) => "whether it is for IPv6 only",
            (Lack::Subnets, _) => "which subnets it joins",
            (Lack::Range, true) => "whether it has the ranges of the other VNet",
            (Lack::Range, false) => "whether it has the range that counts here: export it again",
        };
        let vnet = half.origin.id.parent();
        let open = Undecided::new(Reason::Missing, format!("{name} does not say {what}."));
        Err(open.showing(shown).needing(Export::Vnet, vnet.as_ref().map_or("", Id::text)))
    })
}

/// What a state in which a peering joins nothing means.
///
/// Source: "Create, change, or delete a virtual network peering" (2025-07-01).
pub(super) fn state_in_words(name: &str, state: &str) -> Option<String> {
    if is(Some(state), "Initiated") {
        Some(format!("{name} is Initiated: the other side is missing."))
    } else if is(Some(state), "Disconnected") {
        Some(format!(
            "{name} is Disconnected: the other side was deleted. It has to be deleted too, and both made again."
        ))
    } else {
        None
    }
}

/// Says that a state is none that is known.
pub(super) fn other_state(state: &str) -> Undecided {
    Undecided::new(Reason::NotRead, format!("{state} is no state of a peering that pgreach knows."))
}
