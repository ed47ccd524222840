//! Builds what a script does to apply the changes, or to undo them: its functions as they come together.

use std::collections::BTreeSet;

use pgreach_rules::{Instructions, text::Commands};

use super::{
    script::{Call, Function, Line, Verb, Word, name, prose},
    words::{blanks_of, plain},
};

/// Asked for when the script runs: it is to stand in no file.
pub(super) const SECRET: &str = "SHARED_KEY";

/// One of the two things that the script does.
#[derive(Default)]
pub(super) struct Mode {
    /// Its functions: one for each step, and one that calls them.
    pub(super) functions: Vec<Function>,
    /// The calls of the steps, in order.
    pub(super) calls: Vec<Call>,
    /// What it asks the person to fill in, in the order of use.
    pub(super) blanks: Vec<String>,
    /// Those of them that something needs which has to be done.
    pub(super) needed: Vec<String>,
    /// Whether what is written now may be left out: it holds no migration back.
    pub(super) is_optional: bool,
    /// Whether what is written now takes away what may have been there before the migration.
    pub(super) is_cleanup: bool,
    /// The programs that it runs.
    tools: Vec<String>,
    /// The changes that a step had already: two connections may need the same one.
    changes: BTreeSet<String>,
}

impl Mode {
    /// Whether it has no step.
    pub(super) const fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Begins a function: what is written next is in it.
    pub(super) fn begin(&mut self, name: impl Into<String>, about: Option<&'static str>) {
        self.functions.push(Function { name: name.into(), about, lines: Vec::new() });
    }

    fn line(&mut self, line: Line) {
        if let Some(function) = self.functions.last_mut() {
            function.lines.push(line);
        }
    }

    /// Writes a text that the script says.
    pub(super) fn say(&mut self, text: &str) {
        self.line(Line::Say(plain(text)));
    }

    /// Writes a call of a function.
    pub(super) fn call(&mut self, function: &str, words: impl IntoIterator<Item = Word>) {
        self.line(Line::Call(Call::new(function, words)));
    }

    /// Writes a call of a function that may say no, and then ends this one.
    pub(super) fn if_yes(&mut self, function: &str, words: impl IntoIterator<Item = Word>) {
        self.line(Line::IfYes(Call::new(function, words)));
    }

    /// Writes commands with what the person fills in.
    pub(super) fn commands(&mut self, verb: Verb, commands: &Commands) {
        for command in commands.iter() {
            if verb == Verb::Change && !self.changes.insert(command.clone()) {
                self.say("  (A step before this one has the same command.)");
            } else {
                let mut lacks = blanks_of(&command);
                // Only a person knows what else a server is for that has its name in the command: it stays unless they say so.
                if self.is_cleanup && lacks.iter().all(|it| it != "RUNTIME_TO_DELETE") {
                    lacks.push("DELETE_RUNTIME".to_owned());
                }
                for blank in &lacks {
                    add(&mut self.blanks, blank);
                    if !self.is_optional {
                        add(&mut self.needed, blank);
                    }
                }
                self.command(verb, command, lacks);
            }
        }
    }

    /// Writes a command that has all its values.
    pub(super) fn filled(&mut self, verb: Verb, command: &str) {
        self.command(verb, command.to_owned(), Vec::new());
    }

    fn command(&mut self, verb: Verb, command: String, lacks: Vec<String>) {
        add(&mut self.tools, command.split(' ').next().unwrap_or_default());
        self.line(Line::Command { verb, command, lacks });
    }

    /// In words, then by command.
    pub(super) fn instructions(&mut self, verb: Verb, it: &Instructions) {
        self.words(it);
        self.commands(verb, &it.commands);
    }

    /// In words.
    pub(super) fn words(&mut self, it: &Instructions) {
        for text in it.portal.iter() {
            self.say(&format!("  - {text}"));
        }
    }

    /// Writes the function that does it all: refuses to start without what it needs, then calls the others.
    pub(super) fn main(&mut self, function: &str, first: Vec<Line>, end: &str) {
        self.begin(function, None);
        let tools: Vec<Word> = self.tools.iter().map(name).collect();
        let needed: Vec<Word> = self.needed.iter().filter(|it| *it != SECRET).map(name).collect();
        for (check, words) in [("tools", tools), ("need", needed)] {
            if !words.is_empty() {
                self.call(check, words);
            }
        }
        if self.blanks.iter().any(|it| it == SECRET) {
            self.call("secret", [name(&SECRET)]);
        }
        if self.blanks.iter().any(|it| it.ends_with("_RG")) {
            // The wrong subscription is the mistake that is made most easily.
            self.filled(Verb::Look, "az account show --query name -o tsv");
        }
        let calls = self.calls.clone().into_iter().map(Line::Call);
        first.into_iter().chain(calls).for_each(|it| self.line(it));
        self.call("finish", [prose(end)]);
    }
}

/// Adds a word to a list that does not have it.
pub(super) fn add(list: &mut Vec<String>, word: &str) {
    if list.iter().all(|it| it != word) {
        list.push(word.to_owned());
    }
}
