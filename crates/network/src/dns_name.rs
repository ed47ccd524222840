//! The names that DNS is asked for.

use std::fmt;

/// The label of a name that no file says. It can stand in no host name.
const UNSAID: &str = "\u{0}";

/// A name that DNS is asked for, in lower case: one that files say, or one of which they say only the zone that it stands
/// below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsName(String);

impl DnsName {
    /// A name that is said, with or without its last dot.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.trim_end_matches('.').to_ascii_lowercase())
    }

    /// Some name below a zone. Below the root, whose name is empty, it may be any.
    #[must_use]
    pub fn below(zone: &str) -> Self {
        Self(format!("{UNSAID}.{}", zone.to_ascii_lowercase()))
    }

    /// What its record set is called in a zone, `@` where it is the zone's own name; `None` where it stands in another
    /// zone, or is not said.
    #[must_use]
    pub fn record_in(&self, zone: &str) -> Option<&str> {
        if self.unsaid_below().is_some() {
            return None;
        }
        let name = self.0.strip_suffix(&zone.to_ascii_lowercase())?;
        if name.is_empty() { Some("@") } else { name.strip_suffix('.') }
    }

    /// The zone that it stands below, where no more is said of it.
    pub(crate) fn unsaid_below(&self) -> Option<&str> {
        self.0.strip_prefix(UNSAID)?.strip_prefix('.')
    }

    /// All its labels. That of a name which is not said is like no other.
    pub(crate) fn labels(&self) -> &str {
        &self.0
    }
}

/// As it is shown: of a name that is not said, its zone.
impl fmt::Display for DnsName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.unsaid_below() {
            Some("") => "the name",
            Some(zone) => zone,
            None => &self.0,
        })
    }
}
