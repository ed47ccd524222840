//! The settings of a Config: their paths, their values, and where a person finds them.

use serde::Serialize;

use crate::{
    Config, ConfigError, ServerAccess, SourceAccess, SourceKind, TargetKind, Tls, config_error::quoted,
    host::is_address, keyword::keyword,
};

keyword! {
    /// One setting, named by its path in a Config, with the question that it answers.
    Setting {
        /// What the source is.
        SourceKind = "source.kind", "What is the source server?";
        /// From where the source can be reached.
        SourceAccess = "source.access", "Is the source in public or private access?";
        /// Whether a single server has a private endpoint.
        SourcePrivateEndpoint = "source.privateEndpoint", "Does the source have an approved private endpoint?";
        /// The source's name.
        SourceName = "source.name", "What is the source called?";
        /// What is connected to in place of the source's own name.
        SourceAddress = "source.address", "Which Custom FQDN/IP does the migration use for the source?";
        /// The source's port.
        SourcePort = "source.port", "On which port does the source listen?";
        /// What the target is, among flexible servers.
        TargetKind = "target.kind", "What kind of flexible server is the target?";
        /// From where the target can be reached.
        TargetAccess = "target.access", "What is the target's connectivity method?";
        /// The target's name.
        TargetName = "target.name", "What is the target called?";
        /// What is connected to in place of the target's own name.
        TargetAddress = "target.address", "Which Custom FQDN/IP does the migration use for the target?";
        /// Whether a runtime server is used.
        RuntimeUsed = "runtime.used", "Does the migration use a runtime server?";
        /// From where the runtime server can be reached.
        RuntimeAccess = "runtime.access", "What is the runtime server's connectivity method?";
        /// The runtime server's name.
        RuntimeName = "runtime.name", "What is the runtime server called?";
        /// The TLS mode of the connection to the source.
        Tls = "tls", "Which TLS mode does the migration use?";
    }
}

/// What values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A TCP port, 1 to 65535.
    Port,
    /// A name or address: up to [`NAME_LIMIT`] characters, none of them a control character.
    Name,
    /// An IPv4 address or a host name.
    Address,
}

/// The longest name, in characters: the limit of a DNS name.
pub const NAME_LIMIT: usize = 253;

impl Setting {
    /// What values it takes.
    #[must_use]
    pub const fn form(self) -> Form {
        match self {
            Self::SourceKind => Form::Choice(SourceKind::WORDS),
            Self::SourceAccess => Form::Choice(SourceAccess::WORDS),
            Self::TargetKind => Form::Choice(TargetKind::WORDS),
            Self::Tls => Form::Choice(Tls::WORDS),
            Self::TargetAccess | Self::RuntimeAccess => Form::Choice(ServerAccess::WORDS),
            Self::SourcePrivateEndpoint | Self::RuntimeUsed => Form::Flag,
            Self::SourcePort => Form::Port,
            Self::SourceName | Self::TargetName | Self::RuntimeName => Form::Name,
            Self::SourceAddress | Self::TargetAddress => Form::Address,
        }
    }

