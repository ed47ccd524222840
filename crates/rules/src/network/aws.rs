//! Decides by AWS's own lists whether a source there can be connected to, from these addresses, and whether packets
//! find the way back.
//!
//! Longer than 500 lines: what AWS says of one connection, from the client to the database.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use pgreach_network::{
    CloudKind, CloudResource,
    aws::{admits, is_changing, is_main, is_of, is_of_gateway, lets_through, targets},
    cloud::{Members, ipv4, tagged_name},
    meet,
};

use super::cloud::{Clients, Said, all, by_id, is_up, missing, only, port, shown};
use crate::{
    Evidence, SourceKind,
    network::{Context, Fact, security::CLIENT_PORTS},
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// A database or machine in AWS, as far as its own list says.
pub(crate) struct Source<'a> {
    pub(crate) resource: &'a CloudResource,
    /// The instance that is connected to: of a cluster its writer, else the resource itself.
    pub(crate) instance: &'a CloudResource,
    name: &'a str,
    /// The property that says whether it can be connected to, with its value.
    pub(crate) status: (&'static str, Option<&'a str>),
    /// The port on which a database answers; none of a machine.
    port: Fact<u16>,
    /// The property that says whether it has a public address, and what it says.
    pub(crate) public: (&'static str, Option<bool>),
    pub(crate) groups: Option<Vec<&'a str>>,
    pub(crate) subnets: Option<Vec<&'a str>>,
    pub(crate) vpc: Option<&'a str>,
}

/// The host name at which a database answers: of a cluster that which leads to its writer.
pub(crate) fn host<'a>(context: &Context<'a>) -> Option<&'a str> {
    let source = source(context, false).or_else(|_| source(context, true)).ok()?;
    let of_instance = || source.instance.json.get("Endpoint")?.text("Address");
    source.resource.json.text("Endpoint").or_else(of_instance)
}

/// Whether AWS lets the client in at its public address.
///
/// Source: "Troubleshooting connections to a DB instance" (Amazon RDS user guide): the public access setting, the security
/// group's inbound rules, and an internet gateway in the route tables of the subnets.
pub(super) fn lets_in_publicly(context: &Context<'_>, clients: &Clients) -> Decided {
    let source = source(context, true)?;
    let (property, is_public) = source.public;
    let says = |value| shown(context, source.resource, source.name, property, value);
    let public = match is_public {
        Some(true) => Ok(Outcome::pass(says("true"))),
        Some(false) => Ok(Outcome::fail(says("false"))
            .noting("It has no public address: it can be reached from inside its VPC alone.")),
        None => Err(missing(format!("whether {} has a public address", source.name))),
    };
    let parts = [
        public,
        admitted(context, &source, clients),
        passes_acls(context, &source, clients),
        leads_out(context, &source, clients),
    ];
    Outcome::all(answers(context, &source).into_iter().chain(parts))
}

/// Whether the source is PostgreSQL, and runs; `None` where no list has it.
pub(super) fn is_ready(context: &Context<'_>) -> Option<Decided> {
    let source = source(context, false).or_else(|_| source(context, true)).ok()?;
    Some(Outcome::all(is_postgresql(context, &source).into_iter().chain([runs(context, &source)])))
}

/// That a database has no public address, where its list says so.
pub(super) fn is_private(context: &Context<'_>) -> Option<Evidence> {
    publicly_accessible(context).filter(|it| !it.0).map(|it| it.1)
}

/// Whether a database has a public address, and what says so. A machine may get one later.
pub(crate) fn publicly_accessible(context: &Context<'_>) -> Option<(bool, Evidence)> {
    let source = source(context, false).ok().filter(|it| it.port != Fact::None)?;
    let (property, is_public) = source.public;
    let is_public = is_public?;
    Some((is_public, shown(context, source.instance, source.name, property, is_public.to_string())))
}

