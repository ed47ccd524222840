//! Tests that one source makes one page, byte for byte, wherever it is built.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use pgreach_tests::dist;

/// The hash of every file that is published, as the page's own list has it.
fn sums(dist: &Path) -> BTreeMap<String, String> {
    let sums = fs::read_to_string(dist.join("SHA256SUMS")).expect("the page is built");
    let lines = sums.lines().map(|line| line.split_once("  ").expect("a hash and a name"));
    lines.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("it is a folder of the workspace")
}

/// Copies the sources, which are what is not ignored.
fn copy_sources(to: &Path) {
    let list = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git is installed");
    assert!(list.status.success(), "{}", String::from_utf8_lossy(&list.stderr));
    let list = String::from_utf8(list.stdout).expect("names are UTF-8");
    for name in list.split('\0').filter(|name| !name.is_empty() && root().join(name).is_file()) {
        let copy = to.join(name);
        fs::create_dir_all(copy.parent().expect("it is in a folder")).expect("it is writable");
        fs::copy(root().join(name), copy).expect("it is readable");
    }
}

/// Where a program of the toolchain keeps its things, by its variable or below the person's home.
fn home_of(variable: &str, folder: &str) -> PathBuf {
    let home = || env::home_dir().expect("a person has a home").join(folder);
    env::var_os(variable).map_or_else(home, PathBuf::from)
}

#[test]
fn two_builds_in_two_places_are_the_same() {
    let place = tempfile::tempdir().expect("the folder for temporary files is writable");
    let (sources, home) = (place.path().join("other/sources"), place.path().join("home"));
    fs::create_dir_all(sources.join("target")).expect("it is writable");
    fs::create_dir(&home).expect("it is writable");
    copy_sources(&sources);
    // What is downloaded and installed is not what this is about, but where it lies is.
    symlink(root().join("target/tools"), sources.join("target/tools")).expect("it is writable");
    symlink(home_of("CARGO_HOME", ".cargo"), home.join(".cargo")).expect("it is writable");
    let built = Command::new("cargo")
        .args(["xtask", "bundle"])
        .current_dir(&sources)
        .env("HOME", &home)
        .env("CARGO_HOME", home.join(".cargo"))
        .env("RUSTUP_HOME", home_of("RUSTUP_HOME", ".rustup"))
        .env("CARGO_TARGET_DIR", place.path().join("built"))
        .env("TZ", "Asia/Kathmandu")
        .output()
        .expect("cargo is installed");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    assert_eq!(sums(&sources.join("dist")), sums(&dist()));
}

#[test]
fn the_list_of_hashes_is_right_and_whole() {
    let check = Command::new("sha256sum").args(["--check", "--strict", "SHA256SUMS"]).current_dir(dist()).output();
    let check = check.expect("sha256sum is installed");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    let listed = sums(&dist());
    for file in files(&dist()) {
        let name = file.strip_prefix(dist()).expect("it is within").to_string_lossy().into_owned();
        assert!(listed.contains_key(&name) || name == "SHA256SUMS", "{name} is published and not listed");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it is readable").path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}
