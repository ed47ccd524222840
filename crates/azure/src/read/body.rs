//! The body of one resource, and how facts are taken out of it.
//!
//! Two laws. A member that is missing is a fact only where the body is whole: where Azure printed all of it, or a
//! template says all of it. And a member of another type than Azure's is an error, and unknown.

use std::{borrow::Cow, net::Ipv4Addr};

use ipnet::Ipv4Net;
use pgreach_network::{Fact, Id, Listing, Origin};

use super::{
    key::Key,
    node::{Node, Object},
    notes::Notes,
};

/// The body of a resource, or of a part of one.
#[derive(Clone, Copy)]
pub(super) struct Body<'r> {
    object: &'r Object<'r>,
    /// What errors call it.
    owner: &'r Object<'r>,
    notes: &'r Notes,
    /// Whether a missing member is one that the resource has not.
    whole: bool,
    /// The template that it stands in, where it stands in one.
    template: Option<Template>,
}

/// What a body in a template says of its children.
#[derive(Clone, Copy)]
pub(super) struct Template {
    /// Whether all resources of the template could be identified, so that no child is left out.
    pub(super) is_resolved: bool,
}

impl<'r> Body<'r> {
    pub(super) fn new(object: &'r Object<'r>, notes: &'r Notes, template: Option<Template>) -> Self {
        Self { object, owner: object, notes, whole: template.is_some() && !is_torn(object), template }
    }

    /// A part of the body: as whole as the body, if its own `properties` could be read.
    fn with(&self, object: &'r Object<'r>) -> Self {
        Self { object, whole: self.whole && !is_torn(object), ..*self }
    }

    /// The body, whole where all of these members are there. A state alone is not enough: `az resource list` prints
    /// `provisioningState` and no properties. What pgreach has written says where it is not whole.
    pub(super) fn whole_with(self, keys: &[Key]) -> Self {
        let is_whole = self.template.is_some() || keys.iter().all(|it| self.object.has(*it));
        Self { whole: is_whole && !is_torn(self.object), ..self }
    }

    /// The body, whole where all of these members are there and besides either one that no query asks for or all of
    /// `together`: a query with `--query` or `project` prints what it names, and the state is often among that. Without
    /// `properties`, only `--query` prints a body without its etag.
    pub(super) fn whole_with_also(self, keys: &[Key], together: &[Key]) -> Self {
        let body = self.whole_with(keys);
        let has_unasked = [Key::Etag, Key::ResourceGuid].iter().any(|it| self.object.has(*it));
        let has_all = !together.is_empty() && together.iter().all(|it| self.object.has_property(*it));
        Self { whole: body.whole && (self.template.is_some() || has_unasked || has_all), ..body }
    }

    /// The same body, of which a missing member says nothing: Azure always has a value for it, and not every version
    /// of its interface prints it.
    pub(super) const fn open(self) -> Self {
        Self { whole: false, ..self }
    }

    pub(super) const fn is_whole(&self) -> bool {
        self.whole
    }

    pub(super) const fn is_template(&self) -> bool {
        self.template.is_some()
    }

    pub(super) const fn file(&self) -> usize {
        self.notes.file
    }

    pub(super) fn has(&self, key: Key) -> bool {
        self.object.has(key)
    }

    pub(super) fn error(&self, key: Key, found: &str, expected: &str) {
        let id = self.owner.text(Key::Id).or_else(|| self.owner.text(Key::Name)).unwrap_or_default();
        let name = id.rsplit('/').next().unwrap_or_default();
        let path = if name.is_empty() { key.name() } else { format!("{name}.{}", key.name()) };
        self.notes.error(&path, found, expected);
    }

    /// A fact, as `read` makes it of the member.
    fn fact<T>(&self, key: Key, expected: &str, read: impl Fn(&'r Node<'r>) -> Option<T>) -> Fact<T> {
        match self.object.get(key) {
            None if self.whole => Fact::None,
            None => Fact::Unknown,
            Some(node) if node.is_unresolved() => Fact::Unknown,
            Some(Node::Null) => Fact::None,
            // Azure prints an empty text for what is not set.
            Some(Node::Text(text)) if text.is_empty() => Fact::None,
            Some(node) => read(node).map_or_else(
                || {
                    self.error(key, node.kind(), expected);
                    Fact::Unknown
                },
                Fact::Known,
            ),
        }
    }

    pub(super) fn text(&self, key: Key) -> Fact<String> {
        self.fact(key, "a text", |it| it.text().map(str::to_owned))
    }

    /// A text, where there is one.
    pub(super) fn said(&self, key: Key) -> Option<String> {
        self.text(key).known().cloned()
    }

    /// The state of Azure's last change: none in a template, which says no states; unknown where a file left it out.
    pub(super) fn last_change(&self) -> Fact<String> {
        let may_be_none = self.is_template() || self.has(Key::PgreachPartial);
        let is_null = matches!(self.object.get(Key::ProvisioningState), Some(Node::Null));
        match self.open().text(Key::ProvisioningState) {
            Fact::Known(state) => Fact::Known(state),
            _ if self.is_template() || is_null && may_be_none => Fact::None,
            _ => Fact::Unknown,
        }
    }

