//! Steps that are accepted as they are, and the file of the project that says so.

mod desk;

use desk::Desk;

/// Everything holds but one link, which the file accepts until a day.
const ACCEPTED: &str = r#"
[source]
kind = "single-server"
access = "private"

[target]
access = "vnet-integrated"

[runtime]
used = false

[answers]
"source/private-endpoint" = "pass"
"target/delegated-subnet" = "pass"
"source/peering" = "pass"
"source/nsg" = "pass"
"source/route" = "pass"
"source/dns-servers" = "pass"
"source/zone-link-client" = "fail"
"source/a-record" = "pass"

[exceptions."source/zone-link-client"]
reason = "A forwarder on the hub answers for the zone"
expires = 2026-12-31
"#;

#[test]
fn an_exception_counts_up_to_its_day_and_then_fails() {
    let desk = Desk::new().with("pgreach.toml", ACCEPTED);
    for (arguments, status, said) in [
        (&["check", "--set", "today=2026-12-31"][..], 0, "Accepted until 2026-12-31: A forwarder on the hub"),
        (&["check", "pgreach.toml", "--set", "today=2026-12-31"], 0, "✓ READY"),
        (&["check", "--set", "today=2027-01-01"], 1, "Was accepted until 2026-12-31, which has passed"),
        // Of what the connection does not depend on, the verdict says nothing: the status does.
        (
            &[
                "check",
                "--set",
                "source/zone-link-client=pass",
                "--set",
                "source/zone-group=fail",
                "--set",
                "exceptions.source/zone-group=2026-01-31 Records are kept by hand",
                "--set",
                "today=2026-02-01",
            ],
            1,
            "✓ READY",
        ),
        (
            &["check", "--set", "source/zone-link-client=pass", "--set", "today=2026-12-31"],
            0,
            "exceptions.source/zone-link-client: the step holds and needs no exception",
        ),
    ] {
        let output = desk.pgreach(arguments);
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {text}");
        assert!(text.contains(said), "{arguments:?} does not say {said}: {text}");
    }
}

#[test]
fn by_the_clock_an_old_exception_has_expired_and_a_far_one_counts() {
    let desk = Desk::new().with("old.toml", ACCEPTED.replace("2026-12-31", "2020-01-31"));
    let desk = desk.with("far.toml", ACCEPTED.replace("2026-12-31", "9999-12-31"));
    assert_eq!(desk.pgreach(&["check", "old.toml"]).status.code(), Some(1));
    assert_eq!(desk.pgreach(&["check", "far.toml"]).status.code(), Some(0));
}

#[test]
fn the_file_of_the_project_is_one_file_of_several() {
    let desk = Desk::new().with("pgreach.toml", "[source]\naccess = \"private\"\n");
    let desk = desk.with("other.json", r#"{"source": {"access": "public"}}"#);
    let refused = desk.pgreach(&["check", "other.json"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&refused.stderr),
        "pgreach: other.json: source.access: found \"public\", expected \"private\" as in pgreach.toml, or --set \
         source.access=… to decide\n"
    );
    let piped = desk.piped(&["check", "--format", "json"], br#"{"target": {"access": "none"}}"#);
    assert!(String::from_utf8_lossy(&piped.stdout).contains("\"unreachable-target\""));
}

#[test]
fn what_is_wrong_in_toml_is_said_with_its_place() {
    for (text, said) in [
        ("[source\n", "wrong.toml: line 1, column 8: found text that is not TOML ("),
        ("[source]\nacces = 1\n", "wrong.toml: source.acces: found an unknown key, expected one of source.kind"),
        ("[source]\nport = 1.5\n", "wrong.toml: source.port: found 1.5, expected a port from 1 to 65535"),
        (
            "[exceptions]\n\"source/peering\" = 2026-12-31\n",
            "wrong.toml: exceptions.source/peering: found a text, expected {",
        ),
        ("", "wrong.toml: found nothing, expected a Config"),
    ] {
        let output = Desk::new().with("wrong.toml", text).pgreach(&["check", "wrong.toml"]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(error.starts_with(&format!("pgreach: {said}")) && error.lines().count() == 1, "{error}");
    }
}
