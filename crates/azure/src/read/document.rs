//! The shapes in which resources come: bare, in lists, in pages, from Resource Graph, in templates, in our envelopes.
//!
//! The items of the two lists that can be long, a bare array and `value` or `data`, are read one by one and let go.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
};

use pgreach_rules::network::{EffectiveRoutes, Export, Id, Network, Route, Want};
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    body::Template,
    join::{self, Of},
    key::Key,
    kind::Children,
    node::{Name, Node, Object, Read, Source},
    notes::Notes,
    resource::Resource,
    scope,
    template::{Scope, id_of},
};

const EXPECTED: &str = "a resource as an Azure tool prints it";

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
    items: usize,
}

impl List {
    /// Whether what is read is an item of a list.
    pub(super) const fn is_list(&self) -> bool {
        self.items != 0
    }
}

/// How much of what there is a document shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// A resource that was asked for by name.
    One,
    /// A list of one kind.
    List,
    /// One of which our envelope says what it is of.
    OurList,
    /// Whatever a query asked for.
    Query,
}

/// Reads one file's documents.
pub(super) struct File<'f, 's> {
    pub(super) source: &'f Source<'s>,
    pub(super) notes: &'f Notes,
    pub(super) readings: &'f mut Readings,
    /// The list that is being read item by item.
    list: List,
}

impl<'f, 's> File<'f, 's> {
    pub(super) fn new(source: &'f Source<'s>, notes: &'f Notes, readings: &'f mut Readings) -> Self {
        Self { source, notes, readings, list: List::default() }
    }

    /// Keeps what was read of a document that ends in an error.
    pub(super) fn broken(&mut self) {
        let list = std::mem::take(&mut self.list);
        self.readings.network.truncated = true;
        self.keep(list);
    }

    fn items(&mut self, items: Vec<Node<'_>>, list: &mut List) {
        for it in items {
            self.item(it, list);
        }
    }

    /// An item of a list.
    fn item(&mut self, node: Node<'_>, list: &mut List) {
        list.items += 1;
        match node {
            Node::Object(object) => self.object(object, list),
            // Documents that somebody put into one, as `jq --slurp` does.
            Node::List(items) => {
                list.is_mixed = true;
                let mut inner = List::default();
                self.items(items, &mut inner);
                self.end(inner, None, Extent::List);
            }
            other => {
                list.is_mixed = true;
                self.notes.error("", other.kind(), EXPECTED);
            }
        }
    }

    /// An object of any shape.
    fn object(&mut self, mut object: Object<'_>, list: &mut List) {
        let is_resource = object.has(Key::Id) || object.has(Key::ResourceId);
        if object.has(Key::Pgreach) {
            list.is_mixed = true;
            return self.envelope(object);
        }
        if is_resource {
            return self.resource(&object, list, None);
        }
        if let Some(Node::Object(mut template)) = object.take(Key::Template) {
            list.is_mixed = true;
            let error = matches!(object.get(Key::Error), Some(Node::Object(_)));
            return self.template(&mut template, error);
        }
        for key in [Key::Value, Key::Data] {
            if matches!(object.get(key), Some(Node::List(_)))
                && let Some(Node::List(items)) = object.take(key)
            {
                list.is_mixed = true;
                let mut inner = List::default();
                self.items(items, &mut inner);
                return self.end(inner, Some(&object), if key == Key::Data { Extent::Query } else { Extent::List });
            }
        }
        if matches!(object.get(Key::Resources), Some(Node::List(_) | Node::Named(_))) {
            list.is_mixed = true;
            if [Key::ContentVersion, Key::Parameters, Key::Variables].iter().any(|it| object.has(*it)) {
                return self.template(&mut object, false);
            }
            return self.items(items_of(object.take(Key::Resources)), list);
        }
        if object.has(Key::ApiVersion) && object.has(Key::Name) && object.has(Key::Type) {
            list.is_mixed = true;
            return self.resources(vec![object], &Scope::default(), true, 0);
        }
        self.resource(&object, list, None);
    }

