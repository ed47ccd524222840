//! Security groups, decided a second time: packet by packet, and world by world.
//!
//! Nothing here is shared with `network::security` but the data. Each packet that the ranges allow (every address, and
//! the ports on both sides of every border) is held against each rule; what it is not known of a rule is tried both ways.
//! Only a fate that every packet has in every world is a decision.
//!
//! Azure's own words: "Network security groups" (2025-07): ascending priority, the first match ends it; a rule matches
//! by protocol, source, source port, destination and destination port; service tags stand for addresses.
//!
//! `PROPTEST_CASES` sets how many sets of rules are tried.

use std::{collections::BTreeSet, net::Ipv4Addr};

use ipnet::Ipv4Net;
use pgreach_rules::network::{
    Direction, Fact, Id, Peer, PortRange, SecurityRule,
    security::{CLIENT_PORTS, Decision, Doubt, End, Extent, Packets, Tags, Transport, decide, decide_in_every_network},
};
use proptest::{collection::vec, option, prelude::*, sample::select, test_runner::TestCaseResult};

// The second implementation.

/// One packet to the port in question.
#[derive(Debug, Clone, Copy)]
struct Packet {
    from: Ipv4Addr,
    from_port: u16,
    to: Ipv4Addr,
}

/// Whether a rule is about a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fits {
    No,
    Perhaps,
    Yes,
}

impl From<bool> for Fits {
    fn from(it: bool) -> Self {
        if it { Self::Yes } else { Self::No }
    }
}

/// What becomes of a packet: the rule that decides it, as its place in the list, and what that says.
type Fate = Option<(usize, bool)>;

/// Everything that can become of the packets.
fn fates(rules: &[SecurityRule], direction: Direction, packets: &Packets, tags: &Tags) -> BTreeSet<Fate> {
    let mut fates = BTreeSet::new();
    for packet in all(packets, rules) {
        let fits: Vec<Fits> = rules.iter().map(|it| fits(it, direction, &packet, packets, tags)).collect();
        let perhaps: Vec<usize> = (0..rules.len()).filter(|it| fits[*it] == Fits::Perhaps).collect();
        for world in 0_u32..1 << perhaps.len() {
            let is_in = |rule: &usize| match fits[*rule] {
                Fits::Yes => true,
                Fits::No => false,
                Fits::Perhaps => perhaps.iter().position(|it| it == rule).is_some_and(|it| world & (1 << it) != 0),
            };
            let matching: Vec<usize> = (0..rules.len()).filter(is_in).collect();
            let first = matching.iter().filter_map(|it| rules[*it].priority).min();
            // A rule without a priority may stand before all others; of two with one priority, either may win.
            let winners = matching.iter().filter(|it| rules[**it].priority.is_none() || rules[**it].priority == first);
            let mut is_decided = false;
            for winner in winners {
                is_decided = true;
                for allow in [true, false] {
                    if rules[*winner].allow.is_none_or(|it| it == allow) {
                        fates.insert(Some((*winner, allow)));
                    }
                }
            }
            if !is_decided {
                fates.insert(None);
            }
        }
    }
    fates
}

/// Every packet that can matter: all addresses, and the ports at the borders of every range.
fn all(packets: &Packets, rules: &[SecurityRule]) -> Vec<Packet> {
    let within = |port: &u16| packets.source_ports.from <= *port && *port <= packets.source_ports.to;
    let borders = rules
        .iter()
        .flat_map(|it| it.source_ports.iter().flatten())
        .flat_map(|it| [it.from.saturating_sub(1), it.from, it.to, it.to.saturating_add(1)]);
    let ports: BTreeSet<u16> =
        borders.chain([packets.source_ports.from, packets.source_ports.to]).filter(within).collect();
    let addresses = |end: &End| -> BTreeSet<Ipv4Addr> { end.nets.iter().copied().flat_map(each_address).collect() };
    let (sources, destinations) = (addresses(&packets.source), addresses(&packets.destination));
    let mut all = Vec::new();
    for from in &sources {
        for to in &destinations {
            all.extend(ports.iter().map(|from_port| Packet { from: *from, from_port: *from_port, to: *to }));
        }
    }
    all
}

