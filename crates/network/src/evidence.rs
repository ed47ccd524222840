//! A property of a resource, as it stands in the files, that shows something.

use serde::Serialize;

use crate::{Network, Origin};

/// What an imported resource shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The resource's name.
    pub resource: String,
    /// The path of the property, flattened as the Azure CLI prints it.
    pub property: String,
    /// Its value.
    pub value: String,
    /// The resource's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The file that it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// Names as the value of a property: "a, b", or "none". A long list is cut short.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    first_of(8, names)
}

/// The first of some names: "a, b and 3 more", or "none".
pub fn first_of<'a>(most: usize, names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let first: Vec<&str> = names.by_ref().take(most).collect();
    with_more(&first, names.count())
}

/// Some names, and how many more there are: "a, b and 3 more", or "none".
#[must_use]
pub fn with_more(names: &[&str], more: usize) -> String {
    match (names, more) {
        ([], _) => "none".to_owned(),
        (_, 0) => names.join(", "),
        _ => format!("{} and {more} more", names.join(", ")),
    }
}

impl Origin {
    /// A property of this resource as evidence. The path is the flattened one, as the Azure CLI prints it.
    pub fn shows(&self, network: &Network, property: impl Into<String>, value: impl Into<String>) -> Evidence {
        Evidence {
            resource: self.name(),
            property: property.into(),
            value: value.into(),
            id: Some(self.id.text().to_owned()),
            file: network.files.get(self.file).cloned(),
        }
    }
}
