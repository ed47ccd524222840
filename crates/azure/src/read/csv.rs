//! The rows of Resource Graph as the portal's explorer downloads them: CSV, in which objects are JSON.

use serde_json::{Map, Value, json};

use super::notes::Notes;

/// The explorer shows and downloads so many rows at most.
///
/// Source: "Quickstart: Run Resource Graph query using Azure portal" (2025).
const PAGE: usize = 1000;

/// Whether a text may be a result of Resource Graph, by the names of its columns.
pub(super) fn is_one(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let is_id = |it: &str| it.trim().trim_matches('"').eq_ignore_ascii_case("id");
    !first.starts_with(['{', '[']) && first.contains(',') && first.split(',').any(is_id)
}

/// The rows as `az graph query` would print them; `None` where it is no such result.
pub(super) fn translated(text: &str, notes: &Notes) -> Option<String> {
    if !is_one(text) {
        return None;
    }
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let names = reader.headers().ok()?.clone();
    let mut rows = Vec::new();
    let mut is_torn = false;
    for record in reader.records() {
        let Ok(record) = record else {
            is_torn = true;
            notes.error("", "a row with another number of cells than the first", "the CSV file as it was downloaded");
            continue;
        };
        let cells = names.iter().zip(&record).filter(|(_, cell)| !cell.is_empty() && *cell != "null");
        rows.push(Value::Object(cells.map(|(name, cell)| (name.to_owned(), value(cell))).collect::<Map<_, _>>()));
    }
    let is_cut = !rows.is_empty() && rows.len().is_multiple_of(PAGE);
    Some(json!({ "data": rows, "resultTruncated": (is_torn || is_cut).to_string() }).to_string())
}

/// A cell. An object that was cut short, as Excel does it, stays a text, of which nothing is known.
fn value(cell: &str) -> Value {
    let is_json = cell.starts_with(['{', '[']);
    is_json.then(|| serde_json::from_str(cell).ok()).flatten().unwrap_or_else(|| cell.into())
}
