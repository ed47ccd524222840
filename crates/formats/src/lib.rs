//! The Report in the forms that people and tools take. A form decides nothing: it shows what the Report says.
//!
//! [`FORMATS`] lists them. Markdown and HTML are two ways to write one outline, so they cannot come to say different
//! things. Every name that a person gave is escaped for where it goes. The same report gives the same bytes.
#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

mod general;
mod html;
mod json;
mod junit;
mod markdown;
mod markup;
mod outline;
mod runbook;
mod sarif;
mod shape;
mod tell;

use pgreach_rules::{Config, Report, link};

pub use runbook::runbook;
pub use tell::{known_of, way_of};

/// A report to be written, with what a form needs to be read on its own.
#[derive(Debug, Clone, Copy)]
pub struct Export<'a> {
    /// What the report was concluded from.
    pub config: &'a Config,
    /// The report.
    pub report: &'a Report,
    /// The address of a page of pgreach to link back to, without a fragment.
    pub page: Option<&'a str>,
    /// The path of the file that the Config was read from.
    pub input: Option<&'a str>,
}

impl Export<'_> {
    /// The address that opens the page in this state; where no page is known, its fragment.
    ///
    /// It has the names in it: whoever reads the report reads them anyway, and the commands need them.
    #[must_use]
    pub fn link(&self) -> String {
        let mut link = self.page.unwrap_or_default().to_owned();
        link.push('#');
        link.push_str(&link::write(self.config, true));
        link
    }
}

/// One form of the report.
#[derive(Debug)]
pub struct Format {
    /// Its word in options.
    pub word: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What it is good for.
    pub about: &'static str,
    /// The name of a file of it.
    pub file_name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Writes it.
    pub write: fn(&Export<'_>) -> String,
}

/// Every form but the two that are not for a file of its own: the JSON of the contract, which is the report itself, and
/// the text for a terminal.
pub static FORMATS: &[&Format] = &[&MARKDOWN, &HTML, &SARIF, &JUNIT];

/// For pull requests, tickets and wikis.
pub static MARKDOWN: Format = Format {
    word: "markdown",
    label: "Markdown",
    about: "For a ticket, a pull request or a wiki",
    file_name: "pgreach-report.md",
    media_type: "text/markdown",
    write: markdown::write,
};

/// For mails and printers.
pub static HTML: Format = Format {
    word: "html",
    label: "HTML",
    about: "For a mail or a printer: one file without scripts",
    file_name: "pgreach-report.html",
    media_type: "text/html",
    write: html::write,
};

/// For code scanning.
pub static SARIF: Format = Format {
    word: "sarif",
    label: "SARIF",
    about: "For code scanning: what fails, and what is not known",
    file_name: "pgreach-report.sarif",
    media_type: "application/sarif+json",
    write: sarif::write,
};

/// For the test report of a pipeline.
pub static JUNIT: Format = Format {
    word: "junit",
    label: "JUnit",
    about: "For the test report of a pipeline, a test case for each step",
    file_name: "pgreach-report.xml",
    media_type: "application/xml",
    write: junit::write,
};
