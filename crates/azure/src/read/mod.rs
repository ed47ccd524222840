//! Reading: files in, a [`Network`] out, and a note on what became of each.
//!
//! One pass over each file. A resource is read as soon as its JSON was, and what it does not need is never kept.

mod attached;
mod body;
mod cloud;
mod csv;
mod dns;
mod document;
mod foreign;
mod gone;
mod host;
mod hybrid;
mod join;
mod joins;
mod key;
mod kind;
mod machine;
mod message;
mod networks;
mod node;
mod notes;
mod planned;
mod postgres;
mod queried;
mod readings;
mod relax;
mod resource;
mod scope;
mod security;
mod servers;
mod stream;
mod template;
mod terraform;
mod text;
mod unread;
mod unresolved;

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use pgreach_network::{Fact, Id, Network, NotRead, Zone};
use pgreach_rules::ConfigError;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor},
};

use self::{
    document::File, join::Of, key::Key, kind::Children, node::Source, notes::Notes, readings::Readings,
    stream::Document,
};
use crate::{FileReading, Import};

pub(crate) use document::{BROKEN, INCOMPLETE, PLANNED};
pub(crate) use host::{FIREWALL, SOCKETS};
pub(crate) use postgres::{FILE_SETTINGS, RULES, SETTINGS, shown_clients};
pub use text::text;

/// Reads files, each a name and its bytes, in any mix of the forms in which Azure's tools print resources.
pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Import {
    let mut reader = Reader::new();
    for (name, bytes) in files {
        reader.add(name, bytes, &mut |_| {});
    }
    reader.finish()
}

/// Reads one file after another.
#[derive(Default)]
pub struct Reader {
    readings: Readings,
    files: Vec<FileReading>,
}

impl Reader {
    /// A reader that has read nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a file. `progress` is called every few hundred kilobytes with how many of its bytes were read.
    pub fn add(&mut self, name: &str, bytes: &[u8], progress: &mut dyn FnMut(usize)) {
        let notes = Notes::new(name, self.files.len());
        match text(bytes) {
            Ok(text) => self.documents(&text, name, bytes.len(), &notes, progress),
            Err(error) => {
                self.readings.network.truncated = true;
                notes.refuse(error);
            }
        }
        progress(bytes.len());
        self.readings.network.files.push(name.to_owned());
        self.files.push(notes.into_reading());
    }

    /// Notes a file that cannot be read, and why: what it holds is missing.
    pub fn add_unreadable(&mut self, name: &str, why: &str) {
        let notes = Notes::new(name, self.files.len());
        self.readings.network.truncated = true;
        notes.error("", &format!("a file that cannot be read ({why})"), "a file that can be read");
        self.readings.network.files.push(name.to_owned());
        self.files.push(notes.into_reading());
    }

    /// Of each file, those before it most of whose resources it describes again: it may be a newer export of the same.
    pub fn described_again(&mut self) -> Vec<Vec<usize>> {
        self.readings.described_again(self.files.len())
    }

    /// The documents of a file, one after another.
    fn documents(&mut self, text: &str, name: &str, bytes: usize, notes: &Notes, progress: &mut dyn FnMut(usize)) {
        let mut relaxed = None;
        // JSON has it only as \u001b.
        if text.contains('\u{1b}') {
            return self.documents(&text::without_colours(text), name, bytes, notes, progress);
        }
        let source = Source::new(text, bytes, progress);
        let between = |it: char| matches!(it, ' ' | '\t' | '\r' | '\n' | '\u{feff}');
        let mut rest = text.trim_start_matches(between);
        if rest.is_empty() {
            notes.error("", "nothing", "JSON that an Azure tool printed");
        }
        if let Some(whole) = queried::whole(rest) {
            return self.documents(&whole, name, bytes, notes, &mut |_| {});
        }
        if terraform::is_one(rest)
            && foreign::other(name, rest).is_none()
            && let Some(translated) = terraform::translated(rest, notes)
        {
            self.readings.planned.extend(translated.planned);
            self.readings.is_planned(translated.without_subscription);
            // All of it may be of other clouds.
            if translated.text.is_empty() {
                return;
            }
            return self.documents(&translated.text, name, bytes, notes, &mut |_| {});
        }
        let network = &mut self.readings.network;
        #[cfg(feature = "host")]
        if host::read(rest, notes, network) {
            return;
        }
        if postgres::read(name, text, notes, network) {
            return;
        }
        if let Some(translated) = csv::translated(rest, notes) {
            return self.documents(&translated, name, bytes, notes, &mut |_| {});
        }
        if let Some(error) = foreign::other(name, rest) {
            self.readings.network.truncated = true;
            return notes.refuse(error);
        }
        if (rest.starts_with('[') || begins_words(rest))
            && let Some(json) = foreign::from_json(rest).filter(|it| it.len() < rest.len())
        {
            notes.partial("Lines of words before the JSON are left out.");
            rest = json;
        }
        let whole = rest.len();
        while !rest.is_empty() {
            let network = &mut self.readings.network;
            if let Some(after) = postgres::document(rest, notes, network)
                .or_else(|| host::document(rest, notes, network))
                .or_else(|| cloud::document(rest, notes, network))
            {
                rest = after.trim_start_matches(between);
                continue;
            }
            let templates = self.readings.templates_read;
            let mut file = File::new(&source, notes, &mut self.readings);
            let mut json = serde_json::Deserializer::from_str(rest);
            if let Err(error) = Document(&mut file).deserialize(&mut json) {
                // After a document, what a tool wrote to standard error may stand as before it.
                let json = foreign::from_json(rest);
                let words = rest.get(..rest.len() - json.map_or(0, str::len)).unwrap_or_default();
                // A command that failed has printed nothing, and that is missing.
                if rest.len() < whole && begins_words(words) && !words.contains("ERROR") {
                    notes.partial("Lines of words after the JSON are left out.");
                    rest = json.unwrap_or_default();
                    continue;
                }
                // A document that is read in one piece has left nothing yet.
                relaxed = if error.is_syntax() && file.list.items == 0 { relax::relaxed(rest) } else { None };
                if relaxed.is_some() {
                    break;
                }
                file.broken();
                let before = text.len() - rest.len();
                notes.refuse(not_json(&error, text.get(..before).unwrap_or_default()));
                break;
            }
            if let Some(key) = source.twice() {
                self.readings.network.truncated = true;
                self.readings.network.broken = true;
                notes.error(&key.name(), "the member twice, with different values", "each member once");
            }
            // Only what goes on with the next value says where this one ended.
            let end = json.into_iter::<IgnoredAny>().byte_offset();
            if self.readings.templates_read == templates + 1 {
                self.readings.is_template(rest.get(..end).unwrap_or_default());
            }
            rest = rest.get(end..).unwrap_or_default().trim_start_matches(between);
        }
        if let Some(relaxed) = relaxed {
            self.documents(&relaxed, name, bytes, notes, progress);
        }
    }

