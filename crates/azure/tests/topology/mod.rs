//! Whole topologies, composed as Azure prints them, and what can be done to them.

pub(crate) mod breaks;
pub(crate) mod dns;
pub(crate) mod estate;
pub(crate) mod forms;
pub(crate) mod hybrid;
pub(crate) mod joins;
pub(crate) mod names;
pub(crate) mod networks;
pub(crate) mod security;
pub(crate) mod servers;
pub(crate) mod short;
pub(crate) mod template;
pub(crate) mod terraform;
pub(crate) mod whole;

use pgreach_rules::Config;
use serde_json::{Value, json};

/// The files of one migration, and what a person says besides.
#[derive(Debug, Clone)]
pub(crate) struct Topology {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What a person says, as `path=value`.
    pub(crate) settings: Vec<&'static str>,
    /// The files, each one list.
    pub(crate) files: Vec<File>,
}

/// A list as ARM answers it.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// Its name, the same in every form.
    pub(crate) name: &'static str,
    /// Its resources, in ARM form.
    pub(crate) items: Vec<Value>,
    /// Whether there is a next page that was not fetched.
    pub(crate) is_cut: bool,
}

impl Topology {
    pub(crate) fn new(name: &'static str, settings: &[&'static str], files: Vec<(&'static str, Vec<Value>)>) -> Self {
        let file = |(name, items)| File { name, items, is_cut: false };
        Self { name, settings: settings.to_vec(), files: files.into_iter().map(file).collect() }
    }

    /// What a person says, as a Config.
    pub(crate) fn config(&self) -> Config {
        let mut config = Config::default();
        for setting in &self.settings {
            let (path, value) = setting.split_once('=').expect("path=value");
            config.set(path, value).expect("a good setting");
        }
        config
    }

    /// Every way to leave one thing out of which its absence is then no proof: a file, a resource of its own, or what was
    /// on a next page. Each with the place of the file that it changes.
    pub(crate) fn with_less(&self) -> Vec<(String, usize, File)> {
        let mut less = Vec::new();
        for (place, file) in self.files.iter().enumerate() {
            less.push((file.name.to_owned(), place, File { items: Vec::new(), ..*file }));
            for (item, value) in file.items.iter().enumerate() {
                let name = value["name"].as_str().expect("a name");
                let mut without = file.clone();
                without.items.remove(item);
                if is_own(value) {
                    less.push((name.to_owned(), place, without.clone()));
                }
                less.push((format!("{name}, on the next page"), place, File { is_cut: true, ..without }));
            }
        }
        less
    }

    /// The file of this name.
    #[track_caller]
    pub(crate) fn file(&mut self, name: &str) -> &mut File {
        self.files.iter_mut().find(|it| it.name == name).unwrap_or_else(|| panic!("a file {name}"))
    }

    /// Leaves a file out.
    #[track_caller]
    pub(crate) fn lose(&mut self, name: &str) {
        self.file(name);
        self.files.retain(|it| it.name != name);
    }

    /// Adds a file.
    pub(crate) fn with(&mut self, name: &'static str, items: Vec<Value>) {
        self.files.push(File { name, items, is_cut: false });
    }

    /// Adds a resource to a file.
    #[track_caller]
    pub(crate) fn add(&mut self, file: &str, item: Value) {
        self.file(file).items.push(item);
    }

    /// The one resource whose id ends so, as `vnet-new` or `orders-old/virtualNetworkRules/new`.
    #[track_caller]
    pub(crate) fn resource(&mut self, end: &str) -> &mut Value {
        let end = format!("/{end}");
        let mut found: Vec<&mut Value> =
            self.files.iter_mut().flat_map(|it| &mut it.items).filter(|it| is_of(it, &end)).collect();
        assert_eq!(found.len(), 1, "one resource ends with {end}");
        found.remove(0)
    }

    /// Deletes the one resource whose id ends so.
    #[track_caller]
    pub(crate) fn delete(&mut self, end: &str) {
        self.resource(end);
        let end = format!("/{end}");
        for file in &mut self.files {
            file.items.retain(|it| !is_of(it, &end));
        }
    }

