//! What the parts of the program tell each other.

use pgreach_messages::{Answer, Asked, Handed, JudgedPairs};

use crate::{checker::ToChecker, pairs::Names, worker::Reply};

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
    Answered(Answer),
    /// The worker has ended, or could not start.
    Failed(String),
    /// A dialog is to be opened.
    Open(String),
    /// Files were picked, dropped or pasted; with an id, in place of one.
    Taken(Vec<Handed>, Option<u32>),
    /// A text was pasted that may be an export.
    Pasted(String),
    /// A text was pasted that may be an error message.
    Entered(String),
    /// A file is to be forgotten.
    Removed(u32),
    /// An older file is to give way to a newer one.
    Superseded(u32),
    /// A page that frames this one hands over a state, and resources.
    Framed(String, Option<web_sys::Blob>),
    /// A reading has taken so long that a person can see it.
    IsLong(u32),
    /// What some pairs come to, in answer to the judging of this number; none where nothing came of it.
    Judged(u32, Option<JudgedPairs>),
    /// A pair is to be shown.
    PairOpened(Names),
    /// All pairs are to be shown.
    PairsWanted,
    /// The judging of pairs is to stop, or to go on.
    PairsStopped(bool),
    /// The person starts over.
    Forgotten,
    /// The person wants back what there was before, or no longer.
    Undone(bool),
}
