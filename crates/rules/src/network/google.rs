//! Decides by Google Cloud's own lists whether a source there can be connected to, from these addresses, and whether
//! packets find the way back.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use pgreach_network::{
    CloudKind, CloudResource,
    cloud::{Members, ipv4},
};
use serde_json::Value;

use super::{
    cloud::{Clients, Said, all, is_same_network, is_up, missing, of_type, only, port, public_addresses, shown},
    google_firewalls::into_a_machine,
};
use crate::{
    Evidence, SourceKind,
    network::Context,
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// The port of Cloud SQL and of AlloyDB, which nobody can change.
///
/// Source: "Cloud SQL for PostgreSQL: about connection options"; "AlloyDB: connection overview".
const PORT: u16 = 5432;

/// The peering over which Google's own services are reached.
pub(crate) const SERVICES: &str = "servicenetworking-googleapis-com";

/// A database or machine in Google Cloud.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) resource: &'a CloudResource,
    name: &'a str,
}

impl<'a> Source<'a> {
    const fn json(&self) -> &'a Value {
        &self.resource.json
    }

    fn shows(&self, context: &Context<'_>, property: &str, value: impl Into<String>) -> Evidence {
        shown(context, self.resource, self.name, property, value)
    }
}

/// Whether Google Cloud lets the client in at its public address.
pub(super) fn lets_in_publicly(context: &Context<'_>, clients: &Clients) -> Decided {
    let source = source(context, true)?;
    let (property, is_public, networks) = match context.config.source.kind {
        Some(SourceKind::GcpCompute) => return into_a_machine(context, source.resource, source.name, clients),
        Some(SourceKind::GcpAlloydb) => {
            let network = source.json().get("networkConfig");
            let is_public = network.and_then(|it| it.flag("enablePublicIp"));
            ("networkConfig.enablePublicIp", is_public, "networkConfig.authorizedExternalNetworks")
        }
        _ => {
            let is_public = ip_configuration(source).and_then(|it| it.flag("ipv4Enabled"));
            ("settings.ipConfiguration.ipv4Enabled", is_public, "settings.ipConfiguration.authorizedNetworks")
        }
    };
    let says = |value| source.shows(context, property, value);
    let public = match is_public {
        Some(true) => Ok(Outcome::pass(says("true"))),
        Some(false) => Ok(Outcome::fail(says("false")).noting("It has no public address.")),
        None => Err(missing(format!("whether {} has a public address", source.name))),
    };
    let admitted = clients.admitted_by(
        authorized(context, source).as_ref().map(|it| it.surely.as_slice()),
        |does| source.shows(context, networks, format!("{}: {does}", clients.words)),
        "No authorized network holds it.",
        "Authorized networks hold a part of the addresses that the client may have, or are not known, or expire.",
    );
    // What may expire, or have expired, is not among those that surely are admitted.
    let admitted = match admitted {
        Ok(it) if it.is_fail() && authorized(context, source).is_none_or(|it| it.is_unsure) => {
            Err(Undecided::new(Reason::Outside, "Some authorized networks expire, and whether they have is not known.")
                .showing(it.into_evidence()))
        }
        admitted => admitted,
    };
    let parts = [public, admitted, takes_plain_clients(context, source)];
    Outcome::all(answers(context, source).map(Err).into_iter().chain(parts))
}

/// Whether the source is PostgreSQL, and runs; `None` where no list has it.
pub(super) fn is_ready(context: &Context<'_>) -> Option<Decided> {
    let source = source(context, false).or_else(|_| source(context, true)).ok()?;
    Some(Outcome::all(is_postgresql(context, source).into_iter().chain([runs(context, source)])))
}

/// That a database has no public address, where its list says so. A machine may get one later.
///
/// Source: `ipConfiguration.ipv4Enabled` (Cloud SQL Admin v1), `networkConfig.enablePublicIp` (AlloyDB v1).
pub(super) fn is_private(context: &Context<'_>) -> Option<Evidence> {
    let source = source(context, false).ok()?;
    let (property, is_public) = match context.config.source.kind? {
        SourceKind::GcpAlloydb => (
            "networkConfig.enablePublicIp",
            source.resource.json.get("networkConfig").and_then(|it| it.flag("enablePublicIp")),
        ),
        SourceKind::GcpCloudSql => {
            ("settings.ipConfiguration.ipv4Enabled", ip_configuration(source).and_then(|it| it.flag("ipv4Enabled")))
        }
        _ => return None,
    };
    (is_public == Some(false)).then(|| source.shows(context, property, "false"))
}

