//! The input of `check` and `runbook`: files, standard input and options, put together into one Config.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    fs::File,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
};

use pgreach_rules::{Config, ConfigError, Date, Setting, Status, StepKey};

use crate::arguments::Input;

/// No Config and no export of a subscription comes near this; a device or an endless pipe passes it.
const LIMIT: u64 = 128 * 1024 * 1024;

const A_CONFIG: &str = r#"a Config, as {"version": 1, "source": {"kind": "single-server"}}"#;

/// Why an input cannot be used, in one line that names it.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It cannot be read.
    Unreadable(String, io::Error),
    /// It is not what was expected.
    Wrong(String, ConfigError),
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(place, error) => write!(formatter, "{}: cannot be read: {error}", in_one_line(place)),
            Self::Wrong(place, error) => {
                let path = in_one_line(&error.path);
                write!(formatter, "{}: {}", in_one_line(place), ConfigError { path, ..error.clone() })
            }
        }
    }
}

/// A name or path from outside, fit for a terminal: no line breaks, no control characters, not endless.
pub(crate) fn in_one_line(text: &str) -> String {
    const SHOWN: usize = 200;
    let is_plain = |it: char| !it.is_control();
    let mut line = String::new();
    for (index, it) in text.chars().enumerate() {
        if index == SHOWN {
            line.push('…');
            break;
        }
        if is_plain(it) {
            line.push(it);
        } else {
            line.extend(it.escape_default());
        }
    }
    line
}

/// Whether standard input is a person at a terminal, who would wonder what is waited for.
pub(crate) fn nobody_pipes() -> bool {
    io::stdin().is_terminal()
}

/// The first file of the arguments, which a report can point to.
pub(crate) fn first_file(input: &Input) -> Option<String> {
    input.files.iter().find(|it| it.as_os_str() != "-").map(|it| it.display().to_string())
}

/// The Config of a project, read wherever the command is run beside it: exceptions belong in a repository.
const PROJECT: &str = "pgreach.toml";

/// Whether there is a Config of the project here.
pub(crate) fn has_project() -> bool {
    Path::new(PROJECT).is_file()
}

/// Everything that the arguments give, options over files.
pub(crate) fn read(input: &Input) -> Result<Config, Refused> {
    let standard_input = PathBuf::from("-");
    let mut files = input.files.clone();
    if input.says_nothing() && !nobody_pipes() {
        files.push(standard_input.clone());
    }
    let project = PathBuf::from(PROJECT);
    if has_project() && !files.contains(&project) {
        files.insert(0, project);
    }
    if 1 < files.iter().filter(|it| **it == standard_input).count() {
        return Err(wrong("-", "standard input a second time", "each input once"));
    }
    let mut told = options(input)?;
    let decided: BTreeSet<String> = told.by.keys().cloned().collect();
    for file in &files {
        let (place, bytes) = if *file == standard_input {
            ("standard input".to_owned(), bytes(io::stdin().lock(), 0))
        } else {
            (file.display().to_string(), open(file))
        };
        let bytes = bytes.map_err(|error| Refused::Unreadable(place.clone(), error))?;
        // An empty pipe says nothing, where the project says enough.
        if bytes.is_empty() && input.says_nothing() && 1 < files.len() {
            continue;
        }
        let is_toml = file.extension().is_some_and(|it| it.eq_ignore_ascii_case("toml"));
        let mut config = config(bytes, is_toml).map_err(|error| Refused::Wrong(place.clone(), error))?;
        forget(&mut config, &decided);
        told.add(&place, config).map_err(|it| {
            let expected = format!("{}, or --set {}=… to decide", it.expected(), it.path);
            Refused::Wrong(place, ConfigError { path: it.path.clone(), ..error(None, it.found(), expected) })
        })?;
    }
    Ok(told.config.on(today()))
}

/// The day by the clock of this machine.
fn today() -> Date {
    let today = jiff::Zoned::now().date();
    let part = |it: i8| u8::try_from(it).unwrap_or_default();
    let year = u16::try_from(today.year()).unwrap_or_default();
    // A clock outside of the years that a Date knows lets no exception count.
    Date::new(year, part(today.month()), part(today.day())).unwrap_or(Date::LAST)
}

