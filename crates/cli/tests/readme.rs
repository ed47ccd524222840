//! The documents at the top of the repository say what is so: their examples are run, their paths are looked for.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use pgreach_rules::{Config, StepKey, check::CATALOGUE, link, scenario::SCENARIOS};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The fenced blocks of a language.
fn blocks<'a>(document: &'a str, language: &str) -> Vec<&'a str> {
    let open = format!("```{language}\n");
    document.split(&open).skip(1).filter_map(|it| it.split("\n```").next()).collect()
}

/// Runs the command in a folder with the export that the examples speak of.
fn pgreach(arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pgreach"))
        .args(arguments.split(' '))
        .current_dir(root().join("crates/cli/tests/readme"))
        .output()
        .expect("it runs")
}

/// Whether a text shows the beginning of another, and then parts of it in their order, each cut off by a line with dots.
fn is_cut_from(shown: &str, mut whole: &str) -> bool {
    let mut parts = shown.split("…").map(str::trim);
    let start = parts.next().unwrap_or_default();
    !start.is_empty()
        && whole.starts_with(start)
        && parts.all(|it| {
            whole.split_once(it).is_some_and(|(_, rest)| {
                whole = rest;
                true
            })
        })
}

#[test]
fn every_command_says_what_the_readme_shows() {
    let readme = document("README.md");
    let shown = blocks(&readme, "console");
    assert!(!shown.is_empty());
    for block in shown {
        let (command, said) = block.split_once('\n').expect("a command and what it says");
        let output = pgreach(command.strip_prefix("$ pgreach ").expect("a command of pgreach"));
        let output = String::from_utf8(output.stdout).expect("it says UTF-8");
        assert!(is_cut_from(said, &output), "{command} says:\n{output}");
    }
}

#[test]
fn every_other_command_is_understood() {
    let readme = document("README.md");
    let lines = blocks(&readme, "sh").into_iter().flat_map(str::lines);
    let commands: Vec<&str> = lines.filter_map(|it| it.strip_prefix("pgreach ")).collect();
    assert!(!commands.is_empty());
    for command in commands {
        let arguments = command.split(['>', '#']).next().unwrap_or_default().trim_end();
        let output = pgreach(arguments);
        assert_ne!(output.status.code(), Some(2), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_config_and_link_can_be_read() {
    let readme = document("README.md");
    let configs = blocks(&readme, "json");
    assert!(!configs.is_empty());
    for config in configs {
        Config::from_json(config).expect("it is a Config");
    }
    let is_html = |it: &&str| it.contains("&amp;");
    let links: Vec<&str> = readme.split("index.html#").skip(1).filter_map(|it| it.split(['`', '"']).next()).collect();
    assert!(links.iter().any(is_html) && !links.iter().all(is_html));
    let links = links.iter().map(|it| it.replace("&amp;", "&").replace("&embed=1", ""));
    for fragment in links {
        let (config, unread) = link::read(&fragment);
        assert_eq!((unread, link::write(&config, true)), (vec![], fragment));
    }
    for table in blocks(&readme, "toml") {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("pgreach.toml"), table).expect("it is written");
        let check = ["check", "--set", "source.access=private"];
        let output = Command::new(env!("CARGO_BIN_EXE_pgreach")).args(check).current_dir(folder.path()).output();
        assert_eq!(output.expect("it runs").status.code(), Some(3), "{table} is read");
    }
}

#[test]
fn every_path_is_there() {
    let mut paths = 0;
    for name in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        let document = document(name);
        let code = document.split('`').skip(1).step_by(2);
        let links = document.split("](").skip(1).filter_map(|it| it.split(')').next());
        let is_path = |it: &&str| {
            ["crates/", "web/", "tests/", "LICENSE-", "ARCHITECTURE", "CHANGELOG"]
                .iter()
                .any(|start| it.starts_with(start))
        };
        for path in code.chain(links).filter(is_path) {
            assert!(root().join(path).exists(), "{name} names {path}, which is not there");
            paths += 1;
        }
    }
    assert!(20 < paths, "only {paths} paths were looked for");
}

#[test]
fn the_numbers_of_the_changelog_are_those_of_the_catalogue() {
    assert_eq!((SCENARIOS.len(), CATALOGUE.len(), StepKey::all().count()), (10, 27, 42));
}