    /// Where the portal shows it, in the labels of the guides; empty where only the person knows.
    ///
    /// Source: "Troubleshooting networking and connectivity errors in Single to Flex Migration tool" (2023-06-14),
    /// steps 1 and 2; "Network guide using Migration Runtime Server" (2024-03-27); migration wizard of the
    /// migration service.
    #[must_use]
    pub const fn portal(self) -> &'static str {
        match self {
            Self::SourceAccess => {
                "Single server: Connection security → Deny public network access. No is public, Yes is private. \
                 Flexible server: Networking → Connectivity method, and the private endpoints listed below it. Any other \
                 source: private if it has no public address."
            }
            Self::SourcePrivateEndpoint => "Single server → Private endpoint connections: one is listed as Approved.",
            Self::SourcePort => "The port in the source's connection string; 5432 unless it was changed.",
            Self::TargetAccess | Self::RuntimeAccess => {
                "Flexible server → Networking → Connectivity method, and the private endpoints listed below it."
            }
            Self::RuntimeUsed => "Migration wizard → Runtime server tab → Use runtime server.",
            Self::TargetKind => "Flexible server → Overview: an elastic cluster or a read replica is marked as one.",
            Self::Tls => {
                "The migration's sslMode: by default verify-full for a single server, prefer for any other source."
            }
            Self::SourceAddress | Self::TargetAddress => {
                "The migration's Custom FQDN/IP: empty where it connects to the server's own name."
            }
            Self::SourceKind | Self::SourceName | Self::TargetName | Self::RuntimeName => "",
        }
    }

    /// The values to choose from, each with its label; empty where any text may stand.
    #[must_use]
    pub const fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::SourceKind => SourceKind::CHOICES,
            Self::SourceAccess => SourceAccess::CHOICES,
            Self::TargetKind => TargetKind::CHOICES,
            Self::Tls => Tls::CHOICES,
            Self::TargetAccess | Self::RuntimeAccess => ServerAccess::CHOICES,
            Self::SourcePrivateEndpoint | Self::RuntimeUsed => &[("true", "Yes"), ("false", "No")],
            Self::SourceName
            | Self::SourceAddress
            | Self::TargetName
            | Self::TargetAddress
            | Self::RuntimeName
            | Self::SourcePort => &[],
        }
    }

    /// The values to offer with what is known so far: those of a flexible server are none of another source's.
    #[must_use]
    pub fn offered(self, config: &Config) -> &'static [(&'static str, &'static str)] {
        const GENERAL: &[(&str, &str)] = &[
            (SourceAccess::Public.word(), SourceAccess::Public.label()),
            (SourceAccess::Private.word(), SourceAccess::Private.label()),
        ];
        let is_flexible = config.source.kind == Some(SourceKind::FlexibleServer);
        match (self, config.source.access) {
            (Self::SourceAccess, Some(SourceAccess::Private)) if is_flexible => self.choices(),
            (Self::SourceAccess, _) if is_flexible => ServerAccess::CHOICES,
            (Self::SourceAccess, access) if access.is_none_or(SourceAccess::is_general) => GENERAL,
            _ => self.choices(),
        }
    }

    /// What a value must look like, for an error message.
    #[must_use]
    pub fn expected(self) -> String {
        match self.form() {
            Form::Choice(words) => format!("one of {}", words.join(", ")),
            Form::Flag => "true or false".to_owned(),
            Form::Port => "a port from 1 to 65535".to_owned(),
            Form::Address => "an IPv4 address or a host name".to_owned(),
            Form::Name => format!("a name of 1 to {NAME_LIMIT} characters without control characters"),
        }
    }

    /// The value in this config as text, or `None` where it is not known.
    #[must_use]
    pub fn get(self, config: &Config) -> Option<String> {
        let flag = |it: Option<bool>| it.map(|it| it.to_string());
        let access = |it: Option<ServerAccess>| it.map(|it| it.word().to_owned());
        match self {
            Self::SourceKind => config.source.kind.map(|it| it.word().to_owned()),
            Self::SourceAccess => config.source.access.map(|it| it.word().to_owned()),
            Self::SourcePrivateEndpoint => flag(config.source.private_endpoint),
            Self::SourceName => config.source.name.clone(),
            Self::SourceAddress => config.source.address.clone(),
            Self::SourcePort => config.source.port.map(|it| it.to_string()),
            Self::TargetKind => config.target.kind.map(|it| it.word().to_owned()),
            Self::TargetAccess => access(config.target.access),
            Self::TargetName => config.target.name.clone(),
            Self::TargetAddress => config.target.address.clone(),
            Self::RuntimeUsed => flag(config.runtime.used),
            Self::RuntimeAccess => access(config.runtime.access),
            Self::RuntimeName => config.runtime.name.clone(),
            Self::Tls => config.tls.map(|it| it.word().to_owned()),
        }
    }

    /// Writes a value given as text.
    ///
    /// # Errors
    /// Where the text is no value of this setting; the config is left as it was.
    pub fn set(self, config: &mut Config, text: &str) -> Result<(), ConfigError> {
        let wrong = || ConfigError::new(self.word(), quoted(text), self.expected());
        match self {
            Self::SourceKind => config.source.kind = Some(SourceKind::from_word(text).ok_or_else(wrong)?),
            Self::SourceAccess => config.source.access = Some(SourceAccess::from_word(text).ok_or_else(wrong)?),
            Self::SourcePrivateEndpoint => config.source.private_endpoint = Some(text.parse().map_err(|_| wrong())?),
            Self::SourceName | Self::TargetName | Self::RuntimeName => self.set_name(config, text)?,
            Self::SourceAddress => config.source.address = Some(self.address(text)?),
            Self::SourcePort => config.source.port = Some(port(text).ok_or_else(wrong)?),
            Self::TargetKind => config.target.kind = Some(TargetKind::from_word(text).ok_or_else(wrong)?),
            Self::TargetAccess => config.target.access = Some(ServerAccess::from_word(text).ok_or_else(wrong)?),
            Self::TargetAddress => config.target.address = Some(self.address(text)?),
            Self::RuntimeUsed => config.runtime.used = Some(text.parse().map_err(|_| wrong())?),
            Self::RuntimeAccess => config.runtime.access = Some(ServerAccess::from_word(text).ok_or_else(wrong)?),
            Self::Tls => config.tls = Some(Tls::from_word(text).ok_or_else(wrong)?),
        }
        Ok(())
    }

    /// Makes it "not known" again.
    pub fn clear(self, config: &mut Config) {
        match self {
            Self::SourceKind => config.source.kind = None,
            Self::SourceAccess => config.source.access = None,
            Self::SourcePrivateEndpoint => config.source.private_endpoint = None,
            Self::SourceName => config.source.name = None,
            Self::SourceAddress => config.source.address = None,
            Self::SourcePort => config.source.port = None,
            Self::TargetKind => config.target.kind = None,
            Self::TargetAccess => config.target.access = None,
            Self::TargetName => config.target.name = None,
            Self::TargetAddress => config.target.address = None,
            Self::RuntimeUsed => config.runtime.used = None,
            Self::RuntimeAccess => config.runtime.access = None,
            Self::RuntimeName => config.runtime.name = None,
            Self::Tls => config.tls = None,
        }
    }

    /// Whether it is a name that a person chose, which a link leaves out unless asked.
    #[must_use]
    pub const fn is_name(self) -> bool {
        matches!(self.form(), Form::Name | Form::Address)
    }

    /// Takes an address. What else a text holds, a password perhaps, is not repeated.
    fn address(self, text: &str) -> Result<String, ConfigError> {
        if is_address(text) {
            return Ok(text.to_owned());
        }
        let is_more = text.contains(['@', '=', '/']);
        let found = if is_more { "more than an address".to_owned() } else { quoted(text) };
        Err(ConfigError::new(self.word(), found, self.expected()))
    }
}

