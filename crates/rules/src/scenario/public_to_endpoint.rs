//! A public source and a target behind a private endpoint: no document decides it.

use crate::{
    Config, Setting,
    check::{
        Applies,
        access::{admission, certificate_name, firewall, pooler, port, service_endpoint, tls, vnet_rule},
        dns::{a_record, dns_servers, name, shadowing_zone, zone_group, zone_link_client},
        endpoint::{private_endpoint, server_state},
        reach::{nsg, peering, route},
        runtime::vnet_integrated,
    },
    guide,
    scenario::{
        Scenario, named_source_with_runtime, named_target_with_runtime, on_pooler_port, other_source, runtime,
        self_run, source, target, way, with_a_state, with_names_checked, with_tls,
    },
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "public-to-endpoint",
    title: "Public source, target behind a private endpoint",
    about: "No guide lists this combination. The endpoint of {target} only lets connections in; the connection to \
            {source} leaves from a public address of Azure, or from a runtime server if there is one.",
    section: |_| &guide::NETWORK_SCENARIOS_ALL,
    continues: None,
    steps: &[
        source(&server_state::CHECK).evidence_only().when(with_a_state),
        target(&server_state::CHECK).evidence_only(),
        runtime(&server_state::CHECK).evidence_only().with_runtime(),
        source(&vnet_rule::CHECK).with_runtime(),
        source(&service_endpoint::CHECK).with_runtime(),
        source(&firewall::CHECK).undocumented().when(dialled_publicly),
        source(&dns_servers::CHECK).evidence_only().with_runtime(),
        source(&shadowing_zone::CHECK).evidence_only().with_runtime(),
        source(&name::CHECK).evidence_only().when(named_source_with_runtime),
        source(&nsg::CHECK).evidence_only().with_runtime(),
        source(&route::CHECK).evidence_only().with_runtime(),
        runtime(&vnet_integrated::CHECK).with_runtime(),
        target(&private_endpoint::CHECK).with_runtime(),
        target(&peering::CHECK).with_runtime(),
        target(&nsg::CHECK).with_runtime(),
        target(&route::CHECK).evidence_only().with_runtime(),
        target(&zone_group::CHECK).with_runtime(),
        target(&dns_servers::CHECK).evidence_only().with_runtime(),
        target(&name::CHECK).undocumented().when(named_target_with_runtime),
        target(&zone_link_client::CHECK).with_runtime(),
        target(&a_record::CHECK).with_runtime(),
        source(&port::CHECK).undocumented().when(port::applies),
        source(&admission::CHECK).when(self_run),
        source(&pooler::CHECK).undocumented().when(on_pooler_port),
        source(&tls::CHECK).undocumented().when(with_tls),
        source(&certificate_name::CHECK).undocumented().when(with_names_checked),
    ],
    target_in_vnet: false,
    expects_runtime: false,
    alternatives: &[&way::RECREATE_IN_VNET, &way::VALIDATE],
};

/// A target behind a private endpoint still connects from a public address. A runtime server has a subnet, and a single
/// server admits that by its VNet rule.
fn dialled_publicly(config: &Config) -> Applies {
    match (other_source(config), config.runtime.used) {
        (Applies::Yes, _) | (_, Some(false)) => Applies::Yes,
        (Applies::No, None) => Applies::If(Setting::RuntimeUsed),
        (applies, _) => applies,
    }
}
