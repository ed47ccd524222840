//! JSON as far as anything is read from it: a tree of the members that have a [`Key`].
//!
//! Texts are borrowed from the file. `properties` is no level of its own: its members stand beside those of the object
//! that has it, as the Azure CLI prints them, and come before them where both are there.
//!
//! Longer than 500 lines: one grammar.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    fmt,
};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use serde_json::{Map, Value};

use super::key::Key;
use super::unresolved::unresolved;

/// A value.
#[derive(Clone)]
pub(super) enum Node<'a> {
    Null,
    Flag(bool),
    /// A whole number; -1 for any other, as none that is read is below zero.
    Number(i64),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Object<'a>),
    /// The resources of a template, by names of its own.
    Named(Vec<(String, Self)>),
    /// The parameters or variables of a template, in which every member counts.
    Plain(Value),
    /// An expression of a template that only Azure can resolve.
    Unresolved,
}

impl<'a> Node<'a> {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether only Azure can resolve it, or a part of a list that it is.
    pub(super) fn is_unresolved(&self) -> bool {
        match self {
            Self::Unresolved => true,
            Self::List(items) => items.iter().any(|it| matches!(it, Self::Unresolved)),
            _ => false,
        }
    }

    /// Whether two values are the same, with all that is in them.
    fn is_equal(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) | (Self::Unresolved, Self::Unresolved) => true,
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_equal(other))
            }
            (Self::Object(one), Self::Object(other)) => {
                one.0.len() == other.0.len()
                    && one.0.iter().all(|it| other.get(it.key).is_some_and(|other| it.node.is_equal(other)))
            }
            (Self::Named(one), Self::Named(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| one.0 == other.0 && one.1.is_equal(&other.1))
            }
            (Self::Flag(one), Self::Flag(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Plain(one), Self::Plain(other)) => one == other,
            _ => false,
        }
    }

    /// How many values it is made of, counted no further than `most`.
    pub(super) fn size(&self, most: usize) -> usize {
        match self {
            Self::List(items) => {
                items.iter().fold(1, |sum, it| if most < sum { sum } else { sum + it.size(most - sum.min(most)) })
            }
            Self::Object(object) => object.size(most),
            _ => 1,
        }
    }

    /// What it is, without its content, which may be a secret in the wrong place.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Flag(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) | Self::Named(_) | Self::Plain(_) => "an object",
            Self::Unresolved => "an expression",
        }
    }
}

/// The members of an object, each key once.
#[derive(Clone, Default)]
pub(super) struct Object<'a>(Vec<Member<'a>>);

#[derive(Clone)]
struct Member<'a> {
    key: Key,
    /// Whether it stood in `properties`.
    is_property: bool,
    node: Node<'a>,
}

