//! Reads where a server listens: `postgresql.conf`, `SHOW` and `pg_settings`.

use pgreach_network::{ListenAddress, Listening};

use super::table::{Row, SETTINGS};

/// Whether a text is a `postgresql.conf`, by a setting that every one has, if only as a comment.
pub(super) fn is_one(text: &str) -> bool {
    text.lines().any(|it| {
        let it = it.trim_start_matches(['#', ' ']);
        it.strip_prefix("listen_addresses").is_some_and(|it| it.trim_start().starts_with('='))
    })
}

/// What a `postgresql.conf` says. The last line of a setting counts; what an included file says after it is not known.
pub(super) fn file(text: &str, file: usize) -> Option<Listening> {
    let nothing = Listening { file, is_in_effect: false, addresses: None, port: None, tls: None };
    let mut said = nothing.clone();
    for line in text.lines() {
        let line = line.trim_start();
        let (name, rest) = line.split_at(line.find(|it: char| it.is_whitespace() || it == '=').unwrap_or(line.len()));
        let rest = rest.trim_start().trim_start_matches('=').trim_start();
        let name = name.to_ascii_lowercase();
        if name.starts_with("include") {
            said = Listening { addresses: None, port: None, tls: None, ..said };
        }
        set(&mut said, &name, &value(rest));
    }
    (said != nothing).then_some(said)
}

/// What rows of `SHOW` or `pg_settings` say, where they say anything of it.
pub(super) fn rows(rows: &[Row], file: usize) -> Option<Listening> {
    let nothing = Listening { file, is_in_effect: true, addresses: None, port: None, tls: None };
    let mut said = nothing.clone();
    for row in rows {
        if let (Some(name), true) = (row.text("name"), row.has("setting")) {
            set(&mut said, name, row.text("setting").unwrap_or_default());
        }
        for name in SETTINGS.into_iter().filter(|it| row.has(it)) {
            set(&mut said, name, row.text(name).unwrap_or_default());
        }
    }
    (said != nothing).then_some(said)
}

/// A value without its quotes and the comment after it.
fn value(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(quoted) => quoted.split('\'').next().unwrap_or_default().to_owned(),
        None => text.split(|it: char| it.is_whitespace() || it == '#').next().unwrap_or_default().to_owned(),
    }
}

fn set(said: &mut Listening, name: &str, value: &str) {
    match name {
        "listen_addresses" => said.addresses = Some(addresses(value)),
        "port" => said.port = value.parse().ok(),
        "ssl" => {
            said.tls = match value.to_ascii_lowercase().as_str() {
                "on" | "true" | "yes" | "1" => Some(true),
                "off" | "false" | "no" | "0" => Some(false),
                _ => None,
            };
        }
        _ => {}
    }
}

/// Where `listen_addresses` listens: nowhere over TCP where it is empty.
pub(crate) fn addresses(text: &str) -> Vec<ListenAddress> {
    let address = |it: &str| match it.trim().trim_matches('"') {
        "*" | "0.0.0.0" => ListenAddress::Every,
        "localhost" | "::1" => ListenAddress::Localhost,
        it => match it.parse::<std::net::IpAddr>() {
            Ok(std::net::IpAddr::V4(it)) if it.is_loopback() => ListenAddress::Localhost,
            Ok(std::net::IpAddr::V4(it)) => ListenAddress::Address(it),
            Ok(std::net::IpAddr::V6(_)) => ListenAddress::Ipv6,
            Err(_) => ListenAddress::Name,
        },
    };
    text.split(',').filter(|it| !it.trim().is_empty()).map(address).collect()
}
