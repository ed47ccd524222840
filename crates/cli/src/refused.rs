//! Says why an input cannot be used, in one line.

use std::{fmt, io};

use pgreach_rules::{ConfigError, without_password};

use crate::lines::in_one_line;

/// What an input is expected to be.
pub(crate) const A_CONFIG: &str =
    r#"a Config, as {"version": 1, "source": {"kind": "single-server"}}, or what an Azure tool prints"#;

/// Why an input cannot be used, in one line that names it.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It cannot be read.
    Unreadable(String, io::Error),
    /// It is not what was expected.
    Wrong(String, ConfigError),
    /// A server's name fits nothing, too much, or another party.
    Name(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(place, error) => {
                write!(formatter, "{}: cannot be read: {error}", in_one_line(&without_password(place)))
            }
            Self::Wrong(place, error) => {
                let path = in_one_line(&error.path);
                let place = in_one_line(&without_password(place));
                write!(formatter, "{place}: {}", ConfigError { path, ..error.clone() })
            }
            Self::Name(message) => formatter.write_str(message),
        }
    }
}

/// An input that is not what was expected.
pub(crate) fn wrong(place: &str, found: &str, expected: &str) -> Refused {
    Refused::Wrong(place.to_owned(), error(None, found, expected))
}

/// What was found, in a line and column, and what would be accepted.
pub(crate) fn error(
    position: Option<(usize, usize)>,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> ConfigError {
    ConfigError { path: String::new(), position, found: found.into(), expected: expected.into() }
}
