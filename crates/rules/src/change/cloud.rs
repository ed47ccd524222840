//! A change of a resource in another cloud: in words, and as commands of `aws` and `gcloud`, by what differs.
//!
//! A list is added to by a command for what is new alone. Where a command sets a whole list, as `--authorized-networks`, the
//! whole of it stands there. What takes a change back is made the same way, of the two the other way round.
//!
//! Sources: the command references of `aws rds`, `aws ec2`, `gcloud sql instances patch`, `gcloud alloydb instances update`,
//! `gcloud compute instances start`, `gcloud compute firewall-rules` and `gcloud compute networks peerings update`.

use pgreach_network::{CloudKind, CloudResource, cloud::Members};
use serde_json::Value;

use super::az::word;
use crate::{
    network::{Edit, Item, google::SERVICES},
    planned::Look,
};

/// A part of a change: what it does, what does it, and what it opens, interrupts or costs.
#[derive(Default)]
struct Part {
    title: String,
    /// None where it is not known which resource a command would name.
    command: Option<String>,
    by_hand: Option<String>,
    impact: String,
}

impl Part {
    fn new(title: impl Into<String>, command: impl Into<String>, impact: impl Into<String>) -> Self {
        Self { title: title.into(), command: Some(command.into()), by_hand: None, impact: impact.into() }
    }
}

/// What an edit of a resource does, as an instruction.
pub(super) fn title(edit: &Edit) -> String {
    let titles: Vec<String> = parts(edit).into_iter().map(|it| it.title).collect();
    titles.join("; ")
}

/// The commands that make it; none where one of them is not known.
pub(super) fn commands(edit: &Edit) -> Vec<String> {
    let commands: Option<Vec<String>> = parts(edit).into_iter().map(|it| it.command).collect();
    commands.unwrap_or_default()
}

/// What a person does in the console, where no command is known.
pub(super) fn by_hand(edit: &Edit) -> Vec<String> {
    parts(edit).into_iter().filter_map(|it| it.by_hand).collect()
}

/// What it opens, interrupts or costs.
pub(super) fn impact(edit: &Edit) -> Vec<String> {
    let mut impact: Vec<String> = Vec::new();
    for it in parts(edit) {
        if !it.impact.is_empty() && !impact.contains(&it.impact) {
            impact.push(it.impact);
        }
    }
    impact
}

/// The id or name of a resource, as its cloud's commands take it.
pub(super) fn id(resource: &CloudResource) -> &str {
    let json = &resource.json;
    let member = match resource.kind {
        CloudKind::RdsInstance => "DBInstanceIdentifier",
        CloudKind::RdsCluster => "DBClusterIdentifier",
        CloudKind::Ec2Instance => "InstanceId",
        CloudKind::AwsSecurityGroup => "GroupId",
        CloudKind::AwsRouteTable => "RouteTableId",
        CloudKind::NetworkAcl => "NetworkAclId",
        CloudKind::AwsVpnConnection => "VpnConnectionId",
        // What is changed of them is a rule, and a new one is the last.
        CloudKind::EffectiveFirewalls => {
            return json.list("firewalls").and_then(|it| it.last()?.text("name")).unwrap_or_default();
        }
        _ => "name",
    };
    json.text(member).or_else(|| json.as_str()).unwrap_or_default()
}

/// The look at a list that a command sets whole: somebody may have added to it since.
pub(super) fn look(edit: &Edit) -> Option<Look> {
    let (from, to) = ends(edit)?;
    let (described, list) = match from.kind {
        CloudKind::CloudSqlInstance => (
            format!("gcloud sql instances describe {}", word(id(from))),
            "settings.ipConfiguration.authorizedNetworks[].value",
        ),
        CloudKind::AlloyDbInstance => {
            (of_instance("describe", from)?, "networkConfig.authorizedExternalNetworks[].cidrRange")
        }
        _ => return None,
    };
    let (before, after) = (networks(from)?, networks(to)?);
    (before != after).then(|| Look {
        az: format!("{described} --format 'value({list}.list())'"),
        before: before.join(","),
        after: after.join(","),
    })
}

