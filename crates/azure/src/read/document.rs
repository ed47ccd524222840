//! The shapes in which resources come: bare, in lists, in pages, from Resource Graph, in templates, in our envelopes.

use pgreach_network::{Effective, EffectiveRoutes, Id, Network};
use pgreach_rules::{Export, Need};
use serde_json::Value;

use super::{
    body::Template,
    join::{self, Of},
    key::Key,
    kind::Children,
    node::{Node, Object, Source, items_of, objects_of},
    notes::{Notes, agreeing},
    planned::{self, Planned},
    readings::{List, Queried, Readings},
    resource::Resource,
    scope,
    template::{Expanded, Scope},
    unresolved::unresolved,
};

pub(super) const EXPECTED: &str = "a resource as an Azure tool prints it";

/// How [`write`](crate::write) says that a file was broken.
pub(crate) const BROKEN: &str = "broken";
/// How it says that some of it is planned.
pub(crate) const PLANNED: &str = "planned";
/// How a plan says that it does not name all that it has, and [`write`](crate::write) that something was not read.
pub(crate) const INCOMPLETE: &str = "incomplete";

/// How much of what there is a document shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
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
    pub(super) list: List,
}

impl<'f, 's> File<'f, 's> {
    pub(super) fn new(source: &'f Source<'s>, notes: &'f Notes, readings: &'f mut Readings) -> Self {
        Self { source, notes, readings, list: List::default() }
    }

    /// Keeps what was read of a document that ends in an error.
    pub(super) fn broken(&mut self) {
        let list = std::mem::take(&mut self.list);
        self.readings.network.truncated = true;
        self.readings.network.broken = true;
        self.keep(list);
    }

    fn items(&mut self, items: Vec<Node<'_>>, list: &mut List) {
        for it in items {
            self.item(it, list);
        }
    }

