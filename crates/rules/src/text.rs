//! Words with the names of one migration in them.
//!
//! A text is a template and its parameters, put together only where it is shown. So the words are data that can be
//! translated, and evaluating costs no more than deciding.

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};

use crate::{Config, Party, SourceKind, search::around};

/// The parameters of a text: who is who.
///
/// | parameter | in prose | in a command |
/// |---|---|---|
/// | `{source}` `{target}` `{runtime}` | the name, else "the source" | the name in shell quotes, else `SOURCE` |
/// | `{client}` | the client | the same |
/// | `{destination}` | the other end of the connection | the same |
/// | `{Source}` … `{Destination}` | the same, for the start of a sentence | |
/// | `{CLIENT}` `{DESTINATION}` | | `RUNTIME`, as the start of a placeholder such as `RUNTIME_RG` |
/// | `{client_role}` `{destination_role}` | | `runtime`, as a part of a name to be given |
/// | `{destination_host}` `{source_host}` `{target_host}` `{client_host}` | what is connected to, else "its host name"; of the client its own host name | the same, else a placeholder |
/// | `{port}` | the port of the connection | the same |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextParams {
    names: [Option<String>; 3],
    /// What is connected to in place of the names of source and target.
    addresses: [Option<String>; 2],
    source_port: u16,
    /// Whether the source has a host name of Azure's making.
    source_in_azure: bool,
    /// Whether a name of the source without a dot is an identifier in another cloud, which leads nowhere.
    source_by_identifier: bool,
    /// The values of words that are to be filled in, where files show them, in the order of the words.
    blanks: Vec<BlankValue>,
    /// Who opens the connections; `None` while it is not known whether a runtime server is used.
    pub client: Option<Party>,
}

/// The port that PostgreSQL listens on where nothing else is said.
pub const DEFAULT_PORT: u16 = 5432;

/// What Azure's public cloud appends to a server's name.
const AZURE_SUFFIX: &str = ".postgres.database.azure.com";

/// Every parameter that a template may name.
pub const PARAMETERS: [&str; 19] = [
    "client_role",
    "destination_role",
    "destination_host",
    "source_host",
    "target_host",
    "client_host",
    "source",
    "target",
    "runtime",
    "client",
    "destination",
    "Source",
    "Target",
    "Runtime",
    "Client",
    "Destination",
    "CLIENT",
    "DESTINATION",
    "port",
];

/// A word to be filled in, and the value that files show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlankValue {
    /// The word, as `SOURCE_RG`.
    pub blank: String,
    /// Its value.
    pub value: String,
}

/// A part of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What stands as it is.
    Plain(&'a str),
    /// A word to be filled in.
    Blank(&'a str),
}

/// The parts of a command. Only what stands outside of quotes is to be filled in: every name that could be taken for such a
/// word is quoted.
pub fn pieces(command: &str) -> impl Iterator<Item = Piece<'_>> {
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let is_blank = |it: &str| 2 < it.len() && it.bytes().all(|it| it.is_ascii_uppercase() || it == b'_');
    let mut rest = command;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = match first {
            // What is quoted ends with the next quote; nothing is escaped in it.
            '\'' => rest.get(1..).and_then(|it| it.find('\'')).map_or(rest.len(), |it| it + 2),
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            _ if is_word(first) => rest.find(|it| !is_word(it)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        Some(if is_blank(piece) { Piece::Blank(piece) } else { Piece::Plain(piece) })
    })
}

impl TextParams {
    pub(crate) fn new(config: &Config, client: Option<Party>) -> Self {
        let names = [&config.source.name, &config.target.name, &config.runtime.name].map(Clone::clone);
        let addresses = [&config.source.address, &config.target.address].map(Clone::clone);
        let in_azure = |it| matches!(it, SourceKind::SingleServer | SourceKind::FlexibleServer);
        let source_in_azure = config.source.kind.is_none_or(in_azure);
        let by_identifier = |it| {
            matches!(it, SourceKind::AwsRds | SourceKind::AwsAurora | SourceKind::GcpCloudSql | SourceKind::GcpAlloydb)
        };
        let source_by_identifier = config.source.kind.is_some_and(by_identifier);
        let source_port = config.source.port.unwrap_or(DEFAULT_PORT);
        Self { names, addresses, source_port, source_in_azure, source_by_identifier, blanks: Vec::new(), client }
    }

