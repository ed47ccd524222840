//! Defines what is said between the page and the worker that reads its files.

use pgreach_fleet::{Place, PlanInWords, Row};
use pgreach_rules::{Became, Conclusion, Drawing, StepKey, Verdict};
use serde::{Deserialize, Serialize};
use web_sys::Blob;

/// What pseudonyms depend on: the same key gives the same ones.
pub type KeyBytes = [u8; 16];

/// Something to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Task {
    /// By which the answer is known.
    pub number: u32,
    /// What is asked.
    pub asked: Asked,
}

/// What a worker is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Asked {
    /// To read files, in place of those that it had.
    Read(Vec<Handed>),
    /// What the files show of a state: [`Said::Text`] with the findings in JSON.
    Find(String),
    /// What some pairs of servers in the files come to: [`Said::Pairs`].
    Pairs {
        /// All of them.
        pairs: AskedPairs,
        /// The first of those to judge, by its place among all.
        from: usize,
    },
    /// Where the pairs stand that were judged: [`Said::Standing`].
    Standing,
    /// What to change for all pairs that were judged, as far as it comes in a while; asked again, it goes on:
    /// [`Said::Planned`].
    Plan,
    /// What all pairs that were judged come to, in a form: [`Said::Text`], empty where none is judged.
    Fleet(FleetForm),
    /// A state under other names, and what the files show of it under the same names: [`Said::Masked`].
    Mask {
        /// The state.
        state: String,
        /// What the names are made with.
        key: KeyBytes,
    },
    /// The networks of a state as they are drawn: [`Said::Drawn`].
    Draw {
        /// The state.
        state: String,
        /// What is tried out.
        tried: Tried,
    },
    /// What is otherwise than it was with earlier files: [`Said::Compared`].
    Compare {
        /// The state, which holds for both.
        state: String,
        /// The earlier files.
        before: Vec<Handed>,
        /// Which reading they were left out of: the earlier files of one reading are the same ones.
        reading: u32,
    },
    /// A file with the state and what was read, to be read again: [`Said::Text`].
    Save {
        /// The state.
        state: String,
        /// What other names are made with; none keeps the names.
        key: Option<KeyBytes>,
    },
}

/// The pairs of servers in the files, and what is said of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedPairs {
    /// The settings that hold for all, as a state without names.
    pub state: String,
    /// The states of pairs of which more was entered.
    pub entered: Vec<String>,
    /// What other names are made with; none keeps the names.
    pub key: Option<KeyBytes>,
}

/// What all pairs can be handed on as: what `pgreach fleet --format` makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FleetForm {
    /// A document for a mail or a printer.
    Html,
    /// The same for a ticket or a wiki.
    Markdown,
    /// For programs; `pgreach fleet --baseline` compares with it.
    Json,
    /// The table alone.
    Csv,
    /// For code scanning.
    Sarif,
    /// For a pipeline.
    Junit,
}

impl FleetForm {
    /// Each of them.
    pub const ALL: [Self; 6] = [Self::Html, Self::Markdown, Self::Json, Self::Csv, Self::Sarif, Self::Junit];

    /// The word that `pgreach fleet --format` takes for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Html => "HTML",
            Self::Markdown => "Markdown",
            Self::Json => "JSON",
            Self::Csv => "CSV",
            Self::Sarif => "SARIF",
            Self::Junit => "JUnit",
        }
    }

    /// What it is for.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Html => "For a mail or a printer: causes, teams, changes, and every pair",
            Self::Markdown => "For a ticket or a wiki",
            Self::Json => "For programs; the command compares the next export with it",
            Self::Csv => "The table, for a spreadsheet",
            Self::Sarif => "For code scanning: each step that fails",
            Self::Junit => "For a pipeline: a suite for each pair",
        }
    }

    /// What a file of it is called.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Html => "pgreach-fleet.html",
            Self::Markdown => "pgreach-fleet.md",
            Self::Json => "pgreach-fleet.json",
            Self::Csv => "pgreach-fleet.csv",
            Self::Sarif => "pgreach-fleet.sarif",
            Self::Junit => "pgreach-fleet.xml",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
            Self::Json | Self::Sarif => "application/json",
            Self::Csv => "text/csv",
            Self::Junit => "application/xml",
        }
    }
}

