//! What reads the files of the page, in a worker, and says what they show of a state.
//!
//! It is a program of its own: it works on a thread of its own, and ends with it when the person cancels. `worker.js`
//! speaks with it. A state comes as the fragment of a link, names included; everything goes out as JSON.

mod summary;

use js_sys::Function;
use pgreach_azure::{Import, Reader};
use pgreach_rules::{link, network};
use wasm_bindgen::prelude::*;

/// Files that are being read, and what was read.
#[wasm_bindgen]
#[derive(Default)]
pub struct Files {
    /// The file that is coming, in pieces, so that it is never there twice.
    bytes: Vec<u8>,
    reader: Reader,
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

    /// Reads the file that has come, and tells how many bytes of it are read.
    pub fn read(&mut self, name: &str, progress: &Function) {
        let bytes = std::mem::take(&mut self.bytes);
        let mut tell = |read: usize| {
            // What a function of ours throws would stop nothing here.
            let _ = progress.call1(&JsValue::NULL, &JsValue::from(read));
        };
        self.reader.add(name, &bytes, &mut tell);
    }

    /// Puts together what was read, and says what became of each file and which servers there are.
    #[must_use]
    pub fn finish(&mut self) -> String {
        self.import = std::mem::take(&mut self.reader).finish();
        // It is written by its own rules, and cannot fail.
        serde_json::to_string(&summary::of(&self.import)).unwrap_or_default()
    }

    /// What the files show of a state.
    #[must_use]
    pub fn find(&self, state: &str) -> String {
        // The page has written it, so all of it can be read.
        let (config, _) = link::read(state);
        serde_json::to_string(&network::find(&config, &self.import.network)).unwrap_or_default()
    }
}
