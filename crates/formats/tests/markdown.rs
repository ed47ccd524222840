//! Markdown, as a parser of it reads it.

mod common;

use common::{PAGE, hostile, hostile_name, names, written, written_with_evidence};
use pgreach_fixtures::cases;
use pgreach_formats::MARKDOWN;
use pgreach_rules::{Config, Status, evaluate, link};
use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// What a document is made of, without its words, and its words.
#[derive(Debug, Default)]
struct Read {
    skeleton: Vec<String>,
    prose: String,
    commands: String,
    links: Vec<String>,
}

fn read(markdown: &str) -> Read {
    let mut read = Read::default();
    let mut in_commands = false;
    let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) if in_commands => read.commands.push_str(&text),
            Event::Text(text) => read.prose.push_str(&text),
            Event::Code(text) => {
                read.skeleton.push("code".to_owned());
                read.prose.push_str(&text);
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let is_own = dest_url.starts_with(PAGE);
                read.skeleton.push(if is_own { "link back".to_owned() } else { dest_url.to_string() });
                read.links.push(dest_url.into_string());
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                in_commands = true;
                assert!(matches!(kind, CodeBlockKind::Fenced(language) if *language == *"sh"));
                read.skeleton.push("commands".to_owned());
            }
            Event::End(TagEnd::CodeBlock) => in_commands = false,
            other => {
                if let Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) = other {
                    read.prose.push('\n');
                }
                read.skeleton.push(format!("{other:?}"));
            }
        }
    }
    read
}

/// A text as it stands in one line.
fn in_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

#[test]
fn it_says_all_that_is_to_be_done() {
    for (name, config) in cases::configs() {
        let report = evaluate(&config);
        let read = read(&written(&MARKDOWN, &config));
        let has = |text: &str| assert!(read.prose.contains(text), "{name} does not say {text}");
        has(report.verdict.label());
        has(&report.summary);
        for step in &report.steps {
            has(step.key.word());
            has(&step.title().to_string());
            if let Some(exception) = &step.exception {
                has(&exception.words());
            }
            if matches!(step.status, Status::Pass | Status::NotApplicable) || step.is_accepted() {
                continue;
            }
            has(&step.why().to_string());
            step.verify().portal.iter().chain(step.fix().portal.iter()).for_each(|it| has(&it));
            for command in step.verify().commands.iter().chain(step.fix().commands.iter()) {
                assert!(read.commands.lines().any(|it| it == command), "{name} lacks {command}");
            }
        }
        let at = |text: &str| read.prose.find(text).unwrap_or(usize::MAX);
        let places: Vec<usize> = report.to_fix().iter().map(|it| at(&format!("Failed: {}", it.failure()))).collect();
        assert!(places.is_sorted(), "{name}: what fails stands in the order to fix it");
        report.alternatives.iter().for_each(|it| has(&it.about.to_string()));
        report.unused.iter().for_each(|it| has(&it.reason));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_becomes_markup((hostile, harmless) in hostile()) {
        let markdown = written(&MARKDOWN, &hostile);
        let (read, expected) = (read(&markdown), read(&written(&MARKDOWN, &harmless)));
        prop_assert_eq!(&read.skeleton, &expected.skeleton, "{}", markdown);
        for name in names(&hostile) {
            // A line has no spaces at its end.
            prop_assert!(read.prose.contains(in_line(name).trim_end()), "{:?} is not in {}", name, markdown);
        }
        prop_assert_eq!(read.commands.matches("az ").count(), expected.commands.matches("az ").count());
    }

    #[test]
    fn the_link_leads_back_to_the_same_state((_, config) in hostile(), name in "[^\\p{C}\\p{Z}:][^\\p{C}:]{0,20}") {
        let config = Config { target: pgreach_rules::Target { name: Some(name), ..config.target }, ..config };
        let read = read(&written(&MARKDOWN, &config));
        let own: Vec<&str> = read.links.iter().filter_map(|it| it.strip_prefix(PAGE)).collect();
        prop_assert_eq!(own.len(), 1);
        prop_assert_eq!(link::read(own[0]), (config, vec![]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_azure_shows_becomes_markup((_, config) in hostile(), name in hostile_name()) {
        let read = |name: &str| read(&written_with_evidence(&MARKDOWN, &config, name)).skeleton;
        prop_assert_eq!(read(&name), read("harmless"), "{}", written_with_evidence(&MARKDOWN, &config, &name));
    }
}
