//! The schemas accept what the strict door accepts and what `evaluate` writes, and nothing else.

use std::collections::BTreeSet;

use jsonschema::Validator;
use pgreach_fixtures::cases;
use pgreach_rules::{
    Blank, ChangeText, Config, Evidence, Export, Finding, Findings, FixWay, Form, Forms, HopKind, Left, Look, Need,
    NotReadFile, Owner, PlannedChange, Reason, Setting, SettingFinding, Stage, Status, StepKey, Verdict, evaluate,
    evaluate_with, network::MigrationTest, preset::PRESETS, schema, text::Commands,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

fn validator(schema: &Value) -> Validator {
    // As editors do: that a month has so many days is said by the format alone.
    jsonschema::draft202012::options().should_validate_formats(true).build(schema).expect("it is a schema")
}

/// What a validator says is wrong, in one line.
fn wrong(validator: &Validator, value: &Value) -> String {
    let errors = validator.iter_errors(value).map(|it| format!("{}: {it}", it.instance_path()));
    errors.collect::<Vec<_>>().join("; ")
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).expect("it is JSON")
}

fn report(config: &Config) -> Value {
    serde_json::to_value(evaluate(config)).expect("a report is JSON")
}

/// A report on resources that show something of every step, and of one setting.
fn report_on_resources(config: &Config) -> Value {
    let evidence = vec![Evidence {
        resource: "orders-new".to_owned(),
        property: "network.publicNetworkAccess".to_owned(),
        value: "Enabled".to_owned(),
        id: Some("/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network/x/orders-new".to_owned()),
        file: Some("servers.json".to_owned()),
    }];
    let change = ChangeText {
        title: "Start the server orders-new".to_owned(),
        resource: "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/orders-new"
            .to_owned(),
        owner: Owner::Database,
        apply: Forms {
            az: Commands::filled(vec!["az postgres flexible-server start -g rg -n orders-new".to_owned()]),
            powershell: Commands::filled(vec!["Start-AzPostgreSqlFlexibleServer".to_owned()]),
            bicep: Some("resource server".to_owned()),
            terraform: Some("resource {}".to_owned()),
        },
        undo: Forms::az(vec!["az postgres flexible-server stop -g rg -n orders-new".to_owned()]),
        portal: vec!["orders-new > Overview: select Start.".to_owned()],
        look: Some(Look { az: "az rest".to_owned(), before: "Stopped".to_owned(), after: "Ready".to_owned() }),
        impact: vec!["It costs money again.".to_owned()],
    };
    let finding = Finding {
        status: Status::Fail,
        evidence: evidence.clone(),
        note: Some("It was not read.".to_owned()),
        reason: Some(Reason::Missing),
        needs: vec![Need { export: Export::Vnet, resource: "vnet-a".to_owned() }],
        stages: vec![Stage {
            hop: HopKind::Route,
            status: Status::Unknown,
            resource: Some("vnet-a".to_owned()),
            text: "It was not read.".to_owned(),
        }],
    };
    let presumes = Some("The server is stopped.".to_owned());
    let way = FixWay { presumes: presumes.clone(), changes: vec![change.clone()], after: Verdict::Ready };
    let ways = StepKey::all().map(|it| (it, vec![way.clone()])).collect();
    let setting = SettingFinding { setting: Setting::RuntimeUsed, value: "true".to_owned(), evidence };
    let steps = StepKey::all().map(|it| (it, finding.clone())).collect();
    let test = MigrationTest {
        migration: "first".to_owned(),
        state: "Failed".to_owned(),
        message: Some("No connection.".to_owned()),
        time: Some("2026-11-14T08:00:00Z".to_owned()),
        contradicts: true,
    };
    let step = StepKey::parse("source/peering").expect("it is a step");
    let summary = "orders-new can connect.".to_owned();
    let plan = vec![PlannedChange { step, presumes, change, needs: vec![0], after: Verdict::Ready, summary }];
    let left = vec![Left { step, status: Status::Unknown, why: "It was not read.".to_owned() }];
    let to_fill_in = vec![Blank { word: "SOURCE_VNET".to_owned(), meaning: "name of the VNet".to_owned() }];
    let migration_test = Some(test);
    let (file, found, expected) = ("main.tf".to_owned(), "a file of Terraform".to_owned(), "JSON".to_owned());
    let not_read = vec![NotReadFile { file, found, expected }];
    serde_json::to_value(evaluate_with(
        config,
        &Findings {
            settings: vec![setting],
            steps,
            ways,
            migration_test,
            not_read,
            plan,
            left,
            to_fill_in,
            ..Findings::default()
        },
    ))
    .expect("a report is JSON")
}

