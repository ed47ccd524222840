//! Between two private endpoints the migration needs a server that can reach both.

use crate::{
    HopKind, Owner, Party, Setting, Severity, Status,
    check::{Check, Words, always},
    guide,
    network::{Context, Fact, Server, ServerKind, with_more},
    outcome::{Decided, Reason, Undecided},
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

/// More servers than that are no choice that a person would read.
const MOST: usize = 3;

/// Which servers in the files could be the runtime server: whether one is used, only a person says.
///
/// Source: "Migration runtime server" (2025-07-21): a flexible server with private access, no smaller than the target.
pub(crate) fn evidence(context: &Context<'_>, _: Party) -> Option<Decided> {
    if context.config.runtime.used == Some(true) {
        return None;
    }
    let ends = [Party::Source, Party::Target].map(|it| context.server(it).ok().map(|it| &it.origin.id));
    // The ids are compared last, because a tenant has thousands of servers.
    let could_be = |it: &&Server| {
        let is_integrated = it.kind == ServerKind::Flexible && matches!(it.delegated_subnet, Fact::Known(_));
        is_integrated && !ends.contains(&Some(&it.origin.id))
    };
    let all: Vec<&Server> = context.network.servers.iter().filter(could_be).collect();
    let first = all.first()?.origin.id.name();
    let names: Vec<&str> = all.iter().take(MOST).map(|it| it.origin.id.name()).collect();
    let names = with_more(&names, all.len() - names.len());
    let verb = if all.len() == 1 { "is" } else { "are" };
    Some(Err(Undecided::new(
        Reason::NotSaid,
        format!(
            "In the files {names} {verb} VNet-integrated, as a runtime server has to be. Name one as the runtime server \
             (--runtime {first}) to see whether it reaches both. It has to be no smaller than the target."
        ),
    )))
}

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
    use crate::{
        network::{
            Fact,
            testing::{config, shown},
        },
        testing::{case, statuses},
    };

    #[test]
    fn servers_that_could_be_it_are_named() {
        let settings = config(&["source.name=orders-old", "target.name=orders-far", "runtime.used=false"]);
        let (_, note) = shown(&settings, "runtime/required", |it| {
            it.servers[1].delegated_subnet = Fact::None;
        });
        assert!(
            note.starts_with("In the files mover is VNet-integrated") && note.contains("--runtime mover"),
            "{note}"
        );
        let (_, both) = shown(&settings, "runtime/required", |_| {});
        assert!(["mover", "orders-new"].iter().all(|it| both.contains(it)) && !both.contains("orders-far"), "{both}");
    }

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