    fn resource(&mut self, object: &Object<'_>, list: &mut List, template: Option<Template>) {
        Resource { object, notes: self.notes, template }.read(list);
    }

    /// What our own script wraps around what a command printed.
    fn envelope(&mut self, mut object: Object<'_>) {
        let of = object.text(Key::Of).unwrap_or_default().to_owned();
        let export = object.text(Key::Export).and_then(Export::from_word);
        let words = match export {
            Some(export) => Want { export, of: of.clone() }.words(),
            None => "something".to_owned(),
        };
        let command = object.text(Key::Command).unwrap_or_default().to_owned();
        let failed = !matches!(object.get(Key::Error), None | Some(Node::Null));
        let mut list = List {
            of: object.text(Key::Export).and_then(Children::of_word).map(|it| (it, Id::parse(&of).ok_or(of))),
            ..List::default()
        };
        let extent = if export.is_some() { Extent::OurList } else { Extent::List };
        match object.take(Key::Output) {
            Some(Node::List(items)) if !failed => {
                self.items(items, &mut list);
                self.end(list, None, extent);
            }
            Some(Node::Object(mut page)) if !failed && matches!(page.get(Key::Value), Some(Node::List(_))) => {
                self.items(items_of(page.take(Key::Value)), &mut list);
                self.end(list, Some(&page), extent);
            }
            Some(Node::Object(object)) if !failed => {
                self.object(object, &mut list);
                self.end(list, None, Extent::One);
            }
            _ => {
                let sentence = format!("The command for {} printed nothing or failed.", super::notes::plain(&words));
                self.readings.failed.push((self.notes.file, command, sentence));
                return;
            }
        }
        self.readings.answered.insert(command);
    }

    fn template(&mut self, template: &mut Object<'_>, has_error: bool) {
        if has_error {
            self.readings.network.truncated = true;
            self.notes.partial("Azure could not export every resource into the template.");
        }
        let scope = Scope::new(template);
        let resources = items_of(template.take(Key::Resources)).into_iter().filter_map(|it| match it {
            Node::Object(object) => Some(object),
            _ => None,
        });
        self.readings.templates_read += 1;
        self.resources(resources.collect(), &scope, !has_error, self.readings.templates_read);
    }

    /// The resources of one template, which may stand within each other.
    fn resources<'a>(&mut self, resources: Vec<Object<'a>>, scope: &Scope<'a>, is_full: bool, number: u64) {
        let mut identified = Vec::new();
        let mut unidentified = 0_usize;
        // The type and name of what each stands in.
        let mut waiting: Vec<(Object<'a>, Option<(String, String)>)> =
            resources.into_iter().map(|it| (it, None)).collect();
        waiting.reverse();
        while let Some((mut object, parent)) = waiting.pop() {
            let inner = items_of(object.take(Key::Resources));
            object.nodes_mut().for_each(|it| scope.resolve(it));
            let place = place(&object, parent);
            if let Some(place) = &place {
                waiting.extend(inner.into_iter().rev().filter_map(|it| match it {
                    Node::Object(object) => Some((object, Some(place.clone()))),
                    _ => None,
                }));
            }
            match place.and_then(|(kind, name)| Some((id_of(&kind, &name)?, kind))) {
                Some((id, kind)) => {
                    object.set(Key::Id, false, Node::Text(id.into()));
                    object.set(Key::Type, false, Node::Text(kind.into()));
                    identified.push(object);
                }
                None => unidentified += 1,
            }
        }
        if unidentified != 0 {
            self.readings.network.truncated = true;
            self.notes.partial(format!(
                "{unidentified} of the template's resources have a name, a condition, a loop or a template of their own that only Azure can resolve."
            ));
        }
        let template = Template { is_resolved: is_full && unidentified == 0 };
        let mut list = List::default();
        for object in &identified {
            self.resource(object, &mut list, Some(template));
        }
        list.network = join::join(list.network, Of::OneTemplate, &mut self.readings.differing);
        self.readings.templates.extend(scope::defined(&mut list.network).into_iter().map(|it| (number, it)));
        self.keep(list);
    }

