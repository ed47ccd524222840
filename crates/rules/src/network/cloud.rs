//! Finds of a source in another cloud which of the resources there it is, who connects to it, and what a file shows.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use pgreach_network::{
    CloudKind, CloudResource, Network,
    cloud::{Members, holds_all, tagged_name},
};
use serde_json::Value;

use crate::{
    Config, Evidence, Party, SourceKind,
    network::{Attachment, Context, Fact, is, printed},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// The addresses that the cloud may see the client at, all of which must be let in.
pub(crate) struct Clients {
    pub(crate) nets: Vec<Ipv4Net>,
    /// What they are called.
    pub(super) words: String,
}

/// The addresses of the client's subnet, where nothing on the way puts its own in their place.
pub(super) fn clients_within(context: &Context<'_>) -> Decided<Clients> {
    let side = context.client_attachment()?;
    if !leaves_as_itself(context, &side) {
        let open = "An appliance is on the way, or may be: with which address packets arrive there is not known.";
        return Err(Undecided::new(Reason::Outside, open));
    }
    let nets = side.subnet.prefixes.clone();
    Ok(Clients { words: printed(&nets), nets })
}

/// Whether packets leave a subnet surely with its own addresses, where they go to a private one: an appliance on the way may
/// put its own in their place.
fn leaves_as_itself(context: &Context<'_>, side: &Attachment<'_>) -> bool {
    let is_appliance = |hop: Option<&str>| hop.is_none_or(|it| is(Some(it), "VirtualAppliance"));
    match &side.subnet.route_table {
        Fact::None => true,
        Fact::Unknown => false,
        Fact::Known(id) => {
            context.network.route_tables.iter().filter(|it| it.origin.id == *id).any(|table| {
                table.routes.complete && !table.routes.iter().any(|it| is_appliance(it.next_hop.as_deref()))
            })
        }
    }
}

impl Clients {
    /// What ranges that are let in do with them: the evidence of it, with its note, is `shown`.
    pub(super) fn admitted_by(
        &self,
        ranges: Option<&[Ipv4Net]>,
        shown: impl Fn(&str) -> Evidence,
        refused: &str,
        open: &str,
    ) -> Decided {
        match ranges.and_then(|it| holds_all(it, &self.nets)) {
            Some(true) => Ok(Outcome::pass(shown("admitted"))),
            Some(false) => Ok(Outcome::fail(shown("not admitted")).noting(refused)),
            None => Err(Undecided::new(Reason::Outside, open).showing([shown("not known")])),
        }
    }
}

/// What the source is called, and what is connected to.
pub(super) struct Said<'a> {
    name: Option<&'a str>,
    connected: Option<&'a str>,
}

impl<'a> Said<'a> {
    pub(super) fn of(context: &Context<'a>) -> Decided<Self> {
        let connected = context.source_host()?.map(|it| it.0);
        Ok(Self { name: context.config.source.name.as_deref(), connected })
    }

    /// The words for it.
    pub(super) fn words(&self) -> &'a str {
        self.name.or(self.connected).unwrap_or("The source")
    }

    /// Whether it is this.
    pub(super) fn is(&self, text: Option<&str>) -> bool {
        let is = |said: Option<&str>| said.is_some_and(|it| text.is_some_and(|text| is_same_host(it, text)));
        is(self.name) || is(self.connected)
    }

    /// The address that is connected to, where that is one.
    pub(super) fn address(&self) -> Option<Ipv4Addr> {
        self.connected?.parse().ok()
    }

    /// That what is connected to is the resource of this name, which answers at `host`, and nothing before it: a proxy, a
    /// reader or a name of one's own has other security groups, or leads elsewhere tomorrow.
    pub(super) fn is_connected_to(&self, name: &str, host: Option<&str>) -> Decided<()> {
        let Some(connected) = self.connected else { return Ok(()) };
        let is_itself = |it: &str| is_same_host(it, connected);
        if self.address().is_some() || is_itself(name) || host.is_some_and(is_itself) {
            return Ok(());
        }
        let open = format!(
            "{connected} is connected to, which is not the host name that the files say of {name}: what stands there, and \
             whether it leads to {name}, they do not say."
        );
        Err(Undecided::new(Reason::Contradiction, open))
    }

    /// That the address that is connected to is one of these.
    pub(super) fn is_connected_at(&self, name: &str, addresses: &[&str]) -> Decided<()> {
        match self.address() {
            Some(address) if !addresses.iter().any(|it| it.parse() == Ok(address)) => {
                let all = if addresses.is_empty() { "none that is known".to_owned() } else { addresses.join(", ") };
                let open = format!("{address} is connected to, and the address of {name} for this access is {all}.");
                Err(Undecided::new(Reason::Contradiction, open))
            }
            _ => Ok(()),
        }
    }
}