/// That a Cloud SQL instance has a public address, and no other way to it, where its list says so.
///
/// Source: `ipConfiguration.ipv4Enabled`, `privateNetwork` and `pscConfig` (Cloud SQL Admin v1).
pub(super) fn is_public(context: &Context<'_>) -> Option<Evidence> {
    let source = source(context, true).ok().filter(|_| context.config.source.kind == Some(SourceKind::GcpCloudSql))?;
    let configuration = ip_configuration(source)?;
    let is_alone = configuration.flag("ipv4Enabled") == Some(true)
        && configuration.text("privateNetwork").is_none()
        && !public_addresses(source.json()).is_empty()
        && private_addresses(source).is_empty()
        && !is_over_psc(source);
    is_alone.then(|| source.shows(context, "settings.ipConfiguration.ipv4Enabled", "true"))
}

/// Whether an instance is reached over Private Service Connect.
fn is_over_psc(source: Source<'_>) -> bool {
    let psc = ip_configuration(source).and_then(|it| it.get("pscConfig"));
    psc.and_then(|it| it.flag("pscEnabled")) == Some(true)
}

/// Whether Google Cloud lets the client in from its subnet. No rule of the VPC network stands before a database of Google's.
///
/// Source: "Private IP" (Cloud SQL for PostgreSQL): ranges of RFC 1918 need no authorized network, others do, and
/// 172.17.0.0/16 is kept for a bridge inside the instance.
pub(super) fn lets_in_privately(context: &Context<'_>, clients: &Clients) -> Decided {
    const BRIDGE: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(172, 17, 0, 0), 16);
    let source = source(context, false)?;
    if context.config.source.kind == Some(SourceKind::GcpCompute) {
        return into_a_machine(context, source.resource, source.name, clients);
    }
    let says = |does: &str| source.shows(context, "ipAddresses", format!("private, from {}: {does}", clients.words));
    let is_of_sql = context.config.source.kind == Some(SourceKind::GcpCloudSql);
    let meets_bridge = clients.nets.iter().any(|it| BRIDGE.contains(it) || it.contains(&BRIDGE));
    let admitted = match () {
        () if private_addresses(source).is_empty() && is_over_psc(source) => Err(Undecided::new(Reason::Outside, format!(
            "{} is reached over Private Service Connect: the address is that of an endpoint in a network of one's own, which \
             no file holds.",
            source.name
        ))
        .showing([source.shows(context, "settings.ipConfiguration.pscConfig.pscEnabled", "true")])),
        () if private_addresses(source).is_empty() => Err(missing(format!("a private address of {}", source.name))),
        () if is_of_sql && clients.nets.iter().all(|it| BRIDGE.contains(it)) => Ok(Outcome::fail(says("not answered"))
            .noting("172.17.0.0/16 is kept for a bridge inside the instance: it does not answer such addresses.")),
        () if is_of_sql && meets_bridge => {
            let open =
                "A part of the client's addresses is in 172.17.0.0/16, which a Cloud SQL instance does not answer.";
            Err(Undecided::new(Reason::Ambiguous, open).showing([says("in part")]))
        }
        () if !clients.nets.is_empty()
            && clients.nets.iter().all(|it| it.addr().is_private() && it.broadcast().is_private()) =>
        {
            Ok(Outcome::pass(says("admitted")))
        }
        () => {
            let open = "Whether the instance admits addresses that are not of RFC 1918 is not known.";
            Err(Undecided::new(Reason::Outside, open).showing([says("not known")]))
        }
    };
    let parts = [admitted, takes_plain_clients(context, source)];
    Outcome::all(answers(context, source).map(Err).into_iter().chain(parts))
}

