//! The report as SARIF 2.1.0, for code scanning.
//!
//! A result is something to act on: a step that fails (kind `fail`, with a level) or is not known (kind `open`, which
//! the standard has for what could not be decided, and to which it gives the level `none`). Steps that hold or do not
//! apply are left out, though the standard has kinds for them: GitHub's code scanning does not read kinds and would
//! open an alert for each. They are in every other form.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pgreach_rules::{
    Owner, Severity, Status, Step, Support, Verdict,
    check::{CATALOGUE, Check},
};
use serde::Serialize;

use crate::{Export, general::in_general, json::pretty};

/// The report as SARIF.
pub(crate) fn write(export: &Export<'_>) -> String {
    let report = export.report;
    let steps = report.steps.iter().filter_map(|step| step_result(export, step));
    pretty(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "pgreach",
                    semantic_version: report.rules,
                    information_uri: export.page,
                    rules: std::iter::once(combination_rule()).chain(CATALOGUE.iter().map(|it| rule(it))).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            results: combination_result(export).into_iter().chain(steps).collect(),
            properties: RunProperties {
                verdict: report.verdict,
                summary: &report.summary,
                scenario: report.scenario.as_ref().map(|it| it.id),
                link: export.link(),
            },
        }],
    })
}

/// The rule about the servers together, which no check is about.
const COMBINATION: &str = "combination";

fn combination_rule() -> Rule {
    let about = "The migration service connects only some combinations of source, target and runtime server. Where \
                 no document decides one, nobody promises that it works.";
    Rule {
        id: COMBINATION,
        name: "Combination".to_owned(),
        short_description: plain("The guides support these servers together".to_owned()),
        full_description: plain(about.to_owned()),
        help: plain(about.to_owned()),
        help_uri: None,
        default_configuration: Level { level: level(Severity::Blocker) },
        properties: RuleProperties { severity: Severity::Blocker, tags: Vec::new() },
    }
}

/// What can be said of a check where no migration is given.
fn rule(check: &'static Check) -> Rule {
    let Some(words) = check.variants.first() else { return combination_rule() };
    let (mut plain_help, mut markdown) = (in_general(words.why), in_general(words.why));
    for text in words.fix {
        let text = in_general(text);
        for part in ["\n\n", &text] {
            plain_help.push_str(part);
            markdown.push_str(part);
        }
    }
    for section in words.references {
        let url = section.url();
        for part in ["\n\n", section.title, ": ", &url] {
            plain_help.push_str(part);
        }
        for part in ["\n\n[", section.title, "](", &url, ")"] {
            markdown.push_str(part);
        }
    }
    let mut tags: Vec<Owner> = Vec::new();
    for words in check.variants {
        if !tags.contains(&words.owner) {
            tags.push(words.owner);
        }
    }
    Rule {
        id: check.id,
        name: in_pascal_case(check.id),
        short_description: plain(in_general(words.title)),
        full_description: plain(in_general(words.fault)),
        help: Message { text: plain_help, markdown: Some(markdown) },
        help_uri: words.references.first().map(|it| it.url()),
        default_configuration: Level { level: level(check.severity) },
        properties: RuleProperties { severity: check.severity, tags },
    }
}

/// `zone-link-own` as `ZoneLinkOwn`.
fn in_pascal_case(id: &str) -> String {
    let mut starts = true;
    let mut name = String::new();
    for it in id.chars() {
        if it == '-' {
            starts = true;
        } else {
            name.push(if starts { it.to_ascii_uppercase() } else { it });
            starts = false;
        }
    }
    name
}

fn combination_result(export: &Export<'_>) -> Option<Finding> {
    let (fails, text) = match export.report.scenario.as_ref().map(|it| it.support) {
        Some(Support::Supported) => return None,
        Some(Support::Unsupported) => (true, export.report.summary.as_str()),
        Some(Support::Undocumented) => (false, "No document decides this combination."),
        None => (false, export.report.summary.as_str()),
    };
    Some(Finding::new(export, COMBINATION, COMBINATION, fails.then_some(Severity::Blocker), text))
}

