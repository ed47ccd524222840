//! Compares the names that a person gives with the servers in the files, so that a mistyped name is an error and not a
//! list of questions.

use std::fmt::Write as _;

use pgreach_azure::FileReading;
use pgreach_rules::{
    Config, Party, Setting, SourceKind,
    network::{Id, Network, Origin, Server, ServerKind, azure_label, is_listed, is_named, servers},
    twice,
};

use crate::{lines::in_one_line, refused::Refused};

/// The most servers that a message lists.
const LISTED: usize = 20;

const PARTIES: [(Party, Setting, &str); 3] = [
    (Party::Source, Setting::SourceName, "source"),
    (Party::Target, Setting::TargetName, "target"),
    (Party::Runtime, Setting::RuntimeName, "runtime"),
];

/// Refuses names that the files contradict: one that no server has while others are there, one of several servers, and
/// one server in two roles.
pub(crate) fn check(config: &Config, network: &Network, files: &[FileReading]) -> Result<(), Refused> {
    let parties = PARTIES.map(|(party, setting, word)| {
        let found = servers(config, network, party);
        Named { party, setting, word, name: config.name(party), found }
    });
    let [source, target, runtime] = &parties;
    one_role(config, source, target)?;
    one_role(config, source, runtime)?;
    one_role(config, target, runtime)?;
    for it in &parties {
        it.is_one()?;
    }
    // Of a file that was cut or not read whole, the server may be in the rest.
    let whole = files.iter().all(|it| it.partial.is_empty() && it.errors.is_empty());
    for it in &parties {
        it.is_held(config, network, whole, &parties)?;
    }
    Ok(())
}

/// Returns a message about a name in one line: without the servers that there are, which are the same for each of many names.
pub(crate) fn in_a_line(message: &str) -> String {
    match message.split_once('\n') {
        None => message.to_owned(),
        Some((said, listed)) => match said.strip_suffix(". In the files:") {
            Some(said) => said.to_owned(),
            None => format!("{said} {}", listed.lines().map(str::trim).collect::<Vec<_>>().join(", ")),
        },
    }
}

/// Returns what to add where source or target has no name and the files hold servers: which names are possible.
pub(crate) fn missing(config: &Config, network: &Network) -> Option<String> {
    let is_missing = |party: Party| config.name(party).is_none();
    // A migration in the files names them.
    if network.servers.is_empty() || !network.migrations.is_empty() {
        return None;
    }
    let options: Vec<&str> = [(Party::Source, "--source NAME"), (Party::Target, "--target NAME")]
        .into_iter()
        .filter_map(|(party, option)| is_missing(party).then_some(option))
        .collect();
    if options.is_empty() {
        return None;
    }
    let mut message =
        format!("the files hold servers, and nothing says which are meant: add {}", options.join(" and "));
    list(&mut message, &network.servers.iter().collect::<Vec<_>>());
    Some(message)
}

/// A party with the servers that its name fits.
struct Named<'a> {
    party: Party,
    setting: Setting,
    word: &'static str,
    name: Option<&'a str>,
    found: Vec<&'a Server>,
}

impl Named<'_> {
    /// Starts a message: which name it is about.
    fn said(&self) -> String {
        format!("{}: {:?}", self.setting.word(), in_one_line(self.name.unwrap_or_default()))
    }

    /// Refuses a name that two servers have.
    fn is_one(&self) -> Result<(), Refused> {
        let Some(first) = self.found.first() else { return Ok(()) };
        if self.found.iter().all(|it| it.origin.id == first.origin.id) {
            return Ok(());
        }
        let mut message =
            format!("{} is the name of {} servers in the files; give an id:", self.said(), self.found.len());
        for it in self.found.iter().take(LISTED) {
            let _ = write!(message, "\n  {}", in_one_line(it.origin.id.text()));
        }
        Err(Refused::Name(message))
    }

    /// Refuses a name that no server has, where the files hold servers that could be meant.
    fn is_held(&self, config: &Config, network: &Network, whole: bool, parties: &[Self]) -> Result<(), Refused> {
        let Some(name) = self.name else { return Ok(()) };
        if !self.found.is_empty() || is_named(config, network, self.party) {
            return Ok(());
        }
        let other = self.other_resource(network);
        // An id says whose it is, whatever the source is said to be.
        let is_other = other.is_some() && Id::parse(name).is_some();
        if self.party == Party::Source && !is_other && is_elsewhere(config, network, name) {
            return Ok(());
        }
        // Another party's server is not meant, so an export of that server alone contradicts nothing.
        let is_free = |it: &&Server| parties.iter().flat_map(|it| &it.found).all(|one| one.origin.id != it.origin.id);
        let kind = if self.party == Party::Source { ServerKind::Single } else { ServerKind::Flexible };
        let mut others: Vec<&Server> = network.servers.iter().filter(is_free).collect();
        if self.party != Party::Source {
            others.retain(|it| it.kind == kind);
        }
        let nearest = nearest(name, &others);
        let has_kind = others.iter().any(|it| it.kind == kind);
        let is_azure = azure_label(name).is_some() || Id::parse(name).is_some();
        // A name alone may be one outside of Azure, if no retired single server was there to be meant.
        // A runtime server is a flexible server, and where others are there, its own export is a part of theirs.
        let is_runtime = self.party == Party::Runtime && parties.iter().any(|it| !it.found.is_empty());
        let is_contradicted = nearest.is_some() || whole && (has_kind || is_runtime || is_azure && !others.is_empty());
        let single = self.party != Party::Source && network.servers.iter().any(|it| is_called(it, name));
        if !single && other.is_none() && !is_contradicted {
            return Ok(());
        }
        let mut message = if single {
            let is_source =
                parties.iter().any(|it| it.party == Party::Source && it.found.iter().any(|it| is_called(it, name)));
            let advice = match self.party {
                Party::Target if is_source => " and is the source already.",
                Party::Target => ": source and target are swapped, or the name is wrong.",
                Party::Source | Party::Runtime => ".",
            };
            format!("{} is a single server, which can only be a source{advice}", self.said())
        } else if let Some(what) = other {
            format!("{} is {what} in the files, and no server.", self.said())
        } else {
            format!("{}: no file holds it.", self.said())
        };
        if let Some(nearest) = nearest.filter(|_| !single) {
            let _ = write!(message, " Did you mean {}?", in_one_line(nearest));
        }
        message.push_str(" Correct the name, or add an export that holds the server");
        if self.party == Party::Source {
            message.push_str(
                "; for a source that is not an Azure server, say what it is, as --set source.kind=on-premises",
            );
        }
        // Where each server in the files has a role, it is these that are there.
        if others.is_empty() {
            others.extend(&network.servers);
        }
        list(&mut message, &others);
        Err(Refused::Name(message))
    }
}