/// What the source is, where a list of another cloud has its name, its host name or its public address, and what shows it;
/// `None` where no list has, or where things of several kinds are called so. Many networks have the same private addresses.
pub(super) fn kind(config: &Config, network: &Network) -> Option<(SourceKind, Evidence)> {
    let said = Said { name: config.source.name.as_deref(), connected: config.address(Party::Source) };
    let found = network.clouds.iter().filter_map(|it| {
        let (property, value) = called(it).into_iter().find(|(_, text)| said.is(Some(text)))?;
        Some((source_kind(it, network)?, it, property, value))
    });
    let found: Vec<_> = found.collect();
    let (kind, of, property, value) = *found.first()?;
    let file = network.files.get(of.file).cloned();
    let (resource, property, value) = (value.to_owned(), property.to_owned(), value.to_owned());
    found.iter().all(|it| it.0 == kind).then_some((kind, Evidence { resource, property, value, id: None, file }))
}

/// What a database or machine in another cloud is called by, as property and value.
fn called(of: &CloudResource) -> Vec<(&'static str, &str)> {
    let json = &of.json;
    let short = || json.text("name").and_then(|it| it.rsplit('/').next());
    let named = match of.kind {
        CloudKind::RdsInstance => vec![
            ("DBInstanceIdentifier", json.text("DBInstanceIdentifier")),
            ("Endpoint.Address", json.get("Endpoint").and_then(|it| it.text("Address"))),
        ],
        CloudKind::RdsCluster => {
            vec![("DBClusterIdentifier", json.text("DBClusterIdentifier")), ("Endpoint", json.text("Endpoint"))]
        }
        CloudKind::Ec2Instance => vec![
            ("InstanceId", json.text("InstanceId")),
            ("PublicIpAddress", json.text("PublicIpAddress")),
            ("Tags[Name]", tagged_name(json)),
        ],
        CloudKind::CloudSqlInstance | CloudKind::AlloyDbInstance | CloudKind::ComputeInstance => {
            vec![("name", short()), ("ipAddresses", public_addresses(json).first().copied())]
        }
        _ => Vec::new(),
    };
    named.into_iter().filter_map(|(property, it)| Some((property, it?))).collect()
}

/// The public addresses of a database or machine in Google Cloud, as far as they are known.
pub(super) fn public_addresses(json: &Value) -> Vec<&str> {
    let nics = json.list("networkInterfaces").unwrap_or_default().iter();
    let outside = nics.flat_map(|it| it.list("accessConfigs").unwrap_or_default()).filter_map(|it| it.text("natIP"));
    of_type(json, "PRIMARY").chain(json.text("publicIpAddress")).chain(outside).collect()
}

/// The addresses of a type that Cloud SQL lists.
pub(super) fn of_type<'a>(json: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a str> {
    let listed = json.list("ipAddresses").unwrap_or_default().iter();
    listed.filter(move |it| it.text("type") == Some(kind)).filter_map(|it| it.text("ipAddress"))
}

