//! A public single or flexible server with a private endpoint: the connection runs through the endpoint.

use crate::{
    SourceKind, guide,
    scenario::{Scenario, private_to_vnet},
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "public-endpoint-to-vnet",
    title: "Public server of Azure with a private endpoint, VNet-integrated target",
    about: "Although {source} is in public access, the connection runs through its private endpoint. The guide sends \
            its reader on to the steps for private access in source and target, and so does pgreach.",
    section: |kind| match kind {
        Some(SourceKind::FlexibleServer) => &guide::NETWORK_SCENARIOS_ALL,
        _ => &guide::PUBLIC_WITH_ENDPOINT,
    },
    continues: Some(&guide::PRIVATE_TO_PRIVATE),
    steps: private_to_vnet::STEPS,
    target_in_vnet: true,
    expects_runtime: false,
    alternatives: &[],
};
