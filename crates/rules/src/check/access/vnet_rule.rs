//! A public single server admits a subnet only by a virtual network rule.

use crate::{
    Owner, Party, Severity,
    check::{Check, Words, never_settled, single_source},
    guide,
    network::{Finding, Judged, Scene},
};

/// The source has a VNet rule for the subnet that the connection comes from.
pub static CHECK: Check = Check {
    id: "vnet-rule",
    name: "VNet rule",
    keys: &["source/vnet-rule"],
    severity: Severity::Blocker,
    same_as: None,
    applies: single_source,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it.
pub(crate) fn evidence(_scene: &Scene<'_>, _party: Party) -> Judged {
    Err(Finding::open("Not judged yet."))
}

static WORDS: Words = Words {
    title: "{Source} has a VNet rule for the subnet of {actor}",
    fault: "{Source} does not admit the subnet of {actor}: it has no VNet rule for it.",
    why: "{Actor} dials from its delegated subnet, and a single server in public access admits a subnet only when a \
          VNet rule names it, in state Ready. The single server must be General Purpose or Memory Optimized and in the region of \
          the subnet: otherwise this way does not exist.",
    owner: Owner::Database,
    find: &[
        "Single server → Connection security → VNet rules: a rule names the VNet and the subnet of {actor}, and its \
         state is Ready. Initializing means wait.",
        "A newer Azure CLI may not know az postgres server any more: use the portal.",
    ],
    find_commands: &["az postgres server vnet-rule list -g SOURCE_RG -s {source} -o table"],
    fix: &[
        "Single server → Connection security → VNet rules → Adding existing virtual network.",
        "Give the rule a name, choose the subscription, VNet and subnet of {actor}, then OK.",
    ],
    fix_commands: &[
        "az postgres server vnet-rule create -g SOURCE_RG -s {source} -n allow-migration --subnet {ACTOR}_SUBNET_ID",
    ],
    exposes: Some("Every server in the subnet of {actor} can try to log in to {source}."),
    undo: &["Single server → Connection security → VNet rules: delete allow-migration."],
    undo_commands: &["az postgres server vnet-rule delete -g SOURCE_RG -s {source} -n allow-migration"],
    aside: None,
    references: &[&guide::PUBLIC_WITHOUT_ENDPOINT, &guide::PUBLIC_TO_PRIVATE, &guide::SINGLE_VNET_RULES_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn only_a_single_server_has_vnet_rules() {
        statuses(
            "source/vnet-rule",
            &[
                (case("single-server", "public", "vnet-integrated").endpoint(false), "unknown"),
                (case("single-server", "public", "vnet-integrated").endpoint(false).answer("pass"), "pass"),
                (case("single-server", "public", "vnet-integrated").endpoint(false).answer("fail"), "fail"),
                (case("aws-rds", "public", "vnet-integrated"), "not-applicable"),
                (case("?", "public", "vnet-integrated").endpoint(false), "unknown"),
                (case("?", "public", "vnet-integrated").endpoint(false).answer("fail"), "unknown"),
                (case("single-server", "public", "private-endpoint").endpoint(false).runtime(true), "unknown"),
                (case("single-server", "public", "private-endpoint").endpoint(false).runtime(false), "absent"),
                (case("single-server", "private", "vnet-integrated"), "absent"),
            ],
        );
    }
}
