//! Ways out that more than one scenario offers.

use crate::{
    guide,
    scenario::{AlternativeWords, Sources},
};

/// Move the data without the migration service.
pub(super) static DUMP_AND_RESTORE: AlternativeWords = DUMP_AND_RESTORE_WORDS;

/// The same, for other words around it.
pub(super) const DUMP_AND_RESTORE_WORDS: AlternativeWords = AlternativeWords {
    sources: Sources::Any,
    title: "Dump and restore instead",
    about: "The guide's own answer: pg_dump from a machine that reaches {source}, pg_restore from one that reaches \
            {target}. The application must not write in between.",
    commands: &[
        "pg_dump -Fc -h {source_host} -p {port} -U SOURCE_USER -d DATABASE -f database.dump",
        "pg_restore -h {target_host} -U TARGET_USER -d DATABASE --no-owner database.dump",
    ],
    undo_commands: &[],
    references: &[&guide::PRIVATE_TO_PUBLIC, &guide::DUMP_RESTORE_ALL],
};

/// Make the combination a documented one.
pub(super) static RECREATE_IN_VNET: AlternativeWords = AlternativeWords {
    sources: Sources::Any,
    title: "Create the target with VNet integration",
    about: "Supported: a target in a delegated subnet connects from inside a virtual network. The connectivity method is \
            fixed when a server is created, so this is a new target.",
    commands: &[
        "az postgres flexible-server create -g TARGET_RG -n NEW_TARGET --location LOCATION --subnet TARGET_SUBNET_ID \
         --private-dns-zone TARGET_ZONE_ID",
    ],
    undo_commands: &[],
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::VNET_INTEGRATION_ALL],
};

/// Make the combination the one of the runtime guide.
pub(super) static ENDPOINT_AND_RUNTIME: AlternativeWords = AlternativeWords {
    sources: Sources::Any,
    title: "Give the target a private endpoint and use a runtime server",
    about: "Supported: the runtime server, a VNet-integrated flexible server, reaches both private endpoints.",
    commands: &[
        "az network private-endpoint create -g TARGET_ENDPOINT_RG -n TARGET_NEW_ENDPOINT --location LOCATION --subnet \
         TARGET_ENDPOINT_SUBNET_ID --private-connection-resource-id TARGET_ID --group-id postgresqlServer --connection-name \
         migration",
    ],
    undo_commands: &[],
    references: &[&guide::RUNTIME_GUIDE_ALL, &guide::PRIVATE_LINK_ALL],
};

/// Let the service itself say.
pub(super) static VALIDATE: AlternativeWords = AlternativeWords {
    sources: Sources::Any,
    title: "Let the migration service test it",
    about: "Start a migration with the option Validate: it moves no data and needs no downtime. The wizard's Connect to \
            source and Connect to target test each connection.",
    commands: &[],
    undo_commands: &[],
    references: &[&guide::NETWORK_SCENARIOS_ALL],
};