/// Whether the network in Google Cloud leads packets back. It is never proven: what Cloud Routers learn is in no list that is
/// read, and a narrower route may be among that.
///
/// Source: "Connecting to Cloud SQL from other networks" and "VPC Network Peering: exchange of custom routes".
pub(super) fn leads_back(context: &Context<'_>) -> Decided {
    let source = source(context, false)?;
    if context.config.source.kind == Some(SourceKind::GcpCompute) {
        return Err(tunnels(
            context,
            "Whether the routes there lead back, with those that Cloud Routers learn, is in no list.",
        ));
    }
    let network = network_of(context, source)?;
    let name = network.json.text("name").unwrap_or("The network");
    let peerings = || network.json.list("peerings").unwrap_or_default().iter();
    // Older instances have a peering of their own, cloudsql-postgres-googleapis-com: which of the two counts is not known.
    if peerings().any(|it| it.text("name").is_some_and(|it| it.starts_with("cloudsql-"))) {
        let open = format!(
            "{name} has more than one peering with Google's services, and which one leads to the instance is not known."
        );
        return Err(Undecided::new(Reason::Ambiguous, open));
    }
    let peering = peerings().find(|it| it.text("name") == Some(SERVICES));
    let Some(peering) = peering else {
        return Err(missing(format!(
            "the peering {SERVICES} of {name}: gcloud compute networks peerings list prints it"
        )));
    };
    let says =
        |property: &str, value: &str| shown(context, network, name, &format!("peerings[{SERVICES}].{property}"), value);
    match (peering.text("state"), peering.flag("exportCustomRoutes")) {
        (Some("INACTIVE"), _) => {
            Ok(Outcome::fail(says("state", "INACTIVE")).noting("Google's services do not reach that network."))
        }
        (_, Some(false)) => Ok(Outcome::fail(says("exportCustomRoutes", "false")).noting(
            "The network does not tell Google's services its routes to Azure: gcloud compute networks peerings update \
             servicenetworking-googleapis-com --network=VPC_NETWORK --export-custom-routes tells them.",
        )),
        (_, exports) => {
            let open = "Whether the routes there lead back, with those that Cloud Routers learn, is in no list.";
            Err(tunnels(context, open).showing(exports.map(|_| says("exportCustomRoutes", "true"))))
        }
    }
}

/// What remains open, with what the VPN tunnels there say.
fn tunnels(context: &Context<'_>, open: &str) -> Undecided {
    let tunnels = all(context, CloudKind::ComputeVpnTunnel);
    let shown = tunnels.map(|it| {
        let (name, status) = (it.json.text("name").unwrap_or("A tunnel"), it.json.text("status").unwrap_or("unknown"));
        shown(context, it, name, "status", status)
    });
    Undecided::new(Reason::Outside, open).showing(shown)
}

/// The network that a database is reached in.
pub(crate) fn network_of<'a>(context: &Context<'a>, source: Source<'a>) -> Decided<&'a CloudResource> {
    let path = match context.config.source.kind {
        Some(SourceKind::GcpAlloydb) => {
            let own = source.resource.json.text("name").unwrap_or_default();
            let cluster = own.split("/instances/").next();
            let mut clusters = all(context, CloudKind::AlloyDbCluster).filter(|it| it.json.text("name") == cluster);
            clusters.next().and_then(|it| it.json.get("networkConfig")).and_then(|it| it.text("network"))
        }
        _ => ip_configuration(source).and_then(|it| it.text("privateNetwork")),
    };
    let path = path.ok_or_else(|| missing(format!("in which network {} is", source.name)))?;
    let sameness = |it: &CloudResource| {
        let own = it.json.text("selfLink").or_else(|| it.json.text("name"));
        own.map_or(Some(false), |own| is_same_network(own, path))
    };
    let networks = all(context, CloudKind::ComputeNetwork);
    if networks.clone().any(|it| sameness(it).is_none()) {
        let open = format!(
            "Whether {path} is the network in the files, they do not say: one is called by its project's number."
        );
        return Err(Undecided::new(Reason::Ambiguous, open));
    }
    let is_it = |it: &&CloudResource| sameness(it) == Some(true);
    only(networks.filter(is_it), path, "gcloud compute networks peerings list")
}

