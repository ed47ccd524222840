//! The report for a pull request, a ticket or a wiki: `CommonMark`, one line for each paragraph.

use pgreach_rules::FixForm;

use crate::{
    Export,
    markup::push,
    outline::{Block, Form, Style, outline},
    shape::Shape,
};

/// The report as Markdown. Nothing that a person typed can become markup.
pub(crate) fn write(export: &Export<'_>) -> String {
    let mut markdown = Markdown { out: String::new(), block: None, line: String::new() };
    outline(export, &mut markdown);
    markdown.end();
    markdown.out
}

struct Markdown {
    out: String,
    /// What the present line is.
    block: Option<Block>,
    /// The present line; of commands, all of them.
    line: String,
}

impl Markdown {
    /// Writes what was gathered.
    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        if let Some(Block::Command(form)) = self.block {
            let fence = fence(&line, 3);
            push(&mut self.out, &[&fence, language(form), &line, "\n", &fence, "\n"]);
        } else {
            push(&mut self.out, &[line.trim_end(), "\n"]);
        }
    }
}

impl Form for Markdown {
    fn start(&mut self, block: Block) {
        let goes_on = self.block == Some(block);
        if goes_on && matches!(block, Block::Command(_)) {
            return;
        }
        if self.block.is_some() {
            self.end();
            if !(goes_on && block == Block::Item) {
                self.out.push('\n');
            }
        }
        self.block = Some(block);
        match block {
            Block::Heading(level) => push(&mut self.line, &["####".get(..level).unwrap_or_default(), " "]),
            Block::Item => self.out.push_str("- "),
            Block::Paragraph | Block::Command(_) => {}
        }
    }

    fn put(&mut self, style: Style, text: &str) {
        match style {
            _ if matches!(self.block, Some(Block::Command(_))) => push(&mut self.line, &["\n", text]),
            Style::Plain => push_text(&mut self.line, text),
            Style::Code => push_code(&mut self.line, text),
            Style::Strong => {
                self.line.push_str("**");
                // Not strong is what has a space at its edge.
                push_text(&mut self.line, in_line(text).trim());
                self.line.push_str("**");
            }
        }
    }

    fn go_on_below(&mut self) {
        // As far in as the text of an item.
        self.line.push_str("\\\n  ");
    }

    fn state(&mut self, shape: Shape, word: &str) {
        push(&mut self.line, &[shape.sign(), " **", word, "**"]);
    }

    fn link(&mut self, text: &str, url: &str) {
        self.line.push('[');
        push_text(&mut self.line, text);
        self.line.push_str("](");
        push_address(&mut self.line, url);
        self.line.push(')');
    }
}

/// What readers of Markdown call the language of a form.
const fn language(form: FixForm) -> &'static str {
    match form {
        FixForm::Az => "sh",
        FixForm::PowerShell => "powershell",
        FixForm::Bicep => "bicep",
        FixForm::Terraform => "hcl",
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
