//! What reads the files of the page, in a worker, and says what they show of a state.
//!
//! It is a program of its own: it works on a thread of its own, and ends with it when the person cancels. `worker.js`
//! speaks with it. A state comes and goes as the fragment of a link, names included; everything else goes out as JSON.

mod saved;
mod summary;

use std::borrow::Cow;

use js_sys::Function;
use pgreach_azure::{Import, Key, Reader, redact};
use pgreach_rules::{Config, link, network::Network};
use saved::Kind;
use wasm_bindgen::prelude::*;

/// Files that are being read, and what was read.
#[wasm_bindgen]
#[derive(Default)]
pub struct Files {
    /// The file that is coming, in pieces, so that it is never there twice.
    bytes: Vec<u8>,
    reader: Reader,
    /// What each file turned out to be.
    kinds: Vec<Kind>,
    import: Import,
}

#[wasm_bindgen]
impl Files {
    /// No files.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for a file of this many bytes; `false` where there is not enough memory.
    #[must_use]
    pub fn expect(&mut self, size: usize) -> bool {
        self.bytes = Vec::new();
        self.bytes.try_reserve_exact(size).is_ok()
    }

    /// Takes the next piece of the file.
    pub fn take(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// Reads the file that has come, and says how many bytes of it are read.
    pub fn read(&mut self, name: &str, progress: &Function) {
        let bytes = std::mem::take(&mut self.bytes);
        let mut tell = |read: usize| {
            // What a function of ours throws would stop nothing here.
            let _ = progress.call1(&JsValue::NULL, &JsValue::from(read));
        };
        let (kind, resources) = saved::kind(&bytes);
        match resources {
            Some(resources) if resources.is_empty() => {}
            Some(resources) => self.reader.add(name, resources.as_bytes(), &mut tell),
            None => self.reader.add(name, &bytes, &mut tell),
        }
        self.kinds.push(kind);
    }

    /// Puts together what was read, and says what became of each file and which servers there are.
    #[must_use]
    pub fn finish(&mut self) -> String {
        self.import = std::mem::take(&mut self.reader).finish();
        // It is written by its own rules, and cannot fail.
        serde_json::to_string(&summary::of(&self.import, &self.kinds)).unwrap_or_default()
    }

    /// What the files show of a state.
    #[must_use]
    pub fn find(&mut self, state: &str) -> String {
        findings(&read(state), &mut self.import.network)
    }

    /// The state under other names, and in a second line what the files show of it, under the same names.
    #[must_use]
    pub fn mask(&self, state: &str, key: &[u8]) -> String {
        let (config, mut network) = self.shown(state, key);
        [link::write(&config, true), findings(&config, network.to_mut())].join("\n")
    }

    /// A Config with what was read as its resources, which gives the same report wherever it is read.
    #[must_use]
    pub fn save(&self, state: &str, key: &[u8]) -> String {
        let (config, network) = self.shown(state, key);
        saved::write(config, &network)
    }

    /// A state and what was read; with a key, both under other names.
    fn shown(&self, state: &str, key: &[u8]) -> (Config, Cow<'_, Network>) {
        let config = read(state);
        match key.try_into() {
            Ok(key) => {
                let (config, network) = redact(&config, &self.import.network, Key(key));
                (config, Cow::Owned(network))
            }
            Err(_) => (config, Cow::Borrowed(&self.import.network)),
        }
    }
}

fn read(state: &str) -> Config {
    // The page has written it, so all of it can be read.
    link::read(state).0
}

fn findings(config: &Config, network: &mut Network) -> String {
    // They are written by their own rules, and cannot fail.
    serde_json::to_string(&pgreach_rules::find_with_plan(config, network)).unwrap_or_default()
}
