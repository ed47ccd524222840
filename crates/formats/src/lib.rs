//! The Report in the forms that people and tools take. A form decides nothing: it shows what the Report says.

mod runbook;

pub use runbook::runbook;