fn each_address(net: Ipv4Net) -> impl Iterator<Item = Ipv4Addr> {
    (net.network().to_bits()..=net.broadcast().to_bits()).map(Ipv4Addr::from_bits)
}

/// All of its conditions.
fn fits(rule: &SecurityRule, direction: Direction, packet: &Packet, packets: &Packets, tags: &Tags) -> Fits {
    let direction = rule.direction.map_or(Fits::Perhaps, |it| (it == direction).into());
    let protocol = match rule.protocol.as_deref() {
        Some("tcp" | "*" | "all" | "any") => Fits::Yes,
        Some("udp" | "icmp" | "icmpv6" | "esp" | "ah") => Fits::No,
        Some(_) | None => Fits::Perhaps,
    };
    let from = end(rule.sources.as_deref(), packet.from, &packets.source.groups, tags);
    let to = end(rule.destinations.as_deref(), packet.to, &packets.destination.groups, tags);
    let from_port = ports(rule.source_ports.as_deref(), packet.from_port);
    let to_port = ports(rule.destination_ports.as_deref(), packets.port);
    // A rule without a priority may stand anywhere, so perhaps too late.
    let order = rule.priority.map_or(Fits::Perhaps, |_| Fits::Yes);
    [order, direction, protocol, from, from_port, to, to_port].into_iter().min().expect("seven conditions")
}

/// Any of its ranges; a rule without one was not read whole.
fn ports(ranges: Option<&[PortRange]>, port: u16) -> Fits {
    match ranges {
        None | Some([]) => Fits::Perhaps,
        Some(ranges) => ranges.iter().any(|it| (it.from..=it.to).contains(&port)).into(),
    }
}

/// Any of its peers.
fn end(peers: Option<&[Peer]>, address: Ipv4Addr, groups: &Fact<Vec<Id>>, tags: &Tags) -> Fits {
    match peers {
        None | Some([]) => Fits::Perhaps,
        Some(peers) => peers.iter().map(|it| peer(it, address, groups, tags)).max().expect("one peer at least"),
    }
}

fn peer(peer: &Peer, address: Ipv4Addr, groups: &Fact<Vec<Id>>, tags: &Tags) -> Fits {
    match peer {
        Peer::Any => Fits::Yes,
        Peer::Net(net) => net.contains(&address).into(),
        Peer::Ipv6 => Fits::No,
        Peer::Group(group) => match groups {
            Fact::Known(groups) => groups.contains(group).into(),
            Fact::None => Fits::No,
            Fact::Unknown => Fits::Perhaps,
        },
        Peer::Expanded(name, nets) if nets.is_empty() => tag(name, address, tags),
        Peer::Expanded(_, nets) => nets.iter().any(|it| it.contains(&address)).into(),
        Peer::Tag(name) => tag(name, address, tags),
    }
}

fn tag(name: &str, address: Ipv4Addr, tags: &Tags) -> Fits {
    let holds = |extent: &Extent| {
        let within = |nets: &[Ipv4Net]| nets.iter().any(|it| it.contains(&address));
        if within(&extent.surely) {
            Fits::Yes
        } else if within(&extent.perhaps) {
            Fits::Perhaps
        } else {
            Fits::No
        }
    };
    match name.to_lowercase().as_str() {
        "virtualnetwork" => holds(&tags.virtual_network),
        // What Azure expands it to leaves the private ranges out.
        "internet" if address.is_private() => Fits::No,
        "internet" => match holds(&tags.virtual_network) {
            Fits::Yes => Fits::No,
            Fits::Perhaps => Fits::Perhaps,
            Fits::No => Fits::Yes,
        },
        "azureloadbalancer" => (address == Ipv4Addr::new(168, 63, 129, 16)).into(),
        other => {
            tags.others.iter().find(|(name, _)| name.to_lowercase() == other).map_or(Fits::Perhaps, |(_, it)| holds(it))
        }
    }
}

