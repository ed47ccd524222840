//! Every test, on the page as it is published.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use pgreach_tools::process::say;

use crate::{bundle, package, size};

/// Which tests to run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to tell `cargo test`, such as `-p pgreach-rules` or the name of a test; without it, every test is run
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the page and the npm package, holds them to their budgets and runs the tests.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let tools = pgreach_tools::for_testing()?;
    bundle::build()?;
    let package = package::build()?;
    if !(size::check()? & size::check_package()?) {
        return Ok(ExitCode::FAILURE);
    }
    say("running the tests");
    let names_package = options.arguments.iter().any(|it| it.starts_with("-p") || it.starts_with("--package"));
    let status = tools
        .cargo()?
        .env("PGREACH_PACKAGE", package)
        .args(["test", "--no-fail-fast"])
        .args((!names_package).then_some("--workspace"))
        .args(&options.arguments)
        .status()
        .context("cargo could not be started")?;
    // Nothing is said after this: what cargo test says last is the result.
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
