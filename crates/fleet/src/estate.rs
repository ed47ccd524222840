//! Groups the migrations of a fleet by where they stand: the networks that their connections are opened from, each
//! within the hub that most of them are peered with.

use std::collections::HashMap;

use pgreach_azure::{FoundKind, servers};
use pgreach_formats::Sign;
use pgreach_network::{Id, Key, Network, first_of, sort_by_number, sort_by_text};
use pgreach_rules::Verdict;
use serde::{Deserialize, Serialize};

use crate::{FleetMigration, Row};

/// So many migrations are named where several come to the same.
const NAMED: usize = 3;

/// A network of the estate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Place {
    /// The name of the VNet; none where the files do not say in which one a server is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vnet: Option<String>,
    /// Its ranges of addresses, as `10.1.0.0/16`; empty where the files do not hold them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<String>,
    /// The migrations whose connections are opened here, together where they come to the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// The networks that are peered with it, where several are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spokes: Vec<Place>,
}

impl Place {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        self.vnet.as_deref().unwrap_or("In no VNet that the files hold")
    }

    /// The sign of what the worst of the migrations in it comes to; none where there are none.
    pub(crate) fn worst(&self) -> Option<Sign> {
        let signs = || self.groups.iter().map(|it| Sign::from(it.verdict));
        [Sign::Wrong, Sign::Unknown, Sign::Right].into_iter().find(|it| signs().any(|of| of == *it))
    }
}

/// Migrations of one network that come to the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What they come to.
    pub verdict: Verdict,
    /// The step of their first cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Which they are, as places in the list of migrations, the first of which is 0.
    pub migrations: Vec<usize>,
}

impl Group {
    /// Which migrations it has, each by such a name: the first of them, and how many more.
    pub(crate) fn names(&self, migrations: &[FleetMigration], name: impl Fn(&FleetMigration) -> String) -> String {
        let names: Vec<String> = self.migrations.iter().filter_map(|it| migrations.get(*it)).map(name).collect();
        first_of(NAMED, names.iter().map(String::as_str))
    }
}

/// A network that migrations stand in.
struct Standing {
    /// Its id in lower case.
    key: String,
    /// Those that it is peered with, in the same way.
    peered: Vec<String>,
    migrations: Vec<usize>,
}

/// Finds where each of some rows stands. The time that it takes grows with the rows and the peerings of their networks.
#[must_use]
pub fn estate(rows: &[&Row], network: &Network) -> Vec<Place> {
    let found: Vec<_> = servers(network).collect();
    let by_name: HashMap<String, usize> =
        found.iter().enumerate().map(|(at, it)| (it.called().to_ascii_lowercase(), at)).collect();
    // By the id in lower case; what is in no network that the files hold has none.
    let (mut vnets, mut at_id): (Vec<Standing>, HashMap<String, usize>) = Default::default();
    for (place, row) in rows.iter().enumerate() {
        let client = row.runtime.name.as_ref().unwrap_or(&row.target);
        let server = by_name.get(&client.to_ascii_lowercase()).and_then(|it| found.get(*it));
        let vnet = server.and_then(|it| vnet_of(it.id, it.kind, network));
        let key = vnet.as_ref().map_or_else(String::new, |it| it.text().to_ascii_lowercase());
        let at = *at_id.entry(key.clone()).or_insert(vnets.len());
        if at == vnets.len() {
            let peered = vnet.map(|it| network.neighbours(&it)).unwrap_or_default();
            let peered = peered.iter().map(|it| it.text().to_ascii_lowercase()).collect();
            vnets.push(Standing { key, peered, migrations: Vec::new() });
        }
        if let Some(it) = vnets.get_mut(at) {
            it.migrations.push(place);
        }
    }
    sort_by_text(&mut vnets, |it| it.key.clone());
    let mut peered: HashMap<String, usize> = HashMap::new();
    for it in vnets.iter().flat_map(|it| &it.peered) {
        *peered.entry(it.clone()).or_default() += 1;
    }
    let peered_with: HashMap<String, usize> = vnets.iter().enumerate().map(|(at, it)| (it.key.clone(), at)).collect();
    // The hub of a network: of those that it is peered with the one that most are, where it is no hub of more itself.
    let hub_of = |key: &String| {
        let own = peered.get(key).copied().unwrap_or_default();
        let others = peered_with.get(key).and_then(|it| vnets.get(*it)).into_iter().flat_map(|it| &it.peered);
        let hubs = others.map(|it| (peered.get(it).copied().unwrap_or_default(), it));
        hubs.filter(|(count, _)| own.max(1) < *count).max().map(|(_, it)| it.clone())
    };
    let (mut places, mut at_key): (Vec<Place>, HashMap<String, usize>) = Default::default();
    for Standing { key, migrations, .. } in &vnets {
        let groups = grouped(migrations, rows);
        // One that stands in another itself holds none.
        let hub = hub_of(key).filter(|it| hub_of(it).is_none());
        let outer = hub.as_ref().unwrap_or(key);
        let at = *at_key.entry(outer.clone()).or_insert(places.len());
        if at == places.len() {
            places.push(place(outer, network));
        }
        let Some(it) = places.get_mut(at) else { continue };
        if hub.is_some() {
            it.spokes.push(Place { groups, ..place(key, network) });
        } else {
            it.groups = groups;
        }
    }
    let name = |it: &Place| it.vnet.clone().unwrap_or_default().to_ascii_lowercase();
    sort_by_text(&mut places, name);
    for it in &mut places {
        sort_by_text(&mut it.spokes, name);
    }
    places
}

