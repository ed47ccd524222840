//! Writes the page of a check: what it checks, why it breaks a migration, how to check and to fix it, examples and sources.
//!
//! A page is written from the words of the check, in general, for no migration. It has the same order in every form.

mod example;

use pgreach_rules::{
    Owner, Party, Status,
    check::{CATALOGUE, Check, FAMILIES, Words},
    guide::Section,
    link,
    scenario::SCENARIOS,
    text::capitalized,
};

pub use example::Example;

use crate::{
    document::{
        DocumentBody,
        LineKind::{Code, Heading, Item, Paragraph},
    },
    general::{command_in_general, in_general},
    heading, html, markdown,
    report::SHELL,
};

/// The folder of the pages, both in the repository and beside the published page.
pub const FOLDER: &str = "docs/checks";

/// Where a page leads beside the documents that it stands on.
#[derive(Debug, Clone, Copy)]
pub struct PageLinks<'a> {
    /// The address of the page that opens the examples.
    pub page: &'a str,
    /// The address of the list of all checks.
    pub index: &'a str,
}

/// In the repository.
const REPOSITORY: PageLinks<'_> = PageLinks { page: "../../index.html", index: "README.md" };

/// On the site that publishes the page.
const SITE: PageLinks<'_> = PageLinks { index: "index.html", ..REPOSITORY };

/// The name of a check's page, without its ending: its family and its id, as `reach-peering`.
#[must_use]
pub fn name(check: &Check) -> String {
    let family = FAMILIES.iter().find(|it| it.checks.contains(&check)).map_or("", |it| it.id);
    [family, "-", check.id].concat()
}

/// The address of a check's page on the site that publishes the page at this address, where it is one of the web.
#[must_use]
pub(crate) fn address(page: &str, check: &Check) -> Option<String> {
    let (folder, _) = page.rsplit_once('/')?;
    let is_site = folder.starts_with("https://") || folder.starts_with("http://");
    is_site.then(|| [folder, "/", FOLDER, "/", &name(check), ".html"].concat())
}

/// The pages of all checks and their index as Markdown, each with the name of its file in [`FOLDER`].
#[must_use]
pub fn markdown_files() -> Vec<(String, String)> {
    let page = |check: &&'static Check| (name(check) + ".md", markdown::document(&document(check, Some(REPOSITORY))));
    let index = (REPOSITORY.index.to_owned(), markdown::document(&index("md")));
    std::iter::once(index).chain(CATALOGUE.iter().map(page)).collect()
}

/// The pages of all checks and their index as HTML, for the published site.
#[must_use]
pub fn html_files() -> Vec<(String, String)> {
    let page = |check: &&'static Check| {
        (name(check) + ".html", html::document(&[&title(check)], &document(check, Some(SITE))))
    };
    let index = (SITE.index.to_owned(), html::document(&["Checks"], &index("html")));
    std::iter::once(index).chain(CATALOGUE.iter().map(page)).collect()
}

/// Returns the list of all pages, whose files have this ending.
fn index(ending: &str) -> DocumentBody {
    let mut document = DocumentBody::default();
    let to = &mut document;
    to.line(Heading(1), "Checks");
    to.line(Paragraph,
        "A check is one condition that a connection depends on. Each page says how to check it and how to fix it. A check is \
         asked of the source, the target or the runtime server: that makes a step, with a key of its own.",
    );
    for family in FAMILIES {
        to.line(Heading(2), family.about);
        for check in family.checks {
            to.start(Item);
            to.link(&title(check), &[&name(check), ".", ending].concat());
            to.text(": ");
            codes(to, check.keys);
            if let Some(words) = check.variants.first() {
                to.text(". ");
                to.text(&in_general(words.title));
            }
        }
    }
    document
}

/// Returns the page of a check. Where no links are given, the state of each example is shown for the end of the address of a page.
#[must_use]
pub fn document(check: &'static Check, links: Option<PageLinks<'_>>) -> DocumentBody {
    let mut document = DocumentBody::default();
    let to = &mut document;
    to.line(Heading(1), &title(check));
    to.start(Paragraph);
    codes(to, check.keys);
    let owners = Owner::ALL.iter().filter(|owner| check.variants.iter().any(|it| it.owner == **owner));
    for word in std::iter::once(check.severity.label()).chain(owners.map(|it| it.label())) {
        to.text(" · ");
        to.text(word);
    }
    to.line(Heading(2), "What it checks");
    for title in distinct(check.variants.iter().map(|it| it.title)) {
        to.line(Item, &in_general(title));
    }
    let variants = distinct(check.variants.iter().copied());
    let mut faults: Vec<Vec<&Words>> = Vec::new();
    for words in variants.iter().copied() {
        match faults.iter_mut().find(|it| it.iter().any(|it| are_fixed_alike(it, words))) {
            Some(alike) => alike.push(words),
            None => faults.push(vec![words]),
        }
    }
    for alike in faults {
        write_fault(&alike, to);
    }
    write_scenarios(check, to);
    write_examples(check, links, to);
    to.line(Heading(2), "Sources");
    for section in distinct(variants.iter().flat_map(|it| it.references).copied()) {
        write_source(section, to);
    }
    if let Some(links) = links {
        to.start(Paragraph);
        to.link("All checks", links.index);
    }
    document
}

