//! The Config as JSON: the one strict door, and the way out.
//!
//! The text is walked once and the walk stops at the first thing that is wrong, so a large file that is no Config is
//! refused at its first key.

use std::fmt;

use serde::{
    Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::value::RawValue;

use crate::{
    CONTRACT_VERSION, Config, ConfigError, Date, Exception, Form, Resource, Setting, Status, StepKey,
    config_error::quoted, exception,
};

pub(crate) const SECTIONS: [&str; 9] =
    ["version", "source", "target", "runtime", "tls", "answers", "exceptions", "today", "resources"];
/// Names the schema that an editor holds the document against; it says nothing of the migration.
pub(crate) const SCHEMA: &str = "$schema";
const EXAMPLE: &str = r#"a Config, as {"version": 1, "source": {"kind": "single-server"}}"#;

impl Config {
    /// Reads a Config from JSON text, with or without a byte order mark. The key `$schema` is for editors and not kept.
    ///
    /// # Errors
    /// The first thing that is wrong: text that is not JSON, an unknown key, a value that its setting does not take,
    /// or a key given twice.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut door = Door::default();
        let mut json = serde_json::Deserializer::from_str(text);
        let read = Node { door: &mut door, path: String::new() }.deserialize(&mut json).and_then(|()| json.end());
        match read {
            Ok(()) => Ok(door.config),
            Err(error) => {
                let position = (0 < error.line()).then(|| (error.line(), error.column().max(1)));
                let refused = door.refused.unwrap_or_else(|| not_json(&error));
                Err(ConfigError { position, ..refused })
            }
        }
    }

    /// Writes the Config as JSON, keys in the order of the contract, what is not known left out.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Writes one value given as text, as a link or an option gives it.
    ///
    /// The path is a setting's, as `source.kind`, or an answer's: `answers.source/peering` or just `source/peering`,
    /// or an exception's, `exceptions.source/peering`, whose text is a day and a reason, or `today`.
    ///
    /// # Errors
    /// Where there is no such path, or the text is no value of it; the config is left as it was.
    pub fn set(&mut self, path: &str, text: &str) -> Result<(), ConfigError> {
        if let Some(setting) = Setting::from_word(path) {
            return setting.set(self, text);
        }
        if path == "today" {
            self.today = Some(exception::day(path, text)?);
            return Ok(());
        }
        if let Some(step) = path.strip_prefix("exceptions.") {
            let key = StepKey::parse(step).ok_or_else(|| unknown_step(path))?;
            self.exceptions.insert(key, Exception::parse(path, text)?);
            return Ok(());
        }
        let step = path.strip_prefix("answers.").unwrap_or(path);
        if !step.contains('/') {
            let expected = format!("one of {}, or a step as source/peering", Setting::WORDS.join(", "));
            return Err(ConfigError::new(path, "an unknown path", expected));
        }
        let key = StepKey::parse(step).ok_or_else(|| unknown_step(path))?;
        let answer = Status::from_word(text).ok_or_else(|| no_answer(path, quoted(text)))?;
        self.answers.insert(key, answer);
        Ok(())
    }
}

fn not_json(error: &serde_json::Error) -> ConfigError {
    if error.is_eof() {
        return ConfigError::new("", "JSON that is cut off", EXAMPLE);
    }
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or_default();
    ConfigError::new("", format!("text that is not JSON ({reason})"), EXAMPLE)
}

fn unknown_step(path: &str) -> ConfigError {
    let keys: Vec<&str> = StepKey::all().map(StepKey::word).collect();
    ConfigError::new(path, "an unknown step", format!("one of {}", keys.join(", ")))
}

fn no_answer(path: &str, found: String) -> ConfigError {
    ConfigError::new(path, found, format!("one of {}", Status::WORDS.join(", ")))
}

/// What was read so far, and what stopped the reading. serde carries an error as text only, so its parts wait here.
#[derive(Default)]
struct Door {
    config: Config,
    /// The parts of the exception that is being read.
    reason: Option<String>,
    expires: Option<Date>,
    refused: Option<ConfigError>,
}

impl Door {
    fn refuse<E: Error>(&mut self, error: ConfigError) -> E {
        let message = E::custom(&error);
        self.refused = Some(error);
        message
    }

    /// Takes the exception whose parts were read: it must say why and until when.
    fn accept(&mut self, key: StepKey, path: &str) -> Result<(), ConfigError> {
        match (self.reason.take(), self.expires.take()) {
            (Some(reason), Some(expires)) => {
                self.config.exceptions.insert(key, Exception { reason, expires });
                Ok(())
            }
            (reason, _) => {
                let part = if reason.is_none() { "reason" } else { "expires" };
                Err(ConfigError::new(format!("{path}.{part}"), "nothing", exception::expected(part)))
            }
        }
    }

