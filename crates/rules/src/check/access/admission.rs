//! A source that people run themselves must listen, and let the client in.

use std::{mem::discriminant, net::Ipv4Addr};

use ipnet::Ipv4Net;
use pgreach_network::{
    Admission, HbaClients, HbaFile, HbaScope, HbaTransport, HostFirewall, ListenAddress, Network, Sockets,
};

use crate::{
    Evidence, HopKind, Owner, Party, Severity, SourceAccess, Tls,
    check::{
        Case, Check, Words, always, never_settled,
        reach::peering::{ClientSeen, client_seen},
    },
    guide,
    network::{Context, Destination, in_effect, is_self_run, of_source, outbound_addresses},
    outcome::{Decided, Outcome, Reason, Undecided},
    text::DEFAULT_PORT,
};

/// PostgreSQL listens at its address, and `pg_hba.conf` and the machine's own firewall let the client in.
///
/// No export of Azure shows it: a person is asked. What PostgreSQL's own files and its machine say can refute it, and not
/// prove it: a firewall that lets the client in may not be the only one.
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
          the migration's user and the address that {client} arrives with.",
    owner: Owner::Database,
    verify: &[
        "On {source}: listen_addresses is * or holds its address; localhost is not enough. ss -ltn shows it listening.",
        "A line in pg_hba.conf for the databases, the user and the address that {client} arrives with: the first that fits \
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
        "pg_hba.conf: add above the first line that fits, and leave the others: host, the databases, the user, the range that \
         {client} arrives from (of its subnet, or of a firewall between them), scram-sha-256. Then SELECT pg_reload_conf().",
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
    let network = context.network;
    if network.self_run.is_empty() {
        return None;
    }
    match is_self_run(context.config) {
        Some(true) => {}
        Some(false) => return None,
        None => return Some(Err(Undecided::new(Reason::NotSaid, "It is not known what the source is."))),
    }
    Some(Outcome::all([listens(context), is_admitted(context), is_let_in(context)]))
}

/// Whether the source listens where the client arrives, by its settings and by the sockets of its machine.
fn listens(context: &Context<'_>) -> Decided {
    match (listens_by_settings(context), listens_by_sockets(context)) {
        (Ok(settings), Some(Ok(sockets))) if settings.is_pass() != sockets.is_pass() => Err(Undecided::new(
            Reason::Contradiction,
            "The source says that it listens elsewhere than the sockets of its machine do.",
        )
        .showing(settings.into_evidence())
        .showing(sockets.into_evidence())),
        (Ok(settings), Some(Ok(sockets))) => Ok(settings.showing(sockets.into_evidence())),
        (_, Some(Ok(sockets))) => Ok(sockets),
        (Ok(settings), _) => Ok(settings),
        (Err(settings), None) if context.network.self_run.listening.is_empty() => Err(settings),
        (Err(settings), sockets) => Err(sockets.and_then(Result::err).unwrap_or(settings)),
    }
}

/// Whether a socket of the source's machine is where the client arrives.
fn listens_by_sockets(context: &Context<'_>) -> Option<Decided> {
    let (port, network) = (context.port(Party::Source), context.network);
    let at_port = |it: &Sockets| -> Vec<ListenAddress> {
        it.listening.iter().filter(|it| it.port == port).map(|it| it.address).collect()
    };
    let first = network.self_run.sockets.first()?;
    let addresses = at_port(first);
    let value = if addresses.is_empty() { "none".to_owned() } else { in_words(&addresses) };
    let shown = of_machine(network, first.file, format!("listening sockets of port {port}"), value);
    let open = |reason, words: &str| Some(Err(Undecided::new(reason, words).showing([shown.clone()])));
    if network.self_run.sockets.iter().any(|it| at_port(it) != addresses) {
        return open(Reason::Contradiction, "The files hold more than one list of sockets.");
    }
    if !first.is_whole {
        let is_everywhere = addresses.contains(&ListenAddress::Every);
        return if is_everywhere {
            Some(Ok(Outcome::pass(shown)))
        } else {
            open(Reason::Missing, "The list of sockets was filtered: ss -ltn prints all of them.")
        };
    }
    if addresses.is_empty() {
        // A list of one port alone may be what was asked for, and a device before the machine may translate the port.
        let is_its_own = matches!(context.destination(Party::Source), Ok(Destination::Machine(_)));
        return if is_its_own && !first.listening.is_empty() {
            Some(Ok(Outcome::fail(shown)))
        } else {
            open(Reason::Outside, "Nothing listens at the port on the machine: what answers there is in no file.")
        };
    }
    Some(listens_at(context, &addresses, shown))
}

