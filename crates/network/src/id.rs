//! The ids of Azure resources, which Azure writes in any case.

use std::{fmt, hash};

/// The id of a resource, as `/subscriptions/…/providers/Microsoft.Network/virtualNetworks/vnet-a/subnets/db`.
///
/// Two ids are equal whatever their case. The text is kept as it was read.
#[derive(Clone, Eq)]
pub struct Id {
    text: Box<str>,
    /// Where the provider stands in it, as [`position`] finds it: thousands of ids are asked for it again and again.
    provider: usize,
}

impl Id {
    /// The id that a text is, or `None` where it names no provider.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end_matches('/');
        position(text, PROVIDERS).map(|provider| Self { text: text.into(), provider })
    }

    /// The text as it was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The last part: the resource's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or_default()
    }

    /// The resource that it is a part of, as the VNet of a subnet; `None` for a resource of its own.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.parent_text().map(|(text, provider)| Self { text: text.into(), provider })
    }

    /// The name of the resource that it is a part of.
    #[must_use]
    pub fn parent_name(&self) -> Option<&str> {
        self.parent_text()?.0.rsplit('/').next()
    }

    /// The text of the parent, and where the provider stands in that.
    fn parent_text(&self) -> Option<(&str, usize)> {
        let (kind, _) = self.text.rsplit_once('/')?;
        let (parent, _) = kind.rsplit_once('/')?;
        // It is the same unless it is cut off.
        let is_whole = self.provider + PROVIDERS.len() <= parent.len();
        let provider = if is_whole { self.provider } else { position(parent, PROVIDERS)? };
        // Provider, type and name are the least: "/providers/Microsoft.Network/virtualNetworks/vnet-a".
        (3 <= parent.get(provider..)?.matches('/').count()).then_some((parent, provider))
    }

    /// Whether it is the id of a part of another resource, at any depth.
    #[must_use]
    pub fn is_part_of(&self, whole: &Self) -> bool {
        let (part, whole) = (self.text.as_bytes(), whole.text.as_bytes());
        part.get(..whole.len()).is_some_and(|it| it.eq_ignore_ascii_case(whole)) && part.get(whole.len()) == Some(&b'/')
    }

    /// Whether it names the same type and name, whatever the subscription and group.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        let tail = |it: &'_ Self| it.text.get(it.provider..).map(str::to_ascii_lowercase);
        tail(self) == tail(other)
    }

    /// The type in lower case, as `microsoft.network/virtualnetworks/subnets`.
    #[must_use]
    pub fn kind(&self) -> String {
        let mut parts = self.text.get(self.provider + PROVIDERS.len()..).unwrap_or_default().split('/');
        let mut kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        for part in parts.step_by(2) {
            kind.push('/');
            kind.push_str(&part.to_ascii_lowercase());
        }
        kind
    }

    /// The subscription, where the id names one.
    #[must_use]
    pub fn subscription(&self) -> Option<&str> {
        self.after("/subscriptions/")
    }

    /// The resource group, where the id names one.
    #[must_use]
    pub fn resource_group(&self) -> Option<&str> {
        self.after("/resourceGroups/")
    }

    fn after(&self, part: &str) -> Option<&str> {
        let start = position(&self.text, part)? + part.len();
        self.text.get(start..)?.split('/').next()
    }
}

/// What stands before the provider.
const PROVIDERS: &str = "/providers/";

/// Where a part that begins with a slash stands in a text, whatever its case. The last place, as a nested id ends with the
/// provider that counts.
fn position(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let is_there = |at: usize| text.get(at..at + part.len()).is_some_and(|it| it.eq_ignore_ascii_case(part));
    (0..text.len()).rev().find(|at| text.get(*at) == Some(&b'/') && is_there(*at))
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}

impl hash::Hash for Id {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        Lower(&self.text).hash(state);
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A text whose case does not matter.
pub(crate) struct Lower<'a>(pub(crate) &'a str);

impl hash::Hash for Lower<'_> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        // In pieces: a text that is hashed byte by byte takes ten times as long.
        let mut lower = [0; 32];
        for piece in self.0.as_bytes().chunks(lower.len()) {
            let Some(lower) = lower.get_mut(..piece.len()) else { continue };
            lower.copy_from_slice(piece);
            lower.make_ascii_lowercase();
            state.write(lower);
        }
        state.write_u8(0xff);
    }
}

#[cfg(test)]
mod tests {
    use super::Id;

    const SUBNET: &str =
        "/subscriptions/s1/resourceGroups/rg-a/providers/Microsoft.Network/virtualNetworks/vnet-a/subnets/db";

    #[test]
    fn an_id_says_what_it_names_and_what_holds_it() {
        let id = Id::parse(SUBNET).expect("it is an id");
        assert_eq!((id.name(), id.kind().as_str()), ("db", "microsoft.network/virtualnetworks/subnets"));
        assert_eq!((id.subscription(), id.resource_group()), (Some("s1"), Some("rg-a")));
        let vnet = id.parent().expect("a subnet has a VNet");
        assert_eq!((vnet.name(), vnet.parent()), ("vnet-a", None));
    }

    #[test]
    fn case_and_a_last_slash_do_not_matter() {
        assert_eq!(Id::parse(&SUBNET.to_uppercase()), Id::parse(&format!("{SUBNET}/")));
    }

    #[test]
    fn what_names_no_provider_is_no_id() {
        assert_eq!(["", "vnet-a", "db.corp.local:5432@admin"].map(Id::parse), [None, None, None]);
    }
}
