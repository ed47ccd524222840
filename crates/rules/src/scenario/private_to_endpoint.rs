//! A source reached privately, and a target behind a private endpoint: a runtime server dials both.

use crate::{
    SourceKind,
    check::{
        dns::{a_record, dns_servers, own_zone_links, zone_attached, zone_link_actor, zone_link_own},
        endpoint::private_endpoint,
        reach::{nsg, peering, private_network, route},
        runtime::{required, vnet_integrated},
    },
    guide,
    scenario::{Scenario, other_source, runtime, source, target},
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
        source(&private_network::CHECK).when(other_source),
        runtime(&required::CHECK),
        source(&private_endpoint::CHECK),
        target(&private_endpoint::CHECK),
        runtime(&vnet_integrated::CHECK),
        source(&peering::CHECK),
        target(&peering::CHECK),
        source(&nsg::CHECK),
        target(&nsg::CHECK),
        source(&route::CHECK).unasked(),
        target(&route::CHECK).unasked(),
        runtime(&own_zone_links::CHECK),
        source(&zone_attached::CHECK),
        target(&zone_attached::CHECK),
        source(&dns_servers::CHECK).unasked(),
        target(&dns_servers::CHECK).unasked(),
        source(&zone_link_actor::CHECK),
        target(&zone_link_actor::CHECK),
        source(&zone_link_own::CHECK),
        target(&zone_link_own::CHECK),
        source(&a_record::CHECK),
        target(&a_record::CHECK),
    ],
    target_in_vnet: false,
    expects_runtime: true,
    ways: &[],
};
