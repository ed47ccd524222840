//! A certificate that is checked whole must be for the name that is connected to.

use std::net::IpAddr;

use crate::{
    HopKind, Owner, Party, Severity, Status,
    check::{Case, Check, Words, always},
    guide,
    host::{is_ordinary, is_same_host},
    network::{ConnectsTo, Context, ServerKind, connected_to},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// With verify-full, the client connects to the name that the certificate is for.
///
/// That an address or a name of one's own fails is not documented, nor that it works. The mode verifies that the host name
/// matches the certificate (`PostgreSqlFlexibleServersSslMode.VerifyFull`, Azure SDK for .NET), and no server of Azure's
/// takes a certificate of one's own ("Transport Layer Security (TLS) in Azure Database for PostgreSQL", 2025-12-19). But the
/// tutorial for a single server offers 198.1.0.2 and singleserver.example.com for the source ("Single Server to Flexible
/// Server portal migration", 2024-06-19), in a portal where verify-full is what the mode is by default.
pub static CHECK: Check = Check {
    id: "certificate-name",
    name: "certificate name",
    keys: &["source/certificate-name"],
    severity: Severity::Error,
    hop: HopKind::Server,
    same_as: None,
    applies: always,
    settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// A server's own name is what its certificate is for. What is connected to in its place, files say where there are any.
fn settled(case: &Case<'_>, _: Party) -> Option<Status> {
    let is_own = case.config.source.address.is_none() && case.findings.steps.keys().next().is_none();
    is_own.then_some(Status::Pass)
}

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    let host = server.host.as_deref();
    let given = context.given_host(party)?.filter(|(it, _)| host.is_none_or(|own| !is_same_host(it, own)));
    let Some((given, evidence)) = given else {
        return match host {
            Some(host) => Ok(Outcome::pass(server.origin.shows(context.network, "fullyQualifiedDomainName", host))),
            None => Err(Undecided::new(
                Reason::Missing,
                format!("The host name of {} is not in the files.", server.origin.name()),
            )),
        };
    };
    // Names in certificates do not change with the network, so that what was found once holds.
    if let Some(tested) = connected_to(context.config, context.network, given) {
        return Ok(Outcome::pass([evidence, tested]));
    }
    if given.parse::<IpAddr>().is_ok() || is_ordinary(given) {
        return Err(Undecided::new(Reason::Undocumented, format!("{given} {NOT_IN_IT}")).showing([evidence]));
    }
    match context.connects_to(party, server)? {
        // A wildcard stands for one label (RFC 9525, 6.3): that of a server's own name, and not for two. Of a single server,
        // the names are known: azure-docs issue 62571 (2020-09-14).
        ConnectsTo::Name if server.kind == ServerKind::Single => Ok(Outcome::fail(evidence).noting(format!(
            "The migration connects to {given}, and the certificate is for the server's own name: its wildcard does not cover \
             the label privatelink."
        ))),
        _ => Err(Undecided::new(
            Reason::Undocumented,
            format!("No document says whether the certificate is for {given} too."),
        )
        .showing([evidence])),
    }
}

/// What is certain of such a name, and why nothing follows.
const NOT_IN_IT: &str = "is not in the certificate, and verify-full checks the name. Microsoft's tutorial offers such a name \
    all the same: no document says what the migration service does then. Its own test shows it.";

static WORDS: Words = Words {
    title: "With verify-full, the migration connects to the name in the certificate of {source}",
    failure: "The TLS mode of the migration checks the name in the certificate of {source}, and the migration connects to \
              another name or to an address.",
    why: "With verify-full the certificate must be for the name that the client connects to. Azure's certificates are for \
          the server's own name, and for no address.",
    owner: Owner::Database,
    verify: &[
        "The migration's sslMode, and its Custom FQDN/IP of the source.",
        "Where the two do not fit, start a migration with the option Validate: its test of the connection shows it.",
    ],
    verify_commands: &[
        "az rest --method get --url TARGET_ID/migrations --uri-parameters api-version=2024-08-01 --query \
         'value[].{name:name,tls:properties.sslMode,host:properties.sourceDbServerFullyQualifiedDomainName}' -o table",
    ],
    fix: &[
        "Start the migration with the server's own name and make that resolve, or with a TLS mode that checks no name: \
         Verify CA or Require.",
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
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            ConnectionTest, Migration, Server, ServerKind,
            testing::{direct, found, migration},
        },
        testing::{case, statuses},
    };

    #[test]
    fn what_a_person_says_of_it() {
        let single = || case("single-server", "private", "vnet-integrated");
        statuses(
            "source/certificate-name",
            &[
                (single().tls("verify-full"), "pass"),
                (single().tls("verify-full").answer("fail"), "fail"),
                (single().tls("verify-full").at("10.1.0.4"), "unknown"),
                (single().tls("verify-full").at("10.1.0.4").answer("pass"), "pass"),
                (single().tls("verify-full").at("db.example.com"), "unknown"),
                (single().tls("verify-ca").at("10.1.0.4"), "absent"),
                (single().tls("require").at("10.1.0.4"), "absent"),
                // What the mode is by default at a single server checks the name.
                (single().at("10.1.0.4"), "unknown"),
                (single().at("db.example.com"), "unknown"),
                (single().at("orders-old.postgres.database.azure.com"), "absent"),
                (single(), "absent"),
                (case("azure-flexible-server", "private", "vnet-integrated").tls("verify-full"), "pass"),
                (case("azure-flexible-server", "private", "vnet-integrated").at("10.1.0.4"), "absent"),
                // Of these, the step for TLS asks it.
                (case("on-premises", "private", "vnet-integrated").tls("verify-full"), "absent"),
                (case("?", "private", "vnet-integrated").tls("verify-full"), "unknown"),
            ],
        );
    }

    /// A migration that connects to this, and that found itself that it can.
    fn tested(host: &str, mode: &str, state: &str) -> Migration {
        let test = ConnectionTest { state: state.to_owned(), messages: Vec::new(), started: None, ended: None };
        let mode = Some(mode.to_owned());
        Migration { ssl_mode: mode, test: Some(test), state: Some("Canceled".to_owned()), ..migration(Some(host)) }
    }

    const PRIVATELINK: &str = "orders-old.privatelink.postgres.database.azure.com";

    #[test]
    fn a_certificate_is_for_a_name() {
        let mut config = direct();
        config.set("tls", "verify-full").expect("a mode");
        found(
            &config,
            "source/certificate-name",
            &[
                ("its own name", |_| {}, Pass),
                ("an address in its place", |it| it.migrations.push(migration(Some("10.1.0.4"))), Unknown),
                (
                    "an address, and the service's own test passed",
                    |it| it.migrations.push(tested("10.1.0.4", "VerifyFull", "Succeeded")),
                    Pass,
                ),
                (
                    "an address, and the service's own test failed, for any reason",
                    |it| it.migrations.push(tested("10.1.0.4", "VerifyFull", "Failed")),
                    Unknown,
                ),
                ("the privatelink name", |it| it.migrations.push(migration(Some(PRIVATELINK))), Fail),
                (
                    "the privatelink name of a flexible server",
                    |it| {
                        let is_source = |it: &&mut Server| it.origin.name() == "orders-old";
                        it.servers.iter_mut().filter(is_source).for_each(|it| it.kind = ServerKind::Flexible);
                        it.migrations.push(migration(Some(PRIVATELINK)));
                    },
                    Unknown,
                ),
                (
                    "its own name, given",
                    |it| it.migrations.push(migration(Some("orders-old.postgres.database.azure.com"))),
                    Pass,
                ),
                ("another name", |it| it.migrations.push(migration(Some("db.example.com"))), Unknown),
                ("no file holds it", |it| it.servers.clear(), Unknown),
            ],
        );
    }
}
