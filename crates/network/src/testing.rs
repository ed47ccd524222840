//! Builds the parts of networks that tests speak of, in short.
#![expect(clippy::missing_panics_doc, reason = "a test that names nonsense is to fail")]

use crate::{Direction, Id, Peer, PortRange, SecurityRule};

/// The id of a resource of a type: `id("Microsoft.Network/virtualNetworks", "vnet-a/subnets/db")`.
#[must_use]
pub fn id(kind: &str, name: &str) -> Id {
    Id::parse(&format!("/subscriptions/s1/resourceGroups/rg/providers/{kind}/{name}")).expect("it is an id")
}

/// A rule in short: `"deny-out", "200 out deny tcp * * > 10.1.0.4/32 5432"`. Several of a kind are joined by commas, `?` is
/// unreadable; an address, a range or a tag, and `@name` for an application security group.
#[must_use]
pub fn rule(name: &str, short: &str) -> SecurityRule {
    let words: Vec<&str> = short.split(' ').collect();
    let [priority, direction, access, protocol, sources, source_ports, ">", destinations, destination_ports] =
        words[..]
    else {
        panic!("not a rule: {short}")
    };
    let each = |word: &str| word.split(',').map(str::to_owned).collect::<Vec<_>>();
    let ports = |word: &str| {
        let range = |it: String| match it.split_once('-') {
            _ if it == "*" => PortRange { from: 0, to: 65535 },
            Some((from, to)) => PortRange { from: from.parse().expect("a port"), to: to.parse().expect("a port") },
            None => PortRange { from: it.parse().expect("a port"), to: it.parse().expect("a port") },
        };
        (word != "?").then(|| each(word).into_iter().map(range).collect())
    };
    let peers = |word: &str| {
        let peer = |it: String| match (it.parse(), it.strip_prefix('@')) {
            (Ok(net), _) => Peer::Net(net),
            (_, Some(group)) => Peer::Group(group_id(group)),
            _ if it == "*" => Peer::Any,
            _ if it.contains(':') => Peer::Ipv6,
            _ => Peer::Tag(it),
        };
        (word != "?").then(|| each(word).into_iter().map(peer).collect())
    };
    SecurityRule {
        name: name.to_owned(),
        priority: priority.parse().ok(),
        direction: match direction {
            "in" => Some(Direction::Inbound),
            "out" => Some(Direction::Outbound),
            _ => None,
        },
        allow: match access {
            "allow" => Some(true),
            "deny" => Some(false),
            _ => None,
        },
        protocol: (protocol != "?").then(|| protocol.to_owned()),
        source_ports: ports(source_ports),
        destination_ports: ports(destination_ports),
        sources: peers(sources),
        destinations: peers(destinations),
    }
}

/// The rules that every security group has.
#[must_use]
pub fn default_rules() -> Vec<SecurityRule> {
    vec![
        rule("AllowVnetInBound", "65000 in allow * VirtualNetwork * > VirtualNetwork *"),
        rule("AllowAzureLoadBalancerInBound", "65001 in allow * AzureLoadBalancer * > * *"),
        rule("DenyAllInBound", "65500 in deny * * * > * *"),
        rule("AllowVnetOutBound", "65000 out allow * VirtualNetwork * > VirtualNetwork *"),
        rule("AllowInternetOutBound", "65001 out allow * * * > Internet *"),
        rule("DenyAllOutBound", "65500 out deny * * * > * *"),
    ]
}

/// The id of an application security group.
#[must_use]
pub fn group_id(name: &str) -> Id {
    id("Microsoft.Network/applicationSecurityGroups", name)
}