/// Leaves out what the options say, so that they override the files, and decide where two files differ.
fn forget(config: &mut Config, decided: &BTreeSet<String>) {
    Setting::ALL.iter().filter(|it| decided.contains(it.word())).for_each(|it| it.clear(config));
    config.answers.retain(|key, _| !decided.contains(key.word()));
    config.exceptions.retain(|key, _| !decided.contains(&exception_path(*key)));
    config.today = config.today.filter(|_| !decided.contains(TODAY));
}

const TODAY: &str = "today";

fn exception_path(key: StepKey) -> String {
    format!("exceptions.{}", key.word())
}

fn wrong(place: &str, found: &str, expected: &str) -> Refused {
    Refused::Wrong(place.to_owned(), error(None, found, expected))
}

fn error(position: Option<(usize, usize)>, found: impl Into<String>, expected: impl Into<String>) -> ConfigError {
    ConfigError { path: String::new(), position, found: found.into(), expected: expected.into() }
}

/// What `--set` and the names say.
fn options(input: &Input) -> Result<Told, Refused> {
    let mut told = Told::default();
    for option in &input.set {
        let Some((path, value)) = option.split_once('=') else {
            return Err(wrong("--set", &format!("{option:?}"), "PATH=VALUE, as source.access=private"));
        };
        told.set(&format!("--set {option}"), path, value)?;
    }
    let names = [
        ("--source", Setting::SourceName, &input.source),
        ("--target", Setting::TargetName, &input.target),
        ("--runtime", Setting::RuntimeName, &input.runtime),
    ];
    for (option, setting, name) in names {
        if let Some(name) = name {
            told.set(&format!("{option}={name}"), setting.word(), name)?;
        }
    }
    Ok(told)
}

/// What several places say together, and which of them said what.
#[derive(Debug, Default)]
struct Told {
    config: Config,
    by: BTreeMap<String, String>,
}

/// Two places that differ. Neither wins: the person has to say which is right.
struct Contradiction {
    path: String,
    value: String,
    known: String,
    known_by: String,
}

impl Contradiction {
    fn found(&self) -> String {
        format!("{:?}", self.value)
    }

    fn expected(&self) -> String {
        format!("{:?} as in {}", self.known, in_one_line(&self.known_by))
    }
}

impl Told {
    /// Adds what one option says. It names the path, so the error need not.
    fn set(&mut self, option: &str, path: &str, value: &str) -> Result<(), Refused> {
        let mut config = Config::default();
        config
            .set(path, value)
            .and_then(|()| self.add(option, config).map_err(|it| error(None, it.found(), it.expected())))
            .map_err(|error| Refused::Wrong(option.to_owned(), ConfigError { path: String::new(), ..error }))
    }

    /// Adds what one place says.
    fn add(&mut self, place: &str, more: Config) -> Result<(), Contradiction> {
        for &setting in Setting::ALL {
            let Some(value) = setting.get(&more) else { continue };
            match setting.get(&self.config) {
                None => {
                    // A value that came out of a Config goes into one.
                    let _ = setting.set(&mut self.config, &value);
                    self.by.insert(setting.word().to_owned(), place.to_owned());
                }
                Some(known) if known == value => {}
                Some(known) => return Err(self.contradiction(setting.word(), &value, &known)),
            }
        }
        for (key, answer) in more.answers {
            // "unknown" leaves the question open, to whoever knows.
            match self.config.answers.get(&key).copied().filter(|&it| it != Status::Unknown) {
                None => {
                    self.config.answers.insert(key, answer);
                    self.by.insert(key.word().to_owned(), place.to_owned());
                }
                Some(known) if known == answer || answer == Status::Unknown => {}
                Some(known) => return Err(self.contradiction(key.word(), answer.word(), known.word())),
            }
        }
        for (key, exception) in more.exceptions {
            let path = exception_path(key);
            match self.config.exceptions.get(&key) {
                Some(known) if *known != exception => {
                    let (value, known) = (exception.to_string(), known.to_string());
                    return Err(self.contradiction(&path, &value, &known));
                }
                _ => self.by.insert(path, place.to_owned()),
            };
            self.config.exceptions.insert(key, exception);
        }
        if let Some(today) = more.today {
            if let Some(known) = self.config.today.filter(|it| *it != today) {
                return Err(self.contradiction(TODAY, &today.to_string(), &known.to_string()));
            }
            self.config.today = Some(today);
            self.by.insert(TODAY.to_owned(), place.to_owned());
        }
        self.config.resources.extend(more.resources);
        Ok(())
    }

