//! The grammar of `pg_hba.conf`.
//!
//! Source: "The `pg_hba.conf` File" (PostgreSQL 17 documentation), and how src/backend/libpq/hba.c reads it, which a test
//! compares with.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::Ipv4Net;
use pgreach_network::{HbaClients, HbaFile, HbaRule, HbaScope, HbaTransport, sort_by_number};

use super::table::Row;

/// One token: its text, and whether it began with a quote, which makes a keyword a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    text: String,
    is_quoted: bool,
}

impl Token {
    fn is(&self, keyword: &str) -> bool {
        !self.is_quoted && self.text == keyword
    }
}

/// What a list in another file stands as.
const LIST: &str = "@";

/// The methods that a line can name.
const METHODS: [&str; 15] = [
    "trust",
    "reject",
    "scram-sha-256",
    "md5",
    "password",
    "gss",
    "sspi",
    "ident",
    "peer",
    "ldap",
    "radius",
    "cert",
    "pam",
    "bsd",
    // From PostgreSQL 18 on.
    "oauth",
];

/// The options that a line can have.
const OPTIONS: [&str; 29] = [
    "map",
    "clientcert",
    "clientname",
    "pamservice",
    "pam_use_hostname",
    "ldapurl",
    "ldaptls",
    "ldapscheme",
    "ldapserver",
    "ldapport",
    "ldapbinddn",
    "ldapbindpasswd",
    "ldapsearchattribute",
    "ldapsearchfilter",
    "ldapbasedn",
    "ldapprefix",
    "ldapsuffix",
    "krb_realm",
    "include_realm",
    "compat_realm",
    "upn_username",
    "radiusservers",
    "radiusports",
    "radiussecrets",
    "radiusidentifiers",
    "issuer",
    "scope",
    "validator",
    "delegate_ident_mapping",
];

/// Whether a text is such a file by its first rule.
pub(super) fn is_one(text: &str) -> bool {
    const START: usize = 64 * 1024;
    let start = text.get(..text.floor_char_boundary(START)).unwrap_or_default();
    let first = lines(start).into_iter().map(|(_, it)| fields(&it)).find(|it| !it.is_empty());
    first.is_some_and(|it| rule(1, &it).is_some_and(|it| it.transport != HbaTransport::Unknown))
}

/// The rules of a file.
pub(super) fn file(text: &str, file: usize) -> HbaFile {
    let mut read = HbaFile { file, rules: Vec::new(), refused: None };
    for (line, text) in lines(text) {
        let fields = fields(&text);
        if fields.is_empty() {
            continue;
        }
        let Some(rule) = rule(line, &fields) else {
            read.refused = Some(line);
            break;
        };
        read.rules.push(rule);
    }
    read
}

/// The rules as rows of the view `pg_hba_file_rules`.
pub(super) fn rows(rows: &[Row], file: usize) -> HbaFile {
    let mut read = HbaFile { file, rules: Vec::new(), refused: None };
    let mut rows: Vec<&Row> = rows.iter().collect();
    sort_by_number(&mut rows, |it| it.number("rule_number").and_then(|it| i64::try_from(it).ok()).unwrap_or_default());
    for row in rows {
        let line = row.number("line_number").unwrap_or_default();
        let field = |column: &str| -> Vec<Token> {
            row.list(column).into_iter().map(|text| Token { text, is_quoted: false }).collect()
        };
        let options = row.list("options").into_iter().map(|text| vec![Token { text, is_quoted: false }]);
        let fields: Vec<Vec<Token>> = ["type", "database", "user_name", "address", "netmask", "auth_method"]
            .into_iter()
            .map(field)
            .filter(|it| !it.is_empty())
            .chain(options)
            .collect();
        match rule(line, &fields).filter(|_| !row.text("error").is_some_and(is_refusal)) {
            Some(rule) => read.rules.push(rule),
            None => {
                read.refused.get_or_insert(line);
            }
        }
    }
    read
}

/// Whether what the view says of a line is that PostgreSQL refuses it, and not that it can fit no connection today.
fn is_refusal(error: &str) -> bool {
    !error.contains("record cannot match because")
}

/// Lines with their numbers from 1. A backslash at the end of one goes on with the next.
fn lines(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').split('\n')) {
        let line = line.trim_end_matches('\r');
        let (line, next) = line.strip_suffix('\\').map_or((line, false), |it| (it, true));
        match lines.last_mut().filter(|_| goes_on) {
            Some((_, before)) => before.push_str(line),
            None => lines.push((number, line.to_owned())),
        }
        goes_on = next;
    }
    lines
}

