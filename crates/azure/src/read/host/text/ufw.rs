//! `ufw status`, plain, `verbose` and `numbered`.
//!
//! Source: ufw(8), and src/backend.py of ufw, which prints the columns.

use pgreach_network::{FirewallTool, HostFirewall, HostRule};

use super::chains::Match;

/// The firewall of a text; empty where it is off, which says nothing of another one.
pub(super) fn read(text: &str, file: usize) -> Option<Vec<HostFirewall>> {
    let status = super::heads(text).find_map(|it| it.strip_prefix("Status: "))?;
    match status {
        "active" => {}
        "inactive" => return Some(Vec::new()),
        _ => return None,
    }
    let mut lines = text.lines().map(str::trim_end);
    let mut default = None;
    for line in lines.by_ref() {
        if let Some(policies) = line.strip_prefix("Default: ") {
            default = match policies.split(' ').next() {
                Some("allow") => Some(true),
                Some("deny" | "reject") => Some(false),
                _ => None,
            };
        }
        if line.trim_start().starts_with("--") {
            break;
        }
    }
    let rules = lines.filter(|it| !it.trim().is_empty()).flat_map(rule).collect();
    // A port that a container publishes is translated before ufw's rules are asked.
    Some(vec![HostFirewall { file, tool: FirewallTool::Ufw, may_be_passed: true, rules, default }])
}

/// The rules of a row: `[ 1] 10.1.0.7 5432/tcp on eth0   ALLOW IN   10.2.0.0/24   # text`.
fn rule(line: &str) -> Vec<HostRule> {
    let line = line.split(" # ").next().unwrap_or(line).trim();
    let line = line.strip_prefix('[').and_then(|it| it.split_once(']')).map_or(line, |it| it.1);
    let columns: Vec<&str> = line.split("  ").map(str::trim).filter(|it| !it.is_empty()).collect();
    let &[to, action, from] = columns.as_slice() else { return vec![HostRule::unknown()] };
    if to.contains("(v6)") || action.ends_with(" OUT") || action.ends_with(" FWD") {
        return Vec::new();
    }
    let admits = match action.trim_end_matches(" IN") {
        "ALLOW" => Some(true),
        "DENY" | "REJECT" => Some(false),
        // It lets in as many as it likes.
        _ => None,
    };
    let mut packets = Match::every();
    match to.strip_prefix("Anywhere").unwrap_or(to) {
        "" => {}
        to => match to.split_once('/') {
            Some((ports, "tcp")) => packets.set_ports(ports),
            Some((_, "udp" | "esp" | "ah" | "gre" | "igmp")) => packets.is_never = true,
            Some(_) => packets.is_certain = false,
            None => packets.set_ports(to),
        },
    }
    match from.trim_end_matches("(log)").trim() {
        "Anywhere" => {}
        from => packets.set_clients(from),
    }
    packets.rules(admits).collect()
}
