//! Finds the pairs of servers that an export allows.

use std::collections::{BTreeMap, HashMap, HashSet};

use pgreach_azure::{Found, FoundKind, servers};
use pgreach_network::{Fact, Id, Key, MigrationSource, Network, Server, TagName, is_same, sort_by_text};
use pgreach_rules::Config;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::alike::{End, stem};

/// So many pairs can be looked through by a person, where nothing says which servers belong together.
const FEW: usize = 12;

/// A source and a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// What a Config calls the source: its name, or its id where another server has the same name.
    pub source: String,
    /// What a Config calls the target.
    pub target: String,
    /// What says that they belong together.
    pub found_by: FoundBy,
}

/// What says that two servers belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// A person.
    Entered,
    /// A migration in the files.
    Migration,
    /// Their names, which are alike.
    Name,
    /// The tag of this name, which both have with one value.
    Tag(TagName),
    /// Nothing: each source that there is can go to each target.
    Possible,
}

impl FoundBy {
    /// Each of them.
    pub const ALL: [Self; 7] = [
        Self::Entered,
        Self::Migration,
        Self::Name,
        Self::Tag(TagName::Migration),
        Self::Tag(TagName::Workload),
        Self::Tag(TagName::App),
        Self::Possible,
    ];

    /// Its name for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Migration => "migration",
            Self::Name => "name",
            Self::Tag(TagName::Migration) => "tag-migration",
            Self::Tag(TagName::Workload) => "tag-workload",
            Self::Tag(TagName::App) => "tag-app",
            Self::Possible => "possible",
        }
    }

    /// What is said of it to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Entered => "You",
            Self::Migration => "Migration in the files",
            Self::Name => "Names that are alike",
            Self::Tag(TagName::Migration) => "Tag migration",
            Self::Tag(TagName::Workload) => "Tag workload",
            Self::Tag(TagName::App) => "Tag app",
            Self::Possible => "All that can be",
        }
    }
}

impl Serialize for FoundBy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for FoundBy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let found = Self::ALL.into_iter().find(|it| it.word() == word);
        found.ok_or_else(|| D::Error::custom(format_args!("nothing finds a pair by {word}")))
    }
}

/// The pairs that an export allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// By the name of the source, then of the target.
    pub pairs: Vec<Pair>,
    /// The PostgreSQL servers in no pair, as a Config calls them: single servers, then flexible ones, each by name.
    pub unpaired: Vec<String>,
}

/// Finds the pairs that an export allows, by the first of these that finds any:
///
/// 1. The names that the Config has: of both, the pair is that one; of one, the pairs below that it is in, or it with all
///    that can be.
/// 2. Migrations in the files, and of the servers in none of them those whose names are alike, without what says old or new,
///    which version, or that it is a server. A single server, and a flexible one whose name says that it is the source, is the
///    source; where there is none, a virtual machine is. A target is a flexible server.
///    Of the servers that are left, those of which one source and one target have a tag `migration` with the same value, whatever
///    its case; else `workload`; else `app` or `application`.
/// 3. Where these find none: every pair that can be, if these are few. Sources are single servers and virtual machines;
///    where there are none, each flexible server can go to each other one.
///
/// A server has one role in a pair, and one that is a runtime server is in none. The order of files decides nothing. The time
/// that it takes grows with the number of servers.
#[must_use]
pub fn propose(config: &Config, network: &Network) -> Proposal {
    let found = servers(network).collect::<Vec<_>>();
    let found = Servers::new(&found);
    let mut pairs = match (&config.source.name, &config.target.name) {
        (Some(source), Some(target)) => vec![pair(source, target, FoundBy::Entered)],
        (None, None) => all(&found, config, network),
        (Some(name), None) => {
            let mut pairs = all(&found, config, network);
            pairs.retain(|it| is_same(&it.source, name));
            if pairs.is_empty() { each(&[name], &found.targets(config, network), FoundBy::Possible) } else { pairs }
        }
        (None, Some(name)) => {
            let mut pairs = all(&found, config, network);
            pairs.retain(|it| is_same(&it.target, name));
            if pairs.is_empty() { each(&found.sources(config, network), &[name], FoundBy::Possible) } else { pairs }
        }
    };
    sort_by_text(&mut pairs, |it| [&*it.source, &it.target].join(" ").to_ascii_lowercase());
    let paired: HashSet<String> = pairs.iter().flat_map(|it| [it.source.clone(), it.target.clone()]).collect();
    let is_unpaired = |it: &&Found<'_>| it.kind != FoundKind::Machine && !paired.contains(it.called());
    let unpaired = found.all.iter().filter(is_unpaired).map(|it| it.called().to_owned()).collect();
    Proposal { pairs, unpaired }
}