/// Cases and presets, the latter with an answer to every step and with each setting forgotten.
fn configs() -> Vec<Config> {
    let mut configs: Vec<Config> = cases::configs().into_values().collect();
    for preset in PRESETS {
        let preset = preset.config().expect("a Config");
        for setting in Setting::ALL {
            let mut config = preset.clone();
            setting.clear(&mut config);
            configs.push(config);
        }
        for answer in Status::ALL {
            let mut config = preset.clone();
            config.answers = StepKey::all().map(|it| (it, *answer)).collect();
            configs.push(config);
        }
    }
    configs
}

/// The schema with every object closed: a property that it does not name is an error.
fn closed(mut schema: Value) -> Value {
    fn close(schema: &mut Value) {
        if let Some(object) = schema.as_object_mut() {
            if object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), json!(false));
            }
            object.values_mut().for_each(close);
        } else if let Some(list) = schema.as_array_mut() {
            list.iter_mut().for_each(close);
        }
    }
    close(&mut schema);
    schema
}

#[test]
fn both_are_schemas_that_need_no_other() {
    for (schema, id) in [(schema::config(), "urn:pgreach:config:1"), (schema::report(), "urn:pgreach:report:1")] {
        assert!(jsonschema::meta::is_valid(&schema), "{id}");
        assert_eq!((&schema["$id"], schema["title"].is_string()), (&json!(id), true));
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let text = schema.to_string();
        assert!(text.split(r#""$ref":""#).skip(1).all(|it| it.starts_with("#/$defs/")), "{id} refers to another");
    }
}

#[test]
fn every_case_and_every_report_is_valid() {
    let config_schema = validator(&schema::config());
    for case in cases::texts().values() {
        assert_eq!(wrong(&config_schema, &parsed(case)), "", "{case}");
    }
    let report_schema = validator(&closed(schema::report()));
    for config in configs() {
        for report in [report(&config), report_on_resources(&config)] {
            assert_eq!(wrong(&report_schema, &report), "", "{}", config.to_json());
        }
    }
}

#[test]
fn every_key_of_a_config_says_what_it_is_for() {
    let schema = schema::config();
    let about = |it: &Value| it["description"].is_string();
    for (key, section) in schema["properties"].as_object().expect("it has properties") {
        let name = section["$ref"].as_str().and_then(|it| it.strip_prefix("#/$defs/"));
        let section = name.map_or(section, |it| &schema["$defs"][it]);
        assert!(about(section), "{key}");
        for (key, value) in section["properties"].as_object().into_iter().flatten() {
            assert!(about(value), "{key}");
        }
    }
}

/// Every property of a report is written by some situation, so no description speaks of nothing.
#[test]
fn every_property_of_the_report_appears() {
    fn walk<'a>(root: &'a Value, schema: &'a Value, value: &Value, seen: &mut BTreeSet<String>, name: &str) {
        if let Some(target) = schema["$ref"].as_str().and_then(|it| it.strip_prefix("#/$defs/")) {
            return walk(root, &root["$defs"][target], value, seen, target);
        }
        for schema in schema["anyOf"].as_array().into_iter().flatten() {
            walk(root, schema, value, seen, name);
        }
        for item in value.as_array().into_iter().flatten() {
            walk(root, &schema["items"], item, seen, name);
        }
        for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(value) = value.get(key).filter(|it| !it.is_null()) {
                seen.insert(format!("{name}.{key}"));
                walk(root, schema, value, seen, name);
            }
        }
    }
    let schema = schema::report();
    let definitions = schema["$defs"].as_object().into_iter().flatten().map(|(name, it)| (name.as_str(), it));
    let mut unseen: BTreeSet<String> = definitions
        .chain([("Report", &schema)])
        .flat_map(|(name, it)| it["properties"].as_object().into_iter().flatten().map(move |(key, _)| (name, key)))
        .map(|(name, key)| format!("{name}.{key}"))
        .collect();
    assert!(40 < unseen.len());
    let mut seen = BTreeSet::new();
    for config in configs() {
        for report in [report(&config), report_on_resources(&config)] {
            walk(&schema, &schema, &report, &mut seen, "Report");
        }
    }
    unseen.retain(|it| !seen.contains(it));
    assert_eq!(unseen, BTreeSet::new());
}

