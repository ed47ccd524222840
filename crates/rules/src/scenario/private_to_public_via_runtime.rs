//! A private source and a public target, with a runtime server between: no document decides it.

use crate::{
    check::{
        access::firewall,
        dns::{a_record, dns_servers, zone_group, zone_link_client},
        endpoint::private_endpoint,
        reach::{hybrid_connection, nsg, peering, route},
        runtime::vnet_integrated,
    },
    guide,
    scenario::{Scenario, other_source, runtime, source, target, way},
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "private-to-public-via-runtime",
    title: "Private source, public target, through a runtime server",
    about: "The guides rule out a private source with a public target, and do not say whether a runtime server changes \
            that. It could reach both ends; nobody promises that the service lets it.",
    section: |_| &guide::RUNTIME_SERVER_ALL,
    continues: None,
    steps: &[
        source(&hybrid_connection::CHECK).undocumented().when(other_source),
        source(&private_endpoint::CHECK).undocumented(),
        runtime(&vnet_integrated::CHECK).undocumented(),
        source(&peering::CHECK).undocumented(),
        source(&nsg::CHECK).undocumented(),
        source(&route::CHECK).evidence_only(),
        source(&zone_group::CHECK).undocumented(),
        source(&dns_servers::CHECK).evidence_only(),
        source(&zone_link_client::CHECK).undocumented(),
        source(&a_record::CHECK).undocumented(),
        target(&firewall::CHECK).undocumented(),
        target(&nsg::CHECK).evidence_only(),
        target(&route::CHECK).evidence_only(),
    ],
    target_in_vnet: false,
    expects_runtime: true,
    alternatives: &[&way::RECREATE_IN_VNET, &way::ENDPOINT_AND_RUNTIME, &way::VALIDATE],
};
