//! The report for a pull request, a ticket or a wiki: CommonMark, one line for each paragraph.

use crate::{
    Export,
    outline::{Block, Line, Span, outline},
};

/// The report as Markdown. Nothing that a person typed can become markup.
pub(crate) fn write(export: &Export<'_>) -> String {
    let mut out = String::new();
    for block in outline(export) {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Heading(level, spans) => {
                (0..level).for_each(|_| out.push('#'));
                out.push(' ');
                push_line(&mut out, &spans);
            }
            Block::Paragraph(spans) => push_line(&mut out, &spans),
            Block::List(lines) => {
                for spans in &lines {
                    out.push_str("- ");
                    push_line(&mut out, spans);
                }
            }
            Block::Commands(commands) => {
                let commands = commands.join("\n");
                let fence = fence(&commands, 3);
                for part in [&fence, "sh\n", &commands, "\n", &fence, "\n"] {
                    out.push_str(part);
                }
            }
        }
    }
    out
}

fn push_line(out: &mut String, spans: &Line) {
    let mut line = String::new();
    for span in spans {
        match span {
            Span::Text(text) => push_text(&mut line, text),
            Span::Strong(text) => {
                line.push_str("**");
                push_text(&mut line, text.trim());
                line.push_str("**");
            }
            Span::Code(word) => push_code(&mut line, word),
            Span::State(shape, word) => {
                for part in [shape.sign(), " **", word, "**"] {
                    line.push_str(part);
                }
            }
            Span::Link(text, url) => {
                line.push('[');
                push_text(&mut line, text);
                line.push_str("](");
                push_address(&mut line, url);
                line.push(')');
            }
        }
    }
    out.push_str(line.trim());
    out.push('\n');
}

/// A text with a backslash before everything that could mean something. A line break in a name is a space.
fn push_text(line: &mut String, text: &str) {
    for it in text.chars() {
        // At the start of a line, these begin a list, a rule, or an underline that makes a heading of what is above.
        let starts = line.trim_start().bytes().all(|it| it.is_ascii_digit());
        let means = match it {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '$' => true,
            '-' | '+' | '=' | '.' | ')' => starts,
            _ => false,
        };
        if means {
            line.push('\\');
        }
        line.push(if it.is_control() { ' ' } else { it });
    }
}

/// A word as code, between more backticks than it has in a row.
fn push_code(line: &mut String, word: &str) {
    let word: String = word.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let fence = fence(&word, 1);
    let pad = if word.starts_with('`') || word.ends_with('`') { " " } else { "" };
    for part in [&fence, pad, &word, pad, &fence] {
        line.push_str(part);
    }
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
            '*' => line.push_str("%2A"),
            '_' => line.push_str("%5F"),
            '|' => line.push_str("%7C"),
            '<' => line.push_str("%3C"),
            '>' => line.push_str("%3E"),
            _ if it.is_whitespace() || it.is_control() => {}
            _ => line.push(it),
        }
    }
}
