//! A source in another cloud that refuses the client: each part that fails is changed there, as its own evidence says.

use ipnet::Ipv4Net;
use pgreach_network::{
    CloudKind, CloudResource,
    aws::{admits, lets_through},
    cloud::{Members, holds_all, ipv4},
};
use serde_json::{Value, json};

use crate::{
    Party, SourceKind,
    network::{Change, Context, Edit, Item, aws, clouds, google},
    outcome::Decided,
    remedy::{Way, free_name_within},
};

/// Has the cloud let the client in, at the source's public address or from the client's subnet.
pub(super) fn lets_in(context: &Context<'_>, is_public: bool) -> Way {
    let mut edits = Edits::default();
    match clouds::cloud(context) {
        Some(true) => in_aws(&mut edits, context, is_public),
        Some(false) => in_google(&mut edits, context, is_public),
        None => None,
    };
    edits.way
}

/// Has packets find the way back to the client's subnet.
pub(super) fn leads_back(context: &Context<'_>, _: Party) -> Vec<Way> {
    let mut edits = Edits::default();
    match clouds::cloud(context) {
        Some(true) => back_in_aws(&mut edits, context),
        Some(false) => back_in_google(&mut edits, context),
        None => None,
    };
    vec![edits.way]
}

/// Changes of resources, each as the one before left it.
#[derive(Default)]
struct Edits {
    way: Way,
    /// What was changed: as it was first, and as it is now.
    changed: Vec<(CloudResource, CloudResource)>,
}

impl Edits {
    /// A resource as it is now.
    fn now(&self, resource: &CloudResource) -> CloudResource {
        self.changed.iter().find(|it| it.0 == *resource).map_or_else(|| resource.clone(), |it| it.1.clone())
    }

    /// Changes a resource, where that can be done.
    fn update(&mut self, resource: &CloudResource, edit: impl FnOnce(&mut Value) -> Option<()>) -> Option<()> {
        let change = self.edit(resource, edit)?;
        self.way.push(change.into());
        Some(())
    }

    fn edit(&mut self, resource: &CloudResource, edit: impl FnOnce(&mut Value) -> Option<()>) -> Option<Edit> {
        let from = self.now(resource);
        let mut to = from.clone();
        edit(&mut to.json)?;
        self.changed.retain(|it| it.0 != *resource);
        self.changed.push((resource.clone(), to.clone()));
        Some(Edit::Update { from: Item::Cloud(from), to: Item::Cloud(to) })
    }
}

/// Sets a member at a path of objects, which is there.
fn set(json: &mut Value, path: &[&str], value: impl Into<Value>) -> Option<()> {
    let place = path.iter().try_fold(json, |json, member| json.get_mut(member))?;
    *place = value.into();
    Some(())
}

fn list_of<'a>(json: &'a mut Value, path: &[&str]) -> Option<&'a mut Vec<Value>> {
    path.iter().try_fold(json, |json, member| json.get_mut(member))?.as_array_mut()
}

fn fails(decided: &Decided) -> bool {
    decided.as_ref().is_ok_and(crate::outcome::Outcome::is_fail)
}

