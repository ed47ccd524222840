//! What AWS's own lists show of a source there: whether it can be connected to, from these addresses, and whether packets
//! find the way back.

use ipnet::Ipv4Net;
use pgreach_network::aws::{Aws, AwsRouteTable, DbSecurityGroup};

use crate::{
    Evidence, Party, SourceKind,
    network::{
        Context, Fact, leaves_as_itself, outbound_addresses, printed,
        security::{CLIENT_PORTS, public},
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// A database or machine in AWS, as far as its own list says.
struct Source<'a> {
    name: &'a str,
    file: usize,
    /// The property that says whether it can be connected to, with its value.
    status: (&'static str, Option<&'a str>),
    /// The port on which a database answers; none of a machine.
    port: Fact<u16>,
    /// The property that says whether it has a public address, and what it says.
    public: (&'static str, Option<bool>),
    groups: Option<Vec<&'a str>>,
    subnets: Option<Vec<&'a str>>,
    vpc: Option<&'a str>,
}

/// Whether AWS lets the client in at its public address; `None` where nothing of AWS was read, or the source is elsewhere.
///
/// Source: "Troubleshooting connections to a DB instance" (Amazon RDS user guide): the public access setting, the security
/// group's inbound rules, and an internet gateway in the route tables of the subnets.
pub(crate) fn lets_in_publicly(context: &Context<'_>) -> Option<Decided> {
    let source = source(context)?;
    Some(source.and_then(|source| {
        let side = context.client_attachment().ok();
        let mut clients = side.map(|it| outbound_addresses(context, &it)).unwrap_or_default();
        let whose = if clients.is_empty() {
            clients = public();
            "any public address, since the client's own is not known".to_owned()
        } else {
            printed(&clients)
        };
        let (property, is_public) = source.public;
        let public = match is_public {
            Some(true) => Ok(Outcome::pass(shown(context, source.file, source.name, property, "true"))),
            Some(false) => Ok(Outcome::fail(shown(context, source.file, source.name, property, "false"))
                .noting("It has no public address: it can be reached from inside its VPC alone.")),
            None => Err(missing(format!("whether {} has a public address", source.name))),
        };
        let parts = [is_up(context, &source), answers(context, &source), public];
        let around = [admits(context, &source, &clients, &whose), passes_acls(context, &source, &clients, &whose)];
        let way = routes(context, &source, &clients, |target| {
            Ok(target.starts_with("igw-")).map_err(|(): ()| Undecided::unshown())
        });
        Outcome::all(parts.into_iter().chain(around).chain([way]))
    }))
}

/// Whether AWS lets the client in from its subnet; `None` where nothing of AWS was read, or the source is elsewhere.
pub(crate) fn lets_in_privately(context: &Context<'_>) -> Option<Decided> {
    let source = source(context)?;
    Some(source.and_then(|source| {
        let clients = client_nets(context)?;
        let whose = printed(&clients);
        Outcome::all([
            is_up(context, &source),
            answers(context, &source),
            admits(context, &source, &clients, &whose),
            passes_acls(context, &source, &clients, &whose),
        ])
    }))
}

/// Whether the route tables in AWS lead back to the client's subnet, over a VPN that is up; `None` where nothing of AWS was
/// read, or the source is elsewhere.
pub(crate) fn leads_back(context: &Context<'_>) -> Option<Decided> {
    let source = source(context)?;
    Some(source.and_then(|source| {
        let clients = client_nets(context)?;
        routes(context, &source, &clients, |target| {
            if target.starts_with("tgw-") {
                let open = format!("Packets back go to the transit gateway {target}, whose own routes are not read.");
                return Err(Undecided::new(Reason::NotRead, open));
            }
            if !target.starts_with("vgw-") {
                return Ok(false);
            }
            let vpns = &context.network.aws.vpn_connections;
            let ends_there = vpns.iter().filter(|it| it.vpn_gateway_id.as_deref() == Some(target));
            if ends_there.clone().any(|it| it.carries(&clients)) {
                return Ok(true);
            }
            let seen = ends_there.map(|it| {
                let tunnels = it.vgw_telemetry.iter().flatten().map(|it| it.status.as_deref().unwrap_or("unknown"));
                let value = tunnels.collect::<Vec<_>>().join(", ");
                shown(context, it.file, &it.vpn_connection_id, "VgwTelemetry[].Status", value)
            });
            // Direct Connect may end at the same gateway.
            Err(Undecided::new(
                Reason::Missing,
                format!(
                    "Packets back go to {target}, and no VPN connection in the files is up there with a route to them: \
                     aws ec2 describe-vpn-connections prints it. What Direct Connect carries is in no file."
                ),
            )
            .showing(seen))
        })
    }))
}

/// The security group that a rule for the client is added to: the first that the source has.
pub(crate) fn security_group<'a>(context: &Context<'a>) -> Option<&'a str> {
    source(context)?.ok()?.groups?.first().copied()
}

