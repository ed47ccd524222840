//! The tools from npm: axe-core and its like, which judge the product from outside.
//!
//! A folder below `tests` lists them with their versions in its `package.json`; they are installed into `target/tools`.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::packages::{self, Package};
use crate::process::{output, run, say};
use crate::workspace;

static NPM: [Package; 3] = [
    Package { what: "Node.js", name: "nodejs", is_there: || crate::find("node").is_some() },
    Package { what: "npm", name: "npm", is_there: || crate::find("npm").is_some() },
    Package { what: "Java 17 or newer, for the Nu Html Checker", name: "default-jre-headless", is_there: has_java },
];

/// The oldest Node.js that all of the tools run on.
const OLDEST_NODE: (u32, u32) = (20, 19);
/// What is installed where the machine's own is older, as Debian 12's is.
const NODE: &str = "22.23.3";

/// Makes sure of everything that `tests/<list>/package.json` names and returns the folder `node_modules` that has it.
pub(crate) fn install(list: &str) -> Result<PathBuf> {
    packages::install(&NPM, "the tools from npm need")?;
    node()?;
    let needed = fs::read_to_string(workspace::root().join("tests").join(list).join("package.json"))
        .with_context(|| format!("tests/{list}/package.json"))?;
    let home = super::home().join(list);
    let (copy, modules) = (home.join("package.json"), home.join("node_modules"));
    // The copy is written once all is there, so what was installed by half is installed again.
    if fs::read_to_string(&copy).is_ok_and(|installed| installed == needed) {
        return Ok(modules);
    }
    say(&format!("installing what tests/{list}/package.json names, into target/tools"));
    let staging = home.join("staging");
    fs::create_dir_all(&staging)?;
    fs::write(staging.join("package.json"), &needed)?;
    let flags = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"];
    run(Command::new("npm")
        .arg("install")
        .args(flags)
        .arg("--prefix")
        .arg(&staging)
        .env("PATH", super::search_path()?))
    .with_context(|| format!("npm could not install what tests/{list}/package.json names"))?;
    if modules.exists() {
        fs::remove_dir_all(&modules)?;
    }
    fs::rename(staging.join("node_modules"), &modules)?;
    fs::write(copy, needed)?;
    Ok(modules)
}

fn has_java() -> bool {
    // macOS has a program of this name that only says where to get Java.
    packages::said(Command::new("java").arg("-version")).is_some_and(|output| output.status.success())
}

/// Makes sure of a Node.js that is new enough: the person's, or one of our own.
fn node() -> Result<()> {
    let said = output(Command::new(super::path_of("node")?).arg("--version"))?;
    if version(&said).is_some_and(|version| OLDEST_NODE <= version) {
        return Ok(());
    }
    let (major, minor) = OLDEST_NODE;
    say(&format!("installing Node.js {NODE} into target/tools: the one here is {}", said.trim()));
    let home = super::home().join("node");
    let arch = if ARCH == "aarch64" { "arm64" } else { "x64" };
    let package = format!("node-{OS}-{arch}");
    run(Command::new("npm")
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", "--prefix"])
        .arg(&home)
        .arg(format!("{package}@{NODE}")))
    .with_context(|| format!("install Node.js {major}.{minor} or newer, so that `node` is on the PATH"))?;
    fs::create_dir_all(super::home().join("bin"))?;
    fs::copy(home.join("node_modules").join(package).join("bin/node"), super::home().join("bin/node"))?;
    Ok(())
}

/// The first two numbers of a version, as `v20.19.1` says it.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().trim_start_matches('v').split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn a_version_is_read_as_node_says_it() {
        assert_eq!(version("v20.19.1\n"), Some((20, 19)));
        assert_eq!(version("v8.1"), Some((8, 1)));
        assert_eq!(version("unknown"), None);
    }
}
