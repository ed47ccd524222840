//! On port 6432 a connection pooler answers, and not the database itself.

use crate::{
    HopKind, Owner, Party, Severity, SourceKind, Status,
    check::{Case, Check, Words, always},
    guide,
};

/// The port that `PgBouncer` listens on.
pub(crate) const POOLER_PORT: u16 = 6432;

/// No connection pooler stands between.
pub static CHECK: Check = Check {
    id: "pooler",
    name: "pooler",
    keys: &["source/pooler"],
    severity: Severity::Warning,
    hop: HopKind::Server,
    same_as: None,
    applies: always,
    settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// Elsewhere PostgreSQL itself may listen there.
///
/// Source: "`PgBouncer` in Azure Database for PostgreSQL": it runs beside the server, on port 6432. No document describes a
/// migration through it.
fn settled(case: &Case<'_>, _: Party) -> Option<Status> {
    (case.config.source.kind == Some(SourceKind::FlexibleServer)).then_some(Status::Fail)
}

static WORDS: Words = Words {
    title: "PostgreSQL itself answers on the port of {source}, and no connection pooler",
    failure: "Port 6432 is a connection pooler's: no document describes a migration through one.",
    why: "PgBouncer listens on port 6432. An online migration needs a replication connection, which a pooler in transaction \
          mode does not carry.",
    owner: Owner::Database,
    verify: &["At {source}: which program listens on TCP {port}."],
    verify_commands: &["psql -h {source_host} -p {port} -U SOURCE_USER -d pgbouncer -c 'SHOW VERSION'"],
    fix: &["Give the migration the port of PostgreSQL itself, by default 5432."],
    fix_commands: &[],
    security_impact: None,
    undo: &[],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::KNOWN_ISSUES_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn on_its_port_a_pooler_is_likely() {
        statuses(
            "source/pooler",
            &[
                (case("azure-flexible-server", "public", "public").port("6432"), "fail"),
                (case("on-premises", "public", "public").port("6432"), "unknown"),
                (case("on-premises", "public", "public").port("6432").answer("pass"), "pass"),
                (case("on-premises", "public", "public").port("5433"), "absent"),
                (case("single-server", "public", "public").port("6432"), "absent"),
            ],
        );
    }
}
