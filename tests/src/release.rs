//! The page as it is published, and versions of it that a test publishes after it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::built;

/// A version of the page in a folder of its own, for as long as it is kept.
#[derive(Debug)]
pub struct Release {
    folder: TempDir,
}

impl Release {
    /// The page as it was built.
    #[must_use]
    pub fn built() -> Self {
        let release = Self { folder: tempfile::tempdir().expect("the folder for temporary files is writable") };
        copy(&built::dist(), release.path());
        release
    }

    /// A version in which the page and the names of its parts are others.
    #[must_use]
    pub fn next(&self) -> Self {
        let next = Self { folder: tempfile::tempdir().expect("the folder for temporary files is writable") };
        copy(self.path(), next.path());
        let page = next.path().join("index.html");
        let mut text = fs::read_to_string(&page).expect("it was copied");
        for name in self.part_names() {
            let at = name.rfind('-').map_or(0, |dash| dash + 1);
            let renamed = format!("{}0{}", &name[..at], &name[at..]);
            fs::rename(next.path().join(&name), next.path().join(&renamed)).expect("it was copied");
            text = text.replace(&name, &renamed);
        }
        fs::write(page, text.replace("</footer>", "<p>The next version</p></footer>")).expect("it is writable");
        let stamped = Command::new(built::xtask()).arg("stamp-page").arg(next.path()).status();
        assert!(stamped.is_ok_and(|status| status.success()), "the next version is not stamped");
        next
    }

    /// The folder that it is in.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A copy of its folder's path, to serve it from.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.path().to_owned()
    }

    /// What names it, as its page shows it.
    #[must_use]
    pub fn build(&self) -> String {
        let page = fs::read_to_string(self.path().join("index.html")).expect("there is a page");
        let (_, build) = page.split_once(" data-build>").expect("it shows its build");
        build.chars().take_while(char::is_ascii_alphanumeric).collect()
    }

    /// The files that have other names in every version: styles, JavaScript and wasm.
    #[must_use]
    pub fn part_names(&self) -> Vec<String> {
        let names = fs::read_dir(self.path()).expect("there is a folder");
        let names = names.map(|entry| entry.expect("it is readable").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> =
            names.filter(|name| name.starts_with("pgreach-web-") || name.starts_with("style-")).collect();
        names.sort();
        assert_eq!(names.len(), 3, "{names:?}");
        names
    }

    /// Publishes all of a version in place of this one.
    pub fn replace_with(&self, next: &Self) {
        next.publish(self.path());
    }

    /// Publishes it in a folder, in place of the files that are there.
    pub fn publish(&self, folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(|entry| entry.path().is_file()) {
            fs::remove_file(entry.path()).expect("it is writable");
        }
        copy(self.path(), folder);
    }

    /// Publishes some files of a version among those of this one, as an update does that is not over.
    pub fn take_from(&self, next: &Self, files: &[String]) {
        for file in files {
            fs::copy(next.path().join(file), self.path().join(file)).expect("it is there");
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it is writable");
    for entry in fs::read_dir(from).expect("there is a folder") {
        let entry = entry.expect("it is readable");
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(path, copied).expect("it is writable");
        }
    }
}
