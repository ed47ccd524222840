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

/// What a server says of where it listens: the columns of `SHOW`, and names in `pg_settings`.
pub(super) const SETTINGS: [&str; 3] = ["listen_addresses", "port", "ssl"];

/// Whether a line names the columns of `pg_settings`, `pg_hba_file_rules` or `SHOW`, separated by commas.
fn is_head(line: &str) -> bool {
    let has = |name: &str| line.split(',').any(|it| it == name);
    SETTINGS.contains(&line) || has("auth_method") || has("name") && has("setting")
}

/// The rows of `psql --csv`.
fn comma_separated(text: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let Ok(names) = reader.headers().cloned() else { return Vec::new() };
    let cell = |it: &str| Some(it.to_owned()).filter(|it| !it.is_empty());
    let row = |it: csv::StringRecord| Row(names.iter().map(str::to_owned).zip(it.iter().map(cell)).collect());
    // `psql -A` counts the rows below them.
    let records = reader.records().filter_map(Result::ok).filter(|it| !it.get(0).is_some_and(is_count));
    let rows: Vec<Row> = records.map(row).collect();
    if rows.is_empty() && text.lines().nth(1).is_some_and(str::is_empty) { shown_empty(text).collect() } else { rows }
}

/// Whether a line is what psql says below a table: how many rows it has.
fn is_count(line: &str) -> bool {
    line.trim_start().strip_prefix('(').is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()))
}

/// The row of a `SHOW` whose value is empty: it has one row always.
fn shown_empty(head: &str) -> impl Iterator<Item = Row> {
    let name = head.lines().next().unwrap_or_default().trim();
    SETTINGS.contains(&name).then(|| Row(vec![(name.to_owned(), None)])).into_iter()
}

/// The rows of `\x`: each column has a line.
fn expanded(lines: &[&str]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in lines {
        if line.starts_with("-[ RECORD ") {
            rows.push(Row::default());
        } else if let (Some((name, value)), Some(row)) = (line.split_once('|'), rows.last_mut()) {
            let value = Some(value.trim().to_owned()).filter(|it| !it.is_empty());
            row.0.push((name.trim().to_owned(), value));
        }
    }
    rows
}

/// A setting and its value, as `-At` prints the rows of `pg_settings`.
fn setting(line: &str) -> Option<Row> {
    let (name, value) = line.split_once('|')?;
    let cell = |name: &str, it: &str| (name.to_owned(), Some(it.to_owned()));
    Some(Row(vec![cell("name", name), cell("setting", value)]))
}

/// The tables in what psql printed, each with its rows: aligned, expanded (`\x`), with `--csv`, or settings without heads (`-At`).
pub(super) fn tables(text: &str) -> Vec<Vec<Row>> {
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.first().map_or("", |it| it.trim());
    if first.starts_with("-[ RECORD ") {
        return vec![expanded(&lines)];
    }
    if is_head(first) && !lines.get(1).is_some_and(|it| it.contains("---")) {
        return vec![comma_separated(text)];
    }
    if first.split_once('|').is_some_and(|(name, _)| SETTINGS.contains(&name)) {
        return vec![lines.iter().filter_map(|it| setting(it)).collect()];
    }
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
        let rows = lines.iter().skip(at + 1).take_while(|it| !it.trim().is_empty() && !is_count(it));
        let row = |it: &&str| {
            let values = cells(it).into_iter().map(|it| Some(it).filter(|it| !it.is_empty()));
            Row(columns.iter().cloned().zip(values).collect())
        };
        let mut rows: Vec<Row> = rows.map(row).collect();
        // A value that is empty leaves its line blank. A file that ends below the head is cut.
        let below = |nth: usize| lines.get(at + nth).copied();
        if rows.is_empty()
            && (below(1) == Some(" ") || below(1).is_some_and(str::is_empty) && below(2).is_some_and(is_count))
        {
            rows.extend(shown_empty(head));
        }
        tables.push(rows);
    }
    tables
}