    /// Sets a property, by the path that evidence names: `subnets[db].networkSecurityGroup`.
    #[track_caller]
    pub(crate) fn set(&mut self, end: &str, path: &str, value: impl Into<Value>) {
        let value = value.into();
        let place = at(self.resource(end), path);
        assert_ne!(*place, value, "{end}: {path} changes");
        *place = value;
    }

    /// Takes an element out of a list, by its name: `virtualNetworkPeerings`, `to-vnet-old`.
    #[track_caller]
    pub(crate) fn remove(&mut self, end: &str, list: &str, name: &str) {
        let items = at(self.resource(end), list).as_array_mut().expect("a list");
        let before = items.len();
        items.retain(|it| it["name"] != name);
        assert_eq!(items.len() + 1, before, "{end}: one of {list} is {name}");
    }

    /// Puts an element into a list.
    #[track_caller]
    pub(crate) fn insert(&mut self, end: &str, list: &str, item: Value) {
        at(self.resource(end), list).as_array_mut().expect("a list").push(item);
    }
}

fn is_of(item: &Value, end: &str) -> bool {
    // A name alone is that of a resource of its own.
    let is_alone = end.matches('/').count() == 1;
    item["id"].as_str().is_some_and(|it| it.ends_with(end)) && (!is_alone || is_own(item))
}

/// Whether a resource is no part of another one.
fn is_own(item: &Value) -> bool {
    item["type"].as_str().is_some_and(|it| it.matches('/').count() == 1)
}

/// The place that a path leads to, `properties` understood. A last member that is not there becomes null.
#[track_caller]
fn at<'a>(value: &'a mut Value, path: &str) -> &'a mut Value {
    let mut here = value;
    for part in path.split('.') {
        let (key, name) = match part.split_once('[') {
            Some((key, name)) => (key, Some(name.trim_end_matches(']'))),
            None => (part, None),
        };
        if here.get("properties").is_some() && here.get(key).is_none() {
            here = &mut here["properties"];
        }
        here = &mut here[key];
        if let Some(name) = name {
            let items = here.as_array_mut().unwrap_or_else(|| panic!("{path}: {key} is a list"));
            // What has no name has a place.
            let place = name.parse().ok().or_else(|| items.iter().position(|it| it["name"] == name));
            here = &mut items[place.unwrap_or_else(|| panic!("{path}: has {name}"))];
        }
    }
    here
}

const GROUP: &str = "/subscriptions/6b3d1f52-08c4-4c17-9a50-7de2f41c9e83/resourceGroups/rg-orders/providers";

/// The id of a resource: `id("Microsoft.Network/virtualNetworks", "vnet-new/subnets/db")`.
pub(crate) fn id(kind: &str, name: &str) -> String {
    format!("{GROUP}/{kind}/{name}")
}

/// What refers to a resource.
pub(crate) fn reference(kind: &str, name: &str) -> Value {
    json!({ "id": id(kind, name) })
}

/// A resource of its own.
pub(crate) fn resource(kind: &str, name: &str, properties: Value) -> Value {
    let mut resource = json!({
        "id": id(kind, name),
        "name": name,
        "type": kind,
        "etag": ETAG,
        "location": "westeurope",
        "tags": {},
    });
    resource["properties"] = properties;
    resource
}

/// A part of a resource: `part("Microsoft.Network/virtualNetworks", "vnet-new", "subnets", "db", …)`.
pub(crate) fn part(kind: &str, parent: &str, parts: &str, name: &str, properties: Value) -> Value {
    let owner = kind.split('/').take(2).collect::<Vec<_>>().join("/");
    let mut part = json!({
        "id": id(&owner, &format!("{parent}/{parts}/{name}")),
        "name": name,
        "type": format!("{kind}/{parts}"),
        "etag": ETAG,
    });
    part["properties"] = properties;
    part
}

pub(crate) const ETAG: &str = "W/\"c1f0a9de-52b7-4d38-8e64-0b9f7ad3c215\"";
