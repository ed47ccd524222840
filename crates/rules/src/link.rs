//! The Config as a link's fragment, readable and writable by hand.
//!
//! `v=1&source.kind=single-server&source.access=private&source/peering=fail`: one entry for each setting, by its
//! path, and for each answer, by its step.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::{CONTRACT_VERSION, Config, ConfigError, Setting, named::may_hold_password};

/// What would end an entry, or is not allowed in a fragment.
const ESCAPED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'&').add(b'<').add(b'=').add(b'>').add(b'`');

/// An entry of a link that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadEntry {
    /// The entry as it stands in the link.
    pub entry: String,
    /// What is wrong with it.
    pub error: ConfigError,
}

impl UnreadEntry {
    /// The entry as it may be shown: without its value where that may hold a password.
    #[must_use]
    pub fn shown(&self) -> String {
        let decoded = percent_decode_str(&self.entry).decode_utf8_lossy();
        match self.entry.split_once('=') {
            Some((path, _)) if may_hold_password(&decoded) => format!("{path}=…"),
            _ => self.entry.clone(),
        }
    }
}

/// Reads a fragment, with or without its `#`: everything that can be read, and what could not.
///
/// An entry that can't be read leaves its setting "not known".
#[must_use]
pub fn read(fragment: &str) -> (Config, Vec<UnreadEntry>) {
    let mut config = Config::default();
    let mut unread = Vec::new();
    let mut seen = Vec::new();
    for entry in fragment.trim_start_matches('#').split('&').filter(|it| !it.is_empty()) {
        if let Err(error) = read_entry(&mut config, entry, &mut seen) {
            unread.push(UnreadEntry { entry: entry.to_owned(), error });
        }
    }
    (config, unread)
}

fn read_entry(config: &mut Config, entry: &str, seen: &mut Vec<String>) -> Result<(), ConfigError> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned);
    let (path, value) = entry.split_once('=').unwrap_or((entry, ""));
    let (Ok(path), Ok(value)) = (decoded(path), decoded(value)) else {
        return Err(ConfigError::new(path, "broken percent encoding", "UTF-8, as %C3%A9"));
    };
    if seen.contains(&path) {
        return Err(ConfigError::new(path, "the entry a second time", "each entry once"));
    }
    if path == "v" {
        if value != CONTRACT_VERSION.to_string() {
            return Err(ConfigError::new(
                path,
                crate::config_error::quoted(&value),
                format!("{CONTRACT_VERSION}, the version that this pgreach reads"),
            ));
        }
    } else {
        config.set(&path, &value)?;
    }
    seen.push(path);
    Ok(())
}

/// Writes a fragment without its `#`; names and exceptions only where asked. Resources are never written.
#[must_use]
pub fn write(config: &Config, with_names: bool) -> String {
    let mut fragment = format!("v={CONTRACT_VERSION}");
    let mut push = |path: &str, value: &str| {
        for part in ["&", path, "="] {
            fragment.push_str(part);
        }
        fragment.extend(utf8_percent_encode(value, ESCAPED));
    };
    for setting in Setting::ALL.iter().filter(|it| with_names || !it.is_name()) {
        if let Some(value) = setting.get(config) {
            push(setting.word(), &value);
        }
    }
    for (key, answer) in &config.answers {
        push(key.word(), answer.word());
    }
    // A reason is a person's own words, so it goes the way of the names.
    if with_names {
        for (key, exception) in &config.exceptions {
            push(&format!("exceptions.{}", key.word()), &exception.to_string());
        }
        if let Some(today) = config.today {
            push("today", &today.to_string());
        }
    }
    fragment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_link_written_by_hand() {
        let (config, unread) = read("#v=1&source.kind=single-server&source.name=orders%20old&source/peering=fail");
        assert_eq!(unread, []);
        assert_eq!(write(&config, true), "v=1&source.kind=single-server&source.name=orders%20old&source/peering=fail");
        assert_eq!(write(&config, false), "v=1&source.kind=single-server&source/peering=fail");
    }

    #[test]
    fn says_what_is_wrong_and_reads_the_rest() {
        for (fragment, said) in [
            ("v=2", "v: found \"2\", expected 1, the version that this pgreach reads"),
            ("source.kind", "source.kind: found \"\", expected one of single-server, azure-flexible-server"),
            ("sorce.kind=other", "sorce.kind: found an unknown path, expected one of source.kind"),
            ("source/magic=pass", "source/magic: found an unknown step, expected one of runtime/required"),
            ("source/peering=ok", "source/peering: found \"ok\", expected one of pass, fail, unknown, not-applicable"),
            ("source.name=%FF", "source.name: found broken percent encoding"),
            (
                "source.name=postgres%3A%2F%2Fadm%3AS3%2Fcret@orders-old",
                "source.name: found a text in which there is no host",
            ),
            ("runtime.used=true", "runtime.used: found the entry a second time, expected each entry once"),
        ] {
            let (config, unread) = read(&format!("runtime.used=true&{fragment}&source.access=public"));
            assert_eq!(write(&config, true), "v=1&source.access=public&runtime.used=true");
            let [UnreadEntry { entry, error }] = &unread[..] else { panic!("{fragment}: {unread:?}") };
            assert_eq!(entry, fragment);
            assert!(error.to_string().starts_with(said), "{error}");
        }
    }

    #[test]
    fn a_password_goes_into_no_sentence_and_no_link() {
        let (config, unread) = read("source.name=postgres://adm:S3cret@orders-old.corp.example:5433/db");
        assert_eq!(unread, []);
        assert_eq!(write(&config, true), "v=1&source.name=orders-old.corp.example&source.port=5433");
        for entry in [
            "source.name=postgres://adm:S3/cret@h",
            "target.name=host=h%20password=S3cret",
            "%73ource.name=a:b@S3cret@",
        ] {
            let (_, unread) = read(entry);
            let [unread] = &unread[..] else { panic!("{entry} was read") };
            assert!(
                !format!("{} {}", unread.shown(), unread.error).contains("S3"),
                "{} {}",
                unread.shown(),
                unread.error
            );
        }
    }
}
