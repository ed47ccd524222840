//! What the page exchanges with others: the report as a file, and the messages of a page that frames it.
//!
//! It is a program of its own, because nobody waits for it: the page starts without it, and loads it when it has
//! started. The page's state comes and goes as the fragment of its link, names included. `web/exchange.js` speaks with it.

use pgreach_formats::{Export, FILES};
use pgreach_rules::{Config, ConfigError, Owner, Report, evaluate, link};
use wasm_bindgen::prelude::*;

/// The report on a state, and its Config, as JSON: `{"report": …, "config": …}`.
#[wasm_bindgen]
#[must_use]
pub fn report(state: &str) -> String {
    let (config, report) = concluded(state);
    // Both are written by their own rules, and cannot fail.
    let report = serde_json::to_string(&report).unwrap_or_default();
    format!(r#"{{"report":{report},"config":{}}}"#, config.to_json())
}

/// The state that a Config in JSON describes; or, where it is refused, three texts: the path, what was found there, and
/// what would be accepted.
#[wasm_bindgen]
#[must_use]
pub fn state(config: &str) -> Vec<String> {
    match Config::from_json(config) {
        Ok(config) if config.resources.is_empty() => vec![link::write(&config, true)],
        Ok(config) => {
            let found = format!("{} of them", config.resources.len());
            vec!["resources".to_owned(), found, "none: this page reads no resources".to_owned()]
        }
        Err(ConfigError { path, found, expected, .. }) => {
            vec![if path.is_empty() { "config".to_owned() } else { path }, found, expected]
        }
    }
}

/// The report on a state as a file of a format; `None` where there is no such format. The page's own address leads back
/// to the state. A runbook is one team's part where an owner is named.
#[wasm_bindgen]
#[must_use]
pub fn write(state: &str, format: &str, page: &str, owner: &str) -> Option<String> {
    let format = FILES.iter().find(|it| it.word == format)?;
    let (config, report) = concluded(state);
    let export = Export { config: &config, report: &report, page: Some(page), input: None };
    Some(format.write(&export, Owner::from_word(owner)))
}

fn concluded(state: &str) -> (Config, Report) {
    // The page has written it, so all of it can be read.
    let (config, _) = link::read(state);
    let report = evaluate(&config);
    (config, report)
}

#[cfg(test)]
mod tests {
    use super::{report, state, write};

    const STATE: &str = "v=1&source.kind=single-server&source.access=private&source.name=orders%20old&target.access=vnet-integrated&source/peering=fail";

    #[test]
    fn a_state_comes_back_from_its_config() {
        let told: serde_json::Value = serde_json::from_str(&report(STATE)).expect("it is JSON");
        assert_eq!(told["report"]["verdict"], "blocked");
        assert_eq!(state(&told["config"].to_string()), [STATE]);
    }

    #[test]
    fn what_is_refused_says_where_and_why() {
        assert_eq!(state("[]")[..2], ["config", "a list"]);
        assert_eq!(state(r#"{"source": {"kind": "mainframe"}}"#)[..2], ["source.kind", "\"mainframe\""]);
        assert_eq!(state(r#"{"resources": [{}]}"#)[..2], ["resources", "1 of them"]);
    }

    #[test]
    fn a_file_is_of_one_format_and_a_runbook_of_one_team() {
        assert!(write(STATE, "markdown", "https://docs.example/", "").is_some_and(|it| it.contains("orders old")));
        let runbook = |owner| write(STATE, "runbook", "", owner).expect("there is such a format");
        assert_ne!(runbook(""), runbook("dns"));
        assert_eq!(write(STATE, "word", "", ""), None);
    }
}
