//! The file that the page saves itself: a Config whose resources are what was read.

use pgreach_azure::{is_config, text};
use pgreach_rules::{Config, ConfigError, network::Network};

/// What a file is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What an Azure tool printed.
    Azure,
    /// A Config, its resources taken out, and whether it had any.
    Config(Box<Config>, bool),
    /// A Config that is wrong.
    Refused(ConfigError),
}

impl Kind {
    /// Whether it is read as what an Azure tool printed, whole or its resources.
    pub(crate) const fn has_resources(&self) -> bool {
        matches!(self, Self::Azure | Self::Config(_, true))
    }
}

/// What a file is, and in a Config's place the documents that its resources are: none where there are none.
pub(crate) fn kind(bytes: &[u8]) -> (Kind, Option<String>) {
    // A long list is not looked through for nothing.
    let is_list = bytes.iter().find(|it| !it.is_ascii_whitespace()) == Some(&b'[');
    let Some(text) = text(bytes).ok().filter(|it| !is_list && is_config(it)) else { return (Kind::Azure, None) };
    match Config::from_json(&text) {
        Ok(mut config) => {
            let resources: Vec<String> = std::mem::take(&mut config.resources).into_iter().map(|it| it.0).collect();
            (Kind::Config(Box::new(config), !resources.is_empty()), Some(resources.join("\n")))
        }
        Err(error) => (Kind::Refused(error), Some(String::new())),
    }
}

/// The file. The day is left to the program that reads it.
pub(crate) fn write(config: Config, network: &Network) -> String {
    Config { today: None, resources: pgreach_azure::write(network), ..config }.to_json() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_is_told_from_what_azure_prints() {
        for text in ["[{ \"id\": \"a\" }]", "{\"value\": []}", "{", "", "{\"source\": 1} {\"source\": 1}"] {
            let (kind, resources) = kind(text.as_bytes());
            assert!(kind == Kind::Azure && resources.is_none() || matches!(kind, Kind::Refused(_)), "{text}: {kind:?}");
        }
        let (kind, resources) = kind(br#"{"source": {"name": "a"}, "resources": [{"id": "b"}, {}]}"#);
        assert!(matches!(kind, Kind::Config(config, true) if config.source.name.as_deref() == Some("a")));
        assert_eq!(resources.as_deref(), Some("{\"id\": \"b\"}\n{}"));
    }

    #[test]
    fn a_wrong_config_says_what_is_wrong() {
        let (kind, resources) = kind(br#"{"source": {"kind": "mainframe"}}"#);
        assert!(matches!(kind, Kind::Refused(error) if error.path == "source.kind"));
        assert_eq!(resources.as_deref(), Some(""));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let config = Config::from_json(r#"{"source": {"name": "a"}, "answers": {"source/peering": "fail"}}"#);
        let config = config.expect("it is a Config");
        let text = write(config.clone(), &Network::default());
        assert_eq!(kind(text.as_bytes()).0, Kind::Config(Box::new(config), false));
    }
}
