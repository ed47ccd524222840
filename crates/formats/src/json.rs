//! The Report as it is.

use crate::Export;

/// The Report as JSON, as the contract has it.
pub(crate) fn write(export: &Export<'_>) -> String {
    pretty(export.report)
}

/// A value as JSON in lines. Nothing that is written here can fail to be JSON.
pub(crate) fn pretty(value: &impl serde::Serialize) -> String {
    let mut json = serde_json::to_string_pretty(value).unwrap_or_default();
    json.push('\n');
    json
}
