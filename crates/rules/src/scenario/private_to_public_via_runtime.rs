//! A private source and a public target, with a runtime server between: no document decides it.

use crate::{
    check::{
        access::{admission, certificate_name, firewall, pooler, port, tls},
        dns::{a_record, dns_servers, name, shadowing_zone, zone_group, zone_link_client},
        endpoint::{private_endpoint, server_state, subnet_needs},
        reach::{hybrid_connection, nsg, peering, route},
        runtime::vnet_integrated,
    },
    guide,
    scenario::{
        Scenario, on_pooler_port, outside_the_service, runtime, self_run, source, target, way, with_a_state,
        with_names_checked, with_tls,
    },
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "private-to-public-via-runtime",
    title: "Private source, public target, through a runtime server",
    about: "The guides rule out a private source with a public target, and do not say whether a runtime server changes \
            that. It could reach both ends; no document says that the service lets it.",
    section: |_| &guide::RUNTIME_SERVER_ALL,
    continues: None,
    steps: &[
        source(&server_state::CHECK).evidence_only().when(with_a_state),
        target(&server_state::CHECK).evidence_only(),
        runtime(&server_state::CHECK).evidence_only().with_runtime(),
        source(&hybrid_connection::CHECK).undocumented().when(outside_the_service),
        source(&private_endpoint::CHECK).undocumented(),
        runtime(&vnet_integrated::CHECK).undocumented(),
        runtime(&subnet_needs::CHECK).evidence_only(),
        source(&peering::CHECK).undocumented(),
        source(&nsg::CHECK).undocumented(),
        source(&route::CHECK).evidence_only(),
        source(&zone_group::CHECK).undocumented(),
        source(&dns_servers::CHECK).evidence_only(),
        source(&name::CHECK).undocumented().when(name::source),
        target(&dns_servers::CHECK).evidence_only(),
        target(&shadowing_zone::CHECK).evidence_only(),
        target(&name::CHECK).evidence_only().when(name::target),
        source(&zone_link_client::CHECK).undocumented(),
        source(&a_record::CHECK).undocumented(),
        target(&firewall::CHECK).undocumented(),
        target(&nsg::CHECK).evidence_only(),
        target(&route::CHECK).evidence_only(),
        source(&port::CHECK).undocumented().when(port::applies),
        source(&admission::CHECK).when(self_run),
        source(&pooler::CHECK).undocumented().when(on_pooler_port),
        source(&tls::CHECK).undocumented().when(with_tls),
        source(&certificate_name::CHECK).undocumented().when(with_names_checked),
    ],
    target_in_vnet: false,
    expects_runtime: true,
    alternatives: &[&way::RECREATE_IN_VNET, &way::ENDPOINT_AND_RUNTIME, &way::VALIDATE],
};