/// The fields of a line, each with its tokens.
fn fields(line: &str) -> Vec<Vec<Token>> {
    let mut rest = line.chars().peekable();
    let is_blank = |it: char| matches!(it, ' ' | '\t' | '\r');
    let mut fields: Vec<Vec<Token>> = Vec::new();
    let mut goes_on = false;
    loop {
        while rest.next_if(|it| is_blank(*it) || *it == ',').is_some() {}
        let (mut text, mut is_quoted, mut has_quote) = (String::new(), false, false);
        let (mut in_quote, mut was_quote, mut has_comma) = (false, false, false);
        while let Some(it) = rest.next_if(|it| !is_blank(*it) || in_quote) {
            if it == '#' && !in_quote {
                rest.by_ref().for_each(drop);
                break;
            }
            if it == ',' && !in_quote {
                has_comma = true;
                break;
            }
            if it != '"' || was_quote {
                text.push(it);
            }
            was_quote = in_quote && it == '"' && !was_quote;
            if it == '"' {
                in_quote = !in_quote;
                has_quote = true;
                is_quoted |= text.is_empty();
            }
        }
        if text.is_empty() && !has_quote {
            return fields;
        }
        if !is_quoted && 1 < text.len() && text.starts_with('@') {
            LIST.clone_into(&mut text);
        }
        let token = Token { text, is_quoted };
        match fields.last_mut().filter(|_| goes_on) {
            Some(field) => field.push(token),
            None => fields.push(vec![token]),
        }
        goes_on = has_comma;
    }
}

/// The rule of a line; `None` where PostgreSQL refuses it.
fn rule(line: usize, fields: &[Vec<Token>]) -> Option<HbaRule> {
    let mut rest = fields.iter();
    let transport = one(rest.next()?)?;
    if ["include", "include_if_exists", "include_dir"].contains(&transport.text.as_str()) {
        return Some(HbaRule {
            line,
            transport: HbaTransport::Unknown,
            databases: HbaScope::Some,
            roles: HbaScope::Some,
            clients: HbaClients::Unknown,
            method: "include".to_owned(),
            wants_certificate: false,
        });
    }
    let transport = HbaTransport::WORDS.iter().find(|it| it.0 == transport.text)?.1;
    let databases = rest.next()?;
    let roles = rest.next()?;
    let databases = if databases.iter().any(|it| it.is("all")) {
        HbaScope::All
    } else if databases.iter().all(|it| it.is("replication")) {
        HbaScope::None
    } else {
        HbaScope::Some
    };
    let roles = if roles.iter().any(|it| it.is("all")) { HbaScope::All } else { HbaScope::Some };
    let clients = if transport == HbaTransport::Local { HbaClients::Unknown } else { clients(&mut rest)? };
    let method = one(rest.next()?)?.text.clone();
    let is_local = transport == HbaTransport::Local;
    let fits = match method.as_str() {
        "gss" | "sspi" | "ident" => !is_local || method == "ident",
        "peer" => is_local,
        "cert" => transport == HbaTransport::HostSsl,
        _ => true,
    };
    if !METHODS.contains(&method.as_str()) || !fits {
        return None;
    }
    // It asks for nothing else.
    let mut wants_certificate = method == "cert";
    for option in rest.flatten() {
        let (name, value) = option.text.split_once('=')?;
        if !OPTIONS.contains(&name) || name == "clientcert" && transport != HbaTransport::HostSsl {
            return None;
        }
        wants_certificate |= name == "clientcert" && value.starts_with("verify");
    }
    Some(HbaRule { line, transport, databases, roles, clients, method, wants_certificate })
}

/// The only token of a field.
fn one(field: &[Token]) -> Option<&Token> {
    match field {
        [only] => Some(only),
        _ => None,
    }
}

