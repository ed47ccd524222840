//! A pasted text: made plain, cut into the errors that it holds, and read for names, addresses and ports.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use pgreach_network::sort_by_number;

use crate::Party;

/// The longest text that is looked at, in bytes. What is longer is no log that a person pastes.
pub const LONGEST: usize = 1024 * 1024;

/// The longest text all of whose lines are looked at, in bytes. An error is short; what is longer is a log or an export, of
/// which only the lines that may say an error are.
const WHOLE: usize = 64 * 1024;

/// The longest stretch in bytes within which the words of one error are looked for.
const STRETCH: usize = 600;

/// How far the words of one needle may be apart, in bytes.
const APART: usize = 400;

/// A text without what programs put around it: escapes of JSON and HTML, typographic quotes, and carriage returns.
pub(super) fn plain(text: &str, needles: impl Iterator<Item = &'static str>) -> String {
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default();
    let mut plain = if WHOLE < text.len() { telling(text, needles) } else { text.to_owned() }.replace('\r', "");
    // HTML around JSON.
    plain = plain.replace("&quot;", "\"").replace("&#39;", "'");
    // JSON within JSON.
    while plain.contains("\\\\") {
        plain = plain.replace("\\\\", "\\");
    }
    plain = unescaped(&plain);
    for (written, meant) in [
        ("\\r\\n", "\n"),
        ("\\n", "\n"),
        ("\\t", " "),
        ("\\\"", "\""),
        ("“", "\""),
        ("”", "\""),
        ("„", "\""),
        ("«", "\""),
        ("»", "\""),
        ("‘", "'"),
        ("’", "'"),
    ] {
        if plain.contains(written) {
            plain = plain.replace(written, meant);
        }
    }
    // As mail programs quote.
    let unquoted: Vec<&str> = plain.split('\n').map(|it| it.trim_start_matches("> ")).collect();
    unquoted.join("\n")
}

/// A text with the characters that JSON may write as `\u` and four digits, as Python does with all that are not ASCII.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..4).and_then(|it| u32::from_str_radix(it, 16).ok());
        if let Some((it, after)) = code.and_then(char::from_u32).zip(part.get(4..)) {
            out.push(it);
            out.push_str(after);
        } else {
            out.push_str("\\u");
            out.push_str(part);
        }
    }
    out
}

/// The lines of a long text that have one of some words in lower case, each with the line before it and the line after it, in
/// which an error begins and ends; the last ones, where they are many.
fn telling(text: &str, needles: impl Iterator<Item = &'static str>) -> String {
    let needles: Vec<&str> = needles.map(str::trim).collect();
    let lower = text.to_ascii_lowercase();
    let tells: Vec<bool> = lower.lines().map(|line| needles.iter().any(|it| line.contains(it))).collect();
    let is_near = |at: usize| tells.iter().take(at + 2).skip(at.saturating_sub(1)).any(|it| *it);
    let lines = text.split_inclusive('\n').enumerate();
    let kept: String = lines.filter(|(at, _)| is_near(*at)).map(|it| it.1).collect();
    kept.get(kept.ceil_char_boundary(kept.len().saturating_sub(WHOLE))..).unwrap_or_default().to_owned()
}

/// A text with single spaces, and error states as drivers write them in one form.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .replace("SQLState: ", "SQLSTATE ")
        .replace("SQLSTATE=", "SQLSTATE ")
        .replace("SQLSTATE: ", "SQLSTATE ")
}

/// How an error begins, in what clients and servers say.
static HEADS: [&str; 14] = [
    "connection to server at ",
    "could not connect to server",
    "could not translate host name",
    "failed to connect to ",
    "dial tcp",
    "lookup ",
    "fatal: ",
    "psql: ",
    "pg_dump: ",
    "error: connect ",
    "connection to the server ",
    "error st",
    "603",
    "getaddrinfo ",
];

/// Cuts a text into its errors. `knows` says whether a text is a known message, and if so, whether it says how the connection
/// ended: only after that another one begins, at a new line or with the words that errors begin with.
pub(super) fn parts(text: &str, knows: impl Fn(&str) -> Option<bool>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut is_whole = false;
    for (piece, has_head) in pieces(text) {
        let begins = is_whole && (has_head || knows(piece).is_some());
        match parts.last_mut() {
            Some(part) if !begins => part.push_str(piece),
            _ => parts.push(piece.to_owned()),
        }
        is_whole = (is_whole && !begins) || parts.last().and_then(|it| knows(last(it))) == Some(true);
    }
    // What follows the last error belongs to it.
    if 1 < parts.len()
        && let Some(last) = parts.pop_if(|it| knows(it).is_none())
        && let Some(before) = parts.last_mut()
    {
        before.push_str(&last);
    }
    parts
}

