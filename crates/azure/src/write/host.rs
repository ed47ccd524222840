//! Writes what the machine of a source says of itself, in a form of pgreach's own, because no tool prints all of it.

use pgreach_network::{HostFirewall, HostRule, Socket, Sockets};
use serde_json::{Value, json};

use super::postgres::address;
use crate::read::{FIREWALL, SOCKETS};

pub(super) fn sockets(sockets: &Sockets) -> Value {
    let Sockets { file: _, is_whole, listening } = sockets;
    let socket = |Socket { address: at, port, is_postgres }: &Socket| json!({ "address": address(*at), "port": port, "postgres": is_postgres });
    json!({ SOCKETS: { "whole": is_whole, "listening": listening.iter().map(socket).collect::<Vec<_>>() } })
}

pub(super) fn firewall(firewall: &HostFirewall) -> Value {
    let HostFirewall { file: _, tool, may_be_passed, rules, default } = firewall;
    let rule = |HostRule { clients, first_port, last_port, is_certain, admits }: &HostRule| json!({ "from": clients.to_string(), "ports": [first_port, last_port], "certain": is_certain, "admits": admits });
    json!({ FIREWALL: {
        "tool": tool.word(),
        "passable": may_be_passed,
        "rules": rules.iter().map(rule).collect::<Vec<_>>(),
        "default": default,
    } })
}
