//! The page as it is published.

use std::process::{Command, ExitCode};

use anyhow::Result;
use pgreach_tools::process::{run as run_program, say};
use pgreach_tools::{wasm, workspace};

/// Builds the page into `dist`.
pub(crate) fn run() -> Result<ExitCode> {
    build()?;
    say("the page is in dist, and as one file in dist/pgreach.html");
    Ok(ExitCode::SUCCESS)
}

/// Builds the page into `dist`, quietly but for the compiler and for what goes wrong.
pub(crate) fn build() -> Result<()> {
    pgreach_tools::for_building()?;
    say("building the page");
    run_program(trunk()?.args(["build", "--release", "--dist"]).arg(workspace::dist()))
}

/// Trunk, ready for its arguments.
pub(crate) fn trunk() -> Result<Command> {
    let mut trunk = Command::new(pgreach_tools::path_of("trunk")?);
    trunk
        .arg("--log=warn")
        .env("PATH", pgreach_tools::search_path()?)
        .env(wasm::COMPILER_OPTIONS, wasm::without_own_paths())
        // Trunk takes this for an option of its own, and refuses any value but true and false.
        .env_remove("NO_COLOR");
    Ok(trunk)
}
