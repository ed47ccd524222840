//! Tells what became of the files, and lists the servers to choose from.

use pgreach_azure::{FileReading, Found, Import, servers};
use serde::{Serialize, Serializer};

/// What there is to say of an import.
#[derive(Serialize)]
pub(crate) struct Summary<'a> {
    files: Vec<File<'a>>,
    servers: Vec<Server<'a>>,
}

pub(crate) fn of(import: &Import) -> Summary<'_> {
    Summary {
        files: import.files.iter().map(File::from).collect(),
        servers: servers(&import.network).map(Server::from).collect(),
    }
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    #[serde(serialize_with = "by_word")]
    read: &'a [(&'static str, usize)],
    #[serde(serialize_with = "by_word")]
    ignored: &'a [(String, usize)],
    partial: &'a [String],
    errors: Vec<String>,
}

impl<'a> From<&'a FileReading> for File<'a> {
    fn from(FileReading { name, read, ignored, partial, errors }: &'a FileReading) -> Self {
        Self { name, read, ignored, partial, errors: errors.iter().map(ToString::to_string).collect() }
    }
}

fn by_word<S: Serializer>(counts: &[(impl Serialize, usize)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().map(|(word, count)| (word, count)))
}

#[derive(Serialize)]
struct Server<'a> {
    name: &'a str,
    kind: &'static str,
    id: &'a str,
    location: Option<&'a str>,
}

impl<'a> From<Found<'a>> for Server<'a> {
    fn from(it: Found<'a>) -> Self {
        Self { name: it.called(), kind: it.kind.word(), id: it.id.text(), location: it.location }
    }
}
