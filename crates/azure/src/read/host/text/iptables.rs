//! `iptables -S`, `iptables-save`, and `iptables -L -n -v`.
//!
//! Source: iptables(8) and iptables-extensions(8).

use pgreach_network::{FirewallTool, HostFirewall};

use super::chains::{Chains, Match, Target, laid_out};

/// The firewall of a text: what its chain INPUT does.
pub(super) fn read(text: &str, file: usize) -> Option<Vec<HostFirewall>> {
    let is_saved = super::heads(text).any(|it| it.starts_with('*') && it.get(1..).is_some_and(is_table));
    let is_rule = |it: &str| ["-P INPUT ", "-P FORWARD ", "-A INPUT "].iter().any(|start| it.starts_with(start));
    let is_listed = super::heads(text).any(|it| it.starts_with("Chain INPUT (policy "));
    let is_ruled = super::heads(text).any(is_rule);
    if !is_saved && !is_ruled && !is_listed {
        return None;
    }
    let (chains, policy) = if is_listed { listed(text) } else { ruled(text) };
    if text.contains("ip6") || text.contains("icmp6") {
        return Some(Vec::new());
    }
    // The table in which ports are translated is in the whole list alone.
    let translates =
        |it: &str| it.starts_with("-A ") && ["DNAT", "REDIRECT", "TPROXY"].iter().any(|to| it.contains(to));
    let may_be_passed = !is_saved || !text.lines().any(|it| it == "*nat") || text.lines().any(translates);
    let rules = laid_out(&chains, "INPUT");
    Some(vec![HostFirewall { file, tool: FirewallTool::Iptables, may_be_passed, rules, default: policy }])
}

/// Whether it is the name of a table.
fn is_table(text: &str) -> bool {
    ["filter", "nat", "mangle", "raw", "security"].contains(&text)
}

fn policy_of(word: &str) -> Option<bool> {
    match word {
        "ACCEPT" => Some(true),
        "DROP" => Some(false),
        _ => None,
    }
}

/// The chains of the filter table, and the policy of INPUT, as commands that make them.
fn ruled(text: &str) -> (Chains, Option<bool>) {
    let mut chains = Chains::from([("INPUT".to_owned(), Vec::new())]);
    let mut policy = None;
    let mut table = "filter";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('*').filter(|it| is_table(it)) {
            table = name;
            continue;
        }
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            _ if table != "filter" => {}
            ["-P", "INPUT", word, ..] | [":INPUT", word, ..] => policy = policy_of(word),
            ["-N", name] => {
                chains.entry((*name).to_owned()).or_default();
            }
            [name, ..] if name.starts_with(':') => {
                chains.entry(name.trim_start_matches(':').to_owned()).or_default();
            }
            // Counters may stand before a rule.
            [first, rest @ ..] if first.starts_with('[') && rest.first() == Some(&"-A") => append(&mut chains, rest),
            ["-A", ..] => append(&mut chains, &words),
            _ => {}
        }
    }
    (chains, policy)
}

/// The words of a line; what stands in quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        if at % 2 == 0 {
            words.extend(part.split_whitespace().map(str::to_owned));
        } else {
            words.push(part.to_owned());
        }
    }
    words
}

fn append(chains: &mut Chains, words: &[&str]) {
    let Some(chain) = words.get(1) else { return };
    chains.entry((*chain).to_owned()).or_default().push(rule(words.get(2..).unwrap_or_default()));
}

/// A rule of its options.
fn rule(options: &[&str]) -> (Match, Target) {
    let mut packets = Match::every();
    let mut target = Target::Next;
    let mut options = options.iter().copied();
    let mut is_not = false;
    while let Some(option) = options.next() {
        if option == "!" {
            is_not = true;
            continue;
        }
        let not = std::mem::take(&mut is_not);
        // Each that is read takes one value.
        let mut value = || options.next().unwrap_or_default();
        match option {
            "-i" => match value() {
                // Packets of other machines do not come from here.
                "lo" => packets.is_never |= !not,
                _ => packets.is_certain = false,
            },
            // As the first packet of every connection is.
            "--syn" if !not => {}
            // Others match by themselves, too.
            "-m" => packets.is_certain &= ["tcp", "comment", "conntrack", "state", "multiport"].contains(&value()),
            "--comment" | "--reject-with" | "--log-prefix" | "--log-level" => {
                value();
            }
            _ if not => {
                value();
                packets.is_certain = false;
            }
            "-p" => packets.is_never |= !matches!(value(), "tcp" | "all" | "6"),
            "-s" => packets.set_clients(value()),
            "--dport" | "--dports" => packets.set_ports(value()),
            "--state" | "--ctstate" => packets.in_states(value()),
            "-j" => target = target_of(value()),
            "-g" => target = Target::Goto(value().to_owned()),
            _ => packets.is_certain = false,
        }
    }
    (packets, target)
}