// What they are tried on.

fn net(text: &str) -> Ipv4Net {
    text.parse().expect("a network")
}

fn group(name: &str) -> Id {
    let path = "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network/applicationSecurityGroups";
    Id::parse(&format!("{path}/{name}")).expect("an id")
}

/// Addresses that the packets have, that lie beside them, or destination away.
const NEAR: &[&str] =
    &["10.2.0.0", "10.2.0.5", "10.2.0.9", "10.1.0.4", "10.1.0.6", "10.9.0.4", "20.1.2.3", "168.63.129.16"];

fn some_net() -> impl Strategy<Value = Ipv4Net> {
    let near = select(NEAR).prop_map(|it| it.parse::<Ipv4Addr>().expect("an address"));
    let length = prop_oneof![Just(0_u8), Just(1), Just(8), Just(16), Just(24), 28_u8..=32];
    (near, length).prop_map(|(address, length)| Ipv4Net::new(address, length).expect("a length").trunc())
}

fn some_peer() -> impl Strategy<Value = Peer> {
    const TAGS: &[&str] =
        &["VirtualNetwork", "virtualnetwork", "Internet", "AzureLoadBalancer", "Sql", "SQL.WestEurope", "Storage"];
    prop_oneof![
        3 => Just(Peer::Any),
        6 => some_net().prop_map(Peer::Net),
        1 => Just(Peer::Ipv6),
        4 => select(TAGS).prop_map(|it| Peer::Tag(it.to_owned())),
        1 => select(&["web", "Db", "db"][..]).prop_map(|it| Peer::Group(group(it))),
        1 => (select(&["VirtualNetwork", "Sql"][..]), vec(some_net(), 0..3))
            .prop_map(|(name, nets)| Peer::Expanded(name.to_owned(), nets)),
    ]
}

fn some_ports(borders: &'static [u16]) -> impl Strategy<Value = PortRange> {
    let between = (select(borders), select(borders))
        .prop_map(|(one, other)| PortRange { from: one.min(other), to: one.max(other) });
    prop_oneof![Just(PortRange { from: 0, to: u16::MAX }), between]
}

/// A field that can be read, nearly always.
fn read<T: std::fmt::Debug + Clone>(field: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    option::weighted(0.97, field)
}

fn some_rule() -> impl Strategy<Value = SecurityRule> {
    let few = || vec(some_peer(), 1..4);
    // Nearly every rule is about any client port, as nearly every rule is in Azure.
    let client_ports = prop_oneof![
        5 => Just(vec![PortRange { from: 0, to: u16::MAX }]),
        1 => vec(some_ports(&[0, 1023, 1024, 5431, 5432, 32768, 40000, 65534, 65535]), 0..3),
    ];
    let protocol = select(&["tcp", "tcp", "tcp", "*", "*", "all", "udp", "icmp", "esp", "sctp"][..]);
    let direction = prop_oneof![Just(Direction::Outbound), Just(Direction::Outbound), Just(Direction::Inbound)];
    (
        read(prop_oneof![100_u16..=4096, 100_u16..106]),
        read(direction),
        read(any::<bool>()),
        read(protocol.prop_map(str::to_owned)),
        read(client_ports),
        read(vec(some_ports(&[0, 443, 5431, 5432, 5432, 5433, 6432, 65535]), 1..3)),
        read(few()),
        read(few()),
    )
        .prop_map(
            |(priority, direction, allow, protocol, source_ports, destination_ports, sources, destinations)| {
                let name = String::new();
                SecurityRule {
                    name,
                    priority,
                    direction,
                    allow,
                    protocol,
                    source_ports,
                    destination_ports,
                    sources,
                    destinations,
                }
            },
        )
}

