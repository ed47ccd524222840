//! Gathers what was read, before it is joined: of all files, and of one document.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use pgreach_network::{Connectivity, Id, Network, Origin, PlannedRule, Route};
use pgreach_rules::Export;

use serde_json::Value;

use super::{attached::Attached, kind::Children, planned::Planned, unresolved::unresolved};

/// Does the same with each list of resources.
macro_rules! in_each_list {
    ($network:ident, |$list:ident| $body:expr) => {
        in_each_list!(
            $network, $list, $body,
            servers migrations vnets security_groups nics machines route_tables endpoints zone_groups zones gateways gateway_connections
            local_gateways inbound_endpoints rulesets dns_policies domain_lists joins.firewalls joins.policies joins.ip_groups joins.balancers joins.nat_gateways
            joins.public_addresses joins.hubs joins.circuits joins.members joins.connectivity joins.admin_rules joins.admin_parents
        )
    };
    ($network:ident, $list:ident, $body:expr, $($field:ident $(. $part:ident)?)+) => {
        $({
            let $list = &mut $network.$field$(.$part)?;
            $body;
        })+
    };
}
pub(super) use in_each_list;

/// What was read of all files, before it is joined.
#[derive(Default)]
pub(super) struct Readings {
    pub(super) network: Network,
    /// How many links each zone says it has.
    pub(super) links: Vec<(Id, usize)>,
    /// Resources that name one of a type that is not read, each before what it names.
    pub(super) naming: Vec<(Id, Id)>,
    /// What security groups and route tables say of where they are attached.
    pub(super) attached: Vec<Attached>,
    /// How many record sets each zone says it has.
    pub(super) records: Vec<(Id, usize)>,
    /// Parents, by a name that no item showed the id of, that have no such children.
    pub(super) childless: Vec<(Children, String)>,
    /// What differs within one template.
    pub(super) differing: Vec<(usize, String)>,
    /// What stands in templates, each with the number of its template. Resources of templates that came without one are
    /// of one template, number 0.
    pub(super) templates: Vec<(u64, Id)>,
    /// How many templates were read.
    pub(super) templates_read: u64,
    /// Resources of templates of which it is not known which they are, and that may change what other files hold: the file,
    /// and what they are called.
    pub(super) unnamed: Vec<(usize, String)>,
    /// The templates that were read, by the hash of their text.
    texts: HashMap<u64, u64>,
    /// The values that files give to parameters, by their names in lower case: unresolved where two differ or one
    /// is no value.
    pub(super) given: HashMap<String, Value>,
    /// The parameters of each file's templates that had no given value when the template was read.
    pub(super) by_default: Vec<(usize, String)>,
    /// What plans do with what other files may hold.
    pub(super) planned: Vec<Planned>,
    /// The results of queries.
    pub(super) queries: Vec<Queried>,
    /// The commands of our scripts that failed: the file, the command, and what to say of it.
    pub(super) failed: Vec<(usize, String, String)>,
    /// Those that printed something: what failed once may have been run again.
    pub(super) answered: HashSet<String>,
}

impl Readings {
    /// Notes the value of a parameter.
    pub(super) fn is_given(&mut self, name: &str, value: Value) {
        self.given
            .entry(name.to_ascii_lowercase())
            .and_modify(|it| {
                if *it != value {
                    *it = unresolved();
                }
            })
            .or_insert(value);
    }

    /// Notes ids of a plan that name no subscription: as those of a template, they may be of others of their names.
    pub(super) fn is_planned(&mut self, ids: Vec<Id>) {
        if !ids.is_empty() {
            self.templates_read += 1;
            let whole = |id: Id| std::iter::successors(Some(id), Id::parent).last();
            self.templates.extend(ids.into_iter().filter_map(whole).map(|it| (self.templates_read, it)));
        }
    }

    /// Notes the files with a query whose pages are not all there.
    pub(super) fn add_up_queries(&mut self) {
        for query in self.queries.iter().filter(|it| it.is_cut && !it.is_whole_with(&self.queries)) {
            self.network.truncated = true;
            self.network.cut.push(query.file);
            self.differing.push((query.file, "The result of a query was cut short.".to_owned()));
        }
        self.network.cut.sort_unstable();
        self.network.cut.dedup();
    }