/// The source in Google Cloud, by its name or where it answers.
pub(crate) fn source<'a>(context: &Context<'a>, is_public: bool) -> Decided<Source<'a>> {
    let said = Said::of(context)?;
    let (kind, command) = match context.config.source.kind {
        Some(SourceKind::GcpCompute) => (CloudKind::ComputeInstance, "gcloud compute instances describe"),
        Some(SourceKind::GcpAlloydb) => (CloudKind::AlloyDbInstance, "gcloud alloydb instances describe"),
        _ => (CloudKind::CloudSqlInstance, "gcloud sql instances describe"),
    };
    let short = |it: &'a CloudResource| it.json.text("name").and_then(|it| it.rsplit('/').next());
    let is_it = |it: &&'a CloudResource| {
        let own = Source { resource: it, name: "" };
        let addresses = [public_addresses(own.json()), private_addresses(own)].concat();
        said.is(short(it)) || addresses.iter().any(|it| said.is(Some(it)))
    };
    let found = only(all(context, kind).filter(is_it), said.words(), command)?;
    let name = short(found).unwrap_or(said.words());
    let source = Source { resource: found, name };
    let addresses = if is_public { public_addresses(source.json()) } else { private_addresses(source) };
    said.is_connected_to(name, None)?;
    said.is_connected_at(name, &addresses)?;
    Ok(source)
}

fn ip_configuration(source: Source<'_>) -> Option<&Value> {
    source.resource.json.get("settings")?.get("ipConfiguration")
}

/// The private addresses of a database or machine, as far as they are known.
fn private_addresses(source: Source<'_>) -> Vec<&str> {
    let json = &source.resource.json;
    let nics = json.list("networkInterfaces").unwrap_or_default().iter();
    of_type(json, "PRIVATE").chain(json.text("ipAddress")).chain(nics.filter_map(|it| it.text("networkIP"))).collect()
}

/// Whether it runs.
///
/// Source: `DatabaseInstance.state` and `settings.activationPolicy` (Cloud SQL Admin v1), `Instance.state` (AlloyDB v1),
/// "Compute Engine instance lifecycle".
fn runs(context: &Context<'_>, source: Source<'_>) -> Decided {
    let json = source.json();
    let up = |property: &'static str, state: Option<&str>, up: &str, down: &[&str]| {
        is_up(source.name, |it| source.shows(context, property, it), state, up, down)
    };
    match context.config.source.kind {
        Some(SourceKind::GcpCompute) => up(
            "status",
            json.text("status"),
            "RUNNING",
            &["PROVISIONING", "STOPPING", "SUSPENDED", "SUSPENDING", "TERMINATED"],
        ),
        Some(SourceKind::GcpAlloydb) => {
            up("state", json.text("state"), "READY", &["BOOTSTRAPPING", "CREATING", "DELETING", "FAILED", "STOPPED"])
        }
        _ => {
            let policy = json.get("settings").and_then(|it| it.text("activationPolicy"));
            Outcome::all([
                up(
                    "state",
                    json.text("state"),
                    "RUNNABLE",
                    &["FAILED", "PENDING_CREATE", "PENDING_DELETE", "SUSPENDED"],
                ),
                up("settings.activationPolicy", policy, "ALWAYS", &["NEVER"]),
            ])
        }
    }
}

/// Whether it is PostgreSQL that runs there; nothing of AlloyDB, which is nothing else, and of a machine, which runs what its
/// owner installs.
///
/// Source: `DatabaseInstance.databaseVersion` (Cloud SQL Admin v1).
fn is_postgresql(context: &Context<'_>, source: Source<'_>) -> Option<Decided> {
    let says = |it: &str| source.shows(context, "databaseVersion", it);
    Some(match source.json().text("databaseVersion") {
        _ if context.config.source.kind != Some(SourceKind::GcpCloudSql) => return None,
        Some(version) if version.starts_with("POSTGRES_") => Ok(Outcome::pass(says(version))),
        Some(other) => {
            Ok(Outcome::fail(says(other)).noting(format!("{} is {other}, and not PostgreSQL.", source.name)))
        }
        None => Err(missing(format!("whether {} is PostgreSQL", source.name))),
    })
}

/// Why it may not answer: the port that is connected to is another one.
fn answers(context: &Context<'_>, source: Source<'_>) -> Option<Undecided> {
    let port = port(context);
    let open = || format!("{} answers on port {PORT}, and {port} is connected to: say source.port.", source.name);
    (port != PORT).then(|| Undecided::new(Reason::Contradiction, open()))
}