    /// Everything that was read.
    #[must_use]
    pub fn finish(self) -> Import {
        let Self { mut readings, mut files } = self;
        readings.drop_overridden();
        readings.add_up_queries();
        gone::take_out(&mut readings);
        for (children, name) in &readings.childless {
            note_childless(&mut readings.network, *children, name);
        }
        for (file, command, sentence) in readings.failed {
            if command.is_empty() || !readings.answered.contains(&command) {
                readings.network.truncated = true;
                readings.differing.push((file, sentence));
            }
        }
        let mut network = join::join(readings.network, Of::Files, &mut readings.differing);
        attached::attach(&mut network, &readings.attached, &mut readings.differing);
        unread::note_naming(&mut network.unread, readings.naming);
        count(&mut network.zones, &readings.links, |zone, count| {
            zone.links.complete = count == Some(zone.links.items.len());
            // More than there are were read: some of these are of another day, and no step may rest on them.
            if count.is_none_or(|it| it < zone.links.items.len()) {
                zone.provisioning = Fact::Unknown;
            }
        });
        let doubted = doubted(&network.zones, &readings.records);
        count(&mut network.zones, &readings.records, |zone, count| {
            if !doubted.contains(&zone.origin.id) {
                count_records(zone, count);
            }
        });
        scope::part(&mut network, &readings.templates, &readings.unnamed, &mut readings.differing);
        for (file, sentence) in readings.differing {
            if let Some(file) = files.get_mut(file)
                && file.partial.len() < notes::MOST
                && !file.partial.contains(&sentence)
            {
                file.partial.push(sentence);
            }
        }
        network.not_read = files.iter().enumerate().flat_map(|(file, it)| not_read(file, it)).collect();
        Import { network, files }
    }
}

/// What of a file could not be read.
fn not_read(file: usize, reading: &FileReading) -> impl Iterator<Item = NotRead> {
    reading.errors.iter().map(move |it| NotRead { file, found: it.found_there(), expected: it.expected.clone() })
}

/// Notes that a parent of this name has no such children, where only one has the name.
fn note_childless(network: &mut Network, children: Children, name: &str) {
    let servers = network.servers.iter().map(|it| &it.origin);
    let zones = network.zones.iter().map(|it| &it.origin);
    let origins: Vec<_> = match children {
        Children::Links | Children::Records => zones.collect(),
        _ => servers.collect(),
    };
    let mut found = origins.into_iter().filter(|it| it.id.name().eq_ignore_ascii_case(name));
    if let Some(first) = found.next().cloned()
        && found.all(|it| it.id == first.id)
    {
        resource::complete(network, &first.id, children, first.file);
    }
}

/// A zone says how many record sets it has, its SOA record among them: these are all where as many were read. Where more
/// were, some are of another day. Where fewer were, a list of all types left some out, and one of A records says nothing of
/// the others.
fn count_records(zone: &mut Zone, count: Option<usize>) {
    let has_soa = zone.others.iter().any(dns::is_soa);
    let read = zone.records.items.len() + zone.others.items.len() + usize::from(!has_soa);
    if count.is_none_or(|it| it < read) {
        zone.provisioning = Fact::Unknown;
    }
    if count.is_some_and(|it| read < it) {
        zone.records.complete &= !has_soa;
        zone.others.complete = false;
    }
    if count == Some(read) {
        if !has_soa {
            zone.others.items.extend(dns::soa(&zone.origin));
        }
        zone.records.complete = true;
        zone.others.complete = true;
    }
}

