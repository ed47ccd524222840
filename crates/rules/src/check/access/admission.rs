//! A source that people run themselves must listen, and let the client in.

use ipnet::Ipv4Net;
use pgreach_network::{Admission, HbaFile, Listening};

use crate::{
    Evidence, HopKind, Owner, Party, Severity, SourceAccess, SourceKind, Tls,
    check::{Case, Check, Words, always, never_settled},
    guide,
    network::{Context, leaves_as_itself, outbound_addresses},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// PostgreSQL listens at its address, and `pg_hba.conf` and the machine's own firewall let the client in.
///
/// No export of Azure shows it: a person is asked. What PostgreSQL's own files say can refute it, and not prove it: the
/// machine's firewall is in none of them.
///
/// Source: "Prerequisites using the migration service from Azure VM or an on-premises PostgreSQL" (2025-07-21), Additional
/// networking considerations: `pg_hba.conf` must allow the target to connect.
pub static CHECK: Check = Check {
    id: "admission",
    name: "admission",
    keys: &["source/admission"],
    severity: Severity::Blocker,
    hop: HopKind::Server,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&FROM_SUBNET, &FROM_ADDRESS],
};

fn words(case: &Case<'_>, _: Party) -> &'static Words {
    let is_public = case.config.source.access.is_some_and(SourceAccess::is_public);
    if is_public { &FROM_ADDRESS } else { &FROM_SUBNET }
}

static FROM_SUBNET: Words = Words {
    title: "{Source} listens on port {port}, and pg_hba.conf and its own firewall let {client} in",
    failure: "{Source} does not let {client} in: it does not listen, or pg_hba.conf or its own firewall refuses.",
    why: "Packets that arrive are not yet a connection. PostgreSQL must listen at the address that is connected to \
          (listen_addresses), the machine's firewall must let TCP {port} in, and pg_hba.conf needs a line for the databases, \
          the migration's user and the range of the subnet of {client}.",
    owner: Owner::Database,
    verify: &[
        "On {source}: listen_addresses is * or holds its address; localhost is not enough. ss -ltn shows it listening.",
        "A line in pg_hba.conf for the databases, the user and the range of the subnet of {client}: the first that fits \
         counts, and it must not say reject.",
        "The machine's own firewall (firewalld, ufw, iptables, Windows Defender) lets TCP {port} in.",
    ],
    verify_commands: &[
        "psql -h {source_host} -p {port} -U SOURCE_USER -d DATABASE -c 'SHOW listen_addresses'",
        "psql -h {source_host} -p {port} -U SOURCE_USER -d DATABASE -c 'SELECT line_number, type, database, user_name, \
         address, netmask, auth_method, error FROM pg_hba_file_rules'",
    ],
    fix: &[
        "postgresql.conf: listen_addresses = '*', or the address; restart PostgreSQL.",
        "pg_hba.conf: add above the first line that fits, and leave the others: host, the databases, the user, the range of \
         the subnet of {client}, scram-sha-256. Then SELECT pg_reload_conf().",
        "The machine's firewall: let TCP {port} in from that range.",
    ],
    fix_commands: &[],
    security_impact: Some("Every server in the subnet of {client} can try to log in to {source} as that user."),
    undo: &[
        "Remove the line in pg_hba.conf and the firewall's rule, set listen_addresses back, then reload or restart.",
    ],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::SELF_RUN_ALL],
};

