//! A target that nothing can connect to.

use crate::{
    guide,
    scenario::{AlternativeWords, Scenario, Sources, way},
};

/// The scenario.
pub static SCENARIO: Scenario = Scenario {
    id: "unreachable-target",
    title: "The target cannot be reached by anything",
    about: "{Target} has public access disabled, no delegated subnet and no approved private endpoint. Nothing can \
            connect to it, and no migration can start.",
    section: |_| &guide::PRIVATE_LINK_ALL,
    continues: None,
    steps: &[],
    target_in_vnet: false,
    expects_runtime: false,
    alternatives: &[&GIVE_ENDPOINT, &OPEN_PUBLIC, &way::RECREATE_IN_VNET],
};

static GIVE_ENDPOINT: AlternativeWords = AlternativeWords {
    sources: Sources::Any,
    title: "Give {target} a private endpoint",
    about: "Keeps the target private. With a private source the migration then also needs a runtime server.",
    commands: &[
        "az network private-endpoint create -g TARGET_ENDPOINT_RG -n TARGET_NEW_ENDPOINT --location LOCATION --subnet \
         TARGET_ENDPOINT_SUBNET_ID --private-connection-resource-id TARGET_ID --group-id postgresqlServer --connection-name \
         migration",
    ],
    undo_commands: &[],
    references: &[&guide::PRIVATE_LINK_ALL],
};

static OPEN_PUBLIC: AlternativeWords = AlternativeWords {
    sources: Sources::Any,
    title: "Enable public access on {target}",
    about: "Fits a public source. It gives the target a public address; its firewall rules then decide who gets in.",
    commands: &["az postgres flexible-server update -g TARGET_RG -n {target} --public-access Enabled"],
    undo_commands: &["az postgres flexible-server update -g TARGET_RG -n {target} --public-access Disabled"],
    references: &[&guide::PUBLIC_ACCESS_ALL],
};