/// The zones that only their count says to be empty, though another one of their name may have records.
///
/// `numberOfRecordSets` is "the current number of record sets" (Private DNS, `PrivateZones_Get`, 2020-06-01): that of the day
/// on which the zone was exported. Of two zones of one name, one takes the place of the other, and its records may be
/// younger than its count.
fn doubted(zones: &[Zone], counts: &[(Id, usize)]) -> HashSet<Id> {
    let counted: HashSet<&Id> = counts.iter().filter(|(_, count)| *count == 1).map(|(id, _)| id).collect();
    let is_bare = |it: &Zone| it.records.items.is_empty() && it.others.iter().all(dns::is_soa);
    let is_only_counted = |it: &Zone| is_bare(it) && !it.records.complete && counted.contains(&it.origin.id);
    let may_hold = |it: &&Zone| !is_bare(it) || !it.records.complete && !is_only_counted(it);
    let name = |it: &Zone| it.origin.id.name().to_ascii_lowercase();
    let held: HashSet<String> = zones.iter().filter(may_hold).map(name).collect();
    let is_doubted = |it: &&Zone| is_only_counted(it) && held.contains(&name(it));
    zones.iter().filter(is_doubted).map(|it| it.origin.id.clone()).collect()
}

/// A zone says how many of something it has.
fn count(zones: &mut [Zone], said: &[(Id, usize)], compare: impl Fn(&mut Zone, Option<usize>)) {
    let mut counts: HashMap<&Id, Option<usize>> = HashMap::new();
    for (zone, count) in said {
        // Two exports that differ are of different days.
        counts.entry(zone).and_modify(|it| *it = it.filter(|it| it == count)).or_insert(Some(*count));
    }
    for zone in zones {
        if let Some(count) = counts.get(&zone.origin.id) {
            compare(zone, *count);
        }
    }
}

/// Whether a text begins as lines of words do, or as the prompt before a command that was copied with its answer.
fn begins_words(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_alphabetic() || matches!(it, '$' | '#' | '>' | '%'))
}

/// An error in a document that stands after others.
fn not_json(error: &serde_json::Error, before: &str) -> ConfigError {
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or_default();
    let (found, expected) = match () {
        () if error.is_eof() => {
            ("JSON that is cut off: it ends here", "the whole file: run its command again, to the end")
        }
        () if error.is_data() => (reason, "JSON that an Azure tool printed"),
        () if reason.starts_with("recursion") => ("JSON nested too deeply", foreign::EXPORT),
        () => ("text that is not JSON", foreign::EXPORT),
    };
    ConfigError {
        path: String::new(),
        position: (0 < error.line()).then(|| {
            let (line, column) = text::end_of(before);
            let is_first = error.line() == 1;
            let first = if is_first { column - 1 } else { 0 };
            (line + error.line() - 1, first + error.column().max(1))
        }),
        found: found.to_owned(),
        expected: expected.to_owned(),
    }
}

/// Names what a file is that is no JSON of Azure's tools, by its name and first bytes, and says what to give in its place;
/// `None` where that is not clear.
#[must_use]
pub fn recognized(name: &str, start: &[u8]) -> Option<ConfigError> {
    foreign::archive(start).or_else(|| {
        let text = text(start).ok()?;
        if csv::is_one(&text) {
            return None;
        }
        foreign::other(name, &text).or_else(|| foreign::of_terraform(&text))
    })
}

/// Whether a text is a Config of pgreach, and not what an Azure tool prints: by the names of its first level.
///
/// A Config with a misspelt name is still one, so that the error names it.
#[must_use]
pub fn is_config(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // What has the same names on its first level.
    if foreign::is_of_other_tool(text) {
        return false;
    }
    let mut sections = Sections::default();
    let mut json = serde_json::Deserializer::from_str(text);
    // An empty object before other documents is what a command printed.
    let is_empty = json.deserialize_map(&mut sections).is_ok() && !sections.has_any && json.end().is_ok();
    !sections.has_other && (sections.has_section || is_empty)
}

/// The names on the first level of a document.
#[derive(Default)]
struct Sections {
    has_any: bool,
    has_section: bool,
    /// Whether there is one that only Azure has.
    has_other: bool,
}

impl<'de> Visitor<'de> for &mut Sections {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        const SECTIONS: [&str; 8] =
            ["version", "source", "target", "runtime", "answers", "exceptions", "today", "resources"];
        while let Some(name) = map.next_key::<String>()? {
            // An editor's line says nothing: a file that has only begun is a Config.
            self.has_any |= name != "$schema";
            self.has_section |= SECTIONS.contains(&name.as_str());
            // Terraform's state has a version, too.
            self.has_other |= name == "terraform_version" || Key::parse(&name).is_some_and(|it| it != Key::Resources);
            if self.has_other {
                return Err(A::Error::custom("what Azure prints"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
