//! Reads what Azure tools print for JavaScript: the entry `pgreach/azure` of the npm package is made of it.
//!
//! It is a module of its own, because it weighs several times what the rules do and not everybody has an export. The files
//! beside it, in `npm`, start the module and say its types. Configs come and everything goes as JSON.

mod summary;

use js_sys::{RangeError, Uint8Array};
use pgreach_azure::{Import, PseudonymKey, Reader, redact, write};
use pgreach_rules::{Config, ConfigError, evaluate_with, find_with_plan};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../config.js")]
extern "C" {
    #[wasm_bindgen(js_name = ConfigError)]
    type JsConfigError;

    #[wasm_bindgen(constructor, js_class = "ConfigError")]
    fn new(path: &str, found: &str, expected: &str) -> JsConfigError;
}

/// Reads one file after another.
#[wasm_bindgen]
#[derive(Default)]
pub struct AzureReader(Reader);

#[wasm_bindgen]
impl AzureReader {
    /// A reader that has read nothing.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A `RangeError` where there is not enough memory for it.
    pub fn add(&mut self, name: &str, content: &Uint8Array) -> Result<(), JsValue> {
        let size = content.length() as usize;
        let mut bytes = Vec::new();
        if bytes.try_reserve_exact(size).is_err() {
            return Err(RangeError::new(&format!("{name}: there is not enough memory for its {size} bytes")).into());
        }
        bytes.resize(size, 0);
        content.copy_to(&mut bytes);
        self.0.add(name, &bytes, &mut |_| {});
        Ok(())
    }

    /// Everything that was read.
    #[must_use]
    pub fn finish(self) -> AzureRead {
        AzureRead(self.0.finish())
    }
}

/// What files hold.
#[wasm_bindgen]
pub struct AzureRead(Import);

#[wasm_bindgen]
impl AzureRead {
    /// What became of each file, and the servers that were found.
    #[must_use]
    pub fn summary(&self) -> String {
        json(&summary::of(&self.0))
    }

    /// What was understood, as resources of a Config.
    #[must_use]
    pub fn resources(&self) -> String {
        json(&write(&self.0.network))
    }

    /// Concludes a Report from a Config and what the files show.
    ///
    /// # Errors
    /// A `ConfigError` for what is no Config.
    pub fn check(&mut self, config: &str) -> Result<String, JsValue> {
        let config = parsed(config)?;
        Ok(json(&evaluate_with(&config, &find_with_plan(&config, &mut self.0.network))))
    }

    /// Puts a migration under other names, which depend on a key that stays here.
    ///
    /// # Errors
    /// A `ConfigError` for what is no Config.
    pub fn redact(&self, config: &str, key: &[u8]) -> Result<Redacted, JsValue> {
        let key = PseudonymKey(key.try_into().map_err(|_| RangeError::new("a key has 16 bytes"))?);
        let (config, network) = redact(&parsed(config)?, &self.0.network, key);
        // What became of the files may say their names.
        Ok(Redacted { config, azure: Import { network, files: Vec::new() } })
    }
}

/// A migration under other names.
#[wasm_bindgen]
pub struct Redacted {
    config: Config,
    azure: Import,
}

#[wasm_bindgen]
impl Redacted {
    /// Its Config.
    #[must_use]
    pub fn config(&self) -> String {
        self.config.to_json()
    }

    /// What its files hold.
    #[must_use]
    pub fn azure(self) -> AzureRead {
        AzureRead(self.azure)
    }
}

fn parsed(config: &str) -> Result<Config, JsValue> {
    // Without the position, which would be one in a text that is not shown.
    let refused = |path: &str, found: &str, expected: &str| JsValue::from(JsConfigError::new(path, found, expected));
    let config = Config::from_json(config)
        .map_err(|ConfigError { path, found, expected, .. }| refused(&path, &found, &expected))?;
    match config.resources.len() {
        0 => Ok(config),
        count => Err(refused("resources", &format!("{count} of them"), "none: readAzure takes them, as a file")),
    }
}

/// What is written here is written by its own rules, and cannot fail.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