    /// Takes a value without parts.
    fn take(&mut self, path: &str, value: &Scalar) -> Result<(), ConfigError> {
        if path == "version" {
            let expected = format!("{CONTRACT_VERSION}, the version that this pgreach reads");
            let known = *value == Scalar::Number(CONTRACT_VERSION.to_string());
            return if known { Ok(()) } else { Err(ConfigError::new(path, value.shown(), expected)) };
        }
        if path == SCHEMA {
            let is_text = matches!(value, Scalar::Text(_));
            let expected = "the address of the schema, as a text";
            return if is_text { Ok(()) } else { Err(ConfigError::new(path, value.kind(), expected)) };
        }
        if let Some(setting) = Setting::from_word(path) {
            return match (setting.form(), value) {
                (_, Scalar::Null) => Ok(()),
                (Form::Flag, Scalar::Flag(text))
                | (Form::Port, Scalar::Number(text))
                | (Form::Choice(_) | Form::Name | Form::Address, Scalar::Text(text)) => {
                    setting.set(&mut self.config, text).map_err(|error| ConfigError { found: value.shown(), ..error })
                }
                _ => Err(ConfigError::new(path, value.shown(), setting.expected())),
            };
        }
        if path == "today" {
            return self.config.set(path, value.day(path)?);
        }
        if let Some((_, Some(part))) = exception_at(path) {
            match value {
                Scalar::Text(text) if part == "reason" => self.reason = Some(exception::reason(path, text)?),
                Scalar::Text(text) => self.expires = Some(exception::day(path, text)?),
                _ => return Err(ConfigError::new(path, value.kind(), exception::expected(part))),
            }
            return Ok(());
        }
        match (StepKey::parse(path.strip_prefix("answers.").unwrap_or_default()), value) {
            (Some(_), Scalar::Text(text)) => self.config.set(path, text),
            (Some(_), _) => Err(no_answer(path, value.shown())),
            (None, _) => Err(ConfigError::new(path, value.kind(), expected_at(path))),
        }
    }
}

/// The step of an exception's path and, below it, the part.
fn exception_at(path: &str) -> Option<(&str, Option<&str>)> {
    let rest = path.strip_prefix("exceptions.")?;
    Some(rest.split_once('.').map_or((rest, None), |(step, part)| (step, Some(part))))
}

/// What may stand at a path that takes parts.
fn expected_at(path: &str) -> &'static str {
    match path {
        "" => EXAMPLE,
        "resources" => "a list of resources as Azure tools print them",
        _ if exception_at(path).is_some() => r#"{"reason": "why", "expires": "2026-12-31"}"#,
        _ => "an object",
    }
}

/// The error for a key that is not known in what stands at a path, or `None` where it is.
fn unknown_key(parent: &str, key: &str, path: &str) -> Option<ConfigError> {
    let keys: Vec<&str> = match parent {
        "" if key == SCHEMA || SECTIONS.contains(&key) => return None,
        "" => SECTIONS.to_vec(),
        "answers" | "exceptions" if StepKey::parse(key).is_some() => return None,
        "answers" | "exceptions" => return Some(unknown_step(path)),
        _ if parent.starts_with("exceptions.") => match key {
            "reason" | "expires" => return None,
            _ => vec!["reason", "expires"],
        },
        _ if Setting::from_word(path).is_some() => return None,
        party => Setting::WORDS.iter().copied().filter(|it| it.split('.').next() == Some(party)).collect(),
    };
    Some(ConfigError::new(path, "an unknown key", format!("one of {}", keys.join(", "))))
}

/// The value at one path: walks into objects, hands everything else to the door.
struct Node<'a> {
    door: &'a mut Door,
    path: String,
}