/// The six rules that every group ends with.
fn defaults() -> Vec<SecurityRule> {
    let tag = |name: &str| if name == "*" { Peer::Any } else { Peer::Tag(name.to_owned()) };
    let every = || Some(vec![PortRange { from: 0, to: u16::MAX }]);
    [
        ("AllowVnetInBound", 65000, Direction::Inbound, true, "VirtualNetwork", "VirtualNetwork"),
        ("AllowAzureLoadBalancerInBound", 65001, Direction::Inbound, true, "AzureLoadBalancer", "*"),
        ("DenyAllInBound", 65500, Direction::Inbound, false, "*", "*"),
        ("AllowVnetOutBound", 65000, Direction::Outbound, true, "VirtualNetwork", "VirtualNetwork"),
        ("AllowInternetOutBound", 65001, Direction::Outbound, true, "*", "Internet"),
        ("DenyAllOutBound", 65500, Direction::Outbound, false, "*", "*"),
    ]
    .map(|(name, priority, direction, allow, from, to)| SecurityRule {
        name: name.to_owned(),
        priority: Some(priority),
        direction: Some(direction),
        allow: Some(allow),
        protocol: Some("*".to_owned()),
        source_ports: every(),
        destination_ports: every(),
        sources: Some(vec![tag(from)]),
        destinations: Some(vec![tag(to)]),
    })
    .to_vec()
}

fn some_rules() -> impl Strategy<Value = Vec<SecurityRule>> {
    (vec(some_rule(), 0..7), prop::bool::weighted(0.9), any::<prop::sample::Index>()).prop_map(
        |(mut rules, with_defaults, turn)| {
            if with_defaults {
                rules.extend(defaults());
            }
            for (place, rule) in rules.iter_mut().enumerate().filter(|(_, it)| it.name.is_empty()) {
                rule.name = format!("rule-{place}");
            }
            // In any order.
            if !rules.is_empty() {
                let turn = turn.index(rules.len());
                rules.rotate_left(turn);
            }
            rules
        },
    )
}

fn some_groups() -> impl Strategy<Value = Fact<Vec<Id>>> {
    prop_oneof![
        4 => Just(Fact::None),
        1 => Just(Fact::Unknown),
        2 => vec(select(&["web", "db"][..]).prop_map(group), 0..2).prop_map(Fact::Known),
    ]
}

fn some_packets() -> impl Strategy<Value = Packets> {
    // Where there are two, a comma parts them.
    let sources = select(&["10.2.0.0/28", "10.2.0.4/32", "10.2.0.8/29,10.2.0.4/31", "10.3.0.0/30"][..]);
    let destinations = select(&["10.1.0.4/32", "10.1.0.4/30", "20.1.2.3/32", "10.9.0.4/32", ""][..]);
    let ports = prop_oneof![4 => Just(CLIENT_PORTS), 1 => Just(PortRange { from: 0, to: u16::MAX })];
    let nets = |it: &str| it.split(',').filter(|it| !it.is_empty()).map(net).collect();
    (sources, some_groups(), ports, destinations, some_groups()).prop_map(move |(from, mine, ports, to, theirs)| {
        Packets {
            transport: Transport::Tcp,
            source: End { nets: nets(from), groups: mine },
            source_ports: ports,
            destination: End { nets: nets(to), groups: theirs },
            port: 5432,
        }
    })
}

fn some_tags() -> impl Strategy<Value = Tags> {
    let extent =
        || (vec(some_net(), 0..3), vec(some_net(), 0..2)).prop_map(|(surely, perhaps)| Extent { surely, perhaps });
    let usual = Just(Extent { surely: vec![net("10.1.0.0/16"), net("10.2.0.0/16")], perhaps: Vec::new() });
    (prop_oneof![3 => usual, 2 => extent()], option::of(extent()), option::of(extent())).prop_map(
        |(virtual_network, sql, storage)| {
            let others = [("Sql", sql), ("Sql.WestEurope", None), ("storage", storage)];
            let others = others.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?))).collect();
            Tags { virtual_network, others }
        },
    )
}

