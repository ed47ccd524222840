//! Wasm joined to JavaScript that a classic script can hold.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{process, tools};

/// Writes `<name>.js` and `<name>_bg.wasm` into a folder.
pub(crate) fn join(wasm: &Path, folder: &Path, name: &str) -> Result<()> {
    process::run(
        Command::new(tools::path_of("wasm-bindgen")?)
            .args(["--target", "no-modules", "--no-typescript", "--out-name", name, "--out-dir"])
            .arg(folder)
            .arg(wasm),
    )
}
