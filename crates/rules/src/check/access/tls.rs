//! What the migration's TLS mode asks of the source, the source must have.

use crate::{
    HopKind, Owner, Party, Setting, Severity, SourceKind, Status, Tls,
    check::{Case, Check, Words, always},
    guide,
    network::{ConnectsTo, Context},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// The source fits the TLS mode of the migration.
pub static CHECK: Check = Check {
    id: "tls",
    name: "TLS",
    keys: &["source/tls"],
    severity: Severity::Error,
    hop: HopKind::Server,
    same_as: None,
    applies: always,
    settled,
    words,
    variants: &[&AZURE, &ELSEWHERE],
};

/// Whether the source is a server of Azure's database service, which always speaks TLS.
fn is_azure(kind: Option<SourceKind>) -> bool {
    matches!(kind, Some(SourceKind::SingleServer | SourceKind::FlexibleServer))
}

/// `prefer` takes what there is; everything short of a full check fits a server of Azure.
///
/// Source: `SslMode`, Microsoft.DBforPostgreSQL 2023-12-01-preview, Migrations.json; "Troubleshoot the migration service
/// error codes" (2025-02-07), 603001: a server without TLS needs *prefer*.
fn settled(case: &Case<'_>, _: Party) -> Option<Status> {
    match case.config.tls? {
        Tls::Prefer => Some(Status::Pass),
        Tls::Require | Tls::VerifyCa if is_azure(case.config.source.kind) => Some(Status::Pass),
        // Its own name is what its certificate is for; what is connected to in its place, only files tell.
        Tls::VerifyFull if is_azure(case.config.source.kind) && case.findings.settings.is_empty() => Some(Status::Pass),
        _ => None,
    }
}

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let kind = context.config.source.kind;
    if !is_azure(kind) {
        return Err(Undecided::new(
            Reason::Outside,
            "Whether the source has TLS, and which certificate, is in no file.",
        ));
    }
    let server = context.server(party)?;
    let host = server.host.as_deref().map(|it| server.origin.shows(context.network, "fullyQualifiedDomainName", it));
    if context.config.tls != Some(Tls::VerifyFull) {
        return Ok(Outcome::pass(server.origin.shows(context.network, "type", "a server of Azure, which has TLS")));
    }
    match (context.connects_to(party, server)?, host) {
        (ConnectsTo::Name, Some(host)) => Ok(Outcome::pass(host)),
        (ConnectsTo::Name, None) => Err(Undecided::new(
            Reason::Missing,
            format!("The host name of {} is not in the files.", server.origin.name()),
        )),
        // That the name in a certificate is checked against an address is how TLS works; what the migration service does
        // then no document says, so it is a warning of its own.
        (ConnectsTo::Address(_, evidence), _) => Ok(Outcome::pass(evidence)),
    }
}

/// Whether the mode is known, without which there is nothing to check.
pub(crate) fn asked(config: &crate::Config) -> bool {
    Setting::Tls.get(config).is_some()
}

fn words(case: &Case<'_>, _: Party) -> &'static Words {
    if is_azure(case.config.source.kind) { &AZURE } else { &ELSEWHERE }
}

static AZURE: Words = Words {
    title: "{Source} has TLS as the TLS mode of the migration needs it",
    failure: "The TLS mode of the migration checks the name in the certificate of {source}, and another name or an address is \
            connected to.",
    why: "With verify-full the certificate must be for the name that is connected to. Azure's certificates are for the \
          server's own name, and for no address.",
    owner: Owner::Database,
    verify: &["The migration's sslMode, and its Custom FQDN/IP of the source."],
    verify_commands: &[
        "az rest --method get --url TARGET_ID/migrations --uri-parameters api-version=2024-08-01 --query \
         'value[].{name:name,tls:properties.sslMode,host:properties.sourceDbServerFullyQualifiedDomainName}' -o table",
    ],
    fix: &[
        "Start the migration with the server's own name and make that resolve, or with a TLS mode that does not check the \
            name: Require.",
    ],
    fix_commands: &[],
    security_impact: None,
    undo: &[],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::ERROR_CODES_ALL, &guide::KNOWN_ISSUES_ALL],
};

static ELSEWHERE: Words = Words {
    title: "{Source} has TLS as the migration's TLS mode needs it",
    failure: "{Source} does not have TLS as the migration's TLS mode needs it.",
    why: "With require the source must have TLS; with verify-ca a certificate of a known authority, with verify-full one for \
          the name that is connected to. Microsoft's documents name prefer and require for sources that are no single server.",
    verify: &["At {source}: ssl is on, and for verify-ca and verify-full, which certificate it shows."],
    verify_commands: &["psql -h {source_host} -p {port} -U SOURCE_USER -d DATABASE -c 'SHOW ssl'"],
    fix: &[
        "Start the migration with the TLS mode Prefer, or turn ssl on at {source}: a certificate, then ssl = on in \
            postgresql.conf.",
    ],
    ..AZURE
};

#[cfg(test)]
mod tests {
    use crate::{
        Config,
        Status::{Pass, Unknown},
        network::testing::{direct, found, migration},
        testing::{case, statuses},
    };

    #[test]
    fn what_the_mode_asks_for() {
        statuses(
            "source/tls",
            &[
                (case("single-server", "private", "vnet-integrated"), "absent"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "absent"),
                (case("single-server", "private", "vnet-integrated").tls("prefer"), "pass"),
                (case("single-server", "private", "vnet-integrated").tls("require"), "pass"),
                (case("single-server", "private", "vnet-integrated").tls("verify-full"), "pass"),
                (case("on-premises", "public", "public").tls("prefer"), "pass"),
                (case("on-premises", "public", "public").tls("require"), "unknown"),
                (case("on-premises", "public", "public").tls("require").answer("pass"), "pass"),
                (case("aws-rds", "public", "public").tls("verify-full").answer("fail"), "fail"),
            ],
        );
    }

    #[test]
    fn a_certificate_is_for_a_name() {
        fn with(tls: &str) -> Config {
            let mut config = direct();
            config.set("tls", tls).expect("a mode");
            config
        }
        found(
            &with("verify-full"),
            "source/tls",
            &[
                ("its own name", |_| {}, Pass),
                ("an address in its place", |it| it.migrations.push(migration(Some("10.1.0.4"))), Pass),
                ("another name", |it| it.migrations.push(migration(Some("db.example.com"))), Unknown),
                ("no file holds it", |it| it.servers.clear(), Unknown),
            ],
        );
        found(
            &with("require"),
            "source/tls",
            &[("an address in its place", |it| it.migrations.push(migration(Some("10.1.0.4"))), Pass)],
        );
    }
}
