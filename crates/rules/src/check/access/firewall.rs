//! A server in public access lets in only the addresses that its firewall names.

use crate::{
    Export, HopKind, Owner, Party, Severity, SourceKind,
    check::{Case, Check, Words, always, never_settled, reach::nsg},
    guide,
    network::{
        Attachment, Context, Destination, Fact, Server, ServerKind, admits, by_outbound, carries_sql, clouds,
        from_address, past_endpoint,
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// The firewall of a public server admits the address that the connection comes from.
pub static CHECK: Check = Check {
    id: "firewall",
    name: "firewall",
    keys: &["source/firewall", "target/firewall"],
    severity: Severity::Blocker,
    hop: HopKind::Server,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&SINGLE, &FLEXIBLE, &OWN, &FROM_SUBNET, &AWS, &CLOUD_SQL, &ALLOYDB, &COMPUTE_ENGINE, &TARGET],
};

/// What resources show of it.
///
/// The address that a server leaves with is in no export, so most firewalls stay open questions. What decides without
/// it: no rule at all, a rule for every address, the switch for all of Azure, and a subnet whose Microsoft.Sql endpoint
/// makes a single server look at VNet rules instead.
///
/// Source: "Firewall rules in Azure Database for PostgreSQL (single server)" (2023-06-24); "Networking overview with
/// public access" (2025-11-06); "Use Virtual Network service endpoints and rules (single server)" (2023-06-24).
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let in_azure = |it| matches!(it, SourceKind::SingleServer | SourceKind::FlexibleServer);
    if party == Party::Source && !context.config.source.kind.is_some_and(in_azure) {
        return match (context.config.source.kind, context.destination(party)) {
            (Some(SourceKind::AzureVm), Ok(destination)) => nsg::into_a_machine(context, party, &destination),
            (Some(SourceKind::AzureVm), Err(open)) => Err(open),
            _ => clouds::lets_in_publicly(context).unwrap_or_else(|| {
                Err(Undecided::new(Reason::Outside, "What the source admits is in no Azure export."))
            }),
        };
    }
    let server = context.server(party)?;
    if server.public_access == Fact::Known(false) {
        let property = match server.kind {
            ServerKind::Single => "publicNetworkAccess",
            ServerKind::Flexible => "network.publicNetworkAccess",
        };
        let evidence = server.origin.shows(context.network, property, "Disabled");
        return Ok(Outcome::fail(evidence).noting("Firewall rules do nothing where public access is disabled."));
    }
    let (found, is_inside) = by_rules(context, server)?;
    // Inside a network the name may lead to an endpoint, where no rule is asked.
    if found.is_fail() && is_inside && !matches!(context.destination(party), Ok(Destination::Public)) {
        let reason = format!(
            "{} may be reached at a private endpoint, where its firewall rules do not count.",
            server.origin.name()
        );
        return Err(Undecided::new(Reason::Missing, reason)
            .showing(found.into_evidence())
            .needing(Export::EndpointConnections, server.origin.id.text()));
    }
    Ok(found)
}

/// Whether the rules of a server in public access admit the client, and whether that connects from a subnet.
pub(crate) fn by_rules(context: &Context<'_>, server: &Server) -> Decided<(Outcome, bool)> {
    match context.client_attachment() {
        Ok(side) => Ok((from_subnet(context, server, &side)?, true)),
        Err(open) => match context.server(context.client()?)?.delegated_subnet {
            Fact::None => Ok((from_address(context, server, true)?, false)),
            Fact::Known(_) | Fact::Unknown => Err(open),
        },
    }
}

