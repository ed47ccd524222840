//! Recognises what a connection takes for a server: an IPv4 address, or a host name.

use std::net::Ipv4Addr;

/// The longest host name in characters (RFC 1035, 2.3.4, without the length of the first label and the root).
const LONGEST: usize = 253;

/// What Azure's clouds append to the name of a PostgreSQL server, and of the private zones of such servers.
///
/// Source: `postgresql_server_endpoint` in azure/cli/core/cloud.py, Azure CLI 2.65.0 (2024-10-24).
const AZURE_SUFFIXES: [&str; 4] = [
    ".postgres.database.azure.com",
    ".postgres.database.chinacloudapi.cn",
    ".postgres.database.usgovcloudapi.net",
    ".postgres.database.cloudapi.de",
];

/// Whether a text is an IPv4 address or a host name. A name whose last label is a number is neither.
pub(crate) fn is_address(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok() || is_host_name(text)
}

/// Whether a text is a host name: labels of letters, digits, hyphens and underscores.
///
/// Source: RFC 1123, 2.1, for letters, digits and hyphens; the DNS servers of many private networks take underscores too.
fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
        (1..=63).contains(&label.len()) && is_plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_number = |label: &str| label.bytes().all(|it| it.is_ascii_digit());
    let name = text.strip_suffix('.').unwrap_or(text);
    let last = name.rsplit('.').next().unwrap_or_default();
    text.len() <= LONGEST && name.split('.').all(is_label) && !is_number(last)
}

/// Whether a text names a server otherwise than by an address, an id, or a name that Azure gave to a PostgreSQL server.
pub(crate) fn is_ordinary(text: &str) -> bool {
    let name = text.trim_end_matches('.').to_ascii_lowercase();
    let is_azure = AZURE_SUFFIXES.iter().any(|it| name.ends_with(it));
    // An IPv6 address has two colons at least, and a host name none: its parser would be 1 kB of the page's first load.
    let is_ipv6 = name.bytes().filter(|it| *it == b':').nth(1).is_some();
    !is_azure && !name.starts_with('/') && !is_ipv6 && name.parse::<Ipv4Addr>().is_err()
}

/// Whether a text is no name that Azure gave to a PostgreSQL server: an IPv4 address, or an ordinary name.
pub(crate) fn is_foreign(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok() || is_ordinary(text)
}

/// Whether two texts are the same host: letters count in any case, and a final dot says nothing.
pub(crate) fn is_same_host(one: &str, other: &str) -> bool {
    one.trim_end_matches('.').eq_ignore_ascii_case(other.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_of_azures_own_is_no_ordinary_one() {
        for (text, is_ordinary) in [
            ("db01.corp.example", true),
            ("db01", true),
            ("Old server", true),
            ("orders.abc123.eu-west-1.rds.amazonaws.com.", true),
            ("c-orders.x.postgres.cosmos.azure.com", true),
            ("postgres.database.azure.com.corp.example", true),
            ("10.1.0.4", false),
            ("2001:db8::10", false),
            ("/subscriptions/s/resourceGroups/g", false),
            ("orders-old.Postgres.database.azure.com.", false),
            ("orders-old.privatelink.postgres.database.azure.com", false),
            ("orders-old.postgres.database.chinacloudapi.cn", false),
            ("orders-old.postgres.database.usgovcloudapi.net", false),
        ] {
            assert_eq!(super::is_ordinary(text), is_ordinary, "{text}");
        }
    }
}
