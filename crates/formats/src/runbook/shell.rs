//! Texts and commands as bash reads them: nothing that a person named something may run.

use pgreach_rules::text::{Piece, pieces};

/// A word that the person fills in, such as `SOURCE_RG`.
pub(super) type Blank = String;

/// A command of the report with its blanks as variables, and the blanks in the order they stand in.
pub(super) fn with_variables(command: &str) -> (String, Vec<Blank>) {
    let (mut line, mut blanks) = (String::with_capacity(command.len() + 32), Vec::new());
    for piece in pieces(command) {
        match piece {
            Piece::Plain(it) => line.push_str(it),
            Piece::Blank(it) => {
                line.push_str("\"$");
                line.push_str(it);
                line.push('"');
                blanks.push(it.to_owned());
            }
        }
    }
    (line, blanks)
}

/// A text without anything that moves a cursor, ends a line or ends a comment.
pub(super) fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Lines of a width, each but the first with an indent; the first keeps its own.
pub(super) fn wrapped(text: &str, indent: &str) -> String {
    const WIDTH: usize = 92;
    let words = text.trim_start();
    let start = text.len() - words.len();
    let mut lines = String::with_capacity(text.len() + 32);
    lines.push_str(text.get(..start).unwrap_or_default());
    let mut column = start;
    for word in words.split(' ') {
        let width = word.chars().count();
        if start < column && WIDTH < column + 1 + width {
            lines.push('\n');
            lines.push_str(indent);
            column = indent.len();
        } else if start < column {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += width;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_outside_of_quotes_and_in_capitals_is_a_blank() {
        for (command, line, blanks) in [
            ("az show -g SOURCE_RG -n orders", r#"az show -g "$SOURCE_RG" -n orders"#, &["SOURCE_RG"][..]),
            ("aws x --cidr TARGET_IP/32", r#"aws x --cidr "$TARGET_IP"/32"#, &["TARGET_IP"]),
            ("az show -n 'SOURCE_RG' --query '[].ID'", "az show -n 'SOURCE_RG' --query '[].ID'", &[]),
            (r"az show -n 'A'\''SOURCE_RG'\''' -g ZONE", r#"az show -n 'A'\''SOURCE_RG'\''' -g "$ZONE""#, &["ZONE"]),
            ("az x --type Microsoft.DBforPostgreSQL/f", "az x --type Microsoft.DBforPostgreSQL/f", &[]),
            ("az x -n 'open", "az x -n 'open", &[]),
        ] {
            assert_eq!(with_variables(command), (line.to_owned(), blanks.iter().map(ToString::to_string).collect()));
        }
    }

    #[test]
    fn a_text_is_one_word_without_line_breaks_of_its_own() {
        assert_eq!(pgreach_rules::text::quoted("it's $(x)"), r"'it'\''s $(x)'");
        assert_eq!(plain("a\nb\u{1b}[31m"), "a b [31m");
    }

    #[test]
    fn long_lines_break_between_words() {
        let text = "word ".repeat(30);
        let lines = wrapped(text.trim(), "  ");
        assert!(lines.lines().all(|it| it.len() <= 92), "{lines}");
        assert_eq!(lines.replace("\n  ", " "), text.trim());
        assert_eq!(wrapped("  - one two", "    "), "  - one two");
    }
}
