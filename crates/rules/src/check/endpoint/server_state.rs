//! A server that does not run opens no connection and answers none.

use crate::{
    Export, HopKind, Owner, Party, Severity, SourceAccess, SourceKind,
    check::{Case, Check, Words, access::pooler::POOLER_PORT, always, never_settled},
    guide,
    network::{Context, Server, ServerKind, clouds, is_role, parties::virtual_machine},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// The server is in state Ready.
pub static CHECK: Check = Check {
    id: "server-state",
    name: "server state",
    keys: &["source/server-state", "target/server-state", "runtime/server-state"],
    severity: Severity::Blocker,
    hop: HopKind::Server,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&FLEXIBLE, &SINGLE, &LOCKED, &DROPPING, &MACHINE, &CLOUD, &OTHER_ENGINE],
};

/// What resources show of it.
///
/// Source: `ServerState` of Microsoft.DBforPostgreSQL 2026-10-01 (flexible server: Ready, Dropping, Disabled, Starting,
/// Stopping, Stopped, Updating, Restarting, Inaccessible, Provisioning) and 2017-12-01 (single server: Ready, Dropping,
/// Disabled, Inaccessible). A word that is none of these decides nothing.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Option<Decided> {
    match context.config.source.kind.filter(|_| party == Party::Source) {
        Some(SourceKind::AzureVm) => of_machine(context),
        Some(kind) if is_in_a_cloud(kind) => clouds::runs(context),
        _ => Some(of_server(context, party)),
    }
}

/// What is said of a server that Azure has disabled.
const DISABLED: &str = "Azure has disabled it, and no command enables it again: Resource health and the Activity log say why, and \
                        Azure support can bring it back.";

/// What is said of one whose data cannot be read.
const NO_KEY: &str = "The key that its data is encrypted with cannot be used, and no command starts it before it can.";

/// Whether a source of this kind is in another cloud, whose own list says whether it runs.
const fn is_in_a_cloud(kind: SourceKind) -> bool {
    use SourceKind::{AwsAurora, AwsEc2, AwsRds, GcpAlloydb, GcpCloudSql, GcpCompute};
    matches!(kind, AwsRds | AwsAurora | AwsEc2 | GcpCloudSql | GcpAlloydb | GcpCompute)
}

/// Whether a virtual machine runs; nothing where the files do not say it, as few exports do.
///
/// Source: "States and billing status of Azure Virtual Machines" (2024-08): creating, starting, running, stopping, stopped,
/// deallocating, deallocated.
fn of_machine(context: &Context<'_>) -> Option<Decided> {
    let machine = virtual_machine(context.config, context.network)?;
    let name = machine.origin.name();
    let shown = |it: &String| machine.origin.shows(context.network, "powerState", it.as_str());
    let evidence = machine.power.iter().map(shown);
    Some(match machine.power.as_slice() {
        [] => return None,
        [power] => match power.as_str() {
            "running" => Outcome::passed_by(evidence),
            "stopped" | "deallocated" => Outcome::failed_by(evidence),
            "creating" | "starting" | "stopping" | "deallocating" => Err(Undecided::new(
                Reason::Changing,
                format!("{name} is changing its state: wait, then export it again."),
            )
            .showing(evidence)
            .needing(Export::Machine, machine.origin.id.text())),
            _ => Err(Undecided::new(Reason::NotRead, format!("{power} is no power state that pgreach knows."))
                .showing(evidence)),
        },
        _ => Err(Undecided::new(
            Reason::Contradiction,
            format!("The files hold several power states of {name}: export it again."),
        )
        .showing(evidence)
        .needing(Export::Machine, machine.origin.id.text())),
    })
}

fn of_server(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    let name = server.origin.name();
    let (property, export) = match server.kind {
        ServerKind::Single => ("userVisibleState", Export::SingleServer),
        ServerKind::Flexible => ("state", Export::FlexibleServer),
    };
    let id = server.origin.id.text();
    let Some(state) = server.state.as_deref() else {
        return Err(
            Undecided::new(Reason::Missing, format!("The state of {name} is not in the files.")).needing(export, id)
        );
    };
    let evidence = vec![server.origin.shows(context.network, property, state)];
    if let Some(open) = of_no_known_kind(context, server).filter(|_| party != Party::Source) {
        return Err(open.showing(evidence));
    }
    match state.to_ascii_lowercase().as_str() {
        "ready" => {
            if let Some(open) = contradiction(context, server, party) {
                return Err(open.showing(evidence));
            }
            match pooler(context, server, party) {
                Some(found) => found.map(|it| it.showing(evidence)),
                None => Outcome::passed_by(evidence),
            }
        }
        "stopped" => Outcome::failed_by(evidence),
        "disabled" => Outcome::failed_by(evidence).map(|it| it.noting(DISABLED)),
        "inaccessible" => Outcome::failed_by(evidence).map(|it| it.noting(NO_KEY)),
        "dropping" => Outcome::failed_by(evidence).map(|it| it.noting("It is being deleted, which no command stops.")),
        "starting" | "stopping" | "updating" | "restarting" | "provisioning" => {
            let open =
                Undecided::new(Reason::Changing, format!("{name} is changing its state: wait, then export it again."));
            Err(open.showing(evidence).needing(export, id))
        }
        _ => Err(Undecided::new(Reason::NotRead, format!("{state} is no state that pgreach knows.")).showing(evidence)),
    }
}

