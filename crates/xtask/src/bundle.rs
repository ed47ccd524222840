//! The page as it is published.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::process::{run as run_program, say};
use crate::{tools, workspace};

/// Gives cargo the compiler's options for the page alone.
pub(crate) const COMPILER_OPTIONS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Builds the page into `dist`.
pub(crate) fn run() -> Result<ExitCode> {
    build()?;
    say("the page is in dist, and as one file in dist/pgreach.html");
    Ok(ExitCode::SUCCESS)
}

/// Builds the page into `dist`, quietly but for the compiler and for what goes wrong.
pub(crate) fn build() -> Result<()> {
    tools::for_building()?;
    say("building the page");
    run_program(trunk()?.args(["build", "--release", "--dist"]).arg(workspace::dist()))
}

/// Trunk, ready for its arguments.
pub(crate) fn trunk() -> Result<Command> {
    let mut trunk = Command::new(tools::path_of("trunk")?);
    trunk
        .arg("--log=warn")
        .env("PATH", tools::search_path()?)
        .env(COMPILER_OPTIONS, without_own_paths())
        // Trunk takes this for an option of its own, and refuses any value but true and false.
        .env_remove("NO_COLOR");
    Ok(trunk)
}

/// Compiler options that keep the paths of this machine out of the page, and so make it the same on every machine.
pub(crate) fn without_own_paths() -> OsString {
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).unwrap_or_default();
    let mut options = OsString::new();
    for (path, name) in [(cargo.as_path(), "cargo"), (workspace::root(), "pgreach")] {
        // Cargo splits the options at spaces, and an empty path would stand before every other.
        if !path.as_os_str().is_empty() && !path.to_string_lossy().contains(char::is_whitespace) {
            options.push(" --remap-path-prefix=");
            options.push(path);
            options.push("=");
            options.push(name);
        }
    }
    options
}
