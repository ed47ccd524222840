//! The parts of the page: props in, markup out.

mod command;
mod dialogs;
mod field;
mod form;
mod header;
mod mark;
mod notes;
mod path;
mod section;
mod start;
mod step;
mod steps;
mod verdict;

pub(crate) use form::SettingsForm;
pub(crate) use header::Header;
pub(crate) use notes::Notes;
pub(crate) use path::PathView;
pub(crate) use section::SectionView;
pub(crate) use start::Start;
pub(crate) use steps::StepList;
pub(crate) use verdict::VerdictView;
