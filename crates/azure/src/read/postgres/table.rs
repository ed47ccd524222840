//! Tables as psql prints them, and rows as JSON.

use serde_json::Value;

/// One row: its columns with their values. What is null has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row(Vec<(String, Option<String>)>);

impl Row {
    /// A row as `row_to_json` prints it.
    pub(super) fn of_json(value: &Value) -> Self {
        let text = |it: &Value| match it {
            Value::Null | Value::Object(_) => None,
            Value::String(text) => Some(text.clone()),
            Value::Array(items) => {
                let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                Some(format!("{{{}}}", items.join(",")))
            }
            other => Some(other.to_string()),
        };
        Self(value.as_object().into_iter().flatten().map(|(name, it)| (name.clone(), text(it))).collect())
    }

    /// Whether it has a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.0.iter().any(|it| it.0 == column)
    }

    /// The value of a column.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        self.0.iter().find(|it| it.0 == column).and_then(|it| it.1.as_deref())
    }

    /// The number in a column.
    pub(super) fn number(&self, column: &str) -> Option<usize> {
        self.text(column)?.parse().ok()
    }

    /// The items of a column: of an array `{a,b}`, else the value itself.
    pub(super) fn list(&self, column: &str) -> Vec<String> {
        let Some(text) = self.text(column) else { return Vec::new() };
        let inner = text.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(text);
        inner.split(',').map(|it| it.trim_matches('"').to_owned()).filter(|it| !it.is_empty()).collect()
    }
}

/// The tables in what psql printed, each with its rows.
pub(super) fn tables(text: &str) -> Vec<Vec<Row>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut tables = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let is_rule = line.contains("---") && line.trim().bytes().all(|it| matches!(it, b'-' | b'+'));
        let Some(head) = at.checked_sub(1).and_then(|it| lines.get(it)).filter(|_| is_rule) else { continue };
        let cells = |it: &str| it.split('|').map(|it| it.trim().to_owned()).collect::<Vec<_>>();
        let columns = cells(head);
        // Something else that is underlined.
        if columns.iter().any(|it| it.is_empty() || it.contains(' ')) {
            continue;
        }
        let rows =
            lines.iter().skip(at + 1).take_while(|it| !it.trim().is_empty() && !it.trim_start().starts_with('('));
        let row = |it: &&str| {
            let values = cells(it).into_iter().map(|it| Some(it).filter(|it| !it.is_empty()));
            Row(columns.iter().cloned().zip(values).collect())
        };
        tables.push(rows.map(row).collect());
    }
    tables
}
