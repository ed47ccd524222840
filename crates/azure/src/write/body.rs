//! The members of a resource, as far as they are known.

use pgreach_network::{Fact, Id, Listing, Origin, Unread};
use serde_json::{Map, Value, json};

/// Members of an object.
#[derive(Default)]
pub(super) struct Body(Map<String, Value>);

impl Body {
    pub(super) fn with(self, key: &str, value: impl Into<Value>) -> Self {
        self.put(key, value.into())
    }

    // Once for all types of values: the saved page is judged by its bytes.
    #[inline(never)]
    fn put(mut self, key: &str, value: Value) -> Self {
        self.0.insert(key.to_owned(), value);
        self
    }

    /// A member that is there where its value is.
    pub(super) fn some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// A member that is null where it is known that there is none.
    pub(super) fn fact<T>(self, key: &str, fact: &Fact<T>, value: impl FnOnce(&T) -> Value) -> Self {
        match fact {
            Fact::None => self.with(key, Value::Null),
            Fact::Known(it) => self.with(key, value(it)),
            Fact::Unknown => self,
        }
    }

    /// The state of Azure's last change. A body with it looks whole, so it says that members that are missing are unknown.
    pub(super) fn provisioned(self, state: &Fact<String>) -> Self {
        let body = self.fact("provisioningState", state, |it| it.as_str().into());
        if state.is_unknown() { body } else { body.partial() }
    }

    /// That Azure's last change is done, of a type whose state is only kept where it is not.
    pub(super) fn done(self) -> Self {
        self.partial()
    }

    pub(super) fn partial(self) -> Self {
        self.with("pgreachPartial", true)
    }

    /// Another resource, by its id.
    pub(super) fn link(self, key: &str, id: Option<&Id>) -> Self {
        self.some(key, id.map(link))
    }
}

impl From<Body> for Value {
    fn from(body: Body) -> Self {
        Self::Object(body.0)
    }
}

/// A resource of its own.
pub(super) fn resource(origin: &Origin, kind: &str, properties: Body) -> Body {
    Body::default().with("id", origin.id.text()).with("type", kind).with("properties", properties)
}

/// A resource that is not read: what it names.
pub(super) fn unread(Unread { origin, kind, mentions }: &Unread) -> Value {
    let ids: Vec<&str> = mentions.iter().map(Id::text).collect();
    let body = Body::default().with("id", origin.id.text()).with("type", kind.as_str()).with("pgreachMentions", ids);
    if mentions.complete { body } else { body.partial() }.into()
}

/// A resource that is a part of another.
pub(super) fn part(origin: &Origin, properties: Body) -> Value {
    json!({ "id": origin.id.text(), "properties": Value::from(properties) })
}

/// A part that the model knows by its name alone.
pub(super) fn named(parent: &Origin, kind: &str, name: &str, properties: Body) -> Value {
    json!({ "id": format!("{}/{kind}/{name}", parent.id.text()), "properties": Value::from(properties) })
}

/// Another resource, by its id.
pub(super) fn link(id: &Id) -> Value {
    json!({ "id": id.text() })
}

/// A list of texts, as a fact's value.
pub(super) fn texts<T: ToString>(them: &[T]) -> Value {
    them.iter().map(ToString::to_string).collect()
}

/// A resource and its children, one document after another.
pub(super) struct Family {
    of: String,
    documents: Vec<Value>,
}

impl Family {
    pub(super) fn new(origin: &Origin, parent: Body) -> Self {
        Self { of: origin.id.text().to_owned(), documents: vec![parent.into()] }
    }

    /// Adds children: together in an envelope where these are all, else each by itself.
    pub(super) fn with<T>(mut self, export: &str, children: &Listing<T>, write: impl Fn(&T) -> Value) -> Self {
        let items = children.items.iter().map(write);
        if children.complete {
            let output: Value = items.collect();
            self.documents.push(json!({ "pgreach": 1, "export": export, "of": self.of, "output": output }));
        } else {
            self.documents.extend(items);
        }
        self
    }

    pub(super) fn documents(self) -> Vec<Value> {
        self.documents
    }
}