/// Why the state of a server is not enough: the files say what Azure does not allow of it, so they are of two days, or what no
/// document speaks of.
fn contradiction(context: &Context<'_>, server: &Server, party: Party) -> Option<Undecided> {
    if party == Party::Runtime && server.cluster_size.is_some() {
        let name = server.origin.name();
        let reason = format!("{name} is an elastic cluster: no document says that one can be a runtime server.");
        let open = Undecided::new(Reason::Undocumented, reason);
        return Some(open.needing(Export::FlexibleServer, server.origin.id.text()));
    }
    let id = server.delegated_subnet.known()?;
    // Of a target that must reach a private address, a step of its own judges the delegation.
    let source = &context.config.source;
    let has_own_step = !source.access.is_some_and(SourceAccess::is_public) || source.private_endpoint == Some(true);
    let is_delegated = (party != Party::Target || !has_own_step).then_some(true);
    context.misplaced(&server.origin, server.location.as_ref(), context.side(id).ok()?, is_delegated)
}

/// Whether anything listens on the port of a flexible server's pooler, where that is what is connected to.
///
/// Source: "`PgBouncer` in Azure Database for PostgreSQL": it is off until `pgbouncer.enabled` is set, and the Burstable tier has
/// none.
fn pooler(context: &Context<'_>, server: &Server, party: Party) -> Option<Decided> {
    if server.kind != ServerKind::Flexible || context.port(party) != POOLER_PORT {
        return None;
    }
    let name = server.origin.name();
    if server.tier.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("Burstable")) {
        let shown = server.origin.shows(context.network, "sku.tier", "Burstable");
        return Some(Ok(
            Outcome::fail(shown).noting(format!("{name} has no PgBouncer: nothing listens on port {POOLER_PORT}."))
        ));
    }
    let reason =
        format!("PgBouncer of {name} listens on {POOLER_PORT} only where it was switched on, which no file says.");
    Some(Err(Undecided::new(Reason::Outside, reason)))
}

/// Why it is not known whether a server takes what is copied into it: its role, or a cluster that says no size.
fn of_no_known_kind(context: &Context<'_>, server: &Server) -> Option<Undecided> {
    let name = server.origin.name();
    if server.cluster_size == Some(Server::UNSIZED) {
        let words = format!("{name} has a cluster, and the files do not say how large: it may be an elastic cluster.");
        let open = Undecided::new(Reason::Missing, words);
        return Some(open.needing(Export::FlexibleServer, server.origin.id.text()));
    }
    let role = server.replication_role.as_deref().filter(|it| !is_role(it))?;
    let shown = server.origin.shows(context.network, "replicationRole", role);
    Some(Undecided::new(Reason::NotRead, format!("{role} is no role that pgreach knows.")).showing([shown]))
}

