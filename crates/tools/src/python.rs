//! Installs what the tests need of Python's packages: `MkDocs`, which builds one of the documentation sites that they
//! put the page into, and the Azure CLI in several versions, which says whether it takes a command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::packages::{self, Package, said};
use crate::process::{run, say};
use crate::workspace;

static PYTHON: [Package; 2] = [
    Package { what: "Python 3", name: "python3", is_there: || crate::find("python3").is_some() },
    Package { what: "Python's module venv", name: "python3-venv", is_there: has_venv },
];

/// Makes sure of everything that `tests/mkdocs/requirements.txt` names and returns the Python that has it.
pub(crate) fn mkdocs() -> Result<PathBuf> {
    packages::install(&PYTHON, "MkDocs needs")?;
    environment("mkdocs", "tests/mkdocs/requirements.txt")
}

/// Makes sure of the Azure CLI in all the versions of `tests/azure-cli` and returns the Python that has the newest. Of the
/// older ones only what is their own is installed, each into a folder below `older`, to be looked in first.
pub(crate) fn azure_cli() -> Result<PathBuf> {
    packages::install(&PYTHON, "the Azure CLI needs")?;
    let program = environment("azure-cli", "tests/azure-cli/requirements.txt")?;
    for version in ["2.79.0", "2.86.0"] {
        let folder = super::home().join("azure-cli/older").join(version);
        let list = format!("tests/azure-cli/{version}.txt");
        once(&folder, &list, || {
            // What was installed by half would be kept.
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            run(pip(&program, &list).arg("--target").arg(&folder))
        })?;
    }
    Ok(program)
}

/// An environment of its own with what a list names, and its Python.
fn environment(name: &str, list: &str) -> Result<PathBuf> {
    let home = super::home().join(name);
    // Not the program itself, as `mkdocs`: it names this Python by its path, and would be lost where the checkout is moved.
    let program = home.join("bin/python3");
    once(&home, list, || {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
        run(&mut pip(&program, list))
    })?;
    Ok(program)
}

/// Installs what a list names into a folder, unless it is there already.
fn once(folder: &Path, list: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let needed = fs::read_to_string(workspace::root().join(list)).with_context(|| list.to_owned())?;
    // The copy is written once all is there, so what was installed by half is installed again.
    let copy = folder.join("requirements.txt");
    if fs::read_to_string(&copy).is_ok_and(|installed| installed == needed) {
        return Ok(());
    }
    say(&format!("installing what {list} names, into target/tools"));
    install().with_context(|| format!("pip could not install {list}"))?;
    fs::write(copy, needed)?;
    Ok(())
}

/// pip, about to install what a list names. Most of the Azure CLI is never loaded, and compiling all of it takes longer than
/// anything else.
fn pip(python: &Path, list: &str) -> Command {
    let mut command = Command::new(python);
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile"]);
    command.args(["--requirement", list]);
    command
}

fn has_venv() -> bool {
    said(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_some_and(|output| output.status.success())
}
