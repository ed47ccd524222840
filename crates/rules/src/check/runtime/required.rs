//! Between two private endpoints the migration needs a server that can reach both.

use crate::{
    HopKind, Owner, Setting, Severity, Status,
    check::{Check, Words, always},
    guide,
};

/// The migration uses a runtime server.
pub static CHECK: Check = Check {
    id: "required",
    name: "runtime server",
    keys: &["runtime/required"],
    severity: Severity::Blocker,
    hop: HopKind::Client,
    same_as: Some(Setting::RuntimeUsed),
    applies: always,
    settled: |case, _| case.runtime().map(|used| if used { Status::Pass } else { Status::Fail }),
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

static WORDS: Words = Words {
    title: "The migration uses a runtime server",
    failure: "The migration needs a runtime server: a target behind a private endpoint cannot reach {source} by itself.",
    why: "A private endpoint only lets connections in. The target has no address of its own in a virtual network, so a \
          third server, a VNet-integrated flexible server, pulls from the source and pushes to the target. This serves \
          on-premises, Azure VM and AWS sources too.",
    owner: Owner::Database,
    verify: &["Migration wizard → Runtime server tab: Use runtime server is Yes."],
    verify_commands: &[super::MIGRATION],
    fix: &[
        "Create a flexible server with private access (VNet integration) in a VNet that can reach both endpoints; make \
         it no smaller than the target. High availability and backups do not matter.",
        "Migration wizard → Runtime server → Use runtime server: Yes, then choose it. By command: \
         migrationRuntimeResourceId in the properties file (Azure CLI 2.62.0 or later).",
    ],
    fix_commands: &[super::CREATE],
    security_impact: Some(super::EXPOSES),
    undo: &[super::AFTERWARDS],
    undo_commands: &[super::DELETE],
    not_applicable_label: None,
    references: &[&guide::RUNTIME_GUIDE_ALL, &guide::RUNTIME_SERVER_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn the_setting_decides_it() {
        statuses(
            "runtime/required",
            &[
                (case("single-server", "private", "private-endpoint"), "unknown"),
                (case("single-server", "private", "private-endpoint").runtime(true), "pass"),
                (case("single-server", "private", "private-endpoint").runtime(false), "fail"),
                (case("single-server", "private", "private-endpoint").runtime(false).answer("pass"), "fail"),
                (case("single-server", "private", "private-endpoint").runtime(true).answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated").runtime(true), "absent"),
            ],
        );
    }
}
