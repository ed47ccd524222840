//! Shortens what the migration service says of a fault to what others may read.

/// The longest that is kept of a message, in characters: a whole sentence or two.
const LONGEST: usize = 400;

/// A message on one line, cut short, without words that may hold a password.
pub(super) fn shown(text: &str) -> String {
    let visible: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let words: Vec<&str> = visible.split_whitespace().map(|it| if may_be_secret(it) { "…" } else { it }).collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// A word that says a password, or an address with a user and a password before its host.
fn may_be_secret(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let is_named = ["password=", "pwd=", "passwd=", "secret=", "key=", "token="].iter().any(|it| word.contains(it));
    is_named || word.split_once("://").is_some_and(|(_, rest)| rest.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_message_is_one_line_without_secrets() {
        for (text, expected) in [
            ("Connection failed.\nThe server is not reachable.", "Connection failed. The server is not reachable."),
            ("host=db password=hunter2 user=me", "host=db … user=me"),
            ("to postgres://me:hunter2@db/orders refused", "to … refused"),
            ("\u{1b}[31mred", "[31mred"),
        ] {
            assert_eq!(shown(text), expected);
        }
        let long = shown(&"word ".repeat(200));
        assert!(long.ends_with('…') && long.chars().count() <= 401, "{long}");
    }
}
