//! What evaluation costs, in the browser and natively.

use std::process::ExitCode;

use anyhow::Result;

use crate::process::{run as run_program, say};
use crate::{bundle, classic, tools, wasm, workspace};

/// Builds the loops for the browser as the page's programs are built, measures them there and natively, and prints one table.
pub(crate) fn run() -> Result<ExitCode> {
    let tools = tools::for_testing()?;
    bundle::build()?;
    say("building what is measured");
    let folder = workspace::target()?.join("pgreach-bench");
    for profile in ["web", "later"] {
        classic::join(&wasm::build("pgreach-bench", &["--lib"], profile)?, &folder.join(profile), "bench")?;
    }
    run_program(
        tools.cargo()?.args(["bench", "--package", "pgreach-tests", "--bench", "figures"]).env("PGREACH_BENCH", folder),
    )?;
    Ok(ExitCode::SUCCESS)
}