/// The resource as it was and as it will be: none is made or taken away.
const fn ends(edit: &Edit) -> Option<(&CloudResource, &CloudResource)> {
    match edit {
        Edit::Update { from: Item::Cloud(from), to: Item::Cloud(to) } => Some((from, to)),
        _ => None,
    }
}

fn parts(edit: &Edit) -> Vec<Part> {
    let Some((from, to)) = ends(edit) else { return Vec::new() };
    match to.kind {
        CloudKind::RdsInstance | CloudKind::RdsCluster | CloudKind::Ec2Instance => of_source_in_aws(from, to),
        CloudKind::AwsSecurityGroup => in_both(from, to, "IpPermissions", permission),
        CloudKind::NetworkAcl => in_both(from, to, "Entries", entry),
        CloudKind::AwsRouteTable => in_both(from, to, "Routes", route),
        CloudKind::CloudSqlInstance => of_cloud_sql(from, to),
        CloudKind::AlloyDbInstance => of_alloydb(from, to),
        CloudKind::ComputeInstance => of_machine(from, to),
        CloudKind::ComputeNetwork => of_network(from, to),
        CloudKind::EffectiveFirewalls => in_both(from, to, "firewalls", firewall_rule),
        _ => Vec::new(),
    }
}

/// What a list has that the other one has not: each is added, or taken away.
fn in_both(
    from: &CloudResource,
    to: &CloudResource,
    list: &str,
    part: fn(&CloudResource, &Value, bool) -> Vec<Part>,
) -> Vec<Part> {
    let items = |of: &CloudResource| of.json.list(list).unwrap_or_default().to_vec();
    let (before, after) = (items(from), items(to));
    let new = after.iter().filter(|it| !before.contains(it)).flat_map(|it| part(to, it, true));
    let gone = before.iter().filter(|it| !after.contains(it)).flat_map(|it| part(to, it, false));
    new.chain(gone).collect()
}

/// The values of a member, where they differ.
fn changed<'a>(from: &'a CloudResource, to: &'a CloudResource, path: &[&str]) -> Option<&'a Value> {
    let value = |of: &'a CloudResource| path.iter().try_fold(&of.json, |json, member| json.get(member));
    value(to).filter(|it| value(from) != Some(it))
}

fn of_source_in_aws(from: &CloudResource, to: &CloudResource) -> Vec<Part> {
    let name = id(to);
    let (service, what, flag, state): (&str, &str, &str, &[&str]) = match to.kind {
        CloudKind::RdsCluster => ("rds", "db-cluster", "db-cluster-identifier", &["Status"]),
        CloudKind::Ec2Instance => ("ec2", "instances", "instance-ids", &["State", "Name"]),
        _ => ("rds", "db-instance", "db-instance-identifier", &["DBInstanceStatus"]),
    };
    let argument = format!("--{flag} {}", word(name));
    let mut parts = Vec::new();
    if let Some(state) = changed(from, to, state) {
        let verb = if state == "stopped" { "stop" } else { "start" };
        parts.push(Part::new(
            format!("{} {name}", if verb == "stop" { "Stop" } else { "Start" }),
            format!("aws {service} {verb}-{what} {argument}"),
            format!("{name} costs money again, and takes some minutes to start."),
        ));
    }
    // Source: ModifyDBInstance (Amazon RDS API): this one is applied at once, and --apply-immediately would apply others too.
    if let Some(public) = changed(from, to, &["PubliclyAccessible"]) {
        let is_public = *public == true;
        parts.push(Part::new(
            format!("{} {name} a public address", if is_public { "Give" } else { "Take from" }),
            format!(
                "aws rds modify-db-instance {argument} --{}publicly-accessible",
                if is_public { "" } else { "no-" }
            ),
            format!(
                "Its host name leads to a public address from outside of its VPC then: anyone whom its security groups and \
                 network ACLs let in can try to log in to {name}. It is changed at once."
            ),
        ));
    }
    parts
}

fn permission(group: &CloudResource, permission: &Value, is_new: bool) -> Vec<Part> {
    let (Some(port), Some(ranges)) = (permission.number("FromPort"), permission.texts("IpRanges", "CidrIp")) else {
        return Vec::new();
    };
    let group = id(group);
    let (verb, command) = if is_new {
        ("Add to", "authorize-security-group-ingress")
    } else {
        ("Take from", "revoke-security-group-ingress")
    };
    let of_range = |range: &str| {
        Part::new(
            format!("{verb} the security group {group}: TCP {port} from {range}"),
            format!("aws ec2 {command} --group-id {} --protocol tcp --port {port} --cidr {}", word(group), word(range)),
            format!("Anyone with an address of {range} can try to connect to all that has {group}, on port {port}."),
        )
    };
    ranges.into_iter().map(of_range).collect()
}

