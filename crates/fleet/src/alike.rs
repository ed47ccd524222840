//! Cuts a server's name down to what the servers of one migration share.

/// What in a name says that data moves away from the server.
const OF_A_SOURCE: &[&str] = &["from", "legacy", "old", "origin", "single", "source", "src"];

/// What in a name says that data moves to the server.
const OF_A_TARGET: &[&str] = &[
    "dest",
    "destination",
    "dst",
    "flex",
    "flexible",
    "flexibleserver",
    "new",
    "newer",
    "next",
    "target",
    "tgt",
    "to",
];

/// What in a name says only what it is the name of.
const OF_ANY: &[&str] =
    &["db", "database", "pg", "pgsql", "postgres", "postgresql", "psql", "server", "srv", "svr", "vm"];

/// What a version stands behind, as in `pg16` or `v11`.
const BEFORE_A_VERSION: &[&str] = &["pg", "pgsql", "postgres", "postgresql", "psql", "v"];

/// Which end of a migration a name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Source,
    Target,
    Either,
}

/// Returns what two servers of one migration share of their names, and the end that the rest is for: of `orders-old` and of
/// `Orders_pg11_source`, `orders`. Empty where nothing is left; then a name is like no other.
///
/// Numbers stay, unless they are a version: `orders-01` and `orders-02` are two migrations.
pub(crate) fn stem(name: &str) -> (String, End) {
    let name = name.to_ascii_lowercase();
    let (mut kept, mut ends) = (Vec::new(), (false, false));
    for part in name.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()) {
        if OF_A_SOURCE.contains(&part) {
            ends.0 = true;
        } else if OF_A_TARGET.contains(&part) {
            ends.1 = true;
        } else if !OF_ANY.contains(&part) && !is_version(part) {
            kept.push(part);
        }
    }
    let end = match ends {
        (true, false) => End::Source,
        (false, true) => End::Target,
        _ => End::Either,
    };
    (kept.join("-"), end)
}

fn is_version(part: &str) -> bool {
    let number = BEFORE_A_VERSION.iter().find_map(|it| part.strip_prefix(it).filter(|it| !it.is_empty()));
    number.is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{End, stem};

    #[test]
    fn names_of_one_migration_share_a_stem() {
        for (name, left, end) in [
            ("orders-old", "orders", End::Source),
            ("orders-new", "orders", End::Target),
            ("Orders_pg11_source", "orders", End::Source),
            ("orders-flex-16", "orders-16", End::Target),
            ("orders-v16", "orders", End::Either),
            ("orders", "orders", End::Either),
            ("psql-orders-prod", "orders-prod", End::Either),
            ("orders-prod-old", "orders-prod", End::Source),
            ("orders-01", "orders-01", End::Either),
            ("orders-02", "orders-02", End::Either),
            ("orders-old-to-new", "orders", End::Either),
            ("pg-db-old", "", End::Source),
            ("golden", "golden", End::Either),
        ] {
            assert_eq!(stem(name), (left.to_owned(), end), "{name}");
        }
    }
}
