//! A document as a value: headings, paragraphs, lists and code, in the order in which they are read.
//!
//! Text, Markdown and HTML are written from it, so that they cannot come to say different things.

use crate::sign::Sign;

/// A document, line by line. Items in a row are one list, lines of code in a row are one block to copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentBody {
    /// Its lines, in their order.
    pub lines: Vec<Line>,
}

/// A line: a heading, a paragraph, an item or a line of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// What stands in it.
    pub parts: Vec<LinePart>,
}

/// Tells what a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A heading of a level from 1 to 4.
    Heading(usize),
    /// A heading of level 2 over what is read only where it is asked for. A form that cannot fold shows it like any other.
    Folded,
    /// A sentence or more.
    Paragraph,
    /// An item of a list.
    Item,
    /// A line of code, in what Markdown calls its language.
    Code(&'static str),
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinePart {
    /// A text.
    Text(Style, String),
    /// A state: its sign and its word.
    State(Sign, &'static str),
    /// A text that leads to an address.
    Link {
        /// The text.
        text: String,
        /// The address.
        url: String,
    },
    /// Ends the label of an item: a colon, or what the labels of a list are aligned by.
    LabelEnd,
    /// A line break within an item or a paragraph.
    Break,
}

/// Tells how a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// Set off from what stands around it.
    Strong,
    /// A word of a program.
    Code,
}

impl DocumentBody {
    /// Starts a line.
    #[inline(never)]
    pub(crate) fn start(&mut self, kind: LineKind) {
        self.lines.push(Line { kind, parts: Vec::new() });
    }

    /// Starts a line with a text.
    #[inline(never)]
    pub(crate) fn line(&mut self, kind: LineKind, text: &str) {
        self.start(kind);
        self.text(text);
    }

    /// Goes on with a text.
    #[inline(never)]
    pub(crate) fn text(&mut self, text: &str) {
        self.put(Style::Plain, text);
    }

    /// Goes on with a text that is set off.
    #[inline(never)]
    pub(crate) fn strong(&mut self, text: &str) {
        self.put(Style::Strong, text);
    }

    /// Goes on with a word of a program.
    #[inline(never)]
    pub(crate) fn code(&mut self, word: &str) {
        self.put(Style::Code, word);
    }

    /// Goes on with a state.
    pub(crate) fn state(&mut self, state: impl Into<Sign>, word: &'static str) {
        self.part(LinePart::State(state.into(), word));
    }

    /// Goes on with a text that leads to an address.
    pub(crate) fn link(&mut self, text: &str, url: &str) {
        self.part(LinePart::Link { text: text.to_owned(), url: url.to_owned() });
    }

    /// Ends the label that the item began with.
    pub(crate) fn end_label(&mut self) {
        self.part(LinePart::LabelEnd);
    }

    /// Goes on below, still in the same line of the document.
    pub(crate) fn go_on_below(&mut self) {
        self.part(LinePart::Break);
    }

    fn put(&mut self, style: Style, text: &str) {
        self.part(LinePart::Text(style, text.to_owned()));
    }

    #[inline(never)]
    fn part(&mut self, part: LinePart) {
        if let Some(line) = self.lines.last_mut() {
            line.parts.push(part);
        }
    }
}