    /// These parameters with what files show of words that are to be filled in.
    pub(crate) fn filled_in(self, blanks: &[BlankValue]) -> Self {
        Self { blanks: blanks.to_vec(), ..self }
    }

    /// These parameters with another party opening the connections.
    pub(crate) fn opened_by(&self, client: Party) -> Self {
        Self { client: Some(client), ..self.clone() }
    }

    /// The port on which a party answers.
    #[must_use]
    pub fn port(&self, party: Party) -> u16 {
        if party == Party::Source { self.source_port } else { DEFAULT_PORT }
    }

    /// The name that the person gave to a party.
    #[must_use]
    pub fn name(&self, party: Party) -> Option<&str> {
        match party {
            Party::Source => self.names[0].as_deref(),
            Party::Target => self.names[1].as_deref(),
            Party::Runtime => self.names[2].as_deref(),
        }
    }

    /// What is connected to at a party, if that is known.
    fn connected_to(&self, party: Party) -> Option<String> {
        let [source, target] = &self.addresses;
        let address = match party {
            Party::Source => source.clone(),
            Party::Target => target.clone(),
            Party::Runtime => None,
        };
        address.or_else(|| self.host(party))
    }

    /// The host name of a party, if that is known: a name with a dot is one already.
    fn host(&self, party: Party) -> Option<String> {
        let name = self.name(party)?;
        if party == Party::Source && self.source_by_identifier && !name.contains('.') {
            return None;
        }
        let is_short = !name.contains('.') && (party != Party::Source || self.source_in_azure);
        Some(if is_short { format!("{name}{AZURE_SUFFIX}") } else { name.to_owned() })
    }

    /// The party in a sentence: its name, else its role.
    #[must_use]
    pub fn called(&self, party: Option<Party>) -> &str {
        let Some(party) = party else { return "the client" };
        self.name(party).unwrap_or(match party {
            Party::Source => "the source",
            Party::Target => "the target",
            Party::Runtime => "the runtime server",
        })
    }
}

#[derive(Clone, Copy)]
enum Style {
    Prose,
    Shell,
}

/// The placeholder of a party in a command.
const fn placeholder(party: Option<Party>) -> &'static str {
    match party {
        Some(Party::Source) => "SOURCE",
        Some(Party::Target) => "TARGET",
        Some(Party::Runtime) => "RUNTIME",
        None => "TARGET_OR_RUNTIME",
    }
}

/// A template with its parameters, as it is shown.
#[derive(Clone, Copy)]
struct Filled<'a> {
    template: &'a str,
    params: &'a TextParams,
    destination: Party,
    style: Style,
}

impl fmt::Display for Filled<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blanks = &self.params.blanks;
        if blanks.is_empty() || matches!(self.style, Style::Prose) {
            return self.write(out);
        }
        let mut line = String::new();
        self.write(&mut line)?;
        for piece in pieces(&line) {
            match piece {
                Piece::Plain(it) => out.write_str(it)?,
                Piece::Blank(it) => match blanks.iter().find(|known| known.blank == it) {
                    Some(known) => write_quoted(&known.value, out)?,
                    None => out.write_str(it)?,
                },
            }
        }
        Ok(())
    }
}