/// The clients of a rule: an address with its length, one with its mask in the next field, a host name or a keyword.
fn clients<'t>(rest: &mut impl Iterator<Item = &'t Vec<Token>>) -> Option<HbaClients> {
    let token = one(rest.next()?)?;
    if token.is("all") {
        return Some(HbaClients::All);
    }
    if token.is("samehost") || token.is("samenet") {
        return Some(HbaClients::Unknown);
    }
    let (address, length) = match token.text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (token.text.as_str(), None),
    };
    let address = match address.parse::<IpAddr>() {
        Ok(address) => address,
        // A host name, or an address in short, which only the machine reads.
        Err(_) if length.is_none() => return Some(HbaClients::Unknown),
        Err(_) if address.starts_with(|it: char| it.is_ascii_digit()) => return Some(HbaClients::Unknown),
        Err(_) => return None,
    };
    let mask = match length {
        Some(_) => None,
        None => Some(one(rest.next()?)?.text.parse::<IpAddr>().ok()?),
    };
    match (address, mask) {
        (IpAddr::V4(address), None) => {
            let net = Ipv4Net::new(address, length?.parse().ok()?).ok()?;
            Some(HbaClients::Net(net.trunc()))
        }
        (IpAddr::V4(address), Some(IpAddr::V4(mask))) => Some(masked(address, mask)),
        (IpAddr::V6(_), None) => length?.parse::<u8>().ok().filter(|it| *it <= 128).map(|_| HbaClients::Ipv6),
        (IpAddr::V6(_), Some(IpAddr::V6(_))) => Some(HbaClients::Ipv6),
        // One of each family.
        _ => None,
    }
}

fn masked(address: Ipv4Addr, mask: Ipv4Addr) -> HbaClients {
    Ipv4Net::with_netmask(address, mask).map_or(HbaClients::Unknown, |it| HbaClients::Net(it.trunc()))
}

/// The address and mask of clients, as the view shows them.
pub(crate) fn shown(clients: HbaClients) -> (Option<String>, Option<String>) {
    match clients {
        HbaClients::All => (Some("all".to_owned()), None),
        HbaClients::Net(net) => (Some(net.network().to_string()), Some(net.netmask().to_string())),
        HbaClients::Ipv6 => (Some(Ipv6Addr::UNSPECIFIED.to_string()), Some(Ipv6Addr::UNSPECIFIED.to_string())),
        HbaClients::Unknown => (Some("samenet".to_owned()), None),
    }
}

#[cfg(test)]
mod tests {
    use super::file;

    /// The rules of a file in short, or the line that is refused.
    fn said(text: &str) -> String {
        let file = file(text, 0);
        match file.refused {
            Some(line) => format!("line {line} is refused"),
            None => file.rules.iter().map(|it| format!("{} {}", it.line, it.words())).collect::<Vec<_>>().join("; "),
        }
    }

