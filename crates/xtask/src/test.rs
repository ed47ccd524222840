//! Every test, on the page as it is published.

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::thread;

use anyhow::{Context, Result, ensure};
use clap::Args;
use pgreach_tools::ForTesting;
use pgreach_tools::process::say;

use crate::{bundle, package, size};

/// The package with the tests that take the built page: of the page itself, and of building it.
const OF_THE_PAGE: &str = "pgreach-tests";
const PAGE: &str = "product";
const BUILD: &str = "reproducible";

/// Which tests to run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to tell `cargo test`, such as `-p pgreach-rules` or the name of a test; without it, every test is run
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the page and the npm package, holds them to their budgets and runs the tests.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let is_passed = if options.arguments.is_empty() { every()? } else { chosen(&options.arguments)? };
    // Nothing is said after this: what cargo test says last is the result.
    Ok(if is_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the tests that `arguments` choose.
fn chosen(arguments: &[String]) -> Result<bool> {
    let built = Built::new()?;
    let names_package = arguments.iter().any(|it| it.starts_with("-p") || it.starts_with("--package"));
    passes(built.cargo_test()?.args((!names_package).then_some("--workspace")).args(arguments))
}

/// Runs those that take no page first, while the page is built: what a compiler does last, it does on one core.
fn every() -> Result<bool> {
    pgreach_tools::packages_for_testing()?;
    let without_page = |last: &[&str]| {
        let mut cargo = Command::new("cargo");
        passes(cargo.args(["test", "--no-fail-fast", "--workspace", "--exclude", OF_THE_PAGE]).args(last))
    };
    ensure!(without_page(&["--no-run"])?, "the tests could not be compiled");
    say("running the tests that take no page, and building it meanwhile");
    let (first, built) = thread::scope(|scope| {
        let first = scope.spawn(|| without_page(&[]));
        let built = Built::new();
        (first.join().unwrap_or_else(|panic| resume_unwind(panic)), built)
    });
    let (first, built) = (first?, built?);
    say("running the tests of the page, and building it a second time meanwhile");
    // Of the whole workspace, so that nothing is compiled anew with fewer features.
    let of_page = |target| passes(built.cargo_test()?.args(["--workspace", "--test", target]));
    let (again, page) = thread::scope(|scope| {
        let again = scope.spawn(|| of_page(BUILD));
        let page = of_page(PAGE);
        (again.join().unwrap_or_else(|panic| resume_unwind(panic)), page)
    });
    Ok(first & again? & page?)
}

/// What the tests take that is built: the page and the npm package, within their budgets.
struct Built {
    tools: ForTesting,
    package: PathBuf,
}

impl Built {
    fn new() -> Result<Self> {
        let tools = pgreach_tools::for_testing()?;
        bundle::build()?;
        let package = package::build()?;
        ensure!(size::check()? & size::check_package()?, "something weighs more than it may");
        Ok(Self { tools, package })
    }

    /// `cargo test`, with the places of what the tests need in its environment.
    fn cargo_test(&self) -> Result<Command> {
        let mut cargo = self.tools.cargo()?;
        cargo.env("PGREACH_PACKAGE", &self.package).args(["test", "--no-fail-fast"]);
        Ok(cargo)
    }
}

/// Runs `cargo test` and returns whether every test passed.
fn passes(cargo: &mut Command) -> Result<bool> {
    Ok(cargo.status().context("cargo could not be started")?.success())
}
