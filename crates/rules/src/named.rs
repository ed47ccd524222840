//! The names of servers as people write them: read into the name alone, with the port where one stands beside it.

use crate::{
    Config, ConfigError, Form, NAME_LIMIT, Setting,
    config_error::quoted,
    search::{around, place_of},
};

const ADDRESS: &str = "an IPv4 address, a host name, or a postgres:// URL with one host and an encoded password";
const EXPECTED: &str = "a server's name, host name or id, or a postgres:// URL with one host and an encoded password";

impl Config {
    /// Reads the names as people write them: without surrounding spaces, a user, a trailing dot, the `privatelink`
    /// label, and, of a URL, everything but host and port. A source's port becomes `source.port`. A runtime server's
    /// name says that one is used. Passwords and users are dropped.
    ///
    /// # Errors
    /// Where no name can be read, a port differs from the setting's, or a runtime server has a name and is not used.
    pub fn with_plain_names(mut self) -> Result<Self, ConfigError> {
        if let Some(text) = &self.source.name {
            let (name, port) = read("source.name", text)?;
            if let (Some(known), Some(port)) = (self.source.port, port)
                && known != port
            {
                let expected = format!("port {known} as in source.port");
                return Err(ConfigError::new("source.name", format!("port {port}"), expected));
            }
            self.source.port = self.source.port.or(port);
            self.source.name = Some(name);
        }
        for (path, place) in [("target.name", &mut self.target.name), ("runtime.name", &mut self.runtime.name)] {
            let Some(text) = place else { continue };
            let (name, port) = read(path, text)?;
            if let Some(port) = port {
                is_own_port(path, port)?;
            }
            *place = Some(name);
        }
        if self.runtime.name.is_some() {
            if self.runtime.used == Some(false) {
                let expected = "true beside runtime.name, or no name";
                return Err(ConfigError::new("runtime.used", "false", expected));
            }
            self.runtime.used = Some(true);
        }
        Ok(self)
    }
}

impl Config {
    /// Writes one value as [`Config::set`] does, and takes an address apart as a person may write it: of a URL, and of a
    /// port beside it, only host and port are kept. The port of the source becomes `source.port`.
    ///
    /// # Errors
    /// Where there is no such path, or the text is no value of it.
    pub fn set_as_written(&mut self, path: &str, text: &str) -> Result<(), ConfigError> {
        let setting = Setting::from_word(path).filter(|it| it.form() == Form::Address);
        let Some(setting) = setting else { return self.set(path, text) };
        let (host, port) = host_and_port(text.trim()).ok_or_else(|| unreadable(path, text, ADDRESS))?;
        setting.set(self, &host)?;
        match (setting, port) {
            (Setting::SourceAddress, Some(port)) => self.source.port = Some(port),
            (_, Some(port)) => is_own_port(path, port)?,
            (_, None) => {}
        }
        Ok(())
    }
}

/// Refuses a port on which no flexible server listens.
///
/// Source: "`PgBouncer` in Azure Database for PostgreSQL": the server listens on 5432, its pooler on 6432, and no document
/// describes a migration through that.
fn is_own_port(path: &str, port: u16) -> Result<(), ConfigError> {
    match port {
        5432 => Ok(()),
        _ => Err(ConfigError::new(path, format!("port {port}"), "port 5432, on which a flexible server listens")),
    }
}

impl Setting {
    /// Writes the name of a party. Of a text that may hold a password, as a URL or a name with a user, only host and port are
    /// kept; any other text is kept as it is written.
    pub(crate) fn set_name(self, config: &mut Config, text: &str) -> Result<(), ConfigError> {
        let (name, port) = if may_hold_password(text) { read(self.word(), text)? } else { (text.to_owned(), None) };
        let name = is_name(&name)
            .then_some(name)
            .ok_or_else(|| ConfigError::new(self.word(), quoted(text), self.expected()))?;
        match (self, port) {
            (Self::SourceName, Some(port)) => config.source.port = Some(port),
            (_, Some(port)) => is_own_port(self.word(), port)?,
            (_, None) => {}
        }
        match self {
            Self::SourceName => config.source.name = Some(name),
            Self::RuntimeName => config.runtime.name = Some(name),
            _ => config.target.name = Some(name),
        }
        Ok(())
    }
}

