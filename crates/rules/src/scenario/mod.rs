//! The scenarios: which documented combination the settings amount to, and which steps it has.
//!
//! One file each, with its steps in the order of its section. [`crate::table`] says which one applies.

pub mod private_to_endpoint;
pub mod private_to_public;
pub mod private_to_public_via_runtime;
pub mod private_to_vnet;
pub mod public_endpoint_to_vnet;
pub mod public_to_endpoint;
pub mod public_to_public;
pub mod public_to_vnet;
pub mod statement;
pub mod unreachable_target;
pub mod unsupported_target;
mod way;

use std::num::NonZeroU8;

use crate::{
    Config, Party, Setting, SourceKind, TargetKind, Tls,
    check::{
        Applies, Check,
        access::{pooler, tls},
        dns::name,
    },
    guide::Section,
    host::is_foreign,
};

/// The name of a scenario, as a type of its own in the schema.
#[cfg(feature = "schema")]
pub(crate) struct ScenarioId;

/// One combination that the documents decide, or leave open.
#[derive(Debug)]
pub struct Scenario {
    /// Stable kebab-case name.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it means for the migration.
    pub about: &'static str,
    /// The section of a guide that applies to a kind of source.
    pub section: fn(Option<SourceKind>) -> &'static Section,
    /// The section that the first one sends its reader on to.
    pub continues: Option<&'static Section>,
    /// Its steps, in the order of the section.
    pub steps: &'static [ScenarioStep],
    /// Whether the target connects to and answers inside a virtual network.
    pub target_in_vnet: bool,
    /// Whether its section expects a runtime server, used or not.
    pub expects_runtime: bool,
    /// What can be done where it does not work as it is.
    pub alternatives: &'static [&'static AlternativeWords],
}

/// Which migrations a way out is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sources {
    /// Any source.
    Any,
    /// A single server.
    SingleServer,
    /// Any source but a single server.
    Others,
    /// Any source, into an elastic cluster.
    IntoCluster,
    /// Any source, into a read replica.
    IntoReplica,
}

impl Sources {
    /// Whether they include this one; a source that is not known is taken for any but a single server.
    pub(crate) fn include(self, config: &Config) -> bool {
        let is_single = config.source.kind == Some(SourceKind::SingleServer);
        match self {
            Self::Any => true,
            Self::SingleServer => is_single,
            Self::Others => !is_single,
            Self::IntoCluster => config.target.kind == Some(TargetKind::ElasticCluster),
            Self::IntoReplica => config.target.kind == Some(TargetKind::ReadReplica),
        }
    }
}

/// A way out, as templates.
#[derive(Debug)]
pub struct AlternativeWords {
    /// Whom it is for.
    pub sources: Sources,
    /// What it is.
    pub title: &'static str,
    /// What it takes and what it changes.
    pub about: &'static str,
    /// Commands for it.
    pub commands: &'static [&'static str],
    /// The commands that take it back after the migration, where it is for the migration only.
    pub undo_commands: &'static [&'static str],
    /// What to read.
    pub references: &'static [&'static Section],
}

/// A check in a scenario.
#[derive(Debug, Clone, Copy)]
pub struct ScenarioStep {
    /// The party or connection that it is asked about.
    pub party: Party,
    /// The check.
    pub check: &'static Check,
    /// Whether the guides ask for it.
    pub documented: bool,
    /// Its number where [`guide::TROUBLESHOOTING`] counts its steps; several conditions can be of one.
    pub(crate) number: Option<NonZeroU8>,
    /// Whether it is there with these settings. Where it is not, it is left out.
    pub(crate) when: fn(&Config) -> Applies,
    /// Whether it is there only where resources were read or a person speaks of it.
    pub(crate) evidence_only: bool,
}

impl ScenarioStep {
    /// Says that the guides do not mention it.
    const fn undocumented(self) -> Self {
        Self { documented: false, ..self }
    }

    /// Says which step of the troubleshooting guide's own count it is.
    const fn number(self, number: u8) -> Self {
        Self { number: NonZeroU8::new(number), ..self }
    }

    /// Says with which settings it is there.
    const fn when(self, when: fn(&Config) -> Applies) -> Self {
        Self { when, ..self }
    }

    /// Says that the step is not asked for: no guide mentions it, and few can tell it by hand. What Azure printed can, and who
    /// knows it can say so.
    const fn evidence_only(self) -> Self {
        Self { evidence_only: true, ..self.undocumented() }
    }

    /// Says that it is there only where a runtime server is used, which these sections do not expect.
    const fn with_runtime(self) -> Self {
        self.undocumented().when(runtime_used)
    }
}