    /// Ends a document: decides what its list proves, and keeps what was read.
    fn end(&mut self, mut list: List, rest: Option<&Object<'_>>, extent: Extent) {
        let text = |key| rest.and_then(|it| it.text(key)).is_some_and(|it| !it.is_empty());
        let goes_on = text(Key::NextLink);
        let is_cut = extent == Extent::Query && rest.is_some_and(|it| is_cut(it, list.items)) || text(Key::SkipToken);
        if goes_on {
            self.notes.partial("A list goes on: it has a next page, which is not in this file.");
        }
        if is_cut {
            self.notes.partial("The result of a query was cut short.");
        }
        // A page of children leaves out none but children.
        let has_children_only = list.children.is_some() && !list.is_mixed;
        self.readings.network.truncated |= is_cut || goes_on && !has_children_only && list.of.is_none();
        let is_full = matches!(extent, Extent::List | Extent::OurList) && !goes_on && !is_cut && !list.has_unreadable;
        if is_full {
            self.complete(&mut list, extent);
        }
        self.keep(list);
    }

    /// A list of everything that one parent has.
    fn complete(&mut self, list: &mut List, extent: Extent) {
        match (&list.children, list.of.take()) {
            (Some((id, children)), of) if !list.is_mixed => {
                let is_of = match &of {
                    Some((kind, Ok(of))) => kind == children && of == id,
                    Some((kind, Err(name))) => kind == children && id.name().eq_ignore_ascii_case(name),
                    // A list of other record sets says nothing of A records, nor one of default rules of the others.
                    None => !matches!(children, Children::Records | Children::Rules) || list.is_telling,
                };
                if is_of {
                    let (id, children) = (id.clone(), *children);
                    super::resource::complete(&mut list.network, &id, children, self.notes.file);
                }
            }
            (None, Some((children, Ok(id)))) if list.items == 0 => {
                super::resource::complete(&mut list.network, &id, children, self.notes.file);
            }
            // Nobody looks at the zones and servers of more than a thousand names.
            (None, Some((children, Err(name)))) if list.items == 0 && self.readings.childless.len() < 1000 => {
                self.readings.childless.push((children, name));
            }
            (None, None) if list.items == 0 && extent == Extent::List => {
                self.notes.partial("An empty list does not say what it is empty of.");
            }
            _ => {}
        }
    }

    fn keep(&mut self, mut list: List) {
        if let Some(routes) = list.routes.take() {
            self.readings.network.effective_routes.push(EffectiveRoutes { file: self.notes.file, routes });
        }
        let Self { readings, .. } = self;
        let (all, read) = (&mut readings.network, &mut list.network);
        all.servers.append(&mut read.servers);
        all.migrations.append(&mut read.migrations);
        all.vnets.append(&mut read.vnets);
        all.security_groups.append(&mut read.security_groups);
        all.effective_rules.append(&mut read.effective_rules);
        all.nics.append(&mut read.nics);
        all.route_tables.append(&mut read.route_tables);
        all.endpoints.append(&mut read.endpoints);
        all.zone_groups.append(&mut read.zone_groups);
        all.ungrouped.append(&mut read.ungrouped);
        all.zones.append(&mut read.zones);
        all.gateways.append(&mut read.gateways);
        all.connections.append(&mut read.connections);
        all.local_gateways.append(&mut read.local_gateways);
        all.service_tags.append(&mut read.service_tags);
        readings.links.append(&mut list.links);
    }
}

