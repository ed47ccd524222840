//! Where an input comes from: standard input, a file, or a file in a folder.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::refused::Refused;

/// No Config and no export of a subscription comes near this; a device or an endless pipe passes it.
pub(crate) const LIMIT: u64 = 128 * 1024 * 1024;

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

    /// Whether its name is that of a file with parameters, as template.parameters.json or parameters.json.
    fn is_parameters(&self) -> bool {
        let name = self.path().and_then(Path::file_name).map(|it| it.to_string_lossy().to_ascii_lowercase());
        name.is_some_and(|it| it == "parameters.json" || it.ends_with(".parameters.json"))
    }

    /// Everything there is, up to a little more than the limit.
    pub(crate) fn bytes(&self) -> io::Result<Vec<u8>> {
        let Some(path) = self.path() else { return bytes(io::stdin().lock(), 0) };
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
            below(&path, found)?;
        } else if ends_with(&path, "json") && path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}
