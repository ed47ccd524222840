//! Keeps what is known of the resources in the files that are not read.

use crate::{Id, Listing, Origin};

/// A resource of a type of Microsoft.Network that pgreach does not read: only what it has to do with is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Where it was found.
    pub origin: Origin,
    /// Its type in lower case, as `microsoft.network/natgateways`.
    pub kind: String,
    /// The ids that its body names, and those of the resources that name it. Not all, where there were too many.
    pub mentions: Listing<Id>,
}

impl Unread {
    /// How many mentions of one resource are kept.
    pub const MOST: usize = 256;

    /// Notes that it names a resource, or is named by it.
    pub fn mention(&mut self, id: Id) {
        if self.mentions.items.contains(&id) || self.origin.id == id {
            return;
        }
        if self.mentions.items.len() < Self::MOST {
            self.mentions.items.push(id);
        } else {
            self.mentions.complete = false;
        }
    }

    /// Whether it has to do with a resource: names it or a part of it, as a subnet of a VNet, is named by it, is a part of it, or
    /// may name it.
    #[must_use]
    pub fn concerns(&self, id: &Id) -> bool {
        // A template says neither subscription nor group: there a type and a name may be any of those.
        let may_be =
            |it: &Id| it == id || (it.subscription().is_none() || id.subscription().is_none()) && it.is_alike(id);
        let is_named = |it: &Id| may_be(it) || it.parent().as_ref().is_some_and(may_be);
        !self.mentions.complete || self.mentions.iter().any(is_named) || self.origin.id.is_part_of(id)
    }
}