/// Cuts a text before JSON that stands in lines of its own after other lines: it is another tool's answer, and another error.
pub(super) fn documents(text: &str) -> Vec<&str> {
    let is_json = |it: &str| it.trim_start().starts_with(['{', '[']);
    let at = text.match_indices("\n{").map(|it| it.0).find(|at| text.get(..*at).is_some_and(|it| !it.contains('{')));
    match at.and_then(|at| text.split_at_checked(at)) {
        Some((before, json)) if !is_json(before) => vec![before, json],
        _ => vec![text],
    }
}

/// The end of a text.
fn last(text: &str) -> &str {
    text.get(text.ceil_char_boundary(text.len().saturating_sub(STRETCH))..).unwrap_or_default()
}

/// The pieces that errors are made of, and whether each starts as errors do.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    // Of the same length, so that places in one are places in the other.
    let lower = text.to_ascii_lowercase();
    let mut starts: Vec<(usize, bool)> = text.match_indices('\n').map(|(at, _)| (at + 1, false)).collect();
    for head in HEADS {
        let is_start = |at: usize| {
            let before = lower.get(..at).unwrap_or_default();
            !before.ends_with(|it: char| it.is_ascii_alphanumeric()) && !is_of_socket(before)
        };
        starts.extend(lower.match_indices(head).map(|(at, _)| at).filter(|it| is_start(*it)).map(|at| (at, true)));
    }
    starts.push((0, false));
    sort_by_number(&mut starts, |(at, has_head)| i64::try_from(2 * at).unwrap_or(i64::MAX) + i64::from(!has_head));
    starts.dedup_by_key(|it| it.0);
    let ends = starts.iter().skip(1).map(|it| it.0).chain([text.len()]);
    starts.iter().zip(ends).filter_map(|((start, has_head), end)| Some((text.get(*start..end)?, *has_head))).collect()
}

/// Whether a text ends with libpq's words for a socket: what follows them is the answer over that socket, and no error of another
/// connection.
fn is_of_socket(before: &str) -> bool {
    let words = before.trim_end().strip_suffix("failed:").unwrap_or_default();
    words.rsplit("connection to server ").next().is_some_and(|it| it.starts_with("on socket "))
}

/// Words before a message that take its meaning away: it is said not to be so, or it is of something else.
static NOT_SO: [&str; 8] =
    [" no ", " not ", " not a ", " without ", " never ", " nor ", " neither ", "connection is not available, request "];

/// Whether a text has a needle; it is given in lower case too. The words around `…` follow each other. A code, as 603100 or
/// 28p01, has to stand alone.
pub(super) fn holds(text: &str, lower: &str, needle: &str) -> bool {
    let is_code =
        needle.starts_with(|it: char| it.is_ascii_digit()) && needle.bytes().all(|it| it.is_ascii_alphanumeric());
    if is_code {
        return lower.match_indices(needle).any(|(at, _)| is_code_at(text, lower, at, needle));
    }
    let (first, others) = needle.split_once(" … ").unwrap_or((needle, ""));
    let words: Vec<&str> = others.split(" … ").collect();
    lower.match_indices(first).any(|(at, _)| {
        let before = lower.get(..at).unwrap_or_default();
        let mut after = lower.get(at + first.len()..).unwrap_or_default();
        !NOT_SO.iter().any(|it| before.ends_with(it))
            && words.iter().all(|word| {
                let near = after.get(..after.floor_char_boundary(APART)).unwrap_or_default();
                let found = near.find(word);
                after = found.and_then(|it| after.get(it + word.len()..)).unwrap_or_default();
                found.is_some()
            })
    })
}

/// Whether a code stands at a place of a text, and not a part of another word or number. One of digits alone may be any
/// number: it has to be called a code, stand before a colon, or be all of the text or its beginning.
fn is_code_at(text: &str, lower: &str, at: usize, code: &str) -> bool {
    let before = lower.get(..at).unwrap_or_default();
    let after = lower.get(at + code.len()..).unwrap_or_default();
    if before.ends_with(|it: char| it.is_ascii_alphanumeric() || it == '.')
        || after.starts_with(|it: char| it.is_ascii_alphanumeric())
    {
        return false;
    }
    if code.bytes().any(|it| it.is_ascii_alphabetic()) {
        return true;
    }
    let is_word = |it: char| it.is_alphanumeric();
    let called = before.trim_end_matches(|it| !is_word(it));
    let is_called = ["code", "error", "errors", "failed", "fatal", "sqlstate"].iter().any(|it| called.ends_with(it));
    let follows = text.get(at + code.len()..).unwrap_or_default();
    let is_head = follows.trim_start().starts_with(|it: char| it.is_ascii_uppercase());
    is_called || after.starts_with(':') || called.is_empty() && (is_head || !after.contains(is_word))
}