/// The VNet that a server opens its connections from.
fn vnet_of(server: &Id, kind: FoundKind, network: &Network) -> Option<Id> {
    if kind == FoundKind::Machine {
        let nics = network.nics.by(Key::Mention(server));
        return nics.flat_map(|it| &it.addresses).find_map(|it| it.subnet.as_ref()?.parent());
    }
    let own = network.servers.of_id(server).and_then(|it| it.delegated_subnet.known()).and_then(Id::parent);
    own.or_else(|| network.endpoints.by(Key::Mention(server)).find_map(|it| it.subnet.as_ref()?.parent()))
}

fn place(key: &str, network: &Network) -> Place {
    let id = Id::parse(key);
    let vnet = id.as_ref().and_then(|it| network.vnet(it));
    let ranges = vnet.and_then(|it| it.prefixes.known()).into_iter().flatten().map(ToString::to_string).collect();
    let name = vnet.map(|it| it.origin.name()).or_else(|| id.map(|it| it.name().to_owned()));
    Place { vnet: name, ranges, ..Place::default() }
}

/// The migrations that come to the same, in the order in which verdicts are acted on.
fn grouped(migrations: &[usize], rows: &[&Row]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, row) in migrations.iter().filter_map(|it| Some((*it, rows.get(*it)?))) {
        let step = row.cause.as_ref().and_then(|it| it.step.as_ref());
        match groups.iter_mut().find(|it| it.verdict == row.verdict && it.step.as_ref() == step) {
            Some(group) => group.migrations.push(at),
            None => groups.push(Group { verdict: row.verdict, step: step.cloned(), migrations: vec![at] }),
        }
    }
    let rank = |it: &Group| Verdict::ALL.iter().position(|of| *of == it.verdict).unwrap_or_default();
    sort_by_text(&mut groups, |it| it.step.clone().unwrap_or_default());
    sort_by_number(&mut groups, |it| i64::try_from(rank(it)).unwrap_or(i64::MAX));
    groups
}

#[cfg(test)]
mod tests {
    use pgreach_network::Network;
    use pgreach_rules::{Config, Verdict};

    use super::{Place, estate};
    use crate::{Row, judge_all, propose};

    fn id(path: &str) -> String {
        format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.{path}")
    }

