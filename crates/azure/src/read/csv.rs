//! The rows of Resource Graph as the portal's explorer downloads them: CSV, in which objects are JSON.

use serde_json::{Map, Value, json};

use super::notes::Notes;

/// The explorer shows and downloads so many rows at most.
///
/// Source: "Quickstart: Run Resource Graph query using Azure portal" (2025).
const PAGE: usize = 1000;

/// Whether a text may be a result of Resource Graph, by the names of its columns.
pub(super) fn is_one(text: &str) -> bool {
    delimiter(text).is_some()
}

/// What divides the cells. Where a comma divides a number, Excel saves with a semicolon.
fn delimiter(text: &str) -> Option<u8> {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let is_id = |it: &str| it.trim().trim_matches('"').eq_ignore_ascii_case("id");
    let divides = |it: &u8| {
        let it = char::from(*it);
        first.contains(it) && first.split(it).any(is_id)
    };
    if first.starts_with(['{', '[']) { None } else { [b',', b';', b'\t'].into_iter().find(divides) }
}

/// The rows as `az graph query` would print them; `None` where it is no such result.
pub(super) fn translated(text: &str, notes: &Notes) -> Option<String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)?).from_reader(text.as_bytes());
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
