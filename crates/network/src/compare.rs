//! Compares two texts of Azure by what they mean: a value, or the name of a server.

use std::net::Ipv4Addr;

use crate::Id;

/// Whether a value that Azure prints is this one, whatever its case.
#[must_use]
pub fn is(value: Option<&str>, word: &str) -> bool {
    value.is_some_and(|it| it.eq_ignore_ascii_case(word))
}

/// Whether two names mean one server: a name, its host name or its id.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    let is_id = |it: &str| it.contains('/');
    if is_id(one)
        && is_id(other)
        && let (Some(one), Some(other)) = (Id::parse(one), Id::parse(other))
    {
        return one == other;
    }
    let name = |it| str::rsplit(it, '/').next().unwrap_or_default().trim_end_matches('.');
    let (one, other) = (name(one), name(other));
    one.eq_ignore_ascii_case(other) || is_host_of(one, other) || is_host_of(other, one)
}

/// The words of a name by which others that mean the same server are found: two that [`is_same`] have one in common.
pub fn words_of(name: &str) -> impl Iterator<Item = &str> {
    let bare = name.rsplit('/').next().unwrap_or_default().trim_end_matches('.');
    [Some(bare), bare.split_once('.').map(|it| it.0)].into_iter().flatten()
}

/// Whether a name is the first label of a host name.
fn is_host_of(host: &str, name: &str) -> bool {
    host.len() > name.len()
        && host.split_once('.').is_some_and(|(it, _)| it.eq_ignore_ascii_case(name))
        // An address has no host part.
        && host.parse::<Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests {
    #[test]
    fn hosts_are_one_only_where_all_of_their_name_is() {
        for (one, other, is_same) in [
            ("db", "db.corp.local", true),
            ("db.corp.local", "DB.corp.local.", true),
            ("db.corp.local", "db.lab.local", false),
            ("10.9.0.4", "10.9.0.4", true),
            ("10.9.0.4", "10", false),
            ("10.9.0.4", "10.8.0.4", false),
            ("orders-old", "ORDERS-OLD", true),
            ("orders-old", "orders-old.postgres.database.azure.com", true),
            ("orders-old", "orders-new", false),
            ("/subscriptions/s1/providers/Microsoft.DBforPostgreSQL/servers/db", "db", true),
        ] {
            assert_eq!(super::is_same(one, other), is_same, "{one} and {other}");
        }
    }
}