/// What is to be done depends on the state.
fn words(case: &Case<'_>, party: Party) -> &'static Words {
    let shown = case.found(&CHECK, party).and_then(|it| it.evidence.first());
    if party == Party::Source && case.config.source.kind.is_some_and(is_in_a_cloud) {
        let failed = case.failed_by(&CHECK, party);
        let is_of_engine = failed.is_some_and(|it| ["Engine", "databaseVersion"].contains(&it.property.as_str()));
        return if is_of_engine { &OTHER_ENGINE } else { &CLOUD };
    }
    let is_source = |kind| party == Party::Source && case.config.source.kind == Some(kind);
    match shown.map(|it| it.value.to_ascii_lowercase()).as_deref() {
        Some("dropping") => &DROPPING,
        Some("inaccessible" | "disabled") => &LOCKED,
        _ if is_source(SourceKind::SingleServer) => &SINGLE,
        _ if is_source(SourceKind::AzureVm) => &MACHINE,
        _ => &FLEXIBLE,
    }
}

/// Where any kind of server says its state.
const ANY_STATE: &str = "{Destination} → Overview: Ready, or Available.";

static FLEXIBLE: Words = Words {
    title: "{Destination} is running",
    failure: "{Destination} is not running.",
    why: "A server that is stopped opens no connection and answers none, whatever the network allows. The copy itself \
          runs on {client}.",
    owner: Owner::Database,
    verify: &["{Destination} (flexible server) → Overview: its state is Ready."],
    verify_commands: &["az postgres flexible-server show -g {DESTINATION}_RG -n {destination} --query state"],
    fix: &["Overview → Start. It takes some minutes."],
    fix_commands: &["az postgres flexible-server start -g {DESTINATION}_RG -n {destination}"],
    security_impact: Some("A server that runs costs money, and answers to everyone whom it admits."),
    undo: &["Overview → Stop, if it was started for the migration only."],
    undo_commands: &["az postgres flexible-server stop -g {DESTINATION}_RG -n {destination}"],
    not_applicable_label: None,
    references: &[&guide::STOP_START_ALL],
};

static SINGLE: Words = Words {
    verify: &["{Destination} (single server) → Overview: its state is Ready (Available)."],
    verify_commands: &[
        "az rest --method get --url SOURCE_ID --uri-parameters api-version=2017-12-01 --query properties.userVisibleState",
    ],
    fix: &[
        "Single server → Resource health and Activity log say why. A retired server comes back through Azure support.",
    ],
    fix_commands: &[],
    security_impact: None,
    undo: &[],
    undo_commands: &[],
    references: &[&guide::SINGLE_CONNECTIVITY_ALL],
    ..FLEXIBLE
};

/// Source: the enumeration's own words, "Server isn't accessible, because the key provided to encrypt and decrypt the data
/// is in invalid state" (Microsoft.DBforPostgreSQL 2026-10-01, `ServerState`).
static LOCKED: Words = Words {
    verify: &[ANY_STATE],
    fix: &[
        "Inaccessible: Data encryption → the key: enable it again, and give the server's identity access to it again. The \
         server then comes back by itself.",
        "Disabled: Resource health and Activity log say why; a retired single server comes back through Azure support.",
    ],
    verify_commands: &["az resource show --ids {DESTINATION}_ID --query properties"],
    fix_commands: &[],
    security_impact: None,
    undo: &[],
    undo_commands: &[],
    ..FLEXIBLE
};

static MACHINE: Words = Words {
    verify: &["{Destination} (virtual machine) → Overview: its status is Running."],
    verify_commands: &["az vm show -d -g {DESTINATION}_RG -n {destination} --query powerState"],
    fix: &["Virtual machine → Overview → Start. PostgreSQL on it must start too."],
    fix_commands: &["az vm start -g {DESTINATION}_RG -n {destination}"],
    security_impact: Some("A machine that runs costs money, and answers to everyone whom it admits."),
    undo: &["Virtual machine → Overview → Stop, if it was started for the migration only."],
    undo_commands: &["az vm deallocate -g {DESTINATION}_RG -n {destination}"],
    references: &[&guide::VIRTUAL_MACHINE],
    ..FLEXIBLE
};

static CLOUD: Words = Words {
    title: "{Destination} is running, and is PostgreSQL",
    owner: Owner::OtherCloud,
    verify: &[
        "The console of the other cloud → {destination}: it is available or running, and its engine is PostgreSQL.",
    ],
    verify_commands: &["psql -h {source_host} -p {port} -U SOURCE_USER -d DATABASE -c 'SHOW server_version'"],
    fix: &["Start it there. It takes some minutes."],
    fix_commands: &[],
    undo: &["Stop it there, if it was started for the migration only."],
    undo_commands: &[],
    references: &[&guide::OTHER_CLOUD],
    ..FLEXIBLE
};

static OTHER_ENGINE: Words = Words {
    failure: "{Destination} is not PostgreSQL.",
    why: "The migration service copies from PostgreSQL alone. The copy itself runs on {client}.",
    fix: &["Choose the PostgreSQL server that is meant."],
    security_impact: None,
    undo: &[],
    ..CLOUD
};

static DROPPING: Words = Words {
    verify: &[ANY_STATE],
    failure: "{Destination} is being deleted.",
    fix: &["Choose another server, or restore this one from its backup under another name."],
    fix_commands: &[],
    security_impact: None,
    undo: &[],
    undo_commands: &[],
    verify_commands: &["az resource show --ids {DESTINATION}_ID --query properties"],
    ..FLEXIBLE
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        StepKey, Verdict, evaluate_with, find,
        network::{
            Fact, Machine, Network, Server,
            testing::{all_right, direct, entered, found, from_machine, machine, origin, via_runtime},
        },
        testing::{case, statuses},
    };

    fn set(network: &mut Network, name: &str, state: Option<&str>) {
        let server = network.servers.iter_mut().find(|it| it.origin.id.name() == name).expect("a server");
        server.state = state.map(str::to_owned);
    }

    #[test]
    fn only_a_server_that_is_ready_runs() {
        found(
            &direct(),
            "target/server-state",
            &[
                ("ready", |_| {}, Pass),
                ("in another case", |it| set(it, "orders-new", Some("ready")), Pass),
                ("stopped", |it| set(it, "orders-new", Some("Stopped")), Fail),
                ("disabled", |it| set(it, "orders-new", Some("Disabled")), Fail),
                ("being deleted", |it| set(it, "orders-new", Some("Dropping")), Fail),
                ("without its key", |it| set(it, "orders-new", Some("Inaccessible")), Fail),
                ("starting", |it| set(it, "orders-new", Some("Starting")), Unknown),
                ("stopping", |it| set(it, "orders-new", Some("Stopping")), Unknown),
                ("updating", |it| set(it, "orders-new", Some("Updating")), Unknown),
                ("restarting", |it| set(it, "orders-new", Some("Restarting")), Unknown),
                ("being made", |it| set(it, "orders-new", Some("Provisioning")), Unknown),
                ("in a state of tomorrow", |it| set(it, "orders-new", Some("Dreaming")), Unknown),
                ("in no state", |it| set(it, "orders-new", None), Unknown),
                ("a primary", |it| it.servers[1].replication_role = Some("Primary".to_owned()), Pass),
                ("in a role of tomorrow", |it| it.servers[1].replication_role = Some("Foo".to_owned()), Unknown),
                ("a cluster of no size", |it| it.servers[1].cluster_size = Some(Server::UNSIZED), Unknown),
                ("another server is stopped", |it| set(it, "mover", Some("Stopped")), Pass),
                ("no file holds it", |it| it.servers.clear(), Unknown),
            ],
        );
        found(
            &direct(),
            "source/server-state",
            &[
                ("ready", |_| {}, Pass),
                ("disabled", |it| set(it, "orders-old", Some("Disabled")), Fail),
                ("without its key", |it| set(it, "orders-old", Some("Inaccessible")), Fail),
            ],
        );
        found(
            &via_runtime(),
            "runtime/server-state",
            &[
                ("ready", |_| {}, Pass),
                ("stopped", |it| set(it, "mover", Some("Stopped")), Fail),
                ("updating", |it| set(it, "mover", Some("Updating")), Unknown),
            ],
        );
        assert_eq!(
            entered(&direct(), "source/server-state", |it| set(it, "orders-old", None)),
            "unknown:  | The state of orders-old is not in the files. | needs the single server orders-old"
        );
    }

    #[test]
    fn a_machine_answers_only_while_it_runs() {
        fn powered(network: &mut Network, power: &[&str]) {
            machine(network);
            let origin = origin("Microsoft.Compute/virtualMachines", "db-vm");
            let power = power.iter().map(|it| (*it).to_owned()).collect();
            network.machines.push(Machine { origin, power, nics: Fact::Unknown });
        }
        found(
            &from_machine(),
            "source/server-state",
            &[
                ("running", |it| powered(it, &["running"]), Pass),
                ("stopped", |it| powered(it, &["stopped"]), Fail),
                ("deallocated", |it| powered(it, &["deallocated"]), Fail),
                ("starting", |it| powered(it, &["starting"]), Unknown),
                ("deallocating", |it| powered(it, &["deallocating"]), Unknown),
                ("in a state of tomorrow", |it| powered(it, &["dreaming"]), Unknown),
                ("two files differ", |it| powered(it, &["deallocated", "running"]), Unknown),
                (
                    "its network interface was not read",
                    |it| {
                        powered(it, &["deallocated"]);
                        it.nics.clear();
                    },
                    Fail,
                ),
            ],
        );
        let key = StepKey::parse("source/server-state").expect("a step");
        let finds = |power: &[&str]| {
            let mut network = all_right();
            powered(&mut network, power);
            find(&from_machine(), &network).steps.get(&key).is_some()
        };
        assert!(finds(&["running"]) && !finds(&[]), "few exports say it, so no export is asked for");
        let mut network = all_right();
        powered(&mut network, &["deallocated"]);
        let mut config = from_machine();
        config.set("answers.source/server-state", "pass").expect("an answer");
        assert_eq!(evaluate_with(&config, &find(&config, &network)).verdict, Verdict::Blocked);
    }

    #[test]
    fn nobody_is_asked_for_it() {
        statuses(
            "target/server-state",
            &[
                (case("single-server", "private", "vnet-integrated"), "absent"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
            ],
        );
        statuses(
            "source/server-state",
            &[
                (case("single-server", "public", "public").answer("pass"), "pass"),
                (case("on-premises", "private", "vnet-integrated").answer("fail"), "absent"),
            ],
        );
        statuses(
            "runtime/server-state",
            &[
                (case("single-server", "private", "private-endpoint").answer("fail"), "absent"),
                (case("single-server", "private", "private-endpoint").runtime(true).answer("fail"), "fail"),
            ],
        );
    }
}
