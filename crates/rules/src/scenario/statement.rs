//! Lists what the documents say of each combination, row by row, and what none of them says.
//!
//! The table of [`crate::table`] decides; this is what it has to agree with. Sources: the tables and headings of the documents
//! themselves, at the revisions that [`crate::guide`] names.

use crate::{
    ServerAccess, SourceAccess, SourceKind, Support,
    guide::{Document, NETWORK_SCENARIOS, PRIVATE_LINK, RUNTIME_GUIDE, TROUBLESHOOTING},
};

/// What one document says of one combination, or that no document decides it.
#[derive(Debug)]
pub struct Statement {
    /// The documents that say it, the oldest first; none where it is not decided by any.
    pub documents: &'static [&'static Document],
    /// The row or heading in them, or why it is open.
    pub place: &'static str,
    /// The kinds of source that it names; all where it names none.
    pub kinds: &'static [SourceKind],
    /// The access of the source.
    pub access: SourceAccess,
    /// Whether the source has a private endpoint, where the statement depends on it.
    pub private_endpoint: Option<bool>,
    /// The access of the target.
    pub target: ServerAccess,
    /// Whether a runtime server is used.
    pub runtime: bool,
    /// What follows from it.
    pub support: Support,
}

const ALL: &[SourceKind] = SourceKind::ALL;
const SINGLE: &[SourceKind] = &[SourceKind::SingleServer];
const ON_PREMISES: &[SourceKind] = &[SourceKind::OnPremises];
const RDS: &[SourceKind] = &[SourceKind::AwsRds];
const AURORA: &[SourceKind] = &[SourceKind::AwsAurora];
const CLOUD_SQL: &[SourceKind] = &[SourceKind::GcpCloudSql];
const VM: &[SourceKind] = &[SourceKind::AzureVm];
const OUTSIDE: &[SourceKind] = &[SourceKind::OnPremises, SourceKind::AzureVm, SourceKind::AwsRds];
/// Those whose servers have an access of their own making, and not one of Azure's.
const NOT_OF_AZURE: &[SourceKind] = &[
    SourceKind::OnPremises,
    SourceKind::AzureVm,
    SourceKind::AwsRds,
    SourceKind::AwsAurora,
    SourceKind::AwsEc2,
    SourceKind::GcpCloudSql,
    SourceKind::GcpAlloydb,
    SourceKind::GcpCompute,
    SourceKind::Edb,
    SourceKind::Other,
];

const TOOL: &[&Document] = &[&TROUBLESHOOTING];
const NETWORK_2024: &[&Document] = &[&RUNTIME_GUIDE];
const NETWORK_2025: &[&Document] = &[&NETWORK_SCENARIOS];
const NETWORK: &[&Document] = &[&RUNTIME_GUIDE, &NETWORK_SCENARIOS];
const NO_DOCUMENT: &[&Document] = &[];

/// A statement of a row: what most have in common stands here.
const fn said(
    documents: &'static [&'static Document],
    place: &'static str,
    kinds: &'static [SourceKind],
    access: SourceAccess,
    target: ServerAccess,
) -> Statement {
    let support = Support::Supported;
    Statement { documents, place, kinds, access, private_endpoint: None, target, runtime: false, support }
}

impl Statement {
    const fn with_endpoint(self, has: bool) -> Self {
        Self { private_endpoint: Some(has), ..self }
    }

    const fn with_runtime(self) -> Self {
        Self { runtime: true, ..self }
    }

    const fn refused(self) -> Self {
        Self { support: Support::Unsupported, ..self }
    }

    const fn open(self) -> Self {
        Self { support: Support::Undocumented, ..self }
    }
}

