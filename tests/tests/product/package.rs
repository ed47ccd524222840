//! The npm package in Node.js, installed as people install it.

use std::{fs, path::Path, process::Command};

use pgreach_fixtures::cases;
use pgreach_rules::{Config, ConfigError, list};
use pgreach_tests::{EXPORT, Project, native_report, package, said};
use serde_json::{Value, json};

#[test]
fn says_byte_for_byte_what_the_native_rules_say() {
    let reports: Vec<[String; 2]> = cases::texts().into_values().map(|it| [native_report(&it), it]).collect();
    let lists = json!({
        "reports": reports,
        "checks": serde_json::to_string(&list::checks()).expect("JSON"),
        "scenarios": serde_json::to_string(&list::scenarios()).expect("JSON"),
        "version": env!("CARGO_PKG_VERSION"),
    });
    let project = Project::with_package().with("native.json", lists.to_string()).with(
        "compare.mjs",
        r#"
        import assert from "node:assert/strict";
        import { readFileSync } from "node:fs";
        import { check, checks, scenarios, version } from "pgreach";

        const native = JSON.parse(readFileSync("native.json", "utf8"));
        const same = (value, text) => {
            assert.equal(JSON.stringify(value), text);
            // No undefined that JSON would hide, and plain objects throughout.
            assert.deepEqual(value, JSON.parse(text));
        };
        for (const [report, config] of native.reports) {
            const given = JSON.parse(config);
            same(check(given), report);
            assert.deepEqual(given, JSON.parse(config), "what is given is left alone");
        }
        same(checks(), native.checks);
        same(scenarios(), native.scenarios);
        assert.equal(version, native.version);
        assert.equal(check({}).rules, version);
        console.log(native.reports.length);
        "#,
    );
    assert_eq!(project.node("compare.mjs").trim(), cases::files().len().to_string());
}

#[test]
fn refuses_what_the_native_door_refuses_in_the_same_words() {
    let mut refusals = Vec::new();
    for config in [
        "[]",
        "5",
        "null",
        r#""{}""#,
        r#"{"version": 2}"#,
        r#"{"sorce": {}}"#,
        r#"{"source": {"access": "Private"}}"#,
        r#"{"source": {"port": 65536}}"#,
        r#"{"source": {"port": "5432"}}"#,
        r#"{"source": {"name": {"password": "hunter2"}}}"#,
        r#"{"source": "postgres://u:hunter2@h"}"#,
        r#"{"runtime": {"used": "true"}}"#,
        r#"{"answers": {"source/magic": "pass"}}"#,
        r#"{"answers": {"source/peering": "ok"}}"#,
        r#"{"resources": [{}, 1]}"#,
    ] {
        let error = Config::from_json(config).expect_err(config);
        let ConfigError { path, found, expected, .. } = &error;
        // A position in a text that is not shown would mislead.
        let message = ConfigError { position: None, ..error.clone() }.to_string();
        refusals.push(json!([config, { "path": path, "found": found, "expected": expected }, message]));
    }
    let project = Project::with_package().with("refusals.json", json!(refusals).to_string()).with(
        "refuse.mjs",
        r#"
        import assert from "node:assert/strict";
        import { readFileSync } from "node:fs";
        import { check, ConfigError } from "pgreach";

        for (const [config, parts, message] of JSON.parse(readFileSync("refusals.json", "utf8"))) {
            assert.throws(() => check(JSON.parse(config)), (error) => {
                assert.ok(error instanceof ConfigError && error instanceof Error);
                assert.equal(error.name, "ConfigError");
                assert.equal(error.message, message);
                assert.deepEqual({ ...error }, parts);
                assert.ok(!error.stack.includes("hunter2"));
                return true;
            });
        }
        console.log("all");
        "#,
    );
    assert_eq!(project.node("refuse.mjs").trim(), "all");
}