const NOT_SAID: &str = "Where the source listens is not in the files: SHOW listen_addresses and SHOW port say it.";

/// Whether the source listens where the client arrives, by what it says itself.
fn listens_by_settings(context: &Context<'_>) -> Decided {
    let network = context.network;
    let evidence =
        |file: usize, addresses: &[ListenAddress]| of_source(network, file, "listen_addresses", in_words(addresses));
    let Some((addresses, file)) = in_effect(network, "listen_addresses", |it| it.addresses.clone())? else {
        let overruled =
            network.self_run.listening.iter().filter_map(|it| Some(evidence(it.file, it.addresses.as_ref()?)));
        let (reason, words) = if network.self_run.listening.iter().any(|it| it.addresses.is_some()) {
            (
                Reason::Outside,
                "What a file says ALTER SYSTEM and the command line can overrule: SHOW listen_addresses and SHOW port say \
                 what is in effect.",
            )
        } else {
            (Reason::Missing, NOT_SAID)
        };
        return Err(Undecided::new(reason, words).showing(overruled));
    };
    let shown = evidence(file, &addresses);
    // Another port is that of a pooler, or of a device that translates: before either, the server may listen on localhost alone.
    match in_effect(network, "port", |it| it.port)? {
        Some((port, file)) if port != context.port(Party::Source) => Err(Undecided::new(
            Reason::Outside,
            "PostgreSQL listens on another port than the one that is connected to: what answers there is in no file.",
        )
        .showing([of_source(network, file, "port", port.to_string())])),
        None if context.port(Party::Source) != DEFAULT_PORT => {
            Err(Undecided::new(Reason::Missing, NOT_SAID).showing([shown]))
        }
        _ => listens_at(context, &addresses, shown),
    }
}

/// Whether the client arrives at one of the addresses at which the source listens.
fn listens_at(context: &Context<'_>, addresses: &[ListenAddress], shown: Evidence) -> Decided {
    // A flexible server has no IPv6 address.
    if addresses.iter().all(|it| matches!(it, ListenAddress::Localhost | ListenAddress::Ipv6)) {
        return Ok(Outcome::fail(shown));
    }
    if addresses.contains(&ListenAddress::Every) {
        return Ok(Outcome::pass(shown));
    }
    let at_its_card = match context.destination(Party::Source) {
        Ok(destination @ Destination::Machine(_)) => context.destination_nets(&destination).unwrap_or_default(),
        // Something else may have the address that is connected to, and pass it on to another one.
        _ => Vec::new(),
    };
    let is_one = |net: &Ipv4Net| net.prefix_len() == 32 && addresses.contains(&ListenAddress::Address(net.addr()));
    match at_its_card.as_slice() {
        [address] if is_one(address) => Ok(Outcome::pass(shown)),
        [address] if address.prefix_len() == 32 && !addresses.contains(&ListenAddress::Name) => {
            Ok(Outcome::fail(shown).noting(format!("The client arrives at {}.", address.addr())))
        }
        _ => Err(Undecided::new(
            Reason::Ambiguous,
            "The source listens at some addresses, and it is not known whether the client arrives at one of them.",
        )
        .showing([shown])),
    }
}

/// Where a server listens, in words.
fn in_words(addresses: &[ListenAddress]) -> String {
    if addresses.is_empty() {
        return "empty: sockets of the machine alone".to_owned();
    }
    if addresses.iter().all(|it| *it == ListenAddress::Localhost) {
        return "this machine alone".to_owned();
    }
    let mut words: Vec<String> = addresses
        .iter()
        .map(|it| match it {
            ListenAddress::Every => "every address".to_owned(),
            ListenAddress::Localhost => "localhost".to_owned(),
            ListenAddress::Address(it) => it.to_string(),
            ListenAddress::Ipv6 => "IPv6".to_owned(),
            ListenAddress::Name => "a host name".to_owned(),
        })
        .collect();
    words.dedup();
    words.join(", ")
}

