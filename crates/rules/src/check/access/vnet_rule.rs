//! A public single server admits a subnet only by a virtual network rule.

use crate::{
    Export, HopKind, Owner, Party, Severity,
    check::{Check, Words, never_settled, single_source},
    guide,
    network::{Context, Fact, Server, admits, admitted_by_address, in_its_region, is},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// The source has a VNet rule for the subnet that the connection comes from.
pub static CHECK: Check = Check {
    id: "vnet-rule",
    name: "VNet rule",
    keys: &["source/vnet-rule"],
    severity: Severity::Blocker,
    hop: HopKind::Server,
    same_as: None,
    applies: single_source,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    if server.public_access == Fact::Known(false) {
        let evidence = server.origin.shows(context.network, "publicNetworkAccess", "Disabled");
        return Ok(Outcome::fail(evidence).noting("With public access denied, VNet rules do nothing."));
    }
    let by_address = match admitted_by_address(context, party) {
        Ok(Some(admitted)) => return Ok(admitted),
        Ok(None) => None,
        Err(open) => Some(open),
    };
    match (by_rule(context, server), by_address) {
        // Without a rule, the address that it leaves with may be admitted.
        (Ok(found), Some(open)) if found.is_fail() => Err(open.showing(found.into_evidence())),
        (found, _) => found,
    }
}

/// Whether a VNet rule admits the client's subnet.
fn by_rule(context: &Context<'_>, server: &Server) -> Decided {
    if is(server.tier.as_deref(), "Basic") {
        let evidence = server.origin.shows(context.network, "sku.tier", "Basic");
        return Ok(Outcome::fail(evidence).noting(
            "The tier Basic has no VNet rules and no private endpoints, and does not change to another tier. Migrate to a target \
             in public access: its address is let in by a firewall rule.",
        ));
    }
    let (client, subnet) = context.client_subnet()?;
    let region = in_its_region(context, server, client, subnet);
    if let Ok(Some(elsewhere)) = region {
        return Ok(elsewhere);
    }
    let found = admits(context, server, subnet)?;
    if server.tier.is_none() && found.is_pass() {
        let name = server.origin.name();
        let open = Undecided::new(
            Reason::Missing,
            format!("The tier of {name} is not in the files, and Basic has no VNet rules."),
        );
        return Err(open.showing(found.into_evidence()).needing(Export::SingleServer, server.origin.id.text()));
    }
    match region {
        Err(open) if found.is_pass() => Err(open.showing(found.into_evidence())),
        _ => Ok(found),
    }
}

static WORDS: Words = Words {
    title: "{Source} has a VNet rule for the subnet of {client}",
    failure: "{Source} does not admit the subnet of {client}: it has no VNet rule for it.",
    why: "{Client} connects from its delegated subnet, and a single server in public access admits a subnet only when a \
          VNet rule names it, in state Ready. The single server must be General Purpose or Memory Optimized and in the region of \
          the subnet: otherwise this way does not exist.",
    owner: Owner::Database,
    verify: &[
        "Single server → Connection security → VNet rules: a rule names the VNet and the subnet of {client}, and its \
         state is Ready. Initializing means wait.",
    ],
    verify_commands: &[
        "az rest --method get --url SOURCE_ID/virtualNetworkRules --uri-parameters api-version=2017-12-01 --query \
         'value[].{name:name,subnet:properties.virtualNetworkSubnetId,state:properties.state}' -o table",
    ],
    fix: &[
        "Single server → Connection security → VNet rules → Adding existing virtual network.",
        "Give the rule a name, choose the subscription, VNet and subnet of {client}, then OK.",
    ],
    fix_commands: &[
        r#"az rest --method put --url SOURCE_ID/virtualNetworkRules/allow-migration --uri-parameters api-version=2017-12-01 --body '{"properties":{"virtualNetworkSubnetId":"'{CLIENT}_SUBNET_ID'","ignoreMissingVnetServiceEndpoint":false}}'"#,
    ],
    security_impact: Some("Every server in the subnet of {client} can try to log in to {source}."),
    undo: &["Single server → Connection security → VNet rules: delete allow-migration."],
    undo_commands: &[
        "az rest --method delete --url SOURCE_ID/virtualNetworkRules/allow-migration --uri-parameters api-version=2017-12-01",
    ],
    not_applicable_label: None,
    references: &[&guide::PUBLIC_WITHOUT_ENDPOINT, &guide::PUBLIC_TO_PRIVATE, &guide::SINGLE_VNET_RULES_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Listing, Network, VnetRule,
            testing::{direct, found, origin, shown, subnet_id},
        },
        testing::{case, statuses},
    };

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

    fn rule(network: &mut Network, subnet: &str, state: Option<&str>) {
        let source = &mut network.servers[0];
        source.public_access = Fact::Known(true);
        source.endpoint_connections = Listing::all(Vec::new());
        source.vnet_rules.items.push(VnetRule {
            origin: origin("Microsoft.DBforPostgreSQL/servers", "orders-old/virtualNetworkRules/allow-new"),
            subnet: Some(subnet_id("vnet-new", subnet)),
            state: state.map(str::to_owned),
        });
    }

    #[test]
    fn a_rule_names_the_subnet_and_is_ready() {
        found(
            &direct(),
            "source/vnet-rule",
            &[
                ("ready", |it| rule(it, "db", Some("Ready")), Pass),
                ("being made", |it| rule(it, "db", Some("Initializing")), Unknown),
                ("being changed", |it| rule(it, "db", Some("InProgress")), Unknown),
                ("going", |it| rule(it, "db", Some("Deleting")), Fail),
                ("in a state that Azure does not know", |it| rule(it, "db", Some("Unknown")), Unknown),
                ("in a state of tomorrow", |it| rule(it, "db", Some("Foo")), Unknown),
                ("being deleted", |it| rule(it, "db", Some("Deleting")), Fail),
                ("in no state", |it| rule(it, "db", None), Unknown),
                (
                    "listed twice, once ready",
                    |it| {
                        rule(it, "db", Some("InProgress"));
                        rule(it, "db", Some("Ready"));
                    },
                    Pass,
                ),
                ("for another subnet", |it| rule(it, "other", Some("Ready")), Fail),
                (
                    "for another subnet, and more may be",
                    |it| {
                        rule(it, "other", Some("Ready"));
                        it.servers[0].vnet_rules.complete = false;
                    },
                    Unknown,
                ),
                (
                    "for a subnet that could not be read",
                    |it| {
                        rule(it, "db", Some("Ready"));
                        it.servers[0].vnet_rules.items[0].subnet = None;
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn what_else_a_rule_needs() {
        found(&direct(), "source/vnet-rule", &[("none", |it| it.servers[0].public_access = Fact::Known(true), Fail)]);
    }

    #[test]
    fn a_rule_serves_the_region_of_its_server() {
        found(
            &direct(),
            "source/vnet-rule",
            &[
                (
                    "in another region",
                    |it| {
                        rule(it, "db", Some("Ready"));
                        it.servers[0].location = Some("northeurope".to_owned());
                    },
                    Fail,
                ),
                (
                    "in the same region, in other words",
                    |it| {
                        rule(it, "db", Some("Ready"));
                        it.servers[0].location = Some("West Europe".to_owned());
                    },
                    Pass,
                ),
                (
                    "in the same region, as the client says in place of its VNet",
                    |it| {
                        rule(it, "db", Some("Ready"));
                        it.vnets.clear();
                    },
                    Pass,
                ),
                (
                    "in a region that is not known",
                    |it| {
                        rule(it, "db", Some("Ready"));
                        it.servers[0].location = None;
                    },
                    Unknown,
                ),
                (
                    "public access denied",
                    |it| {
                        rule(it, "db", Some("Ready"));
                        it.servers[0].public_access = Fact::Known(false);
                    },
                    Fail,
                ),
                (
                    "a tier without rules",
                    |it| {
                        rule(it, "db", Some("Ready"));
                        it.servers[0].tier = Some("Basic".to_owned());
                    },
                    Fail,
                ),
                (
                    "the client is in no subnet",
                    |it| {
                        rule(it, "db", Some("Ready"));
                        it.servers[1].delegated_subnet = Fact::None;
                    },
                    Unknown,
                ),
            ],
        );
        let (evidence, _) = shown(&direct(), "source/vnet-rule", |it| rule(it, "db", Some("Ready")));
        assert!(evidence[0].starts_with("orders-old/allow-new virtualNetworkSubnetId=/subscriptions/"), "{evidence:?}");
        assert_eq!(evidence[1], "orders-old/allow-new state=Ready");
    }
}