/// Whether the routes of the source's subnets lead to an internet gateway.
pub(crate) fn leads_out(context: &Context<'_>, source: &Source<'_>, clients: &Clients) -> Decided {
    routes(context, source, &clients.nets, |target| match kind_of(target) {
        "igw" => Ok(true),
        // Packets that came over the internet gateway go back over it, or their address is not put back.
        "local" | "nothing" | "blackhole" | "vgw" | "nat" | "pcx" => Ok(false),
        _ => Err(Undecided::new(
            Reason::Outside,
            format!("Packets back go to {target}, and what it does with them is in no list."),
        )),
    })
}

/// Whether AWS lets the client in from its subnet.
pub(super) fn lets_in_privately(context: &Context<'_>, clients: &Clients) -> Decided {
    let source = source(context, false)?;
    let parts = [admitted(context, &source, clients), passes_acls(context, &source, clients)];
    Outcome::all(answers(context, &source).into_iter().chain(parts))
}

/// Whether the route tables in AWS lead back to the client's subnet. It is never proven: which of its connections, or Direct
/// Connect, a gateway takes, and a route that was announced beside a narrower one of the VPC, no list says.
///
/// Source: "Site-to-Site VPN route priority" (AWS Site-to-Site VPN user guide).
pub(crate) fn leads_back(context: &Context<'_>, clients: &Clients) -> Decided {
    let source = source(context, false)?;
    let gone = attachments(context, &source).filter(|it| is_gone(it)).map(|it| {
        let (id, state) = (it.json.text("TransitGatewayAttachmentId"), it.json.text("State"));
        shown(context, it, id.unwrap_or("An attachment"), "State", state.unwrap_or("unknown"))
    });
    let back = routes(context, &source, &clients.nets, |target| match kind_of(target) {
        // Peerings lead no further than the VPC beyond them.
        "local" | "nothing" | "blackhole" | "igw" | "pcx" => Ok(false),
        "tgw" => leads_on(context, &source, target, &clients.nets),
        "vgw" => {
            let seen = by_id(context, CloudKind::AwsVpnConnection, "VpnGatewayId", target).map(|it| {
                let tunnels = it.json.list("VgwTelemetry").unwrap_or_default().iter();
                let value = tunnels.map(|it| it.text("Status").unwrap_or("unknown")).collect::<Vec<_>>().join(", ");
                let id = it.json.text("VpnConnectionId").unwrap_or_default();
                shown(context, it, id, "VgwTelemetry[].Status", value)
            });
            // One that is to be attached has no id yet.
            let gateway = if target == "vgw-" { "a virtual private gateway" } else { target };
            let open = format!(
                "Packets back go to {gateway}. Which of its VPN connections or Direct Connect it takes for them is in no list."
            );
            Err(Undecided::new(Reason::Outside, open).showing(seen))
        }
        _ => {
            let open = format!("Packets back go to {target}, and what it does with them is in no list.");
            Err(Undecided::new(Reason::Outside, open))
        }
    });
    back.map(|it| if it.is_fail() { it.showing(gone) } else { it })
}

/// The attachments of the source's VPC to transit gateways.
pub(crate) fn attachments<'a>(context: &Context<'a>, source: &Source<'a>) -> impl Iterator<Item = &'a CloudResource> {
    let vpc = source.vpc;
    all(context, CloudKind::TransitGatewayAttachment).filter(move |it| {
        it.json.text("ResourceType") == Some("vpc") && vpc.is_some() && it.json.text("ResourceId") == vpc
    })
}

/// Whether an attachment lets no packets pass.
fn is_gone(attachment: &CloudResource) -> bool {
    let state = attachment.json.text("State").unwrap_or_default();
    ["deleted", "deleting", "failed", "pendingAcceptance", "rejected"].contains(&state)
}

