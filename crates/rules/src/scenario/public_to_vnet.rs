//! A public source and a VNet-integrated target.

use crate::{
    SourceKind,
    check::{
        access::{admission, certificate_name, firewall, pooler, port, service_endpoint, tls, vnet_rule},
        dns::{dns_servers, name, shadowing_zone, zone_link_client},
        endpoint::{server_state, subnet_needs},
        reach::{nsg, peering, route},
        runtime::{not_needed, vnet_integrated},
    },
    guide,
    scenario::{
        Scenario, on_pooler_port, other_source, runtime, self_run, source, target, with_a_state, with_names_checked,
        with_tls,
    },
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "public-to-vnet",
    title: "Public source, VNet-integrated target",
    about: "{Client} connects to {source} from its delegated subnet. A single server must allow that subnet by a VNet rule. \
            For any other public source no guide has the steps: it must admit the address that the subnet leaves with.",
    section: |kind| match kind {
        None | Some(SourceKind::SingleServer) => &guide::PUBLIC_WITHOUT_ENDPOINT,
        Some(SourceKind::FlexibleServer) => &guide::NETWORK_SCENARIOS_ALL,
        Some(_) => &guide::OTHER_CLOUD,
    },
    continues: None,
    steps: &[
        source(&server_state::CHECK).evidence_only().when(with_a_state),
        target(&server_state::CHECK).evidence_only(),
        runtime(&server_state::CHECK).evidence_only().with_runtime(),
        runtime(&not_needed::CHECK).with_runtime(),
        runtime(&vnet_integrated::CHECK).with_runtime(),
        runtime(&subnet_needs::CHECK).evidence_only().with_runtime(),
        target(&subnet_needs::CHECK).evidence_only(),
        source(&vnet_rule::CHECK).number(1),
        source(&service_endpoint::CHECK).undocumented(),
        source(&dns_servers::CHECK).evidence_only(),
        source(&shadowing_zone::CHECK).evidence_only(),
        source(&name::CHECK).evidence_only().when(name::source),
        target(&name::CHECK).undocumented().when(name::target),
        source(&firewall::CHECK).undocumented().when(other_source),
        source(&nsg::CHECK).evidence_only(),
        source(&route::CHECK).evidence_only(),
        target(&peering::CHECK).with_runtime(),
        target(&nsg::CHECK).with_runtime(),
        target(&route::CHECK).evidence_only().with_runtime(),
        target(&dns_servers::CHECK).evidence_only().with_runtime(),
        target(&zone_link_client::CHECK).with_runtime(),
        source(&port::CHECK).undocumented().when(port::applies),
        source(&admission::CHECK).when(self_run),
        source(&pooler::CHECK).undocumented().when(on_pooler_port),
        source(&tls::CHECK).undocumented().when(with_tls),
        source(&certificate_name::CHECK).undocumented().when(with_names_checked),
    ],
    target_in_vnet: true,
    expects_runtime: false,
    alternatives: &[],
};
