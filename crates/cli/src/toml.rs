//! A Config written as TOML: the same keys and values, through the same door.

use pgreach_rules::{Config, ConfigError};

use crate::refused::{A_CONFIG, error};

/// The Config that a text says.
pub(crate) fn from_toml(text: &str) -> Result<Config, ConfigError> {
    let table: ::toml::Table = ::toml::from_str(text).map_err(|refused| {
        let read = refused.span().and_then(|it| text.get(..it.start)).unwrap_or_default();
        let found = format!("text that is not TOML ({})", refused.message().lines().next().unwrap_or_default());
        error(Some(end_of(read)), found, A_CONFIG)
    })?;
    let json = as_json(::toml::Value::Table(table)).to_string();
    // A place in the JSON would be no place in the file: the path has to do.
    Config::from_json(&json).map_err(|refused| ConfigError { position: None, ..refused })
}

/// A value of TOML in JSON, which knows no dates.
fn as_json(value: ::toml::Value) -> serde_json::Value {
    match value {
        ::toml::Value::String(text) => text.into(),
        ::toml::Value::Integer(number) => number.into(),
        ::toml::Value::Float(number) => number.into(),
        ::toml::Value::Boolean(flag) => flag.into(),
        ::toml::Value::Datetime(date) => date.to_string().into(),
        ::toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        ::toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
    }
}

/// Line and column, from 1, of what follows a text.
fn end_of(read: &str) -> (usize, usize) {
    let column = read.len() - read.rfind('\n').map_or(0, |it| it + 1) + 1;
    (read.matches('\n').count() + 1, column)
}