/// Whether a transit gateway takes packets from the source's VPC on to the client. Only an attachment that is not there for
/// packets is certain: of routes the list does not say of which of its route tables they are, nor whether it was filtered.
///
/// Source: `TransitGatewayAttachment.state` (Amazon EC2 API), "Transit gateway attachments" (Amazon VPC transit gateways).
fn leads_on(context: &Context<'_>, source: &Source<'_>, gateway: &str, to: &[Ipv4Net]) -> Decided<bool> {
    let mut seen = Vec::new();
    let attachments: Vec<&CloudResource> =
        attachments(context, source).filter(|it| it.json.text("TransitGatewayId") == Some(gateway)).collect();
    for it in &attachments {
        let (id, state) = (it.json.text("TransitGatewayAttachmentId").unwrap_or(gateway), it.json.text("State"));
        seen.push(shown(context, it, id, "State", state.unwrap_or("unknown")));
    }
    // An attachment that was deleted is listed for a while beside the one that took its place.
    if !attachments.is_empty() && attachments.iter().all(|it| is_gone(it)) {
        return Ok(false);
    }
    for list in all(context, CloudKind::TransitGatewayRoutes) {
        let range = list.json.text("DestinationCidrBlock").unwrap_or_default();
        if !ipv4(range).is_some_and(|net| to.iter().any(|it| meet(net, *it))) {
            continue;
        }
        let attachments = list.json.list("TransitGatewayAttachments").unwrap_or_default().iter();
        let ends = attachments.filter_map(|it| it.text("ResourceId").or_else(|| it.text("ResourceType")));
        let state = list.json.text("State").unwrap_or("unknown");
        let value = std::iter::once(state).chain(ends).collect::<Vec<_>>().join(", ");
        seen.push(shown(context, list, gateway, range, value));
    }
    let open = format!(
        "Packets back go to the transit gateway {gateway}. Which of its route tables counts for them, and whether all routes of \
         that are in the files, no list says: aws ec2 search-transit-gateway-routes prints those of one."
    );
    Err(Undecided::new(Reason::Outside, open).showing(seen))
}

/// What an id is the id of, as its start says.
fn kind_of(id: &str) -> &str {
    id.split_once('-').map_or(id, |it| it.0)
}

/// The security group that a rule for the client is added to: the first that the source has.
pub(crate) fn security_group<'a>(context: &Context<'a>) -> Option<&'a str> {
    use SourceKind::{AwsAurora, AwsEc2, AwsRds};
    matches!(context.config.source.kind?, AwsRds | AwsAurora | AwsEc2)
        .then(|| source(context, false).or_else(|_| source(context, true)).ok()?.groups?.first().copied())?
}

/// The source in AWS, by its name or where it answers.
pub(crate) fn source<'a>(context: &Context<'a>, is_public: bool) -> Decided<Source<'a>> {
    let said = Said::of(context)?;
    match context.config.source.kind {
        Some(SourceKind::AwsEc2) => machine(context, &said, is_public),
        _ => database(context, &said, is_public),
    }
}

fn machine<'a>(context: &Context<'a>, said: &Said<'a>, is_public: bool) -> Decided<Source<'a>> {
    const NAMES: [&str; 3] = ["InstanceId", "PrivateIpAddress", "PublicIpAddress"];
    let is_it = |it: &&CloudResource| {
        NAMES.iter().any(|member| said.is(it.json.text(member))) || said.is(tagged_name(&it.json))
    };
    let found = only(all(context, CloudKind::Ec2Instance).filter(is_it), said.words(), "aws ec2 describe-instances")?;
    let it = &found.json;
    let name = it.text("InstanceId").ok_or_else(|| missing("the id of an EC2 instance"))?;
    let address = it.text(if is_public { "PublicIpAddress" } else { "PrivateIpAddress" });
    said.is_connected_to(name, tagged_name(it))?;
    said.is_connected_at(name, address.as_slice())?;
    match it.list("NetworkInterfaces") {
        Some([_]) => {}
        Some(_) => {
            let open = format!("{name} has several network interfaces, and it is not known which is connected to.");
            return Err(Undecided::new(Reason::Ambiguous, open));
        }
        None => return Err(missing(format!("how many network interfaces {name} has"))),
    }
    Ok(Source {
        resource: found,
        instance: found,
        name,
        status: ("State.Name", it.get("State").and_then(|it| it.text("Name"))),
        port: Fact::None,
        public: ("PublicIpAddress", it.text("PublicIpAddress").map(|_| true)),
        groups: it.texts("SecurityGroups", "GroupId"),
        subnets: it.text("SubnetId").map(|it| vec![it]),
        vpc: it.text("VpcId"),
    })
}

