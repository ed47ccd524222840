//! Tests what the one strict door refuses, and the line that it says.

use std::fmt::Write;

use pgreach_rules::Config;

#[test]
fn every_wrong_input_has_one_clear_line() {
    let mut said = String::new();
    for text in [
        "",
        "{\n  \"source\": {\n",
        "not json",
        "[]",
        "5",
        "{} {}",
        r#"{"version": 2}"#,
        r#"{"version": "1"}"#,
        r#"{"sorce": {}}"#,
        r#"{"$schema": null}"#,
        r#"{"$schema": {"$ref": "hunter2"}}"#,
        r#"{"source": {"$schema": "config.schema.json"}}"#,
        r#"{"target": {"colour": "x"}}"#,
        r#"{"source": {"access": "Private"}}"#,
        r#"{"source": {"access": true}}"#,
        r#"{"source": {"port": "5432"}}"#,
        r#"{"source": {"port": 5432.5}}"#,
        r#"{"source": {"port": -1}}"#,
        r#"{"source": {"port": 65536}}"#,
        r#"{"source": {"name": ""}}"#,
        r#"{"source": {"name": "a\nb"}}"#,
        r#"{"source": {"name": {"password": "hunter2"}}}"#,
        r#"{"source": "postgres://u:hunter2@h"}"#,
        r#"{"source": ["hunter2"]}"#,
        r#"{"runtime": {"used": "true"}}"#,
        r#"{"runtime": {"used": true, "used": false}}"#,
        r#"{"answers": {"source/magic": "pass"}}"#,
        r#"{"answers": {"source/peering": true}}"#,
        r#"{"answers": {"source/peering": "ok"}}"#,
        r#"{"answers": {"source/peering": "pass", "source/peering": "fail"}}"#,
        r#"{"source.kind": "edb"}"#,
        r#"{"answers.source/peering": "pass"}"#,
        r#"{"exceptions": {"source/peering.reason": "by hand"}}"#,
        r#"{"exceptions": []}"#,
        r#"{"exceptions": {"source/magic": {}}}"#,
        r#"{"exceptions": {"source/peering": "until May"}}"#,
        r#"{"exceptions": {"source/peering": {"reason": "kept by hand"}}}"#,
        r#"{"exceptions": {"source/peering": {"expires": "2026-12-31"}}}"#,
        r#"{"exceptions": {"source/peering": {"reason": " ", "expires": "2026-12-31"}}}"#,
        r#"{"exceptions": {"source/peering": {"reason": "kept by hand", "expires": "2026-02-30"}}}"#,
        r#"{"exceptions": {"source/peering": {"reason": "kept by hand", "expires": 2026}}}"#,
        r#"{"exceptions": {"source/peering": {"reason": {"password": "hunter2"}}}}"#,
        r#"{"exceptions": {"source/peering": {"until": "2026-12-31"}}}"#,
        r#"{"today": "tomorrow"}"#,
        r#"{"today": 20261231}"#,
        r#"{"resources": {}}"#,
        r#"{"resources": [{}, 1]}"#,
    ] {
        let error = Config::from_json(text).expect_err(text).to_string();
        assert!(!error.contains("hunter2"), "a secret is echoed: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        let _ = writeln!(said, "{text}\n  {error}");
    }
    insta::assert_snapshot!(said);
}

#[test]
fn a_large_file_that_is_no_config_is_refused_at_its_first_key() {
    let text = format!(r#"{{"value": [{}]}}"#, vec![r#"{"id": "/subscriptions/0"}"#; 2_000_000].join(","));
    assert!(50_000_000 < text.len());
    let error = Config::from_json(&text).expect_err("it is no Config");
    assert_eq!(error.position, Some((1, 8)), "the rest of the file was not looked at");
}
