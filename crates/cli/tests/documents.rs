//! The documents say what is so: their examples are run, their paths, links and anchors are looked for.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use pgreach_rules::{Config, StepKey, check::CATALOGUE, link, scenario::SCENARIOS};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

mod desk;

use desk::{Desk, PGREACH, err, out, status};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A document, by its path from the root.
struct Document {
    path: PathBuf,
    text: String,
}

impl Document {
    fn read(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let text = fs::read_to_string(root().join(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, text }
    }

    fn events(&self) -> impl Iterator<Item = Event<'_>> {
        Parser::new_ext(&self.text, Options::ENABLE_TABLES)
    }

    /// The fenced blocks of a language.
    fn blocks(&self, language: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut is_inside = false;
        for event in self.events() {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if *info == *language => {
                    is_inside = true;
                    blocks.push(String::new());
                }
                Event::End(TagEnd::CodeBlock) => is_inside = false,
                Event::Text(text) if is_inside => blocks.last_mut().expect("it has begun").push_str(&text),
                _ => {}
            }
        }
        blocks
    }

    /// Where its links and pictures lead.
    fn links(&self) -> Vec<String> {
        let address = |it| match it {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.into_string()),
            _ => None,
        };
        self.events().filter_map(address).collect()
    }

    /// What stands as code in its sentences.
    fn code(&self) -> Vec<String> {
        let code = |it| if let Event::Code(text) = it { Some(text.into_string()) } else { None };
        self.events().filter_map(code).collect()
    }

    /// The anchors of its headings, as GitHub makes them.
    fn anchors(&self) -> Vec<String> {
        let mut anchors: Vec<String> = Vec::new();
        let mut heading = None;
        for event in self.events() {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::Text(text) | Event::Code(text) => heading.iter_mut().for_each(|it| it.push_str(&text)),
                Event::End(TagEnd::Heading(_)) => {
                    let letters = heading.take().unwrap_or_default().to_lowercase();
                    let is_kept = |it: &char| it.is_alphanumeric() || [' ', '-', '_'].contains(it);
                    anchors.push(letters.chars().filter(is_kept).collect::<String>().replace(' ', "-"));
                }
                _ => {}
            }
        }
        anchors
    }
}

/// The documents at the top of the repository and all in `docs`.
fn documents() -> Vec<Document> {
    let mut folders = vec![PathBuf::new(), PathBuf::from("docs")];
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            if path.extension().is_some_and(|it| it == "md") {
                paths.push(path);
            } else if folder.starts_with("docs") && entry.path().is_dir() {
                folders.push(path);
            }
        }
    }
    paths.sort();
    assert!(40 < paths.len(), "{paths:?}");
    paths.into_iter().map(Document::read).collect()
}

/// A folder with the files that the examples speak of.
fn desk() -> Desk {
    let mut desk = Desk::new();
    let files = root().join("crates/cli/tests/documents");
    for name in ["pgreach-export.json", "plan.json", "main.json"] {
        desk = desk.with(name, fs::read(files.join(name)).expect("a file of the examples"));
    }
    fs::create_dir(desk.0.path().join("exports")).expect("a folder");
    let export = fs::read(files.join("pgreach-export.json")).expect("a file of the examples");
    desk.with("exports/pgreach-export.json", export)
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
fn the_readme_is_read_in_two_minutes() {
    let lines = Document::read("README.md").text.lines().count();
    assert!(lines <= 120, "README.md has {lines} lines: what is more belongs into docs");
}

#[test]
fn every_command_says_what_is_shown() {
    let desk = desk();
    let mut commands = 0;
    for document in documents() {
        for block in document.blocks("console") {
            let (command, said) = block.split_once('\n').expect("a command and what it says");
            let arguments = command.strip_prefix("$ pgreach ").expect("a command of pgreach");
            let output = desk.pgreach(&arguments.split(' ').collect::<Vec<_>>());
            let path = document.path.display();
            assert!(is_cut_from(said, out(&output)), "{path}: {command} says:\n{}", out(&output));
            commands += 1;
        }
    }
    assert!(3 < commands, "{commands}");
}

#[test]
fn every_other_command_is_understood() {
    let mut commands = 0;
    for document in documents() {
        // Those of a document follow on each other: what one writes, a later one may read.
        let desk = desk();
        for line in document.blocks("sh").iter().flat_map(|it| it.lines()) {
            let Some(line) = line.strip_prefix("pgreach ") else { continue };
            let line = line.split('#').next().unwrap_or_default();
            let (arguments, file) = line.split_once('>').unwrap_or((line, ""));
            let output = desk.pgreach(&arguments.split_whitespace().collect::<Vec<_>>());
            assert_ne!(status(&output), 2, "{}: {line}: {}", document.path.display(), err(&output));
            if !file.is_empty() {
                fs::write(desk.0.path().join(file.trim()), &output.stdout).expect("a file is written");
            }
            commands += 1;
        }
    }
    assert!(15 < commands, "{commands}");
}

#[test]
fn every_config_and_link_can_be_read() {
    let (mut configs, mut links, mut tables) = (0, 0, 0);
    for document in documents() {
        let path = document.path.display();
        for config in document.blocks("json") {
            Config::from_json(&config).unwrap_or_else(|error| panic!("{path}: {error}:\n{config}"));
            configs += 1;
        }
        for fragment in document.text.split("index.html#").skip(1).filter_map(|it| it.split(['`', '"', ')']).next()) {
            let fragment = fragment.replace("&amp;", "&").replace("&embed=1", "");
            let (config, unread) = link::read(&fragment);
            assert_eq!((unread, link::write(&config, true)), (vec![], fragment), "{path}");
            links += 1;
        }
        for table in document.blocks("toml") {
            let desk = Desk::new().with("pgreach.toml", &table);
            let output = desk.pgreach(&["check", "--set", "source.access=private"]);
            assert_eq!(status(&output), 3, "{path}: {table} is read");
            tables += 1;
        }
    }
    assert!(60 < configs && 60 < links && 0 < tables, "{configs} {links} {tables}");
}

#[test]
fn every_path_link_and_anchor_is_there() {
    let documents = documents();
    let anchors: BTreeMap<PathBuf, Vec<String>> = documents.iter().map(|it| (normal(&it.path), it.anchors())).collect();
    let (mut links, mut paths) = (0, 0);
    for document in &documents {
        let folder = document.path.parent().expect("a folder");
        for link in document.links() {
            if link.starts_with("https://") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let path = if path.is_empty() { document.path.clone() } else { normal(&folder.join(path)) };
            let at = document.path.display();
            assert!(root().join(&path).exists(), "{at} links to {link}, which is not there");
            // The fragment of the page is its state, which another test reads.
            let is_page = path.ends_with("index.html");
            let known = anchors.get(&path).is_some_and(|it| it.iter().any(|it| it == anchor));
            assert!(
                anchor.is_empty() || is_page || known,
                "{at} links to {link}: {} has no such heading",
                path.display()
            );
            links += 1;
        }
        for path in document.code() {
            let is_path =
                ["crates/", "web/", "tests/", "docs/", ".github/"].iter().any(|start| path.starts_with(start));
            if is_path && !path.contains(char::is_whitespace) {
                let at = document.path.display();
                assert!(root().join(&path).exists(), "{at} names {path}, which is not there");
                paths += 1;
            }
        }
    }
    assert!(80 < links && 30 < paths, "only {links} links and {paths} paths were looked for");
}

/// A path without the steps up in it.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        if part.as_os_str() == ".." {
            assert!(normal.pop(), "{} leads out of the repository", path.display());
        } else {
            normal.push(part);
        }
    }
    normal
}

