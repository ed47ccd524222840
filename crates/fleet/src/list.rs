//! Reads a list of pairs: which migrations there are, and what is known of each. It is CSV or JSON with the same columns,
//! and every fault of it is named at once, so that a list of thousands is put right in one go.

use std::{collections::HashMap, fmt};

use pgreach_rules::{Config, Setting, StepKey, without_password};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{FoundBy, Pair};

/// A migration of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The line of the list that it begins at, from 1.
    pub line: usize,
    /// Source and target.
    pub pair: Pair,
    /// What its row says, the names among it.
    pub config: Config,
}

/// What is wrong in a list, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListError {
    /// The line, from 1; none where it is about the whole.
    pub line: Option<usize>,
    /// The name of the column; empty where it is about the row or the whole.
    pub column: String,
    /// What stands there, without a secret.
    pub found: String,
    /// What would be accepted.
    pub expected: String,
}

impl fmt::Display for ListError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(out, "line {line}: ")?;
        }
        if !self.column.is_empty() {
            write!(out, "{}: ", self.column)?;
        }
        write!(out, "found {}, expected {}", self.found, self.expected)
    }
}

/// What is written in a column of this name is for people, and not read.
const NOTE: &str = "note";

/// The columns that have a short name, as the options of the command have it.
const SHORT: [(&str, Setting); 3] =
    [("source", Setting::SourceName), ("target", Setting::TargetName), ("runtime", Setting::RuntimeName)];

/// What a list is expected to be.
const A_LIST: &str = "a list of pairs: CSV with the columns source and target, or JSON as \
    [{\"source\": \"orders-old\", \"target\": \"orders-new\"}]";

/// Reads a list of pairs from CSV, with commas, semicolons or tabs, or from JSON, an array of objects with the same names.
///
/// Columns are `source`, `target`, `runtime`, every setting, answer and exception by its path, as `source.kind`,
/// `source/peering` and `exceptions.source/nsg`, and `note`, which is not read. A cell that is empty says nothing.
///
/// # Errors
/// Everything that is wrong, by line: an unknown column with the nearest one that there is, a value that does not fit, a row
/// without source or target, and a pair that is there twice.
pub fn read_list(text: &str) -> Result<Vec<Listed>, Vec<ListError>> {
    let text = text.trim_start_matches('\u{feff}');
    let is_json = text.trim_start().starts_with(['[', '{']);
    let (rows, mut errors) = if is_json { of_json(text) } else { of_csv(text) }?;
    if rows.is_empty() && errors.is_empty() {
        return Err(vec![whole(None, "no pair", A_LIST)]);
    }
    let (mut list, mut lines) = (Vec::new(), HashMap::new());
    for row in rows {
        let read = match row.listed() {
            Ok(it) => it,
            Err(mut more) => {
                errors.append(&mut more);
                continue;
            }
        };
        let names = [&read.pair.source, &read.pair.target].map(|it| it.to_ascii_lowercase());
        if let Some(before) = lines.insert(names, read.line) {
            errors.push(whole(
                Some(read.line),
                &format!("{} → {} a second time", shown(&read.pair.source), shown(&read.pair.target)),
                &format!("each pair once: line {before} has it"),
            ));
        }
        list.push(read);
    }
    errors.sort_by_key(|it| it.line);
    if errors.is_empty() { Ok(list) } else { Err(errors) }
}

/// The rows that have the shape of one, and what is wrong with the others.
type Rows = (Vec<Row>, Vec<ListError>);

/// The cells of a row that say something, each with its column.
struct Row {
    line: usize,
    cells: Vec<(String, String)>,
}

impl Row {
    fn listed(self) -> Result<Listed, Vec<ListError>> {
        let (mut config, mut errors) = (Config::default(), Vec::new());
        let line = Some(self.line);
        for (column, value) in &self.cells {
            let Some(path) = path(column) else { continue };
            if let Err(error) = config.set_as_written(path, value) {
                // A nearest word is of use where there is a list of them.
                let words = error.expected.split([',', ' ']).map(str::trim).filter(|it| !it.is_empty());
                let expected = meant(&error.expected, nearest(value, words));
                errors.push(ListError { line, column: shown(column), found: error.found, expected });
            }
        }
        let config = match config.with_plain_names() {
            Ok(config) => config,
            Err(error) => {
                let (column, found) = (column_of(&error.path), error.found);
                errors.push(ListError { line, column, found, expected: error.expected });
                return Err(errors);
            }
        };
        let name = |name: &Option<String>, column: &str, errors: &mut Vec<ListError>| {
            if name.is_none() && errors.iter().all(|it| it.column != column) {
                let expected = format!("the {column}: a name, an id or a host name");
                errors.push(ListError { line, column: column.to_owned(), found: "nothing".to_owned(), expected });
            }
            name.clone().unwrap_or_default()
        };
        let source = name(&config.source.name, "source", &mut errors);
        let target = name(&config.target.name, "target", &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Listed { line: self.line, pair: Pair { source, target, found_by: FoundBy::Entered }, config })
    }
}

