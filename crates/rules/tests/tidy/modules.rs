//! The modules of each crate build on each other without circles, at every depth.
//!
//! A module and those below it are one house: that it lists them, and that they use what it says of all, is no circle.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use syn::{
    Attribute, ItemMod, ItemUse, UseTree,
    visit::{self, Visit},
};

/// The names that lead to a module from the root of the crate.
type Place = Vec<String>;

/// What a module writes: the paths that it takes names by, and the modules below it.
#[derive(Default)]
struct Module {
    paths: BTreeSet<Place>,
    below: Vec<String>,
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item_mod(&mut self, it: &'ast ItemMod) {
        if is_for_tests(&it.attrs) {
            return;
        }
        if it.content.is_none() {
            self.below.push(it.ident.to_string());
        }
        visit::visit_item_mod(self, it);
    }

    fn visit_item_use(&mut self, it: &'ast ItemUse) {
        self.paths.extend(names(&it.tree));
    }

    fn visit_path(&mut self, it: &'ast syn::Path) {
        self.paths.insert(it.segments.iter().map(|it| it.ident.to_string()).collect());
        visit::visit_path(self, it);
    }
}

pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| it.path().is_ident("cfg") && it.parse_args::<syn::Ident>().is_ok_and(|it| it == "test"))
}

/// Every path in a tree.
fn names(tree: &UseTree) -> Vec<Place> {
    match tree {
        UseTree::Path(it) => {
            let after = |rest: Place| std::iter::once(it.ident.to_string()).chain(rest).collect();
            names(&it.tree).into_iter().map(after).collect()
        }
        UseTree::Name(it) if it.ident == "self" => vec![Vec::new()],
        UseTree::Name(it) => vec![vec![it.ident.to_string()]],
        UseTree::Rename(it) => vec![vec![it.ident.to_string()]],
        UseTree::Glob(_) => vec![Vec::new()],
        UseTree::Group(it) => it.items.iter().flat_map(names).collect(),
    }
}

/// Reads the module at `place` and those below it.
fn read(source: &Path, place: Place, modules: &mut BTreeMap<Place, Module>) {
    let path = place.iter().fold(source.to_owned(), |path, name| path.join(name));
    let files = [path.with_extension("rs"), path.join("mod.rs"), path.join("lib.rs"), path.join("main.rs")];
    let file = files.iter().find(|it| it.exists()).expect("a module has a file");
    let mut module = Module::default();
    module.visit_file(&syn::parse_file(&fs::read_to_string(file).expect("it is readable")).expect("it is Rust"));
    for name in &module.below {
        let below = place.iter().chain([name]).cloned().collect();
        read(source, below, modules);
    }
    modules.insert(place, module);
}

/// The path from the root that a module means by one of its own, if it leads into this crate.
fn absolute(modules: &BTreeMap<Place, Module>, place: &[String], path: &[String]) -> Option<Place> {
    let up = path.iter().take_while(|it| *it == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([place, &path[1..]].concat()),
        "super" => Some([&place[..place.len().checked_sub(up)?], &path[up..]].concat()),
        below => modules[place].below.iter().any(|it| it == below).then(|| [place, path].concat()),
    }
}

/// The module that a path from the root leads to, through what modules give on.
fn module_of(modules: &BTreeMap<Place, Module>, path: &[String], depth: usize) -> Place {
    let length = (0..=path.len()).rev().find(|it| modules.contains_key(&path[..*it])).expect("the root is one");
    let (place, rest) = path.split_at(length);
    let given_on = rest.first().filter(|_| depth < 8).and_then(|name| {
        let paths = modules[place].paths.iter().filter(|it| it.len() > 1 && it.last() == Some(name));
        paths.filter_map(|it| absolute(modules, place, it)).find(|it| it != path)
    });
    match given_on {
        Some(path) => module_of(modules, &[&path, &rest[1..]].concat(), depth + 1),
        None => place.to_vec(),
    }
}

/// Where the crates have their sources, below the workspace, and how many modules this one has at least.
const CRATES: [(&str, usize); 14] = [
    ("crates/azure", 40),
    ("crates/bundle", 10),
    ("crates/cli", 10),
    ("crates/fleet", 3),
    ("crates/formats", 15),
    ("crates/network", 20),
    ("crates/rules", 100),
    ("crates/tools", 8),
    ("crates/wasm-azure", 1),
    ("crates/xtask", 9),
    ("tests", 3),
    ("web", 10),
    ("web/deferred", 20),
    ("web/messages", 1),
];

#[test]
fn no_module_builds_on_one_that_builds_on_it() {
    let circles: Vec<String> = CRATES.iter().flat_map(|(name, least)| circles(name, *least)).collect();
    assert!(circles.is_empty(), "these build on each other:\n{}", circles.join("\n"));
}

/// The modules of a crate that build on each other, each with what it builds on.
fn circles(name: &str, least: usize) -> Vec<String> {
    let mut modules = BTreeMap::new();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    read(&workspace.join(name).join("src"), Place::new(), &mut modules);
    assert!(least <= modules.len(), "{name}: {}", modules.len());
    let mut left: BTreeMap<&Place, BTreeSet<Place>> = modules
        .iter()
        .filter(|(place, _)| !place.is_empty())
        .map(|(place, module)| {
            let paths = module.paths.iter().filter_map(|it| absolute(&modules, place, it));
            let builds_on = paths.map(|it| module_of(&modules, &it, 0));
            (place, builds_on.filter(|it| !it.is_empty() && !it.starts_with(place)).collect())
        })
        .collect();
    // A reader that followed no name would find no circle; modules that stand for themselves build on none.
    let names = left.values().map(BTreeSet::len).sum::<usize>();
    assert!(modules.len() < 10 || modules.len() < 2 * names, "{name}: {left:#?}");
    // What builds on nothing that is left, and what nothing left builds on, is no part of a circle.
    loop {
        let before = left.len();
        let names: BTreeSet<Place> = left.keys().map(|it| (*it).clone()).collect();
        left.retain(|_, it| !it.is_disjoint(&names));
        let used: BTreeSet<Place> = left.values().flatten().cloned().collect();
        left.retain(|it, _| used.contains(*it));
        if left.len() == before {
            break;
        }
    }
    let circle = |(place, on): (&&Place, &BTreeSet<Place>)| {
        let on: Vec<String> = on.iter().filter(|it| left.contains_key(it)).map(|it| it.join("::")).collect();
        format!("{name}: {} builds on {}", place.join("::"), on.join(", "))
    };
    left.iter().map(circle).collect()
}
