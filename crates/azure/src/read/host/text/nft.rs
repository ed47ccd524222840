//! `nft list ruleset`.
//!
//! Source: nft(8). Each base chain that hooks into what comes in is a firewall of its own: all must let a packet in.

use pgreach_network::{FirewallTool, HostFirewall};

use super::chains::{Chains, Match, Target, laid_out};

/// A table: its chains, and of those that hook into what comes in, name and policy.
#[derive(Default)]
struct Table {
    chains: Chains,
    bases: Vec<(String, Option<bool>)>,
}

/// The firewalls of a text, one for each chain that a packet that comes in meets first.
pub(super) fn read(text: &str, file: usize) -> Option<Vec<HostFirewall>> {
    let is_table = |it: &str| {
        let words: Vec<&str> = it.split_whitespace().collect();
        matches!(words.as_slice(), ["table", "ip" | "ip6" | "inet" | "arp" | "bridge" | "netdev", _, "{"])
    };
    if !text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#')).take(3).any(is_table) {
        return None;
    }
    let mut tables: Vec<Table> = Vec::new();
    let mut is_ip = false;
    let mut chain: Option<String> = None;
    // How many braces are open beside those of the table and the chain.
    let mut depth = 0_usize;
    let mut translates = false;
    for line in text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if is_table(line) {
            is_ip = matches!(words.get(1), Some(&("ip" | "inet")));
            tables.push(Table::default());
            (chain, depth) = (None, 0);
            continue;
        }
        let Some(table) = tables.last_mut() else { continue };
        translates |=
            is_ip && words.iter().any(|it| matches!(*it, "dnat" | "redirect" | "tproxy" | "DNAT" | "REDIRECT"));
        match (&chain, words.as_slice()) {
            (None, ["chain", name, "{"]) if depth == 0 => {
                table.chains.entry((*name).to_owned()).or_default();
                chain = Some((*name).to_owned());
            }
            (Some(_), ["}"]) => chain = None,
            (Some(name), ["type", kind, "hook", hook, rest @ ..]) => {
                let policy = match () {
                    () if rest.contains(&"drop;") => Some(false),
                    // Without a policy it is that.
                    () if rest.contains(&"accept;") || !rest.contains(&"policy") => Some(true),
                    () => None,
                };
                if is_ip && *kind == "filter" && *hook == "input" {
                    table.bases.push((name.clone(), policy));
                }
            }
            (Some(name), _) => {
                if let Some(rules) = table.chains.get_mut(name) {
                    rules.push(rule(line));
                }
            }
            // Sets, maps and the like.
            _ => depth = (depth + line.matches('{').count()).saturating_sub(line.matches('}').count()),
        }
    }
    let firewalls = tables.iter().flat_map(|table| {
        table.bases.iter().map(|(name, policy)| HostFirewall {
            file,
            tool: FirewallTool::Nftables,
            may_be_passed: translates,
            rules: laid_out(&table.chains, name),
            default: *policy,
        })
    });
    Some(firewalls.collect())
}

/// The next word or, in braces, all of a set, without spaces.
fn value<'a>(words: &mut impl Iterator<Item = &'a str>) -> String {
    let first = words.next().unwrap_or_default();
    if first != "{" {
        return first.to_owned();
    }
    words.take_while(|it| *it != "}").collect()
}

/// A rule: `tcp dport { 22, 5432 } ip saddr 10.2.0.0/24 accept`.
fn rule(line: &str) -> (Match, Target) {
    let line = line.split_once(" comment \"").map_or(line, |it| it.0);
    let mut packets = Match::every();
    let mut words = line.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "accept" => return (packets, Target::Accept),
            "drop" | "reject" => return (packets, Target::Refuse),
            "return" => return (packets, Target::Return),
            "continue" => return (packets, Target::Next),
            "jump" => return (packets, Target::Jump(value(&mut words))),
            "goto" => return (packets, Target::Goto(value(&mut words))),
            "meta" | "counter" | "packets" | "bytes" => {}
            // Numbers of a counter.
            it if it.bytes().all(|it| it.is_ascii_digit()) => {}
            "iifname" | "iif" => {
                let value = value(&mut words);
                match value.trim_matches('"') {
                    "lo" => packets.is_never = true,
                    "!=" if words.clone().next().is_some_and(|it| it.trim_matches('"') == "lo") => {
                        words.next();
                    }
                    _ => packets.is_certain = false,
                }
            }
            "nfproto" => packets.is_never |= value(&mut words) == "ipv6",
            "l4proto" | "protocol" => {
                let value = value(&mut words);
                let has_tcp = value.split(',').any(|it| matches!(it, "tcp" | "6"));
                match value.as_str() {
                    "!=" => packets.is_certain = false,
                    _ => packets.is_never |= !has_tcp,
                }
            }
            "ip" => match words.next() {
                Some("saddr") => of_set(&value(&mut words), &mut packets, Match::set_clients),
                Some("protocol") => {
                    packets.is_never |= !value(&mut words).split(',').any(|it| matches!(it, "tcp" | "6"));
                }
                _ => return not_read(packets, line),
            },
            "tcp" | "th" => match words.next() {
                Some("dport") => of_set(&value(&mut words), &mut packets, Match::set_ports),
                _ => return not_read(packets, line),
            },
            "ip6" | "udp" | "icmp" | "icmpv6" | "arp" | "ether" | "sctp" | "igmp" => {
                packets.is_never = true;
                return (packets, Target::Next);
            }
            "ct" => match (words.next(), value(&mut words)) {
                // A map from states to verdicts: the one of new connections is looked for.
                (Some("state"), it) if it == "vmap" => {
                    if value(&mut words).contains("new") {
                        return not_read(packets, line);
                    }
                    return (Match { is_never: true, ..packets }, Target::Next);
                }
                (Some("state"), it) if it != "!=" => packets.in_states(&it),
                _ => return not_read(packets, line),
            },
            _ => return not_read(packets, line),
        }
    }
    (packets, Target::Next)
}

/// Values of a set; what is excluded, named elsewhere or a map is not known.
fn of_set(text: &str, packets: &mut Match, read: fn(&mut Match, &str)) {
    if text == "!=" || text.starts_with('@') || text == "vmap" {
        packets.is_certain = false;
    } else {
        read(packets, text);
    }
}

/// A rule that goes on in a way that is not read: it may fit, and its verdict is not known.
fn not_read(mut packets: Match, line: &str) -> (Match, Target) {
    packets.is_certain = false;
    let is_told_only = line.split_whitespace().last().is_some_and(|it| it == "log");
    (packets, if is_told_only { Target::Next } else { Target::Unknown })
}
