//! A runtime server reaches private networks only from a subnet of its own.

use crate::{
    Owner, ServerAccess, Setting, Severity, Status,
    check::{Case, Check, Words, always},
    guide,
};

/// The runtime server is VNet-integrated.
pub static CHECK: Check = Check {
    id: "vnet-integrated",
    name: "runtime server",
    keys: &["runtime/vnet-integrated"],
    severity: Severity::Blocker,
    same_as: Some(Setting::RuntimeAccess),
    applies: always,
    settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What a server is that may not be used decides nothing.
fn settled(case: &Case<'_>, _: crate::Party) -> Option<Status> {
    let access = case.config.runtime.access.filter(|_| case.runtime() == Some(true))?;
    Some(if access == ServerAccess::VnetIntegrated { Status::Pass } else { Status::Fail })
}

static WORDS: Words = Words {
    title: "{Runtime} is VNet-integrated",
    fault: "{Runtime} cannot reach private networks: it is not VNet-integrated.",
    why: "Only a server in a delegated subnet dials from inside a virtual network. Note the VNet and subnet of \
          {runtime}: other steps are judged from there.",
    owner: Owner::Database,
    find: &["Runtime server → Networking: Connectivity method is Private access (VNet integration); the virtual \
             network and subnet are shown."],
    find_commands: &[
        "az postgres flexible-server show -g RUNTIME_RG -n {runtime} --query network.delegatedSubnetResourceId",
    ],
    fix: &[
        "The connectivity method is fixed when a server is created: create a runtime server with Private access (VNet \
         integration) and choose it in the migration.",
    ],
    fix_commands: &[super::CREATE],
    exposes: Some(super::EXPOSES),
    undo: &[super::AFTERWARDS],
    undo_commands: &[super::DELETE],
    aside: None,
    references: &[&guide::RUNTIME_GUIDE_ALL, &guide::RUNTIME_SERVER_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn its_connectivity_method_decides_it() {
        statuses(
            "runtime/vnet-integrated",
            &[
                (case("single-server", "private", "private-endpoint").runtime(true), "unknown"),
                (case("single-server", "private", "private-endpoint").runtime(true).answer("fail"), "fail"),
                (case("single-server", "private", "private-endpoint").mover("vnet-integrated"), "pass"),
                (case("single-server", "private", "private-endpoint").mover("public"), "fail"),
                (case("single-server", "private", "private-endpoint").mover("public").answer("pass"), "fail"),
                (case("single-server", "private", "private-endpoint").mover("vnet-integrated").answer("fail"), "fail"),
                (case("single-server", "private", "private-endpoint").mover("public").runtime(false), "unknown"),
                (case("single-server", "private", "vnet-integrated").mover("private-endpoint"), "fail"),
                (case("single-server", "public", "public").mover("public"), "absent"),
            ],
        );
    }
}