impl<'a> Object<'a> {
    pub(super) fn get(&self, key: Key) -> Option<&Node<'a>> {
        self.0.iter().find(|it| it.key == key).map(|it| &it.node)
    }

    pub(super) fn has(&self, key: Key) -> bool {
        self.get(key).is_some()
    }

    /// Whether a member stood in `properties`, as Azure's API prints it.
    pub(super) fn has_property(&self, key: Key) -> bool {
        self.0.iter().any(|it| it.key == key && it.is_property)
    }

    pub(super) fn text(&self, key: Key) -> Option<&str> {
        self.get(key)?.text()
    }

    pub(super) fn take(&mut self, key: Key) -> Option<Node<'a>> {
        let place = self.0.iter().position(|it| it.key == key)?;
        Some(self.0.swap_remove(place).node)
    }

    pub(super) fn members(&self) -> impl Iterator<Item = (Key, &Node<'a>)> {
        self.0.iter().map(|it| (it.key, &it.node))
    }

    pub(super) fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node<'a>> {
        self.0.iter_mut().map(|it| &mut it.node)
    }

    /// Sets a member. What an object is, it says itself; of everything else its `properties` know better.
    pub(super) fn set(&mut self, key: Key, is_property: bool, node: Node<'a>) {
        let is_name = matches!(key, Key::Id | Key::Name | Key::Type | Key::Location | Key::ApiVersion);
        match self.0.iter_mut().find(|it| it.key == key) {
            Some(known) if known.is_property == is_property || known.is_property == is_name => {
                known.node = node;
                known.is_property = is_property;
            }
            Some(_) => {}
            None => {
                if self.0.is_empty() {
                    // Most objects of Azure have more members than a vector starts with.
                    self.0.reserve(8);
                }
                self.0.push(Member { key, is_property, node });
            }
        }
    }

    /// Sets a member that was read. Of one that says two things it is not known which counts: it is unresolved.
    fn set_once(&mut self, key: Key, is_property: bool, node: Node<'a>, source: &Source<'_>) {
        let known = self.0.iter().find(|it| it.key == key && it.is_property == is_property);
        let differs = known.is_some_and(|it| !it.node.is_equal(&node));
        if differs {
            source.is_twice(key);
        }
        self.set(key, is_property, if differs { Node::Unresolved } else { node });
    }

    /// Sets the members of `properties` that were read. Where they come a second time, nothing of them is known, unless
    /// it is the same.
    fn read_properties(&mut self, node: Node<'a>, source: &Source<'_>) {
        let Node::Object(second) = &node else { return self.set_properties(node) };
        let before = || self.0.iter().filter(|it| it.is_property);
        if before().next().is_none() {
            return self.set_properties(node);
        }
        let is_same = before().count() == second.0.len()
            && before().all(|it| second.get(it.key).is_some_and(|second| it.node.is_equal(second)));
        if !is_same {
            source.is_twice(Key::Properties);
            self.0.iter_mut().filter(|it| it.is_property).for_each(|it| it.node = Node::Unresolved);
            self.set(Key::Properties, false, Node::Unresolved);
        }
    }

    /// Sets the members of `properties`. What is no object is kept as it is, so that they do not count as missing.
    pub(super) fn set_properties(&mut self, node: Node<'a>) {
        match node {
            Node::Object(properties) => {
                for it in properties.0 {
                    match it.node {
                        Node::List(ids) if it.key == Key::PgreachMentions => self.mention(ids),
                        // A resource may be made by a loop, and its properties by others.
                        copies @ Node::List(_) if it.key == Key::Copy => self.set(Key::PgreachCopies, true, copies),
                        node => self.set(it.key, true, node),
                    }
                }
            }
            Node::Null => {}
            other => self.set(Key::Properties, false, other),
        }
    }

    /// How many values it holds, itself among them, counted no further than `most`.
    pub(super) fn size(&self, most: usize) -> usize {
        self.0.iter().fold(1, |sum, it| if most < sum { sum } else { sum + it.node.size(most - sum.min(most)) })
    }

    /// Reads the member whose key was just read.
    pub(super) fn read<'de: 'a, A: MapAccess<'de>>(
        &mut self,
        key: Key,
        is_property: bool,
        map: &mut A,
        source: &Source<'_>,
    ) -> Result<(), A::Error> {
        match key {
            Key::Properties if !is_property => map.next_value_seed(Properties(self, source)),
            // The resources of a template may have names, too.
            Key::Resources => {
                let node = map.next_value_seed(Read { source, names: true })?;
                self.set_once(key, is_property, node, source);
                Ok(())
            }
            Key::Parameters | Key::Variables | Key::Outputs => {
                let node = Node::Plain(map.next_value_seed(Plain(source))?);
                self.set_once(key, is_property, node, source);
                Ok(())
            }
            _ => {
                let node = map.next_value_seed(Read::new(source))?;
                self.set_once(key, is_property, node, source);
                Ok(())
            }
        }
    }

    /// Skips a member that has no key, but for the ids of resources in it.
    pub(super) fn skip<'de: 'a, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
        source: &Source<'_>,
    ) -> Result<(), A::Error> {
        let mut ids = Vec::new();
        map.next_value_seed(Skip { ids: &mut ids, source })?;
        if !ids.is_empty() {
            self.mention(ids);
        }
        Ok(())
    }

    /// Adds ids of members that have no key.
    fn mention(&mut self, ids: Vec<Node<'a>>) {
        match self.0.iter_mut().find(|it| it.key == Key::PgreachMentions).map(|it| &mut it.node) {
            Some(Node::List(known)) => known.extend(ids),
            Some(_) => {}
            None => self.0.push(Member { key: Key::PgreachMentions, is_property: false, node: Node::List(ids) }),
        }
    }
}

