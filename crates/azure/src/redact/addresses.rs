//! Pseudonyms for addresses: two that share their first bits, and no more, have pseudonyms that do.
//!
//! So an address lies in a range exactly where its pseudonym lies in the range's, and ranges overlap as before. Each bit
//! is turned or left by a keyed hash of the bits before it, as in "Prefix-Preserving IP Address Anonymization" (Xu, Fan,
//! Ammar, Moon, 2002). On the way to a block of [`KEPT`] no bit is turned, so private stays private and public public.

use std::{hash::Hasher, net::Ipv4Addr};

use ipnet::Ipv4Net;
use siphasher::sip::SipHasher24;

use super::PseudonymKey;

/// Addresses and blocks that mean something. A block becomes itself, whatever happens to the addresses in it.
const KEPT: [(Ipv4Addr, u8); 12] = [
    (Ipv4Addr::UNSPECIFIED, 32),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Where Azure itself answers: DNS, health probes.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    (NOWHERE, 32),
    (Ipv4Addr::BROADCAST, 32),
];

/// An address that is not in use: reserved for a use that never came.
pub(super) const NOWHERE: Ipv4Addr = Ipv4Addr::new(240, 0, 0, 0);

/// The pseudonyms that one key gives.
pub(super) struct Addresses(SipHasher24);

impl Addresses {
    pub(super) fn new(PseudonymKey(key): PseudonymKey) -> Self {
        Self(SipHasher24::new_with_key(&key))
    }

    /// The pseudonym of an address.
    pub(super) fn address(&self, address: Ipv4Addr) -> Ipv4Addr {
        let bits = u32::from(address);
        let turned = (0..32).filter(|&it| self.turns(first_bits(bits, it), it)).map(|it| 1 << (31 - it));
        Ipv4Addr::from(turned.fold(bits, |bits, bit: u32| bits ^ bit))
    }

    /// The pseudonym of a range that a prefix describes.
    pub(super) fn net(&self, net: Ipv4Net) -> Ipv4Net {
        let mapped = Ipv4Net::new(self.address(net.addr()), net.prefix_len()).unwrap_or(net);
        if net == net.trunc() { mapped.trunc() } else { mapped }
    }

    /// The pseudonyms of a range from one address to another: as many ranges as it takes prefixes to describe it, since
    /// what lies between two addresses does not lie between their pseudonyms.
    pub(super) fn range(&self, start: Ipv4Addr, end: Ipv4Addr) -> Vec<(Ipv4Addr, Ipv4Addr)> {
        if end < start {
            // It admits no address, and goes on to.
            let (one, other) = (self.address(start), self.address(end));
            return vec![(one.max(other), one.min(other))];
        }
        let parts = ipnet::Ipv4Subnets::new(start, end, 0).map(|it| self.net(it));
        parts.map(|it| (it.network(), it.broadcast())).collect()
    }

    /// Whether the bit after these is turned.
    fn turns(&self, prefix: u32, length: u8) -> bool {
        let leads = |(block, block_length): &(Ipv4Addr, u8)| {
            length < *block_length && first_bits(u32::from(*block), length) == prefix
        };
        if KEPT.iter().any(leads) {
            return false;
        }
        let mut hasher = self.0;
        hasher.write_u32(prefix);
        hasher.write_u8(length);
        hasher.finish() & 1 == 1
    }
}

/// The first bits of an address, the rest zero.
const fn first_bits(bits: u32, length: u8) -> u32 {
    bits & !(u32::MAX >> length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn addresses() -> Addresses {
        Addresses::new(PseudonymKey([7; 16]))
    }

    fn address(text: &str) -> Ipv4Addr {
        text.parse().expect("an address")
    }

    #[test]
    fn what_means_something_stays() {
        for text in ["0.0.0.0", "255.255.255.255", "168.63.129.16", "240.0.0.0"] {
            assert_eq!(addresses().address(address(text)), address(text));
        }
        for text in [
            "0.0.0.0/0",
            "0.0.0.0/1",
            "128.0.0.0/1",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
        ] {
            let net: Ipv4Net = text.parse().expect("a range");
            assert_eq!(addresses().net(net), net, "{text}");
        }
    }

    #[test]
    fn a_range_becomes_ranges_of_as_many_addresses() {
        for (start, end, count) in [
            ("0.0.0.0", "0.0.0.0", 1),
            ("0.0.0.0", "255.255.255.255", 1),
            ("52.1.2.3", "52.1.2.3", 1),
            ("52.1.2.0", "52.1.2.255", 1),
            ("52.1.2.10", "52.1.2.20", 4),
            ("0.0.0.1", "255.255.255.254", 62),
            ("52.1.2.9", "52.1.2.3", 1),
        ] {
            let size = |start: Ipv4Addr, end: Ipv4Addr| i64::from(u32::from(end)) - i64::from(u32::from(start)) + 1;
            let ranges = addresses().range(address(start), address(end));
            assert_eq!(ranges.len(), count, "{start} to {end}");
            if address(start) <= address(end) {
                let sizes: i64 = ranges.iter().map(|&(start, end)| size(start, end)).sum();
                assert_eq!(sizes, size(address(start), address(end)), "{start} to {end}");
            } else {
                assert!(ranges.iter().all(|(start, end)| end < start), "{start} to {end} admits no address");
            }
        }
    }

    proptest! {
        #[test]
        fn as_many_first_bits_are_shared_as_before(one: u32, other: u32, near in 0u32..=32, key: [u8; 16]) {
            let other = if near == 32 { one } else { one ^ (other >> near) };
            let addresses = Addresses::new(PseudonymKey(key));
            let [a, b] = [one, other].map(|it| u32::from(addresses.address(it.into())));
            prop_assert_eq!((a ^ b).leading_zeros(), (one ^ other).leading_zeros());
        }

        #[test]
        fn a_range_holds_the_same_addresses(bits: u32, length in 0u8..=32, at: u32, key: [u8; 16]) {
            let addresses = Addresses::new(PseudonymKey(key));
            let net = Ipv4Net::new(bits.into(), length).expect("a range").trunc();
            // Half of the addresses are in it.
            let at = if at & 1 == 0 { at } else { bits ^ (at & (u32::MAX.checked_shr(length.into()).unwrap_or(0))) };
            let at = Ipv4Addr::from(at);
            prop_assert_eq!(addresses.net(net).contains(&addresses.address(at)), net.contains(&at));
            let ranges = addresses.range(net.network(), net.broadcast());
            prop_assert_eq!(ranges.len(), 1);
        }

        #[test]
        fn private_stays_private_and_public_public(bits: u32, key: [u8; 16]) {
            let one = Ipv4Addr::from(bits);
            let other = Addresses::new(PseudonymKey(key)).address(one);
            let kind = |it: Ipv4Addr| {
                (it.is_private(), it.is_loopback(), it.is_link_local(), it.is_multicast(), it.is_unspecified())
            };
            prop_assert_eq!(kind(one), kind(other));
        }
    }
}