/// Every statement: those of the troubleshooting guide, of the network guide in its revisions, then what is open.
///
/// What the revisions of the network guide changed: that of 2025 leaves out the single server (Scenarios 6, 7 and 8 of 2024),
/// adds Aurora and Cloud SQL, and says for any source what that of 2024 says for three kinds.
#[rustfmt::skip]
pub static STATEMENTS: &[Statement] = {
    use ServerAccess::{None as Nothing, PrivateEndpoint as Endpoint, Public, PublicAndPrivateEndpoint as Both, VnetIntegrated as Vnet};
    use SourceAccess::{Private, Public as Open};
    &[
        said(TOOL, "Table, row 1", SINGLE, Open, Public).with_endpoint(false),
        said(TOOL, "Table, row 2", SINGLE, Private, Public).refused(),
        said(TOOL, "Table, row 3: Public access in source without private end points", SINGLE, Open, Vnet).with_endpoint(false),
        said(TOOL, "Table, row 3: Public Access in source with private end points", SINGLE, Open, Vnet).with_endpoint(true),
        said(TOOL, "Table, row 4", SINGLE, Private, Vnet),
        said(NETWORK_2024, "Scenario 6", SINGLE, Open, Vnet).with_endpoint(false),
        said(NETWORK_2024, "Scenario 7", SINGLE, Private, Vnet),
        said(NETWORK_2024, "Scenario 8", SINGLE, Private, Endpoint).with_runtime(),
        said(NETWORK, "On-premises (public IP) to flexible server (public access)", ON_PREMISES, Open, Public),
        said(NETWORK, "On-premises (private IP) to VNet-integrated flexible server (ExpressRoute or VPN)", ON_PREMISES, Private, Vnet),
        said(NETWORK, "Managed service, public access", RDS, Open, Public),
        said(NETWORK_2025, "Managed service, public access", AURORA, Open, Public),
        said(NETWORK_2025, "Managed service, public access", CLOUD_SQL, Open, Public),
        said(NETWORK, "Managed service, private access", RDS, Private, Vnet),
        said(NETWORK_2025, "Managed service, private access", AURORA, Private, Vnet),
        said(NETWORK_2025, "Managed service, private access", CLOUD_SQL, Private, Vnet),
        said(NETWORK, "Azure VM, the same virtual network or another", VM, Private, Vnet),
        said(NETWORK, "PostgreSQL source (private IP) to flexible server (private endpoint)", OUTSIDE, Private, Endpoint).with_runtime(),
        said(NETWORK_2025, "PostgreSQL source (private IP) to flexible server (private endpoint)", NOT_OF_AZURE, Private, Endpoint).with_runtime(),
        said(NETWORK_2024, "Table, the row of private sources and public targets", OUTSIDE, Private, Public).refused(),
        said(NETWORK_2025, "Table, the row of private sources and public targets", NOT_OF_AZURE, Private, Public).refused(),
        said(&[&PRIVATE_LINK], "A server without public access and without an endpoint", ALL, Open, Nothing).refused(),
        said(NO_DOCUMENT, "Row 1 of the tool does not speak of endpoints; a public target takes the public way", SINGLE, Open, Public).with_endpoint(true),
        said(NO_DOCUMENT, "No row has a public source and a target behind an endpoint", NOT_OF_AZURE, Open, Endpoint).open(),
        said(NO_DOCUMENT, "A target with both is public to what it connects to", NOT_OF_AZURE, Open, Both),
        said(NO_DOCUMENT, "Only a heading of 2025 names it, without steps", NOT_OF_AZURE, Open, Vnet).open(),
        said(NO_DOCUMENT, "The rows that refuse it do not speak of a runtime server", ALL, Private, Public).with_runtime().open(),
        said(NO_DOCUMENT, "A target in a virtual network needs no runtime server", SINGLE, Private, Vnet).with_runtime(),
        said(NO_DOCUMENT, "Not listed: the way to the source is that of a target in a virtual network", SINGLE, Open, Endpoint).with_endpoint(false).with_runtime().open(),
        said(NO_DOCUMENT, "The guides call the runtime server required here: its step fails", NOT_OF_AZURE, Private, Endpoint),
    ]
};

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::{STATEMENTS, Statement};
    use crate::{Config, Report, ServerAccess, SourceAccess, SourceKind, Status, StepKey, evaluate};

    /// What pgreach says of the combination, with a source of that kind.
    fn report(statement: &Statement, kind: SourceKind) -> Report {
        let mut config = Config::default();
        config.source.kind = Some(kind);
        config.source.access = Some(match (kind, statement.access) {
            // A flexible server has these accesses in place of private and public.
            (SourceKind::FlexibleServer, SourceAccess::Private) => SourceAccess::PrivateEndpoint,
            (_, access) => access,
        });
        config.source.private_endpoint = statement.private_endpoint;
        config.target.access = Some(statement.target);
        config.runtime.used = Some(statement.runtime);
        config.runtime.access = statement.runtime.then_some(ServerAccess::VnetIntegrated);
        evaluate(&config)
    }

    #[test]
    fn pgreach_says_what_the_documents_say() {
        for statement in STATEMENTS {
            for &kind in statement.kinds {
                let report = report(statement, kind);
                let support = report.scenario.map(|it| it.support);
                assert_eq!(support, Some(statement.support), "{}: {}", statement.place, kind.word());
            }
        }
    }

    #[test]
    fn where_the_guides_call_the_runtime_server_required_its_step_fails_without_one() {
        let key = StepKey::parse("runtime/required").expect("it is a step");
        let without = |it: &&Statement| it.target == ServerAccess::PrivateEndpoint && !it.runtime;
        let private = |it: &&Statement| it.access == SourceAccess::Private;
        for statement in STATEMENTS.iter().filter(without).filter(private) {
            for &kind in statement.kinds {
                let report = report(statement, kind);
                let step = report.steps.iter().find(|it| it.key == key);
                assert_eq!(step.map(|it| it.status), Some(Status::Fail), "{}", kind.word());
            }
        }
    }

    /// Each row with the scenario and the section that pgreach shows for its first kind of source.
    #[test]
    fn the_documents_row_by_row() {
        let mut table = String::new();
        for it in STATEMENTS {
            let Some(&kind) = it.kinds.first() else { continue };
            let scenario = report(it, kind).scenario.expect("every row has a scenario");
            let documents: Vec<_> = it.documents.iter().map(|it| it.revision).collect();
            let documents = if documents.is_empty() { "no document".to_owned() } else { documents.join(", ") };
            let kinds: Vec<_> = it.kinds.iter().map(|it| it.word()).collect();
            let kinds = if kinds.len() < 4 { kinds.join(", ") } else { format!("{} kinds of source", kinds.len()) };
            let endpoint = match it.private_endpoint {
                Some(true) => " with an endpoint",
                Some(false) => " without an endpoint",
                None => "",
            };
            let runtime = if it.runtime { " through a runtime server" } else { "" };
            let (access, target, support) = (it.access.word(), it.target.word(), it.support.word());
            let section = scenario.section;
            // Writing to a String cannot fail.
            let _ = writeln!(
                table,
                "{kinds}: {access}{endpoint} to {target}{runtime}\n  {documents}: {}\n  {support}: {}, \"{}\" ({})",
                it.place, scenario.id, section.title, section.document.revision
            );
        }
        insta::assert_snapshot!(table);
    }
}