/// Whether a text may be more than a name: what is typed goes into links and reports.
pub(crate) fn may_hold_password(text: &str) -> bool {
    let has_user = text.split_once('@').is_some_and(|(user, _)| user.contains(':'));
    place_of("://", text).is_some() || has_user || has_password(text)
}

fn has_password(text: &str) -> bool {
    place_of("password=", &text.to_ascii_lowercase()).is_some()
}

/// A name goes into sentences, terminals and commands, so nothing in it may move the cursor or turn the text.
fn is_name(text: &str) -> bool {
    let is_hidden = |it: char| {
        it.is_control() || matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    !text.trim().is_empty() && text.chars().count() <= NAME_LIMIT && !text.chars().any(is_hidden)
}

/// Returns the name and the port in a text.
fn read(path: &str, text: &str) -> Result<(String, Option<u16>), ConfigError> {
    parse(text.trim()).ok_or_else(|| unreadable(path, text, EXPECTED))
}

/// Says that no host can be read. What cannot be read may be a password.
fn unreadable(path: &str, text: &str, expected: &str) -> ConfigError {
    let is_secret = may_hold_password(text) || text.contains(['@', '=']);
    let found = if is_secret { "a text in which there is no host".to_owned() } else { quoted(text) };
    ConfigError::new(path, found, expected)
}

fn parse(text: &str) -> Option<(String, Option<u16>)> {
    host_and_port(text).map(|(host, port)| (public(&host), port))
}

/// Returns the host and the port in a text, or an id.
fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    if has_password(text) && place_of("://", text).is_none() {
        return None;
    }
    // An id.
    if text.starts_with('/') {
        return Some((text.to_owned(), None));
    }
    let authority = match around("://", text) {
        Some((scheme, rest)) => {
            let scheme = scheme.to_ascii_lowercase();
            if !["postgres", "postgresql", "jdbc:postgresql"].contains(&scheme.as_str()) {
                return None;
            }
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (authority, more) = rest.split_at(end);
            // A password with one of these characters that is not encoded ends the authority too early.
            if more.contains('@') || authority.contains(',') {
                return None;
            }
            authority
        }
        None => text,
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match host.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some((address, "")) => (address, None),
        Some((address, port)) => (address, Some(port.strip_prefix(':')?)),
        // An IPv6 address has several colons.
        None if host.matches(':').count() == 1 => host.split_once(':').map(|(host, port)| (host, Some(port)))?,
        None => (host, None),
    };
    let port = match port {
        // A URL may leave the port empty.
        None | Some("") => None,
        Some(port) => Some(port.parse().ok().filter(|it| 0 < *it && port.bytes().all(|it| it.is_ascii_digit()))?),
    };
    let host = host.trim().trim_end_matches('.');
    if host.is_empty() || host.contains(['/', '?', '%']) {
        return None;
    }
    Some((host.to_owned(), port))
}

