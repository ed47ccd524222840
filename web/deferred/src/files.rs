//! The files of the person, as the page shows them.

use std::rc::Rc;

use pgreach_messages::{File, Handed};

/// A file that was given to the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub id: u32,
    pub name: Rc<str>,
    pub file: web_sys::Blob,
    /// The file that it may be a newer one of: a browser has given it a number.
    pub older: Option<u32>,
    /// What became of it, once it is read.
    pub outcome: Option<Rc<File>>,
    /// Why it is left out: the reader has stopped over it.
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
}

/// What a page that frames this one hands over is called.
pub(crate) const OF_HOST: &str = "resources";

impl Files {
    /// Takes files, in place of one or of those that have their names.
    pub(crate) fn take(&mut self, taken: Vec<Handed>, replaced: Option<u32>) {
        let added: Vec<Entry> = taken.into_iter().map(|it| self.entry(it)).collect();
        let place = replaced.and_then(|id| self.list.iter().position(|it| it.id == id));
        if let Some(at) = place {
            self.list.splice(at..=at, added);
        } else {
            // A file that was given again is a newer one.
            self.list.retain(|it| added.iter().all(|other| other.name != it.name));
            self.list.extend(added);
        }
    }

    fn entry(&mut self, Handed { name, file }: Handed) -> Entry {
        self.last += 1;
        // One of another number may be newer too. That is asked.
        let older =
            self.list.iter().rev().find(|it| *it.name != *name && stem(&it.name) == stem(&name)).map(|it| it.id);
        Entry { id: self.last, name: name.into(), file, older, outcome: None, lost: None, is_known: false }
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

    /// What is to be read: all but what the reader has stopped over.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &Entry> {
        self.list.iter().filter(|it| it.lost.is_none())
    }

    /// Takes what became of them, and returns what the newest of pgreach's own says for the first time.
    pub(crate) fn finish(&mut self, files: Vec<File>) -> Option<String> {
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
            entry.outcome = Some(Rc::new(outcome));
        }
        state
    }

    /// How many have errors.
    pub(crate) fn bad(&self) -> usize {
        self.list.iter().filter(|it| it.outcome.as_ref().is_some_and(|it| !it.errors.is_empty())).count()
    }
}

const PASTED: &str = "pasted text";

/// A name without the number of a second download, as `export (1).json`, or of a second paste.
fn stem(name: &str) -> String {
    if let Some(number) = name.strip_prefix(PASTED)
        && is_number(number.trim_start())
    {
        return PASTED.to_owned();
    }
    let (front, ending) = match name.rsplit_once('.') {
        Some((front, ending)) => (front, format!(".{ending}")),
        None => (name, String::new()),
    };
    let numbered = front.strip_suffix(')').and_then(|it| it.rsplit_once('(')).filter(|it| is_number(it.1));
    numbered.map_or(front, |it| it.0.trim_end()).to_owned() + &ending
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// A number of files, in words.
pub(crate) fn counted(count: usize) -> String {
    format!("{count} {}", if count == 1 { "file" } else { "files" })
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_number_of_the_browsers_is_no_part_of_a_name() {
        for (name, without) in [
            ("export.json", "export.json"),
            ("export (1).json", "export.json"),
            ("export(12).json", "export.json"),
            ("a/export (1).json", "a/export.json"),
            ("export (old).json", "export (old).json"),
            ("export", "export"),
            ("export (2)", "export"),
            ("pasted text 3", "pasted text"),
            ("pasted text", "pasted text"),
        ] {
            assert_eq!(stem(name), without, "{name}");
        }
    }
}
