//! Where the things are that `cargo xtask test` has built and installed.

use std::env;
use std::path::PathBuf;

/// The folder of the page as it is published.
#[must_use]
pub fn dist() -> PathBuf {
    path("PGREACH_DIST")
}

/// The address of the page as one file on the disk.
#[must_use]
pub fn single_file() -> String {
    format!("file://{}", dist().join("pgreach.html").display())
}

/// A file of a package of `tests/npm`, as `axe-core/axe.min.js`.
#[must_use]
pub fn npm(file: &str) -> PathBuf {
    path("PGREACH_NPM").join(file)
}

/// The developer's commands as a program.
#[must_use]
pub fn xtask() -> PathBuf {
    path("PGREACH_XTASK")
}

/// What a variable of the environment names.
///
/// Nothing is guessed: a page from some earlier build, or a test that is left out because a browser is not there, would look
/// like success.
pub(crate) fn path(variable: &str) -> PathBuf {
    let Some(path) = env::var_os(variable).map(PathBuf::from) else {
        panic!("{variable} is not set: run this test with `cargo xtask test`, which builds and installs what it needs");
    };
    assert!(path.exists(), "{variable} names {}, which is not there: run `cargo xtask test`", path.display());
    path
}