fn agree(validator: &Validator, config: &Value) -> Result<(), String> {
    let refused = Config::from_json(&config.to_string()).err();
    match (refused, wrong(validator, config)) {
        (None, wrong) if !wrong.is_empty() => Err(format!("the schema alone refuses {config}: {wrong}")),
        (Some(error), wrong) if wrong.is_empty() => Err(format!("the door alone refuses {config}: {error}")),
        _ => Ok(()),
    }
}

fn exception(reason: &str, expires: &str) -> Value {
    json!({ "reason": reason, "expires": expires })
}

#[test]
fn what_the_door_refuses_the_schema_refuses() {
    let validator = validator(&schema::config());
    for (path, values) in [
        ("version", json!([1, 2, 0, "1", null, true])),
        ("$schema", json!(["config.schema.json", "", null, 1, {}])),
        ("sorce", json!([{}, null])),
        ("source", json!([{}, null, [], "postgres://u:p@h", { "kynd": "edb" }, { "$schema": "x" }])),
        ("source.kind", json!(["edb", null, "EDB", "", 1])),
        ("source.access", json!(["private", "Private", "none", true])),
        ("source.privateEndpoint", json!([true, null, "true", 1])),
        ("source.port", json!([1, 65535, 5432.0, null, 0, 65536, -1, 5432.5, "5432"])),
        (
            "source.name",
            json!(["o", "ø 1", null, "", "  ", "a\nb", "a\u{202e}b", {}, "a".repeat(253), "a".repeat(254)]),
        ),
        (
            "source.address",
            json!([
                "10.1.0.4",
                "255.255.255.255",
                "db",
                "db_1.corp.example",
                "xn--rders-vua.example.",
                "1a",
                "a.1a",
                null,
                "",
                " ",
                ".",
                "10.1.0",
                "10.1.0.256",
                "10.1.0.04",
                "10.1.0.4.",
                "1.2.3.4.5",
                "db.1",
                "db.1.",
                "db..corp",
                "-db",
                "db-",
                "db.-",
                "db 1",
                "db:5432",
                "2001:db8::1",
                "postgres://u:p@h",
                "ø.example",
                "db\n",
                4,
                true,
                "a".repeat(63),
                "a".repeat(64),
                "a.".repeat(126),
                "a.".repeat(127),
            ]),
        ),
        ("target.address", json!(["10.1.0.4", "db", "10.1.0.256", {}])),
        ("target.kind", json!(["edb"])),
        ("target.access", json!(["none", "private"])),
        ("runtime.used", json!([false, "false"])),
        ("answers", json!([{}, null, [], { "source/magic": "pass" }, { "runtime/nsg": "pass" }])),
        ("answers.source/peering", json!(["pass", "not-applicable", null, "ok", true])),
        ("exceptions", json!([{}, null, [], { "source/magic": exception("why", "2026-12-31") }])),
        (
            "exceptions.source/peering",
            json!([null, {}, "2026-12-31 why", { "reason": "why" }, { "expires": "2026-12-31" }]),
        ),
        ("today", json!(["2026-11-21", null, "tomorrow", 20_261_121, "2026-11-31"])),
        ("resources", json!([[], [{}], [{ "id": 1 }], {}, null, [1], [null], "x"])),
    ] {
        for value in values.as_array().expect("a list of values") {
            let config = match path.split_once('.') {
                Some((section, key)) => json!({ section: { key: value } }),
                None => json!({ path: value }),
            };
            assert_eq!(agree(&validator, &config), Ok(()));
        }
    }
    for document in [json!({}), json!([]), json!(null), json!(5), json!("{}")] {
        assert_eq!(agree(&validator, &document), Ok(()));
    }
}

