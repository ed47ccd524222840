//! A target that the migration service does not copy into: an elastic cluster, or a read replica.

use crate::{
    Config, TargetKind, guide,
    scenario::{AlternativeWords, Scenario, Sources, way},
};

/// The scenario.
///
/// Source: "Frequently asked questions about elastic clusters" (2025-11-18): `pg_dump` and `pg_restore`, or pgcopydb. The
/// CLI's own text is "Elastic cluster does not currently support this operation." (azure-cli 2.91, `migration create`).
/// A read replica takes no writes but its primary's; the prerequisites (2025-07-21) have replicas made after the migration.
pub static SCENARIO: Scenario = Scenario {
    id: "unsupported-target",
    title: "The target is an elastic cluster or a read replica",
    about: "{Target} is an elastic cluster. The migration service does not copy into one.",
    section: |_| &guide::KNOWN_ISSUES_ALL,
    continues: None,
    steps: &[],
    target_in_vnet: false,
    expects_runtime: false,
    alternatives: &[&DUMP_INTO_CLUSTER, &TO_PRIMARY, &PROMOTE, &ANOTHER_TARGET],
};

/// What it means where the target is a replica.
pub(crate) fn about(config: &Config) -> &'static str {
    match config.target.kind {
        Some(TargetKind::ReadReplica) => {
            "{Target} is a read replica: it is read-only, so nothing can be copied into it."
        }
        _ => SCENARIO.about,
    }
}

static DUMP_INTO_CLUSTER: AlternativeWords = AlternativeWords {
    sources: Sources::IntoCluster,
    title: "Dump and restore, or pgcopydb",
    about: "What Microsoft names for elastic clusters. A machine that reaches both ends runs it; the application must not \
            write in between.",
    ..way::DUMP_AND_RESTORE_WORDS
};

static TO_PRIMARY: AlternativeWords = AlternativeWords {
    sources: Sources::IntoReplica,
    title: "Migrate into the primary",
    about: "The server that {target} copies takes the data; {target} then has it too. Delete the replica first and make it \
            again after the migration: the prerequisites want none meanwhile.",
    commands: &["az postgres flexible-server show -g TARGET_RG -n {target} --query sourceServerResourceId"],
    undo_commands: &[],
    references: &[&guide::SELF_RUN_ALL],
};

static PROMOTE: AlternativeWords = AlternativeWords {
    sources: Sources::IntoReplica,
    title: "Promote {target} to a server of its own",
    about: "It then takes writes and no longer follows its primary. That cannot be taken back.",
    commands: &[
        "az postgres flexible-server replica promote -g TARGET_RG -n {target} --promote-mode standalone --promote-option \
         planned",
    ],
    undo_commands: &[],
    references: &[&guide::SELF_RUN_ALL],
};

static ANOTHER_TARGET: AlternativeWords = AlternativeWords {
    sources: Sources::Any,
    title: "Create another target",
    about: "A flexible server that is neither a cluster nor a replica.",
    commands: &["az postgres flexible-server create -g TARGET_RG -n NEW_TARGET --location LOCATION"],
    undo_commands: &[],
    references: &[&guide::NETWORK_SCENARIOS_ALL],
};
