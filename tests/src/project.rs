//! A JavaScript project that uses the npm package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::built::package;

/// A project that has installed the package and nothing else.
#[derive(Debug)]
pub struct Project(TempDir);

impl Project {
    /// Installed without a network: the package needs no other.
    #[must_use]
    pub fn with_package() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let project = Self(folder).with("package.json", r#"{ "private": true }"#);
        let flags = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
        said(project.command("npm").args(flags).arg(package()));
        project
    }

    /// Its folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// This project with one more file, or with another content of one.
    #[must_use]
    pub fn with(self, file: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.path().join(file), content).expect("a file is written");
        self
    }

    /// A program, about to run in it.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path());
        command
    }

    /// Runs a file in Node.js and returns what it writes.
    #[must_use]
    pub fn node(&self, file: &str) -> String {
        said(self.command("node").arg(file))
    }

    /// The package as it is installed.
    #[must_use]
    pub fn installed(&self) -> PathBuf {
        self.path().join("node_modules/pgreach")
    }
}

/// What a program writes; it must succeed.
pub fn said(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{command:?}: {out}{}", String::from_utf8_lossy(&output.stderr));
    out
}