fn database<'a>(context: &Context<'a>, said: &Said<'a>, is_public: bool) -> Decided<Source<'a>> {
    const NAME: &str = "DBInstanceIdentifier";
    let (name, describe) = (said.words(), "aws rds describe-db-instances");
    let host_of = |it: &'a CloudResource| it.json.get("Endpoint").and_then(|it| it.text("Address"));
    let instances = || {
        let is_it = move |it: &&'a CloudResource| said.is(it.json.text(NAME)) || said.is(host_of(it));
        all(context, CloudKind::RdsInstance).filter(is_it)
    };
    let mut clusters = all(context, CloudKind::RdsCluster)
        .filter(|it| said.is(it.json.text("DBClusterIdentifier")) || said.is(it.json.text("Endpoint")))
        .peekable();
    let cluster = match clusters.peek() {
        None => None,
        Some(_) => Some(only(clusters, name, "aws rds describe-db-clusters")?),
    };
    let instance = match cluster {
        // One that says no name may have this one.
        None if !instances().any(|it| said.is(host_of(it)))
            && all(context, CloudKind::RdsInstance).any(|it| it.json.text(NAME).is_none()) =>
        {
            return Err(missing("what an instance is called"));
        }
        // Identifiers are unique in a region alone.
        None if instances().any(|it| instances().any(|other| host_of(it) != host_of(other))) => {
            let open =
                format!("The files hold more than one instance called {name}: say the host name that is connected to.");
            return Err(Undecided::new(Reason::Ambiguous, open));
        }
        None => only(instances(), name, describe)?,
        Some(_) if instances().next().is_some() => {
            let open = format!("A cluster and an instance are called {name}: say the host name that is connected to.");
            return Err(Undecided::new(Reason::Ambiguous, open));
        }
        Some(cluster) => {
            let members = cluster.json.list("DBClusterMembers").unwrap_or_default();
            let mut writers = members.iter().filter(|it| it.flag("IsClusterWriter") == Some(true));
            let writer = writers.next().filter(|_| writers.next().is_none()).and_then(|it| it.text(NAME));
            let writer = writer.ok_or_else(|| missing(format!("which instance of {name} is its writer")))?;
            let is_it = |it: &&CloudResource| it.json.text(NAME).is_some_and(|it| it.eq_ignore_ascii_case(writer));
            only(all(context, CloudKind::RdsInstance).filter(is_it), writer, describe)?
        }
    };
    let resource = cluster.unwrap_or(instance);
    let (own_name, host, port) = if let Some(it) = cluster {
        (it.json.text("DBClusterIdentifier"), it.json.text("Endpoint"), it.json.number("Port"))
    } else {
        let port = instance.json.get("Endpoint").and_then(|it| it.number("Port"));
        (instance.json.text(NAME), host_of(instance), port)
    };
    let own_name = own_name.unwrap_or(name);
    said.is_connected_to(own_name, host)?;
    // A public address of a database changes; within a network a person's word for it counts.
    if let Some(address) = said.address().filter(|_| is_public) {
        let open = format!(
            "{address} is connected to, and AWS prints no address of {own_name}: whether it is its is in no list."
        );
        return Err(Undecided::new(Reason::Outside, open));
    }
    // Both must be available; the one that is not is what to look at.
    let of_cluster = cluster.map(|it| it.json.text("Status")).filter(|it| *it != Some("available"));
    let groups = resource.json.list("VpcSecurityGroups");
    let group = instance.json.get("DBSubnetGroup");
    let mut subnets = group.and_then(|it| it.texts("Subnets", "SubnetIdentifier"));
    let vpc = group.and_then(|it| it.text("VpcId"));
    if let Some(address) = said.address() {
        stands_at(context, own_name, address, &mut subnets, vpc)?;
    }
    Ok(Source {
        resource,
        instance,
        name: own_name,
        status: match of_cluster {
            Some(status) => ("Status", status),
            None => ("DBInstanceStatus", instance.json.text("DBInstanceStatus")),
        },
        port: port.and_then(|it| u16::try_from(it).ok()).map_or(Fact::Unknown, Fact::Known),
        public: ("PubliclyAccessible", instance.json.flag("PubliclyAccessible")),
        groups: groups
            .filter(|it| it.iter().all(|it| it.text("Status") == Some("active")))
            .and_then(|_| resource.json.texts("VpcSecurityGroups", "VpcSecurityGroupId")),
        subnets,
        vpc,
    })
}