/// What stands before the name of a server in what clients say, the most telling first, and whether a name without quotes
/// and dots is one there.
static BEFORE: &[(&str, bool)] = &[
    ("the server ", false),
    ("for server ", false),
    ("The server ", false),
    ("server at ", false),
    ("resolve host ", false),
    ("host name ", false),
    ("on host ", false),
    ("host=", true),
    ("server=", true),
    ("Server=", true),
    ("lookup ", false),
    ("UnknownHostException: ", true),
    ("ENOTFOUND ", true),
    ("EAI_AGAIN ", true),
    ("can't find ", true),
    ("Name does not exist: ", true),
    ("Failed to connect to ", false),
    ("Connection to ", false),
    ("ComputerName : ", true),
    ("resolve host: ", true),
    ("Name resolution of ", false),
    ("Failed to resolve ", false),
    ("could not find host ", true),
    ("cannot resolve ", false),
    ("nc: connect to ", false),
    ("Connecting To ", true),
    ("Connecting to ", false),
    ("Connected to ", false),
    ("ping: ", false),
    ("PING ", false),
    ("Resolve-DnsName : ", false),
    ("Resolve-DnsName: ", false),
    ("Nmap scan report for ", false),
    ("check your server name ", true),
    ("Server ", false),
    ("Resource 'Microsoft.DBforPostgreSQL/flexibleServers/", true),
    ("Resource 'Microsoft.DBforPostgreSQL/servers/", true),
    ("Host=", true),
    ("Data Source=", true),
    ("Name: ", false),
    ("Name : ", false),
    // What dig was asked, and what it was called with.
    (" ;", false),
    ("<<>> ", false),
    (" (", false),
];

/// What `pg_isready` and other tools write behind the server's name and port.
static BEHIND: [&str; 5] =
    [" - no response", " - accepting connections", " - rejecting connections", "/tcp - no response", " - port is open"];

/// The host and port before what tools write behind them.
fn host_before(text: &str) -> Option<(&str, u16)> {
    BEHIND.iter().find_map(|it| {
        let at = text.to_ascii_lowercase().find(&it.to_ascii_lowercase())?;
        let is_part = |it: char| it.is_ascii_alphanumeric() || "-._:/".contains(it);
        let (host, port) = text.get(..at)?.rsplit(|it| !is_part(it)).next()?.rsplit_once(':')?;
        // A path is a socket's.
        (!host.contains('/')).then_some((host, port.trim_end_matches("/tcp").parse().ok()?))
    })
}

/// The name of a server in a text, with or without the quotes and backticks around it, or in a connection string.
pub(super) fn server(text: &str) -> Option<String> {
    said_server(text).or_else(|| {
        let (host, _) = host_before(text).map(|it| (it.0, Some(it.1))).or_else(|| url(text))?;
        host.contains(|it: char| it.is_ascii_alphabetic()).then(|| host.to_owned())
    })
}

/// The host of a PostgreSQL URL in a text, and its port.
fn url(text: &str) -> Option<(&str, Option<u16>)> {
    let (_, after) = text.split_once("postgres://").or_else(|| text.split_once("postgresql://"))?;
    let word = after.split([' ', '"', '\'', '`', ',']).next()?;
    let authority = word.trim_end_matches(':').rsplit_once('@').map_or(word, |(_, it)| it).split(['/', '?']).next()?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let is_host = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | '_');
    // What holds anything else may be a password with a sign in it.
    let is_whole = word.matches('@').count() == 1 && !host.is_empty() && host.chars().all(is_host);
    is_whole.then(|| (host, port.parse().ok()))
}