/// The path in a Config that a column is for; none of the one that is not read.
fn path(column: &str) -> Option<&str> {
    let short = SHORT.iter().find(|(word, _)| *word == column);
    if column == NOTE { None } else { Some(short.map_or(column, |(_, setting)| setting.word())) }
}

/// The column for a path in a Config.
fn column_of(path: &str) -> String {
    let short = SHORT.iter().find(|(_, setting)| setting.word() == path);
    short.map_or(path, |(word, _)| word).to_owned()
}

/// Names the columns: each is known, and there once.
fn columns(names: &[String], line: usize) -> Vec<ListError> {
    let mut errors = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let error =
            |found: String, expected: String| ListError { line: Some(line), column: String::new(), found, expected };
        if !is_column(name) {
            let all = all_columns();
            let near = nearest(name, all.iter().map(String::as_str));
            let expected = "source, target, runtime, note, or a path as source.kind, source/peering";
            errors.push(error(format!("the column \"{}\"", shown(name)), meant(expected, near)));
        } else if names.iter().take(at).any(|it| path(it) == path(name)) {
            errors.push(error(format!("the column \"{}\" a second time", shown(name)), "each column once".to_owned()));
        }
    }
    errors
}

fn is_column(name: &str) -> bool {
    let step = |it: &str| StepKey::parse(it).is_some();
    let is_path = || {
        let prefixed = ["answers.", "exceptions."].iter().find_map(|it| name.strip_prefix(it));
        Setting::from_word(name).is_some() || prefixed.map_or_else(|| step(name), step)
    };
    name == NOTE || SHORT.iter().any(|(word, _)| *word == name) || is_path()
}

fn all_columns() -> Vec<String> {
    let short = SHORT.iter().map(|(word, _)| (*word).to_owned());
    let settings = Setting::WORDS.iter().map(|it| (*it).to_owned());
    short.chain([NOTE.to_owned()]).chain(settings).chain(StepKey::all().map(|it| it.word().to_owned())).collect()
}

/// Adds what was probably meant.
fn meant(expected: &str, nearest: Option<&str>) -> String {
    nearest.map_or_else(|| expected.to_owned(), |it| format!("{expected}; did you mean {it}?"))
}

/// Returns the word that a mistyped one is nearest to: at most a third of its letters differ, and no other is as near.
fn nearest<'a>(word: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = word.trim().to_lowercase();
    let mut far: Vec<(usize, &str)> = words.map(|it| (strsim::osa_distance(&typed, &it.to_lowercase()), it)).collect();
    far.sort_unstable();
    far.dedup();
    let is_near = |it: usize| it <= (typed.chars().count() / 3).min(3);
    match far[..] {
        [(first, it), (second, _), ..] if is_near(first) && first < second => Some(it),
        [(first, it)] if is_near(first) => Some(it),
        _ => None,
    }
}

/// A text from outside, fit for one line.
fn shown(text: &str) -> String {
    const MOST: usize = 80;
    let plain = without_password(text);
    let rest = plain.chars().nth(MOST).map(|_| '…');
    plain
        .chars()
        .take(MOST)
        .map(|it| if it.is_control() { char::REPLACEMENT_CHARACTER } else { it })
        .chain(rest)
        .collect()
}

fn whole(line: Option<usize>, found: &str, expected: &str) -> ListError {
    ListError { line, column: String::new(), found: found.to_owned(), expected: expected.to_owned() }
}

