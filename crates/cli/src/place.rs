//! Finds the places that an input comes from: standard input, a file, or a file in a folder.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use pgreach_rules::ConfigError;

use crate::{
    packed::{self, LIMIT},
    refused::Refused,
};

/// One place to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Standard input.
    StandardInput,
    /// A file that the person named.
    File(PathBuf),
    /// A file in a folder that the person named, after its folder.
    InFolder(PathBuf, PathBuf),
}

impl Place {
    /// Its name in reports and errors.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::StandardInput => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::InFolder(_, path) => path.strip_prefix(".").unwrap_or(path).display().to_string(),
        }
    }

    /// The folder that the person named it by.
    pub(crate) fn folder(&self) -> Option<&Path> {
        if let Self::InFolder(folder, _) = self { Some(folder) } else { None }
    }

    /// Whether it is written as TOML.
    pub(crate) fn is_toml(&self) -> bool {
        self.path().is_some_and(|it| ends_with(it, "toml"))
    }

    /// Whether it has values for the parameters of a template.
    fn is_parameters(&self) -> bool {
        self.path().is_some_and(|path| self.has_parameters(&start(path, 512).unwrap_or_default()))
    }

    /// Whether it has values for the parameters of a template: by its name, as template.parameters.json, or the schema at
    /// its start.
    pub(crate) fn has_parameters(&self, start: &[u8]) -> bool {
        const SCHEMA: &[u8] = b"/deploymentParameters.json";
        let name = self.path().and_then(Path::file_name).unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let is_named = name == "parameters.json" || name.ends_with(".parameters.json");
        let start = start.get(..start.len().min(512)).unwrap_or_default();
        is_named || start.windows(SCHEMA.len()).any(|it| it.eq_ignore_ascii_case(SCHEMA))
    }

    /// Everything there is, up to a little more than the limit.
    pub(crate) fn bytes(&self) -> io::Result<Vec<u8>> {
        let Some(path) = self.path() else { return bytes(io::stdin().lock(), 0) };
        // What is no file could be waited for without end; one that a person names may be a pipe.
        if self.folder().is_some() {
            return regular(path).and_then(|(file, size)| bytes(file, size));
        }
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        bytes(file, size)
    }

    fn path(&self) -> Option<&Path> {
        match self {
            Self::StandardInput => None,
            Self::File(path) | Self::InFolder(_, path) => Some(path),
        }
    }
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
}

/// Opens a file that is one on a disk.
fn regular(path: &Path) -> io::Result<(File, u64)> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() && !metadata.is_dir() {
        return Err(io::Error::other("a pipe, socket or device"));
    }
    Ok((File::open(path)?, metadata.len()))
}

/// The first bytes of a file on a disk.
fn start(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    regular(path)?.0.take(most).read_to_end(&mut start)?;
    Ok(start)
}

/// The size is a hint that saves growing.
fn bytes(input: impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(LIMIT)).unwrap_or_default() + 1);
    input.take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The places that the arguments name. Of a folder, every .json in it and below it, in the order of their names.
pub(crate) fn places(files: &[PathBuf]) -> Result<Vec<Place>, Refused> {
    let mut places = Vec::new();
    for file in files {
        if file.as_os_str() == "-" {
            places.push(Place::StandardInput);
        } else if file.is_dir() {
            let mut found = Vec::new();
            let refused = |error| Refused::Unreadable(file.display().to_string(), error);
            below(file, &mut found).map_err(refused)?;
            if found.is_empty() {
                // A folder with the archive that the portal exports, say.
                if let Some((name, error)) = aside(std::slice::from_ref(file)).into_iter().next() {
                    return Err(Refused::Wrong(name, error));
                }
                return Err(refused(io::Error::new(io::ErrorKind::NotFound, "no .json in this folder")));
            }
            places.extend(found.into_iter().map(|it| Place::InFolder(file.clone(), it)));
        } else {
            places.push(Place::File(file.clone()));
        }
    }
    // A template is read with the values that were read before it.
    places.sort_by_key(|it| !it.is_parameters());
    Ok(places)
}

/// What is hidden is left out, and links are not followed to other folders, which might lead in a circle.
fn below(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries.iter().filter(|it| !it.file_name().as_encoded_bytes().starts_with(b".")) {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            // Reading the folder itself fails again, and says why, where the rest can be used.
            if below(&path, found).is_err() {
                found.push(path);
            }
        } else if ends_with(&path, "json") && !path.is_dir() {
            found.push(path);
        }
    }
    Ok(())
}

/// The endings of what people have beside exports, and take for one.
const ASIDE: [&str; 11] = ["tfstate", "tf", "tfvars", "hcl", "yaml", "yml", "zip", "gz", "csv", "bicep", "bicepparam"];

/// What lies in the folders of the arguments and is recognizably something else: its name, and what it is.
pub(crate) fn aside(files: &[PathBuf]) -> Vec<(String, ConfigError)> {
    let mut found = Vec::new();
    for folder in files.iter().filter(|it| it.is_dir()) {
        beside(folder, &mut found);
    }
    let recognized = |path: PathBuf| {
        let mut start = start(&path, 4096).ok()?;
        // A letter may be cut at the end; the line that it stands in is not needed.
        if let Some(end) = start.iter().rposition(|it| *it == b'\n') {
            start.truncate(end + 1);
        }
        let name = path.strip_prefix(".").unwrap_or(&path).display().to_string();
        let expected =
            "the file named by itself on the command line: of a folder, only files that end in .json are read"
                .to_owned();
        let is_read = packed::is_one(&name, &start);
        let found = pgreach_azure::recognized(&name, &start)?;
        Some((name, if is_read { ConfigError { expected, ..found } } else { found }))
    };
    found.into_iter().filter_map(recognized).collect()
}

fn beside(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<fs::DirEntry> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries.iter().filter(|it| !it.file_name().as_encoded_bytes().starts_with(b".")) {
        let path = entry.path();
        if entry.file_type().is_ok_and(|it| it.is_dir()) {
            beside(&path, found);
        } else if ASIDE.iter().any(|it| ends_with(&path, it)) {
            found.push(path);
        }
    }
}