/// Whether the firewall of the source's own machine lets the client in. One that does proves nothing: there may be another.
fn is_let_in(context: &Context<'_>) -> Decided {
    let network = context.network;
    if network.self_run.host_firewalls.is_empty() {
        return Err(Undecided::new(Reason::Outside, "The firewall of the source's own machine is in no file."));
    }
    let port = context.port(Party::Source);
    let (clients, whose) = clients(context);
    let at_port = || network.self_run.sockets.iter().flat_map(|it| &it.listening).filter(|it| it.port == port);
    let is_own_port = in_effect(network, "port", |it| it.port)?.is_some_and(|it| it.0 == port)
        || at_port().next().is_some()
        || matches!(context.destination(Party::Source), Ok(Destination::Machine(_)));
    // A port of a container is translated before the rules of the machine are asked.
    let is_in_no_container = at_port().any(|it| it.is_postgres == Some(true));
    let mut evidence = Vec::new();
    let (mut is_refused, mut is_open) = (false, false);
    for firewall in &network.self_run.host_firewalls {
        let admits = firewall.admits(&clients, port);
        let shown = firewall_shown(network, firewall, &clients, port);
        if admits == Some(false) && is_own_port && (is_in_no_container || !firewall.may_be_passed) {
            return Outcome::failed_by(shown).map(|it| it.noting(format!("It must let TCP {port} in from {whose}.")));
        }
        is_refused |= admits == Some(false);
        is_open |= admits.is_none();
        evidence.extend(shown);
    }
    let words = match () {
        () if is_refused => {
            "A firewall of the source's machine refuses the client, unless PostgreSQL runs in a container, or behind a device \
             that translates: ss -ltnp, as root, says what listens there."
        }
        () if is_open => {
            "What the firewall of the source's machine does with the client depends on what is not known or not read."
        }
        () => {
            "The firewall in the files lets the client in. No tool prints what another one does: only a connection to the port from \
             the client's network shows that none refuses."
        }
    };
    Err(Undecided::new(Reason::Outside, words).showing(evidence))
}

/// The rules of a firewall that count for clients, or what it does without one.
fn firewall_shown(network: &Network, firewall: &HostFirewall, clients: &[Ipv4Net], port: u16) -> Vec<Evidence> {
    const MOST: usize = 3;
    let of = |value: String| of_machine(network, firewall.file, firewall.tool.word(), value);
    let mut shown: Vec<Evidence> = firewall.rules_for(clients, port).take(MOST).map(|it| of(it.words())).collect();
    if shown.len() < MOST {
        shown.push(of(match firewall.default {
            Some(true) => "lets in what no rule names".to_owned(),
            Some(false) => "refuses what no rule lets in".to_owned(),
            None => "does what is not known with what no rule names".to_owned(),
        }));
    }
    shown
}

/// What the source's machine says, as evidence.
fn of_machine(network: &Network, file: usize, property: impl Into<String>, value: impl Into<String>) -> Evidence {
    Evidence { resource: "the machine of the source".to_owned(), ..of_source(network, file, property, value) }
}

