//! The input of `check`, `runbook` and `collect`: files, folders, standard input and options, put together into a Config
//! and what Azure shows.

use std::{
    borrow::Cow,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use pgreach_azure::{FileReading, Import, Reader, is_config};
use pgreach_rules::{
    Config, ConfigError, Date, Report, evaluate_with, find_with_plan,
    network::{Network, NotRead},
};

use crate::{
    arguments::Input,
    entered::{Entered, options},
    lines::in_one_line,
    names,
    packed::{self, LIMIT},
    place::{self, Place},
    refused::{A_CONFIG, Refused, error, wrong},
    toml::from_toml,
};

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

/// Everything that the arguments give.
pub(crate) struct Given {
    /// What the person enters, options over files. Its resources are in the network.
    pub(crate) config: Config,
    /// The same with what said it.
    pub(crate) entered: Entered,
    /// What Azure printed.
    pub(crate) network: Network,
    /// What became of each file of Azure's.
    pub(crate) files: Vec<FileReading>,
    /// What lies in a folder and is recognizably something else.
    pub(crate) aside: Vec<(String, ConfigError)>,
    /// Why a file that was named is of no use, where other ones are: who named it counts on it.
    pub(crate) refused: Option<Refused>,
}

/// What is missing in files, a sentence each, after the name of its file where that is wanted.
pub(crate) fn partial(files: &[FileReading], names_files: bool) -> Vec<String> {
    let all = files.iter().flat_map(|file| file.partial.iter().map(move |it| (file, it)));
    all.map(|(file, it)| if names_files { format!("{}: {it}", in_one_line(&file.name)) } else { it.clone() }).collect()
}

impl Given {
    /// The report, and the Config with what Azure shows in it.
    pub(crate) fn concluded(&mut self) -> (Config, Report) {
        let config = self.config.clone().on(today());
        let findings = find_with_plan(&config, &mut self.network);
        (findings.applied(&config).into_owned(), evaluate_with(&config, &findings))
    }

    /// What could not be read while the rest is used, each in a line.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = String> {
        self.files
            .iter()
            .flat_map(|file| {
                let line =
                    |it: &ConfigError| format!("{}; the rest is used", Refused::Wrong(file.name.clone(), it.clone()));
                file.errors.iter().map(line)
            })
            .chain(
                self.aside
                    .iter()
                    .map(|(name, it)| format!("{}; the rest is used", Refused::Wrong(name.clone(), it.clone()))),
            )
    }
}

/// Everything that the arguments give, options over files. Where nothing is given, standard input may be asked.
pub(crate) fn read(input: &Input, may_ask: bool) -> Result<Given, Refused> {
    let asks = may_ask && input.says_nothing() && !nobody_pipes();
    let mut places = place::places(&input.files)?;
    if asks {
        places.push(Place::StandardInput);
    }
    if has_project() && !input.files.iter().any(|it| it == Path::new(PROJECT)) {
        places.insert(0, Place::File(PathBuf::from(PROJECT)));
    }
    if 1 < places.iter().filter(|it| matches!(it, Place::StandardInput)).count() {
        return Err(wrong("-", "standard input a second time", "each input once"));
    }
    let is_several = 1 < places.len();
    let mut entered = options(input)?;
    let mut reader = Reader::new();
    // What is wrong with each file of Azure's as a Config, should it be neither.
    let mut as_configs = Vec::new();
    for place in places {
        let name = place.name();
        let bytes = match place.bytes() {
            Ok(bytes) => bytes,
            // Of a folder the rest is used.
            Err(error) if place.folder().is_some() => {
                as_configs.push((place, None));
                reader.add_unreadable(&name, &error.to_string());
                continue;
            }
            Err(error) => return Err(Refused::Unreadable(name, error)),
        };
        // An empty pipe says nothing, where the project says enough.
        if bytes.is_empty() && asks && is_several {
            continue;
        }
        for (place, bytes) in unpacked(place, bytes)? {
            let name = place.name();
            let refused = |error| Refused::Wrong(name.clone(), error);
            match content(&bytes, &place).map_err(refused)? {
                Content::Config(mut config) => {
                    let resources = std::mem::take(&mut config.resources);
                    entered.add_file(&name, *config)?;
                    if !resources.is_empty() {
                        let documents: Vec<String> = resources.into_iter().map(|it| it.0).collect();
                        reader.add(&format!("{name}, resources"), documents.join("\n").as_bytes(), &mut |_| {});
                    }
                }
                Content::Azure(text) => {
                    // Stops at the first key. What is known to be something else is no Config with a misspelt key.
                    let is_other = pgreach_azure::recognized(&name, start(&text)).is_some();
                    as_configs.push((place, if is_other { None } else { Config::from_json(&text).err() }));
                    reader.add(&name, text.as_bytes(), &mut |_| {});
                }
                Content::NoText => {
                    as_configs.push((place, None));
                    reader.add(&name, &bytes, &mut |_| {});
                }
            }
        }
    }
    let Import { mut network, files } = reader.finish();
    let refused = usable(&as_configs, &files)?;
    // A script may be needed just because a server is not in the files yet.
    if may_ask {
        names::check(&entered.config, &network, &files)?;
    }
    let aside = place::aside(&input.files);
    // With nothing of Azure's, a report is about what was entered alone.
    if !network.is_empty() {
        for (name, error) in &aside {
            let file = network.files.len();
            network.files.push(name.clone());
            network.not_read.push(NotRead { file, found: error.found_there(), expected: error.expected.clone() });
        }
    }
    Ok(Given { config: entered.config.clone(), entered, network, files, aside, refused })
}

