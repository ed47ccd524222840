//! A place to run the built command.

#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::{
    ffi::OsStr,
    fs,
    io::Write as _,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// The built command.
pub(crate) const PGREACH: &str = env!("CARGO_BIN_EXE_pgreach");

/// A folder to run in, so that the names of files are short and the same on every machine.
pub(crate) struct Desk(pub(crate) TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub(crate) fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.0.path().join(name), content).expect("a file is written");
        self
    }

    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.0.path()).stdin(Stdio::null());
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn pgreach(&self, arguments: &[&str]) -> Output {
        self.command(PGREACH).args(arguments).output().expect("it runs")
    }

    /// Runs it with something on standard input.
    pub(crate) fn piped(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut command = self.command(PGREACH);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
        child.wait_with_output().expect("it ends")
    }
}

/// The exit status.
pub(crate) fn status(output: &Output) -> i32 {
    output.status.code().expect("it ends by itself")
}

/// What it printed.
pub(crate) fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

/// What it complained of.
pub(crate) fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}