/// Whether two rules of one direction have one priority, which Azure refuses.
fn has_ties(rules: &[SecurityRule]) -> bool {
    let same = |one: &SecurityRule, other: &SecurityRule| {
        one.priority.is_some()
            && one.priority == other.priority
            && (one.direction == other.direction || one.direction.is_none() || other.direction.is_none())
    };
    rules.iter().enumerate().any(|(place, one)| rules[..place].iter().any(|other| same(one, other)))
}

fn agree(rules: &[SecurityRule], direction: Direction, packets: &Packets, tags: &Tags) -> TestCaseResult {
    let fates = fates(rules, direction, packets, tags);
    let says = |allow: bool| !fates.is_empty() && fates.iter().all(|it| it.is_some_and(|(_, it)| it == allow));
    let decision = decide(rules, direction, packets, tags);
    let deciding: BTreeSet<&str> = fates.iter().flatten().map(|(it, _)| rules[*it].name.as_str()).collect();
    match &decision {
        Decision::Allow(by) | Decision::Deny(by) => {
            let allow = matches!(decision, Decision::Allow(_));
            prop_assert!(says(allow), "decided {decision:?}, but the fates are {fates:?}");
            let named: BTreeSet<&str> = by.iter().map(|it| it.name.as_str()).collect();
            // Of two rules with one priority it may take neither, so a third may decide too.
            let is_right = if has_ties(rules) { deciding.is_subset(&named) } else { deciding == named };
            prop_assert!(is_right, "decided by {named:?}, but {deciding:?} do");
        }
        Decision::Open(Doubt::TooMany) => {}
        Decision::Open(_) => {
            prop_assert!(has_ties(rules) || !says(true) && !says(false), "left open {decision:?}, fates {fates:?}");
        }
    }
    Ok(())
}

/// Asserts that what is decided holds in all networks, where each address is of `VirtualNetwork` or is not, for every
/// rule alike.
fn holds_in_every_network(
    rules: &[SecurityRule],
    direction: Direction,
    packets: &Packets,
    tags: &Tags,
) -> TestCaseResult {
    let decision = decide_in_every_network(&[], rules, direction, packets, tags);
    let allow = match decision {
        Decision::Allow(_) => true,
        Decision::Deny(_) => false,
        Decision::Open(_) => return Ok(()),
    };
    for packet in all(packets, rules) {
        let ends = [packet.from, packet.to].map(Ipv4Net::from);
        for which in 0..4 {
            let Extent { surely, perhaps } = &tags.virtual_network;
            let is_in = |(place, end): &(usize, &Ipv4Net)| {
                which & (1 << place) != 0 && perhaps.iter().any(|it| it.contains(*end))
            };
            let chosen = ends.iter().enumerate().filter(is_in).map(|(_, it)| *it);
            let virtual_network =
                Extent { surely: surely.iter().copied().chain(chosen).collect(), perhaps: Vec::new() };
            let one = Packets {
                transport: Transport::Tcp,
                source: End { nets: vec![ends[0]], groups: packets.source.groups.clone() },
                source_ports: PortRange { from: packet.from_port, to: packet.from_port },
                destination: End { nets: vec![ends[1]], groups: packets.destination.groups.clone() },
                port: packets.port,
            };
            let fates = fates(rules, direction, &one, &Tags { virtual_network, others: tags.others.clone() });
            let is_so = fates.iter().all(|it| it.is_some_and(|(_, it)| it == allow));
            prop_assert!(is_so, "decided {decision:?}, but {packet:?} has the fates {fates:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(2_000),
        max_global_rejects: u32::MAX,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn both_ways_to_decide_agree(
        rules in some_rules(),
        direction in select(&[Direction::Inbound, Direction::Outbound][..]),
        packets in some_packets(),
        tags in some_tags(),
    ) {
        agree(&rules, direction, &packets, &tags)?;
    }

    #[test]
    fn what_is_decided_of_an_unknown_network_holds_in_each(
        rules in some_rules(),
        direction in select(&[Direction::Inbound, Direction::Outbound][..]),
        packets in some_packets(),
        tags in some_tags(),
    ) {
        holds_in_every_network(&rules, direction, &packets, &tags)?;
    }
}