fn in_aws(edits: &mut Edits, context: &Context<'_>, is_public: bool) -> Option<()> {
    let source = aws::source(context, is_public).ok()?;
    if is_public && source.public.1 == Some(false) {
        edits.update(source.instance, |it| set(it, &["PubliclyAccessible"], true));
    }
    let clients = clouds::clients(context, is_public)?;
    let port = context.port(Party::Source);
    if fails(&aws::admitted(context, &source, &clients)) {
        let id = source.groups.as_ref()?.first()?;
        let mut groups =
            clouds::all(context, CloudKind::AwsSecurityGroup).filter(|it| it.json.text("GroupId") == Some(id));
        let group = groups.next().filter(|_| groups.next().is_none())?;
        let ranges = clients.nets.iter().filter(|it| admits(&group.json, &[**it], port) != Some(true));
        let ranges: Vec<Value> = ranges.map(|it| json!({ "CidrIp": it.to_string() })).collect();
        edits.update(group, |it| {
            list_of(it, &["IpPermissions"])?.push(json!({
                "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": ranges, "PrefixListIds": []
            }));
            Some(())
        });
    }
    let subnets = source.subnets.as_deref().unwrap_or_default();
    if fails(&aws::passes_acls(context, &source, &clients)) {
        for acl in distinct(subnets.iter().filter_map(|it| aws::acl_of(context, it).ok())) {
            edits.update(acl, |it| let_through(it, &clients.nets, port));
        }
    }
    if is_public && fails(&aws::leads_out(context, &source, &clients)) {
        route_to(edits, context, &source, &clients.nets, "igw-");
    }
    Some(())
}

/// Has the cloud start the source, where it was stopped.
pub(super) fn starts(context: &Context<'_>) -> Way {
    let mut edits = Edits::default();
    match clouds::cloud(context) {
        Some(true) => {
            let source = aws::source(context, false).or_else(|_| aws::source(context, true)).ok();
            source.filter(|it| it.status.1 == Some("stopped")).and_then(|it| start(&mut edits, &it))
        }
        Some(false) => start_in_google(&mut edits, context),
        None => None,
    };
    edits.way
}

fn start_in_google(edits: &mut Edits, context: &Context<'_>) -> Option<()> {
    let source = google::source(context, false).or_else(|_| google::source(context, true)).ok()?;
    let (it, json) = (source.resource, &source.resource.json);
    match context.config.source.kind? {
        SourceKind::GcpCompute if json.text("status") == Some("TERMINATED") => {
            edits.update(it, |it| set(it, &["status"], "RUNNING"))
        }
        SourceKind::GcpCloudSql if json.get("settings")?.text("activationPolicy") == Some("NEVER") => {
            edits.update(it, |it| set(it, &["settings", "activationPolicy"], "ALWAYS"))
        }
        _ => None,
    }
}

/// Starts what was stopped. An instance of a cluster starts with its cluster.
fn start(edits: &mut Edits, source: &aws::Source<'_>) -> Option<()> {
    match (source.status.0, source.resource.kind) {
        ("State.Name", _) => edits.update(source.resource, |it| set(it, &["State", "Name"], "running")),
        ("Status", _) => {
            let mut change = Change::from(edits.edit(source.resource, |it| set(it, &["Status"], "available"))?);
            if source.instance.json.text("DBInstanceStatus") == Some("stopped") {
                change = change.with(edits.edit(source.instance, |it| set(it, &["DBInstanceStatus"], "available"))?);
            }
            edits.way.push(change);
            Some(())
        }
        (_, CloudKind::RdsInstance) if source.resource.json.text("DBClusterIdentifier").is_none() => {
            edits.update(source.resource, |it| set(it, &["DBInstanceStatus"], "available"))
        }
        _ => None,
    }
}

fn distinct<'a>(all: impl Iterator<Item = &'a CloudResource>) -> Vec<&'a CloudResource> {
    let mut distinct: Vec<&CloudResource> = Vec::new();
    for it in all {
        if !distinct.contains(&it) {
            distinct.push(it);
        }
    }
    distinct
}

/// Adds an entry for each range and each direction in which a network ACL denies, before its first entry that denies.
///
/// Source: "Network ACL rules" (Amazon VPC user guide): numbers from 1 to 32766.
fn let_through(acl: &mut Value, nets: &[Ipv4Net], port: u16) -> Option<()> {
    const LAST: i64 = 32_766;
    for (ports, egress) in aws::acl_directions(port) {
        for net in nets {
            if lets_through(acl, &[*net], ports, egress) == Some(true) {
                continue;
            }
            let entries = list_of(acl, &["Entries"])?;
            let (mut taken, mut first) = (Vec::new(), LAST + 1);
            for entry in entries.iter().filter(|it| it.flag("Egress") != Some(!egress)) {
                let number = entry.number("RuleNumber")?;
                taken.push(number);
                if entry.text("RuleAction") != Some("allow") {
                    first = first.min(number);
                }
            }
            let number = (1..first).rev().find(|it| !taken.contains(it))?;
            entries.push(json!({
                "Egress": egress, "RuleNumber": number, "RuleAction": "allow", "Protocol": "6",
                "CidrBlock": net.to_string(), "PortRange": { "From": ports.0, "To": ports.1 }
            }));
        }
    }
    Some(())
}