fn step_result(export: &Export<'_>, step: &Step) -> Option<Finding> {
    let (fails, text) = match step.status {
        Status::Fail => (true, step.fault.to_string()),
        Status::Unknown => (false, ["Not known: ", &step.title.to_string(), "."].concat()),
        Status::Pass | Status::NotApplicable => return None,
    };
    let key = step.key.word();
    let id = key.split_once('/').map_or(key, |it| it.1);
    let finding = Finding::new(export, id, key, fails.then_some(step.severity), &text);
    let properties = Some(FindingProperties { severity: step.severity, owner: step.owner });
    Some(Finding { properties, ..finding })
}

impl Finding {
    /// A result about what the key names: of this severity, or of none where it is not decided.
    fn new(export: &Export<'_>, rule: &'static str, key: &'static str, severity: Option<Severity>, text: &str) -> Self {
        let in_file = export.input.map(|path| PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(path) },
            region: Region { start_line: 1 },
        });
        Self {
            rule_id: rule,
            rule_index: CATALOGUE.iter().position(|it| it.id == rule).map_or(0, |it| it + 1),
            kind: if severity.is_some() { "fail" } else { "open" },
            level: severity.map_or("none", level),
            message: plain(escaped(text)),
            locations: [Location {
                physical_location: in_file,
                logical_locations: [LogicalLocation { fully_qualified_name: key, kind: "resource" }],
            }],
            partial_fingerprints: Fingerprints { github: [key, ":1"].concat(), key },
            properties: None,
        }
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn plain(text: String) -> Message {
    Message { text, markdown: None }
}

/// A text as SARIF has it: brackets would be read as a link, braces as a place for an argument.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for it in text.chars() {
        match it {
            '[' | ']' => out.push('\\'),
            '{' | '}' => out.push(it),
            _ => {}
        }
        out.push(it);
    }
    out
}

const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path as a URI: relative where it is, because viewers look for the file in a repository.
fn uri(path: &str) -> String {
    let path = if std::path::MAIN_SEPARATOR == '\\' { path.replace('\\', "/") } else { path.to_owned() };
    let path = path.strip_prefix("./").unwrap_or(&path);
    let is_drive = path.split_once('/').is_some_and(|(start, _)| start.ends_with(':'));
    let start = match path.starts_with('/') {
        true => "file://",
        false if is_drive => "file:///",
        false => "",
    };
    std::iter::once(start).chain(utf8_percent_encode(path, IN_PATHS)).collect()
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    results: Vec<Finding>,
    properties: RunProperties<'a>,
}

#[derive(Serialize)]
struct RunProperties<'a> {
    verdict: Verdict,
    summary: &'a str,
    scenario: Option<&'static str>,
    link: String,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'a str>,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    default_configuration: Level,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Level {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    severity: Severity,
    /// Who can mend it.
    tags: Vec<Owner>,
}

#[derive(Serialize)]
struct Message {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<FindingProperties>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    logical_locations: [LogicalLocation; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: &'static str,
    kind: &'static str,
}

/// What makes two results of two runs the same.
#[derive(Serialize)]
struct Fingerprints {
    /// The one that GitHub reads. Without it, GitHub takes the text of the line, which all results of a file share.
    #[serde(rename = "primaryLocationLineHash")]
    github: String,
    #[serde(rename = "pgreachStep/v1")]
    key: &'static str,
}

#[derive(Serialize)]
struct FindingProperties {
    severity: Severity,
    owner: Owner,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri_that_names_the_same_file() {
        for (path, expected) in [
            ("migration.json", "migration.json"),
            ("./infra/my migration#1.json", "infra/my%20migration%231.json"),
            ("../a:b.json", "../a%3Ab.json"),
            ("/etc/ü.json", "file:///etc/%C3%BC.json"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