/// The kind of source that a resource is. Of RDS its engine says it, which a cluster may leave to its instances.
///
/// Source: `Engine` of `DBInstance` and `DBCluster` (Amazon RDS API reference, 2014-10-31).
fn source_kind(of: &CloudResource, network: &Network) -> Option<SourceKind> {
    let by_engine = |it: &str| if it.starts_with("aurora") { SourceKind::AwsAurora } else { SourceKind::AwsRds };
    match of.kind {
        CloudKind::RdsInstance => of.json.text("Engine").map(by_engine),
        CloudKind::RdsCluster => {
            let cluster = of.json.text("DBClusterIdentifier");
            let of_it = |it: &&CloudResource| {
                it.kind == CloudKind::RdsInstance && it.json.text("DBClusterIdentifier") == cluster
            };
            let instance = network.clouds.iter().filter(of_it).find_map(|it| it.json.text("Engine"));
            of.json.text("Engine").or(instance).map(by_engine)
        }
        CloudKind::Ec2Instance => Some(SourceKind::AwsEc2),
        CloudKind::CloudSqlInstance => Some(SourceKind::GcpCloudSql),
        CloudKind::AlloyDbInstance => Some(SourceKind::GcpAlloydb),
        CloudKind::ComputeInstance => Some(SourceKind::GcpCompute),
        _ => None,
    }
}

fn is_same_host(one: &str, other: &str) -> bool {
    one.trim_end_matches('.').eq_ignore_ascii_case(other.trim_end_matches('.'))
}

/// The resources of a kind.
pub(crate) fn all<'a>(context: &Context<'a>, kind: CloudKind) -> impl Iterator<Item = &'a CloudResource> + Clone {
    context.network.clouds.iter().filter(move |it| it.kind == kind)
}

/// The resources of a kind whose id is this.
pub(super) fn by_id<'a>(
    context: &Context<'a>,
    kind: CloudKind,
    member: &'a str,
    id: &'a str,
) -> impl Iterator<Item = &'a CloudResource> {
    all(context, kind).filter(move |it| it.json.text(member) == Some(id))
}

/// The one of these; what is read twice and differs is none.
pub(super) fn only<'a>(
    mut found: impl Iterator<Item = &'a CloudResource>,
    what: &str,
    command: &str,
) -> Decided<&'a CloudResource> {
    let first = found
        .next()
        .ok_or_else(|| Undecided::new(Reason::Missing, format!("{what} is not in the files: {command} prints it.")))?;
    match found.next() {
        None => Ok(first),
        Some(_) => Err(Undecided::new(Reason::Contradiction, format!("The files say two things of {what}."))),
    }
}

/// What a file of another cloud shows.
pub(super) fn shown(
    context: &Context<'_>,
    of: &CloudResource,
    name: &str,
    property: &str,
    value: impl Into<String>,
) -> Evidence {
    Evidence {
        resource: name.to_owned(),
        property: property.to_owned(),
        value: value.into(),
        id: None,
        file: context.network.files.get(of.file).cloned(),
    }
}

pub(super) fn missing(what: impl std::fmt::Display) -> Undecided {
    Undecided::new(Reason::Missing, format!("The files do not say {what}."))
}

/// Whether something runs, by a state of which these words say that it does and these that it does not.
pub(super) fn is_up(
    name: &str,
    shown: impl Fn(&str) -> Evidence,
    state: Option<&str>,
    up: &str,
    down: &[&str],
) -> Decided {
    let Some(state) = state else { return Err(missing(format!("whether {name} runs"))) };
    match state {
        _ if state == up => Ok(Outcome::pass(shown(state))),
        _ if down.contains(&state) => Ok(Outcome::fail(shown(state)).noting(format!("{name} does not run."))),
        _ => {
            let open = format!("{name} is being changed: wait, then export it again.");
            Err(Undecided::new(Reason::Changing, open).showing([shown(state)]))
        }
    }
}

/// The port that is connected to.
pub(super) fn port(context: &Context<'_>) -> u16 {
    context.port(Party::Source)
}

/// Whether two paths are those of one network; not known where one has the name of its project and the other its number.
pub(super) fn is_same_network(one: &str, other: &str) -> Option<bool> {
    let parts = |path: &'_ str| -> (Option<String>, String) {
        let project = path.strip_prefix("projects/").and_then(|it| it.split('/').next());
        (project.map(str::to_owned), path.rsplit('/').next().unwrap_or_default().to_owned())
    };
    let ((one_project, one), (other_project, other)) = (parts(one), parts(other));
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    match (one_project, other_project) {
        _ if one != other => Some(false),
        (Some(one), Some(other)) if one != other && is_number(&one) != is_number(&other) => None,
        (Some(one), Some(other)) => Some(one == other),
        _ => Some(true),
    }
}
