//! A certificate that is checked whole must be for the name that is connected to.

use std::net::Ipv4Addr;

use crate::{
    HopKind, Owner, Party, Severity, Tls,
    check::{Check, Words, always, never_settled},
    guide,
    host::is_same_host,
    network::{ConnectsTo, Context},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// With verify-full, the client connects to the name that the certificate is for.
///
/// Azure's certificates are for the server's own name. That an address fits none is how TLS works; what the migration
/// service does then, no document says, so it is a warning.
pub static CHECK: Check = Check {
    id: "certificate-name",
    name: "certificate name",
    keys: &["source/certificate-name"],
    severity: Severity::Warning,
    hop: HopKind::Server,
    same_as: None,
    applies: always,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    let host = server.host.as_deref().map(|it| server.origin.shows(context.network, "fullyQualifiedDomainName", it));
    if context.config.tls != Some(Tls::VerifyFull) {
        return Err(Undecided::new(Reason::Outside, "The TLS mode of the migration checks no name."));
    }
    // A wildcard stands for one label: that of a server's own name, and not for two.
    let given =
        context.given_host(party)?.filter(|(it, _)| server.host.as_deref().is_some_and(|own| !is_same_host(it, own)));
    if let Some((given, evidence)) = given.filter(|(it, _)| it.parse::<Ipv4Addr>().is_err())
        && let Ok(ConnectsTo::Name) = context.connects_to(party, server)
    {
        return Ok(Outcome::fail(evidence).noting(format!(
            "The migration connects to {given}, and the certificate is for the server's own name: its wildcard does not cover \
             the label privatelink."
        )));
    }
    match (context.connects_to(party, server)?, host) {
        (ConnectsTo::Name, Some(host)) => Ok(Outcome::pass(host)),
        (ConnectsTo::Name, None) => Err(Undecided::new(
            Reason::Missing,
            format!("The host name of {} is not in the files.", server.origin.name()),
        )),
        (ConnectsTo::Address(address, evidence), _) => Ok(Outcome::fail(evidence)
            .noting(format!("The certificate is for the name of the server, and not for {address}."))),
    }
}

static WORDS: Words = Words {
    title: "With verify-full, the migration connects to the name in the certificate of {source}",
    failure: "The TLS mode of the migration checks the name in the certificate of {source}, and the migration connects to \
              another name or to an address.",
    why: "With verify-full the certificate must be for the name that the client connects to. Azure's certificates are for \
          the server's own name, and for no address.",
    owner: Owner::Database,
    verify: &["The migration's sslMode, and its Custom FQDN/IP of the source."],
    verify_commands: &[
        "az rest --method get --url TARGET_ID/migrations --uri-parameters api-version=2024-08-01 --query \
         'value[].{name:name,tls:properties.sslMode,host:properties.sourceDbServerFullyQualifiedDomainName}' -o table",
    ],
    fix: &["Start the migration with the server's own name and make that resolve, or with the TLS mode Require."],
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
        network::testing::{direct, found, migration},
    };

    #[test]
    fn a_certificate_is_for_a_name() {
        let mut config = direct();
        config.set("tls", "verify-full").expect("a mode");
        found(
            &config,
            "source/certificate-name",
            &[
                ("its own name", |_| {}, Pass),
                ("an address in its place", |it| it.migrations.push(migration(Some("10.1.0.4"))), Fail),
                (
                    "the privatelink name",
                    |it| it.migrations.push(migration(Some("orders-old.privatelink.postgres.database.azure.com"))),
                    Fail,
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