fn entry(acl: &CloudResource, entry: &Value, is_new: bool) -> Vec<Part> {
    let part = || {
        let (number, range) = (entry.number("RuleNumber")?, entry.text("CidrBlock")?);
        let ports = entry.get("PortRange")?;
        let (first, last) = (ports.number("From")?, ports.number("To")?);
        let (flag, way, end) =
            if entry.flag("Egress")? { ("egress", "outbound", "to") } else { ("ingress", "inbound", "from") };
        let acl = id(acl);
        let place = format!("--network-acl-id {} --{flag} --rule-number {number}", word(acl));
        let ports = if first == last { first.to_string() } else { format!("{first}-{last}") };
        Some(if is_new {
            Part::new(
                format!("Add to the network ACL {acl} the {way} rule {number}: allow TCP {ports} {end} {range}"),
                format!(
                    "aws ec2 create-network-acl-entry {place} --protocol tcp --port-range From={first},To={last} --cidr-block \
                     {} --rule-action allow",
                    word(range)
                ),
                format!("It counts for every subnet of {acl}, before the rules with higher numbers."),
            )
        } else {
            Part::new(
                format!("Delete the {way} rule {number} of the network ACL {acl}"),
                format!("aws ec2 delete-network-acl-entry {place}"),
                "",
            )
        })
    };
    part().into_iter().collect()
}

fn route(table: &CloudResource, route: &Value, is_new: bool) -> Vec<Part> {
    let part = || {
        let (net, gateway) = (route.text("DestinationCidrBlock")?, route.text("GatewayId")?);
        let table = id(table);
        let place = format!("--route-table-id {} --destination-cidr-block {}", word(table), word(net));
        if !is_new {
            return Some(Part::new(
                format!("Delete the route to {net} of the route table {table}"),
                format!("aws ec2 delete-route {place}"),
                "",
            ));
        }
        let impact = format!("Everything in the subnets of {table} sends what goes to {net} there.");
        Some(if gateway.ends_with('-') {
            // Which one the VPC has, no file says.
            let gateway = if gateway == "igw-" { "internet gateway" } else { "virtual private gateway" };
            Part {
                title: format!("Add to the route table {table} a route to {net} over the {gateway} of its VPC"),
                command: None,
                by_hand: Some(format!(
                    "VPC console → Route tables → {table} → Edit routes: Destination {net}, Target the {gateway} that is \
                     attached to the VPC. Where it has none, one is attached first."
                )),
                impact,
            }
        } else {
            Part::new(
                format!("Add to the route table {table} a route to {net} over {gateway}"),
                format!("aws ec2 create-route {place} --gateway-id {}", word(gateway)),
                impact,
            )
        })
    };
    part().into_iter().collect()
}

/// The authorized networks of a Cloud SQL instance.
fn networks(of: &CloudResource) -> Option<Vec<&str>> {
    match of.kind {
        CloudKind::AlloyDbInstance => of.json.get("networkConfig")?.texts("authorizedExternalNetworks", "cidrRange"),
        _ => of.json.get("settings")?.get("ipConfiguration")?.texts("authorizedNetworks", "value"),
    }
}

/// A command about an instance of AlloyDB, whose name is a path.
fn of_instance(verb: &str, instance: &CloudResource) -> Option<String> {
    let path: Vec<&str> = id(instance).split('/').collect();
    let ["projects", project, "locations", region, "clusters", cluster, "instances", name] = path[..] else {
        return None;
    };
    let [name, cluster, region, project] = [name, cluster, region, project].map(word);
    Some(format!("gcloud alloydb instances {verb} {name} --cluster={cluster} --region={region} --project={project}"))
}

/// A list in one argument; an empty one as what empties it.
fn listed(flag: &str, empties: &str, list: &[&str]) -> String {
    if list.is_empty() { empties.to_owned() } else { format!("--{flag}={}", word(&list.join(","))) }
}

