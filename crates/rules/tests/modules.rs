//! The modules of this crate build on each other without circles.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{
    Attribute, File, Item, ItemMod, ItemUse, UseTree,
    visit::{self, Visit},
};

/// What a module takes from the root of the crate: names of modules, and of what these give on.
#[derive(Default)]
struct Taken {
    names: BTreeSet<String>,
    /// The modules below it that are in files of their own.
    files: Vec<String>,
}

impl<'ast> Visit<'ast> for Taken {
    fn visit_item_mod(&mut self, it: &'ast ItemMod) {
        if is_for_tests(&it.attrs) {
            return;
        }
        if it.content.is_none() {
            self.files.push(it.ident.to_string());
        }
        visit::visit_item_mod(self, it);
    }

    fn visit_item_use(&mut self, it: &'ast ItemUse) {
        if let UseTree::Path(path) = &it.tree
            && path.ident == "crate"
        {
            self.names.extend(first_names(&path.tree));
        }
    }

    fn visit_path(&mut self, it: &'ast syn::Path) {
        let mut segments = it.segments.iter().map(|it| it.ident.to_string());
        if segments.next().as_deref() == Some("crate") {
            self.names.extend(segments.next());
        }
        visit::visit_path(self, it);
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| it.path().is_ident("cfg") && it.parse_args::<syn::Ident>().is_ok_and(|it| it == "test"))
}

/// The first name of each path in a tree.
fn first_names(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(it) => vec![it.ident.to_string()],
        UseTree::Name(it) => vec![it.ident.to_string()],
        UseTree::Rename(it) => vec![it.ident.to_string()],
        UseTree::Glob(_) => Vec::new(),
        UseTree::Group(it) => it.items.iter().flat_map(first_names).collect(),
    }
}

/// The last name of each path in a tree.
fn last_names(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(it) => last_names(&it.tree),
        UseTree::Group(it) => it.items.iter().flat_map(last_names).collect(),
        _ => first_names(tree),
    }
}

fn parsed(file: &Path) -> File {
    syn::parse_file(&fs::read_to_string(file).expect("a source file")).expect("it is Rust")
}

/// The file of a module, and the folder of those below it.
fn place(folder: &Path, module: &str) -> (PathBuf, PathBuf) {
    let below = folder.join(module);
    let file = folder.join(format!("{module}.rs"));
    (if file.exists() { file } else { below.join("mod.rs") }, below)
}

/// What a module with all that is below it takes.
fn taken(folder: &Path, module: &str) -> BTreeSet<String> {
    let (file, below) = place(folder, module);
    let mut taken = Taken::default();
    taken.visit_file(&parsed(&file));
    let nested = taken.files.iter().flat_map(|it| self::taken(&below, it)).collect::<Vec<_>>();
    taken.names.into_iter().chain(nested).collect()
}

#[test]
fn no_module_builds_on_one_that_builds_on_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let root = parsed(&source.join("lib.rs"));
    let mut modules = Vec::new();
    let mut given_on: BTreeMap<String, String> = BTreeMap::new();
    for item in &root.items {
        match item {
            Item::Mod(it) if !is_for_tests(&it.attrs) => modules.push(it.ident.to_string()),
            Item::Use(it) => {
                if let UseTree::Path(path) = &it.tree {
                    given_on.extend(last_names(&path.tree).into_iter().map(|name| (name, path.ident.to_string())));
                }
            }
            _ => {}
        }
    }
    assert!(30 < modules.len(), "{modules:?}");
    let mut left: BTreeMap<&str, BTreeSet<String>> = modules
        .iter()
        .map(|module| {
            let of = |name: String| if modules.contains(&name) { Some(name) } else { given_on.get(&name).cloned() };
            let builds_on = taken(&source, module).into_iter().filter_map(of);
            (module.as_str(), builds_on.filter(|it| it != module && modules.contains(it)).collect())
        })
        .collect();
    assert!(left.values().map(BTreeSet::len).sum::<usize>() > 100, "{left:#?}");
    // What builds on nothing that is left is no part of a circle.
    loop {
        let before = left.len();
        let names: BTreeSet<String> = left.keys().map(|it| (*it).to_owned()).collect();
        left.retain(|_, it| it.iter().any(|it| names.contains(it)));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "these build on each other, or on what does: {left:#?}");
}
