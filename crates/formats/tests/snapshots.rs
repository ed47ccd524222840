//! Tests how each form looks.

mod check_pages;
mod common;

use common::written;
use pgreach_fixtures::cases;
use pgreach_formats::FORMATS;

#[test]
fn each_form_of_a_few_situations() {
    // One of each verdict, with what a report can have besides steps.
    for name in [
        "rds-public-security-group-closed",
        "private-single-to-public",
        "answers-and-resources-that-are-not-used",
        "public-single-to-public",
    ] {
        let config = cases::config(name);
        for format in FORMATS {
            let (_, ending) = format.file_name.rsplit_once('.').expect("an ending");
            let text = written(format, &config).replace(env!("CARGO_PKG_VERSION"), "VERSION");
            let text = match text.split_once("\"rules\": [") {
                // The rules are the same in each; `the_rules_are_the_catalogue` looks at them.
                Some((start, rest)) => {
                    let (_, end) = rest.split_once("\n          ]").expect("the list of rules ends");
                    format!("{start}\"rules\": […]{end}")
                }
                None => text,
            };
            insta::assert_snapshot!(format!("{name}.{ending}"), text);
        }
    }
}

#[test]
fn each_form_names_pgreach_the_rules_and_the_link() {
    for (name, config) in cases::configs() {
        let link = pgreach_rules::link::write(&config, true);
        assert!(!link.contains(['(', ')', '\\']), "Markdown would escape it");
        for format in FORMATS {
            let text = written(format, &config);
            let plain = text.replace("&amp;", "&");
            assert!(plain.contains(&link), "{} of {name} lacks {link}", format.word);
            assert!(text.contains("pgreach") && text.contains(env!("CARGO_PKG_VERSION")), "{} of {name}", format.word);
            assert_eq!(text, written(format, &config), "the same report gives the same bytes");
        }
    }
}

#[test]
fn every_form_has_a_word_and_a_file_of_its_own() {
    for (index, format) in FORMATS.iter().enumerate() {
        for other in &FORMATS[..index] {
            assert_ne!((format.word, format.label), (other.word, other.label));
            assert_ne!(format.file_name, other.file_name);
        }
    }
}