/// JSON.stringify would leave these out or write something else in their place, in silence.
#[test]
fn refuses_what_json_cannot_hold_and_works_on() {
    let project = Project::with_package().with(
        "misuse.mjs",
        r#"
        import { check, ConfigError } from "pgreach";

        const cycle = { resources: [{}] };
        cycle.resources[0].owner = cycle;
        for (const config of [
            undefined,
            5432n,
            () => "hunter2",
            Promise.resolve({}),
            cycle,
            { source: { port: 5432n } },
            { source: { port: Number("hunter2") } },
            { source: { kind: Symbol("hunter2") } },
            { source: { name: "hunter2 \ud800" } },
            { answers: new Map([["source/peering", "fail"]]) },
            { ["a\nb"]: 1n },
        ]) {
            try {
                console.log("taken", check(config));
            } catch (error) {
                console.log(error instanceof ConfigError ? error.message : error);
            }
        }
        const own = new RangeError("of the person's own getter");
        try {
            check({ get source() { throw own; } });
        } catch (error) {
            console.log(error === own);
        }
        let deep = {};
        for (let i = 0; i < 1e6; i++) deep = { deep };
        try {
            check({ resources: [deep] });
        } catch (error) {
            console.log(error.name);
        }
        const twice = { id: "vnet-a" };
        console.log(check({ source: { name: undefined }, resources: [twice, twice] }).unused[0].reason.slice(0, 7));
        "#,
    );
    let json = "expected null, true, false, a number, a text, a list or a plain object";
    let expected = [
        r#"found undefined, expected a Config, as { source: { kind: "single-server" } }"#.to_owned(),
        format!("found a BigInt, {json}"),
        format!("found a function, {json}"),
        format!("found an object of another kind (Promise), {json}"),
        format!("resources[0].owner: found an object that contains itself, {json}"),
        format!("source.port: found a BigInt, {json}"),
        format!("source.port: found NaN, {json}"),
        format!("source.kind: found a symbol, {json}"),
        format!("source.name: found a text with half of a character, {json}"),
        format!("answers: found an object of another kind (Map), {json}"),
        format!("a\u{fffd}b: found a BigInt, {json}"),
        "true".to_owned(),
        "RangeError".to_owned(),
        "2 given".to_owned(),
    ];
    assert_eq!(project.node("misuse.mjs").lines().collect::<Vec<_>>(), expected);
}