fn runtime_used(config: &Config) -> Applies {
    if config.runtime.used == Some(true) { Applies::Yes } else { Applies::No }
}

/// For a source that a runtime server connects to by an ordinary name.
fn named_source_with_runtime(config: &Config) -> Applies {
    if config.runtime.used == Some(true) { name::source(config) } else { Applies::No }
}

/// For a target that a runtime server connects to by an ordinary name.
fn named_target_with_runtime(config: &Config) -> Applies {
    if config.runtime.used == Some(true) { name::target(config) } else { Applies::No }
}

/// For what only a server of Azure's database service has.
fn azure_source(config: &Config) -> Applies {
    match config.source.kind {
        Some(SourceKind::SingleServer | SourceKind::FlexibleServer) => Applies::Yes,
        Some(_) => Applies::No,
        None => Applies::If(Setting::SourceKind),
    }
}

/// For what runs in Azure, so that Azure says whether it runs.
fn with_a_state(config: &Config) -> Applies {
    use SourceKind::{AwsAurora, AwsEc2, AwsRds, AzureVm, GcpAlloydb, GcpCloudSql, GcpCompute};
    match config.source.kind {
        Some(AzureVm | AwsRds | AwsAurora | AwsEc2 | GcpCloudSql | GcpAlloydb | GcpCompute) => Applies::Yes,
        _ => azure_source(config),
    }
}

/// For what a server of Azure's database service does not have.
fn outside_the_service(config: &Config) -> Applies {
    match azure_source(config) {
        Applies::Yes => Applies::No,
        Applies::No => Applies::Yes,
        applies @ Applies::If(_) => applies,
    }
}

/// For what the team of the source has to see to: a service of a cloud does that by itself.
fn self_run(config: &Config) -> Applies {
    use SourceKind::{AwsAurora, AwsRds, FlexibleServer, GcpAlloydb, GcpCloudSql, SingleServer};
    match config.source.kind {
        None => Applies::If(Setting::SourceKind),
        Some(SingleServer | FlexibleServer | AwsRds | AwsAurora | GcpCloudSql | GcpAlloydb) => Applies::No,
        Some(_) => Applies::Yes,
    }
}

/// For the port of a pooler, at a source that may have one.
fn on_pooler_port(config: &Config) -> Applies {
    let is_single = config.source.kind == Some(SourceKind::SingleServer);
    if config.source.port == Some(pooler::POOLER_PORT) && !is_single { Applies::Yes } else { Applies::No }
}

/// For a migration whose TLS mode is known.
fn with_tls(config: &Config) -> Applies {
    if tls::asked(config) { Applies::Yes } else { Applies::No }
}

/// For a migration that checks the name in the certificate of a server of Azure's; of another, the step for TLS asks it.
///
/// Source of the default: "Migration.SslMode" (reference of Az.PostgreSqlFlexibleServer): `VerifyFull` for a single server.
fn with_names_checked(config: &Config) -> Applies {
    let is_single = config.source.kind == Some(SourceKind::SingleServer);
    match config.tls {
        Some(Tls::VerifyFull) => azure_source(config),
        None if is_single && config.source.address.as_deref().is_some_and(is_foreign) => Applies::If(Setting::Tls),
        _ => Applies::No,
    }
}

/// For what a single server does not have.
fn other_source(config: &Config) -> Applies {
    match config.source.kind {
        Some(SourceKind::SingleServer) => Applies::No,
        Some(_) => Applies::Yes,
        None => Applies::If(Setting::SourceKind),
    }
}

const fn listed(party: Party, check: &'static Check) -> ScenarioStep {
    ScenarioStep { party, check, documented: true, number: None, when: |_| Applies::Yes, evidence_only: false }
}

const fn source(check: &'static Check) -> ScenarioStep {
    listed(Party::Source, check)
}

const fn target(check: &'static Check) -> ScenarioStep {
    listed(Party::Target, check)
}

const fn runtime(check: &'static Check) -> ScenarioStep {
    listed(Party::Runtime, check)
}

/// Every scenario, in the order of the table.
pub static SCENARIOS: &[&Scenario] = &[
    &unsupported_target::SCENARIO,
    &unreachable_target::SCENARIO,
    &private_to_endpoint::SCENARIO,
    &public_to_endpoint::SCENARIO,
    &public_endpoint_to_vnet::SCENARIO,
    &private_to_vnet::SCENARIO,
    &public_to_vnet::SCENARIO,
    &private_to_public_via_runtime::SCENARIO,
    &private_to_public::SCENARIO,
    &public_to_public::SCENARIO,
];