/// Leaves the subnet that holds the address which is connected to, where the files say which one that is; undecided where
/// they say that none does.
///
/// Source: "Subnet CIDR blocks" and "Route tables" (Amazon VPC user guide): ranges of subnets do not overlap, and each route
/// table has a local route for each range of its VPC.
fn stands_at(
    context: &Context<'_>,
    name: &str,
    address: Ipv4Addr,
    subnets: &mut Option<Vec<&str>>,
    vpc: Option<&str>,
) -> Decided<()> {
    let elsewhere = |ranges: &str, of: &str| {
        let open = format!(
            "{address} is connected to, and {name} stands in {of}, with {ranges}: what answers there is not known."
        );
        Err(Undecided::new(Reason::Contradiction, open))
    };
    let listed = |ranges: &[Ipv4Net]| ranges.iter().map(Ipv4Net::to_string).collect::<Vec<_>>().join(", ");
    if let Some(all_of) = subnets {
        let range = |id: &str| {
            let mut found = by_id(context, CloudKind::AwsSubnet, "SubnetId", id).map(|it| it.json.text("CidrBlock"));
            found.next().filter(|_| found.next().is_none())?.and_then(ipv4)
        };
        let ranges: Vec<Option<Ipv4Net>> = all_of.iter().map(|it| range(it)).collect();
        if let Some(place) = ranges.iter().position(|it| it.is_some_and(|it| it.contains(&address))) {
            *all_of = all_of.get(place).copied().into_iter().collect();
            return Ok(());
        }
        let known: Vec<Ipv4Net> = ranges.iter().flatten().copied().collect();
        if !known.is_empty() && known.len() == all_of.len() {
            return elsewhere(&listed(&known), &all_of.join(", "));
        }
    }
    let Some(vpc) = vpc else { return Ok(()) };
    let tables = by_id(context, CloudKind::AwsRouteTable, "VpcId", vpc);
    for table in tables {
        let routes = table.json.list("Routes").unwrap_or_default().iter();
        let local = routes.filter(|it| it.text("GatewayId") == Some("local"));
        let local: Vec<Ipv4Net> = local.filter_map(|it| ipv4(it.text("DestinationCidrBlock")?)).collect();
        if !local.is_empty() && !local.iter().any(|it| it.contains(&address)) {
            return elsewhere(&listed(&local), vpc);
        }
    }
    Ok(())
}

/// Whether it is PostgreSQL that runs there; nothing of a machine, which runs what its owner installs.
///
/// Source: `Engine` of `CreateDBInstance` (Amazon RDS API).
fn is_postgresql(context: &Context<'_>, source: &Source<'_>) -> Option<Decided> {
    let says = |it: &str| shown(context, source.instance, source.name, "Engine", it);
    Some(match source.instance.json.text("Engine") {
        _ if source.port == Fact::None => return None,
        Some(engine @ ("postgres" | "aurora-postgresql")) => Ok(Outcome::pass(says(engine))),
        Some(other) => {
            Ok(Outcome::fail(says(other)).noting(format!("{} is {other}, and not PostgreSQL.", source.name)))
        }
        None => Err(missing(format!("whether {} is PostgreSQL", source.name))),
    })
}

