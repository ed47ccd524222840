//! Holds the hooks by which the page deals with the world outside its state.

mod use_deferred;
mod use_fragment;
mod use_leave;
mod use_print;
mod use_settled;

pub(crate) use use_deferred::use_deferred;
pub(crate) use use_fragment::use_fragment;
pub(crate) use use_leave::use_leave;
pub(crate) use use_print::use_print;
pub(crate) use use_settled::use_settled;
