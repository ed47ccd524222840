//! The second program of the page, which it loads once it has started: `web/exchange`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::process::run;
use crate::{bundle, classic, tools, workspace};

/// The name of its wasm as cargo writes it.
const WASM: &str = "wasm32-unknown-unknown/web/pgreach_exchange.wasm";

/// What its files are called, before the hash.
pub(crate) const NAME: &str = "pgreach-exchange-";

/// Builds it, publishes it in `folder` as a module and its wasm, and returns the name of the module.
///
/// The name holds a hash of both, so that nothing is taken for another version of it.
pub(crate) fn publish(folder: &Path) -> Result<String> {
    run(Command::new("cargo")
        .args(["build", "--quiet", "--package", "pgreach-exchange", "--lib", "--profile", "web"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env(bundle::COMPILER_OPTIONS, bundle::without_own_paths()))?;
    let target = workspace::target()?;
    let joined = target.join("pgreach-exchange");
    run(Command::new(tools::path_of("wasm-bindgen")?)
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--omit-default-module-path",
            "--out-name",
            "exchange",
            "--out-dir",
        ])
        .arg(&joined)
        .arg(target.join(WASM)))?;
    let (module, wasm) = (fs::read_to_string(joined.join("exchange.js"))?, fs::read(joined.join("exchange_bg.wasm"))?);
    let hash = Sha256::new().chain_update(&module).chain_update(&wasm).finalize();
    let name = hash.iter().take(8).fold(NAME.to_owned(), |name, byte| format!("{name}{byte:02x}"));
    fs::write(folder.join(wasm_of(&name)), wasm)?;
    let name = name + ".js";
    fs::write(folder.join(&name), module)?;
    Ok(name)
}

/// The name of the wasm that belongs to a module.
pub(crate) fn wasm_of(module: &str) -> String {
    format!("{}_bg.wasm", module.trim_end_matches(".js"))
}

/// The program within a classic script, for the page as one file.
pub(crate) fn within_a_script() -> Result<String> {
    let target = workspace::target()?;
    let program = classic::program(&target.join(WASM), &target.join("pgreach-exchange-single-file"))?;
    Ok(format!("{{{program}window.pgreachExchangeWithin = () => start().then(() => wasm_bindgen);}}"))
}
