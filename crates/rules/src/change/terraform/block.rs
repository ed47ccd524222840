//! A Terraform block as text: its lines, its strings and its name.

use std::fmt::Write as _;

use super::super::bicep::in_line;
use crate::network::Id;

/// A block, line by line.
pub(super) struct Block {
    lines: Vec<Line>,
    depth: usize,
}

struct Line {
    depth: usize,
    /// The argument that it sets, if it sets one.
    name: String,
    text: String,
}

impl Block {
    /// The block of a part of a resource.
    pub(super) fn new(kind: &str, whole: &Id, name: &str) -> Option<Self> {
        let mut block = Self { lines: Vec::new(), depth: 0 };
        block.comment(&format!("For the subscription {}", in_line(whole.subscription()?)));
        block.line(String::new(), format!("resource \"{kind}\" \"{}\" {{", label(whole.name(), name)));
        block.depth = 1;
        Some(block)
    }

    /// The block of a resource, with its name.
    pub(super) fn of(kind: &str, id: &Id) -> Option<Self> {
        let whole = id.parent();
        let mut block = Self::new(kind, whole.as_ref().unwrap_or(id), if whole.is_some() { id.name() } else { "" })?;
        block.text("name", id.name());
        Some(block)
    }

    /// What changes in the block that manages what is there.
    pub(super) fn there(kind: &str, id: &str) -> Self {
        let mut block = Self { lines: Vec::new(), depth: 0 };
        block.line(String::new(), format!("In the {kind} block that manages {}:", in_line(id)));
        block.depth = 1;
        block
    }

    fn line(&mut self, name: String, text: String) {
        self.lines.push(Line { depth: self.depth, name, text });
    }

    /// A comment, which stands above what is there.
    pub(super) fn comment(&mut self, text: &str) {
        self.lines.insert(0, Line { depth: 0, name: String::new(), text: format!("# {text}") });
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.line(name.to_owned(), value.to_owned());
    }

    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.set(name, &quoted(value));
    }

    pub(super) fn list<T: AsRef<str>>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        let values: Vec<String> = values.into_iter().map(|it| quoted(it.as_ref())).collect();
        self.set(name, &format!("[{}]", values.join(", ")));
    }

    /// The resource group of a resource, and its name.
    pub(super) fn place(&mut self, id: &Id, name: &str) -> Option<()> {
        self.text("resource_group_name", id.resource_group()?);
        self.text(name, id.name());
        Some(())
    }

    pub(super) fn open(&mut self, name: &str) {
        self.line(String::new(), format!("{name} {{"));
        self.depth += 1;
    }

    pub(super) fn close(&mut self) {
        self.depth -= 1;
        self.line(String::new(), "}".to_owned());
    }

    pub(super) fn end(mut self) -> String {
        self.close();
        self.written("")
    }

    /// All of it as comments, for it stands in another block.
    pub(super) fn in_comments(self) -> String {
        self.written("# ")
    }

    /// The lines, with the signs of arguments that follow each other in one column, as `terraform fmt` has them.
    fn written(&self, start: &str) -> String {
        let mut written = String::new();
        for run in self.lines.chunk_by(|one, other| !one.name.is_empty() && !other.name.is_empty()) {
            let width = run.iter().map(|it| it.name.len()).max().unwrap_or_default();
            for Line { depth, name, text } in run {
                let sign = if name.is_empty() { String::new() } else { format!("{name:<width$} = ") };
                let _ = writeln!(written, "{start}{}{sign}{text}", "  ".repeat(*depth));
            }
        }
        written.truncate(written.trim_end().len());
        written
    }
}

/// A name that Terraform takes, made of those of a resource and its part.
fn label(whole: &str, name: &str) -> String {
    let mut label = String::new();
    for it in whole.chars().chain(['_']).chain(name.chars()) {
        label.push(if it.is_ascii_alphanumeric() || it == '-' { it } else { '_' });
    }
    let label = label.trim_end_matches('_');
    // An identifier starts with a letter.
    if label.starts_with(|it: char| it.is_ascii_alphabetic()) { label.to_owned() } else { format!("migration_{label}") }
}

/// A text between quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut rest = text.chars().peekable();
    while let Some(it) = rest.next() {
        match it {
            '\\' => quoted.push_str("\\\\"),
            '"' => quoted.push_str("\\\""),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Doubled, it would open a template where another one stands before it.
            '$' | '%' if rest.peek() == Some(&'{') => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(it));
            }
            it if it.is_control() || matches!(it, '\u{2028}' | '\u{2029}') => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(it));
            }
            it => quoted.push(it),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::{label, quoted};

    #[test]
    fn nothing_in_a_string_is_a_template() {
        for (text, word) in [
            ("nsg-db", r#""nsg-db""#),
            (r#"a"b\c"#, r#""a\"b\\c""#),
            ("${x} $${x} $ {x}", r#""\u0024{x} $\u0024{x} $ {x}""#),
            ("%{if} 5%", r#""\u0025{if} 5%""#),
            ("a\nb\u{2028}", r#""a\nb\u2028""#),
        ] {
            assert_eq!(quoted(text), word);
        }
    }

    #[test]
    fn a_label_is_an_identifier() {
        for (whole, name, expected) in [
            ("vnet-old", "to-new", "vnet-old_to-new"),
            ("privatelink.postgres.database.azure.com", "@", "privatelink_postgres_database_azure_com"),
            ("10-net", "a", "migration_10-net_a"),
            ("${x}", "\"", "migration___x"),
        ] {
            assert_eq!(label(whole, name), expected);
        }
    }
}
