//! What the page does with the world outside its state.

mod use_fragment;
mod use_host;
mod use_leave;
mod use_print;
mod use_reader;
mod use_settled;

pub(crate) use use_fragment::use_fragment;
pub(crate) use use_host::use_host;
pub(crate) use use_leave::use_leave;
pub(crate) use use_print::use_print;
pub(crate) use use_reader::use_reader;
pub(crate) use use_settled::use_settled;