/// Whether it runs.
///
/// Source: "Viewing DB instance status" (Amazon RDS user guide) and "Amazon EC2 instance state changes".
fn runs(context: &Context<'_>, source: &Source<'_>) -> Decided {
    const SERVING: &str = "storage-optimization";
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
    let up = match status {
        _ if source.port == Fact::None => "running",
        // "Fully operational", in the words of AWS's list.
        Some(SERVING) => SERVING,
        _ => "available",
    };
    is_up(source.name, |it| shown(context, source.resource, source.name, property, it), status, up, &DOWN)
}

/// The port on which a database answers, and what says so.
pub(crate) fn database_port(context: &Context<'_>) -> Option<(u16, Evidence)> {
    let source = source(context, false).or_else(|_| source(context, true)).ok()?;
    let port = *source.port.known()?;
    Some((port, shown(context, source.resource, source.name, "Endpoint.Port", port.to_string())))
}

/// Whether a database answers on the port that is connected to; nothing of a machine, as no list of AWS says what listens
/// there.
fn answers(context: &Context<'_>, source: &Source<'_>) -> Option<Decided> {
    let port = port(context);
    Some(match source.port {
        Fact::None => return None,
        Fact::Unknown => Err(missing(format!("on which port {} answers", source.name))),
        Fact::Known(own) => {
            let evidence = shown(context, source.resource, source.name, "Endpoint.Port", own.to_string());
            if own == port {
                Ok(Outcome::pass(evidence))
            } else {
                let open =
                    format!("{} answers on port {own}, and {port} is connected to: say source.port.", source.name);
                Err(Undecided::new(Reason::Contradiction, open).showing([evidence]))
            }
        }
    })
}