/// Whether it takes clients that have neither a certificate of their own nor one of Google's connectors, as the migration
/// service has neither.
///
/// Source: `ipConfiguration.sslMode`, `requireSsl` and `settings.connectorEnforcement` (Cloud SQL Admin v1);
/// `clientConnectionConfig.requireConnectors` (AlloyDB v1).
fn takes_plain_clients(context: &Context<'_>, source: Source<'_>) -> Decided {
    let says = |property: &str, value: &str| source.shows(context, property, value);
    if context.config.source.kind == Some(SourceKind::GcpAlloydb) {
        let property = "clientConnectionConfig.requireConnectors";
        let required = source.json().get("clientConnectionConfig").and_then(|it| it.flag("requireConnectors"));
        return match required {
            Some(true) => Ok(Outcome::fail(says(property, "true")).noting("It lets in Google's connectors alone.")),
            Some(false) => Ok(Outcome::pass(says(property, "false"))),
            None => Err(missing(format!("whether {} lets in Google's connectors alone", source.name))),
        };
    }
    let enforced = source.json().get("settings").and_then(|it| it.text("connectorEnforcement"));
    let property = "settings.connectorEnforcement";
    let connectors = match enforced {
        Some("REQUIRED") => {
            Ok(Outcome::fail(says(property, "REQUIRED")).noting("It lets in Google's connectors alone."))
        }
        Some("NOT_REQUIRED") => Ok(Outcome::pass(says(property, "NOT_REQUIRED"))),
        _ => Err(missing(format!("whether {} lets in Google's connectors alone", source.name))),
    };
    let configuration = ip_configuration(source);
    let mode = configuration.and_then(|it| it.text("sslMode"));
    let requires = configuration.and_then(|it| it.flag("requireSsl"));
    let wants = "It wants a certificate of each client, and the migration service has none.";
    let certificates = match (mode, requires) {
        (Some(mode @ ("ALLOW_UNENCRYPTED_AND_ENCRYPTED" | "ENCRYPTED_ONLY")), _) => {
            Ok(Outcome::pass(says("settings.ipConfiguration.sslMode", mode)))
        }
        (Some(mode @ "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"), _) => {
            Ok(Outcome::fail(says("settings.ipConfiguration.sslMode", mode)).noting(wants))
        }
        _ => Err(missing(format!("the sslMode of {}", source.name))),
    };
    // Of old exports, which have no sslMode.
    let certificates = match (certificates, requires) {
        (Err(_), Some(true)) if mode.is_none() => {
            Ok(Outcome::fail(says("settings.ipConfiguration.requireSsl", "true")).noting(wants))
        }
        (Err(_), Some(false)) if mode.is_none() => {
            Ok(Outcome::pass(says("settings.ipConfiguration.requireSsl", "false")))
        }
        (certificates, _) => certificates,
    };
    Outcome::all([connectors, certificates])
}

/// The networks that may connect to a public address.
pub(crate) struct Authorized {
    /// Those that are surely in force.
    pub(crate) surely: Vec<Ipv4Net>,
    /// Whether some expire: no clock is read here.
    pub(crate) is_unsure: bool,
}

/// The authorized networks of a database, where all of them are known.
pub(crate) fn authorized(context: &Context<'_>, source: Source<'_>) -> Option<Authorized> {
    let (list, member) = match context.config.source.kind {
        Some(SourceKind::GcpAlloydb) => {
            (source.resource.json.get("networkConfig")?.list("authorizedExternalNetworks")?, "cidrRange")
        }
        _ => (ip_configuration(source)?.list("authorizedNetworks")?, "value"),
    };
    let (mut surely, mut is_unsure) = (Vec::new(), false);
    for it in list {
        let net = ipv4(it.text(member)?)?;
        if it.get("expirationTime").is_some() {
            is_unsure = true;
        } else {
            surely.push(net);
        }
    }
    Some(Authorized { surely, is_unsure })
}

/// The authorized networks of a Cloud SQL instance, for a command that replaces them by these and one more: `None` where they
/// were not all read, where the command would lose something of them, or where it would name no instance.
pub(crate) fn networks_before(context: &Context<'_>) -> Option<String> {
    if context.config.source.kind != Some(SourceKind::GcpCloudSql) {
        return None;
    }
    let source = source(context, true).ok().filter(|it| context.config.source.name.as_deref() == Some(it.name))?;
    let authorized = authorized(context, source).filter(|it| !it.is_unsure && !it.surely.is_empty())?;
    Some(authorized.surely.iter().map(Ipv4Net::to_string).collect::<Vec<_>>().join(","))
}