    fn contradiction(&self, path: &str, value: &str, known: &str) -> Contradiction {
        let known_by = self.by.get(path).cloned().unwrap_or_default();
        Contradiction { path: path.to_owned(), value: value.to_owned(), known: known.to_owned(), known_by }
    }
}

fn open(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    bytes(file, size)
}

/// Everything there is, up to a little more than the limit. The size is a hint that saves growing.
fn bytes(input: impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(LIMIT)).unwrap_or_default() + 1);
    input.take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn config(bytes: Vec<u8>, is_toml: bool) -> Result<Config, ConfigError> {
    if LIMIT < bytes.len() as u64 {
        return Err(error(None, format!("more than {} MiB", LIMIT / 1024 / 1024), A_CONFIG));
    }
    let text = decoded(bytes)?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(error(None, "nothing", A_CONFIG));
    }
    if is_toml {
        return from_toml(&text);
    }
    Config::from_json(&text).map_err(|refused| match from_azure(&refused, &text) {
        Some(found) => {
            let expected = format!("{A_CONFIG}: this version reads settings and answers, no resources");
            error(refused.position, found, expected)
        }
        None => refused,
    })
}

/// A Config written as TOML: the same keys and values, through the same door.
fn from_toml(text: &str) -> Result<Config, ConfigError> {
    let table: toml::Table = toml::from_str(text).map_err(|refused| {
        let read = refused.span().and_then(|it| text.get(..it.start)).unwrap_or_default();
        let found = format!("text that is not TOML ({})", refused.message().lines().next().unwrap_or_default());
        error(Some(end_of(read)), found, A_CONFIG)
    })?;
    let json = as_json(toml::Value::Table(table)).to_string();
    // A place in the JSON would be no place in the file: the path has to do.
    Config::from_json(&json).map_err(|refused| ConfigError { position: None, ..refused })
}

/// The same value in JSON, which knows no dates.
fn as_json(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
    }
}

/// What a text that is no Config seems to be: a list, or an object that is or holds a resource, as Azure tools print.
fn from_azure(refused: &ConfigError, text: &str) -> Option<&'static str> {
    let is_list = refused.path.is_empty() && text.trim_start_matches('\u{feff}').trim_start().starts_with('[');
    let is_other_object = refused.found == "an unknown key" && !refused.path.contains('.');
    if is_list {
        Some("a list, as Azure tools print")
    } else if is_other_object && (text.contains("/subscriptions/") || text.contains("\"Microsoft.")) {
        Some("what an Azure tool prints")
    } else {
        None
    }
}

/// Text in UTF-8, or in UTF-16 with its byte order mark, as `>` in Windows PowerShell writes it.
fn decoded(bytes: Vec<u8>) -> Result<String, ConfigError> {
    match bytes[..] {
        [0xff, 0xfe, ref rest @ ..] => from_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, ref rest @ ..] => from_utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).map_err(|refused| {
            let valid = refused.utf8_error().valid_up_to();
            no_text(&String::from_utf8_lossy(&refused.as_bytes()[..valid]))
        }),
    }
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ConfigError> {
    let (pairs, rest) = bytes.as_chunks();
    let mut text = String::with_capacity(pairs.len());
    for it in char::decode_utf16(pairs.iter().copied().map(unit)) {
        let Ok(it) = it else { return Err(no_text(&text)) };
        text.push(it);
    }
    if rest.is_empty() { Ok(text) } else { Err(no_text(&text)) }
}

/// The error at the end of what could be read.
fn no_text(read: &str) -> ConfigError {
    error(
        Some(end_of(read)),
        "bytes that are no text",
        format!("{A_CONFIG}, in UTF-8, or in UTF-16 with a byte order mark"),
    )
}

/// Line and column, from 1, of what follows a text.
fn end_of(read: &str) -> (usize, usize) {
    let column = read.len() - read.rfind('\n').map_or(0, |it| it + 1) + 1;
    (read.matches('\n').count() + 1, column)
}
