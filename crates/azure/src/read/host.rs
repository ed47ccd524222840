//! Reads what the machine of a source says of itself: its sockets (`ss`, `netstat`) and its firewall (`ufw`,
//! `firewall-cmd`, `iptables`, `nft`).
//!
//! What a firewall's rule says beyond addresses, ports and new connections stays a condition that is not read. Their texts only
//! the command reads, with the feature `host`: they would weigh more than the page has room for.

#[cfg(feature = "host")]
mod text;

#[cfg(feature = "host")]
pub(super) use text::read;

use pgreach_network::{FirewallTool, HostFirewall, HostRule, ListenAddress, Network, Socket, Sockets};
use serde_json::Value;

use super::{notes::Notes, postgres};

/// The member that holds sockets in JSON.
pub(crate) const SOCKETS: &str = "listening_sockets";

/// The member that holds the rules of a firewall in JSON.
pub(crate) const FIREWALL: &str = "host_firewall";

/// Reads a JSON document, where it is one of these, as [`write`](crate::write) writes them.
pub(super) fn document<'t>(text: &'t str, notes: &Notes, network: &mut Network) -> Option<&'t str> {
    let name = text.strip_prefix('{')?.trim_start().strip_prefix('"')?.split('"').next()?;
    if ![SOCKETS, FIREWALL].contains(&name) {
        return None;
    }
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = documents.next()?.ok()?;
    let file = notes.file;
    if let Some(sockets) = value.get(SOCKETS).and_then(|it| sockets_of(it, file)) {
        notes.read("list of sockets");
        network.self_run.sockets.push(sockets);
    } else if let Some(firewall) = value.get(FIREWALL).and_then(|it| firewall_of(it, file)) {
        notes.read("firewall of a machine");
        network.self_run.host_firewalls.push(firewall);
    } else {
        network.truncated = true;
        notes.error(name, "something else than pgreach writes there", "what pgreach read printed");
    }
    text.get(documents.byte_offset()..)
}

fn sockets_of(value: &Value, file: usize) -> Option<Sockets> {
    let socket = |it: &Value| {
        let address = postgres::listen_addresses(it.get("address")?.as_str()?).pop().unwrap_or(ListenAddress::Name);
        Some(Socket { address, port: port(it.get("port")?)?, is_postgres: it.get("postgres")?.as_bool() })
    };
    Some(Sockets {
        file,
        is_whole: value.get("whole")?.as_bool()?,
        listening: value.get("listening")?.as_array()?.iter().map(socket).collect::<Option<_>>()?,
    })
}

fn firewall_of(value: &Value, file: usize) -> Option<HostFirewall> {
    let word = value.get("tool")?.as_str()?;
    let rule = |it: &Value| {
        Some(HostRule {
            clients: it.get("from")?.as_str()?.parse().ok()?,
            first_port: port(it.get("ports")?.get(0)?)?,
            last_port: port(it.get("ports")?.get(1)?)?,
            is_certain: it.get("certain")?.as_bool()?,
            admits: it.get("admits")?.as_bool(),
        })
    };
    Some(HostFirewall {
        file,
        tool: FirewallTool::WORDS.iter().find(|it| it.0 == word)?.1,
        may_be_passed: value.get("passable")?.as_bool()?,
        rules: value.get("rules")?.as_array()?.iter().map(rule).collect::<Option<_>>()?,
        default: value.get("default")?.as_bool(),
    })
}

fn port(value: &Value) -> Option<u16> {
    value.as_u64()?.try_into().ok()
}
