//! The pages of the checks: those in the repository are current, and their examples come to what they say.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use pgreach_formats::check_page::{FOLDER, html_files, markdown_files, name};
use pgreach_rules::{Config, Status, StepKey, check::CATALOGUE, evaluate, link};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use scraper::{Html, Selector};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(FOLDER)
}

/// The pages in the repository, by the names of their files.
fn kept() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder()).into_iter().flatten() {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("an ordinary name");
        files.insert(name, fs::read_to_string(entry.path()).expect("a page"));
    }
    files
}

/// As snapshots, they are written anew with `INSTA_UPDATE=always`.
#[test]
fn the_pages_in_the_repository_are_current() {
    let pages: BTreeMap<String, String> = markdown_files().into_iter().collect();
    assert_eq!(pages.len(), CATALOGUE.len() + 1, "each has a name of its own, and there is an index");
    if env::var("INSTA_UPDATE").is_ok_and(|it| it == "always") {
        let _ = fs::remove_dir_all(folder());
        fs::create_dir_all(folder()).expect("a folder");
        for (name, page) in &pages {
            fs::write(folder().join(name), page).expect("a page");
        }
    }
    let kept = kept();
    for name in pages.keys().chain(kept.keys()) {
        let is_current = pages.get(name) == kept.get(name);
        assert!(is_current, "{FOLDER}/{name} is not current: INSTA_UPDATE=always cargo test -p pgreach-formats");
    }
}

/// What an example shows: the step and its status as the page says them, the file, and the state that its link opens.
#[derive(Debug, Default)]
struct Shown {
    status: String,
    said: Vec<String>,
    file: String,
    link: String,
}

/// The examples of a page, as a reader of Markdown sees them.
fn examples(page: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let (mut is_heading, mut is_file, mut is_among) = (false, false, false);
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::Heading { .. }) => is_heading = true,
            Event::End(TagEnd::Heading(_)) => is_heading = false,
            Event::Text(text) if is_heading => {
                is_among = &*text == "Examples" || is_among && Status::ALL.iter().any(|it| it.label() == &*text);
                if is_among && &*text != "Examples" {
                    shown.push(Shown { status: text.into_string(), ..Shown::default() });
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => is_file = &*language == "json",
            Event::End(TagEnd::CodeBlock) => is_file = false,
            event => {
                let Some(last) = shown.last_mut().filter(|_| is_among) else { continue };
                match event {
                    Event::Text(text) if is_file => last.file.push_str(&text),
                    Event::Text(text) | Event::Code(text) => last.said.push(text.into_string()),
                    Event::Start(Tag::Link { dest_url, .. }) => last.link = dest_url.into_string(),
                    _ => {}
                }
            }
        }
    }
    shown
}

#[test]
fn every_check_has_an_example_of_each_outcome_that_comes_to_it() {
    let kept = kept();
    for check in CATALOGUE {
        let file = name(check) + ".md";
        let examples = examples(&kept[&file]);
        let statuses: Vec<&str> = examples.iter().map(|it| &*it.status).collect();
        let possible: &[&str] = match check.id {
            // The settings decide, and the step is there only where they do.
            "port" | "not-needed" => &["Failed"],
            // Not known is said of it only where files were read.
            "dns-servers" | "route" | "server-state" | "shadowing-zone" | "subnet-needs" => &["Passed", "Failed"],
            _ => &["Passed", "Failed", "Unknown"],
        };
        assert_eq!(statuses, possible, "{file}");
        for example in examples {
            let config = Config::from_json(&example.file).unwrap_or_else(|error| panic!("{file}: {error}"));
            let report = evaluate(&config);
            let key = StepKey::parse(&example.said[0]).unwrap_or_else(|| panic!("{file}: {example:?}"));
            assert!(check.keys.contains(&key.word()), "{file}: {example:?}");
            let step = report.step(key).unwrap_or_else(|| panic!("{file}: no {}", key.word()));
            assert_eq!(step.status.label(), example.status, "{file}");
            let said = example.said.concat();
            assert!(said.contains(&report.summary) && said.contains(report.verdict.label()), "{file}: {said}");
            let fragment = example.link.strip_prefix("../../index.html#").expect("it opens the page");
            assert_eq!(link::read(fragment), (config, vec![]), "{file}");
        }
    }
}

#[test]
fn every_link_between_the_published_pages_leads_to_one() {
    let pages: BTreeMap<String, String> = html_files().into_iter().collect();
    let anchor = Selector::parse("a").expect("a selector");
    let mut links = 0;
    for (name, page) in &pages {
        let page = Html::parse_document(page);
        assert!(page.errors.is_empty(), "{name}: {:?}", page.errors);
        for link in page.select(&anchor).filter_map(|it| it.attr("href")) {
            let is_page = link.starts_with("https://") || link.starts_with("../../index.html#");
            assert!(is_page || pages.contains_key(link), "{name} links to {link}");
            links += usize::from(!is_page);
        }
    }
    assert_eq!(links, 2 * CATALOGUE.len(), "the index has each, and each has the index");
}
