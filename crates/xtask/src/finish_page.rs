//! What Trunk runs on the page that it has built, as a hook: a page that is served for development is the page that is
//! published.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

/// The variable of the environment that says that the page is served for development.
pub(crate) const IS_SERVED: &str = "PGREACH_IS_SERVED";

/// Which folder to stamp.
#[derive(Debug, Args)]
pub(crate) struct StampOptions {
    /// A folder with a page that was changed after it was built
    folder: PathBuf,
}

/// Finishes the page in the folder that Trunk is about to publish.
pub(crate) fn run() -> Result<ExitCode> {
    let folder = env::var_os("TRUNK_STAGING_DIR").context("this is Trunk's hook: run `cargo xtask bundle`")?;
    pgreach_bundle::finish_page(&PathBuf::from(folder), env::var_os(IS_SERVED).is_none())?;
    Ok(ExitCode::SUCCESS)
}

/// Stamps a folder again, as if it were built as it is now; the tests make the next version of the page so.
pub(crate) fn stamp(options: &StampOptions) -> Result<ExitCode> {
    pgreach_bundle::stamp_again(&options.folder)?;
    Ok(ExitCode::SUCCESS)
}
