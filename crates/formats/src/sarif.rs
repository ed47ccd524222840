//! The report as SARIF 2.1.0, for code scanning.
//!
//! A result is something to act on: a step that fails (kind `fail`, with a level) or is not known (kind `open`, which
//! the standard has for what could not be decided, and to which it gives the level `none`). Steps that hold or do not
//! apply are left out, though the standard has kinds for them: GitHub's code scanning does not read kinds and would
//! open an alert for each. They are in every other form.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pgreach_rules::{
    Accepted, Owner, Severity, Status,
    check::{CATALOGUE, Check},
};

use crate::{
    Evaluation, check_page,
    general::in_general,
    json::Json,
    markup::push,
    tell::{combination, setting_shown, shown},
};

/// The report as SARIF.
pub(crate) fn write(export: &Evaluation<'_>) -> String {
    document(|run| write_run(run, export))
}

/// All reports as one run, with what each is about: a result is told from that of another migration by its name.
pub(crate) fn write_all<'a>(named: impl Iterator<Item = (&'a str, &'a Evaluation<'a>)> + Clone) -> String {
    document(|run| {
        // The rules have the version of all crates.
        write_tool(run, env!("CARGO_PKG_VERSION"), None);
        run.list("results", |results| named.clone().for_each(|(name, export)| write_results(results, export, name)));
        run.object("properties", |it| it.number("migrations", named.count()));
    })
}

