//! Writes what a PostgreSQL server of one's own says, as its views show it.

use pgreach_network::{HbaFile, HbaRule, HbaScope, ListenAddress, Listening};
use serde_json::{Value, json};

use crate::read::{FILE_SETTINGS, RULES, SETTINGS, shown_clients};

pub(super) fn hba_file(file: &HbaFile) -> Value {
    let HbaFile { file: _, rules, refused } = file;
    let mut rows: Vec<Value> = rules.iter().map(rule).collect();
    rows.extend(refused.map(|line| json!({ "line_number": line, "error": "refused" })));
    json!({ RULES: rows })
}

fn rule(rule: &HbaRule) -> Value {
    let HbaRule { line, transport, databases, roles, clients, method, wants_certificate } = rule;
    let scope = |it: HbaScope| match it {
        HbaScope::All => "all",
        HbaScope::Some => "…",
        HbaScope::None => "replication",
    };
    let (address, netmask) = shown_clients(*clients);
    json!({
        "line_number": line,
        "type": transport.word(),
        "database": [scope(*databases)],
        "user_name": [scope(*roles)],
        "address": address.filter(|_| transport.word() != "local"),
        "netmask": netmask.filter(|_| transport.word() != "local"),
        "auth_method": method,
        "options": wants_certificate.then_some(["clientcert=verify-ca"]),
        "error": null,
    })
}

pub(super) fn listening(listening: &Listening) -> Value {
    let Listening { file: _, is_in_effect, addresses, port, tls } = listening;
    let addresses = addresses.as_ref().map(|it| it.iter().copied().map(address).collect::<Vec<_>>().join(","));
    let settings = [
        ("listen_addresses", addresses),
        ("port", port.map(|it| it.to_string())),
        ("ssl", tls.map(|it| if it { "on" } else { "off" }.to_owned())),
    ];
    let rows: Vec<Value> =
        settings.into_iter().filter_map(|(name, value)| Some(json!({ "name": name, "setting": value? }))).collect();
    let view = if *is_in_effect { SETTINGS } else { FILE_SETTINGS };
    json!({ view: rows })
}

/// An entry of `listen_addresses`.
pub(super) fn address(address: ListenAddress) -> String {
    match address {
        ListenAddress::Every => "*".to_owned(),
        ListenAddress::Localhost => "localhost".to_owned(),
        ListenAddress::Address(it) => it.to_string(),
        ListenAddress::Ipv6 => "::".to_owned(),
        ListenAddress::Name => "…".to_owned(),
    }
}