impl Filled<'_> {
    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let Self { template, params, destination, style } = *self;
        let mut rest = template;
        while let Some((before, opened)) = rest.split_once('{') {
            out.write_str(before)?;
            let (parameter, after) = opened.split_once('}').unwrap_or((opened, ""));
            rest = after;
            let (subject, part) = parameter.split_once('_').unwrap_or((parameter, ""));
            let party = match subject {
                "source" | "Source" => Some(Party::Source),
                "target" | "Target" => Some(Party::Target),
                "runtime" | "Runtime" => Some(Party::Runtime),
                "destination" | "Destination" | "DESTINATION" => Some(destination),
                "client" | "Client" | "CLIENT" => params.client,
                "port" => {
                    write!(out, "{}", params.port(destination))?;
                    continue;
                }
                // A brace that opens no parameter is text, and what follows it may open one.
                _ => {
                    out.write_str("{")?;
                    rest = opened;
                    continue;
                }
            };
            let name = party.and_then(|it| params.name(it));
            match style {
                _ if part == "role" => out.write_str(&placeholder(party).to_ascii_lowercase())?,
                _ if part == "host" => match (party.and_then(|it| host(params, subject, it)), style) {
                    (Some(host), Style::Shell) => write_quoted(&host, out)?,
                    (Some(host), Style::Prose) => out.write_str(&host)?,
                    (None, Style::Shell) => write!(out, "{}_HOST", placeholder(party))?,
                    (None, Style::Prose) => out.write_str("its host name")?,
                },
                _ if parameter == "CLIENT" || parameter == "DESTINATION" => out.write_str(placeholder(party))?,
                // Commands take the name of a server, where a person may have given its host name.
                Style::Shell => match name.map(|it| around(".postgres.database.", it).map_or(it, |it| it.0)) {
                    Some(name) => write_quoted(name, out)?,
                    None => out.write_str(placeholder(party))?,
                },
                Style::Prose => {
                    let called = params.called(party);
                    match called
                        .strip_prefix("the ")
                        .filter(|_| name.is_none() && parameter.starts_with(char::is_uppercase))
                    {
                        Some(role) => write!(out, "The {role}")?,
                        None => out.write_str(called)?,
                    }
                }
            }
        }
        out.write_str(rest)
    }
}

impl Serialize for Filled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Most texts name nobody, and need not be put together.
        let is_plain = !self.template.contains('{') && self.params.blanks.is_empty();
        if is_plain { serializer.serialize_str(self.template) } else { serializer.collect_str(self) }
    }
}

/// A party's host. Of the client, its own name says from where it connects.
fn host(params: &TextParams, subject: &str, party: Party) -> Option<String> {
    if subject == "client" { params.host(party) } else { params.connected_to(party) }
}

/// A name as one word of a POSIX shell: it comes from a person or a link, so nothing in it may run.
///
/// One with capitals is quoted too: capitals outside of quotes are to be filled in.
fn write_quoted(name: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let is_plain = |it: char| matches!(it, 'a'..='z' | '0'..='9' | '-' | '_' | '.' | ':' | '/');
    if name.chars().all(is_plain) && !name.starts_with('-') {
        return out.write_str(name);
    }
    out.write_str(&quoted(name))
}

/// A text with a capital, as a sentence or a heading begins.
#[must_use]
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A text as one word of a POSIX shell, which may span lines.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A sentence or a short paragraph.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    template: &'static str,
    params: Arc<TextParams>,
    destination: Party,
}

impl Text {
    pub(crate) const fn new(template: &'static str, params: Arc<TextParams>, destination: Party) -> Self {
        Self { template, params, destination }
    }

    fn filled(&self) -> Filled<'_> {
        Filled { template: self.template, params: &self.params, destination: self.destination, style: Style::Prose }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.filled().fmt(formatter)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.to_string())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.filled().serialize(serializer)
    }
}

/// Several texts in an order.
#[derive(Clone, PartialEq, Eq)]
pub struct Paragraphs {
    templates: &'static [&'static str],
    params: Arc<TextParams>,
    destination: Party,
}

impl Paragraphs {
    pub(crate) const fn new(templates: &'static [&'static str], params: Arc<TextParams>, destination: Party) -> Self {
        Self { templates, params, destination }
    }

    /// The texts, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = String> {
        self.filled().map(|it| it.to_string())
    }

    fn filled(&self) -> impl Iterator<Item = Filled<'_>> {
        let Self { templates, params, destination } = self;
        templates.iter().map(|template| Filled { template, params, destination: *destination, style: Style::Prose })
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }
}

impl fmt::Debug for Paragraphs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Paragraphs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.filled())
    }
}

/// Shell commands. Words in capitals outside of quotes, as `SOURCE_RG`, are for the person to fill in.
#[derive(Clone, PartialEq, Eq)]
pub struct Commands(Lines);