fn back_in_aws(edits: &mut Edits, context: &Context<'_>) -> Option<()> {
    let clients = clouds::clients(context, false)?;
    let source = aws::source(context, false).ok()?;
    // Where a transit gateway joins the VPC to others, the way back is over that.
    if fails(&aws::leads_back(context, &clients)) && aws::attachments(context, &source).next().is_none() {
        route_to(edits, context, &source, &clients.nets, "vgw-");
    }
    Some(())
}

/// Adds a route to a gateway of the VPC for each range, to the route tables of the source's subnets.
fn route_to(
    edits: &mut Edits,
    context: &Context<'_>,
    source: &aws::Source<'_>,
    nets: &[Ipv4Net],
    gateway: &str,
) -> Option<()> {
    let id = gateway_of(context, source.vpc?, gateway).unwrap_or(gateway);
    let tables = source.subnets.as_ref()?.iter().filter_map(|it| aws::route_table(context, source, it).ok());
    for table in distinct(tables) {
        edits.update(table, |it| {
            let routes = list_of(it, &["Routes"])?;
            for net in nets {
                // One that is there for the same range may serve something else.
                if routes.iter().any(|it| it.text("DestinationCidrBlock").and_then(ipv4) == Some(*net)) {
                    return None;
                }
                routes.push(json!({ "DestinationCidrBlock": net.to_string(), "GatewayId": id, "State": "active" }));
            }
            Some(())
        });
    }
    Some(())
}

/// The gateway of a kind that other route tables of the VPC lead to: a VPC has one of each kind.
///
/// Source: "Amazon VPC quotas" and "Virtual private gateway" (Amazon VPC and AWS Site-to-Site VPN user guides).
fn gateway_of<'a>(context: &Context<'a>, vpc: &str, start: &str) -> Option<&'a str> {
    let tables = clouds::all(context, CloudKind::AwsRouteTable).filter(|it| it.json.text("VpcId") == Some(vpc));
    let routes = tables.flat_map(|it| it.json.list("Routes").unwrap_or_default());
    let mut ids = routes.filter(|it| it.text("State") == Some("active")).filter_map(|it| it.text("GatewayId"));
    let first = ids.find(|it| it.starts_with(start))?;
    ids.filter(|it| it.starts_with(start)).all(|it| it == first).then_some(first)
}

