//! A server in private access answers only at an approved private endpoint.

use crate::{
    Evidence, Export, HopKind, Owner, Party, Severity, SourceAccess, SourceKind, Status,
    check::{Case, Check, Words, endpoint_source},
    guide,
    network::{Context, EndpointConnection, Origin, PrivateEndpoint, Server, ServerKind, is, listed},
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// The server has an approved private endpoint.
pub static CHECK: Check = Check {
    id: "private-endpoint",
    name: "private endpoint",
    keys: &["source/private-endpoint", "target/private-endpoint"],
    severity: Severity::Blocker,
    hop: HopKind::Endpoint,
    same_as: None,
    applies: endpoint_source,
    settled,
    words,
    variants: &[
        &SOURCE,
        &SOURCE_PENDING,
        &SOURCE_OVER,
        &FLEXIBLE_SOURCE,
        &FLEXIBLE_SOURCE_PENDING,
        &FLEXIBLE_SOURCE_OVER,
        &TARGET,
        &TARGET_PENDING,
        &TARGET_OVER,
    ],
};

/// What resources show of it.
///
/// Source: "What is a private endpoint?" (2023-08): only Approved carries traffic; the owner of the server decides, and
/// what the endpoint says of itself is informative.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    let connections = &server.endpoint_connections;
    let approved = connections.items.iter().filter(|it| is(it.status.as_deref(), "Approved"));
    let seen = match context.endpoint(server) {
        Ok(endpoint) => context.endpoint_status(server, endpoint).map(|it| (Some(endpoint), it)),
        // The server says enough of an endpoint that no file holds.
        Err(_) => approved.map(|it| (None, shown(context, it))).next(),
    };
    let unknown_to_server = seen.as_ref().and_then(|(endpoint, _)| *endpoint).filter(|endpoint| {
        connections.complete && connections.items.iter().all(|it| it.endpoint.as_ref() != Some(&endpoint.origin.id))
    });
    if let Some(endpoint) = unknown_to_server {
        // The server has let go of it, and it says the same.
        if let Some((_, own)) = own_status(context, server, endpoint).filter(|(it, _)| is(Some(it), "Disconnected"))
            && context.endpoints(server).len() == 1
            && connections.items.is_empty()
        {
            let none = server.origin.shows(context.network, "privateEndpointConnections", "none");
            return Ok(Outcome::fail([own, none]).noting(DISCONNECTED));
        }
        let (name, server) = (endpoint.origin.name(), server.origin.name());
        return Err(Undecided::new(
            Reason::Contradiction,
            format!("{name} says that it leads to {server}, which does not list it."),
        ));
    }
    let count = context.endpoints(server).len();
    let others = seen.as_ref().and_then(|(endpoint, _)| *endpoint).filter(|_| 1 < count).map(|it| {
        format!("{count} private endpoints lead to {}: {} was judged.", server.origin.name(), it.origin.name())
    });
    let Some((endpoint, (status, evidence))) = seen else {
        return none(context, server);
    };
    if is(Some(status), "Approved") {
        // "Private Link for Azure Database for PostgreSQL" (single server, 2023-06-24): General Purpose and Memory Optimized.
        if is(server.tier.as_deref(), "Basic") {
            let name = server.origin.name();
            let tier = server.origin.shows(context.network, "sku.tier", "Basic");
            let open = Undecided::new(
                Reason::Contradiction,
                format!("{name} is of the tier Basic, which has no private endpoints: export it again."),
            );
            return Err(open.showing([tier, evidence]).needing(Export::SingleServer, server.origin.id.text()));
        }
        if server.kind == ServerKind::Single && server.tier.is_none() {
            let name = server.origin.name();
            let open = Undecided::new(
                Reason::Missing,
                format!("The tier of {name} is not in the files, and Basic has no private endpoints."),
            );
            return Err(open.showing([evidence]).needing(Export::SingleServer, server.origin.id.text()));
        }
        let evidence = agreed(context, server, endpoint, evidence)?;
        let found = group(context, server, endpoint, evidence)?.noting_any(others);
        return if found.is_pass() { provisioned(context, server, endpoint, found) } else { Ok(found) };
    }
    let own = endpoint.and_then(|it| own_status(context, server, it));
    if let Some((_, own)) = own.filter(|(it, _)| is(Some(it), "Approved")) {
        let words = format!(
            "{} says {status}, and the endpoint itself Approved: export both again, for one of the two is old.",
            server.origin.name()
        );
        let open = Undecided::new(Reason::Contradiction, words).showing([evidence, own]);
        return Err(open.needing(Export::EndpointConnections, server.origin.id.text()));
    }
    let note = match status.to_ascii_lowercase().as_str() {
        "pending" => "The owner of the server has to approve it.",
        "rejected" => "The owner of the server rejected it: delete it and make a new one.",
        "disconnected" => DISCONNECTED,
        _ => {
            let words = format!("{status} is no state of a private endpoint that pgreach knows.");
            return Err(Undecided::new(Reason::NotRead, words).showing([evidence]));
        }
    };
    if connections.complete {
        return Ok(Outcome::fail(evidence).noting(note).noting_any(others));
    }
    Err(unlisted(server).showing([evidence]).noting(format!("The one that is in them is {status}. {note}")))
}

