//! Tags of resources, as far as they may say which migration one belongs to.

use crate::sort_by_text;

/// A tag of a server or a virtual machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tag {
    /// The id of the resource, in lower case.
    pub resource: String,
    /// Which tag it is.
    pub name: TagName,
    /// What it says.
    pub value: String,
}

impl Tag {
    /// Puts tags into one order, each once.
    pub fn sort(tags: &mut Vec<Self>) {
        sort_by_text(tags, |it| [&it.resource, it.name.word(), &it.value].join("\n"));
        tags.dedup();
    }
}

/// The tags that are read, by their names in any case. Others, which may hold anything, are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TagName {
    /// `migration`, for what is to be migrated together.
    Migration,
    /// `workload`, as the Cloud Adoption Framework names it.
    Workload,
    /// `app` or `application`.
    App,
}

impl TagName {
    /// Each of them, the one that says most first.
    pub const ALL: [Self; 3] = [Self::Migration, Self::Workload, Self::App];

    /// Its name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Migration => "migration",
            Self::Workload => "workload",
            Self::App => "app",
        }
    }
}
