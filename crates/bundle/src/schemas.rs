//! The JSON Schemas, as they are published.

use std::fs;
use std::path::Path;

use anyhow::Result;
use pgreach_rules::schema;

/// Writes the JSON Schemas into the folder `schema` of what is published.
///
/// # Errors
///
/// Where the folder is not writable.
pub fn write_schemas(published: &Path) -> Result<()> {
    let folder = published.join("schema");
    fs::create_dir_all(&folder)?;
    for (name, schema) in [("config", schema::config()), ("report", schema::report())] {
        fs::write(folder.join(format!("{name}.schema.json")), format!("{schema:#}\n"))?;
    }
    Ok(())
}
