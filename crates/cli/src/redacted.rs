//! Puts what was given under other names, for others to see.

use pgreach_azure::{FileReading, PseudonymKey, redact};

use crate::{entered::Entered, input::Given, refused::Refused};

/// What was given, under pseudonyms. The key is forgotten once this is done, so the pseudonyms cannot be taken back.
pub(crate) fn redacted(given: &Given) -> Result<Given, Refused> {
    let (config, network) = redact(&given.config, &given.network, key()?);
    let files = network.files.iter().zip(&given.files).map(|(name, file)| reading(name, file)).collect();
    Ok(Given { config, entered: Entered::default(), network, files, aside: Vec::new(), refused: None })
}

/// A new key of pseudonyms.
pub(crate) fn key() -> Result<PseudonymKey, Refused> {
    let mut key = [0; 16];
    getrandom::fill(&mut key).map_err(|error| Refused::Unreadable("random numbers".to_owned(), error.into()))?;
    Ok(PseudonymKey(key))
}

/// What became of a file, without the words of the file itself: how many are left of what those counted.
fn reading(name: &str, file: &FileReading) -> FileReading {
    let ignored: usize = file.ignored.iter().map(|(_, count)| count).sum();
    let partial = match file.partial.len() {
        0 => None,
        1 => Some("Something is missing in it.".to_owned()),
        count => Some(format!("{count} things are missing in it.")),
    };
    FileReading {
        name: name.to_owned(),
        read: file.read.clone(),
        ignored: (0 < ignored).then(|| ("of other types".to_owned(), ignored)).into_iter().collect(),
        partial: partial.into_iter().collect(),
        errors: Vec::new(),
    }
}
