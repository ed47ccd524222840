//! Where packets come from and go to, as far as a network says: what the content of a service tag is held against.
//!
//! What a service tag stands for is public. Next to its pseudonyms, anybody could take back those of every public
//! address beside it. So only the ranges stay that hold, or lie in, a place of the network: no check asks for the others.

use ipnet::Ipv4Net;

use super::addresses::{Addresses, NOWHERE};

/// The places that were seen, or all of them.
#[derive(Default)]
pub(super) struct Places {
    seen: Vec<Ipv4Net>,
    all: Vec<Ipv4Net>,
}

impl Places {
    pub(super) fn see(&mut self, net: Ipv4Net) {
        self.seen.push(net.trunc());
    }

    /// What was seen is all that there is.
    pub(super) fn known(self) -> Self {
        // Sorted, and none overlaps another.
        Self { seen: Vec::new(), all: Ipv4Net::aggregate(&self.seen) }
    }

    /// The pseudonyms of what a service tag stands for; of a tag with nothing at any place, one range that nobody has.
    pub(super) fn of_tag(&self, ranges: &[Ipv4Net], addresses: &Addresses) -> Vec<Ipv4Net> {
        let matters = |it: &&Ipv4Net| {
            let next = self.all.partition_point(|place| place.network() <= it.network());
            let around = [next.checked_sub(1), Some(next)].into_iter().flatten().filter_map(|at| self.all.get(at));
            around.into_iter().any(|place| place.contains(*it) || it.contains(place))
        };
        let kept: Vec<Ipv4Net> = ranges.iter().filter(matters).map(|it| addresses.net(*it)).collect();
        if kept.is_empty() && !ranges.is_empty() { vec![NOWHERE.into()] } else { kept }
    }
}