/// The addresses that AWS sees the client at, where nothing on the way puts its own in their place.
fn client_nets(context: &Context<'_>) -> Decided<Vec<Ipv4Net>> {
    let side = context.client_attachment()?;
    if !leaves_as_itself(context, &side) {
        let open = "An appliance is on the way, or may be: with which address packets arrive in AWS is not known.";
        return Err(Undecided::new(Reason::Outside, open));
    }
    Ok(side.subnet.prefixes.clone())
}

/// What a file of AWS shows.
fn shown(
    context: &Context<'_>,
    file: usize,
    resource: &str,
    property: impl Into<String>,
    value: impl Into<String>,
) -> Evidence {
    Evidence {
        resource: resource.to_owned(),
        property: property.into(),
        value: value.into(),
        id: None,
        file: context.network.files.get(file).cloned(),
    }
}

fn missing(what: impl std::fmt::Display) -> Undecided {
    Undecided::new(Reason::Missing, format!("The files do not say {what}."))
}

/// The one of these; what is read twice and differs is none.
fn only<'a, T>(mut found: impl Iterator<Item = &'a T>, what: &str, command: &str) -> Decided<&'a T> {
    let first = found.next().ok_or_else(|| {
        Undecided::new(Reason::Missing, format!("{what} is not in the files: aws {command} prints it."))
    })?;
    match found.next() {
        None => Ok(first),
        Some(_) => Err(Undecided::new(Reason::Contradiction, format!("The files say two things of {what}."))),
    }
}

/// The source in AWS, by its name or where it answers.
fn source<'a>(context: &Context<'a>) -> Option<Decided<Source<'a>>> {
    // Only the command reads any.
    if cfg!(target_family = "wasm") {
        return None;
    }
    let aws = &context.network.aws;
    let kind = context.config.source.kind?;
    if aws.is_empty() || !matches!(kind, SourceKind::AwsRds | SourceKind::AwsAurora | SourceKind::AwsEc2) {
        return None;
    }
    let given = context.given_host(Party::Source).ok().flatten().map(|it| it.0.to_owned());
    let said = [context.config.source.name.clone(), context.config.source.address.clone(), given];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let is = |text: Option<&str>| text.is_some_and(|text| said.iter().any(|it| it.eq_ignore_ascii_case(text)));
    let name = said.first().map_or("The source", String::as_str);
    Some(if kind == SourceKind::AwsEc2 { machine(aws, name, is) } else { database(aws, name, is) })
}

