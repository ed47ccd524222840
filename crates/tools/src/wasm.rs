//! Packages of this workspace as wasm.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::run;
use crate::{path_of, workspace};

/// Gives cargo the compiler's options for wasm alone.
pub const COMPILER_OPTIONS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// For a classic script, which can be opened from a disk: a module cannot, because browsers give each file an origin of its own.
pub const CLASSIC: [&str; 1] = ["no-modules"];

/// Builds a package, its library where `options` has `--lib`, and returns the file.
///
/// # Errors
///
/// Where cargo fails; it has said why.
pub fn build(package: &str, options: &[&str], profile: &str) -> Result<PathBuf> {
    run(Command::new("cargo")
        .args(["build", "--quiet", "--package", package, "--profile", profile, "--target", "wasm32-unknown-unknown"])
        .args(options)
        .env(COMPILER_OPTIONS, without_own_paths()))?;
    let name = if options.contains(&"--lib") { package.replace('-', "_") } else { package.to_owned() };
    Ok(workspace::target()?.join(format!("wasm32-unknown-unknown/{profile}/{name}.wasm")))
}

/// Joins wasm to the JavaScript that starts it, as `<name>_bg.wasm` and `<name>.js` in a folder; `target` is what loads it, as
/// `web` or `no-modules`.
///
/// # Errors
///
/// Where wasm-bindgen is not there, or fails.
pub fn join(wasm: &Path, folder: &Path, name: &str, target: &[&str]) -> Result<()> {
    let mut bindgen = Command::new(path_of("wasm-bindgen")?);
    bindgen.arg("--target").args(target).args(["--no-typescript", "--out-name", name, "--out-dir"]);
    run(bindgen.arg(folder).arg(wasm))
}

/// Compiler options for the program of the first load, which is judged by its bytes on the wire: a function is put in place of a
/// call where it takes less room so. That is half a kilobyte of 170.
#[must_use]
pub fn for_the_first_load() -> OsString {
    let mut options = without_own_paths();
    options.push(" -Cllvm-args=--inline-threshold=1 -Cllvm-args=--inline-instr-cost=4");
    options
}

/// Compiler options that keep the paths of this machine out of the page, and so make it the same on every machine.
#[must_use]
pub fn without_own_paths() -> OsString {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| Some(env::home_dir()?.join(".cargo"))).unwrap_or_default();
    let mut options = OsString::new();
    for (path, name) in [(cargo.as_path(), "cargo"), (workspace::root(), "pgreach")] {
        // Cargo splits the options at spaces, and an empty path would stand before every other.
        if !path.as_os_str().is_empty() && !path.to_string_lossy().contains(char::is_whitespace) {
            options.push(" --remap-path-prefix=");
            options.push(path);
            options.push("=");
            options.push(name);
        }
    }
    options
}
