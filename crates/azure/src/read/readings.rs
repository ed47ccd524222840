//! What was read, before it is joined: of all files, and of one document.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use pgreach_rules::network::{Id, Network, Route};

use super::kind::Children;

/// What was read of all files, before it is joined.
#[derive(Default)]
pub(super) struct Readings {
    pub(super) network: Network,
    /// How many links each zone tells of.
    pub(super) links: Vec<(Id, usize)>,
    /// Parents, by a name that no item showed the id of, that have no such children.
    pub(super) childless: Vec<(Children, String)>,
    /// What differs within one template.
    pub(super) differing: Vec<(usize, String)>,
    /// What stands in templates, each with the number of its template. Resources of templates that came without one are
    /// of one template, number 0.
    pub(super) templates: Vec<(u64, Id)>,
    /// How many templates were read.
    pub(super) templates_read: u64,
    /// The templates that were read, by the hash of their text.
    texts: HashMap<u64, u64>,
    /// The commands of our scripts that failed: the file, the command, and what to say of it.
    pub(super) failed: Vec<(usize, String, String)>,
    /// Those that printed something: what failed once may have been run again.
    pub(super) answered: HashSet<String>,
}

impl Readings {
    /// Notes the text of the template that was read last. The same one again is the same template.
    pub(super) fn is_template(&mut self, text: &str) {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let last = self.templates_read;
        let first = *self.texts.entry(hasher.finish()).or_insert(last);
        self.templates.iter_mut().rev().take_while(|it| it.0 == last).for_each(|it| it.0 = first);
    }
}

/// What one document holds, as far as it was read.
#[derive(Default)]
pub(super) struct List {
    pub(super) network: Network,
    pub(super) links: Vec<(Id, usize)>,
    /// The parent of the children that were read, and which children they are.
    pub(super) children: Option<(Id, Children)>,
    /// Whether something else was read too, so that this is no list of one parent's children.
    pub(super) is_mixed: bool,
    /// Whether an item could not be read.
    pub(super) has_unreadable: bool,
    /// Whether an item stood there that tells a full list from one of only some types: an A or SOA record set, or a
    /// security rule that somebody made.
    pub(super) is_telling: bool,
    pub(super) routes: Option<Vec<Route>>,
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