fn machine<'a>(aws: &'a Aws, name: &str, is: impl Fn(Option<&str>) -> bool) -> Decided<Source<'a>> {
    let found = aws.machines().filter(|it| {
        is(Some(&it.instance_id)) || is(it.public_ip_address.as_deref()) || is(it.private_ip_address.as_deref())
    });
    let it = only(found, name, "ec2 describe-instances")?;
    match it.network_interfaces.as_deref() {
        Some([_]) => {}
        Some(_) => {
            let open = format!("{name} has several network interfaces, and it is not known which is connected to.");
            return Err(Undecided::new(Reason::Ambiguous, open));
        }
        None => return Err(missing(format!("how many network interfaces {name} has"))),
    }
    Ok(Source {
        name: &it.instance_id,
        file: it.file,
        status: ("State.Name", it.state.as_ref().and_then(|it| it.name.as_deref())),
        port: Fact::None,
        public: ("PublicIpAddress", it.public_ip_address.as_ref().map(|_| true)),
        groups: it.security_groups.as_ref().map(|it| it.iter().map(|it| it.group_id.as_str()).collect()),
        subnets: it.subnet_id.as_deref().map(|it| vec![it]),
        vpc: it.vpc_id.as_deref(),
    })
}

fn database<'a>(aws: &'a Aws, name: &str, is: impl Fn(Option<&str>) -> bool) -> Decided<Source<'a>> {
    let clusters = aws.clusters.iter().filter(|it| is(Some(&it.name)) || is(it.endpoint.as_deref()));
    let is_instance = |it: &&pgreach_network::aws::DbInstance| {
        is(Some(&it.name)) || is(it.endpoint.as_ref().and_then(|it| it.address.as_deref()))
    };
    let cluster = match clusters.clone().next() {
        None => None,
        Some(_) => Some(only(clusters, name, "rds describe-db-clusters")?),
    };
    let instance = match cluster {
        None => only(aws.instances.iter().filter(is_instance), name, "rds describe-db-instances")?,
        Some(_) if aws.instances.iter().any(|it| is_instance(&it)) => {
            let open = format!("A cluster and an instance are called {name}: say the host name that is connected to.");
            return Err(Undecided::new(Reason::Ambiguous, open));
        }
        Some(cluster) => {
            let members = cluster.members.as_deref().unwrap_or_default();
            let mut writers = members.iter().filter(|it| it.is_writer == Some(true));
            let writer = writers.next().filter(|_| writers.next().is_none());
            let writer = writer.ok_or_else(|| missing(format!("which instance of {name} is its writer")))?;
            let found = aws.instances.iter().filter(|it| it.name.eq_ignore_ascii_case(&writer.instance));
            only(found, &writer.instance, "rds describe-db-instances")?
        }
    };
    // Both must be available; the one that is not is what to look at.
    let of_cluster = cluster.map(|it| it.status.as_deref()).filter(|it| *it != Some("available"));
    let groups = cluster.map_or(&instance.vpc_security_groups, |it| &it.vpc_security_groups);
    let is_active = |it: &&DbSecurityGroup| it.status.as_deref() == Some("active");
    let subnets = instance.subnet_group.as_ref();
    Ok(Source {
        name: cluster.map_or(&instance.name, |it| &it.name),
        file: cluster.map_or(instance.file, |it| it.file),
        status: match of_cluster {
            Some(status) => ("Status", status),
            None => ("DBInstanceStatus", instance.status.as_deref()),
        },
        port: match cluster {
            Some(it) => it.port,
            None => instance.endpoint.as_ref().and_then(|it| it.port),
        }
        .map_or(Fact::Unknown, Fact::Known),
        public: ("PubliclyAccessible", instance.publicly_accessible),
        groups: groups
            .as_ref()
            .filter(|it| it.iter().all(|it| is_active(&it)))
            .map(|it| it.iter().map(|it| it.vpc_security_group_id.as_str()).collect()),
        subnets: subnets
            .and_then(|it| it.subnets.as_ref())
            .map(|it| it.iter().map(|it| it.subnet_identifier.as_str()).collect()),
        vpc: subnets.and_then(|it| it.vpc_id.as_deref()),
    })
}