fn in_google(edits: &mut Edits, context: &Context<'_>, is_public: bool) -> Option<()> {
    let source = google::source(context, is_public).ok()?;
    let (it, json) = (source.resource, &source.resource.json);
    let is_sql = match context.config.source.kind {
        Some(SourceKind::GcpCompute) => return into_a_machine(edits, context, it, is_public),
        kind => kind == Some(SourceKind::GcpCloudSql),
    };
    let list: &[&str] = if is_sql {
        &["settings", "ipConfiguration", "authorizedNetworks"]
    } else {
        &["networkConfig", "authorizedExternalNetworks"]
    };
    // Each of these, where it is so, is another one.
    let sql: [(&[&str], Value, Value); 3] = [
        (&["settings", "ipConfiguration", "ipv4Enabled"], false.into(), true.into()),
        (&["settings", "connectorEnforcement"], "REQUIRED".into(), "NOT_REQUIRED".into()),
        (
            &["settings", "ipConfiguration", "sslMode"],
            "TRUSTED_CLIENT_CERTIFICATE_REQUIRED".into(),
            "ENCRYPTED_ONLY".into(),
        ),
    ];
    let alloydb: [(&[&str], Value, Value); 2] = [
        (&["networkConfig", "enablePublicIp"], false.into(), true.into()),
        (&["clientConnectionConfig", "requireConnectors"], true.into(), false.into()),
    ];
    for (path, from, to) in if is_sql { &sql[..] } else { &alloydb[..] } {
        let is_of_public = matches!(path.last(), Some(&"ipv4Enabled" | &"enablePublicIp"));
        let found = path.iter().try_fold(json, |json, member| json.get(member));
        if found == Some(from) && (is_public || !is_of_public) {
            edits.update(it, |it| set(it, path, to.clone()));
        }
    }
    let clients = clouds::clients(context, is_public).filter(|_| is_public)?;
    // What is set takes the place of the list, so it is known whole, and nothing of it expires.
    let before = google::authorized(context, source).filter(|it| !it.is_unsure)?;
    if holds_all(&before.surely, &clients.nets) == Some(false) {
        let member = if is_sql { "value" } else { "cidrRange" };
        let new = clients.nets.iter().map(|it| json!({ member: it.to_string() }));
        edits.update(it, |it| {
            list_of(it, list)?.extend(new);
            Some(())
        });
    }
    Some(())
}

/// A VPC firewall rule for this connection alone, before those that deny, among all that count for the machine's interface.
///
/// Source: "VPC firewall rules" (Cloud NGFW): numbers from 0 to 65535, and of one number a denial counts; names have 63 letters at
/// most.
fn into_a_machine(edits: &mut Edits, context: &Context<'_>, machine: &CloudResource, is_public: bool) -> Option<()> {
    const ALONE: i64 = 1000;
    let clients = clouds::clients(context, is_public).filter(|it| !it.nets.is_empty())?;
    let mut lists = clouds::all(context, CloudKind::EffectiveFirewalls);
    let list = lists.next().filter(|_| lists.next().is_none())?;
    let rules = list.json.list("firewalls")?;
    let [nic] = machine.json.list("networkInterfaces")? else { return None };
    let denying = rules.iter().filter(|it| it.get("denied").is_some() && it.text("direction") != Some("EGRESS"));
    let first = denying.map(|it| it.number("priority")).collect::<Option<Vec<_>>>()?.into_iter().min();
    let priority = first.map_or(ALONE, |it| ALONE.min(it - 1));
    if priority < 0 {
        return None;
    }
    let name = free_name_within(63, "allow-migration", rules.iter().filter_map(|it| it.text("name")));
    let mut rule = json!({
        "name": name, "network": nic.text("network")?, "direction": "INGRESS", "priority": priority, "disabled": false,
        "allowed": [{ "IPProtocol": "tcp", "ports": [context.port(Party::Source).to_string()] }],
        "sourceRanges": clients.nets.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    // Of the machines of the network, those with a tag are fewer.
    let tag = machine.json.get("tags").and_then(|it| it.list("items")?.first()).cloned();
    if let (Some(tag), Some(members)) = (tag, rule.as_object_mut()) {
        members.insert("targetTags".to_owned(), json!([tag]));
    }
    edits.update(list, |it| {
        list_of(it, &["firewalls"])?.push(rule);
        Some(())
    })
}

fn back_in_google(edits: &mut Edits, context: &Context<'_>) -> Option<()> {
    let network = google::network_of(context, google::source(context, false).ok()?).ok()?;
    edits.update(network, |it| {
        let peerings = list_of(it, &["peerings"])?;
        let peering = peerings.iter_mut().find(|it| it.text("name") == Some(google::SERVICES))?;
        (peering.flag("exportCustomRoutes") == Some(false)).then(|| set(peering, &["exportCustomRoutes"], true))?
    })
}
