//! `firewall-cmd --list-all` and `--list-all-zones`.
//!
//! Source: firewall-cmd(1), firewalld.zone(5) and firewalld.richlanguage(5).

use pgreach_network::{FirewallTool, HostFirewall, HostRule};

use super::chains::Match;

/// Services of firewalld that use other ports than a database's.
const OTHERS: [&str; 9] = ["ssh", "dhcpv6-client", "dhcp", "cockpit", "mdns", "samba-client", "http", "https", "dns"];

/// The firewall of a text, where it is of one zone that counts.
pub(super) fn read(text: &str, file: usize) -> Option<Vec<HostFirewall>> {
    // A zone begins at the margin, and its members are indented.
    let mut zones: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines().filter(|it| !it.trim().is_empty()) {
        match zones.last_mut() {
            Some((_, members)) if line.starts_with([' ', '\t']) => members.push(line.trim()),
            _ => zones.push((line.trim(), Vec::new())),
        }
    }
    zones.retain(|it| it.1.iter().any(|it| it.starts_with("target:")));
    let is_active = |it: &&(&str, Vec<&str>)| it.0.contains("active");
    let first = zones.first()?;
    let active: Vec<_> = zones.iter().filter(is_active).collect();
    let has_interfaces =
        |it: &(&str, Vec<&str>)| it.0.contains("default") || it.1.iter().any(|it| it.starts_with("interfaces: "));
    let zone = match active.as_slice() {
        [one] if 1 < zones.len() && has_interfaces(one) => *one,
        // Of one zone alone it is not known whether another one is that of the client's address.
        [] | [_] if zones.len() == 1 => {
            let mut alone = of_zone(&first.1, file);
            alone.rules.insert(0, HostRule::unknown());
            return Some(vec![alone]);
        }
        _ => {
            let rules = vec![HostRule::unknown()];
            return Some(vec![HostFirewall {
                file,
                tool: FirewallTool::Firewalld,
                may_be_passed: true,
                rules,
                default: None,
            }]);
        }
    };
    Some(vec![of_zone(&zone.1, file)])
}

fn of_zone(members: &[&str], file: usize) -> HostFirewall {
    let member = |name: &str| members.iter().find_map(|it| it.strip_prefix(name)?.strip_prefix(':')).map(str::trim);
    let words = |name: &str| member(name).unwrap_or_default().split_whitespace();
    let default = match member("target") {
        Some("ACCEPT") => Some(true),
        Some("default" | "%%REJECT%%" | "DROP" | "REJECT") => Some(false),
        _ => None,
    };
    // A refusal goes before what lets in, whatever the order in which they are printed.
    let rich: Vec<Vec<HostRule>> =
        members.iter().filter(|it| it.starts_with("rule ")).map(|it| rich_rule(it)).collect();
    let is_refusal = |it: &&Vec<HostRule>| it.iter().any(|it| it.admits != Some(true));
    let mut rules: Vec<HostRule> = rich.iter().filter(is_refusal).flatten().copied().collect();
    rules.extend(rich.iter().filter(|it| !is_refusal(it)).flatten());
    for port in words("ports") {
        let mut packets = Match::every();
        match port.split_once('/') {
            Some((ports, "tcp")) => packets.set_ports(ports),
            Some((_, "udp" | "sctp" | "dccp")) => packets.is_never = true,
            _ => packets.is_certain = false,
        }
        rules.extend(packets.rules(Some(true)));
    }
    for service in words("services").filter(|it| !OTHERS.contains(it)) {
        let mut packets = Match::every();
        match service {
            "postgresql" => packets.set_ports("5432"),
            _ => packets.is_certain = false,
        }
        rules.extend(packets.rules(Some(true)));
    }
    let is_plain = ["protocols", "source-ports", "forward-ports"].iter().all(|it| words(it).next().is_none());
    if !is_plain {
        rules.insert(0, HostRule::unknown());
    }
    // A port that a container publishes is translated before.
    HostFirewall { file, tool: FirewallTool::Firewalld, may_be_passed: true, rules, default }
}

/// A rich rule: `rule family="ipv4" source address="10.2.0.0/24" port port="5432" protocol="tcp" accept`.
fn rich_rule(text: &str) -> Vec<HostRule> {
    let mut packets = Match::every();
    let mut admits = None;
    let mut is_read = true;
    let mut words = text.split_whitespace().skip(1);
    let value = |it: &str| it.split_once('=').map(|it| it.1.trim_matches('"').to_owned()).unwrap_or_default();
    while let Some(word) = words.next() {
        match word {
            "source" | "port" | "log" | "audit" => {}
            "service" => match words.next().map(value).as_deref() {
                Some("postgresql") => packets.set_ports("5432"),
                Some(it) if OTHERS.contains(&it) => packets.is_never = true,
                _ => packets.is_certain = false,
            },
            "accept" => admits = Some(true),
            "reject" | "drop" => admits = Some(false),
            _ if word.starts_with("family=") => packets.is_never |= value(word) == "ipv6",
            _ if word.starts_with("address=") => packets.set_clients(&value(word)),
            _ if word.starts_with("port=") => packets.set_ports(&value(word)),
            _ if word.starts_with("protocol=") => packets.is_never |= value(word) != "tcp",
            _ => is_read = false,
        }
    }
    if !is_read {
        return vec![HostRule::unknown()];
    }
    packets.rules(admits).collect()
}
