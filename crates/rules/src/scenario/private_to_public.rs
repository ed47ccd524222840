//! A private source and a public target: the one combination that every guide rules out.

use crate::{
    SourceKind, guide,
    scenario::{AlternativeWords, Scenario, Sources, way},
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "private-to-public",
    title: "Private source, public target",
    about: "The migration service does not support this: {target} connects from a public address, and {source} answers \
            only inside a private network.",
    section: |kind| match kind {
        None | Some(SourceKind::SingleServer) => &guide::PRIVATE_TO_PUBLIC,
        Some(_) => &guide::NETWORK_SCENARIOS_ALL,
    },
    continues: None,
    steps: &[],
    target_in_vnet: false,
    expects_runtime: false,
    alternatives: &[
        &way::DUMP_AND_RESTORE,
        &way::RECREATE_IN_VNET,
        &way::ENDPOINT_AND_RUNTIME,
        &OPEN_SINGLE,
        &OPEN_SOURCE,
    ],
};

static OPEN_SINGLE: AlternativeWords = AlternativeWords {
    sources: Sources::SingleServer,
    title: "Open public access on {source} for the migration",
    about: "Connection security → Deny public network access: No. It puts the server on the \
            internet behind its firewall rules; close it after the migration. It also makes the server eligible for \
            automigration.",
    commands: &[
        r#"az rest --method patch --url SOURCE_ID --uri-parameters api-version=2017-12-01 --body '{"properties":{"publicNetworkAccess":"Enabled"}}'"#,
    ],
    undo_commands: &[
        r#"az rest --method patch --url SOURCE_ID --uri-parameters api-version=2017-12-01 --body '{"properties":{"publicNetworkAccess":"Disabled"}}'"#,
    ],
    references: &[&guide::TROUBLESHOOTING_ALL, &guide::SINGLE_FIREWALL_ALL],
};

static OPEN_SOURCE: AlternativeWords = AlternativeWords {
    sources: Sources::Others,
    title: "Open a public way to {source} for the migration",
    about: "With a public address and a firewall that admits only the target, the combination is a supported one. It \
            puts the server on the internet: close it after the migration.",
    commands: &[],
    undo_commands: &[],
    references: &[&guide::ON_PREMISES_PUBLIC, &guide::OTHER_CLOUD],
};