#[test]
fn is_there_for_require_too() {
    let project = Project::with_package().with(
        "old.cjs",
        r#"
        const { readAzure } = require("pgreach/azure");
        const main = [require("pgreach").check({}).verdict, require("pgreach/package.json").version];
        readAzure([]).then((azure) => console.log(...main, azure.check({}).verdict));
        "#,
    );
    let version = said(project.command("node").arg("--version"));
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(|it| it.parse().unwrap_or(0));
    let (major, minor): (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if major == 22 && minor < 12 {
        return; // As the README of the package says.
    }
    assert_eq!(project.node("old.cjs").trim(), format!("undecided {} undecided", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_example_of_its_readme_says_what_it_shows() {
    let export: Vec<&str> = EXPORT.iter().map(|it| it.1).collect();
    let project = Project::with_package().with("export.json", export.join("\n"));
    let readme = fs::read_to_string(project.installed().join("README.md")).expect("it has a README");
    let examples: Vec<&str> = readme.split("```js\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert_eq!(examples.len(), 3);
    let mut project = project;
    for example in examples {
        let shown = example.lines().filter(|it| it.contains("console.log(")).filter_map(|it| it.split_once(" // "));
        let shown: Vec<&str> = shown.map(|(_, said)| said).collect();
        project = project.with("example.mjs", example);
        assert_eq!(project.node("example.mjs").lines().collect::<Vec<_>>(), shown, "{example}");
    }
    let (_, config) = readme.split_once("```json\n").expect("it has a Config");
    let (config, _) = config.split_once("```").expect("the block ends");
    Config::from_json(config).expect("it is a Config");
    let schema: Value = serde_json::from_str(config).expect("JSON");
    assert!(project.path().join(schema["$schema"].as_str().expect("a path")).is_file());
}

/// The files of the package, in the order of their names.
const FILES: [&str; 19] = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "azure/browser.js",
    "azure/index.d.ts",
    "azure/node.js",
    "azure/pgreach_azure.js",
    "azure/pgreach_azure_bg.wasm",
    "azure/reading.js",
    "browser.js",
    "config.js",
    "index.d.ts",
    "node.js",
    "package.json",
    "pgreach.js",
    "pgreach_bg.wasm",
    "schema/config.schema.json",
    "schema/report.schema.json",
    "types.d.ts",
];

#[test]
fn has_the_files_and_the_schemas_that_it_says() {
    let project = Project::with_package();
    let mut files = Vec::new();
    for folder in ["", "azure", "schema"] {
        for entry in fs::read_dir(project.installed().join(folder)).expect("a folder").map(|it| it.expect("an entry")) {
            if entry.path().is_file() {
                files.push(Path::new(folder).join(entry.file_name()).display().to_string());
            }
        }
    }
    files.sort();
    assert_eq!(files, FILES);
    for (name, schema) in [("config", pgreach_rules::schema::config()), ("report", pgreach_rules::schema::report())] {
        for folder in [project.installed(), pgreach_tests::dist()] {
            let file = folder.join(format!("schema/{name}.schema.json"));
            let published: Value = serde_json::from_str(&fs::read_to_string(file).expect("a schema")).expect("JSON");
            assert!(published == schema, "{} is another", folder.display());
        }
    }
}

/// Two copies of the files make one package, whenever and wherever they were written.
#[test]
fn is_packed_the_same_again() {
    let project = Project::with_package();
    let copy = project.path().join("copy");
    said(Command::new("cp").arg("-R").arg(project.installed()).arg(&copy));
    said(project.command("npm").args(["pack", "--offline", "--silent", "./copy"]));
    let again = project.path().join(package().file_name().expect("a file"));
    assert!(fs::read(package()).expect("it is there") == fs::read(again).expect("it was packed"));
}

/// What the release does, up to the registry: npm takes the manifest as it is, and what it would send is the whole package.
#[test]
fn can_be_published() {
    let project = Project::with_package();
    let mut npm = project.command("npm");
    npm.args(["publish", "--dry-run", "--offline", "--json", "--access", "public"]).arg(project.installed());
    let output = npm.output().expect("npm runs");
    let warnings = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{warnings}");
    // Where something in a manifest is not as npm wants it, npm corrects it in what it sends and warns.
    let is_ours = |it: &&str| it.starts_with("npm warn") && !it.contains("requires you to be logged in");
    assert_eq!(warnings.lines().filter(is_ours).collect::<Vec<_>>(), [""; 0]);
    let sent: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    // By its name from npm 11 on.
    let sent = sent.get("pgreach").unwrap_or(&sent);
    assert_eq!(sent["id"], format!("pgreach@{}", env!("CARGO_PKG_VERSION")));
    let mut files: Vec<&str> =
        sent["files"].as_array().expect("a list").iter().filter_map(|it| it["path"].as_str()).collect();
    files.sort_unstable();
    assert_eq!(files, FILES);
}

#[test]
fn exports_what_its_types_declare() {
    let script =
        |entry: &str| format!(r#"import * as it from "{entry}"; console.log(Object.keys(it).sort().join("\n"));"#);
    let project =
        Project::with_package().with("main.mjs", script("pgreach")).with("azure.mjs", script("pgreach/azure"));
    for (file, types) in [("main.mjs", "index.d.ts"), ("azure.mjs", "azure/index.d.ts")] {
        let types = fs::read_to_string(project.installed().join(types)).expect("it has types");
        let declared = types.lines().filter_map(|it| {
            let it = ["export function ", "export const ", "export class ", "export { "]
                .iter()
                .find_map(|start| it.strip_prefix(start))?;
            it.split(|it: char| !it.is_alphanumeric()).next()
        });
        let mut declared: Vec<&str> = declared.collect();
        declared.sort_unstable();
        assert_eq!(project.node(file).lines().collect::<Vec<_>>(), declared);
    }
}
