//! A crate takes from another what that one gives, and no file of its folder.

use std::path::{Component, Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::LitStr;

use super::{files, name, read, root};

/// Who may take which folder or file of another crate, and why.
const EXCEPTIONS: [(&str, &str); 4] = [
    // It finishes the page, of which these are a part that Trunk does not build.
    ("crates/bundle/src/fingerprint.rs", "web/service-worker.js"),
    ("crates/bundle/src/fingerprint.rs", "web/no-service-worker.js"),
    // What the page offers to try is written from the topologies, which the page cannot be made of.
    ("crates/azure/tests/samples.rs", "web/deferred/samples"),
    // The server for development gives this out, and nothing that is built has it.
    ("tests/tests/product/offline.rs", "web/no-service-worker.js"),
];

/// Every text in a file that leads upwards and then to something.
fn upward(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(it) => upward(it.stream(), found),
            TokenTree::Literal(it) => {
                let text = syn::parse_str::<LitStr>(&it.to_string()).map(|it| it.value());
                found.extend(text.ok().filter(|it| it.contains("../")));
            }
            _ => {}
        }
    }
}

/// Where a path leads from a folder, without asking the disk.
fn led(from: &Path, path: &str) -> PathBuf {
    let mut place = from.to_owned();
    for part in Path::new(path.trim_start_matches('/')).components() {
        match part {
            Component::ParentDir => drop(place.pop()),
            other => place.push(other),
        }
    }
    place
}

/// The innermost folder of a crate that something is in.
fn crate_of(place: &Path) -> Option<&Path> {
    place.ancestors().take_while(|it| *it != root()).find(|it| it.join("Cargo.toml").exists())
}

#[test]
fn no_crate_takes_a_file_of_another_by_its_path() {
    let mut crossing = Vec::new();
    for file in ["crates", "tests", "web"].into_iter().flat_map(|it| files(it, "rs")) {
        let own = crate_of(&file).unwrap_or_else(|| panic!("{} is in no crate", name(&file)));
        let mut texts = Vec::new();
        let tokens = read(&file).parse().unwrap_or_else(|error| panic!("{}: {error}", name(&file)));
        upward(tokens, &mut texts);
        // A macro and `#[path]` begin where the file is, and what a program opens where its crate is.
        let folder = file.parent().expect("it is in a folder");
        let places = texts.iter().flat_map(|it| [led(folder, it), led(own, it)]);
        let others = places.filter(|it| it.exists() && crate_of(it).is_some_and(|it| it != own));
        crossing.extend(others.map(|it| (name(&file), name(&it))));
    }
    let excepted = |it: &(String, String)| EXCEPTIONS.contains(&(&it.0, &it.1));
    for exception in EXCEPTIONS {
        assert!(crossing.iter().any(|it| (&*it.0, &*it.1) == exception), "{exception:?} is no exception any more");
    }
    crossing.retain(|it| !excepted(it));
    assert!(crossing.is_empty(), "take a value of a crate, as of `pgreach-fixtures`, and no file: {crossing:#?}");
}