/// What would be, if.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tried {
    /// As it is.
    #[default]
    Nothing,
    /// So many changes of the plan were made.
    Changed(usize),
    /// The step of this key held.
    Holds(String),
}

/// A file as the browser hands it out: its bytes are read where they are wanted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Handed {
    /// What it is called, with its folder where it was in one.
    pub name: String,
    /// Its bytes.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub file: Blob,
}

/// What a worker says of a task.
#[derive(Debug, Serialize, Deserialize)]
pub struct TaskAnswer {
    /// The number of the task.
    pub number: u32,
    /// What it says.
    pub said: Said,
}

/// What a worker says.
#[derive(Debug, Serialize, Deserialize)]
pub enum Said {
    /// How far it is.
    Progress {
        /// The file that it is at, by its place in the list.
        at: usize,
        /// How much of it is done, from 0 to 1.
        done: f64,
    },
    /// What became of the files.
    Read(Summary),
    /// A text that was asked for.
    Text(String),
    /// What some pairs come to.
    Pairs(JudgedPairs),
    /// The networks in which the pairs stand.
    Standing(Vec<Place>),
    /// How far the search for what to change for all pairs is.
    Planned(Planned),
    /// A state and findings with pseudonyms.
    Masked {
        /// The state.
        state: String,
        /// The findings in JSON.
        findings: String,
    },
    /// The networks as they are drawn; none where the files hold none of this migration, or where it can't be tried out.
    Drawn(Option<Box<Drawn>>),
    /// What is otherwise than before; none where an earlier file cannot be read at all.
    Compared(Option<Box<Compared>>),
    /// A file cannot be read at all.
    Refused {
        /// Its place in the list.
        at: usize,
        /// Why.
        why: String,
    },
}

/// The networks of a migration, and what is concluded of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The networks.
    pub drawing: Drawing,
    /// What is concluded, in one sentence.
    pub summary: String,
    /// The verdict as it is, and what it would be with what is tried out.
    pub verdicts: [Verdict; 2],
    /// The steps that are otherwise than they are without what is tried out, each in a line.
    pub changed: Vec<String>,
}

/// What is otherwise than it was with earlier files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// What was concluded.
    pub before: Conclusion,
    /// What is concluded.
    pub after: Conclusion,
    /// What became of each step.
    pub steps: Vec<ComparedLine>,
    /// The same for each value of a setting that nobody has given yet, after the value in words.
    pub branches: Vec<(String, Self)>,
}

/// A step that is compared, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedLine {
    /// The step.
    pub step: StepKey,
    /// What became of it.
    pub became: Became,
    /// What it was and what it is, in a line.
    pub words: String,
    /// What its failure means, as a sentence, where it fails now.
    pub failure: Option<String>,
}

/// What some of the pairs of servers in the files come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedPairs {
    /// Those that were judged, in the order of all.
    pub rows: Vec<Row>,
    /// How many there are in all.
    pub count: usize,
    /// The PostgreSQL servers in no pair.
    pub unpaired: Vec<String>,
}

/// How far the search for what to change for all pairs is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// So many pairs were looked at.
    pub at: usize,
    /// What was found, once all were.
    pub plan: Option<PlanInWords>,
}

/// What became of all files, and the servers in them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// In the order in which they came.
    pub files: Vec<File>,
    /// The servers that data can be moved away from.
    pub sources: Vec<Choice>,
    /// The flexible servers: what data can be moved to, and what a runtime server is.
    pub targets: Vec<Choice>,
    /// How many pairs of a source and a target are proposed.
    pub pairs: usize,
    /// The only one that is, where at most one server is left over: it may be the runtime server.
    pub pair: Option<[String; 2]>,
}

/// What became of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What was read of it, as `2 virtual networks, 1 subnet`.
    pub read: String,
    /// What was left, because no check looks at it.
    pub ignored: String,
    /// What shows that it does not hold everything.
    pub partial: Vec<String>,
    /// What is wrong with it.
    pub errors: Vec<String>,
    /// The settings and answers in a file of pgreach's own, as a state.
    pub state: Option<String>,
    /// The files before it most of whose resources it describes again, by their places in the list.
    pub again: Vec<usize>,
}

/// A server as it can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The name that finds it: an id where others have its name.
    pub value: String,
    /// Its name, what it is and where.
    pub label: String,
}