#[derive(Clone, PartialEq, Eq)]
enum Lines {
    /// To be filled with the names of the parties.
    Templates { templates: &'static [&'static str], params: Arc<TextParams>, destination: Party },
    /// Made of resources, with nothing left to fill in.
    Filled(Vec<String>),
}

impl Commands {
    pub(crate) const fn new(templates: &'static [&'static str], params: Arc<TextParams>, destination: Party) -> Self {
        Self(Lines::Templates { templates, params, destination })
    }

    /// Commands with nothing left to fill in.
    #[must_use]
    pub const fn filled(lines: Vec<String>) -> Self {
        Self(Lines::Filled(lines))
    }

    /// The commands, one after the other, each one line.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = String> {
        self.lines().map(|it| it.to_string())
    }

    fn lines(&self) -> impl ExactSizeIterator<Item = Line<'_>> {
        (0..self.len()).map(|at| self.line(at))
    }

    fn line(&self, at: usize) -> Line<'_> {
        match &self.0 {
            Lines::Templates { templates, params, destination } => {
                let template = templates.get(at).copied().unwrap_or_default();
                Line::Template(Filled { template, params, destination: *destination, style: Style::Shell })
            }
            Lines::Filled(lines) => Line::Filled(lines.get(at).map_or("", String::as_str)),
        }
    }

    const fn len(&self) -> usize {
        match &self.0 {
            Lines::Templates { templates, .. } => templates.len(),
            Lines::Filled(lines) => lines.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One command.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Template(Filled<'a>),
    Filled(&'a str),
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(it) => it.fmt(formatter),
            Self::Filled(it) => formatter.write_str(it),
        }
    }
}

impl fmt::Debug for Commands {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Commands {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.lines())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cast(source: Option<&str>, client: Option<Party>) -> Arc<TextParams> {
        let mut config = Config::default();
        config.source.name = source.map(str::to_owned);
        config.source.port = Some(5433);
        Arc::new(TextParams::new(&config, client))
    }

    #[test]
    fn a_text_names_the_parties() {
        for (template, name, client, shown) in [
            (
                "{Client} connects to {destination}:{port}",
                None,
                Some(Party::Target),
                "The target connects to the source:5433",
            ),
            ("{Client} connects to {destination}", None, None, "The client connects to the source"),
            ("{Destination} answers {runtime}", Some("orders"), None, "orders answers the runtime server"),
            (
                "{Client} asks for {destination_host}",
                Some("orders"),
                Some(Party::Target),
                "The target asks for orders.postgres.database.azure.com",
            ),
            (
                "{Client} asks for {destination_host}",
                Some("db.corp.example"),
                None,
                "The client asks for db.corp.example",
            ),
            ("{Client} asks for {destination_host}", None, Some(Party::Target), "The target asks for its host name"),
            ("plain {brace} {", None, None, "plain {brace} {"),
            (r#"{"a":"{port}"}"#, None, None, r#"{"a":"5433"}"#),
        ] {
            assert_eq!(Text::new(template, cast(name, client), Party::Source).to_string(), shown);
        }
    }

    #[test]
    fn a_command_runs_nothing_that_a_name_says() {
        for (name, shown) in [
            (None, "az show -n SOURCE -g SOURCE_RG"),
            (Some("orders-old"), "az show -n orders-old -g SOURCE_RG"),
            (Some("$(reboot)"), "az show -n '$(reboot)' -g SOURCE_RG"),
            (Some("o'hara"), r"az show -n 'o'\''hara' -g SOURCE_RG"),
            (Some("ORDERS"), "az show -n 'ORDERS' -g SOURCE_RG"),
            (Some("-x"), "az show -n '-x' -g SOURCE_RG"),
            (Some("orders.postgres.database.azure.com"), "az show -n orders -g SOURCE_RG"),
        ] {
            let commands =
                Commands::new(&["az show -n {destination} -g {DESTINATION}_RG"], cast(name, None), Party::Source);
            assert_eq!(commands.iter().collect::<Vec<_>>(), [shown]);
            let words = shlex::split(shown).expect("it is shell words");
            assert_eq!(words[3], name.map_or("SOURCE", |it| it.trim_end_matches(AZURE_SUFFIX)));
        }
    }
}
