//! Defines what the parts of the program tell each other.

use pgreach_messages::{Asked, Handed, JudgedPairs, Said, TaskAnswer, Tried};

use crate::{checker::ToChecker, explain::Pointed, pairs::Names, worker::Reply};

/// What happens.
pub(crate) enum Message {
    /// The state has changed.
    State(String),
    /// The checker asks what is found of a question: what the files show, and what to change.
    Question(String),
    /// Something is to be said to the checker.
    ForChecker(ToChecker),
    /// What was found of a question of the checker's.
    Found(String, String),
    /// A component asks about the files.
    Asked(Asked, Reply),
    /// The worker answers.
    Answered(TaskAnswer),
    /// The worker has ended, or could not start.
    Failed(String),
    /// A dialog is to be opened.
    Open(String),
    /// Files were picked, dropped or pasted; with an id, in place of one.
    Taken(Vec<Handed>, Option<u32>),
    /// The same once they are unpacked, each with why it could not be.
    Unpacked(Vec<(Handed, Option<String>)>, Option<u32>),
    /// A text was pasted that may be an export.
    Pasted(String),
    /// A text was pasted that may be an error message.
    Entered(String),
    /// A text that says what went wrong was given, in the box of the page or as a file.
    Heard(String),
    /// A pasted error message is to stay on the page; without a title, the one there is is to be put away.
    Explained(Pointed),
    /// A file is to be forgotten.
    Removed(u32),
    /// An older file is to give way to a newer one; and both are to be compared, where that is wanted.
    Superseded { older: u32, newer: u32, is_compared: bool },
    /// Whether the files are to be compared with those before.
    Compared(bool),
    /// A page that frames this one hands over a state, and resources.
    Framed(String, Option<web_sys::Blob>),
    /// A reading has taken so long that a person can see it.
    IsLong(u32),
    /// Working out what the files show of a question has taken so long that a person can see it.
    LookIsLong(String),
    /// It is to stop.
    LookStopped,
    /// What some pairs come to, in answer to the judging of this number; none where nothing came of it.
    Judged(u32, Option<JudgedPairs>),
    /// What was said of all pairs together, as they are in the judging of this number; none where nothing came of it.
    Together(u32, Option<Said>),
    /// It is to be looked for what to change for all pairs, or no longer.
    PlanWanted(bool),
    /// The pairs are to have pseudonyms, or their names.
    PairsMasked(bool),
    /// A pair is to be shown.
    PairOpened(Names),
    /// All pairs are to be shown.
    PairsWanted,
    /// The person went back or forward to a place in the history of the browser, which may have the mark of a pair.
    WentTo(Option<usize>),
    /// The judging of pairs is to stop, or to go on.
    PairsStopped(bool),
    /// Something is tried out, or nothing any more.
    TriedOut(Tried),
    /// A change of the plan is made, or is not after all.
    Made(String, bool),
    /// The person starts over.
    Forgotten,
    /// The person wants back what there was before, or no longer.
    Undone(bool),
}
