//! What is wrong with an input: one line that says where, what was found and what would be accepted.

use std::fmt;

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
        Self { path: path.into(), position: None, found: found.into(), expected: expected.into() }
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
    const SHOWN: usize = 40;
    let shown = |it: char| if it.is_control() { char::REPLACEMENT_CHARACTER } else { it };
    let cut: String = text.chars().take(SHOWN).map(shown).collect();
    let rest = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("\"{cut}{rest}\"")
}
