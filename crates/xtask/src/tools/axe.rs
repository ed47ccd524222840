//! axe-core, which finds what shuts people out of a page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::packages::{self, Package};
use crate::process::{run, say};

static NPM: [Package; 2] = [
    Package { what: "Node.js", name: "nodejs", is_there: || super::find("node").is_some() },
    Package { what: "npm", name: "npm", is_there: || super::find("npm").is_some() },
];

const VERSION: &str = "4.14.1";

/// Makes sure of axe-core and returns its script.
pub(super) fn install() -> Result<PathBuf> {
    let npm = super::home().join("npm");
    let package = npm.join("node_modules/axe-core");
    if installed_version(&package.join("package.json")).as_deref() != Some(VERSION) {
        packages::install(&NPM, "the installation of axe-core needs")?;
        say(&format!("installing axe-core {VERSION}, which finds what shuts people out of a page, into target/tools"));
        fs::create_dir_all(&npm)?;
        run(Command::new("npm")
            .args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", "--prefix"])
            .arg(&npm)
            .arg(format!("axe-core@{VERSION}")))
        .with_context(|| {
            let folder = package.display();
            format!("npm could not install axe-core; unpack the package axe-core {VERSION} into {folder} by hand")
        })?;
    }
    Ok(package.join("axe.min.js"))
}

fn installed_version(package: &Path) -> Option<String> {
    let package: serde_json::Value = serde_json::from_str(&fs::read_to_string(package).ok()?).ok()?;
    Some(package["version"].as_str()?.to_owned())
}