    #[test]
    fn every_form_of_a_line_is_read() {
        for (text, expected) in [
            ("local all all peer", "1 local all all … peer"),
            ("# a comment\n\nhost all all 10.0.0.0/8 md5 # another", "3 host all all 10.0.0.0/8 md5"),
            ("hostssl all all 10.1.2.3/16 scram-sha-256", "1 hostssl all all 10.1.0.0/16 scram-sha-256"),
            ("hostnossl all all 10.0.0.0 255.0.0.0 reject", "1 hostnossl all all 10.0.0.0/8 reject"),
            ("host all all 10.0.0.0 255.0.255.0 md5", "1 host all all … md5"),
            ("hostgssenc all all all gss include_realm=0", "1 hostgssenc all all all gss"),
            ("hostnogssenc all all 0.0.0.0/0 password", "1 hostnogssenc all all 0.0.0.0/0 password"),
            ("host orders,billing app, \"+mover\" all md5", "1 host … … all md5"),
            ("host \"all\" all all md5", "1 host … all all md5"),
            ("host x,all +dba all md5", "1 host all … all md5"),
            ("host sameuser,samerole,samegroup @admins all md5", "1 host … … all md5"),
            ("host replication all all md5", "1 host replication all all md5"),
            ("host replication,orders all all md5", "1 host … all all md5"),
            ("host /^db\\d+$ \"/^a,b$\" all md5", "1 host … … all md5"),
            ("host all all samenet md5\nhost all all samehost md5", "1 host all all … md5; 2 host all all … md5"),
            ("host all all .corp.example md5\nhost all all db01 md5", "1 host all all … md5; 2 host all all … md5"),
            (
                "host all all ::1/128 md5\nhost all all fe80:: ffff:: md5",
                "1 host all all an IPv6 range md5; 2 host all all an IPv6 range md5",
            ),
            (
                "host all \\\n  all 10.0.0.0/8 \\\n  md5\nhost all all all reject",
                "1 host all all 10.0.0.0/8 md5; 4 host all all all reject",
            ),
            ("include \"more.conf\"\nhost all all all md5", "1 rules of another file; 2 host all all all md5"),
            ("include_dir conf.d", "1 rules of another file"),
            ("include_if_exists x", "1 rules of another file"),
            ("hostssl all all all cert clientcert=verify-full map=x", "1 hostssl all all all cert"),
            ("host all all all ldap ldapserver=x \"ldapbindpasswd=hunter2\"", "1 host all all all ldap"),
            (
                "host all all 10.9.0.0/16 oauth issuer=https://x scope=openid validator=v map=m delegate_ident_mapping=0",
                "1 host all all 10.9.0.0/16 oauth",
            ),
            ("", ""),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_postgresql_refuses_makes_the_file_prove_nothing() {
        for text in [
            "hots all all all md5",
            "HOST all all all md5",
            "host all all md5",
            "host all all 10.0.0.0 md5",
            "host all all 10.0.0.0/33 md5",
            "host all all db01/24 md5",
            "host all all 10.0.0.0 ffff:: md5",
            "host all all 10.0.0.0/8,10.1.0.0/16 md5",
            "host,hostssl all all all md5",
            "host all all all",
            "host all all all krb5",
            "host all all all peer",
            "host all all all cert",
            "host all all all md5 clientcert=verify-ca",
            "host all all all md5 hunter2",
            "host all all all md5 colour=blue",
            "local all all gss",
        ] {
            assert_eq!(said(&format!("local all all peer\n{text}")), "line 2 is refused", "{text}");
        }
    }

    /// What PostgreSQL itself reads of lines, by its view `pg_hba_file_rules`.
    ///
    /// `cargo test -p pgreach-azure --lib hba -- --ignored`, with initdb and postgres of any version from 15 on in PATH, or their
    /// folder in `PGREACH_POSTGRES`. The script that asks PostgreSQL is tests/hba-view.sh.
    #[test]
    #[ignore = "it needs PostgreSQL"]
    fn postgresql_reads_the_same() {
        use super::{Row, fields, rows, rule};

        const PARTS: [&[&str]; 5] = [
            &["local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc", "\"host\"", "hosts", "Host"],
            &[
                "all",
                "orders",
                "a,b",
                "\"all\"",
                "replication",
                "sameuser",
                "\"a b\"",
                "a, b",
                "all,x",
                "/^a",
                "\"/a,b\"",
                "a\"\"b",
            ],
            &["all", "+dba", "mover", "\"all\"", "a ,b", "\"x\"\"y\"", "/^m"],
            &[
                "all",
                "10.0.0.0/8",
                "10.1.2.3/16",
                "10.0.0.0 255.0.0.0",
                "10.0.0.0 255.0.255.0",
                "0.0.0.0/0",
                "::1/128",
                "fe80:: ffff::",
                "samehost",
                "samenet",
                "db01",
                ".corp.example",
                "10.0.0.0",
                "10.0.0.0/33",
                "10.0.0.0/",
                "db01/24",
                "10.0.0.0/8,10.1.0.0/16",
                "\"all\"",
                "10.0.0.0 ffff::",
                "::1/129",
                "10.0.0.0 x",
                "",
            ],
            &[
                "md5",
                "scram-sha-256",
                "trust",
                "reject",
                "peer",
                "cert",
                "ident",
                "password",
                "krb5",
                "\"md5\"",
                "md5 hunter2",
                "md5,trust",
                "md5 # x",
                "",
            ],
        ];
        let mut random = fastrand::Rng::with_seed(20);
        let text: String = (0..4000)
            .map(|_| PARTS.iter().map(|it| *random.choice(*it).expect("parts")).collect::<Vec<_>>().join(" ") + "\n")
            .collect();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pg_hba.conf");
        std::fs::write(&path, &text).expect("a file");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hba-view.sh");
        let output = std::process::Command::new("sh").arg(script).arg(&path).output().expect("it runs");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        let view = json.as_array().expect("rows");
        assert!(3000 < view.len(), "{}", view.len());
        let mut refused = 0;
        for row in view {
            let line = usize::try_from(row["line_number"].as_u64().expect("a line")).expect("a number");
            let text = text.lines().nth(line - 1).expect("the line");
            let ours = rule(line, &fields(text));
            let theirs = rows(&[Row::of_json(row)], 0);
            assert_eq!(
                ours.is_none(),
                row["error"].as_str().is_some_and(super::is_refusal),
                "{text}: {}",
                row["error"]
            );
            refused += usize::from(ours.is_none());
            // The view shows no quotes, which make a keyword a name.
            if let Some(ours) = ours.filter(|_| !text.contains('"')) {
                assert_eq!(theirs.rules, [ours], "{text}");
            }
        }
        assert!((300..view.len() - 300).contains(&refused), "{refused} of {}", view.len());
    }
}
