//! A file is short enough to be read at once, or says why it is longer.

use super::{files, name, read};

/// What the head of a long file says before its reason.
const REASON: &str = "Longer than 500 lines: ";

/// The lines of a file, without the unit tests at its end.
fn length(text: &str) -> usize {
    text.lines().take_while(|it| *it != "#[cfg(test)]").count()
}

#[test]
fn files_are_short_or_say_why_they_are_long() {
    let files: Vec<_> = ["crates", "tests", "web"].into_iter().flat_map(|it| files(it, "rs")).collect();
    let mut lengths = Vec::new();
    let mut wrong = Vec::new();
    for file in &files {
        let text = read(file);
        let length = length(&text);
        let head: Vec<&str> = text.lines().take_while(|it| it.starts_with("//!")).collect();
        let has_reason = head.join(" ").contains(REASON);
        if has_reason != (500 < length) {
            wrong.push(format!(
                "{}: {length} lines, {}",
                name(file),
                if has_reason { "a reason" } else { "no reason" }
            ));
        }
        lengths.push(length);
    }
    assert!(wrong.is_empty(), "split it, or say in its head `{REASON}…`:\n{}", wrong.join("\n"));
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] < 150, "half of {} files have at most so many", lengths.len());
}
