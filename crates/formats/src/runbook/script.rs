//! A runbook whatever the shell: its functions, the calls in them, and what a person fills in.

use super::words::plain;

/// A script before it is written for a shell.
pub(super) struct Script {
    /// The lines that say what it is.
    pub(super) about: Vec<String>,
    /// What the person fills in, and what of it only undo needs.
    pub(super) blanks: [Vec<Blank>; 2],
    /// The end of its record's name.
    pub(super) record: String,
    /// Its functions, in their order.
    pub(super) functions: Vec<Function>,
}

impl Script {
    /// Writes what the person fills in, each in the line that a shell has for it and for the value that it begins with.
    pub(super) fn fill_in(&self, text: &mut String, line: impl Fn(&Blank, &str) -> String) {
        let [blanks, only_undo] = &self.blanks;
        if blanks.is_empty() && only_undo.is_empty() {
            return;
        }
        text.push_str("# Fill in between the quotes. Write - for what you do not have: what needs it is left out.\n");
        for (place, blank) in blanks.iter().chain(only_undo).enumerate() {
            if place == blanks.len() {
                text.push_str("# For undo:\n");
            }
            text.push_str(&line(blank, if blank.is_needed { "" } else { "-" }));
            text.push('\n');
        }
        text.push('\n');
    }
}

/// A value that the person fills in.
pub(super) struct Blank {
    pub(super) name: String,
    /// Whether something needs it that has to be done.
    pub(super) is_needed: bool,
    pub(super) meaning: String,
}

/// A function of the script.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    /// What it is about, for who reads the script.
    pub(super) about: Option<&'static str>,
    pub(super) lines: Vec<Line>,
}

/// A line of a function.
#[derive(Debug)]
pub(super) enum Line {
    /// A text for the person.
    Say(String),
    /// A call of a function.
    Call(Call),
    /// A call of a function that may say no, which ends the function that the line is in.
    IfYes(Call),
    /// A command that is left out where the person lacks a value for it.
    Command { verb: Verb, command: String, lacks: Vec<String> },
}

/// A call of one of the script's functions.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) function: String,
    pub(super) words: Vec<Word>,
}

/// A word of a call.
#[derive(Debug, Clone)]
pub(super) enum Word {
    /// A name of the script's own, or a number.
    Name(String),
    /// A text that a person reads.
    Prose(String),
    /// A text that is compared.
    Text(String),
    /// The value that the person fills in for a blank.
    Value(String),
}

/// What is done with a command, each by a function of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// It changes nothing.
    Look,
    /// It changes nothing, and what it prints is compared.
    See,
    /// It changes something, and is asked for; without it the rest of the function is left.
    Run,
    /// It changes something, and is asked for.
    Change,
}

impl Verb {
    pub(super) const fn function(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::See => "see",
            Self::Run => "run",
            Self::Change => "change",
        }
    }
}

impl Call {
    pub(super) fn new(function: impl Into<String>, words: impl IntoIterator<Item = Word>) -> Self {
        Self { function: function.into(), words: words.into_iter().collect() }
    }
}

/// A name of the script's own, or a number, as a word.
pub(super) fn name(name: &impl ToString) -> Word {
    Word::Name(name.to_string())
}

/// A text that a person reads, as a word.
pub(super) fn prose(text: impl Into<String>) -> Word {
    Word::Prose(plain(&text.into()))
}

/// A text that is compared, as a word.
pub(super) fn text(text: impl Into<String>) -> Word {
    Word::Text(text.into())
}