static FROM_ADDRESS: Words = Words {
    why: "Packets that arrive are not yet a connection. PostgreSQL must listen at the address that is connected to \
          (listen_addresses), the machine's firewall must let TCP {port} in, and pg_hba.conf needs a line for the databases, \
          the migration's user and the public address that {client} arrives with. That address is not fixed.",
    verify: &[
        "On {source}: listen_addresses is * or holds its address; localhost is not enough. ss -ltn shows it listening.",
        "A line in pg_hba.conf for the databases, the user and the outbound address of {client}: the first that fits \
         counts, and it must not say reject.",
        "The machine's own firewall (firewalld, ufw, iptables, Windows Defender) lets TCP {port} in.",
    ],
    fix: &[
        "postgresql.conf: listen_addresses = '*', or the address; restart PostgreSQL.",
        "pg_hba.conf: add above the first line that fits, and leave the others: hostssl, the databases, the user, the \
         outbound address of {client}, scram-sha-256. Then SELECT pg_reload_conf().",
        "The machine's firewall: let TCP {port} in from that address.",
    ],
    security_impact: Some(
        "Anyone with that address can try to log in to {source} as that user. It is not fixed: later it may be somebody \
         else's.",
    ),
    ..FROM_SUBNET
};

/// What the source's own files say, where they say anything.
pub(crate) fn evidence(context: &Context<'_>, _: Party) -> Option<Decided> {
    use SourceKind::{AwsEc2, AzureVm, Edb, GcpCompute, OnPremises, Other};
    let network = context.network;
    if network.hba_files.is_empty() && network.listening.is_empty() {
        return None;
    }
    match context.config.source.kind {
        Some(OnPremises | AzureVm | AwsEc2 | GcpCompute | Edb | Other) => {}
        Some(_) => return None,
        None => return Some(Err(Undecided::new(Reason::NotSaid, "It is not known what the source is."))),
    }
    let firewall = Undecided::new(Reason::Outside, "The firewall of the source's own machine is in no file.");
    Some(Outcome::all([listens(context), is_admitted(context), Err(firewall)]))
}

/// Whether the source listens for other machines.
fn listens(context: &Context<'_>) -> Decided {
    let network = context.network;
    let said: Vec<&Listening> = network.listening.iter().filter(|it| it.addresses.is_some()).collect();
    let in_effect: Vec<&Listening> = said.iter().copied().filter(|it| it.is_in_effect).collect();
    let shows = |it: &Listening| {
        let value = match it.is_local() {
            Some(true) => "this machine alone",
            _ if it.takes_no_ipv4() == Some(true) => "other machines over IPv6 alone",
            _ => "other machines can connect",
        };
        shown(context, it.file, "listen_addresses", value)
    };
    let Some(first) = in_effect.first() else {
        return Err(Undecided::new(
            Reason::Missing,
            "Where the source listens is not in the files: SHOW listen_addresses and SHOW port say it.",
        )
        .showing(said.into_iter().map(shows)));
    };
    if in_effect.iter().any(|it| it.addresses != first.addresses || it.port != first.port) {
        return Err(Undecided::new(Reason::Contradiction, "The files differ in where the source listens.")
            .showing(in_effect.into_iter().map(shows)));
    }
    // Another port is that of a pooler, or of a device that translates.
    if first.port.is_some_and(|it| it != context.port(Party::Source)) {
        let evidence = shown(context, first.file, "port", first.port.map(|it| it.to_string()).unwrap_or_default());
        return Err(Undecided::new(
            Reason::Outside,
            "PostgreSQL listens on another port than the one that is connected to: what answers there is in no file.",
        )
        .showing([evidence]));
    }
    let every = first.addresses.iter().flatten().any(|it| *it == pgreach_network::ListenAddress::Every);
    // A flexible server has no IPv6 address.
    match first.takes_no_ipv4() {
        Some(true) => Ok(Outcome::fail(shows(first))),
        _ if every => Ok(Outcome::pass(shows(first))),
        _ => Err(Undecided::new(
            Reason::Ambiguous,
            "The source listens at some addresses, and it is not known whether the client arrives at one of them.",
        )
        .showing([shows(first)])),
    }
}

