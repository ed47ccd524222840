//! The programs that the commands need, found or installed.
//!
//! A program is looked for in `target/tools` and then on the `PATH`. What is missing is installed: programs written in Rust
//! and npm packages into `target/tools`, so that nothing of the person's own is changed, browsers through apt-get where
//! there is one.

mod browsers;
mod npm;
mod packages;
pub mod process;
mod python;
mod rust;
pub mod wasm;
pub mod workspace;

use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};

use self::browsers::Browsers;
use self::packages::Package;

/// Reads the scripts that pgreach writes.
static SHELLCHECK: [Package; 1] =
    [Package { what: "ShellCheck", name: "shellcheck", is_there: || find("shellcheck").is_some() }];

/// Makes sure of what building the page takes.
///
/// # Errors
///
/// Where a program that is missing cannot be installed.
pub fn for_building() -> Result<()> {
    rust::wasm_target()?;
    rust::install(&rust::WASM_BINDGEN)?;
    rust::install(&rust::TRUNK)
}

/// Makes sure of what building the npm package takes, and returns the folder `node_modules` with its tools.
///
/// # Errors
///
/// Where a program that is missing cannot be installed.
pub fn for_packaging() -> Result<PathBuf> {
    let modules = npm::install("package")?;
    rust::wasm_target()?;
    rust::install(&rust::WASM_BINDGEN)?;
    Ok(modules)
}

/// What the tests in browsers take, beyond what building the page takes.
#[derive(Debug)]
pub struct ForTesting {
    browsers: Browsers,
    /// The folder `node_modules` with the tools of `tests/npm`.
    npm: PathBuf,
    /// The same of `tests/package`.
    package_tools: PathBuf,
    /// The two that build documentation sites: the folder `node_modules` with Docusaurus, and the Python with `MkDocs`.
    docusaurus: PathBuf,
    mkdocs: PathBuf,
    /// The Python with the newest Azure CLI.
    azure_cli: PathBuf,
}

impl ForTesting {
    /// cargo, with the places of what the tests need in its environment.
    ///
    /// # Errors
    ///
    /// Where the search path cannot be written.
    pub fn cargo(&self) -> Result<Command> {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(workspace::root())
            .env("PATH", search_path()?)
            .env("PGREACH_AZURE_CLI", &self.azure_cli)
            .env("PGREACH_CHROMIUM", &self.browsers.chromium)
            .env("PGREACH_DIST", workspace::dist())
            .env("PGREACH_DOCUSAURUS", &self.docusaurus)
            .env("PGREACH_FIREFOX", &self.browsers.firefox)
            .env("PGREACH_MKDOCS", &self.mkdocs)
            .env("PGREACH_NPM", &self.npm)
            .env("PGREACH_PACKAGE_TOOLS", &self.package_tools)
            .env("PGREACH_XTASK", env::current_exe()?);
        if let Some(webkit) = &self.browsers.webkit {
            cargo.env("PGREACH_WEBKIT", webkit);
        }
        Ok(cargo)
    }
}

/// Makes sure of what the tests take from the machine's own packages, and that is all that those without the page take: what
/// has to be fixed by hand shows at once.
///
/// # Errors
///
/// Where a program that is missing cannot be installed.
pub fn packages_for_testing() -> Result<()> {
    browsers().map(drop)
}

/// The browsers, with the other packages there too.
fn browsers() -> Result<Browsers> {
    packages::install(&SHELLCHECK, "the tests of the runbook need")?;
    browsers::install()
}

/// Makes sure of what testing the page takes.
///
/// # Errors
///
/// Where a program that is missing cannot be installed.
pub fn for_testing() -> Result<ForTesting> {
    let browsers = browsers()?;
    // The rest is waited for: npm and pip for what they fetch, cargo for what it compiles.
    thread::scope(|scope| {
        let fetched = scope.spawn(|| {
            let npm = npm::install("npm")?;
            let package_tools = npm::install("package")?;
            let (docusaurus, mkdocs) = (npm::install("docusaurus")?, python::mkdocs()?);
            Ok(ForTesting { browsers, npm, package_tools, docusaurus, mkdocs, azure_cli: python::azure_cli()? })
        });
        for_building()?;
        rust::install(&rust::GECKODRIVER)?;
        fetched.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Where a program is, among ours and on the person's `PATH`.
#[must_use]
pub fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{EXE_SUFFIX}");
    folders().into_iter().map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Where a program is that was made sure of.
///
/// # Errors
///
/// Where it is not there.
pub fn path_of(name: &str) -> Result<PathBuf> {
    find(name).with_context(|| format!("{name} is not installed: `cargo xtask bundle` installs it"))
}

/// The `PATH` for a program that looks for the tools itself.
///
/// # Errors
///
/// Where a folder of it has a name that a search path cannot have.
pub fn search_path() -> Result<OsString> {
    Ok(env::join_paths(folders())?)
}

fn folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    [home().join("bin")].into_iter().chain(env::split_paths(&path)).collect()
}

fn home() -> PathBuf {
    workspace::root().join("target/tools")
}
