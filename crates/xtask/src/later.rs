//! The programs that the page loads once it has started: `web/exchange` and `web/reader`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{classic, minify, wasm, workspace};

/// Both, by the names that `web/parts.js` has for them.
pub(crate) const PARTS: [Part; 2] = [Part { name: "exchange" }, Part { name: "reader" }];

/// A program of its own.
pub(crate) struct Part {
    /// Its folder within `web`, and what `index.html` calls it.
    pub(crate) name: &'static str,
}

impl Part {
    /// The attribute of the page's body that names its module.
    pub(crate) fn attribute(&self) -> String {
        format!("data-{}", self.name)
    }

    /// What its files are called, before the hash.
    pub(crate) fn prefix(&self) -> String {
        format!("pgreach-{}-", self.name)
    }

    /// Builds it, publishes it in `folder` as a module and its wasm, and returns the name of the module.
    ///
    /// The name holds a hash of both, so that nothing is taken for another version of it.
    pub(crate) fn publish(&self, folder: &Path) -> Result<String> {
        let package = format!("pgreach-{}", self.name);
        let joined = workspace::target()?.join(&package);
        classic::join(&wasm::build(&package, &["--lib"], "later")?, &joined, "part")?;
        let glue = classic::glue(&fs::read_to_string(joined.join("part.js"))?);
        let module = minify::module(&format!("{glue}{}export default start;\n", self.script()?))?;
        let wasm = fs::read(joined.join("part_bg.wasm"))?;
        let hash = Sha256::new().chain_update(&module).chain_update(&wasm).finalize();
        let name = named_by(&self.prefix(), &hash);
        fs::write(folder.join(wasm_of(&name)), wasm)?;
        let name = name + ".js";
        fs::write(folder.join(&name), module)?;
        Ok(name)
    }

    /// What the page does with the program, as JavaScript with a function `start`.
    ///
    /// `web/reader` is started in a worker, which is made of the text of a function.
    pub(crate) fn script(&self) -> Result<String> {
        let folder = workspace::root().join("web").join(self.name);
        let read = |file: &str| {
            let path = folder.join(file);
            fs::read_to_string(&path).with_context(|| format!("{} is not readable", path.display()))
        };
        let worker = if folder.join("worker.js").exists() {
            format!("function program(port, wasm_bindgen) {{\n\"use strict\";\n{}}}\n", read("worker.js")?)
        } else {
            String::new()
        };
        Ok(worker + &read("page.js")?)
    }
}

/// A name that ends with the start of a hash, so that no browser takes the file for another version of it.
pub(crate) fn named_by(prefix: &str, hash: &[u8]) -> String {
    hash.iter().take(8).fold(prefix.to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

/// The name of the wasm that belongs to a module.
pub(crate) fn wasm_of(module: &str) -> String {
    format!("{}_bg.wasm", module.trim_end_matches(".js"))
}
