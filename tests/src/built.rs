//! Finds the things that `cargo xtask test` has built and installed.

use std::env;
use std::fs;
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

/// Every page that is published.
#[must_use]
pub fn pages() -> Vec<PathBuf> {
    let files = fs::read_dir(dist()).expect("the page is built").flatten().map(|file| file.path());
    let mut pages: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|it| it == "html")).collect();
    pages.sort();
    assert!(!pages.is_empty(), "dist has no page");
    pages
}

/// A file of a package of `tests/npm`, as `axe-core/axe.min.js`.
#[must_use]
pub fn npm(file: &str) -> PathBuf {
    path("PGREACH_NPM").join(file)
}

/// The npm package, as the file that npm installs.
#[must_use]
pub fn package() -> PathBuf {
    path("PGREACH_PACKAGE")
}

/// A file of a package of `tests/package`, as `vite/bin/vite.js`.
#[must_use]
pub fn package_tool(file: &str) -> PathBuf {
    path("PGREACH_PACKAGE_TOOLS").join(file)
}

/// A folder of this crate, as `mkdocs`.
#[must_use]
pub fn source(folder: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// The folder `node_modules` with Docusaurus.
#[must_use]
pub fn docusaurus() -> PathBuf {
    path("PGREACH_DOCUSAURUS")
}

/// The Python that has `MkDocs`.
#[must_use]
pub fn mkdocs() -> PathBuf {
    path("PGREACH_MKDOCS")
}

/// The Python that has the newest Azure CLI.
#[must_use]
pub fn azure_cli() -> PathBuf {
    path("PGREACH_AZURE_CLI")
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
