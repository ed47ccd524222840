//! A VNet-integrated server lives in a subnet that is delegated to flexible servers.

use crate::{
    Owner, Party, Severity,
    check::{Check, Words, always, never_settled},
    guide,
    network::{Finding, Judged, Scene},
};

/// The target sits in a delegated subnet, and its VNet and subnet are known.
pub static CHECK: Check = Check {
    id: "delegated-subnet",
    name: "delegated subnet",
    keys: &["target/delegated-subnet"],
    severity: Severity::Blocker,
    same_as: None,
    applies: always,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it.
pub(crate) fn evidence(_scene: &Scene<'_>, _party: Party) -> Judged {
    Err(Finding::open("Not judged yet."))
}

static WORDS: Words = Words {
    title: "{Target} sits in a subnet delegated to flexible servers",
    fault: "{Target} has no working delegated subnet.",
    why: "Peering, security groups and zone links are all judged from the VNet and subnet of {target}: note them. The \
          subnet must be delegated to Microsoft.DBforPostgreSQL/flexibleServers and be /28 or larger.",
    owner: Owner::Network,
    find: &["{Target} (flexible server) → Networking: the virtual network and subnet are shown."],
    find_commands: &[
        "az postgres flexible-server show -g TARGET_RG -n {target} --query network.delegatedSubnetResourceId",
        "az network vnet subnet show -g TARGET_VNET_RG --vnet-name TARGET_VNET -n TARGET_SUBNET --query delegations",
    ],
    fix: &[
        "A server cannot move to another subnet: choose a delegated one when the target is created.",
        "Virtual network → Subnets → the subnet → Subnet delegation: Microsoft.DBforPostgreSQL/flexibleServers. That \
         is refused while anything else uses the subnet.",
    ],
    fix_commands: &[
        "az network vnet subnet update -g TARGET_VNET_RG --vnet-name TARGET_VNET -n TARGET_SUBNET --delegations \
         Microsoft.DBforPostgreSQL/flexibleServers",
    ],
    exposes: None,
    undo: &["It stays: {target} lives in it."],
    undo_commands: &[],
    aside: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::VNET_INTEGRATION_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn only_an_answer_decides_it() {
        statuses(
            "target/delegated-subnet",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("aws-ec2", "private", "vnet-integrated").answer("pass"), "pass"),
                (case("single-server", "private", "private-endpoint"), "absent"),
            ],
        );
    }
}
