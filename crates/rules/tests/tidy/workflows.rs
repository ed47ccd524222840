//! The workflows of GitHub do what they say, with nothing that may change under them.

use serde_json::Value;

use super::{files, name, read};

/// Each workflow by its name, with its text and what YAML reads in it.
fn workflows() -> Vec<(String, String, Value)> {
    let files = files(".github/workflows", "yml");
    let parsed = |file: &std::path::PathBuf| {
        let (name, text) = (name(file), read(file));
        let value = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, text, value)
    };
    files.iter().map(parsed).collect()
}

fn jobs(workflow: &Value) -> impl Iterator<Item = (&String, &Value)> {
    workflow["jobs"].as_object().expect("jobs").iter()
}

#[test]
fn actions_are_pinned_to_a_commit_and_name_their_version() {
    let mut uses = 0;
    for (name, text, _) in workflows() {
        for line in text.lines().filter_map(|it| it.split_once("uses: ")) {
            let (commit, version) =
                line.1.split_once(" # v").unwrap_or_else(|| panic!("{name}: {line:?} has no version"));
            let (_, commit) = commit.split_once('@').unwrap_or_else(|| panic!("{name}: {line:?} has no commit"));
            let is_commit = commit.len() == 40 && commit.bytes().all(|it| it.is_ascii_hexdigit());
            assert!(is_commit && version.split('.').count() == 3, "{name}: {line:?}");
            uses += 1;
        }
    }
    assert!(10 < uses, "{uses}");
}

#[test]
fn nothing_is_permitted_but_what_a_job_asks_for_by_itself() {
    for (name, _, workflow) in workflows() {
        assert_eq!(workflow["permissions"].as_object().map(serde_json::Map::len), Some(0), "{name}");
        for (job, it) in jobs(&workflow) {
            assert!(it["permissions"].is_object(), "{name}: {job}");
        }
    }
}

#[test]
fn what_publishes_waits_for_a_person_and_for_the_tests() {
    let mut publishing = Vec::new();
    for (name, _, workflow) in workflows() {
        for (job, it) in jobs(&workflow) {
            let writes = it["permissions"].as_object().is_some_and(|it| it.values().any(|it| it == "write"));
            assert!(!writes || !it["environment"].is_null(), "{name}: {job} has no environment that asks a person");
            if writes {
                let needs = it["needs"].as_str().unwrap_or_else(|| panic!("{name}: {job} waits for nothing"));
                publishing.push(format!("{job} after {needs}"));
            }
        }
        let starts: Vec<&String> = workflow["on"].as_object().expect("what starts it").keys().collect();
        match name.as_str() {
            ".github/workflows/test.yml" => assert_eq!(starts, ["pull_request", "push"]),
            ".github/workflows/pages.yml" => assert_eq!(starts, ["workflow_dispatch"]),
            ".github/workflows/release.yml" => {
                assert_eq!(workflow["on"]["push"].as_object().expect("a push").keys().collect::<Vec<_>>(), ["tags"]);
                assert_eq!(workflow["jobs"]["command"]["needs"], "test");
            }
            other => panic!("{other}: what starts it, and may it publish?"),
        }
    }
    publishing.sort();
    assert_eq!(
        publishing,
        ["binaries after command", "crates after command", "deploy after build", "npm after command"]
    );
}

#[test]
fn the_tests_of_a_change_are_those_of_a_release() {
    let runs = |workflow: &Value| {
        workflow["jobs"]["test"]["steps"].as_array().is_some_and(|it| it.iter().any(|it| it["run"] == ".ci/run"))
    };
    let testing = workflows().iter().filter(|(_, _, it)| runs(it)).count();
    assert_eq!(testing, 2, "those of pull requests and of a release");
}