    /// An item of a list.
    pub(super) fn item(&mut self, node: Node<'_>, list: &mut List) {
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
    pub(super) fn object(&mut self, mut object: Object<'_>, list: &mut List) {
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
        if matches!(object.get(Key::Data), Some(Node::Object(table)) if table.has(Key::Rows))
            && let Some(Node::Object(table)) = object.take(Key::Data)
        {
            list.is_mixed = true;
            let mut inner = List::default();
            self.items(rows(table), &mut inner);
            return self.end(inner, Some(&object), Extent::Query);
        }
        if matches!(object.get(Key::Changes), Some(Node::List(_)))
            && let Some(Node::List(changes)) = object.take(Key::Changes)
        {
            list.is_mixed = true;
            return self.what_if(changes, &object);
        }
        if object.has(Key::ContentVersion) && !object.has(Key::Resources) && object.has(Key::Parameters) {
            list.is_mixed = true;
            return self.parameters(&mut object);
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
            return self.resources(vec![object], Scope::none(self.source), true, 0);
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
            Some(export) => Need { export, resource: of.clone() }.words(),
            None => "something".to_owned(),
        };
        let command = object.text(Key::Command).unwrap_or_default().to_owned();
        let failed = !matches!(object.get(Key::Error), None | Some(Node::Null));
        let mut list = List {
            of: object.text(Key::Export).and_then(Children::of_word).map(|it| (it, Id::parse(&of).ok_or(of))),
            effective: export
                .filter(|it| matches!(it, Export::EffectiveAdminRules | Export::EffectiveConnectivity))
                .map(|it| (it, Id::parse(object.text(Key::Of).unwrap_or_default()))),
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

    /// What a deployment would change (what-if), as the state after it.
    ///
    /// Source: "ARM template deployment what-if operation", Change types (2025); `Deployments - What If` (2024-03-01).
    fn what_if(&mut self, changes: Vec<Node<'_>>, result: &Object<'_>) {
        self.notes.partial("What a deployment would change (what-if): read as the state after it.");
        self.readings.network.planned = true;
        let mut list = List::default();
        let scope = Scope::none(self.source);
        let mut is_unclear = matches!(result.get(Key::Error), Some(Node::Object(_)))
            || matches!(result.get(Key::PotentialChanges), Some(Node::List(items)) if !items.is_empty());
        for change in changes {
            let Node::Object(mut change) = change else { continue };
            let kind = change.text(Key::ChangeType).unwrap_or_default().to_ascii_lowercase();
            let before = change.take(Key::Before);
            let of_before = before.as_ref().and_then(Node::object).and_then(|it| it.text(Key::Id));
            let id = change.text(Key::ResourceId).or(of_before).unwrap_or_default().to_owned();
            let after = match kind.as_str() {
                "create" | "modify" => change.take(Key::After),
                // Nothing changes: one of the two is enough.
                "ignore" | "nochange" | "noeffect" => {
                    change.take(Key::After).filter(|it| !matches!(it, Node::Null)).or_else(|| before.clone())
                }
                "delete" => {
                    self.readings.planned.push(Planned::deleted(&id, self.notes.file));
                    continue;
                }
                _ => None,
            };
            let Some(Node::Object(mut after)) = after else {
                is_unclear = true;
                if !matches!(kind.as_str(), "ignore" | "nochange" | "noeffect") {
                    let ids = Id::parse(&id).into_iter().collect();
                    self.readings.planned.push(Planned::unclear(&id, ids, self.notes.file));
                }
                continue;
            };
            if let ("modify", Some(Node::Object(before))) = (kind.as_str(), &before) {
                self.readings.planned.extend(planned::removed(&id, before, &mut after, self.notes.file));
            }
            scope.resolve_members(&mut after);
            // It leaves out what Azure fills in by itself.
            after.set(Key::PgreachPartial, false, Node::Flag(true));
            if after.has(Key::Id) || change.has(Key::ResourceId) {
                if let (false, Some(id)) = (after.has(Key::Id), change.take(Key::ResourceId)) {
                    after.set(Key::Id, false, id);
                }
                list.items += 1;
                self.resource(&after, &mut list, None);
            } else {
                is_unclear = true;
            }
        }
        if is_unclear {
            self.readings.network.truncated = true;
            self.notes.partial("The what-if result does not say of every resource what it would be like.");
        }
        self.end(list, None, Extent::Query);
    }

    /// A file of values for the parameters of a template.
    fn parameters(&mut self, object: &mut Object<'_>) {
        if let Some(Node::Plain(Value::Object(named))) = object.take(Key::Parameters) {
            for (name, it) in named.iter().filter_map(|(name, it)| Some((name, it.as_object()?))) {
                // The portal writes null for what its template has a default of.
                match it.get("value") {
                    Some(Value::Null) => {}
                    value => self.readings.is_given(name, value.cloned().unwrap_or_else(unresolved)),
                }
            }
        }
        self.notes
            .partial("Values for the parameters of a template: they count in every template that has such parameters.");
    }

    fn template(&mut self, template: &mut Object<'_>, has_error: bool) {
        if has_error {
            self.is_cut();
            self.notes.partial("Azure could not export every resource into the template.");
        }
        let scope = Scope::new(template, self.source, self.notes.file, self.readings);
        self.readings.templates_read += 1;
        self.resources(objects_of(template.take(Key::Resources)), scope, !has_error, self.readings.templates_read);
    }

    /// The resources of one template, which may stand within each other and in templates within it.
    fn resources(&mut self, resources: Vec<Object<'_>>, scope: Scope<'f, 's>, is_full: bool, number: u64) {
        // What stands in a template is there once it is deployed.
        self.readings.network.planned = true;
        let Expanded { identified, unidentified, which, changing, references, undeployed } =
            Expanded::of(resources, scope);
        self.readings.unnamed.extend(changing.map(|it| (self.notes.file, it)));
        // An existing resource is not deployed: the template holds no more of it than its type and name.
        if references != 0 {
            self.notes.partial(format!(
                "{references} of the template's resources {} only referred to (existing): it does not say what {} like.",
                agreeing(references, "is", "are"),
                agreeing(references, "it is", "they are"),
            ));
        }
        if unidentified != 0 {
            self.readings.network.truncated = true;
            self.notes.partial(format!(
                "{unidentified} of the template's resources {} a name, a condition, a loop or a template of {} own that only Azure can resolve{}.",
                agreeing(unidentified, "has", "have"),
                agreeing(unidentified, "its", "their"),
                if which.is_empty() { String::new() } else { format!(": {}", which.join(", ")) }
            ));
        }
        // As where a template makes a network or takes one that is there.
        if undeployed != 0 {
            self.readings.network.truncated = true;
            self.notes.partial(format!(
                "{undeployed} of the template's resources {} not deployed, as {} condition is false: it does not say whether {} there already.",
                agreeing(undeployed, "is", "are"),
                agreeing(undeployed, "its", "their"),
                agreeing(undeployed, "it is", "they are"),
            ));
        }
        let template = Template { is_resolved: is_full && unidentified == 0 && undeployed == 0 };
        let mut list = List::default();
        for object in &identified {
            self.resource(object, &mut list, Some(template));
        }
        list.network = join::join(list.network, Of::OneTemplate, &mut self.readings.differing);
        self.readings.templates.extend(scope::defined(&mut list.network).into_iter().map(|it| (number, it)));
        self.keep(list);
    }

    /// Ends a document: decides what its list proves, and keeps what was read.
    pub(super) fn end(&mut self, mut list: List, rest: Option<&Object<'_>>, extent: Extent) {
        let text = |key| rest.and_then(|it| it.text(key)).filter(|it| !it.is_empty());
        let goes_on = text(Key::NextLink).is_some();
        let token = text(Key::SkipToken);
        let is_cut = extent == Extent::Query && rest.is_some_and(|it| is_cut(it, list.items)) || token.is_some();
        if goes_on {
            self.notes.partial("A list goes on: it has a next page, which is not in this file.");
        }
        if is_cut || extent == Extent::Query {
            self.readings.queries.push(Queried {
                file: self.notes.file,
                rows: list.items,
                total: rest.and_then(total),
                token: token.map(str::to_owned),
                is_cut,
            });
        }
        let said = text(Key::ResultTruncated);
        self.readings.network.broken |= said == Some(BROKEN);
        self.readings.network.planned |= said == Some(PLANNED);
        self.readings.network.truncated |= said == Some(INCOMPLETE);
        // A page of children leaves out none but children.
        let has_children_only = list.children.is_some() && !list.is_mixed;
        if goes_on && !has_children_only && list.of.is_none() {
            self.readings.network.truncated = true;
            // A page of what is never read leaves out nothing that counts.
            if list.items == 0 || list.network != Network::default() {
                self.is_cut();
            }
        }
        let is_full = matches!(extent, Extent::List | Extent::OurList) && !goes_on && !is_cut && !list.has_unreadable;
        if is_full {
            self.complete(&mut list, extent);
        } else if let Some((_, vnet)) = &mut list.effective {
            *vnet = None;
        }
        self.keep(list);
    }

    /// Notes that any resource may be missing from this file.
    fn is_cut(&mut self) {
        self.readings.network.truncated = true;
        self.readings.network.cut.push(self.notes.file);
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
            // More than a thousand names of zones and servers are not looked at.
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
        let file = self.notes.file;
        let of = |export| list.effective.as_ref().filter(|(it, _)| *it == export).and_then(|(_, vnet)| vnet.clone());
        let joins = &mut self.readings.network.joins;
        let vnet = of(Export::EffectiveConnectivity);
        if vnet.is_some() || !list.connectivity.is_empty() {
            let items = std::mem::take(&mut list.connectivity);
            joins.effective_connectivity.push(Effective { file, vnet, items });
        }
        let vnet = of(Export::EffectiveAdminRules);
        if vnet.is_some() || !list.admin_rules.is_empty() {
            let items = std::mem::take(&mut list.admin_rules);
            joins.effective_admin_rules.push(Effective { file, vnet, items });
        }
        let Self { readings, .. } = self;
        readings.network.append(list.network);
        readings.naming.append(&mut list.naming);
        readings.attached.append(&mut list.attached);
        readings.links.append(&mut list.links);
        readings.records.append(&mut list.records);
    }
}

/// The rows of a table, each as an object.
fn rows(mut table: Object<'_>) -> Vec<Node<'_>> {
    let columns: Vec<_> =
        objects_of(table.take(Key::Columns)).iter().map(|it| it.text(Key::Name).and_then(Key::parse)).collect();
    let row = |row| {
        let Node::List(cells) = row else { return row };
        let mut object = Object::default();
        for (key, cell) in columns.iter().zip(cells) {
            match key {
                Some(Key::Properties) => object.set_properties(cell),
                Some(key) => object.set(*key, false, cell),
                None => {}
            }
        }
        Node::Object(object)
    };
    items_of(table.take(Key::Rows)).into_iter().map(row).collect()
}

/// Whether a query's result says that there was more.
fn is_cut(rest: &Object<'_>, items: usize) -> bool {
    let is_truncated = match rest.get(Key::ResultTruncated) {
        Some(Node::Flag(flag)) => *flag,
        Some(Node::Text(text)) => {
            !text.eq_ignore_ascii_case("false") && ![PLANNED, INCOMPLETE].contains(&text.as_ref())
        }
        // Az.ResourceGraph prints the number of an enumeration, in which 0 is true.
        Some(Node::Number(number)) => *number == 0,
        _ => false,
    };
    is_truncated || total(rest).is_some_and(|it| items < it)
}

/// How many rows a query has in all of its pages.
fn total(rest: &Object<'_>) -> Option<usize> {
    match rest.get(Key::TotalRecords) {
        Some(Node::Number(total)) => usize::try_from(*total).ok(),
        _ => None,
    }
}
