//! Reads how the page is to be shown from what stands in the fragment beside the Config.
//!
//! `embed=1` leaves out everything but the checker itself, for a page that frames it; `theme=light` or `theme=dark`
//! overrules the system; `host=https://docs.example` names the origin that may talk with the page.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use pgreach_rules::{ConfigError, link::UnreadEntry};

/// How the page is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// Whether another page frames this one and brings what stands around it.
    pub(crate) embed: bool,
    /// Light or dark, where that is not the system's choice.
    pub(crate) theme: Option<Theme>,
    /// The origin that may talk with the page, as a browser writes it.
    pub(crate) host: Option<String>,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|it| it.word() == word)
    }
}

impl View {
    /// Takes the view's entries out of a fragment: the view, the rest of the fragment, and what could not be read.
    pub(crate) fn take(fragment: &str) -> (Self, String, Vec<UnreadEntry>) {
        let (mut view, mut rest, mut unread) = (Self::default(), Vec::new(), Vec::new());
        let mut seen = Vec::new();
        for entry in fragment.trim_start_matches('#').split('&') {
            let (key, value) = entry.split_once('=').unwrap_or((entry, ""));
            if !["embed", "theme", "host"].contains(&key) {
                rest.push(entry);
                continue;
            }
            let value = percent_decode_str(value).decode_utf8_lossy();
            let read = if seen.contains(&key) { Err("each entry once") } else { view.read(key, &value) };
            seen.push(key);
            if let Err(expected) = read {
                unread.push(not_read(entry, &value, expected));
            }
        }
        if !view.embed
            && let Some(host) = view.host.take()
        {
            unread.push(not_read(&format!("host={host}"), &Cow::Borrowed(&host), "embed=1 beside it"));
        }
        (view, rest.join("&"), unread)
    }

    fn read(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        match key {
            "embed" if value == "1" => self.embed = true,
            "embed" => return Err("1"),
            "theme" => self.theme = Some(Theme::from_word(value).ok_or("light or dark")?),
            _ if is_origin(value) => self.host = Some(value.to_owned()),
            _ => return Err("an origin as https://docs.example: lower case, without a path or a usual port"),
        }
        Ok(())
    }

    /// The view's entries, each led by `&`.
    pub(crate) fn entries(&self) -> String {
        let mut entries = String::new();
        let theme = self.theme.map(Theme::word);
        for (key, value) in
            [("&embed=", self.embed.then_some("1")), ("&theme=", theme), ("&host=", self.host.as_deref())]
        {
            if let Some(value) = value {
                entries.push_str(key);
                entries.push_str(value);
            }
        }
        entries
    }
}

fn not_read(entry: &str, value: &str, expected: &str) -> UnreadEntry {
    let path = entry.split('=').next().unwrap_or_default();
    let error = ConfigError {
        path: path.to_owned(),
        position: None,
        found: ["\"", value, "\""].concat(),
        expected: expected.to_owned(),
    };
    UnreadEntry { entry: entry.to_owned(), error }
}

/// Whether a text is an origin as browsers write it: what is written otherwise would never be the one that they tell.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").filter(|it| !it.ends_with(":443"));
    let host = host.or_else(|| text.strip_prefix("http://").filter(|it| !it.ends_with(":80")));
    let is_plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-.:[]_".contains(&it);
    host.is_some_and(|it| !it.is_empty() && it.bytes().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_stands_beside_the_config() {
        let (view, rest, unread) =
            View::take("#v=1&embed=1&source.access=public&theme=dark&host=https%3A%2F%2Fdocs.example:8443&x=y");
        assert_eq!(unread, []);
        assert_eq!(rest, "v=1&source.access=public&x=y");
        assert_eq!(view.entries(), "&embed=1&theme=dark&host=https://docs.example:8443");
        assert_eq!(View::take(&view.entries()).0, view);
        assert_eq!(View::default().entries(), "");
    }

    #[test]
    fn a_bad_value_is_told_and_counts_as_not_there() {
        for (fragment, said) in [
            ("embed=yes", "embed: found \"yes\", expected 1"),
            ("theme=blue", "theme: found \"blue\", expected light or dark"),
            ("embed=1&embed=1", "embed: found \"1\", expected each entry once"),
            ("host=https://docs.example", "host: found \"https://docs.example\", expected embed=1 beside it"),
        ] {
            let (view, rest, unread) = View::take(fragment);
            assert_eq!(unread.iter().map(|it| it.error.to_string()).collect::<Vec<_>>(), [said]);
            assert_eq!((view.theme, view.host, rest.as_str()), (None, None, ""));
        }
    }

    #[test]
    fn a_host_is_an_origin_as_a_browser_writes_it() {
        for (text, is_one) in [
            ("https://docs.example", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://intranet", true),
            ("https://docs.example/", false),
            ("https://Docs.example", false),
            ("https://docs.example:443", false),
            ("http://docs.example:80", false),
            ("docs.example", false),
            ("https://", false),
            ("null", false),
            ("*", false),
        ] {
            assert_eq!(is_origin(text), is_one, "{text}");
        }
    }
}
