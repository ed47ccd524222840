//! Measures what evaluation costs, in the browser and natively.

use std::process::ExitCode;

use anyhow::Result;
use pgreach_tools::process::{run as run_program, say};
use pgreach_tools::wasm::{self, CLASSIC};
use pgreach_tools::workspace;

use crate::bundle;

/// Builds the loops for the browser as the page's programs are built, measures them there and natively, and prints one table.
pub(crate) fn run() -> Result<ExitCode> {
    let tools = pgreach_tools::for_testing()?;
    bundle::build()?;
    say("building what is measured");
    let folder = workspace::target()?.join("pgreach-bench");
    for profile in ["web", "later"] {
        let wasm = wasm::build("pgreach-bench", &["--lib"], profile)?;
        wasm::join(&wasm, &folder.join(profile), "bench", &CLASSIC)?;
    }
    run_program(
        tools.cargo()?.args(["bench", "--package", "pgreach-tests", "--bench", "figures"]).env("PGREACH_BENCH", folder),
    )?;
    run_program(tools.cargo()?.args(["run", "--release", "--package", "pgreach-tests", "--example", "natively"]))?;
    Ok(ExitCode::SUCCESS)
}
