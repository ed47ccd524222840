//! `ss -ltn`, `ss -ltnp`, `netstat -ltn` and, of Windows, `netstat -an`.
//!
//! Source: ss(8) of iproute2 and netstat(8) of net-tools.

use pgreach_network::{ListenAddress, Socket};

/// The sockets that a text lists, and whether it lists all; `None` where it is no such list.
pub(super) fn read(text: &str) -> Option<(bool, Vec<Socket>)> {
    let is_head = |it: &str| it.contains("Local Address") && (it.contains("Recv-Q") || it.contains("Proto"));
    let is_whole = super::heads(text).any(is_head);
    let is_row = |it: &str| {
        let it = it.trim_start();
        it.starts_with("LISTEN ") || ["tcp", "TCP"].iter().any(|start| it.starts_with(start)) && it.contains(" LISTEN")
    };
    let rows = || text.lines().filter(|it| is_row(it));
    if !is_whole && !super::heads(text).any(is_row) {
        return None;
    }
    let sockets: Option<Vec<Socket>> = rows().map(socket).collect();
    // A row that is not understood may be the one that is looked for.
    let (is_understood, sockets) = match sockets {
        Some(all) => (true, all),
        None => (false, rows().filter_map(socket).collect()),
    };
    // A heading alone is what a filter left.
    Some((is_whole && is_understood && !sockets.is_empty(), sockets))
}

fn socket(row: &str) -> Option<Socket> {
    let words: Vec<&str> = row.split_whitespace().collect();
    let (at, process) = match words.as_slice() {
        // LISTEN 0 244 10.1.0.7:5432 0.0.0.0:* users:(("postgres",pid=812,fd=6))
        ["LISTEN", ..] => (3, 5),
        // The same of ss -tul.
        [_, "LISTEN", ..] => (4, 6),
        // TCP 10.1.0.7:5432 0.0.0.0:0 LISTENING 812, of Windows.
        [_, _, _, "LISTENING", ..] => (1, 4),
        // tcp 0 0 10.1.0.7:5432 0.0.0.0:* LISTEN 812/postgres
        _ => (3, 6),
    };
    let (host, port) = words.get(at)?.rsplit_once(':')?;
    let process = words.get(process..).unwrap_or_default();
    let name = process.iter().find_map(|it| it.split_once("((\"").or_else(|| it.split_once('/'))).map(|it| it.1);
    let is_postgres = name.map(|it| ["postgres", "postmaster"].iter().any(|name| is_called(it, name)));
    Some(Socket { address: address(host), port: port.parse().ok()?, is_postgres })
}

fn is_called(text: &str, name: &str) -> bool {
    text.strip_prefix(name).is_some_and(|it| !it.starts_with(|it: char| it.is_ascii_alphanumeric()))
}

fn address(host: &str) -> ListenAddress {
    let host = host.split('%').next().unwrap_or(host).trim_matches(['[', ']']);
    match host {
        "*" | "0.0.0.0" => ListenAddress::Every,
        // Whether it takes IPv4 too is not shown.
        "::" | "" => ListenAddress::Name,
        _ => super::postgres::listen_addresses(host).pop().unwrap_or(ListenAddress::Name),
    }
}