const DISCONNECTED: &str = "The server no longer knows it: delete it and make a new one.";

fn shown<'a>(context: &Context<'_>, it: &'a EndpointConnection) -> (&'a str, Evidence) {
    let status = it.status.as_deref().unwrap_or_default();
    (status, it.origin.shows(context.network, "privateLinkServiceConnectionState.status", status))
}

/// What shows that the server lets this endpoint in, where both of its sides were read and say the same. What the endpoint
/// says by itself proves nothing, as the server decides; and where the endpoint says something else, one of the two is old.
///
/// Source: "What is a private endpoint?" (2023-08-02), states of the connection: both sides show one state.
fn agreed(
    context: &Context<'_>,
    server: &Server,
    endpoint: Option<&PrivateEndpoint>,
    shown: Evidence,
) -> Decided<Evidence> {
    // One that no file holds was found at the server.
    let Some(endpoint) = endpoint else { return Ok(shown) };
    let (name, server_name) = (endpoint.origin.name(), server.origin.name());
    let is_this = |it: &&EndpointConnection| it.endpoint.as_ref() == Some(&endpoint.origin.id);
    let at_server = server.endpoint_connections.items.iter().find(is_this);
    if at_server.is_none_or(|it| it.status.is_none()) {
        let reason = format!("The files do not say whether {server_name} itself has approved {name}, which says so.");
        return Err(Undecided::new(Reason::Missing, reason)
            .showing([shown])
            .needing(Export::EndpointConnections, server.origin.id.text()));
    }
    match own_status(context, server, endpoint) {
        Some((theirs, _)) if is(Some(theirs), "Approved") => Ok(shown),
        Some((theirs, own)) => Err(Undecided::new(Reason::Missing, format!(
            "{server_name} says Approved, and the endpoint itself {theirs}: export both again, for one of the two is old."
        ))
        .showing([shown, own])
        .needing(Export::EndpointConnections, server.origin.id.text())),
        None => {
            let reason = format!("The files do not say what {name} itself says of its connection to {server_name}.");
            Err(Undecided::new(Reason::Missing, reason).showing([shown]).needing(Export::PrivateEndpoint, endpoint.origin.id.text()))
        }
    }
}

/// What a private endpoint says of its own state.
fn own_status<'a>(
    context: &Context<'_>,
    server: &Server,
    endpoint: &'a PrivateEndpoint,
) -> Option<(&'a str, Evidence)> {
    let service = endpoint.services.iter().find(|it| it.service.as_ref() == Some(&server.origin.id))?;
    let status = service.status.as_deref()?;
    Some((status, endpoint.origin.shows(context.network, "privateLinkServiceConnectionState.status", status)))
}