/// A subnet with the Microsoft.Sql endpoint arrives at a single server as itself, and no firewall rule fits it.
fn from_subnet(context: &Context<'_>, server: &Server, side: &Attachment<'_>) -> Decided {
    let sql = carries_sql(context, side)?;
    match server.kind {
        ServerKind::Single if sql.is_pass() => {
            let subnet = &side.subnet.origin.id;
            if let Some(open) = past_endpoint(context, server, side)? {
                return Err(open);
            }
            let admitted = admits(context, server, subnet).showing(sql.into_evidence());
            admitted.map(|it| it.noting(
                "The subnet has the Microsoft.Sql service endpoint: only a VNet rule admits it, whatever the firewall rules say.",
            ))
        }
        // Whether a flexible server's address counts as Microsoft.Sql is not documented.
        ServerKind::Flexible if sql.is_pass() => Err(Undecided::new(
            Reason::Undocumented,
            "The subnet has the Microsoft.Sql service endpoint, which may change the address that it arrives with.",
        )
        .showing(sql.into_evidence())),
        _ => by_outbound(context, server, side),
    }
}

fn words(case: &Case<'_>, party: Party) -> &'static Words {
    use SourceKind::{AwsAurora, AwsEc2, AwsRds, FlexibleServer, GcpAlloydb, GcpCloudSql, GcpCompute, SingleServer};
    match (party, case.config.source.kind) {
        (Party::Target | Party::Runtime, _) => &TARGET,
        (Party::Source, Some(SingleServer)) => &SINGLE,
        (Party::Source, Some(FlexibleServer)) => &FLEXIBLE,
        _ if case.target_in_vnet => &FROM_SUBNET,
        (Party::Source, Some(AwsRds | AwsAurora | AwsEc2)) => &AWS,
        (Party::Source, Some(GcpCloudSql)) => &CLOUD_SQL,
        (Party::Source, Some(GcpAlloydb)) => &ALLOYDB,
        (Party::Source, Some(GcpCompute)) => &COMPUTE_ENGINE,
        (Party::Source, _) => &OWN,
    }
}

static SINGLE: Words = Words {
    title: "The firewall of {source} admits {client}",
    failure: "{Source} refuses {client}: no firewall rule covers its outbound address.",
    why: "{Client} arrives with a public address, and a single server lets in only the ranges of its firewall rules. The \
          address is in no export: resolve the server's name; it may change at maintenance. A subnet with the \
          Microsoft.Sql service endpoint needs a VNet rule instead.",
    owner: Owner::Database,
    verify: &[
        "Single server → Connection security → Firewall rules: a range holds the outbound address of {client}, or \
             Allow access to Azure services is on (that admits all of Azure, other tenants too).",
    ],
    verify_commands: &[
        "az rest --method get --url SOURCE_ID/firewallRules --uri-parameters api-version=2017-12-01 --query 'value[].{name:name,from:properties.startIpAddress,to:properties.endIpAddress}' -o table",
    ],
    fix: &["Add a rule for that one address; it takes up to five minutes."],
    fix_commands: &[
        r#"az rest --method put --url SOURCE_ID/firewallRules/allow-migration --uri-parameters api-version=2017-12-01 --body '{"properties":{"startIpAddress":"'{CLIENT}_IP'","endIpAddress":"'{CLIENT}_IP'"}}'"#,
    ],
    security_impact: Some("Anyone with that address can try to log in to {source}."),
    undo: &["Single server → Connection security → Firewall rules: delete allow-migration."],
    undo_commands: &[
        "az rest --method delete --url SOURCE_ID/firewallRules/allow-migration --uri-parameters api-version=2017-12-01",
    ],
    not_applicable_label: None,
    references: &[&guide::SINGLE_FIREWALL_ALL, &guide::TROUBLESHOOTING_ALL],
};

static FLEXIBLE: Words = Words {
    why: "{Client} arrives with a public address, and a flexible server lets in only the ranges of its firewall rules. The \
          address is in no export: that of a flexible server in public access is what its name resolves to, and may change \
          at maintenance; a subnet leaves with the address of its NAT gateway or appliance.",
    verify: &[
        "{Source} (flexible server) → Networking → Firewall rules: a range holds the outbound address of {client}, or \
             Azure services are allowed (that admits all of Azure, other tenants too).",
    ],
    verify_commands: &[
        "az rest --method get --url SOURCE_ID/firewallRules --uri-parameters api-version=2024-08-01 --query 'value[].{name:name,from:properties.startIpAddress,to:properties.endIpAddress}' -o table",
    ],
    fix_commands: &[
        r#"az rest --method put --url SOURCE_ID/firewallRules/allow-migration --uri-parameters api-version=2024-08-01 --body '{"properties":{"startIpAddress":"'{CLIENT}_IP'","endIpAddress":"'{CLIENT}_IP'"}}'"#,
    ],
    undo: &["{Source} → Networking → Firewall rules: delete allow-migration."],
    undo_commands: &[
        "az rest --method delete --url SOURCE_ID/firewallRules/allow-migration --uri-parameters api-version=2024-08-01",
    ],
    references: &[&guide::PUBLIC_ACCESS_ALL],
    ..SINGLE
};

static OWN: Words = Words {
    title: "The firewall in front of {source} admits {client} on port {port}",
    failure: "The firewall in front of {source} does not admit {client}.",
    why: "{Client} connects from a public address of Azure. The source must have a public address, listen on port \
          {port}, and let that address in: inbound, because the source itself never opens a connection.",
    owner: Owner::Network,
    verify: &[
        "Perimeter firewall or network security group in front of {source}: an inbound rule for the outbound address \
         of {client} on TCP {port}.",
    ],
    verify_commands: &["nslookup {client_host}"],
    fix: &["Admit the outbound address of {client} on TCP {port}, inbound. It is not fixed: if it changes, \
         renew the rule. The ranges of a region would admit every customer of Azure there."],
    fix_commands: &[],
    security_impact: Some(
        "Anyone with that address can try to log in to {source}. It is public and not fixed: later it may be somebody \
         else's.",
    ),
    undo: &["Remove the inbound rule."],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::ON_PREMISES_PUBLIC, &guide::PUBLIC_ACCESS_ALL],
};