/// Whether `pg_hba.conf` lets the client log in, whatever its database and role are.
fn is_admitted(context: &Context<'_>) -> Decided {
    let files = &context.network.self_run.hba_files;
    let Some(file) = files.first() else {
        return Err(Undecided::new(Reason::Missing, "The source's pg_hba.conf is not in the files."));
    };
    if files.iter().any(|it| it.rules != file.rules || it.refused != file.refused) {
        return Err(Undecided::new(Reason::Contradiction, "The files hold more than one pg_hba.conf."));
    }
    let refusal = match file.refused {
        Some(line) => Some(format!("for its line {line}")),
        None => file.rules.is_empty().then(|| "as it has no rule".to_owned()),
    };
    if let Some(why) = refusal {
        return Err(Undecided::new(
            Reason::Outside,
            format!("PostgreSQL refuses pg_hba.conf {why}, and goes on with the rules it had before."),
        ));
    }
    let (clients, whose) = clients(context);
    let says = |tls: bool| file.admission(&clients, tls);
    let (with, without) = (says(true), says(false));
    let has_tls = in_effect(context.network, "ssl", |it| it.tls)?.map(|it| it.0);
    let modes: &[(&Admission<'_>, &str)] = match (context.config.tls, has_tls) {
        (Some(Tls::Require | Tls::VerifyCa | Tls::VerifyFull), _) => &[(&with, "with TLS")],
        (_, Some(false)) => &[(&without, "without TLS")],
        // It uses TLS where the source has it. Whether it goes on without it once TLS was refused is not documented.
        (_, Some(true)) if matches!(with, Admission::Admitted(_)) => &[(&with, "with TLS")],
        _ => &[(&with, "with TLS"), (&without, "without TLS")],
    };
    let evidence: Vec<Evidence> = modes.iter().flat_map(|(it, how)| shows(context, file, it, &whose, how)).collect();
    if modes.iter().all(|it| matches!(it.0, Admission::Admitted(_))) {
        return Outcome::passed_by(evidence);
    }
    if modes.iter().all(|it| matches!(it.0, Admission::Refused(_))) {
        let note = if is_known(&clients) {
            format!("A line must fit {whose}: with that the source sees the client.")
        } else {
            "No line fits a client on another machine, whatever its address is.".to_owned()
        };
        return Outcome::failed_by(evidence).map(|it| it.noting(note));
    }
    let unknown = unknowns(modes, &clients);
    let words = format!("What pg_hba.conf does with {whose} depends on what is not known: {unknown}.");
    Err(Undecided::new(Reason::Ambiguous, words).showing(evidence))
}

/// What it depends on whether lines of `pg_hba.conf` fit and let in, in words.
fn unknowns(modes: &[(&Admission<'_>, &str)], clients: &[Ipv4Net]) -> String {
    let rules = || {
        modes.iter().flat_map(|(it, _)| {
            let (Admission::Admitted(rules) | Admission::Refused(rules) | Admission::Unknown(rules)) = it;
            rules.iter()
        })
    };
    let read = || rules().filter(|it| it.transport != HbaTransport::Unknown);
    let is_same = modes.windows(2).all(|it| matches!(it, [one, other] if discriminant(one.0) == discriminant(other.0)));
    let is_for_all = |it: &HbaClients| match it {
        HbaClients::All => true,
        HbaClients::Net(net) => clients.iter().all(|it| net.contains(it)),
        HbaClients::Ipv6 | HbaClients::Unknown => false,
    };
    let mut words: Vec<String> = Vec::new();
    let mut say = |is_so: bool, what: &str| words.extend(is_so.then(|| what.to_owned()));
    say(read().any(|it| it.databases != HbaScope::All), "the database");
    say(read().any(|it| it.roles != HbaScope::All), "the role");
    say(
        read().any(|it| !is_for_all(&it.clients)),
        match clients {
            [client] if client.prefix_len() == 32 => "which clients its lines name",
            _ if is_known(clients) => "which of these addresses it has",
            _ => "its address",
        },
    );
    say(!is_same, "whether the connection has TLS");
    say(rules().any(|it| it.transport == HbaTransport::Unknown), "what other files say");
    // Source: "Authentication Methods" (PostgreSQL 17): these ask for something else than a password.
    for rule in read().filter(|it| it.admits().is_none()) {
        let method = if rule.wants_certificate { "a client certificate" } else { &rule.method };
        let what = format!("whether it can log in by {method}");
        if !words.contains(&what) {
            words.push(what);
        }
    }
    match words.split_last() {
        None => "what its lines ask for".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

/// Whether these are addresses of the client, and not all that there are.
fn is_known(clients: &[Ipv4Net]) -> bool {
    clients != ANYWHERE
}

/// Every address of another machine: a client that arrives over the network does not come from a loopback address, whatever
/// translates on the way.
const ANYWHERE: [Ipv4Net; 8] = [
    Ipv4Net::new_assert(Ipv4Addr::UNSPECIFIED, 2),
    Ipv4Net::new_assert(Ipv4Addr::new(64, 0, 0, 0), 3),
    Ipv4Net::new_assert(Ipv4Addr::new(96, 0, 0, 0), 4),
    Ipv4Net::new_assert(Ipv4Addr::new(112, 0, 0, 0), 5),
    Ipv4Net::new_assert(Ipv4Addr::new(120, 0, 0, 0), 6),
    Ipv4Net::new_assert(Ipv4Addr::new(124, 0, 0, 0), 7),
    Ipv4Net::new_assert(Ipv4Addr::new(126, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(128, 0, 0, 0), 1),
];

/// The addresses that the source may see the client at, and what they are called: any, where that is not known.
fn clients(context: &Context<'_>) -> (Vec<Ipv4Net>, String) {
    let seen = match (context.config.source.access, context.destination(Party::Source)) {
        (Some(SourceAccess::Public), _) => {
            context.client_attachment().map(|it| outbound_addresses(context, &it)).unwrap_or_default()
        }
        // Beyond Azure, and at an address that is no machine's own, something else may translate, and is in no file.
        (Some(_), Ok(Destination::Machine(_))) => match client_seen(context, Party::Source) {
            ClientSeen::AtItsOwn => {
                context.client_attachment().map(|it| it.subnet.prefixes.clone()).unwrap_or_default()
            }
            ClientSeen::Translated(nets, _) => nets,
            ClientSeen::Unknown => Vec::new(),
        },
        _ => Vec::new(),
    };
    if seen.is_empty() {
        return (ANYWHERE.to_vec(), "a client at an address that is not known".to_owned());
    }
    let listed: Vec<String> = seen.iter().map(ToString::to_string).collect();
    (seen, listed.join(", "))
}

/// The lines that decide, or that none fits.
fn shows(context: &Context<'_>, file: &HbaFile, admission: &Admission<'_>, whose: &str, how: &str) -> Vec<Evidence> {
    const MOST: usize = 4;
    let (Admission::Admitted(rules) | Admission::Refused(rules) | Admission::Unknown(rules)) = admission;
    if rules.is_empty() {
        return vec![of_source(context.network, file.file, format!("line for {whose}, {how}"), "none")];
    }
    rules
        .iter()
        .take(MOST)
        .map(|it| of_source(context.network, file.file, format!("line {}", it.line), it.words()))
        .collect()
}

#[cfg(test)]
mod tests {
    use pgreach_network::{
        FirewallTool, HbaClients, HbaFile, HbaRule, HbaScope, HbaTransport, HostFirewall, HostRule, ListenAddress,
        Listening, Network, Socket, Sockets,
    };

    use HbaScope::{All, Some as Named};
    use HbaTransport::{Host, HostSsl};
    use ListenAddress::{Address, Every, Ipv6, Localhost};

    use crate::{
        Status,
        network::testing::{all_right, config, finding, machine, route},
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
        network.self_run.hba_files.push(HbaFile { file: 0, rules, refused: None });
    }

    fn listens(network: &mut Network, addresses: &[ListenAddress], tls: Option<bool>) {
        let addresses = Some(addresses.to_vec());
        network.self_run.listening.push(Listening { file: 0, is_in_effect: true, addresses, port: Some(5432), tls });
    }

    fn sockets(network: &mut Network, is_whole: bool, listening: &[(ListenAddress, u16)]) {
        let socket = |(address, port): &(ListenAddress, u16)| Socket {
            address: *address,
            port: *port,
            is_postgres: Some(*port == 5432),
        };
        network.self_run.sockets.push(Sockets { file: 0, is_whole, listening: listening.iter().map(socket).collect() });
    }

    fn firewall(network: &mut Network, may_be_passed: bool, default: Option<bool>, rules: &[(&str, Option<bool>)]) {
        let rule = |(net, admits): &(&str, Option<bool>)| HostRule {
            clients: net.parse().expect("a range"),
            first_port: 5432,
            last_port: 5432,
            is_certain: true,
            admits: *admits,
        };
        let rules = rules.iter().map(rule).collect();
        let tool = FirewallTool::Nftables;
        network.self_run.host_firewalls.push(HostFirewall { file: 0, tool, may_be_passed, rules, default });
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
        (
            "no line",
            |it| hba(it, vec![rule(Host, All, "10.9.0.0/16", "md5")]),
            &[],
            Status::Fail,
            "must fit 10.2.0.0/24",
        ),
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
            "not known: which of these addresses it has.",
        ),
        (
            "a certificate, of all",
            |it| hba(it, vec![rule(HostSsl, All, "0.0.0.0/0", "cert")]),
            &["tls=require"],
            Status::Unknown,
            "not known: whether it can log in by cert.",
        ),
        (
            "a method without a password, and a database",
            |it| hba(it, vec![rule(Host, Named, "", "ident"), rule(Host, All, "", "md5")]),
            &[],
            Status::Unknown,
            "not known: the database and whether it can log in by ident.",
        ),
        (
            "a password and a certificate",
            |it| {
                hba(it, vec![rule(HostSsl, All, "10.2.0.0/16", "md5")]);
                it.self_run.hba_files[0].rules[0].wants_certificate = true;
            },
            &["tls=require"],
            Status::Unknown,
            "not known: whether it can log in by a client certificate.",
        ),
        ("sockets alone", |it| listens(it, &[], None), &[], Status::Fail, "empty"),
        (
            "loopback alone, and the client's address is not known",
            |it| hba(it, vec![rule(Host, All, "127.0.0.1/32", "md5"), rule(Host, All, "127.0.0.0/8", "trust")]),
            &["source.address=10.77.0.4"],
            Status::Fail,
            "on another machine",
        ),
        (
            "a range, and the client's address is not known",
            |it| hba(it, vec![rule(Host, All, "10.2.0.0/24", "md5")]),
            &["source.address=10.77.0.4"],
            Status::Unknown,
            "not known: its address.",
        ),
        (
            "a line that rejects all, and the client's address is not known",
            |it| hba(it, vec![rule(Host, All, "", "reject")]),
            &["source.address=10.77.0.4"],
            Status::Fail,
            "on another machine",
        ),
        (
            "TLS and one database, of a range",
            |it| hba(it, vec![rule(HostSsl, Named, "10.2.0.0/16", "md5")]),
            &[],
            Status::Unknown,
            "not known: the database",
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
        ("IPv6 alone", |it| listens(it, &[Ipv6, Localhost], None), &[], Status::Fail, "IPv6"),
        (
            "IPv6 and its address",
            |it| listens(it, &[Ipv6, Address([10, 1, 0, 7].into())], None),
            &[],
            Status::Unknown,
            "firewall",
        ),
        ("another address", |it| listens(it, &[Address([10, 1, 0, 8].into())], None), &[], Status::Fail, "10.1.0.7"),
        (
            "another address, or a name",
            |it| listens(it, &[Address([10, 1, 0, 8].into()), ListenAddress::Name], None),
            &[],
            Status::Unknown,
            "some addresses",
        ),
        (
            "another address than that of something before it",
            |it| listens(it, &[Address([10, 1, 0, 7].into())], None),
            &["source.name=10.1.0.99"],
            Status::Unknown,
            "some addresses",
        ),
        (
            "this machine alone, and in another file another port",
            |it| {
                listens(it, &[Localhost], None);
                it.self_run.listening[0].port = None;
                listens(it, &[], None);
                it.self_run.listening[1] =
                    Listening { addresses: None, port: Some(6000), ..it.self_run.listening[1].clone() };
            },
            &[],
            Status::Unknown,
            "another port",
        ),
        (
            "a socket on this machine alone",
            |it| sockets(it, true, &[(Localhost, 5432), (Every, 22)]),
            &[],
            Status::Fail,
            "alone",
        ),
        ("sockets on another port alone", |it| sockets(it, true, &[(Every, 22)]), &[], Status::Fail, "5432"),
        (
            "sockets on another port, and a device that may translate",
            |it| sockets(it, true, &[(Every, 22)]),
            &["source.kind=on-premises"],
            Status::Unknown,
            "Nothing listens",
        ),
        ("sockets that were filtered", |it| sockets(it, false, &[(Localhost, 5432)]), &[], Status::Unknown, "filtered"),
        (
            "no socket at all, as of a list of one port",
            |it| sockets(it, true, &[]),
            &[],
            Status::Unknown,
            "Nothing listens",
        ),
        (
            "a socket, and a setting that says otherwise",
            |it| {
                sockets(it, true, &[(Localhost, 5432)]);
                listens(it, &[Every], None);
            },
            &[],
            Status::Unknown,
            "elsewhere",
        ),
        (
            "a firewall that refuses, of a machine that translates nothing",
            |it| firewall(it, false, Some(false), &[("10.3.0.0/16", Some(true))]),
            &[],
            Status::Fail,
            "from 10.2.0.0/24",
        ),
        (
            "a firewall that refuses, and perhaps a container that it does not stand before",
            |it| firewall(it, true, Some(false), &[]),
            &[],
            Status::Unknown,
            "container",
        ),
        (
            "a firewall that refuses, and PostgreSQL in no container",
            |it| {
                firewall(it, true, Some(false), &[]);
                sockets(it, true, &[(Every, 5432)]);
            },
            &[],
            Status::Fail,
            "refuses what no rule",
        ),
        (
            "a firewall that refuses, and a device before it that may translate",
            |it| firewall(it, false, Some(false), &[]),
            &["source.kind=on-premises"],
            Status::Unknown,
            "container",
        ),
        (
            "a firewall that lets in a part",
            |it| firewall(it, false, Some(false), &[("10.2.0.0/25", Some(true))]),
            &[],
            Status::Unknown,
            "not known or not read",
        ),
        (
            "a rule that is not read",
            |it| firewall(it, false, Some(false), &[("10.2.0.0/16", None)]),
            &[],
            Status::Unknown,
            "not known or not read",
        ),
        (
            "a line, a socket and a firewall that lets in",
            |it| {
                hba(it, vec![rule(Host, All, "10.2.0.0/24", "md5")]);
                sockets(it, true, &[(Every, 5432)]);
                firewall(it, false, Some(false), &[("10.2.0.0/16", Some(true))]);
            },
            &[],
            Status::Unknown,
            "No tool prints",
        ),
        (
            "two files that differ",
            |it| {
                listens(it, &[Localhost], None);
                listens(it, &[Every], None);
            },
            &[],
            Status::Unknown,
            "differ in what listen_addresses",
        ),
        (
            "no line, at an address that is no machine's",
            |it| hba(it, vec![rule(Host, All, "10.9.0.0/16", "md5")]),
            &["source.name=10.1.0.99"],
            Status::Unknown,
            "depends on",
        ),
        ("localhost", |it| listens(it, &[Localhost], None), &[], Status::Fail, ""),
        ("nowhere", |it| listens(it, &[], None), &[], Status::Fail, ""),
        ("another port", |it| listens(it, &[Localhost], None), &["source.port=6432"], Status::Unknown, "another port"),
        (
            "a port that the files do not say, and a pooler's is connected to",
            |it| {
                listens(it, &[Localhost], None);
                it.self_run.listening[0].port = None;
            },
            &["source.port=6432"],
            Status::Unknown,
            "SHOW port",
        ),
        (
            "a port that the files do not say, and PostgreSQL's own is connected to",
            |it| {
                listens(it, &[Localhost], None);
                it.self_run.listening[0].port = None;
            },
            &[],
            Status::Fail,
            "",
        ),
        (
            "a file that is overruled",
            |it| {
                listens(it, &[Localhost], None);
                it.self_run.listening[0].is_in_effect = false;
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
        (
            "a public source, and only lines of others",
            |it| hba(it, vec![rule(HbaTransport::Local, All, "", "peer")]),
            &["source.access=public"],
            Status::Fail,
            "",
        ),
        ("no rule at all", |it| hba(it, vec![]), &[], Status::Unknown, "as it has no rule"),
        (
            "an appliance on the way",
            |it| {
                hba(it, vec![rule(Host, All, "10.9.0.0/16", "md5")]);
                route(it, "vnet-new", &["10.1.0.0/24 VirtualAppliance"]);
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
                hba(it, vec![rule(Host, All, "10.9.0.0/16", "md5")]);
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
                it.self_run.hba_files[0].refused = Some(3);
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
            machine(&mut network);
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
