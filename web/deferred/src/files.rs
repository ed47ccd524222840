//! The files of the person, as the page shows them.

use std::rc::Rc;

use pgreach_messages::{File, Handed};

/// A file that was given to the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub id: u32,
    pub name: Rc<str>,
    pub file: web_sys::Blob,
    /// With which others it was handed over.
    taking: u32,
    /// The file that it may be a newer one of: it came later, and describes again most of what that does.
    pub older: Option<u32>,
    /// The file that it took the place of.
    pub before: Option<(Rc<str>, web_sys::Blob)>,
    /// What became of it, once it is read.
    pub outcome: Option<Rc<File>>,
    /// Why it is left out: the reader has stopped over it, or it could not be unpacked.
    pub lost: Option<String>,
    /// Whether what it says of settings and answers has been taken over. It counts once: from then on the person may say
    /// something else.
    pub is_known: bool,
}

/// All of them, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Files {
    pub list: Vec<Entry>,
    last: u32,
    takings: u32,
}

/// What a page that frames this one hands over is called.
pub(crate) const OF_HOST: &str = "resources";

impl Files {
    /// Takes files, in place of one or of those that have their names, each with why it is to be left out.
    pub(crate) fn take(&mut self, taken: Vec<(Handed, Option<String>)>, replaced: Option<u32>) {
        self.takings += 1;
        let mut added: Vec<Entry> = taken.into_iter().map(|(file, lost)| Entry { lost, ..self.entry(file) }).collect();
        let place = replaced.and_then(|id| self.list.iter().position(|it| it.id == id));
        if let Some(at) = place {
            for (new, old) in added.iter_mut().zip(self.list.get(at)) {
                new.takes_place_of(old);
            }
            self.list.splice(at..=at, added);
        } else {
            for new in &mut added {
                if let Some(old) = self.list.iter().find(|it| it.name == new.name) {
                    new.takes_place_of(old);
                }
            }
            // A file that was given again is a newer one.
            self.list.retain(|it| added.iter().all(|other| other.name != it.name));
            self.list.extend(added);
        }
    }

    fn entry(&mut self, Handed { name, file }: Handed) -> Entry {
        self.last += 1;
        Entry {
            id: self.last,
            name: name.into(),
            file,
            taking: self.takings,
            older: None,
            before: None,
            outcome: None,
            lost: None,
            is_known: false,
        }
    }

    /// Has a newer file take the place of an older one.
    pub(crate) fn supersede(&mut self, older: u32, newer: u32) {
        let Some(at) = self.list.iter().position(|it| it.id == older) else { return };
        let old = self.list.remove(at);
        if let Some(new) = self.list.iter_mut().find(|it| it.id == newer) {
            new.takes_place_of(&old);
        }
    }

    /// The files as they were: those that took the place of another are left out, and the others are there; none where none
    /// has.
    pub(crate) fn before(&self) -> Option<Vec<Handed>> {
        let handed = |it: &Entry| {
            let (name, file) = it.before.as_ref().map_or((&it.name, &it.file), |it| (&it.0, &it.1));
            Handed { name: name.to_string(), file: file.clone() }
        };
        self.list.iter().any(|it| it.before.is_some()).then(|| self.wanted().map(handed).collect())
    }

    /// Takes what a page that frames this one hands over, in place of what it has before. Says whether anything changed.
    pub(crate) fn take_of_host(&mut self, resources: Option<web_sys::Blob>) -> bool {
        let before = self.list.len();
        self.list.retain(|it| &*it.name != OF_HOST);
        let has_changed = self.list.len() != before || resources.is_some();
        if let Some(file) = resources {
            let entry = self.entry(Handed { name: OF_HOST.to_owned(), file });
            self.list.push(entry);
        }
        has_changed
    }

    /// The name for the next text that is pasted.
    pub(crate) fn name_of_pasted(&self) -> String {
        let before = self.list.iter().filter(|it| it.name.starts_with(PASTED)).count();
        format!("{PASTED} {}", before + 1)
    }

    /// Removes a file and returns its name.
    pub(crate) fn remove(&mut self, id: u32) -> Option<Rc<str>> {
        let at = self.list.iter().position(|it| it.id == id)?;
        Some(self.list.remove(at).name)
    }

    /// What is to be read: all but what is left out.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &Entry> {
        self.list.iter().filter(|it| it.lost.is_none())
    }

    /// Takes what became of them, and returns what the newest of pgreach's own says for the first time.
    pub(crate) fn finish(&mut self, files: Vec<File>) -> Option<String> {
        let read: Vec<(u32, u32)> = self.wanted().map(|it| (it.id, it.taking)).collect();
        let (mut files, mut state) = (files.into_iter(), None);
        for entry in &mut self.list {
            let outcome = match &entry.lost {
                Some(error) => File { errors: vec![error.clone()], ..File::default() },
                None => files.next().unwrap_or_default(),
            };
            if !entry.is_known && outcome.state.is_some() {
                state.clone_from(&outcome.state);
            }
            entry.is_known = true;
            // Files that were handed over together are parts of one export.
            let again = outcome.again.iter().filter_map(|it| read.get(*it));
            entry.older = again.filter(|it| it.1 != entry.taking).map(|it| it.0).next_back();
            entry.outcome = Some(Rc::new(outcome));
        }
        state
    }

    /// How many have errors.
    /// How many could not be read at all.
    pub(crate) fn unread(&self) -> usize {
        let is_unread = |it: &&Entry| it.outcome.as_ref().is_some_and(|it| !it.errors.is_empty() && it.read.is_empty());
        self.list.iter().filter(is_unread).count()
    }

    pub(crate) fn bad(&self) -> usize {
        self.list.iter().filter(|it| it.outcome.as_ref().is_some_and(|it| !it.errors.is_empty())).count()
    }
}

impl Entry {
    /// Whether it was read as what Azure's tools print.
    pub(crate) fn is_export(&self) -> bool {
        self.outcome.as_ref().is_some_and(|it| it.errors.is_empty() && it.state.is_none())
    }

    fn takes_place_of(&mut self, old: &Self) {
        self.before = Some((old.name.clone(), old.file.clone()));
    }
}

const PASTED: &str = "pasted text";

/// A number of files, in words.
pub(crate) fn counted(count: usize) -> String {
    format!("{count} {}", if count == 1 { "file" } else { "files" })
}
