//! The Report in the forms that people and tools take. A form decides nothing: it shows what the Report says.
//!
//! [`FORMATS`] lists them. Text, Markdown and HTML are three ways to write one [`document`], so they cannot come to say
//! different things. Every name that a person gave is escaped for where it goes. The same report gives the same bytes.
#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

pub mod blank;
pub mod check_page;
pub mod document;
pub mod drawing;
mod element;
pub mod fleet;
mod general;
pub mod heading;
mod html;
mod json;
mod junit;
mod markdown;
mod markup;
mod report;
mod runbook;
mod sarif;
mod sign;
mod tell;

use pgreach_rules::{Config, DecidedBy, Drawing, FixForm, Owner, Report, Shell, Status, Step, link};

pub use element::{Element, Node};
pub use html::{Inline, PROSE, SHEET, html_document};
pub use markdown::text as markdown_text;
pub use report::Audience;
pub use runbook::runbook;
pub use sign::Sign;
pub use tell::{
    ONE_FACT, before_and_after, in_form, known_of, left, needed, not_read, one_fact, seen, setting_conflict,
    setting_shown, way_of,
};

/// A report to be written, with what a form needs to be read on its own.
#[derive(Debug, Clone, Copy)]
pub struct Evaluation<'a> {
    /// What the report was concluded from.
    pub config: &'a Config,
    /// The report.
    pub report: &'a Report,
    /// The address of a page of pgreach to link back to, without a fragment.
    pub page: Option<&'a str>,
    /// The path of the file that the Config was read from.
    pub input: Option<&'a str>,
    /// The form of the fixes that are made of an export; the JSON has all of them.
    pub fix_as: FixForm,
    /// The day on which it is written, as `2026-11-30`, where a document is to say it: the same facts on another day would be
    /// another file.
    pub day: Option<&'a str>,
    /// The networks, where files show them: a document for people has them as a picture.
    pub drawing: Option<&'a Drawing>,
}

impl Evaluation<'_> {
    /// The address that opens the page in this state; where no page is known, its fragment.
    ///
    /// It has the names in it: the report shows them anyway, and the commands need them. And it has what the files show of the
    /// steps, which no link can hold: without it the page would know less than the report.
    #[must_use]
    pub fn link(&self) -> String {
        let mut link = self.page.unwrap_or_default().to_owned();
        link.push('#');
        link.push_str(&link::write(&with_answers(self.config.clone(), self.report), true));
        link
    }
}

/// The steps that the files decide.
pub fn shown(report: &Report) -> impl Iterator<Item = &Step> {
    report.steps.iter().filter(|it| it.decided_by == DecidedBy::Evidence && it.status != Status::Unknown)
}

/// A Config with what the files show of the steps as answers, so that it leads to the same verdict without them.
#[must_use]
pub fn with_answers(mut config: Config, report: &Report) -> Config {
    for step in shown(report) {
        config.answers.insert(step.key, step.status);
    }
    config
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
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Markdown,
    Html,
    Sarif,
    Junit,
    Json,
    Runbook(Shell),
}

impl Format {
    /// Writes it; a runbook only with what an owner has to do, where one is named.
    ///
    /// The formats do not hold their writers, so that a page can list them and load these later.
    #[must_use]
    pub fn write(&self, export: &Evaluation<'_>, owner: Option<Owner>) -> String {
        match self.kind {
            Kind::Markdown => markdown::write(export),
            Kind::Html => html::write(export),
            Kind::Sarif => sarif::write(export),
            Kind::Junit => junit::write(export),
            // A Report cannot fail to be written.
            Kind::Json => serde_json::to_string_pretty(export.report).unwrap_or_default() + "\n",
            Kind::Runbook(shell) => runbook(export.config, export.report, owner, shell),
        }
    }
}

/// Every form but the two that are not for a file of its own: the JSON of the contract, which is the report itself, and
/// the text for a terminal.
pub static FORMATS: &[&Format] = &[&MARKDOWN, &HTML, &SARIF, &JUNIT];

/// Every form that is a file of its own.
pub static FILES: &[&Format] = &[&MARKDOWN, &HTML, &SARIF, &JUNIT, &JSON, &RUNBOOK, &RUNBOOK_FOR_POWERSHELL];

/// For pull requests, tickets and wikis.
pub static MARKDOWN: Format = Format {
    word: "markdown",
    label: "Markdown",
    about: "For a ticket, a pull request or a wiki",
    file_name: "pgreach-report.md",
    media_type: "text/markdown",
    kind: Kind::Markdown,
};

/// For mails and printers.
pub static HTML: Format = Format {
    word: "html",
    label: "HTML",
    about: "For a mail or a printer: one file without scripts",
    file_name: "pgreach-report.html",
    media_type: "text/html",
    kind: Kind::Html,
};

/// For code scanning.
pub static SARIF: Format = Format {
    word: "sarif",
    label: "SARIF",
    about: "For code scanning: what fails, and what is not known",
    file_name: "pgreach-report.sarif",
    media_type: "application/sarif+json",
    kind: Kind::Sarif,
};

/// For the test report of a pipeline.
pub static JUNIT: Format = Format {
    word: "junit",
    label: "JUnit",
    about: "For the test report of a pipeline, a test case for each step",
    file_name: "pgreach-report.xml",
    media_type: "application/xml",
    kind: Kind::Junit,
};

/// For programs.
pub static JSON: Format = Format {
    word: "json",
    label: "JSON",
    about: "For programs: the whole report, as its schema describes it",
    file_name: "pgreach-report.json",
    media_type: "application/json",
    kind: Kind::Json,
};

/// For the team that fixes it.
pub static RUNBOOK: Format = Format {
    word: "runbook",
    label: "Runbook",
    about: "For the terminal: a script that fixes what fails and takes it back, step by step, when you run it",
    file_name: "pgreach-runbook.sh",
    media_type: "text/x-shellscript",
    kind: Kind::Runbook(Shell::Bash),
};

/// For the team that fixes it, where there is no bash.
pub static RUNBOOK_FOR_POWERSHELL: Format = Format {
    word: "runbook-powershell",
    label: "Runbook for PowerShell",
    about: "The same script for PowerShell 5.1 and 7, where there is no bash",
    file_name: "pgreach-runbook.ps1",
    media_type: "text/plain",
    kind: Kind::Runbook(Shell::PowerShell),
};