fn pair(source: &str, target: &str, found_by: FoundBy) -> Pair {
    Pair { source: source.to_owned(), target: target.to_owned(), found_by }
}

fn all(found: &Servers<'_>, config: &Config, network: &Network) -> Vec<Pair> {
    let mut pairs = found.by_migrations(network);
    let mut taken = found.taken(config, network);
    let by_names = found.by_names(&taken);
    found.take(&mut taken, &by_names);
    pairs.extend(by_names);
    for name in TagName::ALL {
        let by_tags = found.by_tags(name, &taken, network);
        found.take(&mut taken, &by_tags);
        pairs.extend(by_tags);
    }
    if !pairs.is_empty() {
        return pairs;
    }
    each(&found.sources(config, network), &found.targets(config, network), FoundBy::Possible)
}

/// The servers that were read, each looked up once.
struct Servers<'a> {
    all: &'a [Found<'a>],
    /// Their places, by ids in lower case.
    by_id: HashMap<String, usize>,
    /// The names in lower case.
    names: HashSet<String>,
}

impl<'a> Servers<'a> {
    fn new(all: &'a [Found<'a>]) -> Self {
        let by_id = all.iter().enumerate().map(|(at, it)| (lower(it.id), at)).collect();
        let names = all.iter().map(|it| it.id.name().to_ascii_lowercase()).collect();
        Self { all, by_id, names }
    }

    /// What a Config calls the server of an id: of one that was not read, the name is enough where no other has it.
    fn called<'b>(&self, id: &'b Id) -> &'b str
    where
        'a: 'b,
    {
        match self.by_id.get(&lower(id)).and_then(|at| self.all.get(*at)) {
            Some(it) => it.called(),
            None if self.names.contains(&id.name().to_ascii_lowercase()) => id.text(),
            None => id.name(),
        }
    }

    /// What a Config calls the source at a host: where that is the host name of a server in the files, the server.
    fn called_at<'b>(&self, host: &'b str, network: &'b Network) -> &'b str
    where
        'a: 'b,
    {
        let is_at = |it: &&Server| it.host.as_deref().is_some_and(|it| is_host(it, host));
        let mut found = network.servers.by(Key::Name(host.trim_matches('.'))).filter(is_at);
        match (found.next(), found.next()) {
            (Some(only), None) => self.called(&only.origin.id),
            _ => host,
        }
    }

    fn by_migrations(&self, network: &Network) -> Vec<Pair> {
        let (mut pairs, mut seen) = (Vec::new(), HashSet::new());
        for it in &network.migrations {
            let source = match &it.source {
                Some(MigrationSource::Resource(id)) => self.called(id),
                Some(MigrationSource::Host { host, .. }) => self.called_at(host, network),
                None => continue,
            };
            let Some(target) = it.target.as_ref().map(|it| self.called(it)) else { continue };
            let names = [source, target].map(str::to_ascii_lowercase);
            // A target can have been migrated to several times.
            if names[0] != names[1] && seen.insert(names.join(" ")) {
                pairs.push(pair(source, target, FoundBy::Migration));
            }
        }
        pairs
    }

    /// The servers that have a role already, by ids in lower case.
    fn taken(&self, config: &Config, network: &Network) -> HashSet<String> {
        let in_migrations = network.migrations.iter().flat_map(|it| {
            let source = match &it.source {
                Some(MigrationSource::Resource(id)) => Some(id),
                _ => None,
            };
            let runtime = if let Fact::Known(id) = &it.runtime { Some(id) } else { None };
            [source, it.target.as_ref(), runtime]
        });
        let mut taken: HashSet<String> = in_migrations.flatten().map(lower).collect();
        if let Some(runtime) = &config.runtime.name {
            let is_runtime = |it: &&Found<'_>| is_same(it.id.name(), runtime) || is_same(it.id.text(), runtime);
            taken.extend(self.all.iter().filter(is_runtime).map(|it| lower(it.id)));
        }
        taken
    }

    fn by_names(&self, taken: &HashSet<String>) -> Vec<Pair> {
        let (mut groups, mut places): (Vec<Vec<_>>, HashMap<String, usize>) = Default::default();
        for it in self.all.iter().filter(|it| !taken.contains(&lower(it.id))) {
            let (stem, end) = stem(it.id.name());
            if stem.is_empty() {
                continue;
            }
            let place = *places.entry(stem).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.push((it, end)),
                None => groups.push(vec![(it, end)]),
            }
        }
        groups.iter().flat_map(|it| in_group(it, FoundBy::Name)).collect()
    }

    /// Notes that the servers of pairs have their roles.
    fn take(&self, taken: &mut HashSet<String>, pairs: &[Pair]) {
        let paired: HashSet<&str> = pairs.iter().flat_map(|it| [&*it.source, &*it.target]).collect();
        taken.extend(self.all.iter().filter(|it| paired.contains(it.called())).map(|it| lower(it.id)));
    }

    /// The pairs of one source and one target with the same value of a tag: of more it is not known which belong together.
    fn by_tags(&self, name: TagName, taken: &HashSet<String>, network: &Network) -> Vec<Pair> {
        let mut groups: BTreeMap<String, Vec<(&Found<'_>, End)>> = BTreeMap::new();
        for tag in network.tags.iter().filter(|it| it.name == name && !taken.contains(&it.resource)) {
            let Some(found) = self.by_id.get(&tag.resource).and_then(|at| self.all.get(*at)) else { continue };
            let group = groups.entry(tag.value.trim().to_ascii_lowercase()).or_default();
            group.push((found, stem(found.id.name()).1));
        }
        let pairs = groups.values().map(|it| in_group(it, FoundBy::Tag(name)));
        pairs.filter(|it| it.len() == 1).flatten().collect()
    }

    fn sources(&self, config: &Config, network: &Network) -> Vec<&'a str> {
        let free = self.free(config, network);
        let (flexible, others): (Vec<_>, Vec<_>) =
            free.into_iter().partition(|it| it.kind == FoundKind::FlexibleServer);
        let sources = if others.is_empty() { flexible } else { others };
        sources.into_iter().map(Found::called).collect()
    }

    fn targets(&self, config: &Config, network: &Network) -> Vec<&'a str> {
        let free = self.free(config, network).into_iter();
        free.filter(|it| it.kind == FoundKind::FlexibleServer).map(Found::called).collect()
    }

    /// The servers that have no role yet.
    fn free(&self, config: &Config, network: &Network) -> Vec<&'a Found<'a>> {
        let taken = self.taken(config, network);
        self.all.iter().filter(|it| !taken.contains(&lower(it.id))).collect()
    }
}

