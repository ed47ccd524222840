//! `MkDocs`, which builds one of the documentation sites that the tests put the page into.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::packages::{self, Package, said};
use crate::process::{run, say};
use crate::workspace;

static PYTHON: [Package; 2] = [
    Package { what: "Python 3", name: "python3", is_there: || super::find("python3").is_some() },
    Package { what: "Python's module venv", name: "python3-venv", is_there: has_venv },
];

/// Makes sure of everything that `tests/mkdocs/requirements.txt` names and returns the Python that has it.
pub(super) fn mkdocs() -> Result<PathBuf> {
    const LIST: &str = "tests/mkdocs/requirements.txt";
    packages::install(&PYTHON, "MkDocs needs")?;
    let needed = fs::read_to_string(workspace::root().join(LIST)).context(LIST)?;
    let home = super::home().join("mkdocs");
    let (copy, program) = (home.join("requirements.txt"), home.join("bin/python3"));
    // Not the program `mkdocs`: it names this Python by its path, and would be lost where the checkout is moved.
    // The copy is written once all is there, so what was installed by half is installed again.
    if program.is_file() && fs::read_to_string(&copy).is_ok_and(|installed| installed == needed) {
        return Ok(program);
    }
    say(&format!("installing what {LIST} names, into target/tools"));
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    let flags = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement", LIST];
    run(Command::new(home.join("bin/pip")).args(flags)).with_context(|| format!("pip could not install {LIST}"))?;
    fs::write(copy, needed)?;
    Ok(program)
}

fn has_venv() -> bool {
    said(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_some_and(|output| output.status.success())
}
