//! Texts, and the words of the commands in a report.

use pgreach_rules::text::{Piece, pieces};

/// The words of a command that the person fills in, as `SOURCE_RG`, each once, in the order they stand in.
pub(super) fn blanks_of(command: &str) -> Vec<String> {
    let mut blanks: Vec<String> = Vec::new();
    for piece in pieces(command) {
        if let Piece::Blank(it) = piece
            && blanks.iter().all(|before| before != it)
        {
            blanks.push(it.to_owned());
        }
    }
    blanks
}

/// A command with those words as variables of bash.
pub(super) fn with_variables(command: &str) -> String {
    let mut line = String::with_capacity(command.len() + 32);
    for piece in pieces(command) {
        match piece {
            Piece::Plain(it) => line.push_str(it),
            Piece::Blank(it) => {
                line.push_str("\"$");
                line.push_str(it);
                line.push('"');
            }
        }
    }
    line
}

/// A part of a word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// What stands as it is.
    Text(String),
    /// What the person fills in.
    Blank(String),
}

/// The words of a command as bash reads them; with `has_blanks`, some of it is filled in.
pub(super) fn words(command: &str, has_blanks: bool) -> Vec<Vec<Part>> {
    let mut words = Words::default();
    if has_blanks {
        for piece in pieces(command) {
            match piece {
                Piece::Plain(it) => words.read(it),
                Piece::Blank(it) => words.add(Part::Blank(it.to_owned())),
            }
        }
    } else {
        words.read(command);
    }
    words.all
}

/// Words as they are read.
#[derive(Default)]
struct Words {
    all: Vec<Vec<Part>>,
    /// Whether what comes next belongs to the last word.
    is_inside: bool,
    /// The quote that is open.
    quote: Option<char>,
}

impl Words {
    fn add(&mut self, part: Part) {
        if !self.is_inside {
            self.all.push(Vec::new());
            self.is_inside = true;
        }
        let Some(word) = self.all.last_mut() else { return };
        match (word.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(more)) => before.push_str(&more),
            (_, part) => word.push(part),
        }
    }

    fn read(&mut self, text: &str) {
        let mut signs = text.chars().peekable();
        while let Some(it) = signs.next() {
            match (self.quote, it) {
                (None, ' ') => self.is_inside = false,
                (None, '\'' | '"') => {
                    self.quote = Some(it);
                    self.add(Part::Text(String::new()));
                }
                (Some(quote), _) if quote == it => self.quote = None,
                (None, '\\') => self.add(Part::Text(signs.next().into_iter().collect())),
                (Some('"'), '\\') => {
                    let escaped = signs.next_if(|it| ['$', '`', '"', '\\'].contains(it));
                    self.add(Part::Text(escaped.unwrap_or(it).to_string()));
                }
                _ => self.add(Part::Text(it.to_string())),
            }
        }
    }
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
            assert_eq!(
                (with_variables(command).as_str(), blanks_of(command)),
                (line, blanks.iter().map(ToString::to_string).collect())
            );
        }
    }

    #[test]
    fn the_words_of_a_command_are_those_that_bash_reads() {
        for (command, has_blanks) in [
            ("az show -g SOURCE_RG -n orders", true),
            ("aws x --cidr TARGET_IP/32", true),
            (r"az show -n 'A'\''SOURCE_RG'\''' -g ZONE", true),
            (r#"az rest --query "to_string(value[?name=='a'] || 'none')" -o tsv"#, false),
            (r#"az x -n '' --body '{"a": "b \" c"}' -g 'ABC'"#, false),
            (r#"az x "a \"b\" \c" d\ e"#, false),
        ] {
            let said = |it: &Part| match it {
                Part::Text(it) | Part::Blank(it) => it.clone(),
            };
            let read: Vec<String> = words(command, has_blanks).iter().map(|it| it.iter().map(said).collect()).collect();
            assert_eq!(Some(read), shlex::split(command), "{command}");
        }
        let (text, blank) = (|it: &str| Part::Text(it.to_owned()), |it: &str| Part::Blank(it.to_owned()));
        assert_eq!(
            words("aws -g SOURCE_RG --cidr TARGET_IP/32 'ZONE'", true),
            [
                vec![text("aws")],
                vec![text("-g")],
                vec![blank("SOURCE_RG")],
                vec![text("--cidr")],
                vec![blank("TARGET_IP"), text("/32")],
                vec![text("ZONE")],
            ]
        );
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
