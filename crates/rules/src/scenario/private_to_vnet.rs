//! A private source and a VNet-integrated target: the seven steps of the troubleshooting guide.

use crate::{
    SourceKind,
    check::{
        access::{admission, certificate_name, pooler, port, tls},
        dns::{a_record, dns_servers, name, server_zone_links, zone_group, zone_link_client, zone_link_endpoint},
        endpoint::{delegated_subnet, private_endpoint, server_state, subnet_needs},
        reach::{hybrid_connection, nsg, peering, route},
        runtime::{not_needed, vnet_integrated},
    },
    guide,
    scenario::{
        Scenario, ScenarioStep, on_pooler_port, outside_the_service, runtime, self_run, source, target, with_a_state,
        with_names_checked, with_tls,
    },
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "private-to-vnet",
    title: "Private source, VNet-integrated target",
    about: "{Client} connects to {source} from inside its virtual network. The two networks must be joined, nothing on the \
            way may block the port, and the name of {source} must lead to a private address.",
    section: |kind| match kind {
        None | Some(SourceKind::SingleServer) => &guide::PRIVATE_TO_PRIVATE,
        Some(SourceKind::OnPremises) => &guide::ON_PREMISES_PRIVATE,
        Some(SourceKind::AzureVm) => &guide::VIRTUAL_MACHINE,
        Some(SourceKind::Other | SourceKind::FlexibleServer) => &guide::NETWORK_SCENARIOS_ALL,
        Some(_) => &guide::OTHER_CLOUD,
    },
    continues: None,
    steps: STEPS,
    target_in_vnet: true,
    expects_runtime: false,
    alternatives: &[],
};

/// The steps, which [`super::public_endpoint_to_vnet`] shares: its section sends the reader on to this one.
pub(super) static STEPS: &[ScenarioStep] = &[
    source(&server_state::CHECK).evidence_only().when(with_a_state),
    target(&server_state::CHECK).evidence_only(),
    runtime(&server_state::CHECK).evidence_only().with_runtime(),
    source(&hybrid_connection::CHECK).when(outside_the_service),
    runtime(&not_needed::CHECK).with_runtime(),
    runtime(&vnet_integrated::CHECK).with_runtime(),
    runtime(&subnet_needs::CHECK).evidence_only().with_runtime(),
    source(&private_endpoint::CHECK).number(1),
    target(&delegated_subnet::CHECK).number(2),
    target(&subnet_needs::CHECK).evidence_only(),
    source(&peering::CHECK).number(3),
    target(&peering::CHECK).with_runtime(),
    source(&nsg::CHECK).number(3),
    target(&nsg::CHECK).with_runtime(),
    source(&route::CHECK).evidence_only(),
    target(&route::CHECK).evidence_only().with_runtime(),
    target(&server_zone_links::CHECK).number(4),
    target(&dns_servers::CHECK).evidence_only().with_runtime(),
    target(&zone_link_client::CHECK).with_runtime(),
    source(&zone_group::CHECK).number(5),
    source(&dns_servers::CHECK).evidence_only(),
    source(&name::CHECK).undocumented().when(name::source),
    target(&name::CHECK).undocumented().when(name::target),
    source(&zone_link_client::CHECK).number(6),
    source(&zone_link_endpoint::CHECK).number(6),
    source(&a_record::CHECK).number(7),
    source(&port::CHECK).undocumented().when(port::applies),
    source(&admission::CHECK).when(self_run),
    source(&pooler::CHECK).undocumented().when(on_pooler_port),
    source(&tls::CHECK).undocumented().when(with_tls),
    source(&certificate_name::CHECK).undocumented().when(with_names_checked),
];
