//! The program that the page loads once it has started: `web/deferred`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use pgreach_tools::wasm::{self, CLASSIC};
use pgreach_tools::workspace;
use sha2::{Digest, Sha256};

use crate::{inline_wasm, minify};

/// The attribute of the page's body that names its module.
pub(crate) const ATTRIBUTE: &str = "data-deferred";

/// What it is called, and its files before the hash.
pub const PACKAGE: &str = "pgreach-deferred";

/// Builds it by a profile of `Cargo.toml`, publishes it in `folder` as a module and its wasm, and returns the name of the module.
///
/// The name holds a hash of both, so that nothing is taken for another version of it.
pub(crate) fn publish(folder: &Path, profile: &str) -> Result<String> {
    let joined = workspace::target()?.join(PACKAGE);
    wasm::join(&wasm::build(PACKAGE, &["--lib"], profile)?, &joined, "part", &CLASSIC)?;
    let glue = inline_wasm::glue(&fs::read_to_string(joined.join("part.js"))?);
    let module = minify::module(&format!("{glue}{}export default start;\n", script()?))?;
    let wasm = fs::read(joined.join("part_bg.wasm"))?;
    let hash = Sha256::new().chain_update(&module).chain_update(&wasm).finalize();
    let name = named_by(&format!("{PACKAGE}-"), &hash);
    fs::write(folder.join(wasm_of(&name)), wasm)?;
    let name = name + ".js";
    fs::write(folder.join(&name), module)?;
    Ok(name)
}

/// What starts it, as JavaScript with a function `start`.
pub(crate) fn script() -> Result<String> {
    let path = workspace::root().join("web/deferred/start.js");
    fs::read_to_string(&path).with_context(|| format!("{} is not readable", path.display()))
}

/// A name that ends with the start of a hash, so that no browser takes the file for another version of it.
pub(crate) fn named_by(prefix: &str, hash: &[u8]) -> String {
    hash.iter().take(8).fold(prefix.to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

/// The name of the wasm that belongs to a module.
pub(crate) fn wasm_of(module: &str) -> String {
    format!("{}_bg.wasm", module.trim_end_matches(".js"))
}