fn of_csv(text: &str) -> Result<Rows, Vec<ListError>> {
    let head = text.lines().find(|it| !it.trim().is_empty()).unwrap_or_default();
    // A spreadsheet writes what its country uses, and some say it in a line before.
    let is_said = head.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sep="));
    let by = [',', ';', '\t'].into_iter().find(|it| head.contains(*it)).unwrap_or(',');
    let by = u8::try_from(by).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(by)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let (mut names, mut rows, mut errors): (Option<Vec<String>>, Vec<Row>, Vec<ListError>) = Default::default();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().and_then(|it| usize::try_from(it.line()).ok());
            vec![whole(line, "text that is not CSV", A_LIST)]
        })?;
        let line = record.position().map_or(1, |it| {
            let start = usize::try_from(it.byte()).ok().and_then(|it| text.get(it..)).unwrap_or_default();
            // The place is that before the empty lines, which are passed over.
            let empty = start.split_inclusive('\n').take_while(|it| it.trim().is_empty()).count();
            usize::try_from(it.line()).unwrap_or_default() + empty
        });
        if is_said && names.is_none() && record.get(0).is_some_and(|it| it.eq_ignore_ascii_case("sep=")) {
            continue;
        }
        let Some(names) = &names else {
            let heads: Vec<String> = record.iter().map(column_in_any_case).collect();
            let lacks = |column: &str| heads.iter().all(|it| path(it) != path(column));
            errors.extend(columns(&heads, line));
            errors.extend(
                ["source", "target"]
                    .into_iter()
                    .filter(|it| lacks(it))
                    .map(|column| whole(Some(line), &format!("no column {column}"), A_LIST)),
            );
            if !errors.is_empty() {
                return Err(errors);
            }
            names = Some(heads);
            continue;
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() != names.len() {
            let (found, expected) = (count(record.len(), "cell"), format!("{}, one for each column", names.len()));
            errors.push(whole(Some(line), &found, &expected));
            continue;
        }
        let said = names.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        rows.push(Row { line, cells: said.map(|(name, cell)| (name.clone(), as_entered(cell))).collect() });
    }
    Ok((rows, errors))
}

/// The column that a heading of a spreadsheet is, where it is one in other letters, as `Source`.
fn column_in_any_case(heading: &str) -> String {
    let heading = heading.trim();
    let known = all_columns().into_iter().find(|it| it.eq_ignore_ascii_case(heading));
    known.unwrap_or_else(|| heading.to_owned())
}

/// A cell as a person entered it: a spreadsheet writes `true` as `TRUE`.
fn as_entered(cell: &str) -> String {
    let is_flag = ["true", "false"].iter().any(|it| cell.eq_ignore_ascii_case(it));
    if is_flag { cell.to_ascii_lowercase() } else { cell.to_owned() }
}

fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

fn of_json(text: &str) -> Result<Rows, Vec<ListError>> {
    let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
        let found = if error.is_data() { "JSON that is no array" } else { "text that is not JSON" };
        vec![whole((0 < error.line()).then(|| error.line()), found, A_LIST)]
    })?;
    // The texts are parts of the whole one, so their places say the lines.
    let line = |part: &str| {
        let at = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        text.get(..at).map_or(1, |it| it.matches('\n').count() + 1)
    };
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    for item in items {
        let at = line(item.get());
        let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(item.get()) else {
            errors.push(whole(Some(at), "an item that is no object", "an object as {\"source\": …, \"target\": …}"));
            continue;
        };
        let names: Vec<String> = members.iter().map(|(name, _)| name.clone()).collect();
        let mut cells = Vec::new();
        let before = errors.len();
        errors.extend(columns(&names, at));
        for (name, value) in members {
            match serde_json::from_str(value.get()) {
                Ok(serde_json::Value::String(text)) => cells.push((name, text)),
                Ok(serde_json::Value::Bool(flag)) => cells.push((name, flag.to_string())),
                Ok(serde_json::Value::Number(number)) => cells.push((name, number.to_string())),
                Ok(serde_json::Value::Null) => {}
                _ => errors.push(ListError {
                    line: Some(line(value.get())),
                    column: shown(&name),
                    found: if value.get().starts_with('[') { "a list" } else { "an object" }.to_owned(),
                    expected: "a text, a number, true or false".to_owned(),
                }),
            }
        }
        if errors.len() == before {
            cells.retain(|(_, text)| !text.trim().is_empty());
            rows.push(Row { line: at, cells });
        }
    }
    Ok((rows, errors))
}

/// The members of an object in their order; one that is there twice is kept twice.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// The columns of a list that is proposed.
const PROPOSED: [&str; 5] = ["source", "target", "runtime", "runtime.used", NOTE];

/// Writes pairs as a list that [`read_list`] reads, with room for a runtime server, and what says that they belong together as
/// a note.
#[must_use]
pub fn list_as_csv(pairs: &[Pair]) -> String {
    let row = |it: &Pair| [&it.source, &it.target, "", "", it.found_by.label()].map(str::to_owned);
    crate::csv(&PROPOSED, pairs.iter().map(row))
}

/// Whether a list of this pair is read as this pair again: a name from a file may hold what no name may, as a character that
/// turns the text.
#[must_use]
pub fn can_be_listed(pair: &Pair) -> bool {
    let names = |it: &Pair| [it.source.clone(), it.target.clone()];
    let is_same = |text: &str| matches!(read_list(text).as_deref(), Ok([only]) if names(&only.pair) == names(pair));
    let list = std::slice::from_ref(pair);
    is_same(&list_as_csv(list)) && is_same(&list_as_json(list))
}