impl Named<'_> {
    /// What has the name, or the id, in the files and can't be a server. An endpoint and a zone are often called as their server.
    fn other_resource(&self, network: &Network) -> Option<&'static str> {
        let name = self.name?;
        let is_called =
            |it: &Origin| it.id.name().eq_ignore_ascii_case(name) || it.id.text().eq_ignore_ascii_case(name);
        let subnets = || network.vnets.iter().flat_map(|it| it.subnets.iter());
        match () {
            () if network.vnets.iter().any(|it| is_called(&it.origin)) => Some("a virtual network"),
            () if subnets().any(|it| is_called(&it.origin)) => Some("a subnet"),
            () if network.security_groups.iter().any(|it| is_called(&it.origin)) => Some("a security group"),
            () if network.route_tables.iter().any(|it| is_called(&it.origin)) => Some("a route table"),
            () => None,
        }
    }
}

/// Refuses one server in two roles, and says where source and target are swapped.
fn one_role(config: &Config, one: &Named<'_>, other: &Named<'_>) -> Result<(), Refused> {
    let is_same = match (&one.found[..], &other.found[..]) {
        ([one], [other]) => one.origin.id == other.origin.id,
        // What the rules say of the names alone: the same as on the page.
        ([], []) => twice(config) == Some([one.party, other.party]),
        _ => false,
    };
    if !is_same {
        return Ok(());
    }
    let message = format!(
        "{} is the {} too ({}); one server has one role. Correct one of the names",
        one.said(),
        other.word,
        other.setting.word(),
    );
    Err(Refused::Name(message))
}

/// Returns whether a source is said or seen to be no PostgreSQL server of Azure.
fn is_elsewhere(config: &Config, network: &Network, name: &str) -> bool {
    let is_azure = azure_label(name).is_some()
        || Id::parse(name).is_some_and(|it| it.kind().starts_with("microsoft.dbforpostgresql/"));
    let is_called = |it: &Id| it.name().eq_ignore_ascii_case(name) || it.text().eq_ignore_ascii_case(name);
    let is_machine =
        || network.nics.iter().any(|it| is_called(&it.origin.id) || it.machine.as_ref().is_some_and(is_called));
    match config.source.kind {
        Some(SourceKind::SingleServer) => false,
        Some(_) if !is_azure => true,
        _ => !is_azure && (name.contains(['.', ':']) || is_machine() || is_listed(config, network)),
    }
}

fn is_called(server: &Server, name: &str) -> bool {
    let id = &server.origin.id;
    [Some(id.name()), Some(id.text()), server.host.as_deref()].iter().flatten().any(|it| it.eq_ignore_ascii_case(name))
}

/// Returns the server's name that a mistyped one is nearest to: at most a third of its letters differ.
fn nearest<'a>(name: &str, others: &[&'a Server]) -> Option<&'a str> {
    let typed = azure_label(name).unwrap_or_else(|| name.rsplit('/').next().unwrap_or(name)).to_lowercase();
    let far = |it: &str| strsim::osa_distance(&typed, &it.to_lowercase());
    let names = others.iter().map(|it| it.origin.id.name());
    let (near, far) = names.map(|it| (it, far(it))).min_by_key(|it| it.1)?;
    // The same name with another id is a server that is missing in the files, or a wrong id.
    (far <= (typed.chars().count() / 3).min(3)).then_some(near)
}

/// Adds the servers that can be meant.
fn list(message: &mut String, others: &[&Server]) {
    if others.is_empty() {
        return;
    }
    message.push_str(". In the files:");
    for it in others.iter().take(LISTED) {
        let kind = match it.kind {
            ServerKind::Single => "single server",
            ServerKind::Flexible => "flexible server",
        };
        let group = it.origin.id.resource_group().map(|it| format!(", resource group {}", in_one_line(it)));
        let _ = write!(message, "\n  {}: {kind}{}", in_one_line(it.origin.id.name()), group.unwrap_or_default());
    }
    if LISTED < others.len() {
        let _ = write!(message, "\n  and {} more", others.len() - LISTED);
    }
}
