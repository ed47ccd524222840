//! A runtime server reaches private networks only from a subnet of its own.

use crate::{
    Config, Export, HopKind, Owner, Party, ServerAccess, Setting, Severity, Status,
    check::{Case, Check, Words, always},
    guide,
    network::{Context, Fact, is_same},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// The runtime server is VNet-integrated.
pub static CHECK: Check = Check {
    id: "vnet-integrated",
    name: "runtime server",
    keys: &["runtime/vnet-integrated"],
    severity: Severity::Blocker,
    hop: HopKind::Client,
    same_as: Some(Setting::RuntimeAccess),
    applies: always,
    settled,
    words: |case, _| if is_the_target(case.config) { &ITSELF } else { &WORDS },
    variants: &[&WORDS, &ITSELF],
};

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, _: Party) -> Decided {
    if context.config.runtime.used != Some(true) {
        return Err(Undecided::new(Reason::NotSaid, "It is not known that a runtime server is used."));
    }
    let chosen = context.chosen_runtime();
    if let Some((id, shown)) = chosen.filter(|(id, _)| id.kind() != FLEXIBLE) {
        return Ok(Outcome::fail(shown).noting(format!("{} is no flexible server.", id.name())));
    }
    let chosen = context.chosen_runtime().map(|(_, shown)| shown);
    let server = context.server(Party::Runtime);
    if is_the_target(context.config) {
        let server = || server.ok().map(|it| it.origin.shows(context.network, "id", it.origin.id.text()));
        let shown = chosen.or_else(server).map(Outcome::fail);
        return shown.ok_or_else(|| Undecided::new(Reason::Missing, "No file holds the server."));
    }
    let server = server?;
    let shows = |value: &str| server.origin.shows(context.network, "network.delegatedSubnetResourceId", value);
    match &server.delegated_subnet {
        Fact::Known(subnet) => Ok(Outcome::pass(shows(subnet.text()))),
        Fact::None => Ok(Outcome::fail(shows("none"))),
        Fact::Unknown => Err(Undecided::new(
            Reason::Missing,
            format!("The files do not say which subnet {} is in.", server.origin.name()),
        )
        .needing(Export::FlexibleServer, server.origin.id.text())),
    }
}

const FLEXIBLE: &str = "microsoft.dbforpostgresql/flexibleservers";

/// Whether the target is named as its own runtime server. A flexible server's name is one in all of Azure.
///
/// Source: the Azure CLI refuses it, "Migration Runtime server is same as Target Flexible server".
pub(crate) fn is_the_target(config: &Config) -> bool {
    let names = config.name(Party::Runtime).zip(config.name(Party::Target));
    config.runtime.used == Some(true) && names.is_some_and(|(runtime, target)| is_same(runtime, target))
}

/// What a server is that may not be used decides nothing.
fn settled(case: &Case<'_>, _: Party) -> Option<Status> {
    if is_the_target(case.config) {
        return Some(Status::Fail);
    }
    let access = case.config.runtime.access.filter(|_| case.runtime() == Some(true))?;
    Some(if access == ServerAccess::VnetIntegrated { Status::Pass } else { Status::Fail })
}

static ITSELF: Words = Words {
    title: "{Runtime} is another server than {target}",
    failure: "The migration names {target} as its own runtime server, which Azure refuses.",
    why: "A runtime server stands between source and target. The migration service does not start with the target in its \
          place: it says that the migration runtime server is the same as the target.",
    verify: &["Migration wizard → Runtime server tab: the server that is chosen there."],
    verify_commands: &[super::MIGRATION],
    fix: &[
        "Where the target reaches the source itself: Migration wizard → Runtime server → Use runtime server: No. By \
         command: leave migrationRuntimeResourceId out of the properties file.",
        "Else choose another server: a VNet-integrated flexible server that reaches both.",
    ],
    fix_commands: &[],
    security_impact: None,
    undo: &[],
    undo_commands: &[],
    ..WORDS
};

static WORDS: Words = Words {
    title: "{Runtime} is VNet-integrated",
    failure: "{Runtime} cannot reach private networks: it is not VNet-integrated.",
    why: "Only a server in a delegated subnet connects from inside a virtual network. Note the VNet and subnet of \
          {runtime}: other steps are judged from there.",
    owner: Owner::Database,
    verify: &["Runtime server → Networking: Connectivity method is Private access (VNet integration); the virtual \
             network and subnet are shown."],
    verify_commands: &[
        "az postgres flexible-server show -g RUNTIME_RG -n {runtime} --query network.delegatedSubnetResourceId",
    ],
    fix: &[
        "The connectivity method is fixed when a server is created: create a runtime server with Private access (VNet \
         integration) and choose it in the migration.",
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
        Config,
        Status::{Fail, Pass, Unknown},
        Verdict, evaluate, evaluate_with, find,
        network::{
            Fact,
            testing::{all_right, config, entered, found, id, migration, via_runtime},
        },
        testing::{case, statuses},
    };

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

    const KEY: &str = "runtime/vnet-integrated";

    #[test]
    fn resources_show_its_subnet() {
        found(
            &via_runtime(),
            KEY,
            &[
                ("in one", |_| {}, Pass),
                ("in none", |it| it.servers[3].delegated_subnet = Fact::None, Fail),
                ("not said", |it| it.servers[3].delegated_subnet = Fact::Unknown, Unknown),
                ("not read", |it| _ = it.servers.pop(), Unknown),
                (
                    "no flexible server",
                    |it| {
                        let mut chosen = migration(None);
                        chosen.target = Some(id("Microsoft.DBforPostgreSQL/flexibleServers", "orders-far"));
                        chosen.runtime = Fact::Known(id("Microsoft.DBforPostgreSQL/servers", "mover"));
                        it.migrations.push(chosen);
                    },
                    Fail,
                ),
            ],
        );
    }

    #[test]
    fn the_target_is_not_its_own_runtime_server() {
        let same = ["source.name=orders-old", "target.name=orders-new", "runtime.used=true"];
        let named = config(&[&same[..], &["runtime.name=Orders-New"]].concat());
        assert_eq!(
            entered(&named, KEY, |_| {}),
            "fail: orders-new id = /subscriptions/s1/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/\
             flexibleServers/orders-new"
        );
        let mut network = all_right();
        let mut chosen = migration(None);
        chosen.runtime = chosen.target.clone().map_or(Fact::None, Fact::Known);
        network.migrations.push(chosen);
        let report = evaluate_with(&Config::default(), &find(&Config::default(), &network));
        let step = report.steps.iter().find(|it| it.key.word() == KEY).expect("the scenario has it");
        assert_eq!((report.verdict, step.status), (Verdict::Blocked, Fail));
        assert_eq!(step.evidence[0].property, "migrationInstanceResourceId");
        assert_eq!(
            step.failure().to_string(),
            "The migration names orders-new as its own runtime server, which Azure refuses."
        );
    }

    #[test]
    fn nor_between_public_servers() {
        for (runtime, verdict) in [("orders-new", Verdict::Blocked), ("mover", Verdict::Undecided)] {
            let mut entered = config(&[
                "source.kind=single-server",
                "source.access=public",
                "target.access=public",
                "target.name=orders-new",
                "runtime.used=true",
            ]);
            entered.runtime.name = Some(runtime.to_owned());
            assert_eq!(evaluate(&entered).verdict, verdict, "{runtime}");
        }
    }
}