/// The commands of pgreach in a step of a pipeline, as a shell script.
fn scripts(pipeline: &Value) -> Vec<String> {
    match pipeline {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(script) if key == "run" || key == "script" => vec![script.to_owned()],
                _ => scripts(value),
            })
            .filter(|it| it.contains("pgreach check"))
            .collect(),
        Value::Array(items) => items.iter().flat_map(scripts).collect(),
        _ => Vec::new(),
    }
}

/// Runs a step as a pipeline does, which gives up at the first command that fails.
fn run(desk: &Desk, script: &str) -> Output {
    let own = Path::new(PGREACH).parent().expect("a folder").to_owned();
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(std::iter::once(own).chain(env::split_paths(&others))).expect("no path has a colon");
    let mut shell: Command = desk.command("sh");
    shell.args(["-e", "-c", script]).env("PATH", path).output().expect("there is a shell")
}

#[test]
fn every_pipeline_fails_where_the_plan_is_blocked_and_only_there() {
    let document = Document::read("docs/pipelines.md");
    let pipelines: Vec<Value> = document
        .blocks("yaml")
        .iter()
        .map(|it| serde_saphyr::from_str(it).unwrap_or_else(|error| panic!("{error}:\n{it}")))
        .collect();
    let [actions, devops] = pipelines.as_slice() else { panic!("two pipelines: {pipelines:#?}") };
    assert_eq!(actions["jobs"]["deploy"]["needs"], "connectivity");
    assert_eq!(devops["stages"][1]["dependsOn"], devops["stages"][0]["stage"]);

    let blocked = desk();
    // The same plans, in which nothing is denied.
    let mut allowed = desk();
    for name in ["plan.json", "main.json"] {
        let plan = fs::read_to_string(blocked.0.path().join(name)).expect("a plan");
        assert!(plan.contains(r#""Deny""#), "{name}");
        allowed = allowed.with(name, plan.replace(r#""Deny""#, r#""Allow""#));
    }
    for pipeline in &pipelines {
        let scripts = scripts(pipeline);
        assert_eq!(scripts.len(), 2, "one writes the report, one decides: {scripts:?}");
        let statuses = |desk| scripts.iter().map(|it| status(&run(desk, it))).collect::<Vec<_>>();
        assert_eq!(statuses(&blocked), [0, 1], "{scripts:?}");
        assert_eq!(statuses(&allowed), [0, 0], "{scripts:?}");
    }
    for (desk, is_blocked) in [(&blocked, true), (&allowed, false)] {
        let report = fs::read_to_string(desk.0.path().join("pgreach.sarif")).expect("a report");
        assert_eq!(report.contains(r#""kind": "fail""#), is_blocked);
        assert!(desk.0.path().join("pgreach.xml").exists());
    }
}

#[test]
fn the_numbers_of_the_changelog_are_those_of_the_catalogue() {
    assert_eq!((SCENARIOS.len(), CATALOGUE.len(), StepKey::all().count()), (10, 27, 43));
}
