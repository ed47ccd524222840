//! `JUnit` XML, held against the elements and attributes that its readers know.

mod common;

use common::{hostile, hostile_name, written, written_with_evidence};
use pgreach_fixtures::cases;
use pgreach_formats::JUNIT;
use pgreach_rules::{Config, Status, Step, Verdict, evaluate};
use proptest::prelude::*;
use roxmltree::{Document, Node};

/// What may stand where, after the schema of Jenkins' xUnit plugin: an element, its parents, its attributes (those that
/// it must have first) and how many of them it must have.
const SHAPE: [(&str, &[&str], &[&str], usize); 9] = [
    ("testsuites", &[""], &["name", "tests", "failures", "errors", "skipped"], 0),
    ("testsuite", &["testsuites"], &["name", "tests", "failures", "errors", "skipped"], 2),
    ("properties", &["testsuite"], &[], 0),
    ("property", &["properties"], &["name", "value"], 2),
    ("testcase", &["testsuite"], &["name", "classname"], 2),
    ("failure", &["testcase"], &["message", "type"], 2),
    ("error", &["testcase"], &["message", "type"], 2),
    ("skipped", &["testcase"], &["message"], 1),
    ("system-out", &["testcase"], &[], 0),
];

/// How many test cases ended how, after the shape was looked at.
fn counted(xml: &str) -> [(&'static str, usize); 4] {
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let (_, parents, attributes, needed) = SHAPE.iter().find(|it| it.0 == name).expect("a known element");
        let parent = node.parent_element().map_or("", |it| it.tag_name().name());
        assert!(parents.contains(&parent), "{name} in {parent}");
        assert!(node.attributes().all(|it| attributes.contains(&it.name())), "{node:?}");
        assert!(attributes[..*needed].iter().all(|it| node.has_attribute(*it)), "{node:?}");
        if name == "testcase" {
            assert!(node.children().filter(Node::is_element).count() <= 1);
        }
    }
    let count = |name: &str| document.descendants().filter(|it| it.has_tag_name(name)).count();
    let counts = [
        ("tests", count("testcase")),
        ("failures", count("failure")),
        ("errors", count("error")),
        ("skipped", count("skipped")),
    ];
    for suite in document.descendants().filter(|it| it.has_tag_name("testsuite") || it.has_tag_name("testsuites")) {
        for (name, count) in counts {
            assert_eq!(suite.attribute(name), Some(count.to_string().as_str()), "{name}");
        }
    }
    counts
}

/// The elements, and how many attributes each has.
fn skeleton(xml: &str) -> Vec<(String, usize)> {
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    let elements = document.descendants().filter(Node::is_element);
    elements.map(|it| (it.tag_name().name().to_owned(), it.attributes().len())).collect()
}

/// That a pipeline is green only where the verdict allows it.
fn is_honest(config: &Config) {
    let report = evaluate(config);
    let [(_, tests), (_, failures), (_, errors), (_, skipped)] = counted(&written(&JUNIT, config));
    let with = |status| report.steps.iter().filter(|it| it.status == status && !it.is_accepted()).count();
    let is_error = |it: &&Step| it.status == Status::Unknown && (it.holds_back() || it.exception.is_some());
    let open = report.steps.iter().filter(|it| !it.is_accepted()).filter(is_error).count();
    assert_eq!(tests, 1 + report.steps.len());
    assert_eq!(
        failures,
        with(Status::Fail) + usize::from(report.verdict == Verdict::Unsupported || report.is_blocked_whatever())
    );
    assert_eq!(skipped, with(Status::NotApplicable) + with(Status::Unknown) - open + report.accepted().count());
    match report.verdict {
        Verdict::Ready if report.has_expired() => assert!(0 < failures + errors, "a pipeline would look green"),
        Verdict::Ready => assert_eq!(errors, 0),
        Verdict::Undecided => assert!(0 < errors, "a pipeline would look green"),
        Verdict::Blocked | Verdict::Unsupported => assert!(0 < failures, "a pipeline would look green"),
    }
}

#[test]
fn a_pipeline_is_green_only_where_the_verdict_allows_it() {
    for (_, config) in cases::configs() {
        is_honest(&config);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_becomes_markup((hostile, harmless) in hostile()) {
        prop_assert_eq!(skeleton(&written(&JUNIT, &hostile)), skeleton(&written(&JUNIT, &harmless)));
        is_honest(&hostile);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_azure_shows_becomes_markup((_, config) in hostile(), name in hostile_name()) {
        let [xml, expected] = [name.as_str(), "harmless"].map(|it| written_with_evidence(&JUNIT, &config, it));
        prop_assert_eq!(skeleton(&xml), skeleton(&expected));
        counted(&xml);
    }
}
