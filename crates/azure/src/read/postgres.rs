//! Reads what a PostgreSQL server of one's own says: `pg_hba.conf`, `postgresql.conf`, and what psql prints of both.

mod hba;
mod settings;
mod table;

pub(crate) use hba::shown as shown_clients;
pub(super) use settings::addresses as listen_addresses;

use pgreach_network::Network;
use serde_json::Value;

use super::notes::Notes;

/// The member that holds the rules of a `pg_hba.conf` in JSON: the view that shows them.
pub(crate) const RULES: &str = "pg_hba_file_rules";

/// The member that holds settings of a server in JSON: the view that shows those in effect.
pub(crate) const SETTINGS: &str = "pg_settings";

/// The member that holds what configuration files say in JSON: the view that shows them.
pub(crate) const FILE_SETTINGS: &str = "pg_file_settings";

/// Reads a text, where it is one of these; else it is another reader's.
pub(super) fn read(name: &str, text: &str, notes: &Notes, network: &mut Network) -> bool {
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        return false;
    }
    let file_name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let tables = table::tables(start);
    if !tables.is_empty() {
        // One SHOW after another is one server's.
        let (rules, rows): (Vec<_>, Vec<_>) =
            tables.into_iter().partition(|it| it.iter().any(|it| it.has("auth_method")));
        let rows: Vec<table::Row> = rows.into_iter().flatten().collect();
        let mut is_read = rows_of(&rows, notes, network);
        for rows in rules {
            is_read |= rows_of(&rows, notes, network);
        }
        return is_read;
    }
    if file_name == "pg_hba.conf" || hba::is_one(start) {
        keep_rules(hba::file(text, notes.file), notes, network);
        return true;
    }
    if matches!(file_name.as_str(), "postgresql.conf" | "postgresql.auto.conf") || settings::is_one(start) {
        notes.read("postgresql.conf");
        notes.partial(
            "What postgresql.conf says can be overruled by ALTER SYSTEM: SHOW listen_addresses says what is in effect.",
        );
        network.self_run.listening.extend(settings::file(text, notes.file));
        return true;
    }
    false
}

/// Reads a JSON document, where it is one of these: as `row_to_json` prints the rows of a view, or as it is written.
pub(super) fn document<'t>(text: &'t str, notes: &Notes, network: &mut Network) -> Option<&'t str> {
    if !is_document(text) {
        return None;
    }
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = documents.next()?.ok()?;
    let rest = text.get(documents.byte_offset()..)?;
    let rows = |it: &Value| it.as_array().map(|it| it.iter().map(table::Row::of_json).collect::<Vec<_>>());
    let all = [Some(&value), value.get(RULES), value.get(SETTINGS), value.get(FILE_SETTINGS)];
    for rows in all.into_iter().flatten().filter_map(rows) {
        // Without rules, everything is refused.
        if rows.is_empty() && value.get(RULES).is_some() {
            keep_rules(hba::rows(&rows, notes.file), notes, network);
        }
        rows_of(&rows, notes, network);
    }
    if value.get(FILE_SETTINGS).is_some()
        && let Some(listening) = network.self_run.listening.last_mut()
    {
        listening.is_in_effect = false;
    }
    Some(rest)
}

/// Whether a JSON text is one of these, by its start: a member that is called as a view, or rows with columns of one, in any
/// order.
fn is_document(text: &str) -> bool {
    const START: usize = 1000;
    if let Some(object) = text.strip_prefix('{') {
        let name = object.trim_start().strip_prefix('"').and_then(|it| it.split('"').next());
        return name.is_some_and(|it| [RULES, SETTINGS, FILE_SETTINGS].contains(&it));
    }
    let Some(row) = text.strip_prefix('[').and_then(|it| it.trim_start().strip_prefix('{')) else { return false };
    let row = row.get(..row.floor_char_boundary(START)).unwrap_or_default();
    let row = row.split('}').next().unwrap_or_default();
    let has = |column: &str| row.split('"').any(|it| it == column);
    has("auth_method") || has("name") && has("setting")
}

/// Reads rows of one of the views, or of SHOW.
fn rows_of(rows: &[table::Row], notes: &Notes, network: &mut Network) -> bool {
    let has = |column: &str| rows.iter().any(|it| it.has(column));
    if has("auth_method") || has("line_number") {
        keep_rules(hba::rows(rows, notes.file), notes, network);
        return true;
    }
    let Some(listening) = settings::rows(rows, notes.file) else { return false };
    notes.read("settings of PostgreSQL");
    network.self_run.listening.push(listening);
    true
}

fn keep_rules(file: pgreach_network::HbaFile, notes: &Notes, network: &mut Network) {
    notes.read("pg_hba.conf");
    if let Some(line) = file.refused {
        notes.partial(format!(
            "Line {line} is none that PostgreSQL takes, so that it takes nothing of the file: it goes on with the rules it had before."
        ));
    }
    if file.rules.iter().any(|it| it.transport == pgreach_network::HbaTransport::Unknown) {
        notes.partial("It includes other files, which are not followed: what they say is not known.");
    }
    network.self_run.hba_files.push(file);
}
