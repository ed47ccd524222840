//! Defines what the programs of the page say to each other.
//!
//! The checker, `web`, is loaded first and owns what is known of the migration. `web/deferred` is loaded once the page has
//! started; it owns the files of the person, and has a worker that reads them, which it sends a [`Task`] and gets a [`TaskAnswer`]
//! from. The checker and it call each other: `web/src/hooks/use_deferred.rs` has what the checker is told, and in what terms.
//!
//! A *state* is all that a person has entered, as the fragment of a link, with the names of servers; a *question* is the
//! settings among it, which is what files are asked about.

#[cfg(feature = "worker")]
mod worker;

#[cfg(feature = "worker")]
pub use worker::{
    Asked, AskedPairs, Choice, Compared, ComparedLine, Drawn, File, FleetForm, Handed, JudgedPairs, KeyBytes, Planned,
    Said, Summary, Task, TaskAnswer, Tried,
};

/// What became of the files, as far as a report depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    /// Which reading it is: the files of two may look the same, and are not.
    pub number: u32,
    /// How far it is.
    pub stage: ReadingStage,
}

/// How far reading is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReadingStage {
    /// There are no files.
    #[default]
    None,
    /// They are being read, and show nothing until they are.
    Reading,
    /// They are read, and hold no server.
    Bare,
    /// They are read, and hold servers to choose from.
    Read,
    /// They are read, and hold one server.
    Lone,
}

impl ReadingStage {
    const ALL: [Self; 5] = [Self::None, Self::Reading, Self::Bare, Self::Read, Self::Lone];

    /// The stage as a number, which programs can exchange.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The stage of a number; of any other, that there are no files.
    #[must_use]
    pub fn of(code: u8) -> Self {
        Self::ALL.into_iter().find(|it| it.code() == code).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::ReadingStage;

    #[test]
    fn a_stage_is_the_same_on_both_sides() {
        for stage in ReadingStage::ALL {
            assert_eq!(ReadingStage::of(stage.code()), stage);
        }
        assert_eq!(ReadingStage::of(9), ReadingStage::None);
    }
}
