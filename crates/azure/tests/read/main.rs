//! Tests what the reader makes of the forms in which Azure's tools print resources.

mod absence;
mod attached;
mod broken;
mod compose;
mod documents;
mod errors;
mod forms;
#[cfg(feature = "host")]
mod host;
mod joining;
mod postgres;
mod properties;
mod resources;
mod templates;
mod terraform;
