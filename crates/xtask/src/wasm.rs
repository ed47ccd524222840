//! A package of this workspace as wasm.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::run;
use crate::{bundle, workspace};

/// Builds a package, its library where `options` has `--lib`, and returns the file.
pub(crate) fn build(package: &str, options: &[&str], profile: &str) -> Result<PathBuf> {
    run(Command::new("cargo")
        .args(["build", "--quiet", "--package", package, "--profile", profile, "--target", "wasm32-unknown-unknown"])
        .args(options)
        .env(bundle::COMPILER_OPTIONS, bundle::without_own_paths()))?;
    let name = if options.contains(&"--lib") { package.replace('-', "_") } else { package.to_owned() };
    Ok(workspace::target()?.join(format!("wasm32-unknown-unknown/{profile}/{name}.wasm")))
}
