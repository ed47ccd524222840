//! SARIF, held against its schema and against what code scanning needs.

mod common;

use std::sync::LazyLock;

use common::{hostile, written};
use jsonschema::Validator;
use pgreach_fixtures::cases;
use pgreach_formats::{Evaluation, SARIF, check_page};
use pgreach_rules::{Config, FixForm, Severity, Status, Verdict, check::CATALOGUE, evaluate};
use proptest::prelude::*;
use serde_json::Value;

/// The schema of the standard (OASIS, SARIF 2.1.0), as the crate serde-sarif 0.8.0 carries it.
static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let mut schema: Value = serde_json::from_str(include_str!("sarif-2.1.0.schema.json")).expect("JSON");
    // A pattern with a bracket too many, which is a fault of the schema; nothing here has a language.
    for place in ["run", "toolComponent"] {
        schema["definitions"][place]["properties"]["language"] = Value::Bool(false);
    }
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
});

fn read(config: &Config) -> Value {
    let log = serde_json::from_str(&written(&SARIF, config)).expect("JSON");
    let errors: Vec<String> = SCHEMA.iter_errors(&log).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    log
}

/// That the results are what is to be done, each with its level.
fn is_whole(config: &Config) {
    let (report, log) = (evaluate(config), read(config));
    let results = log["runs"][0]["results"].as_array().expect("results");
    let of = |key: &str| results.iter().find(|it| it["partialFingerprints"]["pgreachStep/v1"] == key);
    for step in &report.steps {
        let (kind, level) = match (step.status, step.severity) {
            (Status::Pass | Status::NotApplicable, _) => {
                assert!(of(step.key.word()).is_none(), "GitHub would open an alert");
                continue;
            }
            (Status::Unknown, _) => ("open", "none"),
            (Status::Fail, Severity::Blocker | Severity::Error) => ("fail", "error"),
            (Status::Fail, Severity::Warning) => ("fail", "warning"),
            (Status::Fail, Severity::Info) => ("fail", "note"),
        };
        let result = of(step.key.word()).expect("a result");
        assert_eq!((&result["kind"], &result["level"]), (&kind.into(), &level.into()));
        assert_eq!(result["suppressions"].as_array().map(Vec::len), Some(usize::from(step.is_accepted())));
    }
    let combination = of("combination").map(|it| it["kind"].as_str().expect("a kind"));
    let counting = || results.iter().filter(|it| it["suppressions"] == Value::Array(vec![]));
    match report.verdict {
        Verdict::Ready => {
            assert!(counting().all(|it| it["level"] == "warning" || it["level"] == "note" || it["kind"] == "open"));
        }
        Verdict::Unsupported => assert_eq!(combination, Some("fail")),
        Verdict::Blocked => assert!(counting().any(|it| it["level"] == "error")),
        Verdict::Undecided => assert!(counting().any(|it| it["kind"] == "open")),
    }
    for result in results {
        // GitHub distinguishes alerts by rule, file and this.
        let same = results.iter().filter(|it| {
            it["partialFingerprints"]["primaryLocationLineHash"]
                == result["partialFingerprints"]["primaryLocationLineHash"]
        });
        assert_eq!(same.count(), 1);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
            (&"infra/migration.json".into(), &1.into())
        );
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
        assert_eq!(result["ruleId"], log["runs"][0]["tool"]["driver"]["rules"][index]["id"]);
    }
}

#[test]
fn every_case_is_valid_and_whole() {
    for (_, config) in cases::configs() {
        is_whole(&config);
    }
}

#[test]
fn the_rules_are_the_catalogue() {
    let log = read(&Config::default());
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), 1 + CATALOGUE.len());
    for (rule, check) in rules[1..].iter().zip(CATALOGUE) {
        assert_eq!(rule["id"], check.id);
        for text in [&rule["shortDescription"]["text"], &rule["fullDescription"]["text"], &rule["help"]["markdown"]] {
            assert!(text.as_str().is_some_and(|it| !it.is_empty() && !it.contains('{')), "{rule}");
        }
        let page = format!("https://docs.example/pgreach/docs/checks/{}.html", check_page::name(check));
        assert_eq!(rule["helpUri"], page, "the page that it was written by is published beside it");
        assert_eq!(rule["properties"]["severity"], check.severity.word());
        assert!(rule["properties"]["tags"].as_array().is_some_and(|it| !it.is_empty()), "{rule}");
    }
    insta::assert_json_snapshot!(rules[10]);
}

#[test]
fn without_a_file_a_result_still_says_which_step() {
    let config = Config::default();
    let report = evaluate(&config);
    let log = SARIF.write(
        &Evaluation {
            config: &config,
            report: &report,
            page: None,
            input: None,
            fix_as: FixForm::Az,
            day: None,
            drawing: None,
        },
        None,
    );
    let log: Value = serde_json::from_str(&log).expect("JSON");
    assert!(SCHEMA.is_valid(&log));
    for rule in &log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules")[1..] {
        let help = rule["helpUri"].as_str().expect("an address");
        assert!(help.starts_with("https://") && !help.contains("docs/checks"), "no page is known: {help}");
    }
    let location = &log["runs"][0]["results"][0]["locations"][0];
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "combination");
    assert_eq!(location["physicalLocation"], Value::Null);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_report_is_valid_and_whole((hostile, _) in hostile()) {
        is_whole(&hostile);
    }
}