impl Node<'_> {
    fn scalar<E: Error>(self, value: &Scalar) -> Result<(), E> {
        self.door.take(&self.path, value).map_err(|error| self.door.refuse(error))
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let exception = exception_at(&self.path).map(|(step, part)| (StepKey::parse(step), part.is_none()));
        let has_parts = matches!(self.path.as_str(), "" | "source" | "target" | "runtime" | "answers" | "exceptions");
        if !has_parts && !matches!(exception, Some((_, true))) {
            return self.scalar(&Scalar::Object);
        }
        let mut seen = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let path = if self.path.is_empty() { key.clone() } else { format!("{}.{key}", self.path) };
            if let Some(error) = unknown_key(&self.path, &key, &path) {
                return Err(self.door.refuse(error));
            }
            if seen.contains(&path) {
                // The last one would win in silence, and a wrong answer with it.
                return Err(self.door.refuse(ConfigError::new(path, "the key a second time", "each key once")));
            }
            map.next_value_seed(Node { door: &mut *self.door, path: path.clone() })?;
            seen.push(path);
        }
        if let Some((Some(key), true)) = exception {
            return self.door.accept(key, &self.path).map_err(|error| self.door.refuse(error));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if self.path != "resources" {
            return self.scalar(&Scalar::List);
        }
        while let Some(item) = items.next_element::<Box<RawValue>>()? {
            if !item.get().starts_with('{') {
                let path = format!("resources[{}]", self.door.config.resources.len());
                return Err(self.door.refuse(ConfigError::new(
                    path,
                    "no object",
                    "a resource as an Azure tool prints it",
                )));
            }
            self.door.config.resources.push(Resource(item.get().to_owned()));
        }
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar(&Scalar::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        self.scalar(&Scalar::Flag(flag.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.scalar(&Scalar::Number(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.scalar(&Scalar::Number(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.scalar(&Scalar::Number(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.scalar(&Scalar::Text(text.to_owned()))
    }
}

/// A value as the door sees it.
#[derive(Debug, PartialEq, Eq)]
enum Scalar {
    Null,
    Flag(String),
    Number(String),
    Text(String),
    List,
    Object,
}

impl Scalar {
    fn shown(&self) -> String {
        match self {
            Self::Flag(text) | Self::Number(text) => text.clone(),
            Self::Text(text) => quoted(text),
            Self::Null | Self::List | Self::Object => self.kind().to_owned(),
        }
    }

    /// The text of a day.
    fn day(&self, path: &str) -> Result<&str, ConfigError> {
        match self {
            Self::Text(text) => Ok(text),
            _ => Err(ConfigError::new(path, self.shown(), exception::expected("expires"))),
        }
    }

    /// What it is, without its content: where an object was expected, a text may be a connection string.
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Flag(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

impl Serialize for Config {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &CONTRACT_VERSION)?;
        for party in ["source", "target", "runtime"] {
            let settings = Settings { config: self, party };
            if settings.known().next().is_some() {
                map.serialize_entry(party, &settings)?;
            }
        }
        if let Some(tls) = self.tls {
            map.serialize_entry("tls", &tls)?;
        }
        if !self.answers.is_empty() {
            map.serialize_entry("answers", &self.answers)?;
        }
        if !self.exceptions.is_empty() {
            map.serialize_entry("exceptions", &self.exceptions)?;
        }
        if let Some(today) = self.today {
            map.serialize_entry("today", &today)?;
        }
        if !self.resources.is_empty() {
            map.serialize_entry("resources", &self.resources)?;
        }
        map.end()
    }
}

impl Serialize for Resource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.clone()).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

/// The known settings of one party.
struct Settings<'a> {
    config: &'a Config,
    party: &'static str,
}

impl Settings<'_> {
    fn known(&self) -> impl Iterator<Item = (&'static str, Form, String)> {
        Setting::ALL.iter().filter_map(|it| {
            let (party, key) = it.word().split_once('.')?;
            let text = it.get(self.config).filter(|_| party == self.party)?;
            Some((key, it.form(), text))
        })
    }
}

impl Serialize for Settings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, form, text) in self.known() {
            match form {
                Form::Flag => map.serialize_entry(key, &(text == "true"))?,
                Form::Port => map.serialize_entry(key, &text.parse::<u16>().unwrap_or_default())?,
                Form::Choice(_) | Form::Name | Form::Address => map.serialize_entry(key, &text)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn what_is_taken() {
        for text in [
            "{}",
            "\u{feff}{\"version\": 1}",
            r#"{"$schema": "./config.schema.json"}"#,
            r#"{"source": {"name": null}}"#,
            "{\"answers\": {}, \"resources\": []}",
        ] {
            assert_eq!(Config::from_json(text), Ok(Config::default()), "{text}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        let text = r#"{
  "version": 1,
  "source": {
    "kind": "single-server",
    "access": "private",
    "privateEndpoint": true,
    "name": "orders-old",
    "port": 5433
  },
  "runtime": {
    "used": false
  },
  "answers": {
    "source/peering": "pass"
  },
  "resources": [
    {"name": "vnet-a", "properties": {}}
  ]
}"#;
        assert_eq!(Config::from_json(text).expect("it is a Config").to_json(), text);
    }

    #[test]
    fn a_resource_is_kept_but_never_shown() {
        let config = Config::from_json(r#"{"resources": [{"sharedKey": "hunter2"}]}"#).expect("it is a Config");
        assert_eq!(config.resources.len(), 1);
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
