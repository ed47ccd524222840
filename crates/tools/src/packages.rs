//! What the tests need from the packages of the operating system.

use std::process::{Command, Output};

use anyhow::{Context, Result, anyhow};

use crate::process::{run, say};

/// A package under its name in Debian.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) what: &'static str,
    pub(crate) name: &'static str,
    pub(crate) is_there: fn() -> bool,
}

/// Makes sure of all packages, or says what is missing and how to install it.
pub(crate) fn install(packages: &[Package], purpose: &str) -> Result<()> {
    let missing: Vec<&Package> = packages.iter().filter(|package| !(package.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    apt_get(&missing, purpose).with_context(|| by_hand(&missing))?;
    match packages.iter().find(|package| !(package.is_there)()) {
        Some(package) => Err(anyhow!(by_hand(&[package]))),
        None => Ok(()),
    }
}

fn apt_get(missing: &[&Package], purpose: &str) -> Result<()> {
    crate::find("apt-get").context("there is no apt-get that could install it")?;
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    say(&format!("installing {}, which {purpose}, with apt-get", names.join(", ")));
    let sudo = !is_root() && crate::find("sudo").is_some();
    let apt_get = || {
        let mut command = Command::new(if sudo { "sudo" } else { "env" });
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]);
        command
    };
    run(apt_get().arg("update"))?;
    run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(names))
}

fn by_hand(missing: &[&Package]) -> String {
    let lines = missing.iter().map(|Package { what, name, .. }| format!("\n  {what} (in Debian the package {name})"));
    let lines: String = lines.collect();
    format!("the tests need what is not on this machine; install it so that its programs are on the PATH:{lines}")
}

fn is_root() -> bool {
    said(Command::new("id").arg("-u")).is_some_and(|output| output.stdout.trim_ascii() == b"0")
}

/// What a program says that may not be there.
pub(crate) fn said(command: &mut Command) -> Option<Output> {
    command.output().ok()
}

#[cfg(test)]
mod tests {
    use super::{Package, by_hand};

    #[test]
    fn the_message_names_everything_that_is_missing() {
        let package = |what, name| Package { what, name, is_there: || false };
        let message = by_hand(&[&package("a font", "fonts-dejavu-core"), &package("Firefox", "firefox-esr")]);
        assert!(message.ends_with(
            "\n  a font (in Debian the package fonts-dejavu-core)\n  Firefox (in Debian the package firefox-esr)"
        ));
    }
}
