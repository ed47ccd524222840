//! Prints how long security groups of many rules take: usual ones, and ones of which every rule cuts elsewhere.
//!
//! `cargo run --release -p pgreach-rules --example security_rules`
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::{hint::black_box, net::Ipv4Addr, time::Instant};

use ipnet::Ipv4Net;
use pgreach_rules::network::{
    Direction, Fact, Peer, PortRange, SecurityRule,
    security::{CLIENT_PORTS, Decision, End, Packets, Tags, Transport, decide},
};

fn rule(number: u16, allow: bool, source: Ipv4Net, ports: PortRange, port: u16) -> SecurityRule {
    SecurityRule {
        name: format!("r{number}"),
        priority: Some(number),
        direction: Some(Direction::Outbound),
        allow: Some(allow),
        protocol: Some("tcp".to_owned()),
        source_ports: Some(vec![ports]),
        destination_ports: Some(vec![PortRange { from: port, to: port }]),
        sources: Some(vec![Peer::Net(source)]),
        destinations: Some(vec![Peer::Any]),
    }
}

fn main() {
    let every = PortRange { from: 0, to: u16::MAX };
    let anywhere = Ipv4Net::new_assert(Ipv4Addr::UNSPECIFIED, 0);
    let net = |number: u16| {
        let length = 17 + u8::try_from(number % 15).unwrap_or_default();
        Ipv4Net::new(Ipv4Addr::from(0x0A02_0000 + 61 * u32::from(number)), length).unwrap_or(anywhere).trunc()
    };
    let across = |number: u16| PortRange { from: 1024 + 31 * number, to: 1500 + 50 * number };
    let worst = |allow: bool| {
        let rules = (0..1000).map(|it| rule(100 + it, allow, net(it), across(it), 5432));
        rules.chain([rule(4096, allow, anywhere, every, 5432)]).collect::<Vec<_>>()
    };
    let usual = (0..1000).map(|it| rule(100 + it, it % 2 == 0, net(it), every, 1000 + it % 40));
    let usual = usual.chain([rule(4096, false, anywhere, every, 5432)]).collect::<Vec<_>>();
    let shadowed = (0..999).map(|it| rule(100 + it, false, net(it), across(it), 5432));
    let shadowed = shadowed.chain((0..999).map(|it| rule(2000 + it, true, net(it), across(it), 5432)));
    let shadowed = shadowed.chain([rule(4096, false, anywhere, every, 5432)]).collect::<Vec<_>>();
    let end = |net: Ipv4Net| End { nets: vec![net], groups: Fact::None };
    let packets = Packets {
        transport: Transport::Tcp,
        source: end(Ipv4Net::new_assert(Ipv4Addr::new(10, 2, 0, 0), 16)),
        source_ports: CLIENT_PORTS,
        destination: end(Ipv4Net::new_assert(Ipv4Addr::new(10, 1, 0, 4), 32)),
        port: 5432,
    };
    for (name, rules) in [
        ("1,000 usual rules", &usual),
        ("1,000 that all cut elsewhere, allowing", &worst(true)),
        ("1,000 that all cut elsewhere, denying", &worst(false)),
        ("1,000 that deny, and 1,000 in their shadow that allow", &shadowed),
    ] {
        let mut best = f64::INFINITY;
        let mut what = "";
        for _ in 0..5 {
            let start = Instant::now();
            let decision = decide(black_box(rules), Direction::Outbound, &packets, &Tags::default());
            best = best.min(start.elapsed().as_secs_f64() * 1000.0);
            what = match decision {
                Decision::Allow(_) => "allowed",
                Decision::Deny(_) => "denied",
                Decision::Open(_) => "open",
            };
        }
        println!("{name}: {what} in {best:.2} ms");
    }
}
