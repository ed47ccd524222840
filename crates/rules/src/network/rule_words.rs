//! A rule of a security group as evidence shows it.

use crate::network::{Peer, PortRange, SecurityRule, security::ALL_PORTS};

/// Where a rule stands in its group. No rule that a person makes has a number as high as the default ones.
pub(crate) fn path(rule: &SecurityRule) -> String {
    let name = rule.name.rsplit('/').next().unwrap_or_default();
    let list = if rule.priority.is_some_and(|it| 65000 <= it) { "defaultSecurityRules" } else { "securityRules" };
    format!("{list}[{name}]")
}

/// A rule as `priority 200, Deny, Tcp, * → 10.1.0.4:5432`.
pub(crate) fn in_words(rule: &SecurityRule) -> String {
    let unknown = || "unknown".to_owned();
    let priority = rule.priority.map_or_else(unknown, |it| it.to_string());
    let access = rule.allow.map_or_else(unknown, |it| if it { "Allow" } else { "Deny" }.to_owned());
    let protocol = rule.protocol.as_deref().map_or_else(unknown, |it| {
        let mut letters = it.chars();
        letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    });
    let peers = |it: &Option<Vec<Peer>>| it.as_ref().map_or_else(unknown, |it| joined(it, peer_in_words));
    let ports =
        |it: &Option<Vec<PortRange>>| it.as_ref().map_or_else(unknown, |it| joined(it, |it| ports_in_words(*it)));
    let from = match ports(&rule.source_ports) {
        all if all == "*" => String::new(),
        some => format!(":{some}"),
    };
    let (source, destination) = (peers(&rule.sources), peers(&rule.destinations));
    let to = ports(&rule.destination_ports);
    format!("priority {priority}, {access}, {protocol}, {source}{from} → {destination}:{to}")
}

/// The first of a list in words, and how many more there are.
fn joined<T>(items: &[T], words: fn(&T) -> String) -> String {
    const SHOWN: usize = 4;
    let mut shown: Vec<String> = items.iter().take(SHOWN).map(words).collect();
    if SHOWN < items.len() {
        shown.push(format!("{} more", items.len() - SHOWN));
    }
    shown.join(", ")
}

fn peer_in_words(peer: &Peer) -> String {
    match peer {
        Peer::Any => "*".to_owned(),
        Peer::Net(net) if net.prefix_len() == 32 => net.addr().to_string(),
        Peer::Net(net) => net.to_string(),
        Peer::Ipv6 => "IPv6".to_owned(),
        Peer::Tag(name) | Peer::Expanded(name, _) => name.clone(),
        Peer::Group(id) => id.name().to_owned(),
    }
}

fn ports_in_words(ports: PortRange) -> String {
    match ports {
        ALL_PORTS => "*".to_owned(),
        PortRange { from, to } if from == to => from.to_string(),
        PortRange { from, to } => format!("{from}-{to}"),
    }
}
