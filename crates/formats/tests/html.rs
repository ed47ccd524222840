//! HTML, as a parser of it reads it.

mod common;

use common::{PAGE, hostile, hostile_name, names, written, written_with_evidence};
use pgreach_fixtures::cases;
use pgreach_formats::HTML;
use pgreach_rules::{Status, evaluate, link};
use proptest::prelude::*;
use scraper::{Html, Selector};

fn read(html: &str) -> Html {
    let read = Html::parse_document(html);
    assert!(read.errors.is_empty(), "{:?} in {html}", read.errors);
    read
}

/// Every element with its attributes, without the text.
fn skeleton(read: &Html) -> Vec<String> {
    let elements = read.root_element().descendent_elements();
    let shown = elements.map(|it| {
        let attributes = it.value().attrs().filter(|(_, value)| !value.starts_with(PAGE));
        format!("{} {:?}", it.value().name(), attributes.collect::<Vec<_>>())
    });
    shown.collect()
}

fn all(read: &Html, css: &str) -> Vec<String> {
    let selector = Selector::parse(css).expect("a selector");
    read.select(&selector).map(|it| it.text().collect()).collect()
}

/// A text as it can stand in a document.
fn allowed(text: &str) -> String {
    let forbidden = |it: char| it.is_control() && it != '\n' || it == '\u{fffe}';
    text.chars().map(|it| if forbidden(it) { '\u{fffd}' } else { it }).collect()
}

#[test]
fn it_says_all_that_is_to_be_done() {
    for (name, config) in cases::configs() {
        let report = evaluate(&config);
        let read = read(&written(&HTML, &config));
        let said = all(&read, "main").concat();
        let has = |text: &str| assert!(said.contains(text), "{name} does not say {text}");
        assert_eq!(all(&read, "title"), [format!("pgreach: {}. {}", report.verdict.label(), report.summary)]);
        let commands = all(&read, "pre").join("\n");
        for step in &report.steps {
            has(step.key.word());
            let is_fault = step.status == Status::Fail && !step.is_accepted();
            has(&format!("{}: {}", step.status.label(), if is_fault { step.failure() } else { step.title() }));
            if matches!(step.status, Status::Fail | Status::Unknown) && !step.is_accepted() {
                has(&step.why().to_string());
                for command in step.verify().commands.iter().chain(step.fix().commands.iter()) {
                    assert!(commands.lines().any(|it| it == command), "{name} lacks {command}");
                }
            }
        }
        report.alternatives.iter().for_each(|it| has(&it.about.to_string()));
    }
}

#[test]
fn it_has_no_script_and_fetches_nothing() {
    for (_, config) in cases::configs() {
        let html = written(&HTML, &config);
        let read = read(&html);
        for css in ["script", "link", "img", "iframe", "[style]", "[onclick]", "[src]"] {
            assert_eq!(all(&read, css), [""; 0], "{css}");
        }
        assert!(html.contains("content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"));
        assert!(!html.contains("url(") && !html.contains("@import"));
    }
}

#[test]
fn its_headings_go_down_one_by_one() {
    for (name, config) in cases::configs() {
        let read = read(&written(&HTML, &config));
        let selector = Selector::parse("h1, h2, h3, h4").expect("a selector");
        let mut last = 0;
        for heading in read.select(&selector) {
            let level: usize = heading.value().name()[1..].parse().expect("a level");
            assert!(level <= last + 1, "{name}: h{level} after h{last}");
            last = level;
        }
        assert_eq!(all(&read, "h1").len(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_becomes_markup((hostile, harmless) in hostile()) {
        let html = written(&HTML, &hostile);
        let (read, expected) = (read(&html), read(&written(&HTML, &harmless)));
        prop_assert_eq!(skeleton(&read), skeleton(&expected), "{}", html);
        let said = all(&read, "main").concat();
        for name in names(&hostile) {
            prop_assert!(said.contains(&allowed(name)), "{:?} is not in {}", name, html);
        }
    }

    #[test]
    fn the_link_leads_back_to_the_same_state((_, config) in hostile()) {
        let read = read(&written(&HTML, &config));
        let selector = Selector::parse("a").expect("a selector");
        let own = read.select(&selector).filter_map(|it| it.attr("href")?.strip_prefix(PAGE));
        let own: Vec<&str> = own.collect();
        prop_assert_eq!(own.len(), 1);
        prop_assert_eq!(link::read(own[0]), (config, vec![]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_azure_shows_becomes_markup((_, config) in hostile(), name in hostile_name()) {
        let read = |name: &str| skeleton(&read(&written_with_evidence(&HTML, &config, name)));
        prop_assert_eq!(read(&name), read("harmless"), "{}", written_with_evidence(&HTML, &config, &name));
    }
}
