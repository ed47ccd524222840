//! Words that were given up are in no document and in nothing that pgreach says.

use std::path::PathBuf;

use super::{files, name, read, root, sources::sources};

/// The words of the left column of the table in the glossary.
fn retired() -> Vec<String> {
    let glossary = read(&root().join("docs/glossary.md"));
    let (_, table) = glossary.split_once("| not | but |\n|---|---|\n").expect("the table");
    let cells = table.lines().map_while(|it| it.strip_prefix("| ")?.split(" | ").next());
    cells.flat_map(|it| it.split(", ")).map(str::to_owned).collect()
}

/// Whether a text has this word, or these words in a row, whatever their case.
fn has(text: &str, words: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(words).any(|(at, _)| {
        let is_inside = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_' || it == '-');
        !is_inside(text[..at].chars().next_back()) && !is_inside(text[at + words.len()..].chars().next())
    })
}

#[test]
fn a_word_is_found_only_as_a_whole() {
    for (text, words, expected) in [
        ("The far end", "far end", true),
        ("Whoever does", "whoever", true),
        ("amendment", "mend", false),
        ("legs.", "legs", true),
        ("a factor", "actor", false),
    ] {
        assert_eq!(has(text, words), expected, "{text}");
    }
}

#[test]
fn retired_words_are_in_no_document_and_no_message() {
    let retired = retired();
    assert!(10 < retired.len(), "{retired:?}");
    let mut found = Vec::new();
    let at_the_top =
        ["README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY"].map(|it| root().join(it).with_extension("md"));
    let documents: Vec<PathBuf> = files("docs", "md").into_iter().chain(at_the_top).collect();
    assert!(30 < documents.len(), "{documents:?}");
    for document in documents.iter().filter(|it| !it.ends_with("docs/glossary.md")) {
        let text = read(document).split_whitespace().collect::<Vec<_>>().join(" ");
        found.extend(retired.iter().filter(|it| has(&text, it)).map(|it| format!("{}: {it}", name(document))));
    }
    let mut texts = 0;
    for source in sources().iter().filter(|it| !it.path.starts_with("crates/xtask")) {
        texts += source.texts.len();
        for text in &source.texts {
            found.extend(retired.iter().filter(|it| has(text, it)).map(|it| format!("{}: {it}: {text}", source.path)));
        }
    }
    assert!(3000 < texts, "{texts}");
    assert!(found.is_empty(), "docs/glossary.md has the words that are used:\n{}", found.join("\n"));
}