fn said_server(text: &str) -> Option<String> {
    BEFORE.iter().find_map(|(before, is_plain)| {
        text.match_indices(before).find_map(|(at, _)| {
            let after = text.get(at + before.len()..)?;
            let unquoted = after.trim_start_matches(['`', '\'', '"', '\\']);
            let is_quoted = unquoted.len() < after.len();
            let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | '_');
            let name = unquoted.split(|it| !is_part(it)).next()?;
            let rest = unquoted.get(name.len()..).unwrap_or_default();
            // Windows' telnet goes on with three dots.
            let name = name.split("..").next().unwrap_or_default().trim_end_matches('.');
            // Without quotes, a word of the sentence may stand there; before a colon, the user of an address.
            let is_named = is_quoted
                || *is_plain
                || name.contains('.')
                || [" was unsuccessful", " is busy", " is stopped"].iter().any(|it| rest.starts_with(it));
            let is_bracketed = match *before {
                " (" => name.contains('.') && rest.starts_with(')'),
                " ;" => rest.starts_with(" IN "),
                _ => true,
            };
            let is_user = rest.starts_with("://") || rest.starts_with('@') || rest.starts_with('=') || {
                rest.strip_prefix(':').is_some_and(|it| it.split_whitespace().next().unwrap_or_default().contains('@'))
            };
            // An address of IPv6 has colons, and ends at its quote or bracket.
            let is_v6 = |it: char| it.is_ascii_hexdigit() || it == ':' || it == '.';
            let word = unquoted.split(|it| !is_v6(it)).next().unwrap_or_default();
            let is_address = name.parse::<Ipv4Addr>().is_ok() || word.parse::<Ipv6Addr>().is_ok();
            let has_letter = name.contains(|it: char| it.is_ascii_alphabetic());
            let is_server = is_named && is_bracketed && !is_user && !is_address && has_letter;
            is_server.then(|| name.to_owned())
        })
    })
}

/// What stands before the address that is meant, where a tool names other ones too: the client's, or the DNS server's.
static ADDRESS_BEFORE: [&str; 7] = [
    "RemoteAddress : ",
    "IP4Address : ",
    "IPAddress : ",
    " IN A ",
    " Answer ",
    // Behind its name; before it, nslookup has the DNS server's.
    "Name: … Address: ",
    "Name: … Addresses: ",
];

/// The address that a label stands before.
pub(super) fn labelled_address(text: &str) -> Option<IpAddr> {
    ADDRESS_BEFORE.iter().find_map(|before| {
        let (first, label) = before.split_once("… ").unwrap_or(("", before));
        let from = text.find(first)?;
        let text = text.get(from..)?;
        text.match_indices(label).find_map(|(at, _)| {
            let is_part = |it: char| it.is_ascii_hexdigit() || matches!(it, '.' | ':');
            let word = text.get(at + label.len()..)?.split(|it| !is_part(it)).next()?;
            word.parse().ok().filter(|it: &IpAddr| it.is_ipv4())
        })
    })
}

/// The one address in a text that is not a DNS server's.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    if let Some(labelled) = labelled_address(text) {
        return Some(labelled);
    }
    let is_part = |it: char| it.is_ascii_digit() || it == '.' || it == ':';
    let v4 = text.split(|it| !is_part(it)).filter(|it| it.contains('.')).filter_map(|word| {
        let (host, port) = word.split_once(':').unwrap_or((word, ""));
        let address = host.trim_end_matches('.').parse::<Ipv4Addr>().ok()?;
        (port != "53" && !address.is_unspecified()).then_some(IpAddr::V4(address))
    });
    // Elsewhere two colons are the code of a program.
    let v6 = text.split(['(', ')', '"', '\'', '[', ']']).filter(|it| it.contains("::") || 4 < it.matches(':').count());
    let v6 = v6.filter_map(|it| it.parse::<Ipv6Addr>().ok()).filter(|it| !it.is_unspecified());
    // Drivers with sockets for both write an IPv4 address as an IPv6 one: ::ffff:10.1.0.4.
    let v6 = v6.map(|it| it.to_canonical());
    let mut found = None;
    for address in v4.chain(v6) {
        // Of two addresses it is not known which one is meant.
        if found.is_some_and(|it| it != address) {
            return None;
        }
        found = Some(address);
    }
    found
}

/// Which end of the migration a text says by itself that it is of: the migration tool of 2023 does.
pub(super) fn party(text: &str) -> Option<Party> {
    let lower = text.to_ascii_lowercase().replace(' ', "");
    match (lower.contains("sourcedbserver"), lower.contains("targetdbserver")) {
        (true, false) => Some(Party::Source),
        (false, true) => Some(Party::Target),
        _ => None,
    }
}

/// The client's address in what a server says of its `pg_hba.conf`.
pub(super) fn client(text: &str) -> Option<IpAddr> {
    let (_, after) = text.split_once("pg_hba.conf")?;
    let (_, after) = after.split_once("host \"")?;
    after.split('"').next()?.parse().ok()
}