fn of_cloud_sql(from: &CloudResource, to: &CloudResource) -> Vec<Part> {
    let name = id(to);
    let patch = |flag: &str| format!("gcloud sql instances patch {} {flag}", word(name));
    let text = |path: &[&str]| changed(from, to, path).and_then(Value::as_str);
    let mut parts = Vec::new();
    if let Some(policy) = text(&["settings", "activationPolicy"]) {
        let verb = if policy == "NEVER" { "Stop" } else { "Start" };
        parts.push(Part::new(
            format!("{verb} {name}: set its activation policy to {policy}"),
            patch(&format!("--activation-policy={policy}")),
            format!("{name} costs money again, and takes some minutes to start."),
        ));
    }
    if let Some(public) = changed(from, to, &["settings", "ipConfiguration", "ipv4Enabled"]) {
        let (verb, flag) = if *public == true { ("Give", "--assign-ip") } else { ("Take from", "--no-assign-ip") };
        parts.push(Part::new(
            format!("{verb} {name} a public address"),
            patch(flag),
            "It can be found by anyone; its authorized networks say who gets further. It gets an address that no file holds yet: \
             export again once it is there, and give the migration that one.",
        ));
    }
    if let (Some(before), Some(after)) = (networks(from), networks(to))
        && before != after
    {
        let list = if after.is_empty() { "none".to_owned() } else { after.join(", ") };
        let new: Vec<&str> = after.iter().filter(|it| !before.contains(it)).copied().collect();
        parts.push(Part::new(
            format!("Set the authorized networks of {name} to {list}"),
            patch(&listed("authorized-networks", "--clear-authorized-networks", &after)),
            format!(
                "The command sets the whole list, and the names of its entries are lost. Anyone with an address of {} can try \
                 to log in.",
                new.join(", ")
            ),
        ));
    }
    if let Some(enforced) = text(&["settings", "connectorEnforcement"]) {
        parts.push(Part::new(
            format!("Set the connector enforcement of {name} to {enforced}"),
            patch(&format!("--connector-enforcement={enforced}")),
            "Clients without one of Google's connectors can connect then.",
        ));
    }
    if let Some(mode) = text(&["settings", "ipConfiguration", "sslMode"]) {
        parts.push(Part::new(
            format!("Set the SSL mode of {name} to {mode}"),
            patch(&format!("--ssl-mode={mode}")),
            "Clients without a certificate of their own can connect then, with TLS.",
        ));
    }
    parts
}

fn of_alloydb(from: &CloudResource, to: &CloudResource) -> Vec<Part> {
    let Some(update) = of_instance("update", to) else { return Vec::new() };
    let update = |flag: &str| format!("{update} {flag}");
    let name = id(to).rsplit('/').next().unwrap_or_default();
    let mut parts = Vec::new();
    if let Some(public) = changed(from, to, &["networkConfig", "enablePublicIp"]) {
        let (verb, value) = if *public == true { ("Give", "ASSIGN_IPV4") } else { ("Take from", "NO_PUBLIC_IP") };
        parts.push(Part::new(
            format!("{verb} {name} a public address"),
            update(&format!("--assign-inbound-public-ip={value}")),
            "It can be found by anyone; its authorized external networks say who gets further. It gets an address that no file \
             holds yet: export again once it is there, and give the migration that one.",
        ));
    }
    if let (Some(before), Some(after)) = (networks(from), networks(to))
        && before != after
    {
        let new: Vec<&str> = after.iter().filter(|it| !before.contains(it)).copied().collect();
        let list = if after.is_empty() { "none".to_owned() } else { after.join(", ") };
        let mut part = Part::new(
            format!("Set the authorized external networks of {name} to {list}"),
            update(&listed("authorized-external-networks", "", &after)),
            format!("The command sets the whole list. Anyone with an address of {} can try to log in.", new.join(", ")),
        );
        // No command is documented to empty the list.
        if after.is_empty() {
            part.command = None;
            part.by_hand = Some(format!("{name} → Edit → Connectivity: remove the authorized external networks."));
        }
        parts.push(part);
    }
    if let Some(required) = changed(from, to, &["clientConnectionConfig", "requireConnectors"]) {
        let (verb, no) = if *required == true { ("Have", "") } else { ("Do not have", "no-") };
        parts.push(Part::new(
            format!("{verb} {name} require Google's connectors"),
            update(&format!("--{no}require-connectors")),
            "Clients without one of Google's connectors can connect then.",
        ));
    }
    parts
}