    pub(super) fn flag(&self, key: Key) -> Fact<bool> {
        self.fact(key, "true or false", |it| match it {
            Node::Flag(flag) => Some(*flag),
            Node::Text(text) if is_one_of(text, &["true", "enabled"]) => Some(true),
            Node::Text(text) if is_one_of(text, &["false", "disabled"]) => Some(false),
            _ => None,
        })
    }

    /// A number that is not negative.
    pub(super) fn number(&self, key: Key) -> Option<u32> {
        let number = self.fact(key, "a number", |it| match it {
            Node::Number(number) => u32::try_from(*number).ok(),
            Node::Text(text) => text.parse().ok(),
            _ => None,
        });
        number.known().copied()
    }

    /// What another resource is named by: an id, or an object that has one. A text that is no id is unknown.
    pub(super) fn id(&self, key: Key) -> Fact<Id> {
        match self.fact(key, "an id, or an object with one", reference) {
            Fact::Known(Some(id)) => Fact::Known(id),
            Fact::Known(None) | Fact::Unknown => Fact::Unknown,
            Fact::None => Fact::None,
        }
    }

    pub(super) fn known_id(&self, key: Key) -> Option<Id> {
        self.id(key).known().cloned()
    }

    /// Texts, or one text.
    pub(super) fn texts(&self, key: Key) -> Fact<Vec<String>> {
        self.fact(key, "a list of texts", |it| Some(words(it)?.map(str::to_owned).collect()))
    }

    /// Resources that are named in a list. One that cannot be named makes the list unknown.
    pub(super) fn ids(&self, key: Key) -> Fact<Vec<Id>> {
        let ids = self.fact(key, "a list of ids", |it| match it {
            Node::List(items) => Some(items.iter().map(|it| reference(it).flatten()).collect::<Option<Vec<Id>>>()),
            _ => None,
        });
        match ids {
            Fact::Known(Some(ids)) => Fact::Known(ids),
            Fact::Known(None) | Fact::Unknown => Fact::Unknown,
            Fact::None => Fact::None,
        }
    }

    /// Ranges of addresses, those of IPv6 left out.
    pub(super) fn nets(&self, key: Key) -> Fact<Vec<Ipv4Net>> {
        self.fact(key, "a list of address ranges, as 10.0.0.0/16", |it| {
            words(it)?.filter(|it| !it.contains(':')).map(net).collect()
        })
    }

    /// Addresses, those of IPv6 left out; none where they cannot be read.
    pub(super) fn addresses(&self, key: Key) -> Vec<Ipv4Addr> {
        let addresses = self.fact(key, "an address, as 10.0.0.4", |it| {
            words(it)?.filter(|it| !it.contains(':')).map(address).collect::<Option<Vec<_>>>()
        });
        addresses.known().cloned().unwrap_or_default()
    }

    /// A part of the body. It is as whole as the body.
    pub(super) fn part(&self, key: Key) -> Option<Self> {
        self.object.get(key)?.object().map(|object| self.with(object))
    }

    /// A fact of a part: where a whole body has no such part, it has no such fact.
    pub(super) fn in_part<T>(&self, key: Key, read: impl Fn(&Self) -> Fact<T>) -> Fact<T> {
        match self.object.get(key) {
            None if self.whole => Fact::None,
            None | Some(Node::Unresolved) => Fact::Unknown,
            Some(Node::Null) => Fact::None,
            Some(Node::Object(object)) => read(&self.with(object)),
            Some(node) => {
                self.error(key, node.kind(), "an object");
                Fact::Unknown
            }
        }
    }

    /// The objects of a list, as whole as the body; `None` where there is no list.
    pub(super) fn parts(&self, key: Key) -> Option<Vec<Self>> {
        match self.object.get(key)? {
            Node::List(items) => {
                let parts: Vec<Self> =
                    items.iter().filter_map(|it| it.object().map(|object| self.with(object))).collect();
                if let Some(other) = items.iter().find(|it| !matches!(it, Node::Object(_) | Node::Unresolved)) {
                    self.error(key, other.kind(), "a list of objects");
                }
                Some(parts)
            }
            Node::Null | Node::Unresolved => None,
            node => {
                self.error(key, node.kind(), "a list of objects");
                None
            }
        }
    }

    /// The fact that a list is. One item that cannot be read makes it unknown.
    pub(super) fn each<T>(&self, key: Key, read: impl Fn(&Self) -> Option<T>) -> Fact<Vec<T>> {
        let Some(Node::List(list)) = self.object.get(key) else {
            return self.fact(key, "a list of objects", |_| None);
        };
        let parts = self.parts(key).filter(|it| it.len() == list.len());
        parts.and_then(|it| it.iter().map(read).collect()).map_or(Fact::Unknown, Fact::Known)
    }

