//! The rules of pgreach for JavaScript: what the npm package `pgreach` is made of.
//!
//! The files beside it, in `npm`, start the module and say its types; `cargo xtask package` puts them together. What is
//! returned is what the command prints as JSON, as plain objects.

use pgreach_rules::{Config, ConfigError, evaluate, list};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./config.js")]
extern "C" {
    /// The JSON text of a value, or a `ConfigError` where JSON would leave something out.
    #[wasm_bindgen(catch, js_name = toJson)]
    fn to_json(config: &JsValue) -> Result<String, JsValue>;

    #[wasm_bindgen(js_name = ConfigError)]
    type JsConfigError;

    #[wasm_bindgen(constructor, js_class = "ConfigError")]
    fn new(path: &str, found: &str, expected: &str) -> JsConfigError;
}

/// Concludes a Report from a Config.
///
/// # Errors
/// A `ConfigError` for what is no Config.
#[wasm_bindgen]
pub fn check(config: &JsValue) -> Result<JsValue, JsValue> {
    // As text, so that the one strict door decides here too.
    let config = Config::from_json(&to_json(config)?).map_err(|error| refused(&error))?;
    to_js(&evaluate(&config))
}

/// The steps that can be answered.
///
/// # Errors
/// What the engine itself throws, as where memory is short.
#[wasm_bindgen]
pub fn checks() -> Result<JsValue, JsValue> {
    to_js(&list::checks())
}

/// The combinations that the guides decide, or leave open.
///
/// # Errors
/// What the engine itself throws, as where memory is short.
#[wasm_bindgen]
pub fn scenarios() -> Result<JsValue, JsValue> {
    to_js(&list::scenarios())
}

/// The version of the rules.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Without the position, which would be one in a text that is not shown.
fn refused(ConfigError { path, found, expected, .. }: &ConfigError) -> JsValue {
    JsConfigError::new(path, found, expected).into()
}

fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}
