//! A command in its words, and what its options say.

use std::collections::BTreeMap;

use super::Done;

/// A command in its words.
pub(crate) struct Command {
    pub(crate) verb: Vec<String>,
    options: BTreeMap<String, Vec<String>>,
}

impl Command {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let words = shlex::split(text).ok_or_else(|| format!("no words of bash: {text}"))?;
        let mut words = words.into_iter().peekable();
        if words.next().as_deref() != Some("az") {
            return Err(format!("no az command: {text}"));
        }
        let is_option = |it: &str| it.starts_with('-') && it.len() != 1;
        let mut verb = Vec::new();
        while let Some(word) = words.next_if(|it| !is_option(it)) {
            verb.push(word);
        }
        let mut options = BTreeMap::new();
        while let Some(name) = words.next() {
            let mut values = Vec::new();
            while let Some(value) = words.next_if(|it| !is_option(it)) {
                values.push(value);
            }
            // One for each group.
            if name == "--asg" {
                options.entry(name).or_insert_with(Vec::new).extend(values);
                continue;
            }
            if options.insert(name.clone(), values).is_some() {
                return Err(format!("{name} twice: {text}"));
            }
        }
        Ok(Self { verb, options })
    }

    /// No other options than these, and those of every command.
    pub(crate) fn takes(&self, known: &[&str]) -> Done {
        let is_known = |it: &&String| known.contains(&it.as_str()) || ["-g", "--subscription"].contains(&it.as_str());
        match self.options.keys().find(|it| !is_known(it)) {
            Some(other) => Err(format!("az {} takes no {other}", self.verb.join(" "))),
            None => Ok(()),
        }
    }

    pub(super) fn list(&self, name: &str) -> Option<&[String]> {
        self.options.get(name).map(Vec::as_slice)
    }

    /// The one value of an option.
    pub(crate) fn one(&self, name: &str) -> Result<&str, String> {
        match self.list(name) {
            Some([value]) => Ok(value),
            other => Err(format!("az {} wants one {name}, and has {other:?}", self.verb.join(" "))),
        }
    }

    /// One value where the option is there.
    pub(super) fn perhaps(&self, name: &str) -> Result<Option<&str>, String> {
        if self.list(name).is_some() { self.one(name).map(Some) } else { Ok(None) }
    }

    /// The id of a resource of the resource group: `kind` is its type, the names are between its parts.
    pub(crate) fn id(&self, kind: &str, names: &[&str]) -> Result<String, String> {
        let mut parts = kind.split('/');
        let mut id = format!(
            "/subscriptions/{}/resourceGroups/{}/providers/{}",
            self.one("--subscription")?,
            self.one("-g")?,
            parts.next().unwrap_or_default()
        );
        for (part, name) in parts.zip(names) {
            id = format!("{id}/{part}/{name}");
        }
        Ok(id)
    }
}
