//! Keeps the notes on what becomes of one file while it is read.

use std::cell::{Cell, RefCell};

use pgreach_rules::ConfigError;

use crate::FileReading;

/// How many errors, and how many sentences, of one file are kept: a person reads no more.
pub(super) const MOST: usize = 20;

/// How many other types of one file are kept apart, the last of them standing for all that follow.
const TYPES: usize = 200;

/// What is said of a resource that does not say what it is.
pub(super) const NO_TYPE: &str = "no type";

/// The notes on one file.
pub(super) struct Notes {
    reading: RefCell<FileReading>,
    properties_files: Cell<usize>,
    /// Which file it is.
    pub(super) file: usize,
}

impl Notes {
    pub(super) fn new(name: &str, file: usize) -> Self {
        let reading = FileReading { name: name.to_owned(), ..FileReading::default() };
        Self { reading: RefCell::new(reading), properties_files: Cell::default(), file }
    }

    /// What became of the file.
    pub(super) fn into_reading(self) -> FileReading {
        let is_untyped = {
            let reading = self.reading.borrow();
            let all = reading.ignored.iter().all(|(kind, _)| kind == NO_TYPE);
            reading.errors.is_empty() && reading.read.is_empty() && !reading.ignored.is_empty() && all
        };
        if is_untyped {
            self.error(
                "",
                "a list that does not say what its resources are, as --query or --format leaves it",
                "the whole answer: the command without them",
            );
        }
        self.reading.into_inner()
    }

    /// A name for a migration's properties file, which has none but its file's.
    pub(super) fn properties_file(&self) -> String {
        let count = self.properties_files.get() + 1;
        self.properties_files.set(count);
        let name = self.reading.borrow().name.replace(['/', '\\'], "-");
        if count == 1 { name } else { format!("{name} ({count})") }
    }

    /// Counts a resource that was read, by what people call it.
    pub(super) fn read(&self, words: &'static str) {
        let mut reading = self.reading.borrow_mut();
        match reading.read.iter_mut().find(|(it, _)| *it == words) {
            Some((_, count)) => *count += 1,
            None => reading.read.push((words, 1)),
        }
    }

    /// Counts a resource that no check looks at.
    pub(super) fn ignored(&self, kind: &str) {
        let mut reading = self.reading.borrow_mut();
        let is_full = TYPES <= reading.ignored.len();
        match reading.ignored.iter_mut().find(|(it, _)| *it == kind) {
            Some((_, count)) => *count += 1,
            None if !is_full => reading.ignored.push((plain(kind), 1)),
            None => {
                if let Some((_, count)) = reading.ignored.last_mut() {
                    *count += 1;
                }
            }
        }
    }

    /// Notes that something is missing: a sentence.
    pub(super) fn partial(&self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        let partial = &mut self.reading.borrow_mut().partial;
        if partial.len() < MOST && !partial.contains(&sentence) {
            partial.push(sentence);
        }
    }

    /// Notes what could not be read. Neither text quotes a value.
    pub(super) fn error(&self, path: &str, found: &str, expected: &str) {
        self.refuse(ConfigError {
            path: plain(path),
            position: None,
            found: found.to_owned(),
            expected: expected.to_owned(),
        });
    }

    pub(super) fn refuse(&self, error: ConfigError) {
        let errors = &mut self.reading.borrow_mut().errors;
        if errors.len() < MOST && !errors.contains(&error) {
            errors.push(error);
        }
    }
}

/// The words that go with a count.
pub(super) fn agreeing(count: impl TryInto<u64>, of_one: &'static str, of_more: &'static str) -> &'static str {
    if count.try_into().is_ok_and(|it| it == 1) { of_one } else { of_more }
}

/// A name from outside, fit for one line.
pub(super) fn plain(text: &str) -> String {
    const SHOWN: usize = 80;
    let rest = text.chars().nth(SHOWN).map(|_| '…');
    text.chars()
        .take(SHOWN)
        .map(|it| if it.is_control() { char::REPLACEMENT_CHARACTER } else { it })
        .chain(rest)
        .collect()
}