/// What never becomes Approved again.
fn is_over(status: &str) -> bool {
    is(Some(status), "Disconnected") || is(Some(status), "Rejected")
}

/// What is found, where the last changes of both sides are done.
fn provisioned(context: &Context<'_>, server: &Server, endpoint: Option<&PrivateEndpoint>, found: Outcome) -> Decided {
    if let Some(it) = endpoint.filter(|_| found.is_pass())
        && let Some(side) = it.subnet.as_ref().and_then(|it| context.side(it).ok())
        && let Some(open) = context.misplaced(&it.origin, it.location.as_ref(), side, Some(false))
    {
        return Err(open.showing(found.into_evidence()));
    }
    let found = match endpoint {
        Some(it) => {
            let again = (Export::PrivateEndpoint, &it.origin.id);
            context.provisioned(&it.origin, &it.provisioning, again, found)?
        }
        None => found,
    };
    let is_this = |it: &&EndpointConnection| match endpoint {
        Some(endpoint) => it.endpoint.as_ref() == Some(&endpoint.origin.id),
        None => is(it.status.as_deref(), "Approved"),
    };
    match server.endpoint_connections.items.iter().find(is_this) {
        Some(it) if found.is_pass() => {
            let again = (Export::EndpointConnections, &server.origin.id);
            context.provisioned(&it.origin, &it.provisioning, again, found)
        }
        _ => Ok(found),
    }
}

fn none(context: &Context<'_>, server: &Server) -> Decided {
    let connections = &server.endpoint_connections;
    let states: Option<Vec<&str>> = connections.items.iter().map(|it| it.status.as_deref()).collect();
    match states.filter(|_| connections.complete && context.endpoints(server).is_empty()) {
        Some(states) => {
            let evidence = server.origin.shows(context.network, "privateEndpointConnections", listed(states));
            Ok(Outcome::fail(evidence))
        }
        None => Err(unlisted(server)),
    }
}

fn unlisted(server: &Server) -> Undecided {
    Undecided::new(
        Reason::Missing,
        format!(
            "The files may not hold every private endpoint connection of {}, or not their states.",
            server.origin.name()
        ),
    )
    .needing(Export::EndpointConnections, server.origin.id.text())
}

/// An approved endpoint leads to the database only if it was made for it. No server of PostgreSQL offers anything else,
/// so a group that is not named is that one.
///
/// Source: "Azure Private Endpoint private DNS zone values" (2023-10): sub-resource postgresqlServer.
fn group(context: &Context<'_>, server: &Server, endpoint: Option<&PrivateEndpoint>, status: Evidence) -> Decided {
    const GROUP: &str = "postgresqlServer";
    let is_this = |it: &&EndpointConnection| match endpoint {
        Some(endpoint) => it.endpoint.as_ref() == Some(&endpoint.origin.id),
        None => Some(it.origin.id.text()) == status.id.as_deref(),
    };
    let at_server = server.endpoint_connections.items.iter().find(is_this).map(|it| (&it.origin, &it.groups));
    let at_endpoint = endpoint.and_then(|endpoint| {
        let service = endpoint.services.iter().find(|it| it.service.as_ref() == Some(&server.origin.id))?;
        Some((&endpoint.origin, &service.groups))
    });
    let known = || at_server.into_iter().chain(at_endpoint).filter_map(|(it, groups)| Some((it, groups.known()?)));
    let named = || known().filter(|(_, groups)| !groups.is_empty());
    let is_for_it = |groups: &[String]| groups.iter().any(|it| it.eq_ignore_ascii_case(GROUP));
    let shows =
        |(origin, groups): (&Origin, &Vec<String>)| origin.shows(context.network, "groupIds", groups.join(", "));
    if let Some(other) = named().find(|(_, groups)| !is_for_it(groups)) {
        return Outcome::failed_by([shows(other), status])
            .noting(format!("It was made for another sub-resource than {GROUP}."));
    }
    match named().next() {
        Some(named) => Outcome::passed_by([status, shows(named)]),
        // A single server's own list leaves them out; an endpoint always says what it was made for.
        None if at_endpoint.is_some_and(|(_, groups)| groups.known().is_some()) => {
            let reason = "The endpoint says that it was made for no sub-resource: export it again.";
            Err(Undecided::new(Reason::Contradiction, reason).showing([status]))
        }
        None => Outcome::passed_by([status])
            .noting(format!("Its sub-resource is not in the files; a PostgreSQL server offers {GROUP} only.")),
    }
}

