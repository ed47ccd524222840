//! Checks that the source has what the migration's TLS mode asks of it.

use crate::{
    HopKind, Owner, Party, Setting, Severity, SourceKind, Status, Tls,
    check::{Case, Check, Words, always},
    guide,
    network::{Context, in_effect, is_self_run, of_source},
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
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// Whether the source is a server of Azure's database service, which always speaks TLS.
fn is_azure(kind: Option<SourceKind>) -> bool {
    matches!(kind, Some(SourceKind::SingleServer | SourceKind::FlexibleServer))
}

/// `prefer` takes what there is; every mode fits a server of Azure, of which the name has a step of its own.
///
/// Source: `SslMode`, Microsoft.DBforPostgreSQL 2023-12-01-preview, Migrations.json; "Troubleshoot the migration service
/// error codes" (2025-02-07), 603001: a server without TLS needs *prefer*.
fn settled(case: &Case<'_>, _: Party) -> Option<Status> {
    let fits = case.config.tls? == Tls::Prefer || is_azure(case.config.source.kind);
    fits.then_some(Status::Pass)
}

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    if !is_azure(context.config.source.kind) {
        return of_its_own(context);
    }
    let server = context.server(party)?;
    Ok(Outcome::pass(server.origin.shows(context.network, "type", "a server of Azure, which has TLS")))
}

/// What a source that people run themselves says of `ssl`.
fn of_its_own(context: &Context<'_>) -> Decided {
    let said = match is_self_run(context.config) {
        Some(true) => in_effect(context.network, "ssl", |it| it.tls)?,
        Some(false) | None => None,
    };
    let shows = |file, value| of_source(context.network, file, "ssl", value);
    match (said, context.config.tls) {
        (Some((false, file)), _) => Ok(Outcome::fail(shows(file, "off"))),
        (Some((true, file)), Some(Tls::Require)) => Ok(Outcome::pass(shows(file, "on"))),
        (Some((true, file)), _) => {
            Err(Undecided::new(Reason::Outside, "The source has TLS; which certificate it shows is in no file.")
                .showing([shows(file, "on")]))
        }
        (None, _) => {
            Err(Undecided::new(Reason::Outside, "Whether the source has TLS, and which certificate, is in no file."))
        }
    }
}

/// Whether the mode is known, without which there is nothing to check.
pub(crate) fn asked(config: &crate::Config) -> bool {
    Setting::Tls.get(config).is_some()
}

static WORDS: Words = Words {
    title: "{Source} has TLS as the TLS mode of the migration needs it",
    failure: "{Source} does not have TLS as the migration's TLS mode needs it.",
    why: "With require the source must have TLS; with verify-ca a certificate of a known authority, with verify-full one for \
          the name that is connected to. Microsoft's documents name prefer and require for sources that are no single server.",
    owner: Owner::Database,
    verify: &["At {source}: ssl is on, and for verify-ca and verify-full, which certificate it shows."],
    verify_commands: &["psql -h {source_host} -p {port} -U SOURCE_USER -d DATABASE -c 'SHOW ssl'"],
    fix: &[
        "Start the migration with the TLS mode Prefer, or turn ssl on at {source}: a certificate, then ssl = on in \
            postgresql.conf.",
    ],
    fix_commands: &[],
    security_impact: None,
    undo: &[],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::ERROR_CODES_ALL, &guide::KNOWN_ISSUES_ALL],
};

#[cfg(test)]
mod tests {
    use pgreach_network::Listening;

    use crate::{
        Config,
        Status::{Fail, Pass, Unknown},
        network::{
            Network,
            testing::{direct, found, from_machine, migration},
        },
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
    fn a_source_of_ones_own_says_whether_it_has_it() {
        fn says(it: &mut Network, tls: &[bool]) {
            let said =
                |tls: &bool| Listening { file: 0, is_in_effect: true, addresses: None, port: None, tls: Some(*tls) };
            it.self_run.listening.extend(tls.iter().map(said));
        }
        fn with(mode: &str) -> Config {
            let mut config = from_machine();
            config.set("tls", mode).expect("a mode");
            config
        }
        found(
            &with("require"),
            "source/tls",
            &[
                ("it does not say", |_| {}, Unknown),
                ("it has none", |it| says(it, &[false]), Fail),
                ("it has it", |it| says(it, &[true]), Pass),
                ("two files differ", |it| says(it, &[true, false]), Unknown),
            ],
        );
        found(
            &with("verify-full"),
            "source/tls",
            &[
                ("it has none", |it| says(it, &[false]), Fail),
                ("it has it, with some certificate", |it| says(it, &[true]), Unknown),
            ],
        );
    }

    #[test]
    fn a_server_of_azure_has_it_whatever_is_connected_to() {
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
                ("another name", |it| it.migrations.push(migration(Some("db.example.com"))), Pass),
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
