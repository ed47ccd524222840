//! A private source and a public target, with a runtime server between: no document decides it.

use crate::{
    check::{
        access::firewall,
        dns::{a_record, dns_servers, zone_attached, zone_link_actor},
        endpoint::private_endpoint,
        reach::{nsg, peering, private_network, route},
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
        source(&private_network::CHECK).beyond().when(other_source),
        source(&private_endpoint::CHECK).beyond(),
        runtime(&vnet_integrated::CHECK).beyond(),
        source(&peering::CHECK).beyond(),
        source(&nsg::CHECK).beyond(),
        source(&route::CHECK).unasked(),
        source(&zone_attached::CHECK).beyond(),
        source(&dns_servers::CHECK).unasked(),
        source(&zone_link_actor::CHECK).beyond(),
        source(&a_record::CHECK).beyond(),
        target(&firewall::CHECK).beyond(),
        target(&nsg::CHECK).unasked(),
        target(&route::CHECK).unasked(),
    ],
    target_in_vnet: false,
    expects_runtime: true,
    ways: &[&way::RECREATE_IN_VNET, &way::ENDPOINT_AND_RUNTIME, &way::VALIDATE],
};