/// Whether it runs.
///
/// Source: "Viewing DB instance status" (Amazon RDS user guide) and "Amazon EC2 instance state changes".
fn is_up(context: &Context<'_>, source: &Source<'_>) -> Decided {
    const DOWN: [&str; 9] = [
        "creating",
        "deleting",
        "failed",
        "incompatible-network",
        "pending",
        "shutting-down",
        "stopped",
        "stopping",
        "terminated",
    ];
    let (property, status) = source.status;
    let Some(status) = status else { return Err(missing(format!("whether {} runs", source.name))) };
    let evidence = shown(context, source.file, source.name, property, status);
    match status {
        "available" | "running" => Ok(Outcome::pass(evidence)),
        _ if DOWN.contains(&status) => Ok(Outcome::fail(evidence).noting(format!("{} does not run.", source.name))),
        _ => {
            let open = format!("{} is being changed: wait, then export it again.", source.name);
            Err(Undecided::new(Reason::Changing, open).showing([evidence]))
        }
    }
}

/// Whether a database answers on the port that is connected to. What listens on a machine, no list of AWS says.
fn answers(context: &Context<'_>, source: &Source<'_>) -> Decided {
    let port = context.port(Party::Source);
    match source.port {
        Fact::None => is_up(context, source),
        Fact::Unknown => Err(missing(format!("on which port {} answers", source.name))),
        Fact::Known(own) => {
            let evidence = shown(context, source.file, source.name, "Endpoint.Port", own.to_string());
            if own == port {
                return Ok(Outcome::pass(evidence));
            }
            let open = format!("{} answers on port {own}, and {port} is connected to: say source.port.", source.name);
            Err(Undecided::new(Reason::Contradiction, open).showing([evidence]))
        }
    }
}

/// Whether a security group of the source admits the client.
fn admits(context: &Context<'_>, source: &Source<'_>, clients: &[Ipv4Net], whose: &str) -> Decided {
    let port = context.port(Party::Source);
    let Some(ids) = source.groups.as_ref().filter(|it| !it.is_empty()) else {
        return Err(missing(format!("which security groups {} has, or they are being changed", source.name)));
    };
    let (mut refusing, mut open) = (Vec::new(), None);
    for id in ids {
        let all = &context.network.aws.security_groups;
        let group = match only(all.iter().filter(|it| it.group_id == **id), id, "ec2 describe-security-groups") {
            Ok(group) => group,
            Err(it) => {
                open = open.or(Some(it));
                continue;
            }
        };
        let value = |does: &str| format!("TCP {port} from {whose}: {does}");
        let evidence = |does| shown(context, group.file, id, "IpPermissions", value(does));
        match group.admits(clients, port) {
            Some(true) => return Ok(Outcome::pass(evidence("admitted"))),
            Some(false) => refusing.push(evidence("no rule")),
            None => {
                let words = format!(
                    "The security group {id} admits some addresses, and it is not known whether the client's are among them."
                );
                open = open.or(Some(Undecided::new(Reason::Outside, words).showing([evidence("not known")])));
            }
        }
    }
    match open {
        Some(open) => Err(open.showing(refusing)),
        None => Outcome::failed_by(refusing).noting(format!("No security group of {} admits it.", source.name)),
    }
}

/// The same must be found of each subnet that the source may stand in. Where it is not, it is not known: it stands in one.
fn of_each(source: &Source<'_>, find: impl Fn(&str) -> Decided) -> Decided {
    let Some(subnets) = source.subnets.as_ref().filter(|it| !it.is_empty()) else {
        return Err(missing(format!("in which subnets {} is", source.name)));
    };
    let found = subnets.iter().map(|it| find(it)).collect::<Decided<Vec<Outcome>>>()?;
    if found.iter().any(Outcome::is_fail) && !found.iter().all(Outcome::is_fail) {
        let open = format!("The subnets of {} differ, and it is not known in which of them it stands.", source.name);
        let evidence = found.into_iter().flat_map(Outcome::into_evidence);
        return Err(Undecided::new(Reason::Ambiguous, open).showing(evidence));
    }
    Outcome::all(found.into_iter().map(Ok))
}