/// The pairs among servers that belong together; none where the names leave open which is the source, or where there are many.
fn in_group(group: &[(&Found<'_>, End)], found_by: FoundBy) -> Vec<Pair> {
    let of = |is_wanted: &dyn Fn(FoundKind, End) -> bool| -> Vec<&str> {
        group.iter().filter(|(it, end)| is_wanted(it.kind, *end)).map(|(it, _)| it.called()).collect()
    };
    let named = |wanted: End| of(&|kind, end| kind == FoundKind::FlexibleServer && end == wanted);
    let mut sources = of(&|kind, _| kind == FoundKind::SingleServer);
    sources.extend(named(End::Source));
    if sources.is_empty() {
        sources = of(&|kind, _| kind == FoundKind::Machine);
    }
    let (mut targets, others) = (named(End::Target), named(End::Either));
    if !sources.is_empty() {
        targets.extend(others);
    } else if !targets.is_empty() {
        sources = others;
    }
    each(&sources, &targets, found_by)
}

/// Every pair of two servers, if these are few.
fn each(sources: &[&str], targets: &[&str], found_by: FoundBy) -> Vec<Pair> {
    if FEW < sources.len().saturating_mul(targets.len()) {
        return Vec::new();
    }
    let to_each = |source: &&str| {
        let others = targets.iter().filter(|it| !it.eq_ignore_ascii_case(source));
        others.map(|it| pair(source, it, found_by)).collect::<Vec<_>>()
    };
    sources.iter().flat_map(to_each).collect()
}

fn is_host(one: &str, other: &str) -> bool {
    one.trim_end_matches('.').eq_ignore_ascii_case(other.trim_end_matches('.'))
}

fn lower(id: &Id) -> String {
    id.text().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use pgreach_network::{Network, TagName};
    use pgreach_rules::Config;

    use super::{FoundBy, propose};

    const SINGLE: &str = "Microsoft.DBforPostgreSQL/servers";
    const FLEXIBLE: &str = "Microsoft.DBforPostgreSQL/flexibleServers";

    fn id(kind: &str, name: &str) -> String {
        format!("/subscriptions/s/resourceGroups/g/providers/{kind}/{name}")
    }

    fn server(kind: &str, name: &str) -> String {
        format!(r#"{{ "id": "{}", "properties": {{}} }}"#, id(kind, name))
    }

    fn server_at(kind: &str, name: &str, host: &str) -> String {
        format!(r#"{{ "id": "{}", "properties": {{ "fullyQualifiedDomainName": "{host}" }} }}"#, id(kind, name))
    }

    fn machine(name: &str) -> String {
        let (nic, machine) =
            (id("Microsoft.Network/networkInterfaces", name), id("Microsoft.Compute/virtualMachines", name));
        format!(r#"{{ "id": "{nic}", "properties": {{ "virtualMachine": {{ "id": "{machine}" }} }} }}"#)
    }

    /// A migration to a flexible server from what is written as it is, with a runtime server where one is named.
    fn migration(source: &str, target: &str, runtime: Option<&str>) -> String {
        let id = id(FLEXIBLE, &format!("{target}/migrations/m-{}", source.len()));
        let runtime = runtime.map_or("null".to_owned(), |it| format!("\"{}\"", self::id(FLEXIBLE, it)));
        format!(
            r#"{{ "id": "{id}", "properties": {{ "sourceDbServerResourceId": "{source}", "migrationInstanceResourceId": {runtime} }} }}"#
        )
    }

    fn network(resources: &[String]) -> Network {
        pgreach_azure::read([("export.json", resources.join("\n").as_bytes())]).network
    }

    /// The pairs, as `source → target`, what says so, and the servers in none.
    fn proposed(settings: &[&str], resources: &[String]) -> (Vec<String>, Option<FoundBy>, Vec<String>) {
        let mut config = Config::default();
        for (path, value) in settings.iter().filter_map(|it| it.split_once('=')) {
            config.set(path, value).expect("a good setting");
        }
        let proposal = propose(&config, &network(resources));
        let mut reversed = resources.to_vec();
        reversed.reverse();
        assert_eq!(propose(&config, &network(&reversed)), proposal, "the order of files decides nothing");
        for it in &proposal.pairs {
            assert!(!it.source.eq_ignore_ascii_case(&it.target), "one server has two roles");
        }
        let pairs = proposal.pairs.iter().map(|it| format!("{} → {}", it.source, it.target)).collect();
        (pairs, proposal.pairs.first().map(|it| it.found_by), proposal.unpaired)
    }

    #[test]
    fn servers_belong_together_by_migrations_then_by_names_then_where_they_are_few() {
        let single = |name: &str| server(SINGLE, name);
        let flexible = |name: &str| server(FLEXIBLE, name);
        let old = id(SINGLE, "orders-old");
        for (what, resources, pairs, by, unpaired) in [
            ("nothing", vec![], &[][..], None, &[][..]),
            ("a source alone", vec![single("a")], &[], None, &["a"]),
            (
                "names",
                vec![
                    single("orders-old"),
                    flexible("orders-new"),
                    single("crm"),
                    flexible("crm-flex"),
                    flexible("other"),
                ],
                &["crm → crm-flex", "orders-old → orders-new"],
                Some(FoundBy::Name),
                &["other"],
            ),
            (
                "a migration goes before names",
                vec![single("orders-old"), flexible("orders-new"), flexible("crm"), migration(&old, "crm", None)],
                &["orders-old → crm"],
                Some(FoundBy::Migration),
                &["orders-new"],
            ),
            (
                "several to one target",
                vec![flexible("new"), migration("10.20.0.15:5432@me", "new", None), migration(&old, "new", None)],
                &["10.20.0.15 → new", "orders-old → new"],
                Some(FoundBy::Migration),
                &[],
            ),
            (
                "one pair under two names",
                vec![
                    server_at(SINGLE, "orders-old", "orders-old.postgres.database.azure.com"),
                    flexible("new"),
                    migration("Orders-old.postgres.database.azure.com.:5432@me", "new", None),
                    migration(&old, "new", None),
                ],
                &["orders-old → new"],
                Some(FoundBy::Migration),
                &[],
            ),
            (
                "a runtime server of a migration has its role",
                vec![
                    flexible("a-new"),
                    flexible("b-new"),
                    single("b-old"),
                    migration("10.20.0.15:5432@me", "a-new", Some("b-new")),
                ],
                &["10.20.0.15 → a-new"],
                Some(FoundBy::Migration),
                &["b-old", "b-new"],
            ),
            (
                "flexible servers by what their names say",
                vec![flexible("orders"), flexible("orders-new"), flexible("crm-src"), flexible("crm")],
                &["crm-src → crm", "orders → orders-new"],
                Some(FoundBy::Name),
                &[],
            ),
            (
                "a server goes before a machine",
                vec![single("orders"), machine("orders-vm"), flexible("orders-new")],
                &["orders → orders-new"],
                Some(FoundBy::Name),
                &[],
            ),
            (
                "a machine where there is no server",
                vec![machine("orders-vm"), flexible("orders-new"), machine("web")],
                &["orders-vm → orders-new"],
                Some(FoundBy::Name),
                &[],
            ),
            (
                "few, and no names alike",
                vec![single("a"), single("b"), flexible("c"), flexible("d")],
                &["a → c", "a → d", "b → c", "b → d"],
                Some(FoundBy::Possible),
                &[],
            ),
            (
                "two flexible servers, either way",
                vec![flexible("a"), flexible("b")],
                &["a → b", "b → a"],
                Some(FoundBy::Possible),
                &[],
            ),
        ] {
            let found = proposed(&[], &resources);
            assert_eq!(found, (words(pairs), by, words(unpaired)), "{what}");
        }
    }

    fn tagged(kind: &str, name: &str, tags: &str) -> String {
        format!(r#"{{ "id": "{}", "tags": {{ {tags} }}, "properties": {{}} }}"#, id(kind, name))
    }

    #[test]
    fn a_tag_says_what_belongs_together_where_it_names_one_source_and_one_target() {
        const MACHINE: &str = "Microsoft.Compute/virtualMachines";
        let by = |name| Some(FoundBy::Tag(name));
        let single = |name: &str, tags: &str| tagged(SINGLE, name, tags);
        let flexible = |name: &str, tags: &str| tagged(FLEXIBLE, name, tags);
        let wave = r#""Migration": "Wave 1""#;
        for (what, resources, pairs, found_by) in [
            ("one of each", vec![single("a", wave), flexible("b", wave)], &["a → b"][..], by(TagName::Migration)),
            (
                "whatever its case",
                vec![single("a", r#""workload": "CRM""#), flexible("b", r#""Workload": "crm ""#)],
                &["a → b"],
                by(TagName::Workload),
            ),
            (
                "by either name of an application",
                vec![single("a", r#""app": "crm""#), flexible("b", r#""Application": "crm""#)],
                &["a → b"],
                by(TagName::App),
            ),
            (
                "names go before tags",
                vec![single("crm-old", wave), flexible("crm-new", ""), flexible("b", wave)],
                &["crm-old → crm-new"],
                Some(FoundBy::Name),
            ),
            (
                "a tag that says more goes before others",
                vec![
                    single("a", r#""migration": "1", "app": "crm""#),
                    flexible("b", r#""migration": "1", "app": "x""#),
                    flexible("c", r#""app": "crm""#),
                ],
                &["a → b"],
                by(TagName::Migration),
            ),
            (
                "of two sources neither is chosen",
                vec![single("a", wave), single("b", wave), flexible("c", wave)],
                &["a → c", "b → c"],
                Some(FoundBy::Possible),
            ),
            (
                "one that two files contradict each other in",
                vec![single("a", wave), single("a", r#""migration": "2""#), flexible("b", wave)],
                &["a → b"],
                Some(FoundBy::Possible),
            ),
            (
                "a machine",
                vec![machine("db"), tagged(MACHINE, "db", wave), machine("web"), flexible("b", wave)],
                &["db → b"],
                by(TagName::Migration),
            ),
            (
                "no other tag",
                vec![single("a", r#""owner": "me""#), flexible("b", r#""owner": "me""#)],
                &["a → b"],
                Some(FoundBy::Possible),
            ),
        ] {
            let found = proposed(&[], &resources);
            assert_eq!((found.0, found.1), (words(pairs), found_by), "{what}");
        }
    }

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn of_many_nothing_is_guessed() {
        let resources: Vec<String> =
            (0..4).flat_map(|it| [server(SINGLE, &format!("s{it}")), server(FLEXIBLE, &format!("f{it}"))]).collect();
        let (pairs, _, unpaired) = proposed(&[], &resources);
        assert_eq!((pairs, unpaired.len()), (Vec::new(), 8));
    }

    #[test]
    fn what_a_person_says_of_the_servers_goes_before_all() {
        let resources = [
            server(SINGLE, "orders-old"),
            server(FLEXIBLE, "orders-new"),
            server(SINGLE, "crm-old"),
            server(FLEXIBLE, "crm-new"),
        ];
        for (settings, pairs) in [
            (&["source.name=Orders-Old.postgres.database.azure.com"][..], &["orders-old → orders-new"][..]),
            (&["target.name=crm-new"], &["crm-old → crm-new"]),
            (&["source.name=db.corp"], &["db.corp → crm-new", "db.corp → orders-new"]),
            (&["source.name=db.corp", "target.name=crm-new"], &["db.corp → crm-new"]),
            (&["runtime.name=crm-new"], &["orders-old → orders-new"]),
        ] {
            assert_eq!(proposed(settings, &resources).0, words(pairs), "{settings:?}");
        }
    }

    #[test]
    fn a_name_that_two_servers_have_is_given_as_an_id() {
        let (pairs, ..) = proposed(&[], &[server(SINGLE, "orders"), server(FLEXIBLE, "orders")]);
        assert_eq!(pairs, [format!("{} → {}", id(SINGLE, "orders"), id(FLEXIBLE, "orders"))]);
    }

    /// Thousands of pairs are looked at once each: a search among all for each would take minutes here.
    #[test]
    fn three_thousand_pairs_are_found_at_once() {
        let resources: Vec<String> = (0..3000)
            .flat_map(|it| [server(SINGLE, &format!("app{it}-old")), server(FLEXIBLE, &format!("app{it}-new"))])
            .collect();
        let network = network(&resources);
        // Of the thread alone, whatever else the machine does.
        let start = cpu_time::ThreadTime::now();
        let proposal = propose(&Config::default(), &network);
        assert_eq!((proposal.pairs.len(), proposal.unpaired.len()), (3000, 0));
        assert!(start.elapsed().as_secs() < 3, "{:?}", start.elapsed());
    }
}
