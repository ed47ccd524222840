//! A source reached privately, and a target behind a private endpoint: a runtime server connects to both.

use crate::{
    SourceKind,
    check::{
        access::{admission, certificate_name, pooler, port, tls},
        dns::{a_record, dns_servers, name, server_zone_links, zone_group, zone_link_client, zone_link_endpoint},
        endpoint::{private_endpoint, server_state, subnet_needs},
        reach::{hybrid_connection, nsg, peering, route},
        runtime::{required, vnet_integrated},
    },
    guide,
    scenario::{
        Scenario, on_pooler_port, outside_the_service, runtime, self_run, source, target, with_a_state,
        with_names_checked, with_tls,
    },
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "private-to-endpoint",
    title: "Private source, target behind a private endpoint",
    about: "A runtime server in a virtual network opens both connections: one to {source}, one to {target}. It must \
            reach both networks and resolve both names.",
    section: |kind| match kind {
        None | Some(SourceKind::SingleServer) => &guide::RUNTIME_GUIDE_ALL,
        Some(_) => &guide::PRIVATE_TO_ENDPOINT,
    },
    continues: None,
    steps: &[
        source(&server_state::CHECK).evidence_only().when(with_a_state),
        target(&server_state::CHECK).evidence_only(),
        runtime(&server_state::CHECK).evidence_only().with_runtime(),
        source(&hybrid_connection::CHECK).when(outside_the_service),
        runtime(&required::CHECK),
        source(&private_endpoint::CHECK),
        target(&private_endpoint::CHECK),
        runtime(&vnet_integrated::CHECK),
        runtime(&subnet_needs::CHECK).evidence_only(),
        source(&peering::CHECK),
        target(&peering::CHECK),
        source(&nsg::CHECK),
        target(&nsg::CHECK),
        source(&route::CHECK).evidence_only(),
        target(&route::CHECK).evidence_only(),
        runtime(&server_zone_links::CHECK),
        source(&zone_group::CHECK),
        target(&zone_group::CHECK),
        source(&dns_servers::CHECK).evidence_only(),
        target(&dns_servers::CHECK).evidence_only(),
        source(&name::CHECK).undocumented().when(name::source),
        target(&name::CHECK).undocumented().when(name::target),
        source(&zone_link_client::CHECK),
        target(&zone_link_client::CHECK),
        source(&zone_link_endpoint::CHECK),
        target(&zone_link_endpoint::CHECK),
        source(&a_record::CHECK),
        target(&a_record::CHECK),
        source(&port::CHECK).undocumented().when(port::applies),
        source(&admission::CHECK).when(self_run),
        source(&pooler::CHECK).undocumented().when(on_pooler_port),
        source(&tls::CHECK).undocumented().when(with_tls),
        source(&certificate_name::CHECK).undocumented().when(with_names_checked),
    ],
    target_in_vnet: false,
    expects_runtime: true,
    alternatives: &[],
};
