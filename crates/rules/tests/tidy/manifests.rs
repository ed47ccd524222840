//! The manifests have what a registry asks for, and what is published can be packed.

use std::process::Command;

use serde_json::Value;
use spdx::{Expression, ParseMode};

use super::root;

/// What is published, in the order in which it is needed.
const PUBLISHED: [&str; 6] =
    ["pgreach-network", "pgreach-rules", "pgreach-formats", "pgreach-azure", "pgreach-fleet", "pgreach"];

/// The licences that the packages of others may have: each lets programs with any licence be made with them, and asks at most to
/// be named beside them.
const LICENCES: [&str; 10] =
    ["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "Unicode-3.0", "Zlib"];

/// The packages of this workspace.
fn packages() -> Vec<Value> {
    packages_by(&["--no-deps", "--offline"])
}

fn packages_by(arguments: &[&str]) -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1"]).args(arguments).current_dir(root());
    let output = cargo.output().expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

#[test]
fn every_manifest_says_what_it_is_of() {
    let packages = packages();
    assert!(14 < packages.len(), "{}", packages.len());
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        for member in ["description", "license", "rust_version"] {
            assert!(package[member].as_str().is_some_and(|it| !it.is_empty()), "{name} has no {member}");
        }
        assert_eq!(package["version"], env!("CARGO_PKG_VERSION"), "{name}");
        // An empty list is `publish = false`.
        assert_eq!(package["publish"].is_null(), PUBLISHED.contains(&name), "{name}");
        if PUBLISHED.contains(&name) {
            assert!(package["readme"].is_string(), "{name} has no readme");
            for member in ["keywords", "categories"] {
                let words = package[member].as_array().expect("a list");
                assert!((1..=5).contains(&words.len()), "{name}: {member} are one to five");
            }
        }
    }
}

#[test]
fn every_package_has_a_licence_of_the_list() {
    let packages = packages_by(&["--locked"]);
    assert!(300 < packages.len(), "{}", packages.len());
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        // Older manifests have a slash between two that one can choose from.
        let is_good = Expression::parse_mode(licence, ParseMode::LAX)
            .is_ok_and(|it| it.evaluate(|it| it.license.id().is_some_and(|id| LICENCES.contains(&id.name))));
        assert!(is_good, "{} has the licence {licence:?}", package["name"]);
    }
}

#[test]
fn what_is_published_can_be_packed() {
    let target = tempfile::tempdir().expect("a temporary folder");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["package", "--no-verify", "--offline", "--locked", "--allow-dirty", "--target-dir"]).arg(target.path());
    cargo.args(PUBLISHED.iter().flat_map(|it| ["--package", it])).current_dir(root());
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for name in PUBLISHED {
        let packed = format!("package/{name}-{}.crate", env!("CARGO_PKG_VERSION"));
        assert!(target.path().join(&packed).exists(), "{packed}");
    }
}