fn target_of(word: &str) -> Target {
    match word {
        "ACCEPT" => Target::Accept,
        "DROP" | "REJECT" => Target::Refuse,
        "RETURN" => Target::Return,
        "LOG" | "NFLOG" | "AUDIT" | "MARK" | "CONNMARK" | "" => Target::Next,
        "QUEUE" | "NFQUEUE" | "SYNPROXY" | "TARPIT" => Target::Unknown,
        chain => Target::Jump(chain.to_owned()),
    }
}

/// The chains of `-L`, and the policy of INPUT. Without `-v` it does not show for which interface a rule is.
fn listed(text: &str) -> (Chains, Option<bool>) {
    let mut chains = Chains::new();
    let mut policy = None;
    let mut chain = String::new();
    let mut head: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, rest)) = line.strip_prefix("Chain ").and_then(|it| it.split_once(' ')) {
            name.clone_into(&mut chain);
            chains.entry(chain.clone()).or_default();
            if name == "INPUT" {
                let word = rest.strip_prefix("(policy ").and_then(|it| it.split([' ', ')']).next());
                policy = word.and_then(policy_of);
            }
            head.clear();
        } else if head.is_empty() {
            head = line.split_whitespace().collect();
        } else if !line.is_empty() {
            chains.entry(chain.clone()).or_default().push(row(line, &head));
        }
    }
    (chains, policy)
}

fn row(line: &str, head: &[&str]) -> (Match, Target) {
    let mut packets = Match::every();
    let comment = |it: &str| {
        it.split_once("/*").and_then(|(before, rest)| Some(format!("{before} {}", rest.split_once("*/")?.1)))
    };
    let line = comment(line).unwrap_or_else(|| line.to_owned());
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = |name: &str| words.get(head.iter().position(|it| *it == name)?).copied();
    let (Some(target), Some(protocol), Some(source)) = (at("target"), at("prot"), at("source")) else {
        return (Match { is_certain: false, ..packets }, Target::Unknown);
    };
    // A rule without a target has one column less.
    if !matches!(protocol, "tcp" | "udp" | "icmp" | "all" | "0" | "6" | "17" | "1" | "esp" | "ah") {
        return (Match { is_certain: false, ..packets }, Target::Unknown);
    }
    packets.is_never = !matches!(protocol, "tcp" | "6" | "all" | "0");
    match at("in") {
        Some("lo") => packets.is_never = true,
        Some("*" | "any") => {}
        _ => packets.is_certain = false,
    }
    if !matches!(at("destination"), Some("0.0.0.0/0" | "anywhere")) {
        packets.is_certain = false;
    }
    packets.set_clients(source);
    let mut options = words.get(head.len()..).unwrap_or_default().iter().copied();
    let mut is_goto = false;
    while let Some(option) = options.next() {
        match option {
            "tcp" | "multiport" => {}
            "dports" => packets.set_ports(options.next().unwrap_or_default()),
            "state" | "ctstate" => packets.in_states(options.next().unwrap_or_default()),
            "LOG" | "reject-with" => break,
            "[goto]" => is_goto = true,
            _ => match option.strip_prefix("dpt:").or_else(|| option.strip_prefix("dpts:")) {
                Some(ports) => packets.set_ports(ports),
                None => packets.is_certain = false,
            },
        }
    }
    let target = match target_of(target) {
        Target::Jump(to) if is_goto => Target::Goto(to),
        other => other,
    };
    (packets, target)
}
