//! Renders a document as text for a terminal: headings underlined, prose in lines, code as it is, for copying.

use pgreach_formats::{
    Sign,
    outline::{LineKind, Renderer, Style},
};

use crate::lines::{WIDTH, paragraph};

/// A document in the making.
#[derive(Debug, Default)]
pub(crate) struct TextPage {
    out: String,
    /// What the present line is.
    kind: Option<LineKind>,
    /// The present line.
    line: String,
}

impl TextPage {
    /// Returns what a document is as text.
    pub(crate) fn of(write: impl FnOnce(&mut dyn Renderer)) -> String {
        let mut page = Self::default();
        write(&mut page);
        page.end();
        page.out
    }

    /// Writes the present line.
    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        match self.kind {
            None => {}
            Some(LineKind::Heading(level @ 1..=2)) => {
                let rule = if level == 1 { "=" } else { "-" };
                let rule = rule.repeat(line.chars().count().min(WIDTH));
                self.out.push_str(&paragraph("", "", &line, WIDTH));
                self.out.push_str(&rule);
                self.out.push('\n');
            }
            Some(LineKind::Heading(_)) => self.out.push_str(&paragraph("", "", &(line + ":"), WIDTH)),
            Some(LineKind::Paragraph) => self.out.push_str(&paragraph("", "", &line, WIDTH)),
            Some(LineKind::Item) => self.out.push_str(&paragraph("- ", "  ", &line, WIDTH)),
            Some(LineKind::Code(_)) => {
                self.out.push_str("    ");
                self.out.push_str(&line);
                self.out.push('\n');
            }
        }
    }
}

impl Renderer for TextPage {
    fn start(&mut self, kind: LineKind) {
        let is_below = matches!(
            (self.kind, kind),
            (Some(LineKind::Heading(_)), _)
                | (Some(LineKind::Item), LineKind::Item | LineKind::Code(_))
                | (Some(LineKind::Code(_)), LineKind::Code(_))
        );
        self.end();
        if self.kind.is_some() && !is_below {
            self.out.push('\n');
        }
        self.kind = Some(kind);
    }

    fn put(&mut self, _: Style, text: &str) {
        self.line.push_str(text);
    }

    fn go_on_below(&mut self) {
        self.line.push('\n');
    }

    fn state(&mut self, sign: Sign, word: &str) {
        self.line.extend([sign.character(), " ", word]);
    }

    fn link(&mut self, text: &str, url: &str) {
        self.line.extend([text, " <", url, ">"]);
    }
}