fn of_machine(from: &CloudResource, to: &CloudResource) -> Vec<Part> {
    let Some(status) = changed(from, to, &["status"]) else { return Vec::new() };
    let (verb, word_of) = if status == "RUNNING" { ("Start", "start") } else { ("Stop", "stop") };
    let name = id(to);
    // Without its zone, the command asks for it.
    let path: Vec<&str> = to.json.text("selfLink").unwrap_or_default().split('/').collect();
    let place = match path[..] {
        ["projects", project, "zones", zone, ..] => format!(" --zone={} --project={}", word(zone), word(project)),
        _ => String::new(),
    };
    vec![Part::new(
        format!("{verb} {name}"),
        format!("gcloud compute instances {word_of} {}{place}", word(name)),
        format!("{name} costs money again, and may have another external address."),
    )]
}

/// A VPC firewall rule: a new one, or that one alone taken away.
fn firewall_rule(_: &CloudResource, rule: &Value, is_new: bool) -> Vec<Part> {
    let part = || {
        let (name, network) = (rule.text("name")?, rule.text("network")?);
        let path: Vec<&str> = network.split('/').collect();
        let project = path.iter().position(|it| *it == "projects").and_then(|at| path.get(at + 1));
        let project = project.map(|it| format!(" --project={}", word(it))).unwrap_or_default();
        let network = path.last().copied().unwrap_or_default();
        if !is_new {
            return Some(Part::new(
                format!("Delete the firewall rule {name} of the network {network}"),
                format!("gcloud compute firewall-rules delete {}{project} --quiet", word(name)),
                "",
            ));
        }
        let ports = rule.list("allowed")?.first()?.list("ports")?.iter().filter_map(Value::as_str).collect::<Vec<_>>();
        let ranges = rule.list("sourceRanges")?.iter().filter_map(Value::as_str).collect::<Vec<_>>();
        let (port, ranges, number) = (ports.join(","), ranges.join(","), rule.number("priority")?);
        let tag = rule.list("targetTags").and_then(|it| it.first()?.as_str());
        let (whom, target) = match tag {
            Some(tag) => {
                (format!("all machines of {network} with the tag {tag}"), format!(" --target-tags={}", word(tag)))
            }
            None => (format!("all machines of {network}"), String::new()),
        };
        Some(Part::new(
            format!(
                "Add the firewall rule {name} to the network {network}: priority {number}, allow TCP {port} from {ranges}"
            ),
            format!(
                "gcloud compute firewall-rules create {} --network={}{project} --direction=INGRESS --priority={number} \
                 --action=ALLOW --rules=tcp:{port} --source-ranges={}{target}",
                word(name),
                word(network),
                word(&ranges)
            ),
            format!("Anyone with an address of {ranges} can try to connect to {whom}, on port {port}."),
        ))
    };
    part().into_iter().collect()
}

fn of_network(from: &CloudResource, to: &CloudResource) -> Vec<Part> {
    let exports = |of: &CloudResource| {
        let mut peerings = of.json.list("peerings").unwrap_or_default().iter();
        peerings.find(|it| it.text("name") == Some(SERVICES)).and_then(|it| it.flag("exportCustomRoutes"))
    };
    let Some(exports) = exports(to).filter(|it| exports(from) != Some(*it)) else { return Vec::new() };
    let name = id(to);
    let path: Vec<&str> = to.json.text("selfLink").unwrap_or_default().split('/').collect();
    let project = match path[..] {
        ["projects", project, ..] => format!(" --project={}", word(project)),
        _ => String::new(),
    };
    let (verb, no) = if exports { ("Have", "") } else { ("Do not have", "no-") };
    vec![Part::new(
        format!("{verb} the network {name} tell Google's services its custom routes"),
        format!(
            "gcloud compute networks peerings update {SERVICES} --network={}{project} --{no}export-custom-routes",
            word(name)
        ),
        format!("All of Google's services behind that peering learn all custom routes of {name}."),
    )]
}
