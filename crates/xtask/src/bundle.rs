//! The page as it is published.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Args;
use pgreach_bundle::Purpose;
use pgreach_tools::process::{run as run_program, say};
use pgreach_tools::{wasm, workspace};

/// The variable of the environment that says that the page is served for development.
pub(crate) const IS_SERVED: &str = "PGREACH_IS_SERVED";

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
        .env(wasm::COMPILER_OPTIONS, wasm::for_the_first_load())
        // Trunk takes this for an option of its own, and refuses any value but true and false.
        .env_remove("NO_COLOR");
    Ok(trunk)
}

/// Which folder to stamp.
#[derive(Debug, Args)]
pub(crate) struct StampOptions {
    /// A folder with a page that was changed after it was built
    folder: PathBuf,
}

/// Finishes the page in the folder that Trunk is about to publish or serve: what Trunk runs on the page that it has built, as a
/// hook.
pub(crate) fn finish() -> Result<ExitCode> {
    let folder = env::var_os("TRUNK_STAGING_DIR").context("this is Trunk's hook: run `cargo xtask bundle`")?;
    let purpose = if env::var_os(IS_SERVED).is_none() { Purpose::Publish } else { Purpose::Develop };
    pgreach_bundle::finish_page(&PathBuf::from(folder), purpose)?;
    Ok(ExitCode::SUCCESS)
}

/// Stamps a folder again, as if it were built as it is now; the tests make the next version of the page so.
pub(crate) fn stamp(options: &StampOptions) -> Result<ExitCode> {
    pgreach_bundle::stamp_again(&options.folder)?;
    Ok(ExitCode::SUCCESS)
}