#[test]
fn door_and_schema_agree_on_exceptions() {
    let validator = validator(&schema::config());
    let days = [
        "2026-12-31",
        "2024-02-29",
        "2026-02-29",
        "2026-02-30",
        "2026-13-01",
        "0000-01-01",
        "26-1-1",
        "2026-12-31T00:00",
    ];
    let (longest, too_long) = ("ø".repeat(300), "a".repeat(301));
    let padded = format!(" {longest}\n");
    let reasons = ["why", "", " \u{a0}", " a b\n", "a\nb", "\u{7}a", "a\u{202e}b", &longest, &padded, &too_long];
    let exceptions =
        days.map(|it| exception("why", it)).into_iter().chain(reasons.map(|it| exception(it, "2026-12-31")));
    let wrong = [
        json!({ "reason": "why", "expires": "2026-12-31", "until": 1 }),
        json!({ "reason": "why", "expires": null }),
        json!({ "reason": null, "expires": "2026-12-31" }),
    ];
    for exception in exceptions.chain(wrong) {
        assert_eq!(agree(&validator, &json!({ "exceptions": { "source/nsg": exception } })), Ok(()));
    }
}

/// A value that some key takes, or none.
fn any_value() -> impl Strategy<Value = Value> {
    let words =
        Setting::ALL.iter().filter_map(|it| if let Form::Choice(words) = it.form() { Some(words) } else { None });
    let words: Vec<&str> = words.flatten().chain(Status::WORDS).copied().collect();
    prop_oneof![
        select(words).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        (-1_i64..70_000).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\\s\\p{C}a-c]{0,3}".prop_map(Value::from),
        "[0-9]{4}-[0-1][0-9]-[0-3][0-9]".prop_map(Value::from),
        ("[\\s\\p{C}a-c]{0,3}", "20[0-9]{2}-[0-1][0-9]-[0-3][0-9]").prop_map(|(reason, day)| exception(&reason, &day)),
        select(vec![json!(null), json!({}), json!([]), json!([{}]), json!([1])]),
    ]
}

/// Documents that are often a Config and often nearly one.
fn any_document() -> impl Strategy<Value = Value> {
    let mut paths: Vec<String> = Setting::WORDS.iter().map(|it| (*it).to_owned()).collect();
    paths.extend(StepKey::all().map(|it| format!("answers.{}", it.word())));
    paths.extend(StepKey::all().map(|it| format!("exceptions.{}", it.word())));
    paths.extend(["version", "today", "$schema", "resources", "answers", "source", "source.color"].map(str::to_owned));
    vec((select(paths), any_value()), 0..4).prop_map(|entries| {
        let mut document = Map::new();
        for (path, value) in entries {
            match path.split_once('.') {
                Some((section, key)) => {
                    let section = document.entry(section).or_insert_with(|| json!({}));
                    if let Some(section) = section.as_object_mut() {
                        section.insert(key.to_owned(), value);
                    }
                }
                None => drop(document.insert(path, value)),
            }
        }
        Value::Object(document)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn door_and_schema_agree(document in any_document()) {
        // Whether there is a host in a text with a user before it, no schema can say.
        let has_user = |party: &str| {
            let name = document[party]["name"].as_str().unwrap_or_default();
            name.contains("://") || name.contains([':', '@'])
        };
        if ["source", "target", "runtime"].into_iter().any(has_user) {
            return Ok(());
        }
        thread_local!(static CONFIG: Validator = validator(&schema::config()));
        CONFIG.with(|it| agree(it, &document)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn what_is_read_is_written_and_concluded_as_the_schemas_say(document in any_document()) {
        thread_local!(static BOTH: [Validator; 2] = [validator(&schema::config()), validator(&closed(schema::report()))]);
        let Ok(config) = Config::from_json(&document.to_string()) else { return Ok(()) };
        let said = BOTH.with(|[of_config, of_report]| {
            wrong(of_config, &parsed(&config.to_json())) + &wrong(of_report, &report(&config))
        });
        prop_assert_eq!(said, "");
    }
}