/// The port that the client connected to, where the text names one.
pub(super) fn port(text: &str) -> Option<u16> {
    let digits = |it: &str| it.split(|it: char| !it.is_ascii_digit()).next().and_then(|it| it.parse::<u16>().ok());
    let named =
        text.split_once("), port ").or_else(|| text.split_once("\", port ")).or_else(|| text.split_once("on port "));
    if let Some((_, after)) = named {
        return digits(after).filter(|it| 0 < *it);
    }
    // Beside the name or address that the client connected to.
    let named = ["ECONNREFUSED ", "ETIMEDOUT ", "dial tcp ", "Failed to connect to ", "Connection to "]
        .iter()
        .find_map(|before| {
            let (_, after) = text.split_once(before)?;
            let word = after.split([' ', ',']).next()?;
            word.trim_end_matches(':').rsplit_once(':').and_then(|(_, port)| digits(port)).filter(|it| 0 < *it)
        });
    let named = named.or_else(|| {
        let spoken = ["RemotePort : ", " port "].iter().find_map(|it| digits(text.split_once(it)?.1));
        // As nc has it: 5432 port [tcp/postgresql].
        spoken.or_else(|| text.split_once(" port [tcp")?.0.rsplit(' ').next()?.parse().ok())
    });
    named.or_else(|| host_before(text).map(|it| it.1)).or_else(|| url(text)?.1).filter(|it| 0 < *it)
}

#[cfg(test)]
mod tests {
    use super::{address, holds, port, server};

    #[test]
    fn a_code_stands_alone() {
        for (text, has) in [
            ("603100", true),
            ("error 603100: no", true),
            ("(603100)", true),
            ("1603100", false),
            ("6031001", false),
            ("id-a603100", false),
            ("0.603100", false),
            ("{\"code\":\"603100\"}", true),
            ("603100 Authentication failed", true),
            ("Copied 603000 rows in 603100 ms", false),
            ("603100 ms", false),
            ("FATAL: 603100", true),
        ] {
            assert_eq!(holds(text, &text.to_ascii_lowercase(), "603100"), has, "{text}");
        }
    }

    #[test]
    fn a_name_is_no_word_of_the_sentence_and_no_user() {
        for (text, name) in [
            ("Is the server running on host \"db01\" and accepting", Some("db01")),
            ("This probably means the server terminated abnormally", None),
            ("The server does not support SSL", None),
            ("Connection to the server orders-old was unsuccessful.", Some("orders-old")),
            ("failed to connect to `host=orders-old user=u database=d`", Some("orders-old")),
            (
                "failed to connect to `user=u database=d`: 10.1.0.4:5432 (db.corp.example): dial error",
                Some("db.corp.example"),
            ),
            ("Failed to connect to postgres://me:hunter2@db/orders", Some("db")),
            ("postgres://me:p@ssw0rd@db/orders", None),
            ("postgres://me:pass/w@rd:1@db/orders", None),
            ("Connection to me:hunter2@db.corp.example refused", None),
            ("connection to server at \"10.1.0.4\", port 5432 failed", None),
            ("connection to server at \"fd00:1::5\", port 5432 failed", None),
            ("could not connect to \"fd00::5\": refused", None),
            ("connection to server at \"fd00\", port 5432 failed", Some("fd00")),
        ] {
            assert_eq!(server(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn the_address_is_the_one_that_was_connected_to() {
        for (text, expected) in [
            ("server at \"x\" (10.1.0.4), port 5433 failed", Some(("10.1.0.4", Some(5433)))),
            ("dial tcp 10.1.0.4:5432: i/o timeout", Some(("10.1.0.4", Some(5432)))),
            ("connect ECONNREFUSED 10.1.0.4:6432", Some(("10.1.0.4", Some(6432)))),
            ("server at \"x\" (fd00::4), port 5432 failed", Some(("fd00::4", Some(5432)))),
            (
                "Is the server running on host \"10.1.0.4\" and accepting TCP/IP connections on port 5433?",
                Some(("10.1.0.4", Some(5433))),
            ),
            ("std::net at (10.1.0.4), (20.50.60.70)", None),
            ("lookup x on 10.1.0.10:53", None),
        ] {
            let found = address(text).map(|it| it.to_string());
            assert_eq!(found.as_deref(), expected.map(|it| it.0), "{text}");
            if let Some((_, expected)) = expected {
                assert_eq!(port(text), expected, "{text}");
            }
        }
    }
}
