//! The report for a pull request, a ticket or a wiki: `CommonMark`, one line for each paragraph.

use crate::{
    Evaluation,
    document::{DocumentBody, LineKind, LinePart, Style},
    markup::push,
    report::Audience,
};

/// The report as Markdown. Nothing that a person typed can become markup.
pub(crate) fn write(export: &Evaluation<'_>) -> String {
    document(&export.document(Audience::File))
}

/// A document as Markdown.
pub(crate) fn document(document: &DocumentBody) -> String {
    let mut markdown = Markdown { out: String::new(), kind: None, line: String::new() };
    for line in &document.lines {
        markdown.start(line.kind);
        line.parts.iter().for_each(|it| markdown.put(it));
    }
    markdown.end();
    markdown.out
}

struct Markdown {
    out: String,
    /// What the present line is.
    kind: Option<LineKind>,
    /// The present line; of commands, all of them.
    line: String,
}

impl Markdown {
    /// Writes what was gathered.
    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        if let Some(LineKind::Code(language)) = self.kind {
            let fence = fence(&line, 3);
            push(&mut self.out, &[&fence, language, &line, "\n", &fence, "\n"]);
        } else {
            push(&mut self.out, &[line.trim_end(), "\n"]);
        }
    }

    fn start(&mut self, kind: LineKind) {
        let goes_on = self.kind == Some(kind);
        if goes_on && matches!(kind, LineKind::Code(_)) {
            return;
        }
        if self.kind.is_some() {
            self.end();
            if !(goes_on && kind == LineKind::Item) {
                self.out.push('\n');
            }
        }
        self.kind = Some(kind);
        match kind {
            LineKind::Heading(level) => push(&mut self.line, &["####".get(..level).unwrap_or_default(), " "]),
            LineKind::Folded => self.line.push_str("## "),
            LineKind::Item => self.out.push_str("- "),
            LineKind::Paragraph | LineKind::Code(_) => {}
        }
    }

    fn put(&mut self, part: &LinePart) {
        let line = &mut self.line;
        match part {
            LinePart::Text(_, text) if matches!(self.kind, Some(LineKind::Code(_))) => push(line, &["\n", text]),
            LinePart::Text(Style::Plain, text) => push_text(line, text),
            LinePart::Text(Style::Code, text) => push_code(line, text),
            LinePart::Text(Style::Strong, text) => {
                line.push_str("**");
                // Not strong is what has a space at its edge.
                push_text(line, in_line(text).trim());
                line.push_str("**");
            }
            LinePart::State(sign, word) => push(line, &[sign.character(), " **", word, "**"]),
            LinePart::Link { text, url } => {
                line.push('[');
                push_text(line, text);
                line.push_str("](");
                push_address(line, url);
                line.push(')');
            }
            LinePart::LabelEnd => line.push_str(": "),
            // As far in as the text of an item.
            LinePart::Break => line.push_str("\\\n  "),
        }
    }
}

/// A text for one line of Markdown, in which nothing is markup; also for a cell of a table.
#[must_use]
pub fn text(text: &str) -> String {
    let mut line = String::new();
    push_text(&mut line, text);
    line
}

/// A text with a backslash before everything that could mean something.
fn push_text(line: &mut String, text: &str) {
    for it in in_line(text).chars() {
        // At the start of a line, these begin a list, a rule, or an underline that makes a heading of what is above, and a
        // space begins code.
        let present = line.rsplit('\n').next().unwrap_or_default();
        let starts = present.trim_start().bytes().all(|it| it.is_ascii_digit());
        let means = match it {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '{' | '}' | '&' | '|' | '~' | '^' | '#' | '$' => true,
            '-' | '+' | '=' | '.' | ')' | ':' => starts,
            _ => false,
        };
        if means {
            line.push('\\');
        }
        if it != ' ' || !line.is_empty() {
            line.push(it);
        }
    }
}

/// A word as code, between more backticks than it has in a row.
fn push_code(line: &mut String, word: &str) {
    let word = in_line(word);
    let fence = fence(&word, 1);
    let pad = if word.starts_with('`') || word.ends_with('`') { " " } else { "" };
    push(line, &[&fence, pad, &word, pad, &fence]);
}

/// A text without line breaks and the like, which only a name can have.
fn in_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

/// More backticks than a text has in a row, at least as many as given.
fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(least.max(longest + 1))
}

/// An address whose parentheses and the like stay a part of it.
fn push_address(line: &mut String, url: &str) {
    for it in url.chars() {
        match it {
            '(' => line.push_str("%28"),
            ')' => line.push_str("%29"),
            '\\' => line.push_str("%5C"),
            _ => line.push(it),
        }
    }
}
