//! A server of Azure answers on port 5432, and on no port of one's choice.

use crate::{
    Config, HopKind, Owner, Party, Setting, Severity, SourceKind, Status,
    check::{Applies, Case, Check, Words, access::pooler::POOLER_PORT, always},
    guide,
    text::DEFAULT_PORT,
};

/// The source answers on the port that is connected to.
pub static CHECK: Check = Check {
    id: "port",
    name: "port",
    keys: &["source/port"],
    severity: Severity::Blocker,
    hop: HopKind::Server,
    same_as: Some(Setting::SourcePort),
    applies: always,
    settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

fn settled(case: &Case<'_>, _: Party) -> Option<Status> {
    (applies(case.config) == Applies::Yes).then_some(Status::Fail)
}

/// Whether the source is a server of Azure that does not answer on its port.
///
/// Source: "Connectivity architecture in Azure Database for PostgreSQL" (single server, 2023-03-09): the gateways listen on
/// port 5432, at the public address and behind a private endpoint alike. A flexible server answers on 5432, its `PgBouncer`
/// on 6432 and, in an elastic cluster, on 8432 ("`PgBouncer` in Azure Database for PostgreSQL"; elastic clusters, 2025-11-18).
pub(crate) fn applies(config: &Config) -> Applies {
    let Some(port) = config.source.port.filter(|it| *it != DEFAULT_PORT) else { return Applies::No };
    match config.source.kind {
        Some(SourceKind::SingleServer) => Applies::Yes,
        Some(SourceKind::FlexibleServer) if ![POOLER_PORT, 8432].contains(&port) => Applies::Yes,
        Some(_) => Applies::No,
        None => Applies::If(Setting::SourceKind),
    }
}

static WORDS: Words = Words {
    title: "{Source} answers on the port that is connected to",
    failure: "{Source} is a server of Azure: it answers on port 5432, not on {port}.",
    why: "The gateways of single servers listen on port 5432 only, at public addresses and behind private endpoints. A \
          flexible server's port is 5432 too; only its connection pooler has another one.",
    owner: Owner::Database,
    verify: &[
        "The port in the migration's connection to {source}: in the wizard Source server → Port, in the properties file \
             sourceDbServerResourceId.",
    ],
    verify_commands: &[
        "az rest --method get --url TARGET_ID/migrations --uri-parameters api-version=2024-08-01 --query \
         'value[].{name:name,source:properties.sourceDbServerResourceId}' -o table",
    ],
    fix: &["Give the migration port 5432."],
    fix_commands: &[],
    security_impact: None,
    undo: &[],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::SINGLE_CONNECTIVITY_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn a_server_of_azure_has_its_port() {
        statuses(
            "source/port",
            &[
                (case("single-server", "private", "vnet-integrated"), "absent"),
                (case("single-server", "private", "vnet-integrated").port("5432"), "absent"),
                (case("single-server", "private", "vnet-integrated").port("6432"), "fail"),
                (case("single-server", "public", "public").port("5433"), "fail"),
                (case("on-premises", "private", "vnet-integrated").port("5433"), "absent"),
                (case("?", "private", "vnet-integrated").port("5433"), "unknown"),
                (case("azure-flexible-server", "vnet-integrated", "vnet-integrated").port("6432"), "absent"),
                (case("azure-flexible-server", "vnet-integrated", "vnet-integrated").port("5433"), "fail"),
            ],
        );
    }
}
