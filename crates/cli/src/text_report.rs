//! Writes the report as an engineer would paste it into a ticket: plain text, what to do first.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
};

use pgreach_azure::FileReading;
use pgreach_formats::{Audience, Evaluation};
use pgreach_rules::{Config, FixForm, Report};

use crate::{input::partial, text_page::text};

/// A report, and what it was concluded from.
pub(crate) struct TextReport<'a> {
    /// What a person specified, with what the files show.
    pub config: &'a Config,
    /// The report.
    pub report: &'a Report,
    /// What became of each file that Azure printed.
    pub files: &'a [FileReading],
    /// The form of what is made of an export.
    pub fix_as: FixForm,
}

impl Display for TextReport<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self { config, report, files, fix_as } = *self;
        // Where there is one file, no line need name it.
        let names_files = 1 < files.len();
        let evaluation = Evaluation { config, report, page: None, input: None, fix_as, day: None, drawing: None };
        let audience = Audience::Terminal { read: &reading(files, names_files), names_files };
        out.write_str(&text(&evaluation.document(audience)))
    }
}

/// What was read of the Azure export, so that what is missing is not taken for what does not exist.
fn reading(files: &[FileReading], names_files: bool) -> Vec<(&'static str, String)> {
    if files.is_empty() {
        return Vec::new();
    }
    let read = counted(files.iter().flat_map(|it| &it.read).map(|(kind, count)| (*kind, *count)));
    let read: Vec<String> = read.iter().map(|(kind, count)| plural(kind, *count)).collect();
    let read = if read.is_empty() { "nothing that a check looks at".to_owned() } else { read.join(", ") };
    let ignored = counted(files.iter().flat_map(|it| &it.ignored).map(|(kind, count)| (kind.as_str(), *count)));
    let ignored: Vec<String> = ignored.iter().map(|(kind, count)| unread(kind, *count)).collect();
    let mut rows = vec![("Read", read)];
    if !ignored.is_empty() {
        rows.push(("Ignored", ignored.join(", ")));
    }
    rows.extend(partial(files, names_files).into_iter().map(|it| ("Partial", it)));
    rows
}

/// Each kind once, with how many there are.
fn counted<'a>(kinds: impl Iterator<Item = (&'a str, usize)>) -> BTreeMap<&'a str, usize> {
    let mut counted = BTreeMap::new();
    for (kind, count) in kinds {
        *counted.entry(kind).or_default() += count;
    }
    counted
}

/// How many of a kind, in words.
fn plural(kind: &str, count: usize) -> String {
    // "subnet in AWS": where it is follows what it is.
    let at = [" in ", " of "].iter().filter_map(|it| kind.find(it)).min().unwrap_or(kind.len());
    let (thing, place) = kind.split_at(at);
    let ending = if count == 1 || thing.ends_with('s') { "" } else { "s" };
    format!("{count} {thing}{ending}{place}")
}

/// How many of a type that no check looks at, in words.
fn unread(kind: &str, count: usize) -> String {
    let with = if kind == "no type" { "with " } else { "" };
    format!("{count} {with}{kind}")
}
