//! Tests that the comment of a module is a sentence that says what the module does, and no clause.

use super::{files, name, read};

/// The words that clauses begin with.
const OF_CLAUSES: [&str; 9] = ["What", "Which", "Where", "When", "Whether", "Why", "How", "Who", "Whose"];

/// The first word of a module's comment, where there is any.
fn first_word(text: &str) -> Option<&str> {
    text.lines().find_map(|it| it.strip_prefix("//!"))?.split_whitespace().next()
}

#[test]
fn the_first_word_is_that_of_the_first_line() {
    for (text, expected) in [
        ("//! What a firewall lets in.\n", Some("What")),
        ("#![cfg(unix)]\n//! Reads a file.\n//! What follows is left.\n", Some("Reads")),
        ("/// What a function returns.\nfn it() {}\n", None),
    ] {
        assert_eq!(first_word(text), expected, "{text}");
    }
}

#[test]
fn no_comment_of_a_module_is_a_clause() {
    let mut comments = 0;
    let mut wrong = Vec::new();
    for file in ["crates", "tests", "web"].into_iter().flat_map(|it| files(it, "rs")) {
        let text = read(&file);
        if let Some(word) = first_word(&text) {
            comments += 1;
            if OF_CLAUSES.contains(&word) {
                wrong.push(format!("{}: {word} …", name(&file)));
            }
        }
    }
    assert!(500 < comments, "{comments}");
    assert!(wrong.is_empty(), "say with a verb what the module does, as `Reads …`:\n{}", wrong.join("\n"));
}