/// Writes pairs as a list in JSON, as [`list_as_csv`] does in CSV.
#[must_use]
pub fn list_as_json(pairs: &[Pair]) -> String {
    let row = |it: &Pair| serde_json::json!({ "source": it.source, "target": it.target, NOTE: it.found_by.label() });
    let rows: Vec<serde_json::Value> = pairs.iter().map(row).collect();
    // Texts cannot fail to be written.
    serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::{can_be_listed, list_as_csv, list_as_json, read_list};
    use crate::{FoundBy, Pair};

    fn pairs() -> Vec<Pair> {
        [("orders-old", "orders-new", FoundBy::Name), ("10.20.0.15", "crm \"new\", 2", FoundBy::Migration)]
            .map(|(source, target, found_by)| Pair { source: source.to_owned(), target: target.to_owned(), found_by })
            .into()
    }

    #[test]
    fn what_is_proposed_can_be_read() {
        let names = |it: &Pair| (it.source.clone(), it.target.clone());
        let pairs: Vec<Pair> =
            pairs().into_iter().take(1).chain([Pair { target: "crm-new".into(), ..pairs()[1].clone() }]).collect();
        for text in [list_as_csv(&pairs), list_as_json(&pairs)] {
            let read = read_list(&text).expect("it can be read");
            assert_eq!(
                read.iter().map(|it| names(&it.pair)).collect::<Vec<_>>(),
                pairs.iter().map(names).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn a_name_that_no_list_can_hold_is_known() {
        let of = |source: &str| can_be_listed(&Pair { source: source.to_owned(), ..pairs()[0].clone() });
        for name in ["orders-old", "10.20.0.15", "a \"b\", c", "/subscriptions/s/providers/P/servers/a"] {
            assert!(of(name), "{name}");
        }
        for name in ["", " a", "a\nb", "a\u{202e}b", "a\u{7}b", "=1+1", "postgres://me:secret@a/b"] {
            assert!(!of(name), "{name:?}");
        }
    }

    #[test]
    fn csv_and_json_say_the_same() {
        let csv = "source;target;runtime;source.kind;source.port;source/peering;note\n\
            orders-old;orders-new;;single-server;;pass;of Ann\n\n10.20.0.15;crm-new;mover;on-premises;5433;;\n";
        let json = r#"[
            {"source": "orders-old", "target": "orders-new", "source.kind": "single-server", "source/peering": "pass"},
            {"source": "10.20.0.15", "target": "crm-new", "runtime.name": "mover", "source.kind": "on-premises",
             "source.port": 5433, "target.access": null}
        ]"#;
        let [csv, json] = [csv, json].map(|it| {
            read_list(it).map_err(|it| it.iter().map(ToString::to_string).collect::<Vec<_>>()).expect("it can be read")
        });
        let configs = |list: &[super::Listed]| list.iter().map(|it| it.config.to_json()).collect::<Vec<_>>();
        assert_eq!(configs(&csv), configs(&json));
        assert_eq!(csv.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 4]);
        insta::assert_snapshot!(configs(&csv).join("\n"));
    }

    #[test]
    fn a_list_is_read_as_a_spreadsheet_saves_it() {
        let plain = read_list("source,target,runtime.used\na,b,false\n").expect("a list");
        let saved = read_list("\u{feff}sep=;\r\nSource;TARGET;Runtime.Used\r\na;b;FALSE\r\n").expect("a list");
        assert_eq!(plain[0].config.to_json(), saved[0].config.to_json());
        assert_eq!((plain[0].line, saved[0].line), (2, 3));
    }

    #[test]
    fn every_fault_is_named_with_its_line_and_column() {
        let lists = [
            "",
            "source,target\n",
            "source,traget\na,b\n",
            "source,target,source.name,sorce.kind,password\na,b,c,d,e\n",
            "source,target,source.access,runtime.used\na-old,a-new,privat,maybe\n,b-new,,\nc-old,,,\nd-old,d-new\n",
            "source,target\na-old,a-new\nb-old,b-new\nA-OLD,a-new\n",
            "source,target,source/peering\na-old,a-new,passed\n",
            "source,target,source.port\nhost:5433,new,5434\n",
            "source,target\npostgres://me:hunter2@host:x/db,new\n",
            "[",
            "{\"source\": \"a\"}",
            "[1, {\"source\": [], \"target\": \"b\"},\n {\"sourc\": \"a\", \"target\": \"b\"},\n {\"source\": \"a\", \"source\": \"b\"}]",
        ];
        let said = lists.map(|it| {
            let errors = read_list(it).expect_err("it has faults");
            errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n"
        });
        assert!(!said.concat().contains("hunter2"));
        insta::assert_snapshot!(said.join("\n"));
    }
}