/// Whether the network ACLs let the packets in, and the answers out.
fn passes_acls(context: &Context<'_>, source: &Source<'_>, clients: &[Ipv4Net], whose: &str) -> Decided {
    let port = context.port(Party::Source);
    of_each(source, |subnet| {
        let what = format!("The network ACL of {subnet}");
        let acls = context.network.aws.acls.iter().filter(|it| it.is_of(subnet));
        let acl = only(acls, &what, "ec2 describe-network-acls")?;
        let (first, last) = (CLIENT_PORTS.from, CLIENT_PORTS.to);
        let inbound = format!("TCP {port} from {whose}");
        let outbound = format!("TCP {first}-{last} to {whose}");
        Outcome::all([(inbound, (port, port), false), (outbound, (first, last), true)].map(|(words, ports, egress)| {
            let property = if egress { "Entries (outbound)" } else { "Entries (inbound)" };
            let evidence = |does| shown(context, acl.file, &acl.network_acl_id, property, format!("{words}: {does}"));
            match acl.lets_through(clients, ports, egress) {
                Some(true) => Ok(Outcome::pass(evidence("allowed"))),
                Some(false) => Ok(Outcome::fail(evidence("denied"))),
                None => {
                    let open = format!("{what} allows a part of these packets, or what it allows is not known.");
                    Err(Undecided::new(Reason::Outside, open).showing([evidence("not known")]))
                }
            }
        }))
    })
}

/// Whether the routes of the source's subnets lead to a target that serves.
fn routes(
    context: &Context<'_>,
    source: &Source<'_>,
    to: &[Ipv4Net],
    serves: impl Fn(&str) -> Decided<bool>,
) -> Decided {
    of_each(source, |subnet| {
        let table = route_table(context, source, subnet)?;
        let Some(targets) = table.targets(to) else {
            return Err(missing(format!("where the routes of {} lead", table.route_table_id)));
        };
        let evidence =
            shown(context, table.file, &table.route_table_id, "Routes", format!("{subnet} → {}", targets.join(", ")));
        let serving = targets.iter().map(|it| serves(it)).collect::<Decided<Vec<bool>>>();
        match serving.map_err(|it| it.showing([evidence.clone()]))? {
            all if all.iter().all(|it| *it) => Ok(Outcome::pass(evidence)),
            all if all.iter().all(|it| !it) => {
                Ok(Outcome::fail(evidence).noting("No route of that subnet leads back to the client."))
            }
            _ => {
                let open = "Only a part of the addresses that the client may have has a route back.";
                Err(Undecided::new(Reason::Ambiguous, open).showing([evidence]))
            }
        }
    })
}

/// The route table of a subnet: its own, else the main one of its VPC, where it is certain that it has none of its own.
///
/// Source: "Subnet route tables" (Amazon VPC user guide).
fn route_table<'a>(context: &Context<'a>, source: &Source<'_>, subnet: &str) -> Decided<&'a AwsRouteTable> {
    let aws = &context.network.aws;
    let what = format!("The route table of {subnet}");
    let command = "ec2 describe-route-tables";
    if aws.route_tables.iter().any(|it| it.is_of(subnet)) {
        return only(aws.route_tables.iter().filter(|it| it.is_of(subnet)), &what, command);
    }
    let Some(vpc) = source.vpc.filter(|vpc| aws.route_tables_of.iter().any(|it| it == vpc)) else {
        return Err(Undecided::new(
            Reason::Missing,
            format!(
                "No route table in the files is said to be the one of {subnet}, and nothing says that these are all: the \
                 script of pgreach collect prints all of its VPC."
            ),
        ));
    };
    let mut mains = Vec::new();
    for table in aws.route_tables.iter().filter(|it| it.vpc_id.as_deref().is_none_or(|it| it == vpc)) {
        match table.is_main() {
            Some(true) => mains.push(table),
            Some(false) => {}
            None => return Err(missing(format!("which subnets have the route table {}", table.route_table_id))),
        }
    }
    only(mains.into_iter(), &what, command)
}