static FROM_SUBNET: Words = Words {
    title: "{Source} admits the address that the subnet of {client} leaves with",
    failure: "{Source} does not admit the address that the subnet of {client} leaves with.",
    why: "{Client} connects from a delegated subnet, so it arrives with the address of that subnet's NAT gateway or firewall \
          appliance, not with one of its own. The source must admit that address inbound on TCP {port}, and nothing in \
          Azure may stop it on the way out.",
    owner: Owner::Network,
    verify: &[
        "Subnet of {client}: its NAT gateway, or the appliance that its route table points to, has the outbound address.",
        "At {source}: firewall, security group or authorized networks hold that address.",
        "Network security group of the subnet: Outbound security rules let TCP {port} out to {source}.",
    ],
    verify_commands: &[
        "az network vnet subnet show -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -n {CLIENT}_SUBNET --query \
         '{nat:natGateway.id,routes:routeTable.id,nsg:networkSecurityGroup.id}'",
    ],
    fix: &["Give the subnet a fixed outbound address, such as a NAT gateway, and admit it at {source}."],
    fix_commands: &[
        "az network vnet subnet update -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -n {CLIENT}_SUBNET --nat-gateway \
         NAT_GATEWAY",
    ],
    security_impact: Some("Whatever leaves through the same gateway or appliance can try to log in to {source}."),
    undo: &[
        "At {source}: remove the address again.",
        "The NAT gateway can stay where {client} lives on. By command it is detached, for all of the subnet.",
    ],
    undo_commands: &[
        "az network vnet subnet update -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -n {CLIENT}_SUBNET --nat-gateway null",
    ],
    not_applicable_label: None,
    references: &[&guide::OTHER_CLOUD, &guide::VNET_INTEGRATION_ALL],
};

