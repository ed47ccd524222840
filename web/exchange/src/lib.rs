//! What the page exchanges with others: the report as a file, and the messages of a page that frames it.
//!
//! It is a program of its own, because it is not waited for: the page starts without it, and loads it when it has
//! started. The page's state comes and goes as the fragment of its link, names included, and what files show of it as the
//! JSON that `web/reader` writes. `page.js` speaks with it.

mod explain;
mod files;
mod snippet;

use pgreach_azure::collect::{self, Shell};
use pgreach_formats::{Export, FILES};
use pgreach_rules::{Config, ConfigError, Findings, FixForm, Owner, Report, evaluate_with, link};
use wasm_bindgen::prelude::*;

/// The report on a state, and its Config, as JSON: `{"report": …, "config": …}`.
#[wasm_bindgen]
#[must_use]
pub fn report(state: &str, findings: &str) -> String {
    let (config, report) = concluded(state, findings);
    // Both are written by their own rules, and cannot fail. It has lines because a report that is downloaded has: what writes
    // it is there once.
    let report = serde_json::to_string_pretty(&report).unwrap_or_default();
    format!(r#"{{"report":{report},"config":{}}}"#, config.to_json())
}

/// The state that a Config in JSON describes, and its resources as JSON, empty where it has none; or, where it is refused,
/// three texts: the path, what was found there, and what would be accepted.
#[wasm_bindgen]
#[must_use]
pub fn state(config: &str) -> Vec<String> {
    match Config::from_json(config) {
        Ok(config) => {
            let resources = &config.resources;
            let json =
                if resources.is_empty() { String::new() } else { serde_json::to_string(resources).unwrap_or_default() };
            vec![link::write(&config, true), json]
        }
        Err(ConfigError { path, found, expected, .. }) => {
            vec![if path.is_empty() { "config".to_owned() } else { path }, found, expected]
        }
    }
}

/// What leads others to a state: the link, an iframe and the element, with the names where they are needed. A page that is a
/// file leads nowhere; in another page stands the address of a published one then.
#[wasm_bindgen]
#[must_use]
pub fn share(state: &str, page: &str, with_names: bool) -> Vec<String> {
    let (config, _) = link::read(state);
    let fragment = link::write(&config, with_names);
    let published = if page.starts_with("http") { page } else { "https://pgreach.example/index.html" };
    vec![snippet::link(page, &fragment), snippet::iframe(published, &fragment), snippet::element(published, &fragment)]
}

/// The report on a state as a file of a format; `None` where there is no such format. The page's own address leads back
/// to the state, where one is given. A runbook is one team's part where an owner is named.
#[wasm_bindgen]
#[must_use]
pub fn write(state: &str, findings: &str, format: &str, page: &str, owner: &str) -> Option<String> {
    let format = FILES.iter().find(|it| it.word == format)?;
    let (config, report) = concluded(state, findings);
    let export = Export {
        config: &config,
        report: &report,
        page: (!page.is_empty()).then_some(page),
        input: None,
        fix_as: FixForm::Az,
    };
    Some(format.write(&export, Owner::from_word(owner)))
}

/// The files that the report on a state can be, as JSON: each with its words, its name and its media type, and the teams that
/// the runbook has a part for.
#[wasm_bindgen]
#[must_use]
pub fn files(state: &str, findings: &str) -> String {
    let (_, report) = concluded(state, findings);
    serde_json::to_string(&files::offered(&report)).unwrap_or_default()
}

/// What a file is called: for the servers that it is about, where it names them, and for the day that it is made on.
#[wasm_bindgen]
#[must_use]
pub fn file_name(file: &str, state: &str, findings: &str, with_names: bool, day: &str) -> String {
    let (config, _) = link::read(state);
    let findings = Findings::from_json(findings).unwrap_or_default();
    files::named(file, &findings.applied(&config), with_names, day)
}

/// The script that makes the export which the report asks for, or only what is still unknown.
#[wasm_bindgen]
#[must_use]
pub fn script(state: &str, findings: &str, shell: &str, minimal: bool) -> String {
    let shell = if shell == "powershell" { Shell::PowerShell } else { Shell::Bash };
    let (config, report) = concluded(state, findings);
    collect::script(&config, shell, minimal.then_some(&report))
}

/// What an error message means that was pasted, as JSON, with the names of a state.
#[wasm_bindgen]
#[must_use]
pub fn message(text: &str, state: &str) -> String {
    let (config, _) = link::read(state);
    serde_json::to_string(&explain::explain(text, &config)).unwrap_or_default()
}

fn concluded(state: &str, findings: &str) -> (Config, Report) {
    // The page has written both, so all of it can be read. Nothing was read where there are no findings.
    let (config, _) = link::read(state);
    let report = evaluate_with(&config, &Findings::from_json(findings).unwrap_or_default());
    (config, report)
}

#[cfg(test)]
mod tests {
    use super::{report, script, share, state, write};

    const STATE: &str = "v=1&source.kind=single-server&source.access=private&source.name=orders%20old&target.access=vnet-integrated&source/peering=fail";

    #[test]
    fn a_state_comes_back_from_its_config() {
        let entered: serde_json::Value = serde_json::from_str(&report(STATE, "")).expect("it is JSON");
        assert_eq!(entered["report"]["verdict"], "blocked");
        assert_eq!(state(&entered["config"].to_string()), [STATE, ""]);
    }

    #[test]
    fn what_is_refused_says_where_and_why() {
        assert_eq!(state("[]")[..2], ["config", "a list"]);
        assert_eq!(state(r#"{"source": {"kind": "mainframe"}}"#)[..2], ["source.kind", "\"mainframe\""]);
    }

    #[test]
    fn resources_go_another_way_than_the_state() {
        assert_eq!(state(r#"{"resources": [{ "id": "a" }, {}]}"#), ["v=1", r#"[{ "id": "a" },{}]"#]);
    }

    #[test]
    fn what_files_show_is_in_the_report() {
        let found = r#"{"settings": [], "steps": {"source/peering": {"status": "pass", "evidence": [
            {"resource": "vnet-a", "property": "peeringState", "value": "Connected"}], "note": null, "needs": []}}}"#;
        let entered: serde_json::Value = serde_json::from_str(&report(STATE, found)).expect("it is JSON");
        let steps = entered["report"]["steps"].as_array().expect("a list");
        let peering = steps.iter().find(|it| it["key"] == "source/peering").expect("it is a step");
        assert_eq!((&peering["status"], &peering["decidedBy"]), (&"pass".into(), &"evidence".into()));
    }

    #[test]
    fn a_script_is_of_one_shell_and_may_ask_for_less() {
        let [bash, powershell] = ["bash", "powershell"].map(|it| script(STATE, "", it, false));
        assert!(bash.starts_with("#!") && bash.contains("az "), "{bash}");
        assert!(powershell.contains("$target_server"), "{powershell}");
        assert_ne!(script(STATE, "", "bash", true), bash);
    }

    #[test]
    fn what_is_shared_has_the_names_where_they_are_wanted() {
        let without = share(STATE, "https://docs.example/", false);
        assert!(without.iter().all(|it| it.contains("source/peering=fail") && !it.contains("orders")), "{without:?}");
        assert!(share(STATE, "https://docs.example/", true).iter().all(|it| it.contains("orders")));
        let saved = share(STATE, "file:///home/a/pgreach.html", false);
        assert!(saved[0].starts_with("file:///home/a/pgreach.html#v=1"), "{saved:?}");
        assert!(
            saved[1..].iter().all(|it| it.contains("https://pgreach.example/") && !it.contains("home")),
            "{saved:?}"
        );
    }

    #[test]
    fn a_file_is_of_one_format_and_a_runbook_of_one_team() {
        assert!(write(STATE, "", "markdown", "https://docs.example/", "").is_some_and(|it| it.contains("orders old")));
        let runbook = |owner| write(STATE, "", "runbook", "", owner).expect("there is such a format");
        assert_ne!(runbook(""), runbook("dns"));
        assert_eq!(write(STATE, "", "word", "", ""), None);
    }
}
