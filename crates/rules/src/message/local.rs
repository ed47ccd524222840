//! Says whether an error is of a connection that did not leave the machine.

use std::net::IpAddr;

use super::text;

/// Whether the client connected to its own machine, by a name or an address for it. Of the DNS server there, as a stub resolver
/// is one, nothing is meant.
pub(super) fn is_own_machine(error: &str, server: Option<&str>) -> bool {
    if let Some(server) = server.filter(|it| !it.eq_ignore_ascii_case("localhost")) {
        // The name of another server with a local address comes from a file of hosts, or from a tunnel's.
        return bracketed(error, server).is_some_and(|it| it.is_loopback());
    }
    // As JDBC has it, without quotes.
    if error.contains(" to localhost") {
        return true;
    }
    let client = text::client(error);
    let mut others = addresses(error).filter(|it| Some(*it) != client).peekable();
    if others.peek().is_some() {
        return others.all(|it| it.is_loopback());
    }
    server.is_some() || client.is_some_and(|it| it.is_loopback())
}

/// The address behind a server's name, in brackets.
fn bracketed(error: &str, server: &str) -> Option<IpAddr> {
    let (_, after) = error.split_once(server)?;
    after.trim_start_matches('"').strip_prefix(" (")?.split(')').next()?.parse().ok()
}

/// The addresses of a text, without those of DNS servers.
fn addresses(text: &str) -> impl Iterator<Item = IpAddr> {
    let is_part = |it: char| it.is_ascii_hexdigit() || it == '.' || it == ':' || it == '#';
    text.split(move |it| !is_part(it)).filter_map(|word| {
        let word = word.trim_matches(['.', '#']).trim_end_matches(':');
        let whole = |it: &str| it.parse::<IpAddr>().ok().map(|it| it.to_canonical());
        // `::1:5432` is an address and a port as node writes them, and an address by the letter.
        let (host, port) = word.rsplit_once([':', '#']).unwrap_or((word, ""));
        let with_port = whole(host).filter(|_| port != "53");
        if host == "::1" || word.contains('#') { with_port } else { whole(word).or(with_port) }
    })
}

#[cfg(test)]
mod tests {
    use super::is_own_machine;

    #[test]
    fn the_own_machine_is_what_was_connected_to() {
        for (error, server, is_own) in [
            ("connection to server at \"localhost\" (::1), port 5432 failed: refused", Some("localhost"), true),
            ("connection to server at \"127.0.0.1\", port 5432 failed: refused", None, true),
            ("connect ECONNREFUSED ::1:5432", None, true),
            ("Failed to connect to [::ffff:127.0.0.1]:5432", None, true),
            ("no pg_hba.conf entry for host \"127.0.0.1\", user \"u\"", None, true),
            ("no pg_hba.conf entry for host \"::1\", user \"u\"", None, true),
            // A tunnel: what the server sees is the tunnel's other end.
            ("server at \"127.0.0.1\" failed: no pg_hba.conf entry for host \"10.1.0.9\"", None, true),
            // A pooler at the server: its own connection is the local one.
            ("server at \"10.1.0.4\" failed: no pg_hba.conf entry for host \"127.0.0.1\"", None, false),
            ("server at \"db\" failed: no pg_hba.conf entry for host \"127.0.0.1\"", Some("db"), false),
            ("server at \"db\" (127.0.0.1), port 5432 failed", Some("db"), true),
            ("127.0.0.1 dial tcp 10.1.0.4:5432: i/o timeout", None, false),
            ("lookup x on 127.0.0.53:53: no such host", None, false),
            ("dial tcp 127.0.0.1:5432: connect: connection refused", None, true),
            ("communications error to 127.0.0.53#53: timed out", None, false),
            ("std::net at the end", None, false),
            ("", None, false),
        ] {
            assert_eq!(is_own_machine(error, server), is_own, "{error}");
        }
    }
}
