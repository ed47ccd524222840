//! Looks for a text in another one.
//!
//! The standard library's way to look for more than a letter is 1 kB of the page's first load. What is looked through here is
//! short: each place is tried.

/// Returns where a text stands first in another one, in bytes.
#[must_use]
pub fn place_of(sought: &str, text: &str) -> Option<usize> {
    text.as_bytes().windows(sought.len()).position(|it| it == sought.as_bytes())
}

/// Returns what stands before a text, where it stands first in another one, and what stands after it.
#[must_use]
pub fn around<'a>(sought: &str, text: &'a str) -> Option<(&'a str, &'a str)> {
    let at = place_of(sought, text)?;
    Some((text.get(..at)?, text.get(at + sought.len()..)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{around, place_of};

    proptest! {
        #[test]
        fn a_text_is_found_where_the_standard_library_finds_it(text in "[ab✓]{0,12}", sought in "[ab✓]{1,3}") {
            prop_assert_eq!(place_of(&sought, &text), text.find(&sought));
            prop_assert_eq!(around(&sought, &text), text.split_once(&sought));
        }
    }
}
