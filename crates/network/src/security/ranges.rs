//! The addresses that Azure's own words stand for, and the rules that it puts into every group.

use ipnet::{Ipv4Net, Ipv4Subnets};

use super::{ALL_PORTS, packets::Span};
use crate::{Direction, Peer, SecurityRule, sort_by_number};

/// The address of the platform itself, from which health probes come.
pub const PLATFORM: Ipv4Net = Ipv4Net::new_assert(std::net::Ipv4Addr::new(168, 63, 129, 16), 32);

/// The rules that every group has, and that cannot be changed.
///
/// Source: "Azure network security groups overview", default security rules.
#[must_use]
pub fn default_rules() -> [SecurityRule; 6] {
    use Direction::{Inbound, Outbound};
    let tag = |it: &str| Peer::Tag(it.to_owned());
    let network = || (tag("VirtualNetwork"), tag("VirtualNetwork"));
    let rule = |name: &str, priority, direction, allow, (source, destination)| SecurityRule {
        name: name.to_owned(),
        priority: Some(priority),
        direction: Some(direction),
        allow: Some(allow),
        protocol: Some("*".to_owned()),
        source_ports: Some(vec![ALL_PORTS]),
        destination_ports: Some(vec![ALL_PORTS]),
        sources: Some(vec![source]),
        destinations: Some(vec![destination]),
    };
    [
        rule("AllowVnetInBound", 65000, Inbound, true, network()),
        rule("AllowAzureLoadBalancerInBound", 65001, Inbound, true, (tag("AzureLoadBalancer"), Peer::Any)),
        rule("DenyAllInBound", 65500, Inbound, false, (Peer::Any, Peer::Any)),
        rule("AllowVnetOutBound", 65000, Outbound, true, network()),
        rule("AllowInternetOutBound", 65001, Outbound, true, (Peer::Any, tag("Internet"))),
        rule("DenyAllOutBound", 65500, Outbound, false, (Peer::Any, Peer::Any)),
    ]
}

/// The ranges of RFC 1918.
pub const PRIVATE: [Ipv4Net; 3] = [
    Ipv4Net::new_assert(std::net::Ipv4Addr::new(10, 0, 0, 0), 8),
    Ipv4Net::new_assert(std::net::Ipv4Addr::new(172, 16, 0, 0), 12),
    Ipv4Net::new_assert(std::net::Ipv4Addr::new(192, 168, 0, 0), 16),
];

/// The ranges of RFC 1918 and RFC 6598, which no network announces to the internet.
pub const NOT_PUBLIC: [Ipv4Net; 4] = {
    let [ten, twelve, sixteen] = PRIVATE;
    [ten, twelve, sixteen, Ipv4Net::new_assert(std::net::Ipv4Addr::new(100, 64, 0, 0), 10)]
};

/// Every address that a public server may have: none of a private, shared or special range, nor the platform's.
#[must_use]
pub fn public() -> Vec<Ipv4Net> {
    let special =
        [([0, 0, 0, 0], 8), ([100, 64, 0, 0], 10), ([127, 0, 0, 0], 8), ([169, 254, 0, 0], 16), ([224, 0, 0, 0], 3)];
    let special = special.map(|(address, length)| Ipv4Net::new_assert(address.into(), length));
    all_but(PRIVATE.into_iter().chain([PLATFORM]).chain(special))
}

/// The addresses that a service tag can have: it is for a service of Azure, and no network of yours.
#[must_use]
pub fn of_services() -> Vec<Ipv4Net> {
    all_but(PRIVATE)
}

/// Every address that is in none of these ranges.
fn all_but(ranges: impl IntoIterator<Item = Ipv4Net>) -> Vec<Ipv4Net> {
    let mut ranges: Vec<Span> = ranges.into_iter().map(Span::from).collect();
    sort_by_number(&mut ranges, |it| it.from.into());
    let mut left = Vec::new();
    let mut next = Some(0_u32);
    for range in ranges.into_iter().chain([Span { from: u32::MAX, to: u32::MAX }]) {
        if let Some((from, to)) = next.zip(range.from.checked_sub(1)).filter(|(from, to)| from <= to) {
            left.extend(Ipv4Subnets::new(from.into(), to.into(), 0));
        }
        next = range.to.checked_add(1);
    }
    left
}