    /// The fact that a list is that Azure prints always, empty ones too: null is none of its values there.
    pub(super) fn always_each<T>(&self, key: Key, read: impl Fn(&Self) -> Option<T>) -> Fact<Vec<T>> {
        let is_null = matches!(self.object.get(key), Some(Node::Null)) && !self.is_template();
        if is_null && !self.has(Key::PgreachPartial) { Fact::Unknown } else { self.each(key, read) }
    }

    /// The children in a list of the body, all of them where the body is whole and each could be read.
    pub(super) fn listing<T>(&self, key: Key, read: impl Fn(&Self) -> Option<T>) -> Listing<T> {
        let Some(node) = self.object.get(key) else {
            // A template that gives a security group no rules gives it none but those that stand beside it.
            let are_beside = key == Key::SecurityRules && self.whole && self.template.is_some_and(|it| it.is_resolved);
            return Listing { items: Vec::new(), complete: are_beside };
        };
        let Some(parts) = self.parts(key) else {
            let is_none = matches!(node, Node::Null) && self.whole && !self.is_template() && !ALWAYS.contains(&key);
            return Listing { items: Vec::new(), complete: is_none };
        };
        let expected = if let Node::List(items) = node { items.len() } else { 0 };
        let child = |it: &Self| read(&Self { owner: it.object, ..*it });
        let items: Vec<T> = parts.iter().filter_map(child).collect();
        let are_all = self.template.is_none_or(|it| it.is_resolved) && self.whole && items.len() == expected;
        Listing { items, complete: are_all }
    }

    /// Where this was read: its own id, or its place below its parent.
    pub(super) fn origin(&self, parent: Option<(&Id, &str)>) -> Option<Origin> {
        let own = || self.object.text(Key::Id).or_else(|| self.object.text(Key::ResourceId)).and_then(Id::parse);
        let below = || {
            let (parent, kind) = parent?;
            let name = self.object.text(Key::Name)?.rsplit('/').next()?;
            Id::parse(&format!("{}/{kind}/{name}", parent.text()))
        };
        own().or_else(below).map(|id| Origin { id, file: self.notes.file })
    }

    /// The values of a member for a rule, or `None` where it cannot be read; what is missing or empty has none.
    pub(super) fn values<T>(&self, key: Key, expected: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        match self.object.get(key) {
            None | Some(Node::Null) => Some(Vec::new()),
            Some(node) if node.is_unresolved() => None,
            Some(node) => {
                let values = words_and_numbers(node)
                    .and_then(|it| it.iter().filter(|it| !it.is_empty()).map(|it| read(it)).collect());
                if values.is_none() {
                    let found = if node.text().is_some() { "another text" } else { node.kind() };
                    self.error(key, found, expected);
                }
                values
            }
        }
    }
}

/// The texts of a text or a list of texts.
fn words<'r>(node: &'r Node<'r>) -> Option<impl Iterator<Item = &'r str>> {
    let items = match node {
        Node::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    items.iter().all(|it| it.text().is_some()).then(|| items.iter().filter_map(Node::text))
}

/// The same with numbers among them: a port may be a parameter of type `int`.
fn words_and_numbers<'r>(node: &'r Node<'r>) -> Option<Vec<Cow<'r, str>>> {
    let items = match node {
        Node::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let word = |it: &'r Node<'r>| match it {
        Node::Number(number @ 0..) => Some(Cow::Owned(number.to_string())),
        it => it.text().map(Cow::Borrowed),
    };
    items.iter().map(word).collect()
}

/// The lists that Azure prints of each resource that has them, empty ones too: null is none of its values there.
///
/// Source: "Virtual Networks - Get", "Network Security Groups - Get", "Route Tables - Get" (REST API, 2024-01-01).
const ALWAYS: [Key; 4] = [Key::Subnets, Key::VirtualNetworkPeerings, Key::SecurityRules, Key::Routes];

/// Whether more belongs to an object than was read of it: `copy` makes more of it, its `properties` are an expression
/// that only Azure can resolve, or what wrote it says so.
fn is_torn(object: &Object<'_>) -> bool {
    [Key::Copy, Key::PgreachCopies, Key::Properties, Key::PgreachPartial].iter().any(|it| object.has(*it))
}

/// The id that a node names: `Some(None)` where it names none.
#[expect(clippy::option_option, reason = "no reference at all is an error, one without an id is not")]
fn reference(node: &Node<'_>) -> Option<Option<Id>> {
    match node {
        Node::Text(text) => Some(Id::parse(text)),
        Node::Object(object) => Some(object.text(Key::Id).and_then(Id::parse)),
        Node::Null | Node::Unresolved => Some(None),
        _ => None,
    }
}

pub(super) fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|it| text.eq_ignore_ascii_case(it))
}

/// A range, or one address.
pub(super) fn net(text: &str) -> Option<Ipv4Net> {
    text.parse().ok().or_else(|| text.parse::<Ipv4Addr>().ok().map(Ipv4Net::from))
}

/// Whether a text can be a service tag: letters and digits, and a dot before the region. No tag starts with a digit.
pub(super) fn is_tag(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'.')
}

/// An address, which a network interface prints with a prefix where it stands for several.
fn address(text: &str) -> Option<Ipv4Addr> {
    text.split('/').next()?.parse().ok()
}