/// "It has one" says nothing of its state; "it has none" says all.
fn settled(case: &Case<'_>, party: Party) -> Option<Status> {
    let source = &case.config.source;
    let is_flexible = source.kind == Some(SourceKind::FlexibleServer);
    let has_none =
        if is_flexible { source.access == Some(SourceAccess::None) } else { case.is_entered_without_endpoint() };
    (party == Party::Source && has_none).then_some(Status::Fail)
}

/// What is to be done depends on the state of the connection.
fn words(case: &Case<'_>, party: Party) -> &'static Words {
    let shown = case.found(&CHECK, party);
    let is_state = |it: &&Evidence| it.property == "privateLinkServiceConnectionState.status";
    let status = shown.and_then(|it| it.evidence.iter().find(is_state)).map(|it| it.value.as_str());
    let (plain, pending, over) = match (party, case.config.source.kind) {
        (Party::Source, Some(SourceKind::FlexibleServer)) => {
            (&FLEXIBLE_SOURCE, &FLEXIBLE_SOURCE_PENDING, &FLEXIBLE_SOURCE_OVER)
        }
        (Party::Source, _) => (&SOURCE, &SOURCE_PENDING, &SOURCE_OVER),
        (Party::Target | Party::Runtime, _) => (&TARGET, &TARGET_PENDING, &TARGET_OVER),
    };
    match status {
        it if is(it, "Pending") => pending,
        Some(it) if is_over(it) => over,
        _ => plain,
    }
}

/// A connection that waits for the server's owner. Another endpoint would wait as well.
///
/// Source: "Approve private endpoint connections" (2025-01-29).
const fn pending(of: &Words) -> Words {
    Words {
        failure: "{Destination} cannot be reached: its private endpoint connection waits for approval.",
        fix: &[
            "{Destination} → Networking (single server: Private endpoint connections) → the connection that waits → Approve.",
        ],
        fix_commands: &[
            "az network private-endpoint-connection approve --id {DESTINATION}_CONNECTION_ID --description migration",
        ],
        undo: &[
            "It stays approved. Where nothing else reads through it after the migration, it can be rejected, which is final.",
        ],
        undo_commands: &[],
        ..*of
    }
}

/// A connection that never comes back.
///
/// Source: "What is a private endpoint?" (2023-08-02): Rejected and Disconnected are final.
const fn over(of: &Words) -> Words {
    Words {
        failure: "{Destination} cannot be reached: its private endpoint connection was rejected or removed.",
        fix: &[
            "Delete the private endpoint and make a new one, for the sub-resource postgresqlServer. The owner of {destination} may \
             have to approve it.",
        ],
        fix_commands: &[
            "az network private-endpoint delete -g {DESTINATION}_ENDPOINT_RG -n {DESTINATION}_OLD_ENDPOINT",
            "az network private-endpoint create -g {DESTINATION}_ENDPOINT_RG -n {DESTINATION}_NEW_ENDPOINT --location LOCATION --subnet {DESTINATION}_ENDPOINT_SUBNET_ID \
             --private-connection-resource-id {DESTINATION}_ID --group-id postgresqlServer --connection-name migration",
        ],
        ..*of
    }
}

static SOURCE_PENDING: Words = pending(&SOURCE);
static SOURCE_OVER: Words = over(&SOURCE);
static FLEXIBLE_SOURCE_PENDING: Words = pending(&FLEXIBLE_SOURCE);
static FLEXIBLE_SOURCE_OVER: Words = over(&FLEXIBLE_SOURCE);
static TARGET_PENDING: Words = pending(&TARGET);
static TARGET_OVER: Words = over(&TARGET);

static SOURCE: Words = Words {
    title: "{Source} has an approved private endpoint",
    failure: "{Source} cannot be reached: it has no approved private endpoint.",
    why: "A single server in private access answers nowhere else. Only an endpoint in state Approved carries traffic. \
          Note its VNet and subnet: other steps need them.",
    owner: Owner::Database,
    verify: &["Single server → Private endpoint connections: one is Approved. Its name leads to the VNet and subnet."],
    verify_commands: &[
        "az network private-endpoint-connection list -g SOURCE_RG -n {source} --type Microsoft.DBforPostgreSQL/servers --query \
         '[].{state:properties.privateLinkServiceConnectionState.status,endpoint:properties.privateEndpoint.id,id:id}' -o table",
        "az network private-endpoint show -g SOURCE_ENDPOINT_RG -n SOURCE_ENDPOINT --query subnet.id",
    ],
    fix: &[
        "Pending: Single server → Private endpoint connections → Approve.",
        "Rejected or Disconnected: delete the endpoint and make a new one.",
        "None: make one for the sub-resource postgresqlServer, in a subnet that is not delegated; the single server \
         must be General Purpose or Memory Optimized. In the VNet of {client} it needs no peering.",
    ],
    fix_commands: &[
        "az network private-endpoint-connection approve --id SOURCE_CONNECTION_ID --description migration",
        "az network private-endpoint create -g SOURCE_ENDPOINT_RG -n SOURCE_NEW_ENDPOINT --location LOCATION --subnet \
         SOURCE_ENDPOINT_SUBNET_ID --private-connection-resource-id SOURCE_ID --group-id postgresqlServer --connection-name \
         migration",
    ],
    security_impact: Some("Every network that reaches the endpoint's subnet can try to log in to {source}."),
    undo: &[
        "Private endpoint → Delete, if it was made for the migration and nothing else reads from {source} through it.",
    ],
    undo_commands: &["az network private-endpoint delete -g SOURCE_ENDPOINT_RG -n SOURCE_NEW_ENDPOINT"],
    not_applicable_label: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::ENDPOINT_OVERVIEW_ALL, &guide::SINGLE_PRIVATE_LINK_ALL],
};

