//! What Azure tools print, for JavaScript.

use std::mem;

use pgreach_azure::{FileReading, Reader, read, write};
use pgreach_rules::{
    Config, Resource,
    network::{Network, ServerKind},
};
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

/// What the resources of a Config say. They are taken out of it, as they were read.
pub(crate) fn resources(config: &mut Config) -> Network {
    let resources = mem::take(&mut config.resources);
    if resources.is_empty() {
        return Network::default();
    }
    let texts: Vec<String> = resources.into_iter().map(|Resource(text)| text).collect();
    read([("resources", texts.join("\n").as_bytes())]).network
}

/// Reads files one after another.
#[wasm_bindgen]
#[derive(Default)]
pub struct AzureReader(Reader);

#[wasm_bindgen]
impl AzureReader {
    /// A reader that has read nothing.
    #[must_use]
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a file.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        self.0.add(name, bytes, &mut |_| {});
    }

    /// What was read, as JSON: the module's `readAzure` says the rest.
    #[must_use]
    pub fn finish(self) -> String {
        let import = self.0.finish();
        let servers = import.network.servers.iter().map(|it| Server {
            name: it.origin.id.name(),
            kind: match it.kind {
                ServerKind::Single => "single-server",
                ServerKind::Flexible => "flexible-server",
            },
            id: it.origin.id.text(),
        });
        let reading = Reading {
            resources: write(&import.network),
            files: import.files.iter().map(File::from).collect(),
            servers: servers.collect(),
        };
        serde_json::to_string(&reading).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Reading<'a> {
    resources: Vec<Resource>,
    files: Vec<File<'a>>,
    servers: Vec<Server<'a>>,
}

#[derive(Serialize)]
struct Server<'a> {
    name: &'a str,
    kind: &'static str,
    id: &'a str,
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    #[serde(serialize_with = "by_word")]
    read: &'a [(&'static str, usize)],
    #[serde(serialize_with = "by_word")]
    ignored: &'a [(String, usize)],
    partial: &'a [String],
    errors: Vec<String>,
}

impl<'a> From<&'a FileReading> for File<'a> {
    fn from(FileReading { name, read, ignored, partial, errors }: &'a FileReading) -> Self {
        Self { name, read, ignored, partial, errors: errors.iter().map(ToString::to_string).collect() }
    }
}

fn by_word<S: Serializer>(counts: &[(impl Serialize, usize)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().map(|(word, count)| (word, count)))
}
