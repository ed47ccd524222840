//! The programs that the commands need, found or installed.
//!
//! A program is looked for in `target/tools` and then on the `PATH`. What is missing is installed: programs written in Rust
//! and npm packages into `target/tools`, so that nothing of the person's own is changed, browsers through apt-get where
//! there is one.

mod browsers;
mod npm;
mod packages;
mod rust;

use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use self::browsers::Browsers;
use crate::workspace;

/// Makes sure of what building the page takes.
pub(crate) fn for_building() -> Result<()> {
    rust::wasm_target()?;
    rust::install(&rust::WASM_BINDGEN)?;
    rust::install(&rust::TRUNK)
}

/// What the tests in browsers take, beyond what building the page takes.
#[derive(Debug)]
pub(crate) struct ForTesting {
    browsers: Browsers,
    /// The folder `node_modules` with the tools of `tests/npm`.
    npm: PathBuf,
}

impl ForTesting {
    /// cargo, told where the tests find what they need.
    pub(crate) fn cargo(&self) -> Result<Command> {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(workspace::root())
            .env("PATH", search_path()?)
            .env("PGREACH_CHROMIUM", &self.browsers.chromium)
            .env("PGREACH_DIST", workspace::dist())
            .env("PGREACH_FIREFOX", &self.browsers.firefox)
            .env("PGREACH_NPM", &self.npm)
            .env("PGREACH_XTASK", env::current_exe()?);
        Ok(cargo)
    }
}

/// Makes sure of what testing the page takes.
pub(crate) fn for_testing() -> Result<ForTesting> {
    // The quick ones that need the machine's own packages come first: whoever has to mend something learns it at once.
    let browsers = browsers::install()?;
    let npm = npm::install("npm")?;
    for_building()?;
    rust::install(&rust::GECKODRIVER)?;
    Ok(ForTesting { browsers, npm })
}

/// Where a program is, among ours and on the person's `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{EXE_SUFFIX}");
    folders().into_iter().map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Where a program is that was made sure of.
pub(crate) fn path_of(name: &str) -> Result<PathBuf> {
    find(name).with_context(|| format!("{name} is not installed: `cargo xtask bundle` installs it"))
}

/// The `PATH` for a program that looks for the tools itself.
pub(crate) fn search_path() -> Result<OsString> {
    Ok(env::join_paths(folders())?)
}

fn folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    [home().join("bin")].into_iter().chain(env::split_paths(&path)).collect()
}

fn home() -> PathBuf {
    workspace::root().join("target/tools")
}
