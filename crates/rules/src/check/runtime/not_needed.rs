//! A runtime server where none is needed is one more connection that can break.

use crate::{
    HopKind, Owner, Severity, Status,
    check::{Check, Words, always},
    guide,
};

/// No runtime server is used where none is needed. It is listed only where one is used.
pub static CHECK: Check = Check {
    id: "not-needed",
    name: "runtime server",
    keys: &["runtime/not-needed"],
    severity: Severity::Warning,
    hop: HopKind::Client,
    same_as: None,
    applies: always,
    settled: |_, _| Some(Status::Fail),
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

static WORDS: Words = Words {
    title: "No runtime server stands between {source} and {target} without need",
    failure: "A runtime server is used although {target} can reach {source} without one.",
    why: "With this target the guides need no runtime server: the target connects to the source itself. With one, a second \
          connection, from the runtime server to the target, must work too.",
    owner: Owner::Database,
    verify: &["Migration wizard → Runtime server tab → Use runtime server."],
    verify_commands: &[super::MIGRATION],
    fix: &["Migration wizard → Runtime server tab → Use runtime server: No. By command: leave \
            migrationRuntimeResourceId out of the properties file."],
    fix_commands: &[],
    security_impact: None,
    undo: &[],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::RUNTIME_SERVER_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn warns_only_where_one_is_used() {
        statuses(
            "runtime/not-needed",
            &[
                (case("single-server", "private", "vnet-integrated").runtime(true), "fail"),
                (case("single-server", "private", "vnet-integrated").runtime(false), "absent"),
                (case("single-server", "private", "vnet-integrated"), "absent"),
                (case("single-server", "public", "public").runtime(true), "fail"),
                (case("single-server", "private", "private-endpoint").runtime(true), "absent"),
            ],
        );
    }
}
