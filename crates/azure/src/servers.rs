//! The servers that were read, to choose source, target and runtime among.

use std::collections::HashSet;

use pgreach_network::{Id, Network, ServerKind, sort_by_text};
use pgreach_rules::NAME_LIMIT;

/// A server that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// Its id.
    pub id: &'a Id,
    /// What it is.
    pub kind: FoundKind,
    /// `location`, as it was written.
    pub location: Option<&'a str>,
    /// Whether another one that was found has its name, whatever kind it is.
    pub has_namesake: bool,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundKind {
    /// A single server.
    SingleServer,
    /// A flexible server.
    FlexibleServer,
    /// A virtual machine, on which PostgreSQL may run.
    Machine,
}

impl FoundKind {
    /// Its name for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SingleServer => "single-server",
            Self::FlexibleServer => "flexible-server",
            Self::Machine => "azure-vm",
        }
    }
}

impl<'a> Found<'a> {
    /// What a Config calls it: its name, or its id where another server has the same name.
    #[must_use]
    pub fn called(&self) -> &'a str {
        let text = self.id.text();
        if self.has_namesake && text.chars().count() <= NAME_LIMIT { text } else { self.id.name() }
    }
}

/// The servers that were read: single ones, flexible ones, then the virtual machines whose network interfaces were read, each
/// kind by name.
pub fn servers(network: &Network) -> impl Iterator<Item = Found<'_>> {
    let mut found = Vec::with_capacity(network.servers.len());
    for (server, kind) in
        [(ServerKind::Single, FoundKind::SingleServer), (ServerKind::Flexible, FoundKind::FlexibleServer)]
    {
        let of_kind = network.servers.iter().filter(|it| it.kind == server);
        let of_kind =
            of_kind.map(|it| Found { id: &it.origin.id, kind, location: it.location.as_deref(), has_namesake: false });
        found.extend(by_name(of_kind.collect()));
    }
    let machines = network.nics.iter().filter_map(|it| it.machine.as_ref());
    let machines = machines.map(|id| Found { id, kind: FoundKind::Machine, location: None, has_namesake: false });
    let mut machines = by_name(machines.collect());
    // A machine has several network interfaces.
    machines.dedup();
    found.extend(machines);
    let shared = shared_names(&found);
    found.into_iter().map(move |it| Found { has_namesake: shared.contains(&lower_name(it.id)), ..it })
}

/// The names that several servers have. Each server is looked at once: an estate has thousands.
fn shared_names(found: &[Found<'_>]) -> HashSet<String> {
    let mut seen = HashSet::with_capacity(found.len());
    found.iter().map(|it| lower_name(it.id)).filter(|it| !seen.insert(it.clone())).collect()
}

fn lower_name(id: &Id) -> String {
    id.name().to_ascii_lowercase()
}

fn by_name(mut found: Vec<Found<'_>>) -> Vec<Found<'_>> {
    // No name has a space in it.
    sort_by_text(&mut found, |it| [lower_name(it.id), it.id.text().to_ascii_lowercase()].join(" "));
    found
}

#[cfg(test)]
mod tests {
    use super::servers;

    #[test]
    fn every_server_is_found_and_namesakes_are_told_apart() {
        let id = |group: &str, path: &str| format!("/subscriptions/s/resourceGroups/{group}/providers/{path}");
        let server = |group: &str, path: &str, location: &str| {
            let id = id(group, &format!("Microsoft.DBforPostgreSQL/{path}"));
            format!(r#"{{ "id": "{id}", "location": {location}, "properties": {{}} }}"#)
        };
        let machine = |group: &str, name: &str| id(group, &format!("Microsoft.Compute/virtualMachines/{name}"));
        let nic = |name: &str, machine: String| {
            let nic = id("a", &format!("Microsoft.Network/networkInterfaces/{name}"));
            format!(r#"{{ "id": "{nic}", "properties": {{ "virtualMachine": {{ "id": "{machine}" }} }} }}"#)
        };
        let export = [
            nic("one", machine("a", "pg")),
            nic("two", machine("a", "pg")),
            nic("three", machine("a", "twin")),
            nic("four", machine("b", "Twin")),
            nic("five", machine("a", "shop")),
            server("blue", "flexibleServers/shop", "null"),
            server("blue", "flexibleServers/db", r#""westeurope""#),
            server("green", "flexibleServers/DB", "null"),
            server("blue", "servers/old", r#""westeurope""#),
        ];
        let network = crate::read([("export", export.join("\n").as_bytes())]).network;
        let found: Vec<_> = servers(&network).map(|it| (it.kind.word(), it.called(), it.location)).collect();
        let flexible =
            |group: &str, name: &str| id(group, &format!("Microsoft.DBforPostgreSQL/flexibleServers/{name}"));
        assert_eq!(
            found,
            [
                ("single-server", "old", Some("westeurope")),
                ("flexible-server", &flexible("blue", "db"), Some("westeurope")),
                ("flexible-server", &flexible("green", "DB"), None),
                ("flexible-server", &flexible("blue", "shop"), None),
                ("azure-vm", "pg", None),
                // A machine is no server of the same name, and two machines are two.
                ("azure-vm", &machine("a", "shop"), None),
                ("azure-vm", &machine("a", "twin"), None),
                ("azure-vm", &machine("b", "Twin"), None),
            ]
        );
    }
}
