//! Says what is wrong with an input in one line: where, what was found and what would be accepted.

use std::fmt;

use crate::search::{around, place_of};

/// An input that is no Config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Where in the Config, as `source.kind` or `answers.source/peering`; empty for the document as a whole.
    pub path: String,
    /// Line and column in the text, from 1, where there is a text.
    pub position: Option<(usize, usize)>,
    /// What stands there.
    pub found: String,
    /// What would be accepted.
    pub expected: String,
}

impl ConfigError {
    pub(crate) fn new(path: impl Into<String>, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { path: cut(&path.into(), 80), position: None, found: found.into(), expected: expected.into() }
    }

    /// What was found, with its place where there is one: `line 2, column 5: subnets[]: a number`.
    #[must_use]
    pub fn found_there(&self) -> String {
        let place = self.position.map_or_else(String::new, |(line, column)| format!("line {line}, column {column}: "));
        let path = if self.path.is_empty() { String::new() } else { format!("{}: ", self.path) };
        [place, path, self.found.clone()].concat()
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.position {
            write!(formatter, "line {line}, column {column}: ")?;
        }
        if !self.path.is_empty() {
            write!(formatter, "{}: ", self.path)?;
        }
        write!(formatter, "found {}, expected {}", self.found, self.expected)
    }
}

impl std::error::Error for ConfigError {}

/// A person's text in quotes, cut where it would fill the line.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(&without_password(text), 40))
}

/// Returns a text without the user and password of a URL in it.
#[must_use]
pub fn without_password(text: &str) -> String {
    let (start, rest) = match around("://", text) {
        Some((start, rest)) => (format!("{start}://"), rest),
        None => (String::new(), text),
    };
    let rest = match rest.rsplit_once('@') {
        Some((_, rest)) if !start.is_empty() => format!("…@{rest}"),
        _ => rest.to_owned(),
    };
    let secret = place_of("password=", &rest.to_ascii_lowercase()).map(|it| it + "password=".len());
    match secret.and_then(|it| rest.get(..it)) {
        Some(shown) => format!("{start}{shown}…"),
        None => start + &rest,
    }
}

/// A text from outside, made fit for one line: without control characters, and not longer than this.
fn cut(text: &str, shown: usize) -> String {
    let plain = |it: char| if it.is_control() { char::REPLACEMENT_CHARACTER } else { it };
    let rest = text.chars().nth(shown).map(|_| '…');
    text.chars().take(shown).map(plain).chain(rest).collect()
}
