//! A name means one thing: no two public types of the product have the same.

use std::collections::BTreeMap;

use super::sources::sources;

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
    assert!(types.is_empty(), "{types:#?}");
}