/// What a file turns out to be.
enum Content<'a> {
    Config(Box<Config>),
    Azure(Cow<'a, str>),
    /// A file of a folder, which may lie beside others that can be read.
    NoText,
}

/// Recognised by content, so the kind of a file need not be said.
fn content<'a>(bytes: &'a [u8], place: &Place) -> Result<Content<'a>, ConfigError> {
    let text = match text(bytes) {
        Ok(text) => text,
        Err(_) if place.folder().is_some() => return Ok(Content::NoText),
        Err(error) => return Err(error),
    };
    if place.is_toml() {
        return from_toml(&text).map(|it| Content::Config(Box::new(it)));
    }
    if is_config(&text) {
        return Config::from_json(&text).map(|it| Content::Config(Box::new(it)));
    }
    Ok(Content::Azure(packed::from_yaml(&place.name(), &text).map_or(text, Cow::Owned)))
}

/// The files in an archive, or the one file that it is. Values of parameters come first, as templates are read with them.
fn unpacked(place: Place, bytes: Vec<u8>) -> Result<Vec<(Place, Vec<u8>)>, Refused> {
    let refused = |error| Refused::Wrong(place.name(), error);
    let bytes = packed::gunzipped(&bytes).transpose().map_err(refused)?.unwrap_or(bytes);
    let Some(files) = packed::unzipped(&bytes).transpose().map_err(refused)? else { return Ok(vec![(place, bytes)]) };
    let archive = PathBuf::from(place.name());
    let within = |(name, bytes)| (Place::InFolder(archive.clone(), archive.join(name)), bytes);
    let mut files: Vec<_> = files.into_iter().map(within).collect();
    files.sort_by_cached_key(|(place, bytes)| !place.has_parameters(bytes));
    Ok(files)
}

/// As much of a text as tells what it is.
fn start(text: &str) -> &[u8] {
    text.get(..text.floor_char_boundary(4096)).unwrap_or_default().as_bytes()
}

/// The text of an input, where it has one and is not endless.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, ConfigError> {
    if LIMIT < bytes.len() as u64 {
        return Err(error(None, format!("more than {} MiB", LIMIT / 1024 / 1024), A_CONFIG));
    }
    let text = pgreach_azure::text(bytes)?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(error(None, "nothing", A_CONFIG));
    }
    Ok(text)
}

/// Why a file of which nothing can be used, or a folder, is refused: what it should have said is not known, and a report
/// without it is not about all that was asked.
///
/// # Errors
/// Where there is no other file to use, and where the file's reading does not tell it.
fn usable(places: &[(Place, Option<ConfigError>)], files: &[FileReading]) -> Result<Option<Refused>, Refused> {
    let reading = |place: &Place| files.iter().find(|it| it.name == place.name());
    // An empty list is something, too: what Azure prints where there is none.
    let is_azure = |it: &FileReading| {
        let has_type = it.ignored.iter().any(|(kind, _)| kind.contains(['/', '#']));
        !it.read.is_empty() || has_type || it.errors.is_empty() && it.ignored.is_empty()
    };
    let is_used = |place: &Place| reading(place).is_some_and(is_azure);
    let has_others = places.iter().any(|it| is_used(&it.0));
    let mut refused = None;
    for (place, as_config) in places.iter().filter(|(it, _)| !is_used(it)) {
        // Beside a file of a folder that can be used, any other may lie.
        let folder = place.folder();
        if folder.is_some() && places.iter().any(|(it, _)| it.folder() == folder && is_used(it)) {
            continue;
        }
        let as_config = as_config.clone().map(|it| match it.path.as_str() {
            "" => ConfigError { expected: A_CONFIG.to_owned(), ..it },
            _ => ConfigError { expected: it.expected.clone() + ", or what an Azure tool prints", ..it },
        });
        let read = reading(place).and_then(|it| it.errors.first().cloned());
        // Of an object that is neither, the name that no Config has says most: it may be misspelt.
        let is_object = read.as_ref().is_none_or(|it| it.position.is_none() && it.path.is_empty());
        let misspelt = as_config.clone().filter(|it| is_object && !it.path.is_empty());
        let is_told = has_others && misspelt.is_none() && read.is_some();
        let Some(error) = misspelt.or(read).or(as_config) else { continue };
        let error = Refused::Wrong(place.name(), error);
        if !is_told {
            return Err(error);
        }
        refused = refused.or(Some(error));
    }
    Ok(refused)
}

/// The day by the clock of this machine.
pub(crate) fn today() -> Date {
    let today = jiff::Zoned::now().date();
    let part = |it: i8| u8::try_from(it).unwrap_or_default();
    let year = u16::try_from(today.year()).unwrap_or_default();
    // A clock outside of the years that a Date knows lets no exception count.
    Date::new(year, part(today.month()), part(today.day())).unwrap_or(Date::LAST)
}