    fn vnet(name: &str, net: u8, peers: &[&str]) -> String {
        let of = |it: &str| id(&format!("Network/virtualNetworks/{it}"));
        let peering = |it: &&str| {
            let own = format!("{}/virtualNetworkPeerings/{it}", of(name));
            format!(r#"{{ "id": "{own}", "properties": {{ "remoteVirtualNetwork": {{ "id": "{}" }} }} }}"#, of(it))
        };
        let peerings: Vec<String> = peers.iter().map(peering).collect();
        format!(
            r#"{{ "id": "{}", "properties": {{ "addressSpace": {{ "addressPrefixes": ["10.{net}.0.0/16"] }},
              "subnets": [], "virtualNetworkPeerings": [{}] }} }}"#,
            of(name),
            peerings.join(", ")
        )
    }

    fn target(name: &str, vnet: &str) -> String {
        let subnet = id(&format!("Network/virtualNetworks/{vnet}/subnets/db"));
        let server = id(&format!("DBforPostgreSQL/flexibleServers/{name}"));
        format!(
            r#"{{ "id": "{server}", "properties": {{ "network": {{ "delegatedSubnetResourceId": "{subnet}" }} }} }}"#
        )
    }

    fn source(name: &str) -> String {
        format!(r#"{{ "id": "{}", "properties": {{}} }}"#, id(&format!("DBforPostgreSQL/servers/{name}")))
    }

    fn rows(network: &Network) -> Vec<Row> {
        let config = Config::default();
        let list: Vec<_> =
            propose(&config, network).pairs.into_iter().map(|it| (it.clone(), it.config(&config))).collect();
        judge_all(&list, network, |it| it.row)
    }

    fn outline(places: &[Place], depth: usize) -> String {
        let line = |it: &Place| {
            let migrations: usize = it.groups.iter().map(|it| it.migrations.len()).sum();
            let name = it.vnet.as_deref().unwrap_or("nowhere");
            format!("{}{name} {:?} {migrations}\n{}", "  ".repeat(depth), it.ranges, outline(&it.spokes, depth + 1))
        };
        places.iter().map(line).collect()
    }

    fn all(places: &[Place]) -> Vec<usize> {
        let own = |it: &Place| {
            it.groups.iter().flat_map(|it| it.migrations.clone()).chain(all(&it.spokes)).collect::<Vec<_>>()
        };
        places.iter().flat_map(own).collect()
    }

    #[test]
    fn spokes_stand_within_their_hub_and_every_migration_stands_somewhere() {
        let mut resources = vec![
            vnet("hub", 0, &[]),
            vnet("b", 2, &["hub"]),
            vnet("a", 1, &["hub"]),
            vnet("c", 4, &["hub"]),
            vnet("alone", 3, &["b"]),
            target("nowhere-new", "unread"),
            source("nowhere-old"),
            format!(r#"{{ "id": "{}", "properties": {{}} }}"#, id("DBforPostgreSQL/flexibleServers/public-new")),
            source("public-old"),
        ];
        for (name, vnet) in [("x", "a"), ("y", "a"), ("z", "b"), ("v", "c"), ("w", "alone"), ("h", "hub")] {
            resources.extend([target(&format!("{name}-new"), vnet), source(&format!("{name}-old"))]);
        }
        let network = pgreach_azure::read([("export.json", resources.join("\n").as_bytes())]).network;
        let rows = rows(&network);
        let places = estate(&rows.iter().collect::<Vec<_>>(), &network);
        insta::assert_snapshot!(outline(&places, 0), @r#"
        nowhere [] 1
        alone ["10.3.0.0/16"] 1
        hub ["10.0.0.0/16"] 1
          a ["10.1.0.0/16"] 2
          b ["10.2.0.0/16"] 1
          c ["10.4.0.0/16"] 1
        unread [] 1
        "#);
        let mut standing = all(&places);
        standing.sort_unstable();
        assert_eq!(standing, (0..rows.len()).collect::<Vec<_>>(), "each once");
        assert!(rows.iter().all(|it| it.verdict != Verdict::Ready), "nothing here says that they are");
    }
}
