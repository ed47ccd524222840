//! Keeps what a resource says of itself, with the difference between "it has none" and "not known".

/// One fact that a resource may state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// The resource was read, and has none: the member is null, or missing where everything else is there.
    None,
    /// The resource says so.
    Known(T),
    /// Not in what was read: left out, or an expression that only Azure can resolve.
    #[default]
    Unknown,
}

impl<T> Fact<T> {
    /// The value, where there is one.
    #[must_use]
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::None | Self::Unknown => None,
        }
    }

    /// Whether it is not known.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// This fact about another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::None => Fact::None,
            Self::Known(value) => Fact::Known(change(value)),
            Self::Unknown => Fact::Unknown,
        }
    }
}

/// The children of a resource, as far as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<T> {
    /// Those that were read, each once.
    pub items: Vec<T>,
    /// Whether these are all: only then does absence prove anything.
    pub complete: bool,
}

impl<T> Listing<T> {
    /// All of them.
    #[must_use]
    pub const fn all(items: Vec<T>) -> Self {
        Self { items, complete: true }
    }

    /// Those that were read.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
}

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self { items: Vec::new(), complete: false }
    }
}

impl<'a, T> IntoIterator for &'a Listing<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
