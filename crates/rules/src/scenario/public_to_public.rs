//! A public source and a public target.

use crate::{
    Config, SourceKind,
    check::{
        Applies,
        access::{admission, certificate_name, firewall, pooler, port, tls},
        dns::{dns_servers, name, shadowing_zone},
        endpoint::server_state,
        reach::{nsg, route},
        runtime::{not_needed, vnet_integrated},
    },
    guide,
    scenario::{
        Scenario, named_source_with_runtime, named_target_with_runtime, on_pooler_port, other_source, runtime,
        self_run, source, target, with_a_state, with_names_checked, with_tls,
    },
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
        Some(SourceKind::FlexibleServer) => &guide::NETWORK_SCENARIOS_ALL,
        Some(_) => &guide::ON_PREMISES_PUBLIC,
    },
    continues: None,
    steps: &[
        source(&server_state::CHECK).evidence_only().when(with_a_state),
        target(&server_state::CHECK).evidence_only(),
        runtime(&server_state::CHECK).evidence_only().with_runtime(),
        runtime(&not_needed::CHECK).with_runtime(),
        runtime(&vnet_integrated::CHECK).when(is_its_own_runtime),
        source(&firewall::CHECK).when(not_opened_by_the_service),
        target(&firewall::CHECK).with_runtime(),
        source(&dns_servers::CHECK).evidence_only().with_runtime(),
        source(&shadowing_zone::CHECK).evidence_only().with_runtime(),
        target(&dns_servers::CHECK).evidence_only().with_runtime(),
        target(&shadowing_zone::CHECK).evidence_only().with_runtime(),
        source(&name::CHECK).evidence_only().when(named_source_with_runtime),
        target(&name::CHECK).evidence_only().when(named_target_with_runtime),
        source(&nsg::CHECK).evidence_only().with_runtime(),
        source(&route::CHECK).evidence_only().with_runtime(),
        target(&nsg::CHECK).evidence_only().with_runtime(),
        target(&route::CHECK).evidence_only().with_runtime(),
        source(&port::CHECK).undocumented().when(port::applies),
        source(&admission::CHECK).when(self_run),
        source(&pooler::CHECK).undocumented().when(on_pooler_port),
        source(&tls::CHECK).undocumented().when(with_tls),
        source(&certificate_name::CHECK).undocumented().when(with_names_checked),
    ],
    target_in_vnet: false,
    expects_runtime: false,
    alternatives: &[],
};

/// The runtime server may be in public access here. It may not be the target.
fn is_its_own_runtime(config: &Config) -> Applies {
    if vnet_integrated::is_the_target(config) { Applies::Yes } else { Applies::No }
}

/// The service opens the path to a single server by itself, but no document says so of a runtime server's path.
fn not_opened_by_the_service(config: &Config) -> Applies {
    if config.runtime.used == Some(true) { Applies::Yes } else { other_source(config) }
}
