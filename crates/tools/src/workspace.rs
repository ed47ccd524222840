//! Says where the things of this workspace lie.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The folder of the workspace's `Cargo.toml`.
#[must_use]
pub fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own)
}

/// The folder of the page as it is published.
#[must_use]
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The folder that cargo builds into: a person may have moved it.
///
/// # Errors
///
/// Where cargo does not say it.
pub fn target() -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    let metadata = cargo.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(root()).output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).context("cargo metadata failed")?;
    let target = metadata["target_directory"].as_str();
    Ok(target.context("cargo metadata names no target directory")?.into())
}
