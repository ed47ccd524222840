//! The loops that `cargo xtask bench` measures, the same ones in the browser and natively.

use std::hint::black_box;

use pgreach_rules::{Config, evaluate, evaluate_with, find, find_with_plan, network::Network};
use wasm_bindgen::prelude::wasm_bindgen;

/// Evaluates a Config, given as JSON and read once, so many times.
///
/// # Panics
/// If it is not a Config.
#[wasm_bindgen]
pub fn evaluate_many(config_json: &str, times: u32) {
    let config = Config::from_json(config_json).expect("the config is well-formed");
    for _ in 0..times {
        black_box(evaluate(black_box(&config)));
    }
}

/// Evaluates a Config, given as JSON and read once, and writes the Report as JSON, so many times.
///
/// # Panics
/// If it is not a Config.
#[wasm_bindgen]
pub fn evaluate_and_write_many(config_json: &str, times: u32) {
    let config = Config::from_json(config_json).expect("the config is well-formed");
    for _ in 0..times {
        let report = evaluate(black_box(&config));
        black_box(serde_json::to_string(&report).expect("a report is JSON"));
    }
}

/// Reads a Config from JSON so many times.
///
/// # Panics
/// If it is not a Config.
#[wasm_bindgen]
pub fn read_many(config_json: &str, times: u32) {
    for _ in 0..times {
        black_box(Config::from_json(black_box(config_json)).expect("the config is well-formed"));
    }
}

/// Reads an export and evaluates the migration from app0-old to app0-new that is in it. Returns how many virtual
/// networks it has.
///
/// # Panics
/// If it holds what cannot be read, or not that migration.
#[wasm_bindgen]
#[must_use]
pub fn read_export(export: &[u8]) -> usize {
    let mut migration = imported(export);
    let report = evaluate_with(&migration.config, &find_with_plan(&migration.config, &mut migration.network));
    assert!(report.scenario.is_some(), "the servers are in the export");
    migration.network.vnets.len()
}

/// A migration in what was read of an export.
pub struct Migration {
    config: Config,
    network: Network,
}

impl Migration {
    /// What the export shows of it.
    pub fn find(&self) {
        black_box(find(&self.config, &self.network));
    }

    /// The same, and what to change.
    pub fn find_with_plan(&mut self) {
        black_box(find_with_plan(&self.config, &mut self.network));
    }
}

/// The migration from app0-old to app0-new in an export.
///
/// # Panics
/// If it holds what cannot be read.
#[must_use]
pub fn imported(export: &[u8]) -> Migration {
    let import = pgreach_azure::read([("export.json", export)]);
    assert!(import.files.iter().all(|it| it.errors.is_empty()), "the export is well-formed");
    let mut config = Config::default();
    for (path, value) in [("source.name", "app0-old"), ("target.name", "app0-new"), ("runtime.used", "false")] {
        config.set(path, value).expect("a good setting");
    }
    Migration { config, network: import.network }
}
