//! The programs that the page loads once it has started: `web/exchange` and `web/reader`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::process::run;
use crate::{bundle, classic, tools, workspace};

/// Both, by the names that `web/parts.js` has for them.
pub(crate) const PARTS: [Part; 2] =
    [Part { name: "exchange", module: exchange_module }, Part { name: "reader", module: reader_module }];

/// A program of its own.
pub(crate) struct Part {
    /// Its folder within `web`, and what `index.html` calls it.
    pub(crate) name: &'static str,
    module: fn(&Part) -> Result<String>,
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
        run(Command::new("cargo")
            .args(["build", "--quiet", "--package", &format!("pgreach-{}", self.name), "--lib", "--profile", "web"])
            .args(["--target", "wasm32-unknown-unknown"])
            .env(bundle::COMPILER_OPTIONS, bundle::without_own_paths()))?;
        let module = (self.module)(self)?;
        let wasm = fs::read(self.joined()?.join("part_bg.wasm"))?;
        let hash = Sha256::new().chain_update(&module).chain_update(&wasm).finalize();
        let name = hash.iter().take(8).fold(self.prefix(), |name, byte| format!("{name}{byte:02x}"));
        fs::write(folder.join(wasm_of(&name)), wasm)?;
        let name = name + ".js";
        fs::write(folder.join(&name), module)?;
        Ok(name)
    }

    /// The program within a classic script, for the page as one file; it has been published before.
    pub(crate) fn within_a_script(&self) -> Result<String> {
        let folder = workspace::target()?.join(format!("pgreach-{}-single-file", self.name));
        classic::join(&self.wasm()?, &folder, "part")?;
        let (glue, wasm) = (fs::read_to_string(folder.join("part.js"))?, fs::read(folder.join("part_bg.wasm"))?);
        let program = match self.name {
            "reader" => format!("{}const run = start, exported = {{ found, host }};", reader_script(&glue)?),
            _ => format!("{glue}const run = wasm_bindgen, exported = wasm_bindgen;"),
        };
        let inflated = classic::inflated(&wasm)?;
        let name = self.name;
        Ok(classic::script_text(&format!(
            "(function () {{\n{program}\npgreachWithin.{name} = () => run({{ module_or_path: {inflated} }}).then(() => exported);\n}})();\n"
        )))
    }

    /// Its wasm as cargo writes it.
    fn wasm(&self) -> Result<PathBuf> {
        Ok(workspace::target()?.join(format!("wasm32-unknown-unknown/web/pgreach_{}.wasm", self.name)))
    }

    /// Where wasm-bindgen puts what is published.
    fn joined(&self) -> Result<PathBuf> {
        Ok(workspace::target()?.join(format!("pgreach-{}", self.name)))
    }
}

/// The name of the wasm that belongs to a module.
pub(crate) fn wasm_of(module: &str) -> String {
    format!("{}_bg.wasm", module.trim_end_matches(".js"))
}

/// What wasm-bindgen writes is all there is to it.
fn exchange_module(part: &Part) -> Result<String> {
    let joined = part.joined()?;
    run(Command::new(tools::path_of("wasm-bindgen")?)
        .args(["--target", "web", "--no-typescript", "--omit-default-module-path", "--out-name", "part", "--out-dir"])
        .arg(&joined)
        .arg(part.wasm()?))?;
    Ok(fs::read_to_string(joined.join("part.js"))?)
}

/// The page's side, which has the worker's side in it as a function: a worker is made of its text.
fn reader_module(part: &Part) -> Result<String> {
    let joined = part.joined()?;
    classic::join(&part.wasm()?, &joined, "part")?;
    let script = reader_script(&fs::read_to_string(joined.join("part.js"))?)?;
    Ok(format!("{script}export {{ start as default, found, host }};\n"))
}

fn reader_script(glue: &str) -> Result<String> {
    ensure!(glue.contains("wasm_bindgen"), "wasm-bindgen has not written what it was asked for");
    let read = |file: &str| {
        let path = workspace::root().join("web/reader").join(file);
        fs::read_to_string(&path).with_context(|| format!("{} is not readable", path.display()))
    };
    let (worker, page) = (read("worker.js")?, read("page.js")?);
    Ok(format!("function program(port) {{\n\"use strict\";\n{glue}\n{worker}}}\n{page}"))
}
