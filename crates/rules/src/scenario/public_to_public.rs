//! A public source and a public target.

use crate::{
    SourceKind,
    check::{access::firewall, runtime::not_needed},
    guide,
    scenario::{Scenario, runtime, source, target},
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "public-to-public",
    title: "Public source, public target",
    about: "Both ends have public addresses. For a single server the migration service opens the path by itself; any \
            other source must admit the address that the connection comes from.",
    section: |kind| match kind {
        None | Some(SourceKind::SingleServer) => &guide::TROUBLESHOOTING_ALL,
        Some(
            SourceKind::AwsRds
            | SourceKind::AwsAurora
            | SourceKind::GcpCloudSql
            | SourceKind::GcpAlloydb
            | SourceKind::Edb,
        ) => &guide::OTHER_CLOUD,
        Some(_) => &guide::ON_PREMISES_PUBLIC,
    },
    continues: None,
    steps: &[
        runtime(&not_needed::CHECK).with_runtime(),
        source(&firewall::CHECK).where_it_applies(),
        target(&firewall::CHECK).with_runtime(),
    ],
    target_in_vnet: false,
    ways: &[],
};
