//! Compares and prints ranges of addresses, and names of regions.

use ipnet::Ipv4Net;

use crate::{ServiceEndpoint, Vnet};

/// The VNet's ranges as they are printed, and as evidence shows them.
pub fn printed(nets: &[Ipv4Net]) -> String {
    nets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Whether two names are one region of Azure: "West Europe" is "westeurope".
#[must_use]
pub fn is_region(one: &str, other: &str) -> bool {
    let letters = |it: &str| it.replace(' ', "").to_ascii_lowercase();
    letters(one) == letters(other)
}

impl ServiceEndpoint {
    /// Whether it leads to servers in a region; `*` stands for every one.
    #[must_use]
    pub fn serves(&self, region: &str) -> bool {
        self.locations.is_empty() || self.locations.iter().any(|it| it == "*" || is_region(it, region))
    }
}

/// Whether ranges hold all of a range.
#[must_use]
pub fn hold(ranges: &[Ipv4Net], net: Ipv4Net) -> bool {
    ranges.iter().any(|it| it.contains(&net))
}

/// Whether two ranges have an address in common.
#[must_use]
pub fn meet(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

/// The first two ranges of two networks that overlap.
#[must_use]
pub fn overlap(one: &Vnet, other: &Vnet) -> Option<(Ipv4Net, Ipv4Net)> {
    let (one, other) = (one.prefixes.known()?, other.prefixes.known()?);
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (*a, *b)));
    pairs.into_iter().find(|(a, b)| meet(*a, *b))
}

/// Whether ranges together hold all of a range.
#[must_use]
pub fn covers(ranges: &[Ipv4Net], net: Ipv4Net) -> bool {
    hold(&Ipv4Net::aggregate(&ranges.to_vec()), net)
}