/// Returns the public form of a private link's name, which names the same server.
fn public(host: &str) -> String {
    if host.starts_with('/') {
        return host.to_owned();
    }
    let mut labels: Vec<&str> = host.split('.').collect();
    let is_private = labels.get(1).is_some_and(|it| it.eq_ignore_ascii_case("privatelink"))
        && labels.get(2).is_some_and(|it| it.eq_ignore_ascii_case("postgres"));
    if is_private {
        labels.remove(1);
    }
    labels.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_people_write_them() {
        for (text, name, port) in [
            ("orders-old", "orders-old", None),
            ("  Orders-Old ", "Orders-Old", None),
            ("db 1.corp.local", "db 1.corp.local", None),
            ("orders-old.postgres.database.azure.com.", "orders-old.postgres.database.azure.com", None),
            ("orders-old.PrivateLink.postgres.database.azure.com", "orders-old.postgres.database.azure.com", None),
            ("db.corp.local:6432", "db.corp.local", Some(6432)),
            ("admin@orders-old@db:5432", "db", Some(5432)),
            ("2001:db8::10", "2001:db8::10", None),
            ("[2001:db8::10]:6432", "2001:db8::10", Some(6432)),
            ("postgres://me:s3cret@db.corp.local:5433/app?sslmode=require", "db.corp.local", Some(5433)),
            ("PostgreSQL://db.corp.local", "db.corp.local", None),
            ("postgresql://me:p@ss@db:/app", "db", None),
            (
                "/subscriptions/s/resourceGroups/g/providers/p/t/n",
                "/subscriptions/s/resourceGroups/g/providers/p/t/n",
                None,
            ),
        ] {
            assert_eq!(parse(text.trim()), Some((name.to_owned(), port)), "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_not_repeated() {
        for text in [
            "postgres://me:s3/cret@db",
            "postgres://me:s3?cret@db",
            "postgres://me:s3cret@",
            "postgres://me:s3cret@a,b/app",
            "mysql://me:s3cret@db",
            "host=db password=s3cret",
            "me:s3cret@db:port",
        ] {
            let mut config = Config::default();
            config.source.name = Some(text.to_owned());
            let error = config.with_plain_names().expect_err(text).to_string();
            assert!(!error.contains("s3") && !error.contains("cret"), "{error}");
        }
    }

    #[test]
    fn an_address_is_taken_out_of_what_stands_around_it() {
        let read = |path: &str, text: &str| {
            let mut config = Config::default();
            config
                .set_as_written(path, text)
                .map(|()| (config.source.address, config.source.port, config.target.address))
        };
        let source = |address: &str, port| Ok((Some(address.to_owned()), port, None));
        for (text, address, port) in [
            ("db01.corp.example", "db01.corp.example", None),
            (" 10.1.0.4 ", "10.1.0.4", None),
            ("10.1.0.4:6432", "10.1.0.4", Some(6432)),
            ("db01.corp.example.", "db01.corp.example", None),
            ("postgres://me:s3cret@db01.corp.example:5433/app", "db01.corp.example", Some(5433)),
            // What is connected to is exactly this name.
            (
                "orders-old.privatelink.postgres.database.azure.com",
                "orders-old.privatelink.postgres.database.azure.com",
                None,
            ),
        ] {
            assert_eq!(read("source.address", text), source(address, port), "{text}");
        }
        let target = read("target.address", "postgres://me:s3cret@10.2.0.4:5432");
        assert_eq!(target, Ok((None, None, Some("10.2.0.4".to_owned()))));
        assert_eq!(read("target.address", "10.2.0.4:6432").map_err(|it| it.found), Err("port 6432".to_owned()));
        for text in [
            "postgres://me:s3/cret@db",
            "postgres://me:s3cret@",
            "postgres://me:s3cret@a,b",
            "host=db password=s3cret",
            "me:s3cret@db:port",
            "me:s3cret@2001:db8::10",
        ] {
            let error = read("source.address", text).expect_err(text).to_string();
            assert!(!error.contains("s3") && !error.contains("cret"), "{error}");
        }
        assert_eq!(
            read("source.address", "10.1.0.300").map_err(|it| it.to_string()),
            Err("source.address: found \"10.1.0.300\", expected an IPv4 address or a host name".to_owned())
        );
    }

    #[test]
    fn a_port_and_a_use_that_differ_are_errors() {
        let entered = |settings: &[(&str, &str)]| {
            let mut config = Config::default();
            for (path, value) in settings {
                config.set(path, value).expect("a good value");
            }
            config.with_plain_names().map_err(|it| it.path)
        };
        assert_eq!(entered(&[("source.name", "db:6432")]).map(|it| it.source.port), Ok(Some(6432)));
        assert_eq!(entered(&[("source.name", "db:6432"), ("source.port", "5432")]), Err("source.name".to_owned()));
        assert_eq!(entered(&[("target.name", "db:5433")]), Err("target.name".to_owned()));
        assert_eq!(entered(&[("runtime.name", "mover")]).map(|it| it.runtime.used), Ok(Some(true)));
        assert_eq!(entered(&[("runtime.name", "mover"), ("runtime.used", "false")]), Err("runtime.used".to_owned()));
    }
}
