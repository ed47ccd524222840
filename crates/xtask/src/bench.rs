//! What evaluation costs, in the browser and natively.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::process::{run as run_program, say};
use crate::{bundle, classic, tools, workspace};

/// Builds the loops for the browser as the page is built, measures them there and natively, and prints one table.
pub(crate) fn run() -> Result<ExitCode> {
    let tools = tools::for_testing()?;
    bundle::build()?;
    say("building what is measured");
    run_program(
        Command::new("cargo")
            .args(["build", "--package", "pgreach-bench", "--lib", "--profile", "web"])
            .args(["--target", "wasm32-unknown-unknown"])
            .env(bundle::COMPILER_OPTIONS, bundle::without_own_paths()),
    )?;
    let target = workspace::target()?;
    let folder = target.join("pgreach-bench");
    classic::join(&target.join("wasm32-unknown-unknown/web/pgreach_bench.wasm"), &folder, "bench")?;
    run_program(
        tools.cargo()?.args(["bench", "--package", "pgreach-tests", "--bench", "figures"]).env("PGREACH_BENCH", folder),
    )?;
    Ok(ExitCode::SUCCESS)
}
