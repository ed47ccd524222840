//! Collects where packets come from and go to in a network: the content of a service tag is held against these places.
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

    /// The pseudonyms of what a service tag stands for; of a tag with nothing at any place, one range that is not in use.
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

#[cfg(test)]
mod tests {
    use super::{super::PseudonymKey, Addresses, Places};

    #[test]
    fn of_a_tag_only_what_meets_a_place_stays() {
        let mut places = Places::default();
        for it in ["10.1.0.0/25", "10.1.0.128/25", "52.174.33.12/32", "192.168.7.8/32"] {
            places.see(it.parse().expect("a range"));
        }
        let places = places.known();
        let addresses = Addresses::new(PseudonymKey([7; 16]));
        for (tag, stays) in [
            (&["52.174.0.0/16", "40.68.0.0/14"][..], &["52.174.0.0/16"][..]),
            (&["52.174.33.12/32", "52.174.33.13/32"], &["52.174.33.12/32"]),
            (&["10.1.0.4/32", "10.0.0.0/8", "10.1.1.0/24"], &["10.1.0.4/32", "10.0.0.0/8"]),
            (&["0.0.0.0/0"], &["0.0.0.0/0"]),
            (&["13.0.0.0/8", "192.168.7.9/32"], &["240.0.0.0/32"]),
            (&[], &[]),
        ] {
            let nets = |them: &[&str]| them.iter().map(|it| it.parse().expect("a range")).collect::<Vec<_>>();
            let stays: Vec<_> = nets(stays).into_iter().map(|it| addresses.net(it)).collect();
            assert_eq!(places.of_tag(&nets(tag), &addresses), stays, "{tag:?}");
        }
    }
}
