//! The developer's commands: serve, test, bundle, package, size, bench and new-check.

mod bench;
mod bundle;
mod new_check;
mod package;
mod picture;
mod serve;
mod size;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The developer's commands of pgreach.
///
/// Each installs the tools that it needs and does not find, into target/tools; only the browsers that `test` and `bench` need
/// are installed for the whole machine, with apt-get where there is one.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the page on this machine, and build it again on every change
    Serve(serve::Options),
    /// Build the page, hold it to its size budgets, and run every test, those in real browsers too
    Test(test::Options),
    /// Build the page as it is published into dist, and as one file, dist/pgreach.html
    Bundle,
    /// Build the npm package into target/package
    Package,
    /// Build the page and the npm package and print what they weigh; fails over a budget
    Size,
    /// Measure what evaluation costs, in the browser and natively
    Bench,
    /// Begin a check: its file, from a template, and its words in the lists
    NewCheck(new_check::Options),
    /// Take the picture of the page that README.md shows
    Picture,
    /// What Trunk runs on the page that it has built (Trunk.toml)
    #[command(hide = true)]
    FinishPage,
    /// What the tests run on a page that they have changed
    #[command(hide = true)]
    StampPage(bundle::StampOptions),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve(options) => serve::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Bundle => bundle::run(),
        Command::Package => size::run_package(),
        Command::Size => size::run(),
        Command::Bench => bench::run(),
        Command::NewCheck(options) => new_check::run(&options),
        Command::Picture => picture::run(),
        Command::FinishPage => bundle::finish(),
        Command::StampPage(options) => bundle::stamp(&options),
    };
    result.unwrap_or_else(|error| {
        // In one line with its causes, and without the trace that anyhow adds where RUST_BACKTRACE is set.
        pgreach_tools::process::say(&format!("{error:#}"));
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