    /// Leaves out every resource of a file whose template was read with a default before another file gave the value.
    pub(super) fn drop_overridden(&mut self) {
        let Self { given, by_default, network, differing, .. } = self;
        let files: BTreeSet<usize> =
            by_default.iter().filter(|(_, name)| given.contains_key(name)).map(|(file, _)| *file).collect();
        for file in &files {
            network.truncated = true;
            differing.push((
                *file,
                "A file of parameters gives other values than this template's defaults, and was read after it: nothing of the template is used. Give the parameters first.".to_owned(),
            ));
        }
        in_each_list!(network, |list| list.retain(|it| !files.contains(&it.origin.file)));
    }

    /// Of each of so many files, those before it most of whose resources it describes again.
    pub(super) fn described_again(&mut self, files: usize) -> Vec<Vec<usize>> {
        let network = &mut self.network;
        let mut described: Vec<HashSet<u64>> = vec![HashSet::new(); files];
        // One body for all lists: what is written for each of them weighs.
        let note: &mut dyn FnMut(&Origin) = &mut |origin| {
            if let Some(described) = described.get_mut(origin.file) {
                let mut hasher = DefaultHasher::new();
                origin.id.text().to_ascii_lowercase().hash(&mut hasher);
                described.insert(hasher.finish());
            }
        };
        in_each_list!(network, |list| for it in list.iter() {
            note(&it.origin);
        });
        let is_again = |new: &HashSet<u64>, old: &HashSet<u64>| {
            let both = new.intersection(old).count();
            0 < both && old.len() <= 2 * both
        };
        let before = |at: usize| described.iter().enumerate().take(at);
        let again = described
            .iter()
            .enumerate()
            .map(|(at, new)| before(at).filter(|(_, old)| is_again(new, old)).map(|(file, _)| file).collect());
        again.collect()
    }

    /// Notes the text of the template that was read last. The same one again is the same template.
    pub(super) fn is_template(&mut self, text: &str) {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let last = self.templates_read;
        let first = *self.texts.entry(hasher.finish()).or_insert(last);
        self.templates.iter_mut().rev().take_while(|it| it.0 == last).for_each(|it| it.0 = first);
    }
}

/// The result of a query, or one of its pages.
pub(super) struct Queried {
    pub(super) file: usize,
    /// How many rows it has.
    pub(super) rows: usize,
    /// How many rows the query has in all of its pages.
    pub(super) total: Option<usize>,
    /// What the next page is asked for with. The last page has none.
    pub(super) token: Option<String>,
    /// Whether it says that there is more.
    pub(super) is_cut: bool,
}

impl Queried {
    /// Whether these are all pages of its query: as many rows as it says there are in all, no page twice, and one that is the last.
    fn is_whole_with(&self, queries: &[Self]) -> bool {
        let pages: Vec<_> = queries.iter().filter(|it| it.total.is_some() && it.total == self.total).collect();
        let tokens: HashSet<_> = pages.iter().map(|it| &it.token).collect();
        1 < pages.len()
            && tokens.len() == pages.len()
            && tokens.contains(&None)
            && Some(pages.iter().map(|it| it.rows).sum()) == self.total
    }
}

/// What one document holds, as far as it was read.
#[derive(Default)]
pub(super) struct List {
    pub(super) network: Network,
    pub(super) links: Vec<(Id, usize)>,
    /// Resources that name one of a type that is not read, each before what it names.
    pub(super) naming: Vec<(Id, Id)>,
    /// What security groups and route tables say of where they are attached.
    pub(super) attached: Vec<Attached>,
    pub(super) records: Vec<(Id, usize)>,
    /// The parent of the children that were read, and which children they are.
    pub(super) children: Option<(Id, Children)>,
    /// Whether something else was read too, so that this is no list of one parent's children.
    pub(super) is_mixed: bool,
    /// Whether an item could not be read.
    pub(super) has_unreadable: bool,
    /// Whether an item stood there that distinguishes a full list from one of only some types: an A or SOA record set, or a
    /// security rule that somebody made.
    pub(super) is_telling: bool,
    pub(super) routes: Option<Vec<Route>>,
    /// What Virtual Network Manager has put in effect.
    pub(super) connectivity: Vec<Connectivity>,
    pub(super) admin_rules: Vec<PlannedRule>,
    /// The export that our envelope says it is, and the VNet that it was asked of, where it is all of it.
    pub(super) effective: Option<(Export, Option<Id>)>,
    /// What our envelope says of it.
    pub(super) of: Option<(Children, Result<Id, String>)>,
    /// How many items it had so far.
    pub(super) items: usize,
}

impl List {
    /// Whether what is read is an item of a list.
    pub(super) const fn is_list(&self) -> bool {
        self.items != 0
    }
}
