//! Renders a document as text for a terminal: headings underlined, prose in lines, code as it is, for copying.

use anstyle::{AnsiColor, Style};
use pgreach_formats::{
    Sign,
    document::{self, DocumentBody, Line, LineKind, LinePart},
};

use crate::lines::{WIDTH, paragraph, plain};

const BOLD: Style = Style::new().bold();

/// How far in stands what a heading of level 3 is over.
const STEP: &str = "   ";

/// Returns a document as text, with colours.
pub(crate) fn text(document: &DocumentBody) -> String {
    let mut page = TextPage::default();
    for list in document.lines.chunk_by(|one, other| one.kind == other.kind) {
        let column = list.iter().filter_map(label_width).max().map_or(0, |it| it + 2);
        for line in list {
            page.line(line, column);
        }
    }
    page.links();
    page.out
}

/// A document in the making.
#[derive(Debug, Default)]
struct TextPage<'a> {
    out: String,
    /// What the last line was.
    last: Option<LineKind>,
    /// How far in the lines stand.
    indent: &'static str,
    /// What prose links to, each once: it is cited by its number, so that long addresses stay out of the prose.
    links: Vec<(&'a str, &'a str)>,
}

impl<'a> TextPage<'a> {
    /// Writes a line; the texts of a list with labels start in a column.
    fn line(&mut self, line: &'a Line, column: usize) {
        if self.is_apart(line.kind) {
            self.out.push('\n');
        }
        self.last = Some(line.kind);
        if let LineKind::Heading(1..=3) | LineKind::Folded = line.kind {
            self.indent = "";
        }
        let indent = self.indent;
        match line.kind {
            LineKind::Heading(1) => self.prose(line, "", ""),
            LineKind::Heading(2) | LineKind::Folded => {
                self.prose(line, "", "");
                let rule = "-".repeat(width(&line.parts).min(WIDTH));
                self.out.extend([rule.as_str(), "\n"]);
            }
            LineKind::Heading(3) => {
                self.prose(line, "", STEP);
                self.indent = STEP;
            }
            LineKind::Heading(_) | LineKind::Paragraph => self.prose(line, indent, indent),
            LineKind::Item => self.item(line, column),
            LineKind::Code(_) => {
                let code: String = line.parts.iter().map(words).collect();
                self.out.push_str(format!("{indent}    {code}").trim_end());
                self.out.push('\n');
            }
        }
    }

    /// Whether a blank line stands before a line.
    fn is_apart(&self, next: LineKind) -> bool {
        use LineKind::{Code, Folded, Heading, Item};
        match (self.last, next) {
            (None, _) | (Some(Heading(2)), Heading(3)) => false,
            (_, Heading(1..=3) | Folded) => true,
            (Some(Heading(_) | Folded), _) | (Some(Item | Code(_)), Item | Code(_)) => false,
            _ => self.indent.is_empty(),
        }
    }

    fn item(&mut self, line: &'a Line, column: usize) {
        let indent = self.indent;
        let deeper = format!("{indent}  ");
        match label_width(line) {
            Some(label) => {
                let start: String = line.parts.iter().take_while(|it| !is_label_end(it)).map(styled).collect();
                let start = format!("{indent}{start}{}", " ".repeat(column - label));
                let deeper = format!("{indent}{}", " ".repeat(column));
                let text = line.parts.iter().skip_while(|it| !is_label_end(it)).skip(1).map(styled).collect::<String>();
                self.lines(&text, &start, &deeper);
            }
            // The sign of a state is the sign of the item too.
            None if matches!(line.parts.first(), Some(LinePart::State(..))) => self.prose(line, indent, &deeper),
            None => self.prose(line, &format!("{indent}- "), &deeper),
        }
        for part in &line.parts {
            if let LinePart::Link { url, .. } = part {
                self.out.extend([deeper.as_str(), url, "\n"]);
            }
        }
    }

    /// Writes what stands in a line, in lines of the terminal that start with these texts.
    fn prose(&mut self, line: &'a Line, first: &str, following: &str) {
        let mut text = String::new();
        for part in &line.parts {
            match (line.kind, part) {
                (LineKind::Heading(1), LinePart::State(sign, word)) => {
                    text.push_str(&state(*sign, &word.to_uppercase()));
                }
                (LineKind::Heading(_) | LineKind::Folded, LinePart::Text(..)) => text.push_str(&bold(&words(part))),
                (LineKind::Paragraph, LinePart::Link { text: title, url }) => {
                    let number = self.number(title, url).to_string();
                    text.extend([plain(title).as_str(), " [", &number, "]"]);
                }
                _ => text.push_str(&styled(part)),
            }
        }
        if line.kind == LineKind::Heading(4) && !line.parts.iter().map(words).collect::<String>().ends_with('.') {
            text.push(':');
        }
        self.lines(&text, first, following);
    }

    /// Writes a text, broken where it is and where it is too long.
    fn lines(&mut self, text: &str, first: &str, following: &str) {
        for (index, text) in text.split('\n').enumerate() {
            self.out.push_str(&paragraph(if index == 0 { first } else { following }, following, text, WIDTH));
        }
    }

    /// The number by which an address is cited.
    fn number(&mut self, title: &'a str, url: &'a str) -> usize {
        let at = self.links.iter().position(|it| it.1 == url).unwrap_or_else(|| {
            self.links.push((title, url));
            self.links.len() - 1
        });
        at + 1
    }

    /// Writes the list of what was cited.
    fn links(&mut self) {
        for (number, (title, url)) in (1..).zip(&self.links) {
            if number == 1 {
                self.out.extend(["\n", &bold("Links"), "\n-----\n"]);
            }
            self.out.push_str(&paragraph(&format!("{:<5}", format!("[{number}]")), "     ", &plain(title), WIDTH));
            self.out.extend(["     ", url, "\n"]);
        }
    }
}

const fn is_label_end(part: &LinePart) -> bool {
    matches!(part, LinePart::LabelEnd)
}

/// The width of a line's label, where it has one.
fn label_width(line: &Line) -> Option<usize> {
    line.parts.iter().position(is_label_end).map(|end| width(line.parts.get(..end).unwrap_or_default()))
}

fn width(parts: &[LinePart]) -> usize {
    parts.iter().map(|it| words(it).chars().count()).sum()
}

/// What a part says.
fn words(part: &LinePart) -> String {
    match part {
        LinePart::Text(_, text) | LinePart::Link { text, .. } => plain(text),
        LinePart::State(sign, word) => [sign.character(), " ", word].concat(),
        LinePart::LabelEnd => ": ".to_owned(),
        LinePart::Break => "\n".to_owned(),
    }
}

/// The same, as it looks in prose.
fn styled(part: &LinePart) -> String {
    match part {
        LinePart::State(sign, word) => state(*sign, word),
        LinePart::Text(document::Style::Strong, text) => bold(&plain(text)),
        _ => words(part),
    }
}

fn bold(text: &str) -> String {
    format!("{BOLD}{text}{BOLD:#}")
}

fn state(sign: Sign, word: &str) -> String {
    let style = match sign {
        Sign::Right => AnsiColor::Green.on_default(),
        Sign::Wrong => AnsiColor::Red.on_default().bold(),
        Sign::Unknown => AnsiColor::Yellow.on_default().bold(),
        Sign::NotApplicable => Style::new().dimmed(),
    };
    format!("{style}{} {word}{style:#}", sign.character())
}