/// Whether `pg_hba.conf` lets the client log in, whatever its database and role are.
fn is_admitted(context: &Context<'_>) -> Decided {
    let files = &context.network.hba_files;
    let Some(file) = files.first() else {
        return Err(Undecided::new(Reason::Missing, "The source's pg_hba.conf is not in the files."));
    };
    if files.iter().any(|it| it.rules != file.rules || it.refused != file.refused) {
        return Err(Undecided::new(Reason::Contradiction, "The files hold more than one pg_hba.conf."));
    }
    if let Some(line) = file.refused {
        return Err(Undecided::new(
            Reason::Outside,
            format!("PostgreSQL refuses pg_hba.conf for its line {line}, and goes on with the rules it had before."),
        ));
    }
    let (clients, whose) = clients(context);
    let says = |tls: bool| file.admission(&clients, tls);
    let (with, without) = (says(true), says(false));
    let said: Vec<bool> =
        context.network.listening.iter().filter(|it| it.is_in_effect).filter_map(|it| it.tls).collect();
    let has_tls = said.contains(&true);
    let has_none = !has_tls && said.contains(&false);
    let modes: &[(&Admission<'_>, &str)] = match context.config.tls {
        Some(Tls::Require | Tls::VerifyCa | Tls::VerifyFull) => &[(&with, "with TLS")],
        _ if has_none => &[(&without, "without TLS")],
        // It uses TLS where the source has it. Whether it goes on without it once TLS was refused is not documented.
        _ if has_tls && matches!(with, Admission::Admitted(_)) => &[(&with, "with TLS")],
        _ => &[(&with, "with TLS"), (&without, "without TLS")],
    };
    let evidence: Vec<Evidence> = modes.iter().flat_map(|(it, how)| shows(context, file, it, &whose, how)).collect();
    if modes.iter().all(|it| matches!(it.0, Admission::Admitted(_))) {
        return Outcome::passed_by(evidence);
    }
    if modes.iter().all(|it| matches!(it.0, Admission::Refused(_))) {
        return Outcome::failed_by(evidence);
    }
    Err(Undecided::new(
        Reason::Ambiguous,
        format!(
            "What pg_hba.conf does with {whose} depends on what is not known: the database, the role, the address, or whether \
             the connection has TLS."
        ),
    )
    .showing(evidence))
}

/// The addresses that the source may see the client at, and what they are called: those of the client's subnet, where nothing
/// on the way puts its own in their place; else any.
fn clients(context: &Context<'_>) -> (Vec<Ipv4Net>, String) {
    let any = (vec![Ipv4Net::default()], "a client at an address that is not known".to_owned());
    let is_private = context.config.source.access.is_some_and(|it| !it.is_public());
    let is_in_azure = context.config.source.kind == Some(SourceKind::AzureVm);
    let Ok(attachment) = context.client_attachment() else { return any };
    let subnet = attachment.subnet;
    let is_direct = leaves_as_itself(context, &attachment);
    let seen = match context.config.source.access {
        Some(SourceAccess::Public) => outbound_addresses(context, &attachment),
        // What stands before a network outside of Azure may translate too, and is in no file.
        Some(_) if is_private && is_direct && is_in_azure => subnet.prefixes.clone(),
        _ => Vec::new(),
    };
    if seen.is_empty() {
        return any;
    }
    let listed: Vec<String> = seen.iter().map(ToString::to_string).collect();
    (seen, listed.join(", "))
}

/// The lines that decide, or that none fits.
fn shows(context: &Context<'_>, file: &HbaFile, admission: &Admission<'_>, whose: &str, how: &str) -> Vec<Evidence> {
    const MOST: usize = 4;
    let (Admission::Admitted(rules) | Admission::Refused(rules) | Admission::Unknown(rules)) = admission;
    if rules.is_empty() {
        return vec![shown(context, file.file, format!("line for {whose}, {how}"), "none")];
    }
    rules.iter().take(MOST).map(|it| shown(context, file.file, format!("line {}", it.line), it.words())).collect()
}

/// A line of a file as evidence.
fn shown(context: &Context<'_>, file: usize, property: impl Into<String>, value: impl Into<String>) -> Evidence {
    Evidence {
        resource: "PostgreSQL".to_owned(),
        property: property.into(),
        value: value.into(),
        id: None,
        file: context.network.files.get(file).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use pgreach_network::{
        HbaClients, HbaFile, HbaRule, HbaScope, HbaTransport, ListenAddress, Listening, Network, RouteTable,
    };

    use HbaScope::{All, Some as Named};
    use HbaTransport::{Host, HostSsl};
    use ListenAddress::{Every, Ipv6, Localhost};

    use crate::{
        Status,
        network::{
            Fact, Listing,
            testing::{all_right, config, finding, id, origin},
        },
        testing::{case, statuses},
    };

    fn rule(transport: HbaTransport, databases: HbaScope, net: &str, method: &str) -> HbaRule {
        HbaRule {
            line: 7,
            transport,
            databases,
            roles: All,
            clients: net.parse().map_or(HbaClients::All, HbaClients::Net),
            method: method.to_owned(),
            wants_certificate: false,
        }
    }

    fn hba(network: &mut Network, rules: Vec<HbaRule>) {
        network.hba_files.push(HbaFile { file: 0, rules, refused: None });
    }

    fn listens(network: &mut Network, addresses: &[ListenAddress], tls: Option<bool>) {
        let addresses = Some(addresses.to_vec());
        network.listening.push(Listening { file: 0, is_in_effect: true, addresses, port: Some(5432), tls });
    }

    /// What the files say beside the network in which all is right, the settings of the migration, and what is found: its
    /// status, and a word of it.
    type Case = (&'static str, fn(&mut Network), &'static [&'static str], Status, &'static str);

    static CASES: &[Case] = &[
        (
            "a line for the subnet",
            |it| hba(it, vec![rule(Host, All, "10.2.0.0/24", "md5")]),
            &[],
            Status::Unknown,
            "firewall",
        ),
        ("no line", |it| hba(it, vec![rule(Host, All, "10.9.0.0/16", "md5")]), &[], Status::Fail, ""),
        (
            "a line that rejects",
            |it| hba(it, vec![rule(Host, All, "10.2.0.0/16", "reject"), rule(Host, All, "", "md5")]),
            &[],
            Status::Fail,
            "",
        ),
        (
            "a part of the subnet",
            |it| hba(it, vec![rule(Host, All, "10.2.0.0/25", "md5")]),
            &[],
            Status::Unknown,
            "depends on",
        ),
        (
            "one database",
            |it| hba(it, vec![rule(Host, Named, "10.2.0.0/16", "md5")]),
            &[],
            Status::Unknown,
            "depends on",
        ),
        ("TLS alone", |it| hba(it, vec![rule(HostSsl, All, "10.2.0.0/16", "md5")]), &[], Status::Unknown, "depends on"),
        (
            "TLS alone, not used",
            |it| hba(it, vec![rule(HbaTransport::HostNoSsl, All, "", "md5")]),
            &["tls=require"],
            Status::Fail,
            "",
        ),
        (
            "TLS alone, and the source has it",
            |it| {
                hba(it, vec![rule(HostSsl, All, "10.2.0.0/16", "md5")]);
                listens(it, &[Every], Some(true));
            },
            &[],
            Status::Unknown,
            "firewall",
        ),
        (
            "TLS alone, and the source has none",
            |it| {
                hba(it, vec![rule(HostSsl, All, "10.2.0.0/16", "md5")]);
                listens(it, &[Every], Some(false));
            },
            &[],
            Status::Fail,
            "",
        ),
        (
            "a line for both, and the source has no TLS",
            |it| {
                hba(it, vec![rule(Host, All, "10.2.0.0/16", "md5")]);
                listens(it, &[Every], Some(false));
            },
            &[],
            Status::Unknown,
            "firewall",
        ),
        ("IPv6 alone", |it| listens(it, &[Ipv6, Localhost], None), &[], Status::Fail, "IPv6 alone"),
        (
            "IPv6 and an address",
            |it| listens(it, &[Ipv6, ListenAddress::Address([10, 1, 0, 7].into())], None),
            &[],
            Status::Unknown,
            "some addresses",
        ),
        ("localhost", |it| listens(it, &[Localhost], None), &[], Status::Fail, ""),
        ("nowhere", |it| listens(it, &[], None), &[], Status::Fail, ""),
        ("another port", |it| listens(it, &[Localhost], None), &["source.port=6432"], Status::Unknown, "another port"),
        (
            "a file that is overruled",
            |it| {
                listens(it, &[Localhost], None);
                it.listening[0].is_in_effect = false;
            },
            &[],
            Status::Unknown,
            "SHOW listen_addresses",
        ),
        (
            "a public source",
            |it| hba(it, vec![rule(Host, All, "10.9.0.0/16", "md5")]),
            &["source.access=public"],
            Status::Unknown,
            "depends on",
        ),
        ("a public source, and no line at all", |it| hba(it, vec![]), &["source.access=public"], Status::Fail, ""),
        (
            "an appliance on the way",
            |it| {
                hba(it, vec![rule(Host, All, "10.9.0.0/16", "md5")]);
                let table = id("Microsoft.Network/routeTables", "rt");
                it.vnets[1].subnets.items[0].route_table = Fact::Known(table);
                it.route_tables.push(RouteTable {
                    origin: origin("Microsoft.Network/routeTables", "rt"),
                    provisioning: Fact::Known("Succeeded".to_owned()),
                    propagation_disabled: Fact::Known(false),
                    routes: Listing::default(),
                });
            },
            &[],
            Status::Unknown,
            "depends on",
        ),
        (
            "a source outside of Azure, where addresses may be translated",
            |it| hba(it, vec![rule(Host, All, "10.9.0.0/16", "md5")]),
            &["source.kind=on-premises"],
            Status::Unknown,
            "depends on",
        ),
        (
            "two files",
            |it| {
                hba(it, vec![]);
                hba(it, vec![rule(Host, All, "", "md5")]);
            },
            &[],
            Status::Unknown,
            "more than one",
        ),
        (
            "a refused line",
            |it| {
                hba(it, vec![]);
                it.hba_files[0].refused = Some(3);
            },
            &[],
            Status::Unknown,
            "line 3",
        ),
    ];

    #[test]
    fn the_files_of_postgresql_refute_and_never_prove() {
        for (what, change, settings, status, words) in CASES {
            let mut network = all_right();
            change(&mut network);
            let mut all =
                vec!["source.kind=azure-vm", "source.name=10.1.0.7", "target.name=orders-new", "runtime.used=false"];
            if !settings.iter().any(|it| it.starts_with("source.access")) {
                all.push("source.access=private");
            }
            all.extend(*settings);
            let found = finding(&config(&all), &network, "source/admission");
            assert_eq!(found.status, *status, "{what}: {found:?}");
            assert!(format!("{found:?}").contains(words), "{what}: {found:?}");
        }
    }

    #[test]
    fn whoever_runs_the_source_is_asked() {
        statuses(
            "source/admission",
            &[
                (case("azure-vm", "private", "vnet-integrated"), "unknown"),
                (case("azure-vm", "private", "vnet-integrated").answer("pass"), "pass"),
                (case("azure-vm", "public", "public"), "unknown"),
                (case("on-premises", "public", "vnet-integrated"), "unknown"),
                (case("on-premises", "private", "private-endpoint").runtime(true).answer("fail"), "fail"),
                (case("aws-ec2", "private", "vnet-integrated"), "unknown"),
                (case("gcp-compute", "public", "private-endpoint"), "unknown"),
                (case("edb", "private", "public").runtime(true), "unknown"),
                (case("other", "private", "vnet-integrated"), "unknown"),
                (case("aws-rds", "private", "vnet-integrated"), "absent"),
                (case("aws-aurora", "public", "public"), "absent"),
                (case("gcp-cloud-sql", "public", "public"), "absent"),
                (case("gcp-alloydb", "private", "vnet-integrated"), "absent"),
                (case("single-server", "public", "public"), "absent"),
                (case("azure-flexible-server", "vnet-integrated", "vnet-integrated"), "absent"),
                (case("?", "private", "vnet-integrated").answer("fail"), "unknown"),
            ],
        );
    }
}
