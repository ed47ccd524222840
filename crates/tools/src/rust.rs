//! Tools written in Rust, and the target that the page is compiled for.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{output, run, say};

/// A program that `cargo install` builds.
#[derive(Debug)]
pub(crate) struct Tool {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    options: &'static [&'static str],
    purpose: &'static str,
}

/// Must equal the library's version in `Cargo.lock` to the last digit, or it refuses the page's wasm.
pub(crate) static WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen",
    package: "wasm-bindgen-cli",
    version: "0.2.129",
    options: &[],
    purpose: "joins the page's wasm to JavaScript",
};

pub(crate) static TRUNK: Tool = Tool {
    name: "trunk",
    package: "trunk",
    version: "0.21.14",
    // Without the default features it does not ask the network whether there is a newer Trunk.
    options: &["--no-default-features", "--features", "rustls"],
    purpose: "builds and serves the page",
};

pub(crate) static GECKODRIVER: Tool = Tool {
    name: "geckodriver",
    package: "geckodriver",
    version: "0.37.1",
    options: &[],
    purpose: "drives Firefox in the tests",
};

/// Makes sure of a tool in exactly its version.
pub(crate) fn install(tool: &Tool) -> Result<()> {
    let Tool { name, package, version, purpose, .. } = tool;
    if crate::find(name).is_some_and(|path| is_version(&path, version)) {
        return Ok(());
    }
    say(&format!("installing {name} {version}, which {purpose}, into target/tools; this takes some minutes"));
    // Cargo's release profile would optimise what runs for a second: we wait for the build, not for the tool.
    let build_quickly = [
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
        ("CARGO_PROFILE_RELEASE_LTO", "off"),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
        ("CARGO_PROFILE_RELEASE_STRIP", "true"),
    ];
    run(Command::new("cargo")
        .args(["install", package, "--version", version, "--locked", "--force", "--quiet", "--root"])
        .arg(super::home())
        .args(tool.options)
        // In one folder, so that what two tools have in common is compiled once.
        .env("CARGO_TARGET_DIR", super::home().join("build"))
        .envs(build_quickly))
    .with_context(|| {
        format!("{name} could not be installed; install {package} {version} by hand, so that `{name}` is on the PATH")
    })
}

/// Makes sure that the compiler can compile for the browser.
pub(crate) fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries = output(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    say("adding the compiler's target wasm32-unknown-unknown, which the page is compiled for");
    run(Command::new("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!(
            "the compiler has no target {TARGET} and rustup could not add it; install it as your compiler's source says"
        )
    })
}

fn is_version(program: &Path, version: &str) -> bool {
    let said = output(Command::new(program).arg("--version")).unwrap_or_default();
    said.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::WASM_BINDGEN;
    use crate::workspace;

    #[test]
    fn wasm_bindgen_is_the_librarys_version() {
        let lock = fs::read_to_string(workspace::root().join("Cargo.lock")).expect("Cargo.lock is readable");
        let package = format!("name = \"wasm-bindgen\"\nversion = \"{}\"\n", WASM_BINDGEN.version);
        assert!(lock.contains(&package), "Cargo.lock has another wasm-bindgen than {}", WASM_BINDGEN.version);
    }
}