static AWS: Words = Words {
    title: "AWS lets {client} in to {source} on port {port}",
    failure: "AWS does not let {client} in to {source}.",
    why: "{Client} connects from a public address of Azure. The instance must have a public address (RDS and Aurora: \
          Publicly accessible), and its security group must admit that address, inbound.",
    owner: Owner::OtherCloud,
    verify: &["Security group of the instance → Inbound rules: TCP {port} from the outbound address of {client}."],
    verify_commands: &["nslookup {client_host}", "aws ec2 describe-security-groups --group-ids SECURITY_GROUP"],
    fix: &[
        "Make the instance publicly accessible where it is not, and add the inbound rule. Its network ACLs and the route to \
         an internet gateway count too.",
    ],
    fix_commands: &[
        "aws ec2 authorize-security-group-ingress --group-id SECURITY_GROUP --protocol tcp --port {port} --cidr \
         {CLIENT}_IP/32",
    ],
    security_impact: Some(
        "A public instance can be found by anyone, and anyone with that address can try to log in. The address is not \
         fixed: later it may be somebody else's.",
    ),
    undo: &["Remove the inbound rule, and set Publicly accessible back to No."],
    undo_commands: &[
        "aws ec2 revoke-security-group-ingress --group-id SECURITY_GROUP --protocol tcp --port {port} --cidr \
         {CLIENT}_IP/32",
    ],
    not_applicable_label: None,
    references: &[&guide::OTHER_CLOUD],
};

static CLOUD_SQL: Words = Words {
    title: "Google Cloud lets {client} in to {source} on port {port}",
    failure: "Google Cloud does not let {client} in to {source}.",
    why: "{Client} connects from a public address of Azure. The instance must have a public IP, and its authorized \
          networks must admit that address, inbound.",
    owner: Owner::OtherCloud,
    verify: &[
        "Connections → Networking: Public IP and authorized networks.",
        "Give the migration the IP address: project:region:instance is refused.",
    ],
    verify_commands: &[
        "nslookup {client_host}",
        "gcloud sql instances describe {source} --format 'value(settings.ipConfiguration.authorizedNetworks[].value)'",
    ],
    fix: &[
        "Connections → Networking → Add a network: the outbound address of {client}.",
        "By command the list replaces the old one: repeat all that the command above printed. Where it printed nothing, use \
         the console.",
    ],
    fix_commands: &["gcloud sql instances patch {source} --authorized-networks NETWORKS_BEFORE,{CLIENT}_IP/32"],
    security_impact: Some(
        "A public instance can be found by anyone, and anyone with that address can try to log in. The address is not \
         fixed: later it may be somebody else's.",
    ),
    undo: &["Set the authorized networks back to what they were; take the public IP away if it was given for this."],
    undo_commands: &["gcloud sql instances patch {source} --authorized-networks NETWORKS_BEFORE"],
    not_applicable_label: None,
    references: &[&guide::OTHER_CLOUD],
};

static ALLOYDB: Words = Words {
    why: "{Client} connects from a public address of Azure. The instance must have a public IP, and its authorized \
          external networks must admit that address, inbound.",
    verify: &[
        "Instance → Edit → Connectivity: Public IP is enabled, and the authorized external networks hold the address.",
        "Give the migration the IP address: the name of the instance is refused.",
    ],
    verify_commands: &["nslookup {client_host}"],
    fix: &[
        "Instance → Edit → Connectivity: enable public IP, and add the outbound address of {client} to the authorized \
         external networks, beside those that are there.",
    ],
    fix_commands: &[],
    undo: &["Remove that address from the authorized external networks; disable public IP if it was enabled for this."],
    undo_commands: &[],
    ..CLOUD_SQL
};

