//! The servers that were read, to choose source, target and runtime among.

use pgreach_network::{Id, Network, ServerKind};
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
    /// Whether another server of Azure's has its name.
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
/// name once.
pub fn servers(network: &Network) -> impl Iterator<Item = Found<'_>> {
    let of = move |kind| network.servers.iter().filter(move |it| it.kind == kind);
    let found = move |kind| {
        of(kind).map(move |it| Found {
            id: &it.origin.id,
            kind: match kind {
                ServerKind::Single => FoundKind::SingleServer,
                ServerKind::Flexible => FoundKind::FlexibleServer,
            },
            location: it.location.as_deref(),
            has_namesake: has_namesake(&it.origin.id, network),
        })
    };
    found(ServerKind::Single).chain(found(ServerKind::Flexible)).chain(machines(network))
}

fn has_namesake(id: &Id, network: &Network) -> bool {
    let mut ids = network.servers.iter().map(|it| &it.origin.id);
    ids.any(|it| it != id && it.name().eq_ignore_ascii_case(id.name()))
}

fn machines(network: &Network) -> impl Iterator<Item = Found<'_>> {
    let mut ids: Vec<&Id> = network.nics.iter().filter_map(|it| it.machine.as_ref()).collect();
    ids.sort_unstable_by_key(|it| it.name());
    ids.dedup_by_key(|it| it.name());
    ids.into_iter().map(|id| Found { id, kind: FoundKind::Machine, location: None, has_namesake: false })
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
        let card = |group: &str, name: &str| {
            let (card, machine) = ("Microsoft.Network/networkInterfaces", "Microsoft.Compute/virtualMachines/pg");
            let (card, machine) = (id(group, &format!("{card}/{name}")), id(group, machine));
            format!(r#"{{ "id": "{card}", "properties": {{ "virtualMachine": {{ "id": "{machine}" }} }} }}"#)
        };
        let export = [
            card("a", "one"),
            card("a", "two"),
            server("blue", "flexibleServers/db", r#""westeurope""#),
            server("green", "flexibleServers/DB", "null"),
            server("blue", "servers/old", r#""westeurope""#),
        ];
        let network = crate::read([("export", export.join("\n").as_bytes())]).network;
        let found: Vec<_> = servers(&network).map(|it| (it.kind.word(), it.called(), it.location)).collect();
        let flexible = ["green", "blue"].map(|group| id(group, "Microsoft.DBforPostgreSQL/flexibleServers/"));
        let (green, blue) = (format!("{}DB", flexible[0]), format!("{}db", flexible[1]));
        assert_eq!(
            found,
            [
                ("single-server", "old", Some("westeurope")),
                ("flexible-server", &blue, Some("westeurope")),
                ("flexible-server", &green, None),
                ("azure-vm", "pg", None),
            ]
        );
    }
}
