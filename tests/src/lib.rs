//! Holds what the tests of the whole product stand on: the built page, a server for it, and real browsers.
//!
//! A test reads as what a person does and sees. It is run in Chromium, in Firefox and, where no more than the
//! standard is asked of a driver, in `WebKit`, one after the other, and says which one it failed in; whatever a browser's console reports as an error fails it too.
//!
//! The first test of `product/harness.rs` shows how.
//!
//! `cargo xtask test` builds the page, installs the browsers and passes their places to the tests.

#![expect(clippy::missing_panics_doc, reason = "a step of a test fails by panicking, every one of them")]

mod axe;
mod both;
mod browser;
mod built;
mod cable;
mod chromium;
mod driver;
mod export;
mod firefox;
mod keys;
mod lighthouse;
mod look;
mod native;
mod nu;
mod policy;
mod project;
mod release;
mod saved;
mod seat;
mod session;
mod site;
mod webkit;

pub use both::{in_all, in_all_as, in_both, in_both_as};
pub use browser::Browser;
pub use built::{azure_cli, dist, docusaurus, mkdocs, npm, package, package_tool, pages, single_file, source, xtask};
pub use cable::Cable;
pub use driver::Driver;
pub use export::{BROKEN, EXPORT, SECRET};
pub use firefox::errors_written;
pub use keys::chord;
pub use lighthouse::{Audited, Device, lighthouse};
pub use look::{Look, Theme};
pub use native::native_report;
pub use nu::nu;
pub use policy::{Finding, findings, policy};
pub use project::{Project, said};
pub use release::Release;
pub use saved::saved;
pub use site::Site;