static COMPUTE_ENGINE: Words = Words {
    why: "{Client} connects from a public address of Azure. The machine must have an external IP address, and a firewall \
          rule of its VPC network must admit that address, inbound.",
    verify: &[
        "VPC network → Firewall: an ingress rule for the machine on TCP {port} holds the outbound address of {client}.",
    ],
    verify_commands: &[
        "nslookup {client_host}",
        "gcloud compute firewall-rules list --filter network:VPC_NETWORK --format \
         'table(name,direction,sourceRanges.list(),targetTags.list(),allowed[].map().firewall_rule().list())'",
    ],
    fix: &["Add an ingress rule in the network of the machine, for the machine's network tag alone."],
    fix_commands: &[
        "gcloud compute firewall-rules create allow-migration --network VPC_NETWORK --target-tags NETWORK_TAG --allow \
         tcp:{port} --source-ranges {CLIENT}_IP/32",
    ],
    security_impact: Some(
        "Anyone with that address can try to log in to whatever has the network tag. The address is not fixed: later it \
         may be somebody else's.",
    ),
    undo: &["Delete the ingress rule; take the external IP address away if it was given for this."],
    undo_commands: &["gcloud compute firewall-rules delete allow-migration --quiet"],
    ..CLOUD_SQL
};

static TARGET: Words = Words {
    title: "The firewall of {target} admits the runtime server",
    failure: "{Target} refuses the runtime server: no firewall rule covers its outbound address.",
    why: "A runtime server also connects to the target. Where the target is in public access, one of its firewall rules must \
          cover the outbound address of {runtime}. No guide describes this combination.",
    owner: Owner::Database,
    verify: &[
        "{Target} (flexible server) → Networking → Firewall rules: a range holds the outbound address of {runtime}.",
    ],
    verify_commands: &[
        "az rest --method get --url TARGET_ID/firewallRules --uri-parameters api-version=2024-08-01 --query 'value[].{name:name,from:properties.startIpAddress,to:properties.endIpAddress}' -o table",
    ],
    fix: &["Add a rule for that one address; it takes up to five minutes."],
    fix_commands: &[
        r#"az rest --method put --url TARGET_ID/firewallRules/allow-runtime --uri-parameters api-version=2024-08-01 --body '{"properties":{"startIpAddress":"'RUNTIME_IP'","endIpAddress":"'RUNTIME_IP'"}}'"#,
    ],
    security_impact: Some("Anyone with that address can try to log in to {target}."),
    undo: &["{Target} → Networking → Firewall rules: delete allow-runtime."],
    undo_commands: &[
        "az rest --method delete --url TARGET_ID/firewallRules/allow-runtime --uri-parameters api-version=2024-08-01",
    ],
    not_applicable_label: None,
    references: &[&guide::PUBLIC_ACCESS_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            Fact, FirewallRule, Id, Listing, NatGateway, Network, PublicAddress, ServiceEndpoint, VnetRule,
            testing::{config, direct, found, from_machine, guard, machine, origin, shown, subnet_id, via_runtime},
        },
        testing::{case, statuses},
    };

    #[test]
    fn a_public_source_must_admit_the_address() {
        statuses(
            "source/firewall",
            &[
                (case("on-premises", "public", "public"), "unknown"),
                (case("on-premises", "public", "public").answer("pass"), "pass"),
                (case("aws-rds", "public", "public").answer("fail"), "fail"),
                (case("?", "public", "public"), "unknown"),
                (case("?", "public", "public").answer("fail"), "unknown"),
                (case("single-server", "public", "public"), "absent"),
                (case("single-server", "public", "public").runtime(false), "absent"),
                (case("single-server", "public", "public").runtime(true), "unknown"),
                (case("single-server", "public", "vnet-integrated").endpoint(false), "absent"),
                (case("other", "public", "vnet-integrated"), "unknown"),
                (case("single-server", "public", "private-endpoint").endpoint(false).runtime(true), "absent"),
                (case("single-server", "public", "private-endpoint").endpoint(false).runtime(false), "unknown"),
            ],
        );
    }

    #[test]
    fn a_public_target_must_admit_the_runtime_server() {
        statuses(
            "target/firewall",
            &[
                (case("on-premises", "public", "public"), "absent"),
                (case("on-premises", "public", "public").runtime(false), "absent"),
                (case("on-premises", "public", "public").runtime(true), "unknown"),
                (case("azure-vm", "private", "public").runtime(true).answer("fail"), "fail"),
            ],
        );
    }

    #[test]
    fn a_nat_gateway_gives_the_address_and_rules_admit_together() {
        fn nat(it: &mut Network, address: &str) {
            let nat = origin("Microsoft.Network/natGateways", "nat");
            let ip = origin("Microsoft.Network/publicIPAddresses", "ip");
            it.vnets[1].subnets.items[0].nat_gateway = Fact::Known(nat.id.clone());
            it.joins.nat_gateways.push(NatGateway { origin: nat, addresses: Fact::Known(vec![ip.id.clone()]) });
            it.joins.public_addresses.push(PublicAddress { origin: ip, net: address.parse().ok() });
            rule("orders-old", it, [203, 0, 113, 1], [203, 0, 113, 9]);
            it.servers[0].firewall_rules.complete = true;
        }
        found(
            &direct(),
            "source/firewall",
            &[
                ("admitted", |it| nat(it, "203.0.113.7/32"), Pass),
                ("not admitted", |it| nat(it, "198.51.100.7/32"), Fail),
                ("some of a range", |it| nat(it, "203.0.113.0/28"), Unknown),
                (
                    "not all rules were read",
                    |it| {
                        nat(it, "198.51.100.7/32");
                        it.servers[0].firewall_rules.complete = false;
                    },
                    Unknown,
                ),
                (
                    "the address was not read",
                    |it| {
                        nat(it, "203.0.113.7/32");
                        it.joins.public_addresses.clear();
                    },
                    Unknown,
                ),
                (
                    "a route leads elsewhere",
                    |it| {
                        nat(it, "203.0.113.7/32");
                        crate::network::testing::route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance"]);
                    },
                    Unknown,
                ),
                (
                    "two halves of everything",
                    |it| {
                        public_target(it);
                        rule("orders-old", it, [0; 4], [127, 255, 255, 255]);
                        rule("orders-old", it, [128, 0, 0, 0], [255; 4]);
                    },
                    Pass,
                ),
                (
                    "everything but one address",
                    |it| {
                        public_target(it);
                        rule("orders-old", it, [0; 4], [127, 255, 255, 255]);
                        rule("orders-old", it, [128, 0, 0, 1], [255; 4]);
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn a_public_single_server_may_admit_a_subnet_by_its_address() {
        for step in ["source/vnet-rule", "source/service-endpoint"] {
            found(
                &direct(),
                step,
                &[
                    ("no rule at all", public_source, Fail),
                    ("all of Azure", |it| rule("orders-old", it, AZURE.0, AZURE.1), NotApplicable),
                    ("every address", |it| rule("orders-old", it, ALL.0, ALL.1), NotApplicable),
                ],
            );
        }
    }

    fn rule(server: &str, network: &mut Network, start: [u8; 4], end: [u8; 4]) {
        let server = network.servers.iter_mut().find(|it| it.origin.id.name() == server).expect("a server");
        server.public_access = Fact::Known(true);
        server.endpoint_connections = Listing::all(Vec::new());
        network.endpoints.retain(|it| it.services[0].service.as_ref() != Some(&server.origin.id));
        let id = format!("{}/firewallRules/rule", server.origin.id.text());
        let origin = crate::network::Origin { id: Id::parse(&id).expect("an id"), file: 0 };
        server.firewall_rules.items.push(FirewallRule { origin, start: start.into(), end: end.into() });
    }

    /// A target in public access connects from no subnet.
    fn public_target(network: &mut Network) {
        network.servers[1].delegated_subnet = Fact::None;
        network.servers[1].public_access = Fact::Known(true);
    }

    fn public_source(network: &mut Network) {
        rule("orders-old", network, [203, 0, 113, 1], [203, 0, 113, 9]);
        network.servers[0].firewall_rules = Listing::all(Vec::new());
    }

    fn carries_sql(network: &mut Network) {
        let sql = ServiceEndpoint::made("Microsoft.Sql");
        network.vnets[1].subnets.items[0].service_endpoints = Fact::Known(vec![sql]);
    }

    const ALL: ([u8; 4], [u8; 4]) = ([0; 4], [255; 4]);
    const AZURE: ([u8; 4], [u8; 4]) = ([0; 4], [0; 4]);

    #[test]
    fn the_address_of_the_actor_is_in_no_export() {
        found(
            &direct(),
            "source/firewall",
            &[
                (
                    "some addresses",
                    |it| {
                        public_target(it);
                        rule("orders-old", it, [203, 0, 113, 1], [203, 0, 113, 9]);
                    },
                    Unknown,
                ),
                (
                    "every address",
                    |it| {
                        public_target(it);
                        rule("orders-old", it, ALL.0, ALL.1);
                    },
                    Pass,
                ),
                (
                    "all of Azure",
                    |it| {
                        public_target(it);
                        rule("orders-old", it, AZURE.0, AZURE.1);
                    },
                    Pass,
                ),
                (
                    "no rule",
                    |it| {
                        public_target(it);
                        public_source(it);
                    },
                    Fail,
                ),
                (
                    "no rule that was read",
                    |it| {
                        public_target(it);
                        public_source(it);
                        it.servers[0].firewall_rules.complete = false;
                    },
                    Unknown,
                ),
                (
                    "public access denied",
                    |it| {
                        public_target(it);
                        rule("orders-old", it, ALL.0, ALL.1);
                        it.servers[0].public_access = Fact::Known(false);
                    },
                    Fail,
                ),
            ],
        );
        let (evidence, note) = shown(&direct(), "source/firewall", |it| {
            public_target(it);
            rule("orders-old", it, AZURE.0, AZURE.1);
        });
        assert_eq!(evidence, ["orders-old/rule startIpAddress=0.0.0.0", "orders-old/rule endIpAddress=0.0.0.0"]);
        assert!(note.starts_with("This rule admits every address of Azure, other tenants' too."), "{note}");
    }

    #[test]
    fn a_subnet_with_the_service_endpoint_is_admitted_by_its_vnet_rule_alone() {
        found(
            &direct(),
            "source/firewall",
            &[
                ("without the service endpoint", |it| rule("orders-old", it, AZURE.0, AZURE.1), Pass),
                (
                    "with a route table",
                    |it| {
                        rule("orders-old", it, AZURE.0, AZURE.1);
                        it.vnets[1].subnets.items[0].route_table = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "the service endpoint, no VNet rule",
                    |it| {
                        rule("orders-old", it, ALL.0, ALL.1);
                        carries_sql(it);
                    },
                    Fail,
                ),
                (
                    "the service endpoint, perhaps a VNet rule",
                    |it| {
                        rule("orders-old", it, ALL.0, ALL.1);
                        carries_sql(it);
                        it.servers[0].vnet_rules.complete = false;
                    },
                    Unknown,
                ),
                (
                    "the service endpoint and its VNet rule",
                    |it| {
                        public_source(it);
                        carries_sql(it);
                        it.servers[0].vnet_rules.items.push(VnetRule {
                            origin: origin(
                                "Microsoft.DBforPostgreSQL/servers",
                                "orders-old/virtualNetworkRules/allow-new",
                            ),
                            subnet: Some(subnet_id("vnet-new", "db")),
                            state: Some("Ready".to_owned()),
                        });
                    },
                    Pass,
                ),
                (
                    "not known which service endpoints",
                    |it| {
                        rule("orders-old", it, ALL.0, ALL.1);
                        it.vnets[1].subnets.items[0].service_endpoints = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "no rule, but perhaps a private endpoint",
                    |it| {
                        public_source(it);
                        it.servers[0].endpoint_connections.complete = false;
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn the_runtime_server_knocks_at_a_public_target() {
        found(
            &via_runtime(),
            "target/firewall",
            &[
                ("every address", |it| rule("orders-far", it, ALL.0, ALL.1), Pass),
                (
                    "private addresses alone",
                    |it| {
                        rule("orders-far", it, [10, 0, 0, 0], [10, 255, 255, 255]);
                        let far = it.servers.iter_mut().find(|it| it.origin.id.name() == "orders-far");
                        far.expect("a server").firewall_rules.complete = true;
                    },
                    Fail,
                ),
                (
                    "private addresses and some others",
                    |it| rule("orders-far", it, [10, 0, 0, 0], [11, 0, 0, 9]),
                    Unknown,
                ),
                ("all of Azure", |it| rule("orders-far", it, AZURE.0, AZURE.1), Pass),
                (
                    "all of Azure, from a subnet with Microsoft.Sql",
                    |it| {
                        rule("orders-far", it, AZURE.0, AZURE.1);
                        carries_sql(it);
                        it.vnets[2].subnets.items[0].service_endpoints =
                            it.vnets[1].subnets.items[0].service_endpoints.clone();
                    },
                    Unknown,
                ),
                (
                    "no rule",
                    |it| {
                        rule("orders-far", it, ALL.0, ALL.1);
                        it.servers[2].firewall_rules = Listing::all(Vec::new());
                    },
                    Fail,
                ),
            ],
        );
    }

    /// db-vm at a public address → orders-new.
    fn from_public_machine() -> crate::Config {
        let mut config = from_machine();
        config.source.access = Some(crate::SourceAccess::Public);
        config
    }

    #[test]
    fn the_security_groups_of_a_machine_are_its_firewall() {
        found(
            &from_public_machine(),
            "source/firewall",
            &[
                ("no group", machine, Unknown),
                ("its network interface was not read", |_| {}, Unknown),
                (
                    "only default rules",
                    |it| {
                        machine(it);
                        guard(it, "vnet-old", &[]);
                    },
                    Fail,
                ),
                (
                    "the internet may come in",
                    |it| {
                        machine(it);
                        guard(it, "vnet-old", &["200 in allow tcp Internet * > * 5432"]);
                    },
                    Pass,
                ),
                (
                    "another port may",
                    |it| {
                        machine(it);
                        guard(it, "vnet-old", &["200 in allow tcp * * > * 22"]);
                    },
                    Fail,
                ),
                (
                    "some addresses may",
                    |it| {
                        machine(it);
                        guard(it, "vnet-old", &["200 in allow tcp 20.61.0.0/16 * > * 5432"]);
                    },
                    Unknown,
                ),
            ],
        );
        // On the way out, only the group of the client's own subnet counts.
        found(
            &from_public_machine(),
            "source/nsg",
            &[
                (
                    "denied out",
                    |it| {
                        machine(it);
                        guard(it, "vnet-new", &["200 out deny * * * > Internet *"]);
                    },
                    Fail,
                ),
                (
                    "the machine's own group",
                    |it| {
                        machine(it);
                        guard(it, "vnet-old", &[]);
                    },
                    Pass,
                ),
            ],
        );
    }

    #[test]
    fn a_flexible_source_has_a_firewall_of_its_own() {
        let entered = config(&["source.name=orders-far", "target.name=orders-new", "runtime.used=false"]);
        found(
            &entered,
            "source/firewall",
            &[
                ("every address", |it| rule("orders-far", it, ALL.0, ALL.1), Pass),
                (
                    "no rule",
                    |it| {
                        rule("orders-far", it, ALL.0, ALL.1);
                        it.servers[2].firewall_rules = Listing::all(Vec::new());
                    },
                    Fail,
                ),
                ("some addresses", |it| rule("orders-far", it, [203, 0, 113, 1], [203, 0, 113, 9]), Unknown),
            ],
        );
    }

    #[test]
    fn a_source_outside_of_azure_is_in_no_export() {
        let config = config(&["source.kind=aws-rds", "target.name=orders-new", "runtime.used=false"]);
        found(&config, "source/firewall", &[("whatever was read", |_| {}, Unknown)]);
    }
}