/// Whether the same is to be done about both, however it comes to be wrong and is taken back.
fn are_fixed_alike(one: &Words, other: &Words) -> bool {
    let Words { failure, not_applicable_label, security_impact, undo, undo_commands, references, .. } = *other;
    Words { failure, not_applicable_label, security_impact, undo, undo_commands, references, ..*one } == *other
}

/// Writes what is wrong where the check fails, and what to do about it: of words that are fixed alike.
fn write_fault(alike: &[&Words], to: &mut DocumentBody) {
    let all = || alike.iter().copied();
    let Some(words) = all().next() else { return };
    for (index, failure) in distinct(all().map(|it| it.failure)).into_iter().enumerate() {
        let failure = in_general(failure);
        match index {
            0 => to.line(Heading(2), failure.trim_end_matches('.')),
            _ => labelled(to, heading::OR, &failure),
        }
    }
    labelled(to, heading::SHOULD_BE, &in_general(words.title));
    to.line(Paragraph, &in_general(words.why));
    for label in distinct(all().filter_map(|it| it.not_applicable_label)) {
        labelled(to, Status::NotApplicable.label(), &in_general(label));
    }
    write_instructions(heading::VERIFY, words.verify, words.verify_commands, to);
    write_instructions(heading::FIX, words.fix, words.fix_commands, to);
    for impact in distinct(all().filter_map(|it| it.security_impact)) {
        labelled(to, heading::SECURITY_IMPACT, &in_general(impact));
    }
    for (texts, commands) in distinct(all().map(|it| (it.undo, it.undo_commands))) {
        write_instructions(heading::UNDO, texts, commands, to);
    }
}

fn write_instructions(title: &str, texts: &[&str], commands: &[&str], to: &mut DocumentBody) {
    if texts.is_empty() && commands.is_empty() {
        return;
    }
    to.line(Heading(3), title);
    for text in texts {
        to.line(Item, &in_general(text));
    }
    for command in commands {
        to.line(Code(SHELL), &command_in_general(command));
    }
}

/// Writes in which combinations of servers it is a step, and of whom.
fn write_scenarios(check: &Check, to: &mut DocumentBody) {
    to.line(Heading(2), "Where it matters");
    for scenario in SCENARIOS {
        let is_asked_of = |party: &&Party| scenario.steps.iter().any(|it| it.check == check && it.party == **party);
        let parties: Vec<&str> = Party::ALL.iter().filter(is_asked_of).map(|it| it.word()).collect();
        if !parties.is_empty() {
            labelled_item(to, scenario.title, &parties.join(", "));
        }
    }
}

fn write_examples(check: &'static Check, links: Option<PageLinks<'_>>, to: &mut DocumentBody) {
    to.line(Heading(2), "Examples");
    to.line(Paragraph, "Each is a file for ");
    to.code("pgreach check");
    to.text(".");
    for Example { key, status, config, report } in example::of(check) {
        to.line(Heading(3), status.label());
        to.start(Paragraph);
        to.code(key.word());
        to.text(": ");
        to.state(status, status.label());
        to.text(". ");
        to.text(report.verdict.label());
        to.text(": ");
        to.text(&report.summary);
        for it in config.to_json().lines() {
            to.line(Code("json"), it);
        }
        let fragment = link::write(&config, true);
        to.start(Paragraph);
        if let Some(links) = links {
            to.link("Open it in the page", &[links.page, "#", &fragment].concat());
        } else {
            to.text("In the page: ");
            to.code(&["index.html#", &fragment].concat());
        }
    }
}

/// Writes a section of a document that the check stands on, with the revision that was read.
fn write_source(section: &'static Section, to: &mut DocumentBody) {
    to.start(Item);
    to.link(section.title, &section.url());
    if section.title != section.document.title {
        to.text(", in ");
        to.text(section.document.title);
    }
    if !section.document.revision.is_empty() {
        to.text(", revision ");
        to.text(section.document.revision);
    }
    if let Some(note) = section.note() {
        to.text(". ");
        to.text(note);
    }
}

fn labelled(to: &mut DocumentBody, label: &str, text: &str) {
    to.start(Paragraph);
    to.strong(label);
    to.text(": ");
    to.text(text);
}

fn labelled_item(to: &mut DocumentBody, label: &str, text: &str) {
    to.start(Item);
    to.text(label);
    to.text(": ");
    to.text(text);
}

fn codes(to: &mut DocumentBody, words: &[&str]) {
    for (index, word) in words.iter().enumerate() {
        if 0 < index {
            to.text(", ");
        }
        to.code(word);
    }
}

/// Each once, in the order of their first.
fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for it in all {
        if !distinct.contains(&it) {
            distinct.push(it);
        }
    }
    distinct
}

/// The title of a check's page: what it is called, and its id.
fn title(check: &Check) -> String {
    [&capitalized(check.name), " (", check.id, ")"].concat()
}

#[cfg(test)]
mod tests {
    use pgreach_rules::check::reach::peering;

    use super::*;

    #[test]
    fn a_page_has_its_address_where_the_page_is_published() {
        for (page, expected) in [
            (
                "https://docs.example/pgreach/index.html",
                Some("https://docs.example/pgreach/docs/checks/reach-peering.html"),
            ),
            ("https://docs.example/pgreach/", Some("https://docs.example/pgreach/docs/checks/reach-peering.html")),
            ("file:///home/ada/pgreach.html", None),
            ("", None),
        ] {
            assert_eq!(address(page, &peering::CHECK).as_deref(), expected, "{page}");
        }
    }
}
