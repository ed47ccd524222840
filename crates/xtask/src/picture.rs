//! The picture of the page that README.md shows.

use std::process::ExitCode;

use anyhow::Result;
use pgreach_tools::process::run as run_program;

use crate::bundle;

/// Builds the page and takes its picture in Chromium.
pub(crate) fn run() -> Result<ExitCode> {
    let tools = pgreach_tools::for_testing()?;
    bundle::build()?;
    run_program(tools.cargo()?.args(["run", "--package", "pgreach-tests", "--example", "screenshot"]))?;
    Ok(ExitCode::SUCCESS)
}