/// One setting that a branch fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BranchSetting {
    /// Its path.
    pub setting: Setting,
    /// The value that it has in this branch.
    pub value: &'static str,
}

/// A port written in digits alone: `+5432` parses as a number but is no port that a person would write.
fn port(text: &str) -> Option<u16> {
    let port = text.parse().ok().filter(|&it| 0 < it)?;
    text.bytes().all(|it| it.is_ascii_digit()).then_some(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_it_offers_and_nothing_else() {
        for (setting, good, bad) in [
            (Setting::SourceKind, &["single-server", "edb"][..], &["Single-Server", "", "mysql"][..]),
            (Setting::SourceAccess, &["public", "private", "vnet-integrated"], &["vnet", "Private "]),
            (Setting::TargetKind, TargetKind::WORDS, &["replica"]),
            (Setting::Tls, Tls::WORDS, &["VerifyFull", "disable"]),
            (Setting::SourcePrivateEndpoint, &["true", "false"], &["yes", "1", "True"]),
            (Setting::SourceName, &["orders-old", "db 1.corp.local", "ørders"], &["", "  ", "a\nb", "a\u{202e}b"]),
            (
                Setting::SourceAddress,
                &["10.1.0.4", "db01.corp.example", "db_1", "Orders-Old.postgres.database.azure.com."],
                &[
                    "",
                    "10.1.0.300",
                    "10.1.0.04",
                    "1.2",
                    "db..corp",
                    "-db.corp",
                    "2001:db8::10",
                    "db 1",
                    "db:5432",
                    "a/b",
                ],
            ),
            (Setting::TargetAddress, &["10.2.1.4"], &["postgres://me:pw@db", ".", "x.1", "ørders.example"]),
            (Setting::SourcePort, &["1", "5432", "65535"], &["0", "65536", "+5432", "-1", "5432a", ""]),
            (Setting::TargetAccess, ServerAccess::WORDS, &["private", "vnet"]),
            (Setting::RuntimeUsed, &["true", "false"], &["maybe"]),
        ] {
            for &text in good {
                let mut config = Config::default();
                setting.set(&mut config, text).expect("a good value is taken");
                assert_eq!(setting.get(&config).as_deref(), Some(text));
                setting.clear(&mut config);
                assert_eq!(config, Config::default());
            }
            for &text in bad {
                let mut config = Config::default();
                let error = setting.set(&mut config, text).expect_err(text);
                assert_eq!((error.path.as_str(), config), (setting.word(), Config::default()));
            }
        }
    }

    #[test]
    fn only_what_matters_is_asked() {
        for (settings, matters) in [
            (
                &[][..],
                &[
                    "source.kind",
                    "source.access",
                    "source.name",
                    "source.address",
                    "source.port",
                    "target.access",
                    "target.name",
                    "target.address",
                    "runtime.used",
                    "tls",
                ][..],
            ),
            (
                &["source.kind=single-server"],
                &[
                    "source.kind",
                    "source.access",
                    "source.privateEndpoint",
                    "source.name",
                    "source.address",
                    "source.port",
                    "target.access",
                    "target.name",
                    "target.address",
                    "runtime.used",
                    "tls",
                ],
            ),
            (
                &["source.kind=single-server", "source.access=private"],
                &[
                    "source.kind",
                    "source.access",
                    "source.name",
                    "source.address",
                    "source.port",
                    "target.access",
                    "target.name",
                    "target.address",
                    "runtime.used",
                    "tls",
                ],
            ),
            (
                &["source.kind=single-server", "source.access=public", "target.access=public"],
                &[
                    "source.kind",
                    "source.access",
                    "source.name",
                    "source.address",
                    "source.port",
                    "target.access",
                    "target.name",
                    "target.address",
                    "runtime.used",
                    "tls",
                ],
            ),
            (
                &["source.kind=edb", "runtime.used=true"],
                &[
                    "source.kind",
                    "source.access",
                    "source.name",
                    "source.address",
                    "source.port",
                    "target.access",
                    "target.name",
                    "target.address",
                    "runtime.used",
                    "runtime.access",
                    "runtime.name",
                    "tls",
                ],
            ),
        ] {
            let mut config = Config::default();
            for setting in settings {
                let (path, value) = setting.split_once('=').expect("path=value");
                config.set(path, value).expect(setting);
            }
            let asked: Vec<&str> = Setting::ALL.iter().filter(|it| it.matters(&config)).map(|it| it.word()).collect();
            assert_eq!(asked, matters, "{settings:?}");
        }
    }

    #[test]
    fn a_name_may_be_as_long_as_a_dns_name() {
        let mut config = Config::default();
        assert!(Setting::TargetName.set(&mut config, &"a".repeat(NAME_LIMIT)).is_ok());
        assert!(Setting::TargetName.set(&mut config, &"a".repeat(NAME_LIMIT + 1)).is_err());
    }
}
