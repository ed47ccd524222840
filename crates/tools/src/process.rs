//! Runs other programs, and says what is being done.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace;

/// Says in one line what is about to happen.
#[expect(clippy::print_stderr, reason = "progress goes to the person at the terminal, not into a pipe")]
pub fn say(line: &str) {
    eprintln!("xtask: {line}");
}

/// Runs a program in the workspace's folder, its output shown.
///
/// # Errors
///
/// Where the program is not there, or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.current_dir(workspace::root()).status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a program in the workspace's folder and returns what it wrote to standard output.
///
/// # Errors
///
/// Where the program is not there, fails, or writes no UTF-8.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.current_dir(workspace::root()).output().with_context(|| not_started(command))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({}): {}", line(command), output.status, said.trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn not_started(command: &Command) -> String {
    format!("{} could not be started", command.get_program().to_string_lossy())
}

fn line(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
