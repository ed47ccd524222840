//! The parts of the page. A part is a function from what is known to markup; only one that keeps something of its own
//! is a component, because each component costs the page some kilobytes.

mod branches;
mod command;
mod credit;
mod evidence;
mod field;
mod files;
mod form;
mod mark;
mod names;
mod notes;
mod path;
mod plan;
mod section;
mod start;
mod step;
mod steps;
mod trace;
mod verdict;

pub(crate) use branches::branches;
pub(crate) use credit::credit;
pub(crate) use files::files;
pub(crate) use form::settings_form;
pub(crate) use notes::{not_read, unread, unused};
pub(crate) use path::path_view;
pub(crate) use section::{cleanup, section_view};
pub(crate) use start::start;
pub(crate) use steps::StepList;
pub(crate) use verdict::{VerdictView, bar};
