//! A name means one thing: no two public types of the product have the same.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::sources;

/// The names that mean two things until one of the two is renamed; none may come to it.
const DOUBLED: [&str; 9] = ["Answer", "Export", "Key", "Migration", "Row", "Shape", "Shell", "Stage", "Unread"];

#[test]
fn no_two_public_types_have_one_name() {
    let mut types: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for source in sources() {
        for it in &source.types {
            types.entry(it).or_default().push(&source.path);
        }
    }
    assert!(200 < types.len() && types.contains_key("Setting"), "{types:#?}");
    types.retain(|_, paths| 1 < paths.len());
    assert_eq!(types.keys().copied().collect::<BTreeSet<_>>(), BTreeSet::from(DOUBLED), "{types:#?}");
}