/// The text that is read: how far it was read, and how much may be kept of it.
pub(super) struct Source<'s> {
    start: usize,
    /// Bytes of the file for each 1024 of the text, which is shorter where the file is UTF-16.
    scale: usize,
    reported: Cell<usize>,
    progress: RefCell<&'s mut dyn FnMut(usize)>,
    /// How many more values may be kept before one is let go.
    room: Cell<usize>,
    most: usize,
    /// How many more steps the resolving of expressions may take.
    work: Cell<usize>,
    /// A member that stood twice in one object, with different values.
    twice: Cell<Option<Key>>,
}

impl<'s> Source<'s> {
    /// How many bytes are read between two reports of progress.
    const STEP: usize = 256 * 1024;

    pub(super) fn new(text: &str, bytes: usize, progress: &'s mut dyn FnMut(usize)) -> Self {
        // No value takes fewer bytes than two, and Azure's take twenty: what is denser than eight is no export.
        let most = 1_000_000 + text.len() / 8;
        let scale = (bytes.saturating_mul(1024)).checked_div(text.len()).unwrap_or_default();
        let progress = RefCell::new(progress);
        Self {
            start: address(text),
            scale,
            reported: Cell::new(0),
            progress,
            room: Cell::new(most),
            most,
            work: Cell::new(50_000 + text.len()),
            twice: Cell::default(),
        }
    }

    /// Notes that the reading came to this part of the text.
    fn came_to(&self, part: &str) {
        let read = address(part).saturating_sub(self.start);
        if Self::STEP <= read.saturating_sub(self.reported.get()) {
            self.reported.set(read);
            if let Ok(mut progress) = self.progress.try_borrow_mut() {
                progress((read / 1024).saturating_mul(self.scale));
            }
        }
    }

    /// Takes room for one more value.
    fn keep<E: Error>(&self) -> Result<(), E> {
        let room =
            self.room.get().checked_sub(1).ok_or_else(|| E::custom("one resource of more than a million values"))?;
        self.room.set(room);
        Ok(())
    }

    /// How many more steps the resolving of expressions may take: they can grow without end.
    pub(super) const fn work(&self) -> usize {
        self.work.get()
    }

    /// Takes so many of them, and says whether there were that many.
    pub(super) fn takes(&self, steps: usize) -> bool {
        let left = self.work.get().checked_sub(steps);
        self.work.set(left.unwrap_or_default());
        left.is_some()
    }

    /// Notes that a member stood twice in one object, with different values.
    pub(super) fn is_twice(&self, key: Key) {
        self.twice.set(Some(key));
    }

    /// A member that stood twice since this was asked last.
    pub(super) fn twice(&self) -> Option<Key> {
        self.twice.take()
    }

    /// Notes that what was kept was let go.
    pub(super) fn let_go(&self) {
        self.room.set(self.most);
    }
}

fn address(text: &str) -> usize {
    text.as_ptr().addr()
}

/// Reads a value.
pub(super) struct Read<'s, 'p> {
    source: &'s Source<'p>,
    /// Whether its members have names of their own.
    names: bool,
}

impl<'s, 'p> Read<'s, 'p> {
    pub(super) const fn new(source: &'s Source<'p>) -> Self {
        Self { source, names: false }
    }
}

impl<'de> DeserializeSeed<'de> for Read<'_, '_> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        self.source.keep()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Read<'_, '_> {
    type Value = Node<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        if self.names {
            let mut named = Vec::new();
            while let Some(name) = map.next_key::<String>()? {
                named.push((name, map.next_value_seed(Self::new(self.source))?));
            }
            let mut sorted: Vec<&String> = named.iter().map(|(name, _)| name).collect();
            sorted.sort_unstable();
            if sorted.windows(2).any(|it| it.first() == it.last()) {
                self.source.is_twice(Key::Name);
            }
            return Ok(Node::Named(named));
        }
        let mut object = Object::default();
        while let Some(key) = map.next_key_seed(Name(self.source))? {
            match key {
                Some(key) => object.read(key, false, &mut map, self.source)?,
                None => object.skip(&mut map, self.source)?,
            }
        }
        Ok(Node::Object(object))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = items.next_element_seed(Self::new(self.source))? {
            list.push(node);
        }
        Ok(Node::List(list))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Node<'de>, E> {
        Ok(Node::Flag(flag))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(i64::try_from(number).unwrap_or(-1)))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(-1))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Node<'de>, E> {
        Ok(Node::Number(-1))
    }

    fn visit_unit<E: Error>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }
}