/// Whether a security group of the source admits the client.
pub(crate) fn admitted(context: &Context<'_>, source: &Source<'_>, clients: &Clients) -> Decided {
    let port = port(context);
    let Some(ids) = source.groups.as_ref().filter(|it| !it.is_empty()) else {
        return Err(missing(format!("which security groups {} has, or they are being changed", source.name)));
    };
    let (mut refusing, mut open) = (Vec::new(), None);
    for id in ids {
        let found = by_id(context, CloudKind::AwsSecurityGroup, "GroupId", id);
        let group = match only(found, id, "aws ec2 describe-security-groups") {
            Ok(group) => group,
            Err(it) => {
                open = open.or(Some(it));
                continue;
            }
        };
        let value = |does: &str| format!("TCP {port} from {}: {does}", clients.words);
        let evidence = |does| shown(context, group, id, "IpPermissions", value(does));
        match admits(&group.json, &clients.nets, port) {
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

/// What is found of all subnets that the source may stand in. Where they differ, it is not known: it stands in one.
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
pub(crate) fn passes_acls(context: &Context<'_>, source: &Source<'_>, clients: &Clients) -> Decided {
    let port = port(context);
    of_each(source, |subnet| {
        let what = format!("The network ACL of {subnet}");
        let acl = acl_of(context, subnet)?;
        let id = acl.json.text("NetworkAclId").unwrap_or(&what);
        Outcome::all(acl_directions(port).map(|(ports, egress)| {
            let words = match ports {
                (first, last) if egress => format!("TCP {first}-{last} to {}", clients.words),
                _ => format!("TCP {port} from {}", clients.words),
            };
            let property = if egress { "Entries (outbound)" } else { "Entries (inbound)" };
            let evidence = |does| shown(context, acl, id, property, format!("{words}: {does}"));
            // Answers go to the port that the client has opened, which is never the one that it connects to.
            let is_of_no_answer = || {
                let others = [(ports.0, port.saturating_sub(1)), (port.saturating_add(1), ports.1)];
                let is_denied = |it: (u16, u16)| lets_through(&acl.json, &clients.nets, it, egress) == Some(false);
                egress && others.into_iter().filter(|it| it.0 <= it.1).all(is_denied)
            };
            match lets_through(&acl.json, &clients.nets, ports, egress) {
                None if is_of_no_answer() => Ok(Outcome::fail(evidence("denied")).noting(format!(
                    "{what} lets out to port {port} alone, and answers go to the port that the client has opened."
                ))),
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

/// The network ACL of a subnet.
pub(crate) fn acl_of<'a>(context: &Context<'a>, subnet: &str) -> Decided<&'a CloudResource> {
    let acls = all(context, CloudKind::NetworkAcl).filter(|it| is_of(&it.json, subnet));
    only(acls, &format!("The network ACL of {subnet}"), "aws ec2 describe-network-acls")
}

/// The ports at the client's side of a network ACL, or at the source's, by direction: whether it is out of the subnet.
pub(crate) const fn acl_directions(port: u16) -> [((u16, u16), bool); 2] {
    [((port, port), false), ((CLIENT_PORTS.from, CLIENT_PORTS.to), true)]
}

/// Whether the routes of the source's subnets lead to a target that serves.
fn routes(
    context: &Context<'_>,
    source: &Source<'_>,
    to: &[Ipv4Net],
    serves: impl Fn(&str) -> Decided<bool>,
) -> Decided {
    if let Some(table) = all(context, CloudKind::AwsRouteTable).find(|it| is_of_gateway(&it.json)) {
        let id = table.json.text("RouteTableId").unwrap_or("A route table");
        let open = format!("{id} is the route table of a gateway: where it sends what comes in is not read.");
        return Err(Undecided::new(Reason::NotRead, open));
    }
    of_each(source, |subnet| {
        let table = route_table(context, source, subnet)?;
        let id = table.json.text("RouteTableId").unwrap_or(subnet);
        let Some(targets) = targets(&table.json, to) else {
            return Err(missing(format!("where the routes of {id} lead")));
        };
        let led = targets.join(", ");
        let evidence = shown(context, table, id, "Routes", format!("{subnet} → {led}"));
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
pub(crate) fn route_table<'a>(context: &Context<'a>, source: &Source<'_>, subnet: &str) -> Decided<&'a CloudResource> {
    let what = format!("The route table of {subnet}");
    let command = "aws ec2 describe-route-tables";
    let tables = || all(context, CloudKind::AwsRouteTable);
    if let Some(table) = tables().find(|it| is_changing(&it.json, subnet)) {
        let id = table.json.text("RouteTableId").unwrap_or("a route table");
        let open = format!("{id} is coming to {subnet}, or going from it: which route table that has is not known.");
        return Err(Undecided::new(Reason::Changing, open));
    }
    if tables().any(|it| is_of(&it.json, subnet)) {
        return only(tables().filter(|it| is_of(&it.json, subnet)), &what, command);
    }
    let is_whole = |vpc: &&str| all(context, CloudKind::WholeVpc).any(|it| it.json.as_str() == Some(*vpc));
    let Some(vpc) = source.vpc.filter(is_whole) else {
        return Err(Undecided::new(
            Reason::Missing,
            format!(
                "No route table in the files is said to be the one of {subnet}, and nothing says that these are all: the \
                 script of pgreach collect prints all of its VPC."
            ),
        ));
    };
    let mut mains = Vec::new();
    for table in tables().filter(|it| it.json.text("VpcId").is_none_or(|it| it == vpc)) {
        match is_main(&table.json) {
            Some(true) => mains.push(table),
            Some(false) => {}
            None => {
                let id = table.json.text("RouteTableId").unwrap_or("in the files");
                return Err(missing(format!("which subnets have the route table {id}")));
            }
        }
    }
    only(mains.into_iter(), &what, command)
}
