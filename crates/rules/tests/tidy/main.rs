//! Tests what holds for the code as a whole: modules, names, words, comments, manifests and workflows.

mod comments;
mod manifests;
mod modules;
mod names;
mod paths;
mod sizes;
mod sources;
mod words;
mod workflows;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folder of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate is two folders below")
}

/// Every file below a folder of the workspace that has this ending.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|it| it.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|it| it == ending) {
                files.push(entry);
            }
        }
    }
    files.sort();
    files
}

/// What a file holds.
fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A file's path from the folder of the workspace.
fn name(file: &Path) -> String {
    file.strip_prefix(root()).expect("it is below").to_string_lossy().replace('\\', "/")
}
