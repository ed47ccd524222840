//! Installs what the tests need from the packages of the operating system.

use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, anyhow};

use crate::process::{output, say};

/// How long another program may keep apt locked, and how long is waited before it is asked again.
const PATIENCE: Duration = Duration::from_mins(5);
const PAUSE: Duration = Duration::from_secs(2);

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
    let apt_get = |arguments: &[&str]| {
        let mut command = Command::new(if sudo { "sudo" } else { "env" });
        command.args(["DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "apt-get", "--quiet=2"]).args(arguments);
        unlocked(PATIENCE, || output(&mut command).map(drop))
    };
    apt_get(&["update"])?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], names.as_slice()].concat())
}

/// What `attempt` comes to, which is made again while another program, such as the machine's own updates, holds a lock of
/// apt's: its option to wait is for one of its three locks.
fn unlocked(patience: Duration, mut attempt: impl FnMut() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    loop {
        match attempt() {
            Err(error) if is_locked(&error) && start.elapsed() < patience => thread::sleep(PAUSE),
            done => return done,
        }
    }
}

/// Whether apt-get says that another program has what it needs, as apt 2.6 and 3.0 word it.
fn is_locked(error: &Error) -> bool {
    let said = error.to_string();
    said.contains("Could not get lock") || said.contains("Unable to acquire the dpkg")
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
    use std::time::Duration;

    use anyhow::anyhow;

    use super::{Package, by_hand, unlocked};

    #[test]
    fn what_another_program_has_locked_is_waited_for_and_nothing_else() {
        let locked = "apt-get failed: E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)";
        for (errors, patience, expected) in [
            (vec![locked], Duration::from_mins(1), Ok(())),
            (vec![locked, locked], Duration::ZERO, Err(locked)),
            (vec!["E: Unable to locate package", locked], Duration::from_mins(1), Err("E: Unable to locate package")),
        ] {
            let mut errors = errors.into_iter();
            let done = unlocked(patience, || errors.next().map_or(Ok(()), |it| Err(anyhow!(it))));
            assert_eq!(done.map_err(|it| it.to_string()), expected.map_err(str::to_owned));
        }
    }

    #[test]
    fn the_message_names_everything_that_is_missing() {
        let package = |what, name| Package { what, name, is_there: || false };
        let message = by_hand(&[&package("a font", "fonts-dejavu-core"), &package("Firefox", "firefox-esr")]);
        assert!(message.ends_with(
            "\n  a font (in Debian the package fonts-dejavu-core)\n  Firefox (in Debian the package firefox-esr)"
        ));
    }
}