static FLEXIBLE_SOURCE: Words = Words {
    why: "A flexible server with public access disabled answers nowhere else. Only an endpoint in state Approved carries \
          traffic. Note its VNet and subnet: other steps need them.",
    verify: &[
        "{Source} (flexible server) → Networking → Private endpoints: one is Approved. Its name leads to the VNet and \
             subnet.",
    ],
    verify_commands: &[
        "az network private-endpoint-connection list -g SOURCE_RG -n {source} --type \
         Microsoft.DBforPostgreSQL/flexibleServers --query \
         '[].{state:properties.privateLinkServiceConnectionState.status,endpoint:properties.privateEndpoint.id,id:id}' -o table",
        "az network private-endpoint show -g SOURCE_ENDPOINT_RG -n SOURCE_ENDPOINT --query subnet.id",
    ],
    fix: &[
        "Pending: Networking → Private endpoints → Approve. Rejected or Disconnected: delete it and make a new one.",
        "None: make one for the sub-resource postgresqlServer, in a subnet that is not delegated. In the VNet of {client} \
         it needs no peering.",
    ],
    references: &[&guide::PRIVATE_LINK_ALL, &guide::ENDPOINT_OVERVIEW_ALL],
    ..SOURCE
};

static TARGET: Words = Words {
    title: "{Target} has an approved private endpoint",
    failure: "{Target} cannot be reached: it has no approved private endpoint.",
    why: "The runtime server writes to the target through this endpoint. Only state Approved carries traffic. Note its \
          VNet and subnet: other steps need them.",
    owner: Owner::Database,
    verify: &[
        "{Target} (flexible server) → Networking → Private endpoints: one is Approved. Its name leads to the VNet \
             and subnet.",
    ],
    verify_commands: &[
        "az network private-endpoint-connection list -g TARGET_RG -n {target} --type \
         Microsoft.DBforPostgreSQL/flexibleServers --query \
         '[].{state:properties.privateLinkServiceConnectionState.status,endpoint:properties.privateEndpoint.id,id:id}' -o table",
        "az network private-endpoint show -g TARGET_ENDPOINT_RG -n TARGET_ENDPOINT --query subnet.id",
    ],
    fix: &[
        "Pending: Networking → Private endpoints → Approve. Rejected or Disconnected: delete it and make a new one.",
        "None: make one for the sub-resource postgresqlServer, in a subnet that is not delegated. A VNet-integrated \
         server cannot have one.",
    ],
    fix_commands: &[
        "az network private-endpoint-connection approve --id TARGET_CONNECTION_ID --description migration",
        "az network private-endpoint create -g TARGET_ENDPOINT_RG -n TARGET_NEW_ENDPOINT --location LOCATION --subnet \
         TARGET_ENDPOINT_SUBNET_ID --private-connection-resource-id TARGET_ID --group-id postgresqlServer --connection-name \
         migration",
    ],
    security_impact: Some("Every network that reaches the endpoint's subnet can try to log in to {target}."),
    undo: &["It stays: {target} lives on behind it."],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::RUNTIME_GUIDE_ALL, &guide::PRIVATE_LINK_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        StepKey, evaluate_with, find,
        network::{
            Fact, Listing,
            testing::{all_right, direct, found, shown, via_runtime},
        },
        testing::{case, statuses},
    };

    #[test]
    fn a_single_server_without_one_cannot_be_reached() {
        statuses(
            "source/private-endpoint",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").endpoint(true), "unknown"),
                (case("single-server", "private", "vnet-integrated").endpoint(true).answer("pass"), "pass"),
                (case("single-server", "private", "vnet-integrated").endpoint(false), "fail"),
                (case("single-server", "private", "vnet-integrated").endpoint(false).answer("pass"), "fail"),
                (case("on-premises", "private", "vnet-integrated"), "not-applicable"),
                (case("?", "private", "vnet-integrated"), "unknown"),
                (case("?", "private", "vnet-integrated").endpoint(false), "unknown"),
                (case("single-server", "public", "vnet-integrated").endpoint(true), "unknown"),
            ],
        );
    }

    #[test]
    fn a_flexible_source_has_one_where_it_is_reached_so() {
        let flexible = |access| case("azure-flexible-server", access, "vnet-integrated");
        statuses(
            "source/private-endpoint",
            &[
                (flexible("private-endpoint"), "unknown"),
                (flexible("private-endpoint").answer("pass"), "pass"),
                (flexible("public-and-private-endpoint"), "unknown"),
                (flexible("none"), "fail"),
                (flexible("vnet-integrated"), "not-applicable"),
                (flexible("vnet-integrated").answer("fail"), "not-applicable"),
                (flexible("private"), "unknown"),
                (flexible("private").answer("fail"), "unknown"),
                (flexible("public"), "absent"),
            ],
        );
    }

    #[test]
    fn what_is_to_be_done_depends_on_the_state() {
        for (state, has, has_not) in [
            ("Pending", "private-endpoint-connection approve --id", "private-endpoint create"),
            ("Rejected", "private-endpoint create", "approve --id"),
            ("Disconnected", "private-endpoint delete", "approve --id"),
        ] {
            let mut network = all_right();
            network.servers[0].endpoint_connections.items[0].status = Some(state.to_owned());
            let report = evaluate_with(&direct(), &find(&direct(), &network));
            let step = report.step(StepKey::parse("source/private-endpoint").expect("a step")).expect("it is there");
            let commands: Vec<String> = step.fix().commands.iter().collect();
            assert!(commands.iter().any(|it| it.contains(has)), "{state}: {commands:?}");
            assert!(!commands.iter().any(|it| it.contains(has_not)), "{state}: {commands:?}");
        }
    }

    #[test]
    fn a_target_behind_an_endpoint_needs_it_approved() {
        statuses(
            "target/private-endpoint",
            &[
                (case("single-server", "private", "private-endpoint"), "unknown"),
                (case("on-premises", "private", "private-endpoint").runtime(true).answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated"), "absent"),
            ],
        );
    }

    #[test]
    fn what_the_two_sides_say_must_go_together() {
        found(
            &direct(),
            "source/private-endpoint",
            &[
                (
                    "the endpoint says that it is cut off",
                    |it| it.endpoints[0].services[0].status = Some("Disconnected".to_owned()),
                    Unknown,
                ),
                (
                    "the endpoint says that it is cut off, and the server does not list it",
                    |it| {
                        it.endpoints[0].services[0].status = Some("Disconnected".to_owned());
                        it.servers[0].endpoint_connections = Listing::all(Vec::new());
                    },
                    Fail,
                ),
                (
                    "the endpoint says that it is approved, and the server does not list it",
                    |it| it.servers[0].endpoint_connections = Listing::all(Vec::new()),
                    Unknown,
                ),
                (
                    "the endpoint was read while it waited",
                    |it| it.endpoints[0].services[0].status = Some("Pending".to_owned()),
                    Unknown,
                ),
                (
                    "its last change failed",
                    |it| it.endpoints[0].provisioning = Fact::Known("Failed".to_owned()),
                    Unknown,
                ),
                ("it is going", |it| it.endpoints[0].provisioning = Fact::Known("Deleting".to_owned()), Fail),
                ("its last change was left out", |it| it.endpoints[0].provisioning = Fact::Unknown, Unknown),
                ("a template says none", |it| it.endpoints[0].provisioning = Fact::None, Pass),
                (
                    "the last change of the server's side failed",
                    |it| it.servers[0].endpoint_connections.items[0].provisioning = Fact::Known("Failed".to_owned()),
                    Unknown,
                ),
                (
                    "the server's side is going, and the endpoint is in no file",
                    |it| {
                        it.servers[0].endpoint_connections.items[0].provisioning = Fact::Known("Dropping".to_owned());
                        it.endpoints.clear();
                    },
                    Fail,
                ),
            ],
        );
    }

    /// Both sides of the connection of orders-old say that it is in this state.
    fn waits_as(network: &mut crate::network::Network, status: &str) {
        network.servers[0].endpoint_connections.items[0].status = Some(status.to_owned());
        for it in network.endpoints.iter_mut().take(1) {
            it.services[0].status = Some(status.to_owned());
        }
    }

    #[test]
    fn two_sides_that_differ_decide_nothing() {
        found(
            &direct(),
            "source/private-endpoint",
            &[
                (
                    "waits at the server",
                    |it| it.servers[0].endpoint_connections.items[0].status = Some("Pending".to_owned()),
                    Unknown,
                ),
                (
                    "waits at the endpoint",
                    |it| it.endpoints[0].services[0].status = Some("Pending".to_owned()),
                    Unknown,
                ),
                ("waits at both", |it| waits_as(it, "Pending"), Fail),
                ("in a state of tomorrow", |it| waits_as(it, "Foo"), Unknown),
            ],
        );
    }

    #[test]
    fn only_an_approved_endpoint_for_the_database_will_do() {
        found(
            &direct(),
            "source/private-endpoint",
            &[
                ("approved", |_| {}, Pass),
                ("waits", |it| waits_as(it, "Pending"), Fail),
                ("refused", |it| waits_as(it, "Rejected"), Fail),
                ("cut off", |it| waits_as(it, "Disconnected"), Fail),
                (
                    "waits, and there may be another",
                    |it| {
                        waits_as(it, "Pending");
                        it.servers[0].endpoint_connections.complete = false;
                    },
                    Unknown,
                ),
                (
                    "none",
                    |it| {
                        it.servers[0].endpoint_connections = Listing::all(Vec::new());
                        it.endpoints.clear();
                    },
                    Fail,
                ),
                (
                    "none that was read",
                    |it| {
                        it.servers[0].endpoint_connections = Listing::default();
                        it.endpoints.clear();
                    },
                    Unknown,
                ),
                ("only the endpoint says it", |it| it.servers[0].endpoint_connections = Listing::default(), Unknown),
                (
                    "the server knows nothing of it",
                    |it| it.servers[0].endpoint_connections = Listing::all(Vec::new()),
                    Unknown,
                ),
                ("only the server says it", |it| it.endpoints.clear(), Pass),
                (
                    "its state was not read",
                    |it| {
                        it.servers[0].endpoint_connections.items[0].status = None;
                        it.endpoints[0].services[0].status = None;
                    },
                    Unknown,
                ),
                (
                    "one that waits, beside an approved one in no file",
                    |it| {
                        let mut other = it.servers[0].endpoint_connections.items[0].clone();
                        other.endpoint =
                            Some(crate::network::testing::id("Microsoft.Network/privateEndpoints", "pe-hub"));
                        waits_as(it, "Pending");
                        it.servers[0].endpoint_connections.items.push(other);
                    },
                    Pass,
                ),
                (
                    "made for something else",
                    |it| {
                        it.servers[0].endpoint_connections.items[0].groups = Fact::Known(vec!["sites".to_owned()]);
                    },
                    Fail,
                ),
                (
                    "only the endpoint says what it was made for",
                    |it| {
                        it.servers[0].endpoint_connections.items[0].groups = Fact::Unknown;
                        it.endpoints[0].services[0].groups = Fact::Known(vec!["sites".to_owned()]);
                    },
                    Fail,
                ),
                (
                    "not known what it was made for",
                    |it| {
                        it.servers[0].endpoint_connections.items[0].groups = Fact::Unknown;
                        it.endpoints[0].services[0].groups = Fact::Unknown;
                    },
                    Pass,
                ),
                ("no file holds the server", |it| it.servers.clear(), Unknown),
                ("its tier has none", |it| it.servers[0].tier = Some("Basic".to_owned()), Unknown),
            ],
        );
        found(&via_runtime(), "target/private-endpoint", &[("approved", |_| {}, Pass)]);
    }

    #[test]
    fn it_says_which_endpoint_was_judged_and_what_to_do() {
        let (evidence, note) = shown(&direct(), "source/private-endpoint", |_| {});
        assert_eq!(
            evidence,
            [
                "orders-old/pe-old-c privateLinkServiceConnectionState.status=Approved",
                "orders-old/pe-old-c groupIds=postgresqlServer",
            ]
        );
        assert_eq!(note, "");
        let (_, note) = shown(&direct(), "source/private-endpoint", |it| {
            waits_as(it, "Pending");
        });
        assert_eq!(note, "The owner of the server has to approve it.");
        let (_, note) = shown(&direct(), "source/private-endpoint", |it| {
            let mut second = it.endpoints[0].clone();
            second.origin = crate::network::testing::origin("Microsoft.Network/privateEndpoints", "pe-second");
            second.addresses = vec![[10, 1, 0, 9].into()];
            it.endpoints.insert(0, second);
            let mut connection = it.servers[0].endpoint_connections.items[0].clone();
            connection.endpoint = Some(it.endpoints[0].origin.id.clone());
            it.servers[0].endpoint_connections.items.push(connection);
        });
        assert_eq!(note, "2 private endpoints lead to orders-old: pe-old was judged.");
    }
}