fn document(write_run: impl FnOnce(&mut Json)) -> String {
    Json::document(|log| {
        log.text("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.text("version", "2.1.0");
        log.list("runs", |runs| runs.object("", write_run));
    })
}

fn write_tool(run: &mut Json, version: &str, page: Option<&str>) {
    run.object("tool", |tool| {
        tool.object("driver", |driver| {
            driver.text("name", "pgreach");
            driver.text("semanticVersion", version);
            if let Some(page) = page {
                driver.text("informationUri", page);
            }
            driver.list("rules", |rules| {
                rules.object("", write_combination);
                for check in CATALOGUE {
                    rules.object("", |rule| write_rule(rule, check, page));
                }
            });
        });
    });
    run.text("columnKind", "unicodeCodePoints");
}

fn write_run(run: &mut Json, export: &Evaluation<'_>) {
    let report = export.report;
    write_tool(run, report.rules, export.page);
    run.list("results", |results| write_results(results, export, ""));
    run.object("properties", |properties| {
        properties.text("verdict", report.verdict.word());
        properties.text("summary", &report.summary);
        properties.text("link", &export.link());
        if !report.settings.is_empty() {
            properties.object("settings", |it| {
                report.settings.iter().for_each(|setting| it.text(setting.setting.word(), &setting_shown(setting)));
            });
        }
    });
}

/// The rule about the servers together, which no check is about.
const COMBINATION: &str = "combination";

fn write_combination(rule: &mut Json) {
    rule.text("id", COMBINATION);
    rule.text("name", "Combination");
    write_message(rule, "shortDescription", "The guides support these servers together");
    write_message(
        rule,
        "fullDescription",
        "The migration service connects only some combinations of source, target and runtime server. Where no document \
         decides one, Microsoft does not promise that it works.",
    );
    rule.object("defaultConfiguration", |it| it.text("level", level(Severity::Blocker)));
}

/// What can be said of a check where no migration is given.
fn write_rule(rule: &mut Json, check: &'static Check, page: Option<&str>) {
    rule.text("id", check.id);
    rule.text("name", &in_pascal_case(check.id));
    if let Some(words) = check.variants.first() {
        write_message(rule, "shortDescription", &in_general(words.title));
        write_message(rule, "fullDescription", &in_general(words.failure));
        let mut help = in_general(words.why);
        for text in words.fix {
            push(&mut help, &["\n\n", &in_general(text)]);
        }
        let mut markdown = help.clone();
        for section in words.references {
            let url = section.url();
            push(&mut help, &["\n\n", section.title, ": ", &url]);
            push(&mut markdown, &["\n\n[", section.title, "](", &url, ")"]);
        }
        rule.object("help", |it| {
            it.text("text", &help);
            it.text("markdown", &markdown);
        });
        // The page of the check, where this one is published beside it; else what the guide says.
        let own = page.and_then(|it| check_page::address(it, check));
        if let Some(help) = own.or_else(|| words.references.first().map(|it| it.url())) {
            rule.text("helpUri", &help);
        }
    }
    rule.object("defaultConfiguration", |it| it.text("level", level(check.severity)));
    rule.object("properties", |it| {
        it.text("severity", check.severity.word());
        // Who can fix it, which may depend on what the source is.
        it.list("tags", |tags| {
            for owner in Owner::ALL.iter().filter(|owner| check.variants.iter().any(|it| it.owner == **owner)) {
                tags.text("", owner.word());
            }
        });
    });
}

/// `zone-link-endpoint` as `ZoneLinkEndpoint`.
fn in_pascal_case(id: &str) -> String {
    let mut name = String::new();
    for word in id.split('-') {
        let (first, rest) = word.split_at(word.len().min(1));
        push(&mut name, &[&first.to_ascii_uppercase(), rest]);
    }
    name
}

/// The results of a report; `name` is what it is about, where there are several.
fn write_results(results: &mut Json, export: &Evaluation<'_>, name: &str) {
    let report = export.report;
    let write_result = |results: &mut Json, key, severity, text: &str| {
        if name.is_empty() {
            write_result(results, export, name, key, severity, text);
        } else {
            write_result(results, export, name, key, severity, &[name, ": ", text].concat());
        }
    };
    if let Some((fails, text)) = combination(report) {
        write_result(results, (COMBINATION, None), fails.then_some(Severity::Blocker), text);
    }
    for step in &report.steps {
        let key = (step.key.word(), step.exception.as_ref().filter(|_| step.is_accepted()));
        let with_shown = |text: String| std::iter::once(text).chain(shown(step)).collect::<Vec<_>>().join("\n");
        match step.status {
            Status::Fail => {
                write_result(results, key, Some(step.severity), &with_shown(step.failure().to_string()));
            }
            Status::Unknown => {
                let text = ["Unknown: ", &step.title().to_string(), "."].concat();
                write_result(results, key, None, &with_shown(text));
            }
            Status::Pass | Status::NotApplicable => {}
        }
    }
}

/// A result about what the key names: of this severity, or of none where it is not decided.
fn write_result(
    results: &mut Json,
    export: &Evaluation<'_>,
    name: &str,
    (key, accepted): (&str, Option<&Accepted>),
    severity: Option<Severity>,
    text: &str,
) {
    let rule = key.split_once('/').map_or(key, |it| it.1);
    let place = if name.is_empty() { key.to_owned() } else { [name, "/", key].concat() };
    results.object("", |result| {
        result.text("ruleId", rule);
        result.number("ruleIndex", CATALOGUE.iter().position(|it| it.id == rule).map_or(0, |it| it + 1));
        result.text("kind", if severity.is_some() { "fail" } else { "open" });
        result.text("level", severity.map_or("none", level));
        write_message(result, "message", &escaped(text));
        result.list("locations", |locations| {
            locations.object("", |location| {
                if let Some(path) = export.input {
                    location.object("physicalLocation", |it| {
                        it.object("artifactLocation", |it| it.text("uri", &uri(path)));
                        it.object("region", |it| it.number("startLine", 1));
                    });
                }
                location.list("logicalLocations", |it| {
                    it.object("", |it| {
                        it.text("fullyQualifiedName", &place);
                        it.text("kind", "resource");
                    });
                });
            });
        });
        // Either every result of a run says whether it is suppressed, or none does.
        result.list("suppressions", |suppressions| {
            if let Some(accepted) = accepted {
                suppressions.object("", |it| {
                    it.text("kind", "external");
                    it.text("status", "accepted");
                    it.text("justification", &accepted.words());
                });
            }
        });
        result.object("partialFingerprints", |it| {
            // The one that GitHub reads. Without it, GitHub takes the text of the line, which all results share.
            it.text("primaryLocationLineHash", &[&place, ":1"].concat());
            it.text("pgreachStep/v1", &place);
        });
    });
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn write_message(json: &mut Json, key: &str, text: &str) {
    json.object(key, |it| it.text("text", text));
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