fn items_of(node: Option<Node<'_>>) -> Vec<Node<'_>> {
    match node {
        Some(Node::List(items)) => items,
        Some(Node::Named(named)) => named.into_iter().map(|(_, it)| it).collect(),
        _ => Vec::new(),
    }
}

/// The full type and name of a template's resource, where only one resource can come of it.
fn place(object: &Object<'_>, parent: Option<(String, String)>) -> Option<(String, String)> {
    let is_sure = match object.get(Key::Condition) {
        None => true,
        Some(condition) => matches!(condition, Node::Flag(true)),
    };
    let (kind, name) = (object.text(Key::Type)?, object.text(Key::Name)?);
    let is_nested = kind.eq_ignore_ascii_case("Microsoft.Resources/deployments");
    if !is_sure || is_nested || matches!(object.get(Key::Copy), Some(Node::Object(_))) {
        return None;
    }
    Some(match parent {
        // The first part of a full type is a provider, as Microsoft.Network.
        Some((above, of)) if !kind.split('/').next()?.contains('.') => {
            (format!("{above}/{kind}"), format!("{of}/{name}"))
        }
        _ => (kind.to_owned(), name.to_owned()),
    })
}

/// Whether a query's result says that there was more.
fn is_cut(rest: &Object<'_>, items: usize) -> bool {
    let is_truncated = match rest.get(Key::ResultTruncated) {
        Some(Node::Flag(flag)) => *flag,
        Some(Node::Text(text)) => !text.eq_ignore_ascii_case("false"),
        // Az.ResourceGraph prints the number of an enumeration, in which 0 is true.
        Some(Node::Number(number)) => *number == 0,
        _ => false,
    };
    let has_more = match rest.get(Key::TotalRecords) {
        Some(Node::Number(total)) => usize::try_from(*total).is_ok_and(|it| items < it),
        _ => false,
    };
    is_truncated || has_more
}

/// Reads one document.
pub(super) struct Document<'d, 'f, 's>(pub(super) &'d mut File<'f, 's>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let file = self.0;
        let mut object = Object::default();
        let mut extent = None;
        while let Some(key) = map.next_key_seed(Name(file.source))? {
            match key {
                None => drop(map.next_value::<IgnoredAny>()?),
                Some(key @ (Key::Value | Key::Data)) if extent.is_none() => match map.next_value_seed(Items(file))? {
                    Some(node) => object.set(key, false, node),
                    None => extent = Some(if key == Key::Data { Extent::Query } else { Extent::List }),
                },
                Some(key) => object.read(key, false, &mut map, file.source)?,
            }
        }
        let list = std::mem::take(&mut file.list);
        if let Some(extent) = extent {
            file.end(list, Some(&object), extent);
        } else {
            let mut list = List::default();
            file.object(object, &mut list);
            file.end(list, None, Extent::One);
        }
        file.source.let_go();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        Items(self.0).visit_seq(items)?;
        let list = std::mem::take(&mut self.0.list);
        self.0.end(list, None, Extent::List);
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.other(&Node::Text("".into()))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.other(&Node::Flag(true))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.other(&Node::Number(0))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.other(&Node::Number(0))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.other(&Node::Number(0))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.other(&Node::Null)
    }
}

impl Document<'_, '_, '_> {
    #[expect(clippy::unnecessary_wraps, reason = "a visitor wants a result")]
    fn other<E: Error>(self, node: &Node<'_>) -> Result<(), E> {
        self.0.notes.error("", node.kind(), EXPECTED);
        Ok(())
    }
}

/// Reads the items of a list one by one. What is no list is given back.
struct Items<'d, 'f, 's>(&'d mut File<'f, 's>);

impl<'de> DeserializeSeed<'de> for Items<'_, '_, '_> {
    type Value = Option<Node<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Node<'de>>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_, '_> {
    type Value = Option<Node<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<Node<'de>>, A::Error> {
        let file = self.0;
        while let Some(node) = items.next_element_seed(Read::new(file.source))? {
            let mut list = std::mem::take(&mut file.list);
            file.item(node, &mut list);
            file.list = list;
            file.source.let_go();
        }
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<Node<'de>>, A::Error> {
        Read::new(self.0.source).visit_map(map).map(Some)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Text("".into())))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Flag(flag)))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Number(-1)))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Number(-1)))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Number(-1)))
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Null))
    }
}