/// Reads a value with all its members; what may hold a secret is unresolved.
struct Plain<'s, 'p>(&'s Source<'p>);

impl<'de> DeserializeSeed<'de> for Plain<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.keep()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Plain<'_, '_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            // That it is there counts, as in length() and contains(), and nothing of what it says.
            let value = if is_secret(&name) {
                map.next_value::<IgnoredAny>()?;
                unresolved()
            } else {
                map.next_value_seed(Plain(self.0))?
            };
            if members.insert(name, value).is_some() {
                self.0.is_twice(Key::Name);
            }
        }
        Ok(Value::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = items.next_element_seed(Plain(self.0))? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

/// Skips a value, but for the ids of resources in it, or what may come to one in a template.
struct Skip<'i, 's, 'p, 'a> {
    ids: &'i mut Vec<Node<'a>>,
    source: &'s Source<'p>,
}

impl<'a> Skip<'_, '_, '_, 'a> {
    fn text<E: Error>(self, text: Cow<'a, str>) -> Result<(), E> {
        const ID: &str = "/subscriptions/";
        let is_id = text.get(..ID.len()).is_some_and(|it| it.eq_ignore_ascii_case(ID));
        if is_id || text.starts_with('[') && is_expression(&text) {
            self.source.keep()?;
            self.ids.push(Node::Text(text));
        }
        Ok(())
    }
}

/// Whether an expression of a template may come to an id.
fn is_expression(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["resourceid(", "variables(", "parameters(", "concat(", "format("].iter().any(|it| text.contains(it))
}

impl<'de: 'a, 'a> DeserializeSeed<'de> for Skip<'_, '_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Skip<'_, '_, '_, 'a> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(Skip { ids: &mut *self.ids, source: self.source })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Skip { ids: &mut *self.ids, source: self.source })?.is_some() {}
        Ok(())
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.text(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        // Most texts with an escape are none.
        self.text(Cow::Owned(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Whether a template's parameter or variable may hold a secret, by its name.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "secret", "token", "connectionstring", "key"].iter().any(|it| name.contains(it))
}

/// Reads the members of `properties` into the object that has them. Where it is an expression or cut short, it stays.
struct Properties<'o, 's, 'p, 'a>(&'o mut Object<'a>, &'s Source<'p>);

impl<'de: 'a, 'a> DeserializeSeed<'de> for Properties<'_, '_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self(object, source) = self;
        let node = Read::new(source).deserialize(deserializer)?;
        object.read_properties(node, source);
        Ok(())
    }
}

/// Reads the name of a member: its key, or `None` where nothing is read from it.
pub(super) struct Name<'s, 'p>(pub(super) &'s Source<'p>);

impl<'de> DeserializeSeed<'de> for Name<'_, '_> {
    type Value = Option<Key>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Key>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for Name<'_, '_> {
    type Value = Option<Key>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Option<Key>, E> {
        self.0.came_to(name);
        Ok(Key::parse(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<Key>, E> {
        Ok(Key::parse(name))
    }
}
/// The values of a list, or under names of their own.
pub(super) fn items_of(node: Option<Node<'_>>) -> Vec<Node<'_>> {
    match node {
        Some(Node::List(items)) => items,
        Some(Node::Named(named)) => named.into_iter().map(|(_, it)| it).collect(),
        _ => Vec::new(),
    }
}

/// The objects in a list, or under names of their own.
pub(super) fn objects_of(node: Option<Node<'_>>) -> Vec<Object<'_>> {
    let object = |it| match it {
        Node::Object(object) => Some(object),
        _ => None,
    };
    items_of(node).into_iter().filter_map(object).collect()
}
